"""Data sets by name: their content against scikit-learn and closed forms, their division, their refusals."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits, load_iris
from sklearn.preprocessing import StandardScaler

from kudari.language import LANGUAGES, InputError
from kudari.problems.dataset import shown, standardised, stratified
from kudari.problems.datasets import DATASETS, Dataset, load

OFFLINE = [name for name in DATASETS if "mnist" not in name]


def together(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    inputs = np.concatenate([dataset.train_inputs, dataset.test_inputs])
    return inputs, np.concatenate([dataset.train_labels, dataset.test_labels])


def as_rows(inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    rows = np.column_stack([inputs, labels])
    return rows[np.lexsort(rows.T)]


@pytest.mark.parametrize("name", OFFLINE)
def test_every_data_set_keeps_its_promises(name: str) -> None:
    dataset = load(name)
    assert dataset.name == name
    inputs, labels = together(dataset)
    assert dataset.train_inputs.dtype == np.float64
    assert dataset.train_labels.dtype == np.int32
    assert dataset.test_labels.dtype == np.int32
    assert len(dataset.train_inputs) == len(dataset.train_labels)
    assert np.isfinite(inputs).all()
    assert set(labels) == set(range(len(dataset.classes)))
    assert dataset.scale == 1
    if dataset.image:
        assert inputs.shape[1] == np.prod(dataset.image)
        assert dataset.features == ()
    else:
        assert inputs.shape[1] == len(dataset.features)
    for array in (dataset.train_inputs, dataset.train_labels, dataset.test_inputs, dataset.test_labels):
        assert not array.flags.writeable
    # A fifth of each class is held out, and neither side comes sorted by class.
    whole, held = np.bincount(labels), np.bincount(dataset.test_labels)
    assert np.abs(held - 0.2 * whole).max() <= 0.5
    assert (np.diff(dataset.train_labels) < 0).sum() > 10
    assert load(name) is dataset


def test_digits_are_those_of_scikit_learn() -> None:
    dataset = load("digits")
    inputs, labels = load_digits(return_X_y=True)
    np.testing.assert_array_equal(as_rows(*together(dataset)), as_rows(inputs / 16, labels))
    assert dataset.image == (8, 8)
    assert dataset.classes == tuple("0123456789")
    assert dataset.train_inputs.min() == 0
    assert dataset.train_inputs.max() == 1


def test_iris_is_standardised_by_the_training_rows_alone() -> None:
    dataset = load("iris", held_out=0.3)
    bunch = load_iris()
    train, test = stratified(bunch.target, 0.3)
    scaler = StandardScaler().fit(bunch.data[train])
    np.testing.assert_allclose(dataset.train_inputs, scaler.transform(bunch.data[train]), atol=1e-12)
    np.testing.assert_allclose(dataset.test_inputs, scaler.transform(bunch.data[test]), atol=1e-12)
    np.testing.assert_array_equal(dataset.test_labels, bunch.target[test])
    assert dataset.classes == ("setosa", "versicolor", "virginica")
    assert dataset.features[0] == "sepal length (cm)"
    assert len(test) == 45


def test_circles_without_noise_lie_on_their_circles() -> None:
    inputs, labels = together(load("circles", noise=0, examples=101))
    np.testing.assert_allclose(np.hypot(*inputs.T), np.where(labels == 0, 1, 0.5), atol=1e-12)
    assert len(inputs) == 101


def test_moons_without_noise_lie_on_their_half_circles() -> None:
    inputs, labels = together(load("moons", noise=0.0))
    centre = np.where(labels == 0, 0, 1)[:, None] * np.array([1, 0.5])
    x, y = (inputs - centre).T
    np.testing.assert_allclose(np.hypot(x, y), 1, atol=1e-12)
    assert (y[labels == 0] > -1e-12).all()
    assert (y[labels == 1] < 1e-12).all()


@pytest.mark.parametrize("arms", [2, 3])
def test_spirals_without_noise_lie_on_their_arms(arms: int) -> None:
    dataset = load("spirals", arms=arms, noise=0, examples=100)
    inputs, labels = together(dataset)
    radius, angle = np.hypot(*inputs.T), np.arctan2(inputs[:, 1], inputs[:, 0])
    turns = angle / (2 * np.pi) - labels / arms - radius / 2
    np.testing.assert_allclose(turns - np.round(turns), 0, atol=1e-12)
    assert 0 < radius.min() < radius.max() < 2
    assert len(dataset.classes) == arms
    # Arms differ by at most one point, and points on an arm are equally spaced along the radius.
    assert np.ptp(np.bincount(labels)) <= 1
    for arm in range(arms):
        np.testing.assert_allclose(np.diff(np.sort(radius[labels == arm]), 2), 0, atol=1e-12)


@pytest.mark.parametrize("name", ["moons", "circles", "spirals"])
def test_noise_has_the_standard_deviation_it_says(name: str) -> None:
    clean, noisy = (together(load(name, noise=noise, examples=20_000, seed=3))[0] for noise in (0, 0.3))
    # A point and its noisy twin stand in the same place, since the division depends on labels alone.
    assert (noisy - clean).std() == pytest.approx(0.3, rel=0.02)
    assert abs((noisy - clean).mean()) < 0.01


@pytest.mark.parametrize("name", ["moons", "circles", "spirals"])
def test_the_seed_and_nothing_else_moves_the_points(name: str) -> None:
    first, again, other = (
        load(name, seed=seed, examples=50 + extra) for seed, extra in ((1, 0), (1, 1), (2, 0))
    )
    DATASETS[name].cache_clear()
    np.testing.assert_array_equal(load(name, seed=1, examples=50).train_inputs, first.train_inputs)
    assert again.train_inputs.shape != first.train_inputs.shape
    assert not np.array_equal(other.train_inputs, first.train_inputs)


@settings(deadline=None, max_examples=60)
@given(
    counts=st.lists(st.integers(2, 40), min_size=2, max_size=6),
    held_out=st.floats(0.001, 0.999),
    shift=st.integers(0, 5),
)
def test_a_division_is_a_partition_with_every_class_on_both_sides(
    counts: list[int], held_out: float, shift: int
) -> None:
    labels = np.roll(np.repeat(np.arange(len(counts)), counts), shift)
    train, test = stratified(labels, held_out)
    assert sorted([*train, *test]) == list(range(len(labels)))
    held = np.bincount(labels[test], minlength=len(counts))
    for count, kept in zip(counts, held, strict=True):
        assert 1 <= kept <= count - 1
        assert abs(kept - held_out * count) <= 1


COLUMNS = {
    "plain": [1.0, 2.0, 4.0, 8.0],
    "constant": [0.1, 0.1, 0.1, 0.1],
    "zero": [0.0, 0.0, 0.0, 0.0],
    "huge": [1e308, -1e308, 1.7e308, 0.0],
    "tiny": [5e-324, 0.0, 1e-320, 0.0],
    "constant in training": [0.3, 0.3, 0.3, 7.0],
    "offset": [1e9, 1e9 + 1, 1e9 + 2, 1e9],
    "lost beside a larger one": [1e-300, 2e-300, 1e-300, 1e300],
}


def test_standardising_is_finite_and_agrees_with_scikit_learn() -> None:
    table, train = np.array(list(COLUMNS.values())).T, np.array([0, 1, 2])
    came = standardised(table, train)
    assert np.isfinite(came).all()
    for name, column in zip(COLUMNS, came.T, strict=True):
        if name in ("constant", "zero", "constant in training", "lost beside a larger one"):
            np.testing.assert_array_equal(column, 0, err_msg=name)
        else:
            assert column[:3].mean() == pytest.approx(0, abs=1e-6), name
            assert column[:3].std() == pytest.approx(1, abs=1e-6), name
    for place in (0, 6):
        expected = StandardScaler().fit(table[:3, [place]]).transform(table[:, [place]])[:, 0]
        np.testing.assert_allclose(came[:, place], expected, rtol=1e-6)


REFUSALS = [
    ("digit", {}, "data.unknown_set", ["digit", "digits", "fashion-mnist", "CSV"]),
    ("x" * 10_000, {}, "data.unknown_set", ["xxx…"]),
    ("", {}, "data.unknown_set", ["digits"]),
    ("moons", {"nose": 0.1}, "data.unknown_setting", ["moons", "nose", "noise", "examples"]),
    ("mnist", {"noise": 0.1}, "data.no_settings", ["mnist", "noise"]),
    ("mnist", {"held_out": 0.3}, "data.own_division", ["mnist"]),
    ("iris", {"target": "species"}, "data.target_of_named", ["iris", "species"]),
    ("table.csv", {"noise": 0.1}, "data.no_settings", ["CSV", "noise"]),
    ("there/is/no/such", {}, "data.no_file", ["such"]),
    ("~nobody-at-all/table.csv", {}, "data.no_file", ["table.csv"]),
    ("nul\0.csv", {}, "data.no_file", ["csv"]),
    ("moons", {"noise": [0.1]}, "data.not_a_number", ["noise", "[0.1]"]),
    ("moons", {"noise": -0.1}, "data.setting", ["noise", "-0.1", "10"]),
    ("moons", {"noise": float("nan")}, "data.setting", ["noise", "nan"]),
    ("circles", {"noise": float("inf")}, "data.setting", ["noise", "inf"]),
    ("moons", {"examples": 19}, "data.whole_setting", ["examples", "19", "20", "100000"]),
    ("moons", {"examples": 10**9}, "data.whole_setting", ["1000000000", "100000"]),
    ("moons", {"examples": 40.5}, "data.whole_setting", ["40.5"]),
    ("circles", {"seed": -1}, "data.whole_setting", ["seed", "-1"]),
    ("spirals", {"arms": 4}, "data.whole_setting", ["arms", "4", "2", "3"]),
    ("spirals", {"arms": True}, "data.whole_setting", ["arms", "True"]),
    ("digits", {"held_out": 0}, "data.held_out", ["0"]),
    ("digits", {"held_out": 1.0}, "data.held_out", ["1.0"]),
    ("iris", {"held_out": float("nan")}, "data.held_out", ["nan"]),
    ("iris", {"held_out": [0.2]}, "data.held_out", ["[0.2]"]),
]


@pytest.mark.parametrize(("name", "choice", "key", "words"), REFUSALS)
def test_what_cannot_be_is_refused_in_both_languages(
    name: str, choice: dict, key: str, words: list[str]
) -> None:
    with pytest.raises(InputError) as refusal:
        load(name, **choice)
    assert refusal.value.key == key
    for language in LANGUAGES:
        sentence = refusal.value.say(language)
        assert len(sentence) < 400
        for word in words:
            assert word in sentence


def test_a_csv_file_enters_by_the_same_door(tmp_path: Path) -> None:
    (tmp_path / "plants.CSV").write_text("kind,a\n" + "x,1\ny,2\n" * 5, encoding="utf-8")
    dataset = load(str(tmp_path / "plants.CSV"), target="kind", held_out=0.4)
    assert dataset.name == "plants"
    assert dataset.classes == ("x", "y")
    assert len(dataset.test_labels) == 4


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ("abc", "abc"),
        ("a\nb\x1b", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
        ("é" * 40, "é" * 40),
    ],
)
def test_a_persons_text_is_shown_short_and_printable(came: str, expected: str) -> None:
    assert shown(came) == expected
    assert shown(came * 41) == (shown(came * 41)[:39] + "…")
    assert len(shown(came * 41)) == 40


def test_looking_at_data_starts_neither_jax_nor_scikit_learn() -> None:
    # The package itself may import problems, which need JAX: an empty one stands in for it.
    code = """
import sys, types
from pathlib import Path
import kudari
package = types.ModuleType("kudari.problems")
package.__path__ = [str(Path(kudari.__file__).parent / "problems")]
sys.modules["kudari.problems"] = package
import kudari.problems.datasets as datasets
assert len(datasets.load("spirals").train_labels) == 320
print(sorted({"jax", "sklearn", "pandas"} & set(sys.modules)))
"""
    came = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert came.stdout == "[]\n"
