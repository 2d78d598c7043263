"""Ways to get a gradient: backpropagation, a person's own, and difference quotients over every parameter.

The quotients know nothing of a loss but its values, so they hold where derivatives are not at hand and check
those that are; they pay one or two evaluations for every parameter.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from kudari.gradients import shifted
from kudari.language import InputError, nearest
from kudari.problems.problem import Problem
from kudari.types import Batch, Params, Scalar

COMPLEX_STEP = 1e-20
"""h of the complex step. Nothing is subtracted, so it need only be so small that h² vanishes beside 1; its
products with gradients stay in float32's range too (Squire & Trapp 1998, section 2)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Estimator:
    """One way to get a gradient."""

    name: str
    estimate: Callable[[Problem, Params, Batch], tuple[Scalar, Params]]
    """(problem, params, batch) -> the loss at params, float[], and its gradient, a tree shaped like params.

    Raises InputError while it is traced where a parameter is not a real floating-point number, or the problem
    does not offer what the estimator needs."""
    cost: Callable[[int], int]
    """Number of parameters -> evaluations that one gradient costs; one by backpropagation counts as one.
    The loss at the unshifted point is counted where the gradient needs it (backprop, forward); elsewhere it
    is a measurement taken beside the gradient, like any other, and free of charge."""
    h: float | None = None
    """The shift of every parameter; None where it is chosen by the precision or there is none."""
    takes_step: bool = True
    """Whether the estimator has an h."""
    needs_analytic: bool = False
    """Whether the problem must take complex parameters (`Problem.analytic`)."""
    needs_given: bool = False
    """Whether the problem must bring a gradient of its own (`Problem.gradient`)."""
    tex: str = ""
    """The formula in LaTeX, for the i-th parameter."""
    reference: str = ""


def losses(problem: Problem, params: Params, batch: Batch, h: Params) -> Params:
    """The losses at every parameter shifted alone, by the problem's own faster way where it has one."""
    if problem.shifted_losses is not None:
        return problem.shifted_losses(params, batch, h)
    return shifted.shifted_losses(problem.loss, params, batch, h)


def _backprop(problem: Problem, params: Params, batch: Batch) -> tuple[Scalar, Params]:
    return jax.value_and_grad(problem.loss)(_floating(params), batch)


def _forward(h: float | None, problem: Problem, params: Params, batch: Batch) -> tuple[Scalar, Params]:
    params = _floating(params)
    up, _ = shifted.reach(params, 1 / 2, h)
    loss = problem.loss(params, batch)
    above = losses(problem, params, batch, up)
    return loss, jax.tree.map(lambda p, a, u: ((a - loss) / u).astype(p.dtype), params, above, up)


def _central(h: float | None, problem: Problem, params: Params, batch: Batch) -> tuple[Scalar, Params]:
    params = _floating(params)
    up, down = shifted.reach(params, 1 / 3, h)
    above = losses(problem, params, batch, up)
    below = losses(problem, params, batch, jax.tree.map(jnp.negative, down))

    def quotient(p: Array, a: Array, b: Array, u: Array, d: Array) -> Array:
        return ((a - b) / (u + d)).astype(p.dtype)

    return problem.loss(params, batch), jax.tree.map(quotient, params, above, below, up, down)


def _complex_step(h: float | None, problem: Problem, params: Params, batch: Batch) -> tuple[Scalar, Params]:
    params = _floating(params)
    if not problem.analytic:
        raise InputError("gradients.not_analytic", problem=problem.name)
    size = COMPLEX_STEP if h is None else h

    def imaginary(leaf: Array) -> Array:
        # Not below the smallest number with all its digits: a study's h may be too small for its precision.
        real = jnp.full(leaf.shape, max(size, float(jnp.finfo(leaf.dtype).tiny)), leaf.dtype)
        return jax.lax.complex(jnp.zeros_like(real), real)

    steps = jax.tree.map(imaginary, params)
    # All leaves complex, so that a loss that joins or loops over them meets one kind of number.
    point = jax.tree.map(lambda leaf, step: leaf.astype(step.dtype), params, steps)
    ahead = losses(problem, point, batch, steps)
    gradient = jax.tree.map(lambda p, a, s: (jnp.imag(a) / jnp.imag(s)).astype(p.dtype), params, ahead, steps)
    return problem.loss(params, batch), gradient


def _given(problem: Problem, params: Params, batch: Batch) -> tuple[Scalar, Params]:
    params = _floating(params)
    if problem.gradient is None:
        raise InputError("gradients.not_given", problem=problem.name)
    found = problem.gradient(params, batch)
    wanted, came = str(jax.tree.structure(params)), str(jax.tree.structure(found))
    if wanted != came:
        raise InputError("gradients.given_tree", problem=problem.name, wanted=wanted, came=came)
    pairs = zip(jax.tree_util.tree_leaves_with_path(params), jax.tree.leaves(found), strict=True)
    for (path, leaf), own in pairs:
        if jnp.shape(own) != leaf.shape:
            place = jax.tree_util.keystr(path) or "params"
            raise InputError("gradients.given_shape", place=place, wanted=leaf.shape, came=jnp.shape(own))
    return problem.loss(params, batch), jax.tree.map(lambda p, g: jnp.asarray(g, p.dtype), params, found)


def _floating(params: Params) -> Params:
    """The parameters as arrays: a gradient is taken with respect to real numbers.

    Raises:
        InputError: where a leaf holds anything else; names the leaf.
    """
    params = jax.tree.map(jnp.asarray, params)
    for path, leaf in jax.tree_util.tree_leaves_with_path(params):
        kind: Any = leaf.dtype
        if not jnp.issubdtype(kind, jnp.floating):
            place = jax.tree_util.keystr(path) or "params"
            raise InputError("gradients.not_floating", place=place, dtype=kind.name)
    return params


def _make(name: str, h: float | None) -> Estimator:
    def with_step(quotient: Callable[..., tuple[Scalar, Params]]) -> Callable[..., tuple[Scalar, Params]]:
        return lambda problem, params, batch: quotient(h, problem, params, batch)

    match name:
        case "backprop":
            return Estimator(
                name=name,
                estimate=_backprop,
                cost=lambda parameters: 1,
                takes_step=False,
                tex=r"\frac{\partial L}{\partial\theta_i}",
                reference="Rumelhart, Hinton & Williams 1986; Griewank & Walther 2008, chapter 3",
            )
        case "forward":
            return Estimator(
                name=name,
                estimate=with_step(_forward),
                cost=lambda parameters: parameters + 1,
                h=h,
                tex=r"\frac{L(\theta+h e_i)-L(\theta)}{h}",
                reference="Nocedal & Wright 2006, section 8.1",
            )
        case "central":
            return Estimator(
                name=name,
                estimate=with_step(_central),
                cost=lambda parameters: 2 * parameters,
                h=h,
                tex=r"\frac{L(\theta+h e_i)-L(\theta-h e_i)}{2h}",
                reference="Nocedal & Wright 2006, section 8.1",
            )
        case "complex-step":
            return Estimator(
                name=name,
                estimate=with_step(_complex_step),
                cost=lambda parameters: parameters,
                h=h,
                needs_analytic=True,
                tex=r"\frac{\operatorname{Im}L(\theta+\mathrm{i}h e_i)}{h}",
                reference="Squire & Trapp 1998, SIAM Review 40(1)",
            )
        case _:
            return Estimator(
                name=name,
                estimate=_given,
                cost=lambda parameters: 1,
                takes_step=False,
                needs_given=True,
                tex=r"g_i(\theta)",
            )


NAMES = ("backprop", "forward", "central", "complex-step", "given")


@lru_cache
def estimator(name: str, h: float | None = None) -> Estimator:
    """The estimator of this name with shift `h`; the same object for the same arguments.

    Args:
        name: one of `ESTIMATORS`.
        h: how far every parameter is shifted, > 0, in the parameters' own units. None: chosen by the
            precision and each parameter's size (`kudari.gradients.shifted.reach`), or `COMPLEX_STEP`.
            Backpropagation and a given gradient leave it aside, so that one study may set h and still race
            against them.

    Raises:
        InputError: for a name that does not exist, or an h that is not a finite positive number.
    """
    if name not in NAMES:
        raise InputError("gradients.unknown_estimator", name=name, nearest=nearest(name, NAMES), known=NAMES)
    if h is not None and not (math.isfinite(h) and h > 0):
        raise InputError("gradients.step", h=h)
    return estimator(name) if name in ("backprop", "given") and h is not None else _make(name, h)


ESTIMATORS: dict[str, Estimator] = {name: estimator(name) for name in NAMES}
"""Every estimator with the shift that suits the precision."""
