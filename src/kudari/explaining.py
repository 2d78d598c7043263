"""What the command line says of a study: what happened, why, and what to try. Starts without JAX."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
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
from kudari.diagnosis.tolerances import DEFAULT
from kudari.diagnosis.verdict import Outcome
from kudari.language import InputError, say
from kudari.results import store


def show_explanation(folder: Path, language: str, *, json_only: bool) -> int:
    """Explain a stored study; the exit code.

    Raises:
        InputError: the folder holds no study that can be read.
    """
    if not folder.is_dir():
        raise InputError("store.no_folder", folder=folder)
    if (folder / "race.toml").is_file():
        problems = sorted(str(path.parent) for path in folder.glob(f"*/{store.STUDY}"))
        raise InputError("race.explain", folder=folder, problems=problems)
    trace = store.load_whole(folder)
    explanations = explain(trace)
    if json_only:
        print(
            json.dumps(
                {"methods": as_json(explanations, language), "tolerances": asdict(DEFAULT)},
                allow_nan=False,
                ensure_ascii=False,
            )
        )
        return 0
    console = Console(highlight=False)
    print_explanations(console, explanations, language)
    tolerances = [f"{key} {getattr(DEFAULT, key):g}" for key in CORE]
    _print(console, say("explain.tolerances", language, tolerances=tolerances), 0)
    from kudari.show.charts import diagnosis_charts_of
    from kudari.show.draw import save

    for chart in diagnosis_charts_of(trace, language):
        save(chart, folder)
    console.print(say("command.folder", language, folder=folder), soft_wrap=True)
    return 0


CORE = ("loss", "gradient", "noisy_loss", "fall", "growth", "stall", "edge", "timid", "condition")
"""The tolerances that most verdicts and causes rest on; `--json` gives all of them."""

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
            _print_run(console, run, language, median=place == 0, sources=folder is None)
    if len(shown) < len(explanations):
        console.print(
            say("explain.more", language, count=len(explanations) - len(shown), folder=folder), soft_wrap=True
        )


def _print_run(console: Console, run: Explained, language: str, *, median: bool, sources: bool) -> None:
    key = "explain.median_run" if median else "explain.other_run"
    verdict = verdict_sentence(run.verdict, language)
    _print(console, say(key, language, seed=run.seed, verdict=verdict), 2)
    for finding in run.findings:
        _print(console, sentence(finding, language), 4, "• ")
        _print(console, say("explain.try", language, advice=advice(finding, language)), 6)
        if finding.advice:
            # In one piece, so that it can be copied.
            console.print(f"        {setting_words(finding.advice)}", soft_wrap=True, markup=False)
        if sources and finding.reference:
            _print(console, say("explain.source", language, reference=finding.reference), 6)
    if not run.findings and run.verdict.outcome is not Outcome.CONVERGED:
        _print(console, say("explain.no_finding", language), 4, "• ")


def _print(console: Console, words: str, indent: int, mark: str = "") -> None:
    width = max(20, console.width - indent - len(mark))
    for number, line in enumerate(lines(words, width)):
        before = mark if number == 0 else " " * len(mark)
        console.print(f"{' ' * indent}{before}{line}", soft_wrap=True, markup=False)


NEVER_FIRST = "、。，．）」』】！？ー・％…ぁぃぅぇぉっゃゅょァィゥェォッャュョ"


def lines(words: str, width: int) -> list[str]:
    """The words in lines of at most `width` cells, as Japanese is set: between any two of its characters.

    Words of other scripts stay whole, and no line begins with what closes a phrase.
    """
    pieces = re.findall(rf"(?:[!-~α-ωβ₀-₉⁻⁰-⁹η±×]+|.)[{NEVER_FIRST}]*\s*", words)
    found = [""]
    for piece in pieces:
        if found[-1] and cell_len(found[-1] + piece.rstrip()) > width:
            found.append("")
        found[-1] += piece
    return [line.rstrip() for line in found]
