"""A study to and from plain mappings: TOML files, the command line's `--set`, JSON."""

import inspect
import tomllib
import typing
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

import msgspec
import tomli_w

from kudari.descent.step import StopRule
from kudari.language import InputError, Phrase
from kudari.methods.catalogue import find_method
from kudari.problems import PROBLEMS
from kudari.problems.problem import Problem
from kudari.study import FIELDS, VARIABLE, MethodChoice, ProblemChoice, Study, check, one_of

SIMPLE = (
    *("name", "seeds", "steps", "record_every", "evaluate_every", "probe_every", "measures"),
    *("order", "gradient", "difference_step", "precision"),
)
"""Fields that are text, numbers or lists of them."""

OWN = "own"
"""How a study's file names a problem or method that was given from Python."""


def to_mapping(study: Study) -> dict[str, Any]:
    """The study as tables, lists, text and numbers; `from_mapping` gives it back, unless it holds own objects."""
    table: dict[str, Any] = {name: _plain(getattr(study, name)) for name in SIMPLE}
    problem = study.problem
    if isinstance(problem, Problem):
        table["problem"] = {"name": problem.name, OWN: True}
    else:
        table["problem"] = {"name": problem.name, **_plain(problem.settings)}
    table["methods"] = [_method_table(method) for method in study.methods]
    table["stop"] = _plain(study.stop._asdict())
    table["vary"] = _plain(study.vary)
    return {name: value for name, value in table.items() if value is not None and value != {}}


def _method_table(method: Any) -> dict[str, Any]:
    values = _plain(method.hyperparameters)
    if not isinstance(method, MethodChoice):
        return {"name": method.name, OWN: True, **values}
    text = {name: getattr(method, name) for name in ("name", "inner", "schedule", "label")}
    return {**{name: value for name, value in text.items() if value not in ("", "constant")}, **values}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


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
        name: _convert(name, value, kinds[name])
        for name, value in table.items()
        if name not in ("problem", "methods", "stop", "vary")
    }
    values["problem"] = problem = _problem_choice(table["problem"])
    if "methods" in table:
        methods = table["methods"]
        methods = methods.split(",") if isinstance(methods, str) else methods
        values["methods"] = tuple(_method_choice(method) for method in methods)
    if "stop" in table:
        stops = typing.get_type_hints(StopRule)
        values["stop"] = StopRule(
            **{
                one_of("stop", key, stops): _convert(f"stop.{key}", value, stops[key])
                for key, value in _table("stop", table["stop"]).items()
            }
        )
    if "vary" in table:
        values["vary"] = {
            key: tuple(_varied(problem, key, item) for item in _list(f"vary.{key}", value))
            for key, value in _table("vary", table["vary"]).items()
        }
    study = Study(**values)
    check(study)
    return study


def _problem_choice(came: Any) -> ProblemChoice:
    table = {"name": came} if isinstance(came, str) else dict(_table("problem", came))
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
        one_of("setting", key, kinds): _convert(f"problem.{key}", value, kinds[key])
        for key, value in table.items()
    }


def _method_choice(came: Any) -> MethodChoice:
    table = {"name": came.strip()} if isinstance(came, str) else dict(_table("methods", came))
    if table.pop(OWN, False):
        raise InputError("study.own", came=table.get("name", "?"))
    text = {key: str(table.pop(key)) for key in ("name", "inner", "schedule", "label") if key in table}
    if "name" not in text:
        raise InputError("study.method_without_name")
    hyperparameters = {
        key: tuple(_convert(key, item, float) for item in _list(key, value)) for key, value in table.items()
    }
    return MethodChoice(**text, hyperparameters=hyperparameters)


def _varied(problem: ProblemChoice, key: str, value: Any) -> Any:
    if key not in VARIABLE and not key.startswith("problem."):
        raise InputError("study.vary", came=key, exists=[*VARIABLE, "problem.SETTING"])
    if key in VARIABLE:
        return _convert(f"vary.{key}", value, str)
    kinds = setting_types(PROBLEMS[problem.name])
    return _convert(key, value, kinds[one_of("setting", key.removeprefix("problem."), kinds)])


@lru_cache
def setting_types(build: Callable[..., Problem]) -> dict[str, Any]:
    """The settings that a problem's function takes, and the type of each."""
    hints = typing.get_type_hints(inspect.unwrap(build))
    return {name: hints[name] for name in inspect.signature(build).parameters}


def _table(field: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError("study.table", field=field, came=value)
    return value


def _list(field: str, value: Any) -> list[Any]:
    """A list; one value alone is a list of one, and text is cut at its commas."""
    if isinstance(value, str):
        return [item.strip() for item in value.split(",")]
    return list(value) if isinstance(value, list | tuple) else [value]


def _convert(field: str, value: Any, kind: Any) -> Any:
    """`value` as `kind`, from TOML's types or from text."""
    kinds = typing.get_args(kind) if typing.get_origin(kind) is UnionType else (kind,)
    if NoneType in kinds and isinstance(value, str) and value.lower() in ("", "none"):
        value = None
    listed = any(typing.get_origin(one) is tuple for one in kinds)
    if listed and value is not None and not isinstance(value, list | tuple):
        value = _list(field, value) if value != "" else []
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise InputError("study.value", field=field, came=value, expected=expected(kind)) from error


def expected(kind: Any) -> Phrase:
    """What a field wants, in words."""
    kinds = [item for item in typing.get_args(kind) if item not in (NoneType, Ellipsis)]
    if typing.get_origin(kind) is typing.Literal:
        return Phrase("type.one_of", exists=kinds)
    if typing.get_origin(kind) is tuple:
        return Phrase("type.list", of=expected(kinds[0]))
    if kinds:
        return expected(kinds[0])
    return Phrase({bool: "type.bool", int: "type.int", float: "type.float"}.get(kind, "type.text"))


def read_study(path: Path) -> Study:
    """The study in a TOML file.

    Raises:
        InputError: no such file, no TOML, or no study.
    """
    try:
        return from_mapping(tomllib.loads(path.read_bytes().decode("utf-8")))
    except FileNotFoundError as error:
        raise InputError("study.no_file", file=path) from error
    except UnicodeDecodeError as error:
        raise InputError("study.not_utf8", file=path, place=error.start) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError("study.not_toml", file=path, reason=error) from error
    except OSError as error:
        raise InputError("study.unreadable", file=path, reason=error.strerror) from error


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
            table[head] = (
                [{"name": name.strip()} for name in value.split(",")] if head == "methods" else value
            )
        else:
            chosen = [
                method
                for method in table["methods"]
                if (not tail and head in find_method(method["name"]).hyperparameters)
                or (tail and head in (method["name"], method.get("label")))
            ]
            if not chosen:
                known = {
                    name for each in table["methods"] for name in find_method(each["name"]).hyperparameters
                }
                raise InputError(
                    "study.setting", came=key, exists=sorted(FIELDS), hyperparameters=sorted(known)
                )
            for method in chosen:
                method[tail or head] = value
    return from_mapping(table)
