"""Mini-batches: what their noise, or a fixed one of them, does to a run."""

from math import ceil

import numpy as np

from kudari.diagnosis.case import Case
from kudari.diagnosis.finding import Finding, Setting, rounded_down
from kudari.diagnosis.verdict import Outcome

MCCANDLISH = "McCandlish et al. 2018, arXiv:1812.06162, section 2"
BOTTOU = "Bottou, Curtis & Nocedal 2018, SIAM Review 60(2), theorem 4.6"


def noise_floor(case: Case) -> Finding | None:
    """The gradient's noise outweighs its signal, and the learning rate turns it into loss that stays."""
    signal, scale = case.last("signal_to_noise"), case.last("noise_scale")
    resting = (Outcome.STALLED, Outcome.UNDECIDED, Outcome.OSCILLATING)
    if not case.stochastic or signal is None or case.outcome not in resting or signal >= 1:
        return None
    found = case.held_against_limit
    if case.limit is not None and len(found) and found[-1] * case.tolerances.timid < case.limit.value:
        # So small a rate averages the noise away: whatever holds the run back, it is not that.
        return None
    rate, batch = case.hyperparameters.get("learning_rate"), case.settings.get("problem.batch")
    if rate is None:
        return None
    advice: dict[str, Setting] = {case.key("learning_rate"): rounded_down(rate / 10)}
    evidence = {"signal_to_noise": signal, "learning_rate": rate, "tenth": rounded_down(rate / 10)}
    if batch:
        wanted = min(scale, 1e6) if scale is not None and np.isfinite(scale) else 10.0 * batch
        evidence |= {"batch": float(batch), "batch_wanted": float(ceil(max(wanted, 10.0 * batch)))}
    return Finding(
        cause="noise_floor",
        evidence=evidence,
        limit=1.0,
        advice=advice,
        reference=f"{BOTTOU}; {MCCANDLISH}",
    )


def fixed_batch(case: Case) -> Finding | None:
    """One mini-batch is learnt by heart while the loss on all examples rises."""
    full, batch = case.run.get("full_loss"), case.series("loss")
    if case.settings.get("order") != "fixed" or full is None or len(batch) < 2:
        return None
    values = np.asarray(full.values, float)
    share = float(values[-1] / max(batch[-1], np.finfo(float).tiny))
    if not np.isfinite(share) or share < case.tolerances.by_heart:
        return None
    return Finding(
        cause="fixed_batch",
        evidence={"full_loss": float(values[-1]), "loss": float(batch[-1]), "first": float(values[0])},
        limit=case.tolerances.by_heart * float(batch[-1]),
        advice={"order": "reshuffled"},
        reference="Robbins & Monro 1951, Ann. Math. Stat. 22(3): every step needs a draw of its own",
    )


def overfitting(case: Case) -> Finding | None:
    """The loss on held-out examples has risen again while that on the training examples fell."""
    held, full = case.run.get("held_out_loss"), case.run.get("full_loss")
    if held is None or full is None or case.settings.get("order") == "fixed":
        return None
    values, training = np.asarray(held.values, float), np.asarray(full.values, float)
    if not np.isfinite(values).all():
        return None
    best = int(np.argmin(values))
    if values[-1] <= case.tolerances.overfit * values[best] or training[-1] >= training[best]:
        return None
    step = int(case.run["evaluated_step"].values[best])
    return Finding(
        cause="overfitting",
        evidence={"held_out_loss": float(values[-1]), "best": float(values[best]), "step": step},
        limit=case.tolerances.overfit * float(values[best]),
        advice={"steps": max(1, step)},
        reference="Prechelt 1998, Early Stopping - But When?, section 2",
    )
