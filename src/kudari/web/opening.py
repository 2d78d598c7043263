"""What the page is told of a study before its first point: its curves, its views, and its length."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kudari.plan import Plan
from kudari.show.chart import Axis, Chart, Line, Panel
from kudari.show.groups import Group, ordered
from kudari.show.report.drawn import drawn
from kudari.study_file import to_mapping
from kudari.web.form_places import shown
from kudari.web.views import views_of


def opening(plan: Plan, found: Sequence[Group], home: Path) -> dict[str, Any]:
    """The header of a study's first frame."""
    study = plan.study
    return {
        "name": study.name,
        "study": shown(to_mapping(study), home),
        "steps": study.steps,
        "record_every": study.record_every,
        "records": len(plan.cadence.recorded_steps),
        "seeds": study.seeds,
        "parameters": plan.sweeps[0].parameter_count,
        "curves": [
            {"name": group.name, "method": group.method, "runs": len(group.runs), "look": look}
            for group, look in zip(found, looks(found), strict=True)
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
