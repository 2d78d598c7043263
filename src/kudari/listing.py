"""`kudari list`: every name with one line."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from kudari.commands.studies import KINDS
from kudari.descent.measures import MEASURES
from kudari.gradients.estimators import ESTIMATORS
from kudari.language import SENTENCES, InputError, nearest, say
from kudari.methods.catalogue import METHODS
from kudari.methods.schedules import SCHEDULES
from kudari.problems import PROBLEMS
from kudari.problems.datasets import DATASETS
from kudari.problems.surfaces import SURFACES
from kudari.studies import STUDIES
from kudari.suites import SUITES

_LISTED: dict[str, tuple[str, Mapping[str, Any]]] = {
    "studies": ("studies", STUDIES),
    "problems": ("problems", PROBLEMS),
    "surfaces": ("surfaces", SURFACES),
    "methods": ("method", METHODS),
    "schedules": ("schedule", SCHEDULES),
    "gradients": ("gradients", ESTIMATORS),
    "data": ("data_sets", DATASETS),
    "measures": ("measures", MEASURES),
    "suites": ("suites", SUITES),
}


def show_list(kind: str, language: str) -> int:
    """Print the names of a kind, each with its line; return the exit code 0.

    Raises:
        InputError: there is no such kind.
    """
    if kind not in _LISTED:
        raise InputError("unknown.list", came=kind, near=nearest(kind, KINDS), exists=KINDS)
    area, entries = _LISTED[kind]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name in entries:
        table.add_row(name, line(area, name, language))
    Console().print(table)
    return 0


def line(area: str, name: str, language: str) -> str:
    """What is said of a name in one line."""
    key = f"{area}.{name}"
    return say(key, language) if key in SENTENCES else ""
