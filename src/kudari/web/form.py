"""Jobs of the study form: what a study would cost, and how a formula is read."""

from pathlib import Path
from typing import Any

from kudari.language import InputError, say
from kudari.problems.formula import read
from kudari.problems.formula_latex import latex
from kudari.problems.formula_tree import Variable
from kudari.typeset import mathml
from kudari.web import form_cost
from kudari.web.form_places import placed, shown
from kudari.web.worker import Talk

__all__ = ["cost", "formula", "placed", "shown"]

LONGEST = 5000
"""Characters of a formula that are looked at at all; far fewer can be read."""


def cost(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """What the study in `asked["study"]` would cost, or why it cannot run.

    `refused` is a sentence or None, `field` the field it is about; `notes` are sentences; `problem_tex` is MathML of
    the problem's loss. Of a study that can run: `runs`, `methods`, `seeds`, `steps`, `parameters` (one number for each
    variant that differs), `memory` and `disk` (bytes), `evaluations` and whether that is `exact`, the `most` or the
    `least` (`bound`), `seconds` and how they are known (`by`).
    """
    study = asked.get("study")
    told = study if isinstance(study, dict) else {}
    home, local = Path(asked["home"]), bool(asked.get("local"))
    return form_cost.cost(told, home, asked["language"], local, asked.get("memory"))


def formula(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """How the text in `asked["text"]` is read: `math` as MathML, `variables`, `notes`, or the `error` in a sentence."""
    language = asked["language"]
    try:
        found = read(str(asked.get("text", ""))[:LONGEST])
    except InputError as error:
        return {"math": None, "variables": [], "notes": [], "error": error.say(language)}
    variables = ", ".join(latex(Variable(name)) for name in found.variables)
    tex = rf"f({variables}) = {found.tex}" if variables else found.tex
    return {
        "math": mathml(tex, display=True),
        "variables": list(found.variables),
        "notes": [say(key, language, **values) for key, values in found.notes],
        "error": None,
    }
