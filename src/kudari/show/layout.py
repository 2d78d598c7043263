"""Where the parts of a chart lie on the page, in inches: computed, so that nothing has to be drawn twice."""

import re
import unicodedata
from dataclasses import dataclass

from kudari.show.chart import Arrows, Chart, Layer, Line, Panel, Points

WIDTH = {1: 7.2, 2: 9.4, 3: 10.4}
"""Of the whole picture, by its columns."""

PANEL_HEIGHT = {1: 3.7, 2: 2.8, 3: 2.3}

LEFT, RIGHT, GAP, SHARED_GAP = 0.85, 0.2, 0.85, 0.25
"""The left margin is wider where the ticks of y are words."""

X_LABEL, X_SHARED, HEADING, UNTITLED, BAR = 0.55, 0.3, 0.28, 0.16, 0.95
TITLE, CAPTION_LINE, ENTRY_LINE = 0.29, 0.18, 0.19
MARGIN = 0.1

POINT = 1 / 72


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The page and the places on it."""

    width: float
    height: float
    panels: tuple[Box, ...]
    bar: Box | None
    """Of the scale of the shades."""
    caption: tuple[str, ...]
    """Its lines."""
    legends: tuple[tuple[Layer, ...], ...]
    """One for all panels, or one for each."""
    legend_columns: int


def text_width(text: str, size: float) -> float:
    """About how many inches the longest line of a text takes at this size in points."""
    ems = (
        sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.58 for c in row) for row in text.split("\n")
    )
    return max(ems) * size * POINT


def wrapped(text: str, width: float, size: float) -> tuple[str, ...]:
    """The text in lines of at most this width: broken between sentences, and within one only where it is longer.

    Within a sentence a line ends at a space, or after a Japanese character.
    """
    rows: list[str] = []
    for sentence in re.split(r"(?<=。)|(?<=\. )", text):
        if rows and text_width((rows[-1] + sentence).rstrip(), size) <= width:
            rows[-1] += sentence
            continue
        rows.append("")
        for part in _parts(sentence):
            if rows[-1] and text_width((rows[-1] + part).rstrip(), size) > width:
                rows.append("")
            rows[-1] += part
    return tuple(row.rstrip() for row in rows if row.strip())


def _parts(text: str) -> list[str]:
    """What may stand at the end of a line: words with their space, single wide characters with their stop."""
    parts: list[str] = []
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        opens = not parts or parts[-1][-1] == " " or unicodedata.east_asian_width(parts[-1][-1]) in "WF"
        if parts and (character in "、。）％ " or not (wide or opens)):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def legends(chart: Chart) -> tuple[tuple[Layer, ...], ...]:
    """The named layers: together where each name has one look and each look one name, else panel by panel."""
    panels = [tuple(layer for layer in panel.layers if getattr(layer, "name", "")) for panel in chart.panels]
    together: dict[tuple[str, object], Layer] = {}
    for layer in (layer for panel in panels for layer in panel):
        together.setdefault((_name(layer), _look(layer)), layer)
    names, looks = ({pair[side] for pair in together} for side in (0, 1))
    if len(names) == len(looks) == len(together) or len(panels) == 1:
        return (tuple(together.values()),)
    return tuple(panels)


def _name(layer: Layer) -> str:
    assert isinstance(layer, Line | Points | Arrows)
    return layer.name


def _look(layer: Layer) -> object:
    mark = layer.marker if isinstance(layer, Points) else getattr(layer, "weight", "")
    return type(layer), getattr(layer, "series", None), mark


def shared(panels: tuple[Panel, ...], axis: str) -> bool:
    """Whether all panels have the same axis, so that its numbers need to stand at the edge only."""
    first, *others = (getattr(panel, axis) for panel in panels)
    return (
        bool(others) and all(other == first for other in others) and (first.range is not None or axis == "x")
    )


def level(chart: Chart) -> bool:
    """Whether the panels of each row have the same y-axis, so that its numbers stand at the left edge only."""
    drawn = [tuple(panel for panel in row if not panel.blank) for row in rows_of(chart)]
    return chart.columns > 1 and all(len(row) < 2 or shared(row, "y") for row in drawn)


def rows_of(chart: Chart) -> list[tuple[Panel, ...]]:
    """The panels row by row."""
    columns = min(chart.columns, 3)
    return [chart.panels[start : start + columns] for start in range(0, len(chart.panels), columns)]


def lay_out(chart: Chart, bar: bool) -> Layout:
    """Places for all parts of the chart; `bar`: whether a scale of shades stands at the right."""
    columns = min(chart.columns, 3)
    rows = rows_of(chart)
    width = WIDTH[columns]
    named = legends(chart)
    longest = max((text_width(_name(layer), 9) for legend in named for layer in legend), default=0.0) + 0.6
    gap = SHARED_GAP if level(chart) else GAP
    words = [text for panel in chart.panels for _, text in panel.y.ticks]
    left = max([LEFT, *(text_width(text, 8.5) + 4 * MARGIN for text in words)])
    room = width - left - RIGHT - (BAR if bar else 0)
    across, down = _panel_size(chart, (room - gap * (columns - 1)) / columns, columns)
    # A title needs its width even over a narrow panel.
    width = min(width, max(6.4, left + columns * across + gap * (columns - 1) + RIGHT + (BAR if bar else 0)))
    caption = wrapped(chart.caption, width - 3 * MARGIN, 8.5)
    legend_columns = max(1, int((width - 2 * MARGIN if len(named) == 1 else across) / longest))
    entries = max((len(legend) for legend in named), default=0)
    # As few rows as fit, all of them about equally long.
    legend_columns = -(-entries // -(-entries // legend_columns)) if entries else 1
    legend_height = ENTRY_LINE * -(-entries // legend_columns) + 0.06 if entries else 0.0
    below = X_SHARED if shared(chart.panels, "x") and len(rows) > 1 and len(named) == 1 else X_LABEL
    under_each = below + (legend_height if len(named) > 1 else 0.0)
    above = MARGIN + TITLE + CAPTION_LINE * len(caption) + 0.05
    last = X_LABEL - below + (legend_height if len(named) == 1 else 0.0) + 0.05
    highs = [down * max(panel.height for panel in row) for row in rows]
    headings = [max(_heading(panel.title) for panel in row) for row in rows]
    height = above + sum(highs) + sum(headings) + len(rows) * under_each + last
    boxes = []
    for place in range(len(chart.panels)):
        row, column = divmod(place, columns)
        bottom = height - above - sum(highs[: row + 1]) - sum(headings[: row + 1]) - row * under_each
        boxes.append(Box(left + column * (across + gap), bottom, across, highs[row]))
    right = boxes[min(columns, len(boxes)) - 1].left + across
    tall = boxes[0].bottom - boxes[-1].bottom + boxes[0].height
    scale = Box(right + 0.18, boxes[-1].bottom, 0.13, tall) if bar else None
    return Layout(
        width=width,
        height=height,
        panels=tuple(boxes),
        bar=scale,
        caption=caption,
        legends=named,
        legend_columns=legend_columns,
    )


def _heading(title: str) -> float:
    """The height of a panel's title, which may have several lines."""
    return HEADING + ENTRY_LINE * title.count("\n") if title else UNTITLED


def _panel_size(chart: Chart, across: float, columns: int) -> tuple[float, float]:
    """Width and usual height of a panel; where a unit is as long on both axes, as the ranges need them."""
    panel, usual = chart.panels[0], PANEL_HEIGHT[columns]
    if not (panel.equal and panel.x.range and panel.y.range):
        return across, usual
    ratio = (panel.y.range[1] - panel.y.range[0]) / (panel.x.range[1] - panel.x.range[0])
    down = min(across * ratio, 1.4 * usual)
    return down / ratio, down
