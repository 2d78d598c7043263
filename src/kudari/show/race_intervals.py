"""A race's answers with their intervals: every method against the baseline, and every entry by itself."""

from collections.abc import Sequence

import numpy as np

from kudari.comparison.profiles import interquartile_table
from kudari.comparison.result import Comparison
from kudari.comparison.statistics import Answer, Interval
from kudari.comparison.told import entry_words
from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Arrows, Axis, Band, Chart, Layer, Line, Panel, Points, Text
from kudari.show.layout import WIDTH, text_width
from kudari.show.race_rows import (
    at_share,
    named_rows,
    row_layers,
    row_place,
    rows_height,
    rows_range,
    share_of,
)
from kudari.show.race_words import (
    columns_for,
    has_defaults,
    is_accuracy,
    is_default,
    judged_label,
    race_title,
    series_of,
)
from kudari.show.scales import numbered

WORDS_ABOVE = 0.47
"""Of a row: how far above its mark the words begin."""

PANEL = 0.8
"""About the share of a page's width that its panels take."""

LABEL = 9.5
"""Points of letters."""

CLEAR = 0.012
"""Of a panel: between words and the line of no difference."""


def answers_chart(found: Comparison, language: str) -> Chart:
    """How far every method is from the baseline: a panel for each method, with a row for each problem; or, on one
    problem, a row for each method."""
    others = [answer.method for answer in found.answers]
    every = [*found.answers, *(answer for some in found.by_problem.values() for answer in some)]
    several = len(found.scores) > 1
    columns = columns_for(len(others)) if several else 1
    x = _differences_axis(found, every, columns, language)
    if several:
        rows = {say("race_chart.together", language): found.answers, **found.by_problem}
        panels = [
            _answers(found, {name: some[place] for name, some in rows.items()}, x, columns, language)
            for place in range(len(others))
        ]
    else:
        panels = [_answers(found, dict(zip(others, found.answers, strict=True)), x, columns, language)]
    open_ended = any(isinstance(layer, Arrows) for panel in panels for layer in panel.layers)
    keys = ["ratio" if _ratios(found) else "points", *["open"] * open_ended]
    return Chart(
        name="answers",
        title=race_title(found, "race_chart.title.answers", language, baseline=found.baseline),
        panels=tuple(panels),
        caption=joined(
            [say(f"race_chart.answers.{key}", language, baseline=found.baseline) for key in keys], language
        ),
        columns=columns,
    )


def _ratios(found: Comparison) -> bool:
    return found.scores[0].scale == "log10"


def shown(found: Comparison, interval: Interval) -> tuple[float, float, float]:
    """Estimate and ends as they are shown: ratios, or points (hundredths), higher being better for accuracies."""
    ends = np.array([interval.estimate, interval.low, interval.high])
    if _ratios(found):
        with np.errstate(over="ignore"):
            ends = 10.0**ends
    elif is_accuracy(found.scores[0]):
        ends = -100 * ends[[0, 2, 1]]
    else:
        ends = 100 * ends
    estimate, low, high = ends.tolist()
    return estimate, low, high


def _differences_axis(found: Comparison, every: Sequence[Answer], columns: int, language: str) -> Axis:
    """From the lowest end to the highest, with the place of no difference well within."""
    matters = max(answer.matters for answer in every)
    numbers = np.array([v for a in every for v in (a.interval.estimate, a.interval.low, a.interval.high)])
    numbers = np.concatenate([numbers[np.isfinite(numbers)], [2 * matters, -2 * matters]])
    if not _ratios(found):
        numbers = 100 * numbers * (-1 if is_accuracy(found.scores[0]) else 1)
    low, high = float(numbers.min()), float(numbers.max())
    rim = 0.08 * (high - low)
    kind = "ratio" if _ratios(found) else "higher" if is_accuracy(found.scores[0]) else "lower"
    names = {"name": judged_label(found, language), "baseline": found.baseline}
    label = say(f"race_chart.axis.{kind}", language, **names)
    if text_width(label, LABEL) > _panel_width(columns):
        label = say(f"race_chart.short.{kind}", language, **names)
    if _ratios(found):
        # Beyond what a number can hold there is nothing to be told apart.
        ends = np.clip([low - rim, high + rim], -300, 300)
        return numbered(Axis(label=label, scale="log", range=(float(10 ** ends[0]), float(10 ** ends[1]))))
    return Axis(label=label, range=(low - rim, high + rim))


def _answers(found: Comparison, rows: dict[str, Answer], x: Axis, columns: int, language: str) -> Panel:
    ends = rows_range(len(rows))
    matters = next(iter(rows.values())).matters
    none, low, high = shown(found, Interval(estimate=0.0, low=-matters, high=matters, error=0.0))
    layers: list[Layer] = [
        Band(x=np.array([low, high]), low=np.full(2, ends[0]), high=np.full(2, ends[1])),
        Line(x=np.full(2, none), y=np.array(ends), weight="guide"),
    ]
    for row, answer in enumerate(rows.values()):
        place, interval = row_place(row, len(rows)), shown(found, answer.interval)
        layers += row_layers(interval, place, series_of(found, answer.method), x)
        height = (place + WORDS_ABOVE - ends[0]) / (ends[1] - ends[0])
        words = say(f"race.verdict.{answer.verdict}", language)
        layers.append(_words(words, interval, height, x, none, columns))
    return Panel(
        x=x,
        y=named_rows(list(rows)),
        layers=tuple(layers),
        title=next(iter(rows.values())).method if len(found.scores) > 1 else "",
        height=rows_height(len(rows), columns),
    )


def _panel_width(columns: int) -> float:
    """About how many inches."""
    return PANEL * WIDTH[columns] / columns


def _words(
    text: str, interval: tuple[float, float, float], height: float, x: Axis, none: float, columns: int
) -> Text:
    """Words above the mark, beside the line of no difference, and within the panel."""
    half = min(0.5, text_width(text, LABEL) / 2 / _panel_width(columns))
    share = 0.5 if np.isnan(interval[0]) else share_of(x, interval[0])
    line, clear = share_of(x, none), half + CLEAR
    share = float(np.clip(share, half, 1 - half))
    if abs(share - line) < clear:
        beside = [place for place in (line - clear, line + clear) if half <= place <= 1 - half]
        share = min(beside, key=lambda place: abs(place - share), default=share)
    return Text(x=share, y=height, text=text)


def interquartile_chart(found: Comparison, language: str) -> Chart | None:
    """The interquartile mean of every entry's runs with its interval, over all problems; None for a single seed."""
    if found.seeds < 2:
        return None
    table = interquartile_table({name: [each[name] for each in found.scores] for name in found.entries})
    order = sorted(found.entries, key=lambda entry: (series_of(found, entry), is_default(entry)))
    accuracy = is_accuracy(found.scores[0])
    intervals = {entry: _level(found, table[entry], accuracy) for entry in order}
    x = _levels_axis(found, list(intervals.values()), language)
    worst = at_share(x, 0.0 if accuracy else 1.0)
    layers: list[Layer] = []
    for row, entry in enumerate(order):
        place = row_place(row, len(order))
        series, interval = series_of(found, entry), intervals[entry]
        drawn = row_layers(interval, place, series, x, hollow=is_default(entry))
        if np.isinf(interval[0]):
            # What is infinitely bad is a failure, and no place far away.
            edge = np.array([worst]), np.array([place])
            drawn = [layer for layer in drawn if isinstance(layer, Line) and not np.isinf(interval[1:]).all()]
            drawn.append(Points(x=edge[0], y=edge[1], series=series, marker="failure"))
        layers += drawn
    keys = ["mean" if len(found.scores) == 1 else "means"]
    keys += ["logs"] * _ratios(found) + ["defaults"] * has_defaults(found)
    keys += ["failed"] * any(np.isinf(interval[0]) for interval in intervals.values())
    return Chart(
        name="iqm",
        title=race_title(found, "race_chart.title.iqm", language),
        panels=(
            Panel(
                x=x,
                y=named_rows([entry_words(entry, language) for entry in order]),
                layers=tuple(layers),
                height=rows_height(len(order), 1),
            ),
        ),
        caption=joined([say(f"race_chart.iqm.{key}", language, seeds=found.seeds) for key in keys], language),
    )


def _level(found: Comparison, interval: Interval, accuracy: bool) -> tuple[float, float, float]:
    ends = np.array([interval.estimate, interval.low, interval.high])
    with np.errstate(over="ignore"):
        ends = 10.0**ends if _ratios(found) else -ends[[0, 2, 1]] if accuracy else ends
    estimate, low, high = ends.tolist()
    return estimate, low, high


def _levels_axis(found: Comparison, intervals: Sequence[tuple[float, float, float]], language: str) -> Axis:
    label = judged_label(found, language)
    numbers = np.array(intervals).ravel()
    numbers = numbers[np.isfinite(numbers)]
    if not _ratios(found):
        low, high = (numbers.min(), numbers.max()) if numbers.size else (0.0, 1.0)
        rim = max(0.06 * (high - low), 0.01)
        return Axis(label=label, range=(float(low - rim), float(high + rim)))
    logs = np.log10(numbers[numbers > 0]) if (numbers > 0).any() else np.array([0.0])
    rim = max(0.06 * float(np.ptp(logs)), 0.1)
    ends = 10 ** (logs.min() - rim), 10 ** (logs.max() + rim)
    return numbered(Axis(label=label, scale="log", range=(float(ends[0]), float(ends[1]))))
