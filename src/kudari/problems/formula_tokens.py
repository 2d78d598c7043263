"""From the text that a person typed to tokens: characters, numbers, names.

Only printable ASCII is read. What comes from a Japanese keyboard (full-width letters, × ÷ ²) is refused with
the ASCII way to write it, never silently replaced: the text that is stored is the text that was read.
"""

import difflib
import keyword
import re
import unicodedata
from dataclasses import dataclass

from kudari.language import InputError, nearest
from kudari.problems.formula_functions import ALIASES, CONSTANTS, FUNCTIONS, GREEK, VARIABLE

MOST_CHARACTERS = 500
LARGEST, SMALLEST = 1e38, 1e-37
"""Numbers that single precision holds without losing digits."""


@dataclass(frozen=True)
class Token:
    """A piece of the text, `text[start:end]` when its blanks at both ends are stripped."""

    kind: str
    """number, function, constant, variable, or the operator or bracket itself, with ** for a power."""
    text: str
    """How Python's parser shall read it."""
    start: int
    end: int


_TOKEN = re.compile(
    r"(?P<blank>\ +)"
    r"|(?P<hexadecimal>0[xXbBoO][0-9]\w*)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<comparison>[<>=!]=|[<>])"
    r"|(?P<division>//)"
    r"|(?P<operator>\*\*|[-+*/^(),])"
    r"|(?P<other>.)",
    re.DOTALL,
)

_SYMBOLS = {
    "=": "formula.equals",
    ".": "formula.attribute",
    "'": "formula.string",
    '"': "formula.string",
    "`": "formula.string",
    "[": "formula.bracket",
    "]": "formula.bracket",
    "{": "formula.bracket",
    "}": "formula.bracket",
    "|": "formula.bars",
    "%": "formula.remainder",
}

_ASCII = (
    dict.fromkeys("×·⋅・∙∗✕", "*")
    | dict.fromkeys("−–—‐―ー－", "-")
    | {"÷": "/", "／": "/", "∕": "/", "√": "sqrt()", "、": ",", "。": ".", "，": ","}
    | {character: f"^{digit}" for digit, character in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
    | {character: f"_{digit}" for digit, character in enumerate("₀₁₂₃₄₅₆₇₈₉")}
)

_MEANT = {
    "lg": "log10(x)",
    "lb": "log2(x)",
    "tg": "tan(x)",
    "cot": "1/tan(x)",
    "ctg": "1/tan(x)",
    "sec": "1/cos(x)",
    "csc": "1/sin(x)",
    "cosec": "1/sin(x)",
    "pow": "x^y",
    "power": "x^y",
    "sqr": "x^2",
    "square": "x^2",
    "round": "floor(x + 0.5)",
    "fabs": "abs(x)",
    "logistic": "sigmoid(x)",
    "maximum": "max(x, y)",
    "minimum": "min(x, y)",
    "softplus": "log(1 + exp(x))",
    "asinh": "log(x + sqrt(x^2 + 1))",
}


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, whose blanks at both ends are already stripped.

    Raises:
        InputError: for a character, number or name that a formula cannot hold.
    """
    _check_characters(text)
    found = []
    for match in _TOKEN.finditer(text):
        kind, piece, start = match.lastgroup, match.group(), match.start()
        if kind == "blank":
            continue
        if kind == "number":
            kind, piece = "number", _number(piece)
        elif kind == "name":
            kind, piece = _name(piece, called=text.startswith("(", match.end()))
        elif kind == "operator":
            piece = "**" if piece == "^" else piece
            kind = piece
        else:
            raise _symbol(kind, piece, start)
        found.append(Token(kind, piece, start, match.end()))
    return found


def short(text: str) -> str:
    """At most 30 characters of `text`, for a sentence."""
    return text if len(text) <= 30 else text[:29] + "…"


def _check_characters(text: str) -> None:
    if not text:
        raise InputError("formula.empty")
    if len(text) > MOST_CHARACTERS:
        raise InputError("formula.too_long", length=len(text), most=MOST_CHARACTERS)
    foreign = dict.fromkeys(character for character in text if not character.isascii())
    unknown = [_shown(character) for character in foreign if not _ascii(character)]
    if unknown:
        raise InputError("formula.not_ascii_unknown", characters=unknown[:5])
    if foreign:
        pairs = [f"{_shown(character)} → {_ascii(character)}" for character in list(foreign)[:8]]
        raise InputError("formula.not_ascii", pairs=pairs)
    control = next((i for i, character in enumerate(text) if not character.isprintable()), None)
    if control is not None:
        raise InputError("formula.control", position=control + 1)


def _ascii(character: str) -> str:
    """How to write `character` in ASCII; "" where there is no such way."""
    if character in _ASCII:
        return _ASCII[character]
    plain = unicodedata.normalize("NFKC", character)
    if plain == " ":
        return "space"
    if len(plain) == 1 and plain.isascii() and plain.isprintable():
        return plain
    *_, letter = unicodedata.name(plain[0], "?").lower().split()
    known = len(plain) == 1 and "GREEK SMALL LETTER" in unicodedata.name(plain, "")
    return letter if known and letter in (*GREEK, "pi") else ""


def _shown(character: str) -> str:
    return character if character.isprintable() else f"U+{ord(character):04X}"


def _number(piece: str) -> str:
    # float() never builds a large integer: "9" * 400 becomes inf, and 1e999999999 costs nothing.
    value = float(piece)
    if value > LARGEST or (value < SMALLEST and piece.lower().split("e")[0].strip("0.")):
        raise InputError("formula.number_range", number=short(piece), largest="1e38", smallest="1e-37")
    return repr(value)


def _name(name: str, *, called: bool) -> tuple[str, str]:
    """The kind and the canonical spelling of `name`; `called` where a parenthesis follows at once."""
    if name in FUNCTIONS or name in ALIASES:
        return "function", ALIASES.get(name, name)
    if name in CONSTANTS:
        return "constant", name
    if keyword.iskeyword(name):
        raise InputError("formula.python_word", word=name)
    variable = VARIABLE.fullmatch(name)
    if variable and called and (name in "fghFGH" or name in GREEK):
        raise InputError("formula.letter_called", name=name)
    if variable:
        # x_1 and x1 look the same on paper, so they are the same variable.
        return "variable", variable["letter"] + variable["number"] if variable["number"] else name
    values = {"name": short(name), "suggestion": _suggestion(name, called=called)}
    if called:
        raise InputError("formula.unknown_function", **values, functions=[*FUNCTIONS, "ln"])
    raise InputError("formula.unknown_name", **values)


def _suggestion(name: str, *, called: bool) -> str:
    """What the person most likely meant by a name that is not known."""
    known = [*FUNCTIONS, *ALIASES, *CONSTANTS, *GREEK]
    lower = name.lower()
    if lower in known or lower in _MEANT:
        return _MEANT.get(lower, lower)
    for function in sorted([*FUNCTIONS, *ALIASES], key=len, reverse=True):
        rest = lower.removeprefix(function)
        # "sine" is the sine, not sin(e).
        if rest not in (lower, "e") and re.fullmatch(r"[0-9]*([a-z]|pi)|[0-9]+", rest):
            return f"{function}({rest})"
    if len(name) == 2 and name.isalpha():
        return "*".join(name)
    if any(character.isdigit() for character in name) and re.fullmatch(r"([A-Za-z][0-9]*)+", name):
        return "*".join(re.findall(r"[A-Za-z][0-9]*", name))
    if close := difflib.get_close_matches(lower, known, n=1, cutoff=0.6):
        return close[0]
    if not called and re.fullmatch(r"([A-Za-z][0-9]*){2,4}", name):
        return "*".join(re.findall(r"[A-Za-z][0-9]*", name))
    return nearest(lower, [*FUNCTIONS])


def _symbol(kind: str | None, piece: str, start: int) -> InputError:
    """Why a symbol is refused."""
    values = {"symbol": piece, "position": start + 1}
    if kind == "comparison":
        return InputError("formula.comparison", **values)
    if kind == "hexadecimal":
        return InputError("formula.hexadecimal", number=short(piece), position=start + 1)
    if kind == "division":
        return InputError("formula.whole_division", **values)
    return InputError(_SYMBOLS.get(piece, "formula.symbol"), **values)
