"""The other side: what an expert in JAX writes by hand, `jit(vmap(scan))` with Optax.

Runs come first, learning rates are constants, and nothing is kept but parameters, the optimizer's state and the
recorded numbers: loss, gradient norm and update norm at every step, and the problem's evaluation at a cadence.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array

Advance = Callable[..., tuple[Any, Any]]


def advance(
    loss: Callable[[Any, Any], Array],
    rule: optax.GradientTransformation,
    draw: Callable[[Array, Any], Any],
    steps: int,
    evaluate: Callable[[Any, Any], Any] | None = None,
    evaluate_every: int | None = None,
) -> Advance:
    """`(params [R, …], rule's state [R, …], seeds int[R], data, first step) -> ((params, state), records)`.

    `draw(key, data)` is the mini-batch; `evaluate(params, data)` is taken before every `evaluate_every` steps.
    """
    rule = optax.with_extra_args_support(rule)
    inner = evaluate_every or steps

    def run(params: Any, state: Any, seed: Array, data: Any, first: Array) -> tuple[Any, Any]:
        key = jax.random.fold_in(jax.random.key(0), seed)

        def step(carry: tuple[Any, Any], t: Array) -> tuple[tuple[Any, Any], tuple[Array, ...]]:
            params, state = carry
            batch = draw(jax.random.fold_in(key, t), data)
            value, gradient = jax.value_and_grad(loss)(params, batch)
            update, state = rule.update(gradient, state, params, value=value)
            record = value, optax.tree.norm(gradient), optax.tree.norm(update)
            return (optax.apply_updates(params, update), state), record

        def stretch(carry: tuple[Any, Any], start: Array) -> tuple[tuple[Any, Any], Any]:
            evaluation = evaluate(carry[0], data) if evaluate else ()
            carry, records = jax.lax.scan(step, carry, start + jnp.arange(inner))
            return carry, (records, evaluation)

        return jax.lax.scan(stretch, (params, state), first + jnp.arange(0, steps, inner))

    return jax.jit(jax.vmap(run, in_axes=(0, 0, 0, None, None)))


def whole(key: Array, data: Any) -> Any:
    """The mini-batch of a deterministic loss."""
    return data


def matrix_loss(b: Array, data: Any) -> Array:
    """½‖A·B − C‖²."""
    return 0.5 * jnp.sum((data["A"] @ b - data["C"]) ** 2)


def matrix_error(b: Array, data: Any) -> Array:
    """The mean squared error."""
    return jnp.mean((data["A"] @ b - data["C"]) ** 2)


def apply(layers: list[dict[str, Array]], activation: Callable[[Array], Array], x: Array) -> Array:
    """The outputs of a fully connected network with weights (out, in).

    Examples stand in columns: of the orders x Wᵀ, x W and W xᵀ the last was the fastest here.
    """
    columns = x.T
    for place, layer in enumerate(layers):
        columns = layer["weight"] @ columns + layer["bias"][:, None]
        if place + 1 < len(layers):
            columns = activation(columns)
    return columns.T


def square_loss(layers: Any, x: Array) -> Array:
    """½(y − x²)² over a mini-batch float[B, 1]."""
    return 0.5 * jnp.mean((apply(layers, jnp.tanh, x) - x**2) ** 2)


def square_error(layers: Any, high: Array) -> tuple[Array, Array]:
    """On an even grid, the mean of ½(y − x²)² and the largest error."""
    grid = jnp.linspace(0.0, high, 101)[:, None]
    error = apply(layers, jnp.tanh, grid) - grid**2
    return 0.5 * jnp.mean(error**2), jnp.max(jnp.abs(error))


def digits_loss(layers: Any, batch: Any) -> Array:
    """Softmax cross-entropy of relu layers; images are grey values as stored, a quarter of float32's bytes."""
    images, labels = batch
    outputs = apply(layers, jax.nn.relu, images.astype("float32") / 255)
    return jnp.mean(optax.losses.softmax_cross_entropy_with_integer_labels(outputs, labels))


def digits_draw(batch: int) -> Callable[[Array, Any], Any]:
    """Examples with replacement: cheaper than a mini-batch without repeats."""

    def draw(key: Array, data: Any) -> Any:
        images, labels = data
        chosen = jax.random.randint(key, (batch,), 0, len(labels))
        return images[chosen], labels[chosen]

    return draw
