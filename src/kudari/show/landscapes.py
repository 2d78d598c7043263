"""The loss over one or two parameters, and the ways that runs took through it."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.show.chart import NEUTRAL, Arrows, Axis, Chart, Field, Layer, Line, Panel, Points
from kudari.show.groups import Group, groups, middle_run
from kudari.show.wording import title

MOST_PANELS = 6
"""Groups that get a panel of their own; of more, some are chosen evenly."""

TOGETHER = 3
"""So many groups share one landscape."""

LEVELS = 14
"""Borders between the shades of a landscape."""

SPAN = 30.0
"""A landscape whose largest height is more than so many times its typical one is shaded by powers of ten."""


def way_chart(trace: xr.Dataset, language: str) -> Chart | None:
    """The loss over one parameter, with an arrow for every recorded step of a typical run.

    The run shown is the one with the median number of steps; the other seeds' starts and ends are faint. None
    where the landscape is not a curve.
    """
    if not _over(trace, 1):
        return None
    found = groups(trace, language)
    shown = few(found, MOST_PANELS)
    x, loss = trace["landscape_x"].values, trace["landscape"].values
    panels = [_way_panel(trace, group, x, loss, language, heading=len(shown) > 1) for group in shown]
    runs = [typical_run(trace, group) for group in shown]
    values = {"seed": int(trace["seed"].values[runs[0]]), "seeds": len(found[0].runs)}
    caption = [say("chart.caption.way", language, **values)] if values["seeds"] > 1 else []
    return Chart(
        name="way",
        title=title(trace, "chart.title.way", language),
        panels=tuple(panels),
        caption=say("chart.sentences", language).join([*caption, *_left_out(shown, found, language)]),
        columns=min(2, len(panels)),
    )


def _way_panel(
    trace: xr.Dataset, group: Group, x: np.ndarray, loss: np.ndarray, language: str, *, heading: bool
) -> Panel:
    run = typical_run(trace, group)
    others = group.runs[group.runs != run]
    at = np.asarray(trace["parameters"].values[..., 0], float)
    height = np.asarray(trace["loss"].values, float)
    tail, head = _steps(at[run], height[run], int(trace["steps_run"].values[run]), trace["step"].values)
    seeds: list[Layer] = [
        Points(x=at[others, end], y=height[others, end], series=group.series, marker=mark, weight="faint")
        for end, mark in ((0, "start"), (-1, "end"))  # type: ignore[misc]
    ]
    layers = (
        Line(x=x, y=loss, name=say("chart.loss", language)),
        *(seeds if others.size else ()),
        Arrows(
            x=tail[0],
            y=tail[1],
            to_x=head[0],
            to_y=head[1],
            series=group.series,
            name=say("chart.steps", language, count=int(trace["steps_run"].values[run])),
        ),
        Points(
            x=tail[0][:1],
            y=tail[1][:1],
            series=group.series,
            marker="start",
            name=say("chart.start", language),
        ),
        Points(
            x=at[run, -1:],
            y=height[run, -1:],
            series=group.series,
            marker="end",
            name=say("chart.end", language),
        ),
    )
    return Panel(
        x=Axis(label=say("chart.axis.parameter", language), range=(float(x[0]), float(x[-1]))),
        y=Axis(label=say("chart.axis.loss", language), range=_height(loss, height[group.runs, 0])),
        layers=layers,
        title=group.name if heading else "",
    )


def _steps(
    at: np.ndarray, height: np.ndarray, last: int, steps: np.ndarray
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Tails and heads of the arrows of one run up to its last step, where both ends are finite."""
    end = int(np.searchsorted(steps, last, side="right"))
    points = np.stack([at[:end], height[:end]])
    whole = np.isfinite(points[:, :-1]).all(axis=0) & np.isfinite(points[:, 1:]).all(axis=0)
    tail, head = points[:, :-1][:, whole], points[:, 1:][:, whole]
    return (tail[0], tail[1]), (head[0], head[1])


def _height(loss: np.ndarray, starts: np.ndarray) -> tuple[float, float] | None:
    """What of the curve is shown: all of it, but not far above the highest start."""
    shown = loss[np.isfinite(loss)]
    if not shown.size:
        return None
    low, high = float(shown.min()), float(shown.max())
    starts = starts[np.isfinite(starts)]
    if starts.size and starts.max() > low:
        high = min(high, low + 3 * float(starts.max() - low))
    rim = 0.05 * (high - low) or 1.0
    return low - rim, high + rim


def plane_chart(trace: xr.Dataset, language: str) -> Chart | None:
    """The loss over two parameters, with the paths of all runs; None where the landscape is not a plane."""
    if not _over(trace, 2):
        return None
    found = groups(trace, language)
    shown = few(found, MOST_PANELS)
    x, y, z = (trace[name].values for name in ("landscape_x", "landscape_y", "landscape"))
    field = Field(x=x, y=y, z=z, levels=levels(z), label=say("chart.loss", language))
    lowest = _lowest(trace, x, y, z, language)
    parts = [list(found)] if len(found) <= TOGETHER else [[group] for group in shown]
    panels = [
        Panel(
            x=Axis(label=say("chart.axis.first", language), range=(float(x[0]), float(x[-1]))),
            y=Axis(label=say("chart.axis.second", language), range=(float(y[0]), float(y[-1]))),
            layers=(
                field,
                lowest,
                *(
                    layer
                    for group in part
                    for layer in _paths(trace, group, group.name if len(parts) == 1 else "")
                ),
            ),
            title=part[0].name if len(parts) > 1 else "",
            equal=0.4 < float(np.ptp(y) / np.ptp(x)) < 2.5,
        )
        for part in parts
    ]
    seeds = len(found[0].runs)
    caption = [say("chart.caption.paths" if seeds > 1 else "chart.caption.path", language, seeds=seeds)]
    return Chart(
        name="paths",
        title=title(trace, "chart.title.paths", language),
        panels=tuple(panels),
        caption=say("chart.sentences", language).join([*caption, *_left_out(shown, found, language)]),
        columns=min(3 if len(panels) > 4 else 2, len(panels)),
    )


def levels(z: np.ndarray) -> np.ndarray:
    """Ascending borders between shades: even ones, or growing from the lowest point by equal factors.

    Heights that span decades would show, on even borders, one flat floor.
    """
    finite = z[np.isfinite(z)]
    if not finite.size or np.ptp(finite) == 0:
        return np.array([0.0, 1.0]) + (float(finite[0]) if finite.size else 0.0)
    low, high = float(finite.min()), float(finite.max())
    above = finite[finite > low] - low
    if high - low <= SPAN * float(np.median(above)) and high - low <= SPAN**2 * float(
        np.quantile(above, 0.02)
    ):
        return np.linspace(low, high, LEVELS)
    smallest = max(float(np.quantile(above, 0.002)), 1e-8 * (high - low))
    return np.concatenate([[low], low + np.geomspace(smallest, high - low, LEVELS - 1)])


def _paths(trace: xr.Dataset, group: Group, name: str) -> list[Layer]:
    """One seed's path strong, from start to end; the others' faint, in one interrupted line."""
    points = np.asarray(trace["parameters"].values[group.runs], float)
    points[~np.isfinite(points).all(axis=-1)] = np.nan
    run = int(np.flatnonzero(group.runs == typical_run(trace, group))[0])
    others = np.delete(points, run, axis=0)
    apart = np.concatenate([others, np.full_like(others[:, :1], np.nan)], axis=1).reshape(-1, 2)
    way = points[run]
    met = way[np.isfinite(way[:, 0])]
    colour = group.series
    faint = [Line(x=apart[:, 0], y=apart[:, 1], series=colour, weight="faint")] if len(others) else []
    return [
        *faint,
        Line(x=way[:, 0], y=way[:, 1], series=colour, name=name, weight="strong"),
        Points(x=met[:1, 0], y=met[:1, 1], series=colour, marker="start"),
        Points(x=met[-1:, 0], y=met[-1:, 1], series=colour, marker="end"),
    ]


def _lowest(trace: xr.Dataset, x: np.ndarray, y: np.ndarray, z: np.ndarray, language: str) -> Points:
    """The known minima; where the trace does not tell them, the lowest point of the grid."""
    known = trace.attrs.get("optimum_params")
    if known is not None and np.size(known):
        points = np.asarray(known, float).reshape(-1, 2)
        return Points(x=points[:, 0], y=points[:, 1], name=say("chart.minimum", language), marker="minimum")
    i, j = np.unravel_index(np.argmin(np.where(np.isfinite(z), z, np.inf)), z.shape)
    name = say("chart.lowest", language)
    return Points(x=x[[i]], y=y[[j]], name=name, marker="minimum", series=NEUTRAL)


def typical_run(trace: xr.Dataset, group: Group) -> int:
    """The group's run, along `run`, with the median number of steps; among equals that of the median loss."""
    steps = trace["steps_run"].values[group.runs].astype(float)
    last = np.asarray(trace["loss"].values[group.runs, -1], float)
    ranks = np.argsort(np.argsort(np.where(np.isfinite(last), last, np.inf), kind="stable"), kind="stable")
    return int(group.runs[middle_run(steps + ranks / (len(ranks) + 1))])


def few(found: Sequence[Group], most: int) -> list[Group]:
    """At most so many of the groups, evenly chosen, with the first and the last."""
    if len(found) <= most:
        return list(found)
    return [found[round(place)] for place in np.linspace(0, len(found) - 1, most)]


def _left_out(shown: Sequence[Group], found: Sequence[Group], language: str) -> list[str]:
    if len(shown) == len(found):
        return []
    return [say("chart.caption.few", language, shown=len(shown), all=len(found))]


def _over(trace: xr.Dataset, parameters: int) -> bool:
    needed = ("landscape", "loss", "parameters")
    return all(name in trace for name in needed) and trace["landscape"].ndim == parameters
