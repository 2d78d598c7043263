"""The state of a network's units and layers at a step."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jaxtyping import Float

from kudari.descent.measure import Sight
from kudari.types import Scalar

SATURATED = 0.01
"""A unit is saturated where its mean slope over the batch is below this share of the steepest."""


def layer_gradient_norm(sight: Sight) -> Float[Array, "layers"]:
    """The Euclidean norm of the gradient of each layer: each part that the parameters' tree has at its top."""
    gradient = sight.info.gradient
    layers = jax.tree.leaves(gradient, is_leaf=lambda part: part is not gradient)
    return jnp.stack([optax.tree.norm(layer) for layer in layers])


def dead_units(sight: Sight) -> Float[Array, "hidden"]:
    """The share of each hidden layer's units that are relu and 0 for every example: no gradient passes them."""

    def dead(name: str, outputs: Float[Array, "B units"]) -> Scalar:
        return jnp.mean(jnp.all(outputs <= 0, axis=0) & (name == "relu"), dtype=outputs.dtype)

    return _of_hidden_layers(sight, dead)


def saturated_units(sight: Sight) -> Float[Array, "hidden"]:
    """The share of each hidden layer's sigmoid and tanh units whose slope is below 1 % of the steepest.

    The slope is the activation's derivative as its output gives it, 4y(1 − y) and 1 − y² of the steepest one, in
    the mean over the batch: what such a unit lets through of a gradient (Glorot & Bengio 2010, section 3, on
    saturation; the 1 % is ours).
    """

    def saturated(name: str, outputs: Float[Array, "B units"]) -> Scalar:
        slopes = {"sigmoid": 4 * outputs * (1 - outputs), "tanh": 1 - outputs**2}.get(name)
        if slopes is None:
            return jnp.zeros((), outputs.dtype)
        return jnp.mean(jnp.mean(slopes, axis=0) < SATURATED, dtype=outputs.dtype)

    return _of_hidden_layers(sight, saturated)


def symmetric_units(sight: Sight) -> Float[Array, "hidden"]:
    """The share of each hidden layer's units that have another's incoming weights and bias, but for rounding.

    Such units stay alike in what they compute (Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4).
    """

    def symmetric(layer: Any) -> Scalar:
        units = jnp.concatenate([layer["weight"], layer["bias"][:, None]], axis=1)
        near = float(jnp.finfo(units.dtype).eps) ** 0.5

        def twins(unit: Array) -> Array:
            apart = jnp.max(jnp.abs(units - unit), axis=1)
            return jnp.sum(apart <= near * jnp.max(jnp.abs(unit))) > 1

        return jnp.mean(jax.lax.map(twins, units), dtype=units.dtype)

    return jnp.stack([symmetric(layer) for layer in sight.state.params[:-1]])


def input_scale(sight: Sight) -> Scalar:
    """The largest magnitude of a mean, or the largest deviation, over the batch of any input of the network."""
    assert sight.problem.inputs is not None
    inputs = sight.problem.inputs(sight.batch)
    inputs = inputs.astype(sight.info.loss.dtype)
    return jnp.max(jnp.maximum(jnp.abs(jnp.mean(inputs, axis=0)), jnp.std(inputs, axis=0)))


def _of_hidden_layers(sight: Sight, share: Callable[[str, Array], Array]) -> Float[Array, "hidden"]:
    hidden = sight.problem.hidden
    assert hidden is not None
    outputs = sight.once("hidden", lambda: hidden(sight.state.params, sight.batch))
    return jnp.stack([share(*pair) for pair in zip(sight.problem.activations, outputs, strict=True)])
