"""Measure, print the table, and keep it in results.md.

    python -m benchmarks                 everything (about ten minutes)
    python -m benchmarks reversal mnist  these only; nothing is kept

PyTorch is needed besides Kudari's own dependencies. MNIST's files are looked for in the folder KUDARI_MNIST.
KUDARI_BENCHMARK_SHORT=1 tries out the benchmark itself, with numbers that mean nothing.
"""

import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.settings import ROUNDS, SHORT
from benchmarks.table import Row, machine, markdown

PARTS = (
    "command",
    "reversal",
    "fit_square",
    "mnist",
    "differences",
    "diagnosis",
    "compilations",
    "races",
    "page",
    "scaling",
)
"""Modules with a function `measure`; the command first, while nothing else is in memory."""

RESULTS = Path(__file__).with_name("results.md")

EXPLAINED = f"""\
Made by `python -m benchmarks`. Both sides of a ratio are measured in the same run, in turns (A, B, C, A, B, C …),
{ROUNDS} times each after a warming call; a ratio is the median of the turns' ratios. A turn's times are wall-clock
times of work that is long enough to count in tenths of a second; compilation is left out (a study compiles once).

- Kudari's sweeps record loss, gradient norm and update norm at every step, hand them to the host, and evaluate the
  problem about a hundred times a study, as the named study says (MNIST: steps only). "The whole study" goes
  through `kudari.execute.rounds` and puts the labelled trace together.
- Eager PyTorch trains one run at a time with autograd and `torch.optim.SGD`, and records the same numbers at the
  same cadence, as tensors that are read once at the end. It uses the number of threads and the SGD implementation
  (one by one, foreach, fused) that a trial found fastest; layers are plain products without modules; the update's
  norm comes from the gradient's or the momentum buffer's, without a copy of the parameters. MNIST lies in memory as
  float32 and a mini-batch is an `index_select` (with replacement, which is cheaper than Kudari's without).
- Hand-written JAX is one `jit(vmap(scan))` with Optax, runs first, learning rates as constants, products in the
  order that was fastest, mini-batches drawn as cheaply as JAX can (with replacement), the same numbers at
  the same cadence, and no stopping, divergence or best loss to keep track of.
- Before anything is timed, the first losses of all sides are held against each other, from the same start and on
  the same mini-batches (where hand-written JAX draws its own, the mean losses).
- NumPy's loop over parameters is timed on a slice of them and extrapolated.
- The page: server, workers, Chromium and watchers share one machine. "Warm" is one that has been up for two minutes.
  An update's age is from the moment the worker has its numbers to the end of the browser's drawing, by the same clock.
- A method against itself: two sets of seeds from the same distribution, or of the same real runs; "better" and
  "worse" are both wrong. A known difference: one of 0.3 decades under noise whose interquartile mean is taken away.
"""


def main(chosen: Sequence[str]) -> int:
    """Measure these parts, or all; 2 where a name is unknown."""
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    before = machine()
    rows: list[Row] = []
    for name in chosen or PARTS:
        began = time.perf_counter()
        rows += import_module(f"benchmarks.{name}").measure()
        print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    facts = "\n".join(f"- {fact}" for fact in (*before, f"after the run, {machine()[-1]}"))
    text = f"# Benchmarks\n\n{facts}\n\n{markdown(rows)}\n\n{EXPLAINED}"
    print(text)
    if not chosen and not SHORT:
        RESULTS.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
