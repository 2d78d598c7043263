"""A model of one's own in Flax NNX: its definition stays outside, and its parameters are descended by.

A network with one hidden layer learns which of two half-moons a point lies on; examples that it never trains on tell
how well. Needs `pip install flax`.
"""

import jax.numpy as jnp
import optax
from flax import nnx
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

import kudari

points, labels = make_moons(400, noise=0.2, random_state=0)
train_points, test_points, train_labels, test_labels = train_test_split(points, labels, random_state=0)
data = {"train": (train_points, train_labels), "test": (test_points, test_labels)}


def network(key):
    rngs = nnx.Rngs(key)
    return nnx.Sequential(nnx.Linear(2, 16, rngs=rngs), nnx.relu, nnx.Linear(16, 2, rngs=rngs))


definition, _ = nnx.split(network(0))


def init(key):
    return nnx.to_pure_dict(nnx.state(network(key)))


def logits(parameters, points):
    return nnx.merge(definition, parameters)(points)


def loss(parameters, data):
    points, labels = data["train"]
    return optax.softmax_cross_entropy_with_integer_labels(logits(parameters, points), labels).mean()


def evaluate(parameters, data):
    points, labels = data["test"]
    right = logits(parameters, points).argmax(-1) == labels
    return {"full_loss": loss(parameters, data), "held_out_accuracy": jnp.mean(right)}


moons = kudari.Problem(name="moons-in-flax", init=init, loss=loss, evaluate=evaluate, data=data)

if __name__ == "__main__":
    print(kudari.compare(moons, "gd,momentum,adam", seeds=8, budget=12, steps=300))
