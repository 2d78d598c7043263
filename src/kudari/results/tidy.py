"""A trace as tidy tables (Wickham 2014, "Tidy Data"): one row for each observation, one column for each variable.

A table holds everything that is counted alike: whole runs, records of runs, evaluations, probes. Each begins with
what names a run (its number `run`, method, seed, hyperparameters, whatever the study varied), so that no table
needs another one; `run` and `step` join them where that is wanted.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from kudari.results.schema import EVALUATED, PROBED, STEPS, VARIABLES
from kudari.results.summary import labels

COUNTED = {STEPS[1]: "steps", EVALUATED[1]: "evaluations", PROBED[1]: "probes"}
"""Dimension along which steps are counted -> its table."""

NAMES = {**COUNTED, "parameter": "parameters", "grid": "outputs"}
"""Second dimension of a variable -> its table; another one's table is named as it is."""

LANDSCAPE = ("landscape_x", "landscape_y")


def tables(trace: xr.Dataset) -> dict[str, pd.DataFrame]:
    """The tidy tables of a trace by name, and "columns", which says what their columns are.

    - "runs": a row for each run.
    - "steps", "evaluations", "probes": a row for each run and step, of which `step` tells the number. A run that
      has come to rest has no further rows.
    - "parameters", "outputs": a row for each run and parameter or grid point, which its position tells, from 0.
    - "landscape": a row for each point of the grid, where the trace has one.

    A variable of several numbers a step becomes columns such as `parameters_0`, `parameters_1`. A label that a
    method does not have is missing (NA); a NaN among the measures is a number that was NaN. Numbers keep their
    precision.
    """
    named = _named(trace)
    found = {"runs": named.copy()}
    steps_run = trace["steps_run"].values
    for name in _in_order(trace):
        variable = trace[name]
        if variable.dims[:1] != ("run",) or name == "running":
            continue
        dim = str(variable.dims[1]) if variable.ndim > 1 else ""
        table = NAMES.get(dim, dim) if dim else "runs"
        rows = _rows(trace, dim, steps_run)
        if table not in found:
            run, place = np.nonzero(rows)
            at = trace[dim].values[place] if dim in trace.coords else place
            found[table] = named.take(run).reset_index(drop=True)
            found[table]["step" if dim in COUNTED else dim] = at
        found[table] = found[table].assign(**_columns(name, variable.values[rows]))
    if "landscape" in trace:
        found["landscape"] = _landscape(trace)
    return {**found, "columns": _described(trace, found)}


def _named(trace: xr.Dataset) -> pd.DataFrame:
    """A row for each run: its number, and what names it."""
    named = pd.DataFrame({"run": np.arange(trace.sizes["run"])})
    for name in ("method", "seed", *sorted(labels(trace))):
        values = trace[name].values
        if values.dtype.kind in "OTUS":
            texts = pd.Series([str(value) for value in values], dtype=object)
            named[name] = pd.Categorical(texts.where(texts != ""))
        else:
            named[name] = pd.array(np.ma.masked_invalid(values).tolist(), dtype=_nullable(values.dtype))
    return named


def _nullable(dtype: np.dtype[Any]) -> str:
    return "Float64" if dtype.kind == "f" else "Int64"


def _rows(trace: xr.Dataset, dim: str, steps_run: np.ndarray) -> np.ndarray:
    """bool[R] or bool[R, n]: what is observed, and is no repetition of a resting run's last values."""
    if not dim:
        return np.ones(trace.sizes["run"], bool)
    if dim in COUNTED:
        return trace[dim].values[None, :] <= steps_run[:, None]
    return np.ones((trace.sizes["run"], trace.sizes[dim]), bool)


def _columns(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """[rows] -> one column; [rows, …] -> one for each of the numbers."""
    if values.ndim == 1:
        return {name: values}
    flat = values.reshape(len(values), -1)
    return {f"{name}_{place}": flat[:, place] for place in range(flat.shape[1])}


def _landscape(trace: xr.Dataset) -> pd.DataFrame:
    """The loss over one or two parameters."""
    names = LANDSCAPE[: trace["landscape"].ndim]
    grid = np.meshgrid(*(trace[name].values for name in names), indexing="ij")
    axes = {name: values.ravel() for name, values in zip(names, grid, strict=True)}
    return pd.DataFrame({**axes, "landscape": trace["landscape"].values.ravel()})


def _in_order(trace: xr.Dataset) -> list[str]:
    """The variables as the schema lists them; a user's own follow by name."""
    known = list(VARIABLES)
    names = [str(name) for name in trace.data_vars]
    return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))


def _described(trace: xr.Dataset, found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """For each table and column its units and description, as far as the trace tells them."""
    rows = []
    for table, frame in found.items():
        for column in frame.columns:
            name = str(column) if column in trace.variables else str(column).rpartition("_")[0]
            told = trace[name].attrs if name in trace.variables else {}
            rows.append((table, column, told.get("units", ""), told.get("description", "")))
    return pd.DataFrame(rows, columns=["table", "column", "units", "description"])


def write_csv(found: dict[str, pd.DataFrame], folder: Path) -> None:
    """NAME.csv of each table in a new folder, UTF-8 with a header line.

    A missing label is an empty cell; numbers that are not finite are `nan`, `inf` and `-inf`. Every other number
    has the digits that give back the same bits when it is read in its own precision.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    folder.mkdir()
    for name, frame in found.items():
        missing = [column for column in frame if not isinstance(frame.dtypes[column], np.dtype)]
        plain = frame.assign(**{str(column): _texts(frame[column]) for column in missing})
        plain.to_csv(folder / f"{name}.csv", index=False, na_rep="nan", encoding="utf-8", lineterminator="\n")


def _texts(column: "pd.Series[Any]") -> np.ndarray:
    """A column of labels as text, "" where one is missing."""
    codes, values = pd.factorize(column)
    return np.array([*map(str, values), ""], dtype=object)[codes]


def write_parquet(found: dict[str, pd.DataFrame], folder: Path) -> None:
    """NAME.parquet of each table in a new folder; a missing label is null, a NaN is NaN.

    Raises:
        ImportError: pyarrow is not installed.
        OSError: the folder or a file cannot be written.
    """
    import pyarrow
    from pyarrow import parquet

    folder.mkdir()
    for name, frame in found.items():
        columns = {
            str(column): pyarrow.array(frame[column].array)
            if not isinstance(frame.dtypes[column], np.dtype)
            else pyarrow.array(frame[column].to_numpy(), from_pandas=False)
            for column in frame
        }
        parquet.write_table(pyarrow.table(columns), folder / f"{name}.parquet", compression="zstd")
