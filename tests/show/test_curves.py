"""Medians, bands, ends of curves and names against NumPy and hand-computed numbers."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kudari.language.charts import SENTENCES
from kudari.show.chart import Band, Line, Points
from kudari.show.charts import charts_of
from kudari.show.curves import evaluated_chart, loss_chart
from kudari.show.groups import groups, middle_run, ranked, spread
from kudari.show.scales import value_axis
from kudari.show.settings import settings_chart
from kudari.show.thin import kept, thin_curve

INF, NAN = np.inf, np.nan


def of(chart, kind, panel=0):
    return [layer for layer in chart.panels[panel].layers if isinstance(layer, kind)]


@settings(deadline=None, max_examples=60)
@given(arrays.arrays(float, st.tuples(st.integers(1, 9), st.integers(1, 4)), elements=st.floats(-1e6, 1e6)))
def test_spread_is_numpys_quantiles(values):
    for ours, share in zip(spread(values), (0.5, 0.1, 0.9), strict=True):
        np.testing.assert_allclose(ours, np.quantile(values, share, axis=0), rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize(
    ("column", "median", "low", "high"),
    [
        ([1, 2, 3], 2, 1.2, 2.8),
        ([1, NAN, 3], 2, 1.2, 2.8),
        ([1, NAN, NAN], NAN, NAN, NAN),
        ([1, 3, NAN, NAN], 2, 1.2, 2.8),
        ([1, 2, 3, INF], 2.5, 1.3, INF),
        ([1, 2, 3, -INF], 1.5, -INF, 2.7),
        ([1, 2, INF, INF, INF], NAN, NAN, NAN),
        ([7], 7, 7, 7),
        ([NAN], NAN, NAN, NAN),
    ],
)
def test_spread_of_numbers_that_are_none(column, median, low, high):
    found = [float(part[0]) for part in spread(np.array(column, float)[:, None])]
    np.testing.assert_allclose(found, [median, low, high])


def test_a_run_that_flew_away_keeps_its_rank():
    values = np.array([[1.0, INF, NAN], [-1.0, -INF, NAN], [1.0, NAN, 2.0]])
    np.testing.assert_array_equal(ranked(values), [[1, INF, INF], [-1, -INF, -INF], [1, INF, 2]])


@pytest.mark.parametrize(
    ("values", "run"), [([3, 1, 2], 2), ([4, 1, 2, 3], 2), ([NAN, 5, NAN], 1), ([NAN, NAN], 0)]
)
def test_middle_run(values, run):
    assert middle_run(np.array(values, float)) == run


def test_loss_is_a_median_with_its_band(make):
    loss = np.array([[4.0, 2.0], [6.0, 3.0], [11.0, 4.0], [1.0, 1.0]])
    chart = loss_chart(make(loss), "en")
    (line,), (band,) = of(chart, Line), of(chart, Band)
    np.testing.assert_allclose(line.y, [5.0, 2.5])
    np.testing.assert_allclose(band.low, np.quantile(loss, 0.1, axis=0))
    np.testing.assert_allclose(band.high, np.quantile(loss, 0.9, axis=0))
    assert line.name == "gd"
    assert chart.caption == "Line: median of 4 seeds; band: 10–90 %."
    assert chart.title == "made: loss by step"


def test_curve_ends_where_fewer_than_half_are_finite(make):
    """With the lost runs left out, the median would fall from 2.5 to 2 at step 1 and to 1 at step 2."""
    loss = np.array([[1.0, 1.0, 1.0], [2.0, 2.0, NAN], [3.0, 9.0, INF], [4.0, NAN, NAN]])
    chart = loss_chart(make(loss), "en")
    (line,), (band,) = of(chart, Line), of(chart, Band)
    np.testing.assert_allclose(line.y, [2.5, 5.5, NAN])
    np.testing.assert_allclose(band.high, [3.7, INF, NAN])
    assert line.name == "gd (1 of 4 finite)"
    assert "no longer finite" in chart.caption
    assert of(loss_chart(make(np.full((2, 3), NAN)), "ja"), Line)[0].name == "gd（2本中0本が有限）"


def test_a_group_at_rest_ends_with_a_mark(make):
    """gd rests after steps 1 and 2 by the stopping rule, adam runs on."""
    loss = np.array([[4.0, 2, 2, 2], [4.0, 2, 1, 1], [4.0, 3, 2, 1], [4.0, 3, 2, 1]])
    trace = make(loss, method=["gd", "gd", "adam", "adam"], steps_run=[1, 2, 3, 3], stopped=[1, 1, 0, 0])
    chart = loss_chart(trace, "en")
    gd, adam = of(chart, Line)
    assert gd.x.tolist() == [0, 1, 2]
    assert adam.x.tolist() == [0, 1, 2, 3]
    (mark,) = of(chart, Points)
    assert (mark.series, mark.x.tolist(), mark.y.tolist()) == (0, [2], [1.5])
    assert "keeps its last value" in chart.caption


@pytest.mark.parametrize(
    ("loss", "scale", "inside", "outside"),
    [
        ([[1.0, 0.1]], "linear", 0.1, 2.0),
        ([[1.0, 0.01]], "log", 0.01, 2.0),
        ([[1.0, 0.01, 0.0]], "log", 0.01, 2.0),
        ([[1.0, 0.01, -0.01]], "linear", -0.01, 2.0),
        ([[1.0, 0.01, 1e30]], "log", 0.01, 1e5),
        ([[1.0, -3.0, -1e30]], "linear", -3.0, -1e6),
    ],
)
def test_scale_of_the_loss(make, loss, scale, inside, outside):
    axis = loss_chart(make(np.array(loss)), "en").panels[0].y
    assert axis.scale == scale
    assert axis.range[0] <= inside <= axis.range[1]
    assert not axis.range[0] <= outside <= axis.range[1]


def test_an_axis_without_numbers_has_no_range():
    axis = value_axis([Line(x=np.zeros(1), y=np.array([NAN]))], "loss")
    assert (axis.scale, axis.range) == ("linear", None)


def test_names_hold_what_differs(make):
    loss = np.ones((4, 2))
    rates = {"learning_rate": [0.1, 0.2, 0.1, NAN], "every": [NAN, NAN, NAN, 300.0]}
    trace = make(loss, method=["gd", "gd", "adam", "every"], labels=rates)
    names = [group.name for group in groups(trace, "en")]
    assert names == ["gd, learning rate 0.1", "gd, learning rate 0.2", "adam, learning rate 0.1", "every"]
    assert groups(trace, "ja")[0].name == "gd、学習率 0.1"
    stored = trace.reset_coords(["learning_rate", "every", "method", "seed"])
    assert [group.name for group in groups(stored, "en")] == names


def test_what_only_one_method_has_names_nothing_that_its_own_name_does_not(make):
    labels = {"learning_rate": [0.1, 0.2, 0.2], "eps": [NAN, 1e-8, NAN], "every": [NAN, NAN, 300.0]}
    trace = make(np.ones((3, 2)), method=["gd", "adam", "turn"], labels=labels)
    names = [group.name for group in groups(trace, "en")]
    assert names == ["gd, learning rate 0.1", "adam, learning rate 0.2", "turn, learning rate 0.2"]
    alike = make(np.ones((2, 2)), method=["adam", "adam"], labels={"eps": [1e-8, 1e-3]})
    assert [group.name for group in groups(alike, "en")] == ["eps 1e-08", "eps 0.001"]


@pytest.mark.parametrize(
    ("name", "values", "en", "ja"),
    [
        ("hidden", [2, 50], ["2 neurons", "50 neurons"], ["ニューロン2個", "ニューロン50個"]),
        (
            "hidden",
            ["10", "10-10"],
            ["hidden layers 10", "hidden layers 10-10"],
            ["隠れ層 10", "隠れ層 10-10"],
        ),
        (
            "gradient",
            ["backprop", "forward"],
            ["backpropagation", "forward difference"],
            ["誤差逆伝播", "前進差分"],
        ),
        ("own_setting", [1, 2], ["own setting 1", "own setting 2"], ["own setting 1", "own setting 2"]),
    ],
)
def test_names_in_both_languages(make, name, values, en, ja):
    trace = make(np.ones((2, 2)), labels={name: values})
    assert [group.name for group in groups(trace, "en")] == en
    assert [group.name for group in groups(trace, "ja")] == ja


def test_many_curves_of_several_methods_get_a_panel_each(make):
    rates = [0.1, 0.2, 0.3, 0.4] * 2
    trace = make(np.ones((8, 2)), method=["gd"] * 4 + ["adam"] * 4, labels={"learning_rate": rates})
    chart = loss_chart(trace, "en")
    assert [panel.title for panel in chart.panels] == ["gd", "adam"]
    assert [line.series for line in of(chart, Line, 1)] == [0, 1, 2, 3]
    assert of(chart, Line, 1)[0].name == "learning rate 0.1"
    assert chart.ordered


def test_evaluated_numbers_stand_beside_the_mini_batch(batches):
    chart = evaluated_chart(batches, "en")
    assert [panel.y.label for panel in chart.panels] == [
        "loss on the mini-batch",
        "loss on all training data",
        "loss on held-out data",
        "accuracy on held-out data",
    ]
    assert len({panel.y.range for panel in chart.panels[:3]}) == 1
    fixed, reshuffled = of(chart, Line, 1)
    assert (fixed.name, reshuffled.name) == ("fixed mini-batch", "reshuffled mini-batches")
    np.testing.assert_allclose(fixed.y, np.array([2.0, 1.05, 0.1]) * 1.05 + 0.1)
    assert fixed.x.tolist() == [0, 2, 4]
    assert evaluated_chart(batches.drop_dims("evaluated_step"), "en") is None


def test_last_loss_against_a_setting(learned):
    chart = settings_chart(learned, "en")
    (line,), (band,) = of(chart, Line), of(chart, Band)
    assert line.x.tolist() == [2, 5, 20]
    np.testing.assert_allclose(line.y, [0.02, 0.002, 0.0001], atol=1e-12)
    np.testing.assert_allclose(band.low[0], np.quantile([0.02, 0.01, 0.03], 0.1))
    (cross,) = [points for points in of(chart, Points) if points.marker == "failure"]
    assert (cross.x.tolist(), cross.name) == ([20], "1 of 9 runs not finite")
    assert chart.panels[0].x.ticks == ((2.0, "2"), (5.0, "5"), (20.0, "20"))


def test_a_setting_needs_three_values(make):
    assert settings_chart(make(np.ones((2, 2)), labels={"learning_rate": [0.1, 0.2]}), "en") is None
    assert settings_chart(make(np.ones((3, 2)), labels={"gradient": ["a", "b", "c"]}), "en") is None


def test_layers_stand_side_by_side(make):
    chart = settings_chart(make(np.ones((3, 2)), labels={"hidden": ["10", "10-10", "10-10-10"]}), "en")
    assert [tick for tick, _ in chart.panels[0].x.ticks] == [0, 1, 2]


@settings(deadline=None, max_examples=60)
@given(st.integers(10, 4000), st.integers(4, 300), st.integers(0, 2**32 - 1))
def test_thinning_keeps_extremes(count, most, seed):
    y = np.random.default_rng(seed).standard_normal(count)
    places = kept((y,), most)
    assert len(places) <= max(most, 4)
    assert {0, count - 1, int(y.argmin()), int(y.argmax())} <= set(places.tolist())
    assert np.all(np.diff(places) > 0)


def test_thinning_keeps_gaps_and_turns():
    """A path that doubles back, with a gap: the turning points in x and the gap stay."""
    x = np.concatenate([np.linspace(0, 9, 5000), [NAN], np.linspace(3, -7, 5000)])
    y = np.zeros_like(x)
    thin_x, thin_y = thin_curve(x, y, 400)
    assert len(thin_x) == len(thin_y) <= 420
    assert np.isnan(thin_x).sum() == 1
    assert {0.0, 9.0, 3.0, -7.0} <= set(thin_x[np.isfinite(thin_x)])


def test_charts_that_apply(bowl, plane, learned, weight, batches):
    names = [
        [chart.name for chart in charts_of(trace, "en")] for trace in (bowl, plane, learned, weight, batches)
    ]
    assert names == [
        ["loss", "way"],
        ["loss", "paths"],
        ["loss", "fit", "evaluated", "settings"],
        ["loss", "tangent"],
        ["loss", "evaluated"],
    ]
    assert charts_of(batches.drop_vars(["loss", *batches.data_vars]), "en") == []


def test_a_chart_is_json(learned):
    for chart in charts_of(learned, "ja"):
        again = json.loads(json.dumps(chart.to_dict(), allow_nan=False))
        assert again["panels"][0]["layers"][0]["kind"] in ("band", "line")
    table = loss_chart(learned, "en").to_dict()
    lines = [layer for layer in table["panels"][0]["layers"] if layer["kind"] == "line"]
    assert lines[0]["y"] == pytest.approx([0.2, 0.1, 0.02])


def test_every_sentence_stands_in_both_languages():
    for key, (english, japanese) in SENTENCES.items():
        assert english, key
        assert japanese, key
        assert set(_places(english)) == set(_places(japanese)), key


def _places(sentence):
    from string import Formatter

    return [name for _, name, _, _ in Formatter().parse(sentence) if name]
