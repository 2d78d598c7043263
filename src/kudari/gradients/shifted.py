"""How far a parameter is shifted, and the losses at the shifted points for any loss and any tree."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from kudari.types import Params

# Copies of a leaf held at once: so many that the loop's own cost is small, 8 MB in float64 at most.
_NUMBERS = 2**20
_MOST = 128


def reach(params: Params, power: float, h: float | None) -> tuple[Params, Params]:
    """How far up and how far down each parameter is moved, as positive numbers: two trees like `params`.

    With `h` given every parameter moves by it. Otherwise by eps^power · max(1, |θ|), where eps is the spacing
    of floats at 1: power 1/2 balances rounding against truncation for forward differences, 1/3 for central
    ones (Nocedal & Wright 2006, section 8.1); the scale is that of Dennis & Schnabel 1983, section 5.4.

    The distance to the number that θ ± h is rounded to is returned, not h: dividing by a distance that was
    not really gone costs digits. It is never below the spacing of floats at θ, so no quotient is 0/0.
    """

    def of_leaf(leaf: Array) -> tuple[Array, Array]:
        info = jnp.finfo(leaf.dtype)
        # A Python number would round the power to the default precision, not to the leaf's.
        step = jnp.asarray(float(info.eps) ** power if h is None else h, leaf.dtype)
        size = jnp.abs(leaf)
        step = step * jnp.maximum(size, 1) if h is None else jnp.broadcast_to(step, leaf.shape)
        # The compiler keeps this order: it does not reassociate floating-point sums (held by a test).
        step = jnp.maximum(step, jnp.maximum(size * info.eps, info.tiny))
        return (leaf + step) - leaf, leaf - (leaf - step)

    leaves, structure = jax.tree.flatten(params)
    pairs = [of_leaf(leaf) for leaf in leaves]
    up, down = ([pair[side] for pair in pairs] for side in (0, 1))
    return jax.tree.unflatten(structure, up), jax.tree.unflatten(structure, down)


def shifted_losses(loss: Callable[[Params, Any], Array], params: Params, batch: Any, h: Params) -> Params:
    """The loss with each parameter shifted alone: one evaluation for each, a chunk of them at a time.

    Args:
        loss: (params, batch) -> number[].
        params: the unshifted point.
        h: the shifts, real or complex: a tree shaped like `params`.

    Returns:
        A tree shaped like `params`; each entry is the loss with that entry alone shifted by its h.
    """
    leaves, structure = jax.tree.flatten(params)
    shifts = jax.tree.leaves(h)

    # Leaf by leaf, so that what depends on the other leaves alone is not done once for every shift.
    def of_leaf(place: int) -> Array:
        leaf, shift = leaves[place], shifts[place]
        entries = jnp.arange(leaf.size).reshape(leaf.shape)

        def at(entry: Array) -> Array:
            moved = jnp.where(entries == entry, leaf + shift, leaf)
            point = [*leaves[:place], moved, *leaves[place + 1 :]]
            return loss(jax.tree.unflatten(structure, point), batch)

        chunk = max(1, min(_MOST, _NUMBERS // max(1, leaf.size)))
        several = jax.vmap(at) if leaf.size <= chunk else lambda all_: lax.map(at, all_, batch_size=chunk)
        return several(entries.reshape(-1)).reshape(leaf.shape)

    losses = [of_leaf(place) if leaf.size else leaf for place, leaf in enumerate(leaves)]
    return jax.tree.unflatten(structure, losses)
