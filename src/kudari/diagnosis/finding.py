"""A reason for what happened to a run, in numbers; no sentence yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor, isfinite, log10
from typing import TypeAlias

Setting: TypeAlias = str | float | int
"""A value as `--set key=value` takes it."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One reason, with the limit that its numbers are held against, and what would mend the run."""

    cause: str
    """Its name in `CAUSES`."""
    variant: str = ""
    """Which of the cause's sentences is meant, where it has several."""
    evidence: Mapping[str, float]
    """What was measured, by name."""
    limit: float | None = None
    """What the first number of the evidence is held against."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What the sentence names besides numbers: a formula, a layer, a method."""
    advice: Mapping[str, Setting] = field(default_factory=dict)
    """Fields of the study to set; empty where no setting would help."""
    reference: str = ""


def rounded_down(value: float) -> float:
    """The next smaller number with two significant digits: a learning rate that a person would type."""
    if not (isfinite(value) and value > 0):
        return value
    unit = 10.0 ** (floor(log10(value)) - 1)
    return float(f"{floor(value / unit + 1e-3) * unit:.2g}")
