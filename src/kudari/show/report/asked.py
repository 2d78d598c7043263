"""What a report says of what was asked: the study in words, its file, and how to repeat it."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import xarray as xr

from kudari.language import SENTENCES, say
from kudari.results.summary import Row
from kudari.show.changes import change_words, changes_of
from kudari.show.report.numbers import number
from kudari.show.report.section import Block, Command, Facts, File, Section, Table, Words

MOST_CHANGES = 8
"""That are written out."""


def study_of(trace: xr.Dataset) -> dict[str, Any]:
    """The study that the trace was begun with, as its file has it; empty where the trace does not tell."""
    try:
        return tomllib.loads(str(trace.attrs.get("study", "")))
    except tomllib.TOMLDecodeError:
        return {}


def asked(trace: xr.Dataset, rows: Sequence[Row], language: str) -> Section:
    """The study in words, its file, and how to repeat it."""
    title, text, study = say("report.asked", language), str(trace.attrs.get("study", "")), study_of(trace)
    if not study:
        return Section(title=title, blocks=(Words(paragraphs=(say("report.no_study", language),)),))
    facts = Facts(entries=tuple(_facts(trace, study, rows, language)))
    blocks: list[Block] = [facts, _methods(trace, rows, language)]
    own = [one["name"] for one in (study["problem"], *study.get("methods", [])) if one.get("own")]
    again = (
        [Words(paragraphs=(say("study.own", language, came=own[0]),))]
        if own
        else [Words(paragraphs=(say("report.again", language),)), Command(text="kudari run study.toml")]
    )
    repeat = Section(
        title=say("report.repeat", language), blocks=(*again, File(name="study.toml", text=text))
    )
    return Section(title=title, blocks=tuple(blocks), sections=(repeat,))


def _facts(
    trace: xr.Dataset, study: Mapping[str, Any], rows: Sequence[Row], language: str
) -> list[tuple[str, str]]:
    problem = dict(study["problem"])
    kind = str(problem.pop("name", ""))
    settings = [f"{key} = {value_words(value)}" for key, value in problem.items() if key != "own"]
    about = say(f"problems.{kind}", language) if f"problems.{kind}" in SENTENCES else ""
    described = say("chart.pair", language, name=kind, value=about) if about else kind
    found = [("study", str(study.get("name", ""))), ("problem", described)]
    found += [("settings", say("chart.join", language).join(settings))] if settings else []
    varied = [
        f"{key} = {', '.join(value_words(value) for value in values)}"
        for key, values in study.get("vary", {}).items()
    ]
    found += [("varied", "; ".join(varied))] if varied else []
    found += [("changed", _changes(trace, language))]
    line = say(
        "table.runs_line",
        language,
        methods=len(rows),
        seeds=number(int(study.get("seeds", rows[0].runs))),
        runs=number(sum(row.runs for row in rows)),
        steps=number(int(study.get("steps", trace["step"].values[-1]))),
        precision=study.get("precision", ""),
    )
    found.append(("runs_row", line))
    if trace.attrs.get("stochastic") and "order" in study and "order" not in study.get("vary", {}):
        found.append(("order", _word(str(study["order"]), language)))
    if "gradient" in study and "gradient" not in study.get("vary", {}):
        found.append(("gradient", _word(str(study["gradient"]), language)))
    if rules := [f"{key} ≤ {number(limit)}" for key, limit in study.get("stop", {}).items()]:
        found.append(("stop", ", ".join(rules)))
    if "parameter_count" in trace.attrs:
        found.append(("parameters", number(int(trace.attrs["parameter_count"]))))
    if "optimum" in trace.attrs:
        optimum, source = number(float(trace.attrs["optimum"])), str(trace.attrs.get("optimum_source", ""))
        found.append(("optimum", f"{optimum} ({source})" if source else optimum))
    return [(_term(key, language), text) for key, text in found if text]


def _changes(trace: xr.Dataset, language: str) -> str:
    """What was changed while it ran; of many changes the first and the last."""
    changes = changes_of(trace)
    told = [
        say(
            "report.change_of" if change.get("method") else "report.change",
            language,
            change=change_words(change, language),
            step=number(int(change["step"])),
            method=change.get("method", ""),
        )
        for change in changes
    ]
    if len(told) > MOST_CHANGES:
        left = len(told) - MOST_CHANGES
        told = [*told[: MOST_CHANGES - 1], say("report.changes_more", language, count=left), told[-1]]
    return "; ".join(told)


def _term(key: str, language: str) -> str:
    own = f"report.term.{key}"
    return say(own if own in SENTENCES else f"table.{key}", language)


def _word(value: str, language: str) -> str:
    key = f"chart.value.{value}"
    return say(key, language) if key in SENTENCES else value


def _methods(trace: xr.Dataset, rows: Sequence[Row], language: str) -> Table:
    """A row for each method with the values of its hyperparameters, and what it does."""
    values: dict[str, dict[str, list[str]]] = {}
    varied = {"estimator", "order", "precision"}
    hyperparameters = trace.attrs.get("rules", {})
    for row in rows:
        of = values.setdefault(row.method, {})
        for key, value in row.hyperparameters.items():
            if key not in varied and isinstance(value, int | float):
                taken = of.setdefault(key, [])
                taken += [value_words(value)] if value_words(value) not in taken else []
    table = []
    for method, settings in values.items():
        rule = hyperparameters.get(method, {}) if isinstance(hyperparameters, Mapping) else {}
        key = f"method.{rule.get('rule', method)}"
        about = say(key, language) if key in SENTENCES else ""
        schedule = str(rule.get("schedule", "constant"))
        shown = [f"{label} = {', '.join(taken)}" for label, taken in settings.items()]
        shown += [f"schedule = {schedule}"] if schedule not in ("", "constant") else []
        table.append((method, "; ".join(shown), about))
    header = tuple(say(key, language) for key in ("table.method", "report.term.settings", "report.does"))
    return Table(caption=say("report.methods", language), header=header, rows=tuple(table))


def value_words(value: Any) -> str:
    """A setting as a person reads it."""
    if isinstance(value, list | tuple):
        return (
            "(" + ", ".join(value_words(item) for item in value) + ")"
            if len(value) != 1
            else value_words(value[0])
        )
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
