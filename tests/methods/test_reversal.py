"""Sign reversal held against loops written from its definition."""

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kudari.language import InputError
from kudari.methods.catalogue import METHODS
from kudari.methods.reversal import (
    reversal_every,
    reversal_on_plateau,
    reverse_every,
    reverse_on_plateau,
)

START = (2.0, -1.0)
CURVATURES = (1.0, 3.0)


def quadratic(x, lowest=0.0):
    return 0.5 * jnp.sum(jnp.asarray(CURVATURES, x.dtype) * x**2) + lowest


class GD:
    """The inner rules once more, as plain Python on lists of floats."""

    def __init__(self):
        pass

    def step(self, g, lr):
        return [-lr * each for each in g]


class Momentum(GD):
    def __init__(self, beta=0.9):
        self.v, self.beta = [0.0, 0.0], beta

    def step(self, g, lr):
        self.v = [self.beta * v + each for v, each in zip(self.v, g, strict=True)]
        return [-lr * v for v in self.v]


class Adam(GD):
    def __init__(self):
        self.m, self.v, self.t = [0.0, 0.0], [0.0, 0.0], 0

    def step(self, g, lr):
        self.t += 1
        self.m = [0.9 * m + 0.1 * each for m, each in zip(self.m, g, strict=True)]
        self.v = [0.999 * v + 0.001 * each**2 for v, each in zip(self.v, g, strict=True)]
        means = [m / (1 - 0.9**self.t) for m in self.m]
        roots = [math.sqrt(v / (1 - 0.999**self.t)) for v in self.v]
        return [-lr * m / (r + 1e-8) for m, r in zip(means, roots, strict=True)]


INNER = {"gd": GD, "momentum": Momentum, "adam": Adam}


def expected_every(make, lr, every, steps, reset=0):
    x, out, rule = list(START), [], make()
    for t in range(steps):
        rule = make() if reset and t % every == 0 else rule
        sign = -1 if (t // every) % 2 else 1
        g = [sign * c * each for c, each in zip(CURVATURES, x, strict=True)]
        x = [a + b for a, b in zip(x, rule.step(g, lr), strict=True)]
        out.append(x)
    return np.array(out)


def plateau_signs(losses, tolerance, patience, climb):
    """+1 where an update descends, and whether it turned; each loss is asked for when its turn comes."""
    sign, best, stale, climbed = 1, math.inf, 0, 0
    turned = False
    for loss in losses:
        turned = False
        if sign == -1 and climbed == climb:
            sign, best, stale, turned = 1, math.inf, 0, True
        if sign == 1:
            if loss < (best - tolerance * abs(best) if math.isfinite(best) else best):
                best, stale = loss, 0
            else:
                stale += 1
            if stale >= patience:
                sign, climbed, turned = -1, 0, not turned
        if sign == -1:
            climbed += 1
        yield sign, turned


def expected_plateau(make, lr, tolerance, patience, climb, reset, steps, lowest=0.0):
    x, out, rule = list(START), [], make()
    holder = []

    def losses():
        while True:
            yield holder[-1]

    signs = plateau_signs(losses(), tolerance, patience, climb)
    for _ in range(steps):
        holder.append(0.5 * sum(c * each**2 for c, each in zip(CURVATURES, x, strict=True)) + lowest)
        sign, turned = next(signs)
        if turned and reset:
            rule = make()
        g = [sign * c * each for c, each in zip(CURVATURES, x, strict=True)]
        x = [a + b for a, b in zip(x, rule.step(g, lr), strict=True)]
        out.append([*x, sign])
    return np.array(out)


traces = []


@functools.cache
def runner(kind, inner):
    method = (reversal_every if kind == "every" else reversal_on_plateau)(METHODS[inner])

    def run(chosen, lowest, steps):
        traces.append((kind, inner))
        rule = method.make(**chosen)

        def one(carried, _):
            x, state = carried
            value, g = jax.value_and_grad(quadratic)(x, lowest)
            updates, state = rule.update(g, state, x, value=value, grad=g, value_fn=quadratic)
            return (x + updates, state), x + updates

        start = jnp.asarray(START, lowest.dtype)
        return jax.lax.scan(one, (start, rule.init(start)), length=steps)[1]

    return method, jax.jit(run, static_argnames="steps")


def descend(kind, inner, steps, lowest=0.0, **chosen):
    method, run = runner(kind, inner)
    with jax.enable_x64(True):
        values = {axis: each[0] for axis, each in method.hyperparameters.items()} | chosen
        return np.asarray(
            run(
                {axis: jnp.asarray(each, "float64") for axis, each in values.items()},
                jnp.asarray(lowest),
                steps,
            )
        )


@pytest.mark.parametrize("every", [1, 2, 7, 100])
@pytest.mark.parametrize("reset", [0, 1])
@pytest.mark.parametrize("inner", INNER)
def test_reversal_every_is_the_definition(inner, reset, every):
    found = descend("every", inner, 40, every=every, reset=reset, learning_rate=0.05)
    np.testing.assert_allclose(found, expected_every(INNER[inner], 0.05, every, 40, reset), rtol=1e-10)


@pytest.mark.parametrize("inner", ["momentum", "adam"])
def test_reset_at_every_turn_is_another_way_wherever_there_are_moments(inner):
    kept, fresh = (descend("every", inner, 40, every=7, reset=reset, learning_rate=0.05) for reset in (0, 1))
    np.testing.assert_array_equal(kept[:7], fresh[:7])
    assert np.all(kept[7:] != fresh[7:])


def test_gradient_descent_turns_exactly_after_every_updates():
    x = np.abs(np.concatenate([[START], descend("every", "gd", 12, every=3, learning_rate=0.05)])[:, 0])
    assert (np.diff(x) < 0).tolist() == [True] * 3 + [False] * 3 + [True] * 3 + [False] * 3


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("reset", [0, 1])
@pytest.mark.parametrize(
    ("tolerance", "patience", "climb", "lowest"),
    [(0.2, 1, 1, 0.0), (0.5, 3, 2, 0.0), (0.05, 2, 4, -5.0), (0.5, 4, 3, 1.0), (0.0, 1, 5, -1.0)],
)
def test_reversal_on_plateau_is_the_definition(inner, reset, tolerance, patience, climb, lowest):
    chosen = {"tolerance": tolerance, "patience": patience, "climb": climb, "reset": reset}
    found = descend("plateau", inner, 60, lowest=lowest, learning_rate=0.05, **chosen)
    expected = expected_plateau(INNER[inner], 0.05, steps=60, lowest=lowest, **chosen)
    np.testing.assert_allclose(found, expected[:, :2], rtol=1e-9, atol=1e-12)
    if tolerance:
        assert -1 in expected[:, 2]


@pytest.mark.parametrize("kind", ["every", "plateau"])
@pytest.mark.parametrize("inner", INNER)
def test_one_compilation_serves_all_hyperparameters(kind, inner):
    descend(kind, inner, 25, learning_rate=0.01)
    descend(kind, inner, 25, learning_rate=0.02, **({"every": 5} if kind == "every" else {"patience": 2}))
    before = traces.count((kind, inner))
    descend(kind, inner, 25, learning_rate=0.03, **({"every": 6} if kind == "every" else {"climb": 2}))
    assert traces.count((kind, inner)) == before


TOLD = 24


@jax.jit
def signs_of(told, tolerance, patience, climb):
    rule = reverse_on_plateau(optax.sgd(1.0), tolerance, patience, climb, 0)

    def one(state, value):
        updates, state = rule.update(jnp.ones(1), state, jnp.ones(1), value=value)
        return state, -updates[0]

    return jax.lax.scan(one, rule.init(jnp.ones(1)), told)[1]


def signs_on(losses, tolerance=1e-4, patience=2, climb=3):
    """The sign of each update when these losses are told."""
    told = np.zeros(TOLD, "float32")
    told[: len(losses)] = losses
    settings = (jnp.float32(value) for value in (tolerance, patience, climb))
    return np.asarray(signs_of(told, *settings)).astype(int).tolist()[: len(losses)]


@pytest.mark.parametrize(
    ("losses", "patience", "climb", "signs"),
    [
        # The first loss is the reference: `patience` descending updates, then the climb.
        ([1.0] * 10, 2, 3, [1, 1, -1, -1, -1, 1, 1, -1, -1, -1]),
        ([1.0] * 8, 3, 1, [1, 1, 1, -1, 1, 1, 1, -1]),
        ([1.0] * 6, 1, 1, [1, -1, 1, -1, 1, -1]),
        # An improvement starts the count anew.
        ([3.0, 3.0, 2.0, 2.0, 2.0, 2.0], 2, 3, [1, 1, 1, 1, -1, -1]),
        # After a climb the reference is where the climb ended: falling from there is descending, even above
        # the smallest loss so far.
        ([1.0, 1.0, 1.0, 5.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0], 2, 3, [1, 1, -1, -1, -1, 1, 1, 1, 1, 1]),
        # While climbing, losses are not looked at.
        ([1.0, 1.0, 0.1, 0.01, 0.5, 0.5, 0.5], 1, 3, [1, -1, -1, -1, 1, -1, -1]),
        # NaN is never an improvement.
        ([math.nan] * 6, 2, 2, [1, -1, -1, 1, -1, -1]),
        ([1.0, math.nan, math.nan, 1.0, 0.5], 3, 2, [1, 1, 1, -1, -1]),
        # A loss of 0, and negative losses.
        ([0.0, 0.0, -1.0, -2.0, -2.0, -2.0], 2, 2, [1, 1, 1, 1, 1, -1]),
        ([-1.0, -0.9, -0.8], 2, 2, [1, 1, -1]),
        ([-math.inf] * 4, 2, 2, [1, 1, -1, -1]),
        ([math.inf] * 4, 2, 2, [1, -1, -1, 1]),
        # A patience of 1 and a first loss that is NaN: the climb goes on.
        ([1.0, 1.0, math.nan, math.nan], 1, 1, [1, -1, -1, -1]),
    ],
)
def test_the_climb_begins_and_ends_exactly_there(losses, patience, climb, signs):
    assert signs_on(losses, patience=patience, climb=climb) == signs
    assert [sign for sign, _ in plateau_signs(losses, 1e-4, patience, climb)] == signs


@settings(deadline=None, max_examples=60)
@given(
    losses=st.lists(
        st.sampled_from([0.0, 1.0, 0.5, 0.25, -1.0, -2.0, 3.0, math.nan, math.inf, -math.inf]),
        min_size=TOLD,
        max_size=TOLD,
    ),
    patience=st.integers(1, 4),
    climb=st.integers(1, 4),
    tolerance=st.sampled_from([0.0, 0.125, 0.5]),
)
def test_any_losses_give_the_signs_of_the_definition(losses, patience, climb, tolerance):
    expected = [sign for sign, _ in plateau_signs(losses, tolerance, patience, climb)]
    assert signs_on(losses, tolerance, patience, climb) == expected


@pytest.mark.parametrize("reset", [0, 1])
def test_reset_forgets_the_momentum_and_no_reset_keeps_it(reset):
    rule = reverse_on_plateau(optax.sgd(1.0, momentum=0.5), 0.0, 2, 1, reset)
    x = jnp.ones(1)

    def one(state, value):
        updates, state = rule.update(x, state, x, value=value)
        return state, -updates[0]

    speeds = jax.lax.scan(one, rule.init(x), jnp.full(4, 3.0))[1].tolist()
    # A pull of 1 down twice, up once, down again; what was gathered before is halved, or forgotten at a turn.
    assert speeds == ([1.0, 1.5, -1.0, 1.0] if reset else [1.0, 1.5, 0.75 - 1, -0.125 + 1])


def test_vmap_over_every_equals_separate_runs():
    _, run = runner("every", "momentum")
    with jax.enable_x64(True):
        chosen = {"learning_rate": jnp.asarray(0.05), "momentum": jnp.asarray(0.9)}
        periods = jnp.asarray([2.0, 3.0, 50.0])
        together = jax.vmap(lambda every: run(chosen | {"every": every}, jnp.asarray(0.0), 20))(periods)
    alone = [descend("every", "momentum", 20, every=every, learning_rate=0.05) for every in (2, 3, 50)]
    np.testing.assert_allclose(together, alone, rtol=1e-12)
    assert not np.allclose(alone[0], alone[1])


def test_vmap_over_patience_and_reset_equals_separate_runs():
    _, run = runner("plateau", "momentum")
    fixed = {"learning_rate": 0.05, "momentum": 0.9, "tolerance": 0.2, "climb": 3.0}
    with jax.enable_x64(True):
        together = jax.vmap(
            lambda patience, reset: run(
                {key: jnp.asarray(value) for key, value in fixed.items()}
                | {"patience": patience, "reset": reset},
                jnp.asarray(0.0),
                20,
            )
        )(jnp.asarray([1.0, 2.0, 2.0]), jnp.asarray([0.0, 0.0, 1.0]))
    pairs = [(1, 0), (2, 0), (2, 1)]
    alone = [descend("plateau", "momentum", 20, patience=p, reset=r, **fixed) for p, r in pairs]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_a_turned_method_sees_the_loss_upside_down():
    seen = []

    def update(updates, state, params=None, *, value, grad, value_fn, **extra):
        seen.append((float(value), float(grad), float(value_fn(3.0)), extra))
        return updates, state

    inner = optax.GradientTransformationExtraArgs(lambda params: (), update)
    rule = reverse_every(inner, 1)
    state = rule.init(jnp.ones(()))
    told = {
        "value": jnp.float32(2),
        "grad": jnp.float32(5),
        "value_fn": lambda x: jnp.float32(2 * x),
        "other": 7,
    }
    for _ in range(2):
        _, state = rule.update(jnp.float32(5), state, jnp.ones(()), **told)
    assert seen == [(2.0, 5.0, 6.0, {"other": 7}), (-2.0, -5.0, -6.0, {"other": 7})]


def test_the_methods_have_the_inner_hyperparameters_and_their_own():
    assert dict(METHODS["reversal-every"].hyperparameters) == {
        "learning_rate": (0.01,),
        "every": (300.0,),
        "reset": (0.0,),
    }
    wrapped = reversal_on_plateau(METHODS["adam"])
    own = {"tolerance", "patience", "climb", "reset"}
    assert set(wrapped.hyperparameters) == set(METHODS["adam"].hyperparameters) | own
    assert wrapped.name == "reversal-on-plateau(adam)"
    assert wrapped.keep_best
    assert METHODS["reversal-every"].keep_best
    assert wrapped.tex.endswith(METHODS["adam"].tex)


@pytest.mark.parametrize("build", [reversal_every, reversal_on_plateau])
@pytest.mark.parametrize("inner", ["lbfgs", "polyak-sgd", "reversal-on-plateau"])
def test_methods_that_read_the_loss_cannot_be_turned(build, inner):
    with pytest.raises(InputError, match=f"around {inner}, which reads the loss") as refused:
        build(METHODS[inner])
    assert inner in refused.value.say("ja")
    assert "損失" in refused.value.say("ja")


def test_a_name_in_both_is_refused():
    with pytest.raises(InputError, match="both would have the hyperparameters every"):
        reversal_every(METHODS["reversal-every"])
