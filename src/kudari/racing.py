"""`kudari compare`: a race at the terminal."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from kudari.comparison.accounts import cost_sentences, tuning_sentences, unfair_sentences
from kudari.comparison.result import Comparison, as_json
from kudari.comparison.told import answer_sentences, header
from kudari.compiled import keep_compiled_programs
from kudari.explaining import lines
from kudari.language import say
from kudari.race import Race
from kudari.race_asked import begun, carried_out, reopened
from kudari.race_tables import problem_table, race_table, verdict_table
from kudari.race_tuning import Stage
from kudari.session import INTERRUPTED


def show_race(
    race: Race, folder: Path, language: str, *, as_one_object: bool = False, yes: bool = False
) -> int:
    """Run a race into a folder and say what came of it; the exit code.

    A race with a mistake on purpose is run twice, into two folders in this one: fair, and with the mistake.

    Raises:
        InputError: before anything is started or written, or where the folder cannot be written.
    """
    keep_compiled_programs()
    races = begun(race, folder, yes=yes)
    return finish_races(races, folder, language, as_one_object=as_one_object, yes=yes)


def resume_race(folder: Path, language: str, *, as_one_object: bool = False) -> int:
    """Go on with a race that was cut off: problems that are done stay as they are; the exit code.

    Raises:
        InputError: the folder holds no race that can go on.
    """
    keep_compiled_programs()
    return finish_races(reopened(folder), folder, language, as_one_object=as_one_object, yes=True)


def finish_races(
    races: Sequence[tuple[Race, Path]],
    folder: Path,
    language: str,
    *,
    as_one_object: bool,
    yes: bool,
) -> int:
    """Run what is not done yet, and say everything; the exit code."""
    console = Console(quiet=as_one_object, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(quiet=as_one_object, highlight=False, width=110)
    try:
        with console.status(say("progress.compile", language)) as status:

            def watch(stage: Stage) -> None:
                key = "race.progress.tune" if stage.round else "race.progress.race"
                status.update(say(key, language, **vars(stage)))

            found = carried_out(races, language, yes=yes, watch=watch)
    except KeyboardInterrupt:
        print(say("race.stopped", language, folder=folder), file=sys.stderr)
        return INTERRUPTED
    if as_one_object:
        tables = [as_json(comparison) for comparison in found]
        named = (
            {"folder": str(folder), **tables[0]}
            if len(tables) == 1
            else {"folder": str(folder), "races": tables}
        )
        print(json.dumps(named, allow_nan=False, ensure_ascii=False))
    if len(found) == 1:
        print_comparison(console, found[0], language)
    else:
        print_both(console, found[0], found[1], language)
    console.print(say("command.folder", language, folder=folder), soft_wrap=True)
    return 0


def print_comparison(console: Console, found: Comparison, language: str) -> None:
    """Tables, then the answers, then what tuning chose."""
    console.print()
    print_lines(console, [header(found, language)])
    for place in range(len(found.raced)):
        console.print(race_table(found, place, language))
    if len(found.raced) > 1:
        console.print(Text(say("race.answer.on", language), style="bold"))
        console.print(problem_table(found, language))
    parts = {
        say("race.answer.title", language, baseline=found.baseline): answer_sentences(found, language),
        say("race.cost.title", language): list(cost_sentences(found, language)),
        say("race.tuned.title", language): tuning_sentences(found, language),
    }
    for title, sentences in parts.items():
        if sentences:
            console.print(Text(title, style="bold"))
            print_lines(console, sentences, "• ")
    console.print()


def print_both(console: Console, fair: Comparison, unfair: Comparison, language: str) -> None:
    """The answers of a fair race and of one with a mistake, beside each other; tables lie in their folders."""
    console.print()
    print_lines(console, [header(fair, language)])
    titles = (
        say("race.unfair.title.fair", language),
        say("race.unfair.title", language, mistake=unfair.unfair),
    )
    for title, found in zip(titles, (fair, unfair), strict=True):
        console.print(Text(title, style="bold"))
        print_lines(console, answer_sentences(found, language), "• ")
    console.print(verdict_table(fair, unfair, language))
    print_lines(console, unfair_sentences(fair, unfair, language))


def print_lines(console: Console, sentences: Sequence[str], mark: str = "") -> None:
    """Each sentence from a line of its own on, folded as its language folds."""
    for sentence in sentences:
        for number, line in enumerate(lines(sentence, max(20, console.width - len(mark) - 2))):
            before = mark if number == 0 else " " * len(mark)
            console.print(f"{'  ' if mark else ''}{before}{line}", soft_wrap=True, markup=False)
