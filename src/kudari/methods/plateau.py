"""When a loss has stopped falling: what a plateau means, once for schedules and for sign reversal."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jaxtyping import Bool

from kudari.methods.rule import Number
from kudari.types import Params, Scalar


def improved(value: Array, best: Array, tolerance: Number) -> Bool[Array, ""]:
    """Whether `value` lies below `best` by more than `tolerance` times |best|.

    The magnitude makes the rule the same for negative losses. Where `best` is 0, every smaller loss is an
    improvement; where it is +inf (nothing seen yet), every loss that is not +inf. NaN never is one, and a
    loss that reached -inf cannot be improved on.
    """
    margin = jnp.where(jnp.isfinite(best), tolerance * jnp.abs(best), 0)
    return value < best - margin


def precision(params: Params) -> jnp.dtype:
    """The widest floating type among the parameters: what losses are remembered in."""
    return jnp.result_type(*jax.tree.leaves(params))


def nothing_seen(params: Params) -> Scalar:
    """The loss to be improved on before any was seen: +inf."""
    return jnp.array(jnp.inf, precision(params))


class PlateauState(NamedTuple):
    """What `reduce_on_plateau` remembers: factor, best loss, updates without a better one, rest."""

    factor: Scalar
    best: Scalar
    stale: Array
    resting: Array


def reduce_on_plateau(
    plateau_factor: Number = 0.1,
    plateau_patience: Number = 100,
    plateau_tolerance: Number = 1e-4,
    plateau_cooldown: Number = 0,
    smallest_factor: Number = 0.0,
) -> optax.GradientTransformationExtraArgs:
    """Updates multiplied by a factor that shrinks whenever the loss stops falling; chained after a method.

    After `plateau_patience` successive updates whose loss did not improve on the best by a share of
    `plateau_tolerance` (see `plateau.improved`), the factor is multiplied by `plateau_factor`, down to
    `smallest_factor`; during the next `plateau_cooldown` updates nothing is counted.

    `optax.contrib.reduce_on_plateau` asks Python whether its factor lies in (0, 1), and so cannot be given a
    traced one; for a negative loss it also takes a loss that rose by less than the tolerance for an
    improvement. For positive losses both give the same factors.
    """

    def init(params: Params) -> PlateauState:
        zero = jnp.zeros((), jnp.int32)
        return PlateauState(jnp.ones((), precision(params)), nothing_seen(params), zero, zero)

    def update(
        updates: Params, state: PlateauState, params: Params | None = None, *, value: Array, **_: Any
    ) -> tuple[Params, PlateauState]:
        value = jnp.asarray(value).astype(state.best.dtype)
        better = improved(value, state.best, plateau_tolerance)
        resting = state.resting > 0
        stale = jnp.where(better | resting, 0, state.stale + 1)
        reduce = stale >= plateau_patience
        smaller = jnp.maximum(state.factor * plateau_factor, smallest_factor)
        factor = jnp.where(reduce, smaller, state.factor).astype(state.factor.dtype)
        rest = jnp.where(reduce, plateau_cooldown, jnp.maximum(state.resting - 1, 0))
        new = PlateauState(
            factor, jnp.where(better, value, state.best), jnp.where(reduce, 0, stale), rest.astype(jnp.int32)
        )
        return jax.tree.map(lambda u: factor.astype(u.dtype) * u, updates), new

    return optax.GradientTransformationExtraArgs(init, update)
