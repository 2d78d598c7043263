"""Why it happened: `CAUSES`, small functions from one run's case to a finding, or None."""

from collections.abc import Callable, Mapping

from kudari.diagnosis.case import Case
from kudari.diagnosis.causes import conditioning, learning_rate, loss, networks, noise, stalls, turns
from kudari.diagnosis.finding import Finding

CAUSES: Mapping[str, Callable[[Case], Finding | None]] = {
    cause.__name__: cause
    for cause in (
        # What makes every other number doubtful stands first.
        loss.wrong_gradient,
        loss.unbounded_loss,
        loss.flat_loss,
        loss.constant_target,
        turns.reversal,
        turns.uphill,
        networks.symmetric_units,
        networks.dead_units,
        networks.unscaled_inputs,
        networks.saturated_units,
        learning_rate.overflow,
        learning_rate.rate_above_limit,
        learning_rate.edge_of_stability,
        turns.sign_cycle,
        turns.overshoot,
        networks.vanishing_gradient,
        networks.exploding_gradient,
        noise.fixed_batch,
        noise.overfitting,
        noise.noise_floor,
        stalls.saddle,
        stalls.stopped_early,
        stalls.local_minimum,
        stalls.plateau,
        stalls.rounding,
        learning_rate.rate_far_below_limit,
        turns.straight_march,
        conditioning.momentum_too_large,
        conditioning.sublinear,
        conditioning.ill_conditioned,
        conditioning.too_few_steps,
    )
}
"""Name -> cause, the most telling first."""


SLOW = (
    "rate_far_below_limit",
    "straight_march",
    "momentum_too_large",
    "sublinear",
    "ill_conditioned",
    "too_few_steps",
)
"""Causes of a slow run, the most telling first: each of them contains those behind it."""


def findings(case: Case) -> list[Finding]:
    """Every cause that holds, the most telling first; of the slow ones only the first."""
    found = [finding for cause in CAUSES.values() if (finding := cause(case)) is not None]
    slow = [finding for finding in found if finding.cause in SLOW]
    return [finding for finding in found if finding not in slow[1:]]
