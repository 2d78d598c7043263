"""Hyperparameters that change while a study runs: written down beforehand, or given by whoever watches."""

import errno
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
import xarray as xr

from end_to_end import assert_same_bits
from kudari import resume, run
from kudari.changes import SETTLED
from kudari.descent import checkpoint
from kudari.diagnosis.explain import explain
from kudari.execute import Pace, Round
from kudari.language import InputError
from kudari.methods.catalogue import METHODS, compose
from kudari.plan import plan
from kudari.results import store
from kudari.results.store import load
from kudari.results.summary import summarise
from kudari.show.changes import ROW, SIZE
from kudari.show.chart import NEUTRAL, Line, Panel, Text
from kudari.show.curves import evaluated_chart, loss_chart
from kudari.show.layout import text_width
from kudari.show.rate_comparison import rate_chart
from kudari.show.report.asked import asked
from kudari.show.sharpness import sharpness_chart
from kudari.study import Change, MethodChoice, ProblemChoice, Study
from kudari.study_file import from_mapping, read_study, study_text, to_mapping, with_settings

STUDY = Study(
    problem=ProblemChoice(name="fit", settings={"hidden": (3,), "batch": 8}),
    methods=(
        MethodChoice(name="gd", hyperparameters={"learning_rate": (0.05, 0.1)}),
        MethodChoice(name="momentum", schedule="cosine"),
        MethodChoice(name="multi-start", inner="momentum", hyperparameters={"starts": (2.0,)}),
    ),
    seeds=2,
    steps=61,
    record_every=2,
    evaluate_every=10,
    measures=("loss", "gradient_norm", "update_norm", "parameters", "sharpness"),
)

CHANGES = (
    Change(step=14, name="learning_rate", value=0.2),
    Change(step=40, name="momentum", value=0.5, method="momentum+cosine"),
    Change(step=40, name="learning_rate", value=0.01, method="gd"),
)

CHANGED = replace(STUDY, changes=CHANGES)


@pytest.fixture(scope="module")
def plain() -> xr.Dataset:
    return run(STUDY)


@pytest.fixture(scope="module")
def changed() -> xr.Dataset:
    return run(CHANGED)


# --- written down


def test_changes_survive_their_file() -> None:
    assert from_mapping(tomllib.loads(study_text(CHANGED))) == CHANGED
    assert to_mapping(CHANGED)["changes"][0] == {"step": 14, "name": "learning_rate", "value": 0.2}
    assert "changes" not in study_text(STUDY)
    assert with_settings(CHANGED, {"changes": "none"}) == STUDY
    assert with_settings(CHANGED, {"steps": "100"}).changes == CHANGES


RATE = {"step": 4, "name": "learning_rate", "value": 0.2}

REFUSED: dict[str, tuple[str, Any]] = {
    "between records": ("study.change_step", [{**RATE, "step": 5}]),
    "at the start": ("study.change_step", [{**RATE, "step": 0}]),
    "at the end": ("study.change_step", [{**RATE, "step": 60}]),
    "beyond": ("study.change_step", [{**RATE, "step": 600}]),
    "backwards": ("study.change_order", [{**RATE, "step": 8}, RATE]),
    "no step": ("study.change_without", [{"name": "momentum", "value": 0.5}]),
    "no value": ("study.change_without", [{"name": "momentum", "step": 4}]),
    "no table": ("study.table", ["learning_rate"]),
    "field": ("unknown.change", [{**RATE, "stop": 5}]),
    "text for a number": ("study.value", [{**RATE, "value": "large"}]),
    "method": ("unknown.change_method", [{**RATE, "method": "adam"}]),
    "name": ("unknown.change_name", [{**RATE, "name": "momentun"}]),
    "not of this method": ("methods.unknown_hyperparameter", [{**RATE, "name": "momentum", "method": "gd"}]),
    "out of range": ("methods.out_of_range", [{**RATE, "value": -0.1}]),
    "out of another's range": ("methods.out_of_range", [{**RATE, "name": "momentum", "value": 1.0}]),
    "not whole": ("methods.not_whole", [{**RATE, "name": "every", "value": 2.5}]),
    "settled": ("study.change_settled", [{**RATE, "name": "starts", "value": 3}]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    key, changes = REFUSED[name]
    table = {
        "problem": "matrix",
        "methods": ["gd", "momentum", "reversal-every", "multi-start"],
        "record_every": 4,
        "steps": 60,
        "changes": changes,
    }
    with pytest.raises(InputError) as caught:
        plan(from_mapping(table))
    assert caught.value.key == key
    for language in ("en", "ja"):
        assert "{" not in caught.value.say(language).replace("{'", "")


@pytest.mark.parametrize("name", METHODS)
def test_a_run_begins_the_same_whatever_may_change_later(name: str) -> None:
    """Else a change would reach a part of the method only: what it starts with is not made again."""
    params = {"w": jax.numpy.ones((2, 2)), "b": jax.numpy.ones(2)}
    for inner in ("", "adagrad", "yogi") if name.startswith("reversal") else ("",):
        method = compose(name, inner)
        last = {"steps": jax.numpy.ones(())} if method.needs_steps else {}
        first = {key: values[0] for key, values in method.hyperparameters.items()}
        before = jax.tree.leaves(method.make(**first, **last).init(params))
        for key in first:
            after = jax.tree.leaves(
                method.make(**first | {key: 0.5 * first[key] + 0.25}, **last).init(params)
            )
            same = all(np.array_equal(a, b, equal_nan=True) for a, b in zip(before, after, strict=True))
            assert same or key in SETTLED


# --- numbers


def test_the_numbers_are_those_of_the_rule_with_the_new_values() -> None:
    """Heavy ball under a cosine on x², by hand: the velocity stays, and the schedule goes on."""
    study = Study(
        problem=ProblemChoice(name="formula", settings={"formula": "x**2", "start": (1.0,)}),
        methods=(
            MethodChoice(
                name="momentum",
                schedule="cosine",
                hyperparameters={"learning_rate": (0.1,), "momentum": (0.6,)},
            ),
        ),
        seeds=1,
        steps=40,
        record_every=5,
        precision="float64",
        changes=(
            Change(step=10, name="learning_rate", value=0.3),
            Change(step=25, name="momentum", value=0.1),
            Change(step=30, name="learning_rate", value=0.02),
        ),
    )
    x, v, losses = 1.0, 0.0, []
    for step in range(41):
        losses.append(x * x)
        rate = 0.1 if step < 10 else 0.3 if step < 30 else 0.02
        v = (0.6 if step < 25 else 0.1) * v + 2 * x
        x -= rate * 0.5 * (1 + np.cos(np.pi * step / 40)) * v
    np.testing.assert_allclose(run(study)["loss"].values[0], losses[::5], rtol=1e-5)


def test_up_to_a_change_nothing_is_different(plain: xr.Dataset, changed: xr.Dataset) -> None:
    before, at = plain["step"].values < 14, plain["step"].values == 14
    for name, variable in plain.data_vars.items():
        if "step" in variable.dims:
            np.testing.assert_array_equal(variable[:, before], changed[name][:, before], str(name))
    # The state at the step itself is still the same; its update is not.
    np.testing.assert_array_equal(plain["loss"][:, at], changed["loss"][:, at])
    assert (plain["update_norm"][:, at] != changed["update_norm"][:, at]).all()


def test_a_change_is_for_all_runs_of_its_methods(changed: xr.Dataset) -> None:
    gd = changed.isel(run=changed["method"].values == "gd")
    assert set(gd["learning_rate"].values) == {0.05, 0.1}
    ratio = (gd["update_norm"] / gd["gradient_norm"]).transpose("run", "step").values
    steps = changed["step"].values
    # The last record's update is not made, but it is what would be.
    for rate, part in ((0.2, (steps >= 14) & (steps < 40)), (0.01, steps >= 40)):
        np.testing.assert_allclose(ratio[:, part], rate, rtol=1e-5)


@pytest.mark.parametrize("most", [1, 3, None])
def test_bits_do_not_depend_on_the_rounds(changed: xr.Dataset, most: int | None) -> None:
    assert_same_bits(run(CHANGED, pace=Pace(seconds=1e-9 if most == 3 else 5.0, most=most)), changed)


def test_rounds_end_where_something_changes() -> None:
    begun: list[int] = []
    run(CHANGED, pace=Pace(records=1000), watch=lambda part: begun.append(int(part.trace["step"][0])))
    assert {14, 40} <= set(begun)


@contextmanager
def compilations() -> Iterator[list[str]]:
    found: list[str] = []

    def listen(event: str, seconds: float, **_: Any) -> None:
        found.extend([event] * (event == "/jax/core/compile/backend_compile_duration"))

    jax.monitoring.register_event_duration_secs_listener(listen)
    yield found
    jax.monitoring.unregister_event_duration_listener(listen)


def test_a_change_compiles_nothing(changed: xr.Dataset) -> None:
    jax.clear_caches()
    with compilations() as first:
        run(STUDY)
    with compilations() as again:
        run(CHANGED)
    assert first
    assert not again


# --- while it runs


def at(steps: dict[int, Sequence[Change]], seen: list[Round] | None = None) -> Callable[[Round], Any]:
    """Gives the changes before each of these steps."""

    def watch(part: Round) -> Sequence[Change]:
        if seen is not None:
            seen.append(part)
        return [] if part.finished else steps.get(2 * part.records, [])

    return watch


BY_STEP = {14: CHANGES[:1], 40: CHANGES[1:]}


def test_changed_while_it_runs_it_is_the_study_with_these_changes(
    changed: xr.Dataset, tmp_path: Path
) -> None:
    folder, seen = tmp_path / "live", list[Round]()
    live = run(STUDY, folder, watch=at(BY_STEP, seen), pace=Pace(most=1))
    assert_same_bits(live, changed)
    assert live.attrs["study"] == changed.attrs["study"] == (folder / store.STUDY).read_text()
    assert read_study(folder / store.STUDY) == CHANGED
    assert [len(part.study.changes) for part in seen] == [0] * 7 + [1] * 13 + [3] * (len(seen) - 20)
    again = run(read_study(folder / store.STUDY), tmp_path / "again")
    assert_same_bits(again, live)
    assert dict(again.attrs) == dict(live.attrs)
    in_memory = run(STUDY, watch=at(BY_STEP), pace=Pace(most=1))
    assert_same_bits(in_memory, changed)
    assert in_memory.attrs["study"] == study_text(CHANGED)


def test_changed_then_left_then_changed_again(changed: xr.Dataset, tmp_path: Path) -> None:
    def leaves(part: Round) -> Any:
        return True if part.records == 8 else at(BY_STEP)(part)

    part = run(STUDY, tmp_path / "left", watch=leaves, pace=Pace(most=1))
    assert part.sizes["step"] == 8
    assert part.attrs["study"] == study_text(replace(STUDY, changes=CHANGES[:1]))
    assert_same_bits(resume(tmp_path / "left", watch=at(BY_STEP), pace=Pace(most=1)), changed)
    assert load(tmp_path / "left").attrs["study"] == study_text(CHANGED)


PLACES = {
    "before the checkpoint": ("kudari.descent.checkpoint.save", False),
    "before the file": ("kudari.results.store.rewrite_study", False),
    "between file and trace": ("zarr.open_group", True),
}
"""Where it crashes, and whether the file tells of the change by then."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("step", BY_STEP)
def test_a_crash_at_a_change_leaves_a_folder_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, step: int
) -> None:
    """Wherever it comes, the study in the file is the one that is resumed, with or without the change."""
    folder, rewrite = tmp_path / "crashed", store.rewrite_study
    name, told = PLACES[place]

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:

        def watch(part: Round) -> Any:
            given = at(BY_STEP)(part)
            if given and given[0].step == step and not told:
                patch.setattr(name, full)
            return given

        def halfway(folder: Path, text: str) -> None:
            if told and f"step = {step}" in text:
                patch.setattr(name, full)
            rewrite(folder, text)

        patch.setattr("kudari.results.store.rewrite_study", halfway)
        with pytest.raises(OSError, match="No space"):
            run(STUDY, folder, watch=watch, pace=Pace(most=1))
    left = read_study(folder / store.STUDY)
    assert left.changes == tuple(change for change in CHANGES if change.step < step + told)
    assert_same_bits(resume(folder), run(left))
    assert load(folder).attrs["study"] == study_text(left)


def test_only_what_is_still_to_come_may_be_rewritten(tmp_path: Path) -> None:
    folder = tmp_path / "left"
    run(CHANGED, folder, watch=lambda part: part.records == 10, pace=Pace(most=1))
    earlier, later = replace(CHANGES[0], value=0.3), Change(step=20, name="learning_rate", value=0.3)
    (folder / store.STUDY).write_text(study_text(replace(STUDY, changes=(earlier, *CHANGES[1:]))))
    with pytest.raises(InputError) as caught:
        resume(folder)
    assert caught.value.key == "study.other_checkpoint"
    wanted = replace(STUDY, changes=(CHANGES[0], later))
    (folder / store.STUDY).write_text(study_text(wanted))
    assert_same_bits(resume(folder), run(wanted))
    assert load(folder).attrs["study"] == study_text(wanted)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (Change(step=12, name="learning_rate", value=0.3), "study.change_now"),
        (Change(step=16, name="learning_rate", value=0.3), "study.change_now"),
        (Change(step=14, name="learning_rate", value=-0.3), "methods.out_of_range"),
        (Change(step=14, name="starts", value=3.0), "study.change_settled"),
    ],
)
def test_what_cannot_be_changed_now_is_refused(tmp_path: Path, change: Change, key: str) -> None:
    with pytest.raises(InputError) as caught:
        run(STUDY, tmp_path / "study", watch=at({14: [change]}), pace=Pace(most=1))
    assert caught.value.key == key
    assert (tmp_path / "study" / checkpoint.NAME).exists()
    assert read_study(tmp_path / "study" / store.STUDY) == STUDY


# --- pace


@pytest.mark.parametrize(
    ("pace", "seconds", "taken", "records"),
    [
        (Pace(records=16), 0.25, 16, 16),
        (Pace(records=16), 0.5, 16, 8),
        (Pace(records=16), 1e-6, 16, 64),
        (Pace(records=16), 100.0, 16, 4),
        (Pace(records=16, seconds=0.04), 0.25, 16, 4),
        # Cut short: no reason for longer rounds, nor for shorter ones, unless even this one took too long.
        (Pace(records=64), 1e-3, 1, 64),
        (Pace(records=64), 1.0, 16, 4),
        (Pace(records=64, most=1), 1e-3, 1, 64),
    ],
)
def test_the_pace_follows_the_rounds(pace: Pace, seconds: float, taken: int, records: int) -> None:
    pace.adapt(seconds, taken)
    assert pace.records == records


def test_the_most_of_a_round_is_asked_before_each(changed: xr.Dataset) -> None:
    pace, sizes = Pace(most=1), []

    def watch(part: Round) -> None:
        sizes.append(part.trace.sizes["step"])
        pace.most = 1 + len(sizes) % 3

    run(STUDY, watch=watch, pace=pace)
    asked = [1, *(1 + n % 3 for n in range(1, len(sizes)))]
    assert all(size <= most for size, most in zip(sizes, asked, strict=True))
    assert sizes[:4] == [1, 2, 3, 1]


# --- what happened, and why

BOWL = Study(
    problem=ProblemChoice(name="quadratic", settings={"dimension": 2, "condition": 4.0}),
    methods=(MethodChoice(name="momentum", hyperparameters={"learning_rate": (0.2,), "momentum": (0.5,)}),),
    seeds=2,
    steps=200,
    precision="float64",
)
"""Its largest curvature is 1: heavy ball is stable up to a learning rate of 2 + 2β."""


@pytest.mark.parametrize(
    ("step", "settings"),
    [
        (60, {}),
        # Lost before the next probe: the one before the change tells of the curvature.
        (30, {"precision": "float32", "probe_every": "100"}),
    ],
)
def test_the_rate_that_a_run_was_raised_to_is_the_one_that_is_blamed(
    step: int, settings: dict[str, str]
) -> None:
    raised = replace(
        with_settings(BOWL, settings), changes=(Change(step=step, name="learning_rate", value=4.0),)
    )
    (explanation,) = explain(run(raised))
    assert explanation.outcomes == {"diverged": 2}
    finding = explanation.runs[0].findings[0]
    assert finding.cause == "rate_above_limit"
    assert finding.evidence["learning_rate"] == 4.0
    assert finding.evidence["sharpness"] == pytest.approx(1)
    assert finding.evidence["stable_rate"] == pytest.approx(3)
    assert finding.limit == pytest.approx(3 / 4)
    assert finding.advice == {"learning_rate": 1.5, "changes": "none"}
    tried = with_settings(raised, {name: str(value) for name, value in finding.advice.items()})
    assert explain(run(tried))[0].outcomes == {"converged": 2}


def test_a_momentum_that_was_changed_counts_in_the_limit() -> None:
    """At β = 0.5 the rate 2.5 is stable, at 0.1 it is not; what is advised keeps the momentum that it is for."""
    study = with_settings(BOWL, {"learning_rate": "2.5"})
    lowered = replace(study, changes=(Change(step=80, name="momentum", value=0.1),))
    (explanation,) = explain(run(lowered))
    finding = explanation.runs[0].findings[0]
    assert (finding.cause, finding.limit) == ("rate_above_limit", pytest.approx(2.2 / 2.5))
    assert finding.advice == {"learning_rate": 1.1, "momentum": 0.1, "changes": "none"}


def test_a_rate_that_was_lowered_in_time_is_not_blamed() -> None:
    high = with_settings(BOWL, {"learning_rate": "3.3"})
    saved = replace(high, changes=(Change(step=20, name="learning_rate", value=0.2),))
    (explanation,) = explain(run(saved))
    assert explanation.outcomes == {"converged": 2}
    assert not explanation.runs[0].findings
    # What comes after a run is lost, or is another method's, is not to blame either.
    late = replace(high, changes=(Change(step=190, name="learning_rate", value=0.2),))
    finding = explain(run(late))[0].runs[0].findings[0]
    assert finding.evidence["learning_rate"] == 3.3
    beside = replace(high, methods=(MethodChoice(name="gd"), *high.methods))
    other = replace(beside, changes=(Change(step=20, name="learning_rate", value=0.2, method="gd"),))
    finding = explain(run(other))[1].runs[0].findings[0]
    assert finding.evidence["learning_rate"] == 3.3


def test_a_rate_that_was_lowered_is_no_schedule_that_ended() -> None:
    study = Study(
        problem=ProblemChoice(name="quadratic", settings={"dimension": 2, "condition": 4.0}),
        methods=(
            MethodChoice(
                name="gd",
                schedule="exponential",
                hyperparameters={"learning_rate": (0.005,), "final_ratio": (0.5,)},
            ),
        ),
        seeds=1,
        steps=200,
        changes=(Change(step=100, name="learning_rate", value=1e-8),),
    )
    causes = {finding.cause for finding in explain(run(study))[0].runs[0].findings}
    assert "schedule_ended" not in causes
    spent = with_settings(replace(study, changes=()), {"final_ratio": "1e-8"})
    assert "schedule_ended" in {finding.cause for finding in explain(run(spent))[0].runs[0].findings}


# --- pictures

TURNED = replace(
    BOWL,
    methods=(MethodChoice(name="gd", hyperparameters={"learning_rate": (0.2,)}), *BOWL.methods),
    changes=(
        Change(step=50, name="learning_rate", value=0.5),
        Change(step=54, name="momentum", value=0.25),
        Change(step=150, name="learning_rate", value=1.5, method="gd"),
    ),
)

RATES = (0.1, 0.2, 0.3, 0.4)

WORDS = {
    "en": {"learning rate 0.5": NEUTRAL, "momentum 0.25": 1, "learning rate 1.5": 0},
    "ja": {"学習率 0.5": NEUTRAL, "モーメンタム 0.25": 1, "学習率 1.5": 0},
}


@pytest.fixture(scope="module")
def turned() -> xr.Dataset:
    return run(TURNED)


@pytest.mark.parametrize("language", WORDS)
def test_the_curves_are_marked_where_something_changes(turned: xr.Dataset, language: str) -> None:
    chart = loss_chart(turned, language)
    assert chart
    (panel,) = chart.panels
    upright = [line for line in panel.layers if isinstance(line, Line) and line.weight == "guide"]
    assert [set(line.x) for line in upright] == [{50.0}, {54.0}, {150.0}]
    assert not any(line.name for line in upright)
    texts = [layer for layer in panel.layers if isinstance(layer, Text)]
    assert {text.text: text.series for text in texts} == WORDS[language]
    # At their steps, as the axis has it, and apart from each other.
    low, high = panel.x.range
    assert sorted(low + text.x * (high - low) for text in texts) == pytest.approx([50, 54, 150])
    assert len({text.y for text in texts}) == 2
    assert_above_the_curves(panel, min(text.y for text in texts))


def test_each_panel_is_marked_with_its_own_changes(changed: xr.Dataset) -> None:
    chart = evaluated_chart(changed, "en")
    assert chart
    for panel in chart.panels:
        upright = [line.x[0] for line in panel.layers if isinstance(line, Line) and line.weight == "guide"]
        assert upright == [14, 40, 40]
    crowded = replace(
        TURNED, methods=tuple(replace(m, hyperparameters={"learning_rate": RATES}) for m in TURNED.methods)
    )
    chart = loss_chart(run(crowded), "en")
    assert chart
    found = [
        [line.x[0] for line in panel.layers if isinstance(line, Line) and line.weight == "guide"]
        for panel in chart.panels
    ]
    assert found == [[50, 150], [50, 54]]
    assert chart.panels[0].y == chart.panels[1].y


def assert_above_the_curves(panel: Panel, lowest: float) -> None:
    """Words hang down from their place; below them is room for one row before the highest curve begins."""
    ends, curves = np.array(panel.y.range), [line.y for line in panel.layers if isinstance(line, Line)]
    highest = np.nanmax(np.concatenate(curves))
    if panel.y.scale == "log":
        ends, highest = np.log10(ends), np.log10(highest)
    assert (highest - ends[0]) / (ends[1] - ends[0]) <= lowest - ROW + 0.02


def test_many_changes_do_not_clutter() -> None:
    steps = range(2, 200, 2)
    study = replace(
        BOWL, changes=tuple(Change(step=n, name="learning_rate", value=0.1 + n / 1000) for n in steps)
    )
    chart = loss_chart(run(study), "en")
    assert chart
    (panel,) = chart.panels
    texts = [layer for layer in panel.layers if isinstance(layer, Text)]
    assert 1 < len(texts) <= 4
    assert "learning rate 0.298" in {text.text for text in texts}
    upright = [line for line in panel.layers if isinstance(line, Line) and line.weight == "faint"]
    assert len(upright) == len(steps)
    places = sorted((text.x, text_width(text.text, SIZE) / 6.15) for text in texts)
    assert all(a + wide / 2 < b - other / 2 for (a, wide), (b, other) in pairwise(places))


def test_where_nothing_changes_nothing_is_marked() -> None:
    chart = loss_chart(run(BOWL), "en")
    assert chart
    assert chart.panels[0].x.range is None
    assert not [layer for layer in chart.layers if isinstance(layer, Text) or layer.x[0] == layer.x[-1]]


def test_the_limit_is_a_staircase(turned: xr.Dataset) -> None:
    """2/η of gradient descent, (2+2β)/η of heavy ball, each with what it had at the step."""
    chart = sharpness_chart(turned, "en")
    assert chart
    gd, ball = [line for line in chart.layers if isinstance(line, Line) and line.weight == "guide"]
    np.testing.assert_allclose(gd.y, [10, 10, 4, 4, 4 / 3, 4 / 3])
    np.testing.assert_allclose(gd.x, [0, 50, 50, 150, 150, 200])
    np.testing.assert_allclose(ball.y, [15, 15, 6, 6, 5, 5])
    np.testing.assert_allclose(ball.x, [0, 50, 50, 54, 54, 200])
    assert gd.name.endswith("stability limit 10 → 4 → 1.33")
    assert rate_chart(turned, "en") is None


def test_the_report_says_what_was_changed(turned: xr.Dataset) -> None:
    said = {
        language: dict(asked(turned, summarise(turned), language).blocks[0].entries)
        for language in ("en", "ja")
    }
    assert said["en"]["changed on the way"] == (
        "learning rate 0.5 from step 50; momentum 0.25 from step 54; learning rate 1.5 from step 150 (gd)"
    )
    assert said["ja"]["途中での変更"].startswith("ステップ50から学習率 0.5")
