"""Which minimum each run reached, where there are several: the share of seeds that reached the best, and its cost.

Everything here is judged by a run's *result*: its last state, or its best one where the method keeps that
(`Method.keep_best`), with the loss there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from kudari.comparison.intervals import Interval, share

CLOSE, CAUTIOUS = 1e-2, 1e-3
"""A loss counts as the best one where no more than this share is left of the way down from the median start: the
smaller one where the next minimum is not known, and might be that near."""

SAME, NEAR = 2e-3, 2e-2
"""Of the starts' range: how close together results are that make a minimum, and how far from it others still belong
to it."""

NOWHERE = -1
"""The minimum of a run that ended at none, or is not finite."""


@dataclass(frozen=True, kw_only=True)
class Minima:
    """The minima that runs ended in, the lowest first."""

    points: Float[np.ndarray, "K P"]
    """The lowest result in each."""
    losses: Float[np.ndarray, "K"]
    of_run: Int[np.ndarray, "R"]
    """Which minimum each run ended in, counted from 0, or `NOWHERE`."""


def best_reached(
    losses: Float[np.ndarray, "R"],
    starts: Float[np.ndarray, "S"],
    optimum: float,
    worse: float | None = None,
) -> Bool[np.ndarray, "R"]:
    """Whether each run reached the best minimum: its loss is the smallest one, up to a tolerance.

    The tolerance is a share of the way from the median start down to the optimum, but never more than half of the way
    from the optimum up to the next minimum: a worse minimum is never counted as the best.

    Args:
        losses: of each run's result.
        starts: the loss at each start.
        optimum: the smallest loss there is.
        worse: the loss of the lowest minimum that is not the best, where it is known.
    """
    finite = starts[np.isfinite(starts)]
    way = max(0.0, float(np.median(finite)) - optimum) if finite.size else 0.0
    tolerance = CAUTIOUS * way if worse is None else min(CLOSE * way, (worse - optimum) / 2)
    # The smallest loss may be known to more digits than losses are computed with.
    tolerance = max(tolerance, 4 * float(np.finfo(np.float32).eps) * abs(optimum))
    return np.isfinite(losses) & (losses <= optimum + tolerance)


def minima_of(
    points: Float[np.ndarray, "R P"],
    losses: Float[np.ndarray, "R"],
    starts: Float[np.ndarray, "R P"],
    seeds: Int[np.ndarray, "R"],
    known: Sequence[Sequence[float]] = (),
) -> Minima:
    """The minima that runs ended in, and which one each of them.

    A known minimum is one. Elsewhere a minimum is where results from several seeds coincide: runs from different
    starts that are still on their way do not. The other runs belong to the nearest minimum, if it is near enough.

    Args:
        points, losses: each run's result.
        starts: where each run began; their range is the unit of `SAME` and `NEAR`.
        seeds: each run's.
        known: minima that are known beforehand. Those that no run ended in are left out.
    """
    finite = np.isfinite(points).all(axis=1) & np.isfinite(losses)
    unit = _diameter(starts)
    centres = [np.asarray(point, float) for point in known]
    enough = 2 if len(np.unique(seeds)) < 32 else 3
    left = finite & (_nearest(points, centres)[1] > NEAR * unit)
    for run in np.argsort(losses, kind="stable"):
        if left[run]:
            together = left & (_distance(points, points[run]) <= SAME * unit)
            if len(np.unique(seeds[together])) >= enough:
                centres.append(points[run])
                left &= _distance(points, points[run]) > NEAR * unit
    place, away = _nearest(points, centres)
    place = np.where(finite & (away <= NEAR * unit), place, NOWHERE)
    heights = np.array([losses[place == number].min(initial=np.inf) for number in range(len(centres))])
    order = [number for number in np.argsort(heights, kind="stable") if np.isfinite(heights[number])]
    lowest = [np.flatnonzero(place == number)[np.argmin(losses[place == number])] for number in order]
    rank = {number: position for position, number in enumerate(order)}
    return Minima(
        points=points[lowest] if lowest else np.empty((0, points.shape[1])),
        losses=losses[lowest] if lowest else np.empty(0),
        of_run=np.array([rank.get(number, NOWHERE) for number in place], int),
    )


def success(reached: Bool[np.ndarray, "R"]) -> Interval:
    """The share of runs that reached the best minimum, with Wilson's 95 % interval."""
    return share(int(reached.sum()), len(reached))


def cost_per_success(evaluations: Float[np.ndarray, "R"], reached: Bool[np.ndarray, "R"]) -> float:
    """Gradient evaluations that all runs spent, for each run that reached the best minimum; infinite where none did."""
    count = int(reached.sum())
    return float(evaluations.sum()) / count if count else math.inf


def _diameter(starts: Float[np.ndarray, "R P"]) -> float:
    """The largest range of a coordinate over the starts; 1 where all runs begin at one point."""
    return float(np.ptp(starts, axis=0).max(initial=0.0)) or 1.0


def _distance(points: Float[np.ndarray, "R P"], centre: Float[np.ndarray, "P"]) -> Float[np.ndarray, "R"]:
    with np.errstate(invalid="ignore", over="ignore"):
        away = np.sqrt(np.sum((points - centre) ** 2, axis=1))
    return np.where(np.isnan(away), np.inf, away)


def _nearest(
    points: Float[np.ndarray, "R P"], centres: Sequence[Float[np.ndarray, "P"]]
) -> tuple[Int[np.ndarray, "R"], Float[np.ndarray, "R"]]:
    """The nearest centre of each point, and how far it is; infinitely far where there is none."""
    if not centres:
        return np.zeros(len(points), int), np.full(len(points), np.inf)
    away = np.stack([_distance(points, centre) for centre in centres])
    return np.argmin(away, axis=0), np.min(away, axis=0)
