"""The basin map: counted by hand on a trace made by hand."""

import numpy as np
import pytest

from kudari.show.basins import basin_map, results
from kudari.show.chart import Field, Points
from kudari.show.charts import charts_of

STARTS = np.array([[-4.0, -4.0], [4.0, -4.0], [-4.0, 4.0], [4.0, 4.0]])
LOW, HIGH = [2.0, 0.0], [-2.0, 0.0]


@pytest.fixture
def wells(make):
    """A well of loss 0 at (2, 0) and one of loss 3 at (-2, 0): gd ends by its side, keeper keeps its best state."""
    last = {
        "gd": ([HIGH, LOW, HIGH, LOW], [3.0, 0.0, 3.0, 0.0]),
        "keeper": ([[0.0, 3.0], LOW, HIGH, [np.nan, np.nan]], [9.0, 0.0, 3.0, np.nan]),
    }
    best = {"gd": last["gd"], "keeper": ([LOW, LOW, HIGH, [1.0, 2.0]], [0.0, 0.0, 3.0, 2.5])}
    ends = np.array([last[name][0] for name in last]).reshape(8, 2)
    kept = np.array([best[name][0] for name in best]).reshape(8, 2)
    starts = np.concatenate([STARTS, STARTS])
    heights = np.concatenate([last[name][1] for name in last])
    x = np.linspace(-9, 9, 37)
    trace = make(
        np.stack([np.full(8, 20.0), heights], axis=1),
        method=["gd"] * 4 + ["keeper"] * 4,
        best_loss=np.concatenate([best[name][1] for name in best]),
        variables={
            "parameters": (("run", "step", "parameter"), np.stack([starts, ends], axis=1)),
            "final_parameters": (("run", "parameter"), ends),
            "best_parameters": (("run", "parameter"), kept),
            "best_loss": ("run", np.concatenate([best[name][1] for name in best])),
            "landscape": (("landscape_x", "landscape_y"), np.add.outer(x**2, x**2)),
        },
        coordinates={"landscape_x": x, "landscape_y": x},
    )
    return trace.assign_attrs(optimum=0.0, optimum_params=[LOW], keep_best=["keeper"], worse_minimum=3.0)


def marks(panel):
    return {layer.name: layer for layer in panel.layers if isinstance(layer, Points) and layer.name}


def test_a_result_is_the_best_state_where_it_is_kept_and_the_last_one_elsewhere(wells):
    points, losses = results(wells)
    assert losses.tolist() == [3, 0, 3, 0, 0, 0, 3, 2.5]
    assert points[4].tolist() == LOW
    assert points[0].tolist() == HIGH


def test_every_start_is_marked_by_what_its_run_reached(wells):
    chart = basin_map(wells, "en")
    assert [panel.title for panel in chart.panels] == ["gd\n50 % (15–85)", "keeper\n50 % (15–85)"]
    gd, keeper = map(marks, chart.panels)
    best, other, nowhere = "best: (2, 0), loss 0", "(−2, 0), loss 3", "settled at no minimum"
    assert list(gd) == list(keeper) == [best, other, nowhere]
    assert [gd[name].marker for name in gd] == ["dot", "start", "failure"]
    assert gd[best].x.tolist() == [4, 4]
    assert gd[other].x.tolist() == [-4, -4]
    assert gd[nowhere].x.size == 0
    assert list(zip(keeper[best].x, keeper[best].y, strict=True)) == [(-4, -4), (4, -4)]
    assert list(zip(keeper[nowhere].x, keeper[nowhere].y, strict=True)) == [(4, 4)]
    stars = [
        layer for layer in chart.panels[0].layers if isinstance(layer, Points) and layer.marker == "minimum"
    ]
    assert [(star.x[0], star.y[0], star.series) for star in stars] == [(2, 0, 0), (-2, 0, 1)]
    assert [gd[best].series, gd[other].series] == [0, 1]


def test_near_the_best_minimum_but_not_as_low_is_no_minimum_reached(wells):
    wells["loss"][1, -1] = 0.5
    gd = marks(basin_map(wells, "en").panels[0])
    assert gd["settled at no minimum"].x.tolist() == [4]


def test_the_map_shows_the_starts_and_the_landscape_around_them(wells):
    panel = basin_map(wells, "ja").panels[0]
    assert panel.x.range == pytest.approx((-4.32, 4.32))
    field = next(layer for layer in panel.layers if isinstance(layer, Field))
    assert field.x.tolist() == np.arange(-4.5, 4.6, 0.5).tolist()
    assert field.z.shape == (19, 19)
    assert panel.title == "gd\n50%（15–85）"


@pytest.mark.parametrize(
    "change",
    [
        lambda trace: trace.drop_vars("landscape"),
        lambda trace: trace.drop_vars("final_parameters"),
        lambda trace: trace.isel(run=[1, 3]),
        lambda trace: trace.assign(parameters=0 * trace["parameters"] + 1),
        lambda trace: trace.drop_vars("parameters"),
    ],
)
def test_there_is_no_map_where_there_is_nothing_to_tell(wells, change):
    assert basin_map(change(wells), "en") is None


def test_the_map_is_among_the_pictures(wells):
    assert "basins" in [chart.name for chart in charts_of(wells, "en")]
    assert "basins" not in [chart.name for chart in charts_of(wells.isel(run=[1, 3]), "en")]
