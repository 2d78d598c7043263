"""Tuning before a race: every method's trials, round by round, on seeds that are not raced."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kudari.comparison.profiles import quantile, time_to_target
from kudari.comparison.scores import By, equal_budget, handed_over, measured_in, methods_of, spent, within
from kudari.comparison.tuning import Settings, Trial, Tuned, begin
from kudari.descent.measures import MEASURES, usual
from kudari.descent.step import StopRule
from kudari.descent.sweep import Sweep
from kudari.execute import check_size, rounds
from kudari.methods.method import Method
from kudari.methods.search import Search
from kudari.methods.tuning import search_between, search_space
from kudari.plan import Plan, build_method, label, plan
from kudari.race import FIRST_TUNING_SEED, Race
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


def raced_study(race: Race, study: Study) -> Study:
    """The study as it is raced: recorded often enough, with the cheap measures, which say what a run spent.

    Its stopping rule is left aside: runs would be judged by how far the last step went below it.
    """
    every = study.record_every if study.record_every > 1 else max(1, study.steps // RECORDS)
    order = "fixed" if race.unfair == "fixed-order" else study.order
    study = replace(study, methods=race.methods, record_every=every, vary={}, order=order)
    study = replace(study, probe_every=None, stop=StopRule())
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
    if not able or not race.budget:
        return {name: tuning.tuned for name, tuning in tunings.items()}
    whole = plan(replace(study, measures=TUNED_FOR))
    sweeps = {str(sweep.labels["method"]): sweep for sweep in whole.sweeps}
    counts = tunings[able[0]].counts
    for number, count in enumerate(counts, 1):
        # What has nothing to tune runs along: it may be what the common budget is measured by.
        settings = {
            name: known.settings[:count] or [dict(known.tuned.default)] for name, known in tunings.items()
        }
        asked = [
            _tried(race, sweeps[name], settings[name], known.tuned.default, max(counts) if known.space else 1)
            for name, known in tunings.items()
        ]
        if watch:
            watch(Stage(study.name, number, len(counts), sum(sweep.runs for sweep in asked), study.steps))
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
    between = {name: search_between(name, values) for name, values in given.items() if len(values) > 1}
    return space | between


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
    times = time_to_target(work, np.where(within(work, budget), values, np.inf), target)
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
    low, high = (quantile(kept, share) for share in (0.1, 0.9))
    return Trial(
        settings=settings,
        round=number,
        score=score,
        finite=int(finite.sum()),
        seeds=len(final),
        low=low,
        high=high,
    )
