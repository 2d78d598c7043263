"""Whether a gradient is the derivative of the loss, seen from the loss's values alone."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jax.flatten_util import ravel_pytree

from kudari.types import Key, Params, Scalar


def gradient_error(loss: Callable[[Params], Array], params: Params, gradient: Params, key: Key) -> Scalar:
    """How far a gradient is from the loss's slope, relative to the slope: 0 where it may be right, 2 upside down.

    Central differences along the gradient and along one random direction are held against the gradient, and the
    larger disagreement counts. A step is eps^(1/3) max(1, |θ|) long, |θ| over all parameters (Nocedal & Wright
    2006, section 8.1), and the difference is divided by the way really gone. Left out of a disagreement is what
    five values of the loss on the line can explain:

    - rounding: 8 eps times the largest of them;
    - the fourth difference, which vanishes for a smooth loss up to h⁴ and so holds the loss's own noise (Hamming
      1973, Numerical Methods for Scientists and Engineers, chapter 10) and any kink within reach;
    - the difference between this step and half of it, which holds the third derivative and kinks aside.

    At a kink every slope between the two sides' counts as right. A wrong entry whose share in both directions is
    below that is not seen. NaN where the loss is not finite.

    Args:
        loss: params -> float[].
        params: where the gradient was taken.
        gradient: a tree like the parameters.
        key: of the random direction.
    """
    point, unravel = ravel_pytree(params)
    slope, _ = ravel_pytree(gradient)
    norm = optax.tree.norm(slope)
    random = jax.random.normal(key, point.shape, point.dtype)
    along = jnp.where(norm > 0, slope / jnp.where(norm > 0, norm, 1), random / jnp.linalg.norm(random))
    eps = jnp.finfo(point.dtype).eps
    half = float(eps) ** (1 / 3) * jnp.maximum(1, jnp.linalg.norm(point)) / 2
    # What a direction of no special kind sees of the gradient.
    usual = norm / point.size**0.5

    def error(direction: Array) -> Scalar:
        points = point + half * jnp.arange(-2, 3, dtype=point.dtype)[:, None] * direction
        values = jax.lax.map(lambda flat: loss(unravel(flat)), points)
        far, near = values[4] - values[0], values[3] - values[1]
        promised = jnp.vdot(slope, points[4] - points[0])
        fourth = jnp.abs(values @ jnp.array([1, -4, 6, -4, 1], values.dtype))
        explained = 8 * eps * jnp.max(jnp.abs(values)) + 2 * fourth + jnp.abs(far - 2 * near)
        size = jnp.maximum(jnp.maximum(jnp.abs(far), jnp.abs(promised)), 4 * half * usual)
        beyond = jnp.abs(far - promised) - explained
        return jnp.where(beyond <= 0, 0, beyond / jnp.where(size > 0, size, 1))

    return jnp.maximum(error(along), error(random / jnp.linalg.norm(random)))
