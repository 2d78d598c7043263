"""Gradients by hand, by difference and by backprop."""

import numpy as np
import xarray as xr

from kudari.lessons.lesson import Claim, Formula, Lesson, Measured, Paragraph, Proof, Remember, Try
from kudari.lessons.readings import in_study, problem_name
from kudari.studies import STUDIES
from kudari.study import Study

COARSE = {"difference_step": "0.02"}
SINGLE = {"precision": "float32"}
NETWORK = {
    "problem.name": "fit",
    "problem.hidden": "10",
    "problem.activation": "tanh",
    "vary.gradient": "backprop,forward",
    "measures": "loss,gradient_norm",
}


def _estimators(trace: xr.Dataset) -> list[str]:
    return list(trace["estimator"].values.tolist()) if "estimator" in trace.coords else []


def _of(trace: xr.Dataset, name: str, estimator: str) -> np.ndarray:
    """A variable of the first run with this estimator."""
    return np.asarray(trace[name].values[_estimators(trace).index(estimator)], float)


def slope(trace: xr.Dataset, estimator: str) -> float:
    """What this estimator gave at the first step."""
    return float(_of(trace, "gradient", estimator)[0, 0])


def rest(trace: xr.Dataset, estimator: str) -> float:
    """Where the weight is in the end."""
    return float(_of(trace, "final_parameters", estimator)[0])


def _both(study: Study, trace: xr.Dataset) -> bool:
    return problem_name(study) == "weight" and {"backprop", "forward"} <= set(_estimators(trace))


def _ran(study: Study, trace: xr.Dataset) -> bool:
    return problem_name(study) == "weight" and len(set(_estimators(trace))) >= 3


def _coarse(study: Study, trace: xr.Dataset) -> bool:
    return _both(study, trace) and abs(rest(trace, "forward") - rest(trace, "backprop")) > 0.005


def _single(study: Study, trace: xr.Dataset) -> bool:
    return _both(study, trace) and study.precision == "float32"


def _network(study: Study, trace: xr.Dataset) -> bool:
    return bool((trace["gradient_evaluations"].values >= 10 * np.maximum(trace["steps_run"].values, 1)).any())


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    if not _both(study, trace) or "gradient" not in trace:
        return None
    return {"backprop": slope(trace, "backprop"), "forward": slope(trace, "forward")}


def forward_percent_off(trace: xr.Dataset) -> float:
    """By how many per cent the forward difference is off at the first step."""
    return 100 * abs(slope(trace, "forward") / slope(trace, "backprop") - 1)


def _evaluations(estimator: str, trace: xr.Dataset) -> float:
    return float(_of(trace, "gradient_evaluations", estimator) / _of(trace, "steps_run", estimator))


LESSON = Lesson(
    name="gradients",
    minutes=5,
    study=STUDIES["weight"],
    blocks=(
        Paragraph("lesson.gradients.model"),
        Formula(r"E(w) = (wx - t)^2"),
        Paragraph("lesson.gradients.hand"),
        Formula(r"E'(w) = 2(wx - t)\,x"),
        Paragraph("lesson.gradients.hand_value"),
        Paragraph("lesson.gradients.difference"),
        Formula(r"\frac{E(w+h) - E(w)}{h}"),
        Formula(r"\frac{E(w+h) - E(w-h)}{2h}"),
        Paragraph("lesson.gradients.error"),
        Proof(
            "lesson.gradients.taylor",
            (
                Paragraph("lesson.gradients.taylor_series"),
                Formula(r"E(w \pm h) = E \pm hE' + \frac{h^2}{2}E'' \pm \frac{h^3}{6}E''' + \cdots"),
                Paragraph("lesson.gradients.taylor_forward"),
                Formula(r"\frac{E(w+h) - E(w)}{h} = E' + \frac{h}{2}E'' + \cdots"),
                Paragraph("lesson.gradients.taylor_central"),
                Formula(r"\frac{E(w+h) - E(w-h)}{2h} = E' + \frac{h^2}{6}E''' + \cdots"),
                Paragraph("lesson.gradients.taylor_here"),
            ),
        ),
        Paragraph("lesson.gradients.backprop"),
        Formula(
            r"\frac{dE}{dw} = \frac{dE}{de} \cdot \frac{de}{dy} \cdot \frac{dy}{dw} = 2e \cdot 1 \cdot x"
        ),
        Paragraph("lesson.gradients.cost"),
        Try("lesson.gradients.run", "lesson.gradients.run_done", _ran),
        Measured("lesson.gradients.measured", _reading),
        Try(
            "lesson.gradients.coarse",
            "lesson.gradients.coarse_done",
            _coarse,
            COARSE,
            hint="lesson.gradients.coarse_hint",
        ),
        Try("lesson.gradients.single", "lesson.gradients.single_done", _single, SINGLE),
        Try("lesson.gradients.network", "lesson.gradients.network_done", _network, NETWORK),
        Remember("lesson.gradients.remember"),
    ),
    claims=(
        Claim("start", 1.95, lambda trace: float(trace["parameters"].values[0, 0, 0])),
        Claim("slope", -0.1, lambda trace: slope(trace, "backprop"), within=1e-6),
        Claim("ways", 4, lambda trace: float(len(_estimators(trace)))),
        Claim("coarse", 0.02, in_study("difference_step"), COARSE),
        Claim("coarse_rest", 1.99, lambda trace: rest(trace, "forward"), COARSE, within=1e-4),
        Claim("coarse_slope", -0.08, lambda trace: slope(trace, "forward"), COARSE, within=1e-6),
        Claim("off", 0.7, forward_percent_off, SINGLE, within=0.05),
        Claim("weights", 31, lambda trace: float(trace.attrs["parameter_count"]), NETWORK),
        Claim("losses", 32, lambda trace: _evaluations("forward", trace), NETWORK),
        Claim("passes", 1, lambda trace: _evaluations("backprop", trace), NETWORK),
    ),
)
