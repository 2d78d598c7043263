"""The study `reversal`: a 10×10 matrix, four methods, 64 seeds."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from benchmarks import compiled, eager, sweeps
from benchmarks.settings import ROUNDS, scaled
from benchmarks.table import Row, at_least, at_most
from benchmarks.timing import Times, in_turns, ratio, shown
from kudari.descent.loop import Cadence
from kudari.descent.sweep import Sweep
from kudari.plan import Plan

SEEDS = 64
EAGER_STEPS = 600
CHECKED = 450
"""Steps whose losses are held against Kudari's: past the first turn."""


def eager_loop(sweep: Sweep, evaluate_every: int) -> eager.Loop:
    """The eager loop of the sweep's first run."""
    method = str(sweep.labels["method"])
    more: dict[str, Any] = {}
    if method.startswith("reversal-every"):
        more = {"climbs": eager.reversing(int(sweep.hyperparameters["every"][0]))}
    elif method.startswith("reversal-on-plateau"):
        more = {"climbs": eager.on_plateau(), "reads_loss": True}
    elif method == "momentum":
        more = {"momentum": float(sweep.hyperparameters["momentum"][0])}
    return eager.matrix(
        sweeps.first_state(sweep, 0),
        sweep.problem.data["A"],
        sweep.problem.data["C"],
        learning_rate=float(sweep.hyperparameters["learning_rate"][0]),
        evaluate_every=evaluate_every,
        **more,
    )


def _measure(sweep: Sweep, cadence: Cadence) -> tuple[Times, str, eager.Loop]:
    """Seconds per step of one run (Kudari's sweep, hand-written, eager), eager's threads, and its loop."""
    steps, every = cadence.steps, cadence.evaluate_every
    data = {name: jnp.float32(value) for name, value in sweep.problem.data.items()}
    hand = sweeps.by_hand(
        sweep, data, compiled.matrix_loss, compiled.whole, steps, compiled.matrix_error, every
    )
    ours = sweeps.descend_all(sweep, cadence)
    sweeps.same("eager PyTorch", ours[:CHECKED, 0, 0], eager_loop(sweep, every).train(CHECKED)[0])
    sweeps.same("hand-written JAX", ours[:CHECKED, :, 0].T, hand()[:, :CHECKED])

    slow = eager_loop(sweep, every)
    threads = eager.tune(slow, scaled(200))
    count = scaled(EAGER_STEPS)
    contenders = {
        "kudari": (lambda: sweeps.descend_all(sweep, cadence), sweep.runs * steps),
        "jax": (hand, sweep.runs * steps),
        "torch": (lambda: slow.train(count), count),
    }
    return in_turns(contenders, ROUNDS), threads, slow


def measure() -> list[Row]:
    """Every method's sweep against both other sides, and the whole study."""
    chosen = sweeps.study("reversal", SEEDS)
    rows, loops = [], []
    for sweep in chosen.sweeps:
        times, threads, loop = _measure(sweep, chosen.cadence)
        loops.append(loop)
        name = f"reversal: {sweep.labels['method']}, {SEEDS} seeds, a step of one run"
        middle = {side: shown(float(np.median(values))) for side, values in times.items()}
        rows += [
            at_least(
                300,
                ratio(times, "torch", "kudari"),
                what=name,
                kudari=middle["kudari"],
                other=f"eager PyTorch ({threads}): {middle['torch']}",
            ),
            at_most(
                1.15,
                ratio(times, "kudari", "jax"),
                what=name,
                kudari=middle["kudari"],
                other=f"hand-written JAX: {middle['jax']}",
            ),
        ]
    return [*rows, _whole(chosen, loops)]


def _whole(chosen: Plan, loops: list[eager.Loop]) -> Row:
    """All four methods: the eager loops one after another, each as long."""
    work = sum(sweep.runs for sweep in chosen.sweeps) * chosen.cadence.steps
    count = scaled(EAGER_STEPS)

    def train() -> None:
        for loop in loops:
            loop.train(count)

    times = in_turns(
        {
            "kudari": (lambda: sweeps.study_seconds(chosen), work),
            "torch": (train, count * len(loops)),
        },
        ROUNDS,
    )
    seconds, slow = (float(np.median(times[side])) for side in ("kudari", "torch"))
    return at_least(
        300,
        ratio(times, "torch", "kudari"),
        what=f"reversal: the whole study, {SEEDS} seeds, with its labelled trace; a step of one run",
        kudari=f"{shown(seconds)} (all in {shown(seconds * work)})",
        other=f"eager PyTorch, the four methods: {shown(slow)}",
    )
