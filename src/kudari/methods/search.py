"""Where a hyperparameter is looked for. Apart from the methods, so that a stored race opens without JAX."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Search:
    """Where a hyperparameter is looked for when methods are tuned for a race: from `low` to `high`."""

    low: float
    high: float
    scale: Literal["log", "one-minus-log", "linear"] = "log"
    """In which coordinate trials are spread evenly: log v, -log(1 - v), or v itself."""
    per_steps: bool = False
    """Whether `low` and `high` are shares of the run's steps: the value is the share times the steps, made whole."""
    whole: bool = False
    """Whether only whole numbers make sense."""
