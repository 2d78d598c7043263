"""A gradient written by hand: checked against backpropagation and differences, then descended by.

The first one is right; in the second a factor is forgotten, and the check names the parameter.
"""

import jax
import jax.numpy as jnp
import numpy as np

import kudari

generator = np.random.default_rng(0)
points = generator.normal(size=(200, 2))
heights = points @ [2.0, -1.0] + 0.5 + 0.1 * generator.normal(size=200)


def loss(parameters, batch):
    residual = batch["points"] @ parameters["weight"] + parameters["bias"] - batch["heights"]
    return jnp.mean(residual**2) / 2


def gradient(parameters, batch):
    residual = batch["points"] @ parameters["weight"] + parameters["bias"] - batch["heights"]
    return {"weight": batch["points"].T @ residual / len(residual), "bias": jnp.mean(residual)}


def careless(parameters, batch):
    found = gradient(parameters, batch)
    return {**found, "bias": 2 * found["bias"]}


def regression(gradient):
    return kudari.Problem(
        name="regression",
        init=lambda key: {"weight": jax.random.normal(key, (2,)), "bias": jnp.zeros(())},
        loss=loss,
        data={"points": points, "heights": heights},
        analytic=True,
        gradient=gradient,
    )


if __name__ == "__main__":
    print(kudari.check_gradient(regression(gradient)))
    print(kudari.check_gradient(regression(careless)))
    study = kudari.Study(name="by-hand", problem=regression(gradient), gradient="given", seeds=4, steps=200)
    print("gd along it ends at", kudari.run(study)["loss"].isel(step=-1).values.round(6))
