"""Times to a target, performance profiles, and tables, against worked examples and plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from kudari.comparison.profiles import (
    interquartile_table,
    performance_profile,
    quantile,
    success_rates,
    targets,
    time_to_target,
)

INF = np.inf


@pytest.mark.parametrize(
    ("loss", "target", "expected"),
    [
        ([3, 2, 1, 0.5], 1, 4.0),
        ([3, 2, 1, 0.5], 5, 0.0),
        ([3, 2, 1, 0.5], 0.4, INF),
        ([3, 0.5, 2, 3], 1, 2.0),
        ([3, INF, 0.5, 0.5], 1, INF),
        ([3, math.nan, 0.5, 0.5], 1, INF),
        ([3, 2, -INF, -INF], 1, INF),
        ([3, 0.5, INF, INF], 1, 2.0),
        ([INF, 0.5, 0, 0], INF, INF),
        ([3, 2, 1, 0], math.nan, INF),
    ],
)
def test_time_to_target(loss: list[float], target: float, expected: float) -> None:
    work = np.array([0, 2, 4, 6])
    for shape in (work, work[None], work.astype(float)):
        found = time_to_target(shape, np.array([loss], float), np.array([target], float))
        assert found.tolist() == [expected]


def test_each_run_has_its_own_work_and_target() -> None:
    found = time_to_target(
        np.array([[0, 1, 2], [0, 10, 20]]), np.array([[3.0, 2, 1], [3, 2, 1]]), np.array([1.5, 2.5])
    )
    assert found.tolist() == [2, 10]


def test_targets_leave_a_share_of_the_way() -> None:
    np.testing.assert_allclose(targets(np.array([101.0, 11.0]), 1.0, 0.1), [11.0, 2.0])
    np.testing.assert_allclose(targets(np.array([-1.0]), np.array([-3.0])), [-3 + 0.002])
    assert np.isnan(targets(np.array([1.0]), math.nan)).all()


def test_a_worked_performance_profile() -> None:
    factors, shares = performance_profile(np.array([[1, 2], [4, 2], [INF, 3], [INF, INF]]))
    assert factors.tolist() == [1, 2]
    assert shares.tolist() == [[0.25, 0.5], [0.5, 0.75]]


def test_profiles_of_extreme_instances() -> None:
    factors, shares = performance_profile(np.full((3, 2), INF))
    assert (factors.tolist(), shares.tolist()) == ([1], [[0, 0]])
    factors, shares = performance_profile(np.array([[0.0, 0.0], [0.0, 5.0]]))
    assert (factors.tolist(), shares.tolist()) == ([1], [[1, 0.5]])
    factors, shares = performance_profile(np.empty((0, 2)))
    assert (factors.tolist(), shares.tolist()) == ([1], [[0, 0]])


@given(
    st.tuples(st.integers(1, 6), st.integers(1, 4)).flatmap(
        lambda shape: arrays(float, shape, elements=st.one_of(st.integers(1, 9).map(float), st.just(INF)))
    )
)
@settings(max_examples=80, deadline=None)
def test_profiles_are_what_their_definition_says(times: np.ndarray) -> None:
    factors, shares = performance_profile(times)
    assert (np.diff(factors) > 0).all()
    assert factors[0] == 1
    for factor, row in zip(factors, shares, strict=True):
        for method, found in enumerate(row):
            solved = [
                bool(instance[method] < INF and instance[method] / instance.min() <= factor)
                for instance in times
            ]
            assert found == pytest.approx(np.mean(solved))
    # In the end every method has solved what it can.
    np.testing.assert_allclose(shares[-1], np.isfinite(times).mean(axis=0))


def test_success_rates_by_problem() -> None:
    times = {"gd": [np.array([1.0, INF, INF, 2]), np.array([INF])], "adam": [np.ones(4), np.ones(1)]}
    found = success_rates(times)
    assert [[each.estimate for each in row] for row in found.values()] == [[0.5, 0], [1, 1]]
    theirs = stats.binomtest(2, 4).proportion_ci(method="wilson")
    assert (found["gd"][0].low, found["gd"][0].high) == pytest.approx((theirs.low, theirs.high))


def test_interquartile_table() -> None:
    random = np.random.default_rng(1)
    problems = [random.normal(size=16), random.normal(size=8)]
    failing = [np.where(np.arange(16) < 8, INF, problems[0]), problems[1]]
    found = interquartile_table({"gd": problems, "adam": failing})
    assert found["gd"].estimate == pytest.approx(stats.trim_mean(np.concatenate(problems), 0.25))
    assert found["gd"].low < found["gd"].estimate < found["gd"].high
    assert found["adam"].estimate == found["adam"].high == INF
    # All methods' seeds are drawn alike.
    shifted = interquartile_table({"a": problems, "b": [each + 1 for each in problems]})
    assert shifted["b"].low - shifted["a"].low == pytest.approx(1)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.37, 0.5, 0.9, 1.0])
def test_quantiles_of_finite_numbers_are_numpys_and_of_others_infinite(share: float) -> None:
    values = np.random.default_rng(2).normal(size=8)
    assert quantile(values, share) == pytest.approx(np.quantile(values, share))
    half = np.append(values[:4], np.full(4, INF))
    assert quantile(half, 0.5) == INF
    assert quantile(half, 0.4) == pytest.approx(np.sort(values[:4])[2] * 0.2 + np.sort(values[:4])[3] * 0.8)
    assert quantile(-half, 0.5) == -INF
