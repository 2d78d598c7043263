"""Learning a function with ten neurons."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import xarray as xr

from kudari.lessons.lesson import Claim, Formula, Lesson, Measured, Paragraph, Remember, Try
from kudari.lessons.readings import in_study, label_value, problem_name, seeds, setting
from kudari.studies import STUDIES
from kudari.study import Study

GOAL, WAVE_GOAL = 0.3, 0.5

LONGER = {"steps": "5000"}
LINES = {"problem.activation": "identity"}
WAVE = {"problem.function": "sin(2*x)", "learning_rate": "0.1", "steps": "5000"}

STUDY = replace(STUDIES["fit-square"], name="ten-neurons", vary={})


def _median(name: str, place: int = -1) -> Callable[[xr.Dataset], float]:
    return lambda trace: float(np.nanmedian(trace[name].values[:, place]))


def worst_place(trace: xr.Dataset) -> float:
    """The input at which the learned function is furthest off: the median over the runs."""
    off = np.abs(trace["output_learned"].values - trace["output_wanted"].values)
    inputs = trace["output_input"].values
    return float(np.median(np.take_along_axis(inputs, off.argmax(axis=1)[:, None], axis=1)))


def best_line(trace: xr.Dataset) -> float:
    """Half the mean squared error that no straight line can be below, on the grid of the first run."""
    x, y = trace["output_input"].values[0], trace["output_wanted"].values[0]
    return float(np.mean((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2) / 2)


def _fits(study: Study, trace: xr.Dataset) -> bool:
    return problem_name(study) == "fit" and "grid_error" in trace


def _longer(study: Study, trace: xr.Dataset) -> bool:
    same = all(setting(study, name) == setting(STUDY, name) for name in ("function", "range", "hidden"))
    return _fits(study, trace) and same and _median("grid_error")(trace) < GOAL


def _lines(study: Study, trace: xr.Dataset) -> bool:
    return _fits(study, trace) and set(setting(study, "activation") or ()) == {"identity"}


def _wave(study: Study, trace: xr.Dataset) -> bool:
    other = setting(study, "function") != setting(STUDY, "function")
    return _fits(study, trace) and other and _median("grid_error")(trace) < WAVE_GOAL


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    if not _fits(study, trace) or "output_learned" not in trace:
        return None
    found = {"error": _median("grid_error")(trace), "place": worst_place(trace)}
    return found if np.isfinite(list(found.values())).all() else None


LESSON = Lesson(
    name="ten-neurons",
    minutes=4,
    study=STUDY,
    blocks=(
        Paragraph("lesson.ten-neurons.see"),
        Formula(r"\hat y(x) = \sum_{i=1}^{10} v_i\,\tanh(w_i x + b_i) + c"),
        Paragraph("lesson.ten-neurons.step"),
        Paragraph("lesson.ten-neurons.loss"),
        Formula(r"E = \frac{1}{m}\sum_{j=1}^{m} \tfrac12\,(\hat y(x_j) - x_j^2)^2"),
        Paragraph("lesson.ten-neurons.descend"),
        Measured("lesson.ten-neurons.measured", _reading),
        Try("lesson.ten-neurons.longer", "lesson.ten-neurons.longer_done", _longer, LONGER),
        Paragraph("lesson.ten-neurons.bend"),
        Try("lesson.ten-neurons.lines", "lesson.ten-neurons.lines_done", _lines, LINES),
        Try("lesson.ten-neurons.wave", "lesson.ten-neurons.wave_done", _wave, WAVE),
        Remember("lesson.ten-neurons.remember"),
    ),
    goals={"goal": GOAL, "wave_goal": WAVE_GOAL},
    claims=(
        Claim("seeds", 32, seeds),
        Claim("weights", 31, lambda trace: float(trace.attrs["parameter_count"])),
        Claim("batch", 100, lambda trace: float(trace.attrs["batch"])),
        Claim("steps", 1000, in_study("steps")),
        Claim("rate", 0.03, label_value("learning_rate")),
        Claim("error", 0.76, _median("grid_error"), within=0.02),
        Claim("first_error", 9, _median("grid_error", 0), within=0.02),
        Claim("longer_steps", 5000, in_study("steps"), LONGER),
        Claim("longer_error", 0.24, _median("grid_error"), LONGER, within=0.02),
        Claim("line", 0.235, _median("grid_loss"), LINES, within=0.005),
        Claim("best_line", 0.234, best_line, LINES, within=2e-3),
        Claim("wave_error", 0.27, _median("grid_error"), WAVE, within=0.02),
    ),
)
