"""Hill-ADAM and noisy gradients held against loops and distributions written from their definitions."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import scipy.stats

from kudari.language import InputError
from kudari.methods.catalogue import METHODS, compose
from kudari.methods.climbing import hill_adam
from kudari.methods.noise import anneal_noise, annealed_noise, perturbed_gd

KEY = jax.random.key(7)


def tilted_wells(x):
    """(x² - 1)² + 0.3x: the well at about -1 lies 0.6 lower."""
    return (x**2 - 1) ** 2 + 0.3 * x


def expected_hill(x, steps, lr, change, ceiling, b1=0.9, b2=0.999, eps=1e-8):
    """The published rule in plain Python: positions, and +1 where an update descends."""
    sign, before, m, v, t = 1, None, 0.0, 0.0, 0
    for _ in range(steps):
        loss, g = (x * x - 1) ** 2 + 0.3 * x, 4 * x * (x * x - 1) + 0.3
        turned = False
        if before is not None and abs(loss - before) < change:
            sign, turned, before = -sign, True, None
        elif loss > ceiling:
            turned, sign, before = sign == -1, 1, None
        else:
            before = loss
        if turned:
            m, v, t = 0.0, 0.0, 0
        t += 1
        m, v = b1 * m + (1 - b1) * sign * g, b2 * v + (1 - b2) * g * g
        x -= lr * (m / (1 - b1**t)) / (math.sqrt(v / (1 - b2**t)) + eps)
        yield x, sign


@pytest.mark.parametrize(
    ("start", "lr", "change", "ceiling"),
    [(1.3, 0.05, 1e-4, 200.0), (1.3, 0.1, 1e-3, 1.5), (-2.0, 0.05, 1e-3, 0.4), (3.0, 0.2, 1e-2, 20.0)],
)
def test_hill_adam_is_the_definition(start, lr, change, ceiling):
    expected = np.array(list(expected_hill(start, 300, lr, change, ceiling)))
    with jax.enable_x64(True):
        rule = hill_adam(learning_rate=lr, change=change, ceiling=ceiling)

        def one(carried, _):
            x, state = carried
            value, g = jax.value_and_grad(tilted_wells)(x)
            updates, state = rule.update(g, state, x, value=value)
            return (x + updates, state), x + updates

        x = jnp.asarray(start)
        found = jax.jit(lambda x: jax.lax.scan(one, (x, rule.init(x)), length=300)[1])(x)
    np.testing.assert_allclose(found, expected[:, 0], rtol=1e-6, atol=1e-7)
    assert np.sum(np.diff(expected[:, 1]) != 0) >= 2


@pytest.mark.parametrize(
    ("losses", "signs"),
    [
        # The first loss is compared with none; after a turn the comparison begins anew.
        ([1.0, 1.0, 1.0, 1.0, 1.0], [1, -1, -1, 1, 1]),
        ([3.0, 2.0, 1.0, 1.0, 2.0, 3.0, 3.0], [1, 1, 1, -1, -1, -1, 1]),
        # Above the ceiling of 9 a climb ends, and nothing is compared.
        ([1.0, 1.0, 5.0, 10.0, 10.0, 10.0, 8.0], [1, -1, -1, 1, 1, 1, 1]),
        ([10.0, 10.0, 10.0], [1, 1, 1]),
        ([1.0, math.nan, 1.0, 1.0], [1, 1, 1, -1]),
        ([math.inf, math.inf, 1.0, 1.0], [1, 1, 1, -1]),
        ([-math.inf, -math.inf, -math.inf], [1, 1, 1]),
    ],
)
def test_hill_adam_turns_exactly_there(losses, signs):
    rule = hill_adam(learning_rate=1.0, change=0.5, ceiling=9.0)
    found, state, moments = [], rule.init(jnp.ones(1)), []
    for loss in losses:
        updates, state = rule.update(jnp.ones(1), state, jnp.ones(1), value=jnp.float32(loss))
        found.append(round(-float(updates[0])))
        moments.append(int(optax.tree.get(state, "count")))
    # A mean of ones of one sign is 1: every update since the turn went the same way, whatever came before.
    assert found == signs
    turns = [0, *(place for place in range(1, len(signs)) if signs[place] != signs[place - 1])]
    assert moments == [
        place - max(turn for turn in turns if turn <= place) + 1 for place in range(len(signs))
    ]


def noisy_updates(t, count=20_000, size=3, noise=0.5, decay=0.55):
    rule = anneal_noise(optax.sgd(1.0), jnp.float32(noise), jnp.float32(decay))
    x = jnp.zeros(size)
    state = rule.init(x)._replace(taken=jnp.int32(t))
    keys = jax.random.split(KEY, count)
    return -np.asarray(jax.vmap(lambda key: rule.update(x + 2.0, state, x, key=key)[0])(keys))


@pytest.mark.parametrize("t", [0, 1, 99])
def test_annealed_noise_is_normal_with_the_papers_variance(t):
    found, deviation = noisy_updates(t), math.sqrt(0.5 / (1 + t) ** 0.55)
    assert scipy.stats.kstest((found.ravel() - 2) / deviation, "norm").pvalue > 0.01
    # 60 000 numbers tell a variance to within 3 %: a decay of 0.5 or 0.6 in its place would show at t = 99.
    assert np.var(found) == pytest.approx(deviation**2, rel=0.03)
    assert np.abs(np.corrcoef(found.T) - np.eye(3)).max() < 0.03


def test_noise_counts_updates_and_goes_with_any_method_and_precision():
    rule = anneal_noise(optax.adam(0.1), 0.5)
    x = {"a": jnp.ones(2), "b": jnp.float32(1)}
    state = rule.init(x)
    for _ in range(3):
        updates, state = rule.update(x, state, x, key=KEY)
    assert int(state.taken) == 3
    assert jax.tree.map(jnp.shape, updates) == jax.tree.map(jnp.shape, x)
    wrapped = annealed_noise(METHODS["adam"])
    assert set(wrapped.hyperparameters) == {*METHODS["adam"].hyperparameters, "noise", "noise_decay"}
    assert wrapped.draws
    assert not wrapped.keep_best
    assert "1511.06807" in wrapped.reference


def test_a_method_that_reads_the_loss_is_shown_one_whose_gradient_is_the_noisy_one():
    seen = {}

    def update(updates, state, params=None, *, value, grad, value_fn, **extra):
        seen.update(
            updates=updates, value=value, grad=grad, slope=jax.grad(value_fn)(params), at=value_fn(params)
        )
        return updates, state

    def loss(x):
        return jnp.sum(x**4)

    rule = anneal_noise(optax.GradientTransformationExtraArgs(lambda params: (), update), 1.0)
    x = jnp.asarray([1.0, -2.0])
    value, grad = jax.value_and_grad(loss)(x)
    rule.update(grad, rule.init(x), x, value=value, grad=grad, value_fn=loss, key=KEY)
    assert np.abs(seen["grad"] - grad).min() > 0.01
    np.testing.assert_allclose(seen["slope"], seen["grad"], rtol=1e-5)
    np.testing.assert_array_equal(seen["updates"], seen["grad"])
    assert seen["value"] == seen["at"] == value


@pytest.mark.parametrize("pause", [0, 1, 3])
def test_a_push_comes_where_the_gradient_is_small_and_more_than_the_pause_has_gone_by(pause):
    rule = perturbed_gd(1.0, gradient_threshold=5.0, radius=1e-3, pause=pause)
    gradients = [9.0, 5.0, 1.0, 5.1, 1.0, 1.0, 1.0, 9.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    state, last = rule.init(jnp.zeros(2)), -math.inf
    for t, norm in enumerate(gradients):
        # (0.6, 0.8)·norm has this norm.
        gradient = norm * jnp.asarray([0.6, 0.8])
        updates, state = rule.update(gradient, state, jnp.zeros(2), key=jax.random.fold_in(KEY, t))
        pushes = norm <= 5.0 and t - last > pause
        last = t if pushes else last
        if pushes:
            assert 0 < np.linalg.norm(updates) <= 1e-3
        else:
            np.testing.assert_array_equal(updates, -gradient)


@pytest.mark.parametrize("shapes", [(1,), (2,), (3, 4)])
def test_pushes_are_uniform_in_the_ball(shapes):
    rule = perturbed_gd(1.0, radius=2.0)
    x = [jnp.zeros(size) for size in shapes]

    def push(key):
        updates, _ = rule.update(x, rule.init(x), x, key=key)
        return jnp.concatenate(updates)

    found = np.asarray(jax.vmap(push)(jax.random.split(KEY, 20_000)))
    dimension = sum(shapes)
    away = np.linalg.norm(found, axis=1) / 2.0
    # The share of the ball within a distance is the distance's power.
    assert scipy.stats.kstest(away**dimension, "uniform").pvalue > 0.01
    assert np.abs(found.mean(axis=0)).max() < 0.05
    np.testing.assert_allclose(np.cov(found.T), 4 / (dimension + 2) * np.eye(dimension), atol=0.06)


def test_a_push_leaves_a_saddle_on_which_gradient_descent_stands_still():
    def loss(x):
        return (x[0] ** 2 - 1) ** 2 / 4 + x[1] ** 2 / 2

    def run(rule):
        def one(carried, key):
            x, state = carried
            updates, state = rule.update(jax.grad(loss)(x), state, x, key=key)
            return (x + updates, state), x

        x = jnp.zeros(2)
        return jax.lax.scan(one, (x, rule.init(x)), jax.random.split(KEY, 200))[0][0]

    pushed = run(perturbed_gd(0.1, gradient_threshold=1e-3, radius=1e-2, pause=1000))
    np.testing.assert_allclose(np.abs(pushed), [1, 0], atol=1e-4)
    np.testing.assert_array_equal(run(optax.with_extra_args_support(optax.sgd(0.1))), [0, 0])


def test_names_in_both_and_methods_without_an_inner_one_are_refused():
    with pytest.raises(InputError, match="both would have the hyperparameters noise, noise_decay"):
        annealed_noise(METHODS["annealed-noise"])
    with pytest.raises(InputError, match=r"takes no inner method; those that do: .*multi-start"):
        compose("perturbed-gd", "adam")
    assert compose("reversal", "adam", "cosine").name == "reversal-on-plateau(adam)+cosine"
