"""How much the gradient of a mini-batch owes to chance: the spread of its examples' gradients."""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array, lax

from kudari.types import Batch, Params, Scalar

_NUMBERS = 2**16
"""Numbers in the examples' gradients that are held at once."""


class Noise(NamedTuple):
    """The examples' gradients in two numbers, float[] each; G is the gradient's mean, Σ its covariance."""

    variance: Scalar
    """tr Σ of one example's gradient, unbiased (divided by B − 1)."""
    signal: Scalar
    """|G|², unbiased: the batch's squared norm less tr Σ/B. At or below 0 where noise hides the signal."""
    batch: int
    """B: examples in the batch."""

    @property
    def signal_to_noise(self) -> Scalar:
        """|G|² over the variance tr Σ/B of the batch's gradient: below 1 it is mostly noise. 0 where |G|² ≤ 0."""
        signal = jnp.where(self.signal < 0, 0, self.signal)
        return jnp.where(signal == 0, 0, signal * self.batch / self.variance)

    @property
    def scale(self) -> Scalar:
        """tr Σ/|G|²: the batch at which noise and signal balance (McCandlish et al. 2018, arXiv:1812.06162, B_simple).

        inf where the estimate of |G|² is not above 0: no batch as small as this one shows a signal. 0 without
        any noise.
        """
        hidden = self.signal <= 0
        balance = self.variance / jnp.where(hidden, 1, self.signal)
        return jnp.where(self.variance == 0, 0, jnp.where(hidden, jnp.inf, balance))


def gradient_noise(loss: Callable[[Params, Batch], Array], params: Params, batch: Batch) -> Noise:
    """The spread of the examples' gradients, where the loss is a mean over the examples of a batch.

    Estimators: McCandlish et al. 2018, arXiv:1812.06162, appendix A.1, with B_small = 1 and B_big = B. The variance
    is summed over distances to the mean, so that nothing cancels where the noise is small. So many gradients are
    held at once as make 65,536 numbers, one at least.

    Args:
        loss: (params, batch) -> float[].
        params: where the gradients are taken.
        batch: a tree of arrays, each with the B >= 2 examples along its first axis.
    """
    count = len(jax.tree.leaves(batch)[0])
    mean = jax.grad(loss)(params, batch)

    def distance(example: Batch) -> Array:
        gradient = jax.grad(loss)(params, jax.tree.map(lambda leaf: leaf[None], example))
        return optax.tree.norm(optax.tree.sub(gradient, mean), squared=True)

    size = sum(leaf.size for leaf in jax.tree.leaves(params))
    together = max(1, min(count, _NUMBERS // max(1, size)))
    if together == count:
        total = jnp.sum(jax.vmap(distance)(batch))
    else:
        total = jnp.sum(lax.map(distance, batch, batch_size=together))
    variance = total / (count - 1)
    return Noise(variance, optax.tree.norm(mean, squared=True) - variance / count, count)
