"""The network as a diagram: neurons with what they put out, and the weights between them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kudari.language import say
from kudari.language.words import joined
from kudari.plan import Plan
from kudari.problems.problem import Problem
from kudari.show.report.numbers import number
from kudari.web.views.chosen import Chosen, chosen, params_of, told
from kudari.web.views.moment import Moment
from kudari.web.views.networks import classifies, held_out, image_shape, input_names
from kudari.web.views.neurons import MOST_NEURONS, Reading, frame, neuron_outputs, reading
from kudari.web.views.plain import numbers, rounded_up, shares, signed
from kudari.web.views.sheets import with_sheets


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
    outputs = neuron_outputs(one, read)
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
    most = rounded_up(max((_largest(gap) for gap in gaps[bool(image) :]), default=0.0))
    sentences = [say("views.network.caption", language)]
    if read != "none":
        sentences.append(say(f"views.network.{read}", language))
    if image:
        sentences.append(say("views.network.image_lines", language))
    made = {
        "kind": "network",
        **told(moment, one),
        "caption": joined(sentences, language),
        "reading": read,
        **frame(problem, read, language),
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
    return with_sheets(made, moment)


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
