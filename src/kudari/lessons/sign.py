"""Turning the sign, and how to know whether it helps."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import xarray as xr

from kudari.comparison.minima import best_reached
from kudari.lessons.lesson import Claim, Formula, Lesson, Measured, Paragraph, Proof, Remember, Try
from kudari.lessons.readings import in_study, of_method, seeds
from kudari.method_words import method_choice
from kudari.study import MethodChoice, ProblemChoice, Study

LONGER = {"reversal-on-plateau(gd).climb": "200"}
KEPT = {"reversal-on-plateau(adam).reset": "0"}

GD, TURNED, ADAM, AGAIN = "gd", "reversal-on-plateau(gd)", "reversal-on-plateau(adam)", "multi-start(gd)"


def _of(words: str, **values: float) -> MethodChoice:
    return replace(method_choice(words), hyperparameters={name: (value,) for name, value in values.items()})


STUDY = Study(
    name="sign",
    problem=ProblemChoice(name="surface", settings={"function": "six-hump-camel"}),
    # As in the study climb-outs, from which this one takes what it speaks of.
    methods=(
        _of(GD, learning_rate=0.005),
        _of(TURNED, learning_rate=0.005, patience=20.0, climb=20.0),
        _of(ADAM, learning_rate=0.1, patience=20.0, climb=20.0, reset=1.0),
        _of(AGAIN, learning_rate=0.005, starts=10.0),
    ),
    seeds=64,
    steps=1000,
    measures=("loss", "gradient_norm", "update_norm", "update_cosine", "parameters"),
)


def reached(trace: xr.Dataset, method: str) -> np.ndarray | None:
    """Which of the method's runs handed over the best minimum, bool[seeds]; None where that cannot be told."""
    chosen = of_method(trace, method)
    if "optimum" not in trace.attrs or not chosen.any():
        return None
    kept = method in trace.attrs.get("keep_best", ())
    losses = trace["best_loss"].values if kept else trace["loss"].values[:, -1]
    return best_reached(
        np.asarray(losses[chosen], float),
        np.asarray(trace["loss"].values[chosen, 0], float),
        float(trace.attrs["optimum"]),
        trace.attrs.get("worse_minimum"),
    )


def percent(method: str) -> Callable[[xr.Dataset], float]:
    """A claim's measure: how many runs of a hundred reached the best minimum."""

    def measured(trace: xr.Dataset) -> float:
        found = reached(trace, method)
        assert found is not None
        return 100 * float(found.mean())

    return measured


def _hyperparameter(trace: xr.Dataset, method: str, name: str) -> set[float]:
    if name not in trace.coords:
        return set()
    return {float(value) for value in trace[name].values[of_method(trace, method)].tolist() if value != ""}


def _ran(study: Study, trace: xr.Dataset) -> bool:
    return all(reached(trace, method) is not None for method in (GD, TURNED, AGAIN))


def _longer(study: Study, trace: xr.Dataset) -> bool:
    climbs = _hyperparameter(trace, TURNED, "climb")
    return reached(trace, GD) is not None and bool(climbs) and min(climbs) >= 50


def _kept(study: Study, trace: xr.Dataset) -> bool:
    return reached(trace, ADAM) is not None and 0.0 in _hyperparameter(trace, ADAM, "reset")


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    found = {name: reached(trace, name) for name in (GD, TURNED, AGAIN)}
    gd, turned, again = found.values()
    if gd is None or turned is None or again is None or not len(gd) == len(turned) == len(again):
        return None
    return {
        "plain": int(gd.sum()),
        "turned": int(turned.sum()),
        "again": int(again.sum()),
        "starts": len(gd),
        "differing": int((gd != turned).sum()),
    }


LESSON = Lesson(
    name="sign",
    minutes=5,
    study=STUDY,
    blocks=(
        Paragraph("lesson.sign.idea"),
        Paragraph("lesson.sign.see"),
        Try("lesson.sign.run", "lesson.sign.run_done", _ran),
        Measured("lesson.sign.measured", _reading),
        Paragraph("lesson.sign.why"),
        Formula(r"(1 + \eta\lambda)^n\,(1 - \eta\lambda)^n = (1 - \eta^2\lambda^2)^n < 1"),
        Proof(
            "lesson.sign.proof",
            (
                Paragraph("lesson.sign.proof_step"),
                Formula(r"c \;\mapsto\; (1 - \eta\lambda)\,c ,\qquad c \;\mapsto\; (1 + \eta\lambda)\,c"),
                Paragraph("lesson.sign.proof_back"),
            ),
        ),
        Try("lesson.sign.longer", "lesson.sign.longer_done", _longer, LONGER),
        Paragraph("lesson.sign.adam"),
        Formula(r"\frac{\eta\,g}{\sqrt{g^2}} = \pm\eta"),
        Try("lesson.sign.kept", "lesson.sign.kept_done", _kept, KEPT),
        Paragraph("lesson.sign.again"),
        Paragraph("lesson.sign.fair"),
        Remember("lesson.sign.remember"),
    ),
    claims=(
        Claim("seeds", 64, seeds),
        Claim("steps", 1000, in_study("steps")),
        Claim("plain", 39, percent(GD), within=0.05),
        Claim("turned", 39, percent(TURNED), within=0.05),
        Claim("adam", 100, percent(ADAM), within=0.02),
        Claim("kept", 78, percent(ADAM), KEPT, within=0.05),
        Claim("again", 98, percent(AGAIN), within=0.02),
    ),
)
