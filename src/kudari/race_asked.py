"""A race from its words to its folder: what the terminal and the page share."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kudari.choose import choose, chosen
from kudari.comparison.result import Comparison
from kudari.conversion import convert
from kudari.execute import check_size
from kudari.language import InputError
from kudari.plan import plan
from kudari.race import Race, check_race, spelled
from kudari.race_file import RACE, create, done, finish, is_race, read_race
from kudari.race_run import run_race
from kudari.race_tuning import Watch
from kudari.reporting import FAIR
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


def begun(
    race: Race, folder: Path, *, yes: bool = False, memory: int | None = None
) -> list[tuple[Race, Path]]:
    """Make a race's folder: the races to run, each with its own.

    A race with a mistake on purpose is run twice, into two folders in this one: fair, and with the mistake.

    Args:
        memory: bytes that it may take, instead of half of the machine's.

    Raises:
        InputError: the folder exists or cannot be made, or the race is larger than is prudent and `yes` is not said.
    """
    if folder.exists():
        raise InputError("store.exists", folder=folder)
    for study in race.studies:
        chosen_plan = plan(replace(study, methods=race.methods, seeds=race.seeds))
        if not yes:
            check_size(chosen_plan, folder, memory)
    twice = [replace(race, unfair=""), race] if race.unfair else [race]
    folders = [folder / (each.unfair or FAIR) for each in twice] if race.unfair else [folder]
    for each, inner in zip(twice, folders, strict=True):
        create(inner, each)
    return list(zip(twice, folders, strict=True))


def reopened(folder: Path) -> list[tuple[Race, Path]]:
    """The races of a folder, ready to go on: problems that are done stay as they are, others begin anew.

    Raises:
        InputError: the folder holds no race that can go on.
    """
    inner = [folder] if is_race(folder) else sorted(path.parent for path in folder.glob(f"*/{RACE}"))
    # The fair one comes first.
    inner.sort(key=lambda path: path.name != FAIR)
    races = [read_race(path / RACE) for path in inner]
    for race, path in zip(races, inner, strict=True):
        for study in race.studies:
            if (path / study.name).is_dir() and not done(path / study.name):
                shutil.rmtree(path / study.name)
    return list(zip(races, inner, strict=True))


def carried_out(
    races: Sequence[tuple[Race, Path]], language: str, *, yes: bool, watch: Watch
) -> list[Comparison]:
    """Run what is not done yet, and write tables and pictures.

    Raises:
        InputError: the race cannot be run, or its folder cannot be written.
    """
    found = [run_race(race, folder, yes=yes, watch=watch) for race, folder in races]
    for (_, folder), comparison in zip(races, found, strict=True):
        try:
            finish(folder, comparison)
            for chart in race_charts_of(comparison, language):
                save(chart, folder)
        except OSError as error:
            raise InputError("store.write_failed", folder=folder, reason=error.strerror or error) from error
    return found
