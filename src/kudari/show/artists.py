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
from kudari.show.looks import GREY, Looks
from kudari.show.thin import kept, thin_curve

MOST_POINTS = 1000
"""Of a curve; a picture is not wider in pixels."""

MOST_IN_ALL = 9000
"""Of all curves together, so that a file with many of them stays small."""

SHADES = LinearSegmentedColormap.from_list("height", ["#ffffff", "#e3e9ee", "#b9c6d1", "#8799a8"])
"""White at the bottom to a grey blue on which every path can still be seen."""


def points_each(layers: Iterable[Layer]) -> int:
    """How many points each curve of a chart may have; a band has two edges."""
    edges = sum({Line: 1, Band: 2}.get(type(layer), 0) for layer in layers)
    return max(100, min(MOST_POINTS, MOST_IN_ALL // max(1, edges)))


def draw_panel(axes: Axes, panel: Panel, looks: Looks, most: int) -> ContourSet | None:
    """Draw a panel's layers, with `most` points a curve, and axes; gives the shades of its field, if any."""
    shades = None
    for depth, layer in enumerate(panel.layers):
        seen = inside(layer, panel) if isinstance(layer, Points) else layer
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
    if wanted.range:
        set_range(*wanted.range)
    if wanted.ticks:
        axis.set_major_locator(FixedLocator([place for place, _ in wanted.ticks]))
        axis.set_minor_locator(NullLocator())
        axis.set_ticks([place for place, _ in wanted.ticks], labels=[name for _, name in wanted.ticks])


def inside(points: Points, panel: Panel) -> Points:
    """The marks within the panel's ranges: marks are drawn whole, even across its edge."""
    seen = np.isfinite(points.x) & np.isfinite(points.y)
    for values, axis in ((points.x, panel.x), (points.y, panel.y)):
        if axis.range:
            seen &= (values >= axis.range[0]) & (values <= axis.range[1])
    return replace(points, x=points.x[seen], y=points.y[seen])


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
            return draw_field(axes, layer, zorder)
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


def draw_field(axes: Axes, field: Field, zorder: float) -> ContourSet:
    """Shades between the levels and thin lines on them."""
    heights = np.ma.masked_invalid(field.z.T)
    colours = SHADES(np.linspace(0, 1, len(field.levels) - 1))
    shades = axes.contourf(field.x, field.y, heights, field.levels, colors=colours, zorder=zorder)
    axes.contour(field.x, field.y, heights, field.levels, colors=GREY, linewidths=0.4, zorder=zorder)
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
