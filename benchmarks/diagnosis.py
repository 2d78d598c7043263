"""What it costs to measure why a run goes as it does."""

from collections.abc import Callable
from statistics import median

from benchmarks import sweeps
from benchmarks.settings import ROUNDS, scaled
from benchmarks.table import Row, at_most
from benchmarks.timing import in_turns, ratio, shown
from kudari.descent.loop import descend
from kudari.descent.measures import MEASURES

RUNS, STEPS, EVERY = 16, 1000, 50

CHEAP = tuple(
    name for name, measure in MEASURES.items() if measure.tier == "cheap" and measure.axis != "parameter"
)


def measure() -> list[Row]:
    """The network of `fit-square` by gradient descent: cheap measures at every step, sharpness every 50."""
    bare = ("loss",)
    contenders = {
        "bare": _descent(bare),
        "cheap": _descent(CHEAP),
        "sharpness": _descent((*bare, "sharpness")),
    }
    steps = float(scaled(STEPS))
    times = in_turns({name: (call, steps) for name, call in contenders.items()}, ROUNDS)
    return [
        at_most(
            limit,
            ratio(times, name, "bare"),
            what=f"fit-square, {RUNS} runs: {what}",
            kudari=shown(median(times[name])),
            other=f"the loss alone: {shown(median(times['bare']))}",
        )
        for name, what, limit in (
            ("cheap", f"all {len(CHEAP)} cheap measures at every step", 1.15),
            ("sharpness", f"sharpness every {EVERY} steps", 1.60),
        )
    ]


def _descent(measures: tuple[str, ...]) -> Callable[[], None]:
    chosen = sweeps.study(
        "fit-square", RUNS, steps=scaled(STEPS), measures=measures, probe_every=EVERY, vary={}
    )

    def call() -> None:
        for _ in descend(chosen.sweeps[0], chosen.cadence, size=lambda: sweeps.CHUNK):
            pass

    return call
