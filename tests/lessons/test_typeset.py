"""LaTeX as MathML: nothing but what is allowed, and nothing left over."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from kudari.plan import build_problem
from kudari.problems.formula import read
from kudari.problems.surfaces import SURFACES
from kudari.study import ProblemChoice
from kudari.typeset import ATTRIBUTES, ELEMENTS, mathml, parts

PROBLEMS = ["formula", "quadratic", "matrix", "weight", "fit", "classify"]


def names(markup: str) -> tuple[set[str], set[str]]:
    """(the elements, the attributes) of a markup that must be well-formed."""
    tree = list(ElementTree.fromstring(markup).iter())
    return {one.tag for one in tree}, {name for one in tree for name in one.attrib}


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{color:red}{x}",
        r"\class{a}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;b&gt;}",
        r"\color{red}x < 1",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_nothing_but_mathematics_comes_out_whatever_goes_in(tex: str) -> None:
    markup = mathml(tex)
    elements, attributes = names(markup)
    assert elements <= ELEMENTS
    assert attributes <= ATTRIBUTES
    assert not re.search("javascript|color|class|style=", markup)


@pytest.mark.parametrize("tex", [r"\unknown x", "a & b", r"\frac{1", r"\left( x", "x_"])
def test_what_is_no_formula_is_refused(tex: str) -> None:
    with pytest.raises(ValueError, match="not a formula"):
        mathml(tex)


def test_a_formula_is_what_latex_means_by_it() -> None:
    assert mathml(r"\frac{1}{2}", display=True) == (
        '<math display="block"><mrow><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></math>'
    )
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in mathml("x^2")
    # A sign stands upright and with its spaces, a slash without; a function's name keeps its distance.
    assert "<mo>±</mo>" in mathml(r"a \pm b")
    assert '<mo lspace="0" rspace="0">/</mo>' in mathml("2/L")
    assert '<mi>log</mi><mspace width="0.167em" /><mi>x</mi>' in mathml(r"\log x")
    assert "mspace" not in mathml(r"\log(x)") + mathml(r"\log_2(x)")


def test_bars_are_told_apart() -> None:
    assert mathml(r"\lVert x\rVert^2") == mathml(r"\left\|x\right\|^2")


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_problem_s_formula_is_typeset(name: str) -> None:
    tex = build_problem(ProblemChoice(name=name)).tex
    assert tex
    assert "\\" not in mathml(tex)


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_s_formula_is_typeset(name: str) -> None:
    tex = build_problem(ProblemChoice(name="surface", settings={"function": name})).tex
    assert "\\" not in mathml(tex)


@pytest.mark.parametrize(
    "text",
    ["abs(x) + sqrt(y)/3", "exp(-x**2)*sin(2*pi*x)", "log(1 + x**2) - tanh(y)", "max(x, y)**2 + floor(z)"],
)
def test_what_a_person_types_is_typeset(text: str) -> None:
    assert "\\" not in mathml(read(text).tex)


def test_a_sentence_is_cut_at_its_formulas() -> None:
    assert [list(part) for part in parts("with $x$ and $y$")] == [["text"], ["math"], ["text"], ["math"]]
    assert parts("no formula") == [{"text": "no formula"}]
    assert parts("$x$")[0]["math"] == mathml("x")
    with pytest.raises(ValueError, match="without an end"):
        parts("half a $formula")
