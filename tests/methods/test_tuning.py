"""What a fair race tunes of each method, and where."""

import numpy as np
import pytest

from kudari.methods.catalogue import METHODS, compose
from kudari.methods.method import Method
from kudari.methods.ranges import RANGES
from kudari.methods.tuning import MOST_TUNED, SEARCHES, Search, search_space


@pytest.mark.parametrize("name", METHODS)
def test_every_method_tunes_its_learning_rate_first_and_few_others(name):
    method = METHODS[name]
    space = search_space(method)
    assert set(space) <= set(method.hyperparameters)
    assert len(space) <= MOST_TUNED
    if "learning_rate" in method.hyperparameters:
        assert next(iter(space)) == "learning_rate"
        assert space["learning_rate"].high >= 1000 * space["learning_rate"].low


@pytest.mark.parametrize("name", METHODS)
def test_both_ends_are_allowed_and_the_default_lies_between_them(name):
    method = METHODS[name]
    for each, search in search_space(method).items():
        assert search.low < search.high
        ends = [search.low, search.high]
        if search.per_steps:
            assert search.high <= 1
            # Of a run of 10 steps, and of one of a million.
            ends = [max(1, round(end * steps)) for end in ends for steps in (10, 10**6)]
        else:
            assert search.low <= method.hyperparameters[each][0] <= search.high
        assert all(end in RANGES[each] for end in ends)
        assert search.low > 0 or search.scale != "log"
        assert search.high < 1 or search.scale != "one-minus-log"


def test_scales_fit_the_methods():
    rates = {
        name: search_space(METHODS[name])["learning_rate"] for name in ("gd", "adam", "lion", "adadelta")
    }
    assert [(rate.low, rate.high) for rate in rates.values()] == [
        (1e-4, 10),
        (1e-4, 1),
        (1e-5, 0.1),
        (0.01, 100),
    ]
    assert search_space(METHODS["momentum"])["momentum"].scale == "one-minus-log"
    assert search_space(METHODS["multi-start"])["starts"].whole
    assert search_space(METHODS["reversal-every"])["every"].per_steps
    assert search_space(METHODS["lbfgs"]) == {}


@pytest.mark.parametrize(
    ("words", "tuned"),
    [
        (("reversal-on-plateau", "adam"), ["learning_rate", "patience", "climb"]),
        (("reversal-every", "momentum"), ["learning_rate", "every", "momentum"]),
        (("multi-start", "lbfgs"), ["starts"]),
        (("basin-hopping", "momentum"), ["learning_rate", "every", "jump"]),
        (("multi-start", "momentum", "cosine"), ["learning_rate", "starts", "momentum"]),
    ],
)
def test_a_wrapped_method_tunes_its_own_numbers_before_the_inner_ones(words, tuned):
    space = search_space(compose(*words))
    assert list(space) == tuned
    if "adam" in words:
        assert space["learning_rate"].high == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"learning_rate": (0.1,), "mine": (1.0, 2.0)},
            {"learning_rate": SEARCHES["learning_rate"], "mine": Search(low=1.0, high=2.0)},
        ),
        ({"learning_rate": (0.1, 0.2)}, {"learning_rate": Search(low=0.1, high=0.2)}),
        (
            {"momentum": (0.9, 0.99)},
            {"momentum": Search(low=0.9, high=0.99, scale="one-minus-log")},
        ),
        ({"starts": (2.0, 5.0)}, {"starts": Search(low=2.0, high=5.0, whole=True)}),
        ({"mine": (4.0, 0.5, 1.0)}, {"mine": Search(low=0.5, high=4.0)}),
        ({"mine": (0.0, 1.0)}, {"mine": Search(low=0.0, high=1.0, scale="linear")}),
        ({"mine": (1.0,), "other": (2.0, 2.0)}, {}),
        ({}, {}),
    ],
)
def test_a_method_of_ones_own_is_tuned_by_its_names_or_its_values(values, expected):
    assert search_space(Method(name="mine", make=lambda: None, hyperparameters=values)) == expected


def test_what_a_method_says_itself_goes_first():
    own = {"mine": Search(low=1.0, high=2.0, scale="linear")}
    method = Method(name="mine", make=lambda: None, hyperparameters={"learning_rate": (1.0,)}, tuning=own)
    assert search_space(method) == own
    assert np.isclose(SEARCHES["momentum"].high, 0.999)
