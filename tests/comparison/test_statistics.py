"""Verdicts on pairs, against scipy, worked tables, and what must hold of any scores."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from kudari.comparison.intervals import Interval
from kudari.comparison.pairs import paired_differences
from kudari.comparison.statistics import (
    MATTERS,
    Answer,
    answers,
    corrected,
    decide,
    difference,
    holm,
    probability_of_improvement,
    resamples,
    seeds_needed,
    smallest_detectable,
)

INF = np.inf
RANDOM = np.random.default_rng(4)


def answer(a: list[np.ndarray], b: list[np.ndarray], **more: object) -> Answer:
    return answers({"a": a, "b": b}, "b", ["a"], **more)[0]  # type: ignore[arg-type]


def test_two_failures_are_a_tie() -> None:
    a = np.array([1, INF, 3, INF, math.nan, -INF])
    b = np.array([2, 2, INF, INF, INF, -INF])
    np.testing.assert_array_equal(paired_differences(a, b), [-1, INF, -INF, 0, 0, 0])


def test_pairing_takes_the_seeds_own_luck_away() -> None:
    luck = 10 * RANDOM.normal(size=16)
    noise = RANDOM.normal(size=16)
    together = difference([luck + 1 + 0.1 * noise], [luck])
    alone = difference([1 + 0.1 * noise], [np.zeros(16)])
    assert (together.low, together.high) == pytest.approx((alone.low, alone.high))


def test_probability_of_improvement_is_mann_and_whitneys() -> None:
    a = [np.round(RANDOM.normal(size=12), 1), RANDOM.normal(size=7)]
    b = [np.round(RANDOM.normal(size=12) + 0.3, 1), RANDOM.normal(size=7) - 1]
    indices = resamples([12, 7])

    def wins(chosen: list[np.ndarray] | None) -> float:
        rows = [
            (x, y) if chosen is None else (x[c], y[c])
            for x, y, c in zip(a, b, chosen or indices, strict=True)
        ]
        return float(np.mean([stats.mannwhitneyu(y, x).statistic / len(x) ** 2 for x, y in rows]))

    found = probability_of_improvement(a, b, indices)
    assert found.estimate == pytest.approx(wins(None), abs=1e-12)
    few = probability_of_improvement(a, b, [chosen[:100] for chosen in indices])
    drawn = [wins([chosen[number] for chosen in indices]) for number in range(100)]
    assert (few.low, few.high) == pytest.approx(tuple(np.quantile(drawn, (0.025, 0.975))), abs=1e-9)
    assert few.error == pytest.approx(np.std(drawn, ddof=1), abs=1e-9)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [([1, 1], [2, 2], 1.0), ([2, 2], [1, 1], 0.0), ([INF, 1], [INF, INF], 0.75), ([1, 1], [1, 1], 0.5)],
)
def test_failures_tie_in_the_probability_of_improvement(a: list, b: list, expected: float) -> None:
    found = probability_of_improvement([np.array(a, float)], [np.array(b, float)], resamples([2]))
    assert found.estimate == expected


@pytest.mark.parametrize(
    ("p", "adjusted"),
    [
        # Sorted 0.005·4, 0.01·3, 0.03·2, 0.04·1, and none below the one before.
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.4, 0.6], [0.8, 0.8]),
        ([0.9, 0.8, 0.7], [1.0, 1.0, 1.0]),
        ([0.02], [0.02]),
        ([], []),
    ],
)
def test_holms_correction_of_worked_tables(p: list[float], adjusted: list[float]) -> None:
    np.testing.assert_allclose(holm(p), adjusted)


def test_smallest_detectable_difference_is_detected_four_times_in_five() -> None:
    assert smallest_detectable(2.0) == pytest.approx(2 * (1.959964 + 0.841621), abs=1e-5)
    assert smallest_detectable(1.0, power=0.9) == pytest.approx(1.959964 + 1.281552, abs=1e-5)
    assert smallest_detectable(1.0, 0.99) == pytest.approx(2.575829 + 0.841621, abs=1e-5)
    for degrees in (4, 7, 15, 63):
        shift = smallest_detectable(1.0, degrees=degrees)
        assert stats.nct.sf(stats.t.ppf(0.975, degrees), degrees, shift) == pytest.approx(0.8, abs=0.02)
    assert smallest_detectable(1.0, degrees=0) == smallest_detectable(INF) == INF


@pytest.mark.parametrize("size", [8, 32])
def test_the_interval_finds_the_detectable_difference(size: int) -> None:
    noise = RANDOM.normal(size=(500, size))
    chosen = resamples([size], 1000)
    zeros = np.zeros(size)
    error = np.mean([difference([row], [zeros], chosen).error for row in noise[:100]])
    shift = smallest_detectable(float(error), degrees=size - 1)
    found = [difference([row + shift], [zeros], chosen).low > 0 for row in noise[100:]]
    assert 0.73 < np.mean(found) < 0.87


@pytest.mark.parametrize("seeds", [4, 8, 20])
@pytest.mark.parametrize("matters", [0.05, 0.2, 1.0])
@pytest.mark.parametrize("level", [0.95, 0.99])
def test_seeds_needed_is_the_first_number_that_suffices(seeds: int, matters: float, level: float) -> None:
    found = Interval(0.01, -0.99, 1.01, 0.5, seeds - 1.0)
    spread = 1 / stats.t.ppf(0.975, seeds - 1) * math.sqrt(seeds)
    counts = np.arange(seeds + 1, 100_000)
    enough = stats.t.isf((1 - level) / 2, counts - 1) * spread / np.sqrt(counts) <= matters
    assert seeds_needed(found, seeds, matters, strict=level) == counts[enough][0]


def test_a_larger_estimate_needs_fewer_seeds() -> None:
    """The half-width need not be smaller than the estimate, when that is what would be decided."""
    near, far = Interval(0.01, -0.99, 1.01, 0.5, 7.0), Interval(0.5, -0.5, 1.5, 0.5, 7.0)
    assert seeds_needed(far, 8, 0.05) == seeds_needed(near, 8, 0.5)
    assert seeds_needed(replace(far, estimate=-0.5, low=-1.5, high=0.5), 8, 0.05) == seeds_needed(
        near, 8, 0.5
    )
    assert seeds_needed(replace(near, estimate=0.0), 8, 0.0) is None


def test_so_many_seeds_do_suffice() -> None:
    found = difference([RANDOM.normal(size=16)], [np.zeros(16)])
    needed = seeds_needed(found, 16, 0.2)
    assert needed is not None
    widths = [difference([RANDOM.normal(size=needed)], [np.zeros(needed)]).half_width for _ in range(5)]
    # Sixteen seeds know their spread within some 40 %.
    assert np.median(widths) == pytest.approx(max(0.2, abs(found.estimate)), rel=0.4)


@pytest.mark.parametrize("found", [Interval(0, -INF, INF, INF, 0.0), Interval(1, -1, INF, INF, 7.0)])
def test_no_forecast_without_an_interval(found: Interval) -> None:
    assert seeds_needed(found, 8, 0.1) is None


@pytest.mark.parametrize(
    ("low", "high", "p", "expected"),
    [
        (-0.5, -0.1, 0.01, "better"),
        (0.1, 0.5, 0.01, "worse"),
        (-0.5, -0.1, 0.06, "undecided"),
        (-0.1, -0.01, 0.06, "same"),
        (-0.1, 0.1, 0.9, "same"),
        (-0.1, 0.2, 0.9, "undecided"),
        (-0.3, 0.1, 0.9, "undecided"),
        (0.0, 0.0, 1.0, "same"),
        (INF, INF, 0.001, "worse"),
        (-INF, -INF, 0.001, "better"),
        (-INF, INF, 1.0, "undecided"),
    ],
)
def test_verdicts(low: float, high: float, p: float, expected: str) -> None:
    assert decide(Interval(0.0, low, high, 1.0), p, MATTERS["log10"]) == expected


def scored(shift: float, failures: int = 0, size: int = 16) -> list[np.ndarray]:
    values = shift + 0.1 * np.random.default_rng(int(100 * abs(shift)) + 7).normal(size=size)
    values[:failures] = INF
    return [values]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (scored(-1), scored(0), "better"),
        (scored(1), scored(0), "worse"),
        (scored(0), scored(0), "same"),
        (scored(0.01), scored(0), "same"),
        ([np.array([0.3, -0.1, 0.2])], [np.zeros(3)], "undecided"),
        (scored(-1, size=1), scored(0, size=1), "undecided"),
        (scored(-1, size=0), scored(0, size=0), "undecided"),
        # Where two runs of three fail, those that did not are no excuse.
        (scored(-9, failures=11), scored(0), "worse"),
        (scored(-9, failures=8), scored(0), "undecided"),
        (scored(-9, failures=16), scored(0, failures=16), "same"),
        (scored(0, failures=16), scored(0), "worse"),
        (scored(-1, failures=1), scored(0), "better"),
        (scored(-1) + scored(-1), scored(0) + scored(0), "better"),
        # Ten times better on one problem, useless on the other; and each useless on one.
        (scored(-1) + scored(0, failures=16), scored(0) + scored(0), "worse"),
        (scored(0, failures=16) + scored(0), scored(0) + scored(0, failures=16), "undecided"),
    ],
)
def test_answers(a: list[np.ndarray], b: list[np.ndarray], expected: str) -> None:
    found = answer(a, b)
    assert found.verdict == expected
    assert (found.seeds_needed is None) or expected == "undecided"
    mirrored = {"better": "worse", "worse": "better"}.get(expected, expected)
    assert answer(b, a).verdict == mirrored


def test_an_answer_holds_what_its_sentence_needs() -> None:
    scores = {
        "a": [np.array([0.1, 0.2, INF]), RANDOM.normal(size=5)],
        "b": [np.array([INF, 1.2, INF]), RANDOM.normal(size=5)],
    }
    (found,) = answers(scores, "b", ["a"], scale="linear")
    assert (found.method, found.baseline, found.scale, found.matters) == ("a", "b", "linear", 0.01)
    assert (found.finite, found.baseline_finite, found.runs) == (7, 6, 8)
    assert (found.seeds, found.problems, found.pairs) == (3, 2, 1)
    one = answer(scored(-1, size=1), scored(0, size=1))
    assert (one.interval.low, one.interval.high, one.p) == (-INF, INF, 1)
    assert one.interval.estimate == pytest.approx(scored(-1, size=1)[0][0] - scored(0, size=1)[0][0])
    assert (one.improvement.low, one.improvement.high) == (0, 1)
    assert (one.detectable, one.seeds_needed) == (INF, None)


def test_many_pairs_are_corrected_together() -> None:
    """Twenty methods that are the baseline itself: uncorrected, one of them would often look better."""
    wrong = uncorrected = 0
    for repetition in range(40):
        random = np.random.default_rng(repetition)
        scores = {str(number): [random.normal(size=8)] for number in range(21)}
        found = answers(scores, "0", [str(number) for number in range(1, 21)], count=500)
        np.testing.assert_allclose([each.p_adjusted for each in found], holm([each.p for each in found]))
        assert {each.pairs for each in found} == {20}
        wrong += any(each.verdict in ("better", "worse") for each in found)
        uncorrected += any(each.p <= 0.05 for each in found)
    assert wrong <= 7 < 12 <= uncorrected
    # A large difference is found among many pairs, even with few seeds.
    scores["1"] = [scores["0"][0] - 9]
    assert answers(scores, "0", [str(number) for number in range(1, 21)])[0].verdict == "better"


def test_families_can_be_joined() -> None:
    first, second = answer(scored(0.1), scored(0)), answer(scored(-0.04), scored(0))
    joined = corrected([first, second])
    assert [each.p_adjusted for each in joined] == pytest.approx(holm([first.p, second.p]))
    assert joined[0].detectable > first.detectable
    assert corrected([replace(joined[0], verdict="undecided")]) == [first]


def test_seeds_must_be_paired() -> None:
    for b in ([np.zeros(3)], [np.zeros(4), np.zeros(4)]):
        with pytest.raises(ValueError, match="paired"):
            answer([np.zeros(4)], b)


# Eighths, so that sums are exact in any order; a tenth of the runs fail.
SCORE = st.one_of(*[st.integers(-40, 40).map(lambda n: n / 8)] * 9, st.just(INF))


def pairs(least: int, most: int = 12) -> st.SearchStrategy[np.ndarray]:
    return st.integers(least, most).flatmap(lambda size: arrays(float, (2, size), elements=SCORE))


def ends(found: Interval) -> tuple[float, float]:
    return found.low, found.high


@given(pairs(0))
@settings(max_examples=80, deadline=None)
def test_swapping_the_methods_mirrors_the_answer(values: np.ndarray) -> None:
    one, other = (answer([x], [y], count=200) for x, y in (values, values[::-1]))
    assert not np.isnan([*ends(one.interval), one.interval.error, one.p]).any()
    assert ends(other.interval) == pytest.approx(tuple(-end for end in ends(one.interval)[::-1]))
    assert other.p == pytest.approx(one.p)
    assert ends(other.improvement) == pytest.approx(tuple(1 - end for end in ends(one.improvement)[::-1]))
    assert (other.detectable, other.seeds_needed) == (pytest.approx(one.detectable), one.seeds_needed)
    assert other.verdict == {"better": "worse", "worse": "better"}.get(one.verdict, one.verdict)


@given(pairs(2), st.integers(-80, 80))
@settings(max_examples=80, deadline=None)
def test_a_factor_on_all_losses_of_one_method_shifts_the_interval(values: np.ndarray, eighths: int) -> None:
    a, b = values
    finite = np.where(np.isfinite(b), b, 0.0)
    plain, moved = (difference([a + shift], [finite]) for shift in (0.0, eighths / 8))
    assert moved.estimate == pytest.approx(plain.estimate + eighths / 8)
    assert ends(moved) == pytest.approx(tuple(end + eighths / 8 for end in ends(plain)))
    assert difference([a + 1], [finite + 1]) == plain


@given(pairs(2).flatmap(lambda values: st.tuples(st.just(values), st.permutations(range(values.shape[1])))))
@settings(max_examples=60, deadline=None)
def test_the_order_of_seeds_says_nothing(drawn: tuple[np.ndarray, list[int]]) -> None:
    values, order = drawn
    one, other = (answer([rows[0]], [rows[1]], count=100) for rows in (values, values[:, order]))
    np.testing.assert_equal(one.interval.estimate, other.interval.estimate)
    assert one.improvement.estimate == pytest.approx(other.improvement.estimate)
    assert (one.finite, one.baseline_finite) == (other.finite, other.baseline_finite)


@given(pairs(6), st.data())
@settings(max_examples=150, deadline=None)
def test_one_more_failure_never_helps(values: np.ndarray, data: st.DataObject) -> None:
    a, b = values
    failed = a.copy()
    failed[data.draw(st.integers(0, len(a) - 1))] = INF
    before, after = answer([a], [b]), answer([failed], [b])
    for one, other in (
        (before.interval.estimate, after.interval.estimate),
        (before.interval.low, after.interval.low),
        (before.interval.high, after.interval.high),
        (after.improvement.estimate, before.improvement.estimate),
    ):
        assert one <= other + 1e-12 or np.isnan([one, other]).any()
    assert before.verdict == "better" or after.verdict != "better"
    assert before.verdict != "worse" or after.verdict == "worse"
