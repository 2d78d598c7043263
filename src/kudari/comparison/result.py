"""What a race came to: its runs, its trials, and an answer for every pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import xarray as xr

from kudari.comparison.scores import By, Scores, measured_in, scores
from kudari.comparison.statistics import Answer, Interval, Verdict, answers, corrected
from kudari.comparison.tuning import Tuned

CARES = 0.01
"""On a linear scale, the smallest difference that anybody cares for: a hundredth of an accuracy, or of the way down."""

DEFAULT = " (default)"
"""What the label of an entry with its default settings ends with."""


def default_label(name: str) -> str:
    """The label of a method's entry with its default settings."""
    return name + DEFAULT


@dataclass(frozen=True, kw_only=True)
class Raced:
    """One problem's runs and trials, before they are judged."""

    problem: str
    trace: xr.Dataset
    tuned: Mapping[str, Tuned]
    """Method -> what its tuning came to."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Entry -> seconds that an update of all its runs takes; empty where that was not asked for."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A race with its answers."""

    methods: tuple[str, ...]
    baseline: str
    unfair: str
    """The mistake that was made on purpose; "" where the race is fair."""
    raced: tuple[Raced, ...]
    scores: tuple[Scores, ...]
    """One for each problem, all on the same scale."""
    answers: tuple[Answer, ...]
    """Every other method against the baseline, over all problems."""
    by_problem: Mapping[str, tuple[Answer, ...]]
    """The same on each problem alone; Holm's correction is over all problems."""
    worth: tuple[Answer, ...]
    """Every tuned method against itself with its default settings, over all problems; each stands for itself, without
    a correction for their number."""

    @property
    def entries(self) -> tuple[str, ...]:
        """Everything that raced: methods as tuned, then with their default settings."""
        return self.scores[0].entries

    @property
    def seeds(self) -> int:
        """Seeds raced on each problem."""
        return len(self.scores[0].seeds)

    def say(self, language: str = "en") -> str:
        """The answers in sentences, after who raced on what."""
        from kudari.comparison.told import answer_sentences, header

        return "\n".join([header(self, language), *answer_sentences(self, language)])

    def __str__(self) -> str:
        return self.say()


def judge_race(
    raced: Sequence[Raced],
    *,
    methods: Sequence[str],
    baseline: str,
    by: By = "evaluations",
    measured: str = "",
    target: float | None = None,
    matters: float = 1.5,
    unfair: str = "",
) -> Comparison:
    """Judge what was raced. With a mistake made on purpose, as those who make it would."""
    batch = "loss" if unfair == "fixed-order" else ""

    def judge(linear: bool) -> tuple[Scores, ...]:
        return tuple(
            scores(
                each.trace,
                problem=each.problem,
                by=by,
                measured=measured or batch or measured_in(each.trace),
                target=target,
                seconds=each.seconds,
                linear=linear,
            )
            for each in raced
        )

    judged = judge(linear=False)
    if len({each.scale for each in judged}) > 1:
        judged = judge(linear=True)
    others = [name for name in methods if name != baseline]
    scale = judged[0].scale
    cares = float(np.log10(matters)) if scale == "log10" else CARES

    def said(runs: Mapping[str, list[np.ndarray]], against: str, names: Sequence[str]) -> list[Answer]:
        if unfair == "survivors":
            pairs = [_survivors({name: runs[name], against: runs[against]}) for name in names]
            alive = [
                answers(pair, against, [n], scale=scale, matters=cares)
                for pair, n in zip(pairs, names, strict=True)
            ]
            return corrected([answer for some in alive for answer in some])
        found = answers(runs, against, names, scale=scale, matters=cares)
        return [naive(answer) for answer in found] if unfair == "one-seed" else found

    together = {name: [each[name] for each in judged] for name in judged[0].entries}
    alone = [said({n: [each[n]] for n in methods}, baseline, others) for each in judged]
    if unfair != "one-seed":
        # One family of pairs: problems are so many more chances to be misled.
        family = iter(corrected([answer for some in alone for answer in some]))
        alone = [[next(family) for _ in some] for some in alone]
    tuned = [name for name in methods if default_label(name) in judged[0].entries]
    return Comparison(
        methods=tuple(methods),
        baseline=baseline,
        unfair=unfair,
        raced=tuple(raced),
        scores=judged,
        answers=tuple(said(together, baseline, others)),
        by_problem={each.problem: tuple(some) for each, some in zip(judged, alone, strict=True)},
        worth=tuple(answer for name in tuned for answer in said(together, default_label(name), [name])),
    )


def _survivors(runs: Mapping[str, list[np.ndarray]]) -> dict[str, list[np.ndarray]]:
    """Only the seeds from which both stayed finite: the mistake of leaving failures out."""
    alive = [np.all(np.isfinite(rows), axis=0) for rows in zip(*runs.values(), strict=True)]
    return {name: [row[kept] for row, kept in zip(rows, alive, strict=True)] for name, rows in runs.items()}


def naive(answer: Answer) -> Answer:
    """What a single pair of runs seems to say: the lower one is better."""
    gap = answer.interval.estimate
    verdict: Verdict = "same" if gap == 0 else "better" if gap < 0 else "worse"
    return replace(answer, verdict=verdict)


def as_json(found: Comparison) -> dict[str, Any]:
    """The race as `--json` prints it; a number that is not finite is null."""
    return {
        "baseline": found.baseline,
        "unfair": found.unfair or None,
        "answers": [_answer(answer) for answer in found.answers],
        "worth_of_tuning": [_answer(answer) for answer in found.worth],
        "problems": [
            {
                "problem": judged.problem,
                "measured": judged.measured,
                "scale": judged.scale,
                "budget": _number(judged.budget),
                "budget_in": judged.by,
                "keeps_best": judged.keeps_best,
                "answers": [_answer(answer) for answer in found.by_problem[judged.problem]],
                "entries": [_entry(judged, place) for place in range(len(judged.entries))],
                "tuned": {name: _tuned(tuned) for name, tuned in raced.tuned.items()},
            }
            for raced, judged in zip(found.raced, found.scores, strict=True)
        ],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "method": answer.method,
        "baseline": answer.baseline,
        "verdict": answer.verdict,
        "difference": _interval(answer.interval),
        "scale": answer.scale,
        "p": _number(answer.p),
        "p_adjusted": _number(answer.p_adjusted),
        "pairs": answer.pairs,
        "probability_of_improvement": _interval(answer.improvement),
        "finite": answer.finite,
        "baseline_finite": answer.baseline_finite,
        "runs": answer.runs,
        "seeds": answer.seeds,
        "detectable": _number(answer.detectable),
        "seeds_needed": answer.seeds_needed,
    }


def _entry(judged: Scores, place: int) -> dict[str, Any]:
    finite, times = judged.finite[place], judged.times[place]
    return {
        "entry": judged.entries[place],
        "finite": int(finite.sum()),
        "runs": len(finite),
        "median": _number(float(np.median(np.nan_to_num(judged.final[place], nan=np.inf)))),
        "reached": int(np.isfinite(times).sum()),
        "median_time": _number(float(np.median(times))),
    }


def _tuned(tuned: Tuned) -> dict[str, Any]:
    return {
        "settings": dict(tuned.settings),
        "trials": len(tuned.trials),
        "widened": list(tuned.widened),
        "at_edge": list(tuned.at_edge),
    }


def _interval(interval: Interval) -> dict[str, float | None]:
    return {name: _number(getattr(interval, name)) for name in ("estimate", "low", "high")}


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
