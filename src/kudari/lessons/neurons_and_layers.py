"""How many neurons, and how many layers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
import xarray as xr

from kudari.lessons.lesson import Claim, Lesson, Measured, Paragraph, Remember, Try
from kudari.lessons.readings import in_study, labels, problem_name, seeds, setting
from kudari.studies import STUDIES
from kudari.study import Study

LONGER = {"steps": "5000"}
WAVE = {
    "problem.function": "sin(4*x)",
    "methods": "adam",
    "learning_rate": "0.01",
    "steps": "3000",
}

STUDY = replace(
    STUDIES["neurons"],
    name="neurons-and-layers",
    seeds=16,
    # The curvatures of four networks would take longer to compile than all of them to run.
    measures=("loss", "gradient_norm", "update_norm", "update_cosine"),
    vary={"problem.hidden": ((2,), (10,), (50,), (10, 10))},
)


def by_network(trace: xr.Dataset) -> Mapping[str, float]:
    """The median of `grid_loss` in the end, for each network by its label."""
    names = labels(trace, "hidden")
    if names is None or "grid_loss" not in trace:
        return {}
    last = trace["grid_loss"].values[:, -1]
    shown = np.array([str(name) for name in names.tolist()])
    return {str(name): float(np.median(last[shown == name])) for name in dict.fromkeys(shown.tolist())}


def _loss(network: str) -> Callable[[xr.Dataset], float]:
    return lambda trace: by_network(trace)[network]


def _parameters(widths: tuple[int, ...]) -> Callable[[xr.Dataset], float]:
    """The parameters of this network, which the trace must hold; one input and one output."""

    def measured(trace: xr.Dataset) -> float:
        assert "-".join(map(str, widths)) in by_network(trace)
        layers = (1, *widths, 1)
        return float(sum((before + 1) * after for before, after in pairwise(layers)))

    return measured


def _longer(study: Study, trace: xr.Dataset) -> bool:
    found = by_network(trace)
    same = problem_name(study) == "fit" and setting(study, "function") == setting(STUDY, "function")
    return same and {"2", "10"} <= set(found) and found["10"] < found["2"] / 2


def _wave(study: Study, trace: xr.Dataset) -> bool:
    found = by_network(trace)
    other = problem_name(study) == "fit" and setting(study, "function") != setting(STUDY, "function")
    return other and len(found) > 1 and max(found.values()) > 10 * min(found.values())


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    found = by_network(trace)
    names = {"2": "two", "10": "ten", "50": "fifty", "10-10": "deep"}
    known = {names[name]: value for name, value in found.items() if name in names and np.isfinite(value)}
    return known if len(known) == len(names) else None


LESSON = Lesson(
    name="neurons-and-layers",
    minutes=4,
    study=STUDY,
    blocks=(
        Paragraph("lesson.neurons-and-layers.see"),
        Paragraph("lesson.neurons-and-layers.first"),
        Measured("lesson.neurons-and-layers.measured", _reading),
        Paragraph("lesson.neurons-and-layers.two_questions"),
        Try("lesson.neurons-and-layers.longer", "lesson.neurons-and-layers.longer_done", _longer, LONGER),
        Paragraph("lesson.neurons-and-layers.layers"),
        Try("lesson.neurons-and-layers.wave", "lesson.neurons-and-layers.wave_done", _wave, WAVE),
        Paragraph("lesson.neurons-and-layers.advice"),
        Remember("lesson.neurons-and-layers.remember"),
    ),
    claims=(
        Claim("seeds", 16, seeds),
        Claim("steps", 1000, in_study("steps")),
        Claim("two_weights", 7, _parameters((2,))),
        Claim("ten_weights", 31, _parameters((10,))),
        Claim("fifty_weights", 151, _parameters((50,))),
        Claim("deep_weights", 141, _parameters((10, 10))),
        Claim("first_two", 0.015, _loss("2"), within=0.03),
        Claim("first_ten", 0.026, _loss("10"), within=0.03),
        Claim("first_fifty", 0.031, _loss("50"), within=0.03),
        Claim("longer_steps", 5000, in_study("steps"), LONGER),
        Claim("longer_two", 0.0067, _loss("2"), LONGER, within=0.03),
        Claim("longer_ten", 0.0024, _loss("10"), LONGER, within=0.03),
        Claim("wave_two", 0.19, _loss("2"), WAVE, within=0.05),
        Claim("wave_fifty", 0.015, _loss("50"), WAVE, within=0.05),
        Claim("wave_deep", 5.3e-5, _loss("10-10"), WAVE, within=0.05),
    ),
)
