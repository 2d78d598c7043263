"""Chunks of several sweeps become one labelled Dataset.

The chunks come as plain arrays; nothing here knows how they were computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from kudari.results.schema import EVALUATED, PROBED, STEPS, VARIABLES, attributes, label_array

KINDS = {"records": STEPS, "evaluations": EVALUATED, "probes": PROBED, "summary": ("run",)}
"""What a part holds -> the dimensions of a number of it."""

GROWING = (STEPS[1], EVALUATED[1], PROBED[1])
"""The dimensions that grow while a study runs."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A stretch of one sweep: n records, m evaluations and k probes of R runs, runs first."""

    records: Mapping[str, np.ndarray]
    """measure -> [R, n] or [R, n, P]."""
    evaluations: Mapping[str, np.ndarray]
    """measure -> [R, m]."""
    probes: Mapping[str, np.ndarray]
    """measure -> [R, k], or [R, k, …] of several numbers."""
    summary: Mapping[str, np.ndarray]
    """variable -> [R]: where each run stands at the end of the stretch."""


def runs_first(values: np.ndarray) -> np.ndarray:
    """[n, S, H, …] of the loop becomes [R, n, …]: combination by combination, seed by seed."""
    n, seeds, combinations = values.shape[:3]
    return np.moveaxis(values, 0, 2).swapaxes(0, 1).reshape(combinations * seeds, n, *values.shape[3:])


def label_coordinates(runs: Sequence[Mapping[str, Sequence[Any]]]) -> dict[str, xr.Variable]:
    """The labels of all sweeps' runs as coordinates.

    Args:
        runs: for each sweep the labels of its runs, `run_axis` and more; a label that a sweep lacks is NaN or "".
    """
    found = {}
    for name in dict.fromkeys(name for labels in runs for name in labels):
        known = [value for labels in runs for value in labels.get(name, ())]
        blank: Any = "" if isinstance(known[0], str) else np.nan
        column = [v for labels in runs for v in labels.get(name, [blank] * len(labels["seed"]))]
        found[name] = xr.Variable("run", label_array(column), attributes(name))
    return found


def assemble(
    parts: Sequence[Part],
    labels: Mapping[str, xr.Variable],
    steps: Mapping[str, np.ndarray],
    study: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """One Dataset of all sweeps' runs over the same steps.

    Args:
        parts: one for each sweep, all with a row for each of the steps.
        labels: of their runs, as `label_coordinates` gives them.
        steps: int[n] of `step`, int[m] of `evaluated_step`, int[k] of `probed_step`.
        study: attributes of the Dataset.
    """
    axes = {name: xr.Variable(name, np.asarray(values), attributes(name)) for name, values in steps.items()}
    variables: dict[str, xr.Variable] = {}
    for kind, dims in KINDS.items():
        for name in _shared([getattr(part, kind) for part in parts]):
            values = np.concatenate([getattr(part, kind)[name] for part in parts])
            named = VARIABLES[name].dims if name in VARIABLES else dims
            variables[name] = xr.Variable(named[: values.ndim], values, attributes(name))
    running = axes["step"].values <= variables["steps_run"].values[:, None]
    variables["running"] = xr.Variable(STEPS, running, attributes("running"))
    return xr.Dataset(variables, {**labels, **axes}, dict(study or {}))


def _shared(tables: Sequence[Mapping[str, np.ndarray]]) -> list[str]:
    """The names that every sweep has, with the same shape behind the first axis."""
    first, *others = tables
    return [
        name
        for name, values in first.items()
        if all(name in other and other[name].shape[1:] == values.shape[1:] for other in others)
    ]


def join(traces: Sequence[xr.Dataset]) -> xr.Dataset:
    """Consecutive stretches of the same runs as one trace; numbers of whole runs are the last stretch's."""
    last = traces[-1]

    def joined(name: Any) -> xr.Variable:
        variable = last[name].variable
        growing = next((dim for dim in variable.dims if dim in GROWING), None)
        if growing is None:
            return variable
        return xr.Variable.concat([trace[name].variable for trace in traces], growing)

    return xr.Dataset(
        {name: joined(name) for name in last.data_vars},
        {name: joined(name) for name in last.coords},
        last.attrs,
    )
