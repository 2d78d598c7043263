"""The noise of a gradient against a loop over examples in NumPy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from kudari.gradients import noise
from kudari.gradients.noise import gradient_noise
from kudari.problems import PROBLEMS

PLACES = {
    "fit": {"hidden": (10,), "activation": ("tanh",), "batch": 20},
    "classify": {"data": "iris", "hidden": (6,), "batch": 13},
}


@pytest.mark.parametrize("together", [2**16, 200])
@pytest.mark.parametrize("place", PLACES)
def test_noise_is_that_of_a_loop_over_examples(place, together, monkeypatch):
    monkeypatch.setattr(noise, "_NUMBERS", together)
    problem = PROBLEMS[place](**PLACES[place])
    params = jax.jit(problem.init)(jax.random.key(0))
    batch = jax.jit(problem.draw)(jax.random.key(1), jax.tree.map(jnp.asarray, problem.data))
    count = problem.batch
    gradient = jax.jit(jax.grad(problem.loss))
    rows = []
    for i in range(count):
        one = jax.tree.map(lambda leaf, i=i: leaf[i : i + 1], batch)
        rows.append(np.asarray(ravel_pytree(gradient(params, one))[0], float))
    variance = np.trace(np.cov(np.array(rows), rowvar=False))
    signal = (np.mean(rows, axis=0) ** 2).sum() - variance / count

    @jax.jit
    def numbers(params, batch):
        found = gradient_noise(problem.loss, params, batch)
        return found.variance, found.signal, found.scale, found.signal_to_noise

    found = numbers(params, batch)
    np.testing.assert_allclose(found[:2], [variance, signal], rtol=1e-4)
    np.testing.assert_allclose(found[2:], [variance / signal, signal * count / variance], rtol=1e-3)


@pytest.mark.parametrize(
    ("examples", "variance", "scale", "ratio"),
    [
        ([1.0, -1.0], 2, np.inf, 0),
        ([3.0, 3.0], 0, 0, np.inf),
        ([0.0, 0.0], 0, 0, 0),
        ([3.0, 1.0], 2, 2 / 3, 3),
    ],
)
def test_closed_forms_of_two_examples(examples, variance, scale, ratio):
    """The gradients of mean(x·w) are the examples: |G|² = mean² − variance/2."""
    found = gradient_noise(lambda w, x: jnp.mean(x * w), jnp.float32(1), jnp.array(examples))
    assert [float(found.variance), float(found.scale), float(found.signal_to_noise)] == pytest.approx(
        [variance, scale, ratio]
    )


def test_the_estimates_are_unbiased():
    """Batches of 4 from gradients of mean 1 and variance 9 in one dimension: |G|² = 1 on average."""
    batches = 1 + 3 * jax.random.normal(jax.random.key(0), (20_000, 4))
    found = jax.vmap(
        lambda x: jnp.stack(gradient_noise(lambda w, x: jnp.mean(x * w), jnp.float32(0), x)[:2])
    )(batches)
    np.testing.assert_allclose(found.mean(0), [9, 1], rtol=0.1)
