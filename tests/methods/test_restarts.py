"""Basin hopping and multi-start held against their definitions."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import scipy.stats

import kudari
from kudari.language import InputError
from kudari.methods.catalogue import METHODS
from kudari.methods.restarts import basin_hopping, hop_basins, multi_start, start_again
from kudari.methods.schedules import scheduled

KEY = jax.random.key(3)
KEYS = jax.random.split(KEY, 60)


def wells(x):
    return jnp.sum((x**2 - 1) ** 2 + 0.3 * x)


def path(rule, x, steps, loss=wells, **told):
    """The parameters before each update: float[steps + 1, n]."""

    def one(carried, place):
        x, state = carried
        value, g = jax.value_and_grad(loss)(x)
        key = jax.random.fold_in(KEY, place)
        updates, state = rule.update(g, state, x, value=value, key=key, **told)
        return (x + updates, state), x

    (last, _), before = jax.jit(lambda x: jax.lax.scan(one, (x, rule.init(x)), jnp.arange(steps)))(x)
    return np.append(np.asarray(before), np.asarray(last)[None], axis=0)


@pytest.mark.parametrize("every", [1, 4, 25])
@pytest.mark.parametrize("inner", ["gd", "momentum"])
def test_basin_hopping_descends_and_jumps_from_the_lowest_bottom(inner, every):
    rates = {"learning_rate": 0.02} | ({"momentum": 0.9} if inner == "momentum" else {})
    rule = METHODS[inner].make(**rates)
    found = path(hop_basins(rule, every, 0.7), jnp.asarray([1.2, 0.8]), 100)
    bottom, lowest = None, math.inf
    for first in range(0, 100, every):
        descent = path(optax.with_extra_args_support(rule), jnp.asarray(found[first]), every - 1)
        np.testing.assert_allclose(found[first : first + every], descent, rtol=1e-5, atol=1e-6)
        height = float(wells(found[first + every - 1]))
        if height <= lowest:
            bottom, lowest = found[first + every - 1], height
        away = np.abs(found[first + every] - bottom)
        assert 0 < away.max() <= 0.7 * (1 + 1e-5)
    assert lowest < wells(found[every - 1]) + 1e-12


def test_jumps_are_uniform_in_the_cube():
    rule = hop_basins(optax.sgd(0.0), 1, 0.5)
    x = {"a": jnp.ones(2), "b": jnp.float32(-1)}

    def jump(key):
        return rule.update(x, rule.init(x), x, value=jnp.float32(0), key=key)[0]

    found = jax.vmap(jump)(jax.random.split(KEY, 5000))
    columns = np.column_stack([found["a"], found["b"]])
    for column in columns.T:
        assert scipy.stats.kstest(column + 0.5, "uniform").pvalue > 0.01
    assert np.abs(np.corrcoef(columns.T) - np.eye(3)).max() < 0.06


ACCEPTED = [
    # (before, now, temperature, probability)
    (1.0, 0.5, 0.0, 1.0),
    (1.0, 1.0, 0.0, 1.0),
    (1.0, 1.0001, 0.0, 0.0),
    (1.0, 3.0, 2.0, math.exp(-1)),
    (1.0, 1.5, 0.25, math.exp(-2)),
    (-2.0, -1.0, 1e30, 1.0),
    (1.0, math.nan, 2.0, 0.0),
    (1.0, math.inf, 2.0, 0.0),
    (math.inf, math.inf, 2.0, 0.0),
    (math.inf, math.nan, 2.0, 0.0),
    (math.inf, 7.0, 0.0, 1.0),
]


@pytest.mark.parametrize(("before", "now", "temperature", "probability"), ACCEPTED)
def test_a_bottom_is_accepted_with_metropolis_probability(before, now, temperature, probability):
    rule = hop_basins(optax.sgd(0.1), 1, 0.0, temperature)
    x = jnp.ones(1)
    state = rule.init(x)._replace(lowest=jnp.float32(before), bottom=jnp.zeros(1))

    def one(key):
        updates, new = rule.update(x, state, x, value=jnp.float32(now), key=key)
        return x + updates, new

    after, new = jax.vmap(one)(jax.random.split(KEY, 4000))
    accepted = np.asarray(after)[:, 0] == 1
    # Without a jump the next descent begins at the accepted bottom itself: here, or where the last one was.
    np.testing.assert_array_equal(np.asarray(after)[~accepted, 0], 0)
    np.testing.assert_array_equal(np.asarray(new.lowest), np.where(accepted, now, before))
    # Five standard errors; none where the outcome is certain.
    error = 5 * math.sqrt(probability * (1 - probability) / 4000)
    assert accepted.mean() == pytest.approx(probability, abs=error + 1e-12)


def restarts_of(steps, starts, taken=None):
    """After how many updates a fresh start came, for the updates from `taken` on."""
    rule = start_again(optax.sgd(1.0), starts, steps=jnp.asarray(steps, "float32"))
    x = jnp.zeros(1)
    told = {"start": lambda key: jnp.full(1, 100.0)}

    def one(state, place):
        updates, state = rule.update(jnp.zeros(1), state, x, key=KEY, **told)
        return state, updates[0] == 100

    again = jax.lax.scan(one, rule.init(x), jnp.arange(steps))[1]
    return (np.flatnonzero(again) + 1).tolist()


@pytest.mark.parametrize(
    ("steps", "starts"), [(10, 1), (10, 2), (10, 3), (100, 7), (97, 10), (5, 5), (1000, 999)]
)
def test_fresh_starts_share_out_the_steps(steps, starts):
    assert restarts_of(steps, starts) == [number * steps // starts for number in range(1, starts)]


def test_more_starts_than_steps_are_a_start_at_every_update_but_the_last():
    found = restarts_of(4, 9)
    assert set(found) <= {1, 2, 3, 4}
    assert found[:3] == [1, 2, 3]


def test_a_product_that_does_not_fit_an_integer_is_never_formed():
    rule = start_again(optax.sgd(1.0), 50, steps=jnp.int32(2_000_000_000))
    x = jnp.zeros(1)
    state = rule.init(x)._replace(taken=jnp.int32(1_959_999_998), number=jnp.int32(48))
    told = {"key": KEY, "start": lambda key: jnp.full(1, 100.0)}
    updates, state = rule.update(x, state, x, **told)
    assert float(updates[0]) == 0
    updates, state = rule.update(x, state, x, **told)
    assert float(updates[0]) == 100
    assert int(state.number) == 49


@pytest.mark.parametrize("inner", ["gd", "momentum", "adam"])
def test_every_start_is_a_run_of_the_inner_method_of_its_own(inner):
    rule = METHODS[inner].make(**{n: v[0] for n, v in METHODS[inner].hyperparameters.items()})

    def start(key):
        return jax.random.normal(key, (2,))

    again = start_again(rule, 4, steps=jnp.float32(50))
    first = jnp.asarray([1.5, -0.3])
    found = path(again, first, 50, start=start)
    own = path(optax.with_extra_args_support(rule), first, 11)
    np.testing.assert_allclose(found[:12], own, rtol=1e-5, atol=1e-6)
    begins = [0, 12, 25, 37, 50]
    for number in (1, 2, 3):
        piece = found[begins[number] : begins[number + 1]]
        alone = path(optax.with_extra_args_support(rule), jnp.asarray(piece[0]), len(piece) - 1)
        np.testing.assert_allclose(piece, alone, rtol=1e-5, atol=1e-6)
    fresh = found[begins[1:4]]
    assert len({tuple(point) for point in fresh}) == 3
    assert np.abs(fresh - found[[11, 24, 36]]).max() > 0.1


def test_the_wrapped_methods_have_the_inner_hyperparameters_and_their_own():
    hopping, several = basin_hopping(METHODS["momentum"]), multi_start(METHODS["lbfgs"])
    assert set(hopping.hyperparameters) == {"learning_rate", "momentum", "every", "jump", "temperature"}
    assert list(hopping.tuning) == ["learning_rate", "every", "jump"]
    assert hopping.name == "basin-hopping(momentum)"
    assert hopping.keep_best
    assert hopping.draws
    assert several.needs_steps
    assert several.uses_loss
    assert dict(several.hyperparameters) == {"starts": (10.0,)}
    assert not multi_start().uses_loss
    with pytest.raises(InputError, match="both would have the hyperparameters every"):
        basin_hopping(METHODS["reversal-every"])


def test_a_schedule_inside_goes_over_each_start_and_one_around_over_the_run():
    def steps_of(method):
        chosen = {"learning_rate": 1.0, "final_ratio": 0.25, "starts": 2.0, "steps": jnp.float32(8)}
        rule = method.make(**chosen)
        x, found = jnp.zeros(1), []
        state = rule.init(x)
        for _ in range(8):
            updates, state = rule.update(jnp.ones(1), state, x, key=KEY, start=lambda key: jnp.zeros(1))
            found.append(-float(updates[0]))
        return found

    inside = steps_of(multi_start(scheduled(METHODS["gd"], "exponential")))
    around = steps_of(scheduled(multi_start(), "exponential"))
    # The fourth update is the jump, here to where the parameters are.
    jump = np.arange(8) == 3
    np.testing.assert_allclose(inside, np.where(jump, 0, 0.25 ** (np.arange(8) % 4 / 4)), rtol=1e-6)
    np.testing.assert_allclose(around, np.where(jump, 0, 0.25 ** (np.arange(8) / 8)), rtol=1e-6)


@pytest.fixture(scope="module")
def trace():
    methods = tuple(
        kudari.MethodChoice(name=name, inner=inner, hyperparameters=values)
        for name, inner, values in (
            ("gd", "", {}),
            ("multi-start", "gd", {"starts": (1.0, 3.0)}),
            ("annealed-noise", "gd", {"noise": (4.0,)}),
            ("basin-hopping", "gd", {"every": (10.0,)}),
            ("perturbed-gd", "", {"gradient_threshold": (1.0,)}),
        )
    )
    problem = kudari.ProblemChoice(name="surface", settings={"function": "styblinski-tang"})
    return kudari.run(kudari.Study(problem=problem, methods=methods, seeds=5, steps=60))


def test_every_method_begins_at_the_runs_own_start_and_spends_its_steps(trace):
    starts = trace["parameters"].isel(step=0).values.reshape(-1, 5, 2)
    assert np.all(starts == starts[:1])
    assert np.all(trace["gradient_evaluations"] == 60)
    assert np.isfinite(trace["loss"]).all()


def test_one_start_is_gradient_descent_to_the_last_bit(trace):
    runs = trace["method"] == "multi-start(gd)"
    one = trace["loss"][runs & (trace["starts"] == 1)]
    np.testing.assert_array_equal(one, trace["loss"][trace["method"] == "gd"])
    three = trace["parameters"][runs & (trace["starts"] == 3)].values
    assert np.abs(three[:, 20] - three[:, 19]).max(axis=1).min() > 0.05
    assert len(np.unique(three[:, 20, 0])) == 5
    assert np.abs(three[:, 20]).max() <= 5


def test_seeds_draw_apart_and_methods_alike(trace):
    noisy = trace["loss"][trace["method"] == "annealed-noise(gd)"]
    plain = trace["loss"][trace["method"] == "gd"]
    assert np.all(noisy[:, 0].values == plain[:, 0].values)
    assert np.all(noisy[:, 5].values != plain[:, 5].values)
    again = kudari.run(
        kudari.Study(
            problem=kudari.ProblemChoice(name="surface", settings={"function": "styblinski-tang"}),
            methods=(kudari.MethodChoice(name="annealed-noise", hyperparameters={"noise": (4.0,)}),),
            seeds=2,
            steps=60,
            record_every=7,
        )
    )
    # Neither the other seeds, nor the other methods, nor the cadence change a draw.
    np.testing.assert_allclose(again["loss"], noisy[:2, [*range(0, 60, 7), 60]], rtol=1e-5)
