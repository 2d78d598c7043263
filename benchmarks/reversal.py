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


def loop(sweep: Sweep, evaluate_every: int) -> eager.Loop:
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


def _measure(sweep: Sweep, cadence: Cadence) -> tuple[Times, str]:
    """Seconds per step of one run: Kudari's sweep, the eager loop, the hand-written one."""
    steps, every = cadence.steps, cadence.evaluate_every
    data = {name: jnp.float32(value) for name, value in sweep.problem.data.items()}

    def by_hand() -> Any:
        # A fresh start each time, as Kudari has.
        return sweeps.by_hand(
            sweep, data, compiled.matrix_loss, compiled.whole, steps, compiled.matrix_error, every
        )

    ours = sweeps.descend_all(sweep, cadence)
    sweeps.same("eager PyTorch", ours[:CHECKED, 0, 0], loop(sweep, every).train(CHECKED)[0][: len(ours)])
    hand = by_hand()
    sweeps.same("hand-written JAX", ours[:CHECKED, :, 0].T, hand()[:, :CHECKED])

    slow = loop(sweep, every)
    threads = eager.tune(slow, scaled(200))
    count = scaled(EAGER_STEPS)
    contenders = {
        "kudari": (lambda: sweeps.descend_all(sweep, cadence), sweep.runs * steps),
        "jax": (hand, sweep.runs * steps),
        "torch": (lambda: slow.train(count), count),
    }
    return in_turns(contenders, ROUNDS), threads


def measure() -> list[Row]:
    """Every method's sweep against both other sides, and the whole study."""
    chosen = sweeps.study("reversal", SEEDS)
    rows = []
    eager_seconds = []
    for sweep in chosen.sweeps:
        times, threads = _measure(sweep, chosen.cadence)
        name = f"reversal: {sweep.labels['method']}, {SEEDS} seeds, a step of one run"
        middle = {side: float(np.median(values)) for side, values in times.items()}
        eager_seconds.append(middle["torch"])
        rows += [
            at_least(
                300,
                ratio(
                    times,
                    "torch",
                    "kudari",
                    what=name,
                    kudari=shown(middle["kudari"]),
                    other=f"eager PyTorch ({threads}): {shown(middle['torch'])}",
                ),
            ),
            at_most(
                1.15,
                ratio(
                    times,
                    "kudari",
                    "jax",
                    what=name,
                    kudari=shown(middle["kudari"]),
                    other=f"hand-written JAX: {shown(middle['jax'])}",
                ),
            ),
        ]
    return [*rows, _whole(chosen, float(np.mean(eager_seconds)))]


def _whole(chosen: Plan, eager_seconds: float) -> Row:
    work = sum(sweep.runs for sweep in chosen.sweeps) * chosen.cadence.steps
    times = in_turns({"kudari": (lambda: sweeps.study_seconds(chosen), work)}, ROUNDS)
    seconds = float(np.median(times["kudari"]))
    return at_least(
        300,
        eager_seconds / seconds,
        what=f"reversal: the whole study, {SEEDS} seeds, with its labelled trace; a step of one run",
        kudari=f"{shown(seconds)} (all in {shown(seconds * work)})",
        other=f"eager PyTorch, mean of the four methods: {shown(eager_seconds)}",
    )
