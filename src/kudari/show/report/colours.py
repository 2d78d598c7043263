"""The colours of a series on light and on dark paper."""

from typing import TypeAlias

from matplotlib.colors import to_hex, to_rgb

DARK_PAPER = "#14181d"

CLEAR = 4.5
"""The least contrast with dark paper (WCAG 2.2, success criterion 1.4.3)."""


Parts: TypeAlias = tuple[float, float, float]
"""Red, green and blue, from 0 to 1."""


def luminance(colour: str) -> float:
    """Relative luminance from 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def on_dark(colour: str) -> str:
    """The colour for dark paper: greys change sides, others grow lighter until they are clear."""
    parts = to_rgb(colour)
    if max(parts) - min(parts) < 0.02:
        parts = (1 - 0.9 * parts[0], 1 - 0.9 * parts[1], 1 - 0.9 * parts[2])
    share = 0.0
    while contrast(to_hex(_whiter(parts, share)), DARK_PAPER) < CLEAR:
        share += 0.02
    return to_hex(_whiter(parts, share))


def _whiter(parts: Parts, share: float) -> Parts:
    red, green, blue = (part + share * (1 - part) for part in parts)
    return red, green, blue
