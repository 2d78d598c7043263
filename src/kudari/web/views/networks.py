"""What a network gives: compiled once for each problem, with the run's place as an argument."""

from collections.abc import Callable
from functools import lru_cache
from math import isqrt

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float

from kudari.problems.problem import Problem
from kudari.problems.published import SOURCES
from kudari.show.looks import COLOURS
from kudari.show.report.colours import on_dark
from kudari.types import Data, Params
from kudari.web.views.chosen import Chosen, of_run

MOST_EXAMPLES = 10_000
"""Of those held out, as many are looked at."""

IMAGES = ("digits", *SOURCES)
"""Data sets whose examples are square images."""


def classifies(problem: Problem) -> bool:
    """Whether it is a network that tells classes apart."""
    return problem.hidden is not None and bool(problem.settings.get("classes"))


def input_count(problem: Problem) -> int:
    """How many inputs a classifying problem's examples have."""
    return int(problem.data["inputs"].shape[1])


def image_shape(problem: Problem) -> tuple[int, int] | None:
    """(rows, columns) where the examples are images."""
    if not classifies(problem) or problem.settings["data"] not in IMAGES:
        return None
    side = isqrt(input_count(problem))
    return side, side


def input_names(problem: Problem) -> tuple[str, ...]:
    """The inputs' names where they are known."""
    if not classifies(problem):
        return ("x",)
    named = problem.settings.get("features")
    plane = ("x", "y") if problem.settings["data"] in ("moons", "circles", "spirals") else ()
    return tuple(named or plane)


def outputs_of(problem: Problem, params: Params, inputs: Array) -> tuple[Array, ...]:
    """What every layer of a classifying network puts out, the last one before softmax: float[N, units] each."""
    assert problem.hidden is not None
    assert problem.inputs is not None
    batch = (inputs, jnp.zeros(len(inputs), "int32"))
    hidden = problem.hidden(params, batch)
    before = hidden[-1] if hidden else problem.inputs(batch)
    last = params[-1]
    return (*hidden, before @ last["weight"].T + last["bias"])


@lru_cache(maxsize=32)
def probabilities_program(problem: Problem) -> Callable[..., Float[Array, "N K"]]:
    """(all parameters, seed's place, combination's place, inputs) -> every class's probability."""

    def probabilities(params: Params, seed: Array, combination: Array, inputs: Array) -> Array:
        network = of_run(params, seed, combination, problem.runs_axis)
        return jax.nn.softmax(outputs_of(problem, network, inputs)[-1], axis=-1)

    return jax.jit(probabilities)


def probabilities(one: Chosen, inputs: np.ndarray) -> np.ndarray:
    """Every class's probability for these inputs: float[N, K]."""
    program = probabilities_program(one.sweep.problem)
    with jax.enable_x64(one.sweep.precision == "float64"):
        return np.asarray(program(one.carry.runs.params, *one.at, inputs))


def predictions(found: np.ndarray) -> np.ndarray:
    """The most probable class, or −1 where the probabilities are not finite: [N, K] -> int[N]."""
    return np.where(np.isfinite(found).all(axis=1), np.argmax(found, axis=1), -1)


def held_out(problem: Problem, most: int = MOST_EXAMPLES) -> tuple[np.ndarray, np.ndarray]:
    """The first examples that are kept apart from training: their inputs and labels."""
    return problem.data["held_out_inputs"][:most], problem.data["held_out_labels"][:most]


@lru_cache(maxsize=4)
def device_data(problem: Problem, precision: str) -> Data:
    """The problem's data on the device, put there once."""
    with jax.enable_x64(precision == "float64"):
        return jax.tree.map(jnp.asarray, problem.data)


def class_looks(count: int) -> list[dict[str, str]]:
    """A colour for each of so many classes, on light and on dark paper."""
    colours = [COLOURS[at % len(COLOURS)] for at in range(count)]
    return [{"light": colour, "dark": on_dark(colour)} for colour in colours]
