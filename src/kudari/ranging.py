"""`kudari range`: how large the learning rate may be, as a table, a sentence and a picture."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from kudari.choose import choose
from kudari.compiled import keep_compiled_programs
from kudari.diagnosis.theory import PLAIN
from kudari.language import InputError, say
from kudari.language.words import joined, variable_words
from kudari.methods.catalogue import find_method
from kudari.rates import SEEDS, rate_range
from kudari.results.rate_range import RateRange, as_json, write_csv
from kudari.results.summary import Spread, spread
from kudari.session import INTERRUPTED
from kudari.show.draw import save
from kudari.show.rates_chart import rates_chart
from kudari.study import Study
from kudari.study_file import to_mapping

MARKS = ("best", "largest_stable", "smallest_diverging", "predicted_limit")
"""The rates that stand out, in the order of the table."""


def range_study(
    target: str,
    method: str,
    *,
    seeds: str | None = None,
    steps: str | None = None,
    data: Path | None = None,
    settings: Sequence[str] = (),
) -> Study:
    """The study that `target` means, with this method alone and at most `SEEDS` seeds unless told otherwise.

    Raises:
        InputError: as `choose`; several methods; a learning rate, which is what is swept.
    """
    for setting in settings:
        key, _, value = setting.partition("=")
        if key.strip() == "methods":
            raise InputError("rates.one_method", came=value)
        if key.strip().rpartition(".")[2] == "learning_rate":
            raise InputError("rates.given")
    if "," in method:
        raise InputError("rates.one_method", came=method)
    # An unknown name is told as such, rather than as an option that fits no method.
    find_method(method)
    study = choose(target, seeds=seeds, steps=steps, data=data, settings=[f"methods={method}", *settings])
    return study if seeds is not None else replace(study, seeds=min(study.seeds, SEEDS))


def show_range(
    study: Study,
    folder: Path,
    language: str,
    *,
    low: float | None = None,
    high: float | None = None,
    as_one_object: bool = False,
    yes: bool = False,
) -> int:
    """Sweep the learning rate of the study's one method into a folder; the exit code.

    Raises:
        InputError: before anything is started or written, or where the folder cannot be written.
    """
    if folder.exists():
        raise InputError("rates.exists", folder=folder)
    keep_compiled_programs()
    console = Console(quiet=as_one_object, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(quiet=as_one_object, highlight=False, width=110)
    try:
        with console.status(say("progress.compile", language)) as status:

            def watch(number: int) -> None:
                told = say("rates.sweep", language, number=number, seeds=study.seeds, steps=study.steps)
                status.update(told)

            found = rate_range(
                study, study.methods[0], low=low, high=high, seeds=study.seeds, yes=yes, watch=watch
            )
    except KeyboardInterrupt:
        print(say("rates.stopped", language), file=sys.stderr)
        return INTERRUPTED
    try:
        save(rates_chart(found, language, study.name), folder)
        write_csv(folder / "rates.csv", found)
    except OSError as error:
        raise InputError("rates.write_failed", folder=folder, reason=error.strerror or error) from error
    if as_one_object:
        table = {"study": to_mapping(study), "folder": str(folder), **as_json(found)}
        print(json.dumps(table, allow_nan=False))
    console.print(tried(study, found, language))
    if any(getattr(found, mark) is not None for mark in MARKS):
        console.print(range_table(found, language))
    console.print(joined(list(sentences(found, study, language)), language))
    console.print(say("command.folder", language, folder=folder), soft_wrap=True)
    return 0


def tried(study: Study, found: RateRange, language: str) -> str:
    """What was swept, in one line."""
    low, high = (f"{rate:.3g}" for rate in found.rates[[0, -1]])
    return say(
        "rates.tried",
        language,
        name=study.name,
        method=found.method,
        count=len(found.rates),
        low=low,
        high=high,
        seeds=len(found.first),
        steps=found.steps,
    )


def range_table(found: RateRange, language: str) -> Table:
    """One line for each rate that stands out, with the loss it ends at, or why it does not."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    first, rate, final = range_header(found, language)
    table.add_column(first)
    table.add_column(rate, justify="right", no_wrap=True)
    table.add_column(final, overflow="fold")
    for row in range_rows(found, language, "{} [dim]({})[/dim]"):
        table.add_row(*row)
    return table


def range_header(found: RateRange, language: str) -> tuple[str, str, str]:
    """The columns of the rates that stand out."""
    name = variable_words(found.measured, language)
    final = say("rates.column.final", language, name=name, steps=found.steps)
    return "", say("rates.column.rate", language), final


def range_rows(found: RateRange, language: str, spread_out: str = "{} ({})") -> list[tuple[str, str, str]]:
    """A row for each rate that stands out; `spread_out` has blanks for a median and the quantiles around it."""
    rates = {mark: rate for mark in MARKS if (rate := getattr(found, mark)) is not None}
    return [
        (say(f"rates.row.{mark}", language), f"{rate:.4g}", _told(found, mark, language, spread_out))
        for mark, rate in rates.items()
    ]


def _told(found: RateRange, mark: str, language: str, spread_out: str) -> str:
    if mark == "predicted_limit":
        assert found.sharpness
        return say("rates.basis", language, sharpness=_spread(found.sharpness, spread_out))
    at = found.place(getattr(found, mark))
    if mark == "smallest_diverging":
        return say("rates.lost", language, lost=int(found.lost[at].sum()), runs=len(found.first))
    return _spread(spread(found.final[at]), spread_out)


def _spread(value: Spread, spread_out: str) -> str:
    median, low, high = f"{value.median:.4g}", f"{value.low:.3g}", f"{value.high:.3g}"
    return median if low == high else spread_out.format(median, f"{low} – {high}")


def sentences(found: RateRange, study: Study, language: str) -> Iterator[str]:
    """What was found, in words."""
    low, high = (f"{rate:.3g}" for rate in found.rates[[0, -1]])
    if found.unbounded:
        yield say("rates.told.unbounded", language, rate=f"{found.smallest_unbounded:.3g}")
    elif found.smallest_diverging is None:
        yield say("rates.told.none_diverges", language, high=high)
    elif found.largest_stable is None:
        yield say("rates.told.all_diverge", language, low=low)
    else:
        stable, diverging = f"{found.largest_stable:.4g}", f"{found.smallest_diverging:.4g}"
        yield say("rates.told.found", language, stable=stable, diverging=diverging)
    if found.predicted_limit and found.largest_stable and found.smallest_diverging:
        ratio = f"{found.predicted_limit / found.largest_stable:#.3g}"
        yield say("rates.told.near", language, ratio=ratio)
    elif found.predicted_limit is None and not found.unbounded:
        key = (
            "rates.told.flat"
            if found.sharpness is not None and found.method in PLAIN
            else "rates.told.no_prediction"
        )
        yield say(key, language, method=found.method)
    if found.widened:
        yield say("rates.told.widened", language)
    if study.vary:
        yield say("rates.told.vary", language, names=list(study.vary))
