"""Which minimum a run reached, held against surfaces whose minima SciPy finds, and against counting by hand."""

import math

import jax
import numpy as np
import pytest
import scipy.optimize
from scipy.stats import binomtest

from kudari.comparison.minima import NOWHERE, best_reached, cost_per_success, minima_of, success
from kudari.problems.surfaces import surface

SEEDS = np.arange(4)
STARTS = np.array([[-5.0, -5.0], [5.0, -5.0], [-5.0, 5.0], [5.0, 5.0]])
"""A range of 10 on both axes: results within 0.02 make a minimum, and within 0.2 they belong to it."""


@pytest.mark.parametrize(
    ("losses", "worse", "reached"),
    [
        # The median start is 10 above the optimum of 2: a tolerance of 0.1, or 0.01 where the next is not known.
        ([2.0, 2.09, 2.11, 12.0], 5.0, [1, 1, 0, 0]),
        ([2.0, 2.009, 2.011, 12.0], None, [1, 1, 0, 0]),
        # A next minimum 0.04 higher: half of the way there.
        ([2.0, 2.019, 2.021, 2.04], 2.04, [1, 1, 0, 0]),
        ([np.nan, np.inf, -np.inf, 2.0], 5.0, [0, 0, 0, 1]),
        ([1.0, 2.0, 3.0, 4.0], 5.0, [1, 1, 0, 0]),
    ],
)
def test_a_loss_counts_as_the_best_up_to_the_tolerance(losses, worse, reached):
    starts = np.array([12.0, 12.0, 12.0, np.inf])
    assert best_reached(np.array(losses), starts, 2.0, worse).tolist() == [bool(each) for each in reached]


def test_starts_at_the_optimum_leave_the_rounding_of_the_loss():
    losses = np.float32([-78.33233, -78.33230, -78.3])
    assert best_reached(
        losses.astype(float), np.full(3, -78.33233140754285), -78.33233140754285
    ).tolist() == [1, 1, 0]


SEVERAL = [
    *("three-hump-camel", "six-hump-camel", "goldstein-price", "styblinski-tang", "freudenstein-roth"),
    *("rastrigin", "ackley", "levy"),
]


@pytest.mark.parametrize("name", SEVERAL)
def test_no_worse_minimum_of_a_surface_is_counted_as_the_best(name):
    """All minima that SciPy finds from many starts in the box: the best ones are reached, the others are not."""
    problem = surface(name)
    low, high = np.array(problem.settings["box"]).T
    best = np.array(problem.optimum.params)
    rng = np.random.default_rng(0)
    starts = rng.uniform(low, high, (100, 2))
    near = (best[:, None] + rng.normal(scale=(high - low) / 100, size=(len(best), 20, 2))).reshape(-1, 2)
    with jax.enable_x64(True):
        loss = jax.jit(jax.value_and_grad(lambda x: problem.loss(x, None)))

        def both(x):
            return tuple(np.asarray(part, float) for part in loss(x))

        heights = np.array([both(start)[0] for start in starts])
        ends = [scipy.optimize.minimize(both, x, jac=True, tol=1e-12) for x in (*starts, *near)]
    points, losses = np.array([end.x for end in ends]), np.array([end.fun for end in ends])
    worse = [point.value for point in problem.settings["stationary"] if point.kind == "minimum"]
    reached = best_reached(losses, heights, problem.optimum.value, min(worse, default=None))
    at_best = np.min(np.linalg.norm(points - best[:, None], axis=-1), axis=0) < 1e-4 * np.max(high - low)
    assert at_best.any()
    assert np.any(~at_best)
    assert np.all(reached[at_best])
    assert not np.any(reached[~at_best])


def test_results_fall_to_known_minima_and_to_those_where_seeds_meet():
    points = np.array(
        [
            [1.0, 1.0],  # at the known minimum
            [1.15, 1.0],  # near it
            [-3.0, 2.0],  # two seeds meet here
            [-3.01, 2.0],
            [-3.0, 2.15],  # near them
            [4.0, 4.0],  # the same seed twice is no meeting
            [4.0, 4.0],
            [0.0, -4.0],  # alone
            [np.nan, 1.0],
        ]
    )
    losses = np.array([0.0, 0.1, 3.0, 2.5, 3.2, 9.0, 9.0, 7.0, np.nan])
    seeds = np.array([0, 1, 0, 1, 2, 3, 3, 2, 3])
    starts = np.repeat(STARTS, 3, axis=0)[:9]
    found = minima_of(points, losses, starts, seeds, [[1.0, 1.0], [9.0, 9.0]])
    assert found.of_run.tolist() == [0, 0, 1, 1, 1, NOWHERE, NOWHERE, NOWHERE, NOWHERE]
    assert found.points.tolist() == [[1.0, 1.0], [-3.01, 2.0]]
    assert found.losses.tolist() == [0.0, 2.5]


def test_minima_are_numbered_from_the_lowest_and_unknown_ones_may_be_it():
    points = np.repeat([[1.0, 1.0], [-2.0, 0.0], [3.0, 3.0]], 2, axis=0)
    losses = np.array([5.0, 5.0, -1.0, -1.5, 2.0, 2.0])
    found = minima_of(points, losses, STARTS[[0, 1, 2, 3, 0, 1]], np.array([0, 1, 2, 3, 0, 1]), [[1.0, 1.0]])
    assert found.of_run.tolist() == [2, 2, 0, 0, 1, 1]
    assert found.losses.tolist() == [-1.5, 2.0, 5.0]


def test_runs_on_their_way_make_no_minimum():
    """Along a valley results of different seeds lie side by side, but do not coincide."""
    way = np.linspace(-5, 5, 30)
    points = np.stack([way, way**2 / 5], axis=1)
    starts = np.random.default_rng(1).uniform(-5, 5, (30, 2))
    found = minima_of(points, way**2, starts, np.arange(30))
    assert found.losses.size == 0
    assert np.all(found.of_run == NOWHERE)


def test_all_runs_lost_reach_nothing():
    points = np.full((3, 2), np.nan)
    found = minima_of(points, np.full(3, np.nan), STARTS[:3], np.arange(3), [[0.0, 0.0]])
    assert found.points.shape == (0, 2)
    assert found.of_run.tolist() == [NOWHERE] * 3


def test_a_single_start_has_no_range():
    points = np.array([[1.0, 1.0], [1.0, 1.01], [3.0, 3.0]])
    found = minima_of(points, np.array([1.0, 1.0, 2.0]), np.zeros((3, 2)), np.arange(3), [[1.0, 1.0]])
    assert found.of_run.tolist() == [0, 0, NOWHERE]


@pytest.mark.parametrize(("count", "runs"), [(0, 8), (3, 8), (8, 8), (31, 64)])
def test_the_share_has_wilsons_interval(count, runs):
    found = success(np.arange(runs) < count)
    expected = binomtest(count, runs).proportion_ci(method="wilson")
    assert found.estimate == count / runs
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_a_success_costs_what_all_runs_spent():
    evaluations = np.array([100.0, 100.0, 40.0, 60.0])
    assert cost_per_success(evaluations, np.array([True, False, True, False])) == 150
    assert cost_per_success(evaluations, np.zeros(4, bool)) == math.inf
