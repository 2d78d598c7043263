"""Which values a hyperparameter may take, by its name: the same in every method."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real

import numpy as np

from kudari.language import InputError

_ABOVE_ALL = 1e30
"""Beyond this, a step's square no longer fits single precision, and nothing but overflow is learned."""


@dataclass(frozen=True, kw_only=True)
class Range:
    """Numbers from `least` to `most`, either end left out on demand; only whole ones where `whole`."""

    least: float = -_ABOVE_ALL
    most: float = _ABOVE_ALL
    above: bool = False
    """Whether `least` itself is left out."""
    below: bool = False
    """Whether `most` itself is left out."""
    whole: bool = False

    def __contains__(self, value: float) -> bool:
        """An end left out is judged as single precision holds the value: 1-1e-9 is 1, and 1e-40 is 0."""
        if not math.isfinite(value) or abs(value) > 1e38:
            return False
        held = float(np.float32(value))
        held = held if abs(held) >= float(np.finfo(np.float32).tiny) else 0.0
        low = held > self.least if self.above else value >= self.least
        high = held < self.most if self.below else value <= self.most
        return low and high and (not self.whole or value == math.floor(value))

    def say(self, name: str) -> str:
        """The range as a line of mathematics, such as `0 ≤ b1 < 1`."""
        low, high = ("<" if self.above else "≤"), ("<" if self.below else "≤")
        return f"{self.least:g} {low} {name} {high} {self.most:g}"


_POSITIVE = Range(least=0, above=True)
_NOT_NEGATIVE = Range(least=0)
_FRACTION = Range(least=0, most=1)
_DECAY = Range(least=0, most=1, below=True)
_SHRINK = Range(least=0, most=1, above=True, below=True)
_PERIOD = Range(least=1, most=1e9, whole=True)
_ANY = Range()

RANGES: Mapping[str, Range] = {
    "learning_rate": _POSITIVE,
    "max_learning_rate": _POSITIVE,
    "momentum": _DECAY,
    "beta": _DECAY,
    "b1": _DECAY,
    "b2": _DECAY,
    "decay": _DECAY,
    "rho": _DECAY,
    "eps": _POSITIVE,
    "eps_root": _NOT_NEGATIVE,
    "weight_decay": _NOT_NEGATIVE,
    "initial_accumulator_value": _NOT_NEGATIVE,
    "threshold": Range(least=4),
    "f_min": _ANY,
    "every": _PERIOD,
    "patience": _PERIOD,
    "climb": _PERIOD,
    "tolerance": _DECAY,
    "reset": Range(least=0, most=1, whole=True),
    "change": _NOT_NEGATIVE,
    "ceiling": _ANY,
    "noise": _NOT_NEGATIVE,
    "noise_decay": Range(least=0, most=10),
    "gradient_threshold": _NOT_NEGATIVE,
    "radius": _NOT_NEGATIVE,
    "pause": Range(least=0, most=1e9, whole=True),
    "jump": _NOT_NEGATIVE,
    "temperature": _NOT_NEGATIVE,
    "starts": Range(least=1, most=1e4, whole=True),
    "drop_every": _PERIOD,
    "drop_factor": Range(least=0, most=1, above=True),
    "initial_factor": _FRACTION,
    "final_factor": _FRACTION,
    "final_ratio": Range(least=0, most=1, above=True),
    "cycles": Range(least=1, most=1000, whole=True),
    "cycle_growth": Range(least=1, most=100),
    "warmup_fraction": _SHRINK,
    "plateau_factor": _SHRINK,
    "plateau_patience": _PERIOD,
    "plateau_tolerance": _DECAY,
    "plateau_cooldown": Range(least=0, most=1e9, whole=True),
    "smallest_factor": _FRACTION,
}


def check(owner: str, name: str, value: object) -> float:
    """The value as a float, if it is allowed under this name; under a name without a range, any number is.

    Raises:
        InputError: not a number, not finite, out of range, or not whole where only whole numbers make sense.
    """
    if not isinstance(value, Real) or isinstance(value, bool):
        raise InputError("methods.not_a_number", method=owner, name=name, value=repr(value)[:60])
    allowed = RANGES.get(name, _ANY)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if number not in allowed:
        key = "methods.not_whole" if allowed.whole else "methods.out_of_range"
        raise InputError(key, method=owner, name=name, value=number, allowed=allowed.say(name))
    return number
