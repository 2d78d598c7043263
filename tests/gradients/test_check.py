"""Gradients held against each other: what is wrong is named, what rounding, truncation and kinks explain is not."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import kudari
from kudari.gradients import steps
from kudari.gradients.rounding import rounding
from kudari.gradients.steps import cast, errors_by_step
from kudari.language import InputError
from kudari.problems import PROBLEMS
from kudari.problems.problem import Problem

PRECISIONS = ("float32", "float64")


def checked(problem, at=None, gradients=None, seed=0, precision="float64"):
    return kudari.check_gradient(problem, at, gradients, seed, precision)


def own(loss, start, gradient=None, analytic=False, data=None, **more):
    return Problem(
        name="own",
        init=lambda key: jax.tree.map(lambda leaf: jnp.asarray(leaf, float), start),
        loss=loss,
        gradient=gradient,
        analytic=analytic,
        data=data,
        **more,
    )


def network(gradient=None):
    """A small network by hand: two layers of tanh, with a gradient changed by `gradient(layers)`."""
    random = np.random.default_rng(3)
    layers = [
        {"weight": random.normal(size=(4, 3)), "bias": random.normal(size=4)},
        {"weight": random.normal(size=(2, 4)), "bias": random.normal(size=2)},
    ]
    x = random.normal(size=(3, 20))

    def loss(params, batch):
        hidden = jnp.tanh(params[0]["weight"] @ batch + params[0]["bias"][:, None])
        return jnp.mean((params[1]["weight"] @ hidden + params[1]["bias"][:, None]) ** 2)

    return own(
        loss,
        layers,
        analytic=True,
        data=x,
        gradient=gradient and (lambda params, batch: gradient(jax.grad(loss)(params, batch))),
    )


# All problems agree, in both precisions: the laws of the tolerances.

CASES = {name: (build, {}) for name, build in PROBLEMS.items()} | {
    "classify": (PROBLEMS["classify"], {"hidden": (4,)}),
    "iris, sigmoid": (PROBLEMS["classify"], {"data": "iris", "activation": ("sigmoid",), "hidden": (3, 2)}),
    "x^4": (PROBLEMS["formula"], {"formula": "x^4 + y", "start": (0.0, 3.0)}),
    "far away": (PROBLEMS["formula"], {"formula": "(x-1)^2 + 1e6", "start": (1e4,)}),
    "minimum": (PROBLEMS["surface"], {"function": "rosenbrock", "start": (1.0, 1.0)}),
    "cancelling": (PROBLEMS["formula"], {"formula": "x^2 - 2*x + 1", "start": (1.0000001,)}),
}


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", CASES)
def test_every_problem_agrees_with_itself(name, precision):
    build, settings = CASES[name]
    result = checked(build(**settings), precision=precision)
    assert result.agrees, str(result)
    assert not result.kinks or name == "classify"
    eps = np.finfo(precision).eps
    backprop = result.comparison.gradients["backprop"]
    size = max(np.max(np.abs(backprop)), abs(result.comparison.loss), 1.0)
    # What is allowed follows the precision: eps without a subtraction, its square root with one.
    for each in result.comparison.differences:
        if each.verdict == "agrees" and {each.first, each.second} == {"backprop", "complex-step"}:
            assert each.allowed < 1e5 * eps * size
        if each.verdict == "agrees" and {each.first, each.second} == {"backprop", "forward"}:
            assert 1e-2 * eps <= each.allowed < 1e4 * eps**0.5 * size


@pytest.mark.parametrize("seed", [1])
def test_the_kinks_of_a_large_relu_network_are_not_errors(seed):
    """In float32 a shift crosses many kinks at once, whose slopes may cancel."""
    problem = PROBLEMS["classify"](hidden=(40, 30))
    result = checked(problem, gradients=["backprop", "central"], seed=seed, precision="float32")
    assert result.agrees, str(result)
    assert result.kinks


# Wrong gradients are named.


def test_a_right_gradient_by_hand_agrees_to_the_last_digits():
    result = checked(network(lambda g: g))
    assert result.agrees
    assert result.comparison.names == ("backprop", "forward", "central", "complex-step", "given")
    assert "given" in str(result)


@pytest.mark.parametrize(
    ("factor", "precision", "layer", "name", "index"),
    [
        (-1, "float64", 0, "weight", (2, 1)),
        (1 + 1e-9, "float64", 1, "bias", (1,)),
        (np.nan, "float64", 0, "bias", (3,)),
        (1 + 1e-3, "float32", 1, "weight", (0, 2)),
    ],
)
def test_one_wrong_entry_is_named_and_nothing_else(factor, precision, layer, name, index):
    def spoilt(gradient):
        gradient[layer][name] = gradient[layer][name].at[index].multiply(factor)
        return gradient

    result = checked(network(spoilt), gradients=["backprop", "central", "given"], precision=precision)
    [wrong] = result.wrong
    assert not result.agrees
    assert (wrong.estimator, wrong.count) == ("given", 1)
    named = f"layer {layer + 1} {name}[{', '.join(map(str, index))}]"
    assert wrong.block.entry(wrong.place) == named
    assert wrong.value == pytest.approx(factor * wrong.expected, nan_ok=True)
    assert f"given is wrong at {named}: it says" in str(result)
    assert f"第{layer + 1}層 {name}" in result.say("ja")


@pytest.mark.parametrize(
    "gradients",
    [["given", "backprop", "complex-step", "central"], ["given", "backprop"], ["forward", "given"]],
)
def test_a_wrong_sign_is_blamed_on_the_hand(gradients):
    result = checked(network(lambda g: jax.tree.map(jnp.negative, g)), gradients=gradients)
    assert {wrong.estimator for wrong in result.wrong} == {"given"}
    assert [wrong.count for wrong in result.wrong] == [4, 12, 2, 8]
    assert {
        each.verdict for each in result.comparison.differences if "given" not in (each.first, each.second)
    } <= {"agrees"}


@jax.custom_jvp
def square(x):
    return x**2


square.defjvp(lambda x, tangent: (square(*x), 3 * x[0] * tangent[0]))


@pytest.mark.parametrize("gradients", [None, ["backprop", "central"], ["forward", "backprop"]])
def test_a_wrong_rule_in_backprop_is_found_by_the_loss_alone(gradients):
    result = checked(
        own(lambda p, b: jnp.sum(square(p["a"])), {"a": np.array([1.0, 2.0])}), gradients=gradients
    )
    [wrong] = result.wrong
    assert (wrong.estimator, wrong.count, wrong.value) == ("backprop", 2, 6.0)
    assert wrong.expected == pytest.approx(4, rel=1e-6)
    assert wrong.block.name() == "a"


def test_a_derivative_that_is_not_analytic_is_blamed_on_the_complex_step():
    problem = own(lambda x, b: jnp.real(x) ** 2 + 0 * x, np.array(2.0), analytic=True)
    assert {wrong.estimator for wrong in checked(problem).wrong} == {"complex-step"}


# Kinks.


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize(
    ("formula", "start", "kinks"),
    [
        ("abs(x)", (0.0,), ("x",)),
        ("max(x, 0)", (0.0,), ("x",)),
        ("max(x, 0) + y^2", (0.0, 1.0), ("x",)),
        ("3*abs(x - y) + x", (0.5, 0.5), ("x", "y")),
        ("abs(x)", (0.3,), ()),
        ("x^2", (0.0,), ()),
        ("x^4 - x^3", (0.0,), ()),
        ("sin(5*x)*y", (0.2, 3.0), ()),
    ],
)
def test_kinks_are_flagged_and_are_not_errors(formula, start, kinks, precision):
    result = checked(PROBLEMS["formula"](formula=formula, start=start), precision=precision)
    assert result.agrees, str(result)
    assert result.kinks == kinks
    verdicts = {each.verdict for each in result.comparison.differences}
    assert verdicts == ({"agrees", "kink"} if kinks else {"agrees"})
    assert ("kink along" in str(result)) == bool(kinks)


@pytest.mark.parametrize("distance", [0.0, 0.155, 0.48])
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", ["forward", "central"])
def test_a_kink_between_the_shifted_points_is_no_error(name, precision, distance):
    """Wherever it lies within the shift."""
    h = float(np.finfo(precision).eps) ** {"forward": 1 / 2, "central": 1 / 3}[name]
    problem = own(lambda x, b: jnp.sum(jax.nn.relu(x - distance * h) + x**2), np.zeros(1))
    assert checked(problem, gradients=["backprop", name], precision=precision).agrees


@pytest.mark.parametrize(
    ("value", "agrees"), [(0.0, True), (1.0, True), (0.5, True), (1.2, False), (-0.2, False)]
)
def test_at_a_kink_a_gradient_by_hand_may_be_any_slope_between(value, agrees):
    problem = own(lambda x, b: jax.nn.relu(x), np.array(0.0), gradient=lambda x, b: jnp.full_like(x, value))
    for gradients in (None, ["given", "backprop"], ["given", "central"]):
        assert checked(problem, gradients=gradients).agrees == agrees


def test_beside_a_kink_it_may_not():
    problem = own(lambda x, b: jax.nn.relu(x), np.array(1e-3), gradient=lambda x, b: 0 * x)
    assert not checked(problem).agrees


# What cannot be checked.


@pytest.mark.parametrize(
    ("formula", "at", "key"),
    [
        ("log(x)", -1.0, "check.loss_not_finite"),
        ("1/x", 0.0, "check.loss_not_finite"),
        ("exp(x)", 1e4, "check.loss_not_finite"),
        ("sqrt(x)", 0.0, "check.gradient_not_finite"),
    ],
)
def test_a_point_that_is_not_finite_is_refused(formula, at, key):
    with pytest.raises(InputError) as caught:
        checked(PROBLEMS["formula"](formula=formula), at)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"at": [1.0, 2.0]}, "check.at_count"),
        ({"at": "x"}, "check.at"),
        ({"at": float("nan")}, "check.at_not_finite"),
        ({"gradients": ["backprop"]}, "check.too_few"),
        ({"gradients": ["backprop", "backprop"]}, "check.too_few"),
        ({"gradients": ["backprop", "given"]}, "gradients.not_given"),
        ({"gradients": ["backprop", "centrl"]}, "gradients.unknown_estimator"),
        ({"gradients": ["backprop", "complex-step"], "formula": "abs(x)"}, "gradients.not_analytic"),
        ({"seed": -1}, "check.seed"),
        ({"precision": "float16"}, "unknown.precision"),
    ],
)
def test_what_cannot_be_used_is_refused(arguments, key):
    problem = PROBLEMS["formula"](formula=arguments.pop("formula", "x^2"))
    with pytest.raises(InputError) as caught:
        checked(problem, **arguments)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("gradient", "key"),
    [(lambda x, b: {"a": x}, "gradients.given_tree"), (lambda x, b: x[:1], "gradients.given_shape")],
)
def test_a_gradient_of_another_shape_is_refused(gradient, key):
    with pytest.raises(InputError) as caught:
        checked(own(lambda x, b: x @ x, np.ones(2), gradient=gradient))
    assert caught.value.key == key


def test_the_point_may_be_a_tree_or_a_row_of_numbers():
    problem = network()
    tree = jax.tree.map(lambda leaf: leaf + 1, problem.init(None))
    row = np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(tree)])
    one, other = (checked(problem, at, ["backprop", "central"]).comparison for at in (tree, row))
    np.testing.assert_array_equal(one.gradients["backprop"], other.gradients["backprop"])


def test_a_study_descends_by_a_given_gradient():
    """A gradient that is twice the true one goes twice as far."""
    start = np.array([1.0, -2.0])
    problem = own(lambda x, b: x @ x / 2, start, gradient=lambda x, b: 2 * x)
    methods = (kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.1,)}),)
    study = kudari.Study(
        problem=problem, methods=methods, gradient="given", seeds=1, steps=3, precision="float64"
    )
    loss = kudari.run(study)["loss"].values[0]
    np.testing.assert_allclose(loss, 2.5 * 0.8 ** (2 * np.arange(4)), rtol=1e-12)


# Rounding is measured.


@pytest.mark.parametrize("precision", PRECISIONS)
def test_rounding_is_what_float64_says_it_is(precision):
    """Of a sum of 1000 squares: against the true errors, taken in a wider format."""
    x = np.random.default_rng(0).normal(size=1000)
    wide = np.longdouble
    with jax.enable_x64(precision == "float64"):
        point = jnp.asarray(x, precision)
        found = float(rounding(lambda p: jnp.sum(p**2 * 3.3), point))
        moves = [point * (1 + k * np.finfo(precision).eps) for k in range(1, 200)]
        values = np.array([wide(float(jnp.sum(p**2 * 3.3))) for p in moves])
    factor = np.asarray(3.3, precision).astype(wide)
    exact = np.array([np.sum(np.asarray(p, wide) ** 2 * factor) for p in moves])
    deviation = float(np.std(np.asarray(values - exact, float)))
    assert deviation / 4 < found < 4 * deviation


# The error by the shift.


def curves_of(problem, at, precision="float64"):
    # In float32 truncation rules over two powers of ten at most: a finer grid sees it.
    shifts = steps.STEPS if precision == "float64" else 10.0 ** np.arange(-8, 0.25, 0.125)
    errors = errors_by_step(problem, at, None, precision=precision, steps=shifts)
    return errors, {curve.name: curve for curve in errors.curves}


def smooth():
    return own(lambda x, b: jnp.sum(jnp.exp(x) * jnp.sin(2 * x)), np.array([0.4, 1.1, -0.7]), analytic=True)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_slopes_and_best_shifts(precision):
    problem = smooth()
    errors, curves = curves_of(problem, problem.init(None), precision)
    eps = float(np.finfo(precision).eps)
    assert list(curves) == ["forward", "central", "complex-step"]
    assert curves["forward"].slope == pytest.approx(1, abs=0.06)
    assert curves["central"].slope == pytest.approx(2, abs=0.12)
    assert curves["complex-step"].slope == pytest.approx(2, abs=0.12)
    for name, power in (("forward", 1 / 2), ("central", 1 / 3)):
        curve = curves[name]
        assert curve.theory == pytest.approx(eps**power)
        assert abs(np.log10(curve.best_h / curve.theory)) <= 1
        assert abs(np.log10(curve.wall / curve.theory)) <= 1
        # Left of the wall the error grows as 1/h.
        left = (errors.steps > 20 * eps) & (errors.steps < curve.best_h / 10)
        slope = np.polyfit(np.log(errors.steps[left]), np.log(curve.errors[left]), 1)[0]
        assert slope == pytest.approx(-1, abs=0.15)
    assert curves["complex-step"].wall is None


@pytest.mark.parametrize(("name", "coefficient", "power"), [("forward", 1 / 2, 1), ("central", 1 / 6, 2)])
def test_truncation_is_the_next_term_of_the_series(name, coefficient, power):
    """Of exp at 0 all derivatives are 1: the error is h/2 forward and h²/6 central."""
    problem = own(lambda x, b: jnp.exp(x), np.array(0.0), analytic=True)
    errors, curves = curves_of(problem, np.array(0.0))
    at = np.flatnonzero((errors.steps > 9e-5) & (errors.steps < 2e-2))
    largest = 10**0.05 * errors.steps[at]
    np.testing.assert_allclose(curves[name].errors[at], coefficient * largest**power, rtol=0.01)


def test_the_complex_step_reaches_rounding_below_1e_8():
    problem = smooth()
    errors, curves = curves_of(problem, problem.init(None))
    small = errors.steps < 9e-9
    assert small.sum() > 10
    assert np.all(curves["complex-step"].errors[small] < 1e-14)


def test_a_parabola_has_no_truncation_in_the_middle():
    errors, curves = curves_of(own(lambda x, b: (x - 1) ** 2, np.array(0.3), analytic=True), np.array(0.3))
    assert curves["forward"].slope == pytest.approx(1, abs=0.05)
    assert curves["central"].slope is None
    assert errors.relative


def test_at_a_minimum_the_error_is_absolute():
    errors, _ = curves_of(own(lambda x, b: x**2, np.array(0.0)), np.array(0.0))
    assert not errors.relative


@pytest.mark.parametrize(("parameters", "alone"), [(3, 3), (200, 200), (12060, 2**21 // 12060)])
def test_of_many_parameters_few_are_shifted_alone(parameters, alone):
    rows, found = steps._directions(parameters)
    assert found == alone
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1)
    assert (np.count_nonzero(rows, axis=0) == 1).all()


def test_a_large_network_is_sampled_and_says_so():
    problem = PROBLEMS["classify"](hidden=(30,))
    with jax.enable_x64(True):
        params = jax.jit(problem.init)(jax.random.key(0))
        batch = jax.jit(problem.draw)(jax.random.key(1), cast(problem.data, "float64"))
    errors = errors_by_step(problem, params, batch, steps=10.0 ** np.arange(-9, -3))
    assert errors.shifted == 200 < errors.parameters == 2260
    for curve in errors.curves:
        assert curve.best_error < 1e-5


def test_a_shift_of_few_eps_is_never_the_best():
    """Where a difference over next to nothing is right by accident: slopes of this one at 1/2 are few binary digits."""
    errors, curves = curves_of(
        own(lambda x, b: (x - 1) ** 2 + x**4, np.array(0.5), analytic=True), np.array(0.5)
    )
    central = curves["central"]
    assert central.errors[0] == 0
    assert errors.steps[0] < 2e-16
    assert abs(np.log10(central.best_h / central.theory)) <= 1
    assert central.slope == pytest.approx(2, abs=0.12)
