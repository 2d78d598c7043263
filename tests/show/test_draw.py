"""Files that are drawn: not blank, readable as XML, small, in both languages, without a trace in matplotlib."""

import subprocess
import sys
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from kudari.show.chart import Axis, Band, Chart, Line, Panel, Points
from kudari.show.charts import charts_of
from kudari.show.draw import draw, families, save
from kudari.show.layout import lay_out, text_width, wrapped
from kudari.show.looks import COLOURS

MOST_BYTES = 300_000

TRACES = ("bowl", "plane", "learned", "weight", "batches")


def curve(count=3, series=1, y=None):
    x = np.linspace(0, 1, count)
    y = x if y is None else y
    lines = tuple(Line(x=x, y=y + s, series=s, name=f"{s}") for s in range(series))
    return Chart(
        name="c", title="t", panels=(Panel(x=Axis(label="x"), y=Axis(label="y"), layers=lines),), caption="u"
    )


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", TRACES)
def test_pictures_in_both_languages(name, language, request, tmp_path):
    """A missing glyph is a warning, and warnings are errors here."""
    for chart in charts_of(request.getfixturevalue(name), language):
        png, svg = save(chart, tmp_path / language)
        pixels = imread(png)
        assert len(np.unique((pixels[::2, ::2, :3] * 255).astype(int).reshape(-1, 3), axis=0)) > 30
        # A rim of white all around: nothing is cut off.
        edges = (pixels[:4], pixels[-4:], pixels[:, :4], pixels[:, -4:])
        assert all(np.all(edge[..., :3] == 1) for edge in edges), chart.name
        root = ElementTree.parse(svg).getroot()
        assert root.tag.endswith("svg")
        assert svg.stat().st_size < MOST_BYTES


def test_japanese_letters_are_found():
    assert families()[-1] == "IPAexGothic"


def test_long_curves_make_small_files_that_keep_their_peaks(tmp_path):
    y = np.random.default_rng(0).standard_normal(200_000)
    y[123_456] = 40.0
    _, svg = save(curve(200_000, 12, y), tmp_path)
    assert svg.stat().st_size < MOST_BYTES
    (axes,) = draw(curve(200_000, 1, y)).axes
    assert max(axes.lines[0].get_ydata()) == 40.0
    assert len(axes.lines[0].get_ydata()) <= 1000


def test_the_same_chart_gives_the_same_file(plane, tmp_path):
    for chart in charts_of(plane, "ja"):
        for folder in ("a", "b"):
            save(chart, tmp_path / folder)
        for suffix in ("png", "svg"):
            first, second = ((tmp_path / folder / f"{chart.name}.{suffix}").read_bytes() for folder in "ab")
            assert first == second


def test_settings_of_matplotlib_are_left_alone(bowl, tmp_path):
    before = dict(matplotlib.rcParams)
    save(charts_of(bowl, "ja")[0], tmp_path)
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("many", [1, 2, 8, 30])
def test_series_look_different(many):
    (axes,) = draw(curve(series=many)).axes
    assert len({line.get_color() for line in axes.lines}) == many


def luminance(colour):
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_colours_stand_out_on_white():
    """At least 1.9 to 1 (WCAG 2.2's measure of contrast) for every line colour."""
    assert all(1.05 / (luminance(colour) + 0.05) > 1.9 for colour in COLOURS)


def test_marks_outside_the_picture_are_not_drawn():
    panel = Panel(
        x=Axis(label="", range=(0, 1)),
        y=Axis(label="", range=(0, 1)),
        layers=(Points(x=np.array([0.5, 0.5, 7.0]), y=np.array([0.5, 1e30, np.nan])),),
    )
    (axes,) = draw(Chart(name="c", title="", panels=(panel,))).axes
    assert axes.lines[0].get_xydata().tolist() == [[0.5, 0.5]]


def test_an_infinite_edge_is_the_edge_of_the_picture():
    band = Band(
        x=np.arange(3.0), low=np.array([0.1, 0.1, np.nan]), high=np.array([0.5, np.inf, np.nan]), series=0
    )
    panel = Panel(x=Axis(label=""), y=Axis(label="", range=(0, 1)), layers=(band,))
    (axes,) = draw(Chart(name="c", title="", panels=(panel,))).axes
    assert axes.collections[0].get_paths()[0].get_extents().bounds == pytest.approx((0, 0.1, 1, 0.9))


@pytest.mark.parametrize("text", ["one two three four five " * 5, "ひとつの重みと、その点での傾き。" * 6])
def test_captions_are_broken_to_the_width(text):
    rows = wrapped(text, 3.0, 8.5)
    assert len(rows) > 1
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(row, 8.5) <= 3.2 for row in rows)
    assert all(row[0] not in "、。" for row in rows)


@pytest.mark.parametrize("count", [1, 2, 4, 5])
def test_panels_lie_on_the_page_and_apart(count):
    panel = curve().panels[0]
    page = lay_out(Chart(name="c", title="", panels=(panel,) * count, columns=min(count, 3)), bar=True)
    boxes = page.panels
    for place, box in enumerate(boxes):
        assert box.left > 0 < box.bottom
        assert box.left + box.width < page.width
        assert box.bottom + box.height < page.height
        for other in boxes[:place]:
            beside = other.left + other.width < box.left or box.left + box.width < other.left
            assert beside or box.bottom + box.height < other.bottom


def test_pictures_need_neither_jax_nor_pyplot():
    code = (
        "import sys, kudari.show.draw, kudari.show.charts;"
        "print([n for n in ('jax', 'matplotlib.pyplot', 'matplotlib_fontja') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert run.stderr == ""
