"""Going down one curve."""

import numpy as np
import xarray as xr

from kudari.diagnosis.verdict import Outcome
from kudari.lessons.lesson import (
    Claim,
    Formula,
    Lesson,
    Measured,
    Paragraph,
    Remember,
    Try,
)
from kudari.lessons.readings import (
    all_are,
    in_study,
    label_value,
    labels,
    median_steps,
    outcomes,
    problem_name,
    seeds,
    setting,
)
from kudari.studies import STUDIES
from kudari.study import Study

REACHED = 1
"""Of `stopped`: the gradient's norm is as small as was asked for."""

TWO_VALLEYS = {
    "problem.formula": "x**4 - 3*x**2 + x",
    "problem.range": "-2,2",
    "learning_rate": "0.05",
}


def _ran(study: Study, trace: xr.Dataset) -> bool:
    return problem_name(study) == "formula" and all_are(trace, Outcome.CONVERGED)


def _one_step(study: Study, trace: xr.Dataset) -> bool:
    reached = bool((trace["stopped"].values == REACHED).all())
    return problem_name(study) == "formula" and reached and int(trace["steps_run"].values.max()) == 1


def _two_valleys(study: Study, trace: xr.Dataset) -> bool:
    if problem_name(study) != "formula" or trace.sizes.get("parameter") != 1:
        return False
    rested = outcomes(trace) == Outcome.CONVERGED
    ends = trace["final_parameters"].values[rested, 0]
    return len(ends) > 1 and float(np.ptp(ends)) > 0.5


def share_left(trace: xr.Dataset) -> float:
    """The median, over all steps of all runs, of the share of the distance to 1 that a step leaves."""
    distance = trace["parameters"].values[:, :, 0].astype(float) - 1
    moved = trace["running"].values[:, :-1]
    return float(np.median((distance[:, 1:] / distance[:, :-1])[moved]))


def loss_share_left(trace: xr.Dataset) -> float:
    """The same of the loss."""
    loss = trace["loss"].values.astype(float)
    moved = trace["running"].values[:, :-1]
    return float(np.median((loss[:, 1:] / loss[:, :-1])[moved]))


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    rates = labels(trace, "learning_rate")
    methods = set(trace["method"].values.tolist())
    same = setting(study, "formula") == setting(LESSON.study, "formula") and "parameters" in trace
    if not same or methods != {"gd"} or rates is None or len(set(rates.tolist())) != 1 or study.changes:
        return None
    with np.errstate(all="ignore"):
        measured = share_left(trace)
    return {"measured": measured, "predicted": 1 - 2 * float(rates[0])} if np.isfinite(measured) else None


LESSON = Lesson(
    name="one-curve",
    minutes=3,
    study=STUDIES["parabola"],
    blocks=(
        Paragraph("lesson.one-curve.see"),
        Try("lesson.one-curve.run", "lesson.one-curve.run_done", _ran),
        Paragraph("lesson.one-curve.rule"),
        Formula(r"x_{k+1} = x_k - \eta\, f'(x_k)"),
        Paragraph("lesson.one-curve.rate"),
        Paragraph("lesson.one-curve.slope"),
        Formula(r"x_{k+1} - 1 = (1 - 2\eta)\,(x_k - 1)"),
        Paragraph("lesson.one-curve.share"),
        Measured("lesson.one-curve.measured", _reading),
        Paragraph("lesson.one-curve.stop"),
        Try(
            "lesson.one-curve.one_step",
            "lesson.one-curve.one_step_done",
            _one_step,
            {"learning_rate": "0.5"},
            hint="lesson.one-curve.one_step_hint",
        ),
        Try("lesson.one-curve.valleys", "lesson.one-curve.valleys_done", _two_valleys, TWO_VALLEYS),
        Remember("lesson.one-curve.remember"),
    ),
    claims=(
        Claim("seeds", 32, seeds),
        Claim("rate", 0.1, label_value("learning_rate")),
        Claim("share", 0.8, share_left, within=1e-3),
        Claim("loss_share", 0.64, loss_share_left, within=1e-3),
        Claim("limit", 0.1, in_study("stop", "gradient_norm")),
        Claim("steps", 22, median_steps),
        Claim("half", 0.5, label_value("learning_rate"), {"learning_rate": "0.5"}),
    ),
)
