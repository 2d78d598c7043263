"""A formula as a small immutable tree, and what can be said of it without computing it.

The text reaches Python's parser only after every character, number and name in it has been admitted, and of
what the parser gives back only five kinds of node are taken over. Nothing is ever evaluated as Python.
"""

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from kudari.language import InputError
from kudari.problems.formula_functions import (
    CONSTANTS,
    FUNCTIONS,
    MOST_MULTIPLIED,
    natural_order,
)
from kudari.problems.formula_text import MOST_DEPTH, python_text

MOST_NODES = 200
MOST_VARIABLES = 8


@dataclass(frozen=True)
class Number:
    """A number without a sign."""

    value: float


@dataclass(frozen=True)
class Constant:
    """pi or e."""

    name: str


@dataclass(frozen=True)
class Variable:
    """A parameter."""

    name: str


@dataclass(frozen=True)
class Negate:
    """Minus the operand."""

    operand: "Node"


@dataclass(frozen=True)
class Binary:
    """Two operands with one of + - * / **."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Call:
    """A function of `FUNCTIONS` with its arguments."""

    function: str
    arguments: "tuple[Node, ...]"


Node: TypeAlias = Number | Constant | Variable | Negate | Binary | Call

Note: TypeAlias = tuple[str, dict[str, Any]]
"""A sentence's key and its values, for `kudari.language.say`."""

_OPERATORS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_CLASS = {"+": "sum", "-": "sum", "*": "product", "/": "product"}


def parse(text: str) -> Node:
    """The tree of `text`, which has no blanks at its ends.

    Raises:
        InputError: when the text is not a formula, or is larger than the limits allow.
    """
    try:
        tree = _taken(ast.parse(python_text(text), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError) as problem:
        raise InputError("formula.syntax") from problem
    if (count := sum(1 for _ in walk(tree))) > MOST_NODES:
        raise InputError("formula.too_large", count=count, most=MOST_NODES)
    if _depth(tree) > MOST_DEPTH:
        raise InputError("formula.too_deep", most=MOST_DEPTH)
    if len(names := variables(tree)) > MOST_VARIABLES:
        raise InputError("formula.too_many_variables", count=len(names), names=names, most=MOST_VARIABLES)
    return tree


def _taken(node: ast.expr) -> Node:
    match node:
        case ast.Constant(value=float(value)):
            return Number(value)
        case ast.Name(id=name):
            return Constant(name) if name in CONSTANTS else Variable(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negate(_taken(operand))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _taken(operand)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            return Binary(_OPERATORS[type(operator)], _taken(left), _taken(right))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            _check_arity(name, len(arguments))
            return Call(name, tuple(_taken(argument) for argument in arguments))
        case _:
            raise InputError("formula.syntax")


def _check_arity(name: str, given: int) -> None:
    least, most = FUNCTIONS[name].least, FUNCTIONS[name].most
    if given < least or (most is not None and given > most):
        key = "formula.arity_least" if most is None else "formula.arity"
        raise InputError(key, function=name, expected=least, given=given)


def walk(tree: Node) -> Iterator[Node]:
    """Every node, each before those inside it, from left to right."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(inside(node))


def inside(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside `node`."""
    match node:
        case Negate(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def _depth(node: Node) -> int:
    """How deep `node` is nested. A sum of many terms is one level, and so is a product of many factors."""
    match node:
        case Binary(operator, Binary(inner, _, _) as left, right) if _CLASS.get(operator, 1) == _CLASS.get(
            inner
        ):
            return max(_depth(left), 1 + _depth(right))
        case _:
            return 1 + max(map(_depth, inside(node)), default=0)


def variables(tree: Node) -> tuple[str, ...]:
    """The variables in natural order: x, x1, x2, x10, y."""
    return tuple(sorted({node.name for node in walk(tree) if isinstance(node, Variable)}, key=natural_order))


def analytic(tree: Node) -> bool:
    """Whether the formula may be taken at complex values, so that complex-step differences hold."""
    for node in walk(tree):
        if isinstance(node, Call) and not FUNCTIONS[node.function].analytic:
            return False
        if isinstance(node, Binary) and node.operator == "**":
            exponent = known_value(node.right)
            if exponent is not None and abs(exponent) > MOST_MULTIPLIED:
                return False
    return True


def known_value(node: Node) -> float | None:
    """The value of numbers and constants joined by + - * / and powers; None where no real number is known.

    Floating-point throughout: a tower such as 9**9**9 overflows at once and has no value here.
    """
    match node:
        case Number(value):
            return value
        case Constant(name):
            return CONSTANTS[name]
        case Negate(operand):
            value_or_none = known_value(operand)
            return None if value_or_none is None else -value_or_none
        case Binary(operator, left, right):
            a, b = known_value(left), known_value(right)
            return None if a is None or b is None else _arithmetic(operator, a, b)
        case _:
            return None


def _arithmetic(operator: str, a: float, b: float) -> float | None:
    try:
        match operator:
            case "+":
                value = a + b
            case "-":
                value = a - b
            case "*":
                value = a * b
            case "/":
                value = a / b
            case _:
                value = math.pow(a, b)
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return value if math.isfinite(value) else None


def notes(tree: Node) -> tuple[Note, ...]:
    """What surprises in this formula: powers and logarithms without a real value, steps without a slope."""
    found: dict[str, dict[str, Any]] = {}
    for node in walk(tree):
        match node:
            case Binary("**", base, exponent):
                if note := _power_note(base, exponent):
                    found.setdefault(*note)
            case Call("sqrt" | "log" | "log2" | "log10" as name, (argument,)):
                value = known_value(argument)
                if value is None or value < 0:
                    found.setdefault("formula.note_domain", {"function": name})
            case Call("sign" | "floor" | "ceil" as name, _):
                found.setdefault("formula.note_flat", {"function": name})
    return tuple(found.items())


def _power_note(base: Node, exponent: Node) -> Note | None:
    below, above = known_value(base), known_value(exponent)
    if above is None:
        return None if below is not None and below >= 0 else ("formula.note_variable_power", {})
    if above.is_integer() or (below is not None and below >= 0):
        return None
    return ("formula.note_power" if below is None else "formula.note_negative_power", {})
