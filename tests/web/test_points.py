"""The points of the loss curves: every record where there is room, else the peaks and the whole band."""

import numpy as np
import pytest

from kudari.execute import Pace, rounds
from kudari.plan import plan
from kudari.results.assemble import join
from kudari.show.groups import groups
from kudari.studies import STUDIES
from kudari.study import MethodChoice, ProblemChoice, StopRule, Study
from kudari.web.points import BUCKETS, Points, bucketed


def study(steps: int, rate: float = 0.2) -> Study:
    """Two groups on a parabola; the second one goes to and fro."""
    method = MethodChoice(name="gd", hyperparameters={"learning_rate": (rate, 0.9)})
    return Study(
        problem=ProblemChoice(name="formula", settings={"formula": "x**2"}),
        methods=(method,),
        seeds=5,
        steps=steps,
    )


def told(chosen: Study, records: int) -> tuple[dict[str, np.ndarray], object]:
    """All points of a study whose rounds hold so many records, and its trace."""
    planned = plan(chosen)
    points, parts, traces = None, [], []
    for part in rounds(planned, pace=Pace(records=records, most=records)):
        points = points or Points(planned.cadence, groups(part.trace, "en"))
        parts.append(points.add(part.trace, 1.0, last=part.finished))
        traces.append(part.trace)
    return {name: np.concatenate([p[name] for p in parts], -1) for name in parts[0]}, join(traces)


@pytest.mark.parametrize("records", [1, 7, 1000])
@pytest.mark.parametrize("steps", [50, 1500])
def test_the_points_do_not_depend_on_how_they_came(records: int, steps: int) -> None:
    if records == 1 and steps == 1500:
        records = 13
    found, _ = told(study(steps), records)
    whole, _ = told(study(steps), 100_000)
    for name in ("step", "median", "low", "high"):
        np.testing.assert_array_equal(found[name], whole[name])
    np.testing.assert_allclose(found["evaluations"], whole["evaluations"], rtol=1e-9)
    assert found["step"].shape[-1] <= 2 * BUCKETS


def test_where_there_is_room_every_record_is_a_point() -> None:
    found, trace = told(study(50), 9)
    np.testing.assert_array_equal(found["step"], np.arange(51))
    for place, group in enumerate(groups(trace, "en")):
        np.testing.assert_allclose(
            found["median"][place], np.median(trace["loss"].values[group.runs], 0), rtol=1e-6
        )
        np.testing.assert_allclose(
            found["low"][place], np.quantile(trace["loss"].values[group.runs], 0.1, axis=0), rtol=1e-6
        )


def test_a_bucket_keeps_the_peaks_and_covers_the_band() -> None:
    rng = np.random.default_rng(0)
    median = rng.normal(size=(2, 40)).astype(np.float32)
    rows = {"step": np.arange(40.0), "seconds": np.arange(40.0), "evaluations": np.zeros((2, 40), np.float32)}
    rows |= {"median": median, "low": median - 1, "high": median + 1}
    found = bucketed(rows, 7)
    for at in range(6):
        part = median[:, 7 * at : 7 * at + 7]
        pair = found["median"][:, 2 * at : 2 * at + 2]
        np.testing.assert_array_equal(pair.max(1), part.max(1))
        np.testing.assert_array_equal(pair.min(1), part.min(1))
        for group in range(2):
            assert (pair[group, 0] > pair[group, 1]) == (part[group].argmax() < part[group].argmin())
        np.testing.assert_array_equal(found["low"][:, 2 * at], part.min(1) - 1)
        np.testing.assert_array_equal(found["high"][:, 2 * at + 1], part.max(1) + 1)


def test_evaluations_count_what_was_spent_before_a_step() -> None:
    found, _ = told(STUDIES["weight"], 4)
    # Backprop costs one evaluation a step, a forward difference of one parameter two, a central one two.
    np.testing.assert_allclose(found["evaluations"][0], found["step"], atol=1e-6)
    assert found["evaluations"][2][-1] == pytest.approx(2 * found["step"][-1])


def test_a_curve_ends_where_its_runs_have_stopped() -> None:
    found, trace = told(STUDIES["parabola"], 5)
    last = int(trace["steps_run"].max())
    assert not np.isnan(found["median"][0, : last + 1]).any()
    assert np.isnan(found["median"][0, last + 1 :]).all()


def test_a_group_that_rests_early_spends_nothing_more() -> None:
    """One that stops after 20 of 200 steps has spent 20 evaluations there, also when it is opened again whole."""
    problem = ProblemChoice(name="formula", settings={"formula": "x**2", "start": (1.0,)})
    method = MethodChoice(name="gd", hyperparameters={"learning_rate": (0.001, 0.3)})
    chosen = Study(problem=problem, methods=(method,), seeds=1, steps=200, stop=StopRule(loss=1e-6))
    found, trace = told(chosen, 100_000)
    ran = trace["steps_run"].values
    assert ran[1] < 50 < ran[0]
    np.testing.assert_allclose(found["evaluations"][1], np.minimum(found["step"], ran[1]), atol=1e-9)
    np.testing.assert_allclose(found["evaluations"][0], found["step"], atol=1e-9)


def test_losses_far_beyond_single_precision_are_told() -> None:
    problem = ProblemChoice(name="formula", settings={"formula": "1e-30*x**2", "start": (1e-15,)})
    chosen = Study(problem=problem, seeds=1, steps=5, precision="float64")
    found, _ = told(chosen, 10)
    assert found["median"][0, 0] == pytest.approx(1e-60)


def test_seconds_that_are_not_known_are_no_numbers() -> None:
    planned = plan(study(50))
    part = next(rounds(planned, pace=Pace(records=1000)))
    points = Points(planned.cadence, groups(part.trace, "en"))
    assert np.isnan(points.add(part.trace, float("nan"), last=True)["seconds"][1:]).all()
