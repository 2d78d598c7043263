"""Limits and rates against the eigenvalues of the iteration itself, and against real runs."""

from collections.abc import Mapping
from math import cos, inf, log, sqrt

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import kudari
from kudari import MethodChoice, ProblemChoice, Study
from kudari.diagnosis.theory import (
    PLAIN,
    PRECONDITIONED,
    convex_bound,
    gradient_bound,
    guaranteed_decrease,
    largest_stable_rate,
    measured_rate,
    optimal_rate,
    optimal_setting,
    rate_on_quadratic,
    stability_limit,
    steps_to,
    worst_rate,
)

RULES = [*PLAIN, *PRECONDITIONED]


def descend(problem: str, settings: dict, rule: str, h: Mapping[str, float], **given_: int) -> xr.Dataset:
    study = Study(
        problem=ProblemChoice(name=problem, settings=settings),
        methods=(MethodChoice(name=rule, hyperparameters={k: (float(v),) for k, v in h.items()}),),
        seeds=1,
        measures=("loss", "gradient_norm"),
        precision="float64",
        **given_,
    )
    return kudari.run(study)


def settings_of(rule: str, beta: float, decay: float) -> dict[str, float]:
    """What the rule has besides a learning rate."""
    if rule in ("momentum", "nesterov"):
        return {"momentum": beta}
    if rule in ("gd", "rmsprop", "adagrad"):
        return {}
    return {"b1": beta} | ({"weight_decay": decay} if rule.endswith("w") else {})


def iterated(rule: str, h: Mapping[str, float], eigenvalue: float) -> np.ndarray:
    """The matrix of one step (x, v) -> (x, v), as the catalogue writes it with D = 1."""
    rate, beta = h["learning_rate"], h.get("momentum", h.get("b1", 0.0))

    def step(x: float, v: float) -> tuple[float, float]:
        g = eigenvalue * x
        match rule:
            case "gd" | "rmsprop" | "adagrad":
                return x - rate * g, 0.0
            case "momentum":
                v = beta * v + g
                return x - rate * v, v
            case "nesterov":
                v = beta * v + g
                return x - rate * (g + beta * v), v
            case "adam" | "amsgrad" | "adamw":
                v = beta * v + (1 - beta) * g
                return x - rate * (v + h.get("weight_decay", 0.0) * x), v
            case "nadam" | "nadamw":
                v = beta * v + (1 - beta) * g
                return x - rate * (beta * v + (1 - beta) * g + h.get("weight_decay", 0.0) * x), v
        raise AssertionError(rule)

    return np.array([step(1.0, 0.0), step(0.0, 1.0)]).T


rates, betas, decays = st.floats(1e-4, 10), st.floats(0, 0.99), st.floats(0, 0.15)


@pytest.mark.parametrize("rule", RULES)
@given(rate=rates, beta=betas, decay=decays, eigenvalue=st.floats(0, 50))
def test_the_rate_is_the_spectral_radius_of_the_step(
    rule: str, rate: float, beta: float, decay: float, eigenvalue: float
) -> None:
    h = {"learning_rate": rate, **settings_of(rule, beta, decay)}
    radius = np.abs(np.linalg.eigvals(iterated(rule, h, eigenvalue))).max()
    # At a double root eigenvalues are good to the root of the precision only.
    assert rate_on_quadratic(rule, h, eigenvalue) == pytest.approx(radius, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("rule", RULES)
@given(rate=rates, beta=betas, decay=decays)
def test_the_limit_is_where_the_step_begins_to_grow(
    rule: str, rate: float, beta: float, decay: float
) -> None:
    h = {"learning_rate": rate, **settings_of(rule, beta, decay)}
    limit = stability_limit(rule, h)
    assert limit is not None
    assert limit.variable == ("sharpness" if rule in PLAIN else "preconditioned_sharpness")
    for share, stable in ((0.01, True), (0.5, True), (0.99, True), (1.01, False), (2.0, False)):
        radius = np.abs(np.linalg.eigvals(iterated(rule, h, share * limit.value))).max()
        assert (radius < 1) == stable
    assert largest_stable_rate(rule, h, limit.value) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("rule", "h", "limit"),
    [
        ("gd", {}, 2.0),
        ("momentum", {"momentum": 0.9}, 3.8),
        ("nesterov", {"momentum": 0.9}, 1.357143),
        ("adam", {"b1": 0.9}, 38.0),
        ("amsgrad", {"b1": 0.9}, 38.0),
        ("adamw", {"b1": 0.9, "weight_decay": 0.0}, 38.0),
        ("adam", {"b1": 0.0}, 2.0),
        ("nadam", {"b1": 0.9}, 13.57143),
        ("rmsprop", {}, 2.0),
        ("adagrad", {}, 2.0),
    ],
)
def test_known_limits(rule: str, h: dict[str, float], limit: float) -> None:
    for rate in (1.0, 0.25):
        found = stability_limit(rule, {"learning_rate": rate, **h})
        assert found is not None
        assert found.value == pytest.approx(limit / rate, rel=1e-6)
    assert largest_stable_rate(rule, h, 4.0) == pytest.approx(limit / 4)
    assert largest_stable_rate(rule, h, 0.0) == inf


@pytest.mark.parametrize("rule", ["sign-sgd", "signum", "lion", "lbfgs", "muon", "reversal-every"])
def test_rules_without_a_limit(rule: str) -> None:
    assert stability_limit(rule, {"learning_rate": 0.1}) is None
    assert largest_stable_rate(rule, {}, 1.0) is None
    assert rate_on_quadratic(rule, {"learning_rate": 0.1}, 1.0) is None
    assert worst_rate(rule, {"learning_rate": 0.1}, 0.1, 1.0) is None
    assert optimal_setting(rule, 0.1, 1.0) is None
    assert optimal_rate(rule, 10.0) is None


BIG = 1e6
"""A divisor beside which gradients vanish: the preconditioned Hessian of x²/2 is 1/BIG."""

FROZEN = [
    ("gd", {}, 1.0),
    ("momentum", {"momentum": 0.9}, 1.0),
    ("momentum", {"momentum": 0.5}, 1.0),
    ("nesterov", {"momentum": 0.9}, 1.0),
    ("adam", {"b1": 0.9, "eps": BIG}, 1 / BIG),
    ("adam", {"b1": 0.5, "eps": BIG}, 1 / BIG),
    ("amsgrad", {"b1": 0.9, "eps": BIG}, 1 / BIG),
    ("adamw", {"b1": 0.9, "eps": BIG, "weight_decay": 1e-8}, 1 / BIG),
    ("nadam", {"b1": 0.9, "eps": BIG}, 1 / BIG),
    ("nadamw", {"b1": 0.9, "eps": BIG, "weight_decay": 1e-8}, 1 / BIG),
    ("rmsprop", {"eps": BIG**2}, 1 / BIG),
    ("adagrad", {"initial_accumulator_value": BIG**2}, 1 / BIG),
]


@pytest.mark.parametrize(("rule", "h", "sharpness"), FROZEN)
def test_real_runs_bracket_the_limit(rule: str, h: dict[str, float], sharpness: float) -> None:
    limit = largest_stable_rate(rule, h, sharpness)
    assert limit is not None
    hyperparameters = {name: (value,) for name, value in h.items()} | {
        "learning_rate": (0.99 * limit, 1.01 * limit)
    }
    study = Study(
        problem=ProblemChoice(name="quadratic", settings={"dimension": 1, "start": (1.0,)}),
        methods=(MethodChoice(name=rule, hyperparameters=hyperparameters),),
        seeds=1,
        steps=1000,
        measures=("loss",),
        precision="float64",
    )
    below, above = kudari.run(study)["loss"].values
    assert below[-1] < 1e-6 * below[0]
    # What grows makes an adaptive rule's D grow with it, until it is stable again.
    assert above.max() > 1e6 * above[0] > below[-1]


@pytest.mark.parametrize("rule", ["gd", "momentum", "nesterov"])
@pytest.mark.parametrize("condition", [1.0, 2.0, 10.0, 100.0, 1e4, 1e8])
def test_the_optimal_setting_has_the_optimal_rate(rule: str, condition: float) -> None:
    setting, best = optimal_setting(rule, 3 / condition, 3.0), optimal_rate(rule, condition)
    assert setting is not None
    assert best is not None
    found = worst_rate(rule, setting, 3 / condition, 3.0)
    # A double root is the middle of two that lie the root of the precision apart.
    assert found == pytest.approx(best, abs=1e-7)
    if rule == "nesterov":
        return
    for name, value in setting.items():
        for factor in (0.98, 1.02):
            other = worst_rate(rule, {**setting, name: value * factor}, 3 / condition, 3.0)
            assert other is not None
            assert other >= best - 1e-9


def test_closed_forms_of_optimal_rates() -> None:
    assert optimal_rate("gd", 9.0) == pytest.approx(0.8)
    assert optimal_rate("momentum", 9.0) == pytest.approx(0.5)
    assert optimal_rate("nesterov", 9.0) == pytest.approx(2 / 3)


@pytest.mark.parametrize("rule", RULES)
@given(rate=rates, beta=betas, decay=decays, ends=st.tuples(st.floats(0, 10), st.floats(0, 10)))
def test_no_eigenvalue_between_is_slower_than_both_ends(
    rule: str, rate: float, beta: float, decay: float, ends: tuple[float, float]
) -> None:
    h = {"learning_rate": rate, **settings_of(rule, beta, decay)}
    low, high = sorted(ends)
    between = [rate_on_quadratic(rule, h, value) for value in np.linspace(low, high, 41)]
    assert max(between) == pytest.approx(worst_rate(rule, h, low, high), abs=1e-7)


STEPS = {
    "gd": {10: 600, 100: 6000, 1000: 20_000, 10_000: 100_000},
    "momentum": {10: 400, 100: 1500, 1000: 5000, 10_000: 15_000},
    "nesterov": {10: 600, 100: 2500, 1000: 9000, 10_000: 25_000},
}


@pytest.mark.parametrize("condition", [10, 100, 1000, 10_000])
@pytest.mark.parametrize("rule", ["gd", "momentum", "nesterov"])
def test_real_runs_go_at_the_optimal_rate(rule: str, condition: int) -> None:
    """Within 1 %, and not of the factor, which is nearly 1, but of its logarithm."""
    setting = optimal_setting(rule, 1 / condition, 1.0)
    best = optimal_rate(rule, float(condition))
    assert setting is not None
    assert best is not None
    steps = STEPS[rule][condition]
    trace = descend(
        "quadratic",
        {"condition": float(condition), "dimension": 5},
        rule,
        setting,
        steps=steps,
        record_every=max(1, steps // 1000),
    )
    norms, loss = trace["gradient_norm"].values[0], trace["loss"].values[0]
    for error in (norms, np.sqrt(loss)):
        found = measured_rate(error, trace["step"].values)
        assert found is not None
        assert log(found.rate) == pytest.approx(log(best), rel=0.01)
        assert found.goodness > 0.99


@pytest.mark.parametrize(
    ("rule", "h"),
    [
        ("gd", {"learning_rate": 0.5}),
        ("momentum", {"learning_rate": 0.5, "momentum": 0.6}),
        ("momentum", {"learning_rate": 1.0, "momentum": 0.95}),
        ("nesterov", {"learning_rate": 0.5, "momentum": 0.9}),
        ("nesterov", {"learning_rate": 1.2, "momentum": 0.5}),
    ],
)
def test_real_runs_go_at_the_rate_of_the_setting_used(rule: str, h: dict[str, float]) -> None:
    trace = descend("quadratic", {"condition": 30.0, "dimension": 4}, rule, h, steps=1500)
    found = measured_rate(trace["gradient_norm"].values[0], trace["step"].values)
    theory = worst_rate(rule, h, 1 / 30, 1.0)
    assert found is not None
    assert theory is not None
    assert log(found.rate) == pytest.approx(log(theory), rel=0.01)


t = np.arange(1000)
MADE = {
    "geometric": (0.97**t, 0.97),
    "geometric, far from 1": (3e8 * 0.5**t, 0.5),
    "double root": ((1 + 2 * t) * 0.97**t, 0.97),
    "oscillation": (np.abs(np.cos(0.07 * t)) * 0.98**t + 1e-300, 0.98),
    "a sum of two": (0.9**t + 1e-2 * 0.98**t, 0.98),
    "a rounding floor": (np.maximum(0.95**t, 1e-12), 0.95),
    "noise at the floor": (0.95**t + 1e-12 * np.random.default_rng(0).random(1000), 0.95),
    "noise": (0.99**t * np.exp(0.1 * np.random.default_rng(1).standard_normal(1000)), 0.99),
    "an end at 0": (np.where(t < 600, 0.97**t, 0.0), 0.97),
    "an end that is no number": (np.where(t < 600, 0.97**t, np.nan), 0.97),
}


@pytest.mark.parametrize(("values", "rate"), MADE.values(), ids=MADE)
def test_the_measured_rate_of_made_errors(values: np.ndarray, rate: float) -> None:
    found = measured_rate(values, t)
    assert found is not None
    assert log(found.rate) == pytest.approx(log(rate), rel=0.01)
    assert 0.9 < found.goodness <= 1
    assert 0 <= found.since < 1000


@pytest.mark.parametrize(
    "values",
    [
        np.ones(1000),
        1.01**t,
        1.0 / (1 + t),
        1.0 / np.sqrt(1 + t),
        1.0 / (1 + t) ** 2,
        np.abs(np.cos(0.07 * t)) + 0.1,
        np.random.default_rng(2).random(1000),
        np.zeros(1000),
        np.full(1000, np.nan),
        0.9 ** t[:7],
    ],
)
def test_no_rate_where_nothing_dies_out_geometrically(values: np.ndarray) -> None:
    assert measured_rate(values, t[: len(values)]) is None


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=60))
def test_any_numbers_have_a_measured_rate_below_1_or_none(values: list[float]) -> None:
    found = measured_rate(np.array(values, float), np.arange(len(values)))
    assert found is None or 0 <= found.rate < 1


def test_a_floor_that_is_told_is_kept_out() -> None:
    found = measured_rate(0.9**t + 1e-9 * (1 + cos(1) * t), t, floor=1e-6)
    assert found is not None
    assert found.rate == pytest.approx(0.9, abs=1e-3)


@pytest.mark.parametrize(
    ("accuracy", "rate", "steps"),
    [
        (1e-6, 0.1, 6.0),
        (0.25, 0.5, 2.0),
        (1.0, 0.5, 0.0),
        (2.0, 2.0, 0.0),
        (0.1, 1.0, inf),
        (0.1, 0.0, 1.0),
        (0.0, 0.5, inf),
    ],
)
def test_steps_to(accuracy: float, rate: float, steps: float) -> None:
    assert steps_to(accuracy, rate) == pytest.approx(steps)


@given(rate=st.floats(1e-3, 2), smoothness=st.floats(1e-2, 10), x=st.floats(-10, 10))
def test_the_descent_lemma_is_exact_along_the_steepest_direction(
    rate: float, smoothness: float, x: float
) -> None:
    decrease = smoothness / 2 * (x**2 - (x - rate * smoothness * x) ** 2)
    promised = guaranteed_decrease(rate, smoothness, abs(smoothness * x))
    assert promised == pytest.approx(decrease, rel=1e-9, abs=1e-9)


def test_the_bounds_hold_where_strong_convexity_does_not() -> None:
    """Huber's loss with a kink radius chosen for the horizon is the worst there is (Drori & Teboulle 2014, arXiv:
    1206.3209, Theorem 3.2): f(x_t) − f* = LR²/(4tηL + 2)."""
    steps, rate = 50, 0.7
    radius = 1 / (2 * steps * rate + 1)
    x, norms = 1.0, []
    start = radius * 1.0 - radius**2 / 2
    for _ in range(steps):
        gradient = x if abs(x) < radius else radius * np.sign(x)
        norms.append(abs(gradient))
        x -= rate * gradient
    final = x**2 / 2 if abs(x) < radius else radius * abs(x) - radius**2 / 2
    assert final == pytest.approx(1 / (4 * steps * rate + 2))
    assert 0.45 * convex_bound(1.0, rate, steps) < final <= convex_bound(1.0, rate, steps)
    assert (
        0.5 * gradient_bound(start, rate, 1.0, steps) < min(norms) <= gradient_bound(start, rate, 1.0, steps)
    )
    assert convex_bound(1.0, rate, 0) == inf
    assert gradient_bound(1.0, 2.0, 1.0, 5) == inf


def test_the_gradient_bound_adds_up_the_descent_lemma() -> None:
    assert gradient_bound(8.0, 1.0, 1.0, 4) == pytest.approx(sqrt(8.0 / (4 * 0.5)))
