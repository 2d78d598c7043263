"""Is a method better than its baseline? An interval, a probability of improvement, and a verdict for every pair.

Scores are lower where they are better: log₁₀ of a loss, so that differences are in decades, or a number on a
linear scale. A failed run is +inf, and so is NaN. Runs from the same seed are a pair; the seeds of several problems
are resampled apart and summarised together, so that each seed of each problem has the same weight; the probability of
improvement is a mean over problems, as it is usually defined.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from jaxtyping import Float, Int

from kudari.comparison.intervals import (
    Interval,
    interquartile_mean,
    interval_of,
    p_value,
    resamples,
    share,
    student,
)
from kudari.comparison.pairs import difference, difference_draws, probability_of_improvement

__all__ = [
    "MATTERS",
    "Answer",
    "Interval",
    "Verdict",
    "answers",
    "corrected",
    "decide",
    "difference",
    "holm",
    "interquartile_mean",
    "probability_of_improvement",
    "resamples",
    "seeds_needed",
    "share",
    "smallest_detectable",
]

Verdict: TypeAlias = Literal["better", "worse", "same", "undecided"]
"""`same`: no difference that matters; `undecided`: the seeds do not suffice to say."""

MATTERS = {"log10": math.log10(1.5), "linear": 0.01}
"""Differences below this are of no interest, by scale: half as much again, or a hundredth."""

POWER = 0.8


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A method against its baseline: all numbers that a sentence needs."""

    method: str
    baseline: str
    interval: Interval
    """Of the method's score minus the baseline's: below 0 where the method is better."""
    p: float
    """Two-sided, of this pair alone."""
    p_adjusted: float
    """After Holm's correction over all `pairs`."""
    pairs: int = 1
    improvement: Interval
    """The probability that a run of the method beats one of the baseline."""
    finite: int
    """Runs of the method that did not fail, of `runs`."""
    baseline_finite: int
    runs: int
    """Runs of each, over all problems."""
    seeds: int
    """Seeds on each problem; the fewest, where problems differ."""
    problems: int
    verdict: Verdict
    detectable: float
    """The difference that these seeds would have shown with a probability of 0.8; +inf where none."""
    seeds_needed: int | None
    """Where undecided: seeds on each problem, in all, from which an answer can be expected; None where runs that
    failed, or a single seed, allow no forecast."""
    scale: Literal["log10", "linear"]
    matters: float
    level: float = 0.95


def answers(
    scores: Mapping[str, Sequence[Float[np.ndarray, "_"]]],
    baseline: str,
    others: Sequence[str],
    *,
    scale: Literal["log10", "linear"] = "log10",
    matters: float | None = None,
    level: float = 0.95,
    count: int = 2000,
) -> list[Answer]:
    """Every one of the others against the baseline, with Holm's correction over all these pairs.

    Args:
        scores: for each method its scores on each problem, float[S], by seed in the same order for all methods.
        scale: what the scores are; `log10`: logarithms already.
        matters: the difference below which nobody cares, on that scale; None: `MATTERS`.
        level: of every interval, before the correction.
        count: resamples.

    Raises:
        ValueError: where two methods have unlike numbers of problems or of seeds.
    """
    indices = resamples([len(each) for each in scores[baseline]], count)
    cares = MATTERS[scale] if matters is None else matters
    return corrected(
        [_pair(scores, name, baseline, indices, scale=scale, matters=cares, level=level) for name in others]
    )


def _pair(
    scores: Mapping[str, Sequence[Float[np.ndarray, "_"]]],
    method: str,
    baseline: str,
    indices: Sequence[Int[np.ndarray, "B _"]],
    *,
    scale: Literal["log10", "linear"],
    matters: float,
    level: float,
) -> Answer:
    a, b = scores[method], scores[baseline]
    found = difference_draws(a, b, indices)
    p, sizes = p_value(found), [len(each) for each in a]
    return Answer(
        method=method,
        baseline=baseline,
        interval=interval_of(found, level),
        p=p,
        p_adjusted=p,
        improvement=probability_of_improvement(a, b, indices, level),
        finite=sum(int(np.isfinite(each).sum()) for each in a),
        baseline_finite=sum(int(np.isfinite(each).sum()) for each in b),
        runs=sum(sizes),
        seeds=min(sizes),
        problems=len(sizes),
        verdict="undecided",
        detectable=math.inf,
        seeds_needed=None,
        scale=scale,
        matters=matters,
        level=level,
    )


def corrected(family: Sequence[Answer]) -> list[Answer]:
    """The same answers as one family: Holm's correction over them all, and the verdicts that follow.

    What these seeds could have shown, and how many are needed, is said for the strictest of Holm's levels.
    """
    adjusted = holm([answer.p for answer in family])
    found = []
    for answer, p in zip(family, adjusted, strict=True):
        verdict = decide(answer.interval, float(p), answer.matters, answer.level)
        strict = 1 - (1 - answer.level) / len(family)
        needed = (
            seeds_needed(answer.interval, answer.seeds, answer.matters, level=answer.level, strict=strict)
            if verdict == "undecided"
            else None
        )
        found.append(
            replace(
                answer,
                p_adjusted=float(p),
                pairs=len(family),
                verdict=verdict,
                detectable=smallest_detectable(
                    answer.interval.error, strict, degrees=answer.interval.degrees
                ),
                seeds_needed=needed,
            )
        )
    return found


def holm(p_values: Sequence[float]) -> Float[np.ndarray, "K"]:
    """P-values adjusted for being several (Holm 1979, Scandinavian Journal of Statistics 6(2)): the k-th smallest of K
    times K + 1 − k, no smaller than any before it, at most 1."""
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return adjusted


def smallest_detectable(
    error: float, level: float = 0.95, power: float = POWER, *, degrees: float = math.inf
) -> float:
    """The true difference whose interval excludes 0 with probability `power`, in the unit of `error`.

    (t₁₋α∕₂ + t_power)·error with Student's quantiles (Cohen 1988, Statistical Power Analysis, section 2.4, has the
    normal ones, for infinite degrees); +inf without any degree of freedom.
    """
    if degrees <= 0 or not math.isfinite(error):
        return math.inf
    return (student((1 - level) / 2, degrees) + student(1 - power, degrees)) * error


def seeds_needed(
    found: Interval, seeds: int, matters: float, *, level: float = 0.95, strict: float | None = None
) -> int | None:
    """How many seeds in all would make the interval's half-width no larger than max(|estimate|, matters).

    Args:
        found: an interval over so many `seeds` on each problem.
        level: its level.
        strict: the level at which a decision falls, after a correction; None: the same.

    Returns:
        More than `seeds`; None where the interval is infinite or has a single seed, or nothing can decide.
    """
    aim = max(abs(found.estimate), matters)
    if seeds < 2 or not math.isfinite(found.half_width) or not 0 < aim < math.inf:
        return None
    alpha = 1 - (level if strict is None else strict)
    # The spread of one seed, as the interval has it.
    spread = found.half_width / student((1 - level) / 2, found.degrees) * math.sqrt(seeds)
    grows = found.degrees / (seeds - 1)

    def enough(count: int) -> bool:
        return student(alpha / 2, grows * (count - 1)) * spread <= aim * math.sqrt(count)

    high = seeds + 1
    while not enough(high):
        high *= 2
    low = max(seeds, high // 2)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def decide(found: Interval, p_adjusted: float, matters: float, level: float = 0.95) -> Verdict:
    """Better or worse where the corrected p-value says so; the same where the interval lies within ±matters."""
    if p_adjusted <= 1 - level + 1e-12 and (found.low > 0 or found.high < 0):
        return "better" if found.high < 0 else "worse"
    if found.low == found.high == 0 or (-matters < found.low and found.high < matters):
        return "same"
    return "undecided"
