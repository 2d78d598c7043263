"""The study `fit-square` by backpropagation: ten tanh neurons learn x², 64 seeds, mini-batches of 100."""

import jax
import jax.numpy as jnp
import numpy as np
import torch

from benchmarks import compiled, eager, sweeps
from benchmarks.settings import ROUNDS, scaled
from benchmarks.table import Row, at_least, at_most
from benchmarks.timing import in_turns, ratio, shown

SEEDS = 64
HIGH = 3.0
BATCH = 100
EAGER_STEPS = 600
CHECKED = 50


def measure() -> list[Row]:
    """Kudari's sweep against both other sides, and the whole study."""
    chosen = sweeps.study("fit-square", SEEDS, vary={})
    (sweep,), cadence = chosen.sweeps, chosen.cadence
    rate = float(sweep.hyperparameters["learning_rate"][0])
    start = sweeps.first_state(sweep, 0)
    settings = {"learning_rate": rate, "evaluate_every": cadence.evaluate_every}

    ours = sweeps.descend_all(sweep, cadence)
    drawn = [torch.tensor(x) for x in sweeps.batches(sweep, 0, CHECKED)]
    check = eager.fit_square(start, lambda step: drawn[step], HIGH, **settings)
    sweeps.same("eager PyTorch", ours[:CHECKED, 0, 0], check.train(CHECKED)[0])

    def draw(key: jax.Array, data: jax.Array) -> jax.Array:
        return jax.random.uniform(key, (BATCH, 1), maxval=data)

    hand = sweeps.by_hand(
        sweep,
        jnp.float32(HIGH),
        compiled.square_loss,
        draw,
        cadence.steps,
        compiled.square_error,
        cadence.evaluate_every,
    )
    # Its keys differ, so that only the means over many mini-batches can agree.
    sweeps.same("hand-written JAX", ours[:200].mean(), hand()[:, :200].mean(), 0.05)

    slow = eager.fit_square(start, lambda step: HIGH * torch.rand(BATCH, 1), HIGH, **settings)
    threads = eager.tune(slow, scaled(200))
    work, count = sweep.runs * cadence.steps, scaled(EAGER_STEPS)
    times = in_turns(
        {
            "kudari": (lambda: sweeps.descend_all(sweep, cadence), work),
            "jax": (hand, work),
            "whole": (lambda: sweeps.study_seconds(chosen), work),
            "torch": (lambda: slow.train(count), count),
        },
        ROUNDS,
    )
    middle = {side: shown(float(np.median(values))) for side, values in times.items()}
    torch_side = f"eager PyTorch ({threads}): {middle['torch']}"
    name = f"fit-square, backprop, {SEEDS} seeds, a step of one run"
    return [
        at_least(40, ratio(times, "torch", "kudari"), what=name, kudari=middle["kudari"], other=torch_side),
        at_least(
            40,
            ratio(times, "torch", "whole"),
            what=f"fit-square: the whole study, {SEEDS} seeds, with its labelled trace; a step of one run",
            kudari=middle["whole"],
            other=torch_side,
        ),
        at_most(
            1.15,
            ratio(times, "kudari", "jax"),
            what=name,
            kudari=middle["kudari"],
            other=f"hand-written JAX: {middle['jax']}",
        ),
    ]
