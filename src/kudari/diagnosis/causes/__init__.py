"""Why it happened: `CAUSES`, small functions from one run's case to a finding, or None."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from kudari.diagnosis.case import Case
from kudari.diagnosis.causes import conditioning, learning_rate, loss, networks, noise, stalls, turns
from kudari.diagnosis.finding import Finding

CAUSES: Mapping[str, Callable[[Case], Finding | None]] = {
    cause.__name__: cause
    for cause in (
        # What makes every other number doubtful stands first, then what the others follow from.
        loss.wrong_gradient,
        loss.unbounded_loss,
        loss.flat_loss,
        loss.constant_target,
        turns.reversal,
        turns.uphill,
        networks.symmetric_units,
        networks.unscaled_inputs,
        learning_rate.not_a_number,
        learning_rate.overflow,
        learning_rate.rate_above_limit,
        learning_rate.blown_up,
        networks.exploding_gradient,
        networks.vanishing_gradient,
        networks.dead_units,
        networks.saturated_units,
        learning_rate.edge_of_stability,
        turns.sign_cycle,
        turns.overshoot,
        noise.fixed_batch,
        noise.overfitting,
        turns.schedule_ended,
        noise.noise_floor,
        stalls.saddle,
        stalls.stopped_early,
        stalls.local_minimum,
        stalls.plateau,
        learning_rate.rate_far_below_limit,
        stalls.rounding,
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
    return [_changing(finding, case) for finding in found if finding not in slow[1:]]


def _changing(finding: Finding, case: Case) -> Finding:
    """The finding, without its advice where that would change nothing."""
    plain = case.method["schedule"] == "constant"
    now = {**case.settings, **case.hyperparameters, "methods": case.method["rule"] if plain else ""}
    same = [
        str(now.get(name, now.get(name.rpartition(".")[2]))) == str(value)
        for name, value in finding.advice.items()
    ]
    return replace(finding, advice={}) if all(same) else finding
