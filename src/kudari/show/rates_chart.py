"""The final loss against the learning rate, with the rates that stand out."""

from dataclasses import replace

import numpy as np

from kudari.language import say
from kudari.language.words import joined, variable_words
from kudari.results.rate_range import RateRange
from kudari.show.chart import Axis, Band, Chart, Layer, Line, Panel, Points
from kudari.show.groups import spread
from kudari.show.scales import value_axis

APART = 0.025
"""Crosses closer than this share of the axis would hide each other."""


def rates_chart(found: RateRange, language: str, name: str = "") -> Chart:
    """The final loss by learning rate: median and band of the stable rates, crosses at the others.

    The rates from the smallest diverging one on are shaded.

    Args:
        name: the study's, for the title.
    """
    shown = ~(found.diverging | found.fallen.any(axis=1))
    median, low, high = spread(np.where(shown[:, None], found.final, np.nan).T)
    curve: list[Layer] = [Line(x=found.rates, y=median, series=0)]
    if len(found.first) > 1:
        curve.insert(0, Band(x=found.rates, low=low, high=high, series=0))
    x = _rates_axis(found, language)
    assert x.range
    began = np.full(2, float(np.median(found.first)))
    start = Line(x=np.array(x.range), y=began, name=say("rates.chart.first", language))
    words = variable_words(found.measured, language)
    y = value_axis([*curve, start], say("chart.axis.last", language, name=words), over_steps=False)
    bottom, top = y.range or (float(began[0]) - 1, float(began[0]) + 1)
    layers: list[Layer] = [start, *curve]
    limit = found.smallest_unbounded if found.unbounded else found.smallest_diverging
    if limit is not None:
        beyond = np.array([limit, x.range[1]])
        layers.insert(0, Band(x=beyond, low=np.full(2, bottom), high=np.full(2, top)))
    for series, mark in ((1, "largest_stable"), (2, "predicted_limit")):
        rate = getattr(found, mark)
        if rate is not None and not (mark == "largest_stable" and limit is None):
            upright = np.full(2, rate)
            layers.append(
                Line(x=upright, y=np.array([bottom, top]), series=series, name=_mark(mark, rate, language))
            )
    if found.best is not None:
        lowest = median[found.place(found.best)]
        layers.append(_best(found.best, float(lowest), language))
    if limit is not None:
        layers.append(_crosses(found, ~shown, limit, x.range, top, language))
    title = say("rates.chart.title", language, method=found.method)
    return Chart(
        name="rates",
        title=say("chart.pair", language, name=name, value=title) if name else title,
        panels=(Panel(x=x, y=replace(y, range=(bottom, top)), layers=tuple(layers)),),
        caption=_caption(found, language, crossed=limit is not None),
    )


def _best(rate: float, loss: float, language: str) -> Points:
    name = _mark("best", rate, language)
    return Points(x=np.array([rate]), y=np.array([loss]), series=0, name=name, marker="minimum")


def _crosses(
    found: RateRange, lost: np.ndarray, limit: float, ends: tuple[float, float], top: float, language: str
) -> Points:
    """A cross at the upper edge for each lost rate, as far as they do not hide each other."""
    kept: list[float] = []
    least = (ends[1] / ends[0]) ** APART
    for rate in found.rates[lost]:
        if not kept or rate > least * kept[-1]:
            kept.append(float(rate))
    name = say(
        "rates.chart.fallen" if found.unbounded else "rates.chart.failed", language, rate=f"{limit:.4g}"
    )
    return Points(x=np.array(kept), y=np.full(len(kept), top), series=0, name=name, marker="failure")


def _rates_axis(found: RateRange, language: str) -> Axis:
    """From the lowest rate to the highest, with a rim."""
    low, high = np.log10(found.rates[[0, -1]])
    rim = 0.03 * (high - low)
    return Axis(
        label=say("chart.name.learning_rate", language),
        scale="log",
        range=(float(10 ** (low - rim)), float(10 ** (high + rim))),
    )


def _mark(mark: str, rate: float, language: str) -> str:
    return say("rates.chart.mark", language, name=say(f"rates.row.{mark}", language), rate=f"{rate:.4g}")


def _caption(found: RateRange, language: str, *, crossed: bool) -> str:
    seeds = len(found.first)
    key = "rates.chart.caption" if seeds > 1 else "rates.chart.caption.one"
    sentences = [say(key, language, seeds=seeds, steps=found.steps)]
    if crossed:
        kind = "unbounded" if found.unbounded else "lost"
        sentences.append(say(f"rates.chart.caption.{kind}", language))
    return joined(sentences, language)
