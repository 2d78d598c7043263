"""How fast a run's error goes, and how long it still needs."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from kudari.diagnosis.decay import line as fit
from kudari.diagnosis.decay import measured_rate
from kudari.diagnosis.evidence import Evidence, block_means
from kudari.diagnosis.theory import steps_to

LATEST = 4
"""The largest of so many last values is where a run is now, whichever way it swings."""


class Pace(NamedTuple):
    """Where a run's error goes."""

    rate: float
    """Its factor per step; −1 where none was measured."""
    steps_needed: float
    """Steps until it is as small as convergence asks; inf where that cannot be told, or will not be."""


def pace(evidence: Evidence) -> Pace:
    """The pace of a run's error: the root of its gap, or its gradient norm where no optimum is known.

    Where no geometric decay was seen (`decay.measured_rate`), the factor is that of a straight line through the
    window's logarithms, and the rest of the way is read off it, or off a power of the step if that fits better:
    gradient descent on a loss without strong convexity goes down as one.
    """
    error, target = _error(evidence)
    steps = evidence.step.astype(float)
    if error is None or not evidence.enough or not np.isfinite(error).all():
        return Pace(-1.0, np.inf)
    if evidence.facts.stochastic:
        now, lag = float(np.sqrt(np.mean(error[-evidence.latest :] ** 2))), 0.0
    else:
        place = len(error) - LATEST + int(np.argmax(error[-LATEST:]))
        now, lag = float(error[place]), float(steps[-1] - steps[place])
    share = target / now if now > 0 else 1.0
    measured = None if evidence.facts.stochastic else measured_rate(error, evidence.step)
    if measured is not None:
        return Pace(measured.rate, max(0.0, steps_to(share, measured.rate) - lag))
    error, steps = error[evidence.window], steps[evidence.window] + 1
    if evidence.facts.stochastic:
        error, steps = np.sqrt(block_means(error**2)), block_means(steps)
    if not (error > 0).all() or np.ptp(steps) == 0:
        return Pace(-1.0, np.inf)
    line, power = fit(steps, np.log(error)), fit(np.log(steps), np.log(error))
    rate = float(np.exp(line.slope))
    if not np.isfinite(rate):
        return Pace(-1.0, np.inf)
    if power.left < line.left:
        growth = np.log(share) / power.slope if power.slope < 0 else np.inf
        return Pace(rate, max(0.0, float(steps[-1] * np.expm1(growth)) - lag))
    return Pace(rate, max(0.0, steps_to(share, rate) - lag))


def _error(evidence: Evidence) -> tuple[Float[np.ndarray, "m"] | None, float]:
    """What is to become small, and how small."""
    tolerances, gap, gradient = evidence.tolerances, evidence.gap, evidence.gradient
    if gap is not None and len(gap):
        share = tolerances.noisy_loss if evidence.facts.stochastic else tolerances.loss
        return np.sqrt(np.maximum(gap, 0.0)), float(np.sqrt(share * max(gap[0], 0.0)))
    if gradient is None or not len(gradient):
        return None, 0.0
    return gradient, float(tolerances.gradient * gradient.max())
