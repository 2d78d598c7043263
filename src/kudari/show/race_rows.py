"""Panels whose rows have names, and intervals on them."""

from collections.abc import Sequence

import numpy as np

from kudari.show.chart import Arrows, Axis, Layer, Line, Marker, Points
from kudari.show.layout import PANEL_HEIGHT

ROW, RIM = 0.45, 0.3
"""Inches that a row with a name takes, and those above and below all rows."""

SHORT = 0.12
"""Of a panel: an arrow to what lies beyond it."""


def rows_height(rows: int, columns: int) -> float:
    """The height of a panel with so many named rows, as a share of the usual one."""
    return (ROW * rows + RIM) / PANEL_HEIGHT[columns]


def row_place(row: int, rows: int) -> float:
    """Where row 0, 1, … lies on a y-axis with the range of `rows_range`."""
    return float(rows - 1 - row)


def rows_range(rows: int) -> tuple[float, float]:
    """The y-axis of so many rows."""
    return -0.5, rows - 1 + 0.5 + (RIM / ROW - 0.5)


def named_rows(names: Sequence[str]) -> Axis:
    """The y-axis of rows with names, the first on top."""
    ticks = tuple((row_place(row, len(names)), name) for row, name in enumerate(names))
    return Axis(label="", range=rows_range(len(names)), ticks=ticks[::-1])


def row_layers(
    interval: tuple[float, float, float], place: float, series: int, x: Axis, *, hollow: bool = False
) -> list[Layer]:
    """An estimate with its interval; an end that is infinite, or beyond the axis, is an arrow to the edge."""
    assert x.range
    level, (left, right) = np.array([place]), x.range
    estimate, low, high = (float(value) for value in np.clip(np.nan_to_num(interval, nan=left), left, right))
    known = left <= interval[0] <= right
    if low == high and not known:
        # All of it lies beyond: a short arrow says on which side.
        low, high = (left, at_share(x, SHORT)) if low == left else (at_share(x, 1 - SHORT), right)
    layers: list[Layer] = [Line(x=np.array([low, high]), y=np.repeat(level, 2), series=series, weight="span")]
    middle = estimate if known else at_share(x, 0.5) if (low, high) == (left, right) else None
    for edge, other, beyond in ((left, high, interval[1] < left), (right, low, interval[2] > right)):
        if beyond:
            start = other if middle is None else middle
            layers.append(
                Arrows(x=np.array([start]), y=level, to_x=np.array([edge]), to_y=level, series=series)
            )
    if known:
        marker: Marker = "start" if hollow else "end"
        layers.append(Points(x=np.array([estimate]), y=level, series=series, marker=marker))
    return layers


def at_share(x: Axis, share: float) -> float:
    """The place at a share of an axis."""
    assert x.range
    low, high = x.range
    return float(low * (high / low) ** share if x.scale == "log" else low + share * (high - low))


def share_of(x: Axis, value: float) -> float:
    """At which share of an axis a number lies; at its edge where it is beyond."""
    assert x.range
    along = np.log10 if x.scale == "log" else np.asarray
    low, high, at = (float(along(v)) for v in (*x.range, np.clip(value, *x.range)))
    return (at - low) / (high - low)
