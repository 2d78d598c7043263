"""Verdicts on real studies, on losses made by hand, and on any numbers whatsoever."""

from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import kudari
from kudari import MethodChoice, ProblemChoice, StopRule, Study
from kudari.diagnosis.evidence import trend
from kudari.diagnosis.tolerances import Tolerances
from kudari.diagnosis.verdict import DETAILS, TABLE, Facts, Outcome, RunArrays, Verdict, judge, judge_run

FIT = {"function": "x**2", "range": (0.0, 3.0), "hidden": (10,), "activation": ("tanh",), "scale": 0.5}
DIGITS = {"data": "digits", "hidden": (20,), "activation": ("relu",), "batch": 10}
IRIS = {"data": "iris", "hidden": (10,), "batch": 10}


def at(formula: str, *start: float) -> tuple[str, dict[str, Any]]:
    return "formula", {"formula": formula, "start": start}


def on(function: str, *start: float) -> tuple[str, dict[str, Any]]:
    return "surface", {"function": function, "start": start}


BOWL, HILL = at("(x-1)**2", 5.0), at("x**4 - x**2", 0.5)

AT_REST = (at("cos(x)", 0.0), at("x**2 - y**2", 0.0, 0.0), at("x**2 + y**2 + 3", 0.0, 0.0))
"""Starts whose gradient is 0: only the curvature tells them apart."""

CURVATURES = ("sharpness", "lowest_curvature")

STUDIES: list[tuple[str, Any, str, Mapping[str, float], Mapping[str, Any]]] = [
    # What is expected, the problem, the method, its hyperparameters, and more of the study.
    ("converged", BOWL, "gd", {"learning_rate": 0.1}, {}),
    ("converged", BOWL, "gd", {"learning_rate": 0.1}, {"stop": StopRule(gradient_norm=0.1)}),
    ("converged", BOWL, "gd", {"learning_rate": 0.1}, {"stop": StopRule(loss=1e-3), "record_every": 7}),
    ("converged", BOWL, "adam", {"learning_rate": 0.1}, {"steps": 1000}),
    ("decreasing", BOWL, "gd", {"learning_rate": 0.001}, {}),
    ("decreasing", BOWL, "gd", {"learning_rate": 1e-6}, {}),
    ("oscillating", BOWL, "gd", {"learning_rate": 1.0}, {}),
    ("diverged", BOWL, "gd", {"learning_rate": 1.001}, {"steps": 400}),
    ("diverged", BOWL, "gd", {"learning_rate": 1.01}, {}),
    ("diverged", BOWL, "gd", {"learning_rate": 1.5}, {}),
    ("diverged", BOWL, "gd", {"learning_rate": 1.5}, {"steps": 1000, "record_every": 10}),
    ("undecided", BOWL, "gd", {"learning_rate": 0.1}, {"steps": 5}),
    ("unbounded", at("x", 1.5), "gd", {"learning_rate": 0.1}, {}),
    ("unbounded", at("-x**2", 0.1), "gd", {"learning_rate": 0.1}, {}),
    ("unbounded", at("x**3", -1.0), "gd", {"learning_rate": 0.1}, {}),
    ("unbounded", at("x*y", 0.1, 0.2), "momentum", {"learning_rate": 0.1}, {}),
    ("decreasing", at("x", 1.5), "gd", {"learning_rate": 0.001}, {}),
    ("decreasing", at("x**4 - 100*x**2", 0.01), "gd", {"learning_rate": 1e-4}, {"steps": 150}),
    ("converged", at("x**4 - 100*x**2", 0.01), "gd", {"learning_rate": 1e-4}, {"steps": 2000}),
    ("stalled stationary_start", AT_REST[0], "gd", {"learning_rate": 0.1}, {}),
    ("stalled stationary_start", AT_REST[1], "adam", {"learning_rate": 0.1}, {}),
    ("converged", AT_REST[2], "gd", {"learning_rate": 0.1}, {}),
    ("stalled flat", at("0*x + 3", 1.0), "gd", {"learning_rate": 0.1}, {}),
    ("diverged overflow", at("1e25*x**2", 1.05), "adam", {"learning_rate": 0.01}, {}),
    ("diverged", at("log(x)", -1.0), "gd", {"learning_rate": 0.1}, {}),
    ("oscillating", HILL, "gd", {"learning_rate": 0.55}, {}),
    ("oscillating", at("abs(x)", 1.05), "gd", {"learning_rate": 0.1}, {}),
    ("oscillating", at("abs(x)", 1.05), "gd", {"learning_rate": 0.1}, {"record_every": 2, "steps": 400}),
    ("oscillating", at("x**2 + 3*y**2", 1.05, 0.33), "sign-sgd", {"learning_rate": 0.01}, {"steps": 500}),
    ("decreasing", at("x**3", 1.0), "gd", {"learning_rate": 0.1}, {}),
    ("decreasing", on("rosenbrock", -1.2, 1.0), "gd", {"learning_rate": 0.001}, {"steps": 2000}),
    ("diverged", on("rosenbrock", -1.2, 1.0), "gd", {"learning_rate": 0.01}, {}),
    ("stalled", on("rastrigin", 2.2, 2.2), "gd", {"learning_rate": 0.001}, {"steps": 500}),
    ("oscillating", on("ackley", 0.5, 0.3), "gd", {"learning_rate": 0.01}, {"steps": 500}),
    ("converged", on("himmelblau", 0.0, 0.0), "gd", {"learning_rate": 0.01}, {"steps": 300}),
    ("converged", ("quadratic", {"condition": 100.0}), "momentum", {"learning_rate": 1.0}, {"steps": 600}),
    ("decreasing", ("quadratic", {"condition": 1e4}), "nesterov", {"learning_rate": 0.5}, {}),
    ("decreasing", ("matrix", {}), "gd", {"learning_rate": 0.001}, {"steps": 1000}),
    ("diverged", ("matrix", {}), "gd", {"learning_rate": 0.1}, {}),
    ("decreasing", ("fit", FIT), "gd", {"learning_rate": 0.03}, {"steps": 1000}),
    ("diverged", ("fit", FIT), "gd", {"learning_rate": 10.0}, {}),
    ("stalled", ("fit", FIT), "gd", {"learning_rate": 1e-8}, {"steps": 1000}),
    ("decreasing", ("classify", DIGITS), "gd", {"learning_rate": 0.05}, {"steps": 600}),
    ("decreasing", ("classify", DIGITS), "gd", {"learning_rate": 0.05}, {"steps": 600, "order": "fixed"}),
    ("stalled", ("classify", IRIS), "gd", {"learning_rate": 1e-7}, {"steps": 1000}),
]


@pytest.mark.parametrize(("expected", "problem", "method", "hyperparameters", "more"), STUDIES)
def test_real_studies(
    expected: str, problem: Any, method: str, hyperparameters: Mapping[str, float], more: Mapping[str, Any]
) -> None:
    verdicts = judge(real(problem, method, hyperparameters, more))
    assert f"{verdicts['outcome'].item()} {verdicts['detail'].item()}".strip() == expected


def real(
    problem: Any, method: str, hyperparameters: Mapping[str, float], more: Mapping[str, Any]
) -> xr.Dataset:
    measures = ("loss", "gradient_norm", "update_norm", "update_cosine")
    given_ = {"steps": 200, "seeds": 1, **more}
    study = Study(
        problem=ProblemChoice(name=problem[0], settings=problem[1]),
        methods=(MethodChoice(name=method, hyperparameters={k: (v,) for k, v in hyperparameters.items()}),),
        measures=(*measures, *(CURVATURES if problem in AT_REST else ())),
        **given_,
    )
    return kudari.run(study)


def test_the_steps_needed_are_those_that_a_longer_run_takes() -> None:
    slow = {"learning_rate": 0.01}
    (short,) = verdicts_of(real(BOWL, "gd", slow, {"steps": 100, "precision": "float64"}))
    (long,) = verdicts_of(real(BOWL, "gd", slow, {"steps": 1000, "precision": "float64"}))
    assert short.outcome == "decreasing"
    assert long.outcome == "converged"
    # No optimum is known: the gradient is held against its largest value, and 0.98^t = 1e-4 at t = 455.9.
    assert long.since == 456
    assert 100 + short.steps_needed == pytest.approx(long.since, abs=1)
    assert short.rate == pytest.approx(0.98, rel=1e-6)


def test_reversals_are_judged_by_the_best_so_far() -> None:
    choice = MethodChoice(
        name="reversal-every",
        inner="gd",
        hyperparameters={"learning_rate": (0.001,), "every": (400.0, 2000.0)},
    )
    study = Study(
        problem=ProblemChoice(name="matrix"), methods=(choice,), seeds=2, steps=2000, measures=("loss",)
    )
    outcomes = judge(kudari.run(study))["outcome"].values
    assert list(outcomes) == ["stalled"] * 2 + ["decreasing"] * 2


def verdicts_of(trace: xr.Dataset) -> list[Verdict]:
    found = judge(trace)
    return [
        Verdict(
            outcome=Outcome(found["outcome"].values[run]),
            detail=str(found["detail"].values[run]),
            since=int(found["since"].values[run]),
            steps_needed=float(found["steps_needed"].values[run]),
            rate=float(found["rate"].values[run]),
        )
        for run in range(found.sizes["run"])
    ]


n = 200
k = np.arange(n)
rng = np.random.default_rng(0)
DOWN = 0.9**k
NOISE = rng.standard_normal(n)
SEE_SAW = np.where(k % 2, 1.0, 2.0)
NOT_A_NUMBER = np.where(k < 100, DOWN, np.nan)

MADE: list[tuple[str, np.ndarray, dict[str, Any], dict[str, Any], int]] = [
    # What is expected, the loss, other series, facts, and since when.
    ("unbounded", np.where(k < 50, -(2.0**k), -np.inf), {}, {}, 50),
    (
        "unbounded",
        np.where(k < 50, -(2.0**k), np.where(k < 51, -np.inf, np.nan)),
        {},
        {"diverged_at": 50},
        50,
    ),
    ("decreasing", 1 - k / 10, {}, {"optimum": -1000.0}, 0),
    ("unbounded", 1 - k / 10, {}, {}, 11),
    ("diverged", NOT_A_NUMBER, {}, {}, 100),
    ("diverged", NOT_A_NUMBER, {}, {"diverged_at": 97, "stopped": 3}, 97),
    ("diverged", DOWN, {}, {"stopped": 3}, n - 1),
    ("diverged", 1.05**k, {}, {"optimum": 0.0}, 1),
    ("diverged overflow", np.ones(n), {"gradient_norm": np.where(k < 20, 1.0, np.inf)}, {}, 20),
    (
        "diverged",
        np.where(k < 1, 2.0, np.where(k < 50, 1.0, 1e5)) + 1e-5 * NOISE,
        {},
        {"optimum": 0.0, "stochastic": True},
        50,
    ),
    ("stalled stationary_start", np.ones(n), {"gradient_norm": np.zeros(n)}, {"optimum": 0.0}, 0),
    (
        "stalled stationary_start",
        np.ones(n),
        {"gradient_norm": np.zeros(n)},
        {"lowest_curvature": (-1.0, -1.0), "sharpness": (2.0, 2.0)},
        0,
    ),
    (
        "converged",
        np.ones(n),
        {"gradient_norm": np.zeros(n)},
        {"lowest_curvature": (0.0, 0.0), "sharpness": (2.0, 2.0)},
        0,
    ),
    ("converged", np.ones(n), {"gradient_norm": np.zeros(n)}, {"optimum": 1.0}, 0),
    ("converged", np.array([1.0]), {}, {"stopped": 1}, 0),
    ("converged", DOWN[:30], {}, {"stopped": 2, "stochastic": True}, 29),
    ("converged", DOWN + 3, {}, {"optimum": 3.0, "precision": "float64"}, 132),
    ("converged", DOWN + 3, {}, {"optimum": 3.0}, 108),
    ("converged", DOWN**2 + 3, {"gradient_norm": DOWN}, {}, 88),
    (
        "decreasing",
        DOWN**2 + 3,
        {"gradient_norm": DOWN},
        {"lowest_curvature": (1.0, -1.0), "sharpness": (1.0, 1.0), "precision": "float64"},
        0,
    ),
    ("converged", DOWN * (1.1 + np.sin(k)), {}, {"optimum": 0.0, "stochastic": True}, 87),
    ("stalled", np.where(k < 20, 1.0, 9.0 + DOWN), {"gradient_norm": DOWN}, {}, 24),
    ("stalled flat", np.ones(n), {"gradient_norm": np.ones(n)}, {}, 0),
    (
        "oscillating",
        np.ones(n),
        {"gradient_norm": np.ones(n), "update_norm": np.ones(n), "update_cosine": -np.minimum(k, 1.0)},
        {},
        0,
    ),
    ("oscillating", SEE_SAW, {}, {"optimum": 0.0}, 0),
    ("oscillating", np.where(k < 40, 50.0 - k, SEE_SAW), {}, {}, 40),
    ("oscillating", 2 + np.sin(0.3 * k), {}, {"optimum": 0.0}, 0),
    ("decreasing", SEE_SAW * 0.99**k, {}, {"optimum": 0.0}, 0),
    ("decreasing", 0.99**k + 0.005 * NOISE, {}, {"optimum": 0.0, "stochastic": True}, 0),
    ("decreasing", 1 / (1.0 + k), {}, {"optimum": 0.0}, 0),
    ("stalled", np.maximum(DOWN, 0.01) + 1e-9 * NOISE, {}, {"optimum": 0.0}, 44),
    ("stalled", 1 + 0.1 * NOISE, {}, {"stochastic": True}, 0),
    ("undecided", 1 + 5 * rng.random(n) ** 8, {}, {"optimum": 0.0, "stochastic": True}, -1),
    ("undecided", DOWN[:7], {}, {"optimum": 0.0}, -1),
    ("undecided", np.array([1.0]), {}, {}, -1),
    ("stalled", np.where(k < 90, DOWN, 10.0 ** (k - 90.0)), {}, {"climbs": True}, 44),
    ("decreasing", np.where(k % 50 < 25, 2.0, 1.0) * 0.995**k, {}, {"climbs": True, "optimum": 0.0}, 0),
]


@pytest.mark.parametrize(("expected", "loss", "series", "facts", "since"), MADE)
def test_losses_made_by_hand(
    expected: str, loss: np.ndarray, series: dict[str, Any], facts: dict[str, Any], since: int
) -> None:
    with np.errstate(all="ignore"):
        verdict = judge_run(RunArrays(step=np.arange(len(loss)), loss=loss, **series), Facts(**facts))
    assert f"{verdict.outcome} {verdict.detail}".strip() == expected
    assert verdict.since == since
    assert (verdict.steps_needed >= 0) == (verdict.outcome == "decreasing")


def test_the_table_says_which_outcome_wins() -> None:
    """Each row beside one that fits as well: the one further up is given."""
    rows = [f"{row.outcome} {row.detail}".strip() for row in TABLE]
    assert rows == [
        "unbounded",
        "diverged overflow",
        "diverged",
        "stalled stationary_start",
        "converged",
        "oscillating",
        "stalled flat",
        "decreasing",
        "oscillating",
        "diverged",
        "stalled",
    ]
    assert {row.detail for row in TABLE} == set(DETAILS)
    assert {row.outcome for row in TABLE} | {Outcome.UNDECIDED} == set(Outcome)


SAW = {"gradient_norm": np.ones(n), "update_norm": np.ones(n), "update_cosine": -np.minimum(k, 1.0)}
STILL = {"gradient_norm": np.zeros(n)}


@pytest.mark.parametrize(
    ("wins", "over", "loss", "series", "facts"),
    [
        ("unbounded", "diverged", np.where(k < 9, 1.0, -np.inf), {}, {"diverged_at": 9, "stopped": 3}),
        ("diverged overflow", "stalled flat", np.ones(n), {"gradient_norm": np.full(n, np.inf)}, {}),
        ("diverged overflow", "converged", np.ones(n), {"gradient_norm": np.full(n, np.inf)}, {"stopped": 2}),
        ("diverged", "converged", NOT_A_NUMBER, {}, {"stopped": 1}),
        ("stalled stationary_start", "converged", np.ones(n), STILL, {"optimum": 0.0, "stopped": 1}),
        ("stalled stationary_start", "stalled flat", np.ones(n), STILL, {"optimum": 0.0}),
        ("converged", "stalled flat", np.ones(n), STILL, {"optimum": 1.0}),
        ("converged", "decreasing", DOWN, {}, {"optimum": 0.0}),
        ("converged", "oscillating", 1e-9 * SEE_SAW + (k < 1), {}, {"optimum": 0.0}),
        ("oscillating", "stalled flat", np.ones(n), SAW, {}),
        ("decreasing", "oscillating", SEE_SAW * 0.999**k, {}, {"optimum": 0.0}),
        ("oscillating", "stalled", SEE_SAW / 300 + 1, {}, {"optimum": 0.0}),
        ("oscillating", "diverged", 1e5 * SEE_SAW * (k > 20) + 1, {}, {"optimum": 0.0}),
    ],
)
def test_where_several_fit_the_first_row_wins(
    wins: str, over: str, loss: np.ndarray, series: dict[str, Any], facts: dict[str, Any]
) -> None:
    run, known = RunArrays(step=k, loss=loss, **series), Facts(**facts)
    verdict = judge_run(run, known)
    assert f"{verdict.outcome} {verdict.detail}".strip() == wins
    # Without the winner's rows the other does fit.
    left = [row for row in TABLE if f"{row.outcome} {row.detail}".strip() != wins]
    second = judge_run(run, known, table=tuple(left))
    assert over in (f"{second.outcome} {second.detail}".strip(), second.outcome)


numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True), st.floats(-10, 10), st.sampled_from([0.0, 1.0, np.inf])
)
series = st.integers(1, 40).flatmap(
    lambda size: st.tuples(*[hnp.arrays(float, size, elements=numbers) for _ in range(4)])
)
facts = st.builds(
    Facts,
    stochastic=st.booleans(),
    climbs=st.booleans(),
    optimum=st.none() | st.floats(-10, 10),
    precision=st.sampled_from(["float32", "float64"]),
    stopped=st.integers(0, 3),
    lowest_curvature=st.none() | st.tuples(numbers, numbers),
    sharpness=st.none() | st.tuples(numbers, numbers),
)


@settings(max_examples=200, deadline=None)
@given(series, facts)
def test_any_run_has_exactly_one_verdict(recorded: tuple[np.ndarray, ...], known: Facts) -> None:
    loss, gradient, update, cosine = recorded
    step = 3 * np.arange(len(loss))
    run = RunArrays(step=step, loss=loss, gradient_norm=gradient, update_norm=update, update_cosine=cosine)
    verdict = judge_run(run, known)
    assert isinstance(verdict.outcome, Outcome)
    assert verdict.detail in DETAILS
    assert verdict.since in step if verdict.outcome is not Outcome.UNDECIDED else verdict.since == -1
    assert verdict.steps_needed >= 0 if verdict.outcome is Outcome.DECREASING else verdict.steps_needed == -1
    assert verdict.rate >= 0 or verdict.rate == -1
    assert judge_run(run, known) == verdict


shapes = st.sampled_from([loss for _, loss, *_ in MADE if np.isfinite(loss).all()])


@settings(max_examples=100, deadline=None)
@given(
    loss=shapes,
    power=st.integers(-20, 20),
    optimum=st.none() | st.sampled_from([-1.0, 0.0]),
    stochastic=st.booleans(),
)
def test_units_do_not_matter(loss: np.ndarray, power: int, optimum: float | None, stochastic: bool) -> None:
    unit, step = 2.0**power, np.arange(len(loss))
    known = Facts(optimum=optimum, stochastic=stochastic, precision="float64")
    plain = judge_run(RunArrays(step=step, loss=loss, gradient_norm=np.abs(loss)), known)
    scaled = judge_run(
        RunArrays(step=step, loss=unit * loss, gradient_norm=unit * np.abs(loss)),
        replace(known, optimum=None if optimum is None else unit * optimum),
    )
    assert (plain.outcome, plain.detail, plain.since) == (scaled.outcome, scaled.detail, scaled.since)
    assert scaled.rate == pytest.approx(plain.rate, rel=1e-6)


@pytest.mark.parametrize("values", [DOWN, -DOWN, NOISE, SEE_SAW, np.ones(n)])
def test_the_trend_is_that_of_mann_and_kendall(values: np.ndarray) -> None:
    stats = pytest.importorskip("scipy.stats")
    means = np.array([block.mean() for block in np.array_split(values, 16)])
    even = trend(np.repeat(means, 5))
    # With ties Kendall's b differs from a by its divisor alone, which sign and significance do not feel.
    tau = stats.kendalltau(np.arange(16), means, variant="b").statistic
    assert np.sign(even.z) == (0 if np.isnan(tau) else np.sign(tau))
    if len(set(means)) == 16:
        assert even.z == pytest.approx(tau * 120 / np.sqrt(16 * 15 * 37 / 18))
    assert even.fall == pytest.approx(means[:8].mean() - means[8:].mean())


def test_noise_without_a_trend_is_seldom_called_decreasing() -> None:
    runs = 1 + 0.3 * np.random.default_rng(3).standard_normal((400, 400))
    step, known = np.arange(400), Facts(stochastic=True)
    outcomes = [judge_run(RunArrays(step=step, loss=loss), known).outcome for loss in runs]
    # One-sided, three standard deviations: 0.13 % are expected.
    assert outcomes.count(Outcome.DECREASING) <= 3
    assert outcomes.count(Outcome.STALLED) > 340


def many(runs: int, steps: int) -> xr.Dataset:
    loss = np.exp(-np.outer(np.linspace(1e-4, 1, runs), np.arange(steps))).astype(np.float32)
    numbers = {"steps_run": ("run", np.full(runs, steps - 1)), "stopped": ("run", np.zeros(runs, int))}
    pairs = {"loss": (("run", "step"), loss), "gradient_norm": (("run", "step"), np.sqrt(loss))}
    labels = {"method": ("run", np.array(["gd"] * runs, np.dtypes.StringDType())), "step": np.arange(steps)}
    return xr.Dataset({**numbers, **pairs}, labels, {"optimum": 0.0})


def test_many_runs_are_judged_in_seconds() -> None:
    trace = many(500, 1000)
    began = perf_counter()
    verdicts = judge(trace)
    assert perf_counter() - began < 5
    assert list(verdicts["outcome"].values[[0, -1]]) == ["decreasing", "converged"]
    assert list(verdicts.coords) == ["method"]
    assert verdicts.attrs["tolerances"]["loss"] == 1e-6


def test_a_run_that_rests_is_judged_without_its_rest() -> None:
    trace = many(1, 100)
    trace["loss"].values[0] = np.maximum(trace["loss"].values[0], 0.5)
    trace["loss"].values[0, :21] = 1 - 0.01 * np.arange(21)
    trace["steps_run"].values[0] = 20
    assert judge(trace)["outcome"].item() == "decreasing"
    trace["stopped"].values[0] = 2
    assert (judge(trace)["outcome"].item(), judge(trace)["since"].item()) == ("converged", 20)


def test_other_tolerances_give_another_verdict() -> None:
    run, known = RunArrays(step=k[:30], loss=DOWN[:30]), Facts(optimum=0.0)
    assert judge_run(run, known).outcome == "decreasing"
    assert judge_run(run, known, Tolerances(loss=0.1)).outcome == "converged"
