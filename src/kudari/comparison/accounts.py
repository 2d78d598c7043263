"""What else is said of a race: the settings that tuning chose, what the target cost, what a mistake changed."""

from collections.abc import Iterator, Sequence
from math import isfinite

import numpy as np

from kudari.comparison.intervals import share
from kudari.comparison.result import Comparison, Raced
from kudari.comparison.scores import Scores
from kudari.comparison.statistics import Answer
from kudari.comparison.told import amounts, sizes
from kudari.comparison.tuning import Settings
from kudari.language import Number, say
from kudari.language.words import joined

MOST = 3
"""The settings for more problems than this are found in `trials.csv`."""


def tuning_sentences(found: Comparison, language: str) -> list[str]:
    """The settings that tuning chose for each method, and what it was worth."""
    told = [
        _tuned(found, raced, method, language)
        for raced in found.raced
        for method in found.methods
        if raced.tuned[method].trials and len(found.raced) <= MOST
    ]
    if told:
        idle = [name for name in found.methods if not found.raced[0].tuned[name].trials]
        told += [say("race.tuned.nothing", language, method=name) for name in idle]
    return told + [_worth(answer, found, language) for answer in found.worth]


def _tuned(found: Comparison, raced: Raced, method: str, language: str) -> str:
    tuned = raced.tuned[method]
    settings = setting_words({name: tuned.settings[name] for name in tuned.trials[0].settings})
    key = "race.tuned" if len(found.raced) == 1 else "race.tuned.on"
    sentences = [say(key, language, method=method, problem=raced.problem, settings=settings)]
    if tuned.best is None:
        return joined([*sentences, say("race.tuned.none", language)], language)
    if tuned.widened:
        sentences.append(say("race.tuned.widened", language, names=list(tuned.widened)))
    if tuned.at_edge:
        sentences.append(say("race.tuned.at_edge", language, names=list(tuned.at_edge)))
    mark = "。" if language == "ja" else "."
    return joined([sentences[0] + (mark if len(sentences) > 1 else ""), *sentences[1:]], language)


def setting_words(settings: Settings) -> str:
    """Hyperparameters as a person writes them."""
    return ", ".join(f"{name} = {Number(value):.3g}" for name, value in settings.items())


def _worth(answer: Answer, found: Comparison, language: str) -> str:
    points = answer.scale == "linear"
    if all(
        raced.tuned[answer.method].settings == raced.tuned[answer.method].default for raced in found.raced
    ):
        return say("race.worth.kept", language, a=answer.method)
    if answer.verdict == "better" and isfinite(answer.interval.estimate):
        numbers = sizes(answer.interval, "better", points)
        return say("race.worth.points" if points else "race.worth", language, a=answer.method, **numbers)
    key = "race.worth.none" if isfinite(answer.interval.estimate) else "race.worth.open"
    return say(key, language, a=answer.method)


def cost_sentences(found: Comparison, language: str) -> Iterator[str]:
    """How often each method reached the target, and what a success cost."""
    judged = found.scores[0]
    for entry in found.methods:
        times = np.concatenate([each.times[each.entries.index(entry)] for each in found.scores])
        reached = int(np.isfinite(times).sum())
        if not reached:
            yield say("race.cost.none", language, entry=entry)
            continue
        interval = share(reached, len(times))
        yield say(
            "race.cost",
            language,
            entry=entry,
            count=reached,
            all=len(times),
            low=round(100 * interval.low),
            high=round(100 * interval.high),
            cost=amounts([cost_per_success(found.scores, entry)], judged.by, language),
        )


def cost_per_success(scores: Sequence[Scores], entry: str) -> float:
    """What all runs of an entry spent up to their success, or in all where they had none, over the successes."""
    spent, successes = 0.0, 0
    for judged in scores:
        times = judged.times[judged.entries.index(entry)]
        spent += float(np.minimum(times, judged.budget).sum())
        successes += int(np.isfinite(times).sum())
    return spent / successes if successes else float("inf")


def unfair_sentences(fair: Comparison, unfair: Comparison, language: str) -> list[str]:
    """What the mistake was, and whose verdict it turned round."""
    told = [say(f"race.unfair.{unfair.unfair}", language, baseline=unfair.baseline)]
    pairs = [
        (say("race.pair", language, a=one.method, b=one.baseline), {one.verdict, other.verdict})
        for one, other in zip(fair.answers, unfair.answers, strict=True)
    ]
    turned = [pair for pair, verdicts in pairs if verdicts == {"better", "worse"}]
    changed = [pair for pair, verdicts in pairs if len(verdicts) == 2 and pair not in turned]
    if turned:
        told.append(say("race.unfair.turned", language, pairs=turned))
    if changed:
        told.append(say("race.unfair.changed", language, pairs=changed))
    return told if turned or changed else [*told, say("race.unfair.unturned", language)]
