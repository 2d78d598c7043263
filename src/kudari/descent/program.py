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

from kudari.descent.carry import Carry, Fixed, Reel
from kudari.descent.curvature_probes import divisor
from kudari.descent.measure import Sight
from kudari.descent.measures import MEASURES
from kudari.descent.probing import Look
from kudari.descent.step import (
    GOING,
    NOT_FINITE,
    Order,
    RunState,
    StepInfo,
    draw,
    make_step,
    start,
    start_of,
)
from kudari.descent.sweep import Sweep
from kudari.gradients.estimators import Estimator
from kudari.methods.method import Method
from kudari.problems.problem import Problem
from kudari.types import Batch, Data, Params


class Program(NamedTuple):
    """The compiled functions of a sweep, and the most records one call can hold."""

    start: Callable[[Fixed, Any], Carry]
    advance: Callable[..., tuple[Carry, Reel]]
    look: Callable[..., Look]
    """(carry, fixed, step, last step) -> the step that the runs would take now."""
    outputs: Callable[[Carry, Fixed], dict[str, Array]]
    capacity: int
    ready: set[Any]
    """What its probes were compiled for in this process: see `kudari.descent.loop.warm_probes`."""


def sweep_program(sweep: Sweep) -> Program:
    """The program that runs this sweep, and every other one that differs from it in numbers only."""
    numbers = sum(
        sweep.parameter_count if MEASURES[name].axis == "parameter" else 1 for name in sweep.recorded
    )
    # About a million numbers, in a power of two of records, whatever the study's length.
    capacity = 2 ** int(np.clip(np.log2(2**20 / (sweep.runs * max(1, numbers))), 4, 10))
    return _program(
        sweep.problem,
        sweep.method,
        sweep.estimator,
        sweep.order,
        sweep.recorded,
        sweep.precision,
        capacity,
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

    one_step = make_step(problem, method, estimator)
    step = over_runs(one_step, 1, True, True, axis, 2)
    evaluate = over_runs(problem.evaluate, 1, False, False, 0, 1)

    def sight(state: RunState, info: StepInfo, hyperparameters: Any, batch: Batch, data: Data) -> Sight:
        return Sight(
            problem=problem,
            method=method,
            state=state,
            info=info,
            hyperparameters=hyperparameters,
            batch=batch,
            data=data,
            names=measures,
        )

    def measured(*seen: Any) -> dict[str, Array]:
        return {name: MEASURES[name].compute(sight(*seen)) for name in measures}

    measure = over_runs(measured, 2, True, True, 0, 1)
    divisors = over_runs(lambda *seen: divisor(sight(*seen)), 2, True, True, axis, 1)
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
        def one(params: Params, seed: Array, hyperparameters: dict[str, Array]) -> RunState:
            return start(method, params, hyperparameters, seed, last, measures)

        # One seed after the other: random numbers of many at once take several times as long to compile.
        params = jax.lax.map(lambda seed: start_of(problem, seed), fixed.seeds)
        # A method without hyperparameters has one combination: none.
        count = next((len(values) for values in fixed.hyperparameters.values()), 1)
        combinations = jax.vmap(one, in_axes=(None, None, 0), out_axes=axis, axis_size=count)
        over_seeds = jax.vmap(combinations, in_axes=(0, 0, None), out_axes=axis)
        runs = over_seeds(params, fixed.seeds, fixed.hyperparameters)
        batch = draw_all(fixed, jnp.int32(0))
        # A method may begin with weakly typed numbers, which the first step makes plain: another type, compiled anew.
        runs = jax.tree.map(lambda leaf: jnp.asarray(leaf, leaf.dtype), runs)
        values, data = fixed.hyperparameters, fixed.data
        _, info = jax.eval_shape(step, runs, values, batch, fixed.limits, last)
        shapes = (
            jax.eval_shape(measure, runs, info, values, batch, data),
            jax.eval_shape(evaluate, runs.params, data),
        )
        empty = jax.tree.map(lambda leaf: jnp.zeros(leaf.shape, leaf.dtype), shapes)
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
        values, data, limits, end = fixed.hyperparameters, fixed.data, fixed.limits, first + count

        def evaluated(carry: Carry, due: Array) -> Carry:
            evaluation = jax.lax.cond(
                due, lambda: evaluate(carry.runs.params, data), lambda: carry.evaluation
            )
            return carry._replace(evaluation=evaluation)

        def record(loop: tuple[Any, Carry, Reel]) -> tuple[Any, Carry, Reel]:
            number, carry, reel = loop
            t = jnp.minimum(number * record_every, steps)
            batch = batch_at(t)
            runs, info = step(carry.runs, values, batch, limits, steps)
            taken = _keep(carry.rested, carry.record, measure(carry.runs, info, values, batch, data))
            # NaN in an update makes the parameters NaN for good: nothing more can happen to the run.
            lost = (runs.stopped == GOING) & jnp.isnan(update_norms(info))
            runs = runs._replace(stopped=jnp.where(lost, NOT_FINITE, runs.stopped))
            rested = flags(runs.stopped)
            reel = reel._replace(records=_write(reel.records, reel.written, taken), written=reel.written + 1)
            runs = jax.lax.fori_loop(
                t + 1,
                jnp.minimum(t + record_every, steps),
                lambda t, runs: step(runs, values, batch_at(t), limits, steps)[0],
                runs,
            )
            return number + 1, carry._replace(runs=runs, rested=rested, record=taken), reel

        def stretch(loop: tuple[Any, Carry, Reel]) -> tuple[Any, Carry, Reel]:
            """Evaluate where that is due, then take the records up to the next evaluation.

            It stands outside the loop over records: a branch inside that would keep a copy of all parameters
            alive in every step.
            """
            number, carry, reel = loop
            due = (number % evaluate_every == 0) | (number == last_record)
            carry = evaluated(carry, due)
            reel = reel._replace(
                evaluations=_write(reel.evaluations, reel.evaluated, carry.evaluation),
                evaluated=reel.evaluated + due,
            )
            following = number + evaluate_every - number % evaluate_every
            beyond = jnp.where(number < last_record, last_record, end)
            stop = jnp.minimum(following, jnp.minimum(beyond, end))
            return jax.lax.while_loop(lambda loop: unfinished(loop, stop), record, (number, carry, reel))

        def unfinished(loop: tuple[Any, Carry, Reel], stop: Array) -> Bool[Array, ""]:
            number, carry, _ = loop
            return (number < stop) & ~jnp.all(carry.rested)

        records, evaluations = jax.tree.map(
            lambda leaf: jnp.zeros((capacity, *leaf.shape), leaf.dtype), (carry.record, carry.evaluation)
        )
        reel = Reel(records, evaluations, written=jnp.int32(0), evaluated=jnp.int32(0))
        number, carry, reel = jax.lax.while_loop(
            lambda loop: unfinished(loop, end), stretch, (first, carry, reel)
        )
        return evaluated(carry, jnp.all(carry.rested) & (number > first)), reel

    def look(carry: Carry, fixed: Fixed, t: Int[Array, ""], last: Int[Array, ""]) -> Look:
        batch = draw_all(fixed, jnp.int32(0) if order == "fixed" else t)
        values, data = fixed.hyperparameters, fixed.data
        _, info = step(carry.runs, values, batch, fixed.limits, last)
        divides = None if method.preconditioner is None else divisors(carry.runs, info, values, batch, data)
        return Look(carry.runs.params, info, divides, batch)

    def outputs(carry: Carry, fixed: Fixed) -> dict[str, Array]:
        assert problem.outputs is not None
        return over_runs(problem.outputs, 1, False, False, 0, 1)(carry.runs.params, fixed.data)

    return Program(jax.jit(begin), jax.jit(advance), jax.jit(look), jax.jit(outputs), capacity, set())


def _keep(rested: Bool[Array, "S H"], old: dict[str, Array], new: dict[str, Array]) -> dict[str, Array]:
    return {name: jax.vmap(jax.vmap(jnp.where))(rested, old[name], value) for name, value in new.items()}


def _write(rows: dict[str, Array], place: Int[Array, ""], values: dict[str, Array]) -> dict[str, Array]:
    return {name: row.at[place].set(values[name]) for name, row in rows.items()}
