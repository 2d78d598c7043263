"""The functions, constants and variable names that a formula may hold, and what a power means.

Everything here takes real arrays of any floating type, and complex ones where the function is marked
`analytic`: a complex argument with a tiny imaginary part gives the derivative in its own imaginary part
(complex-step differences: Squire & Trapp 1998, SIAM Review 40(1), eq. 2). Outside the real domain the complex
value is made NaN, as the real one is; the principal branch would be a number that means nothing here.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import jax
import jax.numpy as jnp
from jax import Array, lax

MOST_MULTIPLIED = 1024
"""The largest whole exponent that is taken by multiplication alone."""


@dataclass(frozen=True)
class Function:
    """A named function of a formula."""

    apply: Callable[..., Array]
    """Arrays that broadcast together -> an array."""
    tex: str
    """LaTeX with `{}` where the arguments stand, separated by commas."""
    analytic: bool = True
    """Whether it takes complex arguments."""
    least: int = 1
    """The fewest arguments."""
    most: int | None = 1
    """The most arguments; None where there is no limit."""


def _within(apply: Callable[[Array], Array], inside: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """`apply`, and NaN for complex arguments whose real part is not `inside`, as for real ones."""

    def guarded(x: Array) -> Array:
        value = apply(x)
        return jnp.where(inside(jnp.real(x)), value, jnp.nan) if jnp.iscomplexobj(x) else value

    return guarded


def _not_negative(x: Array) -> Array:
    return x >= 0


def _unit(x: Array) -> Array:
    return abs(x) <= 1


def _absolute(x: Array) -> Array:
    # jnp.abs has the slope 1 at 0, which would drive a run off the very minimum; here it is 0, the central
    # difference and the subgradient that optimality asks for.
    return x * jnp.sign(x)


def _operator(name: str) -> str:
    return rf"\operatorname{{{{{name}}}}}\left({{}}\right)"


def _command(name: str) -> str:
    return rf"\{name}\left({{}}\right)"


FUNCTIONS: dict[str, Function] = {
    "sin": Function(jnp.sin, _command("sin")),
    "cos": Function(jnp.cos, _command("cos")),
    "tan": Function(jnp.tan, _command("tan")),
    "asin": Function(_within(jnp.arcsin, _unit), _command("arcsin")),
    "acos": Function(_within(jnp.arccos, _unit), _command("arccos")),
    "atan": Function(jnp.arctan, _command("arctan")),
    "sinh": Function(jnp.sinh, _command("sinh")),
    "cosh": Function(jnp.cosh, _command("cosh")),
    "tanh": Function(jnp.tanh, _command("tanh")),
    "exp": Function(jnp.exp, _command("exp")),
    "log": Function(_within(jnp.log, _not_negative), _command("ln")),
    "log10": Function(_within(jnp.log10, _not_negative), r"\log_{{10}}\left({}\right)"),
    "log2": Function(_within(jnp.log2, _not_negative), r"\log_{{2}}\left({}\right)"),
    "sqrt": Function(_within(jnp.sqrt, _not_negative), r"\sqrt{{{}}}"),
    "cbrt": Function(jnp.cbrt, r"\sqrt[3]{{{}}}", analytic=False),
    "sigmoid": Function(jax.nn.sigmoid, _operator("sigmoid")),
    "relu": Function(jax.nn.relu, _operator("relu"), analytic=False),
    "abs": Function(_absolute, r"\left|{}\right|", analytic=False),
    "sign": Function(jnp.sign, _operator("sign"), analytic=False),
    "floor": Function(jnp.floor, r"\left\lfloor {} \right\rfloor", analytic=False),
    "ceil": Function(jnp.ceil, r"\left\lceil {} \right\rceil", analytic=False),
    "max": Function(lambda *x: reduce(jnp.maximum, x), _command("max"), analytic=False, least=2, most=None),
    "min": Function(lambda *x: reduce(jnp.minimum, x), _command("min"), analytic=False, least=2, most=None),
    "atan2": Function(jnp.arctan2, _operator("atan2"), analytic=False, least=2, most=2),
    "hypot": Function(jnp.hypot, _operator("hypot"), analytic=False, least=2, most=2),
}

ALIASES = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "sgn": "sign",
    "ceiling": "ceil",
}

CONSTANTS = {"pi": math.pi, "e": math.e}

# fmt: off
GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "mu", "nu", "xi",
    "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)
# fmt: on
"""Names of variables, all of them: tau is no constant here, nor gamma a function. Python keeps lambda."""

VARIABLE = re.compile(
    rf"(?P<letter>(?!e\Z|e[0-9_])[A-Za-z]|{'|'.join(GREEK)})(?:_?(?P<number>[0-9]{{1,3}})|_(?P<mark>[A-Za-z]))?"
)
"""One letter other than e, or a Greek letter's name; then perhaps a number or a letter as subscript."""


def variable_parts(name: str) -> tuple[str, str]:
    """The letter and the subscript ("" where there is none) of a variable's name."""
    found = VARIABLE.fullmatch(name)
    assert found is not None, name
    return found["letter"], found["number"] or found["mark"] or ""


def natural_order(name: str) -> tuple[str, str, int, str]:
    """Sorts x, x1, x2, x10, y."""
    letter, subscript = variable_parts(name)
    return letter.lower(), letter, int(subscript) if subscript.isdigit() else -1, subscript


def whole_power(base: Array, exponent: int) -> Array:
    """`base` to a whole number: exact derivatives at 0 and for negative bases, real or complex."""
    return lax.integer_pow(base, exponent)


def power(base: Array, exponent: Array) -> Array:
    """`base ** exponent` as a real number: NaN for a negative base and an exponent that is not whole.

    Complex arguments stand for real ones with an infinitesimal: a negative base keeps its sign out of the
    complex logarithm, whose imaginary part pi would otherwise drown the infinitesimal.
    """
    if not (jnp.iscomplexobj(base) or jnp.iscomplexobj(exponent)):
        return jnp.power(base, exponent)
    real, zero = jnp.real(exponent), base == 0
    negative = jnp.real(base) < 0
    size = jnp.exp(exponent * jnp.log(jnp.where(zero, 1, jnp.where(negative, -base, base))))
    rest = jnp.where(jnp.imag(exponent) == 0, real % 2, jnp.nan)
    sign = jnp.where(rest == 0, 1, jnp.where(rest == 1, -1, jnp.nan))
    return jnp.where(zero, jnp.power(0.0, real), size * jnp.where(negative, sign, 1))
