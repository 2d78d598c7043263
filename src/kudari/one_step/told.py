"""One step as the page tells it: its stages in order, each made of sentences, formulas and tables."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from kudari.language import say
from kudari.one_step.columns import DIGITS, Cell, aligned, pair, tex_number
from kudari.one_step.forward import Example
from kudari.one_step.step import OneStep, Parameter
from kudari.problems.formula_latex import latex
from kudari.problems.formula_tree import Variable
from kudari.show.report.numbers import number
from kudari.typeset import mathml

FEW = 4
"""Parameters whose values stand in a sentence, and whose update is written out."""

PAIRS = (("{", "}"), (r"\begin", r"\end"))
"""What holds a part of a formula together."""

Part: TypeAlias = dict[str, Any]

Columns: TypeAlias = Mapping[str, Sequence[Cell]]


def told(step: OneStep, language: str) -> dict[str, Any]:
    """The step as JSON: `{"title", "about", "stages": [{"name", "title", "parts"}]}`.

    A part is a sentence `{"text"}`, a formula `{"tex", "math"}`, the second in MathML, or a table
    `{"caption", "header", "rows"}`. A cell is text, a formula, or a number `{"same", "rest"}` whose first digits
    agree with its neighbour's.
    """
    stages = {"forward": _forward, "loss": _loss, "derivatives": _derivatives, "update": _update}
    about = say("one_step.about", language, method=step.method, seed=step.seed, number=number(step.step + 1))
    return {
        "title": say("one_step.title", language),
        "about": about,
        "stages": [
            {"name": name, "title": say(f"one_step.{name}", language), "parts": make(step, language)}
            for name, make in stages.items()
        ],
    }


def _forward(step: OneStep, language: str) -> list[Part]:
    if step.example:
        return _through_layers(step, step.example, language)
    values = aligned([each.value for each in step.parameters])
    names = [_name(each, language) for each in step.parameters]
    table = _table("parameters", {"parameter": names, "value": values}, language)
    if not step.terms:
        return [_text("forward.other", language), _math(f"L = {step.tex}", display=True), table]
    shown = [f"{name} = {number(value, DIGITS)}" for name, value in step.point.items()]
    few = len(shown) <= FEW
    opening = _text("forward.at", language, point=shown) if few else _text("forward.formula", language)
    parts = [_math(term.tex) for term in step.terms]
    numbers = aligned([term.value for term in step.terms])
    return [
        opening,
        _math(f"L = {step.tex}", display=True),
        *([] if few else [table]),
        _table("parts", {"part": parts, "value": numbers}, language),
    ]


def _through_layers(step: OneStep, example: Example, language: str) -> list[Part]:
    parts = [_text("forward.network", language), _math(r"z = W x + b,\quad a = \varphi(z)", display=True)]
    if (step.examples or 1) > 1:
        parts.append(_text("forward.first", language, count=number(step.examples or 1)))
    inputs = [number(value, DIGITS) for value in example.inputs]
    parts.append(_text("forward.input", language, values=inputs))
    for at, layer in enumerate(example.layers, 1):
        units = [str(unit) for unit in range(1, len(layer.sums) + 1)]
        columns = {"unit": units, "sum": aligned(layer.sums), "output": aligned(layer.outputs)}
        caption = say("one_step.layer", language, number=at, activation=layer.activation)
        parts.append({**_table("parts", columns, language), "caption": caption})
    return parts


def _loss(step: OneStep, language: str) -> list[Part]:
    example = step.example
    if example is None:
        opening = _text("loss.formula" if step.terms else "loss.other", language)
        return [opening, _math(f"L = {tex_number(step.loss)}", display=True)]
    loss = tex_number(example.loss)
    if example.wanted is not None:
        ((output,), wanted) = example.layers[-1].outputs, tex_number(example.wanted)
        wanted = f"({wanted})" if example.wanted < 0 else wanted
        worked = rf"\tfrac{{1}}{{2}}\,({tex_number(output)} - {wanted})^2 = {loss}"
        parts = [_text("loss.fit", language, wanted=number(example.wanted, DIGITS))]
    else:
        names, shares = zip(*example.probabilities, strict=True)
        worked = rf"-\log {tex_number(dict(example.probabilities)[example.label])} = {loss}"
        columns = {"class": names, "probability": aligned(shares)}
        parts = [
            _text("loss.classify", language, label=example.label),
            _table("probabilities", columns, language),
        ]
    parts.append(_math(worked, display=True))
    if (step.examples or 1) > 1:
        mean, count = number(step.loss, DIGITS), number(step.examples or 1)
        parts.append(_text("loss.mean", language, count=count, loss=mean))
    return parts


def _derivatives(step: OneStep, language: str) -> list[Part]:
    parts: list[Part] = []
    if step.terms:
        backward = step.terms[::-1]
        columns: Columns = {
            "part": [_math(term.tex) for term in backward],
            "slope": aligned([term.slope for term in backward]),
        }
        parts += [_text("derivatives.formula", language), _table("backward", columns, language)]
    shifts = [each.h for each in step.parameters]
    h = " – ".join(dict.fromkeys(number(end, 2) for end in (min(shifts), max(shifts))))
    formula = r"\frac{\partial L}{\partial\theta} \approx \frac{L(\theta + h) - L(\theta - h)}{2h}"
    parts += [_text("derivatives.pair", language, h=h), _math(formula, display=True)]
    pairs = [pair(each.backprop, each.central) for each in step.parameters]
    columns = {
        "parameter": [_name(each, language) for each in step.parameters],
        "backprop": [one for one, _ in pairs],
        "central": [other for _, other in pairs],
        "difference": [number(abs(each.backprop - each.central), 2) for each in step.parameters],
    }
    parts.append(_table("pair", columns, language))
    if step.estimator != "backprop":
        parts.append(_text("derivatives.used", language, estimator=step.estimator))
    return parts


def _update(step: OneStep, language: str) -> list[Part]:
    settings = [f"{key} = {number(value)}" for key, value in step.settings.items()]
    settings += [f"schedule = {step.schedule}"] if step.schedule != "constant" else []
    names: Sequence[Cell] = [_name(each, language) for each in step.parameters]
    key = "update.rule" if settings else "update.rule_only"
    parts = [_text(key, language, method=step.method, settings=settings)]
    parts += [_math(line, display=True) for line in lines(step.rule)]
    if letters := list(step.parameters[0].memory):
        header, kept = [say("one_step.column.parameter", language)], [names]
        for letter in letters:
            for side, when in enumerate(("before", "after")):
                header.append(say(f"one_step.column.{when}", language, letter=letter))
                kept.append(aligned([each.memory[letter][side] for each in step.parameters]))
        rows = [list(row) for row in zip(*kept, strict=True)]
        caption = say("one_step.table.memory", language)
        parts.append(_text("update.memory", language, letters=letters))
        parts.append({"caption": caption, "header": header, "rows": rows})
    fields = ("value", "gradient", "update", "new")
    columns = {name: aligned([getattr(each, name) for each in step.parameters]) for name in fields}
    parts.append(_table("update", {"parameter": names, **columns}, language))
    parts += [_worked(each) for each in step.parameters if len(step.parameters) <= FEW]
    before, after = aligned([step.loss, step.new_loss])
    key = "update.loss" if step.example else "update.loss_alone"
    return [*parts, _text(key, language, before=before, after=after)]


def lines(rule: str) -> list[str]:
    """The equations of a rule in LaTeX, each for itself: parted where a comma and a wide space stand between them."""
    found: list[str] = []
    whole = True
    for piece in filter(None, re.split(r",\s*\\quad\s*", rule)):
        found[len(found) - (not whole) :] = [piece if whole else rf"{found[-1]},\quad {piece}"]
        whole = all(found[-1].count(one) == found[-1].count(end) for one, end in PAIRS)
    return found


def _worked(each: Parameter) -> Part:
    """The update of one parameter with its numbers."""
    sign = "-" if each.update < 0 else "+"
    old, change, new = (tex_number(value) for value in (each.value, abs(each.update), each.new))
    symbol = _symbol(each) or r"\theta"
    return _math(rf"{symbol} \leftarrow {old} {sign} {change} = {new}", display=True)


def _symbol(each: Parameter) -> str:
    """A parameter in LaTeX, its indices from 1; empty where it has only a name."""
    block, rest = each.block, each.place
    index: list[str] = []
    for length in reversed(block.shape):
        index.insert(0, str(rest % length + 1))
        rest //= length
    if block.entries:
        return latex(Variable(block.entries[each.place]))
    if block.layer is not None:
        return f"{block.path[-1][0]}^{{({block.layer})}}_{{{','.join(index)}}}"
    if block.path or len(index) > 1:
        return ""
    return f"x_{{{index[0]}}}" if index else "w"


def _name(each: Parameter, language: str) -> Cell:
    symbol = _symbol(each)
    return _math(symbol) if symbol else each.block.entry(each.place, language)


def _text(key: str, language: str, **values: Any) -> Part:
    return {"text": say(f"one_step.{key}", language, **values)}


def _math(tex: str, *, display: bool = False) -> Part:
    return {"tex": tex, "math": mathml(tex, display=display)}


def _table(name: str, columns: Columns, language: str) -> Part:
    return {
        "caption": say(f"one_step.table.{name}", language),
        "header": [say(f"one_step.column.{column}", language) for column in columns],
        "rows": [list(row) for row in zip(*columns.values(), strict=True)],
    }
