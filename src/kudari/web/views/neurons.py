"""What the neurons of a network put out: over the one input, over the plane, or for each class."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import jax
import numpy as np
from jax import Array

from kudari.problems.problem import Problem
from kudari.types import Params
from kudari.web.views.boundary import plane, plane_names, plane_points
from kudari.web.views.chosen import Chosen, of_run
from kudari.web.views.networks import class_looks, classifies, device_data, held_out, input_count, outputs_of
from kudari.web.views.plain import numbers

MOST_NEURONS = 12
"""Of a layer; of a larger one as many are shown, and how many there are."""

SIDE = 28
"""Points along each side of a neuron's map over the plane."""

MOST_EXAMPLES = 2000
"""Over which a neuron's mean for each class is taken."""

Reading: TypeAlias = Literal["curve", "map", "means", "none"]
"""What of a neuron's output is shown: over the one input, over the plane, in the mean over each class."""


def reading(problem: Problem) -> Reading:
    """What can be shown of a neuron's output."""
    if classifies(problem):
        return "map" if input_count(problem) == 2 else "means"
    return "curve" if _learns_curve(problem) else "none"


@lru_cache(maxsize=32)
def _learns_curve(problem: Problem) -> bool:
    if problem.outputs is None:
        return False
    params = jax.eval_shape(problem.init, jax.random.key(0))
    return {"input", "learned"} <= set(jax.eval_shape(problem.outputs, params, problem.data))


@lru_cache(maxsize=32)
def outputs_program(problem: Problem) -> Callable[..., tuple[Array, ...]]:
    """(all parameters, seed's place, combination's place, inputs or data) -> what each layer's first neurons put out.

    The inputs, as the network is given them, come first, and the outputs last: classes as probabilities.
    float[N, units] each.
    """

    def outputs(params: Params, seed: Array, combination: Array, given: Any) -> tuple[Array, ...]:
        one = of_run(params, seed, combination, problem.runs_axis)
        assert problem.inputs is not None
        assert problem.hidden is not None
        if classifies(problem):
            *hidden, last = outputs_of(problem, one, given)
            found = (problem.inputs((given, None)), *hidden, jax.nn.softmax(last, axis=-1))
        else:
            assert problem.outputs is not None
            curve = problem.outputs(one, given)
            x = curve["input"][:, None]
            found = (problem.inputs(x), *problem.hidden(one, x), curve["learned"][:, None])
        return tuple(layer[:, :MOST_NEURONS] for layer in found)

    return jax.jit(outputs)


def neuron_outputs(one: Chosen, read: Reading) -> Sequence[np.ndarray]:
    """What the first neurons of every layer put out: over the plane, the inputs or the examples; means by class."""
    problem = one.sweep.problem
    if read == "none":
        return ()
    labels = np.empty(0)
    given: Any
    if read == "curve":
        given = device_data(problem, one.sweep.precision)
    elif read == "map":
        given = plane_points(problem, SIDE)
    else:
        given, labels = held_out(problem, MOST_EXAMPLES)
    with jax.enable_x64(one.sweep.precision == "float64"):
        program = outputs_program(problem)
        found = [np.asarray(layer) for layer in program(one.carry.runs.params, *one.at, given)]
    if read != "means":
        return found
    classes = _present(problem)
    return [np.stack([layer[labels == place].mean(axis=0) for place in classes]) for layer in found]


def frame(problem: Problem, read: Reading, language: str) -> dict[str, Any]:
    """What the pictures of all neurons share."""
    if read == "curve":
        grid = _grid(problem)
        wanted = {"wanted": numbers(grid["wanted"])} if "wanted" in grid else {}
        return {"x": numbers(grid["input"]), **wanted, "axes": [{"label": "x"}]}
    if read == "map":
        ranges = zip(plane_names(problem, language), plane(problem), strict=True)
        return {"side": SIDE, "axes": [{"label": label, "range": numbers(span, 3)} for label, span in ranges]}
    if read == "means":
        classes = problem.settings["classes"]
        looks = class_looks(len(classes))
        return {"classes": [{"name": classes[at], "look": looks[at]} for at in _present(problem)]}
    return {}


def _present(problem: Problem) -> list[int]:
    """The classes that have an example among those looked at: of the others there is no mean."""
    return [int(at) for at in np.unique(held_out(problem, MOST_EXAMPLES)[1])]


@lru_cache(maxsize=32)
def _grid(problem: Problem) -> dict[str, np.ndarray]:
    """The inputs over which a curve is shown, and the function to be learned: float[G] each."""
    assert problem.outputs is not None
    shapes = jax.eval_shape(problem.init, jax.random.key(0))
    # Neither depends on what the network is.
    nothing = jax.tree.map(lambda leaf: np.zeros(leaf.shape, leaf.dtype), shapes)
    found = jax.jit(problem.outputs)(nothing, problem.data)
    return {name: np.asarray(values) for name, values in found.items()}
