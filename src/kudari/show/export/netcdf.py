"""A trace as one NetCDF 4 file, which xarray, R, Julia and MATLAB read."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

LARGE = 4096
"""Numbers from which an array is compressed."""


def write_netcdf(trace: xr.Dataset, path: Path) -> None:
    """The whole trace, with its units and descriptions.

    NetCDF knows no tables, lists of lists, None and truth values as attributes: they are stored as JSON text.

    Raises:
        ImportError: h5netcdf or h5py is not installed.
        OSError: the file cannot be written.
    """
    # xarray does not say which of them is missing.
    import h5netcdf  # noqa: F401
    import h5py  # noqa: F401

    # NumPy's strings of any length are not yet known to HDF5.
    texts = {
        name: variable.astype(object) for name, variable in trace.variables.items() if _is_text(variable)
    }
    plain = trace.assign(texts).assign_attrs({name: attribute(value) for name, value in trace.attrs.items()})
    encoding = {
        name: {"zlib": True, "complevel": 4, "shuffle": True}
        for name, variable in plain.variables.items()
        if variable.size >= LARGE and variable.dtype.kind in "fiub"
    }
    plain.to_netcdf(path, engine="h5netcdf", format="NETCDF4", encoding=encoding)


def attribute(value: Any) -> Any:
    """An attribute as NetCDF has it: text, a number, a list of numbers; else as JSON text."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, str) or (isinstance(value, int | float | np.number) and not isinstance(value, bool)):
        return value
    numbers = isinstance(value, list | tuple) and value and all(type(item) in (int, float) for item in value)
    return list(value) if numbers else json.dumps(value, ensure_ascii=False)


def _is_text(variable: xr.Variable) -> bool:
    return variable.dtype.kind in "TO"
