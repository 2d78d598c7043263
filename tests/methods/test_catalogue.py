"""Laws of every method, and trajectories against NumPy written from the papers' formulas."""

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

from kudari.language import SENTENCES, InputError
from kudari.methods.catalogue import ALIASES, METHODS, check_hyperparameter, find_method
from kudari.methods.first_order import gd
from kudari.methods.ranges import RANGES
from kudari.methods.rule import method

NAMES = [name for name in METHODS if not name.startswith("reversal")]
PRECISIONS = ["float32", "float64"]

TURN = np.array([[0.8, -0.6], [0.6, 0.8]])
HESSIAN = TURN @ np.diag([1.0, 10.0]) @ TURN.T
"""A convex quadratic with eigenvalues mu = 1 and L = 10, its axes turned."""
CENTRE = np.array([1.0, -0.5])
START = np.array([3.0, -2.0])


def quadratic(x, waves=0.0):
    """½ (x-c)ᵀH(x-c), with waves upon it on demand."""
    away = x - CENTRE.astype(x.dtype)
    return 0.5 * away @ HESSIAN.astype(x.dtype) @ away + waves * jnp.sin(3 * x[0]) * jnp.cos(2 * x[1])


def quadratic_gradient(x, waves):
    sines = [3 * np.cos(3 * x[0]) * np.cos(2 * x[1]), -2 * np.sin(3 * x[0]) * np.sin(2 * x[1])]
    return HESSIAN @ (x - CENTRE) + waves * np.array(sines)


def hyperparameters(name, dtype, **chosen):
    values = {axis: values[0] for axis, values in METHODS[name].hyperparameters.items()}
    return {axis: jnp.asarray(value, dtype) for axis, value in (values | chosen).items()}


def lots(name, place, start):
    """What a method that draws is told besides the loss at its update number `place`."""
    key = jax.random.fold_in(jax.random.key(0), place)
    return {"key": key, "start": lambda key: start} if METHODS[name].draws else {}


def made(name, chosen, steps):
    length = {"steps": jnp.asarray(steps).astype(float)} if METHODS[name].needs_steps else {}
    return METHODS[name].make(**chosen, **length)


traces: dict[str, int] = {}


@functools.cache
def runner(name, dtype):
    """`steps` updates of a method, in one program for every number of steps and every hyperparameter."""

    def run(chosen, start, steps, waves):
        traces[name + dtype] = traces.get(name + dtype, 0) + 1
        rule = made(name, chosen, steps)

        def loss(x):
            return quadratic(x, waves)

        def one(place, carried):
            x, state = carried
            value, gradient = jax.value_and_grad(loss)(x)
            told = {"value": value, "grad": gradient, "value_fn": loss, **lots(name, place, start)}
            updates, state = rule.update(gradient, state, x, **told)
            return optax.apply_updates(x, updates), state

        return jax.lax.fori_loop(0, steps, one, (start, rule.init(start)))[0]

    return jax.jit(run)


def descend(name, dtype, steps, waves=0.0, **chosen):
    with jax.enable_x64(dtype == "float64"):
        given = hyperparameters(name, dtype, **chosen)
        end = runner(name, dtype)(given, jnp.asarray(START, dtype), steps, jnp.asarray(waves, dtype))
        assert end.dtype == dtype
        return np.asarray(end)


# Condition number 10: gradient descent at its best learning rate 2/(mu+L) shrinks the distance by 9/11 a
# step, the heavy ball by (√10-1)/(√10+1), Nesterov by 1-1/√10 (Lessard, Recht & Packard 2016,
# arXiv:1408.3595), the last two times about the number of steps, since their slowest modes are double roots.
_ROOT = math.sqrt(10)
REACHES = {
    "gd": ({"learning_rate": 2 / 11}, 40, 2.5 * (9 / 11) ** 40 * 1.01),
    "momentum": (
        {"learning_rate": 4 / (1 + _ROOT) ** 2, "momentum": ((_ROOT - 1) / (_ROOT + 1)) ** 2},
        20,
        2.5 * 2 * 20 * ((_ROOT - 1) / (_ROOT + 1)) ** 20,
    ),
    "nesterov": (
        {"learning_rate": 0.1, "momentum": (1 - 1 / _ROOT) / (1 + 1 / _ROOT)},
        30,
        2.5 * 30 * (1 - 1 / _ROOT) ** 30,
    ),
    # Rules that only know signs end in a cycle about as wide as a step.
    "sign-sgd": ({"learning_rate": 0.003}, 1000, 0.01),
    "signum": ({"learning_rate": 0.01}, 600, 0.05),
    "lion": ({"learning_rate": 0.01}, 600, 0.02),
    "adagrad": ({"learning_rate": 1.0}, 150, 1e-4),
    "adadelta": ({}, 2000, 0.05),
    "rmsprop": ({"learning_rate": 0.01}, 600, 0.02),
    "adam": ({"learning_rate": 0.1}, 400, 1e-3),
    "adamw": ({"learning_rate": 0.1}, 400, 1e-3),
    "adamax": ({"learning_rate": 0.3}, 400, 1e-3),
    "amsgrad": ({"learning_rate": 0.3}, 400, 1e-3),
    "nadam": ({"learning_rate": 0.1}, 400, 1e-3),
    "nadamw": ({"learning_rate": 0.1}, 400, 1e-3),
    "adabelief": ({"learning_rate": 0.1}, 400, 1e-3),
    "radam": ({"learning_rate": 0.05}, 1000, 1e-3),
    "yogi": ({"learning_rate": 0.1}, 400, 1e-3),
    "lamb": ({"learning_rate": 0.01}, 800, 0.05),
    "muon": ({"learning_rate": 0.1}, 400, 1e-3),
    "polyak-sgd": ({}, 120, 1e-3),
    "lbfgs": ({}, 12, 1e-4),
    "hill-adam": ({"learning_rate": 0.1, "change": 0.0}, 400, 1e-3),
    "perturbed-gd": ({"learning_rate": 2 / 11, "radius": 0.01}, 140, 0.02),
    # Noise of deviation 0.0026 in the end, gathered over about three steps, times the learning rate.
    "annealed-noise": ({"learning_rate": 2 / 11, "noise": 1e-4}, 200, 0.01),
    "basin-hopping": ({"learning_rate": 2 / 11, "every": 41.0}, 40, 2.5 * (9 / 11) ** 40 * 1.01),
    "multi-start": ({"learning_rate": 2 / 11, "starts": 2.0}, 80, 2.5 * (9 / 11) ** 40 * 1.01),
}


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize("name", NAMES)
def test_reaches_the_minimum_of_a_quadratic(name, dtype):
    chosen, steps, distance = REACHES[name]
    end = descend(name, dtype, steps, **chosen)
    assert np.linalg.norm(end - CENTRE) < distance
    assert np.array_equal(end, descend(name, dtype, steps, **chosen))
    # The start was well outside, so that standing still would not pass.
    assert distance < 0.1 * np.linalg.norm(START - CENTRE)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "lbfgs"])
def test_another_learning_rate_does_not_compile_again_and_vmap_equals_separate_runs(name):
    rates = [0.003, 0.01, 0.02]
    alone = [descend(name, "float32", 12, waves=0.3, learning_rate=rate) for rate in rates]
    assert traces[name + "float32"] == 1
    assert not np.allclose(alone[0], alone[1], rtol=1e-5)
    chosen = hyperparameters(name, "float32", learning_rate=jnp.asarray(rates))
    axes = dict.fromkeys(chosen) | {"learning_rate": 0}
    together = jax.jit(jax.vmap(runner(name, "float32"), in_axes=(axes, None, None, None)))(
        chosen, jnp.asarray(START, "float32"), 12, jnp.float32(0.3)
    )
    np.testing.assert_allclose(together, alone, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize("name", list(METHODS))
def test_any_tree_keeps_its_structure_and_types_and_stands_a_gradient_of_zero(name, dtype):
    with jax.enable_x64(dtype == "float64"):
        params = {"weights": jnp.ones((3, 2), dtype), "more": [jnp.ones(3, dtype), jnp.asarray(2.0, dtype)]}

        @jax.jit
        def once(chosen, gradient):
            rule = made(name, chosen, 10)
            state = rule.init(params)
            told = {"value": jnp.asarray(1.0, dtype), "grad": gradient, "value_fn": optax.tree.sum}
            told |= lots(name, 0, params)
            updates, new = rule.update(gradient, state, params, **told)
            assert jax.tree.map(jnp.shape, new) == jax.tree.map(jnp.shape, state)
            assert jax.tree.map(jnp.result_type, new) == jax.tree.map(jnp.result_type, state)
            return updates

        updates = once(hyperparameters(name, dtype), optax.tree.zeros_like(params))
        assert jax.tree.structure(updates) == jax.tree.structure(params)
        for moved, leaf in zip(jax.tree.leaves(updates), jax.tree.leaves(params), strict=True):
            assert moved.shape == leaf.shape
            assert moved.dtype == leaf.dtype == dtype
            assert np.all(np.isfinite(moved))


G = np.array([2.0, -0.5])
FIRST_STEPS = {
    "gd": ({}, lambda lr, x: -lr * G),
    "momentum": ({}, lambda lr, x: -lr * G),
    "nesterov": ({"momentum": 0.5}, lambda lr, x: -lr * 1.5 * G),
    "sign-sgd": ({}, lambda lr, x: -lr * np.sign(G)),
    "signum": ({}, lambda lr, x: -lr * np.sign(G)),
    "lion": ({"weight_decay": 0.5}, lambda lr, x: -lr * (np.sign(G) + 0.5 * x)),
    "adagrad": ({}, lambda lr, x: -lr * G / np.sqrt(0.1 + G**2 + 1e-7)),
    "adadelta": ({}, lambda lr, x: -lr * np.sqrt(1e-6 / (0.1 * G**2 + 1e-6)) * G),
    "rmsprop": ({"eps": 0.01}, lambda lr, x: -lr * G / np.sqrt(0.1 * G**2 + 0.01)),
    "adam": ({"eps": 0.1}, lambda lr, x: -lr * G / (np.abs(G) + 0.1)),
    "adamw": ({"weight_decay": 0.5}, lambda lr, x: -lr * (np.sign(G) + 0.5 * x)),
    "adamax": ({"eps": 0.1}, lambda lr, x: -lr * G / (np.abs(G) + 0.1)),
    "amsgrad": ({"eps": 0.1}, lambda lr, x: -lr * G / (np.abs(G) + 0.1)),
    "nadam": ({}, lambda lr, x: -lr * np.sign(G) * (1 + 0.9 / 1.9)),
    "nadamw": ({"weight_decay": 0.5}, lambda lr, x: -lr * (np.sign(G) * (1 + 0.9 / 1.9) + 0.5 * x)),
    "adabelief": ({}, lambda lr, x: -lr * np.sign(G) / 0.9),
    "radam": ({}, lambda lr, x: -lr * G),
    "yogi": (
        {},
        lambda lr, x: -lr * ((0.9e-6 + 0.1 * G) / 0.1) / (np.sqrt((1e-6 + 0.001 * G**2) / 0.001) + 1e-3),
    ),
    "lamb": ({"eps": 1e-12}, lambda lr, x: -lr * np.sign(G) * np.linalg.norm(x) / math.sqrt(2)),
    "muon": ({}, lambda lr, x: -lr * np.sign(G) * (1 + 0.9 / 1.9)),
    "polyak-sgd": ({"f_min": -1.0, "max_learning_rate": 9.0}, lambda lr, x: -lr * 4 / (G @ G) * G),
    "hill-adam": ({"eps": 0.1}, lambda lr, x: -lr * G / (np.abs(G) + 0.1)),
    "perturbed-gd": ({"gradient_threshold": 2.0}, lambda lr, x: -lr * G),
    "annealed-noise": ({"noise": 0.0}, lambda lr, x: -lr * G),
    "basin-hopping": ({"every": 2.0}, lambda lr, x: -lr * G),
    "multi-start": ({"starts": 9.0}, lambda lr, x: -lr * G),
}


@pytest.mark.parametrize("name", FIRST_STEPS)
def test_the_first_step_has_its_closed_form(name):
    chosen, expected = FIRST_STEPS[name]
    with jax.enable_x64(True):
        given = hyperparameters(name, "float64", learning_rate=0.25, **chosen)
        rule, x = made(name, given, 18), jnp.asarray(START)
        told = {"value": jnp.asarray(3.0), "grad": jnp.asarray(G), **lots(name, 0, x)}
        step, _ = rule.update(jnp.asarray(G), rule.init(x), x, **told)
    np.testing.assert_allclose(step, expected(0.25, START), rtol=1e-6)


def test_every_method_with_a_learning_rate_has_a_first_step():
    assert set(FIRST_STEPS) == set(NAMES) - {"lbfgs"}


# Each oracle yields the parameters after each update, from the paper's formulas.


def heavy_ball(gradient, x, steps, lr=0.02, beta=0.8):
    before = x
    for _ in range(steps):
        x, before = x - lr * gradient(x) + beta * (x - before), x
        yield x


def nesterov(gradient, x, steps, lr=0.02, beta=0.8):
    ahead, position = x, x
    for _ in range(steps):
        reached = ahead - lr * gradient(ahead)
        ahead, position = reached + beta * (reached - position), reached
        yield ahead


def signum(gradient, x, steps, lr=0.02, beta=0.8):
    m = 0 * x
    for _ in range(steps):
        m = beta * m + (1 - beta) * gradient(x)
        x = x - lr * np.sign(m)
        yield x


def lion(gradient, x, steps, lr=0.02, b1=0.9, b2=0.95, decay=0.1):
    m = 0 * x
    for _ in range(steps):
        g = gradient(x)
        c = b1 * m + (1 - b1) * g
        x, m = x - lr * (np.sign(c) + decay * x), b2 * m + (1 - b2) * g
        yield x


def adagrad(gradient, x, steps, lr=0.3, start=0.1, eps=1e-3):
    total = start + 0 * x
    for _ in range(steps):
        g = gradient(x)
        total = total + g**2
        x = x - lr * g / np.sqrt(total + eps)
        yield x


def adadelta(gradient, x, steps, rho=0.8, eps=1e-3):
    squares = moves = 0 * x
    for _ in range(steps):
        g = gradient(x)
        squares = rho * squares + (1 - rho) * g**2
        move = -np.sqrt(moves + eps) / np.sqrt(squares + eps) * g
        moves = rho * moves + (1 - rho) * move**2
        x = x + move
        yield x


def rmsprop(gradient, x, steps, lr=0.02, rho=0.8, eps=1e-3):
    v = 0 * x
    for _ in range(steps):
        g = gradient(x)
        v = rho * v + (1 - rho) * g**2
        x = x - lr * g / np.sqrt(v + eps)
        yield x


def adam(gradient, x, steps, lr=0.05, b1=0.8, b2=0.95, eps=1e-3, kind="adam"):
    m = v = largest = 0 * x
    infinite = 2 / (1 - b2) - 1
    for t in range(1, steps + 1):
        g = gradient(x)
        m = b1 * m + (1 - b1) * g
        if kind == "adabelief":
            v = b2 * v + (1 - b2) * (g - m) ** 2 + eps
        elif kind == "adamax":
            v = np.maximum(b2 * v, np.abs(g) + eps)
        elif kind == "yogi":
            v = v - (1 - b2) * np.sign(v - g**2) * g**2
        else:
            v = b2 * v + (1 - b2) * g**2
        mean, square = m / (1 - b1**t), v / (1 - b2**t)
        largest = np.maximum(largest, square)
        length = infinite - 2 * t * b2**t / (1 - b2**t)
        if kind == "amsgrad":
            step = mean / (np.sqrt(largest) + eps)
        elif kind == "adamax":
            step = mean / v
        elif kind in ("nadam", "nadamw"):
            step = (b1 * m / (1 - b1 ** (t + 1)) + (1 - b1) * g / (1 - b1**t)) / (np.sqrt(square) + eps)
        elif kind == "radam" and length < 5:
            step = mean
        elif kind == "radam":
            share = (length - 4) * (length - 2) * infinite / ((infinite - 4) * (infinite - 2) * length)
            step = math.sqrt(share) * mean / (np.sqrt(square) + eps)
        else:
            step = mean / (np.sqrt(square) + eps)
        if kind in ("adamw", "nadamw"):
            step = step + 0.1 * x
        if kind == "lamb":
            step = step * np.linalg.norm(x) / np.linalg.norm(step)
        x = x - lr * step
        yield x


def polyak(gradient, x, steps, smallest=-2.0):
    for _ in range(steps):
        g = gradient(x)
        gap = float(0.5 * (x - CENTRE) @ HESSIAN @ (x - CENTRE)) - smallest
        gap += WAVES * math.sin(3 * x[0]) * math.cos(2 * x[1])
        x = x - 0.7 * min(gap / (g @ g), 0.05) * g
        yield x


WAVES = 0.4
ADAM = {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 1e-3}
BALL = {"learning_rate": 0.02, "momentum": 0.8}
TRAJECTORIES = {
    "momentum": (heavy_ball, BALL),
    "nesterov": (nesterov, BALL),
    "signum": (signum, BALL),
    "lion": (lion, {"learning_rate": 0.02, "b1": 0.9, "b2": 0.95, "weight_decay": 0.1}),
    "adagrad": (adagrad, {"learning_rate": 0.3, "eps": 1e-3}),
    "adadelta": (adadelta, {"rho": 0.8, "eps": 1e-3}),
    "rmsprop": (rmsprop, {"learning_rate": 0.02, "decay": 0.8, "eps": 1e-3}),
    "adam": (adam, ADAM),
    "adamw": (functools.partial(adam, kind="adamw"), ADAM | {"weight_decay": 0.1}),
    "adamax": (functools.partial(adam, kind="adamax"), ADAM),
    "amsgrad": (functools.partial(adam, kind="amsgrad"), ADAM),
    "nadam": (functools.partial(adam, kind="nadam"), ADAM),
    "nadamw": (functools.partial(adam, kind="nadamw"), ADAM | {"weight_decay": 0.1}),
    "adabelief": (functools.partial(adam, kind="adabelief"), ADAM | {"eps_root": 1e-3}),
    "radam": (functools.partial(adam, kind="radam"), ADAM),
    "lamb": (functools.partial(adam, kind="lamb"), ADAM),
    "polyak-sgd": (polyak, {"learning_rate": 0.7, "max_learning_rate": 0.05, "f_min": -2.0}),
}


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_twenty_steps_follow_the_papers_formulas(name):
    oracle, chosen = TRAJECTORIES[name]
    expected = list(oracle(lambda x: quadratic_gradient(x, WAVES), START, 20))
    found = [descend(name, "float64", steps, waves=WAVES, **chosen) for steps in range(1, 21)]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(("t", "rectified"), [(5, False), (6, True)])
def test_radam_rectifies_from_the_sixth_update(t, rectified):
    length = 1999 - 2 * t * 0.999**t / (1 - 0.999**t)
    assert (length >= METHODS["radam"].hyperparameters["threshold"][0]) == rectified
    assert length > 4


def test_muon_sets_the_singular_values_of_matrices_to_about_one():
    gradient = jnp.asarray(np.random.default_rng(0).normal(size=(6, 3)), "float32")
    rule = METHODS["muon"].make(learning_rate=jnp.float32(1.0))
    step, _ = jax.jit(rule.update)(gradient, rule.init(gradient), gradient)
    # (out, in) = (6, 3): the update is √(6/3) times as long.
    values = np.linalg.svd(np.asarray(step), compute_uv=False) / math.sqrt(2)
    assert np.all((values > 0.65) & (values < 1.25))
    u, _, v = np.linalg.svd(np.asarray(gradient), full_matrices=False)
    assert np.sum(-np.asarray(step) * (u @ v)) > 0.9 * np.linalg.norm(step) * math.sqrt(3)


def test_lbfgs_reaches_the_minimum_of_rosenbrock_as_scipy_does():
    def rosenbrock(x):
        return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2

    start = np.array([-1.2, 1.0])
    theirs = scipy.optimize.minimize(
        scipy.optimize.rosen, start, jac=scipy.optimize.rosen_der, method="L-BFGS-B"
    )
    with jax.enable_x64(True):

        @jax.jit
        def run(start):
            rule = METHODS["lbfgs"].make()

            def one(_, carried):
                x, state = carried
                value, gradient = jax.value_and_grad(rosenbrock)(x)
                told = {"value": value, "grad": gradient, "value_fn": rosenbrock}
                updates, state = rule.update(gradient, state, x, **told)
                return x + updates, state

            return jax.lax.fori_loop(0, 60, one, (start, rule.init(start)))[0]

        ours = np.asarray(run(jnp.asarray(start)))
    np.testing.assert_allclose(ours, theirs.x, atol=1e-4)
    np.testing.assert_allclose(ours, [1, 1], atol=1e-8)


@pytest.mark.parametrize("name", list(METHODS))
def test_each_method_says_what_it_does(name):
    described = METHODS[name]
    assert described.name == name
    assert "x_{t" in described.tex.lower() or "x_t" in described.tex
    assert "$" not in described.tex
    assert "\t" not in described.tex
    assert any(year in described.reference for year in map(str, range(1840, 2027)))
    assert all(SENTENCES[f"method.{name}"])
    for axis, values in described.hyperparameters.items():
        assert axis in RANGES
        assert all(check_hyperparameter(described, axis, value) == value for value in values)


def test_names_and_defaults_are_the_signatures():
    assert dict(METHODS["adam"].hyperparameters) == {
        "learning_rate": (0.001,),
        "b1": (0.9,),
        "b2": (0.999,),
        "eps": (1e-8,),
    }
    assert dict(METHODS["lbfgs"].hyperparameters) == {}
    assert "nesterov" not in METHODS["muon"].hyperparameters
    assert method(gd).tex == r"x_{t+1} = x_t - \alpha g_t"
    assert METHODS["lbfgs"].uses_loss
    assert not METHODS["adam"].uses_loss


def test_other_names_in_use_lead_to_methods():
    assert find_method("sgd") is METHODS["gd"]
    assert not set(ALIASES) & set(METHODS)
    assert all(find_method(alias).name == name for alias, name in ALIASES.items())


def test_an_unknown_method_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match=r"adamm.*Did you mean adam\?.*lbfgs") as refused:
        find_method("adamm")
    assert "adam のことでしょうか" in refused.value.say("ja")


REFUSED = [
    ("adam", "learning_rate", 0.0),
    ("adam", "learning_rate", -0.1),
    ("adam", "learning_rate", math.inf),
    ("adam", "learning_rate", math.nan),
    ("adam", "learning_rate", 1e38),
    ("adam", "learning_rate", 10**400),
    ("adam", "learning_rate", "0.1"),
    ("adam", "learning_rate", True),
    ("adam", "learning_rate", None),
    ("adam", "b1", 1.0),
    ("adam", "b1", -0.1),
    ("adam", "b2", 1 - 1e-9),
    ("adam", "eps", 0.0),
    ("adam", "eps", 1e-40),
    ("momentum", "momentum", 1),
    ("adamw", "weight_decay", -1e-4),
    ("reversal-every", "every", 0),
    ("reversal-every", "every", 2.5),
    ("reversal-every", "every", 1e10),
    ("reversal-on-plateau", "patience", 0),
    ("reversal-on-plateau", "tolerance", -1e-3),
    ("reversal-on-plateau", "reset", 2),
    ("reversal-every", "reset", 0.5),
    ("annealed-noise", "noise", -0.1),
    ("perturbed-gd", "pause", 0.5),
    ("basin-hopping", "temperature", -1.0),
    ("multi-start", "starts", 0),
]


@pytest.mark.parametrize(("name", "axis", "value"), REFUSED)
def test_values_that_make_no_sense_are_refused(name, axis, value):
    with pytest.raises(InputError, match=axis) as refused:
        check_hyperparameter(METHODS[name], axis, value)
    assert axis in refused.value.say("ja")
    assert name in refused.value.say("ja")


def test_the_allowed_range_is_shown():
    with pytest.raises(InputError, match="0 ≤ b1 < 1"):
        check_hyperparameter(METHODS["adam"], "b1", 2)
    with pytest.raises(InputError, match=r"whole number with 1 ≤ every ≤ 1e\+09"):
        check_hyperparameter(METHODS["reversal-every"], "every", 2.5)


def test_an_unknown_hyperparameter_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match=r"adam has no hyperparameter beta1.*Nearest: b1"):
        check_hyperparameter(METHODS["adam"], "beta1", 0.9)
    with pytest.raises(InputError, match="lbfgs has no hyperparameter learning_rate"):
        check_hyperparameter(METHODS["lbfgs"], "learning_rate", 0.9)


@settings(deadline=None, max_examples=60)
@given(value=st.floats(min_value=1e-30, max_value=1e30), axis=st.sampled_from(["learning_rate", "b1", "eps"]))
def test_what_is_allowed_is_handed_back_unchanged(value, axis):
    if axis != "b1" or np.float32(value) < 1:
        assert check_hyperparameter(METHODS["adam"], axis, value) == value
    else:
        with pytest.raises(InputError):
            check_hyperparameter(METHODS["adam"], axis, value)
