"""LaTeX as MathML, which browsers typeset themselves."""

import html
import unicodedata
import xml.etree.ElementTree as ElementTree
from functools import lru_cache
from itertools import pairwise
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

ELEMENTS = frozenset(
    (
        *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot"),
        *("msub", "msup", "msubsup", "munder", "mover", "munderover"),
        *("mstyle", "mpadded", "mphantom", "mtable", "mtr", "mtd"),
    )
)
"""Elements of MathML Core (W3C) that show a formula and do nothing else."""

ROWS = frozenset(("math", "mrow", "mtd", "mstyle", "msqrt"))
"""Those of them that may hold any number of others."""

PARTS = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
"""How many others some of them hold; fewer are left where a part of the formula is missing."""

WORDS = frozenset(
    (
        *("block", "inline", "true", "false", "prefix", "infix", "postfix"),
        *("left", "right", "center", "normal"),
    )
)
"""Values of attributes that are words; all others are numbers, with a unit or without."""

ATTRIBUTES = frozenset(
    (
        *("display", "displaystyle", "scriptlevel", "mathvariant"),
        *("stretchy", "fence", "form", "accent", "accentunder", "movablelimits"),
        *("minsize", "maxsize", "lspace", "rspace", "width", "height", "depth", "linethickness"),
        *("columnalign", "columnspacing"),
    )
)
"""Attributes that are kept; none of them can name an address, a script or a style."""


@lru_cache(maxsize=1024)
def mathml(tex: str, *, display: bool = False) -> str:
    """The formula `tex`, in LaTeX's mathematical mode, as one `<math>` element.

    What is given back holds nothing but the elements, attributes and values listed in this module, whatever `tex`
    holds: it may stand in a page as it is.

    Args:
        display: on a line of its own, with tall fractions and sums.

    Raises:
        ValueError: `tex` is not LaTeX, or holds a command that is not known.
    """
    try:
        root = convert_to_element(_bars(tex), display="block" if display else "inline")
    except Exception as error:
        # The library has a dozen exceptions of its own for what can be wrong.
        raise ValueError(f"not a formula: {tex}") from error
    root.attrib.pop("xmlns", None)
    return ElementTree.tostring(_clean(root, tex), encoding="unicode")


def _bars(tex: str) -> str:
    """`tex` with bars that are told apart as opening and closing, which the library does only after left and right."""
    for bar, plain in (("Vert", r"\|"), ("vert", "|")):
        tex = tex.replace(rf"\l{bar}", rf"\left{plain}").replace(rf"\r{bar}", rf"\right{plain}")
    return tex


def _clean(element: Element, tex: str) -> Element:
    """A copy with only what is allowed, its text unescaped: it is escaped once, where it is written."""
    text = html.unescape(element.text or "")
    if element.tag not in ELEMENTS or "\\" in text or (text == "&" and element.tag == "mi"):
        raise ValueError(f"not a formula: {tex}")
    kept = {name: value for name, value in element.attrib.items() if name in ATTRIBUTES and _harmless(value)}
    # The library takes ± and ′ for names, and sets them as such: without the spaces around, and aslant.
    sign = element.tag == "mi" and len(text) == 1 and unicodedata.category(text)[0] in "PS" and text != "∞"
    # In LaTeX a slash has no space at its sides.
    close = {"lspace": "0", "rspace": "0"} if text == "/" else {}
    made = Element("mo" if sign else element.tag, {**kept, **close})
    made.text = text or None
    inner = [_clean(child, tex) for child in element]
    if len(inner) != PARTS.get(element.tag, len(inner)):
        raise ValueError(f"not a formula: {tex}")
    made.extend(_spaced(inner) if element.tag in ROWS else inner)
    return made


def _spaced(row: list[Element]) -> list[Element]:
    """A thin space between the name of a function, such as log, and what is not a sign beside it, as LaTeX has it."""
    spaced = row[:1]
    for before, after in pairwise(row):
        names = sum(one.tag == "mi" and len(one.text or "") > 1 for one in (before, after))
        if names and not {before.tag, after.tag} & {"mo", "mspace"} and not len(after.findall("mo[@fence]")):
            spaced.append(Element("mspace", {"width": "0.167em"}))
        spaced.append(after)
    return spaced


def _harmless(value: str) -> bool:
    return value in WORDS or value.removesuffix("em").lstrip("-").replace(".", "", 1).isdigit()


def parts(text: str) -> list[dict[str, str]]:
    """A sentence with `$…$` around its formulas, cut at them: `{"text": …}` and `{"math": "<math …>"}` in order.

    Raises:
        ValueError: a formula without an end, or one that `mathml` refuses.
    """
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        raise ValueError(f"a formula without an end: {text}")
    cut = [{"math": mathml(piece)} if place % 2 else {"text": piece} for place, piece in enumerate(pieces)]
    return [piece for piece in cut if piece.get("text", piece)]
