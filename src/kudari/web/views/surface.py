"""The loss over two parameters, with the path of every method: from above, and as a surface."""

from typing import Any

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.plan import Plan
from kudari.show.chart import Chart
from kudari.show.plane import decades, plane_chart
from kudari.show.report.drawn import drawn
from kudari.show.report.numbers import number
from kudari.web.views import landscape
from kudari.web.views.moment import Moment
from kudari.web.views.pictured import behind, pictured

EVERY = 10**6
"""However many methods there are, their paths lie in one landscape."""


def applies(plan: Plan) -> bool:
    """Whether the study has two parameters and a loss that stays the same."""
    return landscape.applies(plan, 2)


def contour(moment: Moment) -> dict[str, Any] | None:
    """The loss as shades between levels, with all runs' paths, one seed's strong: choice `seed`."""
    if not applies(moment.plan):
        return None
    chart = _chart(landscape.with_landscape(moment), moment)
    if chart is None:
        return None
    return {**pictured(chart, moment, landscape.caption("paths", moment)), **landscape.offers(moment)}


def _chart(trace: xr.Dataset, moment: Moment) -> Chart | None:
    """All methods in one landscape, in the colours of their curves."""
    shown = landscape.fewer_steps(moment, trace)
    return plane_chart(shown, moment.language, landscape.shown_seed(moment), together=EVERY)


def surface(moment: Moment) -> dict[str, Any] | None:
    """The same as data of a surface: choice `seed`.

    `chart` is drawn as it stands where there is no WebGL. Its lines and points have the loss as `z` besides;
    `height` says how a loss becomes a height: itself, or log₁₀ of what it is above `base`, at least `floor`.
    """
    if not applies(moment.plan):
        return None
    trace = landscape.with_landscape(moment)
    chart = _chart(trace, moment)
    if chart is None:
        return None
    shown = drawn(chart)
    problem = moment.plan.sweeps[0].problem
    layers = shown["panels"][0]["layers"]
    for layer in layers:
        if layer["kind"] in ("line", "points"):
            if isinstance(layer["x"], int):
                # Of equal columns, `drawn` keeps the first.
                layer["x"] = layers[layer["x"]]["x"]
            layer["z"] = _losses(problem, layer["x"], layer["y"])
    return {
        "kind": "surface",
        "chart": shown,
        "height": _height(trace, moment.language),
        "caption": landscape.caption("paths", moment),
        **behind(moment, chart),
        **landscape.offers(moment),
    }


def _losses(problem: Any, x: list[float | None], y: list[float | None]) -> list[float | None]:
    points = np.array([x, y], float).T
    losses = landscape.losses_at(problem, np.nan_to_num(points))
    known = np.isfinite(points).all(axis=1) & np.isfinite(losses)
    return [float(f"{loss:.6g}") if fine else None for loss, fine in zip(losses.tolist(), known, strict=True)]


def _height(trace: xr.Dataset, language: str) -> dict[str, Any]:
    """Logarithmic where the shades of the same loss are, with ticks at powers of ten."""
    spanned = decades(trace["landscape"].values, trace.attrs.get("optimum"))
    if spanned is None:
        return {"scale": "linear", "label": say("chart.axis.loss", language)}
    base, bottom, top = spanned
    key = "views.height.above" if base else "views.height.log"
    every = -(-(top - bottom) // 5)
    return {
        "scale": "log",
        "base": base,
        "floor": 10.0**bottom,
        "label": say(key, language, shift=f"{'−' if base > 0 else '+'} {number(abs(base))}"),
        "ticks": [[power, number(10.0**power)] for power in range(bottom, top + 1, every)],
    }
