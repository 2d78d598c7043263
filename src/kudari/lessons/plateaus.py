"""Plateaus, saddles and valleys."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from kudari.diagnosis.verdict import Outcome
from kudari.lessons.lesson import Claim, Formula, Lesson, Measured, Paragraph, Proof, Remember, Try
from kudari.lessons.readings import final_loss, in_study, label_value, outcomes, problem_name, runs, seeds
from kudari.study import MethodChoice, ProblemChoice, Study

ON_THE_RIDGE = {"problem.start": "1,0"}
NEAR = {"problem.start": "1,0.001", "measures": "loss,parameters"}
NEARER = {"problem.start": "1,0.0001", "measures": "loss,parameters"}
PLAIN = {"problem.formula": "1 - exp(-x**2 - y**2)", "problem.range": "-5,5"}
VALLEY = {
    "problem.formula": "(1 - x)**2 + 100*(y - x**2)**2",
    "methods": "gd,momentum",
    "learning_rate": "0.001",
    "steps": "2000",
}

LEFT = -0.1
"""A loss below this one: the point has left the saddle, whose loss is 0, for a valley, whose loss is −1/4."""

STUDY = Study(
    name="plateaus",
    problem=ProblemChoice(
        name="formula", settings={"formula": "x**2/2 + y**4/4 - y**2/2", "range": (-1.0, 1.0)}
    ),
    methods=(MethodChoice(name="gd", hyperparameters={"learning_rate": (0.1,)}),),
    seeds=16,
    steps=200,
    measures=(
        *("loss", "gradient_norm", "update_norm", "update_cosine", "parameters"),
        *("sharpness", "lowest_curvature"),
    ),
)


def steps_until_left(trace: xr.Dataset) -> np.ndarray:
    """The step at which every run left the saddle; int[R]."""
    return np.asarray((trace["loss"].values < LEFT).argmax(axis=1))


def _curvatures(trace: xr.Dataset) -> tuple[np.ndarray, np.ndarray] | None:
    """The smallest and the largest curvature where each run ends."""
    if not {"lowest_curvature", "sharpness"} <= set(trace) or not trace.sizes.get("probed_step"):
        return None
    return trace["lowest_curvature"].values[:, -1], trace["sharpness"].values[:, -1]


def _ran(study: Study, trace: xr.Dataset) -> bool:
    loss = final_loss(trace)
    return problem_name(study) == "formula" and bool((np.abs(loss + 0.25) < 1e-3).all()) and len(loss) > 1


def _on_the_ridge(study: Study, trace: xr.Dataset) -> bool:
    curved, slope = _curvatures(trace), trace["gradient_norm"].values
    if curved is None:
        return False
    still = slope[:, -1] < 1e-3 * slope[:, 0]
    return bool((still & (curved[0] < -0.01)).any())


def _plain(study: Study, trace: xr.Dataset) -> bool:
    stalled = outcomes(trace) == Outcome.STALLED
    slope = trace["gradient_norm"].values[:, -1]
    return problem_name(study) == "formula" and bool((stalled & (slope < 0.01)).sum() * 4 >= len(stalled))


def _valley(study: Study, trace: xr.Dataset) -> bool:
    curved = _curvatures(trace)
    if curved is None or len(set(trace["method"].values.tolist())) < 2:
        return False
    with np.errstate(all="ignore"):
        narrow = bool((curved[1] / curved[0] > 100).any())
    found = _by_method(trace)
    return narrow and max(found.values()) > 100 * min(found.values())


def _by_method(trace: xr.Dataset) -> dict[str, float]:
    last, names = final_loss(trace), np.array(trace["method"].values.tolist())
    return {str(name): float(np.nanmedian(last[names == name])) for name in dict.fromkeys(names.tolist())}


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    curved = _curvatures(trace)
    if curved is None or not np.isfinite(curved).all():
        return None
    saddles = int((curved[0] < -1e-3).sum())
    return {"runs": runs(trace), "saddles": saddles, "lowest": float(np.median(curved[0]))}


def _stalled(trace: xr.Dataset) -> float:
    return float((outcomes(trace) == Outcome.STALLED).sum())


def _left(trace: xr.Dataset) -> float:
    return float(steps_until_left(trace)[0])


def _start_off_the_ridge(trace: xr.Dataset) -> float:
    return float(trace["parameters"].values[0, 0, 1])


def _method(name: str) -> Callable[[xr.Dataset], float]:
    return lambda trace: _by_method(trace)[name]


def _condition(trace: xr.Dataset) -> float:
    """L/mu where momentum ends."""
    curved = _curvatures(trace)
    assert curved is not None
    chosen = trace["method"].values == "momentum"
    return float(np.median(curved[1][chosen] / curved[0][chosen]))


LESSON = Lesson(
    name="plateaus",
    minutes=5,
    study=STUDY,
    blocks=(
        Paragraph("lesson.plateaus.see"),
        Try("lesson.plateaus.run", "lesson.plateaus.run_done", _ran),
        Paragraph("lesson.plateaus.saddle"),
        Formula(r"y_{k+1} = y_k + \eta\,(y_k - y_k^3) \approx (1 + \eta)\,y_k"),
        Paragraph("lesson.plateaus.time"),
        Proof(
            "lesson.plateaus.proof",
            (
                Paragraph("lesson.plateaus.proof_growth"),
                Formula(
                    r"(1 + \eta)^k \left|y_0\right| = 1 \quad\Longrightarrow\quad"
                    r" k = \frac{\log(1/\left|y_0\right|)}{\log(1 + \eta)}"
                ),
                Paragraph("lesson.plateaus.proof_tenfold"),
            ),
        ),
        Try(
            "lesson.plateaus.ridge",
            "lesson.plateaus.ridge_done",
            _on_the_ridge,
            ON_THE_RIDGE,
            hint="lesson.plateaus.ridge_hint",
        ),
        Measured("lesson.plateaus.measured", _reading),
        Paragraph("lesson.plateaus.plain"),
        Try("lesson.plateaus.plain_try", "lesson.plateaus.plain_done", _plain, PLAIN),
        Paragraph("lesson.plateaus.valley"),
        Try("lesson.plateaus.valley_try", "lesson.plateaus.valley_done", _valley, VALLEY),
        Remember("lesson.plateaus.remember"),
    ),
    claims=(
        Claim("seeds", 16, seeds),
        Claim("rate", 0.1, label_value("learning_rate")),
        Claim("near_start", 0.001, _start_off_the_ridge, NEAR, within=1e-6),
        Claim("nearer_start", 0.0001, _start_off_the_ridge, NEARER, within=1e-6),
        Claim(
            "tenfold",
            24,
            lambda trace: float(np.log(10) / np.log1p(trace["learning_rate"].values[0])),
            within=0.01,
        ),
        Claim("near", 66, _left, NEAR, within=0.02),
        Claim("nearer", 90, _left, NEARER, within=0.02),
        Claim("plain_stalled", 11, _stalled, PLAIN, within=0.1),
        Claim("plain_runs", 16, runs, PLAIN),
        Claim("valley_steps", 2000, in_study("steps"), VALLEY),
        Claim("valley_condition", 2500, _condition, VALLEY, within=0.02),
        Claim("valley_gd", 0.035, _method("gd"), VALLEY, within=0.03),
    ),
)
