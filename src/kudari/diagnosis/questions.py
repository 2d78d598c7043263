"""The questions of the verdict's table: each gives the step from which its answer is yes, or None.

They look at one run's `Evidence` alone, and none knows of the others: which wins is the table's business.
"""

import numpy as np

from kudari.diagnosis.evidence import Evidence, block_means

GRADIENT_SMALL, LOSS_REACHED, NOT_FINITE = 1, 2, 3
"""Of `kudari.results.schema.STOPPED`."""

SLACK = 0.05
"""How far, as a share of its range, an oscillation may have swung further before."""


def unbounded(e: Evidence) -> int | None:
    """−inf; or, with no optimum known, a loss below 0 whose fall over the window does not slow.

    A fall that gathers speed may still be the way down from a hilltop: it has to outgrow the first loss by far.
    """
    fallen = np.flatnonzero(np.isneginf(e.run.loss))
    if fallen.size:
        return int(e.run.step[fallen[0]])
    if e.facts.optimum is not None or e.facts.stochastic or not e.enough or e.loss[-1] >= 0:
        return None
    parts = e.loss[np.linspace(e.window.start, len(e.loss) - 1, 5).astype(int)]
    falls, straight = -np.diff(parts), 1 - e.tolerances.straight
    if not ((falls > 0).all() and (falls[1:] >= straight * falls[:-1]).all()):
        return None
    steady = falls.min() >= straight * falls.max()
    far = e.tolerances.fall_below if steady else e.tolerances.fall_away
    below = e.loss < min(0.0, float(e.loss[0]))
    return e.since(below) if e.loss[0] - e.loss[-1] > far * abs(e.loss[0]) and below[-1] else None


def overflowed(e: Evidence) -> int | None:
    """A finite loss, with a gradient that is not, or whose square is too large for the precision: no step follows."""
    norms, updates = e.run.gradient_norm, e.run.update_norm
    if norms is None or not e.sound.all():
        return None
    still = np.full(len(norms), e.constant) if updates is None else updates == 0
    lost = ~np.isfinite(norms) | ((norms > np.sqrt(np.finfo(e.facts.precision).max)) & still)
    if not lost[-1]:
        return None
    return e.since(lost)


def diverged(e: Evidence) -> int | None:
    """Not finite; or well above the first loss, and growing."""
    if e.facts.diverged_at >= 0:
        return e.facts.diverged_at
    if not e.sound.all() or e.facts.stopped == NOT_FINITE:
        return int(e.run.step[np.argmin(e.sound)]) if not e.sound.all() else int(e.run.step[-1])
    grows = e.enough and not e.facts.climbs and e.loss_trend.z >= e.tolerances.trend
    return _above(e, e.tolerances.growth) if grows else None


def far_above(e: Evidence) -> int | None:
    """Far above the first loss, growing or not."""
    return _above(e, e.tolerances.far) if e.enough and not e.facts.climbs else None


def _above(e: Evidence, times: float) -> int | None:
    """From where on the loss is above the first gap, if it ends this many times as high."""
    lowest = e.floor if e.floor is not None else min(0.0, float(e.loss.min()))
    gap = e.loss - lowest
    first = float(gap[0]) if e.floor is not None else max(float(gap[0]), abs(float(e.loss[0])))
    last = float(np.median(gap[-max(1, len(gap) // 8) :]))
    return e.since(gap > first) if last > max(times * first, e.rounding) else None


def stationary_start(e: Evidence) -> int | None:
    """A gradient of 0 wherever the run was, above the optimum or with a negative curvature."""
    if e.gradient is None or not len(e.gradient) or e.gradient.any():
        return None
    above = e.facts.optimum is not None and e.loss[0] - e.facts.optimum > e.rounding
    return int(e.step[0]) if above or _saddle(e, 0) else None


def _saddle(e: Evidence, probe: int) -> bool:
    lowest, largest = e.facts.lowest_curvature, e.facts.sharpness
    if lowest is None:
        return False
    return lowest[probe] < -e.tolerances.curvature * abs(largest[probe] if largest else 0.0)


def converged(e: Evidence) -> int | None:
    """By the person's rule, at the optimum, or where the gradient has vanished."""
    if e.facts.stopped in (GRADIENT_SMALL, LOSS_REACHED):
        return int(e.run.step[-1])
    if e.gap is not None:
        if e.facts.stochastic:
            means, target = block_means(e.gap), e.tolerances.noisy_loss * e.gap[0]
            if not e.enough or e.latest_gap > target:
                return None
            above = np.flatnonzero(means > target)
            first = (int(above[-1]) + 1) * len(e.step) // len(means) if above.size else 0
            return int(e.step[min(first, len(e.step) - e.latest)])
        below = e.gap <= max(e.tolerances.loss * e.gap[0], e.rounding)
        return e.since(below) if below[-1] else None
    if e.gradient is None or e.facts.stochastic or not np.isfinite(e.gradient).any():
        return None
    if not e.gradient.any():
        # A start at rest: a minimum only where the curvature says so.
        lowest, largest = e.facts.lowest_curvature, e.facts.sharpness
        return int(e.step[0]) if lowest and largest and largest[0] > 0 and not _saddle(e, 0) else None
    if e.loss[-1] > e.loss[0] + e.rounding:
        # A gradient can die on a plateau as well, above where the run came from.
        return None
    if e.loss[-1] - e.loss.min() > e.tolerances.noisy_loss * e.range + e.rounding:
        # What the run follows is small, and the loss has been much smaller: it is no minimum of the loss.
        return None
    small = e.gradient <= e.tolerances.gradient * e.gradient[np.isfinite(e.gradient)].max()
    return e.since(small) if small[-1] and not _saddle(e, 1) else None


def undone(e: Evidence) -> int | None:
    """A constant loss at which every update is the opposite of the one before."""
    if not e.constant or not e.enough or e.gradient is None or not e.gradient.any():
        return None
    return int(e.step[0]) if _opposed(e) else None


def _opposed(e: Evidence) -> bool:
    cosine = e.run.update_cosine
    if cosine is None or e.facts.stochastic:
        return False
    return bool(np.mean(cosine[e.sound][e.window][1:]) <= e.tolerances.opposed)


def flat(e: Evidence) -> int | None:
    """A loss that never changed."""
    return int(e.step[0]) if e.constant else None


def decreasing(e: Evidence) -> int | None:
    """Falling by more than chance, and by more than a small share: of the gap, of the range, or in its gradient."""
    if not e.enough or e.loss_trend.z > -e.tolerances.trend or e.loss_trend.fall <= e.rounding / 2:
        return None
    fall, slope = e.loss_trend.fall, e.gradient_trend
    if e.facts.stochastic:
        matters = fall >= e.tolerances.fall * e.scale
    elif e.gap is not None:
        matters = fall >= e.tolerances.fall * e.scale or fall >= e.tolerances.steady * e.range
    else:
        matters = fall >= e.tolerances.share_of_range * e.range
        if slope is not None and slope.z <= -e.tolerances.trend and e.gradient is not None:
            matters |= slope.fall >= e.tolerances.gradient_fall * e.gradient[e.window].mean()
    top = len(e.loss) - 1 - int(np.argmax(e.loss[::-1]))
    return int(e.step[top]) if matters else None


def oscillating(e: Evidence) -> int | None:
    """Up and down, as far in the window's second half as in its first."""
    if not e.enough or e.facts.stochastic or e.facts.climbs:
        return None
    loss = e.loss[e.window]
    ways = np.sign(np.diff(loss))
    ways = ways[ways != 0]
    early, late = (np.ptp(half) for half in np.array_split(loss, 2))
    swings = np.ptp(loss) > max(e.tolerances.swing * e.scale, 2 * e.rounding)
    turns = np.count_nonzero(ways[1:] != ways[:-1]) >= e.tolerances.turns
    lasting = late >= e.tolerances.amplitude * early
    if (swings and turns and lasting) or (_opposed(e) and _keeps_moving(e)):
        margin = SLACK * np.ptp(loss)
        return e.since((e.loss >= loss.min() - margin) & (e.loss <= loss.max() + margin))
    return None


def _keeps_moving(e: Evidence) -> bool:
    norms = e.run.update_norm
    if norms is None:
        return False
    early, late = (np.mean(half) for half in np.array_split(norms[e.sound][e.window], 2))
    return bool(late >= e.tolerances.amplitude * early > 0)


def stalled(e: Evidence) -> int | None:
    """No trend that matters: what the loss may have fallen or risen is a small share."""
    if not e.enough:
        return None
    change, share = e.loss_trend, e.tolerances.stall if e.facts.stochastic else e.tolerances.fall
    most, margin = abs(change.fall) + e.tolerances.trend * change.error, max(share * e.scale, e.rounding)
    if e.facts.stochastic and e.gap is not None:
        margin = max(margin, e.tolerances.fall * float(e.gap[0]))
    if most > margin:
        return None
    loss = e.loss[e.window]
    within = (e.loss >= loss.min() - margin) & (e.loss <= loss.max() + margin)
    return e.since(within)
