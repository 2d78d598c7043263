"""All sweeps of a study go forward side by side, a stretch of steps at a time."""

import os
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import jax
import numpy as np
import xarray as xr

from kudari.changes import in_force
from kudari.descent.carry import Carry
from kudari.descent.loop import Chunk, descend, warm, warm_probes
from kudari.descent.program import sweep_program
from kudari.descent.sweep import Sweep
from kudari.plan import Plan, facts_of
from kudari.results.assemble import Part, assemble, label_coordinates, runs_first
from kudari.study import Study

PACE = 0.25
"""Seconds that a round should take: long enough to be worth its overhead, short enough to be watched."""


@dataclass
class Clock:
    """Where the time went, in seconds."""

    compile: float = 0.0
    compute: float = 0.0
    write: float = 0.0


@dataclass
class Pace:
    """How many records the next round takes; whoever watches may alter it between two rounds."""

    records: int = 16
    """So many, that a round takes about `seconds`."""
    seconds: float = PACE
    """What a round should take."""
    most: int | None = None
    """Records that a round takes at most; None: as many as fit into its seconds."""

    @property
    def wanted(self) -> int:
        """Records of the next round, where nothing else ends it."""
        return max(1, self.records if self.most is None else min(self.records, self.most))

    def adapt(self, seconds: float, taken: int) -> None:
        """Grow or shrink by what the last round took, at most fourfold.

        A round that something else cut short says little of a longer one: it may have been overhead for the most.
        """
        share = self.seconds / max(seconds, 1e-9)
        if taken < self.records:
            self.records = max(1, min(self.records, int(taken * share)))
        else:
            self.records = max(1, int(taken * min(4.0, max(0.25, share))))


@dataclass(frozen=True)
class Round:
    """The same stretch of steps of every sweep."""

    trace: xr.Dataset
    carries: Sequence[Carry]
    records: int
    """Records so far."""
    finished: bool
    study: Study
    """As it stands, with all that was changed on the way."""


def rounds(
    plan: Plan,
    carries: Sequence[Carry | None] | None = None,
    first: int = 0,
    clock: Clock | None = None,
    pace: Pace | None = None,
) -> Generator[Round, Plan | None, None]:
    """Let every sweep descend side by side, a stretch at a time.

    Sweeps are independent programs, so each has a thread: on two cores two of them compile or run at once. A plan that
    is sent in, the same but for changes ahead, is the one that goes on.
    """
    clock, pace = clock or Clock(), pace or Pace()
    if carries and (first == len(plan.cadence.recorded_steps) or all(np.all(c.rested) for c in carries if c)):
        return
    steps, capacity = plan.cadence.recorded_steps, min(sweep_program(sweep).capacity for sweep in plan.sweeps)
    labels = label_coordinates(plan.labels)
    looks = {"evaluated_step": plan.cadence.evaluated_records, "probed_step": plan.cadence.probed_records}
    with ThreadPoolExecutor(max_workers=min(len(plan.sweeps), os.cpu_count() or 1)) as pool:
        began = time.perf_counter()
        list(pool.map(lambda sweep: warm(sweep, plan.cadence), plan.sweeps))
        # Sweeps of one problem share the program of their probes: one of them compiles it.
        shared = {(sweep.problem, sweep.probed, sweep.runs): sweep for sweep in plan.sweeps}
        list(pool.map(lambda sweep: warm_probes(sweep, plan.cadence), shared.values()))
        clock.compile += time.perf_counter() - began
        descents: list[Iterator[Chunk]] = []
        newest: list[Chunk] = []
        size = 1
        finished = False

        def begin(
            sweep: Sweep, carry: Carry | None, probe: Mapping[str, np.ndarray] | None
        ) -> Iterator[Chunk]:
            now = in_force(sweep, plan.study.changes, int(steps[first]))
            return descend(now, plan.cadence, size=lambda: size, carry=carry, first=first, probe=probe)

        while not finished:
            began = time.perf_counter()
            if not newest:
                given = carries or [None] * len(plan.sweeps)
                descents = [begin(sweep, c, None) for sweep, c in zip(plan.sweeps, given, strict=True)]
            elif any(change.step == steps[first] for change in plan.study.changes):
                # Where all runs rest, nothing changes any more.
                descents = [
                    earlier if chunk.resting else begin(sweep, chunk.carry, chunk.probe)
                    for sweep, chunk, earlier in zip(plan.sweeps, newest, descents, strict=True)
                ]
            # The same for all of them: each alone would end at its own capacity, and its own probes.
            size = min(pace.wanted, capacity, _until_look(plan, first))
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
            trace = assemble(parts, labels, reached, facts_of(plan))
            seconds = time.perf_counter() - began
            clock.compute += seconds
            pace.adapt(seconds, count)
            plan = (
                yield Round(trace, [chunk.carry for chunk in newest], first, finished, plan.study)
            ) or plan


def _until_look(plan: Plan, first: int) -> int:
    """Records from the record `first` on until something must happen between two rounds: a probe, or a change."""
    cadence = plan.cadence
    step = int(cadence.recorded_steps[first])
    ahead = [change.step - step for change in plan.study.changes if change.step > step]
    until = min(ahead, default=cadence.steps + cadence.record_every) // cadence.record_every
    probed = any(sweep.probed for sweep in plan.sweeps)
    return max(1, min(until, cadence.until_probe(first)) if probed else until)


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
