"""What a report says of a race: the answer for every pair, the tables, the charts, and what was asked."""

import tomllib
from collections.abc import Sequence

from kudari.comparison.accounts import cost_sentences, tuning_sentences, unfair_sentences
from kudari.comparison.result import Comparison
from kudari.comparison.told import answer_sentences, header
from kudari.language import say
from kudari.show.race_charts import race_charts_of
from kudari.show.report.origin import Origin, made
from kudari.show.report.section import Block, Command, File, Section, Table, Words

MOST_LEADING = 3
"""More answers than this are set as ordinary sentences."""


def race_section(
    found: Comparison,
    name: str,
    text: str,
    tables: Sequence[Table],
    problems: Sequence[Section],
    origin: Origin,
    language: str,
) -> Section:
    """A race as a section.

    Args:
        name: what it is called.
        text: its file.
        tables: one for each problem, a row for each method.
        problems: the raced studies themselves.
    """
    charts = race_charts_of(found, language)
    sections = [_answer(found, tables, language)]
    if charts:
        sections.append(Section(title=say("report.charts", language), blocks=tuple(charts)))
    costs, tuned = tuple(cost_sentences(found, language)), tuple(tuning_sentences(found, language))
    for key, sentences in (("race.cost.title", costs), ("race.tuned.title", tuned)):
        if sentences:
            words = Words(paragraphs=sentences, listed=True)
            sections.append(Section(title=say(key, language), blocks=(words,)))
    sections += [_asked(text, language), made(origin, language)]
    if problems:
        sections.append(Section(title=say("report.problems", language), sections=tuple(problems)))
    return Section(title=name, sections=tuple(sections))


def _answer(found: Comparison, tables: Sequence[Table], language: str) -> Section:
    sentences = tuple(answer_sentences(found, language))
    pairs = len(found.answers)
    blocks: list[Block] = [
        Words(paragraphs=sentences[:pairs], lead=pairs <= MOST_LEADING),
        Words(paragraphs=(*sentences[pairs:], header(found, language))),
    ]
    if len(found.raced) > 1:
        blocks.append(_alone(found, language))
    title = say("race.answer.title", language, baseline=found.baseline)
    return Section(title=title, blocks=(*blocks, *tables))


def _alone(found: Comparison, language: str) -> Table:
    """The verdict on each problem by itself: a row for each problem, a column for each method."""
    pairs = [say("race.pair", language, a=answer.method, b=answer.baseline) for answer in found.answers]
    rows = tuple(
        (problem, *(say(f"race.verdict.{answer.verdict}", language) for answer in answers))
        for problem, answers in found.by_problem.items()
    )
    header = (say("table.problem", language), *pairs)
    return Table(caption=say("report.alone", language), header=header, rows=rows)


def _asked(text: str, language: str) -> Section:
    table = tomllib.loads(text)
    own = [one["name"] for one in (*table["problems"], *table["methods"]) if _is_own(one)]
    again: list[Block] = [
        Words(paragraphs=(say("report.again_race", language),)),
        Command(text="kudari compare race.toml"),
    ]
    if own:
        again = [Words(paragraphs=(say("study.own", language, came=own[0]),))]
    blocks = (*again, File(name="race.toml", text=text))
    return Section(title=say("report.repeat", language), blocks=blocks)


def _is_own(table: dict[str, object]) -> bool:
    """Whether it was given from Python: a study says so of its problem."""
    inner = table.get("problem")
    return bool(table.get("own") or (isinstance(inner, dict) and inner.get("own")))


def mistake_section(
    fair: Comparison, unfair: Comparison, races: Sequence[Section], name: str, language: str
) -> Section:
    """The same race without and with a mistake made on purpose, and whose answer it changes."""
    pairs = [say("race.pair", language, a=one.method, b=one.baseline) for one in fair.answers]
    verdicts = [
        [say(f"race.verdict.{answer.verdict}", language) for answer in found.answers]
        for found in (fair, unfair)
    ]
    title = say("race.unfair.title", language, mistake=unfair.unfair)
    table = Table(
        caption=title,
        header=(say("race.column.pair", language), say("race.unfair.fair", language), unfair.unfair),
        rows=tuple(zip(pairs, *verdicts, strict=True)),
    )
    told = Words(paragraphs=tuple(unfair_sentences(fair, unfair, language)), lead=True)
    answer = Section(title=say("report.answer", language), blocks=(told, table))
    return Section(title=name, sections=(answer, *races))
