"""Two methods, run from the same seeds on the same problems: what lies between them.

Scores are lower where they are better; a failed run is +inf, and so is NaN.
"""

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int

from kudari.comparison.intervals import Bootstrap, Interval, bootstrap, interval_of, resamples


def paired_differences(a: Float[np.ndarray, "S"], b: Float[np.ndarray, "S"]) -> Float[np.ndarray, "S"]:
    """a − b by seed; 0 where both failed alike, ±inf where one did."""
    a, b = (np.where(np.isnan(each), np.inf, each) for each in (a, b))
    with np.errstate(invalid="ignore"):
        return np.where(a == b, 0.0, a - b)


def difference_draws(
    a: Sequence[Float[np.ndarray, "_"]],
    b: Sequence[Float[np.ndarray, "_"]],
    indices: Sequence[Int[np.ndarray, "B _"]],
) -> Bootstrap:
    """The interquartile mean of the paired differences of all problems together, with its resampled values.

    Raises:
        ValueError: where a and b have unlike numbers of problems or of seeds.
    """
    sizes = [len(each) for each in a], [len(each) for each in b]
    if sizes[0] != sizes[1] or not sizes[0]:
        raise ValueError(f"seeds must be paired: {sizes[0]} runs on each problem against {sizes[1]}")
    return bootstrap([paired_differences(*pair) for pair in zip(a, b, strict=True)], indices)


def difference(
    a: Sequence[Float[np.ndarray, "_"]],
    b: Sequence[Float[np.ndarray, "_"]],
    indices: Sequence[Int[np.ndarray, "B _"]] | None = None,
    level: float = 0.95,
) -> Interval:
    """The paired, stratified interval of a − b: one array of scores, by seed, for each problem.

    Args:
        indices: which seeds each resample holds; None: `resamples`.

    Raises:
        ValueError: where a and b have unlike numbers of problems or of seeds.
    """
    chosen = resamples([len(each) for each in a]) if indices is None else indices
    return interval_of(difference_draws(a, b, chosen), level)


def probability_of_improvement(
    a: Sequence[Float[np.ndarray, "_"]],
    b: Sequence[Float[np.ndarray, "_"]],
    indices: Sequence[Int[np.ndarray, "B _"]],
    level: float = 0.95,
) -> Interval:
    """The mean over problems of P(A < B) + ½P(A = B), over all pairs of a run of A and one of B.

    Agarwal et al. 2021, arXiv:2108.13264, section 4.3; the share is that of Mann & Whitney's U (1947, Ann. Math.
    Stat. 18(1)). Two failures are equal. Percentile interval over the same paired resamples; (0, 1) where a problem
    has fewer than two seeds.
    """
    if min(map(len, a)) < 2:
        known = [float(_wins(*pair).mean()) if len(pair[0]) else math.nan for pair in zip(a, b, strict=True)]
        return Interval(estimate=float(np.mean(known)), low=0.0, high=1.0, error=math.inf)
    own, drawn = [], []
    for own_a, own_b, chosen in zip(a, b, indices, strict=True):
        wins, seeds = _wins(own_a, own_b), len(own_a)
        own.append(wins.mean())
        # How often each resample holds each seed: the share is then a quadratic form in these counts.
        places = chosen + seeds * np.arange(len(chosen))[:, None]
        held = np.bincount(places.ravel(), minlength=seeds * len(chosen)).reshape(-1, seeds).astype(float)
        drawn.append(np.einsum("bi,bi->b", held @ wins, held) / seeds**2)
    draws = np.mean(drawn, axis=0)
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Interval(
        estimate=float(np.mean(own)), low=float(low), high=float(high), error=float(np.std(draws, ddof=1))
    )


def _wins(a: Float[np.ndarray, "S"], b: Float[np.ndarray, "S"]) -> Float[np.ndarray, "S S"]:
    a, b = (np.where(np.isnan(each), np.inf, each) for each in (a, b))
    return np.asarray((a[:, None] < b) + 0.5 * (a[:, None] == b))
