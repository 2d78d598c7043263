"""Data sets for classification: bundled, made to order, or read from the published IDX files.

NumPy only, so that looking at data never starts JAX; scikit-learn is imported where it is used, because its
import takes longer than most of these functions.
"""

import inspect
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from kudari.language import InputError, nearest
from kudari.problems.dataset import (
    HELD_OUT,
    Dataset,
    checked_share,
    divided,
    locked,
    shown,
    standardised,
    stratified,
)
from kudari.problems.published import DIGITS, SOURCES, read_source
from kudari.problems.tables import read_table

__all__ = ["DATASETS", "Dataset", "load"]

PLANE = ("x", "y")


@lru_cache(maxsize=4)
def digits(held_out: float = HELD_OUT) -> Dataset:
    """1797 handwritten digits of 8×8 pixels in [0, 1], ten classes (Alpaydin & Kaynak 1998, UCI).

    Raises:
        InputError: where `held_out` is not between 0 and 1.
    """
    share = checked_share(held_out)
    from sklearn.datasets import load_digits

    inputs, labels = load_digits(return_X_y=True)
    # A pixel counts the dark points of a 4×4 block of the original.
    return divided("digits", inputs / 16, labels, stratified(labels, share), DIGITS, image=(8, 8))


@lru_cache(maxsize=4)
def iris(held_out: float = HELD_OUT) -> Dataset:
    """150 irises of three species by four lengths, standardised (Fisher 1936).

    Raises:
        InputError: where `held_out` is not between 0 and 1.
    """
    share = checked_share(held_out)
    from sklearn.datasets import load_iris

    bunch = load_iris()
    sides = stratified(bunch.target, share)
    classes, features = tuple(map(str, bunch.target_names)), tuple(bunch.feature_names)
    return divided("iris", standardised(bunch.data, sides[0]), bunch.target, sides, classes, features)


@lru_cache(maxsize=16)
def moons(examples: int = 400, noise: float = 0.1, held_out: float = HELD_OUT, seed: int = 0) -> Dataset:
    """Two interleaved half circles of radius 1; `noise` is the standard deviation added to both coordinates.

    Raises:
        InputError: where a setting is out of its range.
    """
    share = _check(examples, noise, held_out, seed)
    from sklearn.datasets import make_moons

    points, labels = make_moons(examples, noise=noise, random_state=seed)
    return divided("moons", points, labels, stratified(labels, share), ("A", "B"), PLANE)


@lru_cache(maxsize=16)
def circles(examples: int = 400, noise: float = 0.1, held_out: float = HELD_OUT, seed: int = 0) -> Dataset:
    """A circle of radius 1 (class A) around one of radius 1/2 (class B), with noise as in `moons`.

    Raises:
        InputError: where a setting is out of its range.
    """
    share = _check(examples, noise, held_out, seed)
    from sklearn.datasets import make_circles

    points, labels = make_circles(examples, noise=noise, factor=0.5, random_state=seed)
    return divided("circles", points, labels, stratified(labels, share), ("A", "B"), PLANE)


@lru_cache(maxsize=16)
def spirals(
    arms: int = 2, examples: int = 400, noise: float = 0.1, held_out: float = HELD_OUT, seed: int = 0
) -> Dataset:
    """Two or three Archimedean spirals of one turn: r = 2u at the angle 2π(u + arm/arms), 0 < u < 1.

    The k-th of n points on an arm has u = (k + 1/2)/n. Neighbouring arms are 2/arms apart; `noise` is as in
    `moons`.

    Raises:
        InputError: where a setting is out of its range.
    """
    _check_within("arms", arms, 2, 3, whole=True)
    share = _check(examples, noise, held_out, seed)
    labels = np.arange(examples) % arms
    along = (np.arange(examples) // arms + 0.5) / np.bincount(labels)[labels]
    angle = 2 * np.pi * (along + labels / arms)
    points = 2 * along[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points += noise * np.random.RandomState(seed).standard_normal(points.shape)
    return divided("spirals", points, labels, stratified(labels, share), ("A", "B", "C")[:arms], PLANE)


@lru_cache(maxsize=2)
def mnist(folder: Path | None = None) -> Dataset:
    """70 000 handwritten digits of 28×28 grey values, 10 000 of them held out (LeCun et al. 1998).

    The four IDX files are taken from `folder`, else from the cache, else downloaded into the cache.

    Raises:
        InputError: where they can neither be found nor downloaded, or are not what they should be.
    """
    return _images("mnist", folder)


@lru_cache(maxsize=2)
def fashion_mnist(folder: Path | None = None) -> Dataset:
    """70 000 garments of 28×28 grey values in ten classes (Xiao, Rasul & Vollgraf 2017), found as `mnist` is.

    Raises:
        InputError: as `mnist`.
    """
    return _images("fashion-mnist", folder)


DATASETS: Mapping[str, Callable[..., Dataset]] = {
    "digits": digits,
    "iris": iris,
    "moons": moons,
    "circles": circles,
    "spirals": spirals,
    "mnist": mnist,
    "fashion-mnist": fashion_mnist,
}
"""The data sets that have a name; `load` also reads a table of the user's own."""


def load(
    data: str,
    *,
    folder: str | Path | None = None,
    target: str | None = None,
    held_out: float = HELD_OUT,
    **settings: Any,
) -> Dataset:
    """A data set by its name in `DATASETS`, or a CSV file by its path: the one way in.

    Args:
        data: the name, or a path that ends in .csv, .tsv or .txt or has a slash in it.
        folder: where to look for the files of `mnist` and `fashion-mnist`; not needed by the others.
        target: the column of a CSV file that holds the class; its last where None.
        held_out: the share of each class kept for testing; (Fashion-)MNIST has a division of its own.
        settings: what else the data set's function takes: `examples`, `noise`, `seed`, `arms`.

    Raises:
        InputError: for a name or setting that does not exist, a value out of range, or unusable files.
    """
    checked_share(held_out)
    if data in DATASETS:
        return _named(data, folder, target, {"held_out": held_out, **settings})
    if Path(data).suffix.lower() in (".csv", ".tsv", ".txt") or "/" in data or "\\" in data:
        _refuse_settings("CSV", settings, [])
        return read_table(os.path.expanduser(data), target, held_out=held_out)
    known = list(DATASETS)
    raise InputError("data.unknown_set", name=shown(data), nearest=nearest(data[:100], known), known=known)


def _named(name: str, folder: str | Path | None, target: str | None, settings: dict[str, Any]) -> Dataset:
    if target is not None:
        raise InputError("data.target_of_named", name=name, target=shown(target))
    make = DATASETS[name]
    allowed = [setting for setting in inspect.signature(make).parameters if setting != "folder"]
    if "held_out" not in allowed and settings.pop("held_out") != HELD_OUT:
        raise InputError("data.own_division", name=name)
    _refuse_settings(name, settings, allowed)
    if name in SOURCES and folder is not None:
        settings["folder"] = Path(os.path.expanduser(folder))
    return make(**settings)


def _refuse_settings(name: str, settings: Mapping[str, Any], allowed: list[str]) -> None:
    for setting, value in settings.items():
        if setting not in allowed:
            key = "data.unknown_setting" if allowed else "data.no_settings"
            close = nearest(setting[:100], allowed)
            raise InputError(key, setting=shown(setting), name=name, nearest=close, known=allowed)
        if not isinstance(value, int | float):
            raise InputError("data.not_a_number", setting=setting, came=shown(value))


def _images(name: str, folder: Path | None) -> Dataset:
    source = SOURCES[name]
    train, test = read_source(source, folder)
    return Dataset(
        name=name,
        train_inputs=locked(train.images),
        train_labels=locked(train.labels),
        test_inputs=locked(test.images),
        test_labels=locked(test.labels),
        classes=source.classes,
        image=train.shape,
        scale=1 / 255,
    )


def _check(examples: Any, noise: Any, held_out: Any, seed: Any) -> float:
    _check_within("examples", examples, 20, 100_000, whole=True)
    _check_within("noise", noise, 0, 10)
    _check_within("seed", seed, 0, 2**32 - 1, whole=True)
    return checked_share(held_out)


def _check_within(setting: str, value: Any, low: int, high: int, whole: bool = False) -> None:
    kinds = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        key = "data.whole_setting" if whole else "data.setting"
        raise InputError(key, setting=setting, came=shown(value), low=low, high=high)
