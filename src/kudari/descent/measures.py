"""What is recorded of a step: pure functions of one run, mapped over runs by the loop."""

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jax.flatten_util import ravel_pytree
from jaxtyping import Float

from kudari.descent.measure import Measure, Sight
from kudari.descent.probes import PROBES
from kudari.types import Params, Scalar

SMALL = 8
"""Up to so many parameters, they and their gradient are recorded one by one."""


def loss(sight: Sight) -> Scalar:
    """The loss on the step's mini-batch, before the update."""
    return sight.info.loss


def gradient_norm(sight: Sight) -> Scalar:
    """The Euclidean norm of the gradient over all parameters."""
    return optax.tree.norm(sight.info.gradient)


def update_norm(sight: Sight) -> Scalar:
    """The Euclidean norm of what the method adds to the parameters."""
    return optax.tree.norm(sight.info.update)


def distance(sight: Sight) -> Scalar:
    """How far the parameters are from the run's start, ‖θ_t − θ_0‖."""
    return optax.tree.norm(jax.tree.map(jnp.subtract, sight.state.params, sight.state.start))


def update_cosine(sight: Sight) -> Scalar:
    """The cosine between this update and the one before it; 0 at the first step, and where either is zero."""
    update, before = sight.info.update, sight.state.last_update
    product = optax.tree.vdot(update, before)
    norms = optax.tree.norm(update) * optax.tree.norm(before)
    return jnp.where(
        norms > 0, product / jnp.where(norms > 0, norms, 1), jnp.where(jnp.isnan(norms), norms, 0)
    )


def predicted_decrease(sight: Sight) -> Scalar:
    """By how much the loss would fall in this update if it were linear: −g·u."""
    return -optax.tree.vdot(sight.info.gradient, sight.info.update)


def evaluations(sight: Sight) -> Scalar:
    """The gradients that the run has taken so far; a difference counts each of its loss evaluations as one."""
    return sight.state.evaluations


def parameters(sight: Sight) -> Float[Array, "P"]:
    """Every parameter, before the update."""
    return _flat(sight.state.params)


def gradient(sight: Sight) -> Float[Array, "P"]:
    """Every partial derivative."""
    return _flat(sight.info.gradient)


MEASURES: dict[str, Measure] = {
    "loss": Measure(compute=loss),
    "gradient_norm": Measure(compute=gradient_norm),
    "update_norm": Measure(compute=update_norm),
    "distance": Measure(compute=distance),
    "update_cosine": Measure(compute=update_cosine),
    "predicted_decrease": Measure(compute=predicted_decrease),
    "evaluations": Measure(compute=evaluations),
    "parameters": Measure(compute=parameters, axis="parameter"),
    "gradient": Measure(compute=gradient, axis="parameter"),
    **PROBES,
}


def _flat(tree: Params) -> Float[Array, "P"]:
    return jnp.atleast_1d(ravel_pytree(tree)[0])


MANY = 500
"""With more parameters than this, a spectrum's lower end takes hundreds of gradients to find, and remembering a copy of
all parameters at every step costs as much as the step."""

ON_DEMAND = ("evaluations",)
"""Left out unless asked for: of nearly every method it is the number of steps over again."""

COSTLY = ("distance", "update_cosine", "lowest_curvature", "full_sharpness", "full_lowest_curvature")


def usual(parameters: int) -> tuple[str, ...]:
    """What a study records unless it says otherwise, of problems with so many parameters."""
    left_out = ON_DEMAND if parameters <= MANY else (*ON_DEMAND, *COSTLY)
    return tuple(name for name in MEASURES if name not in left_out)
