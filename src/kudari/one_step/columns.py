"""Numbers as a column of a table shows them."""

from collections.abc import Sequence
from itertools import takewhile
from math import floor, inf, isfinite, log10
from typing import TypeAlias

from kudari.language import Number
from kudari.show.report.numbers import number

DIGITS = 7
"""Of the largest number in a column."""

DIGITS_OF_A_PAIR = 11
"""Central differences in double precision agree in about ten."""

LEAST = 3
"""Digits that a smaller number of a column keeps at least."""

Cell: TypeAlias = str | dict[str, str]
"""Text, a formula, or a number cut in two."""

_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def aligned(values: Sequence[float], digits: int = DIGITS) -> list[str]:
    """Numbers of one column with the same number of decimals, so that their points stand below each other.

    The largest has so many digits. One that would keep fewer than three of its own is written with a power of ten,
    as are all where the largest is far from 1.
    """
    finite = [value for value in values if isfinite(value)]
    largest = max(map(abs, finite), default=0.0)
    size = floor(log10(largest)) if largest else 0
    if not -4 <= size < digits:
        return [_raised(value, digits) for value in values]
    decimals = digits - 1 - size
    # What ends early in all of a column is followed by no row of zeros.
    while decimals and all(abs(value - round(value, decimals - 1)) <= 1e-13 * largest for value in finite):
        decimals -= 1
    least = 10.0 ** (LEAST - 1 - decimals)
    exact = [value for value in finite if abs(value - round(value, decimals)) <= 1e-13 * largest]
    return [
        f"{value:.{decimals}f}".replace("-", "−")
        if value in exact or least <= abs(value) < inf
        else _raised(value, digits)
        for value in values
    ]


def _raised(value: float, digits: int) -> str:
    if not isfinite(value) or value == 0:
        return number(value)
    return f"{Number(value):.{digits}g}".replace("-", "−")


def pair(first: float, second: float) -> tuple[Cell, Cell]:
    """Two numbers that should be the same, as `{"same", "rest"}`: cut where their digits part."""
    one, other = aligned([first, second], DIGITS_OF_A_PAIR)
    alike = takewhile(lambda digits: digits[0] == digits[1], zip(one, other, strict=False))
    same = one[: len(list(alike))] if isfinite(first) and isfinite(second) else ""
    return {"same": same, "rest": one[len(same) :]}, {"same": same, "rest": other[len(same) :]}


def tex_number(value: float) -> str:
    """A number in LaTeX, with as many digits as the tables have."""
    text = number(value, DIGITS).replace("−", "-").replace(",", "{,}")
    mantissa, times, power = text.partition("×10")
    if times:
        return rf"{mantissa} \times 10^{{{power.translate(_LOWERED)}}}"
    return {"∞": r"\infty", "-∞": r"-\infty", "—": r"\text{—}"}.get(text, text)
