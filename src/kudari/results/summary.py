"""What a study came to: quantiles over seeds, for every method and hyperparameter value."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

QUANTILES = (0.5, 0.1, 0.9)

TELLING = ("full_loss", "grid_loss", "mean_squared_error")
"""Evaluated numbers that say better than a mini-batch's loss how good a run is in the end."""


@dataclass(frozen=True)
class Spread:
    """A median with the 10 % and 90 % quantiles, over the runs where the number is finite; NaN where none is."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Row:
    """All seeds of one method with one combination of hyperparameters and varied settings."""

    method: str
    hyperparameters: Mapping[str, Any]
    """Every coordinate that tells this row from the others, by name."""
    runs: int
    finite: int
    """Runs whose last loss is finite."""
    final_loss: Spread
    best_loss: Spread
    stopped: int
    """Runs that the stopping rule ended."""
    steps_to_stop: Spread
    """Of those runs."""
    gradient_evaluations: Spread
    evaluated: Mapping[str, Spread]
    """The problem's own last numbers: held-out accuracy and the like."""


def spread(values: np.ndarray | Sequence[float]) -> Spread:
    """Median, 10 % and 90 % of the finite ones among these values."""
    array = np.asarray(values, float)
    finite = array[np.isfinite(array)]
    return Spread(*map(float, np.quantile(finite, QUANTILES))) if finite.size else Spread(*[float("nan")] * 3)


def labels(trace: xr.Dataset) -> list[str]:
    """The coordinates of `run` that name a row, besides the method: all but the seed."""
    return [
        str(name)
        for name, coordinate in trace.coords.items()
        if coordinate.dims == ("run",) and name not in ("method", "seed")
    ]


def members(trace: xr.Dataset) -> list[tuple[dict[str, Any], np.ndarray]]:
    """For each method and combination, in the trace's order: its labels but the seed, and its runs, int[R]."""
    names = ("method", *labels(trace))
    columns = [trace[name].values for name in names]
    groups: dict[tuple[str, ...], list[int]] = {}
    for run, key in enumerate(zip(*columns, strict=True)):
        groups.setdefault(tuple(str(value) for value in key), []).append(run)
    found = []
    for runs in groups.values():
        values = {name: _scalar(column[runs[0]]) for name, column in zip(names, columns, strict=True)}
        shown = {name: value for name, value in values.items() if not _blank(value)}
        found.append((shown, np.asarray(runs)))
    return found


def summarise(trace: xr.Dataset) -> list[Row]:
    """One row for each method and combination, in the trace's order."""
    final = trace["loss"].isel(step=-1).values
    last = {
        str(name): variable.isel(evaluated_step=-1).values
        for name, variable in trace.data_vars.items()
        if variable.dims == ("run", "evaluated_step")
    }
    return [_row(trace, settings, final, last, runs) for settings, runs in members(trace)]


def _row(
    trace: xr.Dataset,
    settings: Mapping[str, Any],
    final: np.ndarray,
    last: Mapping[str, np.ndarray],
    runs: np.ndarray,
) -> Row:
    by_rule = np.isin(trace["stopped"].values[runs], (1, 2))
    return Row(
        method=str(settings["method"]),
        hyperparameters={name: value for name, value in settings.items() if name != "method"},
        runs=len(runs),
        finite=int(np.isfinite(final[runs]).sum()),
        final_loss=spread(final[runs]),
        best_loss=spread(trace["best_loss"].values[runs]),
        stopped=int(by_rule.sum()),
        steps_to_stop=spread(trace["steps_run"].values[runs][by_rule]),
        gradient_evaluations=spread(trace["gradient_evaluations"].values[runs]),
        evaluated={name: spread(values[runs]) for name, values in last.items()},
    )


def _scalar(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _blank(value: Any) -> bool:
    return value == "" or (isinstance(value, float) and bool(np.isnan(value)))


def as_json(rows: list[Row]) -> list[dict[str, Any]]:
    """Rows as `--json` prints them; a number that does not exist is null, since JSON has no NaN."""
    return [
        {
            "method": row.method,
            "hyperparameters": dict(row.hyperparameters),
            "runs": row.runs,
            "finite": row.finite,
            "final_loss": _table(row.final_loss),
            "best_loss": _table(row.best_loss),
            "stopped": row.stopped,
            "steps_to_stop": _table(row.steps_to_stop) if row.stopped else None,
            "gradient_evaluations": _number(row.gradient_evaluations.median),
            "evaluated": {name: _table(value) for name, value in row.evaluated.items()},
        }
        for row in rows
    ]


def _table(value: Spread) -> dict[str, float | None]:
    return {"median": _number(value.median), "low": _number(value.low), "high": _number(value.high)}


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None


def write_csv(path: Path, rows: list[Row]) -> None:
    """Rows as a CSV file, one column for each number."""
    names = list(dict.fromkeys(name for row in rows for name in row.hyperparameters))
    evaluated = list(dict.fromkeys(name for row in rows for name in row.evaluated))
    spreads = ["final_loss", "best_loss", "steps_to_stop", "gradient_evaluations"]
    header = ["method", *names, "runs", "finite", "stopped"]
    header += [f"{name}_{part}" for name in (*spreads, *evaluated) for part in ("median", "low", "high")]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            values = [getattr(row, name) for name in spreads]
            values += [row.evaluated[name] for name in evaluated]
            numbers = [number for value in values for number in (value.median, value.low, value.high)]
            settings = [row.hyperparameters.get(name, "") for name in names]
            writer.writerow([row.method, *settings, row.runs, row.finite, row.stopped, *numbers])
