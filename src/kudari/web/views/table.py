"""What came of every method so far: outcomes, losses, verdicts, and what to try."""

from typing import Any

from kudari.diagnosis.explain import (
    Explained,
    advice,
    counts,
    explain,
    name,
    sentence,
    setting_words,
    verdict_sentence,
)
from kudari.language import say
from kudari.results.summary import Spread, summarise
from kudari.show.report.numbers import number
from kudari.web.views.moment import Moment


def table(moment: Moment) -> dict[str, Any]:
    """A row for every method and setting: how its runs ended, its losses, and why."""
    language = moment.language
    explanations = explain(moment.trace)
    rows = []
    for row, explanation in zip(summarise(moment.trace), explanations, strict=True):
        outcomes = [
            {"outcome": outcome, "words": say(f"outcome.{outcome}", language), "count": count}
            for outcome, count in explanation.outcomes.items()
        ]
        rows.append(
            {
                "name": name(explanation, explanations),
                "method": row.method,
                "runs": row.runs,
                "finite": row.finite,
                "outcomes": outcomes,
                "counts": counts(explanation, language),
                "final": _spread(row.final_loss),
                "best": _spread(row.best_loss),
                "evaluated": {key: _spread(value) for key, value in row.evaluated.items()},
                "told": [_told(run, language, median=at == 0) for at, run in enumerate(explanation.runs)],
            }
        )
    return {"kind": "table", "rows": rows}


def _spread(value: Spread) -> dict[str, str]:
    return {"median": number(value.median), "low": number(value.low), "high": number(value.high)}


def _told(run: Explained, language: str, *, median: bool) -> dict[str, Any]:
    return {
        "seed": run.seed,
        "median": median,
        "sentence": verdict_sentence(run.verdict, language),
        "findings": [
            {
                "sentence": sentence(finding, language),
                "advice": advice(finding, language),
                "settings": {key: _typed(value) for key, value in finding.advice.items()},
                "words": setting_words(finding.advice),
                "reference": finding.reference,
            }
            for finding in run.findings
        ],
    }


def _typed(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
