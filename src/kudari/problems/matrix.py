"""One matrix brings a product near another: B minimises ½‖A·B − C‖²."""

from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.custom_batching import custom_vmap
from jaxtyping import Inexact

from kudari.language import InputError
from kudari.problems.problem import Optimum, Problem
from kudari.types import Data, Key, Scalar


@lru_cache(maxsize=32)
def matrix(rows: int = 10, inner: int = 10, columns: int = 10, data_seed: int = 0) -> Problem:
    """B (inner × columns) minimises ½‖A·B − C‖², with A, C and the start of B uniform on [0, 1).

    A (rows × inner) and C (rows × columns) belong to the problem and follow from `data_seed`; the start of B
    follows from the run's seed. The Hessian is AᵀA for every column of B, so that L and mu are the extreme
    eigenvalues of AᵀA, and the least squares solution is the optimum (Golub & Van Loan 2013, §5.3).
    `evaluate` gives the mean squared error, ‖A·B − C‖² / (rows · columns).

    Raises:
        InputError: a width below 1.
    """
    for name, width in (("rows", rows), ("inner", inner), ("columns", columns)):
        if width < 1:
            raise InputError("problem.width", name=name, came=width)
    generator = np.random.default_rng(data_seed)
    a, c = generator.random((rows, inner)), generator.random((rows, columns))

    def init(key: Key) -> Inexact[Array, "inner columns"]:
        return jax.random.uniform(key, (inner, columns))

    def loss(b: Inexact[Array, "inner columns"], batch: Data) -> Scalar:
        return 0.5 * jnp.sum((_residual(batch["A"], b, batch["C"])) ** 2)

    def evaluate(b: Inexact[Array, "inner columns"], data: Data) -> dict[str, Scalar]:
        return {"mean_squared_error": jnp.mean((_residual(data["A"], b, data["C"])) ** 2)}

    best = np.linalg.lstsq(a, c, rcond=None)[0]
    curvatures = np.linalg.eigvalsh(a.T @ a)
    optimum = Optimum(
        value=float(0.5 * np.sum((a @ best - c) ** 2)),
        params=(best,),
        smoothness=float(curvatures[-1]),
        strong_convexity=float(curvatures[0]) if rows >= inner else None,
        source="least squares: AᵀA·B = AᵀC (Golub & Van Loan 2013, Matrix Computations, §5.3)",
    )
    return Problem(
        name="matrix",
        init=init,
        loss=loss,
        data={"A": a, "C": c},
        evaluate=evaluate,
        optimum=optimum,
        analytic=True,
        runs_axis=-1,
        tex=r"\tfrac{1}{2}\,\lVert AB - C\rVert^2",
        settings={"rows": rows, "inner": inner, "columns": columns, "data_seed": data_seed},
    )


def _wide(
    a: Inexact[Array, "M K"], b: Inexact[Array, "K N *R"], c: Inexact[Array, "M N"]
) -> Inexact[Array, "M N *R"]:
    """A·B − C for every B, the runs behind the matrix: one wide product, however many runs there are."""
    return jnp.tensordot(a, b, 1) - jnp.expand_dims(c, range(2, b.ndim))


_runs_last = custom_vmap(_wide)


@_runs_last.def_vmap
def _runs_last_batched(size: int, batched: list[bool], a: Array, b: Array, c: Array) -> tuple[Array, bool]:
    # `vmap` alone would bring the runs to the front, since C has none, and back again: two copies a step.
    if batched[1] and not batched[0] and not batched[2]:
        return jnp.moveaxis(_runs_last(a, jnp.moveaxis(b, 0, -1), c), -1, 0), True
    axes = [0 if each else None for each in batched]
    return jax.vmap(_wide, in_axes=axes, axis_size=size)(a, b, c), True


@jax.custom_jvp
def _affine(
    a: Inexact[Array, "M K"], b: Inexact[Array, "K N"], c: Inexact[Array, "M N"]
) -> Inexact[Array, "M N"]:
    """A·B − C, with runs and derivatives kept apart: a `custom_vmap` is never differentiated itself."""
    return _runs_last(a, b, c)


@_affine.defjvp
def _affine_tangent(primals: Any, tangents: Any) -> tuple[Array, Array]:
    (a, b, c), (da, db, dc) = primals, tangents
    return _affine(a, b, c), da @ b + a @ db - dc


@jax.custom_vjp
def _residual(
    a: Inexact[Array, "M K"], b: Inexact[Array, "K N"], c: Inexact[Array, "M N"]
) -> Inexact[Array, "M N"]:
    return _affine(a, b, c)


def _forward(a: Array, b: Array, c: Array) -> tuple[Array, tuple[Array, Array]]:
    return _affine(a, b, c), (a, b)


def _backward(kept: tuple[Array, Array], ct: Array) -> tuple[Array, Array, Array]:
    # JAX's own transpose of the product would put `ct` first: tall and thin, with two copies to turn it round.
    a, b = kept
    return ct @ b.T, _affine(a.T, ct, jnp.zeros_like(b)), -ct


_residual.defvjp(_forward, _backward)
