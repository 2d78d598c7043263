"""What the page is told of a study before its first point: its curves, its views, and its length."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from kudari.language import LANGUAGES
from kudari.plan import Plan
from kudari.show.chart import Axis, Chart, Line, Panel
from kudari.show.groups import Group, groups, ordered
from kudari.show.report.drawn import drawn
from kudari.show.scales import far
from kudari.study_file import to_mapping
from kudari.web.form_places import shown
from kudari.web.views import views_of


def opening(plan: Plan, trace: xr.Dataset) -> dict[str, Any]:
    """The header of a study's first frame, from its first records; its words in every language."""
    study = plan.study
    spoken = {language: groups(trace, language) for language in LANGUAGES}
    found = spoken[LANGUAGES[0]]
    return {
        "name": study.name,
        "study": shown(to_mapping(study)),
        "steps": study.steps,
        "seeds": study.seeds,
        "far": far(trace["loss"].values[:, 0]),
        "curves": [
            {
                "names": {language: said[at].name for language, said in spoken.items()},
                "method": group.method,
                "look": look,
            }
            for at, (group, look) in enumerate(zip(found, looks(found), strict=True))
        ],
        "views": views_of(plan),
    }


def looks(found: Sequence[Group]) -> list[dict[str, Any]]:
    """The look of every group's curve, as it is in all pictures of the study."""
    point = np.zeros(1)
    layers = tuple(Line(x=point, y=point, series=group.series, name=group.name) for group in found)
    panel = Panel(x=Axis(label=""), y=Axis(label=""), layers=layers)
    chart = drawn(Chart(name="loss", title="", panels=(panel,), ordered=ordered(found)))
    return [layer["look"] for layer in chart["panels"][0]["layers"]]
