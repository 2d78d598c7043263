"""A method: a recipe for an Optax transformation, called inside the compiled program."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import optax
from jax import Array

from kudari.methods.search import Search
from kudari.types import Params


@dataclass(frozen=True, kw_only=True, eq=False)
class Method:
    """How a step is taken.

    `make(**hyperparameters)` is called while the program is traced: each hyperparameter is a traced scalar
    (float[]), so that another value never compiles again; `learning_rate` may also be a schedule, a function
    of the number of updates taken so far. The transformation's `update` is given the keyword arguments
    `value` (the loss, float[]), `grad` (the gradient) and `value_fn` (parameters -> loss on this mini-batch).
    """

    name: str
    make: Callable[..., optax.GradientTransformation]
    hyperparameters: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Sweep axes with their values: one run for each seed and each combination."""
    gradient: str = "backprop"
    """The estimator's name, from `kudari.gradients.ESTIMATORS`."""
    keep_best: bool = False
    """Whether a run also keeps the parameters of its smallest loss: for methods that may end on a climb."""
    needs_steps: bool = False
    """Whether `make` also takes the traced keyword `steps` (float[]): how many updates the whole run has."""
    uses_loss: bool = False
    """Whether an update depends on the loss itself (`value`, `value_fn`), as in a line search: such a method
    cannot be turned uphill, and may cost more evaluations than one gradient."""
    draws: bool = False
    """Whether `update` also takes the keyword arguments `key` (a key of this run and step, the same for every method)
    and `start` (key -> parameters: a fresh start, as the problem draws it)."""
    tuning: Mapping[str, Search] = field(default_factory=dict)
    """The hyperparameters that a fair race tunes, at most three, and where; `kudari.methods.tuning` has the table."""
    preconditioner: Callable[[Any, Mapping[str, Array]], Params] | None = None
    """(state after the step, hyperparameters) -> D, a tree like the parameters: the diagonal in the method's step,
    −learning_rate · D⁻¹ · mean of the gradients. None where it has none."""
    tex: str = ""
    """The update rule in LaTeX."""
    reference: str = ""
