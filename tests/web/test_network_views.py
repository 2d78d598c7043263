"""Views of networks: every number against NumPy, SciPy and scikit-learn."""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import softmax
from sklearn.metrics import confusion_matrix

from kudari.choose import choose
from kudari.descent.step import draw
from kudari.execute import rounds
from kudari.plan import plan
from kudari.results.assemble import join
from kudari.study import MethodChoice, ProblemChoice, Study
from kudari.web.views import VIEWS, views_of
from kudari.web.views.boundary import SIDE, plane
from kudari.web.views.chosen import chosen, params_of
from kudari.web.views.moment import Moment
from kudari.web.views.plain import rounded_up

NETWORKS = ("boundary", "samples", "network", "first-layer", "confusion", "histograms")


def _classify(rates: tuple[float, ...] = (0.05,), **settings: Any) -> Study:
    method = MethodChoice(name="gd", hyperparameters={"learning_rate": rates})
    problem = ProblemChoice(name="classify", settings=settings)
    return Study(name="classify", problem=problem, methods=(method,), seeds=2, steps=40, measures=("loss",))


def _fit() -> Study:
    return replace(choose("fit-square", seeds="3", steps="60"), vary={}, measures=("loss",))


STUDIES: dict[str, Callable[[], Study]] = {
    "fit": _fit,
    "moons": lambda: _classify(
        (0.05, 0.5), data="moons", hidden=(5, 4), activation=("tanh",), initial="glorot", batch=50
    ),
    "digits": lambda: _classify(data="digits", hidden=(70,), batch=20),
    "linear": lambda: _classify(data="digits", hidden=(), batch=20),
    "lost": lambda: _classify((1e30,), data="digits", hidden=(8,), batch=20),
    "lost-moons": lambda: _classify((1e30,), data="moons", hidden=(4,), batch=20),
    "parabola": lambda: choose("parabola", seeds="2", steps="5"),
}


@cache
def moment(name: str) -> Moment:
    made = plan(STUDIES[name]())
    *_, last = parts = list(rounds(made))
    trace = join([part.trace for part in parts])
    return Moment(plan=made, carries=last.carries, trace=trace, language="en")


def view(study: str, name: str, /, *, language: str = "en", **choice: Any) -> Any:
    made = VIEWS[name](replace(moment(study), language=language, choice=choice))
    # What is told must be JSON, whatever became of the run.
    return json.loads(json.dumps(made, allow_nan=False))


def network_of(study: str, **choice: Any) -> list[dict[str, np.ndarray]]:
    """The run's layers in float64, taken from the carry by hand."""
    carry = moment(study).carries[0]
    seed, combination = choice.get("seed", 0), choice.get("method", 0)
    return [
        {name: np.asarray(leaf, float)[seed, combination] for name, leaf in layer.items()}
        for layer in carry.runs.params
    ]


ACTIVATIONS: dict[str, Callable[[Any], Any]] = {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh}


def forward(study: str, inputs: np.ndarray, **choice: Any) -> list[np.ndarray]:
    """Every layer's output by NumPy, classes as probabilities."""
    problem = moment(study).plan.sweeps[0].problem
    *hidden, last = network_of(study, **choice)
    outputs = [np.asarray(inputs, float)]
    for layer, activation in zip(hidden, problem.activations, strict=True):
        outputs.append(ACTIVATIONS[activation](outputs[-1] @ layer["weight"].T + layer["bias"]))
    end = outputs[-1] @ last["weight"].T + last["bias"]
    if problem.name == "fit":
        return [*outputs, end]
    chances = np.exp(end - end.max(axis=1, keepdims=True))
    return [*outputs, chances / chances.sum(axis=1, keepdims=True)]


def held_out(study: str) -> tuple[np.ndarray, np.ndarray]:
    data = moment(study).plan.sweeps[0].problem.data
    return data["held_out_inputs"], data["held_out_labels"]


def pixels(text: str) -> np.ndarray:
    return np.frombuffer(b64decode(text), np.uint8).astype(float)


@pytest.mark.parametrize(
    ("study", "expected"),
    {
        "fit": {"network", "histograms"},
        "moons": {"boundary", "network", "confusion", "histograms"},
        "digits": {"samples", "network", "first-layer", "confusion", "histograms"},
        "parabola": set(),
    }.items(),
)
def test_a_study_has_the_views_that_it_can_show(study: str, expected: set[str]) -> None:
    made = plan(STUDIES[study]())
    assert set(views_of(made)) & set(NETWORKS) == expected
    for name in set(NETWORKS) - expected:
        assert view(study, name) is None


@pytest.mark.parametrize(("columns", "planar"), [(("a", "b"), True), (("a", "b", "c"), False)])
def test_a_table_of_two_columns_has_a_boundary(
    tmp_path: Path, columns: tuple[str, ...], planar: bool
) -> None:
    rows = [",".join(str(place * (at + 2) % 7) for at in range(len(columns))) for place in range(20)]
    lines = [f"{row},{'even' if place % 2 else 'odd'}" for place, row in enumerate(rows)]
    (tmp_path / "table.csv").write_text("\n".join([",".join((*columns, "class")), *lines]), "utf-8")
    made = plan(_classify(data=str(tmp_path / "table.csv"), hidden=(3,), batch=4))
    assert ("boundary" in views_of(made)) == planar
    assert ("samples" in views_of(made)) is False


@pytest.mark.parametrize("choice", [{}, {"seed": 1, "method": 1}])
def test_the_chosen_run_is_the_one_that_is_shown(choice: dict[str, Any]) -> None:
    one = chosen(replace(moment("moons"), choice=choice))
    for layer, wanted in zip(params_of(one), network_of("moons", **choice), strict=True):
        np.testing.assert_array_equal(layer["weight"], wanted["weight"].astype("float32"))
    told = view("moons", "network", **choice)
    assert told["choice"] == {"method": 0, "seed": 0, **choice}
    assert len(told["choices"]["method"]) == 2
    assert [value for value, _ in told["choices"]["seed"]] == [0, 1]


def test_a_method_may_be_named_and_what_does_not_exist_is_the_first() -> None:
    names = view("moons", "network")["choices"]["method"]
    assert view("moons", "network", method=names[1][1])["choice"]["method"] == 1
    assert view("moons", "network", method="no such", seed=99)["choice"] == {"method": 0, "seed": 0}


def test_the_boundary_is_that_of_a_forward_pass() -> None:
    told = view("moons", "boundary", seed=1)
    (left, right), (bottom, top) = plane(moment("moons").plan.sweeps[0].problem)
    # The picture's rows come from the top: its corners, and one place inside.
    for place, x, y in [(0, left, top), (SIDE - 1, right, top), (SIDE * (SIDE - 1), left, bottom)]:
        for method, panel in enumerate(told["panels"]):
            chances = forward("moons", np.array([[x, y]]), seed=1, method=method)[-1][0]
            found = [pixels(text)[place] / 255 for text in panel["maps"]]
            np.testing.assert_allclose(found, chances, atol=0.5 / 255 + 1e-5)
    inputs, labels = held_out("moons")
    right_ones = (forward("moons", inputs, seed=1)[-1].argmax(axis=1) == labels).sum()
    assert f"{right_ones} of {len(labels)}" in told["panels"][0]["note"]


def test_samples_say_what_the_network_predicts() -> None:
    told = view("digits", "samples")
    inputs, labels = held_out("digits")
    chances = forward("digits", inputs[:24])[-1]
    for tile, image, label, row in zip(told["tiles"], inputs, labels, chances, strict=False):
        np.testing.assert_allclose(pixels(tile["pixels"]), 255 * image, atol=0.51)
        assert tile["name"] == str(row.argmax())
        assert tile["wrong"] == (row.argmax() != label)
        assert abs(int(tile["share"].removesuffix(" %")) - 100 * row.max()) < 0.51
    assert (len(told["tiles"]), told["shape"]) == (24, [8, 8])
    assert f"{(chances.argmax(axis=1) == labels[:24]).sum()} of these 24" in told["caption"]


def test_the_first_layer_is_shown_on_one_scale() -> None:
    told = view("digits", "first-layer", seed=1)
    weights = network_of("digits", seed=1)[0]["weight"]
    assert told["most"] >= np.abs(weights[:64]).max()
    for tile, row in zip(told["tiles"], weights[:64], strict=True):
        found = (pixels(tile["pixels"]) - 128) / 127 * told["most"]
        np.testing.assert_allclose(found, row, atol=0.51 * told["most"] / 127)
    assert "64 of 70" in told["caption"]


@pytest.mark.parametrize("study", ["digits", "moons"])
def test_the_confusion_table_is_scikit_learns(study: str) -> None:
    inputs, labels = held_out(study)
    predicted = forward(study, inputs, seed=1)[-1].argmax(axis=1)
    told = view(study, "confusion", seed=1)
    expected = confusion_matrix(labels, predicted)
    assert told["counts"] == expected.tolist()
    np.testing.assert_allclose(told["shares"], expected / expected.sum(axis=1, keepdims=True), atol=6e-4)


def test_neurons_of_a_fit_put_out_what_numpy_says() -> None:
    told = view("fit", "network", seed=2)
    x = np.linspace(0, 3, 101)
    expected = forward("fit", x[:, None], seed=2)
    assert [layer["activation"] for layer in told["layers"]] == ["", "tanh", ""]
    for layer, outputs in zip(told["layers"], expected, strict=True):
        curves = np.array([neuron["curve"] for neuron in layer["neurons"]])
        np.testing.assert_allclose(curves, outputs.T, rtol=2e-3, atol=2e-3)
    np.testing.assert_allclose(told["wanted"], x**2, rtol=1e-3, atol=1e-3)
    for gap, layer in zip(told["gaps"], network_of("fit", seed=2), strict=True):
        np.testing.assert_allclose(gap["weights"], layer["weight"], rtol=6e-3)


def test_neurons_of_a_plane_are_maps_over_it() -> None:
    told = view("moons", "network", seed=1, method=1)
    (left, _), (_, top) = plane(moment("moons").plan.sweeps[0].problem)
    corner = forward("moons", np.array([[left, top]]), seed=1, method=1)
    for layer, outputs in zip(told["layers"], corner, strict=True):
        for neuron, output in zip(layer["neurons"], outputs[0], strict=True):
            found = (pixels(neuron["map"])[0] - 128) / 127 * neuron["most"]
            np.testing.assert_allclose(found, output, atol=0.51 * neuron["most"] / 127 + 1e-4)


def test_neurons_of_images_have_a_mean_for_each_class() -> None:
    told = view("digits", "network")
    inputs, labels = held_out("digits")
    _, hidden, chances = forward("digits", inputs)
    for layer, outputs in zip(told["layers"][1:], (hidden, chances), strict=True):
        means = np.stack([outputs[labels == digit].mean(axis=0) for digit in range(10)])
        shown = np.array([neuron["means"] for neuron in layer["neurons"]])
        np.testing.assert_allclose(shown, means.T[: len(shown)], rtol=2e-3, atol=1e-4)
    weights = network_of("digits")[0]["weight"]
    norms = np.sqrt((weights[:12] ** 2).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(told["gaps"][0]["weights"], norms, rtol=6e-3)
    assert told["layers"][1]["hidden"] == 70 - 12


def _gradients(network: list[dict[str, np.ndarray]], inputs: Any, labels: Any) -> list[np.ndarray]:
    """Of relu networks with cross-entropy, by the chain rule in NumPy: the derivatives by the weights."""
    outputs = [np.asarray(inputs, float)]
    for layer in network:
        outputs.append(outputs[-1] @ layer["weight"].T + layer["bias"])
        if layer is not network[-1]:
            outputs[-1] = np.maximum(0, outputs[-1])
    backward = softmax(outputs.pop(), axis=1)
    backward[np.arange(len(backward)), np.asarray(labels)] -= 1
    backward /= len(backward)
    found = []
    for layer, entering in zip(reversed(network), reversed(outputs), strict=True):
        found.append(backward.T @ entering)
        backward = (backward @ layer["weight"]) * (entering > 0)
    return found[::-1]


def test_histograms_count_weights_and_derivatives() -> None:
    told = view("digits", "histograms", seed=1)
    sweep = moment("digits").plan.sweeps[0]
    network = network_of("digits", seed=1)
    batch = draw(sweep.problem, sweep.order, jnp.int32(1), jnp.int32(40), sweep.problem.data)
    edges = np.linspace(-told["most"], told["most"], 41)
    low, high = told["decades"]
    for row, layer, gradient in zip(told["rows"], network, _gradients(network, *batch), strict=True):
        assert row["weights"] == np.histogram(layer["weight"], edges)[0].tolist()
        sizes = np.abs(gradient[gradient != 0])
        assert sum(row["gradient"]) == sizes.size
        assert low <= np.log10(np.median(sizes)) <= high
        expected = np.histogram(
            np.clip(np.log10(sizes), low, high), np.linspace(low, high, len(row["gradient"]) + 1)
        )[0]
        # Rounding to float32 moves what lies on an edge.
        assert np.abs(np.array(row["gradient"]) - expected).sum() <= 0.02 * sizes.size
        share = 100 * np.mean(gradient == 0)
        assert f"{share:.3g} % exactly 0" in " ".join(row["notes"])


def test_histograms_are_over_all_seeds_unless_one_is_chosen() -> None:
    weights = [network_of("fit", seed=seed)[0]["weight"].size for seed in range(3)]
    assert sum(view("fit", "histograms")["rows"][0]["weights"]) == sum(weights)
    assert sum(view("fit", "histograms", seed=1)["rows"][0]["weights"]) == weights[1]
    # The start of a fit is uniform on ±1/2, so that is where its outline ends.
    told = view("fit", "histograms")
    edges = np.linspace(-told["most"], told["most"], 41)
    counted = np.flatnonzero(told["rows"][0]["start"])
    assert sum(told["rows"][0]["start"]) == sum(weights)
    assert edges[counted[0] + 1] >= -0.5
    assert edges[counted[-1]] <= 0.5


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("study", list(STUDIES))
def test_every_view_is_json_in_both_languages(study: str, language: str) -> None:
    for name in views_of(moment(study).plan):
        if name in NETWORKS:
            told = view(study, name, language=language)
            assert told["kind"]
            assert told["caption"].endswith("。" if language == "ja" else ".")


def test_a_run_that_is_lost_predicts_nothing() -> None:
    assert not np.isfinite(network_of("lost")[-1]["weight"]).all()
    _, labels = held_out("lost")
    assert np.sum(view("lost", "confusion")["counts"]) == 0
    assert f"{len(labels)} examples have no prediction" in view("lost", "confusion")["caption"]
    assert all(tile["wrong"] and tile["name"] == "—" for tile in view("lost", "samples")["tiles"])
    weights = np.concatenate([network_of("lost", seed=seed)[1]["weight"].ravel() for seed in range(2)])
    counted = view("lost", "histograms")["rows"][1]
    assert sum(counted["weights"]) == np.isfinite(weights).sum() < weights.size
    assert "not finite" in counted["weight_notes"][0]
    assert view("lost-moons", "boundary")["panels"][0]["maps"] is None


@pytest.mark.parametrize(
    ("value", "expected"), [(0.31, 0.5), (0.5, 0.5), (7.01, 10.0), (19.0, 20.0), (0.0, 1.0), (np.nan, 1.0)]
)
def test_a_scale_is_rounded_up(value: float, expected: float) -> None:
    assert rounded_up(value) == pytest.approx(expected)
