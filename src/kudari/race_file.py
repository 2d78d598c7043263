"""A race's folder: `race.toml`, `trials.csv`, `runs.csv`, `answers.json`, and a study's folder for each problem."""

import csv
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w

from kudari.comparison.result import Comparison, Raced, as_json, default_label, judge_race
from kudari.comparison.scores import Scores, methods_of
from kudari.comparison.tuning import Trial, Tuned
from kudari.conversion import expected, read_toml
from kudari.language import InputError
from kudari.method_words import method_choice, method_table
from kudari.race import TAKEN, Race, check_race, spelled
from kudari.results import store
from kudari.study import one_of
from kudari.study_file import from_mapping, to_mapping
from kudari.versions import versions_text

RACE, TUNING, TRIALS, RUNS, ANSWERS, _ = TAKEN

SIMPLE = tuple(entry.name for entry in fields(Race) if entry.name not in ("studies", "methods"))
"""Fields that are text or numbers."""


def race_text(race: Race) -> str:
    """The race as TOML text."""
    table: dict[str, Any] = {name: getattr(race, name) for name in SIMPLE}
    table["methods"] = [method_table(choice) for choice in race.methods]
    studies = [to_mapping(study) for study in race.studies]
    table["problems"] = [{k: v for k, v in study.items() if k != "methods"} for study in studies]
    return tomli_w.dumps({name: value for name, value in table.items() if value is not None})


def read_race(path: Path) -> Race:
    """The race in a TOML file.

    Raises:
        InputError: no such file, no TOML, or no race.
    """
    table = _table(path)
    race = Race(
        studies=tuple(from_mapping(each) for each in table["problems"]),
        methods=tuple(method_choice(each) for each in table["methods"]),
        **spelled({name: _simple(name, table[name]) for name in SIMPLE if name in table}),
    )
    check_race(race)
    return race


def _table(path: Path) -> dict[str, Any]:
    table = read_toml(path)
    for name in table:
        one_of("race_field", name, [*SIMPLE, "methods", "problems"])
    for name in ("methods", "problems"):
        came = table.get(name)
        if not isinstance(came, list) or not all(isinstance(each, dict) and "name" in each for each in came):
            raise InputError("race.no_tables", file=path, name=name)
    return table


def _simple(name: str, value: Any) -> Any:
    kinds = {"seeds": int, "budget": int, "tuning_seeds": int, "target": float, "matters": float}
    kind = kinds.get(name, str)
    if isinstance(value, bool) or not isinstance(value, (int, float) if kind is float else kind):
        raise InputError("race.value", field=name, came=value, expected=expected(kind))
    return kind(value)


def create(folder: Path, race: Race) -> None:
    """Make a race's folder.

    Raises:
        InputError: it exists, or cannot be made.
    """
    store.create(folder, {RACE: race_text(race), store.VERSIONS: versions_text()})


def is_race(folder: Path) -> bool:
    """Whether the folder is a race's."""
    return (folder / RACE).is_file()


def done(folder: Path) -> bool:
    """Whether a problem's folder holds its tuning and its race, whole."""
    return (folder / TUNING).is_file() and store.complete(folder)


def write_trials(folder: Path, tuned: Mapping[str, Tuned], seconds: Mapping[str, float]) -> None:
    """Keep a problem's trials in its folder, so that the race can be judged again."""
    methods = [
        {
            "name": name,
            "default": dict(known.default),
            "widened": list(known.widened),
            "at_edge": list(known.at_edge),
            "trials": [
                {
                    "round": trial.round,
                    "score": list(trial.score),
                    "finite": trial.finite,
                    "seeds": trial.seeds,
                    "low": trial.low,
                    "high": trial.high,
                    "settings": dict(trial.settings),
                }
                for trial in known.trials
            ],
        }
        for name, known in tuned.items()
    ]
    # Its presence says that the problem is done: it must be there whole, or not at all.
    unfinished = folder / f"{TUNING}.part"
    unfinished.write_text(tomli_w.dumps({"seconds": dict(seconds), "methods": methods}), encoding="utf-8")
    unfinished.replace(folder / TUNING)


def read_trials(folder: Path) -> tuple[dict[str, Tuned], dict[str, float]]:
    """(method -> what its tuning came to, entry -> seconds an update takes), as `write_trials` kept them.

    Raises:
        InputError: the file is missing or damaged.
    """
    try:
        table = tomllib.loads((folder / TUNING).read_text("utf-8"))
        tuned = {
            each["name"]: Tuned(
                method=each["name"],
                default=each["default"],
                widened=tuple(each["widened"]),
                at_edge=tuple(each["at_edge"]),
                trials=tuple(
                    Trial(**{**trial, "score": tuple(map(float, trial["score"]))}) for trial in each["trials"]
                ),
            )
            for each in table["methods"]
        }
        return tuned, table["seconds"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("race.damaged", file=folder / TUNING) from error


def finish(folder: Path, found: Comparison) -> None:
    """Write the tables of a race that was judged.

    Raises:
        OSError: the folder cannot be written.
    """
    _write(folder / TRIALS, list(trial_rows(found)))
    _write(folder / RUNS, list(run_rows(found)))
    text = json.dumps(as_json(found), indent=1, allow_nan=False, ensure_ascii=False)
    (folder / ANSWERS).write_text(text + "\n", encoding="utf-8")


def load_race(folder: Path | str) -> Comparison:
    """A stored race, judged again from its runs, also where its methods and problems were one's own.

    Raises:
        InputError: no race in the folder, or one that was not run to its end.
    """
    folder = Path(folder)
    if not is_race(folder):
        raise InputError("race.no_race", folder=folder)
    table = _table(folder / RACE)
    raced = []
    for name in [str(study["name"]) for study in table["problems"]]:
        inner = folder / name
        if not done(inner):
            raise InputError("race.unfinished", folder=folder, problem=name)
        tuned, seconds = read_trials(inner)
        raced.append(Raced(problem=name, trace=store.load_whole(inner), tuned=tuned, seconds=seconds))
    labels = tuple(raced[0].tuned)
    told = {name: table[name] for name in ("by", "measured", "target", "matters", "unfair") if name in table}
    return judge_race(raced, methods=labels, baseline=table.get("baseline") or labels[0], **told)


def trial_rows(found: Comparison) -> Iterator[dict[str, Any]]:
    """Every trial of the tuning."""
    for raced in found.raced:
        for name, tuned in raced.tuned.items():
            for number, trial in enumerate(tuned.trials, 1):
                yield {
                    "problem": raced.problem,
                    "method": name,
                    "trial": number,
                    "round": trial.round,
                    "median_score": trial.score[-1],
                    "median_time": trial.score[0] if len(trial.score) > 1 else "",
                    "finite": trial.finite,
                    "seeds": trial.seeds,
                    "chosen": int(trial is tuned.best),
                    **trial.settings,
                }


def run_rows(found: Comparison) -> Iterator[dict[str, Any]]:
    """Every run of the race."""
    for raced, judged in zip(found.raced, found.scores, strict=True):
        for place, entry in enumerate(judged.entries):
            settings = _settings(found, raced, entry)
            for seed, number in enumerate(judged.seeds):
                yield {
                    "problem": raced.problem,
                    "entry": entry,
                    "seed": number,
                    **_run(judged, place, seed),
                    **settings,
                }


def _run(judged: Scores, place: int, seed: int) -> dict[str, Any]:
    return {
        "measured": judged.measured,
        "start": judged.first[seed],
        "final": judged.final[place, seed],
        "finite": int(judged.finite[place, seed]),
        "judged": judged.gap[place, seed],
        "scale": judged.scale,
        "target": judged.target[seed],
        "time_to_target": judged.times[place, seed],
        "time_in": judged.by,
    }


def _settings(found: Comparison, raced: Raced, entry: str) -> Mapping[str, float]:
    """The hyperparameters that an entry raced with, as the trace has them."""
    methods = methods_of(raced.trace)
    run = int(np.argmax(methods == entry))
    names = next(
        (known.default for name, known in raced.tuned.items() if entry in (name, default_label(name))), {}
    )
    return {name: float(raced.trace[name].values[run]) for name in names if name in raced.trace}


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
