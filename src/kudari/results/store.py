"""A study's folder: `study.toml`, `trace.zarr`, `versions.toml`, beside the checkpoint, summary and pictures.

The trace grows along its steps. What a crash leaves half written lies behind the last checkpoint, and is cut off
when the study is resumed.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
import zarr

from kudari.language import InputError
from kudari.results.assemble import GROWING
from kudari.results.schema import attributes

TRACE, STUDY, VERSIONS = "trace.zarr", "study.toml", "versions.toml"

FORMAT = 2
"""Of the traces written here; a larger number is a later Kudari's, whose meaning is not known."""

NEEDED = ("loss", "steps_run", "stopped", "running", "method", "seed")
"""What every trace holds."""

ROWS = 1024
"""Steps in one stored block."""


def create(folder: Path, files: Mapping[str, str]) -> None:
    """Make the folder with these text files in it.

    Raises:
        InputError: the folder exists, or cannot be made.
    """
    try:
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except FileExistsError as error:
        raise InputError("store.exists", folder=folder) from error
    except OSError as error:
        raise InputError("store.not_writable", folder=folder, reason=error.strerror) from error


def append(folder: Path, chunk: xr.Dataset) -> None:
    """Write the chunk behind what the trace holds; numbers of whole runs replace the earlier ones.

    Raises:
        OSError: the disk is full, or the folder has gone.
    """
    path = folder / TRACE
    if not path.exists():
        return _write_first(path, chunk)
    group = zarr.open_group(path, mode="r+")
    for name, variable in chunk.variables.items():
        array = group[str(name)]
        axis = _growing_axis(variable.dims)
        if axis is not None:
            array.append(np.asarray(variable.data), axis=axis)
        elif variable.dims == ("run",) and name in chunk.data_vars:
            array[...] = variable.data
    return None


def _write_first(path: Path, chunk: xr.Dataset) -> None:
    """The first chunk: a group that xarray opens by itself."""
    # By this attribute xarray tells labels of runs from numbers of runs (CF conventions 1.8, §5).
    labels = " ".join(str(name) for name in chunk.coords)
    group = zarr.create_group(path, attributes={**chunk.attrs, "coordinates": labels, "format": FORMAT})
    for name, variable in chunk.variables.items():
        add(group, str(name), variable)


def add(group: zarr.Group, name: str, variable: xr.Variable) -> None:
    """A variable as an array of the group, in blocks along the dimension that grows."""
    data = np.asarray(variable.data)
    blocks = tuple(
        ROWS if dim in GROWING else max(1, size) for dim, size in zip(variable.dims, data.shape, strict=True)
    )
    array = group.create_array(
        name,
        shape=data.shape,
        chunks=blocks,
        dtype=data.dtype,
        dimension_names=[str(dim) for dim in variable.dims],
        attributes=dict(variable.attrs),
        compressors=None if data.dtype.kind == "T" else "auto",
    )
    array[...] = data


def _growing_axis(dims: tuple[Any, ...]) -> int | None:
    return next((place for place, dim in enumerate(dims) if dim in GROWING), None)


def finish(folder: Path, extra: Mapping[str, xr.Variable]) -> None:
    """Add what is known only in the end, and mark the trace as whole."""
    group = zarr.open_group(folder / TRACE, mode="r+")
    for name, variable in extra.items():
        if name in group:
            del group[name]
        add(group, name, variable)
    group.attrs["complete"] = True


def cut(folder: Path, steps: int) -> None:
    """Forget everything behind the first `steps` recorded steps."""
    group = zarr.open_group(folder / TRACE, mode="r+")
    last = group["step"][steps - 1] if steps else -1
    lengths = {dim: int(np.sum(group[dim][...] <= last)) for dim in GROWING if dim in group}
    for _, array in group.arrays():
        dims = array.metadata.dimension_names or ()
        array.resize(tuple(lengths.get(dim, size) for dim, size in zip(dims, array.shape, strict=True)))


def rewrite_study(folder: Path, text: str) -> None:
    """Replace the study, as text: in its file, in one move, and then in the trace.

    Raises:
        OSError: the disk is full, or the folder has gone.
    """
    unfinished = folder / (STUDY + ".part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(folder / STUDY)
    zarr.open_group(folder / TRACE, mode="r+").attrs["study"] = text


def clear(folder: Path) -> None:
    """Forget a trace that no checkpoint stands behind."""
    shutil.rmtree(folder / TRACE, ignore_errors=True)


def study_of(folder: Path) -> str | None:
    """The study, as text, that the folder's trace was begun with; None where there is no trace."""
    path = folder / TRACE
    return str(zarr.open_group(path, mode="r").attrs["study"]) if path.is_dir() else None


def complete(folder: Path) -> bool:
    """Whether the folder holds a trace that was run to its end."""
    path = folder / TRACE
    return path.is_dir() and bool(zarr.open_group(path, mode="r").attrs.get("complete", False))


def load(folder: Path | str) -> xr.Dataset:
    """The trace in a study's folder, read lazily.

    Raises:
        InputError: there is no trace in the folder, or it is damaged, or a later Kudari's.
    """
    path = Path(folder) / TRACE
    if not path.is_dir():
        raise InputError("store.no_trace", folder=folder)
    try:
        trace = xr.open_zarr(path, consolidated=False, chunks=None)
    except Exception as error:  # zarr and xarray raise whatever the damage leads them to
        raise _damaged(folder, error) from error
    version = trace.attrs.get("format", FORMAT)
    if version > FORMAT:
        raise InputError("store.newer", folder=folder, came=version, known=FORMAT)
    if missing := [name for name in NEEDED if name not in trace]:
        raise InputError("store.damaged", folder=folder, reason=", ".join(missing))
    return trace


def load_whole(folder: Path | str) -> xr.Dataset:
    """The same in memory: damage anywhere in it shows here, and not in the middle of a sentence.

    Raises:
        InputError: as `load`.
    """
    trace = load(folder)
    try:
        return trace.load()
    except Exception as error:
        raise _damaged(folder, error) from error


def _damaged(folder: Path | str, error: Exception) -> InputError:
    reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    return InputError("store.damaged", folder=folder, reason=reason)


def variable(dims: tuple[str, ...], name: str, values: np.ndarray) -> xr.Variable:
    """A variable with the units and description that the schema gives it."""
    return xr.Variable(dims, values, attributes(name))
