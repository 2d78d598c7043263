"""What a sweep over learning rates came to: from which rate on runs diverge, and which rate ends lowest.

For K rates and S seeds, with f₀ the loss at the start, f_T the loss after the last step, and f̂₀ the largest f₀ of
all seeds:

- a run *falls* where its loss goes to −∞: where it becomes −∞, or ends below −`FALL`·max|f₀|;
- a rate is *diverging* where any of its runs ends non-finite, or is higher than f̂₀ + `TOLERANCE`·|f̂₀|, so higher
  than any run began, at its end or at any look during the last tenth of its steps. A method whose steps have a
  fixed length may carry a seed that began next to a minimum above its own start, hence the highest of all seeds; and
  it may jump to and fro between a high place and a low one, hence several looks;
- the *smallest diverging* rate is the first of these, and the *largest stable* one the last rate before it;
- the *best* rate is that with the smallest median of f_T among the stable ones, the smaller one of equals.

Where any run falls, there is no minimum to be found, and no rate is called stable, diverging or best.

To diverge takes steps: a rate a hair above the limit may not yet have risen above its start when the budget is
spent. What is measured is the limit at this budget, which more steps can only lower.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from kudari.results.summary import Spread, spread

TOLERANCE = 0.01
"""How much higher than the highest start, as a share of it, a run must be to count as diverging."""

FALL = 1e6
"""How many times as far below 0 as any start is from 0 a run must end to count as going to −∞."""

STABLE, DIVERGING, UNBOUNDED = "stable", "diverging", "unbounded"


@dataclass(frozen=True, kw_only=True)
class RateRange:
    """Learning rates in ascending order with the losses they end at, and what stands out among them."""

    method: str
    measured: str
    """Which loss: `loss` itself, or for mini-batches one that the problem evaluates, such as `full_loss`."""
    steps: int
    sweeps: int
    """Sweeps run: one over the first grid, others that widened it or looked closer at the limit."""
    widened: int = 0
    """How many of them widened it."""
    rates: Float[np.ndarray, "K"]
    first: Float[np.ndarray, "S"]
    """The loss at every seed's start."""
    final: Float[np.ndarray, "K S"]
    """The loss after the last step; not finite where the run diverged."""
    late: Float[np.ndarray, "K S"]
    """The largest loss seen during the last tenth of the steps; `final` itself where mini-batches blur it."""
    fallen: Bool[np.ndarray, "K S"]
    """Whether the loss fell to −∞."""
    predicted_limit: float | None = None
    """The largest stable rate by theory, from the curvature at the start; None where theory says nothing."""
    sharpness: Spread | None = None
    """That curvature, over seeds: the Hessian's largest eigenvalue at the start. The limit is its median's."""

    @property
    def lost(self) -> Bool[np.ndarray, "K S"]:
        """Whether the run ends non-finite, or is above the highest start by its end."""
        highest = float(np.max(self.first))
        above: np.ndarray = self.late > highest + TOLERANCE * abs(highest)
        return above | ~np.isfinite(self.final)

    @property
    def diverging(self) -> Bool[np.ndarray, "K"]:
        """Whether any run of the rate is lost."""
        return np.asarray(self.lost.any(axis=1))

    @property
    def unbounded(self) -> bool:
        """Whether the loss fell to −∞ anywhere: then there is nothing that could be called the best rate."""
        return bool(self.fallen.any())

    @property
    def smallest_unbounded(self) -> float | None:
        """The smallest rate at which a run fell to −∞."""
        return self._first(np.any(self.fallen, axis=1))

    @property
    def smallest_diverging(self) -> float | None:
        """The smallest rate that diverges; None where none does, or where the loss is unbounded."""
        return None if self.unbounded else self._first(self.diverging)

    @property
    def stable(self) -> Bool[np.ndarray, "K"]:
        """Whether neither the rate nor any smaller one diverges; nowhere where the loss is unbounded."""
        return ~np.logical_or.accumulate(self.diverging | self.unbounded)

    @property
    def largest_stable(self) -> float | None:
        """The largest rate below the smallest diverging one; the largest of all where none diverges."""
        return float(self.rates[self.stable][-1]) if self.stable.any() else None

    @property
    def best(self) -> float | None:
        """The stable rate with the smallest median loss in the end."""
        if not self.stable.any():
            return None
        return float(self.rates[np.argmin(np.median(self.final[self.stable], axis=1))])

    @property
    def outcomes(self) -> list[str]:
        """`stable`, `diverging` or `unbounded` for each rate; a rate that is none of the first two, since the
        loss is unbounded, has no outcome: ""."""
        fallen: np.ndarray = np.any(self.fallen, axis=1)
        told = np.where(self.diverging, DIVERGING, STABLE) if not self.unbounded else np.full(len(fallen), "")
        return [UNBOUNDED if fell else str(name) for fell, name in zip(fallen, told, strict=True)]

    def place(self, rate: float) -> int:
        """Where one of the rates stands in `rates`."""
        return int(np.flatnonzero(self.rates == rate)[0])

    def _first(self, flags: np.ndarray) -> float | None:
        return float(self.rates[np.argmax(flags)]) if flags.any() else None


def as_json(found: RateRange) -> dict[str, Any]:
    """The range as `--json` prints it; a number that does not exist is null."""
    marks = ("best", "largest_stable", "smallest_diverging", "predicted_limit", "smallest_unbounded")
    return {
        "method": found.method,
        "measured": found.measured,
        "steps": found.steps,
        "seeds": len(found.first),
        "sweeps": found.sweeps,
        "widened": found.widened,
        "unbounded": found.unbounded,
        **{name: getattr(found, name) for name in marks},
        "sharpness": vars(found.sharpness) if found.sharpness else None,
        "rates": [
            {
                "learning_rate": float(rate),
                "outcome": outcome or None,
                "finite": int(np.isfinite(final).sum()),
                "final_loss": {
                    name: value if np.isfinite(value) else None for name, value in vars(spread(final)).items()
                },
            }
            for rate, outcome, final in zip(found.rates, found.outcomes, found.final, strict=True)
        ],
    }


def write_csv(path: Path, found: RateRange) -> None:
    """One line for each rate."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        names = [f"final_{found.measured}_{part}" for part in ("median", "low", "high")]
        writer.writerow(["learning_rate", "outcome", "runs", "finite", *names])
        for rate, outcome, final in zip(found.rates, found.outcomes, found.final, strict=True):
            numbers = [value if np.isfinite(value) else "" for value in vars(spread(final)).values()]
            writer.writerow([float(rate), outcome, len(final), int(np.isfinite(final).sum()), *numbers])
