"""Methods made around an inner one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jaxtyping import Bool

from kudari.language import InputError
from kudari.methods.first_order import gd
from kudari.methods.method import Method
from kudari.methods.rule import defaults, documented, method
from kudari.methods.tuning import SEARCHES, few, search_space
from kudari.types import Params

GD = method(gd)
"""What stands inside where nothing else is chosen."""

Outer = Callable[..., optax.GradientTransformationExtraArgs]
"""`outer(inner transformation, …)`: its own hyperparameters follow, each with a default."""


def wrapped(name: str, outer: Outer, inner: Method, *, parts: str = "", **flags: Any) -> Method:
    """`outer` over a method; its hyperparameters are the inner method's, and that function's.

    Args:
        parts: where `outer` cuts the run into equal parts, its hyperparameter that says how many. It then also takes
            the keyword `steps`, and a schedule of the inner method goes over one part.
        flags: those of `Method`, such as `keep_best`.

    Raises:
        InputError: a hyperparameter of the same name in both.
    """
    own = defaults(outer, skip=1)
    if shared := sorted(set(own) & set(inner.hyperparameters)):
        raise InputError("methods.taken", outer=name, inner=inner.name, names=shared)

    def make(**given: Any) -> optax.GradientTransformationExtraArgs:
        settings = {key: given.pop(key) for key in own if key in given}
        if parts:
            settings["steps"] = given.pop("steps")
            part = settings["steps"] / settings.get(parts, own[parts][0])
            given |= {"steps": part} if inner.needs_steps else {}
        made = inner.make(**given)
        return outer(made if inner.draws else _untold(made), **settings)

    tex, reference = documented(outer)
    searches = {each: SEARCHES[each] for each in own if each in SEARCHES}
    within = search_space(inner)
    first = {each: search for each, search in within.items() if each == "learning_rate"}
    return replace(
        inner,
        name=name if inner is GD else f"{name}({inner.name})",
        make=make,
        hyperparameters={**inner.hyperparameters, **own},
        tuning=few(first | searches | within),
        tex=rf"{tex}\quad {inner.tex}",
        reference=reference or inner.reference,
        needs_steps=inner.needs_steps or bool(parts),
        **flags,
    )


def _untold(made: optax.GradientTransformation) -> optax.GradientTransformationExtraArgs:
    """A transformation without what only those that draw are told: Optax's line search refuses other keywords."""
    rule = optax.with_extra_args_support(made)

    def update(
        updates: Params,
        state: Any,
        params: Params | None = None,
        *,
        key: Any = None,
        start: Any = None,
        **extra: Any,
    ) -> tuple[Params, Any]:
        return rule.update(updates, state, params, **extra)

    return optax.GradientTransformationExtraArgs(rule.init, update)


def choose(condition: Bool[Array, ""], yes: Any, no: Any) -> Any:
    """One of two trees, as a value: under `vmap` every run may choose another."""
    return jax.tree.map(lambda a, b: jnp.where(condition, a, b), yes, no)
