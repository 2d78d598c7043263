"""The trace of a study that runs: its arrays are made once, as long as they will be, and filled as it goes on."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from kudari.descent.loop import Cadence
from kudari.results.assemble import GROWING


class Growing:
    """Takes stretches of a trace, and gives all of them as one: a view that costs nothing.

    The system hands out memory page by page as it is written to, so that room that is not used yet is free.
    """

    def __init__(self, cadence: Cadence) -> None:
        looks = (cadence.recorded_steps, cadence.evaluated_records, cadence.probed_records)
        # Where all runs come to rest early, their last record is evaluated and probed besides.
        self._room: Mapping[Any, int] = {dim: len(look) + 1 for dim, look in zip(GROWING, looks, strict=True)}
        self._length: dict[Any, int] = dict.fromkeys(GROWING, 0)
        self._arrays: dict[Any, np.ndarray] = {}
        self._last: xr.Dataset | None = None

    def add(self, part: xr.Dataset) -> None:
        """Write the next stretch behind the others."""
        for name, variable in part.variables.items():
            dim = next((dim for dim in variable.dims if dim in GROWING), None)
            if dim is None:
                continue
            if name not in self._arrays:
                shape = tuple(
                    self._room.get(one, size) for one, size in zip(variable.dims, variable.shape, strict=True)
                )
                self._arrays[name] = np.empty(shape, variable.dtype)
            axis, first = variable.dims.index(dim), self._length[dim]
            self._until(name, axis, first, first + part.sizes[dim])[...] = variable.values
        for dim in GROWING:
            self._length[dim] += part.sizes.get(dim, 0)
        self._last = part

    def whole(self) -> xr.Dataset:
        """All stretches as one trace; numbers of whole runs are the last stretch's."""
        assert self._last is not None

        def grown(name: Any, variable: xr.Variable) -> xr.Variable:
            dim = next((dim for dim in variable.dims if dim in GROWING), None)
            if dim is None:
                return variable
            values = self._until(name, variable.dims.index(dim), 0, self._length[dim])
            return xr.Variable(variable.dims, values, variable.attrs)

        data, coords = (
            {name: grown(name, one.variable) for name, one in kind.items()}
            for kind in (self._last.data_vars, self._last.coords)
        )
        return xr.Dataset(data, coords, self._last.attrs)

    def _until(self, name: Any, axis: int, first: int, end: int) -> np.ndarray:
        return self._arrays[name][(slice(None),) * axis + (slice(first, end),)]
