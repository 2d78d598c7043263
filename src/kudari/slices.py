"""Planes through the parameters of a run: the loss of many parameters as a picture of two directions.

Li, Xu, Taylor, Studer & Goldstein 2018, "Visualizing the loss landscape of neural nets", NeurIPS 31: random
directions scaled filter by filter (section 4), and principal directions of a run's path (section 7).
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.flatten_util import ravel_pytree
from jaxtyping import Float

from kudari.problems.problem import Problem
from kudari.types import Batch, Data, Key, Params

EXAMPLES = 500
"""The most examples over which the loss of a plane is taken."""

NOTHING = 1e-10
"""A direction that holds less than this share of the path's variance is rounding."""


class Trajectory(NamedTuple):
    """The principal directions of a path, the first one's share of the variance the largest."""

    directions: Float[np.ndarray, "k P"]
    """Orthonormal; k is 2, or less where the path's points lie on a line (1) or all in one place (0)."""
    shares: Float[np.ndarray, "k"]
    """Of the variance of the path's points, in [0, 1]."""


@jax.jit
def filter_normalised(params: Params, key: Key) -> tuple[Params, Params]:
    """Two random directions, trees like the parameters, as large as the weights neuron by neuron.

    Each is drawn from a normal distribution; then d_i ← d_i / ‖d_i‖ · ‖θ_i‖ for every neuron i, whose "filter" is
    its incoming weights: a row of a matrix. Biases, the leaves of one dimension beside such matrices, are not moved:
    their direction is 0. Where no leaf is a matrix, each leaf is one filter.
    """
    matrices = any(leaf.ndim > 1 for leaf in jax.tree.leaves(params))

    def scaled(drawn: Array, leaf: Array) -> Array:
        if matrices and leaf.ndim < 2:
            return jnp.zeros_like(leaf)
        within = tuple(range(1, leaf.ndim)) if matrices else None
        norm = jnp.sqrt(jnp.sum(drawn**2, axis=within, keepdims=True))
        wanted = jnp.sqrt(jnp.sum(leaf**2, axis=within, keepdims=True))
        return drawn * (wanted / jnp.where(norm > 0, norm, 1)).reshape(wanted.shape if matrices else ())

    def one(key: Key) -> Params:
        leaves, shape = jax.tree.flatten(params)
        keys = jax.random.split(key, len(leaves))
        drawn = [jax.random.normal(k, leaf.shape, leaf.dtype) for k, leaf in zip(keys, leaves, strict=True)]
        return jax.tree.map(scaled, jax.tree.unflatten(shape, drawn), params)

    first, second = jax.random.split(key)
    return one(first), one(second)


def trajectory_pca(points: Float[np.ndarray, "T P"]) -> Trajectory:
    """The first two principal directions of the rows θ_0 − θ_n, …, θ_{n−1} − θ_n, where θ_n is the last point.

    Found through the T×T Gram matrix of the rows, whose mean is taken off (as a principal component analysis does),
    so that P may be large. A direction points to where the path starts.
    """
    rows = np.asarray(points[:-1], float) - np.asarray(points[-1], float)
    count = rows.shape[1]
    if len(rows) < 2:
        return Trajectory(np.zeros((0, count)), np.zeros(0))
    centred = rows - rows.mean(axis=0)
    variances, vectors = np.linalg.eigh(centred @ centred.T)
    total = float(np.trace(centred @ centred.T))
    largest = [place for place in (-1, -2) if variances[place] > NOTHING * total]
    directions = np.array([centred.T @ vectors[:, place] for place in largest]).reshape(-1, count)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    starts = directions @ rows[0]
    directions *= np.where(starts < 0, -1.0, 1.0)[:, None]
    return Trajectory(directions, np.array([variances[place] / total for place in largest]))


def coordinates(
    points: Float[np.ndarray, "T P"], centre: Float[np.ndarray, "P"], directions: Float[np.ndarray, "2 P"]
) -> Float[np.ndarray, "T 2"]:
    """Where the points' orthogonal projections lie on the plane, in units of its two directions."""
    apart = np.asarray(points, float) - np.asarray(centre, float)
    return apart @ directions.T @ np.linalg.pinv(directions @ directions.T)


def share_held(points: Float[np.ndarray, "T P"], directions: Float[np.ndarray, "2 P"]) -> float:
    """The share of the points' variance that lies along a plane, in [0, 1]; NaN where they are all in one place."""
    apart = np.asarray(points, float) - np.mean(points, axis=0, dtype=float)
    total = float(np.sum(apart**2))
    if not total > 0:
        return float("nan")
    along = coordinates(apart, np.zeros(apart.shape[1]), directions) @ directions
    return float(np.sum(along**2)) / total


@partial(jax.jit, static_argnames="problem")
def loss_on_plane(
    problem: Problem,
    batch: Batch,
    centre: Params,
    directions: tuple[Params, Params],
    x: Float[Array, "m"],
    y: Float[Array, "n"],
) -> Float[Array, "m n"]:
    """The loss at centre + x·(first direction) + y·(second direction), at every pair of an x and a y."""
    start, unravel = ravel_pytree(centre)
    first, second = (ravel_pytree(direction)[0] for direction in directions)

    def loss(place: Float[Array, "2"]) -> Array:
        return problem.loss(unravel(start + place[0] * first + place[1] * second), batch)

    places = jnp.stack(jnp.meshgrid(x, y, indexing="ij"), axis=-1)
    # A row at a time: the activations of all places together would be gigabytes.
    return jax.lax.map(jax.vmap(loss), places)


def examples_of(problem: Problem, data: Data) -> tuple[Batch, int | None]:
    """The batch over which a plane's loss is taken, and how many examples it holds.

    At most `EXAMPLES` training examples, always the same; a mini-batch of its own where examples are drawn from a
    range without end; all of the data, and None, where the loss is deterministic.
    """
    if not problem.stochastic:
        return data, None
    if problem.take is None or problem.examples is None:
        return problem.draw(jax.random.key(0), data), problem.batch
    chosen = np.random.default_rng(0).permutation(problem.examples)[:EXAMPLES]
    return problem.take(data, jnp.asarray(chosen)), len(chosen)
