"""Marks on curves, where a hyperparameter was changed while the runs went on."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from kudari.show.chart import NEUTRAL, Axis, Line, Panel, Text, Weight
from kudari.show.groups import Group, label_words
from kudari.show.layout import text_width

NARROW = 4.0
"""Inches of a panel for whose width the words of its marks are chosen, shared by the panels of a row."""

ROWS, ROW = 2, 0.075
"""Of words above the curves, at most, and the height of one as a share of the panel."""

SIZE = 9.5
"""Points of their letters."""

FEW = 6
"""More marks than this are faint: they must not hide the curves."""

RIM = 0.05
"""What is shown beyond the first and the last step, as a share of all."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A change, as a panel shows it."""

    step: int
    text: str
    series: int
    """Of the only group of the panel whose it is, or none."""


def changes_of(trace: xr.Dataset) -> list[dict[str, Any]]:
    """What was changed while the runs went on: `step`, `name`, `value` and perhaps `method`, in the order of steps."""
    try:
        found: list[dict[str, Any]] = tomllib.loads(str(trace.attrs.get("study", ""))).get("changes", [])
    except tomllib.TOMLDecodeError:
        return []
    last = int(trace["step"].values[-1])
    return [change for change in found if change["step"] <= last]


def change_words(change: Mapping[str, Any], language: str) -> str:
    """The hyperparameter and its new value."""
    return label_words(str(change["name"]), float(change["value"]), language)


def marked(
    panels: Sequence[Panel], trace: xr.Dataset, parts: Sequence[Sequence[Group]], columns: int, language: str
) -> list[Panel]:
    """The panels, so many side by side and each of the groups of its part, with an upright line at every change.

    Their words stand in a strip above the curves, as many as find room, the last one first: it holds in the end.
    """
    changes = changes_of(trace)
    first, last = (float(step) for step in trace["step"].values[[0, -1]])
    shown = (first - RIM * (last - first), last + RIM * (last - first))
    marks = [_marks(changes, part, language) for part in parts]
    placed = [_placed(each, shown, NARROW / columns) for each in marks]
    rows = 1 + max((row for each in placed for row, _, _ in each), default=-1)
    if not rows:
        return list(panels)
    return [
        _marked(panel, each, words, shown, rows * ROW)
        for panel, each, words in zip(panels, marks, placed, strict=True)
    ]


def _marks(changes: Sequence[Mapping[str, Any]], part: Sequence[Group], language: str) -> list[Mark]:
    """What was changed of these groups, in the order of steps."""
    found = []
    for change in changes:
        method, name = change.get("method", ""), change["name"]
        whose = [group.series for group in part if method in ("", group.method) and name in group.labels]
        if whose:
            series = whose[0] if len(whose) == 1 < len(part) else NEUTRAL
            found.append(Mark(step=int(change["step"]), text=change_words(change, language), series=series))
    return list(dict.fromkeys(found))


def _placed(marks: Sequence[Mark], shown: tuple[float, float], width: float) -> list[tuple[int, float, Mark]]:
    """(row, place from 0 to 1 along the panel, mark) of those whose words do not touch others in their row."""
    rows: list[list[tuple[float, float]]] = [[] for _ in range(ROWS if len(marks) <= FEW else 1)]
    found = []
    for mark in [*marks[-1:], *marks[:-1]]:
        half = min(0.5, 0.5 * text_width(mark.text, SIZE) / width)
        place = min(max((mark.step - shown[0]) / (shown[1] - shown[0]), half), 1 - half)
        for row, taken in enumerate(rows):
            if all(place + half < low or place - half > high for low, high in taken):
                taken.append((place - half, place + half))
                found.append((row, place, mark))
                break
    return found


def _marked(
    panel: Panel,
    marks: Sequence[Mark],
    words: Sequence[tuple[int, float, Mark]],
    shown: tuple[float, float],
    strip: float,
) -> Panel:
    """The panel with a line at each mark, and above the curves, in the strip's share of the height, the words."""
    if panel.y.range is None:
        return panel
    weight: Weight = "guide" if len(marks) <= FEW else "faint"
    lines = [
        Line(x=np.full(2, float(mark.step)), y=np.asarray(panel.y.range), series=mark.series, weight=weight)
        for mark in marks
    ]
    texts = [
        Text(x=place, y=0.99 - ROW * row, text=mark.text, series=mark.series) for row, place, mark in words
    ]
    axis = _raised(panel.y, strip)
    return replace(panel, x=replace(panel.x, range=shown), y=axis, layers=(*lines, *panel.layers, *texts))


def _raised(axis: Axis, share: float) -> Axis:
    """The axis with room above for this share of the panel."""
    assert axis.range
    low, high = np.log10(axis.range) if axis.scale == "log" else axis.range
    raised = low + (high - low) / (1 - share)
    return replace(axis, range=(axis.range[0], float(10**raised if axis.scale == "log" else raised)))
