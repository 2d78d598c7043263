"""Arrows, tangents, paths, levels and learned functions against hand-computed numbers."""

import numpy as np
import pytest

from kudari.show.chart import Arrows, Band, Field, Line, Points, Text
from kudari.show.choice import few
from kudari.show.fits import fit_chart
from kudari.show.groups import groups
from kudari.show.plane import levels, plane_chart
from kudari.show.tangent import tangent_chart
from kudari.show.way import way_chart


def of(chart, kind, panel=0):
    return [layer for layer in chart.panels[panel].layers if isinstance(layer, kind)]


def test_arrows_go_from_step_to_step(bowl):
    """Steps run: 2, 2, 1; of the two runs with the median number the one with the median loss is the second."""
    chart = way_chart(bowl, "en")
    (arrows,) = of(chart, Arrows)
    assert (arrows.x.tolist(), arrows.y.tolist()) == ([2, 1], [4, 1])
    assert (arrows.to_x.tolist(), arrows.to_y.tolist()) == ([1, 0.5], [1, 0.25])
    faint_starts, faint_ends, start, end = of(chart, Points)
    assert sorted(faint_starts.x) == [1, 4]
    assert sorted(faint_ends.x) == [0.5, 1]
    assert (start.x.tolist(), end.x.tolist()) == ([2], [0.5])
    assert chart.panels[0].title == "gd: 2 steps"
    assert "seed 1" in chart.caption


def test_a_run_at_rest_has_no_more_arrows(bowl):
    (arrows,) = of(way_chart(bowl.isel(run=[2]), "en"), Arrows)
    assert (arrows.x.tolist(), arrows.to_x.tolist()) == ([1], [0.5])


def test_arrows_to_nowhere_are_left_out(bowl):
    bowl["loss"][:, 2] = np.inf
    (arrows,) = of(way_chart(bowl, "en"), Arrows)
    assert len(arrows.x) == 1


def test_the_tangent_has_the_slope_of_the_gradient(weight):
    """Over the output y = 2w the slope is dL/dw / 2 = −0.1, through (1.95, 0.0025)."""
    chart = tangent_chart(weight, "en")
    curve, tangent = of(chart, Line)
    slope = np.diff(tangent.y) / np.diff(tangent.x)
    np.testing.assert_allclose(slope, -0.1, rtol=1e-9)
    np.testing.assert_allclose(np.interp(1.95, tangent.x, tangent.y), 0.0025, rtol=1e-9)
    np.testing.assert_allclose([curve.x[0], curve.x[-1]], [1.9, 2.1])
    later, first = of(chart, Points)
    np.testing.assert_allclose([first.x[0], first.y[0]], [1.95, 0.0025])
    np.testing.assert_allclose([later.x[0], later.y[0]], [1.99, 0.0001])
    (text,) = of(chart, Text)
    assert text.text == "gradient at step 0\nbackpropagation: −0.2\nforward difference: −0.1999999"


def test_one_estimator_has_one_number(weight):
    (text,) = of(tangent_chart(weight.isel(run=[0]), "ja"), Text)
    assert text.text == "ステップ0での勾配：−0.2"


def test_paths_of_one_seed_start_together(plane):
    chart = plane_chart(plane, "en")
    gd, adam = (line for line in of(chart, Line) if line.weight == "strong")
    assert (gd.name, adam.name) == ("gd", "adam")
    assert (gd.x.tolist(), gd.y.tolist()) == ([-1, -0.5, -0.25], [0.5, 0.25, 0.125])
    np.testing.assert_allclose(adam.x, gd.x**3 / 8)
    faint = [line for line in of(chart, Line) if line.weight == "faint"]
    np.testing.assert_array_equal(faint[0].x, [2, 1, 0.5, np.nan])
    (lowest,) = [points for points in of(chart, Points) if points.marker == "minimum"]
    np.testing.assert_allclose([lowest.x[0], lowest.y[0]], 0, atol=1e-12)
    assert lowest.name == "lowest point shown"


def test_the_known_minimum_is_marked(plane):
    chart = plane_chart(plane.assign_attrs(optimum_params=[[1.0, -1.0], [0.5, 0.0]]), "en")
    (known,) = [points for points in of(chart, Points) if points.marker == "minimum"]
    assert (known.x.tolist(), known.y.tolist(), known.name) == ([1, 0.5], [-1, 0], "known minimum")


@pytest.mark.parametrize("exponent", [1, 3])
def test_levels_grow_where_heights_span_decades(exponent):
    x = np.linspace(-3, 3, 101)
    z = (x[:, None] ** 2 + x[None, :] ** 2) ** exponent - 5
    found = levels(z)
    steps = np.diff(found)
    assert np.all(steps > 0)
    assert found[0] == pytest.approx(-5)
    assert found[-1] >= z.max() - 1e-9
    if exponent == 1:
        np.testing.assert_allclose(steps, steps[0])
    else:
        ratios = (found[2:] + 5) / (found[1:-1] + 5)
        assert set(np.round(ratios, 6)) <= {3.0, 3.333333}


def test_levels_begin_at_the_known_minimum():
    z = np.geomspace(1e-3, 1e4, 400).reshape(20, 20)
    assert levels(z, 0.0)[0] == 0
    assert levels(np.full((3, 3), 7.0)).tolist() == [7, 8]
    assert levels(np.full((3, 3), np.nan)).tolist() == [0, 1]


def test_the_field_is_the_landscape(plane):
    (field,) = of(plane_chart(plane, "en"), Field)
    assert field.z[0, 20] == pytest.approx(9)
    assert field.z[30, 0] == pytest.approx(400)


def test_the_median_run_is_shown_with_the_band_of_all(learned):
    """Of the factors 0.8, 0.9 and 1.3 the errors are 0.2, 0.1 and 0.3: the median run is the first."""
    chart = fit_chart(learned, "en")
    assert [panel.title for panel in chart.panels] == ["2 neurons", "5 neurons", "20 neurons (2 of 3 finite)"]
    true, shown = of(chart, Line)
    np.testing.assert_allclose(true.y, true.x**2)
    np.testing.assert_allclose(shown.y, 0.8 * true.x**2)
    (band,) = of(chart, Band)
    np.testing.assert_allclose(band.low, np.quantile([0.8, 0.9, 1.3], 0.1) * true.x**2)
    (last,) = of(chart, Band, 2)
    np.testing.assert_allclose(last.high, np.quantile([1.0, 1.001], 0.9) * true.x**2)


def test_two_groups_share_a_panel(learned):
    chart = fit_chart(learned.isel(run=slice(0, 6)), "en")
    assert len(chart.panels) == 1
    assert [line.name for line in of(chart, Line)] == ["true function", "2 neurons", "5 neurons"]


@pytest.mark.parametrize(("count", "chosen"), [(3, [0, 1, 2]), (11, [0, 2, 4, 6, 8, 10])])
def test_few_keep_the_first_and_the_last(make, count, chosen):
    found = groups(make(np.ones((count, 2)), labels={"momentum": list(range(count))}), "en")
    assert [group.series for group in few(found, 6)] == chosen
