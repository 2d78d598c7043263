"""How a race went: what every method had reached for what it had spent, and when the target was reached."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float

from kudari.comparison.result import Comparison
from kudari.comparison.scores import Scores, methods_of, spent
from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Axis, Band, Chart, Layer, Line, Panel, Points
from kudari.show.curves import CROWD
from kudari.show.groups import count_words, spread
from kudari.show.race_words import (
    above_optimum,
    columns_for,
    has_defaults,
    heading,
    is_accuracy,
    is_default,
    measured_label,
    race_title,
    series_of,
)
from kudari.show.scales import value_axis

MOST = 1000
"""Points of a curve."""

WORSE = 3.0
"""What climbs to more than so many times the largest beginning leaves a logarithmic picture."""

WITHIN = 1 + 1e-9
"""A budget is a product of rounded numbers: it includes the record that it was made from."""


def race_chart(found: Comparison, language: str) -> Chart:
    """Median and band of the measured number by what was spent, a panel for each problem."""
    panels = [_panel(found, place, language) for place in range(len(found.scores))]
    crowded = len(found.methods) > CROWD
    keys = ["one" if found.seeds == 1 else "median" if crowded else "band"]
    keys += ["defaults"] * (has_defaults(found) and not crowded)
    keys += ["own" if any(np.ptp(judged.target) for judged in found.scores) else "guides"]
    keys += ["best"] * any(judged.keeps_best for judged in found.scores)
    keys += ["lost"] * any(getattr(e, "marker", "") == "failure" for panel in panels for e in panel.layers)
    return Chart(
        name="race",
        title=race_title(found, "race_chart.title.race", language),
        panels=tuple(panels),
        caption=joined(
            [say(f"race_chart.race.{key}", language, seeds=found.seeds) for key in keys], language
        ),
        columns=columns_for(len(panels)),
    )


def _panel(found: Comparison, place: int, language: str) -> Panel:
    judged = found.scores[place]
    crowded = len(found.methods) > CROWD
    bands: list[Layer] = []
    lines: list[Line] = []
    for entry in found.entries:
        if crowded and is_default(entry):
            continue
        x, median, low, high = curve(found, place, entry)
        series = series_of(found, entry)
        if is_default(entry):
            lines.insert(0, Line(x=x, y=median, series=series, weight="guide"))
            continue
        if not crowded and found.seeds > 1:
            bands.append(Band(x=x, low=low, high=high, series=series))
        finite = np.where(judged.finite[judged.entries.index(entry)], 0.0, np.nan)
        name = entry if len(found.scores) > 1 else count_words(entry, finite, language)
        lines.append(Line(x=x, y=median, series=series, name=name))
    target = float(above_optimum(found, place, np.array([np.median(judged.target)]))[0])
    level = Line(x=np.array([0.0, 1.03 * judged.budget]), y=np.full(2, target), weight="guide")
    y = _value_axis(judged, [*bands, *lines, level], measured_label(found, place, language))
    ends = y.range or (target - 1.0, target + 1.0)
    crosses = [_lost(line, ends) for line in lines if line.name and np.isnan(line.y).any()]
    upright = Line(x=np.full(2, judged.budget), y=np.array(ends), weight="guide")
    return Panel(
        x=Axis(label=say(f"race.unit.{judged.by}", language), range=(0.0, 1.03 * judged.budget)),
        y=replace(y, range=ends),
        layers=(*bands, level, upright, *lines, *crosses),
        title=heading(found, judged),
    )


def _lost(line: Line, ends: tuple[float, float]) -> Points:
    """A cross where a curve ends, since most of its runs have failed from there on."""
    last = max(0, int(np.argmax(np.isnan(line.y))) - 1)
    y = np.clip(np.nan_to_num(line.y[[last]], nan=ends[1]), *ends)
    return Points(x=line.x[[last]], y=y, series=line.series, marker="failure")


def _value_axis(judged: Scores, layers: Sequence[Layer], label: str) -> Axis:
    axis = value_axis(layers, label)
    if axis.range is None:
        return axis
    if is_accuracy(judged):
        return Axis(label=label, range=(max(-0.02, _lowest(layers) - 0.05), 1.02))
    began = [edge[0] for layer in layers for edge in _edges(layer) if len(edge) and np.isfinite(edge[0])]
    if axis.scale == "log" and began:
        low, high = axis.range
        return replace(axis, range=(low, min(high, WORSE * max(began))))
    return axis


def _edges(layer: Layer) -> tuple[np.ndarray, ...]:
    return (
        (layer.low, layer.high) if isinstance(layer, Band) else (layer.y,) if isinstance(layer, Line) else ()
    )


def _lowest(layers: Sequence[Layer]) -> float:
    every = np.concatenate([edge[np.isfinite(edge)] for layer in layers for edge in _edges(layer)])
    return float(np.min(every, initial=1.0))


def curve(
    found: Comparison, place: int, entry: str
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"], Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """(what was spent, median, and the lower and upper edge of the band over seeds) of an entry, within the budget.

    A run that failed counts as infinitely bad from there on, and one that rests keeps its number. All three are NaN
    where fewer than half of the runs are finite. Where the best is handed over, it is the best so far.
    """
    judged, raced = found.scores[place], found.raced[place]
    work, values = spent(raced.trace, judged.measured, judged.by, raced.seconds)
    rows = methods_of(raced.trace) == entry
    sign = -1.0 if is_accuracy(judged) else 1.0
    numbers = sign * values[rows]
    if judged.keeps_best:
        numbers = np.where(np.isfinite(numbers), np.fmin.accumulate(numbers, axis=1), np.nan)
    numbers = np.where(np.isfinite(numbers), numbers, np.inf)
    x, held = held_at(work[rows], above_optimum(found, place, numbers), judged.budget * WITHIN)
    median, low, high = spread(held)
    return (x, median, low, high) if sign > 0 else (x, -median, -high, -low)


def held_at(
    work: Float[np.ndarray, "S n"], values: Float[np.ndarray, "S n"], budget: float
) -> tuple[Float[np.ndarray, "m"], Float[np.ndarray, "S m"]]:
    """Every amount up to the budget that a run had spent at a record, and every run's number at its last record."""
    x = np.unique(work[work <= budget])
    if len(x) > MOST:
        x = x[np.unique(np.linspace(0, len(x) - 1, MOST).round().astype(int))]
    last = [np.maximum(np.searchsorted(row, x, side="right") - 1, 0) for row in work]
    return x, np.stack([row[places] for row, places in zip(values, last, strict=True)])


def times_chart(found: Comparison, language: str) -> Chart:
    """The share of an entry's runs that had reached the target by what was spent, a panel for each problem."""
    log = any(_soon(judged) for judged in found.scores)
    panels = [_times(found, judged, log, language) for judged in found.scores]
    keys = ["times", *["defaults"] * (has_defaults(found) and len(found.methods) <= CROWD)]
    return Chart(
        name="times",
        title=race_title(found, "race_chart.title.times", language),
        panels=tuple(panels),
        caption=joined([say(f"race_chart.times.{key}", language) for key in keys], language),
        columns=columns_for(len(panels)),
    )


def _soon(judged: Scores) -> bool:
    """Whether some run needed so little of the budget that a linear axis would hide it."""
    return bool(np.min(judged.times[judged.times > 0], initial=np.inf) < judged.budget / 30)


def _times(found: Comparison, judged: Scores, log: bool, language: str) -> Panel:
    fastest = float(np.min(judged.times[judged.times > 0], initial=judged.budget / 10))
    start = fastest / 1.5 if log else 0.0
    ends = (start, judged.budget * (1.1 if log else 1.03))
    lines: list[Line] = []
    for entry, times in zip(judged.entries, judged.times, strict=True):
        if is_default(entry) and len(found.methods) > CROWD:
            continue
        x, y = staircase(np.maximum(times, start), ends[0], judged.budget)
        faint, series = is_default(entry), series_of(found, entry)
        lines.append(
            Line(x=x, y=y, series=series, name="" if faint else entry, weight="guide" if faint else "normal")
        )
    lines.sort(key=lambda line: line.name != "")
    return Panel(
        x=Axis(label=say(f"race.unit.{judged.by}", language), scale="log" if log else "linear", range=ends),
        y=share_axis(say("race_chart.reached", language)),
        layers=tuple(lines),
        title=heading(found, judged),
    )


def staircase(
    values: Float[np.ndarray, "S"], start: float, end: float
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """The share of all values that is at most x, as a line with steps from `start` to `end`; +inf is never reached."""
    at, counts = np.unique(values[values <= end * WITHIN], return_counts=True)
    shares = np.concatenate([[0.0], np.cumsum(counts) / len(values)])
    x = np.concatenate([[start], np.repeat(at, 2), [end]])
    return x, np.repeat(shares, 2)


def share_axis(label: str) -> Axis:
    """From none to all."""
    ticks = tuple((share, f"{round(100 * share)} %") for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    return Axis(label=label, range=(-0.03, 1.05), ticks=ticks)
