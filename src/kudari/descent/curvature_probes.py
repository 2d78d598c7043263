"""The curvature of the loss at a step.

It is that of the loss which the step descends (its mini-batch); the `full_` ones are of the mean loss over all
training examples.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array

from kudari.descent.measure import Sight
from kudari.descent.step import lots, transformation
from kudari.gradients.curvature import (
    Extremes,
    Product,
    extreme_eigenvalues,
    hessian_product,
    hessian_vector_product,
)
from kudari.problems.problem import Problem
from kudari.types import Key, Params, Scalar

BLOCK = 1000
"""Examples that a product with the full Hessian takes at a time."""


def sharpness(sight: Sight) -> Scalar:
    """The largest eigenvalue of the Hessian."""
    return _extremes(sight).largest


def lowest_curvature(sight: Sight) -> Scalar:
    """The smallest eigenvalue of the Hessian: below 0 where the loss bends down in some direction."""
    return _extremes(sight).smallest


def full_sharpness(sight: Sight) -> Scalar:
    """The largest eigenvalue of the Hessian of the mean loss over all training examples."""
    return _full_extremes(sight).largest


def full_lowest_curvature(sight: Sight) -> Scalar:
    """The smallest eigenvalue of the Hessian of the mean loss over all training examples."""
    return _full_extremes(sight).smallest


def preconditioned_sharpness(sight: Sight) -> Scalar:
    """The largest eigenvalue of D⁻¹ᐟ² H D⁻¹ᐟ², D the preconditioner that this very step divides by.

    That is the D after the step's gradient has entered the method's state: before the first it would be 0
    (Cohen et al. 2022, arXiv:2207.14484, equation 2). For a method that divides by nothing it is the sharpness.
    """
    diagonal = divisor(sight) if sight.divisor is None else sight.divisor
    if diagonal is None:
        return sharpness(sight)
    scales = jax.tree.map(lambda d, p: jax.lax.rsqrt(d).astype(p.dtype), diagonal, sight.state.params)
    product = _product(sight)

    def scaled(vector: Params) -> Params:
        return optax.tree.mul(scales, product(optax.tree.mul(scales, vector)))

    return extreme_eigenvalues(scaled, sight.state.params, _start(), smallest=False).largest


def divisor(sight: Sight) -> Params | None:
    """D of this very step: see `preconditioned_sharpness`."""
    if sight.method is None or sight.method.preconditioner is None:
        return None
    params, loss, gradient = sight.state.params, sight.info.loss, sight.info.gradient
    # The length of the study matters to learning rates alone, which are no part of D.
    rule = transformation(sight.method, sight.hyperparameters, jnp.ones(()))
    _, state = rule.update(
        gradient,
        sight.state.opt_state,
        params,
        value=loss,
        grad=gradient,
        value_fn=batch_loss(sight),
        **lots(sight.problem, sight.state),
    )
    return sight.method.preconditioner(state, sight.hyperparameters)


def batch_loss(sight: Sight) -> Callable[[Params], Array]:
    """params -> the loss that the step descends, on its mini-batch."""
    return lambda params: sight.problem.loss(params, sight.batch)


def _start() -> Key:
    """The key of Lanczos' start: the same at every step, so that only the loss makes a measure move."""
    return jax.random.fold_in(jax.random.key(0), 2)


def _product(sight: Sight) -> Product:
    return sight.once("product", lambda: hessian_product(batch_loss(sight), sight.state.params))


def _extremes(sight: Sight) -> Extremes:
    def make() -> Extremes:
        lowest = "lowest_curvature" in sight.names
        return extreme_eigenvalues(_product(sight), sight.state.params, _start(), smallest=lowest)

    return sight.once("extremes", make)


def _full_extremes(sight: Sight) -> Extremes:
    def make() -> Extremes:
        lowest = "full_lowest_curvature" in sight.names
        product = full_product(sight.problem, sight.state.params, sight.data)
        return extreme_eigenvalues(product, sight.state.params, _start(), smallest=lowest)

    return sight.once("full_extremes", make)


def full_product(problem: Problem, params: Params, data: Any) -> Product:
    """vector -> Hessian · vector for the mean loss over all training examples, `BLOCK` of them at a time."""
    examples, take = problem.examples, problem.take
    assert examples is not None
    assert take is not None

    def part(vector: Params, numbers: Array) -> Params:
        batch = take(data, numbers)
        product = hessian_vector_product(lambda params: problem.loss(params, batch), params, vector)
        return optax.tree.scale(len(numbers) / examples, product)

    def product(vector: Params) -> Params:
        numbers = jnp.arange(examples)
        whole = examples // BLOCK * BLOCK
        rest = part(vector, numbers[whole:]) if whole < examples else optax.tree.zeros_like(vector)
        if not whole:
            return rest

        def add(total: Params, block: Array) -> tuple[Params, None]:
            return optax.tree.add(total, part(vector, block)), None

        return jax.lax.scan(add, rest, numbers[:whole].reshape(-1, BLOCK))[0]

    return product
