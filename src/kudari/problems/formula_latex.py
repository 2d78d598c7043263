"""A formula's tree as LaTeX, within what matplotlib's mathtext and KaTeX both draw."""

from kudari.problems.formula_functions import FUNCTIONS, GREEK, variable_parts
from kudari.problems.formula_tree import Binary, Call, Constant, Negate, Node, Number, Variable

_SUM, _PRODUCT, _NEGATE, _POWER, _ATOM = range(5)
_RAISED_NAME = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "log"}
"""Functions whose powers are written on the name: \\sin^{2}."""


def latex(node: Node) -> str:
    """LaTeX of `node`, with as few parentheses as keep its meaning."""
    match node:
        case Number(value):
            return _number(value)
        case Constant(name):
            return r"\pi" if name == "pi" else name
        case Variable(name):
            return _variable(name)
        case Negate(operand):
            return "-" + _wrapped(operand, _PRODUCT, signed=False)
        case Binary("+" | "-" as sign, left, right):
            second = _wrapped(right, _PRODUCT, signed=False)
            return f"{_wrapped(left, _SUM)} {sign} {second}"
        case Binary("*", left, right):
            return _product(left, right)
        case Binary("/", left, right):
            return rf"\frac{{{latex(left)}}}{{{latex(right)}}}"
        case Binary(_, Call(function, _) as base, Number(value)) if function in _RAISED_NAME and value >= 2:
            name, argument = latex(base).split(r"\left", 1)
            return rf"{name}^{{{_number(value)}}}\left{argument}"
        case Binary(_, left, right):
            return f"{_wrapped(left, _ATOM)}^{{{latex(right)}}}"
        case Call("exp", (argument,)):
            return f"e^{{{latex(argument)}}}"
        case Call(function, arguments):
            return FUNCTIONS[function].tex.format(", ".join(map(latex, arguments)))
    raise TypeError(node)


def _level(node: Node) -> int:
    """How tightly the outermost sign of `node` binds."""
    match node:
        case Binary("+" | "-", _, _):
            return _SUM
        case Binary("*", _, _):
            return _PRODUCT
        case Negate(_):
            return _NEGATE
        case Binary("/", _, _) | Binary("**", _, _) | Call("exp", _):
            return _POWER
        case Number(value) if "10^" in _number(value):
            return _POWER
        case _:
            return _ATOM


def _wrapped(node: Node, least: int, *, signed: bool = True) -> str:
    """`node`, in parentheses where it binds less tightly, or begins with a minus and may not."""
    tex = latex(node)
    return tex if _level(node) >= least and (signed or not tex.startswith("-")) else rf"\left({tex}\right)"


def _product(left: Node, right: Node) -> str:
    first, second = _wrapped(left, _PRODUCT), _wrapped(right, _NEGATE, signed=False)
    # 2 3 would read as 23, and 5 before a fraction as a mixed number.
    tight = not second[0].isdigit() and not (first[-1].isdigit() and second.startswith(r"\frac{"))
    return f"{first} {second}" if tight else rf"{first} \cdot {second}"


def _number(value: float) -> str:
    """As Python's repr prints it, a power of ten written out."""
    digits, _, exponent = repr(value).partition("e")
    digits = digits.removesuffix(".0")
    if not exponent:
        return digits
    power = f"10^{{{int(exponent)}}}"
    return power if digits == "1" else rf"{digits} \times {power}"


def _variable(name: str) -> str:
    letter, subscript = variable_parts(name)
    tex = f"\\{letter}" if letter in GREEK else letter
    return f"{tex}_{{{subscript}}}" if subscript else tex
