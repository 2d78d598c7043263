"""Planes through the place of a run: which directions they have, how far they reach, and the loss on them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.flatten_util import ravel_pytree
from jaxtyping import Float

from kudari.descent.sweep import Sweep
from kudari.problems.problem import Problem
from kudari.slices import coordinates, examples_of, filter_normalised, loss_on_plane, trajectory_pca
from kudari.types import Batch, Params
from kudari.web.views.networks import device_data

SIDE = 41
"""Places along each side of the plane at which the loss is taken."""

Directions: TypeAlias = Literal["trajectory", "filter"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Plane:
    """The loss over two directions through a place of a run."""

    kind: Directions
    step: int
    """Of the run at the plane's centre."""
    centre: Float[np.ndarray, "P"]
    directions: Float[np.ndarray, "2 P"]
    shares: Float[np.ndarray, "k"]
    """Of the path's variance, of each principal direction that was found; empty for random directions."""
    x: Float[np.ndarray, "m"]
    y: Float[np.ndarray, "n"]
    losses: Float[np.ndarray, "m n"]
    examples: int | None


def plane_of(sweep: Sweep, points: Float[np.ndarray, "T P"], kind: Directions, step: int) -> Plane:
    """Directions for a path, and the loss on the plane that they span through its last point."""
    with jax.enable_x64(sweep.precision == "float64"):
        unravel, batch, examples = _fixed(sweep.problem, sweep.precision)
        centre = points[-1]
        # The same draws for every plane, so that the picture changes with the run alone.
        drawn_ones = filter_normalised(unravel(jnp.asarray(centre, sweep.precision)), jax.random.key(0))
        directions = np.array([np.atleast_1d(ravel_pytree(tree)[0]) for tree in drawn_ones], float)
        shares = np.zeros(0)
        if kind == "trajectory":
            found = trajectory_pca(points)
            directions, shares = completed(found.directions, directions), found.shares
        elif not np.linalg.norm(directions, axis=1).all():
            directions = completed(np.zeros((0, len(centre))), directions)
        x, y = (np.linspace(low, high, SIDE) for low, high in _ranges(points, directions, kind))
        trees = [unravel(jnp.asarray(vector, sweep.precision)) for vector in (centre, *directions)]
        along = (jnp.asarray(x, sweep.precision), jnp.asarray(y, sweep.precision))
        losses = np.asarray(
            loss_on_plane(sweep.problem, batch, trees[0], (trees[1], trees[2]), *along), float
        )
    return Plane(
        kind=kind,
        step=step,
        centre=centre,
        directions=directions,
        shares=shares,
        x=x,
        y=y,
        losses=losses,
        examples=examples,
    )


@lru_cache(maxsize=16)
def _fixed(problem: Problem, precision: str) -> tuple[Callable[[Array], Params], Batch, int | None]:
    """From a vector to a problem's parameters, and the batch whose loss is taken, with its number of examples."""
    shapes = jax.eval_shape(problem.init, jax.random.key(0))
    unravel = ravel_pytree(jax.tree.map(lambda leaf: jnp.zeros(leaf.shape, leaf.dtype), shapes))[1]
    return unravel, *examples_of(problem, device_data(problem, precision))


def completed(found: Float[np.ndarray, "k P"], others: Float[np.ndarray, "2 P"]) -> Float[np.ndarray, "2 P"]:
    """Two orthonormal directions: those found, then what the others have beside them, or else a random one."""
    spare = np.random.default_rng(0).normal(size=others.shape)
    basis = list(found)
    for vector in (*others, *spare):
        rest = vector - sum((vector @ unit) * unit for unit in basis)
        if len(basis) < 2 and np.linalg.norm(rest) > 1e-6 * np.linalg.norm(vector):
            basis.append(rest / np.linalg.norm(rest))
    return np.array(basis)


def _ranges(
    points: Float[np.ndarray, "T P"], directions: Float[np.ndarray, "2 P"], kind: Directions
) -> list[tuple[float, float]]:
    """From −1 to 1 in units of the weights themselves; around the path along its own directions."""
    if kind == "filter":
        return [(-1.0, 1.0), (-1.0, 1.0)]
    seen = coordinates(points, points[-1], directions)
    low, high = seen.min(axis=0), seen.max(axis=0)
    largest = float((high - low).max()) or 0.1 * float(np.linalg.norm(points[-1])) or 1.0
    halves = np.maximum(high - low, 0.45 * largest) / 2 + 0.15 * largest
    middle = (low + high) / 2
    return [(float(m - h), float(m + h)) for m, h in zip(middle, halves, strict=True)]
