"""How the weights of every layer, and the loss's derivatives by them, are spread."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import jax
import numpy as np
from jax import Array

from kudari.descent.loop import fixed_arguments
from kudari.descent.program import sweep_program
from kudari.descent.step import draw
from kudari.language import say
from kudari.language.words import joined
from kudari.plan import Plan
from kudari.problems.problem import Problem
from kudari.show.report.numbers import number
from kudari.types import Data, Params
from kudari.web.views.chosen import Chosen, chosen, of_run, told
from kudari.web.views.moment import Moment
from kudari.web.views.networks import device_data
from kudari.web.views.plain import rounded_up
from kudari.web.views.sheets import with_sheets

FEWEST = 16
"""Parameters from which on a histogram says more than the numbers."""

MOST_NUMBERS = 2**18
"""Of all seeds together: beyond this fewer seeds are counted."""

BINS, BINS_PER_DECADE = 40, 4

MOST_DECADES = 12

LARGEST = 1e300
"""What is larger cannot be divided into bins, and counts as not finite."""

_STARTS: WeakKeyDictionary[Problem, dict[tuple[str, tuple[int, ...]], list[np.ndarray]]] = WeakKeyDictionary()
"""Problem -> precision and seeds -> each layer's weights at the start."""


def applies(plan: Plan) -> bool:
    """Whether there are parameters enough."""
    return all(sweep.parameter_count >= FEWEST for sweep in plan.sweeps)


def _offers(moment: Moment, one: Chosen) -> dict[str, Any]:
    """All seeds together, or one of them."""
    offered = told(moment, one)
    seeds = offered["choices"].get("seed")
    if seeds is None:
        return offered
    every = [[None, say("views.histograms.every", moment.language)], *seeds]
    return {
        **offered,
        "choice": {**offered["choice"], "seed": moment.choice.get("seed")},
        "choices": {**offered["choices"], "seed": every},
    }


def histograms(moment: Moment) -> dict[str, Any] | None:
    """For every layer, how many weights, and how many derivatives, are how large.

    Over as many seeds as can be counted, unless `choice` names a `seed`. The derivatives are those of the loss on
    the mini-batch of the run's step; of these their magnitudes' logarithms are counted, and apart the zeros.
    """
    if not applies(moment.plan):
        return None
    one = chosen(moment)
    language = moment.language
    seeds = _seeds(one, moment.choice.get("seed"))
    names, weights, gradients = parts(one, seeds)
    starts = start_weights(one, seeds, moment.plan.study.steps)
    finite = [part[np.abs(part) < LARGEST] for part in weights]
    most = rounded_up(float(max(np.abs(part).max(initial=0) for part in (*finite, *starts))))
    edges = np.linspace(-most, most, BINS + 1)
    sizes = [np.abs(part[np.isfinite(part) & (part != 0)]) for part in gradients]
    decades = gradient_decades(np.concatenate(sizes))
    log_edges = np.linspace(*decades, (decades[1] - decades[0]) * BINS_PER_DECADE + 1)
    network = one.sweep.problem.hidden is not None
    rows = []
    for name, weight, start, kept, gradient, size in zip(
        names, weights, starts, finite, gradients, sizes, strict=True
    ):
        zero, lost = int((gradient == 0).sum()), int((~np.isfinite(gradient)).sum())
        title = say("chart.layer", language, number=name) if network else name
        rows.append(
            {
                "name": title,
                "words": _words(title, kept, size, language),
                "weights": np.histogram(kept, edges)[0].tolist(),
                "start": np.histogram(start, edges)[0].tolist(),
                "weight_notes": _notes(len(weight), 0, len(weight) - len(kept), language),
                "gradient": np.histogram(np.clip(np.log10(size), *decades), log_edges)[0].tolist(),
                "notes": [_median(size, language), *_notes(len(gradient), zero, lost, language)],
            }
        )
    key = "views.histograms.seed" if len(seeds) == 1 else "views.histograms.seeds"
    batch = "views.histograms.batch" if one.sweep.problem.stochastic else "views.histograms.all"
    sentences = [
        say(
            key, language, first=one.sweep.seeds[seeds[0]], last=one.sweep.seeds[seeds[-1]], count=len(seeds)
        ),
        say("views.histograms.caption", language),
        say(batch, language),
    ]
    made = {
        "kind": "histograms",
        **_offers(moment, one),
        "title": one.group.name,
        "caption": joined(sentences, language),
        "most": most,
        "decades": list(decades),
        "words": {
            name: say(f"views.histograms.{name}", language) for name in ("weight", "gradient", "now", "start")
        },
        "rows": rows,
    }
    return with_sheets(made, moment)


def parts(one: Chosen, seeds: np.ndarray) -> tuple[list[str], list[np.ndarray], list[np.ndarray]]:
    """For each layer its name, and its weights and derivatives, those of all these seeds in one row: float[n]."""
    problem = one.sweep.problem
    with jax.enable_x64(one.sweep.precision == "float64"):
        data = device_data(problem, one.sweep.precision)
        program = gradient_program(problem, one.sweep.order)
        numbers_of_seeds = np.asarray(one.sweep.seeds, "int32")[seeds]
        steps = np.asarray(one.carry.runs.step)
        combination = one.at[1]
        step = steps[seeds, combination] if problem.runs_axis == 0 else steps[combination, seeds]
        found = program(
            one.carry.runs.params, seeds.astype("int32"), combination, numbers_of_seeds, step, data
        )
        weights, gradients = (_weights(problem, tree) for tree in found)
        return (
            list(weights),
            [_row(part) for part in weights.values()],
            [_row(part) for part in gradients.values()],
        )


@lru_cache(maxsize=32)
def gradient_program(problem: Problem, order: Any) -> Callable[..., tuple[Params, Params]]:
    """(all parameters, seeds' places, combination's place, seeds, steps, data) -> their parameters, gradients."""

    def one(
        params: Params, place: Array, combination: Array, seed: Array, step: Array, data: Data
    ) -> tuple[Params, Params]:
        taken = of_run(params, place, combination, problem.runs_axis)
        batch = draw(problem, order, seed, step, data) if problem.stochastic else data
        return taken, jax.grad(problem.loss)(taken, batch)

    return jax.jit(jax.vmap(one, in_axes=(None, 0, None, 0, 0, None)))


def start_weights(one: Chosen, seeds: np.ndarray, steps: int) -> list[np.ndarray]:
    """Each layer's weights at the start of these seeds: float[n]."""
    sweep = one.sweep
    known = _STARTS.setdefault(sweep.problem, {})
    key = (sweep.precision, tuple(np.asarray(sweep.seeds)[seeds].tolist()))
    if key not in known:
        axis = sweep.problem.runs_axis
        with jax.enable_x64(sweep.precision == "float64"):
            # The descent has compiled this program; one for the parameters alone would take a second.
            runs = sweep_program(sweep).start(fixed_arguments(sweep), np.int32(steps)).runs
        params = jax.device_get(runs.params)
        each = [of_run(params, seed, one.at[1], axis) for seed in seeds.tolist()]
        parts = [list(_weights(sweep.problem, params).values()) for params in each]
        known[key] = [np.concatenate([_row(part) for part in layer]) for layer in zip(*parts, strict=True)]
    return known[key]


def _weights(problem: Problem, params: Any) -> dict[str, Any]:
    """The parts that have a histogram, by name: a network's weights without biases, else every array."""
    if problem.hidden is not None:
        return {f"{number}": layer["weight"] for number, layer in enumerate(params, 1)}
    leaves = jax.tree_util.tree_flatten_with_path(params)[0]
    return {jax.tree_util.keystr(path, simple=True, separator="."): leaf for path, leaf in leaves}


def _row(part: Any) -> np.ndarray:
    return np.asarray(part, float).ravel()


def _seeds(one: Chosen, wanted: Any) -> np.ndarray:
    """Places of the seeds that are counted: all, as many as there is room for, or the one that is wanted."""
    if wanted in one.sweep.seeds:
        return np.array([one.sweep.seeds.index(wanted)])
    room = max(1, MOST_NUMBERS // one.sweep.parameter_count)
    return np.arange(min(len(one.sweep.seeds), room))


def gradient_decades(sizes: np.ndarray) -> tuple[int, int]:
    """Whole powers of ten around the magnitudes, twelve decades at most, the largest ones among them."""
    if not len(sizes):
        return -4, 0
    high = int(np.ceil(np.log10(sizes.max())))
    low = int(np.floor(np.log10(np.quantile(sizes, 0.002))))
    return max(min(low, high - 1), high - MOST_DECADES), high


def _words(name: str, weights: np.ndarray, sizes: np.ndarray, language: str) -> str:
    """What one who does not see the picture is told."""
    low, high = (number(float(end), 3) for end in (weights.min(initial=np.inf), weights.max(initial=-np.inf)))
    median = number(float(np.median(sizes)) if len(sizes) else 0.0, 3)
    if not len(weights):
        return say("views.histograms.lost_words", language, name=name)
    return say("views.histograms.words", language, name=name, low=low, high=high, median=median)


def _median(sizes: np.ndarray, language: str) -> str:
    median = number(float(np.median(sizes)) if len(sizes) else float("nan"), 3)
    return say("views.histograms.median", language, median=median)


def _notes(count: int, zero: int, lost: int, language: str) -> list[str]:
    found = {"zero": zero, "lost": lost}
    return [
        say(f"views.histograms.{key}", language, share=f"{100 * part / count:.3g}")
        for key, part in found.items()
        if part
    ]
