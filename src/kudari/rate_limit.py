"""The largest stable learning rate that theory predicts from the curvature at the start."""

from dataclasses import replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float, Int

from kudari.descent.loop import fixed_arguments
from kudari.descent.step import START, Order, draw, run_key
from kudari.descent.sweep import Sweep
from kudari.diagnosis.theory import PLAIN, largest_stable_rate
from kudari.gradients.curvature import extreme_eigenvalues, hessian_product
from kudari.methods.catalogue import METHODS
from kudari.problems.problem import Problem
from kudari.results.summary import Spread, spread
from kudari.types import Data, Scalar


def sharpness(sweep: Sweep) -> Spread | None:
    """The largest eigenvalue of the loss's Hessian at the start, over seeds, on the first step's batch.

    None where it is finite for no seed.
    """
    with jax.enable_x64(True):
        data = fixed_arguments(replace(sweep, precision="float64")).data
        seeds = jnp.asarray(sweep.seeds, "int32")
        found = spread(np.asarray(_largest_eigenvalues(sweep.problem, sweep.order, seeds, data)))
    return found if np.isfinite(found.median) else None


@partial(jax.jit, static_argnums=(0, 1))
def _largest_eigenvalues(
    problem: Problem, order: Order, seeds: Int[Array, "S"], data: Data
) -> Float[Array, "S"]:
    def largest(seed: Int[Array, ""]) -> Scalar:
        key = run_key(seed)
        params = problem.init(jax.random.fold_in(key, START))
        batch = draw(problem, order, seed, jnp.int32(0), data)
        product = hessian_product(lambda params: problem.loss(params, batch), params)
        return extreme_eigenvalues(product, params, key, smallest=False, tolerance=1e-4).largest

    return jax.vmap(largest)(seeds)


def predicted_limit(sweep: Sweep, steepest: Spread | None) -> float | None:
    """The largest stable learning rate by theory (see `kudari.diagnosis.theory`).

    None where it says nothing of the method; where the curvature at the start is not positive; and for adaptive
    methods, whose limit hangs on how they scale each parameter, which builds up only as they run.
    """
    method = sweep.method
    if (
        steepest is None
        or steepest.median <= 0
        or method.name not in PLAIN
        or METHODS[method.name] is not method
    ):
        return None
    values = {name: column[0] for name, column in sweep.values.items()}
    return largest_stable_rate(method.name, values, steepest.median)
