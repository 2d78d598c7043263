"""Colours, line styles and marks: told apart by colour-blind readers, and without colour by their dashes."""

from typing import Any

from matplotlib import colormaps
from matplotlib.colors import to_hex

from kudari.show.chart import NEUTRAL, Chart, Points

INK, GREY, SOFT = "#222222", "#666666", "#8a8a8a"

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#8C564B", "#56B4E9", "#000000")
"""The palette of Okabe and Ito (2008) without its yellow, too pale for a line on white, and a brown.

In an order in which colours that share their dashes, five places apart, are far from each other for every eye.
"""

DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)), (0, (3, 1.5)))

WIDTHS = {"strong": 2.2, "normal": 1.6, "faint": 0.8, "guide": 1.1, "span": 1.8}

GUIDE = (0, (9, 3))
"""Of every guide, whatever the dashes of its series."""

FIRST_WIDTH = 2.4
"""The first series is wider, so that it is still seen where a later one lies on it."""

MARKS = {"dot": "o", "start": "o", "end": "s", "minimum": "*", "failure": "x"}

SIZES = {"dot": 5.0, "start": 8.0, "end": 7.0, "minimum": 14.0, "failure": 9.0}


class Looks:
    """What each series of a chart looks like."""

    def __init__(self, chart: Chart) -> None:
        series = [layer.series for layer in chart.layers if hasattr(layer, "series")]
        self._count = max(series, default=0) + 1
        self._ordered = chart.ordered or self._count > len(COLOURS)

    def colour(self, series: int) -> str:
        """A colour as #rrggbb: growing lighter where the series are steps of one number."""
        if series == NEUTRAL:
            return INK
        if self._ordered:
            # The last fifth of the map is too pale on white.
            return to_hex(colormaps["viridis"](0.82 * series / max(1, self._count - 1)))
        return COLOURS[series]

    def on_dark(self, series: int) -> str:
        """The same for dark paper: there what is dark on white is bright, so that all stay apart."""
        if series == NEUTRAL or not self._ordered:
            return self.colour(series)
        return to_hex(colormaps["viridis"](1 - 0.55 * series / max(1, self._count - 1)))

    def dashes(self, series: int) -> Any:
        """A line style: solid for the first series and for what belongs to none."""
        return DASHES[max(series, 0) % len(DASHES)]

    def line(self, series: int, weight: str) -> dict[str, Any]:
        """Keywords of a curve."""
        wide = weight == "normal" and series == 0 and self._count > 1
        return {
            "color": SOFT if series == NEUTRAL and weight == "normal" else self.colour(series),
            "linestyle": {"faint": "-", "span": "-", "guide": GUIDE}.get(weight, self.dashes(series)),
            "linewidth": FIRST_WIDTH if wide else WIDTHS[weight],
            "alpha": 0.3 if weight == "faint" else 1.0,
        }

    def marks(self, points: Points) -> dict[str, Any]:
        """Keywords of marks."""
        colour = self.colour(points.series)
        faint = points.weight == "faint"
        crossed = points.marker == "failure"
        hollow = points.marker == "start"
        return {
            "linestyle": "none",
            "marker": MARKS[points.marker],
            "markersize": SIZES[points.marker] * (0.55 if faint else 1.0),
            "markeredgewidth": 2.0 if crossed else 1.5 if hollow else 0.8,
            "markeredgecolor": colour if crossed or hollow else "white",
            "markerfacecolor": "white" if hollow else colour,
            "alpha": 0.45 if faint else 1.0,
        }
