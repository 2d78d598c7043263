"""Measures that cost many gradients, taken at the study's probes.

Those of this file hold the gradient against its mini-batch: its noise, and what its step comes to. Others are of the
curvature and of a network's units.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array

from kudari.descent import curvature_probes, network_probes
from kudari.descent.curvature_probes import batch_loss
from kudari.descent.measure import Measure, Sight
from kudari.gradients.agreement import gradient_error
from kudari.gradients.noise import Noise, gradient_noise
from kudari.methods.method import Method
from kudari.problems.problem import Problem
from kudari.types import Scalar


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
        loss, gradient = jax.value_and_grad(batch_loss(sight))(optax.tree.add_scale(params, way, update))
        return loss, optax.tree.vdot(gradient, update)

    at = jnp.arange(2, dtype=promised.dtype)
    losses, slopes = jax.lax.map(along, at)
    rounding = 8 * jnp.finfo(losses.dtype).eps * jnp.max(jnp.abs(losses))
    fall = losses[0] - losses[1]
    close = jnp.abs(fall) < 1e3 * rounding
    return jnp.where(close, -jnp.mean(slopes), fall) / promised


def wrong_gradient(sight: Sight) -> Scalar:
    """How far the gradient that the step used is from the loss's slope, relative: see `gradient_error`."""
    # The same directions at every step, so that only the loss makes the measure move.
    key = jax.random.fold_in(jax.random.key(0), 3)
    return gradient_error(batch_loss(sight), sight.state.params, sight.info.gradient, key)


def _noise(sight: Sight) -> Noise:
    return sight.once("noise", lambda: gradient_noise(sight.problem.loss, sight.state.params, sight.batch))


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
    "sharpness": _probe(curvature_probes.sharpness),
    "lowest_curvature": _probe(curvature_probes.lowest_curvature),
    "full_sharpness": _probe(curvature_probes.full_sharpness, applies=_is_full),
    "full_lowest_curvature": _probe(curvature_probes.full_lowest_curvature, applies=_is_full),
    "preconditioned_sharpness": _probe(curvature_probes.preconditioned_sharpness, applies=_is_preconditioned),
    "gradient_noise": _probe(gradient_variance, applies=_has_examples),
    "signal_to_noise": _probe(signal_to_noise, applies=_has_examples),
    "noise_scale": _probe(noise_scale, applies=_has_examples),
    "decrease_ratio": _probe(decrease_ratio),
    "gradient_error": _probe(wrong_gradient),
    "layer_gradient_norm": _probe(network_probes.layer_gradient_norm, axis="layer"),
    "dead_units": _probe(network_probes.dead_units, axis="hidden_layer", applies=_has_hidden("relu")),
    "saturated_units": _probe(
        network_probes.saturated_units, axis="hidden_layer", applies=_has_hidden("sigmoid", "tanh")
    ),
    "symmetric_units": _probe(
        network_probes.symmetric_units,
        axis="hidden_layer",
        applies=_has_hidden("relu", "sigmoid", "tanh", "identity"),
    ),
    "input_scale": _probe(network_probes.input_scale, applies=_has_inputs),
}
