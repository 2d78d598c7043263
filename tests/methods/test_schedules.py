"""Schedules held against Optax's builders and closed forms, and what becomes of a method with one."""

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kudari.language import SENTENCES, InputError
from kudari.methods.catalogue import METHODS
from kudari.methods.plateau import improved, reduce_on_plateau
from kudari.methods.ranges import RANGES
from kudari.methods.reversal import reversal_every, reversal_on_plateau
from kudari.methods.schedules import SCHEDULES, find_schedule, scheduled, settings_of

STATELESS = [name for name in SCHEDULES if name != "reduce-on-plateau"]


LONGEST = 5000


@functools.cache
def program(name):
    """A schedule at every count up to `LONGEST`: one program for all numbers of steps and all settings."""
    counts = jnp.arange(LONGEST, dtype="int32")
    return jax.jit(
        lambda steps, chosen: jax.vmap(lambda count: SCHEDULES[name](count, steps, **chosen))(counts)
    )


def factors(name, steps, dtype="float64", beyond=0, **chosen):
    with jax.enable_x64(dtype == "float64"):
        values = {key: value[0] for key, value in settings_of(name).items()} | chosen
        given = {key: jnp.asarray(value, dtype) for key, value in values.items()}
        found = program(name)(jnp.asarray(steps, dtype), given)
        assert found.dtype == dtype
        return np.asarray(found)[: steps + beyond]


def theirs(schedule, steps):
    with jax.enable_x64(True):
        return np.asarray(jax.jit(jax.vmap(schedule))(jnp.arange(steps)))


def test_constant_is_one():
    assert np.array_equal(factors("constant", 9), np.ones(9))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_step_drops_exactly_after_each_period(dtype):
    found = factors("step", 35, dtype, drop_every=10, drop_factor=0.5)
    np.testing.assert_allclose(found, 0.5 ** (np.arange(35) // 10), rtol=1e-6)
    np.testing.assert_allclose(
        found, theirs(optax.exponential_decay(1.0, 10, 0.5, staircase=True), 35), rtol=1e-6
    )


def test_exponential_is_optax_and_the_closed_form():
    found = factors("exponential", 50, final_ratio=0.02)
    np.testing.assert_allclose(found, theirs(optax.exponential_decay(1.0, 50, 0.02), 50), rtol=1e-12)
    np.testing.assert_allclose(found[1:] / found[:-1], 0.02 ** (1 / 50), rtol=1e-12)


def test_cosine_is_optax_and_the_papers_equation_five():
    found = factors("cosine", 40, beyond=5, final_factor=0.1)
    np.testing.assert_allclose(found, theirs(optax.cosine_decay_schedule(1.0, 40, 0.1), 45), rtol=1e-12)
    t = np.arange(40)
    np.testing.assert_allclose(found[:40], 0.1 + 0.5 * 0.9 * (1 + np.cos(np.pi * t / 40)), rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("cycles", "growth", "lengths"),
    [
        (1, 2, [40]),
        (3, 2, [10, 20, 40]),
        (4, 1, [25] * 4),
        (3, 3, [100, 300, 900]),
        (2, 1.5, [20, 30]),
        (5, 2, [7, 14, 28, 56, 112]),
    ],
)
def test_warm_restarts_are_optax_cycles(cycles, growth, lengths, dtype):
    steps = sum(lengths)
    cycle = {"init_value": 1.0, "peak_value": 1.0, "warmup_steps": 0, "end_value": 0.1}
    expected = theirs(optax.sgdr_schedule([cycle | {"decay_steps": length} for length in lengths]), steps)
    found = factors("warm-restarts", steps, dtype, cycles=cycles, cycle_growth=growth, final_factor=0.1)
    np.testing.assert_allclose(found, expected, rtol=1e-9 if dtype == "float64" else 2e-5)


@settings(deadline=None, max_examples=40)
@given(cycles=st.integers(1, 30), growth=st.floats(1, 3), steps=st.integers(100, 5000))
def test_warm_restarts_stay_in_bounds_and_restart_as_often_as_asked(cycles, growth, steps):
    found = factors("warm-restarts", steps, "float32", cycles=cycles, cycle_growth=growth)
    assert found[0] == 1
    assert np.all((found >= 0) & (found <= 1))
    rises = np.sum(np.diff(found) > 0)
    shortest = steps / sum(growth**k for k in range(cycles))
    assert rises == cycles - 1 if shortest > 2 else rises <= cycles - 1


@pytest.mark.parametrize(("steps", "warmup"), [(100, 0.3), (40, 0.5), (200, 0.1)])
def test_one_cycle_is_optax(steps, warmup):
    expected = theirs(optax.cosine_onecycle_schedule(steps, 1.0, warmup, 25.0, 1e4), steps + 3)
    found = factors("one-cycle", steps, beyond=3, warmup_fraction=warmup)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
    assert found.argmax() == round(warmup * steps)


@pytest.mark.parametrize("name", STATELESS)
def test_more_steps_do_not_compile_again(name):
    traced = []

    @jax.jit
    def factor(count, steps, chosen):
        traced.append(name)
        return SCHEDULES[name](count, steps, **chosen)

    for steps in (10.0, 1e6):
        for scale in (1.0, 0.5):
            chosen = {key: jnp.float32(value[0] * scale) for key, value in settings_of(name).items()}
            found = factor(jnp.int32(7), jnp.float32(steps), chosen)
            assert np.isfinite(found)
    assert traced == [name]


LOSSES = [
    5.0,
    4.0,
    4.0,
    3.9999,
    3.0,
    3.0,
    3.0,
    3.0,
    3.0,
    2.0,
    2.0,
    2.0,
    2.0,
    2.0,
    2.0,
    2.0,
    2.0,
    1.0,
    1.0,
    1.0,
]


def plateau_factors(losses, **chosen):
    rule = reduce_on_plateau(**{key: jnp.float32(value) for key, value in chosen.items()})
    return run_on(rule, losses)


def run_on(rule, losses):
    def one(state, value):
        updates, state = rule.update(jnp.ones(1), state, jnp.ones(1), value=value)
        return state, updates[0]

    return np.asarray(jax.lax.scan(one, rule.init(jnp.ones(1)), jnp.asarray(losses, "float32"))[1])


@pytest.mark.parametrize("patience", [1, 2, 3])
@pytest.mark.parametrize("cooldown", [0, 1, 4])
@pytest.mark.parametrize("smallest", [0.0, 0.2])
def test_reduce_on_plateau_is_optax_for_positive_losses(patience, cooldown, smallest):
    rule = optax.contrib.reduce_on_plateau(0.5, patience, 1e-3, cooldown=cooldown, min_scale=smallest)
    found = plateau_factors(
        LOSSES,
        plateau_factor=0.5,
        plateau_patience=patience,
        plateau_tolerance=1e-3,
        plateau_cooldown=cooldown,
        smallest_factor=smallest,
    )
    np.testing.assert_array_equal(found, run_on(rule, LOSSES))
    assert found[-1] < 1


def test_reduce_on_plateau_for_negative_losses_nan_and_infinity():
    few = {"plateau_factor": 0.5, "plateau_patience": 2, "plateau_tolerance": 0.1}
    # A loss rising from -1 by less than the tolerance is no improvement.
    assert plateau_factors([-1.0, -0.95, -0.92, -0.91], **few).tolist() == [1, 1, 0.5, 0.5]
    assert plateau_factors([-1.0, -1.2, -1.4, -1.6], **few).tolist() == [1, 1, 1, 1]
    assert plateau_factors([np.nan] * 4, **few).tolist() == [1, 0.5, 0.5, 0.25]
    assert plateau_factors([1.0, -np.inf, -np.inf, -np.inf], **few).tolist() == [1, 1, 1, 0.5]


@pytest.mark.parametrize(
    ("value", "best", "tolerance", "expected"),
    [
        (1.0, np.inf, 0.1, True),
        (np.inf, np.inf, 0.1, False),
        (np.nan, np.inf, 0.1, False),
        (np.nan, 1.0, 0.1, False),
        (0.95, 1.0, 0.1, False),
        (0.85, 1.0, 0.1, True),
        (-1e-30, 0.0, 0.1, True),
        (0.0, 0.0, 0.1, False),
        (-1.05, -1.0, 0.1, False),
        (-1.15, -1.0, 0.1, True),
        (-0.95, -1.0, 0.1, False),
        (-np.inf, -1.0, 0.1, True),
        (-np.inf, -np.inf, 0.1, False),
        (1.0, 1.0, 0.0, False),
    ],
)
def test_what_an_improvement_is(value, best, tolerance, expected):
    assert bool(improved(jnp.float32(value), jnp.float32(best), tolerance)) == expected


def walk(rule, count, losses=None, dtype="float32"):
    """The parameters after each update on ½x² from x = 2."""

    def one(carried, value):
        x, state = carried
        seen = 0.5 * x**2 if losses is None else value
        updates, state = rule.update(x, state, x, value=seen, grad=x, value_fn=lambda y: 0.5 * y**2)
        return (x + updates, state), x + updates

    start = jnp.asarray(2, dtype)
    given = jnp.zeros(count, dtype) if losses is None else jnp.asarray(losses, dtype)
    return np.asarray(jax.lax.scan(one, (start, rule.init(start)), given)[1])


def steps_of(method, count, losses=None, dtype="float32", **chosen):
    values = {axis: value[0] for axis, value in method.hyperparameters.items()} | chosen
    rule = method.make(**{axis: jnp.asarray(value, dtype) for axis, value in values.items()})
    return walk(rule, count, losses, dtype)


OPTAX_SCHEDULES = {
    "constant": lambda: optax.constant_schedule(1.0),
    "step": lambda: optax.exponential_decay(1.0, 1000, 0.1, staircase=True),
    "exponential": lambda: optax.exponential_decay(1.0, 30, 0.01),
    "cosine": lambda: optax.cosine_decay_schedule(1.0, 30),
    "one-cycle": lambda: optax.cosine_onecycle_schedule(30, 1.0),
}


@pytest.mark.parametrize("inner", ["momentum", "adamw"])
@pytest.mark.parametrize("schedule", OPTAX_SCHEDULES)
def test_a_scheduled_method_is_optax_with_its_schedule(inner, schedule):
    method = scheduled(METHODS[inner], schedule)
    assert method.needs_steps
    theirs = OPTAX_SCHEDULES[schedule]()
    with jax.enable_x64(True):
        found = steps_of(method, 30, dtype="float64", steps=30, learning_rate=0.1)
        expected = walk(METHODS[inner].make(lambda count: 0.1 * theirs(count)), 30, dtype="float64")
    # Optax counts in int32, and its quotients of counts are float32 even so.
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


def test_a_scheduled_method_compiles_once_for_all_steps_and_maps_over_settings():
    method, traced = scheduled(METHODS["momentum"], "cosine"), []

    @jax.jit
    def run(steps, final):
        traced.append(1)
        given = {"learning_rate": 0.1, "momentum": 0.5, "final_factor": final, "steps": steps}
        rule = method.make(**{key: jnp.float32(value) for key, value in given.items()})

        def one(_, carried):
            x, state = carried
            updates, state = rule.update(x, state, x)
            return x + updates, state

        start = jnp.float32(2)
        return jax.lax.fori_loop(0, steps.astype(int), one, (start, rule.init(start)))[0]

    alone = [run(jnp.float32(steps), jnp.float32(0.1)) for steps in (5, 9, 20)]
    assert len(traced) == 1
    assert len({float(x) for x in alone}) == 3
    together = jax.vmap(run, in_axes=(None, 0))(jnp.float32(9), jnp.asarray([0.1, 0.9]))
    np.testing.assert_allclose(together[0], alone[1], rtol=1e-5)
    assert together[0] != together[1]


def test_reduce_on_plateau_multiplies_the_updates():
    method = scheduled(METHODS["gd"], "reduce-on-plateau", plateau_factor=0.5, plateau_patience=1)
    assert not method.needs_steps
    assert method.uses_loss
    found = steps_of(method, 4, losses=[1.0, 1.0, 1.0, 0.5], learning_rate=0.1)
    np.testing.assert_allclose(found, 2 * np.cumprod([1 - 0.1, 1 - 0.05, 1 - 0.025, 1 - 0.025]), rtol=1e-6)


def test_a_schedule_counts_the_run_around_a_reversal_and_the_turns_inside_one():
    turned = {"patience": 1, "climb": 1, "tolerance": 0.0, "reset": 1, "steps": 8, "learning_rate": 0.1}
    losses = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    signs = np.array([1, -1, 1, -1, 1, -1])
    around = scheduled(reversal_on_plateau(), "exponential", final_ratio=0.5)
    assert around.needs_steps
    assert around.keep_best
    rates = 0.1 * 0.5 ** (np.arange(6) / 8)
    found = steps_of(around, 6, losses=losses, **turned)
    np.testing.assert_allclose(found, 2 * np.cumprod(1 - signs * rates), rtol=1e-5)
    inside = reversal_on_plateau(scheduled(METHODS["gd"], "exponential", final_ratio=0.5))
    assert inside.needs_steps
    # Each of these updates is the first after a turn, and so the schedule's first.
    found = steps_of(inside, 6, losses=losses, **turned)
    np.testing.assert_allclose(found, 2 * np.cumprod(1 - signs * 0.1), rtol=1e-5)


def test_settings_are_sweep_axes():
    method = scheduled(METHODS["adam"], "cosine", final_factor=(0.0, 0.1))
    assert method.hyperparameters == {**METHODS["adam"].hyperparameters, "final_factor": (0.0, 0.1)}
    assert method.name == "adam+cosine"
    twice = scheduled(scheduled(METHODS["gd"], "step", drop_every=2, drop_factor=0.5), "cosine")
    found = steps_of(twice, 4, steps=8, learning_rate=0.1)
    rates = 0.1 * 0.5 ** (np.arange(4) // 2) * 0.5 * (1 + np.cos(np.pi * np.arange(4) / 8))
    np.testing.assert_allclose(found, 2 * np.cumprod(1 - rates), rtol=1e-5)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("method", METHODS)
def test_every_schedule_goes_with_every_method_that_has_a_learning_rate(schedule, method):
    if method == "lbfgs":
        with pytest.raises(InputError, match="lbfgs has no learning rate") as refused:
            scheduled(METHODS[method], schedule)
        assert "lbfgs には" in refused.value.say("ja")
    else:
        axes = scheduled(METHODS[method], schedule).hyperparameters
        assert len(axes) == len(METHODS[method].hyperparameters) + len(settings_of(schedule))


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_each_schedule_is_described_and_its_settings_have_ranges(schedule):
    assert all(SENTENCES[f"schedule.{schedule}"])
    assert all(RANGES[name] for name in settings_of(schedule))
    assert scheduled(METHODS["gd"], schedule)


def test_what_cannot_be_used_is_refused_with_a_sentence():
    with pytest.raises(InputError, match=r"cosin.*Did you mean cosine\?.*one-cycle") as refused:
        find_schedule("cosin")
    assert "cosine のことでしょうか" in refused.value.say("ja")
    with pytest.raises(InputError, match=r"cosine has no setting final_facto.*Nearest: final_factor"):
        scheduled(METHODS["gd"], "cosine", final_facto=0.1)
    with pytest.raises(InputError, match="constant has no setting final_factor"):
        scheduled(METHODS["gd"], "constant", final_factor=0.1)
    for value in (-0.1, 1.1, math.nan, "a"):
        with pytest.raises(InputError, match="final_factor"):
            scheduled(METHODS["gd"], "cosine", final_factor=value)
    with pytest.raises(InputError, match=r"drop_every of step is 2\.5"):
        scheduled(METHODS["gd"], "step", drop_every=2.5)
    with pytest.raises(InputError, match="both would have the hyperparameters final_factor"):
        scheduled(scheduled(METHODS["gd"], "cosine"), "one-cycle")
    with pytest.raises(InputError, match="cannot be put around gd\\+reduce-on-plateau"):
        reversal_every(scheduled(METHODS["gd"], "reduce-on-plateau"))
