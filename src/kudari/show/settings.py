"""How good the runs are in the end, against a setting that took several values."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.language.words import variable_words
from kudari.results.summary import TELLING
from kudari.show.chart import Axis, Band, Chart, Layer, Line, Panel, Points
from kudari.show.groups import Group, groups, label_name, label_words, ranked, spread, varying_labels
from kudari.show.scales import value_axis
from kudari.show.wording import seeds_caption, title

FEWEST = 3
"""Values that a setting must take to be worth an axis."""

NEAR = 0.07
"""Values closer than this share of the axis cannot each have a number below them."""

KINDS = ("gradient", "estimator", "order", "precision")
"""Labels whose values have no order."""


def settings_chart(trace: xr.Dataset, language: str) -> Chart | None:
    """The last loss against the setting with the most values, a curve for each method and other setting.

    None where no setting takes `FEWEST` values.
    """
    found = groups(trace, language)
    values = {
        name: list(dict.fromkeys(group.labels[name] for group in found if name in group.labels))
        for name in varying_labels(found)
        if name not in KINDS
    }
    chosen = max(values, key=lambda name: len(values[name]), default="")
    measured = next((name for name in (*TELLING, "loss") if name in trace), "")
    if not measured or len(values.get(chosen, ())) < FEWEST:
        return None
    places, x = setting_axis(chosen, values[chosen], language)
    last = ranked(trace[measured].values)[:, -1]
    lines: list[Layer] = []
    kinds = alike([group for group in found if chosen in group.labels], chosen, language)
    for series, (name, members) in enumerate(kinds.items()):
        members.sort(key=lambda group: places[group.labels[chosen]])
        at = np.array([places[group.labels[chosen]] for group in members])
        spreads = [spread(last[group.runs][:, None]) for group in members]
        median, low, high = (np.concatenate(column) for column in zip(*spreads, strict=True))
        lines.append(Band(x=at, low=low, high=high, series=series))
        lines.append(Line(x=at, y=median, series=series, name=name if len(kinds) > 1 else ""))
        lines.append(Points(x=at, y=median, series=series))
    label = say("chart.axis.last", language, name=variable_words(measured, language))
    y = value_axis(lines, label, over_steps=False)
    crosses = [
        _failures(members, chosen, places, last, y.range[1] if y.range else 1.0, series, language)
        for series, members in enumerate(kinds.values())
    ]
    return Chart(
        name="settings",
        title=title(trace, "chart.title.settings", language, setting=label_name(chosen, language)),
        panels=(Panel(x=x, y=y, layers=(*lines, *(cross for cross in crosses if cross))),),
        caption=seeds_caption(trace, found, language, band=True, by_step=False),
    )


def setting_axis(
    name: str, values: Sequence[float | str], language: str
) -> tuple[dict[float | str, float], Axis]:
    """Where each value lies: numbers at themselves, other things side by side in their order."""
    label = label_name(name, language)
    numeric = all(isinstance(value, int | float) for value in values)
    places = {value: float(value) if numeric else float(at) for at, value in enumerate(values)}
    ticks = tuple(
        (at, f"{value:g}" if isinstance(value, int | float) else value) for value, at in places.items()
    )
    wide = numeric and min(places.values()) > 0 and max(places.values()) > 10 * min(places.values())
    shown = np.sort(np.log10(list(places.values())) if wide else list(places.values()))
    near = np.min(np.diff(shown)) < NEAR * np.ptp(shown)
    return places, Axis(label=label, scale="log" if wide else "linear", ticks=() if near else ticks)


def alike(found: Sequence[Group], chosen: str, language: str) -> dict[str, list[Group]]:
    """Groups that differ by the chosen setting alone, under the name that they share."""
    several = len({group.method for group in found}) > 1
    others = [name for name in varying_labels(found) if name != chosen]
    kinds: dict[str, list[Group]] = {}
    for group in found:
        rest = [label_words(name, group.labels[name], language) for name in others if name in group.labels]
        shown = [group.method, *rest] if several or not rest else rest
        kinds.setdefault(say("chart.join", language).join(shown), []).append(group)
    return kinds


def _failures(
    members: Sequence[Group],
    chosen: str,
    places: Mapping[float | str, float],
    last: np.ndarray,
    top: float,
    series: int,
    language: str,
) -> Points | None:
    """Crosses at the upper edge over the settings at which some run did not stay finite."""
    failed = [group for group in members if not np.isfinite(last[group.runs]).all()]
    if not failed:
        return None
    x = np.array([places[group.labels[chosen]] for group in failed])
    lost = sum(int((~np.isfinite(last[group.runs])).sum()) for group in failed)
    name = say("chart.failed", language, lost=lost, runs=sum(len(group.runs) for group in members))
    return Points(x=x, y=np.full(len(x), top), series=series, name=name, marker="failure")
