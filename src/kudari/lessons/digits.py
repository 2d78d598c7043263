"""Digits: a network tells images apart."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from kudari.lessons.lesson import Claim, Formula, Lesson, Measured, Paragraph, Proof, Remember, Try
from kudari.lessons.readings import in_study, label_value, problem_name, seeds, setting
from kudari.problems.datasets import load
from kudari.study import MethodChoice, ProblemChoice, Study

NONE = {"problem.hidden": ""}
BETTER = {"learning_rate": "0.5"}

GOAL = 0.97

STUDY = Study(
    name="digits",
    problem=ProblemChoice(
        name="classify",
        settings={"data": "digits", "hidden": (50,), "activation": ("relu",), "batch": 50},
    ),
    methods=(MethodChoice(name="gd", hyperparameters={"learning_rate": (0.1,)}),),
    seeds=8,
    steps=1000,
    measures=("loss", "gradient_norm", "update_norm", "update_cosine"),
)


def _median(name: str, place: int = -1) -> Callable[[xr.Dataset], float]:
    return lambda trace: float(np.median(trace[name].values[:, place]))


def _percent(name: str) -> Callable[[xr.Dataset], float]:
    return lambda trace: 100 * _median(name)(trace)


def _images(part: str) -> Callable[[xr.Dataset], float]:
    return lambda trace: float(len(getattr(load("digits"), part)))


def _classifies(study: Study, trace: xr.Dataset) -> bool:
    return problem_name(study) == "classify" and setting(study, "data") in (None, "digits")


def _ran(study: Study, trace: xr.Dataset) -> bool:
    return _classifies(study, trace) and _median("held_out_accuracy")(trace) > 0.8


def _none(study: Study, trace: xr.Dataset) -> bool:
    return _ran(study, trace) and setting(study, "hidden") == ()


def _better(study: Study, trace: xr.Dataset) -> bool:
    return _classifies(study, trace) and _median("held_out_accuracy")(trace) >= GOAL


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    if not _classifies(study, trace):
        return None
    found = {"seen": _percent("accuracy")(trace), "unseen": _percent("held_out_accuracy")(trace)}
    return found if np.isfinite(list(found.values())).all() else None


LESSON = Lesson(
    name="digits",
    minutes=4,
    study=STUDY,
    blocks=(
        Paragraph("lesson.digits.see"),
        Paragraph("lesson.digits.network"),
        Paragraph("lesson.digits.softmax"),
        Formula(r"p_j = \frac{e^{z_j}}{\sum_i e^{z_i}}"),
        Paragraph("lesson.digits.entropy"),
        Formula(r"\ell = -\log p_t"),
        Paragraph("lesson.digits.guess"),
        Paragraph("lesson.digits.gradient"),
        Formula(r"\frac{\partial \ell}{\partial z_j} = p_j - [j = t]"),
        Proof(
            "lesson.digits.proof",
            (
                Paragraph("lesson.digits.proof_log"),
                Formula(r"\ell = -z_t + \log \sum_i e^{z_i}"),
                Paragraph("lesson.digits.proof_end"),
            ),
        ),
        Try("lesson.digits.run", "lesson.digits.run_done", _ran),
        Measured("lesson.digits.measured", _reading),
        Paragraph("lesson.digits.unseen"),
        Try("lesson.digits.none", "lesson.digits.none_done", _none, NONE),
        Try(
            "lesson.digits.better",
            "lesson.digits.better_done",
            _better,
            BETTER,
            hint="lesson.digits.better_hint",
        ),
        Remember("lesson.digits.remember"),
    ),
    goals={"goal": 100 * GOAL},
    claims=(
        Claim("images", 1797, lambda trace: _images("train_inputs")(trace) + _images("test_inputs")(trace)),
        Claim("pixels", 64, lambda trace: float(load("digits").train_inputs.shape[1])),
        Claim("neurons", 50, lambda trace: float(setting(STUDY, "hidden")[0])),
        Claim("weights", 3760, lambda trace: float(trace.attrs["parameter_count"])),
        Claim("unseen_images", 359, _images("test_inputs")),
        Claim("guess", float(np.round(np.log(10), 2)), lambda trace: float(np.log(10)), within=2e-3),
        Claim("seeds", 8, seeds),
        Claim("steps", 1000, in_study("steps")),
        Claim("rate", 0.1, label_value("learning_rate")),
        Claim("seen", 98, _percent("accuracy"), within=0.01),
        Claim("unseen", 96.5, _percent("held_out_accuracy"), within=0.01),
        Claim("none_weights", 650, lambda trace: float(trace.attrs["parameter_count"]), NONE),
        Claim("none_unseen", 95, _percent("held_out_accuracy"), NONE, within=0.01),
        Claim("better_rate", 0.5, label_value("learning_rate"), BETTER),
        Claim("better_seen", 99.9, _percent("accuracy"), BETTER, within=0.01),
        Claim("better_unseen", 97, _percent("held_out_accuracy"), BETTER, within=0.01),
    ),
)
