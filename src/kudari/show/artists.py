"""Every layer as matplotlib draws it."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullLocator

from kudari.show.chart import Arrows, Axis, Band, Field, Layer, Line, Panel, Points, Text
from kudari.show.looks import GREY, Looks
from kudari.show.thin import kept, thin_curve

MOST_POINTS = 1000
"""Of a curve; a picture is not wider in pixels."""

SHADES = LinearSegmentedColormap.from_list("height", ["#ffffff", "#e3e9ee", "#b9c6d1", "#8799a8"])
"""White at the bottom to a grey blue on which every path can still be seen."""


def draw_panel(axes: Axes, panel: Panel, looks: Looks) -> ContourSet | None:
    """Draw a panel's layers and axes; gives the shades of its field, where it has one."""
    shades = None
    for depth, layer in enumerate(panel.layers):
        drawn = draw_layer(axes, layer, looks, zorder=2 + 0.01 * depth)
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
    if wanted.range:
        set_range(*wanted.range)
    if wanted.ticks:
        axis.set_major_locator(FixedLocator([place for place, _ in wanted.ticks]))
        axis.set_minor_locator(NullLocator())
        axis.set_ticks([place for place, _ in wanted.ticks], labels=[name for _, name in wanted.ticks])


def draw_layer(axes: Axes, layer: Layer, looks: Looks, zorder: float) -> ContourSet | None:
    """Draw one layer; gives the shades where it is a field."""
    match layer:
        case Line():
            x, y = thin_curve(layer.x, layer.y, MOST_POINTS * (3 if layer.weight == "faint" else 1))
            axes.plot(x, y, zorder=zorder, solid_joinstyle="round", **looks.line(layer.series, layer.weight))
        case Band():
            at = kept((layer.low, layer.high), MOST_POINTS)
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
                width=0.022,
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
