"""Named test surfaces and quadratics against published values, textbook formulas, SciPy and NumPy."""

import math
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy import cos, exp, pi, prod, sin, sqrt
from scipy import optimize

from kudari.language import InputError
from kudari.language.surfaces import SENTENCES
from kudari.problems.problem import Problem
from kudari.problems.quadratic import LARGEST_ROTATED, quadratic, random_rotation
from kudari.problems.surfaces import LARGEST, SURFACES, surface


@pytest.fixture(autouse=True)
def _double_precision() -> Iterator[None]:
    with jax.enable_x64(True):
        yield


CASES = [
    (name, n)
    for name, entry in SURFACES.items()
    for n in ([entry.dimension] if entry.dimension else (1, 2, 4))
]
CASES = [(name, n) for name, n in CASES if n >= SURFACES[name].smallest]
BOUNDED = [(name, n) for name, n in CASES if SURFACES[name].optimum(n)]
UNBOUNDED = {"mccormick", "saddle", "monkey-saddle"}
CONVEX = {"sphere", "booth", "matyas", "zakharov"}


def _box(problem: Problem) -> np.ndarray:
    return np.array(problem.settings["box"])


def _points(problem: Problem, count: int, seed: int = 0) -> np.ndarray:
    """float[count, n], uniform on the surface's box, without a JAX key."""
    low, high = _box(problem).T
    return np.random.default_rng(seed).uniform(low, high, (count, len(low)))


@cache
def _compiled(problem: Problem) -> Callable[..., Any]:
    """float[n, 64] -> value float[64], gradient float[n, 64], Hessian float[n, n, 64]; runs stand last."""

    def all_three(x: jax.Array, data: Any) -> tuple[jax.Array, jax.Array, jax.Array]:
        value, gradient = jax.value_and_grad(problem.loss)(x, data)
        return value, gradient, jax.hessian(problem.loss)(x, data)

    return jax.jit(jax.vmap(all_three, (-1, None), -1))


def _derivatives(problem: Problem, points: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """At float[P, n]: value float[P], gradient float[P, n], Hessian eigenvalues float[P, n], ascending."""
    points = np.atleast_2d(np.asarray(points, float))
    parts = []
    for block in np.split(points, range(64, len(points), 64)):
        padded = np.concatenate([block, np.repeat(block[-1:], 64 - len(block), 0)])
        found = _compiled(problem)(padded.T, problem.data)
        parts.append([np.moveaxis(np.asarray(part), -1, 0)[: len(block)] for part in found])
    value, gradient, hessian = (np.concatenate(part) for part in zip(*parts, strict=True))
    return value, gradient, np.linalg.eigvalsh(hessian)


# The textbook's own formulas, in plain NumPy. They share no line with the package's.
A = np.array
TEXTBOOK: dict[str, Callable[[np.ndarray], float]] = {
    "sphere": lambda x: float(x @ x),
    "booth": lambda x: (x[0] + 2 * x[1] - 7) ** 2 + (2 * x[0] + x[1] - 5) ** 2,
    "matyas": lambda x: x @ A([[0.26, -0.24], [-0.24, 0.26]]) @ x,
    "zakharov": lambda x: sum(x**2) + sum(
        sum(0.5 * i * xi for i, xi in enumerate(x, 1)) ** power for power in (2, 4)
    ),
    "rosenbrock": optimize.rosen,
    "beale": lambda x: sum((c - x[0] * (1 - x[1] ** i)) ** 2 for i, c in enumerate((1.5, 2.25, 2.625), 1)),
    "freudenstein-roth": lambda x: sum(
        A([np.polyval([-1, 5, -2, x[0] - 13], x[1]), np.polyval([1, 1, -14, x[0] - 29], x[1])]) ** 2
    ),
    "brown-badly-scaled": lambda x: sum(A([x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2]) ** 2),
    "powell-singular": lambda x: sum(
        A([x[0] + 10 * x[1], sqrt(5) * (x[2] - x[3]), (x[1] - 2 * x[2]) ** 2, sqrt(10) * (x[0] - x[3]) ** 2])
        ** 2
    ),
    "wood": lambda x: sum(
        A(
            [
                10 * (x[1] - x[0] ** 2),
                1 - x[0],
                sqrt(90) * (x[3] - x[2] ** 2),
                1 - x[2],
                sqrt(10) * (x[1] + x[3] - 2),
                (x[1] - x[3]) / sqrt(10),
            ]
        )
        ** 2
    ),
    "saddle": lambda x: (x[0] - x[1]) * (x[0] + x[1]),
    "monkey-saddle": lambda x: complex(x[0], x[1]).__pow__(3).real,
    "himmelblau": lambda x: sum(A([x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7]) ** 2),
    "three-hump-camel": lambda x: np.polyval([1 / 6, 0, -1.05, 0, 2, x[1], x[1] ** 2], x[0]),
    "six-hump-camel": lambda x: np.polyval([1 / 3, 0, -2.1, 0, 4, x[1], 4 * x[1] ** 4 - 4 * x[1] ** 2], x[0]),
    "goldstein-price": lambda x: (
        1
        + (x[0] + x[1] + 1) ** 2
        * (19 - 14 * x[0] + 3 * x[0] ** 2 - 14 * x[1] + 6 * x[0] * x[1] + 3 * x[1] ** 2)
    )
    * (
        30
        + (2 * x[0] - 3 * x[1]) ** 2
        * (18 - 32 * x[0] + 12 * x[0] ** 2 + 48 * x[1] - 36 * x[0] * x[1] + 27 * x[1] ** 2)
    ),
    "branin": lambda x: (x[1] - 5.1 / (4 * pi**2) * x[0] ** 2 + 5 / pi * x[0] - 6) ** 2
    + 10 * (1 - 1 / (8 * pi)) * cos(x[0])
    + 10,
    "styblinski-tang": lambda x: sum(np.polyval([0.5, 0, -8, 2.5, 0], x)),
    "double-well": lambda x: x[0] ** 4 / 4 - x[0] ** 2 / 2 + 1 / 4 + x[1:] @ x[1:] / 2,
    "rastrigin": lambda x: 10 * len(x) + sum(x**2 - 10 * cos(2 * pi * x)),
    "ackley": lambda x: -20 * exp(-0.2 * sqrt(np.mean(x**2))) - exp(np.mean(cos(2 * pi * x))) + 20 + math.e,
    "griewank": lambda x: 1 + sum(x**2) / 4000 - prod([cos(xi / sqrt(i)) for i, xi in enumerate(x, 1)]),
    "levy": lambda x: (lambda w: sin(pi * w[0]) ** 2
    + sum((w[:-1] - 1) ** 2 * (1 + 10 * sin(pi * w[:-1] + 1) ** 2))
    + (w[-1] - 1) ** 2 * (1 + sin(2 * pi * w[-1]) ** 2))(1 + (x - 1) / 4),
    "easom": lambda x: -cos(x[0]) * cos(x[1]) * exp(-((x[0] - pi) ** 2 + (x[1] - pi) ** 2)),
    "mccormick": lambda x: sin(x[0] + x[1]) + (x[0] - x[1]) ** 2 - 1.5 * x[0] + 2.5 * x[1] + 1,
}  # fmt: skip


@pytest.mark.parametrize(("name", "n"), CASES)
def test_values_are_the_textbooks(name: str, n: int) -> None:
    problem = surface(name, n)
    points = _points(problem, 30)
    values, _, _ = _derivatives(problem, points)
    expected = [TEXTBOOK[name](x) for x in points]
    np.testing.assert_allclose(values, expected, rtol=1e-11, atol=1e-12)


PUBLISHED = [  # evaluated by hand, or given at the standard start in the source
    ("rosenbrock", (-1.2, 1), 24.2),
    ("freudenstein-roth", (0.5, -2), 400.5),
    ("brown-badly-scaled", (1, 1), 999998000002.999996),
    ("beale", (1, 1), 14.203125),
    ("powell-singular", (3, -1, 0, 1), 215),
    ("wood", (-3, -1, -3, -1), 19192),
    ("himmelblau", (0, 0), 170),
    ("booth", (0, 0), 74),
    ("goldstein-price", (0, 0), 600),
    ("three-hump-camel", (1, 1), 2 - 1.05 + 1 / 6 + 2),
    ("six-hump-camel", (1, 1), 4 - 2.1 + 1 / 3 + 1),
    ("branin", (0, 6), 20 - 10 / (8 * math.pi)),
    ("rastrigin", (0.5, 0.5), 40.5),
    ("ackley", (1.0, 1.0), 20 - 20 * math.exp(-0.2)),
    ("zakharov", (1, 1), 2 + 1.5**2 + 1.5**4),
    ("griewank", (math.pi,), 2 + math.pi**2 / 4000),
    ("levy", (5.0, 5.0), 1 + 10 * math.sin(1) ** 2 + 1),
    ("matyas", (1, 1), 0.04),
    ("styblinski-tang", (1, 1), -10),
    ("double-well", (2, 2), 2.25 + 2),
    ("easom", (math.pi, 0), math.exp(-(math.pi**2))),
    ("mccormick", (0, 0), 1),
    ("sphere", (1, 2, 3), 14),
    ("saddle", (3, 2), 5),
    ("monkey-saddle", (2, 1), 2),
]


@pytest.mark.parametrize(("name", "x", "value"), PUBLISHED)
def test_published_points(name: str, x: tuple[float, ...], value: float) -> None:
    assert float(_derivatives(surface(name, len(x)), x)[0][0]) == pytest.approx(value, rel=1e-14, abs=0)


def test_every_surface_has_a_published_point_and_a_textbook_formula() -> None:
    assert {name for name, _, _ in PUBLISHED} == set(TEXTBOOK) == set(SURFACES)


@pytest.mark.parametrize(("name", "n"), BOUNDED)
def test_the_stated_minimisers_are_minima(name: str, n: int) -> None:
    problem = surface(name, n)
    best = problem.optimum
    assert best is not None
    assert best.params
    assert best.source
    values, gradients, eigenvalues = _derivatives(problem, best.params)
    for x, value, gradient, curvature in zip(best.params, values, gradients, eigenvalues, strict=True):
        assert x.shape == (n,)
        assert value == pytest.approx(best.value, rel=1e-14, abs=1e-28)
        if name == "ackley":  # not differentiable there: a cone's tip
            np.testing.assert_array_equal(gradient, 0)
            continue
        # As far as the coordinates' own rounding lets the gradient be zero.
        assert np.linalg.norm(gradient) <= 4e-16 * curvature[-1] * (1 + np.linalg.norm(x))
        assert curvature[0] >= LEAST_CURVATURE.get(name, 1e-3)


# Powell's is singular by design; Brown's curvatures are 2e12 and about 2, beyond float64's sixteen digits.
LEAST_CURVATURE = {"powell-singular": -1e-12, "brown-badly-scaled": -1e-3}


@pytest.mark.parametrize("name", SURFACES)
def test_stationary_points_are_of_their_kind(name: str) -> None:
    for point in SURFACES[name].stationary:
        problem = surface(name, len(point.params))
        assert point in problem.settings["stationary"]
        (value,), (gradient,), (eigenvalues,) = _derivatives(problem, point.params)
        assert value == pytest.approx(point.value, rel=1e-14, abs=1e-28)
        assert np.linalg.norm(gradient) <= 1e-13 * max(1, *abs(eigenvalues))
        if name == "monkey-saddle":  # decided by the third derivative alone
            np.testing.assert_array_equal(eigenvalues, 0)
            continue
        kind = {(True, True): "minimum", (False, False): "maximum", (False, True): "saddle"}
        assert kind[bool(eigenvalues[0] > 1e-3), bool(eigenvalues[-1] > 1e-3)] == point.kind
        if problem.optimum is not None:
            assert point.value > problem.optimum.value + 0.1


def _lowest(problem: Problem, seed: int = 0) -> optimize.OptimizeResult:
    """SciPy's differential evolution from 200 points of the box, then L-BFGS-B from the best."""
    many = jax.jit(jax.vmap(problem.loss, (-1, None), -1))
    slope = jax.jit(jax.value_and_grad(problem.loss))
    box = _box(problem)
    found = optimize.differential_evolution(
        lambda x: np.asarray(many(x.reshape(len(box), -1), None)),
        box,
        init=_points(problem, 200, seed),
        maxiter=150,
        vectorized=True,
        updating="deferred",
        polish=False,
        rng=seed,
    )
    polished = optimize.minimize(
        lambda x: tuple(map(np.asarray, slope(x, None))), found.x, jac=True, method="L-BFGS-B"
    )
    return min(found, polished, key=lambda result: result.fun)


@pytest.mark.parametrize(
    ("name", "n"), [(name, n) for name, n in BOUNDED if n == (SURFACES[name].dimension or 2)]
)
def test_nothing_lower_is_found(name: str, n: int) -> None:
    problem = surface(name, n)
    best = problem.optimum
    assert best is not None
    found = _lowest(problem)
    assert found.fun >= best.value - 1e-12 * max(1, abs(best.value))
    if name != "brown-badly-scaled":  # its minimiser lies far outside the box
        # And the search is good enough to have found the minimum itself.
        assert found.fun <= best.value + 1e-6
        assert min(np.linalg.norm(found.x - x) for x in best.params) < 0.05


@pytest.mark.parametrize(
    "name", ["himmelblau", "six-hump-camel", "branin", "double-well", "styblinski-tang", "goldstein-price"]
)
def test_all_global_minimisers_are_listed(name: str) -> None:
    problem = surface(name, 2)
    slope = jax.jit(jax.value_and_grad(problem.loss))
    reached = set()
    for start in _points(problem, 40, seed=1):
        end = optimize.minimize(
            lambda x: tuple(map(np.asarray, slope(x, None))),
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=_box(problem),
            options={"ftol": 1e-15, "gtol": 1e-9},
        )
        if end.fun < problem.optimum.value + 1e-8:
            distances = [np.linalg.norm(end.x - x) for x in problem.optimum.params]
            assert min(distances) < 1e-3
            reached.add(int(np.argmin(distances)))
    assert reached == set(range(len(problem.optimum.params)))


@pytest.mark.parametrize(
    ("name", "direction"), [("saddle", (0, 1)), ("monkey-saddle", (-1, 0)), ("mccormick", (-1, -1))]
)
def test_unbounded_surfaces_have_no_optimum(name: str, direction: tuple[float, float]) -> None:
    problem = surface(name)
    assert problem.optimum is None
    values, _, _ = _derivatives(problem, np.outer([1e2, 1e4, 1e6], direction))
    assert values[0] > values[1] > values[2]
    assert values[2] < -9e5


def test_only_those_are_unbounded() -> None:
    assert {
        name for name, entry in SURFACES.items() if entry.optimum(entry.dimension or 2) is None
    } == UNBOUNDED


def test_the_saddles_hessian_is_indefinite() -> None:
    np.testing.assert_allclose(_derivatives(surface("saddle"), [0.3, 0.7])[2], [[-2, 2]])


@pytest.mark.parametrize(("name", "n"), CASES)
def test_gradients_against_central_differences_of_the_textbook(name: str, n: int) -> None:
    """SciPy's differences of the plain NumPy formula: neither the package's formula nor its derivative."""
    problem = surface(name, n)
    points = _points(problem, 5, seed=2)
    for x, gradient in zip(points, _derivatives(problem, points)[1], strict=True):
        expected = optimize.approx_fprime(x, lambda z: TEXTBOOK[name](z), 1e-7 * np.maximum(1, abs(x)))
        other = -optimize.approx_fprime(-x, lambda z: TEXTBOOK[name](-z), 1e-7 * np.maximum(1, abs(x)))
        scale = max(1.0, abs(TEXTBOOK[name](x)))
        np.testing.assert_allclose(gradient, (expected + other) / 2, rtol=1e-5, atol=3e-8 * scale)


@pytest.mark.parametrize(("name", "n"), CASES)
def test_the_complex_step_holds_exactly_where_analytic(name: str, n: int) -> None:
    problem = surface(name, n)
    assert problem.analytic == (name != "ackley")
    if problem.analytic:
        x = _points(problem, 1, seed=3)[0]
        shifted = jnp.asarray(x + 1e-30j * np.eye(n))
        steps = np.asarray(jax.jit(jax.vmap(problem.loss, (0, None)))(shifted, None)).imag / 1e-30
        (gradient,) = _derivatives(problem, x)[1]
        np.testing.assert_allclose(steps, gradient, rtol=1e-9, atol=1e-13 * max(1, *abs(gradient)))


@pytest.mark.parametrize("n", [1, 2, 7])
def test_ackleys_tip_is_exact_and_free_of_nan(n: int) -> None:
    problem = surface("ackley", n)
    values, gradients, _ = _derivatives(problem, [np.zeros(n), 1e-9 * np.eye(n)[0]])
    assert values[0] == 0
    np.testing.assert_array_equal(gradients[0], 0)
    # Beside the tip the slope is that of the cone, 4/√n (20 · 1/5 times that of the radius).
    np.testing.assert_allclose(gradients[1], 4 / math.sqrt(n) * np.eye(n)[0], rtol=1e-6)


@pytest.mark.parametrize(("name", "n"), [("rastrigin", 2), ("griewank", 2), ("levy", 2), ("ackley", 2)])
def test_single_precision_follows_the_loss_to_its_minimum(name: str, n: int) -> None:
    """1e-5 from the minimum the textbook's 1 − cos is lost in float32; this form keeps five digits."""
    problem = surface(name, n)
    near = np.float32(problem.optimum.params[0]) + np.float32([1e-5, -2e-5])
    single = jax.jit(problem.loss)(jnp.asarray(near, jnp.float32), None)
    assert single.dtype == jnp.float32
    np.testing.assert_allclose(single, _derivatives(problem, near)[0][0], rtol=1e-5)


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float32])
@pytest.mark.parametrize(("name", "n"), CASES)
def test_the_parameters_precision_is_kept(name: str, n: int, dtype: Any) -> None:
    x = jax.ShapeDtypeStruct((n,), dtype)
    value, gradient = jax.eval_shape(jax.value_and_grad(surface(name, n).loss), x, None)
    assert (value.shape, value.dtype) == ((), dtype)
    assert (gradient.shape, gradient.dtype) == ((n,), dtype)


@pytest.mark.parametrize(("name", "n"), BOUNDED)
def test_smoothness_and_strong_convexity_hold_and_are_tight(name: str, n: int) -> None:
    problem = surface(name, n)
    best = problem.optimum
    assert best is not None
    if best.smoothness is None and best.strong_convexity is None:
        assert name not in CONVEX
        return
    points = np.concatenate([_points(problem, 300, seed=4), best.params])
    _, _, eigenvalues = _derivatives(problem, points)
    if best.smoothness is not None:
        assert eigenvalues.max() <= best.smoothness * (1 + 1e-12)
        assert eigenvalues.max() >= best.smoothness * (1 - 1e-12)
    if best.strong_convexity is not None:
        assert eigenvalues.min() >= best.strong_convexity * (1 - 1e-9)
        assert eigenvalues.min() <= best.strong_convexity * (1 + 1e-9)


@pytest.mark.parametrize(("name", "n"), CASES)
def test_starts_fill_the_box_and_follow_the_seed(name: str, n: int) -> None:
    problem = surface(name, n)
    starts = np.asarray(jax.vmap(problem.init)(jax.random.split(jax.random.key(0), 400)))
    low, high = _box(problem).T
    assert starts.shape == (400, n)
    assert ((starts >= low) & (starts <= high)).all()
    width = high - low
    assert (starts.min(0) < low + 0.05 * width).all()
    assert (starts.max(0) > high - 0.05 * width).all()
    again = problem.init(jax.random.key(7))
    np.testing.assert_array_equal(again, problem.init(jax.random.key(7)))
    assert not np.array_equal(again, problem.init(jax.random.key(8)))


def test_a_given_start_is_every_seeds_start() -> None:
    for problem in (surface("beale", start=(1.5, -2.0)), quadratic(10, start=(1.5, -2.0))):
        for seed in (0, 1):
            np.testing.assert_array_equal(problem.init(jax.random.key(seed)), [1.5, -2.0])
        assert problem.init(jax.random.key(0)).dtype == jnp.float64
        with jax.enable_x64(False):
            assert problem.init(jax.random.key(0)).dtype == jnp.float32


def test_dimensions_follow_from_the_surface_or_the_start() -> None:
    assert surface().settings["dimension"] == 2
    assert surface("wood").settings["dimension"] == 4
    assert surface("sphere", start=(1.0,)).settings["dimension"] == 1
    assert surface("rosenbrock", start=[1, 2, 3]).settings["dimension"] == 3
    assert surface("rosenbrock").settings["published_start"] == (-1.2, 1.0)
    assert surface("rosenbrock", 3).settings["published_start"] is None


def test_equal_arguments_are_one_problem() -> None:
    assert surface() is surface("rosenbrock", 2)
    assert surface("sphere", start=(1, 2)) is surface("sphere", 2, [1.0, 2.0])
    assert surface("sphere") is not surface("sphere", 3)
    assert quadratic(100, 2) is quadratic(100.0, 2, False)
    assert quadratic(5, 1) is quadratic(9, 1, True)


def test_problems_say_what_they_are() -> None:
    for name, n in CASES:
        problem = surface(name, n)
        assert (problem.name, problem.runs_axis, problem.data) == (name, -1, None)
        assert problem.tex.count("{") == problem.tex.count("}")
        assert problem.tex.count(r"\left") == problem.tex.count(r"\right") > -1
        assert problem.settings["source"]
        start = problem.settings["published_start"]
        assert start is None or len(start) == n


ROWS = [
    (condition, n, rotation) for condition in (1, 10, 1e6) for n in (1, 2, 5) for rotation in (False, True)
]


@pytest.mark.parametrize(("condition", "n", "rotation"), ROWS)
def test_quadratics_have_the_promised_spectrum(condition: float, n: int, rotation: bool) -> None:
    problem = quadratic(condition, n, rotation)
    hessian = np.asarray(jax.jit(jax.hessian(problem.loss))(jnp.ones(n), problem.data))
    expected = np.logspace(-np.log10(condition), 0, n) if n > 1 else np.ones(1)
    np.testing.assert_allclose(np.linalg.eigvalsh(hessian), expected, rtol=1e-9, atol=1e-15)
    best = problem.optimum
    assert best is not None
    assert best.smoothness == 1
    assert best.strong_convexity == pytest.approx(expected[0])
    assert problem.settings["condition"] == (condition if n > 1 else 1)
    assert float(problem.loss(best.params[0], problem.data)) == best.value == 0
    x = np.random.default_rng(0).normal(size=n)
    np.testing.assert_allclose(problem.loss(jnp.asarray(x), problem.data), x @ hessian @ x / 2)
    step = problem.loss(jnp.asarray(x + 1e-30j * np.eye(n)[0]), problem.data).imag / 1e-30
    np.testing.assert_allclose(step, (hessian @ x)[0], rtol=1e-9)
    assert problem.analytic


def test_a_rotation_couples_the_coordinates_and_is_always_the_same() -> None:
    turned = quadratic(100, 4, True).data["hessian"]
    assert abs(turned[~np.eye(4, dtype=bool)]).min() > 1e-3
    np.testing.assert_array_equal(turned, turned.T)
    np.testing.assert_array_equal(random_rotation(4), random_rotation(4))
    assert not np.allclose(random_rotation(4), random_rotation(4, seed=1))


@settings(deadline=None, max_examples=30)
@given(n=st.integers(2, 12), seed=st.integers(0, 2**32 - 1))
def test_rotations_are_rotations(n: int, seed: int) -> None:
    q = random_rotation(n, seed)
    np.testing.assert_allclose(q @ q.T, np.eye(n), atol=1e-12)
    assert np.linalg.det(q) == pytest.approx(1)


@pytest.mark.parametrize(("rate", "converges"), [(1.999, True), (2.001, False)])
@pytest.mark.parametrize("condition", [10.0, 1000.0])
def test_the_learning_rate_limit_of_a_quadratic_is_two(
    condition: float, rate: float, converges: bool
) -> None:
    problem = quadratic(condition, 3, True)
    x = problem.init(jax.random.key(0))
    first = problem.loss(x, problem.data)
    slope = jax.grad(problem.loss)
    x = jax.lax.fori_loop(0, 5000, lambda _, x: x - rate * slope(x, problem.data), x)
    assert bool(problem.loss(x, problem.data) < first) is converges


def test_a_quadratics_starts_are_standard_normal() -> None:
    problem = quadratic(dimension=3)
    starts = np.asarray(jax.vmap(problem.init)(jax.random.split(jax.random.key(0), 4000)))
    np.testing.assert_allclose(starts.mean(0), 0, atol=0.06)
    np.testing.assert_allclose(np.cov(starts.T), np.eye(3), atol=0.08)


BAD: list[tuple[str, Callable[[], Problem], tuple[str, ...]]] = [
    ("problem.unknown_surface", lambda: surface("rosenbrok"), ("rosenbrok", "'rosenbrock'", "wood")),
    ("surface.fixed_dimension", lambda: surface("beale", 3), ("beale", "3", "2")),
    ("surface.fixed_dimension", lambda: surface("wood", 2), ("wood", "4", "2")),
    ("surface.dimension", lambda: surface("rosenbrock", 1), ("1", "2", str(LARGEST))),
    ("surface.dimension", lambda: surface("sphere", 0), ("0", "1")),
    ("surface.dimension", lambda: surface("sphere", 2.5), ("2.5",)),  # type: ignore[arg-type]
    ("surface.dimension", lambda: surface("sphere", True), ("True",)),
    ("surface.dimension", lambda: surface("sphere", LARGEST + 1), (str(LARGEST + 1),)),
    ("surface.start_length", lambda: surface("beale", start=(1.0,)), ("1", "2")),
    ("surface.start_length", lambda: surface("sphere", 3, (1.0, 2.0)), ("3", "2")),
    ("surface.start_not_numbers", lambda: surface("beale", start=(1.0, math.nan)), ("nan",)),
    ("surface.start_not_numbers", lambda: surface("beale", start=(math.inf, 1.0)), ("inf",)),
    ("surface.start_not_numbers", lambda: surface("beale", start=("x", 1.0)), ("x",)),  # type: ignore[arg-type]
    ("surface.start_not_numbers", lambda: surface("beale", start=(10**400, 1)), ("1000",)),
    ("surface.start_not_numbers", lambda: surface("beale", start=3.0), ("3.0",)),  # type: ignore[arg-type]
    ("quadratic.condition", lambda: quadratic(0.5), ("0.5", "1")),
    ("quadratic.condition", lambda: quadratic(math.nan), ("nan",)),
    ("quadratic.condition", lambda: quadratic(math.inf), ("inf",)),
    ("quadratic.condition", lambda: quadratic("steep"), ("steep",)),  # type: ignore[arg-type]
    ("surface.dimension", lambda: quadratic(dimension=0), ("0",)),
    ("surface.dimension", lambda: quadratic(2, LARGEST_ROTATED + 1, True), (str(LARGEST_ROTATED),)),
    ("surface.start_length", lambda: quadratic(2, 2, start=(1.0,)), ("1", "2")),
]


@pytest.mark.parametrize(("key", "call", "says"), BAD)
def test_bad_input_is_named(key: str, call: Callable[[], Problem], says: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.key == key
    for language in ("en", "ja"):
        assert all(word in caught.value.say(language) for word in (s.strip("'") for s in says))
        assert not re.search(r"[{}]", caught.value.say(language))


def test_every_sentence_is_used_and_stands_in_both_languages() -> None:
    assert {key for key, _, _ in BAD} == set(SENTENCES)
    for english, japanese in SENTENCES.values():
        names = re.findall(r"{(\w+)}", english)
        assert sorted(names) == sorted(re.findall(r"{(\w+)}", japanese))
        assert re.search(r"[ぁ-ん]", japanese)
        assert japanese.isascii() is False
        assert english.isascii()
