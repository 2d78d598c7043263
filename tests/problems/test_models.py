"""The matrix, the single weight, and the networks, against dense algebra, scikit-learn and closed forms."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from kudari.language import InputError
from kudari.problems import networks
from kudari.problems.classify import BLOCK, classify, cross_entropy
from kudari.problems.fit import fit
from kudari.problems.matrix import matrix
from kudari.problems.weight import weight


def on_device(data):
    """As the loop hands it over: JAX arrays."""
    return jax.tree.map(jnp.asarray, data)


X64 = pytest.mark.usefixtures("x64")


@pytest.fixture
def x64():
    with jax.enable_x64(True):
        yield


@X64
@pytest.mark.parametrize("shape", [(10, 10, 10), (5, 3, 2), (2, 4, 3)])
def test_matrix_gradient_hessian_and_optimum(shape: tuple[int, int, int]) -> None:
    problem = matrix(*shape)
    a, c = problem.data["A"], problem.data["C"]
    data = on_device(problem.data)
    start = problem.init(jax.random.key(1))
    assert start.shape == shape[1:]
    assert ((start >= 0) & (start < 1)).all()
    gradient = jax.grad(problem.loss)(start, data)
    np.testing.assert_allclose(gradient, a.T @ (a @ start - c), rtol=1e-12, atol=1e-12)
    hessian = jax.hessian(lambda b: problem.loss(b.reshape(start.shape), data))(start.ravel())
    eigenvalues = np.linalg.eigvalsh(hessian)
    # The product has rules of its own for derivatives and for many runs: each against plain algebra.
    starts = jax.random.normal(jax.random.key(2), (2, 3, *start.shape))
    runs = jax.vmap(jax.vmap(jax.grad(problem.loss), in_axes=(0, None)), in_axes=(0, None))(starts, data)
    np.testing.assert_allclose(runs, a.T @ (a @ np.asarray(starts) - c), rtol=1e-11, atol=1e-11)
    by_data = jax.grad(problem.loss, argnums=1)(start, data)
    residual = a @ np.asarray(start) - c
    np.testing.assert_allclose(by_data["A"], residual @ np.asarray(start).T, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(by_data["C"], -residual, rtol=1e-11, atol=1e-11)
    assert eigenvalues[-1] == pytest.approx(problem.optimum.smoothness)
    if problem.optimum.strong_convexity is not None:
        assert eigenvalues[0] == pytest.approx(problem.optimum.strong_convexity, abs=1e-12)
    best = problem.optimum.params[0]
    assert problem.loss(jnp.asarray(best), data) == pytest.approx(problem.optimum.value, rel=1e-12, abs=1e-24)
    assert np.abs(jax.grad(problem.loss)(jnp.asarray(best), data)).max() < 1e-10
    squared = problem.evaluate(start, data)["mean_squared_error"]
    assert squared == pytest.approx(2 * problem.loss(start, data) / (shape[0] * shape[2]))


def test_matrix_belongs_to_the_problem_and_its_start_to_the_seed() -> None:
    assert matrix(data_seed=0) is matrix(data_seed=0)
    assert not np.array_equal(matrix(data_seed=0).data["A"], matrix(data_seed=1).data["A"])
    starts = [matrix().init(jax.random.key(seed)) for seed in (0, 0, 1)]
    assert (starts[0] == starts[1]).all()
    assert not (starts[0] == starts[2]).all()


@X64
def test_weight_gradient_by_hand() -> None:
    problem = weight(w=1.95, x=1.0, label=2.0)
    start = problem.init(jax.random.key(0))
    assert jax.grad(problem.loss)(start, None) == pytest.approx(-0.1, abs=1e-12)
    other = weight(w=0.5, x=3.0, label=1.0)
    assert jax.grad(other.loss)(jnp.asarray(0.5), None) == pytest.approx(2 * 9 * 0.5 - 2 * 3 * 1.0)
    assert other.optimum.smoothness == pytest.approx(jax.hessian(other.loss)(jnp.asarray(0.5), None))


ACTIVATIONS = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "identity": lambda x: x,
}


@X64
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(), (4,), (3, 5), (2, 2, 2)])
def test_a_network_is_its_matrix_products(activation: str, hidden: tuple[int, ...]) -> None:
    widths = (2, *hidden, 3)
    net = networks.init(jax.random.key(0), widths, networks.uniform(1.0))
    x = np.random.default_rng(0).normal(size=(7, 2))
    functions = [networks.ACTIVATIONS[activation]] * len(hidden) + [networks.ACTIVATIONS["identity"]]
    expected = x
    for place, layer in enumerate(net):
        expected = expected @ np.asarray(layer["weight"]).T + np.asarray(layer["bias"])
        if place < len(hidden):
            expected = ACTIVATIONS[activation](expected)
    np.testing.assert_allclose(
        networks.apply(net, functions, jnp.asarray(x)), expected, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize(
    ("initialiser", "deviation"),
    [
        (networks.uniform(0.5), 0.5 / 3**0.5),
        (networks.normal(0.1), 0.1),
        (networks.glorot, (2 / (200 + 300)) ** 0.5),
        (networks.he, (2 / 200) ** 0.5),
    ],
)
def test_initialisers_have_the_published_spread(initialiser: networks.Initialiser, deviation: float) -> None:
    layer = initialiser(jax.random.key(0), 200, 300)
    assert layer["weight"].shape == (300, 200)
    assert float(jnp.std(layer["weight"])) == pytest.approx(deviation, rel=0.02)
    assert abs(float(jnp.mean(layer["weight"]))) < 0.02 * deviation


def test_fit_is_half_the_mean_squared_error() -> None:
    problem = fit(function="x**2", range=(0, 3), hidden=(10,), scale=0.5)
    params = problem.init(jax.random.key(0))
    assert max(float(jnp.abs(leaf).max()) for leaf in jax.tree.leaves(params)) <= 0.5
    x = problem.draw(jax.random.key(1), None)
    assert x.shape == (100, 1)
    assert ((x >= 0) & (x < 3)).all()
    hidden = 1 / (1 + np.exp(-(np.asarray(x) @ np.asarray(params[0]["weight"]).T + params[0]["bias"])))
    y = hidden @ np.asarray(params[1]["weight"]).T + params[1]["bias"]
    assert problem.loss(params, x) == pytest.approx(
        float(np.mean(0.5 * (y - np.asarray(x) ** 2) ** 2)), rel=1e-5
    )
    shown = problem.outputs(params, None)
    np.testing.assert_allclose(shown["wanted"], np.linspace(0, 3, 101) ** 2, rtol=1e-6)
    error = np.asarray(shown["learned"]) - np.asarray(shown["wanted"])
    evaluated = problem.evaluate(params, None)
    assert evaluated["grid_error"] == pytest.approx(np.abs(error).max(), rel=1e-5)
    assert evaluated["grid_loss"] == pytest.approx(0.5 * np.mean(error**2), rel=1e-5)


@X64
def test_cross_entropy_against_scikit_learn_and_at_large_outputs() -> None:
    problem = classify(data="iris", hidden=(6,), activation=("tanh",), batch=30)
    inputs, labels = problem.data["inputs"], problem.data["labels"]
    oracle = MLPClassifier((6,), activation="tanh", alpha=0.0, max_iter=1, learning_rate_init=1e-12)
    with pytest.warns(match="Maximum iterations"):
        oracle.fit(inputs, labels)
    params = [
        {"weight": jnp.asarray(weight.T), "bias": jnp.asarray(bias)}
        for weight, bias in zip(oracle.coefs_, oracle.intercepts_, strict=True)
    ]
    probability = oracle.predict_proba(inputs)[np.arange(len(labels)), labels]
    evaluated = problem.evaluate(params, on_device(problem.data))
    assert evaluated["full_loss"] == pytest.approx(-np.log(probability).mean(), rel=1e-9)
    assert evaluated["accuracy"] == pytest.approx(oracle.score(inputs, labels))
    held_out = problem.data["held_out_inputs"], problem.data["held_out_labels"]
    assert evaluated["held_out_accuracy"] == pytest.approx(oracle.score(*held_out))
    assert cross_entropy(jnp.array([[1e4, 0.0]]), jnp.array([1]))[0] == pytest.approx(1e4)


@X64
def test_evaluation_in_blocks_leaves_no_example_out() -> None:
    problem = classify(data="digits", hidden=(5,))
    inputs, labels = problem.data["inputs"], problem.data["labels"]
    assert len(labels) > BLOCK
    params = problem.init(jax.random.key(0))
    whole = problem.loss(params, (jnp.asarray(inputs), jnp.asarray(labels)))
    assert problem.evaluate(params, on_device(problem.data))["full_loss"] == pytest.approx(
        float(whole), rel=1e-12
    )


REFUSED = {
    "problem.width": lambda: matrix(rows=0),
    "problem.weight_number": lambda: weight(x=0.0),
    "problem.range": lambda: fit(range=(3.0, 0.0)),
    "problem.batch_size": lambda: fit(batch=0),
    "problem.neurons": lambda: fit(hidden=(0,)),
    "problem.activation": lambda: fit(activation=("sigmoyd",)),
    "problem.activation_count": lambda: fit(hidden=(3, 3, 3), activation=("relu", "tanh")),
    "problem.scale": lambda: fit(scale=0.0),
    "problem.batch_beyond": lambda: classify(data="iris", batch=10_000),
}


@pytest.mark.parametrize("key", REFUSED)
def test_refusals(key: str) -> None:
    with pytest.raises(InputError) as caught:
        REFUSED[key]()
    assert caught.value.key == key
    assert caught.value.say("ja") != caught.value.say("en")
