"""The pictures that move with a run: name -> (Moment) -> JSON, and which of them a study has."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from kudari.plan import Plan
from kudari.web.views import boundary, curve, curves, fit, histograms, images, network, slice, surface, table
from kudari.web.views.moment import Moment

View: TypeAlias = Callable[[Moment], dict[str, Any] | None]

VIEWS: dict[str, View] = {
    "table": table.table,
    "singles": curves.singles,
    **{name: partial(curves.chart, name=name) for name in curves.FROM_TRACE},
    "curve": curve.curve,
    "contour": surface.contour,
    "surface": surface.surface,
    "fit": fit.fit,
    "slice": slice.cut,
    "boundary": boundary.boundary,
    "samples": images.samples,
    "network": network.network,
    "first-layer": images.first_layer,
    "confusion": images.confusion,
    "histograms": histograms.histograms,
}
"""Name -> the view; None where the study, or its trace so far, has nothing to show on it."""

APPLIES: dict[str, Callable[[Plan], bool]] = {
    "curve": curve.applies,
    "contour": surface.applies,
    "surface": surface.applies,
    "fit": fit.applies,
    "boundary": boundary.applies,
    "samples": images.applies,
    "network": network.applies,
    "first-layer": images.applies,
    "confusion": images.has_confusion,
    "histograms": histograms.applies,
    "slice": slice.applies,
    **{name: partial(curves.applies, name=name) for name in curves.FROM_TRACE},
}
"""Name -> whether a study has this view, in the order in which they are offered."""


def views_of(plan: Plan) -> list[str]:
    """The pictures that a study has, besides its curves and its table: the most telling first."""
    return [name for name, applies in APPLIES.items() if applies(plan)]
