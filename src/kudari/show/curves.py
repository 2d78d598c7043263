"""Curves over steps: medians with the band in which eight runs of ten lie."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.language.words import variable_words
from kudari.show.changes import marked
from kudari.show.chart import Axis, Band, Chart, Layer, Line, Panel, Points
from kudari.show.groups import STOPPED_BY_RULE, Group, count_words, groups, ordered, ranked, spread
from kudari.show.scales import same_range, value_axis
from kudari.show.wording import in_order, seeds_caption, title

CROWD = 6
"""More curves than this in a panel are shown without bands; those of several methods get a panel each."""

INSTEAD = {"accuracy": "held_out_accuracy", "grid_error": "grid_loss"}
"""Evaluated numbers that make room for one that says more, where there is one."""


def loss_chart(trace: xr.Dataset, language: str) -> Chart | None:
    """The loss by step, a curve for each group of runs; None where the loss was not recorded."""
    if "loss" not in trace:
        return None
    found = groups(trace, language)
    steps, loss, label = trace["step"].values, trace["loss"].values, say("chart.axis.loss", language)
    parts = by_method(found) if len(found) > CROWD else {"": found}
    panels = [
        curves_panel(trace, part, steps, loss, language, label=label, heading=method)
        for method, part in parts.items()
    ]
    columns = min(2, len(panels))
    return Chart(
        name="loss",
        title=title(trace, "chart.title.loss", language),
        panels=tuple(marked(same_range(panels), trace, list(parts.values()), columns, language)),
        caption=seeds_caption(trace, found, language, band=_banded(parts.values()), by_step=True),
        ordered=all(ordered(part) for part in parts.values()),
        columns=columns,
    )


def by_method(found: Sequence[Group]) -> dict[str, list[Group]]:
    """The groups of each method, where there are several; equal settings share a series over all methods."""
    methods = list(dict.fromkeys(group.method for group in found))
    if len(methods) == 1:
        return {"": list(found)}
    settings = list(dict.fromkeys(group.setting for group in found))
    return {
        method: [
            replace(group, series=settings.index(group.setting), name=group.setting or method)
            for group in found
            if group.method == method
        ]
        for method in methods
    }


def curves_panel(
    trace: xr.Dataset,
    found: Sequence[Group],
    steps: np.ndarray,
    values: np.ndarray,
    language: str,
    *,
    label: str,
    heading: str = "",
) -> Panel:
    """Medians and bands of `values`, [R, n], over steps, int[n].

    A curve ends where the last of its runs comes to rest, with a mark where a stopping rule ended them all,
    or where fewer than half of its runs are finite; a run that is not keeps its rank beyond the others.
    """
    bands: list[Layer] = []
    lines: list[Layer] = []
    for group in found:
        rows = values[group.runs]
        last = int(np.max(trace["steps_run"].values[group.runs]))
        kept = max(1, int(np.searchsorted(steps, last, side="right")))
        x = np.asarray(steps[:kept], float)
        median, low, high = spread(ranked(rows)[:, :kept])
        if len(rows) > 1 and len(found) <= CROWD:
            bands.append(Band(x=x, low=low, high=high, series=group.series))
        name = count_words(group.name, rows[:, -1], language)
        lines.append(Line(x=x, y=median, series=group.series, name=name))
        by_rule = np.isin(trace["stopped"].values[group.runs], STOPPED_BY_RULE).all()
        if by_rule and np.isfinite(median[-1]):
            lines.append(Points(x=x[-1:], y=median[-1:], series=group.series))
    layers = (*bands, *lines)
    axis = Axis(label=say("chart.axis.step", language))
    return Panel(x=axis, y=value_axis(layers, label), layers=layers, title=heading)


def evaluated_chart(trace: xr.Dataset, language: str) -> Chart | None:
    """The problem's own numbers by step, a panel for each (and for each method, where curves are many).

    Where they are taken on a data set, the loss on the mini-batch stands beside them. None where nothing was
    evaluated.
    """
    evaluated = [str(n) for n, v in trace.data_vars.items() if v.dims == ("run", "evaluated_step")]
    names = in_order([name for name in evaluated if INSTEAD.get(name) not in evaluated])
    if not names:
        return None
    found = groups(trace, language)
    parts = by_method(found) if len(found) > CROWD else {"": found}
    taken = {name: (trace["evaluated_step"].values, trace[name].values) for name in names}
    if "full_loss" in names and "loss" in trace:
        taken = {"batch_loss": (trace["step"].values, trace["loss"].values), **taken}
    panels = {
        (name, method): curves_panel(
            trace, part, x, y, language, label=variable_words(name, language), heading=method
        )
        for name, (x, y) in taken.items()
        for method, part in parts.items()
    }
    # The eye compares the losses with each other: they need one scale.
    losses = [key for key in panels if key[0].endswith("loss")]
    panels |= zip(losses, same_range([panels[key] for key in losses]), strict=True)
    columns = min(len(parts), 3) if len(parts) > 1 else min(2, len(panels))
    shown = [parts[method] for _, method in panels]
    return Chart(
        name="evaluated",
        title=title(trace, "chart.title.evaluated", language),
        panels=tuple(marked(list(panels.values()), trace, shown, columns, language)),
        caption=seeds_caption(trace, found, language, band=_banded(parts.values()), by_step=True),
        ordered=all(ordered(part) for part in parts.values()),
        columns=columns,
    )


def _banded(parts: Iterable[Sequence[Group]]) -> bool:
    return all(len(part) <= CROWD for part in parts)
