"""Measures that cost many gradients, taken at the study's probes: curvature, noise, and the state of the units.

Curvature and noise are of the loss that the step descends (its mini-batch); the `full_` ones are of the mean loss
over all training examples.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jaxtyping import Float

from kudari.descent.measure import Measure, Sight
from kudari.descent.step import transformation
from kudari.gradients.agreement import gradient_error
from kudari.gradients.curvature import (
    Extremes,
    Product,
    extreme_eigenvalues,
    hessian_product,
    hessian_vector_product,
)
from kudari.gradients.noise import Noise, gradient_noise
from kudari.methods.method import Method
from kudari.problems.problem import Problem
from kudari.types import Params, Scalar

BLOCK = 1000
"""Examples that a product with the full Hessian takes at a time."""
SATURATED = 0.01
"""A unit is saturated where its mean slope over the batch is below this share of the steepest."""

_LANCZOS, _DIRECTION = 2, 3
"""Purposes of the probes' keys; the same at every step, so that only the loss makes a measure move."""


def sharpness(sight: Sight) -> Scalar:
    """The largest eigenvalue of the Hessian."""
    return _extremes(sight).largest


def lowest_curvature(sight: Sight) -> Scalar:
    """The smallest eigenvalue of the Hessian: below 0 where the loss bends down in some direction."""
    return _extremes(sight).smallest


def full_sharpness(sight: Sight) -> Scalar:
    """The largest eigenvalue of the Hessian of the mean loss over all training examples."""
    return _full_extremes(sight).largest


def full_lowest_curvature(sight: Sight) -> Scalar:
    """The smallest eigenvalue of the Hessian of the mean loss over all training examples."""
    return _full_extremes(sight).smallest


def preconditioned_sharpness(sight: Sight) -> Scalar:
    """The largest eigenvalue of D⁻¹ᐟ² H D⁻¹ᐟ², D the preconditioner that this very step divides by.

    That is the one after the step's gradient has entered the method's state: before the first it would be 0
    (Cohen et al. 2022, arXiv:2207.14484, equation 2). For a method that divides by nothing it is the sharpness.
    """
    precondition = sight.method.preconditioner
    if precondition is None:
        return sharpness(sight)
    params, loss, gradient = sight.state.params, sight.info.loss, sight.info.gradient
    # The length of the study matters to learning rates alone, which are no part of D.
    rule = transformation(sight.method, sight.hyperparameters, jnp.ones(()))
    _, state = rule.update(
        gradient, sight.state.opt_state, params, value=loss, grad=gradient, value_fn=_loss(sight)
    )
    diagonal = precondition(state, sight.hyperparameters)
    scales = jax.tree.map(lambda d, p: jax.lax.rsqrt(d).astype(p.dtype), diagonal, params)
    product = _product(sight)

    def scaled(vector: Params) -> Params:
        return optax.tree.mul(scales, product(optax.tree.mul(scales, vector)))

    return extreme_eigenvalues(scaled, params, _key(_LANCZOS), smallest=False).largest


def gradient_variance(sight: Sight) -> Scalar:
    """The trace of the covariance of one example's gradient."""
    return _noise(sight).variance


def signal_to_noise(sight: Sight) -> Scalar:
    """The squared norm of the mean gradient over the variance of this batch's gradient."""
    return _noise(sight).signal_to_noise


def noise_scale(sight: Sight) -> Scalar:
    """The batch size at which noise and signal balance; inf where the batch shows no signal."""
    return _noise(sight).scale


def decrease_ratio(sight: Sight) -> Scalar:
    """How much the loss falls by this update on the same batch, over what the gradient promised: −gradient · update.

    1 for a tiny step down the gradient; below 0 where the loss rises; for gradient descent on a parabola of
    curvature λ it is 1 − ηλ/2. Where losses are too close for their difference to have three digits, it is
    −∫ of the slope along the update by the trapezoid rule, which is exact for parabolas. NaN without an update.
    """
    params, update = sight.state.params, sight.info.update
    promised = -optax.tree.vdot(sight.info.gradient, update)

    def along(way: Array) -> tuple[Array, Array]:
        # Backwards, not forwards: a loss with a derivative of its own has this one alone.
        loss, gradient = jax.value_and_grad(_loss(sight))(optax.tree.add_scale(params, way, update))
        return loss, optax.tree.vdot(gradient, update)

    at = jnp.arange(2, dtype=promised.dtype)
    losses, slopes = jax.lax.map(along, at)
    rounding = 8 * jnp.finfo(losses.dtype).eps * jnp.max(jnp.abs(losses))
    fall = losses[0] - losses[1]
    close = jnp.abs(fall) < 1e3 * rounding
    return jnp.where(close, -jnp.mean(slopes), fall) / promised


def wrong_gradient(sight: Sight) -> Scalar:
    """How far the gradient that the step used is from the loss's slope, relative: see `gradient_error`."""
    return gradient_error(_loss(sight), sight.state.params, sight.info.gradient, _key(_DIRECTION))


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


def _key(purpose: int) -> Array:
    return jax.random.fold_in(jax.random.key(0), purpose)


def _loss(sight: Sight) -> Callable[[Params], Array]:
    return lambda params: sight.problem.loss(params, sight.batch)


def _product(sight: Sight) -> Product:
    return sight.once("product", lambda: hessian_product(_loss(sight), sight.state.params))


def _extremes(sight: Sight) -> Extremes:
    def make() -> Extremes:
        lowest = "lowest_curvature" in sight.names
        return extreme_eigenvalues(_product(sight), sight.state.params, _key(_LANCZOS), smallest=lowest)

    return sight.once("extremes", make)


def _full_extremes(sight: Sight) -> Extremes:
    def make() -> Extremes:
        lowest = "full_lowest_curvature" in sight.names
        product = full_product(sight.problem, sight.state.params, sight.data)
        return extreme_eigenvalues(product, sight.state.params, _key(_LANCZOS), smallest=lowest)

    return sight.once("full_extremes", make)


def _noise(sight: Sight) -> Noise:
    return sight.once("noise", lambda: gradient_noise(sight.problem.loss, sight.state.params, sight.batch))


def full_product(problem: Problem, params: Params, data: Any) -> Product:
    """vector -> Hessian · vector for the mean loss over all training examples, `BLOCK` of them at a time."""
    examples, take = problem.examples, problem.take
    assert examples is not None
    assert take is not None

    def part(vector: Params, numbers: Array) -> Params:
        batch = take(data, numbers)
        product = hessian_vector_product(lambda params: problem.loss(params, batch), params, vector)
        return optax.tree.scale(len(numbers) / examples, product)

    def product(vector: Params) -> Params:
        numbers = jnp.arange(examples)
        whole = examples // BLOCK * BLOCK
        rest = part(vector, numbers[whole:]) if whole < examples else optax.tree.zeros_like(vector)
        if not whole:
            return rest

        def add(total: Params, block: Array) -> tuple[Params, None]:
            return optax.tree.add(total, part(vector, block)), None

        return jax.lax.scan(add, rest, numbers[:whole].reshape(-1, BLOCK))[0]

    return product


def _of_hidden_layers(sight: Sight, share: Callable[[str, Array], Array]) -> Float[Array, "hidden"]:
    hidden = sight.problem.hidden
    assert hidden is not None
    outputs = sight.once("hidden", lambda: hidden(sight.state.params, sight.batch))
    return jnp.stack([share(*pair) for pair in zip(sight.problem.activations, outputs, strict=True)])


def _is_full(problem: Problem, method: Method) -> bool:
    return problem.stochastic and problem.examples is not None


def _is_preconditioned(problem: Problem, method: Method) -> bool:
    return method.preconditioner is not None


def _has_examples(problem: Problem, method: Method) -> bool:
    return problem.stochastic and problem.batch is not None and problem.batch > 1


def _has_hidden(*names: str) -> Callable[[Problem, Method], bool]:
    return lambda problem, method: any(name in names for name in problem.activations)


def _has_inputs(problem: Problem, method: Method) -> bool:
    return problem.inputs is not None


def _probe(compute: Callable[[Sight], Array], **options: Any) -> Measure:
    return Measure(compute=compute, tier="curvature", **options)


PROBES: dict[str, Measure] = {
    "sharpness": _probe(sharpness),
    "lowest_curvature": _probe(lowest_curvature),
    "full_sharpness": _probe(full_sharpness, applies=_is_full),
    "full_lowest_curvature": _probe(full_lowest_curvature, applies=_is_full),
    "preconditioned_sharpness": _probe(preconditioned_sharpness, applies=_is_preconditioned),
    "gradient_noise": _probe(gradient_variance, applies=_has_examples),
    "signal_to_noise": _probe(signal_to_noise, applies=_has_examples),
    "noise_scale": _probe(noise_scale, applies=_has_examples),
    "decrease_ratio": _probe(decrease_ratio),
    "gradient_error": _probe(wrong_gradient),
    "layer_gradient_norm": _probe(layer_gradient_norm, axis="layer"),
    "dead_units": _probe(dead_units, axis="hidden_layer", applies=_has_hidden("relu")),
    "saturated_units": _probe(saturated_units, axis="hidden_layer", applies=_has_hidden("sigmoid", "tanh")),
    "symmetric_units": _probe(
        symmetric_units,
        axis="hidden_layer",
        applies=_has_hidden("relu", "sigmoid", "tanh", "identity"),
    ),
    "input_scale": _probe(input_scale, applies=_has_inputs),
}
