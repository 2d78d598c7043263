"""Sign reversal: climb for a while, then descend again.

A turned method sees the problem upside down: the gradient, the loss and the function to evaluate it all
change their sign together, so that a climb is the inner method's descent of -f. Which way a step goes is a
value, not a branch: every run of a `vmap` may be in another phase.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jaxtyping import Bool

from kudari.language import InputError
from kudari.methods.method import Method
from kudari.methods.plateau import improved, nothing_seen
from kudari.methods.rule import Number
from kudari.methods.wrapper import GD, Outer, choose, wrapped
from kudari.types import Params, Scalar


class EveryState(NamedTuple):
    """Kept as a count since the turn: a quotient of all updates would be taken anew for every parameter."""

    taken: Array
    """Updates since the last turn: int[]."""
    climbing: Bool[Array, ""]
    inner: Any


def reverse_every(
    inner: optax.GradientTransformation, every: Number = 300, reset: Number = 0
) -> optax.GradientTransformationExtraArgs:
    r"""The gradient's sign is turned after each `every` updates.

    Updates 0 … every-1 descend, every … 2·every-1 climb, and so on: update t climbs where ⌊t/every⌋ is odd.

    $$g_t \to \sigma_t g_t,\ \sigma_t = (-1)^{\lfloor t/k \rfloor}:$$

    `reset`: 1 gives the inner method a fresh state at each turn; 0 keeps it, so that momentum first carries a
    run on in the old direction.
    """
    rule = optax.with_extra_args_support(inner)

    def init(params: Params) -> EveryState:
        return EveryState(jnp.zeros((), jnp.int32), jnp.zeros((), bool), rule.init(params))

    def update(
        updates: Params, state: EveryState, params: Params | None = None, **extra: Any
    ) -> tuple[Params, EveryState]:
        turned, seen = _turn(updates, state.climbing), _seen(extra, state.climbing)
        fresh = (state.taken == 0) & (jnp.asarray(reset) > 0)
        start = choose(fresh, rule.init(params), state.inner)
        updates, new = rule.update(turned, start, params, **seen)
        turns = state.taken + 1 >= every
        taken = jnp.where(turns, 0, state.taken + 1)
        return updates, EveryState(taken, state.climbing ^ turns, new)

    return optax.GradientTransformationExtraArgs(init, update)


class PlateauReversalState(NamedTuple):
    """What a reversal on a plateau remembers."""

    best: Scalar
    """The smallest loss since this descent began: what the next one is held against."""
    stale: Array
    """Successive descending updates whose loss did not improve on it."""
    left: Array
    """Where above 1, the coming update climbs; at 1 it is the first to descend again; 0 while descending."""
    inner: Any


def reverse_on_plateau(
    inner: optax.GradientTransformation,
    tolerance: Number = 1e-4,
    patience: Number = 100,
    climb: Number = 50,
    reset: Number = 0,
) -> optax.GradientTransformationExtraArgs:
    r"""Climbs for `climb` updates when the loss has not improved for `patience` updates; descends again.

    $$g_t \to \sigma_t g_t,\ \sigma_t \in \{1, -1\}:$$

    An update reads the loss where it stands, `value`. While descending, a loss that lies below the best one
    by more than `tolerance`·|best| becomes the best and sets the count of stale updates to 0; every other
    loss, NaN too, adds 1. The update at which the count reaches `patience` is the first that climbs: a run
    whose loss never changes descends in updates 0 … patience-1 (the first loss is an improvement on nothing)
    and climbs in patience … patience+climb-1. While climbing, losses are not looked at.

    After a climb the reference is forgotten with the count: the first loss of the new descent, taken where
    the climb ended, is the new best. A descent is thus ended by its own plateau only. Held against the best
    of the whole run instead, a descent into another valley would be turned back before it got below the first
    one.

    The tolerance is relative to the magnitude: with a best loss of 0 every smaller loss improves, and for
    negative losses a share of |best| is asked for just the same.

    `reset`: 1 gives the inner method a fresh state at each turn, up and down, so that momentum does not carry
    a run on in the old direction; 0 keeps the state.
    """
    rule = optax.with_extra_args_support(inner)

    def init(params: Params) -> PlateauReversalState:
        zero = jnp.zeros((), jnp.int32)
        return PlateauReversalState(nothing_seen(params), zero, zero, rule.init(params))

    def update(
        updates: Params,
        state: PlateauReversalState,
        params: Params | None = None,
        *,
        value: Array,
        **extra: Any,
    ) -> tuple[Params, PlateauReversalState]:
        loss = jnp.asarray(value).astype(state.best.dtype)
        still_climbing, turns_down = state.left > 1, state.left == 1
        best = jnp.where(turns_down, jnp.inf, state.best)
        better = improved(loss, best, tolerance) & ~still_climbing
        stale = jnp.where(better | still_climbing, 0, state.stale + 1)
        turns_up = stale >= patience
        left = jnp.where(turns_up, jnp.asarray(climb).astype(jnp.int32), jnp.maximum(state.left - 1, 0))
        climbing = still_climbing | turns_up

        # Both at once (patience 1, and a first loss that is NaN) is a climb that goes on: no turn.
        fresh = (turns_up != turns_down) & (jnp.asarray(reset) > 0)
        start = choose(fresh, rule.init(params), state.inner)
        seen = _seen({"value": value, **extra}, climbing)
        updates, new = rule.update(_turn(updates, climbing), start, params, **seen)
        best = jnp.where(better, loss, best)
        return updates, PlateauReversalState(best, jnp.where(turns_up, 0, stale), left, new)

    return optax.GradientTransformationExtraArgs(init, update)


def _turn(tree: Params, climbing: Bool[Array, ""]) -> Params:
    return jax.tree.map(lambda leaf: jnp.where(climbing, -leaf, leaf), tree)


def _seen(extra: dict[str, Any], climbing: Bool[Array, ""]) -> dict[str, Any]:
    """What the loop tells of the loss, as the turned problem has it."""
    told: dict[str, Any] = {name: _turn(extra[name], climbing) for name in ("value", "grad") if name in extra}
    if "value_fn" in extra:
        told["value_fn"] = lambda *given, **named: _turn(extra["value_fn"](*given, **named), climbing)
    return extra | told


def reversal_every(inner: Method = GD) -> Method:
    """`reverse_every` over a method; its hyperparameters are the inner method's, and that function's.

    Raises:
        InputError: the inner method reads the loss (L-BFGS, Polyak's step, a plateau), or has such a name.
    """
    return _reversal("reversal-every", reverse_every, inner, uses_loss=False)


def reversal_on_plateau(inner: Method = GD) -> Method:
    """`reverse_on_plateau` over a method; its hyperparameters are the inner method's, and that function's.

    Raises:
        InputError: the inner method reads the loss (L-BFGS, Polyak's step, a plateau), or has such a name.
    """
    return _reversal("reversal-on-plateau", reverse_on_plateau, inner, uses_loss=True)


def _reversal(name: str, turned: Outer, inner: Method, uses_loss: bool) -> Method:
    # Inner methods that read the loss are refused: no line search finds the lowest point of -f, which seldom
    # has one; the gap to a smallest loss changes its sign; and a best loss says nothing after a turn.
    if inner.uses_loss:
        raise InputError("methods.cannot_climb", outer=name, inner=inner.name)
    return wrapped(name, turned, inner, keep_best=True, uses_loss=uses_loss)
