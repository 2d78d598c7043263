"""How time and memory grow: with more runs, and with runs × recorded steps."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks import sweeps
from benchmarks.settings import ROUNDS, scaled
from benchmarks.table import Row
from benchmarks.timing import in_turns, shown
from kudari.studies import STUDIES

RUNS = (64, 256, 1024, 4096)
SIZES = ((64, 1000, 1), (64, 30_000, 30), (64, 30_000, 1), (1024, 2000, 1), (1024, 20_000, 10))
"""(runs, steps, steps between records) of the studies whose memory is measured."""


def measure() -> list[Row]:
    """Rows without a target: how both grow; memory where Linux tells it."""
    return [*times(), *(memory() if Path("/proc/self/status").exists() else [])]


def times() -> list[Row]:
    """A step of gradient descent in `reversal`, for more and more runs."""
    contenders = {}
    for runs in RUNS:
        sweep = sweeps.study("reversal", runs).sweeps[0]
        steps = scaled(2**18 // runs)
        chunks = sweeps.endless(sweep, steps)
        # A chunk holds no more records than the program's capacity.
        taken = len(next(chunks).records["loss"])
        contenders[str(runs)] = (lambda chunks=chunks: next(chunks), float(runs * taken))
    return [
        Row(
            what=f"reversal: gd, {runs} runs, a step of one run",
            kudari=shown(float(np.median(values))),
            value=f"{float(np.median(values)) * 1e9:.0f} ns",
        )
        for runs, values in in_turns(contenders, ROUNDS).items()
    ]


def memory() -> list[Row]:
    """The most memory that a process takes over one that runs a study of ten steps."""
    empty, _ = _peak(64, 10, 1)
    rows = []
    for runs, steps, every in SIZES:
        peak, trace = _peak(runs, scaled(steps), every)
        rows.append(
            Row(
                what=f"memory: reversal by gd, {runs} runs, {scaled(steps)} steps, one in {every} recorded",
                kudari=f"trace {trace / 2**20:.1f} MiB",
                value=f"{(peak - empty) / 2**20:.0f} MiB over {empty / 2**20:.0f} MiB",
            )
        )
    return rows


def _peak(runs: int, steps: int, every: int) -> tuple[int, int]:
    """(most memory, trace's size) in bytes of a process that runs this study and holds its trace."""
    words = [sys.executable, "-m", "benchmarks.scaling", str(runs), str(steps), str(every)]
    repository = Path(__file__).resolve().parents[1]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=repository)
    peak, trace = json.loads(done.stdout)
    return peak, trace


def _most_memory() -> int:
    """Bytes. Linux's own count: `getrusage` would also count the process that started this one."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _report(runs: int, steps: int, every: int) -> None:
    from kudari.execute import run

    study = STUDIES["reversal"]
    numbers = {"seeds": runs, "steps": steps, "record_every": every, "measures": sweeps.RECORDED}
    chosen = replace(study, methods=study.methods[:1], **numbers)
    trace = run(chosen)
    print(json.dumps([_most_memory(), trace.nbytes]))


if __name__ == "__main__":
    _report(*(int(word) for word in sys.argv[1:]))
