"""A function that a person types, such as `(x - 1)^2 + y^2`, as a problem: the only reader of formulas.

A person's text is never executed: it goes through an allow-list to a small tree (`formula_tree`), and the
tree to JAX. Logarithms are natural; a negative number to a fractional power is NaN, as real numbers have it.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Inexact

from kudari.language import InputError
from kudari.problems import formula_tree
from kudari.problems.formula_functions import CONSTANTS, FUNCTIONS, MOST_MULTIPLIED, power, whole_power
from kudari.problems.formula_latex import latex
from kudari.problems.formula_tree import Binary, Call, Constant, Negate, Node, Note, Number, Variable
from kudari.problems.problem import Problem
from kudari.types import Data, Key, Scalar

_SIGNS: dict[str, Callable[[Array, Array], Array]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": power,
}


@dataclass(frozen=True)
class Formula:
    """A formula that was read, and the plain facts of it."""

    text: str
    """What was typed, without blanks at its ends."""
    tree: Node = field(repr=False, compare=False)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The variables in natural order: x, x1, x2, x10, y."""
        return formula_tree.variables(self.tree)

    @cached_property
    def analytic(self) -> bool:
        """Whether complex-step differences hold: no abs, max, floor … in it."""
        return formula_tree.analytic(self.tree)

    @cached_property
    def tex(self) -> str:
        """The formula in LaTeX: also how a person sees what their text was read as."""
        return latex(self.tree)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Sentences to show beside the formula, as (key, values) for `kudari.language.say`."""
        return formula_tree.notes(self.tree)

    def __call__(self, values: Inexact[Array, "V *shape"]) -> Inexact[Array, "*shape"]:
        """The formula's value, its variables standing in order along the first axis."""
        named = {name: values[i] for i, name in enumerate(self.variables)}
        return evaluate(self.tree, named)


@lru_cache(maxsize=512)
def _read(text: str) -> Formula:
    return Formula(text, formula_tree.parse(text))


def read(text: str) -> Formula:
    """The formula in `text`.

    Raises:
        InputError: one sentence that says what cannot be read and how to write it.
    """
    if not isinstance(text, str):
        raise InputError("formula.not_text", given=_shown(text))
    return _read(text.strip())


def evaluate(node: Node, values: Mapping[str, Array]) -> Array:
    """The value of `node` at arrays of any floating or (where analytic) complex type, broadcast together."""
    match node:
        case Number(value):
            # A weak type: a number takes the precision of the parameters it meets.
            return jnp.asarray(value)
        case Constant(name):
            return jnp.asarray(CONSTANTS[name])
        case Variable(name):
            return values[name]
        case Negate(operand):
            return -evaluate(operand, values)
        case Binary("**", base, exponent) if (whole := _whole(exponent)) is not None:
            return whole_power(evaluate(base, values), whole)
        case Binary(sign, left, right):
            return _SIGNS[sign](evaluate(left, values), evaluate(right, values))
        case Call(function, arguments):
            return FUNCTIONS[function].apply(*(evaluate(argument, values) for argument in arguments))
    raise TypeError(node)


def _whole(exponent: Node) -> int | None:
    value = formula_tree.known_value(exponent)
    return int(value) if value is not None and value.is_integer() and abs(value) <= MOST_MULTIPLIED else None


def formula(
    formula: str = "(x-1)**2",
    start: tuple[float, ...] | None = None,
    range: tuple[float, float] = (-2.0, 2.0),
) -> Problem:
    """The function in the text `formula`, to be minimised over its variables.

    Parameters are a float[V], the variables in natural order. They start at `start`, or uniformly on `range`,
    each variable by itself. The same settings give the same object.

    Raises:
        InputError: when the text is not a formula with at least one variable, `start` has another length
            than there are variables, or `range` is not two finite numbers in increasing order.
    """
    function = read(formula)
    if not function.variables:
        raise InputError("formula.no_variable", formula=function.text)
    if start is not None:
        start = _numbers("formula.start_number", start)
        if len(start) != len(function.variables):
            raise InputError(
                "formula.start_length",
                formula=function.text,
                count=len(function.variables),
                variables=function.variables,
                given=len(start),
            )
    ends = _numbers("formula.range", range)
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise InputError("formula.range", given=_shown(range))
    return _problem(function, start, (ends[0], ends[1]))


def _numbers(key: str, given: Any) -> tuple[float, ...]:
    """`given` as finite numbers."""
    values = tuple(given) if isinstance(given, list | tuple) else ()
    real = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    # An int beyond the largest float would overflow in float() and math.isfinite alike.
    if not values or not real or not all(-1e38 <= value <= 1e38 for value in values):
        raise InputError(key, given=_shown(given))
    return tuple(map(float, values))


def _shown(given: Any) -> str:
    # Printing an integer of thousands of digits raises a ValueError.
    try:
        text = repr(given)
    except ValueError:
        text = type(given).__name__
    return text if len(text) <= 60 else text[:59] + "…"


@lru_cache(maxsize=256)
def _problem(function: Formula, start: tuple[float, ...] | None, ends: tuple[float, float]) -> Problem:
    size = len(function.variables)

    def init(key: Key) -> Inexact[Array, " V"]:
        if start is not None:
            return jnp.array(start, dtype=float)
        return jax.random.uniform(key, (size,), minval=ends[0], maxval=ends[1])

    def loss(params: Inexact[Array, " V"], batch: Data) -> Scalar:
        return function(params)

    return Problem(
        name="formula",
        init=init,
        loss=loss,
        analytic=function.analytic,
        runs_axis=-1,
        tex=function.tex,
        settings={
            "formula": function.text,
            "start": start,
            "range": ends,
            "variables": function.variables,
        },
    )


@lru_cache(maxsize=256)
def _unary(function: Formula) -> Callable[[Array], Array]:
    def apply(x: Array) -> Array:
        x = jnp.asarray(x)
        return evaluate(function.tree, {"x": x if jnp.issubdtype(x.dtype, jnp.inexact) else x.astype(float)})

    return apply


def unary(text: str) -> Callable[[Inexact[Array, "..."]], Inexact[Array, "..."]]:
    """The function y = f(x) in `text`, elementwise; the same text gives the same object.

    Raises:
        InputError: when the text is not a formula in exactly one variable named x.
    """
    function = read(text)
    if function.variables != ("x",):
        key = "formula.not_unary" if function.variables else "formula.no_variable"
        raise InputError(key, formula=function.text, variables=function.variables)
    return _unary(function)
