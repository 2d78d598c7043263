"""From an update rule, a small function over Optax, to a `Method`."""

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import optax
from jax import Array

from kudari.methods.method import Method
from kudari.methods.preconditioners import PRECONDITIONERS
from kudari.methods.tuning import searches_of

Number: TypeAlias = float | Array
"""A hyperparameter: a Python number, or a traced scalar (float[]) in the parameters' precision."""

Rate: TypeAlias = Number | Callable[[Array], Array]
"""A learning rate, or a function of the number of updates taken so far."""

Rule: TypeAlias = Callable[..., optax.GradientTransformationExtraArgs]
"""`rule(learning_rate=…, …)`: named hyperparameters with defaults; choices of structure are keyword-only."""


class CountedState(NamedTuple):
    """A wrapper's state: how many updates were taken so far, int32[], and the inner rule's state."""

    taken: Array
    inner: Any


def method(rule: Rule, **flags: Any) -> Method:
    """The method of an update rule; `flags` are those of `Method`, such as `uses_loss`.

    Nothing is said twice: the name is the function's (with hyphens), the hyperparameters and their defaults
    are its positional arguments, the update rule is what stands between `$$` in its docstring, and the
    reference what follows "Reference:" there. Keyword-only arguments choose another structure, hence another
    program, and are no sweep axes.
    """
    name, own = rule.__name__.replace("_", "-"), defaults(rule)
    tex, reference = documented(rule)
    return Method(
        name=name,
        make=rule,
        hyperparameters=own,
        preconditioner=PRECONDITIONERS.get(name),
        tuning=searches_of(name, own),
        tex=tex,
        reference=reference,
        **flags,
    )


def documented(rule: Callable[..., object]) -> tuple[str, str]:
    """What a rule's docstring says: the formula between `$$`, and what stands behind "Reference:"."""
    text = inspect.getdoc(rule) or ""
    return _between(text, "$$", "$$"), _between(text, "Reference: ", "\n\n")


def defaults(function: Callable[..., object], skip: int = 0) -> dict[str, tuple[float, ...]]:
    """The positional arguments after the first `skip`, each with its default as a sweep axis of one value."""
    arguments = list(inspect.signature(function).parameters.values())[skip:]
    return {a.name: (float(a.default),) for a in arguments if a.kind is a.POSITIONAL_OR_KEYWORD}


def _between(text: str, start: str, end: str) -> str:
    return " ".join(text.partition(start)[2].partition(end)[0].split())
