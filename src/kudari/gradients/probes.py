"""What the loss does between shifted points: how far a difference quotient may be off, and whether it has a kink."""

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.flatten_util import ravel_pytree
from jaxtyping import Bool, Float, PyTree

from kudari.gradients import shifted
from kudari.types import Batch, Params

HALVINGS = 3
"""Shifts at which a loss is taken: h, h/2 and h/4, up and down."""

ROUNDINGS = 6
"""Standard deviations of the loss's rounding error that one loss may be off."""


@dataclass(frozen=True, kw_only=True)
class Probes:
    """One-sided slopes of the loss along every one of P parameters, and what follows from them."""

    up: Float[np.ndarray, "3 P"]
    """(L(θ + h) − L(θ)) / h at h, h/2, h/4."""
    down: Float[np.ndarray, "3 P"]
    """(L(θ) − L(θ − h)) / h likewise."""
    length: Float[np.ndarray, "P"]
    """h, as far as it is really gone."""
    noise: Float[np.ndarray, "P"]
    """How much of a slope at h may be rounding; twice as much of one at h/2."""

    @property
    def jump(self) -> Float[np.ndarray, "3 P"]:
        """Right slope less left: h L″ where the loss is smooth, and the same for every h at a kink."""
        return self.up - self.down

    @property
    def _scaled(self) -> tuple[np.ndarray, np.ndarray]:
        """The jumps, doubled with every halving of h so that they are equal where the loss is smooth; their noise."""
        factor = 2.0 ** np.arange(HALVINGS)[:, None]
        return factor * self.jump, 2 * factor**2 * self.noise

    @property
    def smooth(self) -> Bool[np.ndarray, "P"]:
        """Where the jump is seen above rounding and halves with h, to a quarter, twice."""
        jump, noise = self._scaled
        seen = np.abs(jump[0]) > 4 * (noise[0] + noise[1])
        steady = [
            np.abs(jump[k] - jump[k + 1]) <= np.abs(jump[k]) / 4 + noise[k] + noise[k + 1] for k in (0, 1)
        ]
        result: np.ndarray = seen & steady[0] & steady[1]
        return result

    @property
    def kinked(self) -> Bool[np.ndarray, "P"]:
        """Where the jump is seen above rounding and neither halves with h, nor falls eightfold as where L″ is 0.

        A kink at distance d with slopes that differ by J leaves a jump J (1 − d/h) for h > d and none below.
        """
        jump, noise = self._scaled
        first, second = np.abs(jump[0] - jump[1]), np.abs(jump[1] - jump[2])
        largest = np.max(np.abs(jump), axis=0)
        unsteady = (first > largest / 4 + noise[0] + noise[1]) | (second > largest / 4 + noise[1] + noise[2])
        fourth_order = np.abs(second - first / 4) <= first / 8 + noise[1] + noise[2]
        result: np.ndarray = unsteady & ~fourth_order
        return result

    @property
    def at_point(self) -> Bool[np.ndarray, "P"]:
        """Where the kink lies at the point itself: the jump does not shrink with h."""
        last = np.abs(self.jump[-1])
        result: np.ndarray = self.kinked & (last > np.abs(self.jump[0]) / 2) & (last > 8 * self.noise)
        return result

    @property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """The smallest and the largest slope seen."""
        slopes = np.concatenate([self.up, self.down])
        return np.min(slopes, axis=0), np.max(slopes, axis=0)

    @property
    def width(self) -> Float[np.ndarray, "P"]:
        """From the smallest to the largest slope seen, where the loss is not known to be smooth; else 0."""
        low, high = self.ends
        unknown = np.where(self.kinked, high - low, np.abs(self.jump[0]))
        return np.where(self.smooth, 0.0, unknown)

    @property
    def truncation(self) -> Float[np.ndarray, "P"]:
        """Twice the truncation error of the forward quotient at h, of which halving h leaves a half."""
        return 2 * 2 * np.abs(self.up[0] - self.up[1])

    @property
    def central_truncation(self) -> Float[np.ndarray, "P"]:
        """Twice that of the central quotient, of which halving h leaves a quarter."""
        central = (self.up[:2] + self.down[:2]) / 2
        return 2 * 4 / 3 * np.abs(central[0] - central[1])


def probes(
    losses: Callable[[Params, Batch, Array], Array],
    params: Params,
    batch: Batch,
    base: float,
    power: float,
    h: float | None,
    noise: float,
) -> Probes:
    """The slopes of the loss around `params`, in its precision: 6 P evaluations.

    Args:
        losses: the compiled (params, batch, shifts) -> the loss with each parameter shifted alone, shifts and
            losses in one row; one program for all shifts, since compiling takes longer than running.
        base: the loss at `params`.
        power, h: how far the largest shift goes, as `kudari.gradients.shifted.reach` takes them.
        noise: the standard deviation of the rounding error of one loss; half an eps of a shifted loss at least.
    """
    point = ravel_pytree(params)[0]
    eps = jnp.finfo(point.dtype).eps

    def part(leaf: Array, way: Array, share: float) -> Array:
        # Not below the spacing of floats, where a share of a way would be none at all.
        info = jnp.finfo(leaf.dtype)
        size = jnp.maximum(jnp.abs(way) * share, jnp.maximum(jnp.abs(leaf) * info.eps, info.tiny))
        return (leaf + jnp.sign(way) * size) - leaf

    @jax.jit
    def ways(point: Array) -> tuple[Array, Array]:
        up, down = shifted.reach(point, power, h)
        shares = [0.5**k for k in range(HALVINGS)]
        rows = [part(point, side, share) for side in (up, -down) for share in shares]
        return jnp.stack(rows), jnp.minimum(up, down)

    shifts, length = (np.asarray(each) for each in ways(point))
    values = np.stack([np.asarray(losses(params, batch, way), np.float64) for way in shifts])
    slopes = (values - base) / shifts
    largest = np.max(np.abs(values), axis=0, initial=0, where=np.isfinite(values))
    return Probes(
        up=slopes[:HALVINGS],
        down=slopes[HALVINGS:],
        length=flat(length),
        noise=2 * ROUNDINGS * np.maximum(noise, eps / 2 * largest) / flat(length),
    )


def flat(tree: PyTree) -> Float[np.ndarray, "P"]:
    """All numbers of a tree in one row, in float64."""
    leaves = [np.ravel(np.asarray(leaf, np.float64)) for leaf in jax.tree.leaves(tree)]
    return np.concatenate([*leaves, np.empty(0)])
