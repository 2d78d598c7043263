"""What a report says of one study: the answer, the charts, what was asked, and what computed it."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from kudari.diagnosis.explain import (
    Explained,
    Explanation,
    advice,
    counts,
    explain,
    name,
    sentence,
    setting_words,
    verdict_sentence,
)
from kudari.diagnosis.tolerances import DEFAULT
from kudari.diagnosis.verdict import Outcome
from kudari.language import SENTENCES, say
from kudari.language.words import variable_words
from kudari.results.summary import TELLING, Row, Spread, members, summarise
from kudari.show.charts import charts_of
from kudari.show.groups import ranked, spread
from kudari.show.report.asked import asked, study_of, value_words
from kudari.show.report.numbers import NONE, number
from kudari.show.report.origin import Origin, made
from kudari.show.report.section import Block, Reason, Reasons, Section, Table, Words

MOST_OPEN = 8
"""More settings than this are explained in folded sections."""

CLOSE = 1e-3
"""Medians that differ by less than this share of them are the same to a reader."""

CORE = ("loss", "gradient", "noisy_loss", "fall", "growth", "stall", "edge", "timid", "condition")
"""The tolerances that most verdicts and causes rest on."""


def study_section(
    trace: xr.Dataset, origin: Origin, language: str, *, shown: Sequence[str] | None = None
) -> Section:
    """A study as a section: its trace in memory, and what is known of its making.

    Args:
        shown: names of the charts that are shown of a study that is part of a race; the race says by itself who was
            ahead, what was asked and what computed it. None: a study of its own, with all its charts.
    """
    raced = shown is not None
    rows, explanations = summarise(trace), explain(trace)
    charts = [chart for chart in charts_of(trace, language) if shown is None or chart.name in shown]
    sections = [_answer(trace, rows, explanations, origin, language, raced=raced)]
    if charts:
        sections.append(Section(title=say("report.charts", language), blocks=tuple(charts)))
    if not raced:
        sections += [asked(trace, rows, language), made(origin, language)]
    return Section(title=heading(trace, origin), sections=tuple(sections), folded=raced)


def heading(trace: xr.Dataset, origin: Origin) -> str:
    """The study's name; the formula itself where the study has no name but that of its problem."""
    called, problem = str(trace.attrs.get("name", "")) or origin.folder, study_of(trace).get("problem", {})
    return str(problem.get("formula", called)) if called == problem.get("name") else called


def _answer(
    trace: xr.Dataset,
    rows: Sequence[Row],
    explanations: Sequence[Explanation],
    origin: Origin,
    language: str,
    *,
    raced: bool,
) -> Section:
    blocks: list[Block] = []
    if not trace.attrs.get("complete", False):
        last = int(trace["step"].values[-1])
        blocks.append(
            Words(paragraphs=(say("report.unfinished", language, step=number(last), folder=origin.folder),))
        )
    names = [name(explanation, explanations) for explanation in explanations]
    lead = [lowest(trace, names, language)] if len(rows) > 1 else []
    if len(rows) == 1:
        lead = [_stop(counts(explanations[0], language), language)]
    blocks += [Words(paragraphs=tuple(lead), lead=True)] if any(lead) else []
    if raced:
        blocks = []
    elif len(rows) > 1:
        blocks.append(Words(paragraphs=(say("report.no_race", language),)))
    blocks.append(summary_table(rows, language))
    folded = len(explanations) > MOST_OPEN
    sections = [
        _explanation(explanation, called, language, folded=folded, alone=len(names) == 1)
        for explanation, called in zip(explanations, names, strict=True)
    ]
    tolerances = [f"{key} {number(getattr(DEFAULT, key))}" for key in CORE]
    sections.append(
        Section(
            title=say("report.tolerances", language),
            blocks=(Words(paragraphs=(say("explain.tolerances", language, tolerances=tolerances),)),),
            folded=True,
        )
    )
    return Section(title=say("report.answer", language), blocks=tuple(blocks), sections=tuple(sections))


def lowest(trace: xr.Dataset, names: Sequence[str], language: str) -> str:
    """Whose median over seeds ended lowest; a run that is not finite ranks above all numbers."""
    measured = next((one for one in TELLING if one in trace), "loss")
    dimension = "step" if measured == "loss" else "evaluated_step"
    last = np.asarray(trace[measured].isel({dimension: -1}).values, float)
    groups = [runs for _, runs in members(trace)]
    medians = np.array([float(spread(ranked(last[runs, None]))[0][0]) for runs in groups])
    if not np.isfinite(medians).any():
        return say("report.none_finite", language)
    best = float(np.nanmin(medians))
    first = [
        called for called, value in zip(names, medians, strict=True) if value <= best + CLOSE * abs(best)
    ]
    if len(first) == len(names):
        return say(
            "report.all_same", language, measure=variable_words(measured, language), value=number(best)
        )
    seeds = number(max(len(runs) for runs in groups))
    words = variable_words(measured, language)
    return say("report.lowest", language, seeds=seeds, names=first, measure=words, value=number(best))


def _stop(words: str, language: str) -> str:
    return words + ("。" if language == "ja" else ".")


def _explanation(
    explanation: Explanation, called: str, language: str, *, folded: bool, alone: bool
) -> Section:
    blocks: list[Block] = []
    if not alone:
        blocks.append(Words(paragraphs=(_stop(counts(explanation, language), language),)))
    blocks += [_run(run, language, median=place == 0) for place, run in enumerate(explanation.runs)]
    return Section(title=called, blocks=tuple(blocks), folded=folded)


def _run(run: Explained, language: str, *, median: bool) -> Reasons:
    key = "explain.median_run" if median else "explain.other_run"
    reasons = [
        Reason(
            sentence=sentence(finding, language),
            advice=advice(finding, language),
            setting=setting_words(finding.advice),
            source=finding.reference,
        )
        for finding in run.findings
    ]
    if not reasons and run.verdict.outcome is not Outcome.CONVERGED:
        reasons = [Reason(sentence=say("explain.no_finding", language))]
    verdict = say(key, language, seed=run.seed, verdict=verdict_sentence(run.verdict, language))
    return Reasons(verdict=verdict, reasons=tuple(reasons))


def summary_table(rows: Sequence[Row], language: str) -> Table:
    """A row for each method and combination: how many runs were finite, and what they came to."""
    names = list(dict.fromkeys(label for row in rows for label in row.hyperparameters))
    names = [label for label in names if _tells_apart(label, rows)]
    evaluated = list(dict.fromkeys(label for row in rows for label in row.evaluated))
    stops = any(row.stopped for row in rows)
    header = [say("table.method", language), *names]
    header += [say(f"table.{key}", language) for key in ("finite", "final_loss", "best_loss")]
    header += [say(f"table.{key}", language) if f"table.{key}" in SENTENCES else key for key in evaluated]
    if stops:
        header += [say(f"table.{key}", language) for key in ("stopped", "steps_to_stop")]
    header.append(say("table.evaluations", language))
    table = []
    for row in rows:
        cells = [row.method, *(value_words(row.hyperparameters.get(label, "")) for label in names)]
        cells.append(say("table.finite_of", language, finite=row.finite, runs=row.runs))
        cells += [_spread(value) for value in (row.final_loss, row.best_loss)]
        cells += [_spread(row.evaluated[label]) if label in row.evaluated else NONE for label in evaluated]
        if stops:
            cells.append(say("table.finite_of", language, finite=row.stopped, runs=row.runs))
            cells.append(_spread(row.steps_to_stop))
        table.append((*cells, number(row.gradient_evaluations.median)))
    return Table(caption=say("table.caption", language), header=tuple(header), rows=tuple(table))


def _tells_apart(label: str, rows: Sequence[Row]) -> bool:
    values = {(row.method, str(row.hyperparameters.get(label))) for row in rows}
    return len(values) > len({row.method for row in rows})


def _spread(value: Spread) -> str:
    """The median, and below it low – high where they differ in what is shown."""
    low, high = number(value.low, 3), number(value.high, 3)
    return number(value.median) if low == high else f"{number(value.median)}\n{low} – {high}"
