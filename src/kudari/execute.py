"""The one way in: `run(study)`, `stream(study)`."""

import os
import shutil
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import xarray as xr

from kudari.changes import check_changes
from kudari.descent import checkpoint
from kudari.descent.carry import Carry
from kudari.finish import extras
from kudari.language import InputError
from kudari.plan import Plan, plan
from kudari.results import store
from kudari.results.assemble import join
from kudari.rounds import PACE, Clock, Pace, Round, rounds
from kudari.study import Change, Study, check
from kudari.study_file import read_study, study_text, to_mapping
from kudari.versions import versions_text

__all__ = ["PACE", "Clock", "Pace", "Round", "Watch", "check_size", "resume", "rounds", "run", "stream"]

Watch: TypeAlias = Callable[[Round], bool | Sequence[Change] | None]
"""Called after each round; True: save and leave; changes, whose step is the next one recorded: make them, and go on."""

SAVE_EVERY = 2.0
"""Seconds between checkpoints."""

WRITE_EVERY = 1.0
"""Seconds between two writes of the trace."""


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
    watch: Watch | None = None,
    clock: Clock | None = None,
    pace: Pace | None = None,
) -> xr.Dataset:
    """Run a study to its end and return its whole trace.

    Args:
        out: a folder to make, in which the study, the trace and a checkpoint are kept while it runs.
        yes: run it even where it needs more memory or disk than is prudent.
        watch: called after each stretch. Where it returns True the study is saved and left, to be resumed; changes
            that it returns, whose step must be the next one recorded, become part of the study, here and in the
            folder. What it returns after the last stretch is not heard.
        clock: is told where the time went.
        pace: how long a stretch is; `watch` may alter it.

    Raises:
        InputError: the study cannot be run or changed, or the folder cannot be made; one sentence says why.
    """
    chosen = plan(study)
    if not yes:
        check_size(chosen, Path(out or "."))
    if out is not None:
        store.create(Path(out), {store.STUDY: study_text(study), store.VERSIONS: versions_text()})
    return _drain(chosen, Path(out) if out else None, None, 0, watch, clock, pace)


def resume(
    folder: Path | str, *, watch: Watch | None = None, clock: Clock | None = None, pace: Pace | None = None
) -> xr.Dataset:
    """Go on with a study that was cut off, with the same bits as if it had not been.

    Its `study.toml` must be the one it was begun with, but for changes at steps that are still to come.

    Raises:
        InputError: the folder holds no study that can go on.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError("store.no_folder", folder=folder)
    chosen = plan(read_study(folder / store.STUDY))
    if store.complete(folder):
        return store.load(folder)
    _refuse_other(folder, chosen.study, 0)
    carries: list[Carry] | None = None
    first = 0
    if (folder / checkpoint.NAME).exists():
        carries, first = checkpoint.restore(folder, chosen.sweeps)
        _refuse_other(folder, chosen.study, first * chosen.study.record_every)
        store.cut(folder, first)
        store.rewrite_study(folder, study_text(chosen.study))
    else:
        store.clear(folder)
    return _drain(chosen, folder, carries, first, watch, clock, pace)


def _refuse_other(folder: Path, study: Study, step: int) -> None:
    """The trace must be of this study, as far as it was run; what changes from `step` on may be another.

    A crash may come when the study's file tells of a change already, and the trace does not yet.

    Raises:
        InputError: it is of another.
    """
    begun = store.study_of(folder)
    if begun is None:
        return
    tables = [tomllib.loads(begun), to_mapping(study)]
    for table in tables:
        table["changes"] = [change for change in table.get("changes", ()) if change["step"] < step]
    if tables[0] != tables[1]:
        raise InputError("study.other_checkpoint", file=folder / store.STUDY)


def _drain(
    plan: Plan,
    folder: Path | None,
    carries: list[Carry] | None,
    first: int,
    watch: Watch | None,
    clock: Clock | None,
    pace: Pace | None,
) -> xr.Dataset:
    """Consume the rounds: store, checkpoint, watch; then add what is known only in the end."""
    clock = clock or Clock()
    kept: list[xr.Dataset] = []
    saved = written = time.perf_counter()
    left = False
    source = rounds(plan, carries, first, clock, pace)
    part = next(source, None)
    while part is not None:
        answer = watch(part) if watch else None
        changes = answer if isinstance(answer, Sequence) and not part.finished else ()
        left = bool(answer) and not changes and not part.finished
        began = time.perf_counter()
        if folder is None:
            kept.append(part.trace)
        else:
            kept.append(part.trace)
            due = part.finished or left or changes or began - saved > SAVE_EVERY
            # Many short rounds are written together: each way to the disk takes its time.
            if due or began - written > WRITE_EVERY:
                store.append(folder, join(kept))
                kept, written = [], time.perf_counter()
            if due:
                checkpoint.save(folder, part.carries, part.records)
                saved = time.perf_counter()
        if changes:
            plan = _changed(plan, changes, part.records)
            if folder is not None:
                store.rewrite_study(folder, study_text(plan.study))
        clock.write += time.perf_counter() - began
        carries = list(part.carries)
        if left:
            break
        try:
            part = source.send(plan)
        except StopIteration:
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


def _changed(plan: Plan, changes: Sequence[Change], records: int) -> Plan:
    """The plan with changes from the next recorded step on, where so many records are taken.

    Raises:
        InputError: they begin at another step, or cannot be made.
    """
    now = int(plan.cadence.recorded_steps[records])
    for change in changes:
        if change.step != now:
            raise InputError("study.change_now", came=change.step, now=now)
    merged = sorted((*plan.study.changes, *changes), key=lambda change: change.step)
    study = replace(plan.study, changes=tuple(merged))
    check(study)
    check_changes(study.changes, plan.sweeps)
    return replace(plan, study=study)


def check_size(plan: Plan, folder: Path, allowed: int | None = None) -> None:
    """Refuse a study that would take more than half of the machine's memory, or of the free disk.

    Args:
        allowed: bytes of memory that it may take instead.

    Raises:
        InputError: with the estimate and the limit.
    """
    memory, disk = plan.bytes
    while not folder.exists():
        folder = folder.parent
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    bound = ("study.too_much_memory", half) if allowed is None else ("serving.too_much_memory", allowed)
    limits = {
        bound[0]: (memory, bound[1]),
        "study.too_much_disk": (disk, shutil.disk_usage(folder).free // 2),
    }
    for key, (needed, limit) in limits.items():
        if needed > limit:
            raise InputError(key, needed=f"{needed / 2**30:.1f}", limit=f"{limit / 2**30:.1f}")
