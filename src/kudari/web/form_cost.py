"""What a study would cost, before it is run."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import optax
from platformdirs import user_cache_path

from kudari.descent.step import transformation
from kudari.descent.sweep import Sweep
from kudari.execute import check_size
from kudari.language import InputError, say
from kudari.plan import Plan, build_problem, plan
from kudari.problems.formula import read
from kudari.problems.problem import Problem
from kudari.problems.published import SOURCES, find
from kudari.problems.tables import DELIMITERS
from kudari.study import ProblemChoice, Study
from kudari.study_file import from_mapping
from kudari.typeset import mathml
from kudari.web.form_blame import blamed
from kudari.web.form_pace import Pace
from kudari.web.form_places import placed

MOST_RUNS, MOST_RECORDS, MOST_NUMBERS = 10_000_000, 10_000_000, 4_000_000
"""Runs of a study, records of a run and numbers in a problem's matrices, up to which the page works a study out."""

WIDTHS = ("rows", "inner", "columns")

PACE = Pace()


@dataclass(frozen=True)
class Reading:
    """A study as the page tells it, read as far as it can be."""

    study: Study | None = None
    plan: Plan | None = None
    """None also for a study whose data must be downloaded first."""
    refused: InputError | None = None
    field: str = ""
    """What the refusal is about, such as `methods.0.learning_rate`; empty where that is not known."""


def reading(told: Mapping[str, Any], home: Path, local: bool = False, memory: int | None = None) -> Reading:
    """The study and its plan, or the first thing that is wrong with it; never raises for what a page may tell.

    Args:
        memory: bytes that the study may take; None: as at the command line.
    """
    study, chosen = None, None
    try:
        table = placed(told, home, local)
        study = from_mapping(table)
        check_bounds(study)
        if not missing_files(study):
            chosen = plan(study)
            check_size(chosen, home, memory)
    except InputError as error:
        return Reading(study, None, error, blamed(placed_or_not(told, home, local), error))
    except (TypeError, ValueError, AttributeError, OverflowError, MemoryError) as error:
        # A link may hold anything: a list where a name should stand, say.
        reason = f"{type(error).__name__}: {error}"[:200]
        return Reading(study, None, InputError("page.form.refused.not_study", reason=reason))
    return Reading(study, chosen)


def placed_or_not(told: Mapping[str, Any], home: Path, local: bool) -> Mapping[str, Any]:
    """The study with real paths where all of them are allowed, else as it was told."""
    try:
        return placed(told, home, local)
    except InputError:
        return told


def check_bounds(study: Study) -> None:
    """Refuse what would be too much to be worked out, before arrays of it are made.

    Raises:
        InputError: too many runs, records or numbers.
    """
    variants = math.prod(len(values) for values in study.vary.values())
    combinations = sum(
        math.prod(len(values) for values in method.hyperparameters.values()) for method in study.methods
    )
    if (runs := variants * combinations * study.seeds) > MOST_RUNS or variants * len(study.methods) > 1000:
        raise InputError("page.form.refused.runs", came=f"{runs:,}", most=f"{MOST_RUNS:,}")
    if (records := study.steps // study.record_every) > MOST_RECORDS:
        raise InputError("page.form.refused.records", came=f"{records:,}", most=f"{MOST_RECORDS:,}")
    problem = study.problem
    if isinstance(problem, ProblemChoice) and problem.name == "matrix":
        widths = [[problem.settings.get(name, 10), *study.vary.get(f"problem.{name}", ())] for name in WIDTHS]
        rows, inner, columns = map(max, widths)
        if max(rows * inner, rows * columns, inner * columns) > MOST_NUMBERS:
            raise InputError("page.form.refused.matrix", most=f"{MOST_NUMBERS:,}")


def missing_files(study: Study) -> str:
    """The published data set that a run would have to download first; empty where there is none."""
    problem = study.problem
    if not isinstance(problem, ProblemChoice):
        return ""
    folder = problem.settings.get("folder")
    for name in (problem.settings.get("data", ""), *study.vary.get("problem.data", ())):
        if name not in SOURCES or (folder and find(SOURCES[name], Path(folder).expanduser())):
            continue
        cache = user_cache_path("kudari") / name
        if not all((cache / f"{file}.gz").is_file() for file in SOURCES[name].files):
            return str(name)
    return ""


def cost(
    told: Mapping[str, Any], home: Path, language: str, local: bool = False, memory: int | None = None
) -> dict[str, Any]:
    """What the form shows of a study: see `kudari.web.form.cost`."""
    found = reading(told, home, local, memory)
    answer: dict[str, Any] = {
        "refused": found.refused.say(language) if found.refused else None,
        "field": found.field,
        "notes": [],
        "problem_tex": None,
        "columns": columns(told, home),
    }
    problem = _problem(placed_or_not(told, home, local))
    if problem is not None:
        answer["problem_tex"] = mathml(problem.tex, display=True) if problem.tex else None
    if found.refused is None and found.study is not None:
        answer["notes"] = notes(found.study, found.plan, language)
    return answer | (numbers(found.plan) | PACE.of(found.plan, local) if found.plan else {})


def numbers(plan: Plan) -> dict[str, Any]:
    """Runs, methods (with their hyperparameter values and variants), steps, parameters of each variant, bytes, and
    evaluations: the gradients of all runs, a difference counting each of its losses as one.

    Source of an estimator's cost: `kudari.gradients.estimators`.
    """
    memory, disk = plan.bytes
    return {
        "runs": sum(sweep.runs for sweep in plan.sweeps),
        "methods": sum(sweep.combinations for sweep in plan.sweeps),
        "seeds": plan.study.seeds,
        "steps": plan.study.steps,
        "parameters": sorted({sweep.parameter_count for sweep in plan.sweeps}),
        "memory": memory,
        "disk": disk,
        "evaluations": sum(
            sweep.runs * plan.study.steps * sweep.estimator.cost(sweep.parameter_count)
            for sweep in plan.sweeps
        ),
        "bound": "least" if any(map(searches, plan.sweeps)) else "most" if any(plan.study.stop) else "exact",
    }


def searches(sweep: Sweep) -> bool:
    """Whether the method's steps take more evaluations than the gradient: those of a line search."""
    first = {name: float(values[0]) for name, values in sweep.hyperparameters.items()}

    def begin(key: Any) -> Any:
        return transformation(sweep.method, first, jax.numpy.ones(())).init(sweep.problem.init(key))

    state = jax.eval_shape(begin, jax.random.key(0))
    return optax.tree.get(state, "num_linesearch_steps", None) is not None


def notes(study: Study, plan: Plan | None, language: str) -> list[str]:
    """Sentences to show beside the cost."""
    problem = study.problem
    said = []
    if isinstance(problem, ProblemChoice):
        text = problem.settings.get("formula") or problem.settings.get("function", "")
        formula = problem.name in ("formula", "fit") and text
        said += [say(key, language, **values) for key, values in (read(text).notes if formula else ())]
    if name := missing_files(study):
        size = sum(file.size for file in SOURCES[name].files.values()) / 1e6
        said.append(say("page.form.note.download", language, name=name, size=f"{size:.0f}"))
    if plan is None:
        return said
    for sweep in {sweep.estimator.name: sweep for sweep in plan.sweeps}.values():
        if (count := sweep.estimator.cost(sweep.parameter_count)) > 1:
            name = sweep.estimator.name
            said.append(say("page.form.note.difference", language, name=name, count=f"{count:,}"))
    if any(study.stop):
        said.append(say("page.form.note.stop", language))
    if any(map(searches, plan.sweeps)):
        said.append(say("page.form.note.search", language))
    return said


def _problem(table: Mapping[str, Any]) -> Problem | None:
    """The problem alone, whatever is wrong with the rest of the study."""
    try:
        study = from_mapping({"problem": table["problem"]})
        check_bounds(study)
        return None if missing_files(study) else build_problem(study.problem)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, MemoryError):
        return None


def columns(told: Mapping[str, Any], home: Path) -> list[str] | None:
    """The columns of an uploaded table, for the choice of the one that holds the class; None where there is none."""
    problem = told.get("problem")
    data = problem.get("data") if isinstance(problem, Mapping) else None
    try:
        path = placed({"problem": {"data": data}}, home, False)["problem"]["data"]
        if path == data or data is None:
            return None
        return header(Path(path))
    except InputError:
        return None


def header(path: Path) -> list[str]:
    """The names in the first row of a table, by the delimiter that gives the most of them."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        line = file.readline(100_000)
    rows = [next(csv.reader([line], delimiter=delimiter), []) for delimiter in DELIMITERS]
    return [name.strip()[:100] for name in max(rows, key=len)][:1000]
