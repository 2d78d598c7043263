"""`kudari compare`: a race at the terminal, from its words to its folder."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from kudari.choose import choose, chosen
from kudari.comparison.accounts import cost_sentences, tuning_sentences, unfair_sentences
from kudari.comparison.result import Comparison, as_json
from kudari.comparison.told import answer_sentences, header
from kudari.conversion import convert
from kudari.execute import check_size
from kudari.explaining import lines
from kudari.language import InputError, say
from kudari.plan import plan
from kudari.race import Race, check_race, spelled
from kudari.race_file import RACE, create, done, finish, is_race, read_race
from kudari.race_run import run_race
from kudari.race_tables import problem_table, race_table, verdict_table
from kudari.race_tuning import Stage
from kudari.session import INTERRUPTED, keep_compiled_programs
from kudari.show.draw import save
from kudari.show.race_charts import race_charts_of
from kudari.study import Study
from kudari.suites import suite

METHODS = "gd,momentum,nesterov,adam"
"""What races where nothing is said."""


def race_asked(
    problems: Sequence[str],
    *,
    suite_name: str = "",
    methods: str | None = None,
    steps: str | None = None,
    settings: Sequence[str] = (),
    data: Path | None = None,
    **fields: Any,
) -> Race:
    """The race that the words mean; fields that are None keep their defaults.

    Raises:
        InputError: names that mean nothing, options that contradict each other, or a race that cannot be run.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    for name in ("seeds", "budget", "tuning_seeds"):
        if name in given:
            given[name] = convert(name, given[name], int)
    studies_named = suite(suite_name) if suite_name else ()
    if suite_name and problems:
        raise InputError("race.suite_and_problems", suite=suite_name, problems=list(problems))
    if len(problems) == 1 and _is_race_file(Path(problems[0])):
        others = {"methods": methods, "steps": steps, "set": settings or None, "data": data, **given}
        said = [f"--{name.replace('_', '-')}" for name, value in others.items() if value is not None]
        if said:
            raise InputError("race.file_and_options", file=problems[0], options=said)
        return read_race(Path(problems[0]))
    if methods is not None and any(setting.startswith("methods=") for setting in settings):
        raise InputError("race.methods_twice", came=methods)
    words = [f"methods={METHODS if methods is None else methods}", *settings]
    if suite_name:
        studies = [chosen(study, steps=steps, data=data, settings=words) for study in studies_named]
    else:
        studies = [choose(target, steps=steps, data=data, settings=words) for target in problems]
    if not studies:
        raise InputError("race.no_problem")
    name = suite_name or (studies[0].name if len(studies) == 1 else "race")
    race = Race(name=name, studies=_told_apart(studies), methods=studies[0].methods, **spelled(given))
    check_race(race)
    return race


def _is_race_file(path: Path) -> bool:
    """Whether a file is a race's rather than a study's: what is no TOML is refused by whoever reads it."""
    if path.suffix != ".toml" or not path.is_file():
        return False
    return "[[problems]]" in path.read_text("utf-8", errors="replace")


def _told_apart(studies: Sequence[Study]) -> tuple[Study, ...]:
    """Studies with names of their own: formulas are all called so, and get numbers."""
    names = [study.name for study in studies]
    return tuple(
        replace(study, vary={}, name=f"{study.name}-{names[: place + 1].count(study.name)}")
        if study.name == "formula" and names.count(study.name) > 1
        else replace(study, vary={})
        for place, study in enumerate(studies)
    )


def show_race(
    race: Race, folder: Path, language: str, *, as_one_object: bool = False, yes: bool = False
) -> int:
    """Run a race into a folder and say what came of it; the exit code.

    A race with a mistake on purpose is run twice, into two folders in this one: fair, and with the mistake.

    Raises:
        InputError: before anything is started or written, or where the folder cannot be written.
    """
    if folder.exists():
        raise InputError("store.exists", folder=folder)
    keep_compiled_programs()
    for study in race.studies:
        check_size(plan(replace(study, methods=race.methods, seeds=race.seeds)), folder)
    twice = [replace(race, unfair=""), race] if race.unfair else [race]
    folders = [folder / (each.unfair or "fair") for each in twice] if race.unfair else [folder]
    for each, inner in zip(twice, folders, strict=True):
        create(inner, each)
    return finish_races(twice, folders, folder, language, as_one_object=as_one_object, yes=yes)


def resume_race(folder: Path, language: str, *, as_one_object: bool = False) -> int:
    """Go on with a race that was cut off: problems that are done stay as they are; the exit code.

    Raises:
        InputError: the folder holds no race that can go on.
    """
    keep_compiled_programs()
    inner = [folder] if is_race(folder) else sorted(path.parent for path in folder.glob(f"*/{RACE}"))
    # The fair one comes first.
    inner.sort(key=lambda path: path.name != "fair")
    races = [read_race(path / RACE) for path in inner]
    for race, path in zip(races, inner, strict=True):
        for study in race.studies:
            if (path / study.name).is_dir() and not done(path / study.name):
                shutil.rmtree(path / study.name)
    return finish_races(races, inner, folder, language, as_one_object=as_one_object, yes=True)


def finish_races(
    races: Sequence[Race],
    folders: Sequence[Path],
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

            found = [
                run_race(race, inner, yes=yes, watch=watch)
                for race, inner in zip(races, folders, strict=True)
            ]
    except KeyboardInterrupt:
        print(say("race.stopped", language, folder=folder), file=sys.stderr)
        return INTERRUPTED
    try:
        for inner, comparison in zip(folders, found, strict=True):
            finish(inner, comparison)
            for chart in race_charts_of(comparison, language):
                save(chart, inner)
    except OSError as error:
        raise InputError("store.write_failed", folder=folder, reason=error.strerror or error) from error
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
