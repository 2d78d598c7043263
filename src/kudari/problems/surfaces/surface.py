"""What is known of a named test surface: formula, minima, start, box and source.

Sources in short: MGH is Moré, Garbow & Hillstrom 1981, "Testing unconstrained optimization software", ACM
TOMS 7(1), with the problem's number; JY is Jamil & Yang 2013, "A literature survey of benchmark functions for
global optimization problems", arXiv:1308.4008; SB is Surjanovic & Bingham, "Virtual library of simulation
experiments", sfu.ca/~ssurjano. Coordinates without a closed form are roots of the gradient.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kudari.problems.problem import Optimum
from kudari.problems.surfaces.formulas import Point
from kudari.types import Scalar

MGH, JY, SB = "Moré, Garbow & Hillstrom 1981", "Jamil & Yang 2013", "Surjanovic & Bingham"


@dataclass(frozen=True, kw_only=True)
class Stationary:
    """A point where the gradient is zero and which is no global minimum."""

    params: tuple[float, ...]
    value: float
    kind: Literal["minimum", "saddle", "maximum"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Surface:
    """A named function to minimise over all of ℝⁿ (the box only says where starts are drawn)."""

    function: Callable[[Point], Scalar]
    """float[n] -> float[]"""
    tex: str
    source: str
    box: tuple[tuple[float, float], ...]
    """Where starts are drawn: one (low, high) for each coordinate, or a single one for all of them."""
    optimum: Callable[[int], Optimum | None]
    """What is known of the global minimum in n dimensions; None where the function is unbounded below."""
    dimension: int | None = 2
    """n where it is fixed; None where any n from `smallest` on will do."""
    smallest: int = 1
    start: tuple[float, ...] | None = None
    """The start usually published, where there is one."""
    stationary: tuple[Stationary, ...] = ()
    """Notable other stationary points, of any number of coordinates."""
    analytic: bool = True
    """Whether the formula holds at complex arguments; such a function is also smooth everywhere."""


def at(
    *points: tuple[float, ...],
    value: float = 0.0,
    L: float | None = None,
    mu: float | None = None,
    why: str = "",
) -> Callable[[int], Optimum]:
    """The global minimum of a surface of fixed dimension."""
    return lambda n: Optimum(
        value=value, params=tuple(map(np.array, points)), smoothness=L, strong_convexity=mu, source=why
    )


def everywhere(
    coordinate: float,
    each: float = 0.0,
    L: float | None = None,
    mu: Callable[[int], float | None] = lambda n: None,
    why: str = "",
) -> Callable[[int], Optimum]:
    """A global minimum with the same number in all coordinates, each of which adds `each` to the value."""
    return lambda n: Optimum(
        value=n * each,
        params=(np.full(n, coordinate),),
        smoothness=L,
        strong_convexity=mu(n),
        source=why,
    )


def unbounded(n: int) -> None:
    return None


def minimum(value: float, *params: float) -> Stationary:
    return Stationary(params=params, value=value, kind="minimum")


def saddle(value: float, *params: float) -> Stationary:
    return Stationary(params=params, value=value, kind="saddle")


def maximum(value: float, *params: float) -> Stationary:
    return Stationary(params=params, value=value, kind="maximum")
