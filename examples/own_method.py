"""A method of one's own, raced against tuned momentum and Adam.

Ten lines of Optax: each step is cut to a largest length, so that a cliff of the loss cannot throw the parameters far
away. First it is held against the laws that every method obeys, then it races.
"""

import jax
import jax.numpy as jnp
import optax

import kudari


def short_steps(learning_rate, longest):
    def update(gradient, state, params=None):
        length = optax.tree.norm(gradient)
        rate = jnp.minimum(learning_rate, longest / jnp.maximum(length, 1e-12))
        return jax.tree.map(lambda g: -rate * g, gradient), state

    return optax.GradientTransformation(lambda params: optax.EmptyState(), update)


method = kudari.Method(
    name="short-steps",
    make=short_steps,
    # The ends of what is tuned; a learning rate is known to Kudari, and looked for where those of others are.
    hyperparameters={"learning_rate": (0.01,), "longest": (0.01, 1.0)},
)

if __name__ == "__main__":
    print(kudari.check_method(method))
    found = kudari.compare("rosenbrock", ["momentum", "adam", method], seeds=16, budget=12)
    print(found)
