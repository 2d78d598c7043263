"""Numbers as a reader of a page sees them."""

from math import isfinite

from kudari.language import Number

NONE = "—"
"""Where there is no number."""


def number(value: float, digits: int = 4) -> str:
    """1,234 and 0.05 and 2.3×10⁻⁷ and −∞, with a true minus; `NONE` for what is no number."""
    if value != value:
        return NONE
    if not isfinite(value):
        return "∞" if value > 0 else "−∞"
    whole = value == int(value) and abs(value) < 1e7
    shown = f"{int(value):,}" if whole else f"{Number(value):,.{digits}g}"
    return shown.replace("-", "−")


def rounded(value: float, digits: int = 6) -> float | int | None:
    """A number as short as it can be written in JSON; None for one that is not finite."""
    if not isfinite(value):
        return None
    short = float(f"{value:.{digits}g}")
    return int(short) if short == int(short) and abs(short) < 1e15 else short
