"""Which runs and groups are shown where not all of them can be."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.show.groups import Group, middle_run

MOST_PANELS = 6
"""Groups that get a panel of their own; of more, some are chosen evenly."""


def typical_run(trace: xr.Dataset, group: Group) -> int:
    """The group's run, along `run`, with the median number of steps; among equals that of the median loss."""
    steps = trace["steps_run"].values[group.runs].astype(float)
    last = np.asarray(trace["loss"].values[group.runs, -1], float)
    ranks = np.argsort(np.argsort(np.where(np.isfinite(last), last, np.inf), kind="stable"), kind="stable")
    return int(group.runs[middle_run(steps + ranks / (len(ranks) + 1))])


def same_seed(trace: xr.Dataset, found: Sequence[Group], seed: int | None = None) -> list[int]:
    """A run of each group, along `run`: the one with this seed; None: with the seed of the first group's typical run.

    Where a group lacks that seed, its own typical run.
    """
    seeds = trace["seed"].values
    seed = seeds[typical_run(trace, found[0])] if seed is None else seed
    matching = [group.runs[seeds[group.runs] == seed] for group in found]
    return [
        int(runs[0]) if len(runs) else typical_run(trace, group)
        for runs, group in zip(matching, found, strict=True)
    ]


def few(found: Sequence[Group], most: int) -> list[Group]:
    """At most so many of the groups, evenly chosen, with the first and the last."""
    if len(found) <= most:
        return list(found)
    return [found[round(place)] for place in np.linspace(0, len(found) - 1, most)]


def left_out(shown: Sequence[Group], found: Sequence[Group], language: str) -> list[str]:
    """A sentence that says how many groups are shown, where that is not all."""
    if len(shown) == len(found):
        return []
    return [say("chart.caption.few", language, shown=len(shown), all=len(found))]


def has_landscape(trace: xr.Dataset, parameters: int) -> bool:
    """Whether the trace holds the loss over so many parameters, and where its runs went."""
    needed = ("landscape", "loss", "parameters")
    return all(name in trace for name in needed) and trace["landscape"].ndim == parameters
