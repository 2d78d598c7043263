"""Carrying out a race: tuning on seeds of its own, then the race, which is an ordinary study."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from kudari.comparison.profiles import time_to_target
from kudari.comparison.result import Comparison, Raced, default_label, judge_race
from kudari.comparison.scores import By, equal_budget, handed_over, measured_in, methods_of, spent
from kudari.comparison.tuning import Settings, Trial, Tuned, begin
from kudari.descent.loop import Cadence, descend, warm
from kudari.descent.measures import MEASURES, usual
from kudari.descent.sweep import Sweep
from kudari.execute import check_size, rounds, run
from kudari.language import InputError
from kudari.methods.method import Method
from kudari.methods.search import Search
from kudari.methods.tuning import search_space
from kudari.plan import Plan, build_method, label, plan
from kudari.race import FIRST_TUNING_SEED, Race, check_race
from kudari.results import store
from kudari.results.assemble import join
from kudari.study import MethodChoice, Study

RECORDS = 1000
"""Records of a run where the study does not say how often it records."""

TUNED_FOR = ("loss", "evaluations")


@dataclass(frozen=True)
class Stage:
    """Where a race is: told to whoever watches."""

    problem: str
    round: int
    """Of tuning, counted from 1; 0: the race itself."""
    rounds: int
    runs: int
    steps: int


Watch = Callable[[Stage], None]


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
    if race.measured and race.measured not in trace:
        known = [str(name) for name, v in trace.data_vars.items() if v.dims == ("run", "evaluated_step")]
        raise InputError("race.measured", came=race.measured, problem=study.name, exists=["loss", *known])
    seconds = {}
    if race.by == "seconds":
        seconds = {str(s.labels["method"]): seconds_per_update(s, chosen.cadence) for s in chosen.sweeps}
    if folder is not None:
        write_trials(folder, tuned, seconds)
    return Raced(problem=study.name, trace=trace, tuned=tuned, seconds=seconds)


def raced_study(race: Race, study: Study) -> Study:
    """The study as it is raced: recorded often enough, with the cheap measures, which say what a run spent."""
    every = study.record_every if study.record_every > 1 else max(1, study.steps // RECORDS)
    order = "fixed" if race.unfair == "fixed-order" else study.order
    study = replace(study, methods=race.methods, record_every=every, vary={}, order=order, probe_every=None)
    count = plan(study).sweeps[0].parameter_count
    cheap = [name for name in usual(count) if MEASURES[name].tier == "cheap"]
    evaluate = study.evaluate_every
    if evaluate is not None and evaluate % every:
        evaluate = None
    return replace(study, measures=(*cheap, "evaluations"), evaluate_every=evaluate)


def tune(race: Race, study: Study, *, yes: bool = False, watch: Watch | None = None) -> dict[str, Tuned]:
    """Every method's trials on one problem, round by round, all methods side by side."""
    study = raced_study(race, study)
    built = {label(choice): (choice, *build_method(choice)) for choice in race.methods}
    tunings = {
        name: begin(name, _first(values), space_of(choice, method), study.steps, max(1, race.budget))
        for name, (choice, method, values) in built.items()
    }
    able = [name for name, tuning in tunings.items() if tuning.space]
    if able and race.budget:
        whole = plan(replace(study, measures=TUNED_FOR))
        sweeps = {str(sweep.labels["method"]): sweep for sweep in whole.sweeps}
        counts = tunings[able[0]].counts
        for number in range(1, len(counts) + 1):
            settings = {name: tunings[name].settings for name in able}
            asked = [
                _tried(race, sweeps[name], settings[name], tunings[name].tuned.default, max(counts))
                for name in able
            ]
            if watch:
                runs = sum(sweep.runs for sweep in asked)
                watch(Stage(study.name, number, len(counts), runs, study.steps))
            chosen = replace(whole, sweeps=tuple(asked))
            if not yes:
                check_size(chosen, Path("."))
            trials = _trials(race, chosen, settings, number)
            tunings |= {name: tunings[name].told(trials[name]) for name in able}
    return {name: tuning.tuned for name, tuning in tunings.items()}


def _first(values: Mapping[str, tuple[float, ...]]) -> dict[str, float]:
    return {name: float(several[0]) for name, several in values.items()}


def space_of(choice: MethodChoice | Method, method: Method) -> dict[str, Search]:
    """What of a method is tuned, and where: as the race's `methods` say."""
    given = choice.hyperparameters if isinstance(choice, MethodChoice) else {}
    space = {name: search for name, search in search_space(method).items() if len(given.get(name, ())) != 1}
    for name, values in given.items():
        if len(values) > 1:
            low, high = min(values), max(values)
            space[name] = Search(low=low, high=high, scale="log" if low > 0 else "linear")
    return space


def tuning_seeds(race: Race) -> tuple[int, ...]:
    """Seeds that are never raced, unless that is the mistake to be made."""
    if race.unfair == "tune-on-race":
        return tuple(range(race.seeds))
    return tuple(range(FIRST_TUNING_SEED, FIRST_TUNING_SEED + race.tuning_seeds))


def _tried(race: Race, sweep: Sweep, proposed: Sequence[Settings], default: Settings, width: int) -> Sweep:
    """The sweep over these settings: as wide in every round, so that all rounds are one compiled program."""
    filled = [*proposed, *[proposed[-1]] * (width - len(proposed))]
    values = {name: tuple(each.get(name, default[name]) for each in filled) for name in sweep.values}
    return replace(sweep, values=values, paired=True, seeds=tuning_seeds(race))


def _trials(
    race: Race, chosen: Plan, proposed: Mapping[str, Sequence[Settings]], number: int
) -> dict[str, list[Trial]]:
    """Run a round's trials, and judge each by its seeds."""
    trace = join([part.trace for part in rounds(chosen)])
    measured = race.measured or measured_in(trace)
    if measured not in trace or race.unfair == "fixed-order":
        measured = "loss"
    sign = -1.0 if measured.endswith("accuracy") else 1.0
    # How long an update takes is measured when the tuned settings are known.
    by: By = "evaluations" if race.by == "seconds" else race.by
    work, values = spent(trace, measured, by)
    values = sign * values
    methods = methods_of(trace)
    budget = equal_budget(trace, by, tuple(proposed))
    keepers = np.isin(methods, list(trace.attrs.get("keep_best", ())))
    final, finite = handed_over(work, values, budget, keepers)
    target = np.full(len(final), np.inf if race.target is None else sign * race.target)
    times = time_to_target(work, np.where(work <= budget, values, np.inf), target)
    shape = (-1, len(tuning_seeds(race)))
    found: dict[str, list[Trial]] = {}
    for name, settings in proposed.items():
        rows = methods == name
        found[name] = [
            _trial(race, setting, number, *runs)
            for setting, *runs in zip(
                settings, *(each[rows].reshape(shape) for each in (final, finite, times)), strict=False
            )
        ]
    return found


def _trial(
    race: Race, settings: Settings, number: int, final: np.ndarray, finite: np.ndarray, times: np.ndarray
) -> Trial:
    # The mistake: what diverged is not there.
    kept = final[finite] if race.unfair == "survivors" and finite.any() else final
    score: tuple[float, ...] = (float(np.median(kept)),)
    if race.target is not None:
        score = (float(np.median(times)), *score)
    # Between a finite and an infinite number there is no middle: these are numbers that occurred.
    low, high = (float(np.quantile(kept, share, method="inverted_cdf")) for share in (0.1, 0.9))
    return Trial(
        settings=settings,
        round=number,
        score=score,
        finite=int(finite.sum()),
        seeds=len(final),
        low=low,
        high=high,
    )


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
        began = time.perf_counter()
        for _chunk in descend(sweep, few, size=lambda: 1 << 20):
            pass
        goes.append((time.perf_counter() - began) / few.steps)
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
