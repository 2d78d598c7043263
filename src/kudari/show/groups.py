"""Runs that differ by their seed alone, and what the pictures call them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from kudari.language import SENTENCES, say
from kudari.results.schema import VARIABLES

QUANTILES = (0.5, 0.1, 0.9)

STOPPED_BY_RULE = (1, 2)
"""Of `kudari.results.schema.STOPPED`."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """All seeds of one method with one combination of hyperparameters and varied settings."""

    series: int
    name: str
    """What tells it from all others: its method where there are several, and its setting."""
    setting: str
    """What tells it from the other groups of its method; "" where nothing does."""
    method: str
    labels: dict[str, Any]
    """Every label that tells it from other groups; a label that it lacks is missing."""
    runs: np.ndarray
    """int[R]: their places along the trace's `run`."""


def label_names(trace: xr.Dataset) -> list[str]:
    """What names the runs, besides method and seed: every number of whole runs that is no result.

    A trace that was stored and opened again may hold its labels as variables, a fresh one as coordinates. A
    study that varies `gradient` has a label of that name, where others have the partial derivatives.
    """
    results = {name for name, variable in VARIABLES.items() if variable.dims == ("run",)}
    return [
        str(name)
        for name, variable in trace.variables.items()
        if variable.dims == ("run",) and name not in results and not str(name).startswith("output_")
    ]


def groups(trace: xr.Dataset, language: str) -> list[Group]:
    """The groups of runs in the trace's order, each with a series of its own.

    A name holds what differs: the method where there are several, and the labels that take several values.
    """
    methods = [str(method) for method in trace["method"].values]
    tables: list[dict[str, Any]] = [{} for _ in methods]
    for name in sorted(label_names(trace)):
        for table, value in zip(tables, trace[name].values.tolist(), strict=True):
            if not _blank(value):
                table[name] = value
    members: dict[tuple[str, str], list[int]] = {}
    for run, (method, table) in enumerate(zip(methods, tables, strict=True)):
        members.setdefault((method, str(table)), []).append(run)
    varying = _telling([(method, tables[runs[0]]) for (method, _), runs in members.items()])
    several = len({method for method, _ in members}) > 1
    join = say("chart.join", language)
    found = []
    for series, ((method, _), runs) in enumerate(members.items()):
        labels = tables[runs[0]]
        setting = join.join(label_words(name, labels[name], language) for name in varying if name in labels)
        shown = [method, setting] if several or not setting else [setting]
        found.append(
            Group(
                series=series,
                name=join.join(filter(None, shown)),
                setting=setting,
                method=method,
                labels=labels,
                runs=np.asarray(runs),
            )
        )
    return found


def short_name(group: Group, found: Sequence[Group], language: str) -> str:
    """What tells the group from all others, without the settings in which its method has one value only."""
    alike = [other for other in found if other.method == group.method]
    varying = [name for name in varying_labels(alike) if name in group.labels]
    setting = [label_words(name, group.labels[name], language) for name in varying]
    shown = [group.method, *setting] if len(alike) < len(found) or not setting else setting
    return say("chart.join", language).join(shown)


def varying_labels(found: Sequence[Group]) -> list[str]:
    """The labels that take several values among these groups."""
    return _varying([group.labels for group in found])


def _telling(told: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """The labels that tell groups apart: what all have and not all alike, and what differs between those of a method.

    What only some methods have, each of them one value of it, says nothing that their names do not say.
    """
    tables = [table for _, table in told]
    of_methods = [[table for method, table in told if method == name] for name in {name for name, _ in told}]

    def tells(name: str) -> bool:
        everywhere = all(name in table for table in tables)
        within = any(len({str(table.get(name)) for table in alike}) > 1 for alike in of_methods)
        return within or everywhere

    return [name for name in _varying(tables) if tells(name)]


def _varying(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    names = sorted({name for table in tables for name in table})
    return [name for name in names if len({str(table[name]) for table in tables if name in table}) > 1]


def ordered(found: Sequence[Group]) -> bool:
    """Whether the groups are steps of one growing number or size, rather than different things."""
    names = varying_labels(found)
    if len({group.method for group in found}) > 1 or len(names) != 1 or len(found) < 3:
        return False
    values = [group.labels[names[0]] for group in found]
    return names[0] == "hidden" or all(isinstance(value, int | float) for value in values)


def label_words(name: str, value: Any, language: str) -> str:
    """A label with its value, as a person says it."""
    if f"chart.value.{value}" in SENTENCES:
        return say(f"chart.value.{value}", language)
    if name == "hidden":
        # Where a study varies the number of layers, all its labels are strings: "10", "10-10" …
        key = "chart.layers" if isinstance(value, str) else "chart.neurons"
        return say(key, language, count=value)
    shown = f"{value:g}" if isinstance(value, float) else value
    return say("chart.label", language, name=label_name(name, language), value=shown)


def label_name(name: str, language: str) -> str:
    """What a label is called; its plain name where there is no word for it."""
    key = f"chart.name.{name}"
    return say(key, language) if key in SENTENCES else name.replace("_", " ")


def count_words(name: str, last: np.ndarray, language: str) -> str:
    """A group's name, with how many of its runs are finite in the end where some are not: last float[R]."""
    finite = int(np.isfinite(last).sum())
    if finite == len(last):
        return name
    return say("chart.finite", language, name=name, finite=finite, runs=len(last))


def ranked(values: np.ndarray) -> np.ndarray:
    """Runs over steps, float[R, n], with an infinity for every number that is none, so that it still has a rank.

    It is −inf where the run has been −inf before, else +inf. Left out, the runs that fly away would let the median
    of those that remain look better than that of all.
    """
    values = np.asarray(values, float)
    fallen = np.logical_or.accumulate(np.isneginf(values), axis=-1)
    return np.where(np.isnan(values), np.where(fallen, -np.inf, np.inf), values)


def spread(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Median, 10 % and 90 % quantile over runs: float[R, n] -> three of float[n].

    Interpolated linearly as `numpy.quantile` does. A NaN is left out; an infinity has its rank, so that an edge of
    the band may be infinite. All three are NaN where fewer than half of the runs are finite, and where the median
    would be infinite.
    """
    ordered = np.sort(np.asarray(values, float), axis=0)
    count = (~np.isnan(ordered)).sum(axis=0)
    last = np.maximum(count - 1, 0)
    found = []
    for share in QUANTILES:
        place = share * last
        below = np.floor(place).astype(int)
        low, high = (
            np.take_along_axis(ordered, index[None], axis=0)[0]
            for index in (below, np.minimum(below + 1, last))
        )
        part = place - below
        with np.errstate(invalid="ignore"):
            found.append(np.where((part == 0) | (low == high), low, (1 - part) * low + part * high))
    few = (2 * np.isfinite(ordered).sum(axis=0) < len(values)) | ~np.isfinite(found[0])
    median, low, high = (np.where(few, np.nan, quantile) for quantile in found)
    return median, low, high


def middle_run(values: np.ndarray) -> int:
    """The place of the run whose number is the (lower) median of the finite ones; the first where none is."""
    finite = np.flatnonzero(np.isfinite(values))
    if not finite.size:
        return 0
    ranked = finite[np.argsort(values[finite], kind="stable")]
    return int(ranked[(len(ranked) - 1) // 2])


def _blank(value: Any) -> bool:
    # Asked for every label of every run: a NaN is what does not equal itself.
    return value == "" or (isinstance(value, float) and value != value)
