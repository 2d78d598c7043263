"""Every layer as matplotlib draws it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

from kudari.show.chart import Arrows, Axis, Band, Field, Layer, Line, Panel, Points, Text
from kudari.show.looks import Looks
from kudari.show.thin import kept, thin_curve

MOST_POINTS = 1000
"""Of a curve; a picture is not wider in pixels."""

CONTOUR = "#7c8b98"

MANY_DECADES = 1e4
"""From so large a ratio on, a logarithmic axis has ticks at the decades alone."""

SHORT = 2e-3
"""Arrows shorter than this share of a panel are not drawn."""

MOST_IN_ALL = 9000
"""Of all curves together, so that a file with many of them stays small."""

SHADES = LinearSegmentedColormap.from_list("height", ["#ffffff", "#e3e9ee", "#b9c6d1", "#8799a8"])
"""White at the bottom to a grey blue on which every path can still be seen."""


def points_each(layers: Iterable[Layer]) -> int:
    """How many points each curve of a chart may have; a band has two edges, a field many."""
    edges = sum({Line: 1, Band: 2, Field: 5}.get(type(layer), 0) for layer in layers)
    return max(100, min(MOST_POINTS, MOST_IN_ALL // max(1, edges)))


def draw_panel(axes: Axes, panel: Panel, looks: Looks, most: int) -> ContourSet | None:
    """Draw a panel's layers, with `most` points a curve, and axes; gives the shades of its field, if any."""
    shades = None
    for depth, layer in enumerate(panel.layers):
        seen = within(layer, panel)
        drawn = draw_layer(axes, seen, looks, most, zorder=2 + 0.01 * depth)
        shades = drawn or shades
    dress(axes.xaxis, axes.set_xscale, axes.set_xlim, panel.x)
    dress(axes.yaxis, axes.set_yscale, axes.set_ylim, panel.y)
    if panel.equal:
        axes.set_aspect("equal", adjustable="box")
    if panel.title:
        axes.set_title(panel.title, loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    if shades is None:
        axes.grid(color="#e6e6e6", linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    return shades


def dress(axis: Any, set_scale: Any, set_range: Any, wanted: Axis) -> None:
    """Scale, range and ticks of one axis; its label is the page's business."""
    if wanted.scale == "log":
        set_scale("log", nonpositive="clip")
        # The decades are numbered; numbers between them would only crowd.
        axis.set_minor_formatter(NullFormatter())
        if wanted.range and wanted.range[1] > MANY_DECADES * wanted.range[0]:
            axis.set_minor_locator(NullLocator())
    if wanted.range:
        set_range(*wanted.range)
    if wanted.ticks:
        axis.set_major_locator(FixedLocator([place for place, _ in wanted.ticks]))
        axis.set_minor_locator(NullLocator())
        axis.set_ticks([place for place, _ in wanted.ticks], labels=[name for _, name in wanted.ticks])


def within(layer: Layer, panel: Panel) -> Layer:
    """The layer without what cannot be seen in the panel.

    Marks are drawn whole, even across the edge, so those beyond it go; of arrows those that begin beyond it, or
    are too short to be seen; an infinite edge of a band becomes the panel's own.
    """
    match layer:
        case Points():
            seen = _inside(layer.x, panel.x) & _inside(layer.y, panel.y)
            return replace(layer, x=layer.x[seen], y=layer.y[seen])
        case Arrows():
            along = _share(layer.x, layer.to_x, panel.x) + _share(layer.y, layer.to_y, panel.y)
            seen = _inside(layer.x, panel.x) & _inside(layer.y, panel.y) & (along > SHORT)
            x, y, to_x, to_y = (part[seen] for part in (layer.x, layer.y, layer.to_x, layer.to_y))
            return replace(layer, x=x, y=y, to_x=to_x, to_y=to_y)
        case Band() if panel.y.range:
            known = ~(np.isnan(layer.low) | np.isnan(layer.high))
            low, high = (np.where(known, np.clip(e, *panel.y.range), np.nan) for e in (layer.low, layer.high))
            return replace(layer, low=low, high=high)
    return layer


def _inside(values: np.ndarray, axis: Axis) -> np.ndarray:
    finite: np.ndarray = np.isfinite(values)
    return finite & (values >= axis.range[0]) & (values <= axis.range[1]) if axis.range else finite


def _share(start: np.ndarray, end: np.ndarray, axis: Axis) -> np.ndarray:
    """The ways from start to end as shares of the axis."""
    if not axis.range:
        return np.ones_like(start)
    along = np.log10 if axis.scale == "log" else np.asarray
    return np.abs(along(end) - along(start)) / np.ptp(along(axis.range))


def draw_layer(axes: Axes, layer: Layer, looks: Looks, most: int, zorder: float) -> ContourSet | None:
    """Draw one layer; gives the shades where it is a field."""
    match layer:
        case Line():
            x, y = thin_curve(layer.x, layer.y, most)
            axes.plot(x, y, zorder=zorder, solid_joinstyle="round", **looks.line(layer.series, layer.weight))
        case Band():
            at = kept((layer.low, layer.high), most)
            colour = looks.colour(layer.series)
            sides = (layer.low[at], layer.high[at])
            axes.fill_between(layer.x[at], *sides, color=colour, alpha=0.16, linewidth=0, zorder=zorder)
        case Arrows():
            axes.quiver(
                layer.x,
                layer.y,
                layer.to_x - layer.x,
                layer.to_y - layer.y,
                angles="xy",
                scale_units="xy",
                scale=1,
                units="inches",
                width=0.02,
                headwidth=5,
                headlength=6,
                headaxislength=5.5,
                minlength=0.5,
                color=looks.colour(layer.series),
                zorder=zorder,
            )
        case Points():
            axes.plot(layer.x, layer.y, zorder=zorder + 1, clip_on=False, **looks.marks(layer))
        case Field():
            return draw_field(axes, layer, zorder, dots=most < MOST_POINTS)
        case Text():
            axes.text(
                layer.x,
                layer.y,
                layer.text,
                transform=axes.transAxes,
                ha="center",
                va="top",
                color=looks.colour(layer.series),
                linespacing=1.5,
            )
    return None


def draw_field(axes: Axes, field: Field, zorder: float, *, dots: bool) -> ContourSet:
    """Shades between the levels and thin lines on them; as `dots` they take little room in a vector file."""
    heights = np.ma.masked_invalid(field.z.T)
    colours = SHADES(np.linspace(0, 1, len(field.levels) - 1))
    shades = axes.contourf(field.x, field.y, heights, field.levels, colors=colours, zorder=zorder)
    # The shades' own edges: lines drawn apart would double the file.
    shades.set(edgecolor=CONTOUR, linewidth=0.3, rasterized=dots)
    return shades


def legend_mark(layer: Layer, looks: Looks) -> Line2D:
    """What stands for a layer in the legend."""
    if isinstance(layer, Points):
        return Line2D([], [], label=layer.name, **{**looks.marks(layer), "alpha": 1.0})
    if isinstance(layer, Arrows):
        colour = looks.colour(layer.series)
        return Line2D([], [], label=layer.name, color=colour, linewidth=1.6, marker=">", markersize=5)
    assert isinstance(layer, Line)
    return Line2D([], [], label=layer.name, **looks.line(layer.series, layer.weight))
