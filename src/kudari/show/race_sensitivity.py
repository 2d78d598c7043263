"""How much a method cares about its learning rate: every trial of its tuning."""

from collections.abc import Sequence

import numpy as np

from kudari.comparison.result import Comparison
from kudari.comparison.tuning import Trial, Tuned
from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Axis, Band, Chart, Layer, Line, Marker, Panel, Points
from kudari.show.race_rows import at_share
from kudari.show.race_words import above_optimum, columns_for, is_accuracy, measured_label, race_title
from kudari.show.scales import value_axis

RATE = "learning_rate"

LOW = 0.32
"""Height of the panel with the failures."""

WORST = 0.04
"""How far from the edge failures stand, as a share of the panel."""

CROSSES: Marker = "failure"


def sensitivity_charts(found: Comparison, language: str) -> list[Chart]:
    """One chart for each problem on which learning rates were tuned."""
    charts = []
    for place, raced in enumerate(found.raced):
        tuned = [known for known in raced.tuned.values() if known.trials and RATE in known.trials[0].settings]
        if tuned:
            charts.append(_chart(found, place, tuned, language))
    return charts


def _chart(found: Comparison, place: int, tuned: Sequence[Tuned], language: str) -> Chart:
    columns = columns_for(len(tuned))
    rates = np.array([trial.settings[RATE] for known in tuned for trial in known.trials])
    x = _rates_axis(rates, language)
    y = _value_axis(found, place, tuned, language)
    upper = [_losses(found, place, known, x, y, language) for known in tuned]
    lower = [_failures(found, known, x, language) for known in tuned]
    panels: list[Panel] = []
    for start in range(0, len(tuned), columns):
        # A last row that is not full keeps its places, so that failures stand below their method.
        missing = columns - len(tuned[start : start + columns])
        free = [Panel(x=x, y=y, layers=())] * missing
        panels += [*upper[start : start + columns], *free, *lower[start : start + columns]]
    several = any(len(known.trials[0].settings) > 1 for known in tuned)
    crossed = any(getattr(layer, "marker", "") == CROSSES for panel in upper for layer in panel.layers)
    assert y.range
    beyond = any((_finite(numbers(found, place, known.trials)[0]) > y.range[1]).any() for known in tuned)
    keys = ["trials", *["failed"] * crossed, *["beyond"] * beyond, *["others"] * several]
    seeds = tuned[0].trials[0].seeds
    name = found.raced[place].problem
    title = race_title(found, "race_chart.title.sensitivity", language)
    return Chart(
        name="sensitivity" if len(found.raced) == 1 else f"sensitivity-{name}",
        title=title if len(found.raced) == 1 else say("chart.pair", language, name=name, value=title),
        panels=tuple(panels),
        caption=joined([say(f"race_chart.sensitivity.{k}", language, seeds=seeds) for k in keys], language),
        columns=columns,
    )


def _finite(values: np.ndarray) -> np.ndarray:
    return values[np.isfinite(values)]


def _rates_axis(rates: np.ndarray, language: str) -> Axis:
    low, high = np.log10([rates.min(), rates.max()])
    rim = max(0.04 * (high - low), 0.1)
    return Axis(
        label=say("chart.name.learning_rate", language),
        scale="log",
        range=(float(10 ** (low - rim)), float(10 ** (high + rim))),
    )


def numbers(found: Comparison, place: int, trials: Sequence[Trial]) -> np.ndarray:
    """Median, and the numbers a tenth and nine tenths of the way up the seeds, of each trial: float[3, N].

    As they are shown; NaN where most seeds, or that seed, failed or nothing is known.
    """
    table = np.array([(trial.score[-1], trial.low, trial.high) for trial in trials]).T
    shown = above_optimum(found, place, table)
    return -shown if is_accuracy(found.scores[place]) else shown


def _value_axis(found: Comparison, place: int, tuned: Sequence[Tuned], language: str) -> Axis:
    """One axis for all methods; what ends far above the start is beyond it."""
    label = measured_label(found, place, language)
    table = np.concatenate([numbers(found, place, known.trials) for known in tuned], axis=1)
    if is_accuracy(found.scores[place]):
        lowest = float(np.min(_finite(table), initial=1.0))
        return Axis(label=label, range=(max(-0.02, lowest - 0.05), 1.02))
    start = float(np.median(above_optimum(found, place, found.scores[place].first)))
    seen = np.concatenate([[start], _finite(table)])
    axis = value_axis([Line(x=seen, y=seen)], label)
    return axis if axis.range else Axis(label=label, range=(start - 1.0, start + 1.0))


def _losses(found: Comparison, place: int, known: Tuned, x: Axis, y: Axis, language: str) -> Panel:
    """A dot for each trial with the span of its seeds: a band where the rate is all that differs, else bars."""
    series = found.methods.index(known.method)
    rates = np.array([trial.settings[RATE] for trial in known.trials])
    median, low, high = numbers(found, place, known.trials)
    assert y.range
    bottom, top = y.range
    worst = at_share(y, WORST if is_accuracy(found.scores[place]) else 1 - WORST)
    clipped = np.clip(np.where(np.isfinite(median), median, worst), bottom, top)
    order = np.argsort(rates, kind="stable")
    layers: list[Layer] = []
    if len(known.trials[0].settings) == 1:
        line = np.where(np.isfinite(median), median, np.nan)
        layers += [
            Band(
                x=rates[order],
                low=np.minimum(low, high)[order],
                high=np.maximum(low, high)[order],
                series=series,
            ),
            Line(x=rates[order], y=line[order], series=series),
        ]
    else:
        ends = np.clip(np.stack([low, high, np.full_like(low, np.nan)], axis=1), bottom, top)
        layers.append(Line(x=np.repeat(rates, 3), y=ends.ravel(), series=series, weight="faint"))
    alive = np.isfinite(median)
    layers.append(Points(x=rates[alive], y=clipped[alive], series=series))
    if not alive.all():
        layers.append(Points(x=rates[~alive], y=clipped[~alive], series=series, marker=CROSSES))
    default, chosen = say("race_chart.default", language), say("race_chart.chosen", language)
    layers.append(Points(x=rates[:1], y=clipped[:1], name=default, marker="start"))
    if known.best is not None:
        best = [known.trials.index(known.best)]
        layers.append(Points(x=rates[best], y=clipped[best], name=chosen, marker="minimum"))
    return Panel(x=x, y=y, layers=tuple(layers), title=known.method)


def _failures(found: Comparison, known: Tuned, x: Axis, language: str) -> Panel:
    """The share of seeds that failed, as a post for each trial."""
    series = found.methods.index(known.method)
    rates = np.array([trial.settings[RATE] for trial in known.trials])
    lost = np.array([1 - trial.finite / trial.seeds for trial in known.trials])
    posts = np.stack([np.zeros_like(lost), lost, np.full_like(lost, np.nan)], axis=1)
    ticks = ((0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %"))
    return Panel(
        x=x,
        y=Axis(label=say("race_chart.lost", language), range=(-0.06, 1.12), ticks=ticks),
        layers=(
            Line(x=np.repeat(rates, 3), y=posts.ravel(), series=series, weight="span"),
            Points(x=rates, y=lost, series=series),
        ),
        height=LOW,
    )
