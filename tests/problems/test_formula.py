"""What a formula is worth: values and derivatives held against NumPy, closed forms and differences."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from kudari.language import LANGUAGES, InputError, say
from kudari.problems.formula import evaluate, formula, read, unary
from kudari.problems.formula_functions import FUNCTIONS

X, Y = -1.25, 2.0

NUMPY = {
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: np.maximum(x, 0),
    "max": np.maximum,
    "min": np.minimum,
    "atan2": np.arctan2,
}
NUMPY = {name: NUMPY.get(name) or getattr(np, name) for name in FUNCTIONS}


def python(text, number, **values):
    """Python's own reading of `text`, in the arithmetic of the NumPy type `number`."""
    wrapped = re.sub(
        r"(?<![A-Za-z_0-9.])([0-9]+\.?[0-9]*(?:e[+-]?[0-9]+)?)", r"N('\1')", text.replace("^", "**")
    )
    values = {name: number(value) for name, value in values.items()}
    with np.errstate(all="ignore"):
        return eval(wrapped, {"__builtins__": {}, "N": number, **NUMPY, **values})


def oracle(text, **values):
    """The value of `text` by Python and NumPy, given up where rounding decides it."""
    value, fine = python(text, np.float64, **values), python(text, np.longdouble, **values)
    with np.errstate(all="ignore"):
        assume(np.allclose(float(value), float(fine), rtol=1e-11, atol=1e-13, equal_nan=True))
    return float(value)


def ours(text, **values):
    with jax.enable_x64(True):
        arrays = {name: jnp.float64(value) for name, value in values.items()}
        result = evaluate(read(text).tree, arrays)
        assert result.dtype == jnp.float64
        return float(result)


signs = st.sampled_from(["", "", "", "-", "+", "- "])
blanks = st.sampled_from(["", " "])
operands = st.sampled_from(["x", "y", "2", "3", "0.5", "1e1", ".25", "4."]).filter(lambda t: t != ".25")
operators = st.sampled_from(["+", "-", "*", "/", "^", "**"])
one_argument = [name for name, function in FUNCTIONS.items() if function.least == 1]
smooth_functions = [name for name in one_argument if FUNCTIONS[name].analytic]
two_arguments = [name for name, function in FUNCTIONS.items() if function.least == 2]


@st.composite
def texts(draw, inner=operands, most=5, functions=one_argument):
    """Operands and operators in a row, so that precedence decides; some in parentheses or functions."""
    pieces = [draw(signs)]
    for i in range(draw(st.integers(1, 4))):
        if i:
            pieces += [draw(blanks), draw(operators), draw(blanks), draw(signs)]
        operand = draw(inner)
        match draw(st.integers(0, most)):
            case 0:
                pieces.append(f"({operand})")
            case 4:
                pieces.append(f"{draw(st.sampled_from(functions))}({operand})")
            case 5:
                pieces.append(f"{draw(st.sampled_from(two_arguments))}({operand},{draw(operands)})")
            case _:
                pieces.append(operand if re.fullmatch(r"[\w.]+", operand) else f"({operand})")
    return "".join(pieces)


@given(texts(texts() | operands))
@settings(deadline=None, max_examples=120)
def test_a_text_has_the_value_that_python_gives_it(text):
    expected = oracle(text, x=X, y=Y)
    # XLA flushes subnormals to zero; what lies beyond the largest float is infinite in both.
    assert ours(text, x=X, y=Y) == pytest.approx(expected, rel=1e-9, abs=1e-11, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "explicit"),
    [
        ("-x^2", "-(x**2)"),
        ("2^-1", "2**(-1)"),
        ("x^y^z", "x**(y**z)"),
        ("-x^-y^2", "-(x**(-(y**2)))"),
        ("2x", "2*x"),
        ("2 x", "2*x"),
        ("2x^2", "2*(x**2)"),
        ("x y", "x*y"),
        ("2(x+1)", "2*(x+1)"),
        ("x(x+1)", "x*(x+1)"),
        ("x1(x+1)", "x1*(x+1)"),
        ("3sin(x)", "3*sin(x)"),
        ("(x+1)(x-1)", "(x+1)*(x-1)"),
        ("(x-1)^2(y+1)^2", "(x-1)**2*(y+1)**2"),
        ("x^2 y^3", "(x**2)*(y**3)"),
        ("x^(2)y", "(x**2)*y"),
        ("x/y + 2z", "x/y + 2*z"),
        ("1e3x", "1000*x"),
        ("1E+3x", "1000*x"),
        ("2e", "2*e"),
        ("2e x", "2*e*x"),
        ("2e-x", "2*e-x"),
        ("2e-1", "0.2"),
        ("2pi x", "2*pi*x"),
        ("007x", "7*x"),
        ("sin x", "sin(x)"),
        ("sin (x)^2", "sin(x)**2"),
        ("sin 2x", "sin(2*x)"),
        ("2sin 2 pi x + 1", "2*sin(2*pi*x)+1"),
        ("sin x^2", "sin(x**2)"),
        ("sin x^-2", "sin(x**(-2))"),
        ("sin x^(2+y) - 1", "sin(x**(2+y))-1"),
        ("exp -x^2", "exp(-(x**2))"),
        ("exp -(x+1)", "exp(-(x+1))"),
        ("ln sin x", "log(sin(x))"),
        ("ln sin(x+1)", "log(sin(x+1))"),
        ("ln -sin x", "log(-sin(x))"),
        ("sin x cos y", "sin(x)*cos(y)"),
        ("sin x / cos 2x", "sin(x)/cos(2*x)"),
        ("x^sin y", "x**sin(y)"),
        ("x sin y", "x*sin(y)"),
        ("max(sin x, 2y)", "max(sin(x), 2*y)"),
        ("arcsin(x)+sgn(x)", "asin(x)+sign(x)"),
        ("x_1 + x1", "x1+x1"),
        ("+x", "x"),
        (" x ", "x"),
    ],
)
def test_what_people_leave_out_is_put_in(text, explicit):
    assert read(text).tree == read(explicit).tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x10 + y + x + x2 + theta", ("theta", "x", "x2", "x10", "y")),
        ("z y x", ("x", "y", "z")),
        ("x_a + x + X", ("X", "x", "x_a")),
        ("e + pi + tau", ("tau",)),
    ],
)
def test_variables_stand_in_natural_order(text, expected):
    assert read(text).variables == expected


SMOOTH = {
    "x^2": lambda x: 2 * x,
    "x^3": lambda x: 3 * x**2,
    "x^-2": lambda x: -2 / x**3,
    "x^(4/2)": lambda x: 2 * x,
    "2^x": lambda x: np.log(2) * 2**x,
    "sin x^2": lambda x: 2 * x * np.cos(x**2),
    "exp -x^2": lambda x: -2 * x * np.exp(-(x**2)),
    "x/(1+x^2)": lambda x: (1 - x**2) / (1 + x**2) ** 2,
    "sqrt(1+x^2)": lambda x: x / np.sqrt(1 + x**2),
    "(x^2+1)^0.3": lambda x: 0.6 * x * (x**2 + 1) ** -0.7,
    "(x^2+1)^x": lambda x: (x**2 + 1) ** x * (np.log(x**2 + 1) + 2 * x**2 / (x**2 + 1)),
    "ln(3+x)": lambda x: 1 / (3 + x),
    "log10(3+x)": lambda x: 1 / (3 + x) / np.log(10),
    "log2(3+x)": lambda x: 1 / (3 + x) / np.log(2),
    "tan(x/3)": lambda x: 1 / np.cos(x / 3) ** 2 / 3,
    "asin(x/3)": lambda x: 1 / np.sqrt(9 - x**2),
    "acos(x/3)": lambda x: -1 / np.sqrt(9 - x**2),
    "atan x": lambda x: 1 / (1 + x**2),
    "sinh x": np.cosh,
    "cosh x": np.sinh,
    "tanh x": lambda x: 1 / np.cosh(x) ** 2,
    "cos x": lambda x: -np.sin(x),
    "sigmoid(x)": lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2,
}
KINKED = {
    "abs(x)": np.sign,
    "relu(x)": lambda x: x > 0,
    "max(x, 2x)": lambda x: np.where(x > 0, 2, 1),
    "min(x, 2x)": lambda x: np.where(x > 0, 1, 2),
    "floor(x) + ceil(x) + sign(x)": lambda x: 0 * x,
    "cbrt(x)": lambda x: np.cbrt(x) / (3 * x),
    "hypot(x, 1)": lambda x: x / np.hypot(x, 1),
    "atan2(x, 2)": lambda x: 2 / (4 + x**2),
}
POINTS = np.array([-1.7, -1.0, -0.3, 0.4, 1.0, 1.9])


@pytest.mark.parametrize(("text", "slope"), [*SMOOTH.items(), *KINKED.items()])
def test_gradients_are_the_closed_forms(text, slope):
    with jax.enable_x64(True):
        found = jax.vmap(jax.grad(unary(text)))(jnp.asarray(POINTS))
    np.testing.assert_allclose(found, slope(POINTS), rtol=2e-14, atol=1e-15)


@pytest.mark.parametrize(("text", "slope"), SMOOTH.items())
def test_complex_steps_agree_to_the_last_digits(text, slope):
    assert read(text).analytic
    with jax.enable_x64(True):
        found = jnp.imag(unary(text)(jnp.asarray(POINTS) + 1e-30j)) / 1e-30
    np.testing.assert_allclose(found, slope(POINTS), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("text", KINKED)
def test_what_has_kinks_or_steps_is_not_analytic(text):
    assert not read(text).analytic


def test_every_analytic_function_is_tried_with_complex_steps():
    tried = {name for text in SMOOTH for name in re.findall(r"[a-z]+[0-9]*", text.replace("ln", "log"))}
    assert {name for name, function in FUNCTIONS.items() if function.analytic} <= tried


@pytest.mark.parametrize(
    "text", ["sqrt(x)", "ln(x)", "log2(x)", "log10(x)", "asin(x-2)", "acos(x-2)", "x^0.5", "x^x"]
)
def test_where_there_is_no_real_value_there_is_no_complex_one(text):
    with jax.enable_x64(True):
        assert np.isnan(unary(text)(jnp.float64(-1.5)))
        assert np.isnan(unary(text)(jnp.complex128(-1.5 + 1e-30j)))


@pytest.mark.parametrize(
    ("x", "y", "slopes"),
    [(-2.0, 3.0, (12.0, np.nan)), (2.0, 3.0, (12.0, 8 * np.log(2))), (0.0, 3.0, (0.0, 0.0))],
)
def test_complex_steps_through_a_power_of_two_variables(x, y, slopes):
    function = read("x^y")
    with jax.enable_x64(True):
        steps = 1e-30j * jnp.eye(2)
        values = np.asarray(jax.vmap(function)(jnp.array([x, y]) + steps))
    found = values.imag / 1e-30
    # Where a slope is not real, its step takes the value with it.
    real = np.isfinite(slopes)
    np.testing.assert_allclose(values.real[real], x**y, rtol=1e-15, atol=1e-30)
    np.testing.assert_allclose(found, slopes, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(
    ("text", "at", "value", "slope"),
    [
        ("x^2", 0.0, 0.0, 0.0),
        ("x^1", 0.0, 0.0, 1.0),
        ("x^0", 0.0, 1.0, 0.0),
        ("x^(1-1)", 0.0, 1.0, 0.0),
        ("x^3", -2.0, -8.0, 12.0),
        ("x^2.0", -3.0, 9.0, -6.0),
        ("x^-1", -2.0, -0.5, -0.25),
        ("(-8)^3 + x", 0.0, -512.0, 1.0),
        ("9^9^9 + x", 0.0, np.inf, 1.0),
        ("1/0 - x", 0.0, np.inf, -1.0),
        ("(-8)^(1/3) + x", 0.0, np.nan, 1.0),
        ("cbrt(-8) + x", 0.0, -2.0, 1.0),
        ("abs(x)", 0.0, 0.0, 0.0),
        ("relu(x)", 0.0, 0.0, 0.0),
    ],
)
@pytest.mark.parametrize("precise", [False, True])
def test_awkward_points(text, at, value, slope, precise):
    with jax.enable_x64(precise):
        found, gradient = jax.value_and_grad(unary(text))(jnp.asarray(at))
    assert float(found) == pytest.approx(value, nan_ok=True, rel=1e-6)
    assert float(gradient) == pytest.approx(slope)


def test_second_derivatives_at_zero():
    assert float(jax.grad(jax.grad(unary("x^2 + x^3")))(0.0)) == 2.0


@given(texts(most=4, functions=smooth_functions), st.floats(-2, 2), st.floats(0.5, 2))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
def test_gradients_agree_with_central_differences(text, x, y):
    text = f"x*({text})"
    assume(read(text).analytic)
    h = 1e-5
    around = [python(text, np.longdouble, x=x + k * h, y=y) for k in (-2, -1, 1, 2)]
    with np.errstate(all="ignore"):
        far, near = (around[3] - around[0]) / (4 * h), (around[2] - around[1]) / (2 * h)
        # Two spacings that agree show that the difference itself can be trusted.
        assume(np.isfinite(near) and abs(far - near) <= 1e-7 * (1 + abs(near)) and abs(near) < 1e6)
    with jax.enable_x64(True):
        values = {"y": jnp.float64(y)}
        slope = jax.grad(lambda x: evaluate(read(text).tree, values | {"x": x}))(jnp.float64(x))
        complex_step = evaluate(read(text).tree, values | {"x": jnp.complex128(x + 1e-30j)})
    assume(np.isfinite(slope))
    assert float(slope) == pytest.approx(float(near), rel=1e-6, abs=1e-6)
    assert float(jnp.imag(complex_step)) / 1e-30 == pytest.approx(float(slope), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("(x-1)^2", r"\left(x - 1\right)^{2}"),
        ("2*x", "2 x"),
        ("2*3x", r"2 \cdot 3 x"),
        ("x*2", r"x \cdot 2"),
        ("x/2", r"\frac{x}{2}"),
        ("(x+1)/(y-1)", r"\frac{x + 1}{y - 1}"),
        ("5*(1/x)", r"5 \cdot \frac{1}{x}"),
        ("(1/x)^2", r"\left(\frac{1}{x}\right)^{2}"),
        ("(x^2)^3", r"\left(x^{2}\right)^{3}"),
        ("x^2^3", "x^{2^{3}}"),
        ("-x^2", "-x^{2}"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("x - (y - z)", r"x - \left(y - z\right)"),
        ("x - y - z", "x - y - z"),
        ("x * -y", r"x \left(-y\right)"),
        ("x + -y*z", r"x + \left(-y z\right)"),
        ("--x", r"-\left(-x\right)"),
        ("-(x+y)", r"-\left(x + y\right)"),
        ("sin(x)", r"\sin\left(x\right)"),
        ("sin(x)^2", r"\sin^{2}\left(x\right)"),
        ("sin(x)^-1", r"\sin\left(x\right)^{-1}"),
        ("asin(x)", r"\arcsin\left(x\right)"),
        ("log(x) + ln(x)", r"\ln\left(x\right) + \ln\left(x\right)"),
        ("log10(x)", r"\log_{10}\left(x\right)"),
        ("log2(x)", r"\log_{2}\left(x\right)"),
        ("sqrt(x)", r"\sqrt{x}"),
        ("cbrt(x)", r"\sqrt[3]{x}"),
        ("exp(-x)", "e^{-x}"),
        ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
        ("abs(x)", r"\left|x\right|"),
        ("floor(x)", r"\left\lfloor x \right\rfloor"),
        ("ceil(x)", r"\left\lceil x \right\rceil"),
        ("max(x, y, 1)", r"\max\left(x, y, 1\right)"),
        ("min(x, 0)", r"\min\left(x, 0\right)"),
        ("relu(x)", r"\operatorname{relu}\left(x\right)"),
        ("sigmoid(x)", r"\operatorname{sigmoid}\left(x\right)"),
        ("sign(x)", r"\operatorname{sign}\left(x\right)"),
        ("atan2(y, x)", r"\operatorname{atan2}\left(y, x\right)"),
        ("hypot(x, y)", r"\operatorname{hypot}\left(x, y\right)"),
        ("theta_1 + x10", r"\theta_{1} + x_{10}"),
        ("x_a", "x_{a}"),
        ("2 pi e", r"2 \pi e"),
        ("0.1x", "0.1 x"),
        ("1e20x", "10^{20} x"),
        ("1.5e-7x", r"1.5 \times 10^{-7} x"),
        ("1e20^x", r"\left(10^{20}\right)^{x}"),
    ],
)
def test_latex(text, tex):
    assert read(text).tex == tex
    MathTextParser("path").parse(f"${tex}$")


def from_latex(tex):
    """Arithmetic in LaTeX as Python's text, by its braces alone."""
    text = tex.replace(r"\left(", "(").replace(r"\right)", ")").replace(r"\cdot", "*").replace(r"\times", "*")
    before = ""
    while before != text:
        before = text
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
        text = re.sub(r"\^\{([^{}]*)\}", r"**(\1)", text)
    return re.sub(r"(?<=[\w.)]) (?=[\w(])", "*", text)


@given(texts(texts(texts(most=3), most=3) | texts(most=3), most=3))
@settings(deadline=None, max_examples=150)
def test_latex_means_what_the_formula_means(text):
    expected = oracle(text, x=X, y=Y)
    assert oracle(from_latex(read(text).tex), x=X, y=Y) == pytest.approx(expected, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("x^2 + sqrt(2) + 2^0.5 + 2^x", []),
        ("(-8)^(1/3) + x", ["note_negative_power"]),
        ("x^(1/3)", ["note_power"]),
        ("x^y", ["note_variable_power"]),
        ("ln x", ["note_domain"]),
        ("sqrt(x) + log10(x)", ["note_domain"]),
        ("floor(x)", ["note_flat"]),
        ("-x^0.5 + sign(x)", ["note_power", "note_flat"]),
    ],
)
def test_notes_say_what_surprises(text, keys):
    notes = read(text).notes
    assert [key for key, _ in notes] == [f"formula.{key}" for key in keys]
    for key, values in notes:
        english, japanese = (say(key, language, **values) for language in LANGUAGES)
        assert english.isascii()
        assert not japanese.isascii()


def test_a_problem_starts_on_its_range_and_knows_its_facts():
    problem = formula("(x-1)^2 + 3(y+2)^2", range=(1.0, 3.0))
    starts = jax.vmap(problem.init)(jax.random.split(jax.random.key(0), 500))
    assert starts.shape == (500, 2)
    assert 1.0 <= starts.min() < 1.05
    assert 2.95 < starts.max() <= 3.0
    assert abs(np.corrcoef(starts.T)[0, 1]) < 0.2
    assert problem.settings["variables"] == ("x", "y")
    assert problem.settings["formula"] == "(x-1)^2 + 3(y+2)^2"
    assert (problem.analytic, problem.runs_axis, problem.data, problem.optimum) == (True, -1, None, None)
    assert problem.tex == r"\left(x - 1\right)^{2} + 3 \left(y + 2\right)^{2}"
    params = jnp.array([[0.0, 2.0], [0.0, -1.0]])
    np.testing.assert_allclose(jax.vmap(problem.loss, (-1, None))(params, None), [13.0, 4.0])
    np.testing.assert_allclose(jax.grad(problem.loss)(params[:, 1], None), [2.0, 6.0])


@pytest.mark.parametrize("precise", [False, True])
def test_a_problem_keeps_the_precision_of_its_parameters(precise):
    problem = formula("sin(2)x^2/3 + pi^y - 1/3", start=(1, 2.5))
    with jax.enable_x64(precise):
        start = problem.init(jax.random.key(0))
        np.testing.assert_array_equal(start, [1.0, 2.5])
        for kind in (jnp.float32, jnp.float64, jnp.complex64, jnp.complex128)[:: 1 if precise else 2]:
            assert problem.loss(start.astype(kind), None).dtype == kind


def test_the_same_settings_give_the_same_object():
    assert formula(" x^2", start=[1]) is formula("x^2 ", start=(1.0,))
    assert formula("x^2") is not formula("x^2", range=(0.0, 1.0))
    assert unary("x^2") is unary("x^2 ")


def test_unary_is_elementwise():
    x = np.linspace(-1, 1, 12).reshape(3, 4)
    np.testing.assert_allclose(unary("x^2 - 2x")(jnp.asarray(x)), x**2 - 2 * x, rtol=1e-6)
    np.testing.assert_allclose(unary("x^-1")(jnp.array([1, 2])), [1, 0.5])


@pytest.mark.parametrize(
    ("call", "key", "english", "japanese"),
    [
        (lambda: formula("3"), "no_variable", "no variable", "変数がなく"),
        (lambda: formula("x+y", start=(1.0,)), "start_length", "2 variable(s) (x, y)", "2 個（x、y）"),
        (lambda: formula("x", start=(float("nan"),)), "start_number", "nan", "有限の数"),
        (lambda: formula("x", start=("1",)), "start_number", "'1'", "初期値"),
        (lambda: formula("x", start=(10**5000,)), "start_number", "tuple", "初期値"),
        (lambda: formula("x", start=()), "start_number", "()", "初期値"),
        (lambda: formula("x", range=(2.0, -2.0)), "range", "(2.0, -2.0)", "小さい順"),
        (lambda: formula("x", range=(1.0, 1.0)), "range", "lower one first", "小さい順"),
        (lambda: formula("x", range=(0.0, float("inf"))), "range", "inf", "有限"),
        (lambda: formula("x", range=(0.0, 1.0, 2.0)), "range", "two finite numbers", "2 つ"),
        (lambda: formula("x", range=3.0), "range", "3.0", "範囲"),
        (lambda: unary("y^2"), "not_unary", "variables y", "変数は y"),
        (lambda: unary("x y"), "not_unary", "x, y", "x、y"),
        (lambda: unary("3"), "no_variable", "no variable", "変数がなく"),
        (lambda: read(3), "not_text", "3 came", "3 です"),
        (lambda: read(None), "not_text", "None", "文字列"),
    ],
)
def test_settings_that_cannot_be_used(call, key, english, japanese):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.key == f"formula.{key}"
    assert english in caught.value.say("en")
    assert japanese in caught.value.say("ja")
