"""One matrix brings a product near another: B minimises ½‖A·B − C‖²."""

from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
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
        return 0.5 * jnp.sum((_product(batch["A"], b) - batch["C"]) ** 2)

    def evaluate(b: Inexact[Array, "inner columns"], data: Data) -> dict[str, Scalar]:
        return {"mean_squared_error": jnp.mean((_product(data["A"], b) - data["C"]) ** 2)}

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


@jax.custom_jvp
def _product(a: Inexact[Array, "M K"], b: Inexact[Array, "K N"]) -> Inexact[Array, "M N"]:
    return a @ b


@_product.defjvp
def _product_tangent(primals: Any, tangents: Any) -> tuple[Array, Array]:
    a, b = primals
    da, db = tangents
    return _product(a, b), _product(da, b) + _product(a, db)
