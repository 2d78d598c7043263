"""A race: methods on problems with equal budgets, as one frozen value."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, get_args

import jax
import numpy as np

from kudari.choose import named
from kudari.comparison.result import DEFAULT
from kudari.comparison.scores import By
from kudari.language import InputError, Phrase
from kudari.method_words import method_choice
from kudari.methods.method import Method
from kudari.plan import build_method, build_problem, label
from kudari.problems.problem import Problem
from kudari.study import MethodChoice, ProblemChoice, Study, one_of
from kudari.unfair import MISTAKES, Unfair

FIRST_TUNING_SEED = 1_000_000
"""Tuning seeds count from here, raced ones from 0: no study has so many."""

TAKEN = ("race.toml", "tuning.toml", "trials.csv", "runs.csv", "answers.json", "versions.toml")
"""Files in a race's folder, whose names no problem can have."""

Named: TypeAlias = str | MethodChoice | Method
Asked: TypeAlias = str | Study | ProblemChoice | Problem


@dataclass(frozen=True, kw_only=True)
class Race:
    """Which methods race on which problems, what each is given, and how they are judged."""

    studies: tuple[Study, ...]
    """One for each problem: it gives the problem, steps, data order, gradient and precision."""
    methods: tuple[MethodChoice | Method, ...]
    """A hyperparameter that a choice gives one value is held there; one that it gives several is tuned between the
    least and the greatest of them; all others are tuned where the catalogue says so."""
    name: str = "race"
    seeds: int = 32
    """Raced seeds: 0, 1, …"""
    budget: int = 20
    """Trials of every method on every problem, the default setting among them; 0: all methods race as they are."""
    tuning_seeds: int = 8
    """Seeds of a trial; never raced."""
    baseline: str = ""
    """The method that the others are held against; "": the first."""
    target: float | None = None
    """The loss (or accuracy) to be reached, for which methods are then tuned; None: `comparison.profiles.targets`."""
    by: By = "evaluations"
    """What every method is given the same amount of."""
    measured: str = ""
    """What runs are judged by; "": the loss, on all examples where the problem gives it."""
    matters: float = 1.5
    """The smallest ratio of two losses that anybody cares for; of accuracies, a hundredth."""
    unfair: Unfair = ""
    """The mistake that is made on purpose."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What the methods are called."""
        return tuple(label(choice) for choice in self.methods)

    @property
    def reference(self) -> str:
        """The baseline's label."""
        return self.baseline or self.labels[0]


def race_of(
    problems: Any,
    methods: Any,
    *,
    steps: int | None = None,
    **settings: Any,
) -> Race:
    """The race that these mean.

    Args:
        problems: one or several of `Asked`: names as `kudari run` takes them, or objects.
        methods: one text as `--set methods=` takes it, or several of `Named`.

    Raises:
        InputError: names that mean nothing, or a race that cannot be run.
    """
    asked: list[Any] = (
        [problems]
        if isinstance(problems, str | Study | ProblemChoice | Problem)
        else _listed("problems", problems)
    )
    words = methods.split(",") if isinstance(methods, str) else _listed("methods", methods)
    for problem in asked:
        if not isinstance(problem, str | Study | ProblemChoice | Problem):
            raise InputError("race.value", field="problems", came=problem, expected="Problem")
    for word in words:
        if not isinstance(word, str | MethodChoice | Method):
            raise InputError("race.value", field="methods", came=word, expected="Method")
    studies = tuple(_study(problem, steps) for problem in asked)
    choices = tuple(method_choice(word) if isinstance(word, str) else word for word in words)
    name = str(settings.pop("name", "")) or (studies[0].name if len(studies) == 1 else "race")
    race = Race(studies=studies, methods=choices, name=name, **spelled(settings))
    check_race(race)
    return race


def _listed(field: str, came: Any) -> list[Any]:
    if not isinstance(came, Iterable):
        raise InputError(
            "race.value", field=field, came=came, expected=Phrase("type.list", of=Phrase("type.text"))
        )
    return list(came)


def spelled(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a race, once its words are known to be ones that a race has.

    Raises:
        InputError: another word; the nearest is offered.
    """
    if "by" in fields:
        one_of("by", fields["by"], get_args(By))
    if fields.get("unfair"):
        one_of("unfair", fields["unfair"], MISTAKES)
    return fields


def _study(problem: Asked, steps: int | None) -> Study:
    if isinstance(problem, str):
        study = named(problem)
    elif isinstance(problem, Study):
        study = problem
    else:
        study = Study(name=problem.name, problem=problem)
    # What a named study varies is its own question; a race asks another one.
    study = replace(study, vary={})
    return study if steps is None else replace(study, steps=steps)


def check_race(race: Race) -> None:
    """Refuse a race that could not give an answer.

    Raises:
        InputError: one sentence: what came, what was expected, what exists.
    """
    if not race.studies:
        raise InputError("race.no_problem")
    names = [study.name for study in race.studies]
    for name in names:
        if names.count(name) > 1:
            raise InputError("race.same_problem", came=name)
        if not re.fullmatch(r"\w[\w .-]{0,79}", name) or name in TAKEN:
            raise InputError("study.name", came=name)
    labels = race.labels
    if len(labels) < 2:
        raise InputError("race.one_method", came=list(labels))
    for one in labels:
        if labels.count(one) > 1:
            raise InputError("race.same_method", came=one)
        if one.endswith(DEFAULT):
            raise InputError("race.label", came=one, ending=DEFAULT.strip())
    for choice in race.methods:
        build_method(choice)
    if race.seeds == 1:
        raise InputError("race.one_seed")
    for name, least, most in (("seeds", 2, 10_000), ("budget", 0, 10_000), ("tuning_seeds", 1, 10_000)):
        came = getattr(race, name)
        if not isinstance(came, int) or not least <= came <= most:
            raise InputError("race.count", field=name, came=came, least=least, most=most)
    if race.baseline:
        one_of("baseline", race.baseline, labels)
    if race.target is not None and not math.isfinite(race.target):
        raise InputError("race.target", came=race.target)
    if race.target is not None and len(race.studies) > 1:
        raise InputError("race.target_of_many", came=race.target, problems=names)
    if not (math.isfinite(race.matters) and race.matters > 1):
        raise InputError("race.matters", came=race.matters)
    for study in race.studies:
        _check_contradictions(race, study)


def _check_contradictions(race: Race, study: Study) -> None:
    problem = build_problem(study.problem)
    methods = [build_method(choice)[0] for choice in race.methods]
    if race.unfair == "fixed-order" and not problem.stochastic:
        raise InputError("race.no_order", problem=study.name)
    if race.unfair == "same-rate" and "learning_rate" not in methods[0].hyperparameters:
        raise InputError("race.no_shared_rate", method=race.reference)
    if race.unfair in ("tune-on-race", "same-rate") and not race.budget:
        raise InputError("race.nothing_tuned", mistake=race.unfair)
    known = ["loss", *_evaluated(problem)]
    if race.measured and race.measured not in known:
        raise InputError("race.measured", came=race.measured, problem=study.name, exists=known)
    if not problem.stochastic and not any(method.draws for method in methods) and _one_start(problem):
        raise InputError("race.one_start", problem=study.name)


def _evaluated(problem: Problem) -> list[str]:
    """The numbers that a problem evaluates, by name."""
    start = jax.eval_shape(problem.init, jax.random.key(0))
    return list(jax.eval_shape(problem.evaluate, start, problem.data))


def _one_start(problem: Problem) -> bool:
    """Whether every seed begins at the same parameters: then all of them are one and the same run."""
    one, other = (jax.tree.leaves(problem.init(jax.random.key(seed))) for seed in range(2))
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
