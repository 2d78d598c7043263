"""Schedules: how a learning rate changes during a run.

A schedule is a function `(count, steps, **settings) -> factor`: `count` int[] is the number of updates taken
so far (0 for the first), `steps` float[] how many the whole run has, and the learning rate is multiplied with
the factor. All are traced scalars: a longer run, or another setting, never compiles again. That is why
Optax's own builders, which branch on Python numbers, are not used; they are what the tests hold these
functions against.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import optax
from jax import Array

from kudari.language import InputError, nearest
from kudari.methods.method import Method
from kudari.methods.plateau import reduce_on_plateau
from kudari.methods.ranges import check
from kudari.methods.rule import CountedState, Number, defaults
from kudari.types import Params


def constant(count: Array, steps: Array) -> Array:
    """1, always."""
    return jnp.ones_like(steps)


def step(count: Array, steps: Array, drop_every: Number = 1000, drop_factor: Number = 0.1) -> Array:
    """Multiplied by `drop_factor` after every `drop_every` updates: drop_factor^⌊count/drop_every⌋."""
    # Whole numbers are divided as such: a rounded quotient just below a whole one would drop an update late.
    drops = count // jnp.asarray(drop_every).astype(count.dtype)
    return (drop_factor ** drops.astype(steps.dtype)).astype(steps.dtype)


def exponential(count: Array, steps: Array, final_ratio: Number = 0.01) -> Array:
    """From 1 by the same ratio at every update to `final_ratio` at the end: final_ratio^(count/steps)."""
    return final_ratio ** (count / steps)


def cosine(count: Array, steps: Array, final_factor: Number = 0.0) -> Array:
    """From 1 along half a cosine to `final_factor` at the end.

    Reference: Loshchilov & Hutter 2017, arXiv:1608.03983, eq. 5 without restarts
    """
    return _fall(jnp.minimum(count / steps, 1), final_factor)


def warm_restarts(
    count: Array, steps: Array, cycles: Number = 3, cycle_growth: Number = 2, final_factor: Number = 0.0
) -> Array:
    """`cycles` cosines, each `cycle_growth` times as long as the one before; the last ends with the run.

    The paper gives the first cycle's length; here the run's length is given, so that no run ends in the
    middle of a cycle, where the learning rate is high. Cycles begin at the nearest whole update.

    Reference: Loshchilov & Hutter 2017, arXiv:1608.03983, eq. 5
    """
    rate = jnp.log(jnp.asarray(cycle_growth, steps.dtype))
    even = rate == 0
    rate = jnp.where(even, 1, rate)

    def start(n: Array) -> Array:
        # (growth^n - 1)/(growth^cycles - 1), in a form that neither overflows nor cancels.
        share = jnp.exp((n - cycles) * rate) * jnp.expm1(-n * rate) / jnp.expm1(-cycles * rate)
        return jnp.round(steps * jnp.where(even, n / cycles, share))

    u = jnp.minimum(count / steps, 1)
    n = cycles + jnp.log1p((1 - u) * jnp.expm1(-cycles * rate)) / rate
    n = jnp.clip(jnp.floor(jnp.where(even, u * cycles, n)), 0, cycles - 1)
    # The logarithm may be off by a rounding at a cycle's first update: the starts themselves decide.
    n = jnp.clip(n + (count >= start(n + 1)) - (count < start(n)), 0, cycles - 1)
    length = jnp.maximum(start(n + 1) - start(n), 1)
    return _fall(jnp.clip((count - start(n)) / length, 0, 1), final_factor)


def one_cycle(
    count: Array,
    steps: Array,
    warmup_fraction: Number = 0.3,
    initial_factor: Number = 0.04,
    final_factor: Number = 4e-6,
) -> Array:
    """Up from `initial_factor` to 1 in the first `warmup_fraction` of the run, then down to `final_factor`.

    Both along half a cosine. The learning rate is the peak.

    Reference: Smith & Topin 2018, arXiv:1708.07120 (there along straight lines)
    """
    u = jnp.minimum(count / steps, 1)
    up = _fall(1 - jnp.minimum(u / warmup_fraction, 1), initial_factor)
    down = _fall(jnp.maximum(u - warmup_fraction, 0) / (1 - warmup_fraction), final_factor)
    return jnp.where(u < warmup_fraction, up, down)


def _fall(u: Array, final: Number) -> Array:
    """Half a cosine from 1 at u = 0 to `final` at u = 1."""
    return final + (1 - final) * 0.5 * (1 + jnp.cos(jnp.pi * u))


SCHEDULES: Mapping[str, Callable[..., Any]] = {
    "constant": constant,
    "step": step,
    "exponential": exponential,
    "cosine": cosine,
    "warm-restarts": warm_restarts,
    "one-cycle": one_cycle,
    "reduce-on-plateau": reduce_on_plateau,
}
"""Functions of (count, steps, …); "reduce-on-plateau", which must remember losses, is a transformation."""


def find_schedule(name: str) -> Callable[..., Any]:
    """The schedule of this name.

    Raises:
        InputError: there is none; the nearest name is offered.
    """
    if name not in SCHEDULES:
        raise InputError(
            "methods.unknown_schedule", name=name, nearest=nearest(name, SCHEDULES), known=list(SCHEDULES)
        )
    return SCHEDULES[name]


def settings_of(schedule: str) -> dict[str, tuple[float, ...]]:
    """A schedule's settings with their defaults, as sweep axes of one value."""
    return defaults(find_schedule(schedule), skip=0 if schedule == "reduce-on-plateau" else 2)


def scheduled(method: Method, schedule: str, **settings: Any) -> Method:
    """The method with its learning rate multiplied by a schedule; the settings are hyperparameters too.

    A setting is a number, or a tuple of them to sweep over.

    Every update builds the inner rule anew with today's learning rate, a traced scalar: so a schedule fits
    every rule with a learning rate, and the count is the run's own, kept when an inner method is reset.

    Raises:
        InputError: no such schedule or setting; a value out of range; a method without a learning rate, such
            as L-BFGS, whose line search decides; a setting that the method already has.
    """
    axes = settings_of(schedule) | {k: v if isinstance(v, tuple) else (v,) for k, v in settings.items()}
    own = settings_of(schedule)
    for name in axes:
        if name not in own:
            raise InputError(
                "methods.unknown_setting",
                schedule=schedule,
                name=name,
                nearest=nearest(name, own),
                known=list(own) or "-",
            )
        axes[name] = tuple(check(schedule, name, value) for value in axes[name])
    if "learning_rate" not in method.hyperparameters:
        raise InputError("methods.no_learning_rate", method=method.name, schedule=schedule)
    if shared := sorted(set(axes) & set(method.hyperparameters)):
        raise InputError("methods.taken", outer=schedule, inner=method.name, names=shared)
    plateau = schedule == "reduce-on-plateau"
    return replace(
        method,
        name=f"{method.name}+{schedule}",
        make=_with_plateau(method, own) if plateau else _with_schedule(method, schedule),
        hyperparameters={**method.hyperparameters, **axes},
        needs_steps=method.needs_steps or not plateau,
        uses_loss=method.uses_loss or plateau,
    )


def _with_plateau(method: Method, own: Mapping[str, Any]) -> Callable[..., Any]:
    def make(**given: Any) -> optax.GradientTransformationExtraArgs:
        settings = {name: given.pop(name) for name in own if name in given}
        return optax.chain(method.make(**given), reduce_on_plateau(**settings))

    return make


def _with_schedule(method: Method, schedule: str) -> Callable[..., Any]:
    function, own = SCHEDULES[schedule], settings_of(schedule)

    def make(*, learning_rate: Number, steps: Array, **given: Any) -> optax.GradientTransformationExtraArgs:
        settings = {name: given.pop(name) for name in own if name in given}
        passed_on = {"steps": steps} if method.needs_steps else {}

        def inner(count: Array) -> optax.GradientTransformationExtraArgs:
            factor = function(count, jnp.asarray(steps), **settings)
            rule = method.make(learning_rate=learning_rate * factor, **passed_on, **given)
            return optax.with_extra_args_support(rule)

        def init(params: Params) -> CountedState:
            zero = jnp.zeros((), jnp.int32)
            return CountedState(zero, inner(zero).init(params))

        def update(
            updates: Params, state: CountedState, params: Params | None = None, **extra: Any
        ) -> tuple[Params, CountedState]:
            updates, new = inner(state.taken).update(updates, state.inner, params, **extra)
            return updates, CountedState(optax.safe_increment(state.taken), new)

        return optax.GradientTransformationExtraArgs(init, update)

    return make
