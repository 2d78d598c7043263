"""What `kudari check` shows: the point, the differences, what is wrong, and the best shifts."""

from rich.box import SIMPLE_HEAD
from rich.table import Table

from kudari.gradients.check import Comparison
from kudari.gradients.steps import ErrorsByStep
from kudari.language import say
from kudari.show.steps_chart import USELESS


def facts_table(problem: str, point: str, precision: str, found: Comparison, language: str) -> Table:
    """Where the gradients were taken, in a few lines."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    parameters = sum(block.size for block in found.blocks)
    rows = {
        "problem": problem,
        "point": point,
        "loss": say("check.loss_line", language, loss=f"{found.loss:.6g}", noise=f"{found.noise:.1e}"),
        "count": say("check.count_line", language, parameters=f"{parameters:,}", precision=precision),
    }
    for key, text in rows.items():
        table.add_row(say(f"check.fact_{key}", language), text)
    return table


def difference_table(found: Comparison, language: str) -> Table:
    """One line for each pair of estimators and block of parameters."""
    table = Table(
        box=SIMPLE_HEAD,
        pad_edge=False,
        caption=say("check.differences_caption", language),
        caption_justify="left",
    )
    table.add_column(say("check.column_block", language), no_wrap=True)
    table.add_column(say("check.column_pair", language), no_wrap=True)
    for key in ("absolute", "relative", "allowed"):
        table.add_column(say(f"check.column_{key}", language), justify="right", no_wrap=True)
    table.add_column(say("check.column_verdict", language), no_wrap=True)
    above = None
    for each in found.differences:
        word = say(f"check.verdict_{each.verdict}", language)
        table.add_row(
            "" if each.block is above else each.block.name(language),
            f"{each.first} − {each.second}",
            f"{each.absolute:.1e}",
            f"{each.relative:.1e}",
            f"{each.allowed:.1e}",
            f"[bold red]{word}[/]" if each.verdict == "wrong" else word,
        )
        above = each.block
    return table


def error_table(errors: ErrorsByStep, language: str) -> Table:
    """For each kind of quotient: the best shift, and the slopes on both sides of it."""
    caption = say("check.errors_caption", language)
    if errors.shifted < errors.parameters:
        some, others = errors.shifted, errors.parameters - errors.shifted
        sampled = say("check.errors_sampled", language, some=f"{some:,}", others=f"{others:,}")
        caption = f"{caption}{'' if language == 'ja' else ' '}{sampled}"
    table = Table(box=SIMPLE_HEAD, pad_edge=False, caption=caption, caption_justify="left")
    table.add_column(say("check.column_estimator", language), no_wrap=True)
    for key in ("best", "error", "theory", "slope", "wall"):
        table.add_column(say(f"check.column_{key}", language), justify="right")
    for curve in errors.curves:
        bound = "≤ " if curve.name == "complex-step" else ""
        table.add_row(
            curve.name,
            f"{bound}{curve.best_h:.0e}" if curve.best_error < USELESS else "—",
            f"{curve.best_error:.1e}",
            f"{bound}{curve.theory:.0e}",
            "—" if curve.slope is None else f"{curve.slope:.2f}",
            "—" if curve.wall is None else f"{curve.wall:.0e}",
        )
    return table
