"""The one way in: `run(study)`, `stream(study)`."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np
import xarray as xr

from kudari.descent import checkpoint
from kudari.descent.carry import Carry
from kudari.descent.loop import Chunk, descend, warm, warm_probes
from kudari.finish import extras
from kudari.language import InputError
from kudari.plan import Plan, facts_of, plan
from kudari.results import store
from kudari.results.assemble import Part, assemble, join, runs_first
from kudari.study import Study
from kudari.study_file import read_study, study_text
from kudari.versions import versions_text

PACE = 0.25
"""Seconds that a round should take: long enough to be worth its overhead, short enough to be watched."""

SAVE_EVERY = 2.0
"""Seconds between checkpoints."""


@dataclass
class Clock:
    """Where the time went, in seconds."""

    compile: float = 0.0
    compute: float = 0.0
    write: float = 0.0


@dataclass
class Pace:
    """How many records the next round takes, so that it takes about `PACE` seconds."""

    records: int = 16

    def adapt(self, seconds: float) -> None:
        """Grow or shrink by what the last round took, at most fourfold."""
        self.records = max(1, int(self.records * min(4.0, max(0.25, PACE / max(seconds, 1e-9)))))


@dataclass(frozen=True)
class Round:
    """The same stretch of steps of every sweep."""

    trace: xr.Dataset
    carries: Sequence[Carry]
    records: int
    """Records so far."""
    finished: bool


def rounds(
    plan: Plan, carries: Sequence[Carry | None] | None = None, first: int = 0, clock: Clock | None = None
) -> Iterator[Round]:
    """Let every sweep descend side by side, a stretch at a time.

    Sweeps are independent programs, so each has a thread: on two cores two of them compile or run at once.
    """
    clock, pace = clock or Clock(), Pace()
    if carries and (first == len(plan.cadence.recorded_steps) or all(np.all(c.rested) for c in carries if c)):
        return
    steps, facts = plan.cadence.recorded_steps, facts_of(plan)
    looks = {"evaluated_step": plan.cadence.evaluated_records, "probed_step": plan.cadence.probed_records}
    with ThreadPoolExecutor(max_workers=min(len(plan.sweeps), os.cpu_count() or 1)) as pool:
        began = time.perf_counter()
        list(pool.map(lambda sweep: warm(sweep, plan.cadence), plan.sweeps))
        # Sweeps of one problem share the program of their probes: one of them compiles it.
        shared = {(sweep.problem, sweep.probed, sweep.runs): sweep for sweep in plan.sweeps}
        list(pool.map(lambda sweep: warm_probes(sweep, plan.cadence), shared.values()))
        clock.compile += time.perf_counter() - began
        descents = [
            descend(sweep, plan.cadence, size=lambda: pace.records, carry=carry, first=first)
            for sweep, carry in zip(plan.sweeps, carries or [None] * len(plan.sweeps), strict=True)
        ]
        newest: list[Chunk] = []
        finished = False
        while not finished:
            began = time.perf_counter()
            chunks = list(pool.map(lambda descent: next(descent, None), descents))
            newest = [chunk or newest[place] for place, chunk in enumerate(chunks)]
            count = max(len(rows) for chunk in chunks if chunk for rows in chunk.records.values())
            first += count
            finished = first == len(steps) or all(chunk.resting for chunk in newest)
            reached = {"step": steps[first - count : first]}
            for name, records in looks.items():
                found = plan.cadence.steps_among(records, first - count, first)
                if finished and steps[first - 1] not in found:
                    found = np.append(found, steps[first - 1])
                reached[name] = found
            parts = [
                rest_part(chunk, fresh is not None, [len(rows) for rows in reached.values()])
                for chunk, fresh in zip(newest, chunks, strict=True)
            ]
            trace = assemble(parts, plan.labels, reached, facts)
            seconds = time.perf_counter() - began
            clock.compute += seconds
            pace.adapt(seconds)
            yield Round(trace, [chunk.carry for chunk in newest], first, finished)


def rest_part(chunk: Chunk, fresh: bool, counts: Sequence[int]) -> Part:
    """A sweep's rows of a round, so many records, evaluations and probes; where it has none, those it rests at."""
    carry = chunk.carry
    tables = (chunk.records, chunk.evaluations, chunk.probes) if fresh else ({}, {}, {})
    resting = (*jax.device_get((carry.record, carry.evaluation)), chunk.probe)
    records, evaluations, probes = map(_rows, tables, resting, counts)
    summary = {name: runs_first(values[None])[:, 0] for name, values in chunk.summary.items()}
    return Part(records=records, evaluations=evaluations, probes=probes, summary=summary)


def _rows(
    rows: Mapping[str, np.ndarray], resting: Mapping[str, np.ndarray], count: int
) -> dict[str, np.ndarray]:
    lengthened = {}
    for name, value in resting.items():
        given = rows.get(name, value[None][:0])
        filled = np.concatenate([given, np.repeat(value[None], count - len(given), axis=0)])
        lengthened[name] = runs_first(filled)
    return lengthened


def stream(study: Study) -> Iterator[xr.Dataset]:
    """Run a study, and give its trace as it comes: each Dataset holds the next stretch of steps of all runs.

    Raises:
        InputError: the study cannot be run; one sentence says why.
    """
    for part in rounds(plan(study)):
        yield part.trace


def run(
    study: Study,
    out: Path | str | None = None,
    *,
    yes: bool = False,
    watch: Callable[[Round], bool] | None = None,
    clock: Clock | None = None,
) -> xr.Dataset:
    """Run a study to its end and return its whole trace.

    Args:
        out: a folder to make, in which the study, the trace and a checkpoint are kept while it runs.
        yes: run it even where it needs more memory or disk than is prudent.
        watch: called after each stretch; where it returns True the study is saved and left, to be resumed.
        clock: is told where the time went.

    Raises:
        InputError: the study cannot be run, or the folder cannot be made; one sentence says why.
    """
    chosen = plan(study)
    if not yes:
        check_size(chosen, Path(out or "."))
    if out is not None:
        store.create(Path(out), {store.STUDY: study_text(study), store.VERSIONS: versions_text()})
    return _drain(chosen, Path(out) if out else None, None, 0, watch, clock or Clock())


def resume(
    folder: Path | str, *, watch: Callable[[Round], bool] | None = None, clock: Clock | None = None
) -> xr.Dataset:
    """Go on with a study that was cut off, with the same bits as if it had not been.

    Raises:
        InputError: the folder holds no study that can go on.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError("store.no_folder", folder=folder)
    chosen = plan(read_study(folder / store.STUDY))
    if store.complete(folder):
        return store.load(folder)
    if store.study_of(folder) not in (None, study_text(chosen.study)):
        raise InputError("study.other_checkpoint", file=folder / store.STUDY)
    carries: list[Carry] | None = None
    first = 0
    if (folder / checkpoint.NAME).exists():
        carries, first = checkpoint.restore(folder, chosen.sweeps)
        store.cut(folder, first)
    else:
        store.clear(folder)
    return _drain(chosen, folder, carries, first, watch, clock or Clock())


def _drain(
    plan: Plan,
    folder: Path | None,
    carries: list[Carry] | None,
    first: int,
    watch: Callable[[Round], bool] | None,
    clock: Clock,
) -> xr.Dataset:
    """Consume the rounds: store, checkpoint, watch; then add what is known only in the end."""
    kept: list[xr.Dataset] = []
    saved = time.perf_counter()
    left = False
    for part in rounds(plan, carries, first, clock):
        left = watch is not None and watch(part) and not part.finished
        began = time.perf_counter()
        if folder is None:
            kept.append(part.trace)
        else:
            store.append(folder, part.trace)
            if part.finished or left or began - saved > SAVE_EVERY:
                checkpoint.save(folder, part.carries, part.records)
                saved = time.perf_counter()
        clock.write += time.perf_counter() - began
        carries = list(part.carries)
        if left:
            break
    whole = join(kept) if folder is None else store.load(folder)
    if left:
        return whole
    began = time.perf_counter()
    more = extras(plan.sweeps, carries or [], whole)
    clock.compute += time.perf_counter() - began
    if folder is None:
        return whole.assign(more)
    store.finish(folder, more)
    return store.load(folder)


def check_size(plan: Plan, folder: Path) -> None:
    """Refuse a study that would take more than half of the machine's memory, or of the free disk.

    Raises:
        InputError: with the estimate and the limit.
    """
    memory, disk = plan.bytes
    while not folder.exists():
        folder = folder.parent
    limits = {
        "study.too_much_memory": (memory, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2),
        "study.too_much_disk": (disk, shutil.disk_usage(folder).free // 2),
    }
    for key, (needed, limit) in limits.items():
        if needed > limit:
            raise InputError(key, needed=f"{needed / 2**30:.1f}", limit=f"{limit / 2**30:.1f}")
