"""The page of a report: whole, safe, small, and true to the numbers of its charts."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from kudari.language import say
from kudari.show.chart import Axis, Band, Chart, Field, Line, Panel, Points
from kudari.show.charts import charts_of
from kudari.show.looks import COLOURS
from kudari.show.report.behind import MOST_ROWS, tables_behind
from kudari.show.report.blocks import data
from kudari.show.report.colours import CLEAR, DARK_PAPER, contrast, on_dark
from kudari.show.report.drawn import drawn
from kudari.show.report.elements import VOID, element
from kudari.show.report.numbers import number, rounded
from kudari.show.report.origin import Origin
from kudari.show.report.page import page
from kudari.show.report.section import Command, Facts, File, Reason, Reasons, Section, Table, Words
from kudari.show.report.study import lowest, study_section

TRACES = ("bowl", "plane", "learned", "weight", "batches")

NASTY = "</script><script>alert('1')</script>\"><img src=x onerror=alert(2)> & ' \u2028"

STUDY = """name = "made"
seeds = 3
steps = 2

[problem]
name = "formula"
formula = "x**2"

[[methods]]
name = "gd"
"""


class Page(HTMLParser):
    """What a page holds, as a browser's parser sees it; fails where its elements do not nest."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.text = [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append({"tag": tag, "attributes": dict(attrs), "text": ""})
        assert len(dict(attrs)) == len(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.open and self.elements[-1]["tag"] == self.open[-1]:
            self.elements[-1]["text"] += text
        if not {"script", "style"} & set(self.open):
            self.text.append(text)

    def all(self, tag):
        return [one for one in self.elements if one["tag"] == tag]

    def words(self):
        return " ".join(self.text)


def section(trace, language="en", **attributes):
    loss = trace["loss"].values
    steps = trace["steps_run"].values
    numbers = {"best_loss": np.fmin.reduce(loss, axis=1), "gradient_evaluations": steps}
    made = trace.assign({name: ("run", values) for name, values in numbers.items()})
    met = trace["step"].values <= steps[:, None]
    made = made.assign(running=(("run", "step"), met), gradient_norm=(("run", "step"), np.abs(loss)))
    made = made.assign_attrs({"study": STUDY, "complete": True, **attributes})
    return study_section(made, Origin(versions={"python": "3.11"}, folder="made"), language)


@pytest.fixture(params=TRACES)
def trace(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_page_is_whole(trace, language):
    """Elements nest, headings descend, labels lead somewhere, and every chart has its table."""
    text = page("t", [section(trace, language)], language)
    found = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert found.all("html")[0]["attributes"]["lang"] == language
    levels = [int(one["tag"][1]) for one in found.elements if re.fullmatch(r"h[1-6]", one["tag"])]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    ids = [one["attributes"]["id"] for one in found.elements if "id" in one["attributes"]]
    assert len(ids) == len(set(ids))
    for one in found.elements:
        attributes = one["attributes"]
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids
    assert [len(found.all(tag)) for tag in ("main", "header", "footer", "nav", "title")] == [1] * 5
    figures = len(charts_of(trace, language))
    assert len(found.all("figure")) == figures > 0
    parts = text.split("<figure")[1:]
    assert all(part.split("</figure>")[0].count("<table>") >= 1 for part in parts)
    assert all(one["attributes"].get("scope") for one in found.all("th"))
    assert len(found.all("caption")) == len(found.all("table"))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_page_loads_and_runs_nothing_but_its_own(trace, language):
    text = page("t", [section(trace, language)], language)
    found = Page(text)
    for one in found.elements:
        attributes = one["attributes"]
        assert not {"src", "srcset", "style", "action"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("href", "#").startswith(("#", "data:"))
    assert not re.search(r"@import|url\((?!#)|https?://(?!www\.w3\.org/2000/svg)", text)
    policies = [
        one["attributes"]["content"]
        for one in found.all("meta")
        if one["attributes"].get("http-equiv") == "Content-Security-Policy"
    ]
    scripts = [one for one in found.all("script") if one["attributes"].get("type") != "application/json"]
    assert len(policies) == len(scripts) == len(found.all("style")) == 1
    rules = dict(rule.split(maxsplit=1) for rule in policies[0].split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policies[0]
    for kind, one in (("script-src", scripts[0]), ("style-src", found.all("style")[0])):
        digest = base64.b64encode(hashlib.sha256(one["text"].encode()).digest()).decode()
        assert rules[kind] == f"'sha256-{digest}'"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_a_person_typed_is_text_and_never_markup(make, language):
    loss = np.geomspace(4, 1, 6) * np.ones((4, 1))
    trace = make(loss, method=[NASTY, NASTY, "gd", "gd"], labels={"order": ["<b>", "<b>", "&", "&"]})
    toml = (
        f'name = "x"\n[problem]\nname = "formula"\nformula = {json.dumps(NASTY)}\n[[methods]]\nname = "gd"\n'
    )
    made = section(trace, language, name=NASTY, study=toml)
    plain, nasty = (Page(page("t", [one], language)) for one in (section(trace, language, name="n"), made))
    assert nasty.all("h1")[0]["text"] == NASTY
    assert [one["tag"] for one in nasty.elements if one["tag"] in ("img", "b")] == []
    assert len(nasty.all("script")) == len(plain.all("script"))
    charts = [
        json.loads(one["text"]) for one in nasty.all("script") if one["attributes"].get("class") == "numbers"
    ]
    names = {layer["name"] for chart in charts for panel in chart["panels"] for layer in panel["layers"]}
    assert any(NASTY in name for name in names)
    assert [one["text"] for one in nasty.all("code")].count(toml) == 1


def test_every_block_is_escaped():
    blocks = (
        Words(paragraphs=(NASTY,), lead=True),
        Reasons(verdict=NASTY, reasons=(Reason(sentence=NASTY, advice=NASTY, setting=NASTY, source=NASTY),)),
        Facts(entries=((NASTY, NASTY),)),
        Table(caption=NASTY, header=(NASTY, "a", "b"), rows=((NASTY, NASTY, "1"),), groups=((NASTY, 2),)),
        File(name=NASTY, text=NASTY),
        Command(text=NASTY),
    )
    found = Page(page("t", [Section(title=NASTY, blocks=blocks, folded=True), Section(title="b")], "en"))
    assert not found.all("img")
    assert found.words().count("alert(2)") >= 13


def test_data_comes_back_and_cannot_end_its_element():
    value = {"a": [NASTY, "<!--", "]]>", 1.5, None]}
    markup = data(value)
    assert markup.count("<") == 2
    assert json.loads(markup[markup.index(">") + 1 : markup.rindex("<")]) == value


def test_elements_escape_all_but_markup():
    assert element("p", "<b>", element("i", "&"), ["x", None]) == "<p>&lt;b&gt;<i>&amp;</i>x</p>"
    assert (
        element("a", title='"<', hidden=True, class_=None, data_x=1)
        == '<a title="&quot;&lt;" hidden data-x="1"></a>'
    )
    assert element("meta", name="n") == '<meta name="n">'


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_key_of_a_sentence_is_shown(trace, language):
    words = Page(page("t", [section(trace, language)], language)).words()
    assert not re.findall(r"\b(?:report|chart|table|explain|verdict|cause|try)\.[a-z_]+", words)
    headings = {"en": "What was asked", "ja": "調べたこと"}
    assert headings[language] in words


def test_several_sections_have_a_title_and_contents(bowl, plane):
    found = Page(page("All", [section(bowl), section(plane)], "en", kind="k"))
    assert [one["text"] for one in found.all("h1")] == ["All"]
    assert [one["text"] for one in found.all("h2")] == ["x**2", "x**2"] or len(found.all("h2")) == 2
    assert len(found.all("li")) >= 2


def test_a_large_study_stays_small(make):
    """Four methods, 64 seeds, 3000 noisy steps, and a second curve of everything."""
    rng = np.random.default_rng(0)
    loss = np.exp(0.1 * rng.standard_normal((256, 3001))) * np.geomspace(300, 0.5, 3001)
    variables = {"mean_squared_error": (("run", "evaluated_step"), loss[:, ::30] / 50)}
    names = [
        name
        for name in ("gd", "reversal-every(gd)", "reversal-on-plateau(gd)", "momentum")
        for _ in range(64)
    ]
    trace = make(
        loss, method=names, variables=variables, coordinates={"evaluated_step": np.arange(0, 3001, 30)}
    )
    assert len(page("t", [section(trace)], "ja").encode()) < 400_000


def line(x, y, **more):
    return Line(x=np.asarray(x, float), y=np.asarray(y, float), **more)


def chart(*layers, x=None, y=None):
    panel = Panel(x=x or Axis(label="x"), y=y or Axis(label="y"), layers=layers)
    return Chart(name="c", title="t", panels=(panel,))


def test_thinned_curves_hold_true_points_peaks_gaps_and_ends():
    rng = np.random.default_rng(1)
    x = np.arange(5000.0)
    one, other = rng.standard_normal((2, 5000))
    one[2345], other[777] = 50.0, -60.0
    one[3000:3010] = np.nan
    short = line(x[:1234], other[:1234], name="b", series=1)
    band = Band(x=x, low=one - 1, high=one + 1)
    table = drawn(chart(band, line(x, one, name="a"), short), numbers=4000)
    layers = table["panels"][0]["layers"]
    at = [layers[layer["x"]]["x"] if isinstance(layer["x"], int) else layer["x"] for layer in layers]
    assert sum(len(layer[key]) for layer in layers for key in ("y", "low", "high") if key in layer) < 5000
    for layer, places, values in ((layers[1], at[1], one), (layers[2], at[2], other)):
        assert len(layer["y"]) == len(places)
        expected = [rounded(values[int(place)]) for place in places]
        assert layer["y"] == expected
    assert 50.0 in layers[1]["y"]
    assert -60.0 in layers[2]["y"]
    assert None in layers[1]["y"]
    assert {2999, 3010} <= set(at[1])
    assert (at[1][0], at[1][-1], at[2][-1]) == (0, 4999, 1233)
    assert [low for low, place in zip(layers[0]["low"], at[0], strict=True) if place == 2345] == [49]


def test_curves_over_the_same_x_store_it_once():
    layers = (line([0, 1], [5, 6]), line([0, 2, 4], [1, 2, 3]), line([0, 2, 4], [3, 2, 1]))
    found = drawn(chart(*layers))["panels"][0]["layers"]
    assert [layer["x"] for layer in found] == [[0, 1], [0, 2, 4], 1]
    assert found[2]["y"] == [3, 2, 1]


def test_a_landscape_is_thinned_to_points_of_its_own_and_stored_once():
    x, y = np.linspace(0, 1, 161), np.linspace(0, 2, 101)
    z = x[:, None] + 10 * y[None, :]
    z[0, 0] = np.nan
    field = Field(x=x, y=y, z=z, levels=np.array([0.0, 10.0, 21.0]), label="h")
    panel = Panel(x=Axis(label="x"), y=Axis(label="y"), layers=(field,))
    one, two = drawn(Chart(name="c", title="t", panels=(panel, panel)))["panels"]
    (stored,) = one["layers"]
    assert two["layers"] == [{"kind": "field", "same": (0, 0)}]
    assert max(len(stored["x"]), len(stored["y"])) <= 81
    assert stored["z"][0][0] is None
    heights = [[a + 10 * b for b in stored["y"]] for a in stored["x"]]
    np.testing.assert_allclose(np.array(stored["z"][1:], float), heights[1:], rtol=1e-3, atol=1e-3)
    assert len(stored["shades"]) == 2


def test_tables_hold_the_numbers_of_the_chart():
    x = np.arange(101.0)
    layers = (
        Band(x=x, low=x, high=x + 2, series=0),
        line(x, x + 1, name="a", series=0),
        line(x[:51], 2 * x[:51], name="b", series=1),
        line([0, 100], [7, 7], name="limit", weight="guide"),
        Points(x=np.array([5.0]), y=np.array([6.0]), name="here"),
    )
    curves, marks = tables_behind(chart(*layers), "en")
    assert curves.groups == (("a", 2), ("", 1), ("", 1))
    assert curves.header == ("x", "line", "band", "b", "limit")
    assert len(curves.rows) <= MOST_ROWS
    assert curves.rows[0] == ("0", "1", "0 – 2", "0", "7")
    assert curves.rows[-1] == ("100", "101", "100 – 102", "—", "7")
    for row in curves.rows:
        assert int(row[1]) == int(row[0]) + 1
        assert row[3] == (str(2 * int(row[0])) if int(row[0]) <= 50 else "—")
    assert marks.rows == (("here", "5", "6"),)


def test_tables_tell_named_places_and_bars():
    y = Axis(label="", ticks=((0.0, "adam"), (1.0, "gd")))
    layers = (
        line([3, 9], [1, 1], weight="strong"),
        line([20, 20], [-0.3, 0.3]),
        line([5, 5], [-1, 2], weight="guide"),
        Points(x=np.array([4.0, 5.0]), y=np.array([0.0, 1.0]), name="measured"),
    )
    (table,) = tables_behind(chart(*layers, x=Axis(label="x", range=(0.0, 20.0)), y=y), "en")
    assert table.header == ("of", "bar", "measured")
    assert table.rows == (("gd", "3 – 9", "5"), ("adam", "≥ 20", "4"))


def test_the_table_of_a_landscape_has_its_heights():
    x = np.linspace(0, 8, 9)
    field = Field(x=x, y=x[:3], z=x[:, None] * 10 + x[:3], levels=np.array([0.0, 90.0]), label="loss")
    (table,) = tables_behind(chart(field), "en")
    assert table.header == ("y ↓", *map(str, range(9)))
    assert table.rows[0] == ("2", *(str(10 * i + 2) for i in range(9)))
    assert table.rows[-1][0] == "0"


@pytest.mark.parametrize(
    ("last", "key", "names", "value"),
    [
        ([[1, 2, 3], [4, 5, 6]], "lowest", ["a"], 2),
        ([[1, 2, np.nan], [1.5, 1.6, 1.7]], "lowest", ["b"], 1.6),
        ([[0, np.nan, np.nan], [4, 5, 6]], "lowest", ["b"], 5),
        ([[-np.inf, -np.inf, -np.inf], [4, 5, 6]], "lowest", ["b"], 5),
        ([[1, 2, 3], [1, 2.0001, 3]], "all_same", None, 2),
        ([[np.nan] * 3, [np.inf] * 3], "none_finite", None, None),
    ],
)
def test_the_answer_ranks_runs_that_are_lost_last(make, last, key, names, value):
    trace = make(np.array(last, float).reshape(6, 1), method=["a"] * 3 + ["b"] * 3)
    blanks = {"seeds": "3", "measure": "loss"} if key == "lowest" else {"measure": "loss"}
    if key == "none_finite":
        blanks = {}
    if names:
        blanks["names"] = names
    if value is not None:
        blanks["value"] = number(value)
    assert lowest(trace, ["a", "b"], "en") == say(f"report.{key}", "en", **blanks)


def test_an_unfinished_study_says_so(bowl):
    whole, part = (Page(page("t", [section(bowl, complete=done)], "en")).words() for done in (True, False))
    assert "not finished" in part
    assert "not finished" not in whole


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1000, "1,000"),
        (1234567, "1,234,567"),
        (0.05, "0.05"),
        (-2.5, "−2.5"),
        (2.3e-7, "2.3×10⁻⁷"),
        (1.23456, "1.235"),
        (0, "0"),
        (float("nan"), "—"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (-1.5e12, "−1.5×10¹²"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (1 / 3, 0.333333),
        (1e-12 / 3, 3.33333e-13),
        (5.0, 5),
        (np.nan, None),
        (np.inf, None),
        (123456789.0, 123457000),
    ],
)
def test_numbers_are_stored_with_six_digits(value, short):
    assert rounded(float(value)) == short


def test_contrast_agrees_with_its_definition():
    """#767676 is known as the lightest grey with a contrast of 4.5 on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


def test_series_are_clear_and_differ_on_dark_paper():
    found = [on_dark(colour) for colour in (*COLOURS, "#222222", "#8a8a8a")]
    assert min(contrast(colour, DARK_PAPER) for colour in found) >= CLEAR
    assert len(set(found[: len(COLOURS)])) == len(COLOURS)
