"""Sharpness against the largest at which the method is stable, by step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import xarray as xr

from kudari.diagnosis.case import Case
from kudari.diagnosis.theory import Limit
from kudari.diagnosis.tolerances import DEFAULT
from kudari.diagnosis.verdict import Outcome, Verdict
from kudari.language import Number, say
from kudari.language.words import joined, variable_words
from kudari.show.chart import NEUTRAL, Chart, Layer, Line, Panel
from kudari.show.curves import CROWD, by_method, curves_panel
from kudari.show.groups import Group, groups
from kudari.show.scales import numbered, same_range, value_axis
from kudari.show.wording import seeds_caption, title

FEWEST = 3
"""Probes that a curve needs."""

MOST_VALUES = 4
"""Of a limit that was changed, in its name."""


def sharpness_chart(trace: xr.Dataset, language: str) -> Chart | None:
    """The sharpness by step, and as a line the largest at which the method is stable: straight, unless it was changed.

    Adaptive methods have their preconditioned sharpness in a panel of its own. Where there are many curves, what
    is shown is the sharpness as a share of its limit, a panel for each method. None with fewer than `FEWEST` probes,
    or where no limit is known of any method.
    """
    if trace.sizes.get("probed_step", 0) < FEWEST:
        return None
    found = groups(trace, language)
    labels = trace.drop_dims(set(trace.dims) - {"run"})
    limits = {group.series: case(labels, int(group.runs[0])).limits for group in found}
    held = {group.series: _held(trace, group, limits[group.series]) for group in found}
    found = [group for group in found if held[group.series]]
    limited = [group for group in found if limits[group.series]]
    if not limited:
        return None
    if len(found) > CROWD:
        found = limited
        panels = _shares(trace, found, limits, held, language)
    else:
        names = dict.fromkeys(held[group.series] for group in found)
        guides = {name: _limits(trace, found, limits, held, name, language) for name in names}
        panels = [
            _panel(trace, [g for g in found if held[g.series] == name], name, guides[name], language)
            for name in names
        ]
    caption = seeds_caption(trace, found, language, band=len(found) <= CROWD, by_step=True)
    return Chart(
        name="sharpness",
        title=title(trace, "chart.title.sharpness", language),
        panels=tuple(panels),
        caption=joined([caption, say("chart.caption.sharpness", language)], language),
        ordered=len(found) > CROWD,
        columns=min(2, len(panels)),
    )


def case(trace: xr.Dataset, run: int) -> Case:
    """One run with all that is known of it but a verdict."""
    return Case(
        run=trace.isel(run=run).load(),
        verdict=Verdict(outcome=Outcome.UNDECIDED),
        facts=trace.attrs,
        tolerances=DEFAULT,
    )


Limits: TypeAlias = Sequence[tuple[int, Limit]]
"""Of one group, as `Case.limits` has them."""


def _held(trace: xr.Dataset, group: Group, limits: Limits) -> str:
    """The variable that is held against the group's limit, as `Case.held_against_limit` has it; "" if none."""
    name = limits[0][1].variable if limits else "sharpness"
    names = ("full_sharpness", name) if name == "sharpness" else (name,)
    return next((n for n in names if n in trace and np.isfinite(trace[n].values[group.runs]).any()), "")


def _panel(
    trace: xr.Dataset, found: Sequence[Group], name: str, guides: Sequence[Layer], language: str
) -> Panel:
    """Curves of one variable, with the limits of their methods."""
    label = variable_words(name, language)
    panel = curves_panel(trace, found, trace["probed_step"].values, trace[name].values, language, label=label)
    layers = (*panel.layers, *guides)
    return replace(panel, y=numbered(value_axis(layers, label)), layers=layers)


def _limits(
    trace: xr.Dataset,
    found: Sequence[Group],
    limits: Mapping[int, Limits],
    held: Mapping[int, str],
    name: str,
    language: str,
) -> list[Layer]:
    """A guide at each limit of the groups with this variable, in the colour of a group whose own it is."""
    sharing: dict[tuple[tuple[int, float], ...], list[Group]] = {}
    for group in found:
        course = tuple((step, limit.value) for step, limit in limits[group.series])
        if held[group.series] == name and course and np.isfinite([value for _, value in course]).all():
            sharing.setdefault(course, []).append(group)
    guides: list[Layer] = []
    for course, members in sharing.items():
        whose = say("chart.join", language).join(group.name for group in members)
        key = "chart.limit" if len(members) == len(found) else "chart.limit_of"
        guides.append(
            Line(
                **_staircase(trace, course),
                series=members[0].series if len(members) == 1 else NEUTRAL,
                name=say(key, language, name=whose, value=_values(course)),
                weight="guide",
            )
        )
    return guides


def _staircase(trace: xr.Dataset, course: Sequence[tuple[int, float]]) -> dict[str, np.ndarray]:
    """x and y of a line that is as high as the course says, from the first probe to the last."""
    steps, values = zip(*course, strict=True)
    first, last = _ends(trace)
    edges = np.clip(np.array([first, *steps[1:], last], float), first, last)
    return {"x": np.repeat(edges, 2)[1:-1], "y": np.repeat(np.array(values, float), 2)}


def _values(course: Sequence[tuple[int, float]]) -> str:
    """The values one after the other; of many, the first and the last."""
    told = [f"{Number(value):.3g}" for _, value in course]
    kept = told if len(told) <= MOST_VALUES else [*told[: MOST_VALUES - 2], "…", told[-1]]
    return " → ".join(word for place, word in enumerate(kept) if kept[place - 1 : place] != [word])


def _ends(trace: xr.Dataset) -> np.ndarray:
    return np.asarray(trace["probed_step"].values[[0, -1]], float)


def _shares(
    trace: xr.Dataset,
    found: Sequence[Group],
    limits: Mapping[int, Limits],
    held: Mapping[int, str],
    language: str,
) -> list[Panel]:
    """The sharpness as a share of its limit: the limit is at 1 for all."""
    shares = np.full((trace.sizes["run"], trace.sizes["probed_step"]), np.nan)
    for group in found:
        starts, values = zip(*((step, limit.value) for step, limit in limits[group.series]), strict=True)
        now = np.searchsorted(starts, trace["probed_step"].values, side="right") - 1
        shares[group.runs] = trace[held[group.series]].values[group.runs] / np.asarray(values)[now]
    steps, label = trace["probed_step"].values, say("chart.axis.sharpness_share", language)
    one = Line(x=_ends(trace), y=np.ones(2), name=say("chart.limit_one", language), weight="guide")
    panels = []
    for method, part in by_method(found).items():
        panel = curves_panel(trace, part, steps, shares, language, label=label, heading=method)
        panels.append(replace(panel, layers=(*panel.layers, one)))
    return [replace(panel, y=numbered(panel.y)) for panel in same_range(panels)]
