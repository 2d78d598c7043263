"""The smallest model there is: one weight, its loss, and the tangent along which the first step goes."""

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.show.chart import Axis, Chart, Line, Panel, Points, Text
from kudari.show.groups import Group, groups
from kudari.show.wording import title

REACH = 0.3
"""Half the length of the tangent, as a share of the picture's width."""


def tangent_chart(trace: xr.Dataset, language: str) -> Chart | None:
    """The loss over the model's output y = w·x, the first point with its tangent, and the points after it.

    dL/dw = x·dL/dy, so that over the output the tangent has the slope of the gradient divided by x. None
    where the model has more than one weight or gives no output.
    """
    needed = ("landscape", "loss", "parameters", "gradient", "final_parameters", "output_output")
    if (
        any(name not in trace for name in needed)
        or trace["landscape"].ndim != 1
        or trace["gradient"].ndim != 3
    ):
        return None
    found = groups(trace, language)
    group = found[0]
    run = int(group.runs[0])
    factor = _factor(trace, run)
    outputs = np.asarray(trace["parameters"].values[run, :, 0], float) * factor
    heights = np.asarray(trace["loss"].values[run], float)
    axis = trace["landscape_x"].values * factor
    order = np.argsort(axis)
    x, loss = axis[order], trace["landscape"].values[order]
    gradient = float(trace["gradient"].values[run, 0, 0])
    reach = REACH * float(x[-1] - x[0])
    along = np.array(
        [max(outputs[0] - reach, min(x[0], outputs[0])), min(outputs[0] + reach, max(x[-1], outputs[0]))]
    )
    tangent = heights[0] + gradient / factor * (along - outputs[0])
    last = int(trace["steps_run"].values[run])
    later = np.flatnonzero((trace["step"].values > 0) & (trace["step"].values <= last) & np.isfinite(heights))
    layers = (
        Line(x=x, y=loss, name=say("chart.loss", language)),
        Line(x=along, y=tangent, series=0, name=say("chart.tangent", language)),
        Points(x=outputs[later], y=heights[later], series=1, name=say("chart.later", language, last=last)),
        Points(x=outputs[:1], y=heights[:1], series=0, marker="start", name=say("chart.first", language)),
        Text(x=0.5, y=0.93, text=_gradients(trace, found, language), series=0),
    )
    finite = loss[np.isfinite(loss)]
    rim = 0.12 * float(np.ptp(finite)) or 1.0
    panel = Panel(
        x=Axis(label=say("chart.axis.output", language), range=(float(x[0]), float(x[-1]))),
        y=Axis(
            label=say("chart.axis.loss", language),
            range=(float(finite.min()) - rim, float(finite.max()) + rim),
        ),
        layers=layers,
    )
    return Chart(
        name="tangent",
        title=title(trace, "chart.title.tangent", language),
        panels=(panel,),
        caption=say("chart.caption.tangent", language),
    )


def _factor(trace: xr.Dataset, run: int) -> float:
    """x, by which the weight becomes the output; 1 where the weight ended at 0 or nowhere."""
    weight = float(trace["final_parameters"].values[run, 0])
    output = float(trace["output_output"].values[run])
    return output / weight if weight and np.isfinite(output / weight) and output else 1.0


def _gradients(trace: xr.Dataset, found: list[Group], language: str) -> str:
    """The first gradient, as each way of taking it gives it."""
    numbers = [float(trace["gradient"].values[group.runs[0], 0, 0]) for group in found]
    heading = say("chart.gradient", language)
    if len(found) == 1:
        return say("chart.pair", language, name=heading, value=_number(numbers[0]))
    pairs = zip(found, numbers, strict=True)
    rows = [say("chart.pair", language, name=group.name, value=_number(value)) for group, value in pairs]
    return "\n".join([heading, *rows])


def _number(value: float) -> str:
    """Enough digits to see the error of a difference, with a true minus sign."""
    return f"{value:.12g}".replace("-", "−")
