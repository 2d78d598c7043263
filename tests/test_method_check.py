"""The laws: every method of ours keeps them, and for each there are wrong methods that break it and no other."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from kudari.language import LANGUAGES, InputError, say
from kudari.method_check import check_method
from kudari.methods.catalogue import METHODS
from kudari.methods.laws import LAWS, RESTS_ON, compiles_once
from kudari.methods.method import Method
from kudari.methods.reversal import reversal_every, reversal_on_plateau
from kudari.methods.schedules import SCHEDULES, scheduled
from kudari.methods.trial import Trial, example_tree

SOUND = {
    **METHODS,
    **{each.name: each for each in (scheduled(METHODS["momentum"], schedule) for schedule in SCHEDULES)},
    "reversal-every(adam)": reversal_every(METHODS["adam"]),
    "reversal-on-plateau(momentum)": reversal_on_plateau(METHODS["momentum"]),
}


@pytest.mark.parametrize("name", SOUND)
def test_every_method_here_keeps_every_law(name):
    report = check_method(SOUND[name])
    assert report.kept, str(report)
    assert [result.law for result in report.results] == list(LAWS)
    left_out = {result.law for result in report.results if result.kept is None}
    if SOUND[name].draws:
        assert left_out == {"downhill", "learning-rate", "zero"}
    else:
        assert left_out == ({"learning-rate"} if name == "lbfgs" else set())


def stateless(direction):
    """A method whose update is this function of (gradient leaf, learning rate)."""

    def make(learning_rate=0.01):
        def update(gradient, state, params=None):
            return jax.tree.map(lambda g: direction(g, learning_rate), gradient), state

        return optax.GradientTransformation(lambda params: optax.EmptyState(), update)

    return make


def remembering(start, follow, direction=lambda g, rate, state: -rate * g):
    """A method with one thing for a state: start(params), and then follow(state, gradient)."""

    def make(learning_rate=0.01):
        def update(gradient, state, params=None):
            moved = jax.tree.map(lambda g: direction(g, learning_rate, state), gradient)
            return moved, follow(state, gradient)

        return optax.GradientTransformation(start, update)

    return make


def whole(update):
    """A stateless method whose update is this function of (whole gradient, learning rate)."""

    def make(learning_rate=0.01):
        return optax.GradientTransformation(
            lambda params: optax.EmptyState(),
            lambda gradient, state, params=None: (update(gradient, learning_rate), state),
        )

    return make


def asks_python(learning_rate=0.01, longest=1.0):
    if learning_rate > longest:
        learning_rate = longest
    return optax.sgd(learning_rate)


def static_count(learning_rate=0.01, every=3):
    return optax.sgd(learning_rate / int(every))


def drops_a_leaf(gradient, rate):
    return {"layers": jax.tree.map(lambda g: -rate * g, gradient["layers"])}


def writes_in_place(gradient, rate):
    for name in gradient:
        gradient[name] = jax.tree.map(lambda g: -rate * g, gradient[name])
    return gradient


COUNTER = itertools.count(1)


def hidden_counter(learning_rate=0.01):
    return optax.sgd(learning_rate * next(COUNTER))


def random_rate(learning_rate=0.01):
    return optax.sgd(learning_rate * np.random.default_rng().uniform(0.5, 1.5))


CALLS = itertools.count(1)


def host_counter(g, rate):
    count = jax.pure_callback(lambda _: np.float32(next(CALLS)), jax.ShapeDtypeStruct((), "float32"), rate)
    return -rate * g * count.astype(g.dtype)


def on_the_host(g, rate):
    if not g.size:
        return g
    return -rate * jax.pure_callback(np.asarray, jax.ShapeDtypeStruct(g.shape, g.dtype), g)


@jax.custom_batching.custom_vmap
def alone_or_not(g):
    return g


@alone_or_not.def_vmap
def _(size, batched, g):
    return 2 * g, True


def unit_length(gradient, rate):
    return jax.tree.map(lambda g: -rate * g / optax.tree.norm(gradient), gradient)


def unit_length_later(g, rate, count):
    return -rate * jnp.where(count == 0, g, g / jnp.abs(g))


def rounded_history(params):
    return jax.tree.map(lambda leaf: jnp.zeros(leaf.shape, jnp.bfloat16), params)


def squares(params):
    return jnp.zeros(())


def one_over_root(g, rate, v):
    return (-rate * g * jnp.sqrt(v + 1) / (v + 1)).astype(g.dtype)


def nothing(params):
    return jnp.zeros((), jnp.int32)


def typed_key(params):
    return jax.random.key(0)


WRONG = {
    "Python if": (asks_python, "compiles-once", "if learning_rate > longest"),
    "int of a hyperparameter": (static_count, "compiles-once", "int(every)"),
    "drops a leaf": (whole(drops_a_leaf), "tree", "missing: pair.0, pair.1"),
    "only one array": (whole(lambda gradient, rate: -rate * gradient), "tree", "TypeError"),
    "a scalar becomes a vector": (stateless(lambda g, rate: -rate * jnp.atleast_1d(g)), "tree", "pair.0"),
    "another container": (whole(lambda g, rate: optax.tree.scale(-rate, {**g, "pair": [*g["pair"]]})), "tree", "dict"),
    "always float32": (stateless(lambda g, rate: (-rate * g).astype("float32")), "dtype", "layers.0.bias is float32"),
    "a growing list": (remembering(lambda p: [], lambda s, g: [*s, jnp.ones(())]), "state", "step 1 the state is"),
    "an object": (remembering(lambda p: {"mode": "fast"}, lambda s, g: s), "state", "a str at mode"),
    "a count that becomes a float": (remembering(nothing, lambda s, g: s + 1.0), "state", "it began as int32"),
    "a growing array": (remembering(lambda p: jnp.zeros(0), lambda s, g: jnp.append(s, 1.0)), "state", "(1,)"),
    "another container of state": (remembering(lambda p: [jnp.zeros(1)], lambda s, g: (*s,)), "state", "other cont"),
    "writes into the gradient": (whole(writes_in_place), "pure", "the gradient"),
    "a counter outside": (hidden_counter, "deterministic", "another program"),
    "NumPy's random numbers": (random_rate, "deterministic", "another program"),
    "a counter on the host": (stateless(host_counter), "deterministic", "differs at layers.0.bias"),
    "a random key in its state": (remembering(typed_key, lambda s, g: s), "resumes", "key<fry>"),
    "a history in bfloat16": (remembering(rounded_history, lambda s, g: s), "resumes", "bfloat16"),
    "a step on the host": (stateless(on_the_host), "vmap", "NotImplementedError"),
    "another step under vmap": (stateless(lambda g, rate: -rate * alone_or_not(g)), "vmap", "by 1 times"),
    "an exponential": (stateless(lambda g, rate: -rate * jnp.sign(g) * jnp.expm1(jnp.abs(g))), "finite", "1,000"),
    "climbs": (stateless(lambda g, rate: rate * g), "downhill", "1.00"),
    "never moves": (stateless(lambda g, rate: 0 * g), "downhill", "no first step"),
    "ignores its learning rate": (stateless(lambda g, rate: -0.01 * g), "learning-rate", " 1 times"),
    "squares its learning rate": (stateless(lambda g, rate: -(rate**2) * g), "learning-rate", " 4 times"),
    "divides by the length": (whole(unit_length), "zero", "first step at a slope of 0 is nan"),
    "divides by a later length": (remembering(nothing, lambda s, g: s + 1, unit_length_later), "zero", "second step"),
    "drifts": (stateless(lambda g, rate: -rate * (g + 0.01)), "zero", "times as long"),
    "hides NaN": (stateless(lambda g, rate: -rate * jnp.nan_to_num(g)), "nan", "all numbers"),
    "overflows at once": (stateless(lambda g, rate: -rate * g * jnp.sqrt(g**2 + 1) / (g**2 + 1)), "huge", "step at"),
    "overflows in its state": (
        remembering(squares, lambda s, g: jnp.sum(g["pair"][0] ** 2, dtype=s.dtype), one_over_root),
        "huge",
        "The step after",
    ),
}  # fmt: skip
"""What is wrong -> (the recipe, the law it breaks, words that the report must have)."""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_method_breaks_its_law_and_no_other(name):
    make, law, words = WRONG[name]
    report = check_method(make)
    assert report.broken == (law,), str(report)
    assert not report.kept
    assert words in next(result.seen.say() for result in report.results if result.law == law)
    for language in LANGUAGES:
        assert say(f"conformance.law_{law}", language) in report.say(language).replace("\n" + " " * 9, "\n")
    resting = {result.law for result in report.results if result.kept is None}
    assert (
        resting <= {"learning-rate"} | {rest for rest, on in RESTS_ON.items() if law in on} or law == "state"
    )


def test_every_law_is_broken_by_a_wrong_method():
    assert {law for _, law, _ in WRONG.values()} == set(LAWS)


def test_two_faults_are_two_broken_laws():
    def make(learning_rate=0.01):
        sign = 1.0 if learning_rate > 0 else -1.0
        return whole(lambda gradient, rate: sign * rate * gradient)(learning_rate)

    assert check_method(make).broken == ("compiles-once", "tree")


def test_compilations_are_counted():
    trial = Trial(METHODS["gd"], {"learning_rate": 0.01})
    assert compiles_once(trial)[0] is True
    assert trial.compilations == 1
    trial._step = lambda *given: jax.jit(lambda *same: trial.one_step(*same))(*given)
    kept, seen = compiles_once(trial)
    assert kept is False
    assert "3 further compilations" in seen.say()


def test_the_numbers_are_true():
    """The first step of Nadam is 1 + 0.9/1.9 learning rates long, for every parameter (its docstring)."""
    seen = {result.law: result.seen for result in check_method("nadam").results}
    assert seen["learning-rate"].values["ratio"] == pytest.approx(2, rel=1e-5)
    assert seen["learning-rate"].values["usual"] == pytest.approx(1 + 0.9 / 1.9, rel=1e-5)
    # Signs along the gradient h·x of the bowl, h from ½ to 2 in each array: the cosine is Σ|g| / (√n ‖g‖).
    slopes = [
        np.linspace(0.5, 2, leaf.size) * np.abs(leaf.ravel()) for leaf in jax.tree.leaves(example_tree())
    ]
    slope = np.concatenate(slopes)
    expected = -slope.sum() / np.sqrt(len(slope)) / np.linalg.norm(slope)
    assert seen["downhill"].values["cosine"] == pytest.approx(expected, rel=1e-4)
    # Of gradient descent the step at 10³⁰ is 10³⁰ times the usual one.
    huge = next(result.seen for result in check_method("gd").results if result.law == "huge").values
    assert huge["length"] / huge["after"] == pytest.approx(1e30, rel=1e-5)
    assert huge["after"] == pytest.approx(0.01 * np.linalg.norm(slope), rel=1e-5)


def test_what_becomes_of_nan_is_told():
    found = {
        name: next(r.seen.key for r in check_method(name).results if r.law == "nan")
        for name in ("gd", "adam")
    }
    assert found == {"gd": "conformance.nan_goes", "adam": "conformance.nan_stays"}


def with_needs(learning_rate, longest, *, style="plain"):
    assert style == "plain"
    return optax.chain(optax.clip(longest), optax.sgd(learning_rate))


def test_hyperparameters_are_given_or_have_defaults():
    report = check_method(with_needs, hyperparameters={"learning_rate": 0.5, "longest": 2})
    assert report.kept
    assert report.hyperparameters == {"learning_rate": 0.5, "longest": 2.0}
    own = Method(
        name="own", make=with_needs, hyperparameters={"learning_rate": (0.1, 0.2), "longest": (1.0,)}
    )
    assert check_method(own, hyperparameters={"longest": 3.0}).hyperparameters == {
        "learning_rate": 0.1,
        "longest": 3,
    }
    assert "own" in str(check_method(own))
    assert check_method("heavy-ball").method == "momentum"


def raises(learning_rate=0.01):
    raise ValueError("no such thing")


BAD = [
    (with_needs, {"learning_rate": 0.1}, "needs a value for longest"),
    (with_needs, {"learning_rat": 0.1}, "Did you mean 'learning_rate'?"),
    ("adam", {"learning_rate": float("nan")}, "one finite number; nan came"),
    ("adam", {"learning_rate": (0.1, 0.2)}, "one finite number; (0.1, 0.2) came"),
    ("adm", {}, "adam"),
    (raises, {}, "ValueError: no such thing, in test_method_check.py"),
    (lambda learning_rate=0.1: None, {}, "it returned a NoneType"),
    (whole(lambda gradient, rate: 1 / 0), {}, "cannot take a single step"),
]


@pytest.mark.parametrize(("method", "hyperparameters", "words"), BAD)
def test_what_cannot_be_examined_is_one_clear_sentence(method, hyperparameters, words):
    door = getattr(check_method, "__wrapped__", check_method)
    with pytest.raises(InputError) as caught:
        door(method, hyperparameters=hyperparameters)
    assert words in str(caught.value)
    assert caught.value.say("ja") != str(caught.value)


def test_the_report_reads_well_in_both_languages():
    report = check_method(asks_python)
    lines = str(report).splitlines()
    assert lines[0].startswith(
        "Method 'asks_python' (learning_rate = 0.01, longest = 1) breaks 1 of the 14 laws"
    )
    assert [line.split()[1] for line in lines if line.startswith(("  kept", "  BROKEN", "  - "))] == list(
        LAWS
    )
    assert len(lines) == 1 + len(LAWS) + 1
    assert "違反" in report.say("ja")
    assert "適合" in report.say("ja")
