"""HTML from nested calls: text is escaped unless it was made here."""

from collections.abc import Iterable
from html import escape
from typing import Any

VOID = ("meta", "link", "input", "br")


class Markup(str):
    """Text that is HTML already."""


def element(name: str, /, *children: Any, **attributes: Any) -> Markup:
    """An element: `class_` stands for class and `data_x` for data-x; None and False leave an attribute out.

    Children are markup, text, or lists of them; None is nothing.
    """
    shown = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    if name in VOID:
        return Markup(f"<{name}{shown}>")
    return Markup(f"<{name}{shown}>{inner(children)}</{name}>")


def inner(children: Iterable[Any]) -> Markup:
    """Children one after the other."""
    return Markup("".join(_child(child) for child in children))


def _child(child: Any) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, list | tuple):
        return inner(child)
    return escape(str(child), quote=False)


def _attribute(key: str, value: Any) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
