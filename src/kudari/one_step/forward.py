"""What is computed on the way to a loss: the parts of a formula, the layers of a network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from kudari.problems import networks
from kudari.problems.classify import cross_entropy
from kudari.problems.formula import evaluate, unary
from kudari.problems.formula_latex import latex
from kudari.problems.formula_tree import (
    Binary,
    Call,
    Constant,
    Negate,
    Node,
    Number,
    Variable,
    inside,
    known_value,
    parse,
)
from kudari.problems.problem import Problem
from kudari.types import Batch, Params

WEIGHT = "(w*x - t)^2"
"""The loss of the problem `weight`, as a formula of its parameter, its input and its label."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """A part of a formula that is computed."""

    tex: str
    value: float
    slope: float
    """The derivative of the whole formula by this part."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """What one layer of a network does to one example."""

    activation: str
    sums: tuple[float, ...]
    """Of each unit: its inputs times its weights, and its bias."""
    outputs: tuple[float, ...]
    """The activation of the sums."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """One example on its way through a network."""

    inputs: tuple[float, ...]
    """As they enter the first layer."""
    layers: tuple[Layer, ...]
    wanted: float | None = None
    """The value that the output should have had; None where the network tells classes apart."""
    label: str = ""
    """The class that it belongs to."""
    probabilities: tuple[tuple[str, float], ...] = ()
    """Class -> softmax of the outputs."""
    loss: float
    """Of this example alone."""


def formula_of(problem: Problem, params: Params) -> tuple[Node, dict[str, Array]] | None:
    """The formula that a problem's loss is, and the values of its variables; None where it is none."""
    settings = problem.settings
    if problem.name == "formula":
        return parse(settings["formula"]), dict(zip(settings["variables"], params, strict=True))
    if problem.name == "weight":
        known = {"w": params, "x": settings["x"], "t": settings["label"]}
        return parse(WEIGHT), {name: jnp.asarray(value, float) for name, value in known.items()}
    return None


def terms(tree: Node, values: Mapping[str, Array]) -> tuple[Term, ...]:
    """Every part of a formula that has to be computed, each behind those inside it.

    Parts that occur several times are computed once; their slope is that of all their places together. The slopes
    come by adding a shift to each part and differentiating by the shifts (reverse accumulation: Griewank & Walther
    2008, chapter 3).
    """
    order = tuple(dict.fromkeys(_computed(tree)))
    if not order:
        return ()
    (_, computed), slopes = _sloped(order, dict(values), [jnp.zeros(())] * len(order))
    return tuple(
        Term(tex=latex(part), value=float(value), slope=float(slope))
        for part, value, slope in zip(order, computed, slopes, strict=True)
    )


@partial(jax.jit, static_argnums=0)
def _sloped(
    order: tuple[Node, ...], values: dict[str, Array], shifts: list[Array]
) -> tuple[Any, list[Array]]:
    """((the last part's value, all parts' values), the last one's derivatives by shifts of each)."""

    def whole(shifts: list[Array]) -> tuple[Array, list[Array]]:
        found: dict[Node, Array] = {}
        for part, shift in zip(order, shifts, strict=True):
            found[part] = _value(part, found, values) + shift
        return found[order[-1]], list(found.values())

    return jax.value_and_grad(whole, has_aux=True)(shifts)


def _computed(node: Node) -> list[Node]:
    """The parts of a tree that are neither variables nor known beforehand, each behind those inside it."""
    if isinstance(node, Variable) or known_value(node) is not None:
        return []
    return [*(part for child in inside(node) for part in _computed(child)), node]


def _value(part: Node, found: Mapping[Node, Array], values: Mapping[str, Array]) -> Array:
    """The value of a part whose own parts are known: they stand in it as variables."""
    known = dict(values)

    def standing(child: Node) -> Node:
        if child not in found:
            return child
        # No variable of a formula has such a name.
        name = f"#{len(known)}"
        known[name] = found[child]
        return Variable(name)

    match part:
        case Negate(operand):
            own: Node = Negate(standing(operand))
        case Binary(sign, left, right):
            own = Binary(sign, standing(left), standing(right))
        case Call(function, arguments):
            own = Call(function, tuple(map(standing, arguments)))
        case Number() | Constant() | Variable():
            own = part
    return evaluate(own, known)


def first_example(problem: Problem, params: Params, batch: Batch) -> Example | None:
    """The mini-batch's first example on its way through the network; None where the problem is none we know."""
    reads: dict[str, Callable[..., Example]] = {"fit": _fitted, "classify": _classified}
    if problem.name not in reads or problem.inputs is None:
        return None
    inputs = problem.inputs(batch)[0]
    names = (*problem.activations, str(problem.settings.get("output", "identity")))
    layers, columns = [], inputs
    for layer, name in zip(params, names, strict=True):
        sums = layer["weight"] @ columns + layer["bias"]
        columns = networks.ACTIVATIONS[name](sums)
        layers.append(Layer(activation=name, sums=_numbers(sums), outputs=_numbers(columns)))
    return reads[problem.name](problem, batch, _numbers(inputs), tuple(layers))


def _fitted(problem: Problem, batch: Batch, inputs: tuple[float, ...], layers: tuple[Layer, ...]) -> Example:
    (output,) = layers[-1].outputs
    (wanted,) = _numbers(unary(problem.settings["function"])(batch[0]))
    return Example(inputs=inputs, layers=layers, wanted=wanted, loss=0.5 * (output - wanted) ** 2)


def _classified(
    problem: Problem, batch: Batch, inputs: tuple[float, ...], layers: tuple[Layer, ...]
) -> Example:
    outputs, label = jnp.asarray(layers[-1].outputs), int(batch[1][0])
    names = [str(name) for name in problem.settings["classes"]]
    shares = _numbers(jax.nn.softmax(outputs))
    return Example(
        inputs=inputs,
        layers=layers,
        label=names[label],
        probabilities=tuple(zip(names, shares, strict=True)),
        loss=float(cross_entropy(outputs[None], jnp.asarray([label]))[0]),
    )


def _numbers(array: Array) -> tuple[float, ...]:
    return tuple(np.asarray(array, float).reshape(-1).tolist())
