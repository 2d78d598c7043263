"""Every block of a report as HTML."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kudari.language import say
from kudari.show.chart import Chart
from kudari.show.report.behind import tables_behind
from kudari.show.report.drawn import drawn
from kudari.show.report.elements import Markup, element, inner
from kudari.show.report.section import Block, Command, Facts, File, Reason, Reasons, Table, Words

FIGURE = re.compile(r"[-−+]?[\d,.∞—%×⁻⁰¹²³⁴⁵⁶⁷⁸⁹ –]+(of [\d,]+)?|[\d,]+本?中[\d,]+本?")
"""What stands at the right of its column."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much a chart may take, so that a page with many of them stays small."""

    numbers: int
    """In its curves."""
    rows: int
    """Of each table behind it."""


def shown(block: Block, language: str, room: Room, place: str) -> Markup:
    """A block as HTML; `room` is what a chart may take, `place` tells it from all others of the page."""
    match block:
        case Words():
            return _words(block)
        case Reasons():
            return _reasons(block, language)
        case Facts():
            return element(
                "dl",
                [element("div", element("dt", term), element("dd", text)) for term, text in block.entries],
            )
        case Table():
            return table(block)
        case Chart():
            return figure(block, language, room, place)
        case File():
            return _file(block, language, place)
        case Command():
            return _command(block.text, language)


def _words(block: Words) -> Markup:
    if block.listed:
        return element("ul", [element("li", text) for text in block.paragraphs], class_="told")
    return inner(element("p", text, class_="lead" if block.lead else None) for text in block.paragraphs)


def data(value: Any, **attributes: Any) -> Markup:
    """A value as JSON in an element that no browser runs; nothing in it can end that element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return element("script", Markup(text), type="application/json", **attributes)


def figure(chart: Chart, language: str, room: Room, place: str) -> Markup:
    """A place for the drawing, its numbers for the script, its caption, and the tables behind it."""
    tables = tables_behind(chart, language, room.rows)
    return element(
        "figure",
        element(
            "figcaption",
            element("p", chart.title, class_="title", id=f"chart-{place}"),
            element("p", chart.caption) if chart.caption else None,
        ),
        element("div", class_="chart", data_chart=chart.name),
        data(drawn(chart, room.numbers), class_="numbers"),
        element(
            "details",
            element("summary", say("report.numbers", language)),
            [table(one) for one in tables] or element("p", say("report.no_numbers", language)),
        ),
        aria_labelledby=f"chart-{place}",
    )


def table(block: Table) -> Markup:
    """A table with its caption, that can be scrolled by itself where the page is narrow."""
    head = []
    columns = zip(*block.rows, strict=True) if block.rows else [()] * len(block.header)
    kinds = [_kind(column) for column in columns]
    if block.groups:
        first, *names = block.header
        cells: list[Markup] = []
        below: list[Markup] = []
        for (name, width), start in zip(block.groups, _starts(block.groups), strict=True):
            if name:
                cells.append(element("th", name, scope="colgroup", colspan=width))
                below += [_heading(names[at], kinds[at + 1]) for at in range(start, start + width)]
            else:
                cells.append(_heading(names[start], kinds[start + 1], rowspan=2))
        head.append(element("tr", _heading(first, kinds[0], rowspan=2), cells))
        head.append(element("tr", below))
    else:
        named = zip(block.header, kinds, strict=True)
        head.append(element("tr", [_heading(name, kind) for name, kind in named]))
    rows = [
        element("tr", element("th", first, scope="row", class_=kinds[0]), [*map(_cell, cells, kinds[1:])])
        for first, *cells in block.rows
    ]
    whole = element(
        "table",
        element("caption", element("span", block.caption)),
        element("thead", head),
        element("tbody", rows),
    )
    return element("div", whole, class_="wide", role="region", tabindex="0", aria_label=block.caption)


def _heading(name: str, kind: str | None, **more: int) -> Markup:
    return element("th", name, scope="col", class_=kind, **more)


def _starts(groups: tuple[tuple[str, int], ...]) -> list[int]:
    return [sum(width for _, width in groups[:place]) for place in range(len(groups))]


def _cell(text: str, kind: str | None) -> Markup:
    """A line of a cell behind the first is smaller: the spread below its median."""
    first, *rest = text.split("\n")
    return element("td", first, [element("small", line) for line in rest], class_=kind)


def _kind(column: Sequence[str]) -> str | None:
    """How the cells of a column are set: at the right where there are numbers among them."""
    return "figure" if any(FIGURE.fullmatch(text.split("\n")[0]) for text in column) else None


def _reasons(block: Reasons, language: str) -> Markup:
    reasons = [element("li", _reason(reason, language)) for reason in block.reasons]
    return element(
        "div",
        element("p", block.verdict, class_="verdict"),
        element("ul", reasons, class_="reasons") if reasons else None,
        class_="run",
    )


def _reason(reason: Reason, language: str) -> list[Markup]:
    parts = [element("p", reason.sentence)]
    if reason.advice:
        # An option and its value stay in one line.
        options = re.split(r" (?=--)", reason.setting) if reason.setting else []
        setting = [[" ", element("code", option)] for option in options]
        parts.append(
            element("p", say("explain.try", language, advice=reason.advice), setting, class_="advice")
        )
    if reason.source:
        parts.append(element("p", say("explain.source", language, reference=reason.source), class_="source"))
    return parts


def _command(text: str, language: str) -> Markup:
    return element("div", element("pre", element("code", text)), _copy(language), class_="code")


def _copy(language: str) -> Markup:
    return element("button", say("report.copy", language), type="button", class_="copy", hidden=True)


def _file(block: File, language: str, place: str) -> Markup:
    link = element(
        "a",
        say("report.save", language, name=block.name),
        download=block.name,
        href=f"data:text/plain;charset=utf-8,{quote(block.text)}",
    )
    return element(
        "div",
        element("p", element("strong", block.name), " ", link, class_="name"),
        element(
            "div",
            element("pre", element("code", block.text), tabindex="0", aria_label=block.name),
            _copy(language),
            class_="code",
        ),
        class_="file",
    )
