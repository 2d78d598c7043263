"""Curvature against dense linear algebra in float64, and what it costs in memory."""

import functools
import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.sparse.linalg
from jax.flatten_util import ravel_pytree

from kudari.gradients.curvature import (
    extreme_direction,
    extreme_eigenvalues,
    hessian_product,
    hessian_vector_product,
)
from kudari.problems import PROBLEMS, networks

KEY = jax.random.key(7)


def network(widths, activation="tanh", batch=50, scale=1.0, dtype="float32"):
    """(loss, params, batch) of a classifier with random weights, inputs and labels."""
    random = np.random.default_rng(len(widths) + widths[-1])
    layers = [
        {
            "weight": jnp.asarray(scale * random.normal(size=(out, into)) / into**0.5, dtype),
            "bias": jnp.asarray(scale * random.normal(size=out) / 2, dtype),
        }
        for into, out in itertools.pairwise(widths)
    ]
    functions = [*[networks.ACTIVATIONS[activation]] * (len(widths) - 2), networks.ACTIVATIONS["identity"]]
    batch = (
        jnp.asarray(random.normal(size=(batch, widths[0])), dtype),
        jnp.asarray(random.dirichlet(np.ones(widths[-1]), size=batch), dtype),
    )

    def loss(params, batch):
        outputs = networks.apply(params, functions, batch[0])
        return -jnp.mean(jnp.sum(jax.nn.log_softmax(outputs) * batch[1], axis=-1))

    return loss, layers, batch


def on(name, dtype="float32", seed=0, **settings):
    """(loss, params, batch) of one of our problems at its start."""
    problem = PROBLEMS[name](**settings)
    params = jax.tree.map(lambda leaf: leaf.astype(dtype), jax.jit(problem.init)(jax.random.key(seed)))
    data = jax.tree.map(lambda leaf: jnp.asarray(leaf, dtype), problem.data)
    return problem.loss, params, jax.jit(problem.draw)(jax.random.key(seed), data)


def dense(loss, params, batch):
    """Eigenvalues (rising) and eigenvectors of the Hessian as a matrix: jax.hessian in float64, then LAPACK."""
    with jax.enable_x64(True):

        def wide(leaf):
            return jnp.asarray(leaf, "float64") if jnp.issubdtype(leaf.dtype, jnp.floating) else leaf

        params, batch = jax.tree.map(wide, (params, batch))
        flat, unravel = ravel_pytree(params)
        hessian = jax.jit(jax.hessian(lambda flat: loss(unravel(flat), batch)))(flat)
        return np.linalg.eigh(np.asarray(hessian))


PLACES = {
    "fit-square": lambda dtype: on("fit", dtype, activation=("tanh",)),
    "saturated": lambda dtype: network([3, 8, 3], scale=5.0, dtype=dtype),
    "relu": lambda dtype: network([8, 20, 10, 4], "relu", dtype=dtype),
    "a thousand": lambda dtype: network([20, 30, 17], dtype=dtype),
    "quadratic": lambda dtype: on("quadratic", dtype, condition=1e4),
    "quadratic in 50": lambda dtype: on("quadratic", dtype, condition=1e4, dimension=50),
    "turned": lambda dtype: on("quadratic", dtype, condition=1e4, dimension=20, rotation=True),
    "matrix": lambda dtype: on("matrix", dtype),
    "weight": lambda dtype: on("weight", dtype, x=3.0),
}


WIDE = ("saturated", "quadratic", "turned", "matrix")


@pytest.mark.parametrize(
    ("place", "dtype"), [*((place, "float32") for place in PLACES), *((place, "float64") for place in WIDE)]
)
def test_both_ends_are_those_of_the_dense_hessian(place, dtype):
    with jax.enable_x64(dtype == "float64"):
        loss, params, batch = PLACES[place](dtype)
        assert sum(leaf.size for leaf in jax.tree.leaves(params)) <= 2_000

        @jax.jit
        def ends(params):
            product = hessian_product(lambda params: loss(params, batch), params)
            both = extreme_eigenvalues(product, params, KEY)
            return both, extreme_eigenvalues(product, params, KEY, smallest=False)

        both, only = ends(params)
        assert both.largest.dtype == dtype
    values, _ = dense(loss, params, batch)
    # Nothing that is smaller beside the largest than rounding can be told.
    rounding = 4 * np.finfo(dtype).eps * abs(values).max()
    np.testing.assert_allclose(both, [values[-1], values[0]], rtol=1e-3, atol=rounding)
    np.testing.assert_allclose(only, [values[-1], np.nan], rtol=1e-3)


def test_a_product_is_the_dense_one_and_both_ways_agree():
    loss, params, batch = network([4, 6, 3])
    vector = jax.tree.map(jnp.cos, params)
    values, vectors = dense(loss, params, batch)
    wanted = vectors @ (values * (vectors.T @ np.asarray(ravel_pytree(vector)[0], float)))

    @jax.jit
    def both(params, vector):
        def here(params):
            return loss(params, batch)

        return hessian_product(here, params)(vector), hessian_vector_product(here, params, vector)

    for product in both(params, vector):
        assert jax.tree.structure(product) == jax.tree.structure(params)
        np.testing.assert_allclose(ravel_pytree(product)[0], wanted, atol=1e-5 * abs(values).max())


@jax.jit
def ends_of(spectrum):
    return extreme_eigenvalues(lambda v: spectrum * v, spectrum, KEY)


@pytest.mark.parametrize(
    ("spectrum", "largest", "smallest"),
    [
        ([0.0] * 5, 0, 0),
        ([3.0], 3, 3),
        ([-3.0], -3, -3),
        ([2.0] * 40, 2, 2),
        ([5.0] + [0.0] * 99, 5, 0),
        ([-5.0] + [0.0] * 99, 0, -5),
        ([1e-30, 2e-30, -7e-30], 2e-30, -7e-30),
        ([1e30, 2e30, -7e30], 2e30, -7e30),
        (np.linspace(-1, -0.5, 300), -0.5, -1),
        (np.r_[np.linspace(0, 1, 1000), 1.03], 1.03, 0),
    ],
)
def test_spectra_that_end_the_process_early_or_late(spectrum, largest, smallest):
    spectrum = jnp.asarray(spectrum, "float32")
    ends = ends_of(spectrum)
    scale = float(jnp.max(jnp.abs(spectrum)))
    # Beside 0, what is asked for is the whole spectrum's rounding; at an end in a dense bulk, its own tolerance.
    np.testing.assert_allclose(ends, [largest, smallest], rtol=1e-3, atol=1e-5 * scale)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_ends_at_once_as_nan(bad):
    spectrum = jnp.array([1.0, bad, 2.0])
    calls = []
    ends = jax.jit(
        lambda: extreme_eigenvalues(
            lambda v: (jax.debug.callback(lambda: calls.append(1)), spectrum * v)[1], spectrum, KEY
        )
    )()
    assert np.isnan(ends).all()
    jax.effects_barrier()
    assert len(calls) <= 20


def test_runs_side_by_side_have_the_numbers_they_have_alone():
    random = np.random.default_rng(0)
    spectra = jnp.asarray(
        random.normal(size=(3, 2, 40)) * 10.0 ** random.integers(-3, 3, (3, 2, 1)), "float32"
    )
    spectra = spectra.at[0, 0].set(jnp.nan).at[1, 1].set(0)

    def ends(spectrum):
        return jnp.stack(extreme_eigenvalues(lambda v: spectrum * v, spectrum, KEY))

    together = jax.jit(jax.vmap(jax.vmap(ends)))(spectra)
    wanted = np.stack([spectra.max(-1), spectra.min(-1)], -1)
    np.testing.assert_allclose(together, wanted, rtol=1e-3)


def test_the_direction_of_an_end():
    loss, params, batch = network([8, 20, 10, 4])
    _, vectors = dense(loss, params, batch)

    @jax.jit
    def direction(params):
        product = hessian_product(lambda params: loss(params, batch), params)
        return [
            ravel_pytree(extreme_direction(product, params, KEY, largest=end))[0] for end in (False, True)
        ]

    for found, end in zip(direction(params), (0, -1), strict=True):
        found = np.asarray(found, float)
        assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)
        assert abs(found @ vectors[:, end]) == pytest.approx(1, abs=1e-3)


@functools.cache
def large():
    loss, params, batch = network([784, 50, 100, 10], batch=20)
    assert sum(leaf.size for leaf in jax.tree.leaves(params)) == 45_360

    def ends(params, batch):
        product = hessian_product(lambda params: loss(params, batch), params)
        return extreme_eigenvalues(product, params, KEY)

    return loss, params, batch, jax.jit(ends).lower(params, batch).compile()


def test_a_large_network_against_arpack():
    loss, params, batch, ends = large()
    flat, unravel = ravel_pytree(params)

    @jax.jit
    def product(vector):
        return ravel_pytree(
            hessian_vector_product(lambda params: loss(params, batch), params, unravel(vector))
        )[0]

    operator = scipy.sparse.linalg.LinearOperator(
        (flat.size, flat.size), matvec=lambda v: np.asarray(product(v.astype("float32"))), dtype="float32"
    )
    wanted = [
        scipy.sparse.linalg.eigsh(operator, 1, which=which, return_eigenvectors=False, tol=1e-5)[0]
        for which in ("LA", "SA")
    ]
    np.testing.assert_allclose(ends(params, batch), wanted, rtol=1e-3)


def test_a_large_network_takes_the_memory_of_a_few_vectors():
    """Twenty parameter vectors at most (a dense Hessian has 45,360), activations of 20 examples included."""
    *_, ends = large()
    assert ends.memory_analysis().temp_size_in_bytes < 20 * 4 * 45_360
