"""What a network says of every point of the plane, under the points it learns from."""

from typing import Any

import numpy as np

from kudari.language import say
from kudari.language.words import joined
from kudari.plan import Plan
from kudari.problems.problem import Problem
from kudari.show.choice import MOST_PANELS, few, left_out
from kudari.show.groups import groups
from kudari.web.views.chosen import Chosen, chosen, run_of, told
from kudari.web.views.moment import Moment
from kudari.web.views.networks import (
    class_looks,
    classifies,
    held_out,
    input_count,
    input_names,
    predictions,
    probabilities,
)
from kudari.web.views.plain import numbers, shares
from kudari.web.views.sheets import with_sheets

SIDE = 64
"""Points along each side of the plane."""

MOST_POINTS = 400
"""Training points that are shown."""

MOST_CLASSES = 8


def applies(plan: Plan) -> bool:
    """Whether networks tell classes of points of the plane apart."""
    return all(_has_plane(sweep.problem) for sweep in plan.sweeps)


def boundary(moment: Moment) -> dict[str, Any] | None:
    """The probability of every class over the plane, a panel for each group of runs: choice `seed`."""
    if not applies(moment.plan):
        return None
    first = chosen(moment)
    problem, language = first.sweep.problem, moment.language
    found = groups(moment.trace, language)
    inputs = problem.data["inputs"]
    alike = [
        group for group in found if np.array_equal(run_of(moment, group).sweep.problem.data["inputs"], inputs)
    ]
    shown = few(alike, MOST_PANELS)
    ranges = plane(problem)
    classes = problem.settings["classes"]
    points = np.linspace(0, len(inputs) - 1, min(MOST_POINTS, len(inputs))).round().astype(int)
    runs = [run_of(moment, group) for group in shown]
    sentences = [
        say("views.boundary.caption", language, seed=runs[0].seed),
        *left_out(shown, found, language),
    ]
    made = {
        "kind": "boundary",
        **told(moment, first, methods=False),
        "title": say("views.boundary.title", language),
        "caption": joined(sentences, language),
        "axes": [
            {"label": label, "range": numbers(span, 6)}
            for label, span in zip(plane_names(problem, language), ranges, strict=True)
        ],
        "side": SIDE,
        "classes": [
            {"name": name, "look": look}
            for name, look in zip(classes, class_looks(len(classes)), strict=True)
        ],
        "points": {
            "x": numbers(inputs[points, 0]),
            "y": numbers(inputs[points, 1]),
            "class": problem.data["labels"][points].tolist(),
        },
        "panels": [_panel(one, language, named=len(found) > 1) for one in runs],
    }
    return with_sheets(made, moment)


def _has_plane(problem: Problem) -> bool:
    return (
        classifies(problem) and input_count(problem) == 2 and len(problem.settings["classes"]) <= MOST_CLASSES
    )


def plane(problem: Problem) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ranges of both inputs around the examples, with a rim."""
    inputs = problem.data["inputs"]
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    rim = np.maximum(0.12 * (high - low), 1e-3)
    (left, bottom), (right, top) = (low - rim).tolist(), (high + rim).tolist()
    return (left, right), (bottom, top)


def plane_names(problem: Problem, language: str) -> list[str]:
    """What the two inputs are called."""
    return list(input_names(problem)) or [say("views.input", language, number=at) for at in (1, 2)]


def plane_points(problem: Problem, side: int) -> np.ndarray:
    """Points of the plane, row by row from the top, as a picture has them: float[side², 2]."""
    (left, right), (bottom, top) = plane(problem)
    x, y = np.meshgrid(np.linspace(left, right, side), np.linspace(top, bottom, side))
    return np.stack([x.ravel(), y.ravel()], axis=1)


def _panel(one: Chosen, language: str, *, named: bool) -> dict[str, Any]:
    found = probabilities(one, plane_points(one.sweep.problem, SIDE))
    inputs, labels = held_out(one.sweep.problem)
    right = int((predictions(probabilities(one, inputs)) == labels).sum())
    return {
        "name": one.group.name if named else "",
        "note": say("views.right", language, right=right, all=len(labels)),
        "maps": [shares(found[:, place]) for place in range(found.shape[1])]
        if np.isfinite(found).all()
        else None,
    }
