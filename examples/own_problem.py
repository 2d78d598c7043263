"""A problem of one's own: any tree of parameters, any loss in JAX.

Logistic regression with a weight vector and a bias, on points that two lines could tell apart.
"""

import jax
import jax.numpy as jnp
import numpy as np

import kudari

generator = np.random.default_rng(0)
points = generator.normal(size=(200, 2))
labels = (points @ [2.0, -1.0] + 0.3 * generator.normal(size=200) > 0.5).astype(float)


def loss(parameters, batch):
    logits = batch["points"] @ parameters["weight"] + parameters["bias"]
    return jnp.mean(jnp.logaddexp(0, logits) - batch["labels"] * logits)


def init(key):
    return {"weight": jax.random.normal(key, (2,)), "bias": jnp.zeros(())}


regression = kudari.Problem(
    name="regression", init=init, loss=loss, data={"points": points, "labels": labels}
)

study = kudari.Study(
    name="regression",
    problem=regression,
    methods=(
        kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.1, 1.0, 10.0)}),
        kudari.MethodChoice(name="adam", hyperparameters={"learning_rate": (0.01, 0.1, 1.0)}),
    ),
    seeds=8,
    steps=300,
)

if __name__ == "__main__":
    trace = kudari.run(study)
    last = trace["loss"].isel(step=-1)
    print(last.groupby(["method", "learning_rate"]).median().to_pandas().round(4))
