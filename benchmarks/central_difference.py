"""How fast is a whole gradient by central differences?

    python -m benchmarks.central_difference

A network 784-50-100-10 with relu and softmax cross-entropy has 45,360 parameters: a central difference asks
for 90,720 losses. Measured side by side, in float64 and with mini-batches of ten: a plain NumPy loop over
parameters with two forward passes each, timed on a slice of parameters spread evenly over all layers and
extrapolated (its cost does not depend on the parameter); and Kudari's `central` estimator, timed whole. Two
kinds of input: every pixel non-zero, and one in five non-zero as in handwritten digits, where the many shifts
that touch only zero inputs change nothing and are passed over.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from threadpoolctl import threadpool_limits

from kudari.gradients.estimators import ESTIMATORS, Estimator
from kudari.problems import networks
from kudari.problems.network_shifts import shifted_losses
from kudari.problems.problem import Problem

WIDTHS = (784, 50, 100, 10)
BATCH = 10
SLICE = 300
ROUNDS = 7
NUMPY_H = 1e-5
ACTIVATIONS = (networks.ACTIVATIONS["relu"],) * 2 + (networks.ACTIVATIONS["identity"],)


def cross_entropy(outputs: jax.Array, label: jax.Array) -> jax.Array:
    """Softmax cross-entropy of one example: outputs float[10], label int[]."""
    return jax.nn.logsumexp(outputs) - outputs[label]


def problem() -> Problem:
    """The network as a problem whose batch is (x float[B, 784], label int[B])."""

    def loss(network: Any, batch: Any) -> jax.Array:
        x, label = batch
        return jnp.mean(jax.vmap(cross_entropy)(networks.apply(network, ACTIVATIONS, x), label))

    return Problem(
        name="784-50-100-10",
        init=lambda key: networks.init(key, WIDTHS, networks.he),
        loss=loss,
        shifted_losses=lambda network, batch, h: shifted_losses(
            network, ACTIVATIONS, cross_entropy, *batch, h
        ),
    )


def numpy_loss(layers: list[dict[str, np.ndarray]], x: np.ndarray, label: np.ndarray) -> float:
    """The plain forward pass, examples in rows."""
    values = x
    for place, layer in enumerate(layers):
        values = values @ layer["weight"].T + layer["bias"]
        if place + 1 < len(layers):
            values = np.maximum(values, 0)
    values = values - values.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(values).sum(axis=1)) - values[np.arange(len(x)), label])


def numpy_central(layers: list[dict[str, np.ndarray]], x: np.ndarray, label: np.ndarray) -> np.ndarray:
    """The loop over `SLICE` parameters spread evenly over the network; their quotients, float[SLICE]."""
    flat = [leaf.reshape(-1) for leaf in jax.tree.leaves(layers)]
    places = [(leaf, entry) for leaf in flat for entry in range(len(leaf))]
    quotients = []
    for chosen in np.linspace(0, len(places) - 1, SLICE).astype(int):
        leaf, entry = places[chosen]
        value = leaf[entry]
        leaf[entry] = value + NUMPY_H
        above = numpy_loss(layers, x, label)
        leaf[entry] = value - NUMPY_H
        below = numpy_loss(layers, x, label)
        leaf[entry] = value
        quotients.append((above - below) / (2 * NUMPY_H))
    return np.array(quotients)


def seconds(call: Callable[[], Any]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    jax.block_until_ready(call())
    return time.perf_counter() - start


def measure() -> list[dict[str, Any]]:
    """One row for each kind of input.

    Times in seconds are medians of `ROUNDS` rounds in which the contenders take turns; `times_faster` is the
    median of the rounds' ratios. `error` is the largest difference to backpropagation, over the gradient's
    largest entry.
    """
    with jax.enable_x64(True):
        random = np.random.default_rng(0)
        dense = random.uniform(size=(BATCH, WIDTHS[0]))
        sparse = np.where(random.uniform(size=dense.shape) < 0.2, dense, 0)
        label = random.integers(0, WIDTHS[-1], BATCH)
        return [
            _measure("all inputs non-zero", dense, label),
            _measure("one input in five non-zero", sparse, label),
        ]


def _measure(inputs: str, x: np.ndarray, label: np.ndarray) -> dict[str, Any]:
    network_problem = problem()
    params = network_problem.init(jax.random.key(0))
    layers = jax.tree.map(lambda leaf: np.array(leaf), params)
    size = sum(leaf.size for leaf in jax.tree.leaves(params))
    batch = (jnp.asarray(x), jnp.asarray(label))

    def compiled(estimator: Estimator) -> Callable[[], Any]:
        program = jax.jit(lambda params, batch: estimator.estimate(network_problem, params, batch))
        return lambda: program(params, batch)

    central, backprop = compiled(ESTIMATORS["central"]), compiled(ESTIMATORS["backprop"])
    compile_and_run = seconds(central)
    exact, ours = (
        np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(call()[1])])
        for call in (backprop, central)
    )
    slice_ = numpy_central(layers, x, label)
    if not np.allclose(slice_, exact[np.linspace(0, size - 1, SLICE).astype(int)], atol=1e-8):
        raise AssertionError("the NumPy loop computes another gradient")

    slow: dict[str, list[float]] = {"one thread": [], "all threads": []}
    fast, gradient = [], []
    for _ in range(ROUNDS):
        for threads, times in slow.items():
            with threadpool_limits(1 if threads == "one thread" else None):
                times.append(seconds(lambda: numpy_central(layers, x, label)) * size / SLICE)
        fast.append(seconds(central))
        gradient.append(seconds(backprop))
    best = min(slow, key=lambda threads: median(slow[threads]))
    return {
        "inputs": inputs,
        "parameters": size,
        "losses": ESTIMATORS["central"].cost(size),
        "numpy_seconds": median(slow[best]),
        "numpy_threads": best,
        "kudari_seconds": median(fast),
        "times_faster": median(n / k for n, k in zip(slow[best], fast, strict=True)),
        "compile_seconds": compile_and_run - median(fast),
        "backprop_seconds": median(gradient),
        "error": float(np.abs(ours - exact).max() / np.abs(exact).max()),
    }


def main() -> None:
    """Print the rows."""
    print(
        f"One central-difference gradient of {'-'.join(map(str, WIDTHS))} (relu, softmax cross-entropy), "
        f"batch {BATCH}, float64.\nNumPy: {SLICE} parameters over all layers timed and extrapolated; "
        f"medians of {ROUNDS} rounds taken in turns."
    )
    for row in measure():
        print(
            f"\n{row['inputs']}: {row['parameters']:,} parameters, {row['losses']:,} losses\n"
            f"  NumPy loop ({row['numpy_threads']})  {row['numpy_seconds']:8.3f} s\n"
            f"  Kudari central            {row['kudari_seconds']:8.4f} s"
            f"   {row['times_faster']:.0f} times faster (compiled once in {row['compile_seconds']:.1f} s)\n"
            f"  Kudari backprop           {row['backprop_seconds']:8.6f} s\n"
            f"  largest error of central against backprop {row['error']:.1e}, relative to the largest entry"
        )


if __name__ == "__main__":
    main()
