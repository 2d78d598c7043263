"""The loop: over steps, a `vmap` over runs; compiled once per sweep, giving chunks.

Time stands outside and the runs inside, so that "is this step evaluated?" is one scalar for all runs: a true
branch, where under `vmap` both sides would be computed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import jax
import numpy as np
from jax import Array

from kudari.descent.carry import Carry, Fixed
from kudari.descent.probing import probe_program
from kudari.descent.program import sweep_program
from kudari.descent.sweep import Sweep


class Cadence(NamedTuple):
    """When a run is looked at: traced numbers, so that other ones never compile again."""

    steps: int
    """T: updates of a run that nothing stops."""
    record_every: int = 1
    """Steps between records; the last step is always recorded."""
    evaluate_every: int = 1
    """Records between evaluations; the last record is always evaluated."""
    probe_every: int = 2**30
    """Records between probes, at which the costly measures are taken; the first and the last are always probed."""

    @property
    def recorded_steps(self) -> np.ndarray:
        """The steps that are recorded: int[N]."""
        return np.append(np.arange(0, self.steps, self.record_every), self.steps)

    @property
    def evaluated_records(self) -> np.ndarray:
        """The records that are evaluated, as places in `recorded_steps`: int[M]."""
        return self._due(self.evaluate_every)

    @property
    def probed_records(self) -> np.ndarray:
        """The records that are probed: int[K]."""
        return self._due(self.probe_every)

    def _due(self, every: int) -> np.ndarray:
        return np.append(np.arange(0, self.last_record, every), self.last_record)

    @property
    def last_record(self) -> int:
        """The number of the last record, counted from 0."""
        return -(-self.steps // self.record_every)

    def until_probe(self, first: int) -> int:
        """How many records from the record `first` on come before the next probe."""
        return min(self.probe_every - first % self.probe_every, max(1, self.last_record - first))

    def steps_among(self, records: np.ndarray, first: int, end: int) -> np.ndarray:
        """The steps of those of these records that are among first … end − 1: int[m]."""
        return self.recorded_steps[records[(records >= first) & (records < end)]]


@dataclass(frozen=True)
class Chunk:
    """A stretch of a sweep, on the host: n records, m evaluations, k probes, S seeds, H combinations."""

    first: int
    """The number of the first record."""
    records: dict[str, np.ndarray]
    """measure -> float[n, S, H], or float[n, S, H, P] of every parameter."""
    evaluations: dict[str, np.ndarray]
    """measure -> float[m, S, H]: those of these records that are evaluated."""
    probes: dict[str, np.ndarray]
    """measure -> float[k, S, H], or float[k, S, H, …] of several numbers: those that are probed."""
    probe: dict[str, np.ndarray]
    """The newest of them, float[S, H, …]: of a sweep that rests, the one at rest."""
    summary: dict[str, np.ndarray]
    """variable -> [S, H]: where each run stands."""
    carry: Carry
    """Where to go on, on the device."""
    resting: bool
    """Whether every run rests: the chunk may then hold fewer records than were asked for."""


def descend(
    sweep: Sweep,
    cadence: Cadence,
    *,
    size: Callable[[], int] = lambda: 256,
    carry: Carry | None = None,
    first: int = 0,
    probe: Mapping[str, np.ndarray] | None = None,
) -> Iterator[Chunk]:
    """Run a sweep, chunk by chunk, to its last step, or until every run rests.

    Args:
        size: asked before each chunk: how many records it should hold. The bits do not depend on the answer.
        carry, first: where to go on: a chunk's `carry`, and the number of records up to its end.
        probe: that chunk's `probe`; without it, one is taken that no record asks for.
    """
    program = sweep_program(sweep)
    last_record = cadence.last_record
    taken: Mapping[str, Array | np.ndarray] = probe or {}
    with jax.enable_x64(sweep.precision == "float64"):
        fixed = fixed_arguments(sweep)
        if carry is None:
            carry = program.start(fixed, np.int32(cadence.steps))
    resting = False
    while first <= last_record and not resting:
        due = first % cadence.probe_every == 0 or first == last_record
        if due or not taken:
            taken = probed(sweep, cadence, carry, fixed, first)
        most = cadence.until_probe(first) if sweep.probed else last_record + 1 - first
        count = max(1, min(size(), program.capacity, most))
        with jax.enable_x64(sweep.precision == "float64"):
            numbers = (first, count, last_record, cadence.steps, cadence.record_every, cadence.evaluate_every)
            carry, reel = program.advance(carry, fixed, *(np.int32(number) for number in numbers))
            reel = jax.device_get(reel)
        records = {name: values[: reel.written] for name, values in reel.records.items()}
        evaluations = {name: values[: reel.evaluated] for name, values in reel.evaluations.items()}
        # Fetched only now, so that the steps above need not wait for it.
        newest = jax.device_get(dict(taken))
        probes = {name: value[None][: int(due)] for name, value in newest.items()}
        resting = bool(np.all(carry.rested))
        if resting:
            at_rest = probed(sweep, cadence, carry, fixed, first + max(0, int(reel.written) - 1))
            newest = jax.device_get(at_rest)
        summary = jax.device_get(_summary(sweep, carry))
        yield Chunk(first, records, evaluations, probes, newest, summary, carry, resting)
        first += count


def probed(sweep: Sweep, cadence: Cadence, carry: Carry, fixed: Fixed, record: int) -> dict[str, Array]:
    """The costly measures of the step that the runs would take now: float[S, H, …] each."""
    if not sweep.probed:
        return {}
    step = np.int32(min(record * cadence.record_every, cadence.steps))
    with jax.enable_x64(sweep.precision == "float64"):
        look = sweep_program(sweep).look(carry, fixed, step, np.int32(cadence.steps))
        return probe_program(sweep.problem, sweep.probed)(look, fixed.data)


def warm(sweep: Sweep, cadence: Cadence) -> None:
    """Compile the sweep's program, by a chunk of no records."""
    program = sweep_program(sweep)
    with jax.enable_x64(sweep.precision == "float64"):
        fixed = fixed_arguments(sweep)
        carry = program.start(fixed, np.int32(cadence.steps))
        numbers = (0, 0, 0, cadence.steps, cadence.record_every, cadence.evaluate_every)
        jax.block_until_ready(program.advance(carry, fixed, *(np.int32(number) for number in numbers)))


def warm_probes(sweep: Sweep, cadence: Cadence) -> None:
    """Compile the programs of the costly measures, by taking them once: not again where that was done."""
    program, shape = sweep_program(sweep), (sweep.probed, len(sweep.seeds), sweep.runs)
    if shape in program.ready:
        return
    with jax.enable_x64(sweep.precision == "float64"):
        fixed = fixed_arguments(sweep)
        carry = program.start(fixed, np.int32(cadence.steps))
    jax.block_until_ready(probed(sweep, cadence, carry, fixed, 0))
    program.ready.add(shape)


def _summary(sweep: Sweep, carry: Carry) -> dict[str, Array]:
    """What of each run's state is kept in the trace: [S, H] each."""
    runs = carry.runs
    values = {
        "steps_run": runs.step,
        "stopped": runs.stopped,
        "best_loss": runs.best_loss,
        "diverged_at": runs.diverged_at,
        "last_finite_loss": runs.last_finite_loss,
        "gradient_evaluations": runs.evaluations,
    }
    return values if sweep.problem.runs_axis == 0 else {name: value.T for name, value in values.items()}


def fixed_arguments(sweep: Sweep) -> Fixed:
    """The sweep's numbers in its precision; to be called with that precision switched on."""
    real = np.dtype(sweep.precision)

    def cast(leaf: np.ndarray) -> Array:
        leaf = np.asarray(leaf)
        return jax.numpy.asarray(leaf.astype(real) if np.issubdtype(leaf.dtype, np.floating) else leaf)

    return Fixed(
        seeds=jax.numpy.asarray(sweep.seeds, "int32"),
        hyperparameters=jax.tree.map(cast, sweep.hyperparameters),
        data=jax.tree.map(cast, sweep.problem.data),
        limits=jax.tree.map(lambda limit: cast(np.asarray(limit, float)), sweep.stop),
    )
