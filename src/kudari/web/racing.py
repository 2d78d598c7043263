"""A race, run for the page: the job of a worker."""

import shutil
from pathlib import Path
from typing import Any

from kudari.language import InputError, say
from kudari.race import Race
from kudari.race_asked import METHODS, begun, carried_out, race_asked, reopened
from kudari.race_file import done
from kudari.race_tuning import Stage
from kudari.web.room import check_kept
from kudari.web.worker import Talk

FIELDS = ("seeds", "budget", "tuning_seeds", "steps", "baseline", "by", "measured", "unfair")
"""What the page may say of a race, besides its problems and methods."""


def race(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Run or resume a race in a folder, and tell how far it is.

    Raises:
        InputError: the race cannot be run.
    """
    folder, language = Path(asked["folder"]), asked["language"]
    if asked.get("resume"):
        races = reopened(folder)
    else:
        check_kept(folder.parent, asked.get("disk"))
        races = begun(of_page(asked), folder, memory=asked.get("memory"))
    if not races:
        raise InputError("serving.no_file", came=folder.name)
    ahead = [study.name for each, inner in races for study in each.studies if not done(inner / study.name)]
    met: list[str] = []

    def watch(stage: Stage) -> None:
        key = "race.progress.tune" if stage.round else "race.progress.race"
        if not met or (stage.round == 1 and stage.problem != met[-1]):
            met.append(stage.problem)
        part = (stage.round - 1) / (stage.rounds + 1) if stage.round else 0.8
        share = min(1.0, (len(met) - 1 + part) / max(1, len(ahead)))
        talk.tell("progress", words=say(key, language, **vars(stage)), share=share)

    try:
        carried_out(races, language, yes=True, watch=watch)
    except InputError:
        if not asked.get("resume") and not met:
            # It was refused before it began: nothing of it is worth keeping.
            shutil.rmtree(folder)
        raise
    return {"name": folder.name}


def of_page(asked: dict[str, Any]) -> Race:
    """The race that the page describes.

    Raises:
        InputError: too little was chosen, names that mean nothing, or a race that cannot be run.
    """
    problems = [str(problem) for problem in asked.get("problems", ())]
    for problem in problems:
        # A file would be read with the server's rights, and its data from wherever it says.
        if problem.endswith(".toml") or Path(problem).suffix == ".toml":
            raise InputError("serving.race_file", came=problem[:80])
    methods = [word for word in str(asked.get("methods", METHODS)).split(",") if word.strip()]
    if not problems and not asked.get("suite"):
        raise InputError("serving.race_problems")
    if len(methods) < 2:
        raise InputError("serving.race_methods", count=len(methods))
    fields = {name: asked[name] for name in FIELDS if asked.get(name) not in (None, "")}
    steps = fields.pop("steps", None)
    words: dict[str, Any] = {name: str(value) for name, value in fields.items()}
    return race_asked(
        problems,
        suite_name=str(asked.get("suite") or ""),
        methods=",".join(methods),
        steps=None if steps is None else str(steps),
        **words,
    )
