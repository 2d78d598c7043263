"""Tuning: equal budgets, settings inside their ranges, and the best setting found where it is known."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from kudari.comparison.search_points import closing_in, exploring, open_ends, place_of, value_at
from kudari.comparison.tuning import Trial, Tuning, begin, rounds_of
from kudari.methods.catalogue import METHODS
from kudari.methods.ranges import RANGES, Range
from kudari.methods.search import Search
from kudari.methods.tuning import search_space

RATE = Search(low=1e-4, high=10.0)


def tune(tuning: Tuning, score: Any) -> Tuning:
    """All rounds of a tuning whose trials score as `score(settings)` says."""
    for number in range(1, len(tuning.counts) + 1):
        trials = [
            Trial(settings=s, round=number, score=(score(s),), finite=1, seeds=1) for s in tuning.settings
        ]
        tuning = tuning.told(trials)
    return tuning


@pytest.mark.parametrize("budget", [1, 2, 5, 8, 9, 20, 33])
def test_a_budget_is_spent_to_the_last_trial_by_every_method(budget: int) -> None:
    for space in (
        {"learning_rate": RATE},
        {"learning_rate": RATE, "momentum": Search(low=0, high=0.99, scale="one-minus-log")},
    ):
        default = {"learning_rate": 0.01, "momentum": 0.9}
        tuned = tune(begin("m", default, space, 1000, budget), lambda s: 1.0).tuned
        assert len(tuned.trials) == budget == sum(rounds_of(budget))
        assert tuned.trials[0].settings == {name: default[name] for name in space}


@given(some.floats(-3.5, 0.5))
def test_the_best_rate_is_found_to_a_fifth(best: float) -> None:
    tuned = tune(
        begin("m", {"learning_rate": 0.01}, {"learning_rate": RATE}, 1000, 20),
        lambda s: abs(np.log10(s["learning_rate"]) - best),
    )
    assert tuned.tuned.best is not None
    assert abs(np.log10(tuned.tuned.settings["learning_rate"]) - best) < np.log10(1.2)
    assert not tuned.tuned.widened


@pytest.mark.parametrize("best", [-7.0, 3.0])
def test_a_best_value_at_the_edge_widens_the_grid_and_says_so(best: float) -> None:
    tuned = tune(
        begin("m", {"learning_rate": 0.01}, {"learning_rate": RATE}, 1000, 20),
        lambda s: abs(np.log10(s["learning_rate"]) - best),
    ).tuned
    assert tuned.widened == ("learning_rate",)
    assert not 1e-4 <= tuned.settings["learning_rate"] <= 10


def test_a_best_value_that_stays_at_the_edge_is_said_so() -> None:
    tuned = tune(
        begin("m", {"learning_rate": 0.01}, {"learning_rate": RATE}, 1000, 20),
        lambda s: -np.log10(s["learning_rate"]),
    ).tuned
    assert tuned.widened == tuned.at_edge == ("learning_rate",)


def test_a_closed_end_is_no_edge() -> None:
    space = {"momentum": Search(low=0.0, high=0.999, scale="one-minus-log")}
    tuned = tune(begin("m", {"momentum": 0.9}, space, 1000, 20), lambda s: s["momentum"]).tuned
    assert tuned.settings["momentum"] == 0
    assert not tuned.widened
    assert not tuned.at_edge


def test_where_nothing_is_finite_smaller_values_are_tried() -> None:
    tuned = tune(
        begin("m", {"learning_rate": 0.01}, {"learning_rate": RATE}, 1000, 20),
        lambda s: 0.0 if s["learning_rate"] < 1e-6 else np.inf,
    ).tuned
    assert tuned.best is not None
    assert tuned.settings["learning_rate"] < 1e-6


def test_where_no_trial_is_finite_the_default_stays() -> None:
    tuned = tune(
        begin("m", {"learning_rate": 0.01}, {"learning_rate": RATE}, 1000, 20), lambda s: np.inf
    ).tuned
    assert tuned.best is None
    assert tuned.settings == {"learning_rate": 0.01}


def test_two_hyperparameters_are_found_together() -> None:
    space = {"learning_rate": RATE, "momentum": Search(low=0.0, high=0.999, scale="one-minus-log")}

    def score(s: dict[str, float]) -> float:
        return float(abs(np.log10(s["learning_rate"]) + 1) + abs(np.log10(1 - s["momentum"]) + 1.5))

    tuned = tune(begin("m", {"learning_rate": 0.01, "momentum": 0.9}, space, 1000, 32), score).tuned
    assert score(dict(tuned.settings)) < 0.5


@pytest.mark.parametrize("name", METHODS)
def test_every_method_s_trials_are_allowed_and_distinct(name: str) -> None:
    space = search_space(METHODS[name])
    default = {key: values[0] for key, values in METHODS[name].hyperparameters.items()}
    if not space:
        return
    random = np.random.default_rng(0)
    tuning = tune(begin(name, default, space, 1000, 20), lambda s: random.normal())
    for trial in tuning.tuned.trials:
        for key, value in trial.settings.items():
            assert value in RANGES.get(key, Range()), (key, value)
    assert len({str(trial.settings) for trial in tuning.tuned.trials}) >= 15


@given(some.floats(0, 1), some.sampled_from(["log", "one-minus-log", "linear"]))
def test_a_value_s_place_is_where_it_was_taken(u: float, scale: Any) -> None:
    search = Search(low=0.01, high=0.9, scale=scale)
    assert place_of(search, value_at("b1", search, u, 1), 1) == pytest.approx(u, abs=1e-4)


def test_shares_of_a_run_are_whole_steps() -> None:
    search = Search(low=0.01, high=0.5, per_steps=True, whole=True)
    assert [value_at("every", search, u, 1000) for u in (0.0, 1.0)] == [10.0, 500.0]
    assert value_at("every", search, 0.0, 10) == 1.0


def test_points_along_one_axis_make_one_even_grid() -> None:
    both = np.concatenate([exploring(1, [4, 5], 0), exploring(1, [4, 5], 1)])
    assert np.sort(both[:, 0]) == pytest.approx(np.linspace(0, 1, 9))


def test_points_over_two_axes_repeat_no_value() -> None:
    both = np.concatenate([exploring(2, [5, 5], 0), exploring(2, [5, 5], 1)])
    assert all(len(np.unique(both[:, axis])) == 10 for axis in range(2))
    assert ((both >= 0) & (both <= 1)).all()


def test_closing_in_divides_the_gaps_beside_the_best() -> None:
    tried = np.array([[0.0], [0.5], [1.0]])
    found, moved = closing_in(tried, np.array([0.5]), 4, 0.1, [(True, True)])
    assert np.sort(found[:, 0]) == pytest.approx([1 / 6, 1 / 3, 2 / 3, 5 / 6])
    assert moved == ()


def test_ends_are_closed_where_nothing_lies_beyond() -> None:
    assert open_ends("learning_rate", RATE, 1000) == (True, True)
    assert open_ends("momentum", Search(low=0.0, high=0.999, scale="one-minus-log"), 1000) == (False, True)
