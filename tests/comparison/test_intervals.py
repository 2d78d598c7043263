"""Interquartile means and bootstrap intervals, against scipy's and against exact counts."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from kudari.comparison import intervals
from kudari.comparison.intervals import bootstrap, interquartile_mean, interval_of, p_value, resamples, share

RANDOM = np.random.default_rng(3)
INF = np.inf


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 10, 16, 63])
def test_interquartile_mean_is_the_trimmed_mean(size: int) -> None:
    values = RANDOM.lognormal(size=(3, size))
    np.testing.assert_allclose(interquartile_mean(values), stats.trim_mean(values, 0.25, axis=1), rtol=1e-12)
    np.testing.assert_allclose(
        interquartile_mean(values.T, axis=0), stats.trim_mean(values, 0.25, axis=1), rtol=1e-12
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, INF], 2.5),
        ([-INF, 2, 3, INF], 2.5),
        ([1, 2, INF, INF], INF),
        ([-INF, -INF, 2, 3], -INF),
        ([-INF, -INF, INF, INF], math.nan),
        ([1, 2, 3, math.nan], 2.5),
        ([1, math.nan], INF),
        ([], math.nan),
    ],
)
def test_failures_count_as_infinitely_bad(values: list[float], expected: float) -> None:
    np.testing.assert_equal(float(interquartile_mean(np.array(values, float))), expected)


def test_resamples_are_the_same_every_time_and_fair() -> None:
    first, second = resamples([8, 5], 4000), resamples([8, 5], 4000)
    assert [each.shape for each in first] == [(4000, 8), (4000, 5)]
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)
        size = one.shape[1]
        # Every seed in 1/S of the places: five standard deviations.
        counts = np.bincount(one.ravel(), minlength=size) / one.size
        assert np.abs(counts - 1 / size).max() < 5 * math.sqrt((1 / size) / one.size)
    assert not np.array_equal(first[0], resamples([8], 4000, seed=1)[0])
    assert not np.array_equal(first[0][:, :5] % 5, first[1])


@pytest.mark.parametrize("size", [6, 8, 16, 33, 64])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_interval_agrees_with_scipy_on_the_same_resamples(size: int, level: float) -> None:
    values = RANDOM.standard_t(3, size=size) + 0.3
    found = bootstrap([values], resamples([size], 2000, seed=5))
    interval = interval_of(found, level)
    # The percentile interval at the level of a normal distribution at which t stands.
    widened = 1 - 2 * stats.norm.sf(stats.t.isf((1 - level) / 2, size - 1))
    theirs = stats.bootstrap(
        (values,),
        lambda drawn, axis: stats.trim_mean(drawn, 0.25, axis=axis),
        n_resamples=2000,
        confidence_level=widened,
        method="percentile",
        vectorized=True,
        rng=np.random.default_rng(5),
    )
    np.testing.assert_allclose(np.sort(found.draws), np.sort(theirs.bootstrap_distribution), atol=1e-12)
    assert interval.low == pytest.approx(theirs.confidence_interval.low, abs=1e-6)
    assert interval.high == pytest.approx(theirs.confidence_interval.high, abs=1e-6)
    assert interval.error == pytest.approx(theirs.standard_error, abs=1e-6)


def test_problems_are_resampled_apart_and_summarised_together() -> None:
    values = [RANDOM.normal(size=8), 10 + RANDOM.normal(size=20)]
    indices = resamples([8, 20])
    found = bootstrap(values, indices)
    drawn = [np.concatenate([values[0][one], values[1][other]]) for one, other in zip(*indices, strict=True)]
    np.testing.assert_allclose(found.draws, stats.trim_mean(drawn, 0.25, axis=1), atol=1e-12)
    assert found.estimate == pytest.approx(stats.trim_mean(np.concatenate(values), 0.25))


@pytest.mark.parametrize("spreads", [(1,), (1, 1), (1, 0), (1, 1, 1), (0, 0), (3, 1)])
def test_degrees_of_freedom_are_welch_and_satterthwaites(spreads: tuple[float, ...]) -> None:
    values = RANDOM.normal(size=8)
    (chosen,) = resamples([8])
    problems = [spread * values for spread in spreads]
    drawn_in = np.asarray(stats.mstats.winsorize(np.concatenate(problems), (0.25, 0.25)))
    parts = drawn_in.reshape(-1, 8).var(axis=1)
    alike = 7.0 * len(spreads)
    expected = 7 * parts.sum() ** 2 / (parts**2).sum() if parts.any() else alike
    assert bootstrap(problems, [chosen] * len(spreads)).degrees == pytest.approx(expected)
    if len(set(spreads)) == 1:
        assert expected == pytest.approx(alike)


def test_a_problem_on_which_one_method_fails_does_not_outweigh_the_others() -> None:
    """A quarter of all runs fail on one problem of four; on the others the same method is ahead."""
    ahead = [RANDOM.normal(size=16) - 3 for _ in range(3)]
    found = interval_of(bootstrap([*ahead, np.full(16, INF)], resamples([16] * 4)))
    assert found.high < 0


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_tails_are_trusted_down_to_half_of_the_lowest_draws_probability(size: int) -> None:
    """Against all resamples there are."""
    every = np.array(list(itertools.product(range(size), repeat=size)), float)
    lowest = np.mean(interquartile_mean(every) == 0)
    found = bootstrap([RANDOM.normal(size=size)], resamples([size], 100_000))
    assert found.finest == pytest.approx(lowest / 2)


def test_two_seeds_give_an_interval_of_students_width() -> None:
    """Draws are the lower value, the mean and the higher; the interval must reach far beyond them."""
    found = interval_of(bootstrap([np.array([0.0, 2.0])], resamples([2])))
    # P(both draws are the lower one) = 1/4; half of it is trusted.
    reach = stats.t.ppf(0.975, 1) / stats.norm.isf(0.125)
    assert (found.low, found.high) == (pytest.approx(1 - reach), pytest.approx(1 + reach))


@pytest.mark.parametrize("size", [3, 5, 8, 16])
@pytest.mark.parametrize("shift", [0.0, 0.7, 3.0, -1.5])
def test_p_value_is_the_smallest_level_at_which_the_interval_excludes_zero(size: int, shift: float) -> None:
    found = bootstrap([RANDOM.normal(size=size) + shift], resamples([size]))
    p = p_value(found)
    assert 0 < p < 1
    for closer, excluded in ((1.001, True), (0.999, False)):
        interval = interval_of(found, 1 - p * closer)
        assert (interval.low > 0 or interval.high < 0) is excluded


@pytest.mark.parametrize("count", [2, 3, 4, 5, 8, 16])
def test_failure_of_every_run_is_held_against_fishers_exact_test(count: int) -> None:
    found = bootstrap([np.full(count, INF)], resamples([count]))
    p = stats.fisher_exact([[count, 0], [0, count]]).pvalue
    assert p_value(found) == pytest.approx(p)
    interval = interval_of(found)
    assert interval.low == (INF if p < 0.05 else -INF)
    assert interval.high == INF


def test_an_undefined_draw_may_lie_anywhere() -> None:
    """One method fails on one problem, the other on the other."""
    found = bootstrap([np.full(8, INF), np.full(8, -INF)], resamples([8, 8]))
    interval = interval_of(found)
    assert math.isnan(interval.estimate)
    assert (interval.low, interval.high, interval.error) == (-INF, INF, INF)
    assert p_value(found) == 1


def test_some_undefined_draws_leave_the_end_open() -> None:
    """Each method fails on a problem of its own: more than a quarter of all runs at either end."""
    values = [np.append(np.full(5, INF), [0.0, 1, 2]), np.append(np.full(5, -INF), [0.0, 1, 2])]
    found = bootstrap(values, resamples([8, 8]))
    assert np.isnan(found.draws).mean() > 0.2
    interval = interval_of(found)
    assert np.isnan(interval.estimate)
    assert (interval.low, interval.high) == (-INF, INF)
    assert p_value(found) == 1


def test_rare_failures_leave_a_finite_interval_with_an_error() -> None:
    values = np.append(RANDOM.normal(size=31), INF)
    interval = interval_of(bootstrap([values], resamples([32])))
    without = interval_of(bootstrap([np.append(values[:-1], 1e3)], resamples([32])))
    assert (interval.low, interval.high) == pytest.approx((without.low, without.high))
    assert interval.error == pytest.approx(np.std(values[:-1]) / math.sqrt(32), rel=0.5)


@pytest.mark.parametrize(("size", "least", "most"), [(4, 0.935, 0.97), (8, 0.94, 0.97), (16, 0.935, 0.97)])
@pytest.mark.parametrize("distribution", [stats.norm, stats.lognorm(1)], ids=["normal", "log-normal"])
def test_coverage(size: int, least: float, most: float, distribution: object) -> None:
    """Without Student's quantiles it would be 0.91 to 0.925 at 8 seeds; `benchmarks/races.py` has more."""
    repetitions = 1000
    values = distribution.rvs(size=(repetitions, size), random_state=np.random.default_rng(8))  # type: ignore[attr-defined]
    true = 2 * integrate.quad(distribution.ppf, 0.25, 0.75)[0]  # type: ignore[attr-defined]
    chosen = resamples([size], 1000)
    found = [interval_of(bootstrap([row], chosen)) for row in values]
    assert least < np.mean([interval.low <= true <= interval.high for interval in found]) < most


@given(st.integers(1, 200).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
@settings(max_examples=60, deadline=None)
def test_wilsons_interval_is_scipys(pair: tuple[int, int]) -> None:
    successes, count = pair
    for level in (0.9, 0.95):
        ours = share(successes, count, level)
        theirs = stats.binomtest(successes, count).proportion_ci(level, method="wilson")
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
        assert ours.estimate == successes / count


def test_a_share_of_nothing_is_unknown() -> None:
    assert (share(0, 0).low, share(0, 0).high) == (0, 1)


@pytest.mark.parametrize("degrees", [1, 3, 7.5, 63, INF])
@pytest.mark.parametrize("tail", [0.2, 0.025, 1e-6])
def test_students_quantiles_are_scipys(degrees: float, tail: float) -> None:
    assert intervals.student(tail, degrees) == pytest.approx(stats.t.isf(tail, degrees), rel=1e-8)
