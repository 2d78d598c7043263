"""Laws on the steps that a method takes, as `kudari.methods.laws` has them."""

import jax
import numpy as np
from jaxtyping import PyTree

from kudari.language import Number, Phrase
from kudari.methods.trial import PRECISIONS, Seen, Trial, named_leaves

SCALES = (1e-12, 1e-6, 1.0, 1e6)
"""Slopes that a method must stand, in both precisions."""

HUGE = 1e30
"""A slope that single precision holds, but not its square."""

STANDSTILL = 1e-3
"""The longest step at a slope of 0, as a share of the one at a slope of about 1: Optax's Yogi makes 0.0003."""

SMALL_RATE = 2.0**-10
"""The learning rate is made so much smaller before it is doubled: a step's bound must not be what is seen."""


def stays_finite(trial: Trial) -> Seen:
    """Finite parameters, losses and slopes give a finite update."""
    for dtype in PRECISIONS:
        params = trial.params(dtype)
        beyond = jax.tree.map(lambda leaf: leaf + leaf, params)
        for scale in SCALES:
            state = trial.fresh(params)
            for step in range(1, 5):
                # Uphill and downhill in turn; the parameters stay, so that the next slope is as large.
                took = trial.step(params, state, centre=beyond if step % 2 else None, scale=scale)
                if (found := _not_finite(took.update)) is not None:
                    place = {"leaf": found[0], "value": found[1], "step": step, "precision": dtype}
                    return False, Phrase("conformance.not_finite", scale=Number(scale), **place)
                state = took.state
    return True, Phrase("conformance.finite", least=Number(SCALES[0]), most=Number(SCALES[-1]))


def first_goes_down(trial: Trial) -> Seen:
    """The first step leads downhill: its product with the gradient is negative."""
    if trial.method.draws:
        return None, Phrase("conformance.draws")
    took = trial.first()
    length, slope = _norm(took.update), _norm(took.gradient)
    if not length > 0:
        return False, Phrase("conformance.no_step")
    pairs = zip(jax.tree.leaves(took.update), jax.tree.leaves(took.gradient), strict=True)
    cosine = (
        float(sum(np.vdot(np.asarray(u, float), np.asarray(g, float)) for u, g in pairs)) / length / slope
    )
    key = "conformance.downhill" if cosine < 0 else "conformance.uphill"
    return cosine < 0, Phrase(key, cosine=Number(cosine))


def follows_its_rate(trial: Trial) -> Seen:
    """A small learning rate doubled makes the first step twice as long."""
    if "learning_rate" not in trial.values:
        return None, Phrase("conformance.no_rate")
    if trial.method.draws:
        return None, Phrase("conformance.draws")
    once, twice = (
        _norm(trial.first(factors={"learning_rate": factor}).update)
        for factor in (SMALL_RATE, 2 * SMALL_RATE)
    )
    if not once > 0:
        return None, Phrase("conformance.no_step")
    ratio = twice / once
    rate = trial.values["learning_rate"]
    usual = _norm(trial.first().update) / _size(trial) ** 0.5 / rate
    kept = abs(ratio - 2) <= 2e-3
    numbers = {"ratio": Number(ratio), "usual": Number(usual)}
    return kept, Phrase("conformance.rate_kept" if kept else "conformance.rate_broken", **numbers)


def stands_at_zero(trial: Trial) -> Seen:
    """Where the slope is 0 a fresh method stands still, and so it does at parameters 0 that might decay."""
    params = trial.params()
    bottom = jax.tree.map(np.zeros_like, params)
    fresh = trial.step(bottom, trial.fresh(bottom))
    later = trial.step(bottom, trial.first().state)
    for key, took in (("conformance.zero_fresh", fresh), ("conformance.zero_later", later)):
        if (found := _not_finite(took.update)) is not None:
            return False, Phrase(key, leaf=found[0], value=found[1])
    if trial.method.draws:
        return None, Phrase("conformance.draws")
    share = _norm(fresh.update) / max(_norm(trial.first().update), float(np.finfo("float32").tiny))
    key = "conformance.stands" if share <= STANDSTILL else "conformance.moves"
    return share <= STANDSTILL, Phrase(key, share=Number(share))


def shows_nan(trial: Trial) -> Seen:
    """A slope that is NaN is seen in the update, and not made a number."""
    params = trial.params()
    name = next(iter(named_leaves(params)))
    leaves, structure = jax.tree.flatten(trial.flat_ground(params))
    leaves[0] = np.full_like(leaves[0], np.nan)
    took = trial.step(params, trial.fresh(params), centre=jax.tree.unflatten(structure, leaves))
    if not _has_nan(took.update):
        return False, Phrase("conformance.nan_hidden", leaf=name)
    state = took.state
    for _ in range(3):
        took = trial.step(params, state)
        state = took.state
    key = "conformance.nan_stays" if _has_nan(took.update) else "conformance.nan_goes"
    return True, Phrase(key, leaf=name)


def stands_huge(trial: Trial) -> Seen:
    """A slope whose square overflows makes no NaN, neither at once nor in the next step."""
    params = trial.params()
    took = trial.step(params, trial.fresh(params), scale=HUGE)
    after = trial.step(params, took.state)
    for key, step in (("conformance.huge_now", took), ("conformance.huge_next", after)):
        if _has_nan(step.update):
            leaf = next(n for n, values in named_leaves(step.update).items() if np.isnan(values).any())
            return False, Phrase(key, leaf=leaf, scale=Number(HUGE))
    numbers = {"length": Number(_norm(took.update)), "after": Number(_norm(after.update))}
    return True, Phrase("conformance.huge", scale=Number(HUGE), **numbers)


def _not_finite(tree: PyTree) -> tuple[str, str] | None:
    """(leaf, its value) of the first number that is none."""
    for name, leaf in named_leaves(tree).items():
        values = np.asarray(leaf)
        if not np.isfinite(values).all():
            return name, str(values[~np.isfinite(values)].flat[0])
    return None


def _has_nan(tree: PyTree) -> bool:
    return any(np.isnan(leaf).any() for leaf in jax.tree.leaves(tree))


def _norm(tree: PyTree) -> float:
    # In double precision: the squares of huge numbers overflow in single.
    return float(np.sqrt(sum(np.sum(np.asarray(leaf, float) ** 2) for leaf in jax.tree.leaves(tree))))


def _size(trial: Trial) -> int:
    return sum(leaf.size for leaf in jax.tree.leaves(trial.start))
