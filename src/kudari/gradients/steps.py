"""The error of difference quotients by the shift h: where truncation ends and rounding begins."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.flatten_util import ravel_pytree
from jaxtyping import Float, PyTree

from kudari.problems.problem import Problem
from kudari.types import Batch, Params

STEPS = 10.0 ** np.arange(-16, 0.25, 0.5)
"""Two shifts in every power of ten, from 1e-16 to 1."""

MOST = 200
"""Parameters that are shifted one by one; of more, so many spread over all of them."""

BESIDE = 10.0 ** np.linspace(-0.05, 0.05, 7)
"""A shift stands for these shares of it: with few parameters a single one may hit the derivative by luck."""

MOST_NUMBERS = 2**21
"""Numbers that all shifted points may hold together: a large network has fewer of its parameters shifted."""

ORDERS = {"forward": 1, "central": 2, "complex-step": 2}
"""The power of h that the truncation error follows (Nocedal & Wright 2006, section 8.1; Squire & Trapp 1998)."""


@dataclass(frozen=True, kw_only=True)
class ErrorCurve:
    """The error of one estimator by its shift."""

    name: str
    errors: Float[np.ndarray, "n"]
    """The largest error over all directions; NaN where a shifted loss is not finite."""
    best_h: float
    """The shift with the smallest error; of several that are exact to rounding the largest."""
    best_error: float
    theory: float
    """The shift at which truncation and rounding balance for a loss of ordinary size: eps^(1/2) forward, eps^(1/3)
    central. For the complex step the largest whose truncation h² is below eps; any smaller one is as good."""
    slope: float | None
    """Of log error over log h where truncation rules; None where there is too little of it to see."""
    wall: float | None
    """The shift below which rounding rules and the error grows as 1/h; None where there is no such side."""


@dataclass(frozen=True, kw_only=True)
class ErrorsByStep:
    """The errors of the estimators over shifts of many sizes, against backpropagation in float64."""

    steps: Float[np.ndarray, "n"]
    curves: tuple[ErrorCurve, ...]
    relative: bool
    """Whether errors are shares of the gradient's largest entry; absolute where all of it is 0."""
    shifted: int
    """Parameters shifted one by one."""
    parameters: int
    """Parameters in all; the others were shifted together, in one random direction."""
    precision: str


def errors_by_step(
    problem: Problem,
    params: PyTree,
    batch: PyTree,
    *,
    precision: str = "float64",
    steps: Float[np.ndarray, "n"] = STEPS,
) -> ErrorsByStep:
    """The largest error of forward, central and complex-step differences over the parameters, for every shift.

    The exact gradient is backpropagation in float64 at the same point. The error over P parameters is
    max |quotient − exact| / max |exact|. Where there are more than `MOST`, so many parameters are shifted one by
    one and all others together along one random direction of length 1. At each shift stands the largest error of
    seven within a tenth of it, so that no quotient is good by luck.

    Args:
        params, batch: the point and the examples, as NumPy arrays; taken in `precision`.
    """
    with jax.enable_x64(True):
        point = cast(cast(params, precision), "float64")
        exact = np.asarray(ravel_pytree(jax.jit(jax.grad(problem.loss))(point, cast(batch, "float64")))[0])
    directions, alone = _directions(exact.size)
    with jax.enable_x64(precision == "float64"):
        here, there = cast(params, precision), cast(batch, precision)
        flat, unravel = ravel_pytree(here)
        # Few directions at a time: the shifted copies of a network's parameters are many numbers.
        size = max(1, min(len(directions), 2**22 // max(1, exact.size)))
        beside = np.outer(steps, BESIDE).ravel().astype(precision)
        rows = directions.astype(precision)
        taken = _quotients(problem, unravel, size, flat, there, rows, beside)
        if problem.analytic:
            ahead = jax.jit(partial(_complex_slopes, problem, unravel, size))(flat, there, rows, beside)
            taken["complex-step"] = np.asarray(ahead, np.float64)
    return ErrorsByStep(
        steps=steps,
        curves=tuple(_curve(name, steps, taken[name], directions @ exact, precision) for name in taken),
        relative=bool(np.any(exact)),
        shifted=alone,
        parameters=exact.size,
        precision=precision,
    )


def cast(tree: Any, precision: str) -> Any:
    """The floating-point arrays of a tree in this precision, the others as they are."""

    def of_leaf(leaf: Any) -> Array:
        leaf = np.asarray(leaf)
        return jnp.asarray(leaf.astype(precision) if np.issubdtype(leaf.dtype, np.floating) else leaf)

    return jax.tree.map(of_leaf, tree)


def _directions(parameters: int) -> tuple[np.ndarray, int]:
    """Rows of length 1: single parameters, and one random row over those left out; and how many are single."""
    alone = min(parameters, MOST, max(8, MOST_NUMBERS // max(1, parameters)))
    chosen = np.unique(np.linspace(0, parameters - 1, alone).round().astype(int))
    rows = np.zeros((len(chosen), parameters))
    rows[np.arange(len(chosen)), chosen] = 1
    rest = np.setdiff1d(np.arange(parameters), chosen)
    if rest.size:
        row = np.zeros(parameters)
        row[rest] = np.random.default_rng(0).choice([-1.0, 1.0], rest.size) / np.sqrt(rest.size)
        rows = np.vstack([rows, row])
    return rows, len(chosen)


def _quotients(
    problem: Problem,
    unravel: Callable[[Array], Params],
    size: int,
    point: Float[Array, "P"],
    batch: Batch,
    directions: Float[np.ndarray, "D P"],
    steps: Float[np.ndarray, "n"],
) -> dict[str, Float[np.ndarray, "n D"]]:
    """Forward and central quotients along every direction with every shift, `size` directions at a time."""
    info = jnp.finfo(point.dtype)

    @jax.jit
    def shifted(point: Array, batch: Batch, directions: Array, steps: Array) -> tuple[Array, Array]:
        """The losses at the shifted points, and how far away these are."""

        def at(direction: Array, h: Array) -> tuple[Array, Array]:
            # As `kudari.gradients.shifted.reach`: by h, but at least to the next number, and exactly as far as gone.
            length = jnp.maximum(h * jnp.abs(direction), jnp.maximum(jnp.abs(point) * info.eps, info.tiny))
            way = jnp.where(direction == 0, 0, (point + jnp.sign(direction) * length) - point)
            return problem.loss(unravel(point + way), batch), jnp.linalg.norm(way)

        def along(h: Array) -> tuple[Array, Array]:
            return jax.lax.map(lambda direction: at(direction, h), directions, batch_size=size)

        return jax.lax.map(along, steps)

    # In no direction at all: the loss at the point itself, by the same program.
    directions = np.vstack([directions, np.zeros_like(directions[:1])])
    above, up = (np.asarray(each) for each in shifted(point, batch, directions, steps))
    below, down = (np.asarray(each) for each in shifted(point, batch, -directions, steps))
    taken = {
        "forward": (above - above[:, -1:])[:, :-1] / up[:, :-1],
        "central": (above - below)[:, :-1] / (up + down)[:, :-1],
    }
    return {name: slopes.astype(np.float64) for name, slopes in taken.items()}


def _complex_slopes(
    problem: Problem,
    unravel: Callable[[Array], Params],
    size: int,
    point: Float[Array, "P"],
    batch: Batch,
    directions: Float[Array, "D P"],
    steps: Float[Array, "n"],
) -> Float[Array, "n D"]:
    """The complex step along every direction with every shift, `size` directions at a time."""

    def slope(direction: Array, h: Array) -> Array:
        ahead = _complex(unravel, jax.lax.complex(point, h * direction))
        return jnp.imag(problem.loss(ahead, batch)) / h

    def along(h: Array) -> Array:
        return jax.lax.map(lambda direction: slope(direction, h), directions, batch_size=size)

    return jax.lax.map(along, steps)


def _complex(unravel: Callable[[Array], Params], point: Array) -> Params:
    real, imaginary = unravel(point.real), unravel(point.imag)
    return jax.tree.map(jax.lax.complex, real, imaginary)


def _curve(name: str, steps: np.ndarray, slopes: np.ndarray, exact: np.ndarray, precision: str) -> ErrorCurve:
    """Best shift, slope and wall of one estimator: slopes float[7 n, D], exact float[D]."""
    largest = np.max(np.abs(exact)) or 1.0
    errors = np.max(np.abs(slopes - exact).reshape(len(steps), -1), axis=1) / largest
    eps = float(np.finfo(precision).eps)
    theory = {"forward": eps ** (1 / 2), "central": eps ** (1 / 3), "complex-step": eps ** (1 / 2)}[name]
    # A shift of few eps is not the one that is really gone, and may be right by accident.
    known = np.isfinite(errors) & (steps > 10 * eps)
    if not known.any():
        return ErrorCurve(
            name=name, errors=errors, best_h=theory, best_error=np.nan, theory=theory, slope=None, wall=None
        )
    best_error = float(np.min(errors[known]))
    # Errors of so few eps are a plateau of rounding; the complex step has nothing but one.
    plateau = max(best_error * (3 if name == "complex-step" else 1), 4 * eps)
    best = int(np.flatnonzero(known & (errors <= plateau))[-1])
    ruled = _truncation(errors, best, max(best_error, eps))
    slope = float(np.polyfit(np.log(steps[ruled]), np.log(errors[ruled]), 1)[0]) if ruled.size else None
    return ErrorCurve(
        name=name,
        errors=errors,
        best_h=float(steps[best]),
        best_error=float(errors[best]),
        theory=theory,
        slope=slope,
        wall=None if name == "complex-step" else _wall(steps, errors, best, ruled, ORDERS[name], eps),
    )


def _truncation(errors: np.ndarray, best: int, floor: float) -> np.ndarray:
    """The places, at most six, at which truncation alone is seen: well above rounding, and not yet curved."""
    clear = (errors >= 10 * floor) & (errors <= 0.1)
    places = np.flatnonzero(clear)
    places = places[places > best][:6]
    return places if len(places) >= 3 else places[:0]


def _wall(
    steps: np.ndarray, errors: np.ndarray, best: int, ruled: np.ndarray, order: int, eps: float
) -> float | None:
    """Where the line of rounding, c/h, meets that of truncation; the best shift where there is no truncation."""
    before = np.flatnonzero((errors < 0.3) & (errors > 3 * errors[best]) & (steps > 10 * eps))
    before = before[before < best][-6:]
    if len(before) < 2:
        return None
    if not ruled.size:
        return float(steps[best])
    rounding = np.median(errors[before] * steps[before])
    truncation = np.median(errors[ruled] / steps[ruled] ** order)
    return float((rounding / truncation) ** (1 / (order + 1)))
