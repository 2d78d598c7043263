"""What the named study about climbing out of minima shows, held against the runs themselves."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import kudari
from kudari.comparison.minima import best_reached, cost_per_success
from kudari.show.basins import basin_map, results

SHOWN = (
    "gd",
    "adam",
    "reversal-on-plateau(gd)",
    "reversal-on-plateau(adam)",
    "multi-start(gd)",
    "basin-hopping(gd)",
)


@pytest.fixture(scope="module")
def trace() -> xr.Dataset:
    study = kudari.STUDIES["climb-outs"]
    from kudari.plan import label

    return kudari.run(replace(study, methods=tuple(each for each in study.methods if label(each) in SHOWN)))


@pytest.fixture(scope="module")
def reached(trace: xr.Dataset) -> dict[str, np.ndarray]:
    best = best_reached(
        results(trace)[1],
        trace["loss"].values[:, 0].astype(float),
        trace.attrs["optimum"],
        trace.attrs["worse_minimum"],
    )
    reset = np.nan_to_num(trace["reset"].values.astype(float)).astype(int)
    names = [f"{method} {fresh}" for method, fresh in zip(trace["method"].values, reset, strict=True)]
    return {name: best[np.asarray(names) == name] for name in dict.fromkeys(names)}


def test_a_turned_gradient_cannot_leave_a_bottom_that_has_none(
    trace: xr.Dataset, reached: dict[str, np.ndarray]
) -> None:
    """Gradient descent has come to rest where its gradient is 0, or next to it, before it is turned."""
    points = results(trace)[0]
    plain, turned = (points[trace["method"].values == name] for name in ("gd", "reversal-on-plateau(gd)"))
    np.testing.assert_allclose(turned, plain, atol=5e-3)
    assert np.array_equal(reached["gd 0"], reached["reversal-on-plateau(gd) 0"])


def test_fresh_moments_make_the_climb_lead_out(reached: dict[str, np.ndarray]) -> None:
    shares = {name: values.mean() for name, values in reached.items()}
    assert shares["reversal-on-plateau(adam) 0"] > shares["adam 0"] + 0.1
    assert shares["reversal-on-plateau(adam) 1"] > shares["reversal-on-plateau(adam) 0"] + 0.1


def test_starting_again_does_as_well_at_the_same_cost(
    trace: xr.Dataset, reached: dict[str, np.ndarray]
) -> None:
    assert np.all(trace["gradient_evaluations"] == 1000)
    assert reached["multi-start(gd) 0"].mean() >= 0.9
    assert reached["basin-hopping(gd) 0"].mean() >= 0.9
    spent = np.full(64, 1000.0)
    assert cost_per_success(spent, reached["multi-start(gd) 0"]) < 1200
    assert cost_per_success(spent, reached["gd 0"]) > 2000


def test_its_picture_is_the_basin_map(trace: xr.Dataset, reached: dict[str, np.ndarray]) -> None:
    chart = basin_map(trace, "en")
    assert chart is not None
    assert len(chart.panels) == len(reached)
    share = round(100 * reached["gd 0"].mean())
    assert chart.panels[0].title.startswith(f"gd\n{share} %")
    best = [layer for layer in chart.panels[0].layers if getattr(layer, "name", "").startswith("best")]
    assert sum(len(layer.x) for layer in best) == reached["gd 0"].sum()
