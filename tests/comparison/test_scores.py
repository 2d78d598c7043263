"""What runs are judged by: budgets, failures, the best so far, and the scale."""

from typing import Any

import numpy as np
import pytest
import xarray as xr

from kudari.comparison.result import Raced, default_label, judge_race
from kudari.comparison.scores import scores

INF, NAN = np.inf, np.nan


def trace(losses: dict[str, Any], cost: dict[str, float] | None = None, **attributes: Any) -> xr.Dataset:
    """A race's trace in which every label has a run for each row of its losses, [S, n]."""
    rows = {label: np.asarray(values, float) for label, values in losses.items()}
    count = next(iter(rows.values())).shape[1]
    costs = cost or {}
    labels = [label for label, values in rows.items() for _ in values]
    loss = np.concatenate(list(rows.values()))
    a_step = np.array([costs.get(label, 1.0) for label in labels])
    steps = np.arange(count)
    return xr.Dataset(
        {
            "loss": (("run", "step"), loss),
            "evaluations": (("run", "step"), a_step[:, None] * steps),
            "gradient_evaluations": ("run", a_step * (count - 1)),
            "steps_run": ("run", np.full(len(labels), count - 1)),
        },
        {
            "step": steps,
            "method": ("run", np.array(labels, np.dtypes.StringDType())),
            "seed": ("run", [seed for values in rows.values() for seed in range(len(values))]),
        },
        {"precision": "float32", **attributes},
    )


def test_every_entry_gets_the_same_number_of_gradient_evaluations() -> None:
    falling = [[8.0, 4, 2, 1, 0.5]]
    judged = scores(trace({"cheap": falling, "dear": falling}, {"dear": 2.0}))
    assert judged.budget == 4
    assert judged.final.tolist() == [[0.5], [2.0]]
    by_steps = scores(trace({"cheap": falling, "dear": falling}, {"dear": 2.0}), by="steps")
    assert by_steps.final.tolist() == [[0.5], [0.5]]
    seconds = {"cheap": 3.0, "dear": 1.0}
    assert scores(
        trace({"cheap": falling, "dear": falling}), by="seconds", seconds=seconds
    ).final.tolist() == [
        [4.0],
        [0.5],
    ]


@pytest.mark.parametrize("last", [NAN, INF, -INF])
def test_a_failed_run_is_infinitely_bad(last: float) -> None:
    judged = scores(trace({"a": [[1, 0.1, last], [1, 1, 1]], "b": [[1, 1, 1], [1, 1, 1]]}))
    assert judged.gap[0].tolist() == [INF, 0.0]
    assert judged.finite.tolist() == [[False, True], [True, True]]
    assert np.isnan(judged.final[0, 0])


def test_where_one_keeps_its_best_all_are_judged_by_theirs() -> None:
    up_and_down = [[4.0, 1, 3]]
    ends = scores(trace({"a": up_and_down, "b": up_and_down}))
    best = scores(trace({"a": up_and_down, "b": up_and_down}, keep_best=["b"]))
    assert ends.final.tolist() == [[3.0], [3.0]]
    assert best.final.tolist() == [[1.0], [1.0]]


def test_what_is_compared_is_the_logarithm_of_the_gap_to_the_optimum() -> None:
    judged = scores(trace({"a": [[3.0, 1.01]], "b": [[3.0, 1.1]]}, optimum=1.0))
    assert judged.scale == "log10"
    assert judged.gap[:, 0] == pytest.approx([-2, -1])
    assert judged.target[0] == pytest.approx(1 + 1e-3 * 2)


def test_a_gap_below_rounding_counts_as_rounding() -> None:
    eps = float(np.finfo("float32").eps)
    judged = scores(trace({"a": [[1.0, 0.0]], "b": [[1.0, 1e-30]]}, optimum=0.0))
    assert judged.gap[:, 0] == pytest.approx([2 * np.log10(eps)] * 2)
    above = scores(trace({"a": [[3.0, 1.0]], "b": [[3.0, 1.0 + eps / 4]]}, optimum=1.0))
    assert above.gap[:, 0] == pytest.approx([np.log10(eps)] * 2, rel=1e-4)


def test_negative_losses_are_judged_by_the_share_of_the_way_that_is_left() -> None:
    judged = scores(trace({"a": [[4.0, -6.0]], "b": [[4.0, -1.0]]}))
    assert judged.scale == "linear"
    assert judged.gap[:, 0] == pytest.approx([0.0, 0.5])


def test_accuracy_is_better_where_it_is_higher() -> None:
    made = trace({"a": [[1.0, 1, 1]], "b": [[1.0, 1, 1]]})
    made["held_out_accuracy"] = (("run", "evaluated_step"), [[0.1, 0.9], [0.1, 0.8]])
    made = made.assign_coords(evaluated_step=[0, 2])
    judged = scores(made, measured="held_out_accuracy", target=0.85)
    assert judged.final.tolist() == [[0.9], [0.8]]
    assert judged.gap[0, 0] < judged.gap[1, 0]
    assert judged.times.tolist() == [[2.0], [INF]]


def test_time_to_target_is_in_what_is_spent() -> None:
    judged = scores(trace({"a": [[8.0, 4, 2, 1, 0.5]], "b": [[8.0, 8, 8, 8, 8]]}, {"a": 1.0}), target=2.0)
    assert judged.times.tolist() == [[2.0], [INF]]


def raced(losses: dict[str, Any], name: str = "p", **attributes: Any) -> Raced:
    return Raced(problem=name, trace=trace(losses, **attributes), tuned={})


def made(seeds: int, ratio: float, noise: float = 0.1, at: int = 0) -> dict[str, np.ndarray]:
    random = np.random.default_rng(at)
    base = 10 ** random.normal(0, 1, seeds)
    other = base * ratio * 10 ** random.normal(0, noise, seeds)
    return {"a": np.stack([base * 0 + 50, base], axis=1), "b": np.stack([base * 0 + 50, other], axis=1)}


def test_the_answer_is_the_ratio_with_its_interval() -> None:
    found = judge_race([raced(made(32, 0.25))], methods=("a", "b"), baseline="a")
    (answer,) = found.answers
    assert answer.verdict == "better"
    assert 10**answer.interval.low < 0.25 < 10**answer.interval.high
    mirrored = judge_race([raced(made(32, 0.25))], methods=("a", "b"), baseline="b").answers[0]
    assert mirrored.verdict == "worse"
    assert mirrored.interval.estimate == pytest.approx(-answer.interval.estimate)


def test_runs_that_are_alike_are_the_same() -> None:
    found = judge_race([raced(made(16, 1.0, noise=0.0))], methods=("a", "b"), baseline="a")
    assert found.answers[0].verdict == "same"
    assert found.answers[0].interval.estimate == 0


def test_survivors_and_one_seed_are_judged_as_those_who_do_so_would() -> None:
    losses = made(16, 0.5)
    losses["b"][:6, 1] = INF
    fair = judge_race([raced(losses)], methods=("a", "b"), baseline="a")
    unfair = judge_race([raced(losses)], methods=("a", "b"), baseline="a", unfair="survivors")
    assert fair.answers[0].verdict != "better"
    assert unfair.answers[0].verdict == "better"
    one = judge_race([raced(made(1, 0.999, noise=0.0))], methods=("a", "b"), baseline="a", unfair="one-seed")
    assert one.answers[0].verdict == "better"


def test_problems_of_unlike_scales_are_judged_on_one() -> None:
    signed = {name: values - 20 for name, values in made(8, 0.5).items()}
    found = judge_race([raced(made(8, 0.5), "p"), raced(signed, "q")], methods=("a", "b"), baseline="a")
    assert {judged.scale for judged in found.scores} == {"linear"}
    assert set(found.by_problem) == {"p", "q"}
    assert all(answer.pairs == 2 for some in found.by_problem.values() for answer in some)


def test_the_worth_of_tuning_is_said_for_each_tuned_method() -> None:
    losses = made(16, 0.01)
    both = {"a": losses["b"], default_label("a"): losses["a"], "b": losses["b"]}
    found = judge_race([raced(both)], methods=("a", "b"), baseline="a")
    (worth,) = found.worth
    assert (worth.method, worth.baseline, worth.verdict) == ("a", "a (default)", "better")


def test_a_worse_minimum_is_no_success() -> None:
    losses = {"a": [[1e5, 30.0]], "b": [[1e5, 3.001]]}
    judged = scores(trace(losses, optimum=3.0, worse_minimum=30.0))
    assert np.isfinite(judged.times).tolist() == [[False], [True]]
    assert judged.target[0] == pytest.approx(16.5)


def test_a_method_that_keeps_its_best_has_it_after_it_was_lost_and_any_other_has_not() -> None:
    lost = [[4.0, 1.0, NAN]]
    judged = scores(trace({"a": lost, "b": lost}, keep_best=["b"]))
    assert judged.gap.tolist() == [[INF], [0.0]]
    assert judged.finite.tolist() == [[False], [False]]
    assert judged.keepers == ("b",)
