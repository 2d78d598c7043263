"""What a network has learned, against the function it was to learn."""

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Axis, Band, Chart, Layer, Line, Panel
from kudari.show.choice import few
from kudari.show.groups import Group, count_words, groups, middle_run, spread
from kudari.show.wording import title

TOGETHER = 2
"""So many groups share a panel."""

MOST_PANELS = 12


def fit_chart(trace: xr.Dataset, language: str, *, moving: bool = False) -> Chart | None:
    """The true function, the function learned by the median run, and the 10–90 % band over seeds.

    The median run is the one with the median error on the grid. A moving picture shows the median over seeds at every
    input instead, which does not hop from run to run, on a range that stays. None where no function was learned.
    """
    if any(f"output_{name}" not in trace for name in ("input", "learned", "wanted")):
        return None
    found = groups(trace, language)
    shown = few(found, MOST_PANELS)
    parts = [list(found)] if len(found) <= TOGETHER else [[group] for group in shown]
    y = Axis(label=say("chart.axis.function", language), range=_range(trace, shown, moving=moving))
    panels = [
        Panel(
            x=Axis(label=say("chart.axis.input", language)),
            y=y,
            layers=_functions(trace, part, language, named=len(parts) == 1, moving=moving),
            title="" if len(parts) == 1 else count_words(part[0].name, _end(trace, part[0]), language),
        )
        for part in parts
    ]
    seeds = len(found[0].runs)
    key = "chart.caption.fit_moving" if moving else "chart.caption.fit"
    caption = [say(key, language, seeds=seeds)] if seeds > 1 else []
    if len(shown) < len(found):
        caption.append(say("chart.caption.few", language, shown=len(shown), all=len(found)))
    return Chart(
        name="fit",
        title=title(trace, "chart.title.fit", language),
        panels=tuple(panels),
        caption=joined(caption, language),
        columns=min(2 if len(panels) in (2, 4) else 3, len(panels)),
    )


def _functions(
    trace: xr.Dataset, part: list[Group], language: str, *, named: bool, moving: bool
) -> tuple[Layer, ...]:
    run = part[0].runs[0]
    x = np.asarray(trace["output_input"].values[run], float)
    wanted = np.asarray(trace["output_wanted"].values, float)
    bands: list[Layer] = []
    lines: list[Layer] = []
    for series, group in enumerate(part):
        learned = np.asarray(trace["output_learned"].values[group.runs], float)
        median, low, high = spread(np.where(np.isfinite(learned), learned, np.nan))
        error = np.mean((learned - wanted[group.runs]) ** 2, axis=1)
        name = count_words(group.name, error, language) if named else say("chart.learned", language)
        if len(group.runs) > 1:
            bands.append(Band(x=x, low=low, high=high, series=series))
        shown = median if moving else learned[middle_run(error)]
        lines.append(Line(x=x, y=shown, series=series, name=name))
    true = Line(x=x, y=wanted[run], name=say("chart.wanted", language), weight="strong")
    return (*bands, true, *lines)


def _end(trace: xr.Dataset, group: Group) -> np.ndarray:
    """One number of each run that is finite where all that it learned is: float[R]."""
    return np.asarray(trace["output_learned"].values[group.runs], float).sum(axis=1)


def _range(trace: xr.Dataset, shown: list[Group], *, moving: bool) -> tuple[float, float] | None:
    """Around the true function, and around what was learned where that is near it; moving, around the former alone."""
    wanted = np.asarray(trace["output_wanted"].values[shown[0].runs[0]], float)
    low, high = float(np.min(wanted)), float(np.max(wanted))
    if not np.isfinite(high - low):
        return None
    height = (high - low) or 1.0
    if moving:
        return low - 0.4 * height, high + 0.4 * height
    edges = [edge for group in shown for edge in spread(trace["output_learned"].values[group.runs])]
    learned = np.concatenate(edges)
    learned = learned[np.isfinite(learned)]
    low = min(low, max(float(np.min(learned, initial=low)), low - height))
    high = max(high, min(float(np.max(learned, initial=high)), high + height))
    return low - 0.05 * height, high + 0.05 * height
