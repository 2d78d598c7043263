"""Pictures made from the trace alone: single runs, the problem's own numbers, and what explains a run."""

from typing import Any

import numpy as np

from kudari.plan import Plan
from kudari.show.charts import CHARTS, DIAGNOSES
from kudari.show.groups import groups
from kudari.show.settings import FEWEST
from kudari.web.points import BUCKETS
from kudari.web.views.moment import Moment
from kudari.web.views.pictured import pictured

MOST_RUNS = 200
"""Single runs that are shown at once."""

FROM_TRACE = ("tangent", "basins", "evaluated", "settings", "sharpness", "rates", "layers")
"""Charts that the trace is enough for."""


def singles(moment: Moment) -> dict[str, Any] | None:
    """The loss of every single run of a group, at the steps of the points: choice `group`."""
    found = groups(moment.trace, moment.language)
    place = int(moment.choice.get("group", 0))
    if not 0 <= place < len(found):
        return None
    stride = -(-len(moment.plan.cadence.recorded_steps) // BUCKETS)
    steps = moment.trace["step"].values
    shown = np.unique(np.concatenate([np.arange(0, len(steps), max(1, stride)), [len(steps) - 1]]))
    group = found[place]
    loss = moment.trace["loss"].values[group.runs[:MOST_RUNS]][:, shown]
    ended = steps[shown] > moment.trace["steps_run"].values[group.runs[:MOST_RUNS], None]
    hidden = ended | ~np.isfinite(loss)
    return {
        "kind": "singles",
        "group": place,
        "steps": steps[shown].tolist(),
        "losses": [_numbers(row, mask) for row, mask in zip(loss, hidden, strict=True)],
        "seeds": moment.trace["seed"].values[group.runs[:MOST_RUNS]].tolist(),
    }


def _numbers(row: np.ndarray, hidden: np.ndarray) -> list[float | None]:
    return [None if mask else float(f"{value:.5g}") for value, mask in zip(row.tolist(), hidden, strict=True)]


def chart(moment: Moment, name: str) -> dict[str, Any] | None:
    """One of `FROM_TRACE` as it stands; None where the trace has nothing to show on it."""
    make = {**CHARTS, **DIAGNOSES}[name]
    made = make(moment.trace, moment.language)
    return None if made is None else pictured(made, moment)


def applies(plan: Plan, name: str) -> bool:
    """Whether such a study can have this chart."""
    sweep = plan.sweeps[0]
    rates = {value for one in plan.sweeps for value in one.values.get("learning_rate", ())}
    # Estimators, orders and the like have no order, and so no axis.
    many = [len(values) for key, values in plan.study.vary.items() if key.startswith("problem.")]
    many += [len(values) for one in plan.sweeps for values in one.values.values()]
    return {
        "tangent": sweep.problem.name == "weight",
        "basins": bool(sweep.problem.settings.get("stationary")),
        "evaluated": sweep.problem.evaluates,
        "settings": max(many, default=0) >= FEWEST,
        "sharpness": "sharpness" in sweep.measures,
        "rates": len(rates) > 1,
        "layers": len(sweep.problem.activations) > 0,
    }[name]
