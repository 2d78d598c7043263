"""A race, run for the page: the job of a worker."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from kudari.execute import check_size
from kudari.language import InputError, say
from kudari.plan import plan
from kudari.race import Race
from kudari.race_file import create, finish, is_race, read_race
from kudari.race_run import run_race
from kudari.race_tuning import Stage
from kudari.racing import race_asked
from kudari.reporting import RACE
from kudari.show.draw import save
from kudari.show.race_charts import race_charts_of
from kudari.web.worker import Talk

FIELDS = ("seeds", "budget", "tuning_seeds", "steps", "baseline", "unfair")
"""What the page may say of a race, besides its problems and methods."""


def race(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Run or resume a race in a folder, and tell how far it is.

    Raises:
        InputError: the race cannot be run.
    """
    folder, language = Path(asked["folder"]), asked["language"]
    if asked.get("resume"):
        if not is_race(folder):
            raise InputError("serving.no_file", came=folder.name)
        chosen = read_race(folder / RACE)
    else:
        chosen = of_page(asked)
        for study in chosen.studies:
            check_size(plan(replace(study, methods=chosen.methods, seeds=chosen.seeds)), folder)
        create(folder, chosen)

    def watch(stage: Stage) -> None:
        key = "race.progress.tune" if stage.round else "race.progress.race"
        problem = [study.name for study in chosen.studies].index(stage.problem)
        part = (stage.round - 1) / (stage.rounds + 1) if stage.round else stage.rounds / (stage.rounds + 1)
        share = (problem + max(0.0, part)) / len(chosen.studies)
        talk.tell("progress", words=say(key, language, **vars(stage)), share=share)

    found = run_race(chosen, folder, yes=True, watch=watch)
    finish(folder, found)
    for chart in race_charts_of(found, language):
        save(chart, folder)
    return {"name": folder.name}


def of_page(asked: dict[str, Any]) -> Race:
    """The race that the page describes.

    Raises:
        InputError: names that mean nothing, or a race that cannot be run.
    """
    fields = {name: asked[name] for name in FIELDS if asked.get(name) not in (None, "")}
    steps = fields.pop("steps", None)
    words: dict[str, Any] = {name: str(value) for name, value in fields.items()}
    return race_asked(
        [str(problem) for problem in asked.get("problems", ())],
        suite_name=str(asked.get("suite") or ""),
        methods=asked.get("methods") or None,
        steps=None if steps is None else str(steps),
        **words,
    )
