"""Everything the study form offers, from the catalogues themselves."""

import inspect
import math
import typing
from collections.abc import Callable, Iterable, Mapping
from types import NoneType
from typing import Any

from kudari.descent.measures import MEASURES, ON_DEMAND
from kudari.descent.step import Order, StopRule
from kudari.gradients.estimators import ESTIMATORS
from kudari.language import SENTENCES, InputError, Number, say
from kudari.methods.catalogue import METHODS, WRAPPERS, compose
from kudari.methods.method import Method
from kudari.methods.ranges import RANGES, Range
from kudari.methods.schedules import SCHEDULES, settings_of
from kudari.problems import PROBLEMS
from kudari.problems.datasets import DATASETS
from kudari.problems.networks import ACTIVATIONS
from kudari.problems.published import SOURCES
from kudari.problems.surfaces import SURFACES
from kudari.studies import STUDIES
from kudari.study import VARIABLE, Precision, ProblemChoice, Study
from kudari.study_file import SIMPLE, setting_types, to_mapping
from kudari.suites import SUITES
from kudari.typeset import mathml
from kudari.unfair import MISTAKES
from kudari.web.worker import Talk

NAMED: Mapping[str, Iterable[str]] = {
    "surface.function": SURFACES,
    "fit.activation": ACTIVATIONS,
    "fit.output": ACTIVATIONS,
    "classify.activation": ACTIVATIONS,
    "classify.data": DATASETS,
    "study.gradient": [name for name, each in ESTIMATORS.items() if not each.needs_given],
    "study.measures": MEASURES,
}
"""Settings of type text that take names of a catalogue: `problem.setting` -> the names."""

NOT_VARIED = ("data", "target", "held_out", "folder")
"""Settings of one problem that choose among data, whose networks cannot be compared run by run."""

FIELDS = typing.get_type_hints(Study)
EXAMPLE = Study(problem=ProblemChoice(name="formula"))


def choices(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """A job: everything the form offers, in `asked["language"]`; every `default` is the function's own."""
    language = asked["language"]
    return {
        "studies": [
            {"name": name, "line": say(f"studies.{name}", language), "study": to_mapping(study)}
            for name, study in STUDIES.items()
        ],
        "fields": [field("study", name, FIELDS[name], getattr(EXAMPLE, name), language) for name in SIMPLE],
        "stop": [
            field("stop", name, kind, None, language)
            for name, kind in typing.get_type_hints(StopRule).items()
        ],
        "problems": [_problem(name, build, language) for name, build in PROBLEMS.items()],
        "surfaces": [_surface(name, language) for name in SURFACES],
        "data": [
            {"name": name, "line": say(f"data_sets.{name}", language), "files": name in SOURCES}
            for name in DATASETS
        ],
        "activations": _lines("page.form.activation", ACTIVATIONS, language),
        "initials": _lines(
            "page.form.initial", typing.get_args(setting_types(PROBLEMS["fit"])["initial"]), language
        ),
        "methods": [_method(name, method, language) for name, method in METHODS.items()],
        "schedules": [
            {
                "name": name,
                "line": say(f"schedule.{name}", language),
                "hyperparameters": [_hyperparameter(*each, language) for each in settings_of(name).items()],
            }
            for name in SCHEDULES
        ],
        "gradients": [
            {"name": name, "line": say(f"gradients.{name}", language), "math": mathml(ESTIMATORS[name].tex)}
            for name in NAMED["study.gradient"]
        ],
        "orders": _lines("page.form.order", typing.get_args(Order), language),
        "precisions": _lines("page.form.precision", typing.get_args(Precision), language),
        "measures": [
            {
                "name": name,
                "line": say(f"measures.{name}", language),
                "tier": measure.tier,
                "usual": name not in ON_DEMAND,
            }
            for name, measure in MEASURES.items()
        ],
        "vary": list(VARIABLE),
        "suites": _lines("suites", SUITES, language),
        "mistakes": list(MISTAKES),
    }


def _lines(area: str, names: Iterable[str], language: str) -> list[dict[str, str]]:
    return [{"name": name, "line": say(f"{area}.{name}", language)} for name in names]


def field(owner: str, name: str, kind: Any, default: Any, language: str) -> dict[str, Any]:
    """A setting: its `kind` ("number", "whole", "text", "choice" or "flag"), whether it is a `list` (of so many
    entries where `length` is given), whether it may be left `optional`, its default, and its words."""
    kinds = [one for one in typing.get_args(kind) if one is not NoneType]
    optional = NoneType in typing.get_args(kind)
    inner = kinds[0] if optional and kinds else kind
    listed = typing.get_origin(inner) is tuple
    entries = typing.get_args(inner) if listed else ()
    one = entries[0] if listed else inner
    names: list[str] = list(NAMED.get(f"{owner}.{name}", ()))
    if typing.get_origin(one) is typing.Literal:
        names, one = list(typing.get_args(one)), str
    numbers = {bool: "flag", int: "whole", float: "number"}
    label, help_ = words(owner, name, language)
    return {
        "name": name,
        "kind": "choice" if names else numbers.get(one, "text"),
        "list": listed,
        "length": len(entries) if listed and Ellipsis not in entries else None,
        "optional": optional,
        "default": list(default) if isinstance(default, tuple) else default,
        "choices": names or None,
        "label": label,
        "help": help_,
    }


def words(owner: str, name: str, language: str) -> tuple[str, str]:
    """(what a setting is called, what it means): the owner's own words, or those of all settings of this name."""
    areas = (f"page.form.{owner}.{name}", f"page.form.setting.{owner}.{name}", f"page.form.setting.{name}")
    key = next(area for area in areas if area in SENTENCES)
    return say(key, language), say(f"{key}.help", language) if f"{key}.help" in SENTENCES else ""


def _problem(name: str, build: Callable[..., Any], language: str) -> dict[str, Any]:
    kinds = setting_types(build)
    defaults = {key: each.default for key, each in inspect.signature(build).parameters.items()}
    settings = [field(name, key, kind, defaults[key], language) for key, kind in kinds.items()]
    return {
        "name": name,
        "label": say(f"page.form.problem.{name}", language),
        "line": say(f"problems.{name}", language),
        "settings": settings,
        "vary": [key for key in kinds if key not in NOT_VARIED],
    }


def _surface(name: str, language: str) -> dict[str, Any]:
    surface = SURFACES[name]
    return {
        "name": name,
        "line": say(f"surfaces.{name}", language),
        "math": mathml(surface.tex, display=True),
        "dimension": surface.dimension,
        "start": list(surface.start) if surface.start else None,
    }


def _method(name: str, method: Method, language: str) -> dict[str, Any]:
    around = name in WRAPPERS
    within = compose("gd").hyperparameters if around else {}
    own = {key: values for key, values in method.hyperparameters.items() if key not in within}
    return {
        "name": name,
        "line": say(f"method.{name}", language),
        "math": mathml(method.tex, display=True),
        "reference": method.reference,
        "hyperparameters": [_hyperparameter(*each, language) for each in own.items()],
        "inner": [other for other in METHODS if _goes_around(name, other)] if around else None,
        "scheduled": "learning_rate" in method.hyperparameters,
    }


def _goes_around(outer: str, inner: str) -> bool:
    try:
        return bool(compose(outer, inner))
    except InputError:
        return False


def _hyperparameter(name: str, values: tuple[float, ...], language: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": say(f"page.form.hyper.{name}", language),
        "default": values[0],
        "allowed": allowed(RANGES.get(name, Range()), language),
    }


def allowed(numbers: Range, language: str) -> str:
    """A range in words."""
    low, high = numbers.least > Range().least, numbers.most < Range().most
    ends = {"least": f"{Number(numbers.least):,g}", "most": f"{Number(numbers.most):,g}"}
    if not low and not high:
        return say("page.form.range.any", language)
    if math.isclose(numbers.most, 1e9):
        high = False
    kinds = {
        (False, False): "between",
        (False, True): "below",
        (True, True): "within",
        (True, False): "up_to",
    }
    kind = kinds[numbers.above, numbers.below] if high else "above" if numbers.above else "from"
    said = say(f"page.form.range.{kind}", language, **ends)
    return say("page.form.range.whole", language, allowed=said) if numbers.whole else said
