"""The pictures of a trace."""

from collections.abc import Callable

import xarray as xr

from kudari.show.chart import Chart
from kudari.show.curves import evaluated_chart, loss_chart
from kudari.show.fits import fit_chart
from kudari.show.plane import plane_chart
from kudari.show.settings import settings_chart
from kudari.show.tangent import tangent_chart
from kudari.show.way import way_chart

CHARTS: dict[str, Callable[[xr.Dataset, str], Chart | None]] = {
    "loss": loss_chart,
    "tangent": tangent_chart,
    "way": way_chart,
    "paths": plane_chart,
    "fit": fit_chart,
    "evaluated": evaluated_chart,
    "settings": settings_chart,
}
"""Name -> (trace, language) -> the chart, or None where the trace has nothing to show on it."""

INSTEAD = {"way": "tangent"}
"""What is left out where a chart that says the same and more is there."""


def charts_of(trace: xr.Dataset, language: str) -> list[Chart]:
    """The charts that a trace has something to show on, the loss first, in "en" or "ja"."""
    found = {name: chart for name, make in CHARTS.items() if (chart := make(trace, language))}
    return [chart for name, chart in found.items() if INSTEAD.get(name) not in found]
