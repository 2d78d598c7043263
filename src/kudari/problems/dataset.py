"""What every data set is, and how examples are divided and standardised. NumPy only."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kudari.language import InputError

HELD_OUT = 0.2
"""The share of each class that is kept for testing where the user names none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Dataset:
    """Labelled examples, divided into those to learn from and those held out.

    The arrays are read-only, for one data set is shared by all who ask for it.
    """

    name: str
    train_inputs: NDArray[np.float64] | NDArray[np.uint8]
    """float64[N, I], or uint8[N, I] where the inputs are grey values as stored; see `scale`."""
    train_labels: NDArray[np.int32]
    """int32[N]: places in `classes`."""
    test_inputs: NDArray[np.float64] | NDArray[np.uint8]
    """[M, I], of the same type."""
    test_labels: NDArray[np.int32]
    """int32[M]"""
    classes: tuple[str, ...]
    """The classes' names; a label is a place here."""
    features: tuple[str, ...] = ()
    """The I inputs' names; empty for images."""
    image: tuple[int, int] | None = None
    """(rows, columns) where an example is an image, its pixels row by row; None otherwise."""
    scale: float = 1.0
    """What the inputs are to be multiplied by before use: 1/255 for stored grey values, 1 otherwise."""


def stratified(labels: ArrayLike, held_out: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(train, test): the examples' numbers in a fixed random order, `held_out` of each class in `test`.

    Every class has at least one example on either side, which scikit-learn's `train_test_split` does not
    promise. Every class must have two examples or more.
    """
    labels = np.asarray(labels)
    # By NumPy's policy RandomState's stream never changes: a new NumPy must not move examples across.
    order = np.random.RandomState(0).permutation(len(labels))
    grouped = order[np.argsort(labels[order], kind="stable")]
    sizes = np.unique(labels, return_counts=True)[1]
    kept = np.zeros(len(labels), bool)
    for members in np.split(grouped, np.cumsum(sizes)[:-1]):
        kept[members[: min(max(round(held_out * len(members)), 1), len(members) - 1)]] = True
    return order[~kept[order]], order[kept[order]]


def standardised(inputs: NDArray[np.float64], train: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each column of float64[N, I] with the mean 0 and standard deviation 1 among the rows `train`.

    A column that is constant there has nothing to teach and becomes 0 in every row.
    """
    # Standardising undoes any scaling; this one keeps squares of very large or small numbers in range.
    largest = np.abs(inputs).max(axis=0)
    inputs = inputs / np.where(largest > 0, largest, 1)
    known = inputs[train]
    spread = np.where(np.ptp(known, axis=0) > 0, known.std(axis=0), 0)
    return np.where(spread > 0, (inputs - known.mean(axis=0)) / np.where(spread > 0, spread, 1), 0)


def checked_share(held_out: Any) -> float:
    """`held_out` where it is a number between 0 and 1, both excluded; InputError otherwise."""
    if isinstance(held_out, bool) or not isinstance(held_out, int | float) or not 0 < held_out < 1:
        raise InputError("data.held_out", came=shown(held_out))
    return float(held_out)


def shown(value: Any) -> str:
    """What a person gave, short and printable enough to stand in a sentence."""
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in str(value)[:41])
    return text if len(text) <= 40 else text[:39] + "…"


def divided(
    name: str,
    inputs: NDArray[np.float64],
    labels: ArrayLike,
    sides: tuple[NDArray[np.int64], NDArray[np.int64]],
    classes: tuple[str, ...],
    features: tuple[str, ...] = (),
    image: tuple[int, int] | None = None,
) -> Dataset:
    """The data set of these examples; `sides` numbers those to learn from and those held out."""
    train, test = sides
    labels = np.asarray(labels, np.int32)
    return Dataset(
        name=name,
        train_inputs=locked(inputs[train]),
        train_labels=locked(labels[train]),
        test_inputs=locked(inputs[test]),
        test_labels=locked(labels[test]),
        classes=classes,
        features=features,
        image=image,
    )


def locked(array: NDArray[Any]) -> NDArray[Any]:
    """The same array, read-only from now on."""
    array.setflags(write=False)
    return array
