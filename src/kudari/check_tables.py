"""What `kudari check` shows: the point, the differences, what is wrong, and the best shifts."""

from collections.abc import Callable
from typing import TypeAlias

from rich.box import SIMPLE_HEAD
from rich.table import Table

from kudari.gradients.check import Comparison
from kudari.gradients.steps import ErrorsByStep
from kudari.language import say
from kudari.show.steps_chart import USELESS

Digits: TypeAlias = Callable[[float, int], str]
"""(number, digits) -> how it is written."""


def plain_digits(value: float, digits: int) -> str:
    """2.3e-07, as a terminal has it."""
    return f"{value:.{digits - 1}e}"


def facts(
    problem: str, point: str, precision: str, found: Comparison, language: str, digits: Digits = plain_digits
) -> list[tuple[str, str]]:
    """Where the gradients were taken: terms, each with what is to be said of it."""
    parameters = sum(block.size for block in found.blocks)
    noise = digits(found.noise, 2)
    rows = {
        "problem": problem,
        "point": point,
        "loss": say("check.loss_line", language, loss=f"{found.loss:.6g}", noise=noise),
        "count": say("check.count_line", language, parameters=f"{parameters:,}", precision=precision),
    }
    return [(say(f"check.fact_{key}", language), text) for key, text in rows.items()]


def facts_table(problem: str, point: str, precision: str, found: Comparison, language: str) -> Table:
    """Where the gradients were taken, in a few lines."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for term, text in facts(problem, point, precision, found, language):
        table.add_row(term, text)
    return table


def difference_header(language: str) -> tuple[str, ...]:
    """The columns of the differences."""
    keys = ("block", "pair", "absolute", "relative", "allowed", "verdict")
    return tuple(say(f"check.column_{key}", language) for key in keys)


def difference_rows(found: Comparison, language: str, digits: Digits = plain_digits) -> list[tuple[str, ...]]:
    """A row for each pair of estimators and block of parameters."""
    return [
        (
            each.block.name(language),
            f"{each.first} − {each.second}",
            digits(each.absolute, 2),
            digits(each.relative, 2),
            digits(each.allowed, 2),
            say(f"check.verdict_{each.verdict}", language),
        )
        for each in found.differences
    ]


def difference_table(found: Comparison, language: str) -> Table:
    """One line for each pair of estimators and block of parameters."""
    table = Table(
        box=SIMPLE_HEAD,
        pad_edge=False,
        caption=say("check.differences_caption", language),
        caption_justify="left",
    )
    for place, name in enumerate(difference_header(language)):
        table.add_column(name, justify="right" if place in (2, 3, 4) else "left", no_wrap=True)
    above = None
    for each, (block, *numbers, word) in zip(
        found.differences, difference_rows(found, language), strict=True
    ):
        marked = f"[bold red]{word}[/]" if each.verdict == "wrong" else word
        table.add_row("" if each.block is above else block, *numbers, marked)
        above = each.block
    return table


def error_caption(errors: ErrorsByStep, language: str) -> str:
    """What the errors are of."""
    caption = say("check.errors_caption", language)
    if errors.shifted < errors.parameters:
        some, others = errors.shifted, errors.parameters - errors.shifted
        sampled = say("check.errors_sampled", language, some=f"{some:,}", others=f"{others:,}")
        caption = f"{caption}{'' if language == 'ja' else ' '}{sampled}"
    return caption


def error_header(language: str) -> tuple[str, ...]:
    """The columns of the errors."""
    keys = ("estimator", "best", "error", "theory", "slope", "wall")
    return tuple(say(f"check.column_{key}", language) for key in keys)


def error_rows(errors: ErrorsByStep, digits: Digits = plain_digits) -> list[tuple[str, ...]]:
    """For each kind of quotient: the best shift, and the slopes on both sides of it."""
    rows: list[tuple[str, ...]] = []
    for curve in errors.curves:
        bound = "≤ " if curve.name == "complex-step" else ""
        rows.append(
            (
                curve.name,
                f"{bound}{digits(curve.best_h, 1)}" if curve.best_error < USELESS else "—",
                digits(curve.best_error, 2),
                f"{bound}{digits(curve.theory, 1)}",
                "—" if curve.slope is None else f"{curve.slope:.2f}",
                "—" if curve.wall is None else digits(curve.wall, 1),
            )
        )
    return rows


def error_table(errors: ErrorsByStep, language: str) -> Table:
    """For each kind of quotient: the best shift, and the slopes on both sides of it."""
    table = Table(
        box=SIMPLE_HEAD, pad_edge=False, caption=error_caption(errors, language), caption_justify="left"
    )
    first, *others = error_header(language)
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    for row in error_rows(errors):
        table.add_row(*row)
    return table
