"""The methods by name: small functions over Optax, whose docstrings have the rule and its reference."""

from collections.abc import Mapping

from kudari.language import InputError, nearest
from kudari.methods import adam_family, adaptive, first_order, structured
from kudari.methods.method import Method
from kudari.methods.ranges import check
from kudari.methods.reversal import reversal_every, reversal_on_plateau
from kudari.methods.rule import method

_RULES = (
    first_order.gd,
    first_order.momentum,
    first_order.nesterov,
    first_order.sign_sgd,
    first_order.signum,
    first_order.lion,
    adaptive.adagrad,
    adaptive.adadelta,
    adaptive.rmsprop,
    adam_family.adam,
    adam_family.adamw,
    adam_family.adamax,
    adam_family.amsgrad,
    adam_family.nadam,
    adam_family.nadamw,
    adam_family.adabelief,
    adam_family.radam,
    adam_family.yogi,
    adam_family.lamb,
    structured.muon,
)

_READ_THE_LOSS = (structured.polyak_sgd, structured.lbfgs)

_METHODS = (
    *(method(rule) for rule in _RULES),
    *(method(rule, uses_loss=True) for rule in _READ_THE_LOSS),
    reversal_every(),
    reversal_on_plateau(),
)

METHODS: Mapping[str, Method] = {each.name: each for each in _METHODS}

ALIASES: Mapping[str, str] = {
    "sgd": "gd",
    "heavy-ball": "momentum",
    "nag": "nesterov",
    "l-bfgs": "lbfgs",
    "polyak": "polyak-sgd",
    "signsgd": "sign-sgd",
}
"""Other names in use, and ours."""


def find_method(name: str) -> Method:
    """The method of this name, or of this other name in use.

    Raises:
        InputError: there is none; the nearest name is offered.
    """
    known = [*METHODS, *ALIASES]
    if name not in known:
        raise InputError(
            "methods.unknown_method", name=name, nearest=nearest(name, known), known=list(METHODS)
        )
    return METHODS[ALIASES.get(name, name)]


def check_hyperparameter(method: Method, name: str, value: object) -> float:
    """The value as a float, once the method is known to have this hyperparameter and to make sense with it.

    Raises:
        InputError: no such hyperparameter (the nearest name is offered), not a number, or out of range.
    """
    if name not in method.hyperparameters:
        raise InputError(
            "methods.unknown_hyperparameter",
            method=method.name,
            name=name,
            nearest=nearest(name, list(method.hyperparameters)) or "-",
            known=list(method.hyperparameters) or "-",
        )
    return check(method.name, name, value)
