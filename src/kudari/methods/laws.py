"""The laws that every method here keeps: each a small function of a `Trial`, by name in `LAWS`.

A law gives (whether it is kept, what was seen): True, False, or None where it asks nothing of this method. Its
statement, with the reason, stands in `kudari.language.conformance` under `law_NAME`. Those on how a method fits a
compiled program are here, those on the steps it takes in `step_laws.py`.
"""

import io
from collections.abc import Callable, Mapping
from typing import Any

import jax
import numpy as np
from jaxtyping import PyTree

from kudari.language import Number, Phrase
from kudari.methods import step_laws
from kudari.methods.trial import PRECISIONS, Seen, Step, Trial, moved, named_leaves, same_structure

SAME = 1e-4
"""What rounding may change, as a share of an array's largest number, where a step is compiled in another way."""


def compiles_once(trial: Trial) -> Seen:
    """Other hyperparameters, parameters and slopes are other numbers in the same program."""
    trial.first()
    before, tried = trial.compilations, (0.5, 0.25, 0.125)
    for factor in tried:
        trial.first(factors=dict.fromkeys(trial.values, factor), scale=factor)
    again = trial.compilations - before
    if again:
        return False, Phrase("conformance.compiled_again", again=again, tried=len(tried))
    return True, Phrase("conformance.compiled_once", tried=len(tried))


def keeps_the_tree(trial: Trial) -> Seen:
    """An update has the parameters' structure and shapes."""
    params, update = trial.params(), trial.first().update
    wanted, came = named_leaves(params), named_leaves(update)
    if not same_structure(params, update):
        missing, more = sorted(wanted.keys() - came.keys()), sorted(came.keys() - wanted.keys())
        if missing or more:
            return False, Phrase("conformance.leaves", missing=missing or "-", more=more or "-")
        return False, Phrase("conformance.structure", came=type(update).__name__)
    for name, leaf in wanted.items():
        if np.shape(came[name]) != leaf.shape:
            return False, _shapes("conformance.shape", name, leaf.shape, np.shape(came[name]))
    return True, Phrase("conformance.tree_kept", count=len(wanted))


def keeps_the_type(trial: Trial) -> Seen:
    """An update has the parameters' number type, in single and in double precision."""
    for dtype in PRECISIONS:
        for name, leaf in named_leaves(trial.first(dtype).update).items():
            if str(np.asarray(leaf).dtype) != dtype:
                return False, Phrase("conformance.type", leaf=name, wanted=dtype, came=str(leaf.dtype))
    return True, Phrase("conformance.type_kept", types=PRECISIONS)


def keeps_the_state(trial: Trial) -> Seen:
    """A method's state keeps its structure, shapes and types, as a compiled loop needs."""
    for dtype in PRECISIONS:
        params = trial.params(dtype)
        state = trial.fresh(params)
        wanted = named_leaves(state)
        for step in range(1, 4):
            took = trial.step(params, state)
            came = named_leaves(took.state)
            missing, more = sorted(wanted.keys() - came.keys()), sorted(came.keys() - wanted.keys())
            if missing or more:
                lost = {"step": step, "missing": missing or "-", "more": more or "-"}
                return False, Phrase("conformance.state_leaves", **lost)
            for name, leaf in wanted.items():
                if came[name].shape != leaf.shape:
                    shapes = _shapes("conformance.state_shape", name, leaf.shape, came[name].shape, step=step)
                    return False, shapes
                if came[name].dtype != leaf.dtype:
                    types = {"wanted": str(leaf.dtype), "came": str(came[name].dtype)}
                    return False, Phrase("conformance.state_type", leaf=name, step=step, **types)
            if not same_structure(state, took.state):
                return False, Phrase("conformance.state_structure", step=step)
            params, state = moved(params, took.update), took.state
    return True, Phrase("conformance.state_kept", arrays=len(wanted))


def changes_nothing_given(trial: Trial) -> Seen:
    """An update leaves the gradient, the state and the parameters that it is given as they are."""
    trial.first()
    if trial.changed:
        names = [Phrase(f"conformance.given_{name}") for name in trial.changed]
        return False, Phrase("conformance.changed", names=names)
    return True, Phrase("conformance.unchanged")


def is_deterministic(trial: Trial) -> Seen:
    """The same input gives the same bits, and the method written down twice is the same program."""
    first, second = (trial.first() for _ in range(2))
    other = _difference(first.update, second.update)
    if other is not None:
        return False, Phrase("conformance.other_bits", leaf=other)
    params = trial.params()
    arguments = (trial.given("float32"), params, trial.fresh(params), trial.ground(params))
    texts = {jax.jit(_anew(trial)).lower(*arguments).as_text() for _ in range(2)}
    return len(texts) == 1, Phrase(
        "conformance.other_program" if len(texts) > 1 else "conformance.same_program"
    )


def resumes_exactly(trial: Trial) -> Seen:
    """Stopped, written as arrays, read and gone on with, a run has the bits of the unbroken one."""
    before, after = 2, 3
    params = trial.params()
    middle = _run(trial, params, trial.fresh(params), before)
    whole = _run(trial, middle[0], middle[1], after)
    leaves, structure = jax.tree.flatten(middle)
    for name, leaf in named_leaves(middle[1]).items():
        if getattr(leaf.dtype, "kind", "V") not in "biufc":
            return False, Phrase("conformance.not_stored", leaf=name, type=str(leaf.dtype))
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **{str(place): np.asarray(leaf) for place, leaf in enumerate(leaves)})
    file.seek(0)
    with np.load(file, allow_pickle=False) as stored:
        read = jax.tree.unflatten(structure, [jax.numpy.asarray(stored[name]) for name in stored.files])
    other = _difference(whole, _run(trial, read[0], read[1], after))
    if other is not None:
        return False, Phrase("conformance.resumed_otherwise", leaf=other, before=before, after=after)
    return True, Phrase("conformance.resumed", before=before, after=after)


def runs_beside_others(trial: Trial) -> Seen:
    """Many runs in one program (`vmap`) take the steps that each takes alone, up to rounding."""
    factors: tuple[dict[str, float], ...] = ({}, dict.fromkeys(trial.values.keys() & {"learning_rate"}, 0.5))
    params, step = trial.params(), _anew(trial)
    ground = trial.ground(params)

    def first(values: Any, params: PyTree) -> Any:
        return step(values, params, trial.initial(values, params), ground).update

    together = jax.tree.map(
        lambda *pair: np.stack(pair), *((trial.given("float32", f), params) for f in factors)
    )
    update = jax.device_get(jax.jit(jax.vmap(first))(*together))
    worst = 0.0
    for number, factor in enumerate(factors):
        alone = named_leaves(trial.first(factors=factor).update)
        for name, leaf in named_leaves(update).items():
            here, there = np.asarray(alone[name], float), np.asarray(leaf[number], float)
            size = np.max(np.abs(here), initial=np.finfo("float32").tiny)
            apart = float(np.max(np.abs(here - there), initial=0) / size)
            if not apart <= SAME:
                return False, Phrase("conformance.otherwise_beside", leaf=name, apart=Number(apart))
            worst = max(worst, apart)
    return True, Phrase("conformance.same_beside", apart=Number(worst))


LAWS: Mapping[str, Callable[[Trial], Seen]] = {
    "compiles-once": compiles_once,
    "tree": keeps_the_tree,
    "dtype": keeps_the_type,
    "state": keeps_the_state,
    "pure": changes_nothing_given,
    "deterministic": is_deterministic,
    "resumes": resumes_exactly,
    "vmap": runs_beside_others,
    "finite": step_laws.stays_finite,
    "downhill": step_laws.first_goes_down,
    "learning-rate": step_laws.follows_its_rate,
    "zero": step_laws.stands_at_zero,
    "nan": step_laws.shows_nan,
    "huge": step_laws.stands_huge,
}
"""Every law by its name, those first that others rest on."""

RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "resumes": ("state", "deterministic"),
    "vmap": ("deterministic",),
    "downhill": ("tree",),
    "learning-rate": ("compiles-once", "deterministic"),
}
"""Laws that say nothing of a method that breaks one of these."""


def _anew(trial: Trial) -> Callable[..., Step]:
    """The step as a function that JAX has not met, so that it is written down anew."""
    return lambda values, params, state, ground: trial.one_step(values, params, state, ground)


def _run(trial: Trial, params: PyTree, state: Any, steps: int) -> tuple[PyTree, Any]:
    for _ in range(steps):
        took = trial.step(params, state)
        params, state = moved(params, took.update), took.state
    return params, state


def _difference(one: PyTree, other: PyTree) -> str | None:
    """The first leaf whose bits differ."""
    others = named_leaves(other)
    for name, leaf in named_leaves(one).items():
        if np.asarray(leaf).tobytes() != np.asarray(others[name]).tobytes():
            return name
    return None


def _shapes(key: str, leaf: str, wanted: tuple[int, ...], came: tuple[int, ...], **more: Any) -> Phrase:
    return Phrase(key, leaf=leaf, wanted=str(wanted), came=str(came), **more)
