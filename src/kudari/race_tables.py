"""What the command line shows of a race."""

from collections.abc import Iterator

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from kudari.comparison.profiles import quantile
from kudari.comparison.result import Comparison
from kudari.comparison.scores import Scores
from kudari.comparison.told import entry_words, size_words, verdict_words
from kudari.language import Number, say
from kudari.language.words import joined, variable_words


def race_table(found: Comparison, place: int, language: str) -> Table:
    """One line for each entry on one problem, medians with failures as infinitely bad."""
    judged, raced = found.scores[place], found.raced[place]
    table = Table(
        title=raced.problem if len(found.raced) > 1 else None,
        title_justify="left",
        caption=caption(judged, language),
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    name = variable_words("final_loss" if judged.measured == "loss" else judged.measured, language)
    table.add_column(say("race.column.entry", language), no_wrap=True)
    for key in ("finite", "final", "reached", "time"):
        table.add_column(say(f"race.column.{key}", language, name=name), justify="right", overflow="fold")
    for row in rows(judged, language):
        table.add_row(*row)
    return table


def rows(judged: Scores, language: str) -> Iterator[tuple[str, ...]]:
    """The cells of each entry: its name, finite runs, final number, runs that reached the target, time to it."""
    for place, entry in enumerate(judged.entries):
        finite, times = judged.finite[place], judged.times[place]
        worst = -np.inf if judged.measured.endswith("accuracy") else np.inf
        final = np.where(np.isfinite(judged.final[place]), judged.final[place], worst)
        reached = int(np.isfinite(times).sum())
        yield (
            entry_words(entry, language),
            say("race.of", language, count=int(finite.sum()), all=len(finite)),
            spread_words(final),
            say("race.of", language, count=reached, all=len(times)),
            spread_words(times) if reached else say("race.never", language),
        )


def spread_words(values: np.ndarray) -> str:
    """Median and 10 % – 90 % of numbers some of which may be infinite."""
    median, low, high = (quantile(values, share) for share in (0.5, 0.1, 0.9))
    return (
        _number(median) if low == high else f"{_number(median)} [dim]({_number(low)} – {_number(high)})[/dim]"
    )


def _number(value: float) -> str:
    return ("∞" if value > 0 else "−∞") if np.isinf(value) else f"{Number(value):,.4g}"


def caption(judged: Scores, language: str) -> str:
    """What the numbers are."""
    measured = variable_words(judged.measured, language)
    same = bool(np.all(judged.target == judged.target[0]))
    target = (
        say("race.target.given", language, measured=measured, target=f"{Number(judged.target[0]):.4g}")
        if same
        else say("race.target.share", language, measured=measured)
    )
    told = [say("race.caption", language, target=target, unit=say(f"race.unit.{judged.by}", language))]
    with np.errstate(invalid="ignore"):
        rounded = (judged.final - (judged.optimum or 0.0) < judged.floor).any()
    if rounded:
        told.append(say("race.caption.floor", language, floor=f"{Number(judged.floor):.2g}"))
    return joined(told, language)


def problem_table(found: Comparison, language: str) -> Table:
    """The verdict on every pair, on each problem alone, with the ratio (or the points) between them."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    others = [answer.method for answer in found.answers]
    for name in others:
        table.add_column(name)
    for problem, answers in found.by_problem.items():
        cells = []
        for answer in answers:
            judged = next(each for each in found.scores if each.problem == problem)
            sign = -1 if judged.measured.endswith("accuracy") else 1
            size = size_words(sign * answer.interval.estimate, points=answer.scale == "linear")
            verdict, known = (
                say(f"race.verdict.{answer.verdict}", language),
                np.isfinite(answer.interval.estimate),
            )
            cells.append(f"{verdict} [dim]({size})[/dim]" if known else verdict)
        table.add_row(problem, *cells)
    return table


def verdict_table(fair: Comparison, unfair: Comparison, language: str) -> Table:
    """Both verdicts on every pair beside each other."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in (
        say("race.column.pair", language),
        say("race.unfair.fair", language),
        unfair.unfair,
    ):
        table.add_column(title)
    for one, other in zip(fair.answers, unfair.answers, strict=True):
        pair = say("race.pair", language, a=one.method, b=one.baseline)
        verdicts = [verdict_words(answer, language) for answer in (one, other)]
        table.add_row(pair, *verdicts)
    return table
