"""Quadratics with a chosen condition number: where theory and experiment can be held against each other."""

from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Inexact

from kudari.language import InputError
from kudari.problems.problem import Optimum, Problem
from kudari.problems.surfaces import LARGEST, checked_dimension, checked_start
from kudari.types import Batch, Key, Params, Scalar

LARGEST_ROTATED = 1_000
"""The most dimensions of a rotated quadratic: its matrix grows with the square, its making with the cube."""


def quadratic(
    condition: float = 100.0,
    dimension: int = 2,
    rotation: bool = False,
    start: tuple[float, ...] | None = None,
) -> Problem:
    """½ xᵀHx, the eigenvalues of H log-spaced from L = 1 down to mu = 1/condition; parameters are float[n].

    The largest curvature is 1 whatever the condition number: gradient descent is stable below the learning
    rate 2/L = 2 and fastest at 2/(L + mu), and a worse condition only slows it down. Its best rate is
    (condition − 1)/(condition + 1) a step (Nesterov 2004, Introductory Lectures, Theorem 2.1.15).

    Args:
        condition: L/mu, at least 1. With one dimension there is one eigenvalue, 1, and the condition is 1.
        dimension: n, at least 1. The first coordinate is the steepest.
        rotation: whether the eigenvectors are turned away from the axes, always by the same random rotation.
            Methods that scale each coordinate by itself lose their advantage then.
        start: where every run begins. None draws each seed's start from the standard normal distribution.

    `data` holds `eigenvalues`, float[n], or with a rotation `hessian`, float[n, n].

    Raises:
        InputError: for a condition below 1 or not finite, a dimension out of range, or a start that is not n
            finite numbers.
    """
    try:
        number = float(condition)
    except (TypeError, ValueError, OverflowError):
        number = np.nan
    if not 1 <= number < np.inf:
        raise InputError("quadratic.condition", came=condition)
    n = checked_dimension(dimension, largest=LARGEST_ROTATED if rotation else LARGEST)
    return _quadratic(number if n > 1 else 1.0, n, bool(rotation) and n > 1, checked_start(start, n))


def random_rotation(dimension: int, seed: int = 0) -> Inexact[np.ndarray, "n n"]:
    """A rotation uniform over SO(n), for n >= 2, fixed by `seed`.

    The orthogonal factor of a normal matrix, with the signs that make it uniform (Mezzadri 2007, section 5).
    """
    q, r = np.linalg.qr(np.random.default_rng(seed).standard_normal((dimension, dimension)))
    q = q * np.sign(np.diag(r))
    q[:, 0] *= np.linalg.det(q).round()
    return q


@lru_cache(maxsize=64)
def _quadratic(condition: float, n: int, rotation: bool, start: tuple[float, ...] | None) -> Problem:
    eigenvalues = np.geomspace(1.0, 1 / condition, n)
    data: dict[str, Any] = {"eigenvalues": eigenvalues}
    loss = _along_axes
    if rotation:
        q = random_rotation(n)
        hessian = (q * eigenvalues) @ q.T
        data, loss = {"hessian": (hessian + hessian.T) / 2}, _turned

    def init(key: Key) -> Params:
        return jax.random.normal(key, (n,)) if start is None else jnp.asarray(start, float)

    return Problem(
        name="quadratic",
        init=init,
        loss=loss,
        data=data,
        optimum=Optimum(
            value=0.0,
            params=(np.zeros(n),),
            smoothness=1.0,
            strong_convexity=1 / condition,
            source="the Hessian is H everywhere",
        ),
        analytic=True,
        runs_axis=-1,
        tex=r"\tfrac12 x^\top H x",
        settings={
            "condition": condition,
            "dimension": n,
            "rotation": rotation,
            "start": start,
            "box": ((-3.0, 3.0),) * n,
        },
    )


def _along_axes(params: Params, batch: Batch) -> Scalar:
    return jnp.sum(batch["eigenvalues"] * params**2) / 2


def _turned(params: Params, batch: Batch) -> Scalar:
    # Accelerators multiply float32 matrices with ten bits of mantissa unless told otherwise, and that would
    # hide the small eigenvalues behind the rounding of the large ones.
    return jnp.sum(params * jnp.matmul(batch["hessian"], params, precision="highest")) / 2
