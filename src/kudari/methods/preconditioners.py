"""What a method divides each parameter's step by: the diagonal D of −η D⁻¹ m, from the state after the step.

m is the mean of the gradients as the method's state holds it (the gradient itself for rules without momentum), so
that a correction for the means' start at 0 belongs to D. That makes D⁻¹ᐟ² H D⁻¹ᐟ² the matrix whose largest
eigenvalue decides on stability: gradient descent's 2/η, momentum's (2 + 2β₁)/((1 − β₁) η) with m = β₁ m +
(1 − β₁) g (Cohen et al. 2022, arXiv:2207.14484, equation 2 for Adam).

Every function takes the whole state of a method, wrapped by schedules or reversals as it may be, and its
hyperparameters; D is inf where the method does not move a parameter at all.
"""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array

from kudari.types import Params, Scalar

Hyperparameters = Mapping[str, Array]


def adam(state: Any, hyperparameters: Hyperparameters) -> Params:
    """(1 − β₁^t) (√v̂ + ε): for Adam, AdamW and Yogi."""
    inner = optax.tree.get(state, "ScaleByAdamState")
    return _roots(inner.nu, inner.count, hyperparameters, _corrected(hyperparameters["b1"], inner.count))


def nadam(state: Any, hyperparameters: Hyperparameters) -> Params:
    """√v̂ + ε: m is Nadam's mixture of the next mean and the gradient, each corrected by itself."""
    inner = optax.tree.get(state, "ScaleByAdamState")
    return _roots(inner.nu, inner.count, hyperparameters, jnp.ones(()))


def amsgrad(state: Any, hyperparameters: Hyperparameters) -> Params:
    """(1 − β₁^t) (√v̄ + ε), v̄ the largest v̂ so far."""
    inner = optax.tree.get(state, "ScaleByAmsgradState")
    factor = _corrected(hyperparameters["b1"], inner.count)
    return jax.tree.map(lambda v: factor * (jnp.sqrt(v) + hyperparameters["eps"]), inner.nu_max)


def adabelief(state: Any, hyperparameters: Hyperparameters) -> Params:
    """(1 − β₁^t) (√ŝ + ε), s as the state has it, ε′ included."""
    inner = optax.tree.get(state, "ScaleByBeliefState")
    return _roots(inner.nu, inner.count, hyperparameters, _corrected(hyperparameters["b1"], inner.count))


def adamax(state: Any, hyperparameters: Hyperparameters) -> Params:
    """(1 − β₁^t) u, u the largest recent |g| + ε."""
    inner = optax.tree.get(state, "ScaleByAdamState")
    factor = _corrected(hyperparameters["b1"], inner.count)
    return jax.tree.map(lambda u: factor * u, inner.nu)


def rmsprop(state: Any, hyperparameters: Hyperparameters) -> Params:
    """√(v + ε); m is the gradient."""
    inner = optax.tree.get(state, "ScaleByRmsState")
    return jax.tree.map(lambda v: jnp.sqrt(v + hyperparameters["eps"]), inner.nu)


def adagrad(state: Any, hyperparameters: Hyperparameters) -> Params:
    """√(G + ε), inf where G is 0; m is the gradient."""
    inner = optax.tree.get(state, "ScaleByRssState")
    return jax.tree.map(
        lambda v: jnp.where(v > 0, jnp.sqrt(v + hyperparameters["eps"]), jnp.inf), inner.sum_of_squares
    )


PRECONDITIONERS: Mapping[str, Callable[[Any, Hyperparameters], Params]] = {
    "adam": adam,
    "adamw": adam,
    "yogi": adam,
    "nadam": nadam,
    "nadamw": nadam,
    "amsgrad": amsgrad,
    "adabelief": adabelief,
    "adamax": adamax,
    "rmsprop": rmsprop,
    "adagrad": adagrad,
}
"""Every method of ours whose step is a diagonal matrix times a mean of gradients, by its name.

Not RAdam, Adadelta, LAMB: rectification, the size of earlier steps and of the weights change their steps as well.
"""


def _corrected(decay: Array, count: Array) -> Scalar:
    return 1 - decay**count


def _roots(means: Params, count: Array, hyperparameters: Hyperparameters, factor: Array) -> Params:
    """factor · (√(mean square, corrected for its start) + ε)."""
    correction = _corrected(hyperparameters["b2"], count)
    return jax.tree.map(lambda v: factor * (jnp.sqrt(v / correction) + hyperparameters["eps"]), means)
