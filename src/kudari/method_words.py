"""Methods as a person writes them: `reversal-every(adam)+cosine`, or a table in a study's file."""

import re
from typing import Any

from kudari.conversion import convert, list_of, plain, table_of
from kudari.language import InputError
from kudari.study import MethodChoice

OWN = "own"
"""How a study's file names a problem or method that was given from Python."""


def method_table(method: Any) -> dict[str, Any]:
    """A method, or the choice of one, as a table."""
    values = plain(method.hyperparameters)
    if not isinstance(method, MethodChoice):
        return {"name": method.name, OWN: True, **values}
    values |= {OWN: True} if method.own else {}
    text = {name: getattr(method, name) for name in ("name", "inner", "schedule", "label")}
    return {**{name: value for name, value in text.items() if value not in ("", "constant")}, **values}


_METHOD = re.compile(r"([^()+]+)(?:\(([^()+]+)\))?(?:\+([^()+]+))?")


def method_words(text: str) -> dict[str, str]:
    """`NAME(INNER)+SCHEDULE` as a method's table; inner and schedule stand in it only where they are given.

    Raises:
        InputError: the text is built otherwise.
    """
    found = _METHOD.fullmatch(text.replace(" ", ""))
    if found is None:
        raise InputError("study.method_words", came=text.strip())
    parts = zip(("name", "inner", "schedule"), found.groups(), strict=True)
    return {field: part for field, part in parts if part is not None}


def in_words(name: str, inner: str = "", schedule: str = "constant", **_: Any) -> str:
    """The inverse of `method_words`: what a method is called where it is shown, and may be typed."""
    around = f"{name}({inner})" if inner else name
    return around if schedule == "constant" else f"{around}+{schedule}"


def method_choice(came: Any) -> MethodChoice:
    """The choice that words or a table mean.

    Raises:
        InputError: they mean none.
    """
    table = {"name": came} if isinstance(came, str) else dict(table_of("methods", came))
    if table.pop(OWN, False):
        raise InputError("study.own", came=table.get("name", "?"))
    if "name" in table:
        words = method_words(str(table["name"]))
        table = {**words, **table, "name": words["name"]}
    text: dict[str, Any] = {
        key: str(table.pop(key)) for key in ("name", "inner", "schedule", "label") if key in table
    }
    if "name" not in text:
        raise InputError("study.method_without_name")
    hyperparameters = {
        key: tuple(convert(key, item, float) for item in list_of(key, value)) for key, value in table.items()
    }
    return MethodChoice(**text, hyperparameters=hyperparameters)
