"""The numbers of one run that a verdict is made of, and the trend that is in them."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from kudari.diagnosis.tolerances import Tolerances

BLOCKS = 16
"""A trend is looked for in the means of so many blocks."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RunArrays:
    """What a run recorded until it came to rest: n records. What was not measured is None."""

    step: Int[np.ndarray, "n"]
    loss: Float[np.ndarray, "n"]
    gradient_norm: Float[np.ndarray, "n"] | None = None
    update_norm: Float[np.ndarray, "n"] | None = None
    update_cosine: Float[np.ndarray, "n"] | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What else the trace says of a run. What it does not say is None."""

    stochastic: bool = False
    """Whether its mini-batches differ by step."""
    climbs: bool = False
    """Whether it is meant to climb at times: a sign reversal."""
    optimum: float | None = None
    """The smallest loss there is."""
    precision: str = "float32"
    stopped: int = 0
    """Its number in `kudari.results.schema.STOPPED`."""
    diverged_at: int = -1
    """The first step whose loss was not finite, −1 where there is none."""
    sharpness: tuple[float, float] | None = None
    """The Hessian's largest eigenvalue at the first and at the last probe."""
    lowest_curvature: tuple[float, float] | None = None
    """Its smallest eigenvalue there."""


class Trend(NamedTuple):
    """How numbers go over a window that is cut into blocks of equal length."""

    z: float
    """Mann-Kendall's statistic over the blocks' means, in standard deviations: negative where they fall (Mann 1945,
    Econometrica 13(3); Kendall 1975, Rank Correlation Methods). It asks nothing of the size of the falls."""
    fall: float
    """By how much the mean of the second half is below that of the first."""
    error: float
    """Standard error of `fall`."""


def block_means(values: Float[np.ndarray, "n"]) -> Float[np.ndarray, "b"]:
    """The means of `BLOCKS` blocks of about equal length, or the values themselves where they are fewer."""
    edges = np.linspace(0, len(values), min(BLOCKS, len(values)) + 1).astype(int)
    return np.add.reduceat(values, edges[:-1]) / np.diff(edges)


def trend(values: Float[np.ndarray, "n"]) -> Trend:
    """The trend of at least four finite numbers."""
    means = block_means(values)
    n = len(means)
    later_above = np.sign(means[None, :] - means[:, None])[np.triu_indices(n, 1)].sum()
    early, late = means[: n // 2], means[n - n // 2 :]
    error = np.sqrt((early.var(ddof=1) + late.var(ddof=1)) / (n // 2))
    z = later_above / np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    return Trend(float(z), float(early.mean() - late.mean()), float(error))


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the predicates of the verdict's table look at. Shares are of the run's own numbers."""

    run: RunArrays
    facts: Facts
    tolerances: Tolerances

    @cached_property
    def sound(self) -> np.ndarray:
        """bool[n]: where the loss is finite."""
        return np.isfinite(self.run.loss)

    @cached_property
    def step(self) -> np.ndarray:
        """int[m]: the steps of finite losses."""
        return self.run.step[self.sound]

    @cached_property
    def loss(self) -> np.ndarray:
        """float[m]: the finite losses; of a run that is meant to climb, the smallest so far."""
        loss = np.asarray(self.run.loss[self.sound], float)
        return np.minimum.accumulate(loss) if self.facts.climbs else loss

    @cached_property
    def gradient(self) -> np.ndarray | None:
        """float[m]: the gradient norms at finite losses."""
        norms = self.run.gradient_norm
        return None if norms is None else np.asarray(norms[self.sound], float)

    @cached_property
    def epsilon(self) -> float:
        return float(np.finfo(self.facts.precision).eps)

    @cached_property
    def rounding(self) -> float:
        """The change of the loss that counts as none."""
        size = np.abs(self.loss[self.window]).max(initial=abs(self.facts.optimum or 0.0))
        return self.tolerances.rounding * self.epsilon * float(size)

    @cached_property
    def window(self) -> slice:
        """The last half of the records, or so many more that a trend can be seen in them."""
        n = len(self.loss)
        return slice(n - max(n - n // 2, min(n, BLOCKS)), n)

    @cached_property
    def enough(self) -> bool:
        """Whether there are records enough for a trend."""
        return len(self.loss) >= self.tolerances.fewest_records

    @cached_property
    def floor(self) -> float | None:
        """What the loss is held against: the optimum; on mini-batches, where no loss is negative, 0."""
        if self.facts.optimum is not None:
            return self.facts.optimum
        return 0.0 if self.facts.stochastic and self.loss.min(initial=np.inf) >= 0 else None

    @cached_property
    def gap(self) -> np.ndarray | None:
        """float[m]: loss − floor."""
        return None if self.floor is None else self.loss - self.floor

    @cached_property
    def latest(self) -> int:
        """How many records tell where a noisy run is now."""
        return max(1, len(self.loss) // 8)

    @cached_property
    def latest_gap(self) -> float:
        """The mean gap over the latest records; inf where no floor is known."""
        return np.inf if self.gap is None else float(self.gap[-self.latest :].mean())

    @cached_property
    def range(self) -> float:
        """The largest less the smallest loss."""
        return float(np.ptp(self.loss)) if len(self.loss) else 0.0

    @cached_property
    def scale(self) -> float:
        """What a change over the window is held against: the gap in it, or the run's range where none is known."""
        if self.gap is not None:
            return max(0.0, float(self.gap[self.window].mean()))
        return float(np.abs(self.loss[self.window]).mean()) if self.facts.stochastic else self.range

    @cached_property
    def loss_trend(self) -> Trend:
        found = trend(self.loss[self.window])
        # A smallest loss so far cannot fall by chance, but for long it may not fall at all.
        return Trend(-np.inf if found.fall > 0 else 0.0, found.fall, 0.0) if self.facts.climbs else found

    @cached_property
    def gradient_trend(self) -> Trend | None:
        """None where it was not measured, or was not finite."""
        if self.gradient is None or not np.isfinite(self.gradient[self.window]).all():
            return None
        return trend(self.gradient[self.window])

    @cached_property
    def constant(self) -> bool:
        """Whether every loss is the same to the last bit."""
        return len(self.loss) > 1 and self.range == 0

    def since(self, holds: np.ndarray) -> int:
        """The first step from which this, bool[m], holds to the end; the last step where it does not hold there."""
        failing = np.flatnonzero(~holds)
        return int(self.step[min(failing[-1] + 1, len(holds) - 1) if failing.size else 0])
