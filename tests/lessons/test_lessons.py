"""Lessons: every text fills, every formula is typeset, every number is what the study gives, every task can be done."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import minimize

import kudari
from kudari.language import LANGUAGES, SENTENCES
from kudari.lessons import LESSONS, answers, convergence, gradients, plateaus, sign, told
from kudari.lessons.convergence import kept_promises
from kudari.lessons.lesson import Claim, Try
from kudari.plan import plan
from kudari.study import Study
from kudari.study_file import from_mapping, to_mapping, with_settings

TRIES = [
    (name, place)
    for name in LESSONS
    for place, block in enumerate(LESSONS[name].blocks)
    if isinstance(block, Try)
]
PLAIN = ("loss", "gradient_norm", "update_norm", "update_cosine", "parameters", "gradient")
CURVED = ("learning-rate",)
"""Lessons that speak of curvatures."""

CLAIMS = [(name, claim.name) for name in LESSONS for claim in LESSONS[name].claims]


@lru_cache(maxsize=64)
def _ran(name: str, settings: tuple[tuple[str, str], ...]) -> tuple[Study, xr.Dataset]:
    study = with_settings(LESSONS[name].study, dict(settings))
    # What is measured on the way does not change where runs go, and the curvatures take long to compile.
    bare = replace(study, measures=PLAIN) if study.measures is None and name not in CURVED else study
    return study, kudari.run(bare).load()


def ran(name: str, settings: Mapping[str, str] | None = None) -> tuple[Study, xr.Dataset]:
    """A lesson's study, and its trace, run once for all tests."""
    return _ran(name, tuple(sorted((settings or {}).items())))


def asked(name: str, place: int) -> Try:
    block = LESSONS[name].blocks[place]
    assert isinstance(block, Try)
    return block


def claim(name: str, number: str) -> Claim:
    (found,) = [one for one in LESSONS[name].claims if one.name == number]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_told_in_both_languages(name: str, language: str) -> None:
    lesson = told(LESSONS[name], language)
    assert from_mapping(lesson["study"]) == LESSONS[name].study
    assert len(lesson["blocks"]) == len(LESSONS[name].blocks)
    assert [block["kind"] for block in lesson["blocks"]][-1] == "remember"
    assert "{" not in str(re.findall(r"'text': '(.*?)'", str(lesson)))
    assert lesson["next"] == (
        None if name == list(LESSONS)[-1] else list(LESSONS)[list(LESSONS).index(name) + 1]
    )


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_s_study_can_be_planned_and_has_things_to_try(name: str) -> None:
    plan(LESSONS[name].study)
    assert 2 <= sum(isinstance(block, Try) for block in LESSONS[name].blocks) <= 5
    assert to_mapping(from_mapping(to_mapping(LESSONS[name].study))) == to_mapping(LESSONS[name].study)


def test_no_number_stands_in_a_text_that_no_claim_holds() -> None:
    for key, sentences in SENTENCES.items():
        if key.startswith("lesson."):
            for sentence in sentences:
                prose = re.sub(
                    r"\$[^$]*\$|\{[^}]*\}|float32|2乗|2次|Cybenko 1989|et al. 2016",
                    "",
                    sentence.replace("{{", "").replace("}}", ""),
                )
                assert not re.search(r"\d", prose), (key, prose)


def test_every_number_stands_in_a_text() -> None:
    for name, lesson in LESSONS.items():
        texts = " ".join(
            text for key, pair in SENTENCES.items() if key.startswith(f"lesson.{name}.") for text in pair
        )
        assert not [number for number in lesson.numbers if f"{{{number}}}" not in texts]


@pytest.mark.parametrize(("name", "number"), CLAIMS)
def test_a_number_in_a_text_is_what_the_study_gives(name: str, number: str) -> None:
    one = claim(name, number)
    _, trace = ran(name, one.settings)
    assert one.measured(trace) == pytest.approx(one.value, rel=one.within, abs=0)


@pytest.mark.parametrize(("name", "place"), TRIES)
def test_what_is_asked_is_not_done_before_and_is_done_by_its_settings(name: str, place: int) -> None:
    block = asked(name, place)
    if block.settings:
        assert not block.check(*ran(name))
    assert block.check(*ran(name, block.settings))
    assert answers(LESSONS[name], *ran(name, block.settings), "ja")[place]["done"]


@pytest.mark.parametrize("name", LESSONS)
def test_checks_and_readings_bear_any_study(name: str) -> None:
    for other in LESSONS:
        found = answers(LESSONS[name], *ran(other), "en")
        assert len(found) == len(LESSONS[name].blocks)


# What the lessons state as laws, against runs.


@pytest.mark.parametrize("rate", ["0.5", "1", "1.9"])
def test_every_step_keeps_the_promise_of_the_descent_lemma(rate: str) -> None:
    _, trace = ran("convergence", {"learning_rate": rate})
    ratio = kept_promises(trace, 1.0)
    assert ratio.size > 1000
    # The losses are of float32: near the end a step changes their last digits.
    assert ratio.min() > 1 - 1e-3
    assert kept_promises(trace, 0.4 / float(rate)).min() < 1 - 1e-3, "the promise holds whatever L is"


def test_at_1_over_l_the_loss_stays_below_the_rate_of_strong_convexity() -> None:
    _, trace = ran("convergence")
    loss, steps = trace["loss"].values.astype(float), trace["step"].values
    bound = loss[:, :1] * (1 - 0.01) ** steps
    assert (loss <= bound * (1 + 1e-5)).all()
    # A quadratic follows the square of it in the end, and so breaks any bound that is stricter than that.
    assert (loss[:, 800] / loss[:, 400]) ** (1 / 400) == pytest.approx(0.99**2, rel=9e-3)


def test_ten_times_the_condition_takes_ten_times_the_steps_for_each_digit_in_the_end() -> None:
    runs = [ran("convergence"), ran("convergence", convergence.WORSE | {"steps": "12000"})]
    easy, hard = (np.log(convergence.loss_factor(trace)) for _, trace in runs)
    assert easy / hard == pytest.approx(10, rel=0.15)


def test_a_convex_loss_stays_below_the_bound_of_1_over_k_and_on_no_line() -> None:
    _, trace = ran("convergence", convergence.FLAT)
    loss, steps = trace["loss"].values.astype(float), trace["step"].values
    start = trace["parameters"].values[:, 0, 0].astype(float)
    assert (loss[:, 1:] <= start[:, None] ** 2 / (2 * 0.3 * steps[1:])).all()
    # x' = −x³ with time ηk has x = 1/√(1/x₀² + 2ηk), to which the steps come close.
    flow = 1 / (1 / start**2 + 2 * 0.3 * steps[-1])
    assert loss[:, -1] == pytest.approx(flow**2 / 4, rel=0.02)


@pytest.mark.parametrize(("rate", "down"), [("0.199", True), ("0.201", False)])
def test_2_over_l_parts_the_rates_that_go_down_from_those_that_fly_off(rate: str, down: bool) -> None:
    _, trace = ran("learning-rate", {"learning_rate": rate, "steps": "100"})
    # The Hessian of (x² + 10y²)/2 has the eigenvalues 1 and 10.
    steep = trace["parameters"].values[:, :, 1].astype(float)
    assert steep[:, 50] / steep[:, 0] == pytest.approx((1 - 10 * float(rate)) ** 50, rel=1e-3)
    assert (np.abs(steep[:, -1]) < np.abs(steep[:, 0])).all() == down


def test_the_best_rate_is_2_over_l_and_mu_together() -> None:
    rates = [f"{2 / 11 * share:.6f}" for share in (0.97, 1.0, 1.03)]
    _, trace = ran("learning-rate", {"learning_rate": ",".join(rates), "steps": "60"})
    left = np.abs(trace["parameters"].values[:, -1] / trace["parameters"].values[:, 0]).max(axis=1)
    worst = [left[trace["learning_rate"].values == float(rate)].max() for rate in rates]
    assert worst[1] < min(worst[0], worst[2])
    assert worst[1] == pytest.approx((9 / 11) ** 60, rel=1e-3)


def test_a_forward_difference_of_a_parabola_is_off_by_x_squared_h_and_a_central_one_by_nothing() -> None:
    _, trace = ran("gradients", gradients.COARSE)
    w = trace["parameters"].values[:, :, 0]
    names = trace["estimator"].values.tolist()
    off = trace["gradient"].values[:, :, 0] - 2 * (w - 2)
    assert off[names.index("forward")] == pytest.approx(0.02, rel=1e-6)
    assert off[names.index("central")] == pytest.approx(0, abs=1e-12)


def test_each_tenth_of_the_distance_from_the_ridge_costs_the_same_number_of_steps() -> None:
    near, nearer = (ran("plateaus", settings)[1] for settings in (plateaus.NEAR, plateaus.NEARER))
    later = plateaus.steps_until_left(nearer) - plateaus.steps_until_left(near)
    assert later == pytest.approx(np.log(10) / np.log(1.1), abs=1)


def test_the_gradient_of_cross_entropy_is_what_was_said_minus_what_is_right() -> None:
    z, right, h = np.array([0.3, -1.2, 2.0, 0.1]), 1, 1e-6

    def loss(z: np.ndarray) -> float:
        return float(-np.log(np.exp(z[right]) / np.exp(z).sum()))

    difference = [(loss(z + h * unit) - loss(z - h * unit)) / (2 * h) for unit in np.eye(4)]
    assert difference == pytest.approx(np.exp(z) / np.exp(z).sum() - np.eye(4)[right], abs=1e-8)


def test_the_surface_of_the_sign_has_six_minima_and_two_of_them_are_best() -> None:
    def camel(p: np.ndarray) -> float:
        x, y = p
        return float((4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2)

    # No start lies on the saddle at the origin, where a search would stay.
    found = [minimize(camel, start) for start in product(np.linspace(-2, 2, 8), np.linspace(-1, 1, 6))]
    minima = {tuple(np.round(one.x, 2)): round(one.fun, 3) for one in found}
    assert len(minima) == 6
    assert list(minima.values()).count(min(minima.values())) == 2
    # It is the surface of the lesson's study.
    _, trace = ran("sign")
    first = trace["parameters"].values[:, 0].astype(float)
    assert trace["loss"].values[:, 0] == pytest.approx([camel(p) for p in first], rel=1e-4, abs=1e-4)


def test_in_the_valley_momentum_comes_to_the_bottom() -> None:
    _, trace = ran("plateaus", plateaus.VALLEY)
    last = trace["loss"].values[trace["method"].values == "momentum", -1]
    assert np.median(last) < 1e-6


def test_turning_the_sign_of_gradient_descent_changes_no_start_s_fate() -> None:
    for settings in ({}, sign.LONGER):
        _, trace = ran("sign", settings)
        plain, turned = (sign.reached(trace, name) for name in (sign.GD, sign.TURNED))
        assert plain is not None
        assert (plain == turned).all()


def test_a_fair_comparison_needs_the_same_price() -> None:
    _, trace = ran("sign")
    assert set(trace["gradient_evaluations"].values.tolist()) == {1000.0}
