"""The loss over one parameter, with the steps that every method has taken down it."""

from dataclasses import replace
from typing import Any

from kudari.language import say
from kudari.language.words import joined
from kudari.plan import Plan
from kudari.show.chart import Chart, Points
from kudari.show.choice import left_out
from kudari.show.groups import groups
from kudari.show.way import way_chart
from kudari.web.views import landscape
from kudari.web.views.moment import Moment
from kudari.web.views.pictured import pictured


def applies(plan: Plan) -> bool:
    """Whether the study has one parameter and a loss that stays the same."""
    return landscape.applies(plan, 1)


def curve(moment: Moment) -> dict[str, Any] | None:
    """The curve with an arrow for every step of one seed's run of every method: choice `seed`."""
    if not applies(moment.plan):
        return None
    seed = landscape.shown_seed(moment)
    chart = way_chart(landscape.with_landscape(moment), moment.language, seed)
    if chart is None:
        return None
    found = groups(moment.trace, moment.language)
    rest = left_out(found[: len(chart.panels)], found, moment.language)
    caption = joined([landscape.caption("curve", moment), *rest], moment.language)
    shown = pictured(standing(chart, moment.language), moment, caption)
    return {**shown, **landscape.offers(moment)}


def standing(chart: Chart, language: str) -> Chart:
    """The chart of runs that are on their way: where a path ends is where it stands now."""
    panels = [
        replace(
            panel,
            layers=tuple(
                replace(layer, name=say("views.now", language))
                if isinstance(layer, Points) and layer.marker == "end" and layer.name
                else layer
                for layer in panel.layers
            ),
        )
        for panel in chart.panels
    ]
    return replace(chart, panels=tuple(panels))
