"""A race's answers in sentences."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

import numpy as np

from kudari.comparison.result import DEFAULT, Comparison
from kudari.comparison.scores import Scores
from kudari.comparison.statistics import Answer, Interval
from kudari.language import Number, say
from kudari.language.words import joined, variable_words


def entry_words(entry: str, language: str) -> str:
    """What an entry is called."""
    if entry.endswith(DEFAULT):
        return say("race.default", language, name=entry.removesuffix(DEFAULT))
    return entry


def measured_words(scores: Sequence[Scores], language: str) -> str:
    """What runs are compared by: the number itself, its distance from the optimum, or the share of the way left."""
    judged = scores[0]
    if judged.scale == "linear" and not judged.measured.endswith("accuracy"):
        return say("race.way", language)
    if judged.scale == "log10" and any(each.optimum for each in scores):
        return say("race.gap", language)
    name = "final_loss" if len({each.measured for each in scores}) > 1 else judged.measured
    return variable_words("final_loss" if name == "loss" else name, language)


def header(found: Comparison, language: str) -> str:
    """Who raced on what, and under which rules."""
    judged = found.scores[0]
    trials = [len(tuned.trials) for raced in found.raced for tuned in raced.tuned.values()]
    tuning = [t.seeds for raced in found.raced for tuned in raced.tuned.values() for t in tuned.trials[:1]]
    budgets = sorted({round(each.budget, 12) for each in found.scores})
    rules = {
        "measured": list(dict.fromkeys(variable_words(each.measured, language) for each in found.scores)),
        "budget": amounts(budgets, judged.by, language),
    }
    stochastic = any(raced.trace.attrs.get("stochastic") for raced in found.raced)
    first = say(
        "race.header.batches" if stochastic else "race.header",
        language,
        problems=[raced.problem for raced in found.raced],
        methods=list(found.methods),
        seeds=found.seeds,
    )
    second = (
        say("race.protocol", language, trials=max(trials), tuning=tuning[0], **rules)
        if any(trials)
        else say("race.protocol.untuned", language, **rules)
    )
    third = [say("race.protocol.best", language)] if judged.keeps_best else []
    fourth = [say("race.protocol.seconds", language)] if judged.by == "seconds" else []
    return joined([first, second, *third, *fourth], language)


def amounts(values: Sequence[float], by: str, language: str) -> str:
    """So many evaluations, steps or seconds, with their unit; from the least to the most, where they differ."""
    shown = [
        f"{Number(value):.3g}" if by == "seconds" else f"{round(value):,}"
        for value in (values[0], values[-1])
    ]
    return say(f"race.amount.{by}", language, amount=" – ".join(dict.fromkeys(shown)))


def answer_sentences(found: Comparison, language: str) -> list[str]:
    """One sentence for each pair over all problems, then which methods lost runs."""
    told = [answer_sentence(answer, found, language) for answer in found.answers]
    if len(found.answers) > 1 and found.unfair != "one-seed":
        told.append(say("race.holm", language, pairs=len(found.answers)))
    return told + list(failures(found, language))


def failures(found: Comparison, language: str) -> Iterator[str]:
    """Which methods lost runs, and how many."""
    if found.unfair == "survivors":
        return
    for entry in found.methods:
        rows = [judged.finite[judged.entries.index(entry)] for judged in found.scores]
        lost, runs = sum(int((~row).sum()) for row in rows), sum(len(row) for row in rows)
        if lost:
            kept = all(entry in judged.keepers for judged in found.scores)
            key = "race.failed.kept" if kept else "race.failed"
            yield say(key, language, count=lost, all=runs, entry=entry_words(entry, language))


def verdict_words(answer: Answer, language: str) -> str:
    """The verdict, with a word where the difference is there, but too small to matter."""
    verdict = say(f"race.verdict.{answer.verdict}", language)
    return say("race.verdict.small", language, verdict=verdict) if is_small(answer) else verdict


def is_small(answer: Answer) -> bool:
    """Whether a difference that is there lies wholly within what nobody cares for."""
    reach = max(abs(answer.interval.low), abs(answer.interval.high))
    return answer.verdict in ("better", "worse") and reach < answer.matters


def answer_sentence(answer: Answer, found: Comparison, language: str) -> str:
    """What the race says of one pair."""
    points = answer.scale == "linear"
    numbers: dict[str, Any] = {
        "a": entry_words(answer.method, language),
        "b": entry_words(answer.baseline, language),
        "measured": measured_words(found.scores, language),
        "seeds": answer.seeds,
    }
    if np.array_equal(*_ends(found, answer)):
        return say("race.identical", language, a=numbers["a"], b=numbers["b"])
    numbers |= sizes(
        answer.interval, answer.verdict, points, higher=found.scores[0].measured.endswith("accuracy")
    )
    if found.unfair == "one-seed":
        return say(
            f"race.naive_points.{answer.verdict}" if points else f"race.naive.{answer.verdict}",
            language,
            **numbers,
        )
    if answer.seeds < 2 and found.unfair == "survivors":
        return say("race.no_survivors", language, **numbers)
    if answer.verdict == "undecided" and answer.seeds_needed is None:
        return say("race.open.undecided", language, **numbers)
    numbers["ahead"] = _ahead(answer.improvement, language)
    numbers["detectable"] = size_words(answer.detectable, points)
    numbers["needed"] = f"{float(f'{answer.seeds_needed or 0:.2g}'):,.0f}"
    if not isfinite(answer.interval.estimate):
        known = isfinite(answer.interval.high if answer.verdict == "better" else answer.interval.low)
        return say(
            f"race.bound.{answer.verdict}" if known else f"race.open.{answer.verdict}", language, **numbers
        )
    if points:
        return say(f"race.points.{answer.verdict}", language, **numbers)
    told = say(f"race.{answer.verdict}", language, **numbers)
    if is_small(answer):
        small = say("race.small", language, matters=size_words(answer.matters, points))
        return joined([told, small], language)
    return told


def _ahead(share: Interval, language: str) -> str:
    """The share of pairs of runs in which a method is ahead; where all pairs agree, resampling knows no interval."""
    low, middle, high = (round(100 * value) for value in (share.low, share.estimate, share.high))
    return say("race.share" if low != high else "race.share.all", language, share=middle, low=low, high=high)


def _ends(found: Comparison, answer: Answer) -> tuple[np.ndarray, np.ndarray]:
    one, other = (
        np.concatenate([judged[name] for judged in found.scores]) for name in (answer.method, answer.baseline)
    )
    return one, other


def sizes(interval: Interval, verdict: str, points: bool, *, higher: bool = False) -> dict[str, str]:
    """The difference and its interval as ratios (or points): above 1 in the direction that the verdict speaks of.

    Args:
        higher: whether more is better, as of an accuracy; what is compared is its negative.
    """
    sign = -1.0 if verdict == "better" or (higher and verdict != "worse") else 1.0
    low, high = sorted((sign * interval.low, sign * interval.high))
    return {
        "factor": size_words(sign * interval.estimate, points),
        "low": size_words(low, points),
        "high": size_words(high, points),
    }


def size_words(value: float, points: bool) -> str:
    """A difference of logarithms as a ratio, or one of shares in points (hundredths)."""
    if points:
        return f"{100 * value:.2g}" if isfinite(value) else _infinite(value)
    if not isfinite(value) or abs(value) > 300:
        return _infinite(value) if value > 0 else "0"
    return f"{Number(10.0**value):,.3g}"


def _infinite(value: float) -> str:
    return "∞" if value > 0 else "−∞" if value < 0 else "–"
