"""The loss itself: its gradient, its bound, its constancy."""

import numpy as np

from kudari.diagnosis.case import Case
from kudari.diagnosis.causes.stalls import elsewhere
from kudari.diagnosis.finding import Finding, Setting
from kudari.diagnosis.verdict import Outcome


def wrong_gradient(case: Case) -> Finding | None:
    """The gradient that the run followed is not the derivative of its loss."""
    errors = case.probes("gradient_error")
    estimator = str(case.settings.get("gradient", "backprop"))
    # Backpropagation through a loss of ours is right: what differs are the differences, at kinks.
    trusted = estimator == "backprop" and not case.settings.get("problem.own", False)
    if trusted or not len(errors) or not errors[0] > case.tolerances.gradient_error:
        return None
    advice: dict[str, Setting] = {}
    if estimator != "backprop":
        advice = {"gradient": "backprop"}
    return Finding(
        cause="wrong_gradient",
        evidence={"error": float(errors[0])},
        limit=case.tolerances.gradient_error,
        words={"estimator": estimator},
        advice=advice,
        reference="Nocedal & Wright 2006, Numerical Optimization, section 8.1",
    )


def unbounded_loss(case: Case) -> Finding | None:
    """The loss falls for ever: there is nothing to be reached."""
    if case.outcome is not Outcome.UNBOUNDED:
        return None
    loss = case.series("loss")
    finite = loss[np.isfinite(loss)]
    lowest = float(finite.min()) if finite.size else float("-inf")
    return Finding(
        cause="unbounded_loss",
        evidence={"loss": lowest, "first": float(loss[0]), "step": float(case.verdict.since)},
    )


def flat_loss(case: Case) -> Finding | None:
    """Every loss is the same: nothing depends on the parameters here."""
    if case.verdict.detail != "flat":
        return None
    dead, symmetric = case.last("dead_units"), case.last("symmetric_units")
    norms = case.series("gradient_norm")
    if norms.max(initial=0.0) > 0 or any(
        found is not None and np.max(found) > 0 for found in (dead, symmetric)
    ):
        return None
    return Finding(
        cause="flat_loss",
        evidence={
            "loss": float(case.series("loss")[0]),
            "gradient_norm": float(norms.max(initial=0.0)),
        },
        limit=0.0,
        advice=elsewhere(case),
    )


def constant_target(case: Case) -> Finding | None:
    """What is to be learned is the same everywhere."""
    if "output_wanted" not in case.run:
        return None
    wanted = np.asarray(case.run["output_wanted"].values, float)
    if not wanted.size or np.ptp(wanted) > 0:
        return None
    return Finding(
        cause="constant_target",
        evidence={"value": float(wanted[0])},
        words={"function": str(case.settings.get("problem.function", ""))},
        advice={"problem.function": "x**2"},
    )
