"""Named test surfaces as problems: each knows its minimum and its source."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from kudari.language import InputError, nearest
from kudari.problems.problem import Problem
from kudari.problems.surfaces.hills import HILLS
from kudari.problems.surfaces.surface import Stationary, Surface
from kudari.problems.surfaces.valleys import VALLEYS
from kudari.types import Batch, Key, Params, Scalar

__all__ = ["LARGEST", "SURFACES", "Stationary", "Surface", "checked_dimension", "checked_start", "surface"]

SURFACES: dict[str, Surface] = VALLEYS | HILLS
"""Name -> what is known of it. An entry added here is a surface like the others."""

LARGEST = 10_000
"""The most dimensions a surface may have."""


def surface(
    function: str = "rosenbrock", dimension: int | None = None, start: tuple[float, ...] | None = None
) -> Problem:
    """The named test surface in n dimensions; parameters are float[n].

    Args:
        function: one of `SURFACES`.
        dimension: n. None means the surface's own, else as many as `start` has numbers, else 2.
        start: where every run begins. None draws each seed's start uniformly from the surface's box.

    The same arguments give the same problem, so that nothing is compiled twice. `settings` holds the `box` as
    (low, high) pairs, the `published_start` and the other `stationary` points of that dimension.

    Raises:
        InputError: for a name that does not exist, a dimension that the surface does not have, or a start
            that is not n finite numbers.
    """
    if function not in SURFACES:
        raise InputError(
            "problem.unknown_surface",
            came=function,
            near=nearest(str(function), SURFACES),
            exists=list(SURFACES),
        )
    entry = SURFACES[function]
    if dimension is None:
        dimension = entry.dimension or (2 if start is None else np.size(start))
    if entry.dimension is not None and dimension != entry.dimension:
        raise InputError(
            "surface.fixed_dimension", surface=function, came=dimension, expected=entry.dimension
        )
    n = checked_dimension(dimension, entry.smallest)
    return _surface(function, n, checked_start(start, n))


def checked_dimension(dimension: Any, smallest: int = 1, largest: int = LARGEST) -> int:
    """`dimension` where it is a whole number in this range.

    Raises:
        InputError: where it is not.
    """
    whole = isinstance(dimension, int | np.integer) and not isinstance(dimension, bool)
    if not whole or not smallest <= dimension <= largest:
        raise InputError("surface.dimension", came=dimension, smallest=smallest, largest=largest)
    return int(dimension)


def checked_start(start: Any, dimension: int) -> tuple[float, ...] | None:
    """`start` as Python numbers, where it is given.

    Raises:
        InputError: where it is not `dimension` finite numbers.
    """
    if start is None:
        return None
    try:
        numbers = tuple(map(float, start))
    except (TypeError, ValueError, OverflowError):
        raise InputError("surface.start_not_numbers", came=start) from None
    if len(numbers) != dimension:
        raise InputError("surface.start_length", came=len(numbers), expected=dimension)
    if not np.all(np.isfinite(numbers)):
        raise InputError("surface.start_not_numbers", came=numbers)
    return numbers


@lru_cache(maxsize=256)
def _surface(name: str, n: int, start: tuple[float, ...] | None) -> Problem:
    entry = SURFACES[name]
    box = np.broadcast_to(np.array(entry.box, float), (n, 2))
    best = entry.optimum(n)

    def init(key: Key) -> Params:
        if start is not None:
            return jnp.asarray(start, float)
        low, high = jnp.asarray(box.T, float)
        return jax.random.uniform(key, (n,), minval=low, maxval=high)

    def loss(params: Params, batch: Batch) -> Scalar:
        return entry.function(params)

    return Problem(
        name=name,
        init=init,
        loss=loss,
        optimum=best and replace(best, source="; ".join(filter(None, (entry.source, best.source)))),
        analytic=entry.analytic,
        runs_axis=-1,
        tex=entry.tex,
        settings={
            "dimension": n,
            "start": start,
            "box": tuple(map(tuple, box.tolist())),
            "published_start": entry.start if entry.start and len(entry.start) == n else None,
            "stationary": tuple(point for point in entry.stationary if len(point.params) == n),
            "source": entry.source,
        },
    )
