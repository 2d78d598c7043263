"""Climbing: on purpose, by mistake, and back and forth."""

import numpy as np

from kudari.diagnosis.case import Case
from kudari.diagnosis.finding import Finding, rounded_down
from kudari.diagnosis.theory import PLAIN
from kudari.diagnosis.verdict import Outcome

SIGNS = ("sign-sgd", "signum", "lion", "rmsprop")
"""Rules whose steps keep their length near a minimum: a root mean square divides the gradient by its own size."""


OWN = ("learning_rate", "momentum", "b1", "b2", "eps", "weight_decay")
"""Hyperparameters that are a rule's, not its schedule's."""


def climbs(case: Case) -> list[tuple[int, int]]:
    """The stretches of records, first and one behind the last, whose updates go up the gradient."""
    promised = case.series("predicted_decrease")
    up = np.concatenate([[0], promised < 0, [0]]).astype(int)
    edges = np.diff(up)
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))


def reversal(case: Case) -> Finding | None:
    """What the climbs of a sign reversal undid, and whether the descents after them reached lower."""
    if not case.method["rule"].startswith("reversal"):
        return None
    loss, found = case.series("loss"), climbs(case)
    if not found:
        return None
    lowest_before = [float(loss[: first + 1].min()) for first, _ in found]
    after = [*(first for first, _ in found[1:]), len(loss) - 1]
    lowest_after = [
        float(loss[end : stop + 1].min(initial=np.inf)) for (_, end), stop in zip(found, after, strict=True)
    ]
    undone = [
        float(loss[min(end, len(loss) - 1)] - loss[first])
        for first, end in found
        if np.isfinite(loss[min(end, len(loss) - 1)])
    ]
    helped = sum(b < a for a, b in zip(lowest_before, lowest_after, strict=True))
    lowest = case.curvature("lowest_curvature")
    convex = case.facts.get("strong_convexity") is not None or (len(lowest) > 0 and bool((lowest >= 0).all()))
    return Finding(
        cause="reversal",
        evidence={
            "climbs": len(found),
            "undone": float(np.median(undone)) if undone else np.inf,
            "lower": helped,
            "best": float(np.nanmin(loss)),
            "last": float(loss[-1]),
        },
        limit=float(len(found)),
        variant="convex" if convex else "bent",
        words={"rule": case.rule},
        advice={"methods": case.rule, **_same_rate(case)},
        reference="Boyd & Vandenberghe 2004, Convex Optimization, section 4.2.2: every local minimum is global",
    )


def _same_rate(case: Case) -> dict[str, float]:
    rate = case.hyperparameters.get("learning_rate")
    return {} if rate is None else {"learning_rate": rate}


def uphill(case: Case) -> Finding | None:
    """Almost every update goes up the gradient: somewhere a sign is wrong."""
    promised = case.series("predicted_decrease")
    if case.method["rule"].startswith("reversal") or len(promised) < case.tolerances.fewest_records:
        return None
    share = float(np.mean(promised < 0))
    if share < case.tolerances.uphill or case.outcome is Outcome.CONVERGED:
        return None
    return Finding(
        cause="uphill",
        evidence={"share": share, "promised": float(promised[0])},
        limit=case.tolerances.uphill,
        advice={"methods": "gd"},
        reference="Nocedal & Wright 2006, Numerical Optimization, section 2.2: a descent direction has g·u < 0",
    )


def sign_cycle(case: Case) -> Finding | None:
    """Steps of a fixed length go back and forth across the minimum."""
    rate = case.hyperparameters.get("learning_rate")
    cosines = case.series("update_cosine")
    standing = (Outcome.OSCILLATING, Outcome.STALLED)
    if case.rule not in SIGNS or case.outcome not in standing or rate is None or not len(cosines):
        return None
    if case.method["schedule"] != "constant":
        return None
    late = cosines[-max(4, len(cosines) // 4) :]
    return Finding(
        cause="sign_cycle",
        evidence={
            "learning_rate": rate,
            "cosine": float(np.mean(late)),
            "loss": float(case.series("loss")[-1]),
        },
        limit=rate,
        advice={case.key("learning_rate"): rounded_down(rate / 10)},
        reference="Bernstein et al. 2018, arXiv:1802.04434, section 2",
    )


def overshoot(case: Case) -> Finding | None:
    """Every update undoes the one before: the run jumps between two walls, whatever the curvature at either."""
    rate, cosines = case.hyperparameters.get("learning_rate"), case.series("update_cosine")
    if case.outcome is not Outcome.OSCILLATING or case.stochastic or case.rule in SIGNS or rate is None:
        return None
    late = cosines[-max(4, len(cosines) // 4) :]
    if not len(late) or float(np.mean(late)) > case.tolerances.opposed:
        return None
    return Finding(
        cause="overshoot",
        evidence={
            "cosine": float(np.mean(late)),
            "learning_rate": rate,
            "loss": float(case.series("loss")[-1]),
        },
        limit=case.tolerances.opposed,
        advice={case.key("learning_rate"): rounded_down(rate / 2)},
        reference="Nesterov 2004, Introductory Lectures on Convex Optimization, section 1.2.3",
    )


def straight_march(case: Case) -> Finding | None:
    """Steps of a length that the gradient does not set go on and on in the same direction."""
    rate, cosines = case.hyperparameters.get("learning_rate"), case.series("update_cosine")
    plain = case.limit is not None and case.limit.variable == "sharpness"
    if (
        plain
        or case.rule in PLAIN
        or case.outcome is not Outcome.DECREASING
        or rate is None
        or len(cosines) < 2
    ):
        return None
    cosine = float(np.mean(cosines[1:]))
    if case.method["schedule"] != "constant" or not cosine > case.tolerances.straight_on:
        return None
    return Finding(
        cause="straight_march",
        evidence={"cosine": cosine, "learning_rate": rate},
        limit=case.tolerances.straight_on,
        advice={case.key("learning_rate"): float(f"{10 * rate:.2g}")},
        reference="Kingma & Ba 2015, arXiv:1412.6980, section 2.1: the step is bounded by the learning rate",
    )


def schedule_ended(case: Case) -> Finding | None:
    """The schedule has taken the learning rate to nearly nothing while the gradient is still there."""
    updates, norms = case.series("update_norm"), case.series("gradient_norm")
    if case.method["schedule"] == "constant" or not len(updates) or case.outcome is Outcome.CONVERGED:
        return None
    # The last record may hold an update that is never made; the one before stands for the end.
    rates = updates[:-1] / np.where(norms[:-1] > 0, norms[:-1], np.inf)
    # What a person has changed is no doing of the schedule.
    lately = case.recorded_steps[:-1] >= case.changed_at
    rates, steps = rates[lately], case.recorded_steps[:-1][lately]
    spent = len(rates) > 1 and rates[-1] < case.tolerances.spent * rates.max()
    if not spent or norms[-1] < case.tolerances.still * norms.max():
        return None
    low = np.flatnonzero(rates >= case.tolerances.spent * rates.max())
    return Finding(
        cause="schedule_ended",
        evidence={
            "step": float(steps[min(int(low[-1]) + 1, len(rates) - 1)]),
            "share": float(rates[-1] / rates.max()),
            "gradient_norm": float(norms[-1]),
        },
        limit=case.tolerances.spent,
        words={"schedule": case.method["schedule"]},
        advice={
            "methods": case.method["rule"],
            **{name: case.hyperparameters[name] for name in OWN if name in case.hyperparameters},
        },
    )
