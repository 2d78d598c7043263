"""The sliders of a running study: which hyperparameters can be turned, and how far."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kudari.methods.ranges import RANGES, Range
from kudari.methods.search import Search
from kudari.plan import Plan
from kudari.study import Change

TURNED = (
    "learning_rate",
    "max_learning_rate",
    "momentum",
    "b1",
    "b2",
    "beta",
    "decay",
    "weight_decay",
    "noise",
)
"""What may be turned while a study runs."""

WIDE = 100.0
"""A slider reaches from this share of the study's own value to so many times it, at least."""

PLACES = 200
"""Of a slider."""


def sliders(plan: Plan, changes: Sequence[Change], step: int) -> list[dict[str, Any]]:
    """One table for each slider: `method` (its label), `name`, `value` at `step`, and the `values` at its places.

    A hyperparameter that takes several values at once has none: its runs are told apart by it.
    """
    found = []
    for label, sweep in {str(sweep.labels["method"]): sweep for sweep in plan.sweeps}.items():
        for name, values in sweep.values.items():
            if name not in TURNED or len(values) > 1:
                continue
            made = [change for change in changes if change.name == name and change.method in ("", label)]
            now = [change.value for change in made if change.step <= step]
            found.append(
                {
                    "method": label,
                    "name": name,
                    "value": now[-1] if now else values[0],
                    "values": places(name, values[0], sweep.method.tuning.get(name)),
                }
            )
    return found


def settings(plan: Plan, changes: Sequence[Change], step: int) -> dict[str, Any]:
    """What can be turned, as it stands at this step, and what was or will be changed."""
    return {"sliders": sliders(plan, changes, step), "changes": [vars(change) for change in changes]}


def places(name: str, value: float, search: Search | None) -> list[float]:
    """The values along a slider: ascending, the study's own among them."""
    allowed = RANGES.get(name, Range())
    if (search and search.scale == "linear") or allowed.most == 1.0:
        low, high = (search.low, search.high) if search else (0.0, 0.999)
        even = np.linspace(min(low, value), max(high, value), PLACES)
        near_one = 1 - np.geomspace(1 - min(low, value), 1 - min(max(high, value), 0.9999), PLACES)
        along = even if search and search.scale == "linear" else near_one
    else:
        low = min(value / WIDE if value > 0 else 1e-4, search.low if search else np.inf)
        high = max(value * WIDE, search.high if search else 0.0, 1e-3)
        along = np.geomspace(low, high, PLACES)
    rounded = {float(f"{place:.3g}") for place in along} | {value}
    return sorted(place for place in rounded if place in allowed)
