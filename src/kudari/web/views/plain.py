"""Numbers as JSON holds them: short, and many of them as text."""

from base64 import b64encode
from typing import Any

import numpy as np

from kudari.show.report.numbers import rounded

MIDDLE = 128
"""The byte that stands for 0 where bytes have a sign."""


def numbers(values: Any, digits: int = 4) -> Any:
    """Arrays as lists of short numbers; None for what is not finite."""
    values = np.asarray(values)
    if values.ndim:
        return [numbers(row, digits) for row in values]
    return rounded(float(values), digits)


def shares(values: np.ndarray) -> str | None:
    """Numbers from 0 to 1 as bytes from 0 to 255, row by row, in base64; None where one is not finite."""
    if not np.isfinite(values).all():
        return None
    return b64encode(np.rint(255 * np.clip(values, 0, 1)).astype(np.uint8).tobytes()).decode()


def signed(values: np.ndarray, most: float) -> str | None:
    """Numbers from −most to most as bytes from 1 to 255, 0 as 128; None where one is not finite."""
    if not np.isfinite(values).all():
        return None
    steps = np.rint(np.clip(values / (most or 1.0), -1, 1) * (MIDDLE - 1))
    return b64encode((steps + MIDDLE).astype(np.uint8).tobytes()).decode()


def rounded_up(value: float) -> float:
    """The smallest of 1, 2, 3, 5 and 7 times a power of ten that is at least so much; 1 where it is 0 or no number.

    A scale that is rounded so stands still while the numbers move a little.
    """
    if not (np.isfinite(value) and value > 0):
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1, 2, 3, 5, 7, 10, 20) if step * power >= value))
