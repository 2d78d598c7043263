"""The learning rate against the curvature: above the limit, at it, far below it, or beyond the precision."""

import numpy as np

from kudari.diagnosis.case import Case
from kudari.diagnosis.causes.stalls import elsewhere
from kudari.diagnosis.finding import Finding, Setting, rounded_down
from kudari.diagnosis.verdict import Outcome

COHEN = "Cohen et al. 2021, arXiv:2103.00065"
COHEN_ADAPTIVE = "Cohen et al. 2022, arXiv:2207.14484"

FORMULAS = {
    "gd": "2/η",
    "momentum": "(2+2β)/η",
    "nesterov": "(2+2β)/((1+2β)η)",
    "adagrad": "2/η",
    "rmsprop": "2/η",
}
"""How the limit is written; the adaptive rules with momentum have (2+2β₁)/((1−β₁)η), or Nesterov's form of it."""


def formula(case: Case) -> str:
    """The stability limit of the run's method as it is written."""
    nesterov = "(2+2β₁)/((1−β₁)(1+2β₁)η)"
    adaptive = nesterov if case.rule.startswith("nadam") else "(2+2β₁)/((1−β₁)η)"
    return FORMULAS.get(case.rule, adaptive)


def _reference(case: Case) -> str:
    adaptive = case.limit is not None and case.limit.variable != "sharpness"
    return COHEN_ADAPTIVE if adaptive else COHEN


def overflow(case: Case) -> Finding | None:
    """The first loss or gradient is no number of the precision, or grew beyond it."""
    loss, gradient = case.series("loss"), case.series("gradient_norm")
    first_bad = len(gradient) > 0 and bool(np.isinf(gradient[0]))
    if case.outcome is not Outcome.DIVERGED or not (first_bad or np.isinf(loss[0])):
        return None
    largest = float(np.finfo(np.float32 if case.epsilon > 1e-10 else np.float64).max)
    return Finding(
        cause="overflow",
        evidence={"loss": float(loss[0]), "largest": largest},
        limit=largest,
        variant="float32" if case.epsilon > 1e-10 else "float64",
        words={"precision": "float32" if case.epsilon > 1e-10 else "float64"},
        advice={"precision": "float64"} if case.epsilon > 1e-10 else {},
        reference="IEEE 754-2019, table 3.5",
    )


def rate_above_limit(case: Case) -> Finding | None:
    """The sharpness is above what the method bears with this learning rate, and the run did not survive it."""
    lost = (Outcome.DIVERGED, Outcome.OSCILLATING, Outcome.STALLED, Outcome.UNDECIDED)
    found = case.held_against_limit
    if case.limit is None or case.outcome not in lost or not len(found):
        return None
    above = found > case.limit.value * (1 + case.tolerances.measured)
    # A run at the edge of stability swings a little above the limit and comes back.
    still = case.outcome is not Outcome.DIVERGED
    if not above.any() or (still and found[-1] <= case.limit.value * (1 + case.tolerances.edge)):
        return None
    sharpness = float(found[np.argmax(above)])
    stable = case.stable_rate(sharpness)
    return Finding(
        cause="rate_above_limit",
        evidence={
            "sharpness": sharpness,
            "learning_rate": case.hyperparameters["learning_rate"],
            "stable_rate": stable,
        },
        limit=case.limit.value,
        words={"formula": formula(case)},
        advice={case.key("learning_rate"): rounded_down(stable / 2)},
        reference=_reference(case),
    )


def edge_of_stability(case: Case) -> Finding | None:
    """The sharpness came to the limit of its own accord and stays there, and the loss falls by fits and starts."""
    found = case.held_against_limit
    falling = (Outcome.DECREASING, Outcome.CONVERGED)
    if case.limit is None or case.stochastic or case.outcome not in falling or len(found) < 3:
        return None
    late = found[-max(2, len(found) // 3) :]
    share = float(np.mean(late)) / case.limit.value
    moved = np.ptp(found) > case.tolerances.edge * case.limit.value
    if abs(share - 1) > case.tolerances.edge or not moved:
        return None
    rises = np.diff(case.series("loss")) > 0
    if np.mean(rises) < case.tolerances.rises:
        return None
    return Finding(
        cause="edge_of_stability",
        evidence={
            "sharpness": float(np.mean(late)),
            "first_sharpness": float(found[0]),
            "share": share,
            "apart": abs(share - 1),
            "rises": float(np.mean(rises)),
            "learning_rate": case.hyperparameters["learning_rate"],
        },
        limit=case.limit.value,
        words={"formula": formula(case)},
        advice={case.key("learning_rate"): rounded_down(case.hyperparameters["learning_rate"] / 2)},
        reference=_reference(case),
    )


def rate_far_below_limit(case: Case) -> Finding | None:
    """The loss still falls, and the method would bear a much larger learning rate."""
    found = case.held_against_limit
    signal = case.last("signal_to_noise")
    # Steps so small that no fall shows through the noise, though the gradient does.
    hidden = case.stochastic and signal is not None and signal >= 1
    # Or so small that they are lost in rounding, while the gradient is what it was.
    norms = case.series("gradient_norm")
    lost = not case.stochastic and len(norms) > 0 and norms[-1] > 0.5 * norms.max(initial=0.0) > 0
    standing = case.outcome is Outcome.STALLED and (hidden or lost)
    on_its_way = standing or case.outcome in (Outcome.DECREASING, Outcome.UNDECIDED)
    # An adaptive method divides by the gradient: its limit says nothing of how far a step ought to go.
    if case.limit is None or case.limit.variable != "sharpness" or not len(found) or not on_its_way:
        return None
    sharpness = float(found.max())
    if not 0 < sharpness < case.limit.value / case.tolerances.timid:
        return None
    stable = case.stable_rate(sharpness)
    return Finding(
        cause="rate_far_below_limit",
        evidence={
            "sharpness": sharpness,
            "learning_rate": case.hyperparameters["learning_rate"],
            "stable_rate": stable,
            "times": case.limit.value / sharpness,
        },
        limit=case.limit.value,
        words={"formula": formula(case)},
        advice={case.key("learning_rate"): rounded_down(stable / 2)},
        reference=_reference(case),
    )


def blown_up(case: Case) -> Finding | None:
    """It flew away although the sharpness, where it was measured, was within the limit or has none."""
    rate, loss = case.hyperparameters.get("learning_rate"), case.series("loss")
    if case.outcome is not Outcome.DIVERGED or rate is None or rate_above_limit(case) or overflow(case):
        return None
    finite = loss[np.isfinite(loss)]
    if not len(finite) or not_a_number(case):
        return None
    return Finding(
        cause="blown_up",
        evidence={
            "first": float(finite[0]),
            "largest": float(finite.max()),
            "step": float(case.verdict.since),
            "learning_rate": rate,
        },
        advice={case.key("learning_rate"): rounded_down(rate / 10)},
        reference=COHEN,
    )


def not_a_number(case: Case) -> Finding | None:
    """A loss or gradient that is no number at all, where nothing had grown: outside of where the loss is defined."""
    loss, norms = case.series("loss"), case.series("gradient_norm")
    lost = ~np.isfinite(loss) if len(norms) != len(loss) else ~np.isfinite(loss) | np.isnan(norms)
    if case.outcome is not Outcome.DIVERGED or not lost.any():
        return None
    place = int(np.argmax(lost))
    grown = place > 0 and np.abs(loss[:place]).max() > 10 * max(abs(float(loss[0])), 1.0)
    if grown or np.isinf(loss[place]) or (len(norms) == len(loss) and np.isinf(norms[place])):
        return None
    rate = case.hyperparameters.get("learning_rate", 0.1)
    smaller: dict[str, Setting] = {case.key("learning_rate"): rounded_down(rate / 10)}
    return Finding(
        cause="not_a_number",
        variant="start" if place == 0 else "way",
        evidence={"step": float(case.recorded_steps[place]), "loss": float(loss[max(0, place - 1)])},
        advice=elsewhere(case) if place == 0 else smaller,
        reference="IEEE 754-2019, section 7.2",
    )
