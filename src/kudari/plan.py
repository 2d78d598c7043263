"""A study becomes the sweeps that carry it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from kudari.changes import check_changes
from kudari.descent.loop import Cadence
from kudari.descent.measures import MEASURES, usual
from kudari.descent.sweep import Sweep, estimate_bytes
from kudari.gradients.estimators import estimator
from kudari.language import InputError
from kudari.method_words import in_words
from kudari.methods.catalogue import WRAPPERS, check_hyperparameter, compose, find_method
from kudari.methods.method import Method
from kudari.problems import PROBLEMS
from kudari.problems.problem import Problem
from kudari.results.schema import run_axis
from kudari.study import MethodChoice, ProblemChoice, Study, check, one_of, variants
from kudari.study_file import convert_settings, study_text


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a study asks for, ready to run."""

    study: Study
    sweeps: tuple[Sweep, ...]
    cadence: Cadence

    @cached_property
    def labels(self) -> list[dict[str, list[Any]]]:
        """For each sweep, the coordinates of its runs in the trace's order."""
        return [_labels(sweep) for sweep in self.sweeps]

    @cached_property
    def bytes(self) -> tuple[int, int]:
        """(memory while it runs, size of the trace), estimated."""
        looks = (self.cadence.recorded_steps, self.cadence.evaluated_records, self.cadence.probed_records)
        records, evaluations, probes = map(len, looks)
        sizes = [estimate_bytes(sweep, records, evaluations, probes) for sweep in self.sweeps]
        return sum(memory for memory, _ in sizes), sum(trace for _, trace in sizes)


def plan(study: Study) -> Plan:
    """Build the study's problems and methods, and check that they fit each other.

    Raises:
        InputError: the first thing that cannot be run, in one sentence.
    """
    check(study)
    built = [build_method(choice) for choice in study.methods]
    sweeps = [
        _sweep(variant, label(choice), method, values, [method for method, _ in built], labels)
        for labels, variant in variants(study)
        for choice, (method, values) in zip(study.methods, built, strict=True)
    ]
    names = [(sweep.labels["method"], str(sweep.labels)) for sweep in sweeps]
    for name in names:
        if names.count(name) > 1:
            raise InputError("study.same_label", label=name[0])
    check_changes(study.changes, sweeps)
    cadence = Cadence(
        study.steps, study.record_every, study.evaluate_every_records, study.probe_every_records
    )
    return Plan(study=study, sweeps=tuple(sweeps), cadence=cadence)


def _sweep(
    study: Study,
    name: str,
    method: Method,
    values: Mapping[str, tuple[float, ...]],
    methods: Sequence[Method],
    labels: Mapping[str, Any],
) -> Sweep:
    problem = build_problem(study.problem)
    if study.order == "epochs" and problem.take is None:
        raise InputError("study.epochs", problem=problem.name)
    # A method may have an estimator of its own; what the study says is for all others.
    own = method.gradient if method.gradient != "backprop" else study.gradient
    slope = estimator(own, study.difference_step)
    if slope.needs_analytic and not problem.analytic:
        raise InputError("gradients.not_analytic", problem=problem.name)
    if slope.needs_given and problem.gradient is None:
        raise InputError("gradients.not_given", problem=problem.name)
    sweep = Sweep(
        problem=problem,
        method=method,
        estimator=slope,
        values=values,
        seeds=tuple(range(study.seeds)),
        measures=(),
        order=study.order,
        stop=study.stop,
        precision=study.precision,
        labels={"method": name, **labels},
    )
    asked = usual(sweep.parameter_count) if study.measures is None else study.measures
    # What can be taken of one of the study's methods is taken of all, so that they can be compared.
    taken = (measure for measure in asked if any(MEASURES[measure].applies(problem, m) for m in methods))
    return replace(sweep, measures=tuple(taken))


def build_problem(choice: ProblemChoice | Problem) -> Problem:
    """The problem itself; the same settings give the same object, and so the same compiled program.

    Raises:
        InputError: an unknown name or setting, or a value that the problem refuses.
    """
    if isinstance(choice, Problem):
        return choice
    build = PROBLEMS[one_of("problem", choice.name, PROBLEMS)]
    return build(**convert_settings(build, choice.settings))


def build_method(choice: MethodChoice | Method) -> tuple[Method, dict[str, tuple[float, ...]]]:
    """The method, and each hyperparameter's values.

    Raises:
        InputError: an unknown name, or a value outside its range.
    """
    if isinstance(choice, Method):
        return choice, dict(choice.hyperparameters)
    method = choice.own or _method(choice.name, choice.inner, choice.schedule)
    for name, values in choice.hyperparameters.items():
        if not values or len(set(values)) < len(values):
            raise InputError("study.values", name=name, method=choice.name, came=list(values))
        for value in values:
            check_hyperparameter(method, name, value)
    return method, {**method.hyperparameters, **choice.hyperparameters}


@lru_cache(maxsize=256)
def _method(name: str, inner: str, schedule: str) -> Method:
    return compose(name, inner, schedule)


def label(choice: MethodChoice | Method) -> str:
    """What tables and pictures call the method."""
    if isinstance(choice, Method):
        return choice.name
    return choice.label or in_words(choice.name, choice.inner, choice.schedule)


def rule(choice: MethodChoice | Method) -> dict[str, str]:
    """What a diagnosis must know of a method beyond its label: the rule's name, the inner one's, the schedule."""
    if isinstance(choice, Method):
        return {"rule": choice.name, "inner": "", "schedule": "constant"}
    name = choice.name if choice.own else find_method(choice.name).name
    inner = find_method(choice.inner).name if choice.inner else "gd" if name in WRAPPERS else ""
    return {"rule": name, "inner": inner, "schedule": choice.schedule}


def _labels(sweep: Sweep) -> dict[str, list[Any]]:
    labels = run_axis(str(sweep.labels["method"]), sweep.seeds, sweep.hyperparameters)
    varied = {name: [value] * sweep.runs for name, value in sweep.labels.items() if name != "method"}
    return {**labels, **varied}


def facts_of(plan: Plan) -> dict[str, Any]:
    """What the trace says of the study it came from."""
    sweep = plan.sweeps[0]
    problem = sweep.problem
    facts: dict[str, Any] = {
        "study": study_text(plan.study),
        "name": plan.study.name,
        "steps": plan.study.steps,
        "tex": problem.tex,
        "problem": problem.name,
        "stochastic": problem.stochastic
        and plan.study.order != "fixed"
        and problem.batch != problem.examples,
        "precision": plan.study.precision,
        "parameter_count": sweep.parameter_count,
        "rules": {label(choice): rule(choice) for choice in plan.study.methods},
        "keep_best": [str(sweep.labels["method"]) for sweep in plan.sweeps if sweep.method.keep_best],
    }
    if problem.batch is not None:
        facts["batch"] = problem.batch
    if problem.optimum is not None and not plan.study.vary:
        facts |= {"optimum": problem.optimum.value, "optimum_source": problem.optimum.source}
        bounds = {
            "smoothness": problem.optimum.smoothness,
            "strong_convexity": problem.optimum.strong_convexity,
        }
        facts |= {name: bound for name, bound in bounds.items() if bound is not None}
        known = [np.atleast_1d(point) for point in problem.optimum.params]
        if all(point.shape in ((1,), (2,)) for point in known):
            # For pictures of one or two parameters: where the bottom is.
            facts["optimum_params"] = [[float(value) for value in point] for point in known]
        others = [point.value for point in problem.settings.get("stationary", ()) if point.kind == "minimum"]
        if others:
            facts["worse_minimum"] = min(others)
    return facts
