"""Basin maps: from which start each method's runs reached which minimum."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from jaxtyping import Bool, Int

from kudari.comparison.minima import NOWHERE, Minima, best_reached, minima_of, success
from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import NEUTRAL, Axis, Chart, Field, Layer, Marker, Panel, Points
from kudari.show.choice import few, has_landscape, left_out
from kudari.show.groups import Group, groups, short_name
from kudari.show.plane import levels
from kudari.show.wording import title

MOST_MAPS = 15
"""Groups that get a map of their own."""

MOST_COLOURS = 8
"""Minima with a colour of their own, the lowest ones first; runs in the others count as elsewhere."""

RIM = 0.04
"""Of the starts' range, shown around them."""


def basin_map(trace: xr.Dataset, language: str) -> Chart | None:
    """The starts of all seeds in the plane, by the minimum that each method's run reached; a panel for each method.

    A run's result is its best state where the method keeps that, else its last one. None where the landscape is not a
    plane, all runs begin at one point, or fewer than two minima were reached.
    """
    if not has_landscape(trace, 2) or "final_parameters" not in trace:
        return None
    starts = np.asarray(trace["parameters"].values[:, 0], float)
    points, losses = results(trace)
    known = np.asarray(trace.attrs.get("optimum_params", ()), float).reshape(-1, 2)
    found = minima_of(points, losses, starts, trace["seed"].values, known.tolist())
    if len(found.losses) < 2 or not np.all(np.ptp(starts, axis=0) > 0):
        return None
    optimum = min(trace.attrs.get("optimum", np.inf), float(found.losses[0]))
    best = best_reached(losses, trace["loss"].values[:, 0], optimum, trace.attrs.get("worse_minimum"))
    every = groups(trace, language)
    shown = few(every, MOST_MAPS)
    (left, bottom), (right, top) = _window(starts)
    axes = (
        Axis(label=say("chart.axis.first", language), range=(left, right)),
        Axis(label=say("chart.axis.second", language), range=(bottom, top)),
    )
    field = _field(trace, (left, right), (bottom, top), optimum, language)
    panels = [
        Panel(
            x=axes[0],
            y=axes[1],
            layers=(field, *_marks(starts, found, best, group.runs, language), *_bottoms(found)),
            title=_heading(group, every, best, language),
            equal=0.4 < (top - bottom) / (right - left) < 2.5,
        )
        for group in shown
    ]
    kept = bool(trace.attrs.get("keep_best"))
    caption = [
        say("chart.caption.basins", language),
        *([say("chart.caption.kept", language)] if kept else []),
    ]
    return Chart(
        name="basins",
        title=title(trace, "chart.title.basins", language),
        panels=tuple(panels),
        caption=joined([*caption, *left_out(shown, every, language)], language),
        columns=min(3 if len(panels) > 4 else 2, len(panels)),
    )


def results(trace: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Of each run the parameters of its result, float[R, P], and the loss there, float[R].

    It is the best state for the methods that keep it, as the trace tells, and the last one for all others.
    """
    keeps = np.isin(trace["method"].values, list(trace.attrs.get("keep_best", ())))
    last = np.asarray(trace["final_parameters"].values, float)
    best = np.asarray(trace.get("best_parameters", trace["final_parameters"]).values, float)
    points = np.where(keeps[:, None], best, last)
    return points, np.where(keeps, trace["best_loss"].values, trace["loss"].values[:, -1]).astype(float)


def _heading(group: Group, every: Sequence[Group], best: Bool[np.ndarray, "R"], language: str) -> str:
    """The method, with what tells it from its other settings, over the share of its runs that reached the best."""
    share = success(best[group.runs])
    return say(
        "chart.basins.share",
        language,
        name=short_name(group, every, language),
        share=round(100 * share.estimate),
        low=round(100 * share.low),
        high=round(100 * share.high),
    )


def _marks(
    starts: np.ndarray, found: Minima, best: Bool[np.ndarray, "R"], runs: Int[np.ndarray, "r"], language: str
) -> list[Layer]:
    """The starts of these runs: filled where the best minimum was reached, hollow at another, crossed elsewhere.

    Near the best minimum but not as low is elsewhere, too: there are runs that never settle. Marks without a point
    stand in every panel, so that all panels have one legend.
    """
    layers: list[Layer] = []
    lowest = np.unique(found.of_run[best & (found.of_run != NOWHERE)])
    unsettled = np.isin(found.of_run, lowest) & ~best
    of_run = np.where(unsettled | (found.of_run >= MOST_COLOURS), NOWHERE, found.of_run)

    def add(number: int, key: str, marker: Marker, series: int = NEUTRAL, **words: str) -> None:
        here = starts[runs[of_run[runs] == number]]
        name = say(f"chart.basins.{key}", language, **words)
        layers.append(Points(x=here[:, 0], y=here[:, 1], series=series, marker=marker, name=name))

    for number in range(min(len(found.losses), MOST_COLOURS)):
        x, y = (_short(value, 3) for value in found.points[number])
        loss = _short(found.losses[number], 4)
        if number in lowest:
            add(number, "best", "dot", number, x=x, y=y, loss=loss)
        else:
            add(number, "other", "start", number, x=x, y=y, loss=loss)
    add(NOWHERE, "nowhere", "failure")
    return layers


def _short(value: float, digits: int) -> str:
    return f"{value:.{digits}g}".replace("-", "−")


def _bottoms(found: Minima) -> list[Layer]:
    """A star of its colour on every minimum."""
    return [
        Points(x=point[:1], y=point[1:], series=number, marker="minimum")
        for number, point in enumerate(found.points[:MOST_COLOURS])
    ]


def _window(starts: np.ndarray) -> tuple[Sequence[float], Sequence[float]]:
    """The lower left and the upper right corner of what is shown: the starts, with a rim."""
    low, high = starts.min(axis=0), starts.max(axis=0)
    rim = RIM * (high - low)
    return (low - rim).tolist(), (high + rim).tolist()


def _field(
    trace: xr.Dataset,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    optimum: float,
    language: str,
) -> Field:
    """The landscape in the window alone, so that its shades tell the basins from each other."""
    x, y, z = (np.asarray(trace[name].values, float) for name in ("landscape_x", "landscape_y", "landscape"))
    columns, rows = _within(x, x_range), _within(y, y_range)
    z = z[columns][:, rows]
    return Field(x=x[columns], y=y[rows], z=z, levels=levels(z, optimum), label=say("chart.loss", language))


def _within(values: np.ndarray, ends: tuple[float, float]) -> slice:
    """The grid from the last line before the window to the first one behind it."""
    first = int(np.searchsorted(values, ends[0], side="right")) - 1
    last = int(np.searchsorted(values, ends[1], side="left")) + 1
    return slice(max(0, first), min(len(values), last))
