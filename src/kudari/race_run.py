"""Carrying out a race: tuning on seeds of its own, then the race, which is an ordinary study."""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from kudari.comparison.result import Comparison, Raced, default_label, judge_race
from kudari.comparison.tuning import Settings, Tuned
from kudari.descent.loop import Cadence, descend, warm
from kudari.descent.sweep import Sweep
from kudari.execute import check_size, run
from kudari.methods.method import Method
from kudari.plan import label, plan
from kudari.race import Race, check_race
from kudari.race_tuning import Stage, Watch, raced_study, tune
from kudari.results import store
from kudari.study import MethodChoice, Study


def run_race(
    race: Race, out: Path | None = None, *, yes: bool = False, watch: Watch | None = None
) -> Comparison:
    """Tune and race on every problem, and judge.

    Args:
        out: a folder that exists, in which every problem gets a study's folder of its name; those that are there,
            whole, from an earlier call are taken as they are.
        yes: run it even where it needs more memory or disk than is prudent.

    Raises:
        InputError: the race cannot be run; one sentence says why.
    """
    check_race(race)
    raced = [race_on(race, study, out and out / study.name, yes=yes, watch=watch) for study in race.studies]
    return judge_race(
        raced,
        methods=race.labels,
        baseline=race.reference,
        by=race.by,
        measured=race.measured,
        target=race.target,
        matters=race.matters,
        unfair=race.unfair,
    )


def race_on(
    race: Race, study: Study, folder: Path | None, *, yes: bool = False, watch: Watch | None = None
) -> Raced:
    """Tuning and race on one problem."""
    from kudari.race_file import done, read_trials, write_trials

    study = raced_study(race, study)
    if folder is not None and done(folder):
        tuned, seconds = read_trials(folder)
        return Raced(problem=study.name, trace=store.load_whole(folder), tuned=tuned, seconds=seconds)
    tuned = tune(race, study, yes=yes, watch=watch)
    entrants = replace(
        study, methods=entries(race, tuned), seeds=1 if race.unfair == "one-seed" else race.seeds
    )
    chosen = plan(entrants)
    if not yes:
        check_size(chosen, folder or Path("."))
    if watch:
        watch(Stage(study.name, 0, 0, sum(sweep.runs for sweep in chosen.sweeps), study.steps))
    trace = run(entrants, folder, yes=True).load()
    seconds = {}
    if race.by == "seconds":
        seconds = {str(s.labels["method"]): seconds_per_update(s, chosen.cadence) for s in chosen.sweeps}
    if folder is not None:
        write_trials(folder, tuned, seconds)
    return Raced(problem=study.name, trace=trace, tuned=tuned, seconds=seconds)


def entries(race: Race, tuned: Mapping[str, Tuned]) -> tuple[MethodChoice, ...]:
    """What races: every method as tuned, then every tuned one with its defaults."""
    shared: dict[str, float] = {}
    if race.unfair == "same-rate":
        shared = {"learning_rate": tuned[race.reference].settings["learning_rate"]}
    raced, unturned = [], []
    for choice in race.methods:
        name = label(choice)
        known = tuned[name]
        if shared and "learning_rate" in known.default:
            raced.append(_entry(choice, name, {**known.default, **shared}))
        else:
            raced.append(_entry(choice, name, known.settings))
        if known.trials:
            unturned.append(_entry(choice, default_label(name), known.default))
    return (*raced, *unturned)


def _entry(choice: MethodChoice | Method, name: str, settings: Settings) -> MethodChoice:
    values = {key: (float(value),) for key, value in settings.items()}
    if isinstance(choice, Method):
        return MethodChoice(name=choice.name, own=choice, hyperparameters=values, label=name)
    return replace(choice, hyperparameters=values, label=name)


def seconds_per_update(sweep: Sweep, cadence: Cadence) -> float:
    """Seconds that an update of all of a sweep's runs takes, alone on the machine: the median of three goes."""
    few = Cadence(min(cadence.steps, 2000), min(cadence.record_every, 100), 2**30)
    warm(sweep, few)
    goes = []
    for _ in range(3):
        began, taken = time.perf_counter(), 1
        for chunk in descend(sweep, few, size=lambda: 1 << 20):
            # A sweep whose runs all rest ends before its last step.
            taken = max(taken, (chunk.first + len(chunk.records["loss"]) - 1) * few.record_every)
        goes.append((time.perf_counter() - began) / min(taken, few.steps))
    return float(np.median(goes))


def compare(
    problems: Any,
    methods: Any,
    *,
    out: Path | str | None = None,
    yes: bool = False,
    watch: Watch | None = None,
    **settings: Any,
) -> Comparison:
    """Which of these methods is better on these problems? A fair race and its answer.

    Args:
        problems: one or several of what `kudari run` takes: names, formulas, `Study`, `ProblemChoice` or `Problem`
            objects.
        methods: names as `--methods` takes them, in one text or a list, `MethodChoice` or `Method` objects.
        out: a folder to make for trials, runs, traces and pictures.
        settings: the fields of `Race` (`seeds`, `budget`, `baseline`, `target`, `by`, `measured`, `matters`,
            `unfair`, …) and `steps`, updates of each run.

    Raises:
        InputError: the race cannot be run; one sentence says why.
    """
    from kudari.race import race_of
    from kudari.race_file import create, finish

    race = race_of(problems, methods, **settings)
    if out is None:
        return run_race(race, yes=yes, watch=watch)
    folder = Path(out)
    create(folder, race)
    found = run_race(race, folder, yes=yes, watch=watch)
    finish(folder, found)
    return found
