"""A study to and from plain mappings: TOML files, the command line's `--set`, JSON."""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli_w

from kudari.conversion import convert, list_of, plain, read_toml, table_of
from kudari.descent.step import StopRule
from kudari.language import InputError
from kudari.method_words import OWN, in_words, method_choice, method_table, method_words
from kudari.methods.catalogue import compose
from kudari.problems import PROBLEMS
from kudari.problems.problem import Problem
from kudari.study import FIELDS, VARIABLE, Change, ProblemChoice, Study, check, one_of

SIMPLE = (
    *("name", "seeds", "steps", "record_every", "evaluate_every", "probe_every", "measures"),
    *("order", "gradient", "difference_step", "precision"),
)
"""Fields that are text, numbers or lists of them."""


def to_mapping(study: Study) -> dict[str, Any]:
    """The study as tables, lists, text and numbers; `from_mapping` gives it back, unless it holds own objects."""
    table: dict[str, Any] = {name: plain(getattr(study, name)) for name in SIMPLE}
    problem = study.problem
    if isinstance(problem, Problem):
        table["problem"] = {"name": problem.name, OWN: True}
    else:
        table["problem"] = {"name": problem.name, **plain(problem.settings)}
    table["methods"] = [method_table(method) for method in study.methods]
    table["stop"] = plain(study.stop._asdict())
    table["vary"] = plain(study.vary)
    # Where nothing changes, the file says nothing of it.
    table["changes"] = [_change_table(change) for change in study.changes] or None
    return {name: value for name, value in table.items() if value is not None and value != {}}


def from_mapping(table: Mapping[str, Any]) -> Study:
    """The study that a mapping describes.

    Text is read as the number or list a field wants, so that the command line needs no reader of its own.

    Raises:
        InputError: an unknown field or name, or a value that does not fit: one sentence.
    """
    for name in table:
        one_of("field", name, sorted(FIELDS))
    if "problem" not in table:
        raise InputError("study.no_problem", exists=list(PROBLEMS))
    kinds = typing.get_type_hints(Study)
    values: dict[str, Any] = {
        name: convert(name, value, kinds[name])
        for name, value in table.items()
        if name not in ("problem", "methods", "stop", "vary", "changes")
    }
    values["problem"] = problem = _problem_choice(table["problem"])
    if "methods" in table:
        methods = table["methods"]
        methods = methods.split(",") if isinstance(methods, str) else methods
        values["methods"] = tuple(method_choice(method) for method in methods)
    if "stop" in table:
        stops = typing.get_type_hints(StopRule)
        values["stop"] = StopRule(
            **{
                one_of("stop", key, stops): convert(f"stop.{key}", value, stops[key])
                for key, value in table_of("stop", table["stop"]).items()
            }
        )
    if "vary" in table:
        values["vary"] = {
            key: tuple(_varied(problem, key, item) for item in list_of(f"vary.{key}", value))
            for key, value in table_of("vary", table["vary"]).items()
        }
    if "changes" in table:
        values["changes"] = tuple(_change(change) for change in _changes(table["changes"]))
    study = Study(**values)
    check(study)
    return study


def _change_table(change: Change) -> dict[str, Any]:
    return {name: value for name, value in asdict(change).items() if value != ""}


def _changes(came: Any) -> list[Any]:
    """The tables of the changes; the command line can only say that there are none."""
    return [] if isinstance(came, str) and came.lower() in ("", "none") else list_of("changes", came)


def _change(came: Any) -> Change:
    table, kinds = table_of("changes", came), typing.get_type_hints(Change)
    values = {
        one_of("change", name, kinds): convert(f"changes.{name}", value, kinds[name])
        for name, value in table.items()
    }
    if missing := [name for name in ("step", "name", "value") if name not in values]:
        raise InputError("study.change_without", missing=missing)
    return Change(**values)


def _problem_choice(came: Any) -> ProblemChoice:
    table = {"name": came} if isinstance(came, str) else dict(table_of("problem", came))
    if table.pop(OWN, False):
        raise InputError("study.own", came=table.get("name", "?"))
    if "name" not in table:
        raise InputError("study.no_problem", exists=list(PROBLEMS))
    name = one_of("problem", str(table.pop("name")), PROBLEMS)
    return ProblemChoice(name=name, settings=convert_settings(PROBLEMS[name], table))


def convert_settings(build: Callable[..., Problem], table: Mapping[str, Any]) -> dict[str, Any]:
    """A problem's settings in the types that its function takes, so that equal settings are equal values.

    Raises:
        InputError: an unknown setting, or a value that does not fit.
    """
    kinds = setting_types(build)
    return {
        one_of("setting", key, kinds): convert(f"problem.{key}", value, kinds[key])
        for key, value in table.items()
    }


def _varied(problem: ProblemChoice, key: str, value: Any) -> Any:
    if key not in VARIABLE and not key.startswith("problem."):
        raise InputError("study.vary", came=key, exists=[*VARIABLE, "problem.SETTING"])
    if key in VARIABLE:
        return convert(f"vary.{key}", value, str)
    kinds = setting_types(PROBLEMS[problem.name])
    return convert(key, value, kinds[one_of("setting", key.removeprefix("problem."), kinds)])


@lru_cache
def setting_types(build: Callable[..., Problem]) -> dict[str, Any]:
    """The settings that a problem's function takes, and the type of each."""
    hints = typing.get_type_hints(inspect.unwrap(build))
    return {name: hints[name] for name in inspect.signature(build).parameters}


def read_study(path: Path) -> Study:
    """The study in a TOML file.

    Raises:
        InputError: no such file, no TOML, or no study.
    """
    return from_mapping(read_toml(path))


def study_text(study: Study) -> str:
    """The study as TOML text."""
    return tomli_w.dumps(to_mapping(study))


def with_settings(study: Study, settings: Mapping[str, str]) -> Study:
    """The study with fields set as `--set key=value` gives them.

    `key` is a field (`steps`), a field in a table (`problem.rows`, `stop.loss`, `vary.order`), or a
    hyperparameter: alone for every method that has it (`learning_rate`), or of one method (`adam.b1`).

    Raises:
        InputError: an unknown key, or a value that does not fit.
    """
    table = to_mapping(study)
    # What a method takes can be said only once the methods are known.
    for key, value in sorted(settings.items(), key=lambda item: item[0] not in ("methods", "problem.name")):
        head, _, tail = key.partition(".")
        if head in ("problem", "stop", "vary") and tail:
            table[head] = {"name": value} if key == "problem.name" else {**table.get(head, {}), tail: value}
        elif not tail and head in FIELDS:
            table[head] = [method_words(words) for words in value.split(",")] if head == "methods" else value
        else:
            chosen = [
                method
                for method in table["methods"]
                if (not tail and head in _takes(method))
                or (tail and head in (method["name"], in_words(**method), method.get("label")))
            ]
            if not chosen:
                known = {name for each in table["methods"] for name in _takes(each)}
                raise InputError(
                    "study.setting", came=key, exists=sorted(FIELDS), hyperparameters=sorted(known)
                )
            for method in chosen:
                method[tail or head] = value
    return from_mapping(table)


def _takes(method: Mapping[str, Any]) -> Mapping[str, Any]:
    """The hyperparameters of a method's table."""
    parts = {field: method[field] for field in ("name", "inner", "schedule") if field in method}
    return compose(**parts).hyperparameters
