"""Tests for `kudari.web.tools`: what the command line says, as parts of the page, in which no text is markup."""

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kudari.execute import run
from kudari.language import LANGUAGES, InputError
from kudari.show.chart import Axis, Chart, Line, Panel
from kudari.show.report.section import Command, Facts, File, Reason, Reasons, Section, Table, Words
from kudari.study import MethodChoice, ProblemChoice, Study
from kudari.web import tools
from kudari.web.frames import header_of
from kudari.web.tools import check_section, folder_fragment, fragment, range_section
from kudari.web.worker import Talk

TOOLS = {"step": tools.step, "check": tools.check, "range": tools.range_, "told": tools.told}

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</script><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "<!--",
    "javascript:alert(1)",
)

HARMLESS = {
    *(
        "section",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "div",
        "span",
        "small",
    ),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "details", "summary"),
    *("strong", "code", "pre", "a", "button", "script"),
}

PARABOLA = {
    "name": "parabola",
    "problem": {"name": "formula", "formula": "sin(x) + x^2", "start": [0.7]},
    "methods": [{"name": "gd"}, {"name": "momentum"}],
    "seeds": 2,
    "steps": 40,
}


class Elements(HTMLParser):
    """Every element and text of a fragment, as a browser would find them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self._within = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        self._within = tag
        if tag == "script":
            assert ("type", "application/json") in attrs

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_data(self, data: str) -> None:
        (self.scripts if self._within == "script" else self.texts).append(data)


def assert_harmless(markup: str) -> Elements:
    found = Elements(markup)
    assert set(found.names) <= HARMLESS
    for name, value in found.attributes:
        assert not name.startswith("on"), name
        assert name != "style"
        if name in ("href", "src", "action"):
            assert str(value).startswith(("#", "data:text/plain")), value
    for script in found.scripts:
        json.loads(script)
    return found


def test_no_text_of_any_block_becomes_markup() -> None:
    for payload in PAYLOADS:
        line = Line(x=np.arange(2.0), y=np.arange(2.0), name=payload)
        panel = Panel(x=Axis(label=payload), y=Axis(label=payload), layers=(line,), title=payload)
        blocks = (
            Words(paragraphs=(payload,)),
            Words(paragraphs=(payload,), listed=True),
            Facts(entries=((payload, payload),)),
            Table(caption=payload, header=(payload, payload), rows=((payload, payload),)),
            Table(caption=payload, header=(payload, payload), rows=(), groups=((payload, 1),)),
            Reasons(
                verdict=payload,
                reasons=(Reason(sentence=payload, advice=payload, setting=payload, source=payload),),
            ),
            File(name=payload, text=payload),
            Command(text=payload),
            Chart(name=payload, title=payload, panels=(panel,), caption=payload),
        )
        inner = Section(title=payload, blocks=(Words(paragraphs=(payload,)),), folded=True)
        for language in LANGUAGES:
            found = assert_harmless(
                fragment(Section(title=payload, blocks=blocks, sections=(inner,)), language)
            )
            assert sum(payload in text for text in found.texts) > 15


def test_a_stored_study_with_payloads_in_its_names(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([PAYLOADS[0], "b", "kind"])
        writer.writerows([one, 1 - one, PAYLOADS[one]] for one in (0, 1) * 10)
    labels = (PAYLOADS[0], PAYLOADS[2])
    chosen = Study(
        name="table",
        problem=ProblemChoice(name="classify", settings={"data": str(table), "hidden": (2,), "batch": 4}),
        methods=tuple(MethodChoice(name="gd", label=label) for label in labels),
        seeds=2,
        steps=4,
        measures=("loss",),
    )
    run(chosen, tmp_path / "o o")
    for language in LANGUAGES:
        found = assert_harmless(folder_fragment(tmp_path / "o o", language))
        for label in labels:
            assert any(label in text for text in found.texts)
        assert found.names.index("h2") < found.names.index("h3")
        ids = [str(value) for name, value in found.attributes if name == "id"]
        assert ids
        assert all(re.fullmatch(r"[\w-]+", one) for one in ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_says_what_the_command_line_says(language: str) -> None:
    section = check_section(PARABOLA, language)
    found = assert_harmless(fragment(section, language, "check"))
    words, facts, differences, chart, errors = section.blocks
    assert isinstance(words, Words)
    assert ("agree in float64" if language == "en" else "一致しています") in words.paragraphs[0]
    assert isinstance(differences, Table)
    assert {row[0] for row in differences.rows} == {"parameters" if language == "en" else "パラメータ"}
    assert len(differences.rows) == 6
    assert isinstance(errors, Table)
    slopes = {row[0]: float(row[4]) for row in errors.rows[:2]}
    assert slopes == pytest.approx({"forward": 1, "central": 2}, abs=0.05)
    assert isinstance(chart, Chart)
    assert isinstance(facts, Facts)
    assert "figure" in found.names
    assert len(set(ids := [value for name, value in found.attributes if name == "id"])) == len(ids)


def test_a_range_says_of_each_method_where_it_diverges() -> None:
    seen: list[tuple[str, int]] = []
    bowl = {**PARABOLA, "problem": {"name": "formula", "formula": "2*x^2", "start": [1.0]}, "steps": 60}
    section = range_section(bowl, "en", lambda *one: seen.append(one))
    assert [one.title for one in section.sections] == ["gd", "momentum"]
    assert ("gd", 1) in seen
    assert ("momentum", 1) in seen
    # The curvature is 4: gradient descent diverges from 2/4 on, heavy ball from 2(1 + 0.9)/4 on.
    for one, limit in zip(section.sections, (0.5, 0.95), strict=True):
        (table,) = (block for block in one.blocks if isinstance(block, Table))
        rates = {row[0]: float(row[1]) for row in table.rows}
        assert rates["largest stable"] == pytest.approx(limit, rel=0.05)
        assert rates["smallest diverging"] >= rates["largest stable"]
    assert_harmless(fragment(section, "ja", "range"))


def test_what_has_no_learning_rate_is_told_beside_the_others_and_refused_alone() -> None:
    two = replace(
        Study(problem=ProblemChoice(name="weight")),
        methods=(MethodChoice(name="gd"), MethodChoice(name="lbfgs")),
    )
    two = replace(two, seeds=1, steps=20)
    section = range_section(two, "en")
    (words,) = section.sections[1].blocks
    assert isinstance(words, Words)
    assert "no learning rate" in words.paragraphs[0]
    with pytest.raises(InputError, match="no learning rate"):
        range_section(replace(two, methods=two.methods[1:]), "en")


def test_the_jobs(tmp_path: Path) -> None:
    table = {**PARABOLA, "methods": [{"name": "gd"}]}
    asked = {"study": table, "home": str(tmp_path), "language": "ja"}
    frames: list[bytes] = []
    talk = Talk(1, frames.append)
    run(Study(problem=ProblemChoice(name="weight"), seeds=1, steps=3), tmp_path / "o")
    answers = {
        name: job({**asked, "step": 2, "folder": str(tmp_path / "o")}, talk) for name, job in TOOLS.items()
    }
    assert json.loads(json.dumps(answers, allow_nan=False)) == answers
    assert answers["step"]["stages"][0]["name"] == "forward"
    for name in ("check", "range", "told"):
        assert_harmless(answers[name]["markup"])
    first = header_of(frames[0])
    assert first["kind"] == "progress"
    assert first["words"].startswith("gd · ")


@pytest.mark.parametrize(
    ("job", "values", "expected"),
    [
        ("step", {"step": "x"}, "step is 'x'"),
        ("step", {"step": 40}, "from 0 to 39"),
        ("step", {"method": "<b>"}, "'gd'"),
        ("check", {"at": "1,2"}, "needs 1 numbers"),
        ("check", {"gradient": "backprop,centrl"}, "'central'"),
        ("check", {"seed": -1}, "-1"),
        ("range", {"low": "a lot"}, "low is 'a lot'"),
        ("range", {"low": 2, "high": 1}, "must come first"),
        ("told", {"folder": "nowhere"}, "nowhere"),
        (
            "check",
            {"study": {**PARABOLA, "problem": {"name": "classify", "data": "/etc/passwd"}}},
            "/etc/passwd",
        ),
    ],
)
def test_what_a_page_asks_in_vain_is_a_sentence(
    tmp_path: Path, job: str, values: dict[str, Any], expected: str
) -> None:
    asked = {"study": PARABOLA, "home": str(tmp_path), "language": "en", **values}
    with pytest.raises(InputError, match=re.escape(expected)):
        TOOLS[job](asked, Talk(1, lambda frame: None))
