"""Many descents in one run: from jumps around the best bottom so far, or from fresh starts.

A descent's last update is the jump to where the next one begins: it reads the loss at the bottom, and costs the
gradient evaluation that every update costs. So n descents in a run of T updates have T evaluations between them, as
many as any other method.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array

from kudari.methods.method import Method
from kudari.methods.plateau import nothing_seen
from kudari.methods.rule import Number
from kudari.methods.wrapper import GD, choose, wrapped
from kudari.types import Key, Params, Scalar


class HoppingState(NamedTuple):
    """What basin hopping remembers."""

    taken: Array
    """Updates since the last jump: int32[]."""
    bottom: Params
    """The accepted bottom; the run's start before the first."""
    lowest: Scalar
    """The loss there; +inf before the first."""
    inner: Any


def hop_basins(
    inner: optax.GradientTransformation, every: Number = 100, jump: Number = 1.0, temperature: Number = 0.0
) -> optax.GradientTransformationExtraArgs:
    r"""Every `every` updates the bottom is accepted or refused, and the next descent begins near the accepted one.

    k: `every`; s: `jump`; T: `temperature`, in units of the loss; f: the loss; y: the accepted bottom.

    $$t = nk - 1:\ y \to x_t \text{ with probability } \min\left(1, e^{-(f(x_t) - f(y))/T}\right),\ x_{t+1} = y +
    u,\ u_i \sim \mathcal U(-s, s);\ \text{else:}$$

    A temperature of 0 accepts what is not higher, and nothing else. A bottom whose loss is NaN or +inf is refused. The
    inner method's state is fresh after each jump.

    Known disagreement: Wales & Doye go to the bottom of each basin by a minimisation with an end of its own;
    here each has the same number of updates.

    Reference: Wales & Doye 1997, J. Phys. Chem. A 101(28), 5111-5116, section 2
    """
    rule = optax.with_extra_args_support(inner)

    def init(params: Params) -> HoppingState:
        zero = jnp.zeros((), jnp.int32)
        return HoppingState(zero, params, nothing_seen(params), rule.init(params))

    def update(
        updates: Params,
        state: HoppingState,
        params: Params | None = None,
        *,
        value: Array,
        key: Key,
        **extra: Any,
    ) -> tuple[Params, HoppingState]:
        chance, place, key = jax.random.split(key, 3)
        step, new = rule.update(updates, state.inner, params, **{**extra, "value": value, "key": key})
        jumps = state.taken + 1 >= every

        loss = jnp.asarray(value).astype(state.lowest.dtype)
        rise = loss - state.lowest
        tiny = jnp.finfo(rise.dtype).tiny
        lucky = jax.random.uniform(chance, dtype=rise.dtype) < jnp.exp(-rise / jnp.maximum(temperature, tiny))
        accepts = jumps & ((rise <= 0) | lucky)
        bottom = choose(accepts, params, state.bottom)

        there = jax.tree.map(
            lambda y, u: y + jnp.asarray(jump).astype(y.dtype) * u, bottom, _cube(place, bottom)
        )
        step = choose(jumps, optax.tree.sub(there, params), step)
        return step, HoppingState(
            taken=jnp.where(jumps, 0, state.taken + 1),
            bottom=bottom,
            lowest=jnp.where(accepts, loss, state.lowest),
            inner=choose(jumps, rule.init(there), new),
        )

    return optax.GradientTransformationExtraArgs(init, update)


def basin_hopping(inner: Method = GD) -> Method:
    """`hop_basins` over a method; its hyperparameters are the inner method's, and that function's.

    Raises:
        InputError: the inner method has a hyperparameter of such a name.
    """
    return wrapped("basin-hopping", hop_basins, inner, draws=True, keep_best=True, uses_loss=True)


class StartsState(NamedTuple):
    """What a multi-start remembers."""

    taken: Array
    """Updates of the whole run: int32[]."""
    number: Array
    """Which start this is, counted from 0: int32[]."""
    inner: Any


def start_again(
    inner: optax.GradientTransformation, starts: Number = 10, *, steps: Array
) -> optax.GradientTransformationExtraArgs:
    r"""The run's updates are shared out among several starts, the first of which is the run's own.

    n: `starts`; T: `steps`, how many updates the whole run has.

    $$x_t \sim \text{a fresh start where } t = \left\lfloor i\,T/n \right\rfloor,\ i = 1 \ldots n-1;\
    \text{else:}$$

    A fresh start is drawn as the problem draws a run's first one, and the inner method's state is fresh with it. The
    probability that none of n starts leads to the best minimum is (1-p)ⁿ, where p is a single one's: so this is what
    every way to climb out of a minimum has to be held against.

    Reference: Rinnooy Kan & Timmer 1987, Math. Program. 39, 27-56
    """
    rule = optax.with_extra_args_support(inner)

    def begins(number: Array) -> Array:
        # floor(i·T/n) in whole numbers that stay small: a product i·T would not fit.
        count = jnp.asarray(starts).astype(jnp.int32)
        each, rest = jnp.divmod(jnp.asarray(steps).astype(jnp.int32), count)
        return number * each + number * rest // count

    def init(params: Params) -> StartsState:
        zero = jnp.zeros((), jnp.int32)
        return StartsState(zero, zero, rule.init(params))

    def update(
        updates: Params,
        state: StartsState,
        params: Params | None = None,
        *,
        key: Key,
        start: Any,
        **extra: Any,
    ) -> tuple[Params, StartsState]:
        place, key = jax.random.split(key)
        step, new = rule.update(updates, state.inner, params, **{**extra, "key": key, "start": start})
        taken, number = optax.safe_increment(state.taken), state.number + 1
        again = (number < jnp.asarray(starts).astype(jnp.int32)) & (taken >= begins(number))
        there = jax.tree.map(lambda leaf, old: leaf.astype(old.dtype), start(place), params)
        step = choose(again, optax.tree.sub(there, params), step)
        return step, StartsState(
            taken=taken,
            number=jnp.where(again, number, state.number),
            inner=choose(again, rule.init(there), new),
        )

    return optax.GradientTransformationExtraArgs(init, update)


def multi_start(inner: Method = GD) -> Method:
    """`start_again` over a method; its hyperparameters are the inner method's, and that function's.

    Raises:
        InputError: the inner method has a hyperparameter of such a name.
    """
    return wrapped("multi-start", start_again, inner, parts="starts", draws=True, keep_best=True)


def _cube(key: Key, tree: Params) -> Params:
    """Numbers drawn uniformly from -1 to 1, shaped like the tree."""

    def draw(key: Key, shape: Any, dtype: Any) -> Array:
        return jax.random.uniform(key, shape, dtype, minval=-1, maxval=1)

    return optax.tree.random_like(key, tree, draw)
