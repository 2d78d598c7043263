"""What a person names on the command line becomes a study."""

import re
from collections.abc import Sequence
from pathlib import Path

from kudari.language import InputError, nearest
from kudari.problems import PROBLEMS
from kudari.problems.surfaces import SURFACES
from kudari.studies import STUDIES
from kudari.study import ProblemChoice, Study
from kudari.study_file import from_mapping, read_study, to_mapping, with_settings
from kudari.suites import RACED

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*")


def choose(
    target: str,
    *,
    seeds: str | None = None,
    steps: str | None = None,
    data: Path | None = None,
    settings: Sequence[str] = (),
) -> Study:
    """The study that a name, a file or a formula means, with these fields set.

    A problem's name (or a surface's) means that problem with its default start, and gradient descent.

    Raises:
        InputError: no study, problem or formula; an unknown field; a value that does not fit.
    """
    return chosen(named(target), seeds=seeds, steps=steps, data=data, settings=settings)


def chosen(
    study: Study,
    *,
    seeds: str | None = None,
    steps: str | None = None,
    data: Path | None = None,
    settings: Sequence[str] = (),
) -> Study:
    """A study with these fields set, as the command line gives them.

    Raises:
        InputError: an unknown field, or a value that does not fit.
    """
    changes = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise InputError("study.set_without_value", came=setting)
        changes[key.strip()] = value.strip()
    for name, count in (("seeds", seeds), ("steps", steps)):
        if count is not None:
            changes[name] = count
    if data is not None:
        changes["problem.folder"] = str(data)
    return with_settings(study, changes)


def named(target: str) -> Study:
    """The study that `target` means as it stands.

    Raises:
        InputError: it means none.
    """
    if target in STUDIES:
        return STUDIES[target]
    if target in PROBLEMS:
        return Study(name=target, problem=ProblemChoice(name=target))
    if target in SURFACES:
        return Study(name=target, problem=ProblemChoice(name="surface", settings={"function": target}))
    if target in RACED:
        return RACED[target]
    if target.endswith(".toml"):
        return read_study(Path(target))
    # `x` is a formula; `rosenbrok` is a slip of the pen.
    if len(target) > 2 and _NAME.fullmatch(target):
        near = nearest(target, [*STUDIES, *PROBLEMS, *SURFACES, *RACED])
        raise InputError(
            "unknown.study", came=target, near=near, studies=list(STUDIES), problems=list(PROBLEMS)
        )
    study = Study(name="formula", problem=ProblemChoice(name="formula", settings={"formula": target}))
    return from_mapping(to_mapping(study))
