"""Which field of the study form a refusal is about."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kudari.language import InputError
from kudari.method_words import method_choice
from kudari.plan import build_method, build_problem
from kudari.study import FIELDS
from kudari.study_file import from_mapping

FIELD_OF: Mapping[str, str] = {
    "study.name": "name",
    "study.difference_step": "difference_step",
    "study.stop_gradient_norm": "stop.gradient_norm",
    "study.stop_loss": "stop.loss",
    "study.no_methods": "methods",
    "study.same_label": "methods",
    "study.epochs": "order",
    "study.change_step": "changes",
    "study.change_order": "changes",
    "study.change_settled": "changes",
    "study.change_without": "changes",
    "unknown.order": "order",
    "unknown.precision": "precision",
    "unknown.measure": "measures",
    "unknown.change_method": "changes",
    "unknown.change_name": "changes",
    "unknown.problem": "problem.name",
    "problem.batch_size": "problem.batch",
    "problem.batch_beyond": "problem.batch",
    "gradients.unknown_estimator": "gradient",
    "gradients.not_analytic": "gradient",
    "gradients.not_given": "gradient",
    "gradients.step": "difference_step",
    "page.form.refused.folder": "problem.folder",
    "page.form.refused.gone": "problem.data",
    "page.form.refused.path": "problem.data",
    "page.form.refused.matrix": "problem.rows",
    "page.form.refused.records": "record_every",
}
"""Sentences that are about one field alone."""


def blamed(told: Mapping[str, Any], error: InputError) -> str:
    """The field that this refusal of the study is about, such as `steps`, `stop.loss`, `problem.hidden`,
    `methods.0.learning_rate` or `vary.order`; empty where that cannot be told."""
    if error.key in FIELD_OF:
        return FIELD_OF[error.key]
    field = str(error.values.get("field", ""))
    if error.key in ("study.vary_nothing", "study.vary_own_problem"):
        return f"vary.{field}"
    if field.split(".")[0] in FIELDS:
        return field
    return next(_parts(told, str(error), str(error.values.get("name", ""))), "")


def _parts(told: Mapping[str, Any], sentence: str, named: str) -> Iterator[str]:
    """The parts of the study that are refused alone, with this sentence; `named` is a name that stands in it."""
    problem = told.get("problem")
    if isinstance(problem, Mapping) and _refusal(_builds_problem, problem) == sentence:
        yield _setting("problem", problem, _builds_problem, named)
    methods = told.get("methods")
    for number, method in enumerate(methods if isinstance(methods, list) else ()):
        if isinstance(method, Mapping) and _refusal(_builds_method, method) == sentence:
            yield _setting(f"methods.{number}", method, _builds_method, named)
    vary = told.get("vary")
    if isinstance(vary, Mapping) and isinstance(problem, Mapping):
        for key, values in vary.items():
            name = str(key).removeprefix("problem.")
            for value in values if isinstance(values, list) and name != key else ():
                if _refusal(_builds_problem, {**problem, name: value}) == sentence:
                    yield f"vary.{key}"


def _setting(owner: str, table: Mapping[str, Any], build: Callable[[Any], Any], named: str) -> str:
    """The setting that a refusal names, else the last without which the part would not be refused."""
    settings = [key for key in table if key != "name"]
    if named in settings:
        return f"{owner}.{named}"
    for key in reversed(settings):
        if not _refusal(build, {name: value for name, value in table.items() if name != key}):
            return f"{owner}.{key}"
    return f"{owner}.name" if "name" in table else owner


def _builds_problem(table: Mapping[str, Any]) -> Any:
    return build_problem(from_mapping({"problem": table}).problem)


def _builds_method(table: Mapping[str, Any]) -> Any:
    return build_method(method_choice(table))


def _refusal(build: Callable[[Any], Any], table: Mapping[str, Any]) -> str:
    try:
        build(table)
    except (InputError, TypeError, ValueError, AttributeError, OverflowError) as error:
        return str(error)
    return ""
