"""A chart as `chart.js` draws it: with no more points than can be seen, short numbers, and the look of every layer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.colors import to_hex

from kudari.show.artists import SHADES, within
from kudari.show.chart import NEUTRAL, Arrows, Axis, Band, Chart, Field, Layer, Line, Panel, Points, Text
from kudari.show.looks import GUIDE, INK, Looks
from kudari.show.report.colours import on_dark
from kudari.show.report.numbers import rounded
from kudari.show.thin import kept, thin_curve

MOST_NUMBERS = 7000
"""Of all curves of a chart, unless the page has room for fewer."""

FEWEST, MOST = 60, 600
"""Points of a curve."""

SIDE = 81
"""The most points along each side of a field."""

MOST_MARKS = 400
"""Of one kind in a panel: more would hide each other."""

FEWEST_ON_PATHS, MOST_ON_PATHS = 120, 1200
"""Points of a path through a plane, or of all faint ones of a layer together."""

PIXELS = 1.25
"""Of the page, for a point of the printed picture."""

DARK_SHADES = ("#1b2026", "#27303a", "#36434f", "#4a5a69")
"""Of a field on dark paper, from the bottom up."""


def drawn(chart: Chart, numbers: int = MOST_NUMBERS) -> dict[str, Any]:
    """The chart as JSON holds it, with about so many numbers at most in its curves.

    A layer's `x` may be the place of an earlier layer of the panel with the same x, and a field `same`: the panel
    and layer of an earlier field with the same numbers.
    """
    looks = Looks(chart)
    fields: dict[int, tuple[int, int]] = {}
    panels = []
    paths = sum(isinstance(layer, Line) and not _ascending(layer.x) for layer in chart.layers)
    on_paths = max(FEWEST_ON_PATHS, min(MOST_ON_PATHS, numbers // (2 * max(1, paths))))
    for place, panel in enumerate(chart.panels):
        thin = thinned(panel, numbers // len(chart.panels), on_paths)
        layers = [_layer(layer, looks) for layer in thin.layers]
        _share_x(layers)
        for at, layer in enumerate(panel.layers):
            if isinstance(layer, Field):
                first = fields.setdefault(id(layer.z), (place, at))
                if first != (place, at):
                    layers[at] = {"kind": "field", "same": first}
        panels.append(
            {
                "title": panel.title,
                "x": _axis(panel.x),
                "y": _axis(panel.y),
                "equal": panel.equal,
                "height": panel.height,
                "layers": layers,
            }
        )
    return {"name": chart.name, "title": chart.title, "columns": min(3, chart.columns), "panels": panels}


def thinned(panel: Panel, numbers: int, on_paths: int) -> Panel:
    """The panel with what can be seen of its layers: its curves in about so many numbers, a path in so many points."""
    layers = [within(layer, panel) for layer in panel.layers]
    for members in together(layers):
        columns = sum(1 if isinstance(layers[at], Line) else 2 for at in members) + 1
        places = _places([layers[at] for at in members], min(MOST, max(FEWEST, numbers // columns)))
        for at in members:
            layers[at] = _taken(layers[at], places)
    return replace(panel, layers=tuple(_fewer(layer, on_paths) for layer in layers))


def together(layers: Sequence[Layer]) -> list[list[int]]:
    """Places of the curves over a growing x, those over the same x (or its beginning) together, the longest first."""
    curves = [
        at
        for at, layer in enumerate(layers)
        if isinstance(layer, Line | Band) and not _is_path(layer) and _ascending(layer.x)
    ]
    found: list[list[int]] = []
    for at in sorted(curves, key=lambda at: (-len(_x(layers[at])), at)):
        for members in found:
            if np.array_equal(_x(layers[members[0]])[: len(_x(layers[at]))], _x(layers[at])):
                members.append(at)
                break
        else:
            found.append([at])
    return [sorted(members) for members in found]


def _x(layer: Layer) -> np.ndarray:
    assert isinstance(layer, Line | Band)
    return layer.x


def _is_path(layer: Layer) -> bool:
    return isinstance(layer, Line) and layer.weight in ("faint", "guide")


def _ascending(x: np.ndarray) -> bool:
    return bool(len(x) > 1 and np.all(np.diff(x) > 0))


def _places(members: Sequence[Layer], most: int) -> np.ndarray:
    """Places that the curves share: their peaks, the sides of their gaps, their ends among them, and even steps."""
    length = max(len(_x(layer)) for layer in members)
    if length <= most:
        return np.arange(length)
    lines = [layer.y for layer in members if isinstance(layer, Line)]
    edges = [edge for layer in members if isinstance(layer, Band) for edge in (layer.low, layer.high)]
    columns = []
    for values in lines or edges:
        column = np.full(length, np.nan)
        column[: len(values)] = np.where(np.isfinite(values), values, np.nan)
        columns.append(column)
    sides = [np.flatnonzero(np.diff(np.isfinite(column))) for column in columns]
    chosen = [
        kept(tuple(columns), max(2 * len(columns) + 2, most // 2)),
        np.linspace(0, length - 1, most // 2).round().astype(int),
        *(np.concatenate([side, side + 1])[:most] for side in sides),
    ]
    return np.unique(np.concatenate(chosen))


def _taken(layer: Layer, places: np.ndarray) -> Layer:
    places = places[places < len(_x(layer))]
    if isinstance(layer, Band):
        return replace(layer, x=layer.x[places], low=layer.low[places], high=layer.high[places])
    assert isinstance(layer, Line)
    return replace(layer, x=layer.x[places], y=layer.y[places])


def _fewer(layer: Layer, on_paths: int) -> Layer:
    """Fewer points of what is no curve over a growing x."""
    match layer:
        case Line():
            x, y = thin_curve(layer.x, layer.y, max(MOST, on_paths) if _ascending(layer.x) else on_paths)
            met = np.isfinite(x) & np.isfinite(y)
            # One gap is as good as many in a row.
            shown = met | np.roll(met, 1)
            return replace(layer, x=x[shown], y=y[shown])
        case Points() if len(layer.x) > MOST_MARKS:
            at = np.linspace(0, len(layer.x) - 1, MOST_MARKS).round().astype(int)
            return replace(layer, x=layer.x[at], y=layer.y[at])
        case Arrows() if len(layer.x) > MOST_MARKS:
            at = np.sort(
                np.argsort(-np.hypot(layer.to_x - layer.x, layer.to_y - layer.y), kind="stable")[:MOST_MARKS]
            )
            return replace(layer, x=layer.x[at], y=layer.y[at], to_x=layer.to_x[at], to_y=layer.to_y[at])
        case Field():
            across, up = (
                np.unique(np.linspace(0, n - 1, min(n, SIDE)).round().astype(int)) for n in layer.z.shape
            )
            return replace(layer, x=layer.x[across], y=layer.y[up], z=layer.z[np.ix_(across, up)])
    return layer


def _axis(axis: Axis) -> dict[str, Any]:
    ends = [rounded(end, 9) for end in axis.range] if axis.range else None
    ticks = [[rounded(place, 9), name] for place, name in axis.ticks]
    return {"label": axis.label, "scale": axis.scale, "range": ends, "ticks": ticks}


def _layer(layer: Layer, looks: Looks) -> dict[str, Any]:
    """A layer as a table, with its look; every number has six digits, those of a landscape and faint paths four."""
    faint = isinstance(layer, Field) or (isinstance(layer, Line) and layer.weight == "faint")
    table: dict[str, Any] = {"kind": type(layer).__name__.lower()}
    for name in ("x", "y", "to_x", "to_y", "low", "high", "z", "levels"):
        value = getattr(layer, name, None)
        if isinstance(value, np.ndarray):
            table[name] = _numbers(value, 4 if faint and name != "levels" else 6)
    match layer:
        case Line():
            line = looks.line(layer.series, layer.weight)
            table |= {
                "name": layer.name,
                "series": layer.series,
                "guide": layer.weight == "guide",
                "look": _line_look(line, looks, layer.series),
            }
        case Points():
            marks = looks.marks(layer)
            hollow = layer.marker == "start"
            look = {
                **_pair(
                    marks["markeredgecolor"] if hollow else marks["markerfacecolor"], looks, layer.series
                ),
                "shape": marks["marker"],
                "size": round(PIXELS * marks["markersize"], 1),
                "hollow": hollow,
                "edge": PIXELS * marks["markeredgewidth"],
                "alpha": marks["alpha"],
            }
            table |= {"name": layer.name, "look": look}
        case Band() | Arrows():
            table |= {
                "name": layer.name,
                "series": layer.series,
                "look": _pair(looks.colour(layer.series), looks, layer.series),
            }
        case Field():
            light = SHADES(np.linspace(0, 1, len(layer.levels) - 1))
            table |= {"label": layer.label, "shades": _shades([to_hex(colour) for colour in light])}
        case Text():
            colour = INK if layer.series == NEUTRAL else looks.colour(layer.series)
            table |= {
                "x": layer.x,
                "y": layer.y,
                "text": layer.text,
                "look": _pair(colour, looks, layer.series),
            }
    return table


def _line_look(line: dict[str, Any], looks: Looks, series: int) -> dict[str, Any]:
    style, width = line["linestyle"], PIXELS * line["linewidth"]
    dashes = [] if style == "-" else [round(part * width, 1) for part in style[1]]
    if style == GUIDE:
        dashes = [9, 4]
    pair = _pair(line["color"], looks, series)
    return {**pair, "width": round(width, 2), "dashes": dashes, "alpha": line["alpha"]}


def _pair(colour: str, looks: Looks, series: int) -> dict[str, str]:
    return {"light": colour, "dark": on_dark(colour if series == NEUTRAL else looks.on_dark(series))}


def _shades(light: Sequence[str]) -> list[dict[str, str]]:
    from matplotlib.colors import LinearSegmentedColormap

    dark = LinearSegmentedColormap.from_list("dark", DARK_SHADES)(np.linspace(0, 1, len(light)))
    return [{"light": one, "dark": to_hex(other)} for one, other in zip(light, dark, strict=True)]


def _numbers(values: np.ndarray, digits: int) -> list[Any]:
    if values.ndim > 1:
        return [_numbers(row, digits) for row in values]
    return [rounded(value, digits) for value in values.tolist()]


def _share_x(layers: list[dict[str, Any]]) -> None:
    """Name an earlier layer with the same x instead of repeating it."""
    seen: dict[tuple[Any, ...], int] = {}
    for at, layer in enumerate(layers):
        if layer["kind"] in ("line", "band"):
            first = seen.setdefault(tuple(layer["x"]), at)
            if first != at:
                layer["x"] = first
