"""How soon targets are reached, by how many runs, and how methods stand over many problems."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, Real

from kudari.comparison.intervals import Interval, bootstrap, interval_of, resamples, share


def time_to_target(
    work: Real[np.ndarray, "*S n"], loss: Float[np.ndarray, "S n"], target: Float[np.ndarray, "S"]
) -> Float[np.ndarray, "S"]:
    """The work at which each run's loss is first at or below its target; +inf where it never is.

    Args:
        work: spent at each record, ascending, one row for each run or one for all: [S, n] or [n].
        loss: at these records. Nothing after the first that is not finite counts.
    """
    alive = np.logical_and.accumulate(np.isfinite(loss), axis=1)
    reached = alive & (loss <= target[:, None])
    first = np.argmax(reached, axis=1)
    spent = np.broadcast_to(np.asarray(work, float), loss.shape)
    return np.where(reached.any(axis=1), spent[np.arange(len(loss)), first], np.inf)


def targets(
    first: Float[np.ndarray, "S"], lowest: float | Float[np.ndarray, "S"], tolerance: float = 1e-3
) -> Float[np.ndarray, "S"]:
    """f_L + τ(f₀ − f_L): all but a share τ of the way from the start's loss f₀ to the lowest loss known, f_L.

    Moré & Wild 2009, SIAM Journal on Optimization 20(1), equation 2.2. Where f_L lies above f₀, no run went down from
    there; the target is then f_L itself.
    """
    return np.asarray(lowest + tolerance * np.maximum(first - lowest, 0.0))


def performance_profile(
    times: Float[np.ndarray, "I M"],
) -> tuple[Float[np.ndarray, "K"], Float[np.ndarray, "K M"]]:
    """For each method the share of instances that it solves within a factor of the fastest method's time.

    Dolan & Moré 2002, Mathematical Programming 91, section 2. An instance is a problem, or a problem with a seed; one
    that no method solves counts as unsolved for all of them.

    Args:
        times: of each method on each instance, ≥ 0; +inf where it did not solve it. Beside a time of 0, no other is
            within any factor.

    Returns:
        (factors at which any share changes, ascending from 1; shares at and up to the next of them).
    """
    fastest = np.min(times, axis=1, keepdims=True, initial=np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        slower = np.where(times == fastest, 1.0, times / fastest)
    ratios = np.where(np.isfinite(times), slower, np.inf)
    factors = np.unique(np.append(ratios[np.isfinite(ratios)], 1.0))
    count = max(len(times), 1)
    return factors, np.stack([(ratios <= factor).sum(axis=0) / count for factor in factors])


def success_rates(
    times: Mapping[str, Sequence[Float[np.ndarray, "_"]]], level: float = 0.95
) -> dict[str, list[Interval]]:
    """For each method and problem the share of runs that reached the target in finite time, with Wilson's interval."""
    return {
        method: [share(int(np.isfinite(each).sum()), len(each), level) for each in problems]
        for method, problems in times.items()
    }


def interquartile_table(
    scores: Mapping[str, Sequence[Float[np.ndarray, "_"]]], level: float = 0.95, count: int = 2000
) -> dict[str, Interval]:
    """Each method's interquartile mean over the seeds of all problems, with its interval; failures are +inf.

    All methods are resampled alike.
    """
    table = {}
    for method, problems in scores.items():
        indices = resamples([len(each) for each in problems], count)
        table[method] = interval_of(bootstrap(problems, indices), level)
    return table


def quantile(values: Float[np.ndarray, "N"], share: float) -> float:
    """The quantile at `share` of numbers some of which are infinite: linear between two finite ones, and infinite where
    it lies between a finite one and an infinite one."""
    ordered = np.sort(values)
    place = share * (len(ordered) - 1)
    below, above = float(ordered[int(np.floor(place))]), float(ordered[int(np.ceil(place))])
    if np.isfinite(below) and np.isfinite(above):
        return below + (place - np.floor(place)) * (above - below)
    return below if np.isinf(below) or place == np.floor(place) else above
