"""Equal budgets of trials: which settings of a method are tried, round by round, and which one wins.

The first rounds look at the whole search space, the others around the best trial so far, or beyond it where it lies at
the edge of all that was tried. Every method gets the same number of trials and rounds, whatever its hyperparameters.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from kudari.comparison.search_points import (
    CLOSER,
    closing_in,
    exploring,
    open_ends,
    place_of,
    settings_at,
)
from kudari.methods.search import Search

EXPLORING, CLOSING = 2, 2
"""Rounds over the whole search space, and around the best."""

FEW = 8
"""Fewer trials are all spent in one round: rounds of one would see nothing."""

Settings = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One setting of a method, run from the tuning seeds."""

    settings: Settings
    round: int
    """Counted from 1."""
    score: tuple[float, ...]
    """Medians over the tuning seeds, a failure being +inf, the first deciding: the time to the target where one was
    asked for, then the loss that runs hand over (minus the accuracy). Lower is better."""
    finite: int
    """Of the tuning seeds, how many stayed finite."""
    seeds: int
    low: float = math.nan
    """The number a tenth of the way up the seeds' losses (or negative accuracies); NaN: not known."""
    high: float = math.nan
    """The one nine tenths of the way up."""


@dataclass(frozen=True, kw_only=True)
class Tuned:
    """What tuning a method came to."""

    method: str
    default: Settings
    trials: tuple[Trial, ...] = ()
    widened: tuple[str, ...] = ()
    """Hyperparameters whose best value lay at the edge, so that the box was moved outwards."""
    at_edge: tuple[str, ...] = ()
    """Those whose best value lies at the edge of all that was tried even in the end."""

    @property
    def best(self) -> Trial | None:
        """The trial with the lowest score; None where none hands over a finite loss."""
        able = [trial for trial in self.trials if np.isfinite(trial.score[-1])]
        return min(able, key=lambda trial: trial.score, default=None)

    @property
    def settings(self) -> Settings:
        """The best trial's settings; the default ones where there is none."""
        return {**self.default, **(self.best.settings if self.best else {})}


def rounds_of(budget: int) -> list[int]:
    """How many trials each round has."""
    count = EXPLORING + CLOSING if budget >= FEW else 1
    return [len(part) for part in np.array_split(np.arange(budget), count)]


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """A method between two rounds: what was tried, where, and what is tried next."""

    tuned: Tuned
    space: Mapping[str, Search]
    steps: int
    """Of a run: what hyperparameters that are shares of it are shares of."""
    counts: tuple[int, ...]
    """Trials of each round."""
    places: Float[np.ndarray, "N D"]
    """Of the trials that were run, in the unit cube of the search space."""
    proposed: Float[np.ndarray, "n D"]
    """Of those of the coming round."""
    number: int = 0
    """Rounds that were run."""

    @property
    def settings(self) -> list[dict[str, float]]:
        """The settings of the coming round."""
        found = [settings_at(self.space, place, self.steps) for place in self.proposed]
        if self.number == 0:
            # Rounding on the way to the cube and back must not change the default.
            found[0] = {name: self.tuned.default[name] for name in self.space}
        return found

    def told(self, trials: Sequence[Trial]) -> "Tuning":
        """The same after the trials of the coming round were run."""
        places, number = np.concatenate([self.places, self.proposed]), self.number + 1
        tuned = replace(self.tuned, trials=(*self.tuned.trials, *trials))
        count = self.counts[number] if number < len(self.counts) else 1
        best = tuned.best
        # Where nothing stayed finite, smaller values are the only hope.
        place = places[tuned.trials.index(best)] if best else places.min(axis=0)
        ends = [open_ends(name, search, self.steps) for name, search in self.space.items()]
        side = 0.5 / CLOSER ** (number - EXPLORING + 1)
        around, moved = closing_in(places, place, count, side, ends)
        outside = tuple(name for axis, name in enumerate(self.space) if axis in moved)
        explored = number >= min(EXPLORING, len(self.counts))
        if not explored:
            around = exploring(len(self.space), explored_counts(self.counts), number)
        elif number < len(self.counts):
            tuned = replace(tuned, widened=tuple(dict.fromkeys((*tuned.widened, *outside))))
        tuned = replace(tuned, at_edge=outside if number == len(self.counts) else ())
        return replace(self, tuned=tuned, places=places, proposed=around, number=number)


def explored_counts(counts: Sequence[int]) -> list[int]:
    """Points of the exploring rounds; the default setting takes the place of one."""
    return [counts[0] - 1, *counts[1:EXPLORING]]


def begin(method: str, default: Settings, space: Mapping[str, Search], steps: int, budget: int) -> Tuning:
    """A method before its first round. The default is the very first trial: tuning can only improve on it."""
    counts = tuple(rounds_of(budget))
    own = [place_of(search, default[name], steps) for name, search in space.items()]
    first = exploring(len(space), explored_counts(counts), 0)
    return Tuning(
        tuned=Tuned(method=method, default=default),
        space=space,
        steps=steps,
        counts=counts,
        places=np.zeros((0, len(space))),
        proposed=np.concatenate([np.reshape(own, (1, len(space))), first]),
    )
