"""The loss over one or two parameters while runs move through it: its range does not jump, and it is computed once."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr
from jax.flatten_util import ravel_pytree

from kudari.finish import landscape_over
from kudari.language import say
from kudari.plan import Plan
from kudari.problems.problem import Problem
from kudari.show.groups import groups, middle_run
from kudari.show.thin import kept
from kudari.web.views.moment import Moment

FARTHER = (0.0, 0.25, 0.5, 1.0, 1.5)
"""By how many of its first widths a range may grow to each side: few values, so that it seldom does."""

MOST_STEPS = 3000
"""Of a path in a picture, before it is thinned for what can be seen of it."""

RIM = 0.08
"""Beyond what is known at the start, as a share of the width."""

Range = tuple[float, float]


def applies(plan: Plan, parameters: int) -> bool:
    """Whether all runs of the study go through one landscape of so many parameters."""
    sweep = plan.sweeps[0]
    alone = len({id(sweep.problem) for sweep in plan.sweeps}) == 1
    return alone and sweep.parameter_count == parameters and not sweep.problem.stochastic


def with_landscape(moment: Moment) -> xr.Dataset:
    """The trace with the loss around the way of its runs."""
    problem = moment.plan.sweeps[0].problem
    ranges = problem.view or ranges_of(problem, moment.trace["parameters"].values)
    return moment.trace.assign(_landscape(problem, tuple(ranges)))


def fewer_steps(moment: Moment, trace: xr.Dataset) -> xr.Dataset:
    """The trace of a long study at so many of its steps that the paths shown strong look as they are."""
    if trace.sizes["step"] <= MOST_STEPS:
        return trace
    ways = trace["parameters"].values[trace["seed"].values == shown_seed(moment)]
    columns = tuple(np.moveaxis(ways, 1, -1).reshape(-1, ways.shape[1]))
    return trace.isel(step=kept(columns, max(MOST_STEPS, 4 * len(columns))))


@lru_cache(maxsize=32)
def _landscape(problem: Problem, ranges: tuple[Range, ...]) -> dict[str, xr.Variable]:
    return landscape_over(problem, ranges)


def ranges_of(problem: Problem, ways: np.ndarray) -> list[Range]:
    """What of each parameter is shown, while runs are on their way: float[R, n, P].

    First the starts and the known optima, then more of it wherever a run gets near: a range never shrinks while the
    ways grow longer. What lies farther out than it may grow is left to fly away.
    """
    known = problem.optimum.params if problem.optimum else ()
    optima = [np.atleast_1d(ravel_pytree(params)[0]) for params in known]
    first = np.concatenate([ways[:, 0], np.reshape(optima, (-1, ways.shape[-1]))])
    widths = np.ptp(first, axis=0)
    if not widths.max() > 0:
        widths = np.full_like(widths, _reach(problem, first[0]))
    # A start straight above the optimum still needs some room beside it.
    widths = np.maximum(widths, 0.5 * widths.max())
    middle = (first.min(axis=0) + first.max(axis=0)) / 2
    low, high = middle - (0.5 + RIM) * widths, middle + (0.5 + RIM) * widths
    return [
        _grown(ways[..., place], float(low[place]), float(high[place]), float(widths[place]))
        for place in range(ways.shape[-1])
    ]


def _reach(problem: Problem, start: np.ndarray) -> float:
    """A width around a single start, where nothing else is known: that of the box from which starts are drawn."""
    box = problem.settings.get("box") or (problem.settings.get("range", (-1.0, 1.0)),)
    return max(float(np.ptp(np.reshape(box, (-1, 2))[0])), float(np.abs(start).max()) / 2)


def _grown(values: np.ndarray, low: float, high: float, width: float) -> Range:
    def outwards(farthest: float) -> float:
        return width * next(step for step in FARTHER if step * width >= min(farthest, FARTHER[-1] * width))

    # A comparison with what is no number is false.
    near = values[(values >= low - FARTHER[-1] * width) & (values <= high + FARTHER[-1] * width)]
    lowest, highest = float(near.min(initial=low)), float(near.max(initial=high))
    return low - outwards(low - lowest), high + outwards(highest - high)


def losses_at(problem: Problem, points: np.ndarray) -> np.ndarray:
    """The loss of a deterministic problem at points of its parameters: float[n, P] -> float[n]."""
    # Padded, so that a path that grows does not compile anew.
    padded = np.zeros((-(-max(1, len(points)) // 512) * 512, points.shape[1]))
    padded[: len(points)] = points
    with jax.enable_x64(True):
        return np.asarray(_losses(problem)(jnp.asarray(padded)))[: len(points)]


@lru_cache(maxsize=32)
def _losses(problem: Problem) -> Callable[[jax.Array], jax.Array]:
    data = jax.tree.map(jnp.asarray, problem.data)
    unravel = ravel_pytree(problem.init(jax.random.key(0)))[1]
    return jax.jit(jax.vmap(lambda point: problem.loss(unravel(point), data)))


def shown_seed(moment: Moment) -> int:
    """The seed whose runs are shown strong: the one chosen, else the one that starts at the median loss.

    A typical seed of the end would change while the runs are on their way.
    """
    seeds = moment.trace["seed"].values
    asked = moment.choice.get("seed")
    if asked is not None and asked in seeds:
        return int(asked)
    first = groups(moment.trace, moment.language)[0].runs
    starts = np.asarray(moment.trace["loss"].values[first, 0], float)
    return int(seeds[first[middle_run(starts)]])


def offers(moment: Moment) -> dict[str, Any]:
    """The seed that is shown strong, and those that could be."""
    seeds = np.unique(moment.trace["seed"].values).tolist()
    choices = {"seed": [[seed, str(seed)] for seed in seeds]} if len(seeds) > 1 else {}
    return {"choice": {"seed": shown_seed(moment)}, "choices": choices}


def caption(view: str, moment: Moment) -> str:
    """How to read the paths or arrows of one seed among all."""
    others = len(np.unique(moment.trace["seed"].values)) - 1
    key = f"views.caption.{view}.{'many' if others else 'one'}"
    return say(key, moment.language, seed=shown_seed(moment), others=others)
