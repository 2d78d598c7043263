"""The loss over one parameter, and the steps down it."""

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Arrows, Axis, Chart, Line, Panel, Points
from kudari.show.choice import MOST_PANELS, few, has_landscape, left_out, same_seed
from kudari.show.groups import Group, groups
from kudari.show.wording import title


def way_chart(trace: xr.Dataset, language: str, seed: int | None = None) -> Chart | None:
    """The loss over one parameter, with an arrow for every recorded step of one seed's run.

    Without a seed, the run shown is the first group's with the median number of steps, and that of its seed in the
    others; all other seeds' starts and ends are faint. None where the landscape is not a curve.
    """
    if not has_landscape(trace, 1):
        return None
    found = groups(trace, language)
    shown = few(found, MOST_PANELS)
    x, loss = trace["landscape_x"].values, trace["landscape"].values
    runs = same_seed(trace, shown, seed)
    panels = [
        _way_panel(trace, group, run, x, loss, language) for group, run in zip(shown, runs, strict=True)
    ]
    values = {"seed": int(trace["seed"].values[runs[0]]), "seeds": len(found[0].runs)}
    caption = [say("chart.caption.way", language, **values)] if values["seeds"] > 1 else []
    return Chart(
        name="way",
        title=title(trace, "chart.title.way", language),
        panels=tuple(panels),
        caption=joined([*caption, *left_out(shown, found, language)], language),
        columns=min(2, len(panels)),
    )


def _way_panel(
    trace: xr.Dataset, group: Group, run: int, x: np.ndarray, loss: np.ndarray, language: str
) -> Panel:
    others = group.runs[group.runs != run]
    at = np.asarray(trace["parameters"].values[..., 0], float)
    height = np.asarray(trace["loss"].values, float)
    tail, head = _steps(at[run], height[run], int(trace["steps_run"].values[run]), trace["step"].values)
    faint = [
        Points(x=at[others, 0], y=height[others, 0], series=0, marker="start", weight="faint"),
        Points(x=at[others, -1], y=height[others, -1], series=0, marker="end", weight="faint"),
    ]
    layers = (
        Line(x=x, y=loss, name=say("chart.loss", language)),
        *(faint if others.size else ()),
        Arrows(
            x=tail[0],
            y=tail[1],
            to_x=head[0],
            to_y=head[1],
            series=0,
            name=say("chart.step", language),
        ),
        Points(
            x=tail[0][:1],
            y=tail[1][:1],
            series=0,
            marker="start",
            name=say("chart.start", language),
        ),
        Points(
            x=at[run, -1:],
            y=height[run, -1:],
            series=0,
            marker="end",
            name=say("chart.end", language),
        ),
    )
    return Panel(
        x=Axis(label=say("chart.axis.parameter", language), range=(float(x[0]), float(x[-1]))),
        y=Axis(label=say("chart.axis.loss", language), range=_height(loss, height[group.runs, 0])),
        layers=layers,
        title=say("chart.steps", language, name=group.name, count=int(trace["steps_run"].values[run])),
    )


def _steps(
    at: np.ndarray, height: np.ndarray, last: int, steps: np.ndarray
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Tails and heads of the arrows of one run up to its last step, where both ends are finite."""
    end = int(np.searchsorted(steps, last, side="right"))
    points = np.stack([at[:end], height[:end]])
    whole = np.isfinite(points[:, :-1]).all(axis=0) & np.isfinite(points[:, 1:]).all(axis=0)
    tail, head = points[:, :-1][:, whole], points[:, 1:][:, whole]
    return (tail[0], tail[1]), (head[0], head[1])


def _height(loss: np.ndarray, starts: np.ndarray) -> tuple[float, float] | None:
    """What of the curve is shown: all of it, but not far above the highest start."""
    shown = loss[np.isfinite(loss)]
    if not shown.size:
        return None
    low, high = float(shown.min()), float(shown.max())
    starts = starts[np.isfinite(starts)]
    if starts.size and starts.max() > low:
        high = min(high, low + 3 * float(starts.max() - low))
    rim = 0.05 * (high - low) or 1.0
    return low - rim, high + rim
