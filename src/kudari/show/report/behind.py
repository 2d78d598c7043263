"""The tables behind a chart: the numbers that it shows, for those who cannot or would rather not see it."""

from collections.abc import Sequence

import numpy as np

from kudari.language import say
from kudari.show.artists import within
from kudari.show.chart import Arrows, Axis, Band, Chart, Field, Layer, Line, Panel, Points
from kudari.show.report.drawn import together
from kudari.show.report.numbers import NONE, number
from kudari.show.report.section import Table

MOST_ROWS = 25

SIDE = 9
"""Points along each side of a landscape."""


def tables_behind(chart: Chart, language: str, most: int = MOST_ROWS) -> list[Table]:
    """Tables of at most `most` rows with what each panel shows; the faint paths of other seeds are left out."""
    found = []
    for panel in chart.panels:
        # A panel without a title of its own is told by what it measures, where there are several.
        name = panel.title or (panel.y.label if len(chart.panels) > 1 else "") or chart.title
        for table in _tables(panel, language, most):
            caption = (
                say("report.table.of", language, what=table.caption, where=name) if table.caption else name
            )
            found.append(Table(caption=caption, header=table.header, rows=table.rows, groups=table.groups))
    return found


def _tables(panel: Panel, language: str, most: int) -> list[Table]:
    layers = [within(layer, panel) for layer in panel.layers]
    if any(not name[:1].isdigit() for _, name in panel.y.ticks):
        return [_rows(layers, panel, language)]
    tables = [
        _curves([layers[at] for at in members], layers, panel, language, most) for members in together(layers)
    ]
    tables = [table for table in tables if table.rows]
    joined = {at for members in together(layers) for at in members}
    tables += [
        _path(layer, panel, language, most)
        for at, layer in enumerate(layers)
        if isinstance(layer, Line)
        and at not in joined
        and layer.name
        and layer.weight in ("normal", "strong")
    ]
    marks = _marks(layers, panel, language, most)
    tables += [marks] if marks.rows else []
    tables += [
        _arrows(layer, panel, language, most)
        for layer in layers
        if isinstance(layer, Arrows) and len(layer.x)
    ]
    tables += [_field(layer, panel) for layer in layers if isinstance(layer, Field)]
    return tables


def _curves(
    members: Sequence[Layer], layers: Sequence[Layer], panel: Panel, language: str, most: int
) -> Table:
    """A row for each of some x, a column for each curve, with its band beside it."""
    lines = [layer for layer in members if isinstance(layer, Line) and not _bar(layer)]
    bands = {layer.series: layer for layer in members if isinstance(layer, Band)}
    longest = max((line.x for line in lines), key=len, default=np.empty(0))
    chosen = _spaced(longest, panel.x, most)
    groups: list[tuple[str, int]] = []
    header, columns = [panel.x.label], [[_tick(panel.x, x) for x in longest[chosen]]]
    for line in lines:
        name = line.name or panel.y.label
        columns.append(_column(line.y, chosen))
        band = bands.get(line.series)
        if band is None:
            groups.append(("", 1))
            header.append(name)
            continue
        pairs = zip(_column(band.low, chosen), _column(band.high, chosen), strict=True)
        columns.append([NONE if NONE in pair else " – ".join(pair) for pair in pairs])
        groups.append((name, 2))
        header += [say("report.table.line", language), say("report.table.band", language)]
    for guide in layers:
        if isinstance(guide, Line) and guide.weight == "guide" and len(longest) and _flat(guide):
            groups.append(("", 1))
            header.append(guide.name or panel.y.label)
            columns.append([number(float(guide.y[0]))] * len(chosen))
    named = groups if any(width > 1 for _, width in groups) else []
    rows = tuple(zip(*columns, strict=True)) if lines else ()
    return Table(caption="", header=tuple(header), rows=rows, groups=tuple(named))


def _spaced(x: np.ndarray, axis: Axis, most: int) -> np.ndarray:
    """Places of at most `most` numbers, evenly spaced as the axis shows them, with the first and last."""
    if len(x) <= most:
        return np.arange(len(x))
    shown = np.log(x) if axis.scale == "log" and np.all(x > 0) else x
    wanted = np.linspace(shown[0], shown[-1], most)
    return np.unique([int(np.argmin(np.abs(shown - place))) for place in wanted])


def _column(values: np.ndarray, chosen: np.ndarray) -> list[str]:
    return [number(float(values[at])) if at < len(values) else NONE for at in chosen]


def _bar(layer: Line) -> bool:
    """Whether a line is the spread of a single mark."""
    return len(layer.x) == 2 and not layer.name


def _flat(layer: Line) -> bool:
    return len(layer.y) > 0 and bool(np.all(layer.y == layer.y[0]))


def _tick(axis: Axis, value: float) -> str:
    """The name of a place that has one, else its number."""
    return next((name for place, name in axis.ticks if place == value), number(float(value)))


def _labels(panel: Panel, language: str) -> tuple[str, str]:
    return panel.x.label or say("report.table.kind", language), panel.y.label or say(
        "report.table.kind", language
    )


def _path(layer: Line, panel: Panel, language: str, most: int) -> Table:
    """The way of a run through the plane."""
    at = np.unique(np.linspace(0, len(layer.x) - 1, min(len(layer.x), most)).round().astype(int))
    rows = tuple(
        (number(float(place)), number(float(layer.x[place])), number(float(layer.y[place]))) for place in at
    )
    header = (say("report.table.point", language), *_labels(panel, language))
    return Table(caption=layer.name, header=header, rows=rows)


def _marks(layers: Sequence[Layer], panel: Panel, language: str, most: int) -> Table:
    """Named marks, and bars from one number to another."""
    rows: list[tuple[str, str, str]] = []
    for layer in layers:
        if isinstance(layer, Points) and layer.name and len(layer.x):
            places = np.unique(np.linspace(0, max(0, len(layer.x) - 1), min(len(layer.x), most)).round())
            pairs = [(layer.x[int(at)], layer.y[int(at)]) for at in places]
            rows += [(layer.name, _tick(panel.x, x), _tick(panel.y, y)) for x, y in pairs]
        if isinstance(layer, Line) and _bar(layer) and layer.weight == "strong":
            x = _between(panel.x, layer.x)
            rows.append((say("report.table.bar", language), x, _between(panel.y, layer.y)))
    header = (say("report.table.mark", language), *_labels(panel, language))
    return Table(caption="", header=header, rows=tuple(rows[: 2 * most]))


def _rows(layers: Sequence[Layer], panel: Panel, language: str) -> Table:
    """A row for each name on the y-axis, from the top, with the marks and bars that stand there."""
    cells: dict[float, dict[str, str]] = {place: {} for place, _ in panel.y.ticks}

    def add(y: float, column: str, text: str) -> None:
        place = min(cells, key=lambda tick: abs(tick - y))
        cells[place][column] = ", ".join(filter(None, (cells[place].get(column, ""), text)))

    for layer in layers:
        if isinstance(layer, Points) and layer.weight != "faint":
            name = layer.name or say(f"report.mark.{layer.marker}", language)
            for x, y in zip(layer.x, layer.y, strict=True):
                add(float(y), name, _end(panel.x, float(x)))
        if isinstance(layer, Line) and _bar(layer) and np.ptp(layer.y) < 1:
            low, high = (_end(panel.x, float(x)) for x in layer.x)
            text = low if low == high else f"{low} – {high}"
            add(float(np.mean(layer.y)), say("report.table.bar", language), text)
    columns = list(dict.fromkeys(column for row in cells.values() for column in row))
    names = sorted(panel.y.ticks, reverse=True)
    rows = tuple((name, *(cells[place].get(column, NONE) for column in columns)) for place, name in names)
    first = panel.y.label or say("report.table.kind", language)
    return Table(caption="", header=(first, *columns), rows=rows, groups=((panel.x.label, len(columns)),))


def _end(axis: Axis, value: float) -> str:
    """A number on the axis; at its edge, where what lies beyond is drawn, too, as a bound."""
    text = _tick(axis, value)
    if axis.range is None or axis.range[0] < value < axis.range[1]:
        return text
    return f"≤ {text}" if value <= axis.range[0] else f"≥ {text}"


def _between(axis: Axis, ends: np.ndarray) -> str:
    low, high = (_tick(axis, float(end)) for end in ends)
    return low if low == high else f"{low} – {high}"


def _arrows(layer: Arrows, panel: Panel, language: str, most: int) -> Table:
    at = np.unique(np.linspace(0, len(layer.x) - 1, min(len(layer.x), most)).round().astype(int))
    ends = (layer.x, layer.y, layer.to_x, layer.to_y)
    rows = tuple((number(float(place + 1)), *(number(float(end[place])) for end in ends)) for place in at)
    begins, leads = say("report.table.from", language), say("report.table.to", language)
    header = (say("report.table.arrow", language), *_labels(panel, language), *_labels(panel, language))
    return Table(caption=layer.name, header=header, rows=rows, groups=((begins, 2), (leads, 2)))


def _field(layer: Field, panel: Panel) -> Table:
    """Heights over the plane: a row for each y, from the top, a column for each x."""
    across, up = (
        np.unique(np.linspace(0, size - 1, min(size, SIDE)).round().astype(int)) for size in layer.z.shape
    )
    rows = tuple(
        (number(float(layer.y[j]), 3), *(number(float(layer.z[i, j]), 3) for i in across)) for j in up[::-1]
    )
    header = (f"{panel.y.label} ↓", *(number(float(layer.x[i]), 3) for i in across))
    return Table(caption=layer.label, header=header, rows=rows, groups=((f"{panel.x.label} →", len(across)),))
