"""MNIST: relu layers 784-50-100-10 with softmax cross-entropy, 32 runs, mini-batches of 10 and 100.

Nothing is evaluated on the whole data on any side: only steps are timed, each with its three recorded numbers.
"""

import os
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import torch

from benchmarks import compiled, eager, sweeps
from benchmarks.settings import ROUNDS, scaled
from benchmarks.table import Row, at_least, at_most
from benchmarks.timing import in_turns, ratio, shown
from kudari.plan import plan
from kudari.study import MethodChoice, ProblemChoice, Study

SEEDS = 32
TARGETS = {10: 4.0, 100: 3.0}
STEPS = {10: 100, 100: 30}
EAGER_STEPS = {10: 1000, 100: 600}
CHECKED = 20
RATE = 0.01


def folder() -> Path | None:
    """Where MNIST's files lie: `KUDARI_MNIST`, else beside the repository; None where nowhere."""
    named = os.environ.get("KUDARI_MNIST")
    beside = Path(__file__).resolve().parents[2] / "shared" / "data" / "mnist"
    found = Path(named) if named else beside
    return found if found.is_dir() else None


def measure() -> list[Row]:
    """Both mini-batch sizes against both other sides; a row with the reason where there is no MNIST."""
    place = folder()
    if place is None:
        return [Row(what="MNIST", kudari="", value="skipped: name the files' folder in KUDARI_MNIST")]
    return [row for batch in TARGETS for row in _measure(batch, place)]


def _measure(batch: int, place: Path) -> list[Row]:
    settings = {
        "data": "mnist",
        "folder": str(place),
        "hidden": (50, 100),
        "batch": batch,
        "initial": "normal",
        "scale": 0.1,
    }
    study = Study(
        problem=ProblemChoice(name="classify", settings=settings),
        methods=(MethodChoice(name="gd", hyperparameters={"learning_rate": (RATE,)}),),
        seeds=SEEDS,
        measures=sweeps.RECORDED,
    )
    (sweep,) = plan(study).sweeps
    steps, count = scaled(STEPS[batch]), scaled(EAGER_STEPS[batch])
    chunks = sweeps.endless(sweep, steps)
    ours = next(sweeps.endless(sweep, CHECKED)).records["loss"]

    data = sweep.problem.data
    pixels, classes = np.asarray(data["inputs"], np.float32) / 255, data["labels"]
    start = sweeps.first_state(sweep, 0)
    drawn = [_tensors(np.asarray(x, np.float32) / 255, y) for x, y in sweeps.batches(sweep, 0, CHECKED)]
    check = eager.mnist(start, lambda step: drawn[step], learning_rate=RATE)
    sweeps.same("eager PyTorch", ours[:, 0, 0], check.train(CHECKED)[0])

    hand = sweeps.by_hand(
        sweep,
        (jnp.asarray(data["inputs"]), jnp.asarray(classes)),
        compiled.digits_loss,
        compiled.digits_draw(batch),
        steps,
        go_on=True,
    )
    # It draws other examples, so that only means can agree.
    few = min(CHECKED, steps)
    sweeps.same("hand-written JAX", ours[:few].mean(), hand()[:, :few].mean(), 0.1)
    slow = eager.mnist(start, eager.examples(*_tensors(pixels, classes), batch), learning_rate=RATE)
    threads = eager.tune(slow, scaled(200))
    times = in_turns(
        {
            "kudari": (lambda: next(chunks), SEEDS * steps),
            "jax": (hand, SEEDS * steps),
            "torch": (lambda: slow.train(count), count),
        },
        ROUNDS,
    )
    middle = {side: shown(float(np.median(values))) for side, values in times.items()}
    name = f"MNIST 784-50-100-10, mini-batch {batch}, {SEEDS} runs, a step of one run"
    return [
        at_least(
            TARGETS[batch],
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


def _tensors(pixels: np.ndarray, classes: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.tensor(pixels), torch.tensor(classes.astype(np.int64))
