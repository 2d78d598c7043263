"""`kudari check`: the gradients of one problem at the terminal."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from kudari.check_tables import difference_table, error_table, facts_table
from kudari.compiled import keep_compiled_programs
from kudari.gradient_check import GradientCheck, Place, admitted, checked, locate
from kudari.gradients.probes import flat
from kudari.gradients.steps import ErrorsByStep, errors_by_step
from kudari.language import InputError, say
from kudari.plan import build_problem
from kudari.show.chart import Chart
from kudari.show.draw import save
from kudari.show.steps_chart import steps_chart
from kudari.study import Study

AGREES, WRONG = 0, 1
"""Exit codes: every gradient agrees with the others, kinks allowed; a gradient is wrong."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What came of a check, and where it was made."""

    place: Place
    at: str
    """As `check_study` takes it."""
    seed: int
    result: GradientCheck
    errors: ErrorsByStep


def show_check(
    study: Study,
    folder: Path,
    language: str,
    *,
    at: str = "start",
    gradient: str | None = None,
    seed: int = 0,
    as_one_object: bool = False,
) -> int:
    """Check a study's problem in its precision: tables at the terminal, a picture in a folder.

    Args:
        folder: is made for the picture.
        at: `start`, or as many numbers as there are parameters, with commas between them.
        gradient: the estimators to hold against each other, with commas between them; None: all.
        as_one_object: print JSON instead of tables.

    Returns:
        `AGREES` or `WRONG`.

    Raises:
        InputError: before anything is written.
    """
    if folder.exists():
        raise InputError("store.exists", folder=folder)
    keep_compiled_programs()
    found = check_study(study, at=at, gradient=gradient, seed=seed)
    result, errors = found.result, found.errors
    chart = chart_of(found, study.name, language)
    try:
        save(chart, folder)
    except OSError as error:
        raise InputError("store.write_failed", folder=folder, reason=error.strerror or error) from error
    if as_one_object:
        print(json.dumps({**to_mapping(result, errors), "folder": str(folder)}, allow_nan=False))
    else:
        _show(result, errors, study.name, point_line(found, language), folder, language)
    return AGREES if result.agrees else WRONG


def check_study(study: Study, *, at: str = "start", gradient: str | None = None, seed: int = 0) -> Checked:
    """Hold the gradients of a study's problem against each other, in its precision; arguments as `show_check`.

    Raises:
        InputError: no such point, estimator or problem, or a loss or gradient there that is not finite.
    """
    place = locate(
        build_problem(study.problem),
        None if at.strip() == "start" else numbers_of(at),
        seed=seed,
        precision=study.precision,
        order=study.order,
    )
    names = admitted(
        place.problem, None if gradient is None else [name.strip() for name in gradient.split(",")]
    )
    result = checked(place, names, study.difference_step)
    errors = errors_by_step(place.problem, place.params, place.batch, precision=place.precision)
    return Checked(place=place, at=at, seed=seed, result=result, errors=errors)


def chart_of(found: Checked, name: str, language: str) -> Chart:
    """The errors of the difference quotients by their shift; `name` is the study's."""
    return steps_chart(
        found.errors.steps,
        found.errors.curves,
        name=name,
        precision=found.place.precision,
        relative=found.errors.relative,
        language=language,
    )


def numbers_of(text: str) -> list[float]:
    """The numbers in a text such as `1,-2.5`.

    Raises:
        InputError: something else stands in it.
    """
    try:
        return [float(word) for word in text.split(",")]
    except ValueError:
        raise InputError("check.at_text", came=text) from None


def point_line(found: Checked, language: str) -> str:
    """Where the gradients were taken, in words."""
    place, seed = found.place, found.seed
    shown = ", ".join(f"{number:g}" for number in flat(place.params)[:8])
    shown = shown if flat(place.params).size <= 8 else ""
    if found.at.strip() != "start":
        return shown or say("check.point_given", language)
    start = say("check.point_start", language, seed=seed)
    start = f"{start} ({shown})" if shown else start
    if place.problem.stochastic and place.problem.batch:
        return say("check.point_batch", language, point=start, batch=place.problem.batch)
    return start


def _show(
    result: GradientCheck, errors: ErrorsByStep, name: str, point: str, folder: Path, language: str
) -> None:
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(highlight=False, width=110)
    found = result.comparison
    console.print(facts_table(name, point, result.precision, found, language))
    console.print(difference_table(found, language))
    console.print()
    console.print(error_table(errors, language))
    console.print()
    console.print(result.say(language), markup=False)
    console.print(say("check.folder", language, folder=folder), soft_wrap=True, markup=False)


def to_mapping(result: GradientCheck, errors: ErrorsByStep) -> dict[str, Any]:
    """What `--json` prints, but for the folder; null stands for a number that is not finite."""
    found = result.comparison
    return {
        "problem": result.problem,
        "precision": result.precision,
        "agrees": result.agrees,
        "loss": found.loss,
        "noise": found.noise,
        "gradients": list(found.names),
        "differences": [
            {
                "block": each.block.name(),
                "first": each.first,
                "second": each.second,
                "absolute": _finite(each.absolute),
                "relative": _finite(each.relative),
                "allowed": _finite(each.allowed),
                "place": each.block.entry(each.place),
                "values": [_finite(value) for value in each.values],
                "verdict": each.verdict,
            }
            for each in found.differences
        ],
        "wrong": [
            {
                "gradient": each.estimator,
                "block": each.block.name(),
                "place": each.block.entry(each.place),
                "value": _finite(each.value),
                "expected": _finite(each.expected),
                "reference": each.reference,
                "count": each.count,
            }
            for each in result.wrong
        ],
        "kinks": list(result.kinks),
        "steps": {
            "h": errors.steps.tolist(),
            "relative": errors.relative,
            "shifted": errors.shifted,
            "parameters": errors.parameters,
            "curves": [
                {
                    "gradient": curve.name,
                    "errors": [_finite(error) for error in curve.errors],
                    "best_h": curve.best_h,
                    "best_error": _finite(curve.best_error),
                    "theory": curve.theory,
                    "slope": curve.slope,
                    "wall": curve.wall,
                }
                for curve in errors.curves
            ],
        },
    }


def _finite(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None
