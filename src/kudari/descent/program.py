"""The compiled program of a sweep: cached, so that a second study of the same shape compiles nothing."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from jaxtyping import Bool, Int

from kudari.descent.measures import MEASURES
from kudari.descent.step import (
    GOING,
    NOT_FINITE,
    Order,
    RunState,
    StepInfo,
    StopRule,
    draw,
    make_step,
    start,
)
from kudari.descent.sweep import Sweep
from kudari.gradients.estimators import Estimator
from kudari.methods.method import Method
from kudari.problems.problem import Problem
from kudari.types import Batch, Data


class Fixed(NamedTuple):
    """What a program reads and never changes."""

    seeds: Int[Array, "S"]
    hyperparameters: dict[str, Array]
    """float[H] each."""
    data: Data
    limits: StopRule


class Carry(NamedTuple):
    """What goes from record to record."""

    runs: RunState
    """Of every run; the runs' axes stand where `Problem.runs_axis` says."""
    rested: Bool[Array, "S H"]
    """Whether the run rested at its last record, which it then keeps."""
    record: dict[str, Array]
    evaluation: dict[str, Array]


class Reel(NamedTuple):
    """What a chunk has recorded; only the first `written` and `evaluated` rows hold something."""

    records: dict[str, Array]
    evaluations: dict[str, Array]
    written: Int[Array, ""]
    evaluated: Int[Array, ""]


class Program(NamedTuple):
    """The compiled functions of a sweep, and the most records one call can hold."""

    start: Callable[[Fixed, Any], Carry]
    advance: Callable[..., tuple[Carry, Reel]]
    outputs: Callable[[Carry, Fixed], dict[str, Array]]
    capacity: int


def sweep_program(sweep: Sweep) -> Program:
    """The program that runs this sweep, and every other one that differs from it in numbers only."""
    numbers = sum(sweep.parameter_count if MEASURES[name].per_parameter else 1 for name in sweep.recorded)
    # About a million numbers, in a power of two of records, whatever the study's length.
    capacity = 2 ** int(np.clip(np.log2(2**20 / (sweep.runs * max(1, numbers))), 4, 10))
    return _program(
        sweep.problem, sweep.method, sweep.estimator, sweep.order, sweep.recorded, sweep.precision, capacity
    )


@lru_cache(maxsize=64)
def _program(
    problem: Problem,
    method: Method,
    estimator: Estimator,
    order: Order,
    measures: tuple[str, ...],
    precision: str,
    capacity: int,
) -> Program:
    axis = problem.runs_axis
    each_batch = problem.stochastic

    def over_runs(
        function: Callable[..., Any], per_run: int, hyperparameters: bool, batch: bool, out: int, shared: int
    ) -> Callable[..., Any]:
        """`function(*per_run, hyperparameters?, batch?, *shared)` mapped over seeds, then combinations."""
        states = (axis,) * per_run
        rest = (None,) * shared
        batch_axis = (0 if each_batch else None,) if batch else ()
        inner = (*states, *((0,) if hyperparameters else ()), *((None,) if batch else ()), *rest)
        outer = (*states, *((None,) if hyperparameters else ()), *batch_axis, *rest)
        return jax.vmap(jax.vmap(function, in_axes=inner, out_axes=out), in_axes=outer, out_axes=out)

    step = over_runs(make_step(problem, method, estimator), 1, True, True, axis, 2)
    evaluate = over_runs(problem.evaluate, 1, False, False, 0, 1)

    def measured(state: RunState, info: StepInfo) -> dict[str, Array]:
        return {name: MEASURES[name].compute(problem, state, info) for name in measures}

    measure = over_runs(measured, 2, False, False, 0, 0)
    update_norms = over_runs(lambda info: optax.tree.norm(info.update), 1, False, False, axis, 0)
    flags = over_runs(lambda stopped: stopped != GOING, 1, False, False, 0, 0)

    def draw_all(fixed: Fixed, t: Int[Array, ""]) -> Batch:
        if not each_batch:
            return fixed.data
        return jax.vmap(lambda seed: draw(problem, order, seed, t, fixed.data))(fixed.seeds)

    def batches(fixed: Fixed) -> Callable[[Int[Array, ""]], Batch]:
        if each_batch and order != "fixed":
            return lambda t: draw_all(fixed, t)
        same = draw_all(fixed, jnp.int32(0))
        return lambda t: same

    def begin(fixed: Fixed, last: Int[Array, ""]) -> Carry:
        def one(seed: Array, hyperparameters: dict[str, Array]) -> RunState:
            return start(problem, method, hyperparameters, seed, last)

        # A method without hyperparameters has one combination: none.
        count = next((len(values) for values in fixed.hyperparameters.values()), 1)
        combinations = jax.vmap(one, in_axes=(None, 0), out_axes=axis, axis_size=count)
        runs = jax.vmap(combinations, in_axes=(0, None), out_axes=axis)(fixed.seeds, fixed.hyperparameters)
        _, info = jax.eval_shape(
            step, runs, fixed.hyperparameters, draw_all(fixed, jnp.int32(0)), fixed.limits, last
        )
        record = jax.eval_shape(measure, runs, info)
        evaluation = jax.eval_shape(evaluate, runs.params, fixed.data)
        empty = jax.tree.map(lambda leaf: jnp.zeros(leaf.shape, leaf.dtype), (record, evaluation))
        return Carry(runs, jnp.zeros(flags(runs.stopped).shape, bool), *empty)

    def advance(
        carry: Carry,
        fixed: Fixed,
        first: Int[Array, ""],
        count: Int[Array, ""],
        last_record: Int[Array, ""],
        steps: Int[Array, ""],
        record_every: Int[Array, ""],
        evaluate_every: Int[Array, ""],
    ) -> tuple[Carry, Reel]:
        batch_at = batches(fixed)

        def stepped(runs: RunState, t: Int[Array, ""]) -> tuple[RunState, StepInfo]:
            return step(runs, fixed.hyperparameters, batch_at(t), fixed.limits, steps)

        def record(loop: tuple[Any, Carry, Reel]) -> tuple[Any, Carry, Reel]:
            number, carry, reel = loop
            t = jnp.minimum(number * record_every, steps)
            runs, info = stepped(carry.runs, t)
            taken = _keep(carry.rested, carry.record, measure(carry.runs, info))
            # NaN in an update makes the parameters NaN for good: nothing more can happen to the run.
            lost = (runs.stopped == GOING) & jnp.isnan(update_norms(info))
            runs = runs._replace(stopped=jnp.where(lost, NOT_FINITE, runs.stopped))
            rested = flags(runs.stopped)

            due = (number % evaluate_every == 0) | (number == last_record)
            evaluation = jax.lax.cond(
                due | jnp.all(rested),
                lambda: evaluate(carry.runs.params, fixed.data),
                lambda: carry.evaluation,
            )
            reel = Reel(
                records=_write(reel.records, reel.written, taken),
                evaluations=_write(reel.evaluations, reel.evaluated, evaluation),
                written=reel.written + 1,
                evaluated=reel.evaluated + due,
            )
            runs = jax.lax.fori_loop(
                t + 1, jnp.minimum(t + record_every, steps), lambda t, runs: stepped(runs, t)[0], runs
            )
            return number + 1, Carry(runs, rested, taken, evaluation), reel

        def unfinished(loop: tuple[Any, Carry, Reel]) -> Bool[Array, ""]:
            number, carry, _ = loop
            return (number < first + count) & ~jnp.all(carry.rested)

        records, evaluations = jax.tree.map(
            lambda leaf: jnp.zeros((capacity, *leaf.shape), leaf.dtype), (carry.record, carry.evaluation)
        )
        _, carry, reel = jax.lax.while_loop(
            unfinished, record, (first, carry, Reel(records, evaluations, jnp.int32(0), jnp.int32(0)))
        )
        return carry, reel

    def outputs(carry: Carry, fixed: Fixed) -> dict[str, Array]:
        assert problem.outputs is not None
        return over_runs(problem.outputs, 1, False, False, 0, 1)(carry.runs.params, fixed.data)

    return Program(jax.jit(begin), jax.jit(advance), jax.jit(outputs), capacity)


def _keep(rested: Bool[Array, "S H"], old: dict[str, Array], new: dict[str, Array]) -> dict[str, Array]:
    return {name: jax.vmap(jax.vmap(jnp.where))(rested, old[name], value) for name, value in new.items()}


def _write(rows: dict[str, Array], place: Int[Array, ""], values: dict[str, Array]) -> dict[str, Array]:
    return {name: row.at[place].set(values[name]) for name, row in rows.items()}
