"""Why a stable run is slow: the measured rate against theory."""

from math import ceil

import numpy as np
from jaxtyping import Float

from kudari.diagnosis.case import Case
from kudari.diagnosis.finding import Finding, Setting, rounded_down
from kudari.diagnosis.theory import PLAIN, optimal_rate, optimal_setting, steps_to, worst_rate
from kudari.diagnosis.verdict import Outcome

UNFINISHED = (Outcome.DECREASING, Outcome.UNDECIDED, Outcome.OSCILLATING)

LESSARD = "Lessard, Recht & Packard 2016, SIAM J. Optim. 26(1), arXiv:1408.3595, Proposition 1"
NESTEROV = "Nesterov 2004, Introductory Lectures on Convex Optimization, section 2.1"


def spectrum(case: Case) -> tuple[float, float] | None:
    """The smallest and largest eigenvalue of the Hessian, as known everywhere or where the run ended."""
    lowest, highest = case.bound("lowest_curvature"), case.bound("sharpness")
    if lowest is None or highest is None or not highest > 0:
        return None
    # Below this an eigenvalue that was measured is rounding.
    return (lowest, highest) if lowest > 30 * case.epsilon * highest else None


def momentum_too_large(case: Case) -> Finding | None:
    """Momentum remembers longer than the condition number asks for: errors die out like √β."""
    ends = spectrum(case)
    if case.rule not in ("momentum", "nesterov") or ends is None or case.outcome not in UNFINISHED:
        return None
    if case.limit is None or case.stochastic:
        return None
    best = optimal_setting(case.rule, *ends)
    used = worst_rate(case.rule, case.hyperparameters, *ends)
    wanted = optimal_rate(case.rule, ends[1] / ends[0])
    if best is None or used is None or wanted is None:
        return None
    slower = steps_to(0.1, used) / max(steps_to(0.1, wanted), 1.0)
    if case.hyperparameters["momentum"] <= best["momentum"] or slower < case.tolerances.slower:
        return None
    return Finding(
        cause="momentum_too_large",
        evidence={
            "momentum": case.hyperparameters["momentum"],
            "best_momentum": best["momentum"],
            "condition": ends[1] / ends[0],
            "rate": used,
            "best_rate": wanted,
            "steps_per_digit": steps_to(0.1, used),
            "best_steps_per_digit": steps_to(0.1, wanted),
        },
        limit=best["momentum"],
        advice={case.key(name): rounded_down(value) for name, value in best.items()},
        reference=LESSARD,
    )


def ill_conditioned(case: Case) -> Finding | None:
    """The valley is much longer than wide, and the rule goes down it at the speed that theory gives."""
    ends = spectrum(case)
    if ends is None or case.stochastic or case.limit is None or case.outcome is not Outcome.DECREASING:
        return None
    condition = ends[1] / ends[0]
    theory = worst_rate(case.rule, case.hyperparameters, *ends)
    # The measured rate is that of the run's second half: theory must speak of the same hyperparameters.
    steady = case.changed_at <= case.steps / 2
    known = theory is not None and case.rule in PLAIN and 0 < case.verdict.rate < 1 and steady
    if condition < case.tolerances.condition or theory is None or not known:
        return None
    own, faster = optimal_rate(case.rule, condition), optimal_rate("momentum", condition)
    if own is None or faster is None:
        return None
    return Finding(
        cause="ill_conditioned",
        evidence={
            "condition": condition,
            "rate": case.verdict.rate,
            "theory": theory,
            "best_rate": own,
            "momentum_rate": faster,
            "steps_per_digit": steps_to(0.1, theory),
            "momentum_steps_per_digit": steps_to(0.1, faster),
        },
        limit=theory,
        words={"method": case.rule},
        advice=_heavy_ball(case, ends[0], max(ends[1], *case.curvature("sharpness"), 0.0)),
        reference=LESSARD,
    )


def _heavy_ball(case: Case, lowest: float, highest: float) -> dict[str, Setting]:
    """The heavy ball's best setting, a little on the safe side of its limit."""
    best = optimal_setting("momentum", lowest, highest) or {}
    # Rounded up, the momentum keeps the learning rate stable where the eigenvalues were measured a little low.
    momentum = ceil(best["momentum"] * 1000) / 1000
    return {
        **({} if case.rule == "momentum" else {"methods": "momentum"}),
        "learning_rate": rounded_down(best["learning_rate"]),
        "momentum": min(momentum, 0.999),
    }


def sublinear(case: Case) -> Finding | None:
    """The curvature fades along the way, so that the loss falls like a power of the step."""
    lowest, highest = case.curvature("lowest_curvature"), case.curvature("sharpness")
    unsuited = case.stochastic or case.outcome is not Outcome.DECREASING or "strong_convexity" in case.facts
    if unsuited or not len(lowest) or not len(highest):
        return None
    steps, error = case.recorded_steps, _error(case)
    late = steps >= steps[-1] / 4
    faded = (
        highest[-1] <= case.tolerances.fading * highest.max()
        and lowest[-1] >= -case.tolerances.curvature * highest.max()
    )
    if not faded or late.sum() < case.tolerances.fewest_records or not (error[late] > 0).all():
        return None
    x, y = steps[late] + 1.0, np.log(error[late])
    power, left = _fit(np.log(x), y)
    if _fit(x, y)[1] <= left or power >= 0:
        return None
    return Finding(
        cause="sublinear",
        evidence={
            "power": -power,
            "lowest_curvature": float(lowest[-1]),
            "sharpness": float(highest.max()),
        },
        limit=1.0,
        advice={"methods": "adam", "learning_rate": 0.05} if case.rule in PLAIN else _more(case, 4.0),
        reference=NESTEROV,
    )


def _error(case: Case) -> Float[np.ndarray, "n"]:
    """The loss above the optimum, or the gradient norm where none is known."""
    loss, optimum = case.series("loss"), case.facts.get("optimum")
    if optimum is not None:
        return loss - float(optimum)
    return np.asarray(case.series("gradient_norm"), float)


def _fit(x: Float[np.ndarray, "n"], y: Float[np.ndarray, "n"]) -> tuple[float, float]:
    """The slope of a least squares line, and the squares left over."""
    line, left, *_ = np.polyfit(x, y, 1, full=True)
    return float(line[0]), float(left[0]) if len(left) else 0.0


def too_few_steps(case: Case) -> Finding | None:
    """The loss still falls, at a rate that tells how many more steps it needs, or at least visibly."""
    needed = case.verdict.steps_needed
    if case.outcome is not Outcome.DECREASING or not needed > 0:
        return None
    if needed < case.tolerances.hopeless * case.steps:
        return Finding(
            cause="too_few_steps",
            evidence={"steps": case.steps, "steps_needed": needed, "rate": case.verdict.rate},
            limit=case.steps + needed,
            advice=_more(case, 1 + 1.2 * needed / case.steps),
        )
    loss = case.series("loss")
    before, after = (float(np.mean(part)) for part in np.array_split(loss[len(loss) // 2 :], 2))
    fall = (before - after) / abs(before) if before else 0.0
    if not fall > case.tolerances.visible:
        return None
    return Finding(
        cause="too_few_steps",
        variant="open",
        evidence={"fall": fall, "steps": case.steps},
        limit=case.tolerances.visible,
        advice=_more(case, 10.0),
    )


def _more(case: Case, times: float) -> dict[str, Setting]:
    wanted = case.steps * times
    unit = 10 ** max(0, len(str(int(wanted))) - 2)
    return {"steps": ceil(wanted / unit) * unit}
