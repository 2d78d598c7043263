"""Where a run came to stand: a minimum, a saddle, a plateau, the end of the precision, its own stopping rule."""

import numpy as np
from jaxtyping import Float

from kudari.diagnosis.case import Case
from kudari.diagnosis.finding import Finding, Setting
from kudari.diagnosis.theory import PLAIN
from kudari.diagnosis.verdict import Outcome
from kudari.results.schema import STOPPED

RESTING = (Outcome.STALLED, Outcome.CONVERGED, Outcome.UNDECIDED)

MOST_SHOWN = 8
"""A direction of more numbers than this is not written out."""

NOCEDAL = "Nocedal & Wright 2006, Numerical Optimization, theorems 2.3 and 2.4"


def _curvatures(case: Case) -> tuple[float, float] | None:
    lowest, highest = (case.curvature(name) for name in ("lowest_curvature", "sharpness"))
    return (float(lowest[-1]), float(highest[-1])) if len(lowest) and len(highest) else None


def _gradient_share(case: Case) -> float:
    """The last gradient norm as a share of the largest; 1 where it was not recorded or was always 0."""
    norms = case.series("gradient_norm")
    largest = norms[np.isfinite(norms)].max(initial=0.0)
    return float(norms[-1] / largest) if largest > 0 else float(not len(norms))


def _above_optimum(case: Case) -> float | None:
    """The gap to the optimum, where it is known and more than a share of the loss's range or of rounding."""
    optimum, loss = case.facts.get("optimum"), case.series("loss")
    if optimum is None or not np.isfinite(loss[-1]):
        return None
    gap = float(loss[-1]) - float(optimum)
    finite = loss[np.isfinite(loss)]
    scale = max(float(np.ptp(finite)), abs(float(finite[0])), 1e3 * case.epsilon)
    return gap if gap > case.tolerances.noisy_loss * scale else None


def saddle(case: Case) -> Finding | None:
    """The gradient is small and the loss bends downwards in some direction."""
    bends = _curvatures(case)
    if bends is None or case.stochastic or case.outcome not in RESTING:
        return None
    lowest, highest = bends
    slow = _gradient_share(case) < case.tolerances.still or case.verdict.detail == "stationary_start"
    if not slow or not lowest < -case.tolerances.curvature * max(highest, -lowest):
        return None
    direction = _direction(case)
    return Finding(
        cause="saddle",
        evidence={
            "lowest_curvature": lowest,
            "sharpness": highest,
            "gradient_norm": float(case.series("gradient_norm")[-1]),
        },
        limit=0.0,
        variant="direction" if len(direction) else "",
        words={"direction": ", ".join(f"{value:.3g}" for value in direction)} if len(direction) else {},
        advice=_aside(case),
        reference=NOCEDAL,
    )


def _direction(case: Case) -> Float[np.ndarray, "P"]:
    """The direction in which the loss bends downwards, of length 1; empty where the parameters are many."""
    if "escape_direction" not in case.run or case.run["escape_direction"].size > MOST_SHOWN:
        return np.empty(0)
    values = np.asarray(case.run["escape_direction"].values, float)
    return values if np.isfinite(values).all() else np.empty(0)


def _aside(case: Case) -> dict[str, Setting]:
    """A start a little to the side of where the run stands, or another start at all."""
    direction = _direction(case)
    if "problem.start" not in case.settings or not len(direction):
        return elsewhere(case)
    here = np.asarray(case.run["final_parameters"].values, float)
    size = max(1.0, float(np.abs(here).max()))
    start = here + 0.1 * size * direction
    return {"problem.start": ",".join(f"{value:.4g}" if abs(value) > 1e-6 * size else "0" for value in start)}


def elsewhere(case: Case) -> dict[str, Setting]:
    """Many starts instead of few, or of one that is fixed."""
    seeds = max(32, 4 * int(case.settings.get("seeds", 1)))
    return {**({"problem.start": "none"} if "problem.start" in case.settings else {}), "seeds": seeds}


def local_minimum(case: Case) -> Finding | None:
    """A minimum, and not the lowest one."""
    bends, gap = _curvatures(case), _above_optimum(case)
    if bends is None or gap is None or case.stochastic or case.outcome not in RESTING:
        return None
    lowest, highest = bends
    if lowest <= case.tolerances.curvature * highest or _gradient_share(case) > case.tolerances.still:
        return None
    # Were the loss a bowl of this curvature, so much would still be to be had: a valley's floor slopes on.
    if float(case.series("gradient_norm")[-1]) ** 2 / (2 * lowest) > case.tolerances.plateau * gap:
        return None
    return Finding(
        cause="local_minimum",
        evidence={
            "gap": gap,
            "optimum": float(case.facts["optimum"]),
            "loss": float(case.series("loss")[-1]),
            "lowest_curvature": lowest,
        },
        limit=float(case.facts["optimum"]),
        advice=elsewhere(case),
        reference=NOCEDAL,
    )


def plateau(case: Case) -> Finding | None:
    """Hardly a gradient and hardly a curvature, far above the optimum or where the run began."""
    bends = _curvatures(case)
    unfinished = (Outcome.STALLED, Outcome.UNDECIDED, Outcome.DECREASING)
    if bends is None or case.stochastic or case.outcome not in unfinished:
        return None
    loss, norms = case.series("loss"), case.series("gradient_norm")
    height = float(loss[-1]) - float(case.facts.get("optimum", min(0.0, loss.min())))
    moved = case.series("distance")
    far = max(float(moved.max(initial=0.0)), _parameter_size(case) or 0.0, 1.0)
    if not len(norms) or not height > 0:
        return None
    # What slope and curvature promise within as far as the run has come, as a share of what there is to lose.
    promise = float(norms[-1]) * far + 0.5 * max(map(abs, bends)) * far**2
    if promise > case.tolerances.plateau * height:
        return None
    return Finding(
        cause="plateau",
        evidence={
            "gradient_norm": float(norms[-1]),
            "sharpness": max(map(abs, bends)),
            "height": height,
            "promise": promise,
        },
        limit=case.tolerances.plateau * height,
        # Below its ε even Adam sees no gradient, and what has tried it already needs another start.
        advice=elsewhere(case)
        if norms[-1] < 1e-8 or case.rule not in PLAIN
        else {"methods": "adam", "learning_rate": 0.1},
        reference="Kingma & Ba 2015, arXiv:1412.6980, section 2.1: steps of Adam do not depend on the gradient's scale",
    )


def rounding(case: Case) -> Finding | None:
    """Updates, or changes of the loss, are smaller than the precision can hold."""
    updates, loss = case.series("update_norm"), case.series("loss")
    if case.epsilon < 1e-10 or case.outcome not in (*RESTING, Outcome.OSCILLATING) or case.stochastic:
        return None
    size = _parameter_size(case)
    if not len(updates) or size is None or not updates[-1] > 0:
        return None
    share = float(updates[-1]) / size
    # At a minimum small updates are as they should be.
    if share >= case.epsilon or _gradient_share(case) <= case.tolerances.gradient:
        return None
    return Finding(
        cause="rounding",
        evidence={"share": share, "update_norm": float(updates[-1]), "loss": float(loss[-1])},
        limit=case.epsilon,
        advice={"precision": "float64"},
        reference="Higham 2002, Accuracy and Stability of Numerical Algorithms, section 2.1",
    )


def _parameter_size(case: Case) -> float | None:
    """The norm of the parameters in the end."""
    if "final_parameters" not in case.run:
        return None
    norm = float(np.linalg.norm(np.asarray(case.run["final_parameters"].values, float)))
    return norm if norm > 0 and np.isfinite(norm) else None


def stopped_early(case: Case) -> Finding | None:
    """The run's own stopping rule ended it while there was much to gain."""
    stopped, gap = int(case.run["stopped"]), _above_optimum(case)
    if STOPPED[stopped] not in ("gradient norm reached", "loss reached") or gap is None:
        return None
    name = "gradient_norm" if STOPPED[stopped] == "gradient norm reached" else "loss"
    rule = float(case.settings.get("stop", {}).get(name, np.nan))
    if name == "loss":
        return None
    return Finding(
        cause="stopped_early",
        evidence={"gap": gap, "gradient_norm": float(case.series("gradient_norm")[-1]), "rule": rule},
        limit=rule,
        advice={"stop.gradient_norm": float(f"{rule / 1000:.2g}")},
    )
