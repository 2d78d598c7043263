"""Networks that are shown images: what they say of some, what their first layer looks for, and what they confuse."""

from typing import Any

import numpy as np

from kudari.language import say
from kudari.language.words import joined
from kudari.plan import Plan
from kudari.web.views.chosen import chosen, params_of, told
from kudari.web.views.moment import Moment
from kudari.web.views.networks import classifies, held_out, image_shape, predictions, probabilities
from kudari.web.views.plain import numbers, rounded_up, shares, signed

SAMPLES = 24
"""Images that are shown with what the network says of them."""

MOST_NEURONS = 64
"""Neurons whose weights are shown."""

MOST_CLASSES = 50
"""Of a confusion table, which has a cell for every two of them."""


def applies(plan: Plan) -> bool:
    """Whether all networks are shown images."""
    return all(image_shape(sweep.problem) is not None for sweep in plan.sweeps)


def has_confusion(plan: Plan) -> bool:
    """Whether all networks tell classes apart, and no more than a table can show."""
    problems = [sweep.problem for sweep in plan.sweeps]
    return all(classifies(one) and len(one.settings["classes"]) <= MOST_CLASSES for one in problems)


def samples(moment: Moment) -> dict[str, Any] | None:
    """The first images that were held out, the same for all runs: predicted and true class of each."""
    if not applies(moment.plan):
        return None
    one = chosen(moment)
    problem, language = one.sweep.problem, moment.language
    classes, shape = problem.settings["classes"], image_shape(problem)
    inputs, labels = held_out(problem, SAMPLES)
    found = probabilities(one, inputs)
    predicted = predictions(found)
    # Stored grey values go to 255, others to 1.
    pixels = inputs / (255 if inputs.dtype == np.uint8 else 1)
    tiles = []
    for row, label, guess, chances in zip(pixels, labels, predicted, found, strict=True):
        truth = classes[label]
        values = {"truth": truth, "predicted": "—", "share": 0}
        if guess >= 0:
            values |= {"predicted": classes[guess], "share": round(100 * float(chances[guess]))}
        outcome = "lost" if guess < 0 else "right" if guess == label else "wrong"
        tiles.append(
            {
                "pixels": shares(row),
                "name": values["predicted"],
                "share": say("views.samples.share", language, **values) if guess >= 0 else "",
                "note": say("views.samples.truth", language, **values),
                "wrong": outcome != "right",
                "words": say(f"views.samples.{outcome}", language, **values),
            }
        )
    right = int((predicted == labels).sum())
    return {
        "kind": "images",
        "signed": False,
        **told(moment, one),
        "caption": joined(
            [
                say("views.samples.caption", language),
                say("views.samples.count", language, right=right, all=len(labels)),
            ],
            language,
        ),
        "shape": shape,
        "tiles": tiles,
    }


def first_layer(moment: Moment) -> dict[str, Any] | None:
    """The weights of the first layer's neurons as images, all on one scale with 0 in its middle."""
    if not applies(moment.plan):
        return None
    one = chosen(moment)
    language = moment.language
    weights = params_of(one)[0]["weight"]
    neurons = len(weights)
    shown = weights[:MOST_NEURONS]
    finite = np.abs(shown[np.isfinite(shown)])
    most = rounded_up(float(finite.max(initial=0)))
    tiles = []
    for number, row in enumerate(shown, 1):
        low, high = numbers(row.min(), 3), numbers(row.max(), 3)
        key = "views.first_layer.words" if np.isfinite(row).all() else "views.first_layer.lost"
        tiles.append(
            {
                "pixels": signed(row, most),
                "name": str(number),
                "words": say(key, language, number=number, low=low, high=high),
            }
        )
    sentences = [say("views.first_layer.caption", language)]
    if len(tiles) < neurons:
        sentences.append(say("views.first_layer.few", language, shown=len(tiles), all=neurons))
    return {
        "kind": "images",
        "signed": True,
        **told(moment, one),
        "caption": joined(sentences, language),
        "shape": image_shape(one.sweep.problem),
        "most": most,
        "scale": say("views.first_layer.scale", language),
        "tiles": tiles,
    }


def confusion(moment: Moment) -> dict[str, Any] | None:
    """How many held-out examples of each class were taken for which: rows are true, columns predicted classes."""
    if not has_confusion(moment.plan):
        return None
    one = chosen(moment)
    problem, language = one.sweep.problem, moment.language
    classes = problem.settings["classes"]
    inputs, labels = held_out(problem)
    predicted = predictions(probabilities(one, inputs))
    counted = predicted >= 0
    counts = np.zeros((len(classes), len(classes)), int)
    np.add.at(counts, (labels[counted], predicted[counted]), 1)
    examples = counts.sum(axis=1)
    right = int(np.trace(counts))
    sentences = [
        say("views.confusion.caption", language),
        say("views.right", language, right=right, all=len(labels)),
    ]
    if not counted.all():
        sentences.append(say("views.confusion.lost", language, count=int((~counted).sum())))
    return {
        "kind": "confusion",
        **told(moment, one),
        "caption": joined(sentences, language),
        "classes": list(classes),
        "counts": counts.tolist(),
        "shares": [
            numbers(row / max(1, total), 3) for row, total in zip(counts, examples.tolist(), strict=True)
        ],
        "words": {key: say(f"views.confusion.{key}", language) for key in ("truth", "predicted", "found")},
    }
