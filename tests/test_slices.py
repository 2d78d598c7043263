"""Planes through parameters: their directions, shares and losses, against scikit-learn, numpy and closed forms."""

import time
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree
from sklearn.decomposition import PCA

from kudari.plan import build_problem
from kudari.problems.problem import Problem
from kudari.slices import (
    EXAMPLES,
    coordinates,
    examples_of,
    filter_normalised,
    loss_on_plane,
    share_held,
    trajectory_pca,
)
from kudari.study import ProblemChoice


def network(*widths):
    generator = np.random.default_rng(5)
    return [
        {
            "weight": jnp.asarray(generator.normal(size=(out, into))),
            "bias": jnp.asarray(generator.normal(size=out)),
        }
        for into, out in pairwise(widths)
    ]


def test_every_neuron_of_a_direction_has_the_norm_of_its_weights():
    params = network(4, 7, 3)
    params[0]["weight"] = params[0]["weight"].at[2].set(0)
    first, second = filter_normalised(params, jax.random.key(1))
    for direction in (first, second):
        for drawn, layer in zip(direction, params, strict=True):
            for neuron, weights in zip(np.asarray(drawn["weight"]), np.asarray(layer["weight"]), strict=True):
                assert np.sqrt(neuron @ neuron) == pytest.approx(np.sqrt(weights @ weights), rel=1e-5)
            assert not np.any(drawn["bias"])
    flat = [np.asarray(ravel_pytree(direction)[0]) for direction in (first, second)]
    assert abs(flat[0] @ flat[1]) < 0.8 * np.linalg.norm(flat[0]) * np.linalg.norm(flat[1])


@pytest.mark.parametrize(
    "params", [jnp.array([3.0, 0.0, 4.0]), {"a": jnp.array([3.0, 4.0]), "b": jnp.array(-2.0)}]
)
def test_without_matrices_each_array_is_one_filter(params):
    for direction in filter_normalised(params, jax.random.key(0)):
        for drawn, leaf in zip(jax.tree.leaves(direction), jax.tree.leaves(params), strict=True):
            assert np.linalg.norm(drawn) == pytest.approx(np.linalg.norm(leaf), rel=1e-5)


@pytest.mark.parametrize(("steps", "size"), [(5, 3), (40, 12), (30, 4000), (3, 2)])
def test_the_directions_of_a_path_are_those_of_scikit_learn(steps, size):
    generator = np.random.default_rng(steps)
    points = np.cumsum(generator.normal(size=(steps, size)) * np.linspace(3, 0.5, size), axis=0)
    oracle = PCA(n_components=min(2, steps - 2)).fit(points[:-1] - points[-1])
    found = trajectory_pca(points)
    assert found.shares == pytest.approx(oracle.explained_variance_ratio_, rel=1e-8)
    for ours, theirs in zip(found.directions, oracle.components_, strict=True):
        assert abs(ours @ theirs) == pytest.approx(1, abs=1e-7)
        assert ours @ (points[0] - points[-1]) >= 0


@pytest.mark.parametrize(
    ("points", "count"),
    [
        (np.ones((6, 4)), 0),
        (np.ones((1, 4)), 0),
        (np.array([[1.0, 2.0], [0.0, 0.0]]), 0),
        (np.linspace(0, 1, 9)[:, None] * np.array([[1.0, 2.0, -1.0]]), 1),
        (np.random.default_rng(0).normal(size=(9, 1)), 1),
    ],
)
def test_a_path_without_two_directions_has_fewer(points, count):
    found = trajectory_pca(points)
    assert found.directions.shape == (count, points.shape[1])
    assert found.shares == pytest.approx(np.ones(count))


def test_coordinates_solve_the_least_squares_and_the_share_is_what_they_leave():
    generator = np.random.default_rng(2)
    points, centre, directions = (generator.normal(size=size) for size in ((8, 5), 5, (2, 5)))
    wanted = np.linalg.lstsq(directions.T, (points - centre).T, rcond=None)[0].T
    assert coordinates(points, centre, directions) == pytest.approx(wanted)
    basis = np.linalg.svd(directions, full_matrices=False)[2]
    apart = points - points.mean(axis=0)
    held = np.sum((apart @ basis.T) ** 2) / np.sum(apart**2)
    assert share_held(points, directions) == pytest.approx(held)
    assert np.isnan(share_held(np.ones((3, 5)), directions))


def test_the_share_of_the_principal_plane_is_the_sum_of_its_shares():
    points = np.cumsum(np.random.default_rng(3).normal(size=(30, 9)), axis=0)
    found = trajectory_pca(points)
    assert share_held(points[:-1], found.directions) == pytest.approx(found.shares.sum())


def test_the_plane_of_a_quadratic_is_its_closed_form():
    generator = np.random.default_rng(4)
    curvature, centre = np.diag([1.0, 4.0, 9.0, 2.0]), generator.normal(size=4)
    first, second = generator.normal(size=(2, 4))
    problem = Problem(
        name="bowl",
        init=lambda key: jnp.zeros(4),
        loss=lambda params, batch: 0.5 * params["w"] @ batch @ params["w"],
    )
    x, y = np.linspace(-1, 2, 5), np.linspace(-3, 1, 4)
    trees = [{"w": jnp.asarray(vector)} for vector in (centre, first, second)]
    found = loss_on_plane(
        problem, jnp.asarray(curvature), trees[0], tuple(trees[1:]), jnp.asarray(x), jnp.asarray(y)
    )
    for i, a in enumerate(x):
        for j, b in enumerate(y):
            place = centre + a * first + b * second
            assert float(found[i, j]) == pytest.approx(0.5 * place @ curvature @ place, rel=1e-5)


@pytest.mark.parametrize(
    ("name", "settings", "count"),
    [
        ("surface", {"function": "rosenbrock", "dimension": 5}, None),
        ("fit", {"batch": 70}, 70),
        ("classify", {"data": "iris", "batch": 10}, None),
        ("classify", {"data": "digits"}, EXAMPLES),
    ],
)
def test_examples_are_the_data_or_some_of_it(name, settings, count):
    problem = build_problem(ProblemChoice(name=name, settings=settings))
    batch, told = examples_of(problem, jax.tree.map(jnp.asarray, problem.data))
    if name == "classify":
        inputs, labels = batch
        assert told == len(inputs) == len(labels) == min(EXAMPLES, problem.examples)
        rows = {row.astype("float32").tobytes() for row in problem.data["inputs"]}
        assert {np.asarray(row, "float32").tobytes() for row in inputs} <= rows
        assert np.unique(np.asarray(labels)).size == len(problem.settings["classes"])
    else:
        assert told == count
    loss = problem.loss(problem.init(jax.random.key(0)), batch)
    assert np.isfinite(float(loss))


def test_a_plane_of_a_network_is_quick():
    problem = build_problem(ProblemChoice(name="classify", settings={"data": "digits", "hidden": (50, 100)}))
    batch, _ = examples_of(problem, jax.tree.map(jnp.asarray, problem.data))
    params = problem.init(jax.random.key(0))
    directions = filter_normalised(params, jax.random.key(1))
    along = jnp.linspace(-1, 1, 41)

    def seconds():
        began = time.perf_counter()
        losses = np.asarray(loss_on_plane(problem, batch, params, directions, along, along))
        assert losses[20, 20] == pytest.approx(float(problem.loss(params, batch)), rel=1e-4)
        return time.perf_counter() - began

    seconds()
    print(found := min(seconds() for _ in range(3)))
    assert found < 3
