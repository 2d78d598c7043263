"""The network as a diagram: neurons with what they put out, and the weights between them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import jax
import numpy as np
from jax import Array

from kudari.language import say
from kudari.language.words import joined
from kudari.plan import Plan
from kudari.problems.problem import Problem
from kudari.show.report.numbers import number
from kudari.types import Params
from kudari.web.views.boundary import plane, plane_names, plane_points
from kudari.web.views.chosen import Chosen, chosen, of_run, params_of, told
from kudari.web.views.moment import Moment
from kudari.web.views.networks import (
    class_looks,
    classifies,
    device_data,
    held_out,
    image_shape,
    input_count,
    input_names,
    outputs_of,
)
from kudari.web.views.plain import numbers, rounded_up, shares, signed

MOST_NEURONS = 12
"""Of a layer; of a larger one as many are shown, and how many there are."""

SIDE = 28
"""Points along each side of a neuron's map over the plane."""

MOST_EXAMPLES = 2000
"""Over which a neuron's mean for each class is taken."""

Reading: TypeAlias = Literal["curve", "map", "means", "none"]
"""What of a neuron's output is shown: over the one input, over the plane, in the mean over each class."""


def applies(plan: Plan) -> bool:
    """Whether every problem is a network."""
    return all(sweep.problem.hidden is not None for sweep in plan.sweeps)


def network(moment: Moment) -> dict[str, Any] | None:
    """The diagram of the chosen run's network."""
    if not applies(moment.plan):
        return None
    one = chosen(moment)
    problem, language = one.sweep.problem, moment.language
    params = params_of(one)
    read = reading(problem)
    outputs = _outputs(one, read)
    image = image_shape(problem)
    sizes = [params[0]["weight"].shape[1], *(len(layer["bias"]) for layer in params)]
    layers = [_layer(one, params, place, outputs, read, language) for place in range(len(sizes))]
    gaps = [layer["weight"][:MOST_NEURONS, :MOST_NEURONS] for layer in params]
    if image:
        from_pixels = params[0]["weight"][:MOST_NEURONS].astype(float)
        # One line stands for all weights that come from the image.
        with np.errstate(over="ignore", invalid="ignore"):
            gaps[0] = np.linalg.norm(from_pixels, axis=1, keepdims=True)
        layers[0] = {**layers[0], "hidden": 0, "neurons": [_image(problem, language)]}
    most = rounded_up(max(_largest(gap) for gap in gaps[bool(image) :]))
    sentences = [say("views.network.caption", language)]
    if read != "none":
        sentences.append(say(f"views.network.{read}", language))
    if image:
        sentences.append(say("views.network.image_lines", language))
    return {
        "kind": "network",
        **told(moment, one),
        "caption": joined(sentences, language),
        "reading": read,
        **_frame(problem, read, language),
        "image": image,
        "most": most,
        "layers": layers,
        "gaps": [
            {
                "signed": not (image and at == 0),
                "most": rounded_up(_largest(gap)) if image and at == 0 else most,
                "weights": numbers(gap, 3),
            }
            for at, gap in enumerate(gaps)
        ],
    }


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


def _outputs(one: Chosen, read: Reading) -> Sequence[np.ndarray]:
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
    classes = range(len(problem.settings["classes"]))
    return [np.stack([layer[labels == place].mean(axis=0) for place in classes]) for layer in found]


def _frame(problem: Problem, read: Reading, language: str) -> dict[str, Any]:
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
        return {"classes": [{"name": name, "look": look} for name, look in zip(classes, looks, strict=True)]}
    return {}


@lru_cache(maxsize=32)
def _grid(problem: Problem) -> dict[str, np.ndarray]:
    """The inputs over which a curve is shown, and the function to be learned: float[G] each."""
    assert problem.outputs is not None
    shapes = jax.eval_shape(problem.init, jax.random.key(0))
    # Neither depends on what the network is.
    nothing = jax.tree.map(lambda leaf: np.zeros(leaf.shape, leaf.dtype), shapes)
    found = jax.jit(problem.outputs)(nothing, problem.data)
    return {name: np.asarray(values) for name, values in found.items()}


def _layer(
    one: Chosen, params: Any, place: int, outputs: Sequence[np.ndarray], read: Reading, language: str
) -> dict[str, Any]:
    """A layer's name and its first neurons; place 0 is that of the inputs."""
    problem = one.sweep.problem
    weights: Any = params[place - 1] if place else None
    size = len(weights["bias"]) if weights else params[0]["weight"].shape[1]
    last = place == len(params)
    names = _names(problem, size, first=not place, last=last)
    key = "output" if last else "hidden" if place else "input"
    title = say(f"views.network.{key}", language, number=place)
    activation = problem.activations[place - 1] if place and not last else ""
    image = image_shape(problem) if place == 1 else None
    most = _largest(weights["weight"][:MOST_NEURONS]) if image else 0.0
    counted = "size" if place else "inputs"
    neurons = []
    for at in range(min(size, MOST_NEURONS)):
        unnamed = say("views.network.neuron" if place else "views.input", language, number=at + 1)
        neuron = {
            "name": names[at] if names else str(at + 1),
            "title": say("chart.join", language).join((title, names[at] if names else unnamed)),
            **_told(
                float(weights["bias"][at]) if weights else None,
                outputs[place][:, at] if outputs else None,
                read,
                language,
            ),
        }
        if image:
            neuron["image"] = signed(weights["weight"][at], rounded_up(most))
        neurons.append(neuron)
    return {
        "name": title,
        "activation": activation,
        "size": say(f"views.network.{counted}{'' if size > 1 else '_one'}", language, count=size),
        "hidden": size - len(neurons),
        "neurons": neurons,
    }


def _names(problem: Problem, size: int, *, first: bool, last: bool) -> tuple[str, ...]:
    """The names of a layer's neurons; none where they are only counted."""
    names: tuple[str, ...] = ()
    if first:
        names = input_names(problem)
    elif last:
        names = problem.settings["classes"] if classifies(problem) else ("y",)
    return names if len(names) == size else ()


def _told(bias: float | None, output: np.ndarray | None, read: Reading, language: str) -> dict[str, Any]:
    """A neuron's bias and output, in a sentence and as numbers."""
    sentences = [] if bias is None else [say("views.network.bias", language, bias=number(bias, 3))]
    neuron: dict[str, Any] = {}
    if output is not None:
        finite = bool(np.isfinite(output).all())
        low, high = float(np.min(output)), float(np.max(output))
        key = "views.network.range" if finite else "views.network.lost"
        sentences.append(say(key, language, low=number(low, 3), high=number(high, 3)))
        neuron |= {"low": numbers(low), "high": numbers(high)}
        match read:
            case "map":
                most = rounded_up(max(abs(low), abs(high)))
                neuron |= {"map": signed(output, most), "most": most}
            case "curve" | "means":
                neuron[read] = numbers(output)
    return {**neuron, "words": joined(sentences, language)}


def _image(problem: Problem, language: str) -> dict[str, Any]:
    """The inputs of a network that is shown images: one of them."""
    rows, columns = image_shape(problem) or (0, 0)
    inputs, _ = held_out(problem, 1)
    title = say("views.network.pixels", language, rows=rows, columns=columns)
    pixels = shares(inputs[0] / (255 if inputs.dtype == np.uint8 else 1))
    return {"name": title, "title": title, "words": "", "pixels": pixels}


def _largest(weights: np.ndarray) -> float:
    return float(np.abs(weights[np.isfinite(weights)]).max(initial=0))
