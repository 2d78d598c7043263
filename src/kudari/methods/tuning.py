"""Which hyperparameters a fair race tunes, and where it looks for them.

The ranges are wide: several powers of ten around every value in use, since a race that looks too narrowly judges
its author's guess. They are few: at most three of a method, so that a score of trials means something; what is
not tuned keeps its default.
"""

from collections.abc import Iterable, Mapping, Sequence

from kudari.methods.method import Method
from kudari.methods.ranges import RANGES, Range
from kudari.methods.search import Search

__all__ = ["MOST_TUNED", "SEARCHES", "Search", "few", "search_space", "searches_of"]

MOST_TUNED = 3
"""Hyperparameters of one method that are tuned."""

SEARCHES: Mapping[str, Search] = {
    "learning_rate": Search(low=1e-4, high=10.0),
    "momentum": Search(low=0.0, high=0.999, scale="one-minus-log"),
    "every": Search(low=0.01, high=0.5, per_steps=True, whole=True),
    "patience": Search(low=0.005, high=0.2, per_steps=True, whole=True),
    "climb": Search(low=0.002, high=0.2, per_steps=True, whole=True),
    "change": Search(low=1e-6, high=1e-2),
    "noise": Search(low=1e-4, high=1e2),
    "gradient_threshold": Search(low=1e-5, high=10.0),
    "radius": Search(low=1e-3, high=10.0),
    "jump": Search(low=1e-2, high=10.0),
    "starts": Search(low=2.0, high=50.0, whole=True),
}
"""Name -> where it is looked for, in every method that does not say otherwise."""

_ADAM = Search(low=1e-4, high=1.0)
"""A step of about the learning rate in every parameter, whatever the gradient's size."""

_SIGN = Search(low=1e-5, high=0.1)
"""A step of just the learning rate in every parameter, at every update: it must be as small as the error allowed."""

_MOMENTS = ("adam", "adamw", "adamax", "amsgrad", "nadam", "nadamw", "adabelief", "radam", "yogi")

_RATES: Mapping[str, Search] = {
    **dict.fromkeys(("sign-sgd", "signum", "lion"), _SIGN),
    **dict.fromkeys((*_MOMENTS, "rmsprop", "lamb", "muon", "hill-adam"), _ADAM),
    # Steps shrink with the root of the number of updates: the first ones must be longer.
    "adagrad": Search(low=1e-3, high=10.0),
    # A factor on steps that these methods size themselves.
    "adadelta": Search(low=1e-2, high=1e2),
    "polyak-sgd": Search(low=1e-2, high=10.0),
}
"""Learning rates of the methods whose natural scale is not a gradient's."""


def searches_of(name: str, hyperparameters: Iterable[str]) -> dict[str, Search]:
    """What is tuned of a method of the catalogue, by its name and its hyperparameters' names."""
    found = {each: SEARCHES[each] for each in hyperparameters if each in SEARCHES}
    return few(found | ({"learning_rate": _RATES[name]} if name in _RATES else {}))


def few(searches: Mapping[str, Search]) -> dict[str, Search]:
    """The first `MOST_TUNED` of them."""
    return dict(list(searches.items())[:MOST_TUNED])


def search_space(method: Method) -> dict[str, Search]:
    """What a fair race tunes of this method, and where.

    A method that does not say (`Method.tuning`), such as one of your own, is tuned in every hyperparameter that was
    given several values, between the least and the greatest of them, and in every other one whose name stands in
    `SEARCHES`.
    """
    if method.tuning:
        return dict(method.tuning)
    named = {name: SEARCHES[name] for name in method.hyperparameters if name in SEARCHES}
    several = {name: values for name, values in method.hyperparameters.items() if len(set(values)) > 1}
    return named | {name: search_between(name, values) for name, values in several.items()}


def search_between(name: str, values: Sequence[float]) -> Search:
    """Where a hyperparameter is looked for that a person gave several values: from the least to the greatest, in the
    coordinate that is usual under its name, and only whole ones where no others make sense."""
    low, high = min(values), max(values)
    scale = SEARCHES[name].scale if name in SEARCHES else "log"
    if (scale == "log" and low <= 0) or (scale == "one-minus-log" and high >= 1):
        scale = "linear"
    return Search(low=low, high=high, scale=scale, whole=RANGES.get(name, Range()).whole)
