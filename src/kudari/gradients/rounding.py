"""How much of a number is rounding: measured, not guessed."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.flatten_util import ravel_pytree

from kudari.gradients.estimators import COMPLEX_STEP, estimator
from kudari.problems.problem import Problem
from kudari.types import Batch, Params, Scalar

POINTS = 12
"""Neighbouring points at which a function is taken."""

APART, LEAST = 1 / 4, 16
"""How far apart they are: `APART` eps^(1/2) over all parameters together, at least `LEAST` eps in each. Closer by,
rounding can be a smooth function itself: squares of 1 + k eps are all rounded alike until k² eps is one."""


def rounding(function: Callable[[Params], Params], params: Params) -> Params:
    """The standard deviation of the rounding error in each entry of `function(params)`: a tree like its values.

    Third differences of the values at evenly spaced neighbours remove whatever is smooth, and leave rounding
    alone: of independent errors with deviation σ they have variance 6!/(3!)² σ² = 20 σ² (Moré & Wild 2011,
    "Estimating computational noise", SIAM J. Sci. Comput. 33(3), section 2, with k = 3). Their median is taken
    rather than their mean square, so that a jump between two neighbours does not pass for rounding.

    Where few digits differ, the true deviation may come out as 0; hold eps times the value against it.
    """

    signs = np.random.default_rng(0)

    def signed(leaf: Array) -> Array:
        eps = float(jnp.finfo(leaf.dtype).eps)
        step = max(LEAST * eps, APART * (eps / size) ** 0.5) * jnp.maximum(1, jnp.abs(leaf))
        return (step * signs.choice([-1, 1], leaf.shape)).astype(leaf.dtype)

    leaves, structure = jax.tree.flatten(params)
    size = max(1, sum(leaf.size for leaf in leaves))
    steps = [signed(leaf) for leaf in leaves]

    def at(place: Array) -> Params:
        moved = [leaf + place.astype(leaf.dtype) * step for leaf, step in zip(leaves, steps, strict=True)]
        return function(jax.tree.unflatten(structure, moved))

    # The point itself stays out: it may lie exactly on a kink.
    values = jax.lax.map(at, jnp.arange(1, POINTS + 1))
    # The median of |error| is 0.6745 deviations where errors are normal.
    scale = 0.6745 * np.sqrt(20)
    return jax.tree.map(lambda row: jnp.median(jnp.abs(jnp.diff(row, 3, axis=0)), axis=0) / scale, values)


def estimator_rounding(problem: Problem, name: str, params: Params, batch: Batch) -> tuple[Scalar, Params]:
    """The deviations of the rounding errors of the loss and of its gradient by this estimator."""
    own = estimator(name)
    found: tuple[Scalar, Params] = jax.jit(
        lambda p, batch: rounding(lambda q: own.estimate(problem, q, batch), p)
    )(params, batch)
    return found


def complex_rounding(problem: Problem, params: Params, batch: Batch) -> float:
    """The deviation of the complex step's rounding error, along a direction of length 1 that all parameters share."""
    point, unravel = ravel_pytree(params)
    direction = np.random.default_rng(0).choice([-1.0, 1.0], point.size) / np.sqrt(max(1, point.size))

    def slope(point: Array, batch: Batch) -> Array:
        ahead = unravel((COMPLEX_STEP * direction).astype(point.dtype))
        shifted = jax.tree.map(jax.lax.complex, unravel(point), ahead)
        return jnp.imag(problem.loss(shifted, batch)) / COMPLEX_STEP

    return float(jax.jit(lambda p, batch: rounding(lambda q: slope(q, batch), p))(point, batch))
