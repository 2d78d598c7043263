"""The pictures of a trace."""

from collections.abc import Callable

import xarray as xr

from kudari.show.basins import basin_map
from kudari.show.chart import Chart
from kudari.show.curves import evaluated_chart, loss_chart
from kudari.show.fits import fit_chart
from kudari.show.layers import layer_chart
from kudari.show.plane import plane_chart
from kudari.show.rate_comparison import rate_chart
from kudari.show.settings import settings_chart
from kudari.show.sharpness import sharpness_chart
from kudari.show.tangent import tangent_chart
from kudari.show.way import way_chart

CHARTS: dict[str, Callable[[xr.Dataset, str], Chart | None]] = {
    "loss": loss_chart,
    "tangent": tangent_chart,
    "way": way_chart,
    "paths": plane_chart,
    "basins": basin_map,
    "fit": fit_chart,
    "evaluated": evaluated_chart,
    "settings": settings_chart,
}
"""Name -> (trace, language) -> the chart, or None where the trace has nothing to show on it."""

INSTEAD = {"way": "tangent"}
"""What is left out where a chart that says the same and more is there."""


DIAGNOSES: dict[str, Callable[[xr.Dataset, str], Chart | None]] = {
    "sharpness": sharpness_chart,
    "rates": rate_chart,
    "layers": layer_chart,
}
"""Those that show why a run went as it did."""


def charts_of(trace: xr.Dataset, language: str) -> list[Chart]:
    """The charts that a trace has something to show on, in "en" or "ja": the loss first, its explanation last."""
    found = {name: chart for name, make in CHARTS.items() if (chart := make(trace, language))}
    shown = [chart for name, chart in found.items() if INSTEAD.get(name) not in found]
    return shown + diagnosis_charts_of(trace, language)


def diagnosis_charts_of(trace: xr.Dataset, language: str) -> list[Chart]:
    """The charts of a trace that belong to its explanation."""
    return [chart for make in DIAGNOSES.values() if (chart := make(trace, language))]
