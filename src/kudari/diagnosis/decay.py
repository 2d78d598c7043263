"""The rate at which an error was seen to die out."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int


class Measured(NamedTuple):
    """A geometric decay that was seen."""

    rate: float
    """Factor per step, of an error (a distance, or a gradient): below 1."""
    since: int
    """The first step of the window that was fitted."""
    goodness: float
    """R² of the straight line through the logarithms: 1 where nothing is left over."""


FEWEST = 8
"""Records that a fit needs."""

DECAY = 1.0
"""How far a window has to fall, in powers of e, before its decay is called geometric."""

STEADY = 0.75
"""How much of its slope a window's second half has to keep. A power law keeps at most 0.71 over its last half."""


CLEARLY = 0.5
"""What t·rᵗ has to leave over, as a share of what rᵗ does, to be believed."""


def measured_rate(
    values: Float[np.ndarray, "n"], steps: Int[np.ndarray, "n"], floor: float = 0.0
) -> Measured | None:
    """The factor per step at which an error dies out, or None where it does not do so geometrically.

    Args:
        values: an error, or what is proportional to it: a distance, a gradient norm, the root of loss − optimum.
        steps: when each was met, in growing order.
        floor: rounding; the values from the first that is no larger are left out, as from the first that is not
            positive and finite.

    A straight line is fitted to the logarithms over the last half of the steps, then over the last quarter where
    that half still bends. Of values that go up and down only those are taken that no later one exceeds, so that
    oscillation does not matter. Double roots, which die out as t·rᵗ, are allowed for: where a line fits
    log(value/t) clearly better, its slope is taken.
    """
    sound = np.isfinite(values) & (values > floor)
    count = len(values) if sound.all() else int(np.argmin(sound))
    values, steps = values[:count], steps[:count]
    if count < FEWEST or np.ptp(steps) == 0:
        return None
    values, steps = _before_floor(np.asarray(values, float), steps)
    for share in (2, 4):
        window = steps >= steps[-1] - (steps[-1] - steps[0]) / share
        found = _fit(values[window], steps[window])
        if found is not None:
            return found
    return None


def _before_floor(
    values: Float[np.ndarray, "n"], steps: Int[np.ndarray, "n"]
) -> tuple[Float[np.ndarray, "m"], Int[np.ndarray, "m"]]:
    """The values without a tail that no longer falls, where there is one: a rounding floor that was reached."""
    tail = values[-max(FEWEST, len(values) // 8) :]
    early, late = np.array_split(np.log(tail), 2)
    if early.max() - late.max() > 0.1 or len(tail) == len(values):
        return values, steps
    above = values > 10 * tail.max()
    last = len(above) - int(np.argmax(above[::-1])) if above.any() else 0
    return (values[:last], steps[:last]) if last >= FEWEST else (values, steps)


def _fit(values: Float[np.ndarray, "n"], steps: Int[np.ndarray, "n"]) -> Measured | None:
    peaks = values >= np.maximum.accumulate(values[::-1])[::-1]
    heights, times = np.log(values[peaks]), steps[peaks].astype(float)
    if len(heights) < FEWEST or heights[0] - heights[-1] < DECAY:
        return None
    half = (times[0] + times[-1]) / 2
    early, late = times <= half, times >= half
    if early.sum() < 2 or late.sum() < 2:
        return None
    slopes = [line(times[part], heights[part]).slope for part in (early, late)]
    if not slopes[1] <= STEADY * slopes[0] < 0:
        return None
    simple = line(times, heights)
    double = line(times, heights - np.log(np.maximum(times, 1.0)))
    best = double if double.left < CLEARLY * simple.left else simple
    return Measured(float(np.exp(best.slope)), int(steps[0]), 1 - best.left / best.total)


class Line(NamedTuple):
    """A least squares line."""

    slope: float
    left: float
    """Squares that it leaves over."""
    total: float
    """Squares there were, about the mean."""


def line(x: Float[np.ndarray, "n"], y: Float[np.ndarray, "n"]) -> Line:
    """The least squares line through at least two points with different x."""
    dx, dy = x - x.mean(), y - y.mean()
    slope = float(dx @ dy / (dx @ dx))
    return Line(slope, float(np.sum((dy - slope * dx) ** 2)), float(dy @ dy))
