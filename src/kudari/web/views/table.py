"""What came of every method so far: outcomes, losses, verdicts, and what to try."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from kudari.diagnosis.explain import (
    Explained,
    advice,
    counts,
    explain,
    sentence,
    setting_text,
    verdict_sentence,
)
from kudari.language import InputError, say
from kudari.results.summary import Spread, summarise
from kudari.show.groups import groups
from kudari.show.report.numbers import number
from kudari.study import Study
from kudari.study_file import to_mapping, with_settings
from kudari.web.form_places import shown
from kudari.web.views.moment import Moment


def table(moment: Moment) -> dict[str, Any]:
    """A row for every method and setting: how its runs ended, its losses, and why."""
    language = moment.language
    rows = []
    told = zip(groups(moment.trace, language), summarise(moment.trace), explain(moment.trace), strict=True)
    for group, row, explanation in told:
        outcomes = [
            {"outcome": outcome, "words": say(f"outcome.{outcome}", language), "count": count}
            for outcome, count in explanation.outcomes.items()
        ]
        rows.append(
            {
                "name": group.name or group.method,
                "outcomes": outcomes,
                "counts": counts(explanation, language),
                "final": _spread(row.final_loss),
                "best": _spread(row.best_loss),
                "evaluated": {key: _spread(value) for key, value in row.evaluated.items()},
                "told": [_told(run, moment, median=at == 0) for at, run in enumerate(explanation.runs)],
            }
        )
    return {"kind": "table", "rows": rows}


def _spread(value: Spread) -> dict[str, str]:
    return {"median": number(value.median), "low": number(value.low), "high": number(value.high)}


def _told(run: Explained, moment: Moment, *, median: bool) -> dict[str, Any]:
    language = moment.language
    return {
        "seed": run.seed,
        "median": median,
        "sentence": verdict_sentence(run.verdict, language),
        "findings": [
            {
                "sentence": sentence(finding, language),
                "advice": advice(finding, language),
                "setting": ", ".join(
                    f"{key} = {setting_text(value)}" for key, value in finding.advice.items()
                ),
                "study": advised(moment.plan.study, finding.advice),
                "reference": finding.reference,
            }
            for finding in run.findings
        ],
    }


def advised(study: Study, advice: Mapping[str, Any]) -> dict[str, Any] | None:
    """The study with an advice followed, as the page has it; None where it says nothing to set, or does not fit.

    A change of a hyperparameter that was made while the study ran would undo the advice about it.
    """
    told = {key.rpartition(".")[2] for key in advice}
    kept = tuple(change for change in study.changes if change.name not in told)
    with suppress(InputError):
        settings = {key: setting_text(value) for key, value in advice.items()}
        return shown(to_mapping(with_settings(replace(study, changes=kept), settings))) if advice else None
    return None
