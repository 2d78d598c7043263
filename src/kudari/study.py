"""A study: the user's whole choice, as one frozen value."""

import re
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from kudari.descent.measures import MEASURES
from kudari.descent.step import Order, StopRule
from kudari.language import InputError, nearest
from kudari.methods.method import Method
from kudari.problems.problem import Problem

Precision = Literal["float32", "float64"]

MOST_SEEDS, MOST_STEPS = 1_000_000, 2_000_000_000


@dataclass(frozen=True, kw_only=True)
class ProblemChoice:
    """A problem by name, with the settings that its function in `PROBLEMS` takes."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MethodChoice:
    """A method by name, with the values its hyperparameters take: one run for each combination and seed."""

    name: str
    hyperparameters: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Those not named here keep their defaults."""
    inner: str = ""
    """For the reversals: the method whose gradient is turned."""
    schedule: str = "constant"
    """A name in `SCHEDULES`: how the learning rate goes over the run."""
    label: str = ""
    """What tables and pictures call it; made from the name where empty."""
    own: Method | None = None
    """A method of one's own instead of the one of this name: so its values can be set without making another one."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A hyperparameter takes another value while a study runs: from the update of this step on."""

    step: int
    """A multiple of `record_every`, after the first step and before the last."""
    name: str
    """Of the hyperparameter."""
    value: float
    """In all runs of the method, whatever values they began with."""
    method: str = ""
    """A method's label; where empty, it is every method of the study that has this hyperparameter."""


@dataclass(frozen=True, kw_only=True)
class Study:
    """What is minimised, by which methods, from how many seeds, and what is recorded."""

    problem: ProblemChoice | Problem
    methods: tuple[MethodChoice | Method, ...] = (MethodChoice(name="gd"),)
    name: str = "study"
    seeds: int = 32
    """Runs of each method and combination; seed s fixes a start and all mini-batches, for every method alike."""
    steps: int = 1000
    """Updates of a run that nothing stops."""
    record_every: int = 1
    """Steps between records."""
    evaluate_every: int | None = None
    """Steps between evaluations of the problem, a multiple of `record_every`; None: about a hundred in all."""
    measures: tuple[str, ...] | None = None
    """What is recorded, of `MEASURES`: the cheap ones at every record, the others at the probes. None: all that cost
    little beside the run, `kudari.descent.measures.usual`."""
    probe_every: int | None = None
    """Steps between probes, a multiple of `record_every`; None: the start, the end, and three between."""
    order: Order = "reshuffled"
    """`reshuffled`: a fresh mini-batch each step; `fixed`: always the same; `epochs`: each example once per epoch."""
    gradient: str = "backprop"
    """The estimator, of `ESTIMATORS`."""
    difference_step: float | None = None
    """h of the difference estimators; None: the best one for the precision."""
    precision: Precision = "float32"
    stop: StopRule = StopRule()
    """When a run stops before its last step."""
    vary: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """`gradient`, `order` or `problem.SETTING` to several values: every method is run with each of them."""
    changes: tuple[Change, ...] = ()
    """Hyperparameters that change while it runs, in ascending order of their steps."""

    @property
    def evaluate_every_records(self) -> int:
        """Records between evaluations."""
        if self.evaluate_every is None:
            return max(1, round(self.steps / self.record_every / 100))
        return self.evaluate_every // self.record_every

    @property
    def probe_every_records(self) -> int:
        """Records between probes."""
        if self.probe_every is None:
            return max(1, round(self.steps / self.record_every / 4))
        return self.probe_every // self.record_every


VARIABLE = ("gradient", "order", "precision")
"""Fields of a study that `vary` may name, besides `problem.SETTING`."""


def check(study: Study) -> None:
    """Refuse numbers and names that cannot be run.

    Raises:
        InputError: one sentence that names the field, what came, and what was expected.
    """
    if not re.fullmatch(r"\w[\w .-]{0,79}", study.name):
        raise InputError("study.name", came=study.name)
    for name, most in (("seeds", MOST_SEEDS), ("steps", MOST_STEPS), ("record_every", MOST_STEPS)):
        came = getattr(study, name)
        if not 1 <= came <= most:
            raise InputError("study.count", field=name, came=came, most=most)
    for name in ("evaluate_every", "probe_every"):
        every = getattr(study, name)
        if every is not None and (every < 1 or every % study.record_every):
            raise InputError("study.every", field=name, came=every, record_every=study.record_every)
    one_of("order", study.order, typing.get_args(Order))
    one_of("precision", study.precision, typing.get_args(Precision))
    for measure in study.measures or ():
        one_of("measure", measure, MEASURES)
    if study.difference_step is not None and not 0 < study.difference_step < 1e6:
        raise InputError("study.difference_step", came=study.difference_step)
    if study.stop.gradient_norm is not None and not 0 <= study.stop.gradient_norm < float("inf"):
        raise InputError("study.stop_gradient_norm", came=study.stop.gradient_norm)
    if study.stop.loss is not None and not abs(study.stop.loss) < float("inf"):
        raise InputError("study.stop_loss", came=study.stop.loss)
    if not study.methods:
        raise InputError("study.no_methods")
    for key, values in study.vary.items():
        if key not in VARIABLE and not key.startswith("problem."):
            raise InputError("study.vary", came=key, exists=[*VARIABLE, "problem.SETTING"])
        if not values:
            raise InputError("study.vary_nothing", field=key)
        if isinstance(study.problem, Problem) and key.startswith("problem."):
            raise InputError("study.vary_own_problem", field=key)
    before = 0
    for change in study.changes:
        if change.step % study.record_every or not 0 < change.step < study.steps:
            raise InputError(
                "study.change_step", came=change.step, record_every=study.record_every, steps=study.steps
            )
        if change.step < before:
            raise InputError("study.change_order", came=change.step, before=before)
        before = change.step


def one_of(kind: str, came: str, known: Mapping[str, Any] | Sequence[str]) -> str:
    """`came`, where it is among the known names.

    Raises:
        InputError: with the nearest of them, and all of them.
    """
    if came not in known:
        names = list(known)
        raise InputError(f"unknown.{kind}", came=came, near=nearest(came, names), exists=names)
    return came


def variants(study: Study) -> list[tuple[dict[str, Any], Study]]:
    """Every combination of the values in `vary`: (coordinate -> value, the study with these values)."""
    found: list[tuple[dict[str, Any], Study]] = [({}, replace(study, vary={}))]
    for key, values in study.vary.items():
        # The gradient itself is among what is recorded, so the way it is taken has a name of its own.
        name = "estimator" if key == "gradient" else key.removeprefix("problem.")
        found = [
            ({**labels, name: _label(value)}, _with(variant, key, value))
            for labels, variant in found
            for value in values
        ]
    return found


def _with(study: Study, key: str, value: Any) -> Study:
    if key.startswith("problem.") and isinstance(study.problem, ProblemChoice):
        settings = {**study.problem.settings, key.removeprefix("problem."): value}
        return replace(study, problem=replace(study.problem, settings=settings))
    return replace(study, **{key: value})


def _label(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return value[0] if len(value) == 1 else "-".join(str(item) for item in value)
    return value


FIELDS = {entry.name for entry in fields(Study)}
