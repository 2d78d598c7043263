"""From tokens to a text in Python's grammar: products and parentheses that people leave out are put in.

The rules, which the sentences and the documentation repeat:

- `^` is `**`: it binds tighter than a sign on its left (`-x^2` is `-(x^2)`) and groups from the right.
- A product needs no sign: `2x`, `x y`, `2(x+1)`, `(x+1)(x-1)`, `3sin(x)`. It binds like `*`. A number cannot
  follow without a sign (`x 2`), and what can be read in two ways is refused: `1/2x` and `e^2x`.
- A function needs no parentheses before one factor: numbers and constants, then at most one variable, each
  perhaps with a power (`sin x`, `sin 2x`, `ln x^2`, `exp -x`), or another function (`ln sin x`). It must be
  followed by `+`, `-`, the end, or another function (`sin x cos x`); otherwise it is refused.
"""

from dataclasses import dataclass

from kudari.language import InputError
from kudari.problems.formula_tokens import Token, tokens

MOST_DEPTH = 40
"""How deep parentheses, signs, powers and functions may be nested."""

_FACTORS = {"number", "constant", "variable"}
_STARTS = _FACTORS | {"function", "("}
_ENDS = _FACTORS | {"applied", ")"}


@dataclass
class _Level:
    """What has been read since the last parenthesis opened."""

    divided: bool = False
    """The last sign of a product was `/`."""
    raised: bool = False
    """The operand now read is an exponent."""
    nested: int = 0
    """Signs and powers in a row."""


def python_text(text: str) -> str:
    """`text` as an expression that Python's own grammar reads in the sense of the rules above.

    Raises:
        InputError: where the text breaks a rule, or could be read in two ways.
    """
    found = tokens(text)
    _check_parentheses(found)
    return " ".join(_rewrite(found))


def _check_parentheses(found: list[Token]) -> None:
    """Every parenthesis has its partner, none is empty or too deep, and commas stand in functions alone."""
    opened: list[tuple[Token, Token | None]] = []
    before: Token | None = None
    for token in found:
        call = opened[-1][1] if opened else None
        if token.kind == "(":
            opened.append((token, before if before and before.kind == "function" else None))
            if len(opened) > MOST_DEPTH:
                raise InputError("formula.too_deep", most=MOST_DEPTH)
        elif token.kind == ")" and not opened:
            raise InputError("formula.not_opened", position=token.start + 1)
        elif token.kind == ")":
            if before is not None and before.kind == "(":
                if call:
                    raise InputError("formula.function_alone", function=call.text)
                raise InputError("formula.empty_parentheses", position=before.start + 1)
            opened.pop()
        elif token.kind == "," and call is None:
            raise InputError("formula.comma", position=token.start + 1)
        before = token
    if opened:
        raise InputError("formula.not_closed", position=opened[-1][0].start + 1)


def _rewrite(found: list[Token], depth: int = 0) -> list[str]:
    pieces: list[str] = []
    levels = [_Level()]
    before: Token | None = None
    i = 0
    while i < len(found):
        token = found[i]
        ended = before is not None and before.kind in _ENDS
        if token.kind in _STARTS and ended:
            assert before is not None
            _check_product(before, token, levels[-1])
            pieces.append("*")
            levels[-1] = _Level()
        elif token.kind not in _STARTS and not ended and token.kind not in ("+", "-"):
            raise _missing_operand(before, token)
        i += 1
        if token.kind == "function" and (i == len(found) or found[i].kind != "("):
            argument, i = _argument(found, i - 1, depth + 1)
            pieces += argument
            token = Token("applied", token.text, token.start, found[i - 1].end)
        else:
            pieces.append(token.text)
            _follow(levels, token, ended)
        before = token
    if before is None or before.kind not in _ENDS:
        raise _missing_operand(before, None)
    return pieces


def _follow(levels: list[_Level], token: Token, ended: bool) -> None:
    """Keeps account of what a sign of the text does to its level."""
    if token.kind == "(":
        levels.append(_Level())
    elif token.kind == ")":
        levels.pop()
    elif token.kind == "**" or (token.kind in ("+", "-") and not ended):
        levels[-1].raised |= token.kind == "**"
        levels[-1].nested += 1
        if levels[-1].nested > MOST_DEPTH:
            raise InputError("formula.too_deep", most=MOST_DEPTH)
    elif token.kind in ("+", "-", "*", "/", ","):
        levels[-1] = _Level(divided=token.kind == "/")


def _check_product(before: Token, token: Token, level: _Level) -> None:
    """A product without a sign must have one meaning only."""
    if token.kind == "number":
        raise InputError(
            "formula.missing_operator", position=token.start + 1, number=f"{float(token.text):g}"
        )
    if level.raised and _touches(before, token):
        raise InputError("formula.ambiguous_power", position=token.start + 1)
    if level.divided:
        raise InputError("formula.ambiguous_division", position=token.start + 1)


def _touches(before: Token, token: Token) -> bool:
    """Whether the two are a number and a name written as one, such as 2x."""
    return before.kind == "number" and token.kind in ("constant", "variable") and before.end == token.start


def _argument(found: list[Token], start: int, depth: int) -> tuple[list[str], int]:
    """The function without parentheses at `start`, its argument now in them, and where the argument ends."""
    if depth > MOST_DEPTH:
        raise InputError("formula.too_deep", most=MOST_DEPTH)
    function, i = found[start], start + 1
    if _kind(found, i) == "**":
        raise InputError("formula.function_power", function=function.text)
    pieces = [function.text, "("]
    if _kind(found, i) in ("+", "-") and _kind(found, i + 1) and found[i].end == found[i + 1].start:
        pieces.append(found[i].text)
        i += 1
    kind, first = _kind(found, i), i
    if kind == "function" and _kind(found, i + 1) != "(":
        inner, i = _argument(found, i, depth + 1)
        pieces += inner
    elif kind in ("function", "("):
        i = _group_end(found, i + (kind == "function"))
        pieces += _rewrite(found[first:i], depth + 1)
    elif kind in _FACTORS:
        i = _factors_end(found, i, function)
        pieces += _rewrite(found[first:i], depth + 1)
    else:
        raise InputError("formula.function_alone", function=function.text)
    whole = kind in ("function", "(") or any(token.kind == "variable" for token in found[first:i])
    after, then = _kind(found, i), _kind(found, i + 1)
    clear = after in ("", ")", ",", "+", "-") or (
        whole and (after == "function" or (after in ("*", "/") and then == "function"))
    )
    if not clear:
        raise InputError("formula.ambiguous_argument", function=function.text, position=function.start + 1)
    return [*pieces, ")"], i


def _factors_end(found: list[Token], i: int, function: Token) -> int:
    """Where the run of numbers and constants with at most one variable ends that begins at `i`."""
    kind, begin = "", i
    while _kind(found, i) in _FACTORS and kind != "variable" and (i == begin or found[i].kind != "number"):
        kind = found[i].kind
        i += 1
        if _kind(found, i) == "**":
            i += 1 + (_kind(found, i + 1) in ("+", "-"))
            exponent = _kind(found, i)
            if exponent not in (*_FACTORS, "("):
                raise InputError(
                    "formula.ambiguous_argument", function=function.text, position=function.start + 1
                )
            i = _group_end(found, i) if exponent == "(" else i + 1
    return i


def _kind(found: list[Token], i: int) -> str:
    return found[i].kind if i < len(found) else ""


def _group_end(found: list[Token], i: int) -> int:
    """One past the partner of the parenthesis at `i`."""
    depth = 0
    while True:
        depth += {"(": 1, ")": -1}.get(found[i].kind, 0)
        i += 1
        if depth == 0:
            return i


def _missing_operand(before: Token | None, token: Token | None) -> InputError:
    if token is not None and token.kind in ("*", "/", "**"):
        return InputError("formula.nothing_before", symbol=token.text, position=token.start + 1)
    assert before is not None
    return InputError("formula.nothing_after", symbol=before.text, position=before.start + 1)
