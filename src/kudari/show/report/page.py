"""A report as one HTML file that opens anywhere: its own style and scripts, and nothing else from anywhere."""

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from kudari.language import LANGUAGES, say
from kudari.show.chart import Chart
from kudari.show.report.behind import MOST_ROWS
from kudari.show.report.blocks import Room, data, shown
from kudari.show.report.drawn import MOST_NUMBERS
from kudari.show.report.elements import Markup, element, inner
from kudari.show.report.section import Section

SCRIPTS = ("scales.js", "contours.js", "layers.js", "chart.js", "hover.js", "page.js")
"""In the order in which they build on each other."""

NUMBERS_OF_A_PAGE = 36_000
"""Of all curves of a page together: about a quarter of a megabyte."""

MANY_CHARTS, ROWS_OF_MANY = 12, 9
"""On a page with more charts than this, the tables behind them have so many rows."""

WORDS = ("read", "hint", "dark", "light", "copied", "failed")
"""Keys under `report.script` of what the scripts say."""


def page(title: str, sections: Sequence[Section], language: str, *, kind: str = "") -> str:
    """The report as HTML text; one section alone gives the page its title.

    Args:
        title: of a page with several sections.
        language: "en" or "ja".
        kind: what kind of thing it is a report of, in a word or two above the title.
    """
    alone = len(sections) == 1
    heading = sections[0].title if alone else title
    below = sections[0].sections if alone else tuple(sections)
    charts, room = sum(map(_charts, sections)), room_of(sections)
    body = (
        [shown(block, language, room, f"0-{at}") for at, block in enumerate(sections[0].blocks)]
        if alone
        else []
    )
    body += [
        section_html(section, language, room, level=2, place=str(number))
        for number, section in enumerate(below, 1)
    ]
    style = _text("report.css")
    script = "\n".join(_text(name) for name in SCRIPTS)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy(style, script)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content="Kudari"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{heading} – Kudari"),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(style)),
    )
    words = {name: say(f"report.script.{name}", language) for name in WORDS}
    content = element(
        "body",
        element("a", say("report.skip", language), class_="skip", href="#content"),
        _banner(heading, kind, language),
        _contents(below, language),
        element(
            "main",
            element("noscript", element("p", say("report.no_script", language), class_="note"))
            if charts
            else None,
            body,
            id="content",
            tabindex="-1",
        ),
        element("footer", element("p", say("report.footer", language))),
        data(words, id="words"),
        element("script", Markup(script)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, content, lang=_tag(language))}\n"


def policy(style: str, script: str) -> str:
    """What the browser may load: this style and this script, by their hashes, and nothing from elsewhere."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _text(name: str) -> str:
    return files("kudari.show.report").joinpath(name).read_text("utf-8")


def _tag(language: str) -> str:
    assert language in LANGUAGES
    return language


def room_of(sections: Sequence[Section]) -> Room:
    """What each chart may take, where these are all the sections of a page."""
    charts = sum(map(_charts, sections))
    numbers = min(MOST_NUMBERS, NUMBERS_OF_A_PAGE // max(1, charts))
    return Room(numbers=numbers, rows=MOST_ROWS if charts <= MANY_CHARTS else ROWS_OF_MANY)


def _charts(section: Section) -> int:
    own = sum(isinstance(block, Chart) for block in section.blocks)
    return own + sum(_charts(inside) for inside in section.sections)


def _banner(heading: str, kind: str, language: str) -> Markup:
    return element(
        "header",
        element(
            "div",
            element("p", kind, class_="kind") if kind else None,
            element("button", say("report.script.dark", language), type="button", id="theme", hidden=True),
            class_="above",
        ),
        element("h1", heading),
    )


def _contents(sections: Sequence[Section], language: str) -> Markup | None:
    """Links to the sections, and one level further down where a page holds several studies."""
    if len(sections) < 2:
        return None
    entries = [
        element("li", element("a", section.title, href=f"#section-{number}"))
        for number, section in enumerate(sections, 1)
    ]
    return element("nav", element("ol", entries), aria_label=say("report.contents", language))


def section_html(section: Section, language: str, room: Room, *, level: int, place: str) -> Markup:
    """A section with all that it holds; its heading is of this level, and `place` tells it from all others."""
    heading = element(f"h{min(6, level)}", section.title, id=f"section-{place}")
    content = [
        inner(shown(block, language, room, f"{place}-{at}") for at, block in enumerate(section.blocks)),
        [
            section_html(below, language, room, level=level + 1, place=f"{place}-{number}")
            for number, below in enumerate(section.sections, 1)
        ],
    ]
    if section.folded:
        return element(
            "section",
            element("details", element("summary", heading), content),
            aria_labelledby=f"section-{place}",
        )
    return element("section", heading, content, aria_labelledby=f"section-{place}")
