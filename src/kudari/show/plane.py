"""The loss over two parameters, and the paths through it."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Axis, Chart, Field, Layer, Line, Panel, Points
from kudari.show.choice import MOST_PANELS, few, has_landscape, left_out, same_seed
from kudari.show.groups import Group, groups, short_name
from kudari.show.wording import title

TOGETHER = 3
"""So many groups share one landscape, unless more are asked for."""

LEVELS = 14
"""Borders between the shades of a landscape, where they are even."""

SPAN = 100.0
"""A landscape is shaded by powers of ten where nineteen twentieths of it do not lie within this factor."""

DECADES = 7
"""The most powers of ten that are shaded, from the largest height down."""


def plane_chart(
    trace: xr.Dataset, language: str, seed: int | None = None, together: int = TOGETHER
) -> Chart | None:
    """The loss over two parameters, with the paths of all runs, this seed's strong; None: a typical seed's.

    More groups than go `together` have a panel each. None where the landscape is not a plane.
    """
    if not has_landscape(trace, 2):
        return None
    found = groups(trace, language)
    shown = found if len(found) <= together else few(found, MOST_PANELS)
    x, y, z = (trace[name].values for name in ("landscape_x", "landscape_y", "landscape"))
    field = Field(
        x=x, y=y, z=z, levels=levels(z, trace.attrs.get("optimum")), label=say("chart.loss", language)
    )
    lowest = _lowest(trace, x, y, z, language)
    parts = [shown] if len(shown) <= together else [[group] for group in shown]
    panels = [
        Panel(
            x=Axis(label=say("chart.axis.first", language), range=(float(x[0]), float(x[-1]))),
            y=Axis(label=say("chart.axis.second", language), range=(float(y[0]), float(y[-1]))),
            layers=(field, lowest, *_paths(trace, part, seed, named=len(parts) == 1)),
            title=short_name(part[0], found, language) if len(parts) > 1 else "",
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
        caption=joined([*caption, *left_out(shown, found, language)], language),
        columns=min(3 if len(panels) > 4 else 2, len(panels)),
    )


def levels(z: np.ndarray, optimum: float | None = None) -> np.ndarray:
    """Ascending borders between shades: even ones, or 1, 3, 10, 30 … above the lowest point.

    Heights that span decades would show, on even borders, one flat floor.

    Args:
        z: the heights; not finite where there is no loss.
        optimum: the smallest loss, where it is known; else the lowest of `z` stands for it.
    """
    finite = z[np.isfinite(z)]
    if not finite.size or np.ptp(finite) == 0:
        return np.array([0.0, 1.0]) + (float(finite[0]) if finite.size else 0.0)
    low, high = float(finite.min()), float(finite.max())
    spanned = decades(z, optimum)
    if spanned is None:
        return np.linspace(low, high, LEVELS)
    base, bottom, top = spanned
    borders = np.array([digit * 10.0**power for power in range(bottom, top + 1) for digit in (1, 3)])
    needed = int(np.searchsorted(borders, high - base)) + 1
    return np.concatenate([[base], base + borders[:needed]])


def decades(z: np.ndarray, optimum: float | None = None) -> tuple[float, int, int] | None:
    """(base, bottom, top) of heights best seen on a logarithmic scale: from 10^bottom to 10^top above the base.

    The base is the optimum where it is known, else the lowest height. None where the heights span no decades.
    """
    finite = z[np.isfinite(z)]
    if not finite.size or np.ptp(finite) == 0:
        return None
    low, high = float(finite.min()), float(finite.max())
    base = low if optimum is None else min(low, optimum)
    above = finite[finite > base] - base
    if high - base <= SPAN * float(np.quantile(above, 0.05)):
        return None
    top = int(np.ceil(np.log10(high - base)))
    # A shade that only a few points of the grid reach would be specks.
    return base, max(int(np.floor(np.log10(np.quantile(above, 0.01)))), top - DECADES), top


def _paths(trace: xr.Dataset, part: Sequence[Group], seed: int | None, *, named: bool) -> list[Layer]:
    """Of each group one seed's path strong, from start to end, above all others' faint ones.

    The seed is the same for all groups, so that their paths begin at the same point.
    """
    faint: list[Layer] = []
    strong: list[Layer] = []
    marks: list[Layer] = []
    for group, run in zip(part, same_seed(trace, part, seed), strict=True):
        points = np.asarray(trace["parameters"].values[group.runs], float)
        points[~np.isfinite(points).all(axis=-1)] = np.nan
        chosen = int(np.flatnonzero(group.runs == run)[0])
        way = points[chosen]
        met = way[np.isfinite(way[:, 0])]
        others = np.delete(points, chosen, axis=0)
        apart = np.concatenate([others, np.full_like(others[:, :1], np.nan)], axis=1).reshape(-1, 2)
        name, colour = (group.name, group.series) if named else ("", 0)
        if len(others):
            faint.append(Line(x=apart[:, 0], y=apart[:, 1], series=colour, weight="faint"))
        strong.append(Line(x=way[:, 0], y=way[:, 1], series=colour, name=name, weight="strong"))
        marks.append(Points(x=met[:1, 0], y=met[:1, 1], series=colour, marker="start"))
        marks.append(Points(x=met[-1:, 0], y=met[-1:, 1], series=colour, marker="end"))
    return [*faint, *strong, *marks]


def _lowest(trace: xr.Dataset, x: np.ndarray, y: np.ndarray, z: np.ndarray, language: str) -> Points:
    """The known minima; where the trace does not tell them, the lowest point of the grid."""
    known = trace.attrs.get("optimum_params")
    if known is not None and np.size(known):
        points = np.asarray(known, float).reshape(-1, 2)
        return Points(x=points[:, 0], y=points[:, 1], name=say("chart.minimum", language), marker="minimum")
    i, j = np.unravel_index(np.argmin(np.where(np.isfinite(z), z, np.inf)), z.shape)
    name = say("chart.lowest", language)
    return Points(x=x[[i]], y=y[[j]], name=name, marker="minimum")
