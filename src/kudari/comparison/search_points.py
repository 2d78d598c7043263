"""Where in a method's search space trials are made.

The search space is the unit cube: 0 is the low end of a hyperparameter's range, 1 the high one, and places outside
mean values beyond the range.
"""

from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from jaxtyping import Float
from scipy.stats import qmc

from kudari.methods.ranges import RANGES, Range
from kudari.methods.search import Search

CLOSER = 3.0
"""How much narrower a box is than the one before."""


def exploring(dimension: int, counts: Sequence[int], number: int) -> Float[np.ndarray, "n D"]:
    """The points of exploring round `number`, counted from 0, where rounds have so many points, over the whole cube.

    Along one axis they are places of one even grid, which the rounds fill in turn; over several they are a Halton
    sequence (Halton 1960, Numer. Math. 2, 84–90), so that no axis spends its trials on repeated values.
    """
    before, here = sum(counts[:number]), counts[number]
    if dimension == 1:
        grid = np.linspace(0, 1, sum(counts)) if sum(counts) > 1 else np.full(sum(counts), 0.5)
        # Every other place first, so that the second round halves the gaps.
        order = np.concatenate([grid[1::2], grid[0::2]])
        return np.sort(order[before : before + here])[:, None]
    halton = qmc.Halton(max(1, dimension), scramble=False).random(before + here + 1)[before + 1 :]
    return np.asarray(halton[:, :dimension])


def closing_in(
    tried: Float[np.ndarray, "N D"],
    best: Float[np.ndarray, "D"],
    count: int,
    side: float,
    ends: Sequence[tuple[bool, bool]],
) -> tuple[Float[np.ndarray, "n D"], tuple[int, ...]]:
    """(points around the best one so far, the axes along which they lie beyond all that was tried).

    Along one axis they divide the two gaps beside the best point; over several they fill a box around it, of
    `side` to either side. Where the best point is the outermost of an axis, they go on outwards.

    Args:
        ends: of each axis, whether it may go on below 0 and above 1.
    """
    ways = [_way(tried[:, axis], best[axis], *open_) for axis, open_ in enumerate(ends)]
    moved = tuple(axis for axis, way in enumerate(ways) if way)
    if len(best) == 1:
        known = np.unique(tried[:, 0])
        if ways[0]:
            gap = float(np.median(np.diff(known)))
            return best + ways[0] * gap * np.arange(1, count + 1)[:, None], moved
        place = int(np.searchsorted(known, best[0]))
        below, above = known[max(place - 1, 0)], known[min(place + 1, len(known) - 1)]
        few = 0 if below == best[0] else count if above == best[0] else count // 2
        lower = np.linspace(below, best[0], few + 2)[1:-1]
        upper = np.linspace(best[0], above, count - few + 2)[1:-1]
        return np.concatenate([lower, upper])[:, None], moved
    # Points of the sequence that no earlier round has used.
    halton = qmc.Halton(len(best), scramble=False).random(len(tried) + count + 1)[len(tried) + 1 :]
    return best + side * (2 * halton - 1 + np.array(ways)), moved


def _way(tried: Float[np.ndarray, "N"], best: float, below: bool, above: bool) -> float:
    """−1 or 1 where the best place is the outermost on that side, and there is a beyond; 0 elsewhere."""
    if len(np.unique(tried)) < 2:
        return 0.0
    if best <= tried.min() and below:
        return -1.0
    return 1.0 if best >= tried.max() and above else 0.0


def settings_at(space: Mapping[str, Search], point: Float[np.ndarray, "D"], steps: int) -> dict[str, float]:
    """The hyperparameters at a point of the cube's coordinates; outside the cube too, as far as they are allowed."""
    return {
        name: value_at(name, search, float(u), steps)
        for (name, search), u in zip(space.items(), point, strict=True)
    }


def value_at(name: str, search: Search, u: float, steps: int) -> float:
    """The value of a hyperparameter at the place u of its search range: 0 is its low end, 1 its high one.

    Shares of the run are turned into steps, whole numbers rounded, and what is not allowed is drawn back to the
    nearer end of the search range.
    """
    value = _value(search, u, steps)
    return value if value in RANGES.get(name, Range()) else _value(search, min(max(u, 0.0), 1.0), steps)


def _value(search: Search, u: float, steps: int) -> float:
    low, high = search.low, search.high
    if search.scale == "log":
        value = low * (high / low) ** u
    elif search.scale == "one-minus-log":
        value = 1 - (1 - low) * ((1 - high) / (1 - low)) ** u
    else:
        value = low + (high - low) * u
    value *= steps if search.per_steps else 1
    return float(max(1, round(value))) if search.per_steps or search.whole else float(f"{value:.6g}")


def place_of(search: Search, value: float, steps: int) -> float:
    """The place u of a value: the inverse of `value_at`, without its rounding; of one without a logarithm, the end."""
    low, high = search.low, search.high
    value /= steps if search.per_steps else 1
    if search.scale == "log":
        return log(value / low) / log(high / low) if value > 0 else 0.0
    if search.scale == "one-minus-log":
        return log((1 - value) / (1 - low)) / log((1 - high) / (1 - low)) if value < 1 else 1.0
    return (value - low) / (high - low)


def open_ends(name: str, search: Search, steps: int) -> tuple[bool, bool]:
    """Whether values a little below and above the search range are allowed, too."""
    allowed = RANGES.get(name, Range())

    def goes_on(end: float, beyond: float) -> bool:
        value = _value(search, beyond, steps)
        return value in allowed and value != _value(search, end, steps)

    return goes_on(0.0, -0.25), goes_on(1.0, 1.25)
