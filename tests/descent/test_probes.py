"""The costly measures against dense matrices, closed forms and loops."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from jax.flatten_util import ravel_pytree

import kudari
from kudari.descent.measure import Sight
from kudari.descent.probes import PROBES
from kudari.descent.step import StepInfo, StopRule, make_step, start, start_of
from kudari.gradients.agreement import gradient_error
from kudari.gradients.estimators import ESTIMATORS
from kudari.method_words import method_choice
from kudari.methods.catalogue import METHODS
from kudari.methods.preconditioners import PRECONDITIONERS
from kudari.methods.reversal import reversal_every
from kudari.methods.schedules import scheduled
from kudari.problems import PROBLEMS
from kudari.problems.problem import Problem
from kudari.study import ProblemChoice, Study


def sight_of(problem, method=METHODS["gd"], steps=0, params=None, **hyperparameters):
    """The step after `steps` others; and the state after it."""
    values = {name: jnp.float32(value[0]) for name, value in method.hyperparameters.items()}
    values |= {name: jnp.float32(value) for name, value in hyperparameters.items()}
    data = jax.tree.map(lambda a: jnp.asarray(a, "float32" if a.dtype.kind == "f" else None), problem.data)
    last = jnp.float32(1e6)
    begin, draw, step = stepping(problem, method)
    state = begin(values, last)
    if params is not None:
        state = state._replace(params=params)
    for number in range(steps + 1):
        before, batch = state, draw(jax.random.key(number), data)
        state, info = step(before, values, batch, StopRule(), last)
    sight = Sight(
        problem=problem, method=method, state=before, info=info, hyperparameters=values,
        batch=batch, data=data,
    )  # fmt: skip
    return sight, state


@functools.cache
def stepping(problem, method):
    """Compiled once for a problem and a method: the start, a batch, a step."""
    return (
        jax.jit(
            lambda values, last: start(method, start_of(problem, jnp.int32(0)), values, jnp.int32(0), last)
        ),
        jax.jit(problem.draw),
        jax.jit(make_step(problem, method, ESTIMATORS["backprop"])),
    )


@functools.partial(jax.jit, static_argnums=(0, 1, 2))
def probed(problem, method, names, state, info, values, batch, data):
    sight = Sight(
        problem=problem, method=method, state=state, info=info, hyperparameters=values,
        batch=batch, data=data, names=names,
    )  # fmt: skip
    return {name: PROBES[name].compute(sight) for name in names}


def taken(sight, *names):
    """The probes of these names, in one program that other steps of the same problem share."""
    found = probed(
        sight.problem,
        sight.method,
        names,
        sight.state,
        sight.info,
        sight.hyperparameters,
        sight.batch,
        sight.data,
    )
    return [np.asarray(found[name]) for name in names]


@functools.partial(jax.jit, static_argnums=0)
def hessian(problem, params, batch):
    flat, unravel = ravel_pytree(params)
    return jax.hessian(lambda flat: problem.loss(unravel(flat), batch))(flat)


IRIS = PROBLEMS["classify"](data="iris", hidden=(5, 4), activation=("relu", "tanh"), batch=20)
FIT = PROBLEMS["fit"](hidden=(4,), activation=("tanh",))


def test_curvature_of_the_batch_and_of_all_examples(monkeypatch):
    monkeypatch.setattr("kudari.descent.curvature_probes.BLOCK", 50)
    names = ("sharpness", "lowest_curvature", "full_sharpness", "full_lowest_curvature")
    sight, _ = sight_of(IRIS)
    inputs, labels = sight.data["inputs"], sight.data["labels"]
    assert len(labels) % 50, "the last block is a short one"
    found = taken(sight, *names)
    for batch, pair in ((sight.batch, found[:2]), ((inputs, labels), found[2:])):
        values = np.linalg.eigvalsh(np.asarray(hessian(IRIS, sight.state.params, batch), float))
        np.testing.assert_allclose(pair, [values[-1], values[0]], rtol=1e-3)


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("name", PRECONDITIONERS)
def test_a_step_is_the_mean_gradient_over_the_preconditioner(name, steps):
    method, problem = METHODS[name], PROBLEMS["surface"]("rosenbrock")
    sight, after = (
        sight_of(problem, method, steps, weight_decay=0)
        if name.endswith("w")
        else sight_of(problem, method, steps)
    )
    diagonal = np.asarray(method.preconditioner(after.opt_state, sight.hyperparameters))
    gradient, mean = sight.info.gradient, optax.tree.get(after.opt_state, "mu", sight.info.gradient)
    if name.startswith("nadam"):
        b1, t = sight.hyperparameters["b1"], steps + 1
        mean = b1 * mean / (1 - b1 ** (t + 1)) + (1 - b1) * gradient / (1 - b1**t)
    wanted = -sight.hyperparameters["learning_rate"] * mean / diagonal
    np.testing.assert_allclose(sight.info.update, wanted, rtol=1e-4)


@pytest.mark.parametrize(
    "method",
    [
        METHODS["adam"],
        METHODS["rmsprop"],
        scheduled(METHODS["adam"], "cosine"),
        reversal_every(METHODS["adam"]),
    ],
    ids=lambda method: method.name,
)
def test_preconditioned_sharpness_is_that_of_the_dense_matrix(method):
    sight, after = sight_of(FIT, method, steps=2)
    diagonal = np.asarray(
        ravel_pytree(method.preconditioner(after.opt_state, sight.hyperparameters))[0], float
    )
    dense = np.asarray(hessian(FIT, sight.state.params, sight.batch), float)
    wanted = np.linalg.eigvalsh(dense / np.sqrt(np.outer(diagonal, diagonal)))[-1]
    assert taken(sight, "preconditioned_sharpness") == [pytest.approx(wanted, rel=1e-3)]


def test_without_a_preconditioner_it_is_the_sharpness():
    sight, _ = sight_of(FIT)
    wanted = np.linalg.eigvalsh(np.asarray(hessian(FIT, sight.state.params, sight.batch), float))[-1]
    assert taken(sight, "preconditioned_sharpness") == [pytest.approx(wanted, rel=1e-3)]


PARABOLA = PROBLEMS["weight"](x=1.0)


@pytest.mark.parametrize("rate", [1e-6, 0.1, 1.0, 1.9, 3.0])
def test_the_decrease_of_a_parabola(rate):
    sight, _ = sight_of(PARABOLA, learning_rate=rate)
    assert taken(sight, "decrease_ratio") == [pytest.approx(1 - rate * 2 / 2, abs=2e-3)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_right_gradient_is_right_and_a_wrong_one_is_not(dtype):
    with jax.enable_x64(dtype == "float64"):
        scales = jnp.geomspace(1, 100, 6, dtype=dtype)

        def loss(x):
            return 3 + jnp.sum(scales * x**2) / 2 + jnp.sum(jnp.cos(x))

        error = jax.jit(lambda x, gradient: gradient_error(loss, x, gradient, jax.random.key(0)))
        for far in (1.0, 1e-3, 0.0):
            x = far * jnp.linspace(0.5, 1, 6, dtype=dtype)
            right = jax.grad(loss)(x)
            assert error(x, right) < 1e-3, far
            if far == 1:
                assert error(x, -right) == pytest.approx(2, rel=0.01)
                assert error(x, right.at[2].multiply(1.5)) > 1e-3
                assert error(x, right * 0) == pytest.approx(1, rel=0.01)


@pytest.mark.parametrize(
    ("data", "activation"), [("digits", "relu"), ("digits", "sigmoid"), ("iris", "relu"), ("iris", "tanh")]
)
def test_networks_and_their_kinks_raise_no_alarm(activation, data):
    problem = PROBLEMS["classify"](data=data, hidden=(20,), activation=(activation,), batch=50)
    for steps in (0, 30):
        sight, _ = sight_of(problem, steps=steps, learning_rate=0.5)
        [found] = taken(sight, "gradient_error")
        assert found < 0.01, steps


def test_a_kink_itself_raises_no_alarm():
    def loss(x):
        return jnp.sum(jnp.abs(x) * jnp.array([1.0, 0.3]))

    error = jax.jit(lambda point: gradient_error(loss, point, jax.grad(loss)(point), jax.random.key(1)))
    for x in (0.0, 1e-3, -1e-3):
        assert error(jnp.array([x, 0.5], "float32")) < 1e-3


def test_units_and_layers():
    problem = PROBLEMS["fit"](hidden=(4, 3), activation=("relu", "tanh"))
    weight = jnp.array([[1.0], [-1.0], [1.0], [2.0]])
    params = [
        {"weight": weight, "bias": jnp.array([0.0, -1.0, 0.0, 0.0])},
        {"weight": jnp.ones((3, 4)) * jnp.array([[0.1], [0.2], [9.0]]), "bias": jnp.array([0.0, 0.0, 9.0])},
        {"weight": jnp.ones((1, 3)), "bias": jnp.zeros(1)},
    ]
    sight, _ = sight_of(problem, params=params)
    dead, saturated, symmetric, layers, scale = taken(
        sight, "dead_units", "saturated_units", "symmetric_units", "layer_gradient_norm", "input_scale"
    )
    np.testing.assert_allclose(dead, [1 / 4, 0])
    np.testing.assert_allclose(saturated, [0, 1 / 3])
    np.testing.assert_allclose(symmetric, [2 / 4, 0])
    norms = [np.linalg.norm(ravel_pytree(layer)[0]) for layer in sight.info.gradient]
    np.testing.assert_allclose(layers, norms, rtol=1e-5)
    x = np.asarray(sight.batch)
    assert scale == pytest.approx(max(abs(x.mean()), x.std()), rel=1e-5)


@pytest.mark.parametrize("name", ["quadratic", "weight", "matrix", "fit", "classify"])
def test_what_applies_can_be_taken_of_every_problem_side_by_side(name):
    problem = IRIS if name == "classify" else PROBLEMS[name]()
    method = METHODS["adam"]
    names = tuple(key for key, probe in PROBES.items() if probe.applies(problem, method))
    assert ("noise_scale" in names) == problem.stochastic == ("dead_units" in names or name == "fit")
    assert ("full_sharpness" in names) == (name == "classify")
    sight, _ = sight_of(problem, method)
    both = jax.tree.map(lambda leaf: jnp.stack([leaf, leaf]), (sight.state, sight.info))

    def one(state, info):
        others = (sight.hyperparameters, sight.batch, sight.data)
        return probed(problem, method, names, state, StepInfo(*info), *others)

    found = jax.jit(jax.vmap(one))(*both)
    for key, value in found.items():
        assert value.shape[0] == 2, key
        assert value.ndim == 1 + bool(PROBES[key].axis), key
        assert not np.isnan(value).any(), key
    axis = found["layer_gradient_norm"].shape[1]
    assert axis == (len(sight.state.params) if isinstance(sight.state.params, list) else 1)


def test_a_problem_of_ones_own_has_no_units():
    problem = Problem(name="own", init=lambda key: {"a": jnp.ones(3)}, loss=lambda p, b: jnp.sum(p["a"] ** 4))
    names = [key for key, probe in PROBES.items() if probe.applies(problem, METHODS["gd"])]
    assert names == [
        "sharpness", "lowest_curvature", "decrease_ratio", "gradient_error", "layer_gradient_norm",
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["annealed-noise(adam)", "basin-hopping(adam)", "multi-start(adam)"])
def test_the_preconditioned_sharpness_of_a_method_that_draws(words: str) -> None:
    """A method that draws is given its key there, too."""
    surface = ProblemChoice(name="surface", settings={"function": "six-hump-camel"})
    study = Study(
        problem=surface,
        methods=(method_choice(words),),
        seeds=2,
        steps=20,
        measures=("loss", "preconditioned_sharpness"),
    )
    assert np.isfinite(kudari.run(study)["preconditioned_sharpness"].values[:, -1]).all()
