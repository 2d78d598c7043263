"""What the READMEs say of the ways out of a bad minimum, against the study itself.

`python tests/test_climb_outs.py` writes the table into both READMEs.
"""

import re
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from scipy.stats import binomtest

import kudari
from end_to_end import ROOT
from kudari.results.summary import members
from kudari.show.groups import label_names

ROWS: dict[tuple[str, float | None], tuple[str, str]] = {
    ("gd", None): ("gradient descent", "勾配降下法"),
    ("reversal-on-plateau(gd)", None): ("… its sign turned on a plateau", "…停滞したら符号を反転"),
    ("gd+warm-restarts", None): ("… with warm restarts", "…ウォームリスタート"),
    ("momentum", None): ("momentum", "モメンタム法"),
    ("adam", None): ("Adam", "Adam"),
    ("reversal-every(adam)", 0.0): ("… its sign turned every 100 steps", "…100ステップごとに符号を反転"),
    ("reversal-every(adam)", 1.0): ("… and the moments reset", "…さらにモーメントを捨てる"),
    ("reversal-on-plateau(adam)", 0.0): ("… its sign turned on a plateau", "…停滞したら符号を反転"),
    ("reversal-on-plateau(adam)", 1.0): ("… and the moments reset", "…さらにモーメントを捨てる"),
    ("hill-adam", None): ("… like Hill-ADAM", "…Hill-ADAMに倣う"),
    ("annealed-noise(gd)+cosine", None): ("fading noise, falling rate", "消えていく雑音と下がる学習率"),
    ("perturbed-gd", None): ("perturbed gradient descent", "摂動つき勾配降下法"),
    ("basin-hopping(gd)", None): ("basin hopping", "盆地跳び"),
    ("multi-start(gd)", None): ("multi-start gradient descent", "多点スタートの勾配降下法"),
}


@lru_cache
def measured() -> dict[tuple[str, float | None], tuple[np.ndarray, float]]:
    """For each row (which of the 64 seeds reached the best minimum, gradients per success)."""
    # What is measured on the way does not change where runs end, and the curvature takes long to compile.
    trace = kudari.run(replace(kudari.STUDIES["climb-outs"], measures=("loss",)))
    found = {}
    assert "reset" in label_names(trace)
    # A hundredth of the way down is left, or half of the way up to the next minimum, whichever is lower.
    best, start = trace.attrs["optimum"], float(np.median(trace["loss"].values[:, 0]))
    limit = best + min((trace.attrs["worse_minimum"] - best) / 2, (start - best) / 100)
    for labels, runs in members(trace):
        method = str(labels["method"])
        name = "best_loss" if method in trace.attrs["keep_best"] else "loss"
        loss = trace[name].values[runs] if name == "best_loss" else trace[name].values[runs, -1]
        reached = loss <= limit
        spent = trace["gradient_evaluations"].values[runs].sum()
        # Where a method has it always, the moments are told apart by `reset` in two rows only.
        key = (method, float(labels["reset"]) if (method, 0.0) in ROWS else None)
        found[key] = (reached, float(spent / max(1, reached.sum())))
    return found


def table(language: int) -> str:
    lines = []
    for key, words in ROWS.items():
        reached, cost = measured()[key]
        interval = binomtest(int(reached.sum()), len(reached)).proportion_ci(method="wilson")
        share, low, high = (round(100 * x) for x in (reached.mean(), interval.low, interval.high))
        percent = f"{share} % ({low}–{high} %)" if language == 0 else f"{share}％（{low}～{high}％）"
        lines.append(f"| {words[language]} | {percent} | {cost:,.0f} |")
    return "\n".join(lines)


@pytest.mark.parametrize(("language", "readme"), [(0, "README.md"), (1, "README.ja.md")])
def test_the_readme_s_table_is_what_the_study_comes_to(language: int, readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    for line in table(language).splitlines():
        words, *numbers = [cell.strip() for cell in line.strip("|").split("|")]
        rows = re.findall(rf"^\| {re.escape(words)} \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
        assert rows, words
        # A seed or two may end elsewhere on another machine.
        near = [
            all(
                abs(float(a.replace(",", "")) - float(b.replace(",", "")))
                <= 0.1 * float(b.replace(",", "")) + 4
                for one, other in zip(row, numbers, strict=True)
                for a, b in zip(re.findall(r"[\d,]+", one), re.findall(r"[\d,]+", other), strict=True)
            )
            for row in rows
        ]
        assert any(near), line


def test_gradient_descent_turned_succeeds_from_the_very_seeds_that_it_does_without() -> None:
    assert (measured()["gd", None][0] == measured()["reversal-on-plateau(gd)", None][0]).all()


def test_adam_turned_with_fresh_moments_leaves_nearly_every_basin() -> None:
    kept, fresh = (measured()["reversal-on-plateau(adam)", reset][0].mean() for reset in (0.0, 1.0))
    assert measured()["adam", None][0].mean() < kept < fresh
    assert fresh > 0.9


def test_starting_again_does_as_well_at_the_same_cost() -> None:
    reached, cost = measured()["multi-start(gd)", None]
    assert reached.mean() > 0.9
    assert cost < 1.1 * measured()["reversal-on-plateau(adam)", 1.0][1]


def write() -> None:
    for language, readme in enumerate(("README.md", "README.ja.md")):
        path = ROOT / readme
        text = path.read_text("utf-8")
        first, last = next(iter(ROWS.values()))[language], next(reversed(ROWS.values()))[language]
        old = re.search(rf"@TABLE@|^\| {first} \|.*?^\| {last} \|[^\n]*", text, re.MULTILINE | re.DOTALL)
        assert old is not None
        path.write_text(text[: old.start()] + table(language) + text[old.end() :], encoding="utf-8")


if __name__ == "__main__":
    write()
