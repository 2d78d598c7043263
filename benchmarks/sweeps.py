"""What the rows on training share: Kudari's sweeps, their starts and mini-batches, and the hand-written ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks import compiled
from kudari.descent.loop import Cadence, Chunk, descend, fixed_arguments
from kudari.descent.step import draw, start
from kudari.descent.sweep import Sweep
from kudari.execute import rounds
from kudari.plan import Plan, plan
from kudari.studies import STUDIES

RECORDED = ("loss", "gradient_norm", "update_norm")
"""Measures of every contender."""

CHUNK = 1024
"""Records of a chunk where the whole study is run."""


def study(name: str, seeds: int, **changes: Any) -> Plan:
    """The named study, planned with these changes; it records what the others record, and no more."""
    return plan(replace(STUDIES[name], seeds=seeds, **{"measures": RECORDED, **changes}))


def descend_all(sweep: Sweep, cadence: Cadence) -> np.ndarray:
    """The whole descent with everything that is recorded; the losses, float[steps + 1, S, H]."""
    return np.concatenate([chunk.records["loss"] for chunk in descend(sweep, cadence, size=lambda: CHUNK)])


def endless(sweep: Sweep, records: int) -> Iterator[Chunk]:
    """Chunk after chunk of `records` steps, all recorded; evaluated at the first step only."""
    most = 10**8
    return descend(sweep, Cadence(most, 1, most), size=lambda: records)


def study_seconds(chosen: Plan) -> None:
    """The whole study as `kudari.execute` has it, with its trace put together."""
    for _ in rounds(chosen):
        pass


def first_state(sweep: Sweep, seed: int) -> Any:
    """Where the run of this seed starts: the parameters, as NumPy arrays."""
    values = {name: jnp.float32(value[0]) for name, value in sweep.hyperparameters.items()}
    state = start(sweep.problem, sweep.method, values, jnp.int32(seed), jnp.int32(1))
    return jax.tree.map(np.array, state.params)


def batches(sweep: Sweep, seed: int, steps: int) -> list[Any]:
    """The mini-batches of the run's first steps, as NumPy arrays."""
    data = fixed_arguments(sweep).data
    one = jax.jit(lambda t: draw(sweep.problem, sweep.order, jnp.int32(seed), t, data))
    return [jax.tree.map(np.array, one(jnp.int32(t))) for t in range(steps)]


def by_hand(
    sweep: Sweep,
    data: Any,
    loss: Callable[[Any, Any], Any],
    draw: Callable[[Any, Any], Any],
    steps: int,
    evaluate: Callable[[Any, Any], Any] | None = None,
    evaluate_every: int | None = None,
    go_on: bool = False,
) -> Callable[[], np.ndarray]:
    """The same runs in hand-written JAX: a call takes so many steps and returns the losses, float[R, steps].

    Every call begins at the start, or, if it is to `go_on`, where the last one ended.
    """
    rule = sweep.method.make(**{name: float(value[0]) for name, value in sweep.hyperparameters.items()})
    seeds = jnp.asarray(sweep.seeds)
    params = jax.tree.map(lambda *leaves: jnp.stack(leaves), *(first_state(sweep, s) for s in sweep.seeds))
    program = compiled.advance(loss, rule, draw, steps, evaluate, evaluate_every)
    carry, first = (params, jax.vmap(rule.init)(params)), 0

    def call() -> np.ndarray:
        nonlocal carry, first
        (params, state), (records, evaluation) = program(*carry, seeds, data, jnp.int32(first))
        if go_on:
            carry, first = (params, state), first + steps
        losses, *_ = jax.device_get((*records, evaluation))
        return losses.reshape(len(losses), -1)

    return call


def same(name: str, ours: Any, theirs: Any, tolerance: float = 1e-3) -> None:
    """Refuse to compare times of unequal work.

    Raises:
        AssertionError: where two series of losses differ by more than rounding.
    """
    np.testing.assert_allclose(theirs, ours, rtol=tolerance, err_msg=f"{name} computes something else")
