"""From a trace to sentences: how many runs did what, and why the median run did."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from kudari.diagnosis.case import Case
from kudari.diagnosis.causes import findings
from kudari.diagnosis.finding import Finding, Setting
from kudari.diagnosis.tolerances import DEFAULT, Tolerances
from kudari.diagnosis.verdict import Outcome, Verdict, judge
from kudari.language import SENTENCES, Number, say
from kudari.results.summary import members

COUNTABLE = 1e7
"""More steps than this are as good as no end."""

MOST_ALIKE = 64
"""So many diverged runs are looked at for a learning rate that suits them all."""


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One run, judged and with its causes."""

    seed: int
    run: int
    """Its place along the trace's `run`."""
    verdict: Verdict
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """All seeds of one method with one combination of settings."""

    method: str
    settings: Mapping[str, Any]
    """What tells it from the method's other combinations."""
    outcomes: Mapping[str, int]
    """Outcome -> how many runs, the most frequent first."""
    runs: tuple[Explained, ...]
    """The median run by final loss, then one for every other outcome that a run had."""


def explain(trace: xr.Dataset, tolerances: Tolerances = DEFAULT) -> list[Explanation]:
    """What happened to each method's runs, and why, from the trace alone; in the trace's order."""
    verdicts = _verdicts(judge(trace, tolerances))
    final = trace["loss"].isel(step=-1).values
    return [
        _explanation(trace, tolerances, verdicts, final, settings, runs) for settings, runs in members(trace)
    ]


def _verdicts(judged: xr.Dataset) -> list[Verdict]:
    columns = {str(name): values.values.tolist() for name, values in judged.data_vars.items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [Verdict(**{**row, "outcome": Outcome(row["outcome"])}) for row in rows]


def _explanation(
    trace: xr.Dataset,
    tolerances: Tolerances,
    verdicts: Sequence[Verdict],
    final: np.ndarray,
    settings: Mapping[str, Any],
    runs: np.ndarray,
) -> Explanation:
    # A run that is not finite ranks behind all others; among equals the first seed stands for them.
    ranked = runs[np.argsort(np.where(np.isnan(final[runs]), np.inf, final[runs]), kind="stable")]
    median = int(ranked[(len(ranked) - 1) // 2])
    outcomes = Counter(verdicts[run].outcome for run in runs)
    others = [
        next(int(run) for run in runs if verdicts[run].outcome is outcome)
        for outcome, _ in outcomes.most_common()
        if outcome is not verdicts[median].outcome
    ]
    explained = [_explained(trace, tolerances, verdicts[run], run) for run in (median, *others)]
    return Explanation(
        method=str(trace["method"].values[median]),
        settings={name: value for name, value in settings.items() if name != "method"},
        outcomes={str(outcome): count for outcome, count in outcomes.most_common()},
        runs=tuple(_for_all(trace, tolerances, verdicts, one, runs) for one in explained),
    )


def _for_all(
    trace: xr.Dataset,
    tolerances: Tolerances,
    verdicts: Sequence[Verdict],
    explained: Explained,
    runs: np.ndarray,
) -> Explained:
    """A learning rate that is advised for one run that diverged must suit the others that did so, too."""
    lost = [run for run in runs if verdicts[run].outcome is Outcome.DIVERGED]
    if not explained.findings or explained.findings[0].cause != "rate_above_limit" or len(lost) < 2:
        return explained
    alike = [_explained(trace, tolerances, verdicts[run], int(run)).findings for run in lost[:MOST_ALIKE]]
    first, *rest = explained.findings
    safe = dict(first.advice)
    for name in safe:
        values = [found[0].advice.get(name) for found in alike if found and found[0].cause == first.cause]
        safe[name] = min((value for value in values if isinstance(value, float)), default=safe[name])
    return replace(explained, findings=(replace(first, advice=safe), *rest))


def _explained(trace: xr.Dataset, tolerances: Tolerances, verdict: Verdict, run: int) -> Explained:
    one = trace.isel(run=run).load()
    case = Case(run=one, verdict=verdict, facts=trace.attrs, tolerances=tolerances)
    return Explained(seed=int(one["seed"].item()), run=run, verdict=verdict, findings=tuple(findings(case)))


def verdict_sentence(verdict: Verdict, language: str) -> str:
    """What happened, in words."""
    key = verdict.detail or verdict.outcome.value
    if key == "decreasing" and not verdict.steps_needed <= COUNTABLE:
        key = "decreasing_slow" if np.isfinite(verdict.steps_needed) else "decreasing_open"
    return say(f"verdict.{key}", language, since=verdict.since, needed=Number(verdict.steps_needed))


def sentence(finding: Finding, language: str) -> str:
    """The finding's numbers in words, with the limit that they are held against."""
    numbers = {"limit": finding.limit or 0.0, **finding.evidence}
    numbers = {name: value + 0.0 for name, value in numbers.items()}  # no minus zero
    values = {**{name: Number(value) for name, value in numbers.items()}, **finding.words}
    return say(f"cause.{_variant('cause', finding)}", language, **values)


def advice(finding: Finding, language: str) -> str:
    """What to try, in words."""
    return say(f"try.{_variant('try', finding)}", language, **finding.words)


def _variant(kind: str, finding: Finding) -> str:
    """The name of the finding's own sentence, where it has one."""
    name = f"{finding.cause}_{finding.variant}"
    return name if f"{kind}.{name}" in SENTENCES else finding.cause


def setting_words(settings: Mapping[str, Setting]) -> str:
    """Settings as they are typed: `--set steps=300 --set learning_rate=0.1`."""
    return " ".join(f"--set {name}={setting_text(value)}" for name, value in settings.items())


def setting_text(value: Setting) -> str:
    """A setting's value as it is typed."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def counts(explanation: Explanation, language: str) -> str:
    """How many of the runs did what."""
    runs = sum(explanation.outcomes.values())
    parts = [
        say("explain.count", language, count=count, outcome=say(f"outcome.{outcome}", language))
        for outcome, count in explanation.outcomes.items()
    ]
    return say("explain.counts", language, runs=runs, counts=parts)


def name(explanation: Explanation, explanations: Sequence[Explanation]) -> str:
    """The method's label, and the settings that tell it from its other combinations."""
    same = [other for other in explanations if other.method == explanation.method]
    telling = [
        key for key in explanation.settings if len({str(other.settings.get(key)) for other in same}) > 1
    ]
    shown = ", ".join(f"{key} = {_shown(explanation.settings[key])}" for key in telling)
    return f"{explanation.method} ({shown})" if shown else explanation.method


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def as_json(explanations: Sequence[Explanation], language: str) -> list[dict[str, Any]]:
    """What `--json` prints of the methods; a number that does not exist is null, since JSON has no NaN."""
    return [
        {
            "method": explanation.method,
            "settings": dict(explanation.settings),
            "outcomes": dict(explanation.outcomes),
            "verdicts": [
                {
                    "seed": run.seed,
                    **{key: _number(value) for key, value in asdict(run.verdict).items()},
                    "sentence": verdict_sentence(run.verdict, language),
                }
                for run in explanation.runs
            ],
            "findings": [
                {
                    "seed": run.seed,
                    "cause": finding.cause,
                    "evidence": {key: _number(value) for key, value in finding.evidence.items()},
                    "limit": _number(finding.limit),
                    "try": dict(finding.advice),
                    "sentence": sentence(finding, language),
                    "advice": advice(finding, language),
                    "reference": finding.reference,
                }
                for run in explanation.runs
                for finding in run.findings
            ],
        }
        for explanation in explanations
    ]


def _number(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value
