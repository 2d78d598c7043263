"""Why it happened: `CAUSES`, small functions from one run's case to a finding, or None."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from kudari.diagnosis.case import Case
from kudari.diagnosis.causes import conditioning, learning_rate, loss, networks, noise, stalls, turns
from kudari.diagnosis.finding import Finding, Setting

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
    kept = [_changing(finding, case) for finding in found if finding not in slow[1:]]
    return [replace(finding, advice=_settled(finding.advice, case)) for finding in kept]


def _settled(advice: Mapping[str, Setting], case: Case) -> Mapping[str, Setting]:
    """The advice without the study's changes, where they would overrule it or no longer fit.

    What was changed in this run then stands from the start on as it did in the end.
    """
    names = [name.rpartition(".")[2] for name in advice]
    others = "methods" in advice
    fewer = float(advice.get("steps", np.inf)) < case.steps
    if not case.settings.get("changes") or not (others or fewer or {*names} & {*case.labels}):
        return advice
    made = {case.key(each["name"]): each["value"] for each in case.changes if each["name"] not in names}
    return {**({} if others else made), **advice, "changes": "none"}


def _changing(finding: Finding, case: Case) -> Finding:
    """The finding, without its advice where that would change nothing."""
    plain = case.method["schedule"] == "constant"
    now = {**case.settings, **case.hyperparameters, "methods": case.method["rule"] if plain else ""}
    same = [
        str(now.get(name, now.get(name.rpartition(".")[2]))) == str(value)
        for name, value in finding.advice.items()
    ]
    return replace(finding, advice={}) if all(same) else finding
