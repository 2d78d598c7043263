"""Are the answers of a race right as often as they promise?"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import TypeAlias

import numpy as np
from scipy.integrate import quad
from scipy.stats import lognorm, norm, t

from benchmarks.settings import ROUNDS, scaled
from benchmarks.table import Row, at_most
from kudari.comparison.statistics import answers, difference
from kudari.execute import run
from kudari.studies import STUDIES

Scores: TypeAlias = list[np.ndarray]
"""One array of scores, by seed, for each problem."""

RACES, SEEDS = 200, 16
REPETITIONS, CLOSER = 400, 4000
"""Races of a made pair: few leave a share uncertain by two per cent, the others by a third of that."""
SIZES = (8, 16, 64)
STEPS = 300

NOISES = {"normal": norm, "log-normal": lognorm(1), "Student's t (3)": t(3)}


def measure() -> list[Row]:
    """False verdicts of a method raced against itself, coverage of the intervals, and what an answer costs."""
    return [*_against_itself(), *_coverage(), _time()]


def _against_itself() -> list[Row]:
    random = np.random.default_rng(1)

    def noise(name: str) -> Callable[[], Scores]:
        return lambda: [NOISES[name].rvs(size=SEEDS, random_state=random)]

    def failing() -> Scores:
        return [np.where(random.random(SEEDS) < 0.2, np.inf, random.normal(size=SEEDS))]

    def problems() -> Scores:
        return [spread * random.normal(size=SEEDS) for spread in (0.1, 1, 3)]

    made = {
        "normal scores": noise("normal"),
        "log-normal scores": noise("log-normal"),
        "Student's t (3) scores": noise("Student's t (3)"),
        "normal scores, a fifth of the runs failed": failing,
        "normal scores of three problems, spreads 0.1, 1, 3": problems,
    }
    rows = [
        _false_verdicts(what, [(one(), one()) for _ in range(scaled(RACES))]) for what, one in made.items()
    ]
    final = _real(2 * SEEDS * scaled(RACES)).reshape(-1, 2, SEEDS)
    real = f"fit-square by gradient descent, {STEPS} steps, {final.size} seeds"
    return [*rows, _false_verdicts(real, [([a], [b]) for a, b in final])]


def _real(seeds: int) -> np.ndarray:
    """log₁₀ of the last loss of so many runs."""
    study = replace(
        STUDIES["fit-square"],
        seeds=seeds,
        steps=STEPS,
        record_every=STEPS,
        evaluate_every=STEPS,
        measures=("loss",),
        vary={},
    )
    last = run(study, yes=True)["loss"].values[:, -1].astype(float)
    return np.log10(np.where(np.isfinite(last), last, np.inf))


def _false_verdicts(what: str, races: Sequence[tuple[Scores, Scores]]) -> Row:
    said = [answers({"a": a, "b": b}, "b", ["a"])[0].verdict for a, b in races]
    wrong = 100 * np.mean([verdict in ("better", "worse") for verdict in said])
    return at_most(
        7,
        float(wrong),
        " %",
        what=f"a method against itself, {SEEDS} seeds: {what}",
        kudari=", ".join(f"{said.count(one)} {one}" for one in ("better", "worse", "same", "undecided")),
        other="nominal: 5 %",
    )


def _coverage() -> list[Row]:
    rows = []
    for name, noise in NOISES.items():
        # The noise's own interquartile mean is taken away, so that the true difference is known.
        centre = 2 * quad(noise.ppf, 0.25, 0.75)[0]
        for size in SIZES:
            random = np.random.default_rng(size)
            covered = []
            for _ in range(scaled(CLOSER)):
                luck = random.normal(size=size)
                a = luck - 0.3 + noise.rvs(size=size, random_state=random) - centre
                found = difference([a], [luck])
                covered.append(found.low <= -0.3 <= found.high)
            few, all_ = (100 * float(np.mean(part)) for part in (covered[:REPETITIONS], covered))
            rows.append(
                Row(
                    what=f"a known difference is covered, {size} seeds, {name} noise, {len(covered)} races",
                    kudari=f"the first {REPETITIONS}: {few:.1f} %",
                    other="nominal: 95 %",
                    value=f"{all_:.1f} %",
                    target="93 to 97 %",
                    reached=93 <= all_ <= 97,
                )
            )
    return rows


def _time() -> Row:
    random = np.random.default_rng(1)
    scores = {name: [random.normal(size=64)] for name in ("a", "b")}
    times = []
    for _ in range(ROUNDS + 1):
        began = perf_counter()
        answers(scores, "b", ["a"])
        times.append(1000 * (perf_counter() - began))
    return at_most(
        50, median(times[1:]), " ms", what="an answer: 64 seeds, 2000 resamples", kudari=f"median of {ROUNDS}"
    )
