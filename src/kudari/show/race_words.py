"""What the pictures of a race have in common: series, titles, and the numbers that are shown."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from kudari.comparison.result import DEFAULT, Comparison
from kudari.comparison.scores import Scores, gaps
from kudari.language import say
from kudari.language.words import variable_words


def is_default(entry: str) -> bool:
    """Whether an entry is a method with its default settings, beside the tuned one."""
    return entry.endswith(DEFAULT)


def series_of(found: Comparison, entry: str) -> int:
    """A method has one series in all pictures, whether tuned or not."""
    return found.methods.index(entry.removesuffix(DEFAULT))


def has_defaults(found: Comparison) -> bool:
    """Whether default settings race beside tuned ones."""
    return any(is_default(entry) for entry in found.entries)


def is_accuracy(judged: Scores) -> bool:
    """Whether the number that is judged is better when it is higher."""
    return judged.measured.endswith("accuracy")


def race_title(found: Comparison, key: str, language: str, **values: str) -> str:
    """What is seen, after the problem's name where there is only one, and with the mistake made on purpose."""
    seen = say(key, language, **values)
    if found.unfair:
        seen = say("race_chart.unfair", language, title=seen, mistake=found.unfair)
    if len(found.scores) > 1:
        return seen
    return say("chart.pair", language, name=found.scores[0].problem, value=seen)


def heading(found: Comparison, judged: Scores) -> str:
    """A panel's title: its problem, where there are several."""
    return judged.problem if len(found.scores) > 1 else ""


def columns_for(count: int) -> int:
    """Panels side by side, so that as few places as can be stay empty."""
    return 2 if count in (2, 4) else min(3, count)


def optimum_of(found: Comparison, place: int) -> float | None:
    """The lowest loss that a problem can have, where that is known and the loss is what is judged."""
    known = found.raced[place].trace.attrs.get("optimum")
    return None if known is None or is_accuracy(found.scores[place]) else float(known)


def above_optimum(
    found: Comparison, place: int, values: Float[np.ndarray, "..."]
) -> Float[np.ndarray, "..."]:
    """Numbers as they are shown: the distance from the optimum where it is known, and no less than rounding allows.

    What is not finite stays as it is, and so does every number that is judged on a linear scale without an optimum.
    """
    optimum, judged = optimum_of(found, place), found.scores[place]
    if optimum is None and judged.scale == "linear":
        return values
    precision = str(found.raced[place].trace.attrs.get("precision", "float32"))
    base = optimum or 0.0
    # The gap that counts for a run at the optimum itself: what rounding leaves.
    least = 10.0 ** gaps(np.full((1, len(judged.first)), base), judged.first, optimum, precision)[0, 0]
    return np.where(np.isfinite(values), np.maximum(values - base, least), values)


def measured_label(found: Comparison, place: int, language: str) -> str:
    """What the numbers of `above_optimum` are."""
    name = variable_words(found.scores[place].measured, language)
    return say("race_chart.above", language, name=name) if optimum_of(found, place) else name


def judged_label(found: Comparison, language: str) -> str:
    """What all problems' numbers are judged by, in words."""
    judged = found.scores[0]
    if judged.scale == "linear" and not is_accuracy(judged):
        return say("race.way", language)
    places: Sequence[int] = range(len(found.scores))
    nonzero = [place for place in places if optimum_of(found, place)]
    return measured_label(found, nonzero[0] if nonzero else 0, language)
