"""A race's answers as tidy rows and as LaTeX tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from kudari.comparison.profiles import quantile
from kudari.comparison.result import Comparison
from kudari.comparison.scores import Scores
from kudari.comparison.statistics import Answer, Interval
from kudari.comparison.told import entry_words
from kudari.language import say
from kudari.language.words import variable_words
from kudari.results.summary import Spread
from kudari.show.export.latex import escape, interval, number, set_table

OVERALL, ALONE, TUNING = "all problems", "one problem", "tuned against default"
"""What an answer is about."""


def answer_rows(found: Comparison) -> Iterator[dict[str, Any]]:
    """Every answer of a race: over all problems, on each alone, and of each method against its default settings."""
    for answer in found.answers:
        yield {"about": OVERALL, "problem": "", **_flat(answer)}
    for problem, answers in found.by_problem.items():
        for answer in answers:
            yield {"about": ALONE, "problem": problem, **_flat(answer)}
    for answer in found.worth:
        yield {"about": TUNING, "problem": "", **_flat(answer)}


def _flat(answer: Answer) -> dict[str, Any]:
    """Fields as columns, an interval as an estimate with its ends."""
    row: dict[str, Any] = {}
    for name, value in asdict(answer).items():
        if isinstance(getattr(answer, name), Interval):
            row |= {f"{name}_{part}": value[part] for part in ("estimate", "low", "high", "error")}
        else:
            row[name] = value
    return row


def frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a table; what a row lacks, or has as "" or None, is missing (NA), and a NaN is a NaN."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns: dict[str, Any] = {}
    for name in names:
        values = [None if row.get(name) == "" else row.get(name) for row in rows]
        if any(isinstance(value, str) for value in values):
            columns[name] = pd.Categorical(values)
        elif any(value is None for value in values):
            columns[name] = pd.array(values, dtype="Float64")
        else:
            columns[name] = np.asarray(values)
    return pd.DataFrame(columns)


def race_latex(found: Comparison, language: str, name: str) -> str:
    """Two tables: what every entry reached on every problem, and every method against the baseline."""
    return "\n".join([_reached(found, language, name), _answers(found, language, name)])


def _reached(found: Comparison, language: str, name: str) -> str:
    measured = found.scores[0].measured
    words = variable_words("final_loss" if measured == "loss" else measured, language)
    keys = ("entry", "finite", "final", "reached", "time")
    heads = [say(f"race.column.{key}", language, name=words) for key in keys]
    groups = [(judged.problem, list(_entries(judged, language))) for judged in found.scores]
    unit = say(f"race.unit.{found.scores[0].by}", language)
    caption = say("export.race_caption", language, name=name, seeds=found.seeds, unit=unit)
    return set_table(heads, groups, caption, f"{name}-runs", language)


def _entries(judged: Scores, language: str) -> Iterator[tuple[list[str], list[str]]]:
    """For each entry its line, and the line of intervals below."""
    worst = -np.inf if judged.measured.endswith("accuracy") else np.inf
    for place, entry in enumerate(judged.entries):
        finite, times = judged.finite[place], judged.times[place]
        final = _spread(np.where(np.isfinite(judged.final[place]), judged.final[place], worst))
        solved = int(np.isfinite(times).sum())
        when = _spread(times)
        cells = [escape(entry_words(entry, language)), f"{int(finite.sum())}/{len(finite)}"]
        cells += [number(final.median), f"{solved}/{len(times)}", number(when.median)]
        yield cells, ["", "", interval(final), "", interval(when) if solved else ""]


def _spread(values: np.ndarray) -> Spread:
    return Spread(*(quantile(values, share) for share in (0.5, 0.1, 0.9)))


def _answers(found: Comparison, language: str, name: str) -> str:
    scale = found.scores[0].scale
    keys = (f"export.difference_{scale}", "export.improvement", "export.verdict")
    heads = [say("race.column.entry", language), *(say(key, language) for key in keys)]
    higher = found.scores[0].measured.endswith("accuracy")
    together = [_answer(answer, language, higher) for answer in found.answers]
    groups = [(say("export.together", language, problems=len(found.raced)), together)]
    if len(found.raced) > 1:
        groups += [
            (n, [_answer(answer, language, higher) for answer in some])
            for n, some in found.by_problem.items()
        ]
    caption = say("export.answers_caption", language, name=name, baseline=found.baseline, seeds=found.seeds)
    return set_table(heads, groups, caption, f"{name}-answers", language)


def _answer(answer: Answer, language: str, higher: bool) -> tuple[list[str], list[str]]:
    gap = answer.interval
    # Of an accuracy the negative is compared; what is shown is the accuracy's own difference.
    ends = (-gap.estimate, -gap.high, -gap.low) if higher else (gap.estimate, gap.low, gap.high)
    with np.errstate(over="ignore"):
        shown = Spread(*(float(np.power(10.0, end)) for end in ends) if answer.scale == "log10" else ends)
    wins = Spread(answer.improvement.estimate, answer.improvement.low, answer.improvement.high)
    verdict = escape(say(f"race.verdict.{answer.verdict}", language))
    cells = [escape(answer.method), number(shown.median), number(wins.median), verdict]
    return cells, ["", interval(shown), interval(wins), ""]
