"""A network learns labelled points or images."""

from collections.abc import Callable
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float, Int

from kudari.language import InputError
from kudari.problems import network_shifts, networks
from kudari.problems.batches import shuffled
from kudari.problems.datasets import load
from kudari.problems.fit import Initial, for_each, initialiser, layer_activations
from kudari.problems.problem import Problem
from kudari.types import Batch, Data, Key, Params, Scalar

BLOCK = 1000
"""Examples that a full evaluation takes at a time, so that its memory does not grow with the data."""


@lru_cache(maxsize=32)
def classify(
    data: str = "digits",
    hidden: tuple[int, ...] = (50,),
    activation: tuple[str, ...] = ("relu",),
    batch: int = 100,
    initial: Initial = "he",
    scale: float = 0.1,
    target: str = "",
    held_out: float = 0.2,
    folder: str = "",
) -> Problem:
    """A fully connected network with softmax and cross-entropy tells the classes of a data set apart.

    The loss is the mean over a mini-batch of −log p(label). `evaluate` gives it and the share of right answers
    on all training examples (`full_loss`, `accuracy`) and on examples never trained on (`held_out_loss`,
    `held_out_accuracy`).

    Args:
        data: a name in `DATASETS`, or the path of a CSV file.
        hidden: neurons of each hidden layer.
        activation: of the hidden layers: one for all, or one for each.
        batch: examples in a mini-batch.
        initial, scale: how weights start: see `initialiser`.
        target: the column of a CSV file that holds the class; the last one where not given.
        held_out: the share of a CSV file's rows kept apart from training.
        folder: where the files of `mnist` and `fashion-mnist` lie.

    Raises:
        InputError: an unknown or unreadable data set, a batch larger than the data, a width below 1.
    """
    chosen = load(data, folder=folder or None, target=target or None, held_out=held_out)
    examples, features = chosen.train_inputs.shape
    if not 1 <= batch <= examples:
        raise InputError("problem.batch_beyond", came=batch, examples=examples)
    widths = (features, *hidden, len(chosen.classes))
    layers = layer_activations(hidden, activation, "identity")
    first = initialiser(initial, scale)

    def layer_outputs(network: Params, inputs: Array) -> tuple[Array, ...]:
        weight = network[0]["weight"]
        return networks.layer_outputs(network, layers, inputs.astype(weight.dtype) * chosen.scale)

    def outputs_of(network: Params, inputs: Array) -> Float[Array, "N K"]:
        return layer_outputs(network, inputs)[-1]

    def loss(network: Params, batch: Batch) -> Scalar:
        inputs, labels = batch
        return jnp.mean(cross_entropy(outputs_of(network, inputs), labels))

    def shifted_losses(network: Params, batch: Batch, h: Params) -> Params:
        inputs, labels = batch
        inputs = inputs.astype(network[0]["weight"].dtype) * chosen.scale
        return network_shifts.shifted_losses(network, layers, cross_entropy, inputs, labels, h)

    def take(data: Data, numbers: Int[Array, "B"]) -> Batch:
        return data["inputs"][numbers], data["labels"][numbers]

    def draw(key: Key, data: Data) -> Batch:
        return take(data, shuffled(key, examples, jnp.arange(batch)))

    def scores(network: Params, inputs: Array, labels: Int[Array, "N"]) -> tuple[Scalar, Scalar]:
        def block(inputs: Array, labels: Array) -> Float[Array, "2"]:
            outputs = outputs_of(network, inputs)
            right = jnp.argmax(outputs, axis=-1) == labels
            return jnp.stack([jnp.sum(cross_entropy(outputs, labels)), jnp.sum(right, dtype=outputs.dtype)])

        loss, right = _sum_over_blocks(block, inputs, labels) / len(labels)
        return loss, right

    def evaluate(network: Params, data: Data) -> dict[str, Scalar]:
        full_loss, accuracy = scores(network, data["inputs"], data["labels"])
        held_out_loss, held_out_accuracy = scores(network, data["held_out_inputs"], data["held_out_labels"])
        return {
            "full_loss": full_loss,
            "accuracy": accuracy,
            "held_out_loss": held_out_loss,
            "held_out_accuracy": held_out_accuracy,
        }

    return Problem(
        name="classify",
        init=lambda key: networks.init(key, widths, first),
        loss=loss,
        data={
            "inputs": chosen.train_inputs,
            "labels": chosen.train_labels.astype(np.int32),
            "held_out_inputs": chosen.test_inputs,
            "held_out_labels": chosen.test_labels.astype(np.int32),
        },
        draw=draw,
        evaluate=evaluate,
        examples=examples,
        take=take,
        batch=batch,
        shifted_losses=shifted_losses,
        inputs=lambda batch: batch[0] * chosen.scale,
        hidden=lambda network, batch: layer_outputs(network, batch[0])[:-1],
        activations=for_each(activation, len(hidden)),
        tex=r"-\log p_{\mathrm{label}}",
        settings={
            "data": data,
            "hidden": hidden,
            "activation": activation,
            "classes": chosen.classes,
            "features": chosen.features,
        },
    )


def cross_entropy(outputs: Float[Array, "*N K"], labels: Int[Array, "*N"]) -> Float[Array, "*N"]:
    """−log softmax(outputs)[label] of each example, through log-sum-exp, so that no exponential overflows."""
    chosen = jnp.take_along_axis(outputs, labels[..., None], axis=-1)[..., 0]
    return jax.nn.logsumexp(outputs, axis=-1) - chosen


def _sum_over_blocks(
    block: Callable[[Array, Array], Array], inputs: Array, labels: Int[Array, "N"]
) -> Float[Array, "2"]:
    """The sum of `block` over all examples, `BLOCK` at a time."""
    whole = len(labels) // BLOCK
    rest = block(inputs[whole * BLOCK :], labels[whole * BLOCK :])
    if not whole:
        return rest
    blocks = (
        inputs[: whole * BLOCK].reshape(whole, BLOCK, -1),
        labels[: whole * BLOCK].reshape(whole, BLOCK),
    )
    total, _ = jax.lax.scan(lambda total, pair: (total + block(*pair), None), rest, blocks)
    return total
