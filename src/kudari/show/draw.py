"""A chart as a matplotlib figure, and as PNG and SVG files.

Pyplot is never imported and no setting of matplotlib outlives a call. The layout is computed beforehand, so
that every file is drawn exactly once. Text in an SVG file is drawn as outlines: Japanese then looks the same on
a machine without a Japanese font, and every character that a picture repeats is stored only once.
"""

import importlib.util
import io
import re
from functools import cache
from pathlib import Path
from typing import Any

from matplotlib import font_manager, rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from kudari.show.artists import draw_panel, legend_mark, points_each
from kudari.show.chart import Chart, Field
from kudari.show.layout import MARGIN, TITLE, X_LABEL, Box, Layout, lay_out, level, shared
from kudari.show.looks import GREY, INK, Looks

DPI = 150

JAPANESE = "IPAexGothic"

SIZE, SMALL, LARGE = 9.5, 8.5, 12.5
"""Points of letters: labels, caption and ticks, title."""


@cache
def families() -> tuple[str, ...]:
    """Matplotlib's own letters, and Japanese ones from the font file in the package matplotlib-fontja.

    The file is found without importing the package, which would change matplotlib's settings for everyone.
    """
    package = importlib.util.find_spec("matplotlib_fontja")
    for folder in (package.submodule_search_locations or []) if package else []:
        font_manager.fontManager.addfont(str(Path(folder) / "fonts" / "ipaexg.ttf"))
        return ("DejaVu Sans", JAPANESE)
    return ("DejaVu Sans",)


def settings() -> Any:
    """Matplotlib's settings for one drawing."""
    return {
        "font.family": list(families()),
        "font.size": SIZE,
        "axes.edgecolor": GREY,
        "axes.labelcolor": INK,
        "axes.unicode_minus": True,
        "text.color": INK,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "svg.fonttype": "path",
        # Fixed, so that the same chart gives the same file.
        "svg.hashsalt": "kudari",
    }


def draw(chart: Chart) -> Figure:
    """The chart as a figure that belongs to no window."""
    looks = Looks(chart)
    page = lay_out(chart, bar=any(isinstance(layer, Field) for layer in chart.layers))
    with rc_context(settings()):
        figure = Figure(figsize=(page.width, page.height), dpi=DPI, facecolor="white")
        _words(figure, chart, page)
        shades, most = None, points_each(chart.layers)
        columns = min(chart.columns, 3)
        for place, (panel, box) in enumerate(zip(chart.panels, page.panels, strict=True)):
            if panel.blank:
                continue
            axes = figure.add_axes(_share(box, page))
            shades = draw_panel(axes, panel, looks, most) or shades
            axes.tick_params(labelfontfamily=list(families()))
            inner = level(chart) and place % columns
            axes.tick_params(labelleft=not inner)
            axes.set_ylabel("" if inner else panel.y.label)
            below = chart.panels[place + columns : place + columns + 1]
            covered = shared(chart.panels, "x") and below and not below[0].blank
            axes.tick_params(labelbottom=not covered)
            axes.set_xlabel("" if covered else panel.x.label)
        if page.bar and shades is not None:
            _scale(figure, chart, page, shades)
        _legends(figure, page, looks)
    return figure


def _words(figure: Figure, chart: Chart, page: Layout) -> None:
    left = MARGIN / page.width
    top = page.height - MARGIN
    figure.text(left, top / page.height, chart.title, fontsize=LARGE, va="top")
    below = (top - TITLE) / page.height
    figure.text(left, below, "\n".join(page.caption), fontsize=SMALL, color=GREY, va="top", linespacing=1.45)


def _share(box: Box, page: Layout) -> tuple[float, float, float, float]:
    return (box.left / page.width, box.bottom / page.height, box.width / page.width, box.height / page.height)


def _scale(figure: Figure, chart: Chart, page: Layout, shades: Any) -> None:
    """What the shades mean: numbers at eight borders at most."""
    assert page.bar
    field = next(layer for layer in chart.layers if isinstance(layer, Field))
    told = field.levels[:: -(-len(field.levels) // 8)]
    bar = figure.colorbar(shades, cax=figure.add_axes(_share(page.bar, page)), ticks=told)
    bar.ax.set_yticks(told, labels=[_short(level) for level in told])
    bar.ax.set_title(field.label, fontsize=SMALL, loc="left")
    bar.outline.set_visible(False)


def _short(number: float) -> str:
    """Two digits, without an exponent where that is short enough."""
    rounded = float(f"{number:.2g}")
    return f"{rounded:.6g}".replace("-", "−")


def _legends(figure: Figure, page: Layout, looks: Looks) -> None:
    """Below everything, or below each panel; never over the data."""
    for place, legend in enumerate(page.legends):
        if not legend:
            continue
        alone = len(page.legends) == 1
        box = page.panels[place]
        left = MARGIN if alone else box.left - 0.4
        top = min(box.bottom for box in page.panels) if alone else box.bottom
        figure.legend(
            handles=[legend_mark(layer, looks) for layer in legend],
            loc="upper left",
            bbox_to_anchor=(left / page.width, (top - X_LABEL + 0.05) / page.height),
            ncols=min(page.legend_columns, len(legend)),
            frameon=False,
            fontsize=9,
            borderaxespad=0,
            borderpad=0.2,
            handlelength=2.6,
            columnspacing=1.6,
            labelspacing=0.35,
        )


def save(chart: Chart, folder: Path | str) -> list[Path]:
    """Write NAME.png and NAME.svg into the folder, which is made where it does not exist; gives their paths.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    figure = draw(chart)
    png, svg = (folder / f"{chart.name}.{suffix}" for suffix in ("png", "svg"))
    with rc_context(settings()):
        FigureCanvasAgg(figure).print_png(png)
        written = io.StringIO()
        FigureCanvasSVG(figure).print_svg(written, metadata={"Date": None, "Creator": None})
    svg.write_text(_rounded(written.getvalue()), encoding="utf-8", newline="\n")
    return [png, svg]


def _rounded(svg: str) -> str:
    """The file with path coordinates to a hundredth of a point: nobody sees more, and it is a third smaller."""
    return re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), svg)
