"""What the command line's `check`, `range` and `report` say, as parts of the page; and one step, slowly."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from kudari.check_tables import (
    difference_header,
    difference_rows,
    error_caption,
    error_header,
    error_rows,
    facts,
)
from kudari.checking import chart_of, check_study, point_line
from kudari.conversion import convert
from kudari.language import InputError, say
from kudari.language.words import joined
from kudari.one_step import one_step
from kudari.one_step import told as step_told
from kudari.plan import label
from kudari.ranging import range_header, range_rows, sentences, tried
from kudari.rates import SEEDS, rate_range
from kudari.reporting import section_of
from kudari.show.rates_chart import rates_chart
from kudari.show.report.numbers import number
from kudari.show.report.page import room_of, section_html
from kudari.show.report.section import Block, Facts, Section, Table, Words
from kudari.study import Study
from kudari.study_file import from_mapping
from kudari.web.form_places import placed
from kudari.web.worker import Talk


def check_section(
    study: Mapping[str, Any] | Study,
    language: str,
    *,
    at: str = "start",
    gradient: str | None = None,
    seed: int = 0,
) -> Section:
    """What `kudari check` says of a study's problem: its gradients against each other, in float64.

    Args:
        at, gradient, seed: as the command line takes them.

    Raises:
        InputError: no such study, point or estimator, or a loss or gradient that is not finite there.
    """
    chosen = replace(_study(study), precision="float64")
    found = check_study(chosen, at=at, gradient=gradient, seed=seed)
    result = found.result
    said = result.say(language).split("\n")
    told = facts(
        chosen.name, point_line(found, language), result.precision, result.comparison, language, number
    )
    differences = Table(
        caption=say("check.differences_caption", language),
        header=difference_header(language),
        rows=tuple(
            (together(block), together(two), *others)
            for block, two, *others in difference_rows(result.comparison, language, number)
        ),
    )
    errors = Table(
        caption=error_caption(found.errors, language),
        header=error_header(language),
        rows=tuple(error_rows(found.errors, number)),
    )
    blocks = (
        Words(paragraphs=tuple(said), lead=True),
        Facts(entries=tuple(told)),
        differences,
        chart_of(found, chosen.name, language),
        errors,
    )
    return Section(title=chosen.name, blocks=blocks)


def range_section(
    study: Mapping[str, Any] | Study,
    language: str,
    watch: Callable[[str, int], None] = lambda *seen: None,
    *,
    low: float | None = None,
    high: float | None = None,
) -> Section:
    """What `kudari range` says of each of a study's methods: the learning rates from which it diverges.

    Args:
        watch: told a method's label and the number of its sweep, from 1, before it runs.
        low, high: the ends of the first grid of rates, as the command line takes them.

    Raises:
        InputError: no such study, or none of its methods can be swept.
    """
    chosen = _study(study)
    sections, refused = [], []
    for method in chosen.methods:
        name = label(method)
        alone = replace(chosen, methods=(method,))
        try:
            found = rate_range(chosen, method, low=low, high=high, watch=partial(watch, name))
        except InputError as error:
            refused.append(error)
            sections.append(Section(title=name, blocks=(Words(paragraphs=(error.say(language),)),)))
            continue
        blocks: list[Block] = [
            Words(paragraphs=(joined(list(sentences(found, alone, language)), language),), lead=True),
            rates_chart(found, language, chosen.name),
        ]
        if rows := range_rows(found, language):
            table = Table(
                caption=tried(chosen, found, language), header=range_header(found, language), rows=tuple(rows)
            )
            blocks.append(table)
        sections.append(Section(title=name, blocks=tuple(blocks)))
    if len(refused) == len(sections):
        raise refused[0]
    return Section(title=chosen.name, sections=tuple(sections))


def folder_fragment(folder: Path, language: str) -> str:
    """What `kudari report` says of a stored study or race, as HTML for the page.

    Raises:
        InputError: there is none in the folder that can be read.
    """
    # An id is one word.
    place = "told-" + re.sub(r"\W", "-", folder.name)
    return fragment(section_of(folder, language), language, place, level=2)


def together(text: str) -> str:
    """The same text, which a narrow page does not break at its spaces."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def fragment(section: Section, language: str, place: str = "part", *, level: int = 3) -> str:
    """A section as HTML for the page, every text in it escaped.

    Args:
        place: tells it from the page's other parts.
        level: of its heading: it stands below a heading of the page's own.
    """
    return section_html(section, language, room_of([section]), level=level, place=place)


def step(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """The job: one step, slowly, of the study that the page describes; it may name `method`, `seed` and `step`.

    Raises:
        InputError: no such study, method, seed or step, or too many parameters.
    """
    seed, at = _whole(asked, "seed"), _whole(asked, "step")
    found = one_step(_asked(asked), method=str(asked.get("method") or ""), seed=seed, step=at)
    return step_told(found, asked["language"])


def check(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """The job: `check_section` as markup; the page may name `at`, `gradient` and `seed`.

    Raises:
        InputError: as there.
    """
    language = asked["language"]
    section = check_section(
        _asked(asked),
        language,
        at=str(asked.get("at") or "start"),
        gradient=asked.get("gradient") and str(asked["gradient"]),
        seed=_whole(asked, "seed"),
    )
    return {"markup": fragment(section, language, "check")}


def range_(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """The job: `range_section` as markup; tells each sweep before it runs. The page may name `low` and `high`.

    Raises:
        InputError: as there.
    """
    language, chosen = asked["language"], _asked(asked)

    def watch(method: str, sweep: int) -> None:
        seeds = min(chosen.seeds, SEEDS)
        words = say("rates.sweep", language, number=sweep, seeds=seeds, steps=chosen.steps)
        talk.tell("progress", words=f"{method} · {words}")

    low, high = (convert(name, asked.get(name), float | None) for name in ("low", "high"))
    return {"markup": fragment(range_section(chosen, language, watch, low=low, high=high), language, "range")}


def told(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """The job: the report of a stored study or race as markup.

    Raises:
        InputError: there is none in the folder.
    """
    return {"markup": folder_fragment(Path(asked["folder"]), asked["language"])}


def _whole(asked: Mapping[str, Any], name: str) -> int:
    number: int = convert(name, asked.get(name) or 0, int)
    return number


def _asked(asked: Mapping[str, Any]) -> Study:
    return _study(placed(asked["study"], Path(asked["home"]), asked.get("local", False)))


def _study(study: Mapping[str, Any] | Study) -> Study:
    return study if isinstance(study, Study) else from_mapping(study)
