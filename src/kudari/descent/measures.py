"""What is recorded of a step: pure functions of one run, mapped over runs by the loop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import jax.numpy as jnp
import optax
from jax import Array
from jax.flatten_util import ravel_pytree
from jaxtyping import Float

from kudari.descent.step import RunState, StepInfo
from kudari.problems.problem import Problem
from kudari.types import Params, Scalar

SMALL = 8
"""Up to so many parameters, they and their gradient are recorded one by one."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number (or, where `per_parameter`, float[P]) that is taken at every recorded step."""

    compute: Callable[[Problem, RunState, StepInfo], Array]
    tier: Literal["cheap", "curvature"] = "cheap"
    per_parameter: bool = False


def loss(problem: Problem, state: RunState, info: StepInfo) -> Scalar:
    """The loss on the step's mini-batch, before the update."""
    return info.loss


def gradient_norm(problem: Problem, state: RunState, info: StepInfo) -> Scalar:
    """The Euclidean norm of the gradient over all parameters."""
    return optax.tree.norm(info.gradient)


def update_norm(problem: Problem, state: RunState, info: StepInfo) -> Scalar:
    """The Euclidean norm of what the method adds to the parameters."""
    return optax.tree.norm(info.update)


def parameters(problem: Problem, state: RunState, info: StepInfo) -> Float[Array, "P"]:
    """Every parameter, before the update."""
    return _flat(state.params)


def gradient(problem: Problem, state: RunState, info: StepInfo) -> Float[Array, "P"]:
    """Every partial derivative."""
    return _flat(info.gradient)


MEASURES: dict[str, Measure] = {
    "loss": Measure(compute=loss),
    "gradient_norm": Measure(compute=gradient_norm),
    "update_norm": Measure(compute=update_norm),
    "parameters": Measure(compute=parameters, per_parameter=True),
    "gradient": Measure(compute=gradient, per_parameter=True),
}


def _flat(tree: Params) -> Float[Array, "P"]:
    return jnp.atleast_1d(ravel_pytree(tree)[0])
