"""Fewer points for the same picture."""

import numpy as np


def kept(columns: tuple[np.ndarray, ...], most: int) -> np.ndarray:
    """Places of at most about `most` points of a curve that look like all of them, ascending.

    The points are cut into equal stretches; of each the lowest and the highest of every column stay, so that
    no peak is lost, and so do the first and last point. A NaN stays where its whole stretch is NaN.

    Args:
        columns: numbers along the curve, float[n] each.
        most: at least two for each column.
    """
    count = len(columns[0])
    if count <= most:
        return np.arange(count)
    stretches = max(1, (most - 2) // (2 * len(columns)))
    size = -(-count // stretches)
    stretches = -(-count // size)
    firsts = np.arange(stretches) * size
    found = [np.array([0, count - 1])]
    for column in columns:
        padded = np.full(stretches * size, np.nan)
        padded[:count] = column
        rows = padded.reshape(stretches, size)
        found.append(firsts + np.argmin(np.where(np.isnan(rows), np.inf, rows), axis=1))
        found.append(firsts + np.argmax(np.where(np.isnan(rows), -np.inf, rows), axis=1))
    return np.unique(np.concatenate(found))


def thin_curve(x: np.ndarray, y: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """A curve with at most about `most` points, stretch by stretch where NaN interrupts it: float[n] each."""
    if len(x) <= most:
        return x, y
    gaps = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y)))
    pieces = np.split(np.arange(len(x)), gaps)
    share = most / len(x)
    places = []
    for piece in pieces:
        columns = (y[piece],) if np.all(np.diff(x[piece]) > 0) else (x[piece], y[piece])
        places.append(piece[kept(columns, max(4 * len(columns), int(share * len(piece))))])
    chosen = np.concatenate(places)
    return x[chosen], y[chosen]
