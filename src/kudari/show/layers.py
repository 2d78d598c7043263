"""The gradient of every layer by step: where it vanishes or explodes on its way back through a network."""

from dataclasses import replace

import xarray as xr

from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Band, Chart, Panel
from kudari.show.curves import CROWD, curves_panel
from kudari.show.groups import Group, groups
from kudari.show.scales import numbered, same_range
from kudari.show.wording import seeds_caption, title

MOST = 6
"""Panels; further groups are left out, and the caption says so."""

NAME = "layer_gradient_norm"


def layer_chart(trace: xr.Dataset, language: str) -> Chart | None:
    """The gradient norm of each layer by step, a panel for each group of runs.

    None where fewer than two layers, or fewer than two probes, were recorded.
    """
    if NAME not in trace or trace.sizes["layer"] < 2 or trace.sizes["probed_step"] < 2:
        return None
    found = groups(trace, language)
    shown = found[:MOST]
    panels = [_panel(trace, group, language, heading=group.name if len(found) > 1 else "") for group in shown]
    banded = trace.sizes["layer"] <= CROWD
    sentences = [
        seeds_caption(trace, shown, language, band=banded, by_step=True),
        say("chart.caption.layers", language),
    ]
    if len(found) > MOST:
        sentences.append(say("chart.caption.few", language, shown=MOST, all=len(found)))
    return Chart(
        name="layers",
        title=title(trace, "chart.title.layers", language),
        panels=tuple(replace(panel, y=numbered(panel.y)) for panel in same_range(panels)),
        caption=joined(sentences, language),
        ordered=trace.sizes["layer"] > 2,
        columns=2 if len(panels) in (2, 4) else min(3, len(panels)),
    )


def _panel(trace: xr.Dataset, group: Group, language: str, *, heading: str) -> Panel:
    """One curve for each layer: the layers of its curves, bands below lines."""
    steps, norms = trace["probed_step"].values, trace[NAME].values
    label = say("chart.axis.gradient_norm", language)
    panels = [
        curves_panel(
            trace,
            [replace(group, series=layer, name=say("chart.layer", language, number=layer + 1))],
            steps,
            norms[..., layer],
            language,
            label=label,
            heading=heading,
        )
        for layer in range(norms.shape[-1])
    ]
    drawn = [layer for panel in panels for layer in panel.layers]
    bands = [layer for layer in drawn if isinstance(layer, Band) and len(panels) <= CROWD]
    return replace(panels[0], layers=(*bands, *(layer for layer in drawn if not isinstance(layer, Band))))
