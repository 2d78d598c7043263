"""A descent as a film, still plain data: a chart, what grows and goes in it, and the step of every frame.

All methods share one panel, so that one sees which is ahead: over two parameters the landscape with their paths, over
one the curve with their points, and the growing curves of the loss for everything else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Band, Chart, Layer, Line, Panel, Points
from kudari.show.choice import few, left_out, same_seed
from kudari.show.curves import curves_panel
from kudari.show.groups import Group, groups
from kudari.show.looks import COLOURS
from kudari.show.plane import plane_chart
from kudari.show.way import way_chart
from kudari.show.wording import seeds_caption, title

FRAMES = 90
"""The most, besides the start."""

MOST = len(COLOURS)
"""Groups in one film; of more, some are chosen evenly."""

DOTS = 64
"""The most other seeds of a group that are shown as dots."""


@dataclass(frozen=True, kw_only=True)
class Growing:
    """A layer of which a frame shows the points up to its step."""

    layer: Line | Band
    at: np.ndarray
    """int[n]: the step of each point, ascending."""


@dataclass(frozen=True, kw_only=True)
class Going:
    """Dots that move: of all of them, a frame shows the last place up to its step."""

    x: np.ndarray
    """float[k, n]: of k dots at each of n steps."""
    y: np.ndarray
    at: np.ndarray
    """int[n]: the steps, ascending."""
    series: int


@dataclass(frozen=True, kw_only=True)
class Film:
    """A moving picture in one panel."""

    chart: Chart
    """What stands still, with an empty named line for everything that the legend is to name."""
    growing: tuple[Growing, ...]
    going: tuple[Going, ...] = ()
    steps: np.ndarray
    """int[f]: the step that each frame shows, ascending."""


def film(trace: xr.Dataset, language: str) -> Film:
    """The descent of all methods of a trace, in "en" or "ja"."""
    for make in (plane_film, way_film):
        if (found := make(trace, language)) is not None:
            return found
    return loss_film(trace, language)


def frame_steps(steps: np.ndarray, most: int = FRAMES) -> np.ndarray:
    """Recorded steps for at most `most` frames besides the first, int[n] -> int[f], the first and last among them.

    Frame k of m shows record (n - 1)·(k/m)^p with p = ln(n - 1) / ln(m), so that frame 1 is one record after the
    start: early on, where most happens, a frame is a step; later it is many.
    """
    records = len(steps) - 1
    if records <= most:
        return steps
    power = math.log(records) / math.log(most)
    places = np.round(records * (np.arange(most + 1) / most) ** power).astype(int)
    return steps[np.unique(places)]


def plane_film(trace: xr.Dataset, language: str) -> Film | None:
    """Paths over the loss of two parameters; None where the landscape is not a plane."""
    chart = plane_chart(trace, language)
    if chart is None:
        return None
    panel = chart.panels[0]
    points = np.asarray(trace["parameters"].values, float)
    still = list(panel.layers[:2])
    return _over_landscape(trace, language, chart, panel, still, points[..., 0], points[..., 1])


def way_film(trace: xr.Dataset, language: str) -> Film | None:
    """Points on the curve of the loss of one parameter; None where the landscape is not a curve."""
    chart = way_chart(trace, language)
    if chart is None:
        return None
    panel = chart.panels[0]
    at, height = trace["parameters"].values[..., 0], trace["loss"].values
    return _over_landscape(trace, language, chart, panel, [panel.layers[0]], at, height)


def _over_landscape(
    trace: xr.Dataset,
    language: str,
    chart: Chart,
    panel: Panel,
    still: Sequence[Layer],
    x: np.ndarray,
    y: np.ndarray,
) -> Film:
    """Of each group one seed's path, the same for all groups, and its other seeds as dots; x, y float[R, n]."""
    found = groups(trace, language)
    shown = _renumbered(few(found, MOST))
    steps = trace["step"].values
    x, y = (np.where(np.isfinite(x) & np.isfinite(y), each, np.nan).astype(float) for each in (x, y))
    growing, going, starts = [], [], []
    for group, run in zip(shown, same_seed(trace, shown), strict=True):
        line = Line(x=x[run], y=y[run], series=group.series, name=group.name, weight="strong")
        growing.append(Growing(layer=line, at=steps))
        starts.append(Points(x=x[run, :1], y=y[run, :1], series=group.series, marker="start"))
        others = group.runs[group.runs != run][:DOTS]
        if others.size:
            going.append(Going(x=x[others], y=y[others], at=steps, series=group.series))
    caption = [say("export.caption.dots", language, seeds=len(found[0].runs))] if going else []
    caption += left_out(shown, found, language)
    layers = (*still, *_names(growing), *starts)
    return Film(
        chart=replace(
            chart,
            panels=(replace(panel, layers=layers, title=""),),
            caption=_caption(caption, steps, language),
            columns=1,
        ),
        growing=tuple(growing),
        going=tuple(going),
        steps=frame_steps(steps[: _kept(trace)]),
    )


def loss_film(trace: xr.Dataset, language: str) -> Film:
    """Medians and bands of the loss, growing step by step."""
    found = groups(trace, language)
    shown = _renumbered(few(found, MOST))
    steps, label = trace["step"].values, say("chart.axis.loss", language)
    panel = curves_panel(trace, shown, steps, trace["loss"].values, language, label=label)
    curves = [layer for layer in panel.layers if isinstance(layer, Line | Band)]
    growing = [Growing(layer=layer, at=layer.x) for layer in curves]
    caption = [
        seeds_caption(trace, shown, language, band=any(isinstance(c, Band) for c in curves), by_step=False),
        *left_out(shown, found, language),
    ]
    kept = steps[: _kept(trace)]
    rim = 0.02 * max(1, int(kept[-1] - kept[0]))
    wide = replace(panel.x, range=(float(kept[0] - rim), float(kept[-1] + rim)))
    chart = Chart(
        name="loss",
        title=title(trace, "chart.title.loss", language),
        panels=(replace(panel, x=wide, layers=tuple(_names(growing))),),
        caption=_caption(caption, kept, language),
    )
    return Film(chart=chart, growing=tuple(growing), steps=frame_steps(kept))


def _names(growing: Sequence[Growing]) -> list[Line]:
    """An empty line in place of each growing one, for the legend."""
    nothing = np.empty(0)
    return [replace(part.layer, x=nothing, y=nothing) for part in growing if isinstance(part.layer, Line)]


def _renumbered(shown: Sequence[Group]) -> list[Group]:
    """The groups with series from 0 on, so that each has a colour of its own."""
    return [replace(group, series=series) for series, group in enumerate(shown)]


def _kept(trace: xr.Dataset) -> int:
    """How many records there are until the last run rests."""
    return max(1, int(np.searchsorted(trace["step"].values, trace["steps_run"].values.max(), side="right")))


def _caption(sentences: Sequence[str], steps: np.ndarray, language: str) -> str:
    faster = [say("export.caption.faster", language)] if len(steps) - 1 > FRAMES else []
    return joined([*sentences, *faster], language)
