"""A picture as plain data: what is seen, without how it is drawn.

A `Chart` holds panels, a panel two axes and layers. Colours and line styles are not named here: a layer says
to which `series` it belongs, and whoever draws the chart gives every series a look of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

NEUTRAL = -1
"""The series of what belongs to no method: the landscape, the true function."""

Weight: TypeAlias = Literal["strong", "normal", "faint", "guide", "span"]
"""A guide is a limit or the like: a thin line that is no curve of its own. A span is an interval or a bar: solid in
every series."""
Marker: TypeAlias = Literal["dot", "start", "end", "minimum", "failure"]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One axis of a panel."""

    label: str
    """What is measured, with its unit where it has one."""
    scale: Literal["linear", "log"] = "linear"
    range: tuple[float, float] | None = None
    """What is shown; None: all that there is."""
    ticks: tuple[tuple[float, str], ...] = ()
    """Places with a name, where the axis counts things that are no numbers."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A curve through the points (x, y), in their order; a NaN interrupts it. Arrays are float[n]."""

    x: np.ndarray
    y: np.ndarray
    series: int = NEUTRAL
    name: str = ""
    """What the legend calls it; a layer without a name is not in the legend."""
    weight: Weight = "normal"


@dataclass(frozen=True, kw_only=True)
class Band:
    """The area between two curves over the same x: float[n]."""

    x: np.ndarray
    low: np.ndarray
    high: np.ndarray
    series: int = NEUTRAL
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrows:
    """Arrows from (x[i], y[i]) to (to_x[i], to_y[i]): float[n]."""

    x: np.ndarray
    y: np.ndarray
    to_x: np.ndarray
    to_y: np.ndarray
    series: int = NEUTRAL
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Points:
    """Marks at (x[i], y[i]): float[n]."""

    x: np.ndarray
    y: np.ndarray
    series: int = NEUTRAL
    name: str = ""
    marker: Marker = "dot"
    weight: Weight = "normal"


@dataclass(frozen=True, kw_only=True)
class Field:
    """Numbers over a plane, shown as areas between `levels`: x float[m], y float[n], z float[m, n]."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    levels: np.ndarray
    """Ascending, at least two."""
    label: str = ""
    """What the numbers are."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words at a place of the panel, from (0, 0) at its lower left to (1, 1) at its upper right."""

    x: float
    y: float
    text: str
    series: int = NEUTRAL


Layer: TypeAlias = Line | Band | Arrows | Points | Field | Text


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One pair of axes with what is seen on them; later layers lie above earlier ones."""

    x: Axis
    y: Axis
    layers: tuple[Layer, ...]
    title: str = ""
    equal: bool = False
    """Whether a unit is equally long on both axes."""
    height: float = 1.0
    """As a share of the usual height; the panels of a row are as high as the highest of them."""

    @property
    def blank(self) -> bool:
        """Whether the panel only keeps its place free."""
        return not self.layers


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture."""

    name: str
    """Of the file it is saved in."""
    title: str
    """What is seen."""
    panels: tuple[Panel, ...]
    caption: str = ""
    """How to read it, in a sentence or two."""
    ordered: bool = False
    """Whether the series are steps of one growing number, rather than different things."""
    columns: int = 1
    """Panels side by side."""

    @property
    def layers(self) -> Iterator[Layer]:
        """The layers of all panels."""
        return (layer for panel in self.panels for layer in panel.layers)

    def to_dict(self) -> dict[str, Any]:
        """The chart as JSON can hold it: arrays as lists, and null for a number that is not finite."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(value: Any) -> Any:
    """Dataclasses as tables; a layer also says what `kind` it is."""
    if is_dataclass(value):
        table = {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
        return {"kind": type(value).__name__.lower(), **table} if isinstance(value, Layer) else table
    if isinstance(value, np.ndarray):
        numbers = value.astype(object)
        numbers[~np.isfinite(value)] = None
        return numbers.tolist()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value
