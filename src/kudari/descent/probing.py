"""The costly measures of a sweep, in a program of their own.

It knows the problem and nothing of the method, so that all sweeps of a study share it, and the loop over steps
compiles as fast as without it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import jax
from jax import Array

from kudari.descent.measure import Sight
from kudari.descent.measures import MEASURES
from kudari.descent.step import RunState, StepInfo
from kudari.problems.problem import Problem
from kudari.types import Batch, Data, Params


class Look(NamedTuple):
    """One step of every run, taken only to be looked at: before the update, with all that it used."""

    params: Params
    info: StepInfo
    divisor: Params | None
    batch: Batch
    """Of every seed, where mini-batches differ."""


@lru_cache(maxsize=64)
def probe_program(problem: Problem, names: tuple[str, ...]) -> Callable[[Look, Data], dict[str, Array]]:
    """(look, data) -> every measure of these names: float[S, H, …]."""

    def one(params: Params, info: StepInfo, divisor: Params | None, batch: Batch, data: Data) -> Any:
        nothing: Any = dict.fromkeys(RunState._fields)
        state = RunState(**{**nothing, "params": params})
        sight = Sight(
            problem=problem, state=state, info=info, batch=batch, data=data, divisor=divisor, names=names
        )
        return {name: MEASURES[name].compute(sight) for name in names}

    axis = problem.runs_axis
    over_combinations = jax.vmap(one, in_axes=(axis, axis, axis, None, None))
    batches = 0 if problem.stochastic else None
    over_seeds = jax.vmap(over_combinations, in_axes=(axis, axis, axis, batches, None))

    def probes(look: Look, data: Data) -> dict[str, Array]:
        return over_seeds(look.params, look.info, look.divisor, look.batch, data)

    return jax.jit(probes)
