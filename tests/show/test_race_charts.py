"""The pictures of a race: their numbers against ones computed from the runs by other means, and every file drawn."""

import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.image import imread
from scipy.stats import trim_mean

from kudari.comparison.result import Raced, default_label, judge_race
from kudari.comparison.tuning import Trial, Tuned
from kudari.language import LANGUAGES
from kudari.race import Race
from kudari.race_file import read_trials, write_trials
from kudari.race_tuning import _trial
from kudari.show.chart import Arrows, Axis, Band, Line, Points, Text
from kudari.show.draw import save
from kudari.show.layout import WIDTH, lay_out, text_width
from kudari.show.race_charts import race_charts_of
from kudari.show.race_curves import WITHIN, curve, held_at, race_chart, staircase, times_chart
from kudari.show.race_intervals import _words, answers_chart, interquartile_chart
from kudari.show.race_profiles import instances, profile_chart, success_chart
from kudari.show.race_sensitivity import sensitivity_charts
from kudari.show.report.behind import tables_behind
from kudari.show.report.drawn import drawn

STEPS = 40


def losses(rates, seeds=9, steps=STEPS, start=3.0, failing=()):
    """Losses that shrink by a rate at every step, [S, n] for each entry; seed k starts at (1 + k/4)·start."""
    began = start * (1 + np.arange(seeds) / 4)
    table = {}
    for entry, rate in rates.items():
        rows = began[:, None] * np.asarray(rate) ** np.arange(steps)
        for seed in dict(failing).get(entry, ()):
            rows[seed, steps // 2 :] = np.nan
        table[entry] = rows
    return table


def raced(make, table, problem="bowl", *, tuned=None, costs=(), **attributes):
    """Runs of which every step costs one evaluation, or as many as `costs` says of its entry."""
    names = [entry for entry, rows in table.items() for _ in rows]
    loss = np.concatenate(list(table.values()))
    spent = np.array([dict(costs).get(name, 1) for name in names])[:, None] * np.arange(loss.shape[1])
    counted = {"evaluations": (("run", "step"), spent), "gradient_evaluations": ("run", spent[:, -1])}
    trace = make(loss, method=names, variables=counted)
    trace.attrs.update({"name": problem, **attributes})
    return Raced(problem=problem, trace=trace, tuned=tuned or {})


def trials(method, scores, default=0.1, **more):
    """A trial for each (rate, median, lowest, highest, finite of 8)."""
    made = tuple(
        Trial(
            settings={"learning_rate": rate, **more},
            round=1,
            score=(score,),
            finite=finite,
            seeds=8,
            low=lowest,
            high=highest,
        )
        for rate, score, lowest, highest, finite in scores
    )
    return Tuned(method=method, default={"learning_rate": default, **more}, trials=made)


TRIED = [
    (0.1, 0.5, 0.3, 0.7, 8),
    (0.01, 2.0, 1.5, 2.5, 8),
    (1.0, 0.2, 0.1, math.inf, 6),
    (9.0, math.inf, math.inf, math.inf, 0),
]


def race(make, **options):
    table = losses(
        {"gd": 0.93, "adam": 0.8, default_label("gd"): 0.97, default_label("adam"): 0.99},
        failing={"adam": (1, 4), default_label("gd"): range(5)},
    )
    tuned = {"gd": trials("gd", TRIED), "adam": trials("adam", TRIED[:3], b1=0.9)}
    return judge_race([raced(make, table, tuned=tuned)], methods=("gd", "adam"), baseline="gd", **options)


def median(values):
    """Of runs that failed as infinitely bad, without anything between a number and infinity."""
    ordered = sorted(math.inf if math.isnan(value) else value for value in values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return low if low == high else (low + high) / 2


def layers_of(panel, kind, **wanted):
    found = [layer for layer in panel.layers if isinstance(layer, kind)]
    return [e for e in found if all(getattr(e, name) == value for name, value in wanted.items())]


def test_curves_are_medians_in_which_failures_are_infinitely_bad(make):
    found = race(make)
    (panel,) = race_chart(found, "en").panels
    for series, method in enumerate(("gd", "adam")):
        rows = losses({"gd": 0.93, "adam": 0.8}, failing={"adam": (1, 4)})[method]
        expected = [median(rows[:, step]) for step in range(STEPS)]
        (line,) = (e for e in layers_of(panel, Line, series=series) if e.name)
        np.testing.assert_allclose(line.y, expected, rtol=1e-6)
        np.testing.assert_array_equal(line.x, np.arange(STEPS))
        (band,) = layers_of(panel, Band, series=series)
        # Two of nine failed: the nine tenths lie among them.
        assert np.isinf(band.high[-1]) == (method == "adam")
    # The survivors alone would have a lower median.
    assert expected[-1] > np.nanmedian(rows[:, -1])
    assert [e.name for e in panel.layers if getattr(e, "name", "")] == ["gd", "adam (7 of 9 finite)"]


def test_a_curve_ends_with_a_cross_where_most_runs_have_failed(make):
    table = losses({"gd": 0.9, "adam": 0.8}, failing={"adam": range(5)})
    found = judge_race([raced(make, table)], methods=("gd", "adam"), baseline="gd")
    chart = race_chart(found, "en")
    (cross,) = layers_of(chart.panels[0], Points, marker="failure")
    assert (cross.x.item(), cross.series) == (STEPS // 2 - 1, 1)
    assert cross.y.item() == pytest.approx(np.median(table["adam"][:, STEPS // 2 - 1]))
    assert "cross" in chart.caption


def test_every_amount_that_was_spent_has_the_number_of_the_last_record():
    work = np.array([[0.0, 2.0, 4.0], [0.0, 3.0, 9.0]])
    values = np.array([[5.0, 4.0, 3.0], [7.0, 6.0, np.inf]])
    x, held = held_at(work, values, 9.0)
    assert x.tolist() == [0, 2, 3, 4, 9]
    assert held.tolist() == [[5, 4, 4, 3, 3], [7, 7, 6, 6, np.inf]]
    assert held_at(work, values, 4.0)[0].tolist() == [0, 2, 3, 4]


def test_long_runs_keep_their_ends():
    work = np.tile(np.arange(5000.0), (2, 1))
    x, held = held_at(work, work, 4000.0)
    assert (x[0], x[-1]) == (0, 4000)
    assert len(x) <= 1000
    np.testing.assert_array_equal(held[1], x)


def test_curves_are_over_what_was_spent_and_within_the_budget(make):
    table = losses({"gd": 0.9, "adam": 0.8}, seeds=2)
    one = raced(make, table, costs={"adam": 2})
    found = judge_race([one], methods=("gd", "adam"), baseline="gd")
    assert found.scores[0].budget == STEPS - 1
    x, *_ = curve(found, 0, "adam")
    assert x.tolist() == list(range(0, STEPS, 2))
    steps = judge_race([one], methods=("gd", "adam"), baseline="gd", by="steps")
    assert curve(steps, 0, "adam")[0].tolist() == list(range(STEPS))


def test_where_the_best_is_handed_over_curves_are_the_best_so_far(make):
    rows = {"gd": np.tile([4.0, 1.0, 2.0, 0.5], (3, 1)), "adam": np.tile([4.0, 3.0, 5.0, np.nan], (3, 1))}
    found = judge_race([raced(make, rows, keep_best=["gd"])], methods=("gd", "adam"), baseline="gd")
    assert curve(found, 0, "gd")[1].tolist() == [4, 1, 1, 0.5]
    np.testing.assert_array_equal(curve(found, 0, "adam")[1], [4, 3, 3, np.nan])


def test_losses_are_shown_above_a_known_optimum_and_accuracies_as_they_are(make):
    table = {name: 5.0 + rows for name, rows in losses({"gd": 0.9, "adam": 0.8}).items()}
    found = judge_race([raced(make, table, optimum=5.0)], methods=("gd", "adam"), baseline="gd")
    _, middle, _, _ = curve(found, 0, "gd")
    np.testing.assert_allclose(middle, np.median(table["gd"], axis=0) - 5.0, rtol=1e-9)
    assert "above its minimum" in race_chart(found, "en").panels[0].y.label
    accuracy = np.stack([1 - 0.5 * 0.9 ** np.arange(5) * (1 + k / 9) for k in range(6)])
    accuracy[5, 3:] = np.nan
    one = raced(make, {"gd": np.ones((3, 5)), "adam": np.ones((3, 5))})
    one.trace["held_out_accuracy"] = (("run", "evaluated_step"), accuracy)
    one = replace(one, trace=one.trace.assign_coords(evaluated_step=np.arange(5)))
    found = judge_race(
        [one],
        methods=("gd", "adam"),
        baseline="gd",
        measured="held_out_accuracy",
    )
    assert curve(found, 0, "gd")[1].tolist() == np.median(accuracy[:3], axis=0).tolist()
    # One of three failed: the worst of the two that are left is in the middle.
    assert curve(found, 0, "adam")[1][-1] == accuracy[3:5, -1].min()
    assert race_chart(found, "en").panels[0].y.scale == "linear"


def test_runs_that_never_reach_the_target_keep_the_share_below_one(make):
    found = race(make, target=0.5)
    (panel,) = times_chart(found, "en").panels
    rows = losses({"gd": 0.93, "adam": 0.8}, failing={"adam": (1, 4)})
    for series, method in enumerate(("gd", "adam")):
        (line,) = (e for e in layers_of(panel, Line, series=series) if e.name)
        for step in range(STEPS):
            share = np.mean([(row[: step + 1] <= 0.5).any() for row in rows[method]])
            at = np.flatnonzero(line.x <= step + 1e-9)[-1]
            assert line.y[at] == share, (method, step)
    assert 0 < line.y[-1] < 1 or rows["adam"][1, STEPS // 2 - 1] <= 0.5


def test_a_staircase_by_hand():
    x, y = staircase(np.array([3.0, np.inf, 1.0, 3.0]), 0.0, 5.0)
    assert x.tolist() == [0, 1, 1, 3, 3, 5]
    assert y.tolist() == [0, 0, 0.25, 0.25, 0.75, 0.75]
    assert staircase(np.array([4.0]), 0.0, 4.0 / WITHIN)[1].tolist() == [0, 0, 1, 1]


def test_a_profile_by_hand(make):
    """Targets reached at steps (2, 4), (3, 3) and (never, 5), and one at the start by both."""
    reach = {"gd": [2, 3, 99, 0], "adam": [4, 3, 5, 0]}
    table = {
        name: np.array([np.where(np.arange(9) < at, 2.0, 0.1) for at in steps])
        for name, steps in reach.items()
    }
    extra = {name: np.repeat(rows, 2, axis=0) for name, rows in table.items()}
    found = judge_race([raced(make, extra)], methods=("gd", "adam"), baseline="gd", target=0.5)
    assert instances(found)[::2].tolist() == [[2, 4], [3, 3], [np.inf, 5], [1, 1]]
    chart = profile_chart(found, "en")
    assert chart is not None
    gd, adam = layers_of(chart.panels[0], Line)
    assert gd.x[:3].tolist() == [1, 2, 2]
    assert gd.y.tolist() == [0.75, 0.75, 0.75, 0.75]
    assert adam.y.tolist() == [0.75, 0.75, 1.0, 1.0]
    few = judge_race([raced(make, table)], methods=("gd", "adam"), baseline="gd", target=0.5)
    assert profile_chart(few, "en") is None


def test_answers_show_the_ratio_and_arrows_where_there_is_no_end(make):
    found = race(make)
    (panel,) = answers_chart(found, "en").panels
    table = losses({"gd": 0.93, "adam": 0.8}, failing={"adam": (1, 4)})
    differences = np.log10(table["adam"][:, -1]) - np.log10(table["gd"][:, -1])
    expected = trim_mean(np.nan_to_num(differences, nan=300.0), 0.25)
    (dot,) = layers_of(panel, Points)
    assert dot.x.item() == pytest.approx(10**expected, rel=1e-6)
    (span,) = layers_of(panel, Line, weight="span")
    interval = found.answers[0].interval
    assert span.x[0] == pytest.approx(10**interval.low)
    assert math.isinf(interval.high)
    (arrow,) = layers_of(panel, Arrows)
    assert arrow.to_x.item() == panel.x.range[1] == span.x[1]
    (words,) = layers_of(panel, Text)
    assert words.text == {"undecided": "undecided", "better": "better"}[found.answers[0].verdict]
    (band,) = layers_of(panel, Band)
    np.testing.assert_allclose(band.x, [1 / 1.5, 1.5])


@pytest.mark.parametrize("none", [0.0, 0.16, 0.5, 0.84, 1.0])
@pytest.mark.parametrize("estimate", [0.0, 0.1, 0.5, 0.83, 0.85, 1.0, -np.inf, np.nan])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_words_stay_in_their_panel_and_off_the_line(none, estimate, columns):
    axis = Axis(label="", range=(0.0, 1.0))
    half = text_width("no detectable difference", 9.5) / 2 / (0.8 * WIDTH[columns] / columns)
    words = _words("no detectable difference", (estimate, 0.0, 1.0), 0.5, axis, none, columns)
    assert half <= words.x <= 1 - half
    if max(none, 1 - none) > 2 * half + 0.02:
        assert abs(words.x - none) >= half


def test_what_is_infinitely_better_is_an_arrow(make):
    table = losses({"gd": 0.9, "adam": 0.8}, failing={"gd": range(9)})
    found = judge_race([raced(make, table)], methods=("gd", "adam"), baseline="gd")
    assert found.answers[0].interval.estimate == -math.inf
    (panel,) = answers_chart(found, "en").panels
    assert not layers_of(panel, Points)
    (arrow,) = layers_of(panel, Arrows)
    assert arrow.to_x.item() == panel.x.range[0] < arrow.x.item() < 1


def test_interquartile_means(make):
    found = race(make)
    chart = interquartile_chart(found, "en")
    (panel,) = chart.panels
    names = dict(panel.y.ticks)
    dots = {names[e.y.item()]: e.x.item() for e in layers_of(panel, Points) if e.marker != "failure"}
    table = losses({"gd": 0.93, "gd (default)": 0.97, "adam (default)": 0.99})
    for entry in ("gd", "adam (default)"):
        assert dots[entry] == pytest.approx(10 ** trim_mean(np.log10(table[entry][:, -1]), 0.25), rel=1e-6)
    # Five of nine failed: no mean, but a cross at the worse edge.
    (cross,) = layers_of(panel, Points, marker="failure")
    assert names[cross.y.item()] == "gd (default)"
    assert cross.x.item() == pytest.approx(panel.x.range[1])
    assert "gd (default)" not in dots


def test_every_trial_is_seen_with_its_failures(make):
    found = race(make)
    (chart,) = sensitivity_charts(found, "en")
    gd, adam, below, beside = chart.panels
    assert (gd.title, adam.title, chart.columns) == ("gd", "adam", 2)
    assert gd.y == adam.y
    (dots,) = layers_of(gd, Points, marker="dot")
    assert list(zip(dots.x, dots.y, strict=True)) == [(0.1, 0.5), (0.01, 2.0), (1.0, 0.2)]
    (cross,) = layers_of(gd, Points, marker="failure")
    assert cross.x.item() == 9.0
    (band,) = layers_of(gd, Band)
    assert band.x.tolist() == [0.01, 0.1, 1.0, 9.0]
    assert band.high.tolist() == [2.5, 0.7, math.inf, math.inf]
    (star,) = layers_of(gd, Points, marker="minimum")
    (ring,) = layers_of(gd, Points, marker="start")
    assert (star.x.item(), ring.x.item()) == (1.0, 0.1)
    (lost,) = layers_of(below, Points)
    assert list(zip(lost.x, lost.y, strict=True)) == [(0.1, 0), (0.01, 0), (1.0, 0.25), (9.0, 1)]
    # Two settings differ from dot to dot: no curve may join them.
    assert not layers_of(adam, Band)
    assert len(layers_of(beside, Points)[0].x) == 3
    page = lay_out(chart, bar=False)
    assert page.panels[2].left == page.panels[0].left
    assert page.panels[2].height < page.panels[0].height / 2


def test_trials_keep_the_spread_of_their_seeds(tmp_path):
    final = np.array([3.0, 1.0, 10.0, 2.0, 5.0, 4.0, 7.0, 6.0, 8.0, 9.0])
    asked = (Race(studies=(), methods=()), {"learning_rate": 0.1}, 1)
    made = _trial(*asked, final, np.isfinite(final), final)
    assert (made.low, made.high, made.finite) == (pytest.approx(1.9), pytest.approx(9.1), 10)
    failed = np.where(final == 10, np.inf, final)
    lost = _trial(*asked, failed, np.isfinite(failed), failed)
    # Nine tenths of the way lie between a finite number and an infinite one.
    assert (lost.high, lost.finite) == (math.inf, 9)
    tuned = {"gd": Tuned(method="gd", default={"learning_rate": 0.1}, trials=(made, lost))}
    write_trials(tmp_path, tuned, {})
    assert read_trials(tmp_path)[0] == tuned


def test_failures_stand_below_their_method_in_rows_that_are_not_full(make):
    names = [f"m{k}" for k in range(5)]
    table = losses(dict.fromkeys(names, 0.9))
    tuned = {name: trials(name, TRIED) for name in names}
    found = judge_race([raced(make, table, tuned=tuned)], methods=names, baseline="m0")
    (chart,) = sensitivity_charts(found, "en")
    page = lay_out(chart, bar=False)
    placed = {panel.title: box for panel, box in zip(chart.panels, page.panels, strict=True) if panel.title}
    below = [b for p, b in zip(chart.panels, page.panels, strict=True) if not p.title and not p.blank]
    assert [box.left for box in below] == [placed[name].left for name in names]
    assert all(box.bottom < placed[name].bottom for box, name in zip(below, names, strict=True))


def test_success_rates_are_written_beside_their_bars(make):
    several = [
        raced(make, losses({"gd": 0.9, "adam": 0.7}, failing={"adam": lost}), problem)
        for problem, lost in (("a", ()), ("b", (0, 1, 2)))
    ]
    found = judge_race(several, methods=("gd", "adam"), baseline="gd", target=1e-3)
    chart = success_chart(found, "en")
    assert [panel.title for panel in chart.panels] == ["gd", "adam"]
    assert [e.text for e in layers_of(chart.panels[1], Text)] == ["100 %", "67 %"]
    bars = [band.x[1] for band in layers_of(chart.panels[1], Band)]
    np.testing.assert_allclose(bars, [1, 2 / 3])
    assert [name for _, name in chart.panels[0].y.ticks] == ["b", "a"]
    assert success_chart(race(make), "en") is None


def test_a_method_has_the_same_series_in_all_pictures(make):
    found = race(make)
    for chart in race_charts_of(found, "en"):
        for layer in chart.layers:
            if getattr(layer, "name", "").startswith("adam"):
                assert layer.series == 1, chart.name


def many(make, problems, methods, language="en"):
    """Failures here and there, and settings that were tuned."""
    names = [f"手法{k}" if language == "ja" else f"method-{k}" for k in range(methods)]
    entries = [*names, *map(default_label, names)]
    several = []
    for number in range(problems):
        rates = {entry: 0.7 + 0.2 * ((3 * k + number) % 7) / 7 for k, entry in enumerate(entries)}
        failing = {entry: range((k * number) % 5) for k, entry in enumerate(entries)}
        tuned = {name: trials(name, TRIED) for name in names}
        several.append(
            raced(make, losses(rates, 8, failing=failing), f"problem-{number}", tuned=tuned, optimum=0.0)
        )
    return judge_race(several, methods=names, baseline=names[0])


def one_seed(make):
    table = losses({"gd": 0.9, "adam": 0.8}, seeds=1)
    return judge_race([raced(make, table)], methods=("gd", "adam"), baseline="gd", unfair="one-seed")


def all_failed(make):
    table = {name: np.full((4, 6), np.nan) for name in ("gd", "adam")}
    for rows in table.values():
        rows[:, 0] = 2.0
    tuned = {"gd": trials("gd", TRIED[3:])}
    return judge_race([raced(make, table, tuned=tuned)], methods=("gd", "adam"), baseline="gd")


def mixed(make):
    """Below zero on one problem: all of them are judged on the linear scale."""
    below = {name: rows - 5.0 for name, rows in losses({"gd": 0.9, "adam": 0.8}).items()}
    several = [raced(make, losses({"gd": 0.9, "adam": 0.8}), "a"), raced(make, below, "b")]
    return judge_race(several, methods=("gd", "adam"), baseline="gd")


RACES = {
    "usual": race,
    "one seed": one_seed,
    "all failed": all_failed,
    "mixed": mixed,
    "alike": lambda make: judge_race(
        [raced(make, losses({"gd": 0.9, "adam": 0.9}))], methods=("gd", "adam"), baseline="gd"
    ),
    "twelve": lambda make: many(make, 12, 3),
    "crowd": lambda make: many(make, 2, 9, "ja"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RACES)
def test_every_race_is_drawn(make, language, name, tmp_path):
    """A missing glyph is a warning, and warnings are errors here."""
    charts = race_charts_of(RACES[name](make), language)
    names = [chart.name for chart in charts]
    assert len(set(names)) == len(names)
    assert {"race", "answers", "times"} <= set(names)
    tuning = [chart for chart in charts if chart.name.startswith("sensitivity")]
    for chart in [chart for chart in charts if chart not in tuning[1:]]:
        png, svg = save(chart, tmp_path)
        pixels = imread(png)
        # A rim of white all around: nothing is cut off.
        edges = (pixels[:4], pixels[-4:], pixels[:, :4], pixels[:, -4:])
        assert all(np.all(edge[..., :3] == 1) for edge in edges), chart.name
        assert svg.stat().st_size < 400_000, chart.name
        assert drawn(chart)["name"] == chart.name
        assert tables_behind(chart, language)


@pytest.mark.parametrize("optimum", [5.0, 0.0, None])
def test_at_the_optimum_there_is_what_rounding_leaves(make, optimum):
    """ε²·f₀ + ε·|f*|, as scores have it: a logarithmic axis has no zero."""
    base = optimum or 0.0
    rows = {name: np.tile([base + 4.0, base + 1.0, base], (3, 1)) for name in ("gd", "adam")}
    attributes = {} if optimum is None else {"optimum": optimum}
    found = judge_race([raced(make, rows, **attributes)], methods=("gd", "adam"), baseline="gd")
    eps = 2.0**-23
    expected = eps**2 * (base + 4.0) + eps * base
    np.testing.assert_allclose(curve(found, 0, "gd")[1], [4.0, 1.0, expected], rtol=1e-9)
    assert found.scores[0]["gd"][0] == pytest.approx(np.log10(expected))
