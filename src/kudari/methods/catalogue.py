"""The methods by name: small functions over Optax, whose docstrings have the rule and its reference."""

from collections.abc import Callable, Mapping

from kudari.language import InputError, nearest
from kudari.methods import adam_family, adaptive, climbing, first_order, noise, structured
from kudari.methods.method import Method
from kudari.methods.noise import annealed_noise
from kudari.methods.ranges import check
from kudari.methods.restarts import basin_hopping, multi_start
from kudari.methods.reversal import reversal_every, reversal_on_plateau
from kudari.methods.rule import method
from kudari.methods.schedules import scheduled

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

WRAPPERS: Mapping[str, Callable[..., Method]] = {
    "reversal-every": reversal_every,
    "reversal-on-plateau": reversal_on_plateau,
    "annealed-noise": annealed_noise,
    "basin-hopping": basin_hopping,
    "multi-start": multi_start,
}
"""The methods that are made around an inner one: Method -> Method."""

_METHODS = (
    *(method(rule) for rule in _RULES),
    *(method(rule, uses_loss=True) for rule in _READ_THE_LOSS),
    method(climbing.hill_adam, uses_loss=True, keep_best=True),
    method(noise.perturbed_gd, draws=True, keep_best=True),
    *(wrap() for wrap in WRAPPERS.values()),
)

METHODS: Mapping[str, Method] = {each.name: each for each in _METHODS}

ALIASES: Mapping[str, str] = {
    "sgd": "gd",
    "heavy-ball": "momentum",
    "nag": "nesterov",
    "l-bfgs": "lbfgs",
    "polyak": "polyak-sgd",
    "signsgd": "sign-sgd",
    "reversal": "reversal-on-plateau",
    "random-restarts": "multi-start",
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


def compose(name: str, inner: str = "", schedule: str = "constant") -> Method:
    """The method of this name around the inner one, if there is one, under this schedule.

    Raises:
        InputError: an unknown name; a method that takes no inner one; or parts that do not go together.
    """
    found = find_method(name)
    if inner:
        if found.name not in WRAPPERS:
            raise InputError("study.inner", came=name, exists=list(WRAPPERS))
        found = WRAPPERS[found.name](find_method(inner))
    return found if schedule == "constant" else scheduled(found, schedule)


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
