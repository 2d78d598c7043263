"""A network learns a function of one variable from examples drawn at random."""

from functools import lru_cache
from typing import Literal, TypeAlias

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Float, Inexact

from kudari.language import InputError, nearest
from kudari.problems import network_shifts, networks
from kudari.problems.formula import unary
from kudari.problems.problem import Problem
from kudari.types import Data, Key, Params, Scalar

GRID = 101
"""Points of the even grid on which a learned function is checked."""

Initial: TypeAlias = Literal["uniform", "normal", "glorot", "he", "constant"]


@lru_cache(maxsize=64)
def fit(
    function: str = "x**2",
    range: tuple[float, float] = (0.0, 3.0),
    hidden: tuple[int, ...] = (10,),
    activation: tuple[str, ...] = ("sigmoid",),
    output: str = "identity",
    batch: int = 100,
    initial: Initial = "uniform",
    scale: float = 0.5,
    standardise: bool = False,
) -> Problem:
    """A fully connected network with one input and one output learns y = f(x) on `range`.

    A mini-batch is `batch` inputs uniform on the range; the loss is the mean of ½(y − f(x))² over it.
    `evaluate` gives the same mean on an even grid of 101 points (`grid_loss`) and the largest |y − f(x)| there
    (`grid_error`).

    Args:
        function: f, a formula in x.
        range: the inputs' lower and upper end.
        hidden: neurons of each hidden layer.
        activation: of the hidden layers: one for all, or one for each.
        output: the output layer's activation.
        batch: inputs in a mini-batch.
        initial, scale: how weights start: see `initialiser`.
        standardise: whether the network is given x with its mean taken off, in units of its deviation on the range.

    Raises:
        InputError: a width or batch below 1, an unknown activation, an empty range, an unreadable formula.
    """
    f = unary(function)
    low, high = range
    if not -1e9 < low < high < 1e9:
        raise InputError("problem.range", low=low, high=high)
    if batch < 1:
        raise InputError("problem.batch_size", came=batch)
    widths = (1, *hidden, 1)
    layers = layer_activations(hidden, activation, output)
    first = initialiser(initial, scale)

    # The mean and deviation of the uniform distribution on the range.
    middle, deviation = ((low + high) / 2, (high - low) / 12**0.5) if standardise else (0.0, 1.0)

    def entering(x: Float[Array, "N 1"]) -> Float[Array, "N 1"]:
        return (x - middle) / deviation

    def example_loss(y: Inexact[Array, "*N 1"], wanted: Float[Array, "*N 1"]) -> Inexact[Array, "*N"]:
        return 0.5 * jnp.sum((y - wanted) ** 2, axis=-1)

    def loss(network: Params, x: Float[Array, "N 1"]) -> Scalar:
        return jnp.mean(example_loss(networks.apply(network, layers, entering(x)), f(x)))

    def shifted_losses(network: Params, x: Float[Array, "N 1"], h: Params) -> Params:
        return network_shifts.shifted_losses(network, layers, example_loss, entering(x), f(x), h)

    def draw(key: Key, data: Data) -> Float[Array, "B 1"]:
        return jax.random.uniform(key, (batch, 1), minval=low, maxval=high)

    def grid() -> Float[Array, "G 1"]:
        return jnp.linspace(low, high, GRID)[:, None]

    def evaluate(network: Params, data: Data) -> dict[str, Scalar]:
        error = networks.apply(network, layers, entering(grid())) - f(grid())
        return {"grid_loss": 0.5 * jnp.mean(error**2), "grid_error": jnp.max(jnp.abs(error))}

    def hidden_outputs(network: Params, x: Float[Array, "N 1"]) -> tuple[Array, ...]:
        return networks.layer_outputs(network, layers, entering(x))[:-1]

    return Problem(
        name="fit",
        init=lambda key: networks.init(key, widths, first),
        loss=loss,
        draw=draw,
        evaluate=evaluate,
        outputs=lambda network, data: {
            "input": grid()[:, 0],
            "learned": networks.apply(network, layers, entering(grid()))[:, 0],
            "wanted": f(grid())[:, 0],
        },
        batch=batch,
        analytic={*activation, output} <= set(networks.ANALYTIC),
        shifted_losses=shifted_losses,
        inputs=entering,
        hidden=hidden_outputs,
        activations=for_each(activation, len(hidden)),
        tex=r"\tfrac{1}{2}\,(y - f(x))^2",
        settings={
            "function": function,
            "range": range,
            "hidden": hidden,
            "activation": activation,
            "output": output,
        },
    )


def initialiser(initial: str, scale: float) -> networks.Initialiser:
    """`uniform` on ±scale (weights and biases), `normal` with deviation scale, `glorot` or `he` (no scale).

    `constant` makes every weight the same: what must not be done, for a look at what comes of it.

    Raises:
        InputError: a scale that is not a positive number.
    """
    if not 0 < scale < 1e6:
        raise InputError("problem.scale", came=scale)
    known = {
        "uniform": networks.uniform(scale),
        "normal": networks.normal(scale),
        "glorot": networks.glorot,
        "he": networks.he,
        "constant": networks.constant(scale),
    }
    if initial not in known:
        raise InputError("unknown.initial", came=initial, near=nearest(initial, known), exists=list(known))
    return known[initial]


def layer_activations(
    hidden: tuple[int, ...], activation: tuple[str, ...], output: str
) -> tuple[networks.Activation, ...]:
    """One activation for each layer, the output's last.

    Raises:
        InputError: a hidden layer without neurons, an unknown activation, or neither one nor one for each layer.
    """
    for neurons in hidden:
        if neurons < 1:
            raise InputError("problem.neurons", came=neurons)
    for name in (*activation, output):
        if name not in networks.ACTIVATIONS:
            near = nearest(name, networks.ACTIVATIONS)
            raise InputError("problem.activation", came=name, near=near, exists=list(networks.ACTIVATIONS))
    if len(activation) not in (1, len(hidden)):
        raise InputError("problem.activation_count", came=len(activation), layers=len(hidden))
    return tuple(networks.ACTIVATIONS[name] for name in (*for_each(activation, len(hidden)), output))


def for_each(activation: tuple[str, ...], layers: int) -> tuple[str, ...]:
    """The activation of each of so many hidden layers, where one may be given for all."""
    return activation * layers if len(activation) == 1 else activation
