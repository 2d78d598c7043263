"""A study for TensorBoard: for each method and setting one run, with medians and bands over its seeds.

256 seeds as 256 runs would be as many curves and files: TensorBoard reads each file anew every few seconds. So
a run here is what a curve is in our own pictures, and the tab "Custom scalars" shows it with its band.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from kudari.results.schema import EVALUATED, PROBED, STEPS
from kudari.show.groups import Group, groups, ranked, spread

EDGES = ("median", "low", "high")
"""Of the seeds: their median, 10 % and 90 % quantile."""

LONGEST = 60
"""Letters of a folder's name: at four bytes each, and a number, no more than the 255 that file systems allow."""


def write_tensorboard(trace: xr.Dataset, folder: Path, language: str, *, time: float) -> None:
    """A new folder with a folder of events for each group of runs, and the study itself as text.

    A number is under `NAME/median`, `NAME/low` and `NAME/high`, at its exact steps; where there is one seed,
    `NAME/median` stands alone. The quantiles are those of the pictures: a run that has come to rest keeps its
    last value until the last of its group rests, one that is no longer finite counts beyond all numbers, and where
    fewer than half are finite there is no event.

    Args:
        time: seconds since 1970, of every event: when the study was recorded.

    Raises:
        ImportError: tensorboardX is not installed.
        OSError: the folder or a file cannot be written.
    """
    from tensorboardX.summary import custom_scalars, hparams, text

    folder.mkdir()
    found = groups(trace, language)
    names = sorted(str(name) for name, values in trace.data_vars.items() if _is_curve(values))
    layout = {name: {name: ("Margin", [f"{name}/{edge}" for edge in EDGES])} for name in names}
    shared = [(0, text("study", f"```toml\n{trace.attrs.get('study', '')}\n```"))]
    if any(len(group.runs) > 1 for group in found):
        shared += [(0, custom_scalars(layout))]
    _write(folder, shared, time)
    for group, place in zip(found, _folders(found), strict=True):
        settings = hparams({"method": group.method, **group.labels}, {"loss/median": None})
        (folder / place).mkdir()
        _write(folder / place, [*((0, part) for part in settings), *_scalars(trace, group)], time)


def _is_curve(values: xr.DataArray) -> bool:
    return values.dims in (STEPS, EVALUATED, PROBED) and values.name != "running"


def _scalars(trace: xr.Dataset, group: Group) -> Iterator[tuple[int, Any]]:
    """(step, all numbers of that step), by step."""
    from tensorboardX.proto.summary_pb2 import Summary

    by_step: dict[int, list[tuple[str, float]]] = {}
    last = int(trace["steps_run"].values[group.runs].max())
    edges = EDGES if len(group.runs) > 1 else EDGES[:1]
    for name, values in sorted(trace.data_vars.items(), key=lambda item: str(item[0])):
        if not _is_curve(values):
            continue
        steps = trace[values.dims[1]].values
        kept = int(np.searchsorted(steps, last, side="right"))
        quantiles = spread(ranked(values.values[group.runs, :kept]))
        for edge, numbers in zip(edges, quantiles, strict=False):
            for step, number in zip(steps[:kept].tolist(), numbers.tolist(), strict=True):
                if number == number:
                    by_step.setdefault(step, []).append((f"{name}/{edge}", number))
    for step in sorted(by_step):
        parts = [Summary.Value(tag=tag, simple_value=number) for tag, number in by_step[step]]
        yield step, Summary(value=parts)


def _write(folder: Path, summaries: Any, time: float) -> None:
    """One file of events; named by the time alone, so that the same study gives the same file."""
    from tensorboardX.proto.event_pb2 import Event
    from tensorboardX.record_writer import RecordWriter

    writer = RecordWriter(str(folder / f"events.out.tfevents.{int(time)}.kudari"))
    try:
        writer.write(Event(wall_time=time, file_version="brain.Event:2").SerializeToString())
        for step, summary in summaries:
            writer.write(Event(wall_time=time, step=step, summary=summary).SerializeToString())
    finally:
        writer.close()


def _folders(found: list[Group]) -> list[str]:
    """For each group a folder that any system can make, as much like its name as that allows."""
    taken: set[str] = set()
    names = []
    for group in found:
        name = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "_", group.name)[:LONGEST].strip(" .") or "_"
        numbered = (name if count == 1 else f"{name} ({count})" for count in range(1, len(found) + 2))
        free = next(one for one in numbered if one.casefold() not in taken)
        taken.add(free.casefold())
        names.append(free)
    return names
