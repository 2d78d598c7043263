"""Losses of a fully connected network with one parameter at a time shifted.

A plain difference quotient runs the whole network once or twice for every parameter. But shifting the weight
from input i to unit k of a layer changes the pre-activation of that one unit alone, by h times the input:

    δ[k, i, b] = φ(z[k, b] + h u[i, b]) - φ(z[k, b]),

and the next layer's pre-activations by its weights' k-th column times δ. So each shifted loss starts from
the activations at the unshifted point and evaluates only what lies above. A bias is the weight of an input 1.
These are the losses at the shifted points, to rounding: no derivative is taken, and kinks are crossed as they
are. Where δ is exactly zero (a zero input, a unit that stays off) the example keeps its loss.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
from jax import Array, lax
from jax.custom_batching import sequential_vmap
from jaxtyping import Float, PyTree

from kudari.problems.networks import Activation, Network

ExampleLoss: TypeAlias = Callable[[Array, Any], Array]
"""(outputs of one example, number[O], its target) -> its loss, number[]."""

# Measured on two cores in float64: below, the loop's own cost shows; above, tiles fall out of the
# second-level cache and fewer of them can be skipped.
_WHOLE = 2**15
"""Work, in numbers written, up to which a layer is done in one piece without a loop."""
_COLUMNS = 384
"""Most (unit, example, input) triples in a tile."""
_NUMBERS = 2**15
"""Most numbers one layer writes for a tile."""


def shifted_losses(
    network: Network,
    activations: Sequence[Activation],
    example_loss: ExampleLoss,
    x: Float[Array, "B I"],
    y: PyTree,
    h: Any,
) -> Network:
    """The mean loss over a mini-batch with each parameter shifted alone.

    Args:
        network, activations: as `kudari.problems.networks.apply` takes them.
        example_loss: the loss of one example; the mini-batch's loss is the mean of it.
        x: the examples in rows.
        y: their targets: a tree of arrays with the examples along the first axis.
        h: the shifts, real or complex: one number, or a tree shaped like `network`.

    Returns:
        A tree shaped like `network`; each entry is the loss with that entry alone shifted by its h.
    """
    if not isinstance(h, list):
        h = jax.tree.map(lambda leaf: jnp.broadcast_to(jnp.asarray(h), leaf.shape), network)

    def one_run(network: Network, x: Array, y: PyTree, h: Network) -> Network:
        stages = _Stage.all(network, activations, x.T)
        base = jax.vmap(example_loss)(stages[-1].base.T, y)
        shifted = []
        for place, shift in enumerate(h):
            steps = jnp.concatenate([shift["weight"], shift["bias"][:, None]], axis=1)
            losses = _layer(stages[place], steps, _Above(stages[place + 1 :], example_loss, y, base))
            shifted.append({"weight": losses[:, :-1], "bias": losses[:, -1]})
        return shifted

    units = [len(layer["bias"]) for layer in network]
    above = [max(units[place + 1 :] or units[-1:]) for place in range(len(units))]
    sizes = [layer["weight"].size + layer["bias"].size for layer in network]
    if all(_fits(size * len(x), width) for size, width in zip(sizes, above, strict=True)):
        return one_run(network, x, y, h)
    # One run fills the machine by itself, and mapped over several at once no tile could be skipped: a branch
    # on a mapped value evaluates both sides.
    return sequential_vmap(one_run)(network, x, y, h)


@dataclass(frozen=True, eq=False)
class _Stage:
    """One layer at the unshifted point. The outputs count as a last stage with the identity for weights."""

    weight: Array
    bias: Array
    activation: Activation
    inputs: Array
    """number[I, B]"""
    base: Array
    """Pre-activations, number[K, B]."""

    @classmethod
    def all(cls, network: Network, activations: Sequence[Activation], columns: Array) -> "list[_Stage]":
        stages = []
        for layer, activation in zip(network, activations, strict=True):
            base = layer["weight"] @ columns + layer["bias"][:, None]
            stages.append(cls(layer["weight"], layer["bias"], activation, columns, base))
            columns = activation(base)
        size = len(columns)
        unit = jnp.eye(size, dtype=columns.dtype)
        stages.append(cls(unit, jnp.zeros_like(columns[:, 0]), lambda z: z, columns, columns))
        return stages


@dataclass(frozen=True, eq=False)
class _Above:
    """All that lies above a layer whose unit is changed."""

    stages: list[_Stage]
    example_loss: ExampleLoss
    y: PyTree
    base: Array
    """The loss of every example at the unshifted point, number[B]."""

    @property
    def width(self) -> int:
        """The most numbers written for one change."""
        return max(len(stage.bias) for stage in self.stages)

    def losses(self, change: Array, columns: Array, pre: Array, y: PyTree) -> Array:
        """The losses, number[u, g, c], when `change` number[u, g, c] is added to u units in g examples.

        `columns` number[M, u] are these units' columns of the next layer's weights, `pre` number[M, g] that
        layer's pre-activations in these examples.
        """
        first, *rest = self.stages
        values = first.activation(pre[:, None, :, None] + columns[:, :, None, None] * change)
        for stage in rest[:-1]:
            flat = stage.weight @ values.reshape(len(values), -1) + stage.bias[:, None]
            values = stage.activation(flat.reshape(-1, *change.shape))
        over_inputs = jax.vmap(self.example_loss, in_axes=(-1, None))
        over_examples = jax.vmap(over_inputs, in_axes=(1, 0))
        return jax.vmap(over_examples, in_axes=(1, None))(values, y)


def _layer(stage: _Stage, steps: Array, above: _Above) -> Array:
    """The losses number[K, I+1] with each weight (and, last, each bias) of one layer shifted alone."""
    ones = jnp.ones_like(stage.inputs[:1])
    inputs = jnp.concatenate([stage.inputs, ones]).T  # number[B, I+1]
    batch, size = inputs.shape
    units = len(stage.base)
    following = above.stages[0]

    if _fits(units * batch * size, above.width):
        change = _change(stage.activation, stage.base, steps[:, None, :] * inputs)
        return above.losses(change, following.weight, following.base, above.y).mean(axis=1)

    columns = max(1, min(_COLUMNS, _NUMBERS // above.width))
    cuts = -(-size // columns)
    c = -(-size // cuts)
    g = _divisor(batch, columns // c)
    u = _divisor(units, columns // (c * g))

    # Each example's zero inputs go to the end, where whole tiles of them change nothing.
    order = jnp.argsort(inputs == 0, axis=1, stable=True)
    back = jnp.argsort(order, axis=1)
    pad = [(0, 0), (0, 0), (0, cuts * c - size)]

    def some_units(piece: tuple[Array, Array, Array]) -> Array:
        base, step, outgoing = piece  # number[u, B], number[u, I+1], number[u, M]
        shift = jnp.take_along_axis(step[:, None, :] * inputs, order[None], axis=2)
        tiles = jnp.pad(shift, pad).reshape(u, batch // g, g, cuts, c).transpose(1, 3, 0, 2, 4)

        def some_examples(part: tuple[Array, Array, Array, PyTree, Array]) -> Array:
            rows, tile, pre, y, unshifted = part

            def some_inputs(shift: Array) -> Array:
                change = _change(stage.activation, rows.T, shift)
                evaluate = lambda change: above.losses(change, outgoing.T, pre.T, y)  # noqa: E731
                kind = jax.eval_shape(evaluate, change)
                keep = lambda _: jnp.broadcast_to(unshifted[:, None], kind.shape).astype(kind.dtype)  # noqa: E731
                return lax.cond(jnp.any(change != 0), evaluate, keep, change)

            return lax.map(some_inputs, tile)

        grouped = jax.tree.map(lambda leaf: leaf.reshape(batch // g, g, *leaf.shape[1:]), above.y)
        by_group = lambda leaf: leaf.reshape(batch // g, g, -1)  # noqa: E731
        parts = (by_group(base.T), tiles, by_group(following.base.T), grouped, above.base.reshape(-1, g))
        losses = lax.map(some_examples, parts)  # number[B/g, cuts, u, g, c]
        losses = losses.transpose(2, 0, 3, 1, 4).reshape(u, batch, cuts * c)[:, :, :size]
        return jnp.take_along_axis(losses, back[None], axis=2).mean(axis=1)

    cut = lambda leaf: leaf.reshape(units // u, u, -1)  # noqa: E731
    losses = lax.map(some_units, (cut(stage.base), cut(steps), cut(following.weight.T)))
    return losses.reshape(units, size)


def _change(activation: Activation, base: Array, shift: Array) -> Array:
    """δ, number[K, B, I]: the change of the activations when pre-activations number[K, B] are shifted."""
    return activation(base[:, :, None] + shift) - activation(base)[:, :, None]


def _fits(columns: int, width: int) -> bool:
    """Whether a layer's (unit, example, input) triples are done in one piece, `width` numbers for each."""
    return columns * width <= _WHOLE


def _divisor(number: int, most: int) -> int:
    """The largest divisor of `number` that is at most `most`; at least 1."""
    return max(d for d in range(1, max(1, min(number, most)) + 1) if number % d == 0)
