"""The error of difference quotients by their shift h, both axes logarithmic."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Axis, Chart, Layer, Line, Panel, Points, Text

BELOW = 4.0
"""How far guide lines stand below the curves: a factor."""

USELESS = 0.1
"""An error from which on no shift is worth a mark."""


def steps_chart(
    steps: np.ndarray,
    curves: Sequence[Any],
    *,
    name: str,
    precision: str,
    relative: bool,
    language: str,
) -> Chart:
    """The error of each estimator over the shifts `steps`, float[n], with its best shift marked.

    Beside the first curve stand guides of slope 1 and −1, beside the second one of slope 2: what truncation and
    rounding make of h (Nocedal & Wright 2006, section 8.1).

    Args:
        curves: each with `name`, `errors` float[n], `best_h`, `best_error`, `slope` and `wall`, as
            `kudari.gradients.steps.ErrorCurve` has them.
        name: of what was differentiated.
    """
    eps = float(np.finfo(precision).eps)
    floor = eps / 8
    layers: list[Layer] = []
    marks: list[Layer] = []
    for series, curve in enumerate(curves):
        # An error of exactly 0 has no place on the axis: it stands at the bottom.
        shown = np.where(np.isfinite(curve.errors), np.maximum(curve.errors, floor), np.nan)
        named = curve.name
        if curve.best_error < USELESS:
            sign = "≤" if curve.name == "complex-step" else "="
            named = say("check.chart.best", language, name=curve.name, sign=sign, h=f"{curve.best_h:.0e}")
            x, y = np.array([curve.best_h]), np.array([max(curve.best_error, floor)])
            marks.append(Points(x=x, y=y, series=series, marker="end"))
        layers.append(Line(x=steps, y=shown, series=series, name=named))
    every = np.concatenate([layer.y for layer in layers if isinstance(layer, Line)])
    every = every[np.isfinite(every)]
    high = min(max(float(every.max(initial=1.0)), 1.0), 1e4)
    across, up = (steps[0] / 2, steps[-1] * 2), (floor / 2, 5 * high)
    guides = _guides(steps, {curve.name: curve for curve in curves}, (across, up), language)
    sentences = [say("check.chart.caption", language, precision=precision, eps=f"{eps:.1e}")]
    if len(curves) > 2:
        sentences.append(say("check.chart.complex", language))
    kind = "relative" if relative else "absolute"
    return Chart(
        name="steps",
        title=say("chart.pair", language, name=name, value=say("check.chart.title", language)),
        panels=(
            Panel(
                x=Axis(label=say("check.chart.h", language), scale="log", range=across),
                y=Axis(label=say(f"check.chart.{kind}", language), scale="log", range=up),
                layers=(*guides, *layers, *marks),
            ),
        ),
        caption=joined(sentences, language),
    )


def _guides(
    steps: np.ndarray,
    curves: dict[str, Any],
    ranges: tuple[tuple[float, float], tuple[float, float]],
    language: str,
) -> list[Layer]:
    """Straight lines along the sides of the curves, a little below them, with their slopes."""
    found: list[Layer] = []
    for name, order in (("forward", 1), ("central", 2), ("forward", -1)):
        curve = curves.get(name)
        if curve is None or (curve.slope if order > 0 else curve.wall) is None:
            continue
        side = steps > curve.best_h if order > 0 else steps < curve.best_h
        clear = side & (curve.errors > 3 * curve.best_error) & (curve.errors < 0.3)
        if not clear.any():
            continue
        y = np.median(curve.errors[clear] / steps[clear] ** order) / BELOW * steps**order
        line = np.where(side & (y > ranges[1][0]) & (y < 1), y, np.nan)
        seen = np.flatnonzero(np.isfinite(line))
        if seen.size < 2:
            continue
        found.append(Line(x=steps, y=line, weight="faint"))
        # Where the lines of slope 1 and 2 are still far apart.
        at = seen[len(seen) // (5 if order == 1 else 2)]
        shift = 0.03 if order > 0 else -0.03
        x, height = _share(steps[at], ranges[0]) + shift, _share(line[at], ranges[1]) - 0.02
        slope = str(order).replace("-", "−")
        found.append(Text(x=x, y=height, text=say("check.chart.slope", language, slope=slope)))
    return found


def _share(value: float, ends: tuple[float, float]) -> float:
    """Where a value stands between the ends of a logarithmic axis, from 0 to 1."""
    low, high = np.log10(ends)
    return float((np.log10(value) - low) / (high - low))
