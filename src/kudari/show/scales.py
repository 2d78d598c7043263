"""Which part of an axis is shown, and whether it is logarithmic."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from kudari.language import Number
from kudari.show.chart import Axis, Band, Layer, Line, Panel

DECADES = 1.5
"""Numbers that span more than this are shown on a logarithmic axis."""

FAR = {"log": 1e3, "linear": 5.0}
"""A curve that climbs to more than so many times the largest beginning leaves the picture.

On a linear axis the far would press the near flat long before.
"""


def value_axis(layers: Sequence[Layer], label: str, *, over_steps: bool = True) -> Axis:
    """The y-axis of curves: logarithmic where nothing is negative and the numbers span more than `DECADES`.

    Over steps, what runs away to more than `FAR` times the largest beginning is cut off, so that the others can
    be seen.
    """
    edges = _edges(layers)
    shown = np.concatenate([*edges, np.empty(0)])
    shown = shown[np.isfinite(shown)]
    if not shown.size:
        return Axis(label=label)
    positive = shown[shown > 0]
    wide = positive.size and shown.min() >= 0 and np.log10(positive.max() / positive.min()) > DECADES
    scale: Literal["linear", "log"] = "log" if wide else "linear"
    limits = far(np.concatenate([edge[:1] for edge in edges]))
    if over_steps and 0 < limits["log"] < np.abs(shown).max():
        shown = shown[np.abs(shown) <= limits[scale]]
    return Axis(label=label, scale=scale, range=_rimmed(shown, scale))


def far(began: np.ndarray) -> dict[str, float]:
    """Beyond which size numbers leave the picture on either scale, where curves have begun at these: float[n]."""
    sizes = np.abs(began[np.isfinite(began)])
    return {scale: factor * float(np.max(sizes, initial=0.0)) for scale, factor in FAR.items()}


def same_range(panels: Sequence[Panel]) -> list[Panel]:
    """The panels with one scale and range of y for all."""
    common = value_axis([layer for panel in panels for layer in panel.layers], "")
    return [replace(panel, y=replace(common, label=panel.y.label)) for panel in panels]


def numbered(axis: Axis) -> Axis:
    """A logarithmic axis of at most three decades with numbers between the decades, too."""
    if axis.scale != "log" or axis.range is None or axis.range[1] > 1000 * axis.range[0]:
        return axis
    low, high = axis.range
    digits = (1, 2, 5) if high > 5 * low else range(1, 10)
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))))
    places = [digit * 10.0**power for power in powers for digit in digits]
    ticks = tuple((place, f"{Number(place):.4g}") for place in places if low <= place <= high)
    return replace(axis, ticks=ticks)


def _edges(layers: Sequence[Layer]) -> list[np.ndarray]:
    lines = [layer.y for layer in layers if isinstance(layer, Line)]
    bands = [edge for layer in layers if isinstance(layer, Band) for edge in (layer.low, layer.high)]
    return [*lines, *bands]


def _rimmed(shown: np.ndarray, scale: str) -> tuple[float, float] | None:
    """Lowest and highest with a rim of a twentieth; on a logarithmic axis of the positive numbers."""
    if scale == "log":
        low, high = np.log10([shown[shown > 0].min(), shown.max()])
        rim = 0.05 * (high - low)
        return float(10 ** (low - rim)), float(10 ** (high + rim))
    low, high = float(shown.min()), float(shown.max())
    rim = 0.05 * (high - low)
    return (low - rim, high + rim) if rim > 0 else None
