"""Every estimator against closed forms, `jax.grad` and NumPy, and what each costs."""

import dataclasses
import functools
import itertools
import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kudari.gradients import shifted
from kudari.gradients.estimators import ESTIMATORS, estimator
from kudari.language import InputError
from kudari.problems import network_shifts, networks
from kudari.problems.problem import Problem


def problem_of(loss, params, *, analytic=True, data=None, shifted_losses=None):
    """A problem with a fixed start; `data` as its batch."""
    return Problem(
        name="test",
        init=lambda key: params,
        loss=loss,
        data=data,
        analytic=analytic,
        shifted_losses=shifted_losses,
        gradient=lambda params, batch: jax.grad(loss)(params, batch),
    )


def squared_error(outputs, target):
    return jnp.sum((outputs - target) ** 2)


def cross_entropy(outputs, target):
    return jax.nn.logsumexp(outputs) - outputs @ target


def nearest_kink(layers, x):
    """The smallest distance of a hidden unit to its kink: a quotient across it is no derivative."""
    distances = []
    for layer in layers[:-1]:
        x = x @ layer["weight"].T + layer["bias"]
        distances.append(np.abs(x).min())
        x = np.maximum(x, 0)
    return min(distances)


def network(widths, activation, batch=7, example_loss=squared_error, fast=True, seed=0):
    """A problem on a network with fixed random weights, inputs (some zero) and targets, as NumPy arrays."""
    random = np.random.default_rng(seed)
    layers = [
        {
            "weight": random.normal(size=(out, into)) / math.sqrt(into),
            "bias": random.normal(size=out) / 2,
        }
        for into, out in itertools.pairwise(widths)
    ]
    x = random.normal(size=(batch, widths[0])) * (random.uniform(size=(batch, widths[0])) < 0.7)
    y = random.dirichlet(np.ones(widths[-1]), size=batch)
    if activation == "relu" and nearest_kink(layers, x) < 0.02:
        return network(widths, activation, batch, example_loss, fast, seed + 1)
    activations = [networks.ACTIVATIONS[activation]] * (len(widths) - 2) + [networks.ACTIVATIONS["identity"]]

    def loss(params, batch):
        return jnp.mean(jax.vmap(example_loss)(networks.apply(params, activations, batch[0]), batch[1]))

    def fast_way(params, batch, h):
        return network_shifts.shifted_losses(params, activations, example_loss, *batch, h)

    return problem_of(
        loss,
        layers,
        data=(x, y),
        analytic=activation != "relu",
        shifted_losses=fast_way if fast else None,
    )


def quadratic():
    matrix = np.array([[3.0, 1, 0], [1, 2, 0.5], [0, 0.5, 1]])
    offset = np.array([1.0, -2, 0.5])
    return problem_of(
        lambda x, batch: x @ batch[0] @ x / 2 - batch[1] @ x,
        np.array([0.3, -1.2, 2.0]),
        data=(matrix, offset),
    )


def tree():
    params = {
        "scalar": np.array(0.7),
        "matrix": np.arange(6.0).reshape(2, 3) / 5,
        "nested": (np.array([0.2, -0.4]), np.zeros((0, 3)), [np.array([[[1.5]]])]),
    }

    def loss(p, batch):
        first, empty, (last,) = p["nested"]
        return (
            jnp.sin(p["scalar"]) * jnp.sum(p["matrix"] ** 2)
            + jnp.exp(first @ p["matrix"]).sum() * last[0, 0, 0]
            + jnp.sum(empty)
        )

    return problem_of(loss, params)


PROBLEMS = {
    "quadratic": quadratic(),
    "tree": tree(),
    **{
        f"{activation} {widths} {way}": network(widths, activation, fast=way == "fast")
        for activation, widths, way in (
            ("identity", (3, 2), "fast"),
            ("sigmoid", (3, 4, 2), "fast"),
            ("relu", (3, 4, 5, 2), "fast"),
            ("tanh", (2, 3, 4, 3, 1), "fast"),
            ("relu", (3, 4, 2), "plain"),
            ("tanh", (2, 3, 1), "plain"),
        )
    },
    "softmax": network((5, 4, 3), "tanh", example_loss=cross_entropy),
}

# What is left of eps: all of it where nothing is subtracted; eps^(1/2) for h + eps/h at its smallest;
# eps^(2/3) for h² + eps/h. The factor stands for the size of the losses and of their higher derivatives.
DIGITS_KEPT = {"backprop": 1, "forward": 1 / 2, "central": 2 / 3, "complex-step": 1, "given": 1}
FACTOR = 50


# These programs run once: compiling them plainly halves the tests' time.
plainly = functools.partial(jax.jit, compiler_options={"xla_backend_optimization_level": 0})


def flat(gradient):
    return np.concatenate([np.ravel(np.asarray(leaf, np.float64)) for leaf in jax.tree.leaves(gradient)])


def cast(params, precision):
    return jax.tree.map(lambda leaf: jnp.asarray(leaf, precision), params)


def estimate(name, problem, params, batch, h=None):
    return jax.jit(lambda p, b: estimator(name, h).estimate(problem, p, b))(params, batch)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS.keys())
def test_every_estimator_gives_the_gradient(problem, precision):
    with jax.enable_x64(True):
        exact_loss, exact = jax.value_and_grad(problem.loss)(
            *cast((problem.init(None), problem.data), "float64")
        )
    names = [name for name in ESTIMATORS if problem.analytic or not ESTIMATORS[name].needs_analytic]
    with jax.enable_x64(precision == "float64"):
        params, batch = cast((problem.init(None), problem.data), precision)
        results = plainly(lambda p, b: [ESTIMATORS[name].estimate(problem, p, b) for name in names])(
            params, batch
        )
    eps = float(np.finfo(precision).eps)
    for name, (loss, gradient) in zip(names, results, strict=True):
        assert jax.tree.structure(gradient) == jax.tree.structure(params)
        for leaf, like in zip(jax.tree.leaves(gradient), jax.tree.leaves(params), strict=True):
            assert (leaf.shape, leaf.dtype) == (like.shape, like.dtype), name
        assert loss.shape == ()
        assert float(loss) == pytest.approx(float(exact_loss), rel=20 * eps)
        tolerance = FACTOR * eps ** DIGITS_KEPT[name]
        np.testing.assert_allclose(flat(gradient), flat(exact), rtol=tolerance, atol=tolerance, err_msg=name)


def test_quadratic_closed_form():
    problem = quadratic()
    matrix, offset = problem.data
    expected = matrix @ problem.init(None) - offset
    with jax.enable_x64(True):
        for name, digits in (
            ("backprop", 1e-15),
            ("forward", 1e-7),
            ("central", 1e-10),
            ("complex-step", 1e-15),
        ):
            _, gradient = estimate(name, problem, *cast((problem.init(None), problem.data), "float64"))
            np.testing.assert_allclose(gradient, expected, rtol=10 * digits, atol=digits)


@pytest.mark.parametrize(("name", "order"), [("forward", 1), ("central", 2)])
@pytest.mark.parametrize("function", [jnp.sin, jnp.exp], ids=["sin", "exp"])
def test_the_error_falls_with_the_order_of_the_quotient(name, order, function):
    """Where truncation rules: halving h halves (forward) or quarters (central) the error."""
    problem = problem_of(lambda x, batch: function(x), None)
    with jax.enable_x64(True):
        x = jnp.asarray(0.8)
        exact = float(jax.grad(function)(x))
        steps = 2.0 ** -np.arange(3, 8)
        found = jax.jit(lambda x: [estimator(name, h).estimate(problem, x, None)[1] for h in steps])(x)
        errors = [abs(float(gradient) - exact) for gradient in found]
    slope = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert slope == pytest.approx(order, abs=0.05)


@pytest.mark.parametrize("x", [0.1, 0.8, 1.5])
def test_complex_step_keeps_all_digits(x):
    """The function of Squire & Trapp 1998; its derivative by hand."""
    problem = problem_of(
        lambda x, batch: jnp.exp(x) / jnp.sqrt(jnp.sin(x) ** 3 + jnp.cos(x) ** 3), None, analytic=True
    )
    s, c = math.sin(x), math.cos(x)
    root = math.sqrt(s**3 + c**3)
    exact = math.exp(x) / root * (1 - 1.5 * s * c * (s - c) / root**2)
    with jax.enable_x64(True):
        gradient = estimate("complex-step", problem, jnp.asarray(x), None)[1]
    assert float(gradient) == pytest.approx(exact, rel=1e-14)


# The distance really gone.


REACHES = {
    h: jax.jit(lambda point, h=h: shifted.reach(point, 1 / 3, h)) for h in (None, 1e-12, 3e-7, 1e-4, 0.3)
}


@settings(deadline=None, max_examples=60)
@given(
    theta=st.floats(-1e6, 1e6, allow_subnormal=False),
    h=st.sampled_from(list(REACHES)),
    precision=st.sampled_from(["float32", "float64"]),
)
def test_the_shift_is_the_distance_really_gone(theta, h, precision):
    with jax.enable_x64(precision == "float64"):
        point = jnp.asarray(theta, precision)
        up, down = (np.asarray(side) for side in REACHES[h](point))
    theta, eps = np.asarray(point), np.finfo(precision).eps
    wanted = np.asarray(eps ** (1 / 3) if h is None else h, precision)
    wanted = wanted * max(abs(theta), 1) if h is None else max(wanted, abs(theta) * eps)
    for away, back in ((theta + up, up), (theta - down, -down)):
        assert away != theta
        # Exact where the shift is the smaller number; half a unit in the last place of the shift otherwise.
        assert abs((away - theta) - back) <= (0 if abs(back) < abs(theta) / 2 else eps * abs(back))
        # Asked for `wanted`, given the nearest that θ can go.
        assert abs(abs(back) - wanted) <= eps * (abs(theta) + 2 * wanted)


@pytest.mark.parametrize("name", ["forward", "central"])
@pytest.mark.parametrize("theta", [1e3, 4096.0, 12345.6, -0.7])
def test_a_straight_line_has_slope_one_to_the_last_digit(name, theta):
    """The ways gone up and down differ from h in float32, and from each other at 4096 = 2¹²."""
    problem = problem_of(lambda x, batch: x, None)
    with jax.enable_x64(False):
        assert float(estimate(name, problem, jnp.float32(theta), None, h=1e-2)[1]) == 1


@pytest.mark.parametrize("name", [name for name in ESTIMATORS if ESTIMATORS[name].takes_step])
@pytest.mark.parametrize("theta", [0.0, 3.0, 1e8])
def test_a_step_too_small_for_the_precision_gives_a_number(name, theta):
    problem = problem_of(lambda x, batch: 2 * x, None)
    with jax.enable_x64(False):
        assert float(estimate(name, problem, jnp.float32(theta), None, h=1e-60)[1]) == 2


# The fast way of networks.


def numpy_loss(layers, activation, x, y, example_loss):
    """The loss computed plainly, examples in rows."""
    act = {
        "relu": lambda z: np.maximum(z, 0),
        "tanh": np.tanh,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "identity": lambda z: z,
    }[activation]
    values = x
    for place, layer in enumerate(layers):
        values = values @ layer["weight"].T + layer["bias"]
        values = act(values) if place + 1 < len(layers) else values
    if example_loss is squared_error:
        return np.mean(np.sum((values - y) ** 2, axis=1))
    return np.mean(np.log(np.exp(values).sum(axis=1)) - np.sum(values * y, axis=1))


def numpy_shifted(layers, steps, *rest):
    """The loss with each entry shifted alone, one whole forward pass for each."""
    layers = jax.tree.map(lambda leaf: leaf.astype(np.result_type(leaf, steps[0]["bias"])), layers)
    losses = jax.tree.map(np.empty_like, layers)
    leaves = zip(*(jax.tree.leaves(tree) for tree in (layers, steps, losses)), strict=True)
    for leaf, step, found in leaves:
        for place in np.ndindex(leaf.shape):
            before = leaf[place]
            leaf[place] = before + step[place]
            found[place] = numpy_loss(layers, *rest)
            leaf[place] = before
    return losses


CUTS = {
    "whole": {},
    "tiles": {"_WHOLE": 0, "_COLUMNS": 12, "_NUMBERS": 64},
    "cut inputs": {"_WHOLE": 0, "_COLUMNS": 2, "_NUMBERS": 64},
    "many units": {"_WHOLE": 0, "_COLUMNS": 400, "_NUMBERS": 2**15},
}


def cut(monkeypatch, pieces):
    """Have the fast way cut its work as it does for large networks."""
    for name, value in CUTS[pieces].items():
        monkeypatch.setattr(network_shifts, name, value)


SHAPES = [
    ((5, 3), "identity", cross_entropy, 1),
    ((1, 6, 1), "tanh", squared_error, 6),
    ((7, 4, 3), "relu", cross_entropy, 6),
    ((4, 5, 6, 2), "relu", squared_error, 5),
    ((3, 4, 3, 4, 3), "sigmoid", cross_entropy, 4),
]


def way_of(problem, fast):
    """(params, batch, steps) -> shifted losses, by the fast way or by plainly shifting."""
    if fast:
        return problem.shifted_losses
    return lambda p, b, h: shifted.shifted_losses(problem.loss, p, b, h)


def steps_of(layers, h):
    """A shift of its own for every parameter, so that a shift put in the wrong place shows."""
    random = np.random.default_rng(1)
    return jax.tree.map(lambda leaf: h * random.uniform(0.5, 1.5, size=leaf.shape), layers)


@pytest.mark.parametrize(
    ("pieces", "shape"),
    [
        *(("whole", shape) for shape in SHAPES),
        *(("tiles", shape) for shape in SHAPES[2:4]),
        *(("cut inputs", shape) for shape in SHAPES[2:4]),
        *(("many units", shape) for shape in SHAPES[:2]),
    ],
)
def test_the_fast_way_gives_the_losses_at_the_shifted_points(pieces, shape, monkeypatch):
    """Small shifts, and shifts so large that units cross their kinks."""
    cut(monkeypatch, pieces)
    widths, activation, example_loss, batch = shape
    problem = network(widths, activation, batch, example_loss)
    layers, (x, y) = problem.init(None), problem.data
    with jax.enable_x64(True):
        fast = plainly(problem.shifted_losses)
        for h in (1e-5, -0.8):
            steps = steps_of(layers, h)
            found = fast(cast(layers, "float64"), (x, y), steps)
            expected = numpy_shifted(layers, steps, activation, x, y, example_loss)
            for leaf, true in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
                np.testing.assert_allclose(leaf, true, rtol=1e-13)


@pytest.mark.parametrize("fast", [True, False], ids=["fast", "plain"])
@pytest.mark.parametrize("tiles", [True, False], ids=["tiles", "whole"])
def test_losses_at_complex_points(fast, tiles, monkeypatch):
    cut(monkeypatch, "tiles" if tiles else "whole")
    monkeypatch.setattr(shifted, "_MOST", 5 if tiles else 128)
    problem = network((3, 4, 2), "sigmoid", 4, cross_entropy)
    layers, (x, y) = problem.init(None), problem.data
    steps = steps_of(layers, 1e-20j)
    with jax.enable_x64(True):
        found = plainly(way_of(problem, fast))(cast(layers, "complex128"), (x, y), steps)
    expected = numpy_shifted(layers, steps, "sigmoid", x, y, cross_entropy)
    for leaf, true in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(leaf.real, true.real, rtol=1e-13)
        np.testing.assert_allclose(leaf.imag, true.imag, rtol=1e-11, atol=1e-33)


@pytest.mark.parametrize("most", [128, 5], ids=["one piece", "chunks"])
def test_the_plain_way_gives_the_losses_at_the_shifted_points(most, monkeypatch):
    monkeypatch.setattr(shifted, "_MOST", most)
    problem = network((7, 4, 3), "relu", 6, cross_entropy)
    layers, (x, y) = problem.init(None), problem.data
    steps = steps_of(layers, -0.8)
    with jax.enable_x64(True):
        found = plainly(way_of(problem, False))(cast(layers, "float64"), (x, y), steps)
    expected = numpy_shifted(layers, steps, "relu", x, y, cross_entropy)
    for leaf, true in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(leaf, true, rtol=1e-13)


def test_the_fast_way_takes_one_number_for_all_shifts():
    problem = network((2, 1), "identity")
    with jax.enable_x64(True):
        params, batch = cast((problem.init(None), problem.data), "float64")
        one = problem.shifted_losses(params, batch, 1e-3)
        each = problem.shifted_losses(
            params, batch, jax.tree.map(lambda leaf: jnp.full(leaf.shape, 1e-3), params)
        )
    for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(each), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("name", "fast", "pieces", "axis"),
    [
        ("backprop", True, "whole", -1),
        ("forward", True, "whole", 0),
        ("central", True, "tiles", 0),
        ("central", False, "whole", -1),
        ("complex-step", True, "tiles", -1),
        ("complex-step", False, "whole", 0),
    ],
)
def test_several_runs_at_once_are_the_runs_one_by_one(name, fast, pieces, axis, monkeypatch):
    cut(monkeypatch, pieces)
    problem = network((3, 4, 2), "tanh", fast=fast)
    with jax.enable_x64(True):
        params, batch = cast((problem.init(None), problem.data), "float64")
        runs = [jax.tree.map(lambda leaf, factor=factor: leaf * factor, params) for factor in (1, 0.5, -2)]
        stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves, axis), *runs)
        together = plainly(
            jax.vmap(lambda p: ESTIMATORS[name].estimate(problem, p, batch), in_axes=axis, out_axes=(0, axis))
        )(stacked)
        alone = plainly(lambda p: ESTIMATORS[name].estimate(problem, p, batch))
        for place, run in enumerate(runs):
            loss, gradient = alone(run)
            assert float(together[0][place]) == pytest.approx(float(loss), rel=1e-14)
            mine = jax.tree.map(
                lambda leaf, place=place: leaf[..., place] if axis else leaf[place], together[1]
            )
            # Rounding of the losses, divided by h.
            tolerance = FACTOR * np.finfo("float64").eps ** DIGITS_KEPT[name]
            np.testing.assert_allclose(flat(mine), flat(gradient), rtol=tolerance, atol=tolerance)


# Cost.


@pytest.mark.parametrize(
    ("name", "cost"), [("backprop", 1), ("forward", 13), ("central", 24), ("complex-step", 12)]
)
@pytest.mark.parametrize("most", [128, 4])
def test_the_cost_is_the_number_of_losses_really_evaluated(name, cost, most, monkeypatch):
    """In one piece and in chunks that leave a remainder. The loss beside the gradient is free of charge."""
    monkeypatch.setattr(shifted, "_MOST", most)
    evaluations = 0

    def count(_):
        nonlocal evaluations
        evaluations += 1

    def loss(params, batch):
        total = jnp.sum(params["a"] ** 2) + jnp.sum(params["b"] ** 3) + params["c"]
        jax.debug.callback(count, jnp.real(total))
        return total

    params = {"a": jnp.ones((2, 3)), "b": jnp.ones(5), "c": jnp.asarray(1.0)}
    jax.block_until_ready(ESTIMATORS[name].estimate(problem_of(loss, params), params, None))
    jax.effects_barrier()
    assert ESTIMATORS[name].cost(12) == cost
    recorded = name in ("central", "complex-step")
    assert evaluations == cost + recorded


@pytest.mark.parametrize("name", ESTIMATORS)
def test_other_parameters_do_not_compile_again(name):
    traced = 0
    problem = network((2, 1), "identity")

    @jax.jit
    def program(params, batch):
        nonlocal traced
        traced += 1
        return ESTIMATORS[name].estimate(problem, params, batch)

    params, batch = cast((problem.init(None), problem.data), "float32")
    first = program(params, batch)[1]
    second = program(jax.tree.map(lambda leaf: leaf + 1, params), batch)[1]
    assert traced == 1
    assert not np.allclose(flat(first), flat(second))


# The names and what is refused.


def test_an_estimator_is_one_object_for_one_choice():
    assert list(ESTIMATORS) == ["backprop", "forward", "central", "complex-step", "given"]
    for name, known in ESTIMATORS.items():
        assert known.name == name
        assert known is estimator(name)
        assert known.h is None
        assert known.tex
        assert known.reference or known.needs_given
    assert estimator("central", 1e-4) is estimator("central", 1e-4)
    assert estimator("central", 1e-4).h == 1e-4
    assert estimator("backprop", 1e-4) is ESTIMATORS["backprop"]


def test_a_given_h_is_the_h_used():
    """Forward differences of x² have error h exactly."""
    problem = problem_of(lambda x, batch: x**2, None)
    with jax.enable_x64(True):
        gradient = estimate("forward", problem, jnp.asarray(2.0), None, h=0.125)[1]
    assert float(gradient) == 4.125


def not_floating(name):
    params = {"a": jnp.ones(2), "b": [jnp.arange(3)]}
    return ESTIMATORS[name].estimate(problem_of(lambda p, b: jnp.sum(p["a"]), params), params, None)


REFUSALS = {
    "unknown": (lambda: estimator("centrel"), ("centrel", "'central'", "complex-step")),
    "zero": (lambda: estimator("central", 0.0), ("0.0",)),
    "negative": (lambda: estimator("backprop", -1e-4), ("-0.0001",)),
    "nan": (lambda: estimator("forward", math.nan), ("nan",)),
    "infinite": (lambda: estimator("forward", math.inf), ("inf",)),
    "not analytic": (
        lambda: ESTIMATORS["complex-step"].estimate(
            problem_of(jnp.sum, None, analytic=False), jnp.ones(2), None
        ),
        ("'test'", "central"),
    ),
    **{
        f"integers, {name}": (lambda name=name: not_floating(name), ("['b'][0]", "int32"))
        for name in ESTIMATORS
    },
}


@pytest.mark.parametrize(("call", "said"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_cannot_be_used_is_said_in_both_languages(call, said):
    with pytest.raises(InputError) as refusal:
        call()
    for part in said:
        assert part in str(refusal.value)
        assert part.strip("'") in refusal.value.say("ja")
    assert refusal.value.say("ja") != str(refusal.value)


def test_no_parameters_at_all():
    problem = problem_of(lambda params, batch: jnp.asarray(3.0), None)
    for name in ESTIMATORS:
        loss, gradient = ESTIMATORS[name].estimate(problem, {"a": jnp.zeros((0, 2))}, None)
        assert float(loss) == 3
        assert gradient["a"].shape == (0, 2)


def test_the_problem_s_own_way_is_taken():
    problem = network((1, 1), "identity")
    params, batch = cast((problem.init(None), problem.data), "float32")
    constant = dataclasses.replace(problem, shifted_losses=lambda p, b, h: p)
    _, gradient = ESTIMATORS["central"].estimate(constant, params, batch)
    assert not flat(gradient).any()
