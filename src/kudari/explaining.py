"""What the command line says of a study: what happened, why, and what to try. Starts without JAX."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kudari.diagnosis.explain import (
    Explained,
    Explanation,
    advice,
    as_json,
    counts,
    explain,
    name,
    sentence,
    setting_words,
    verdict_sentence,
)
from kudari.language import InputError, say
from kudari.results import store


def show_explanation(folder: Path, language: str, *, json_only: bool) -> int:
    """Explain a stored study; the exit code.

    Raises:
        InputError: the folder holds no study that can be read.
    """
    if not folder.is_dir():
        raise InputError("store.no_folder", folder=folder)
    trace = store.load_whole(folder)
    explanations = explain(trace)
    if json_only:
        print(json.dumps({"methods": as_json(explanations, language)}, allow_nan=False, ensure_ascii=False))
        return 0
    console = Console(highlight=False)
    print_explanations(console, explanations, language)
    from kudari.show.charts import diagnosis_charts_of
    from kudari.show.draw import save

    for chart in diagnosis_charts_of(trace, language):
        save(chart, folder)
    console.print(say("command.folder", language, folder=folder), soft_wrap=True)
    return 0


MOST = 8
"""More settings than this are explained after a run only when they are asked for."""


def print_explanations(
    console: Console, explanations: Sequence[Explanation], language: str, folder: Path | None = None
) -> None:
    """Per method: how many runs did what, then the median run, and any run that differs.

    Args:
        folder: where the rest can be read, if only the first settings are to be shown.
    """
    shown = explanations if folder is None else explanations[:MOST]
    for explanation in shown:
        title = say(
            "explain.method",
            language,
            method=name(explanation, explanations),
            counts=counts(explanation, language),
        )
        console.print(Text(title, style="bold"))
        for place, run in enumerate(explanation.runs):
            _print_run(console, run, language, median=place == 0)
    if len(shown) < len(explanations):
        console.print(
            say("explain.more", language, count=len(explanations) - len(shown), folder=folder), soft_wrap=True
        )


def _print_run(console: Console, run: Explained, language: str, *, median: bool) -> None:
    key = "explain.median_run" if median else "explain.other_run"
    verdict = verdict_sentence(run.verdict, language)
    _print(console, say(key, language, seed=run.seed, verdict=verdict), 2)
    for finding in run.findings:
        _print(console, f"• {sentence(finding, language)}", 4)
        tip = advice(finding, language)
        if finding.advice:
            tip = f"{tip}{'' if language == 'ja' else ' '}{setting_words(finding.advice)}"
        _print(console, say("explain.try", language, settings=tip), 6)


def _print(console: Console, words: str, indent: int) -> None:
    console.print(Padding(Text(words), (0, 0, 0, indent), expand=False))
