"""A method of one's own: an Optax transformation whose hyperparameters may be traced numbers.

Here each step is cut to a largest length, so that a cliff of the loss cannot throw the parameters far away.
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
    hyperparameters={"learning_rate": (0.001, 0.01), "longest": (0.1,)},
)

rosenbrock = kudari.ProblemChoice(name="surface", settings={"function": "rosenbrock"})
gd = kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.001, 0.01)})

study = kudari.Study(name="short-steps", problem=rosenbrock, methods=(gd, method), seeds=16, steps=2000)

if __name__ == "__main__":
    trace = kudari.run(study)
    last = trace["loss"].isel(step=-1)
    finite = last.where(abs(last) < float("inf"))
    table = finite.groupby(["method", "learning_rate"])
    print("runs that stayed finite")
    print(table.count().to_pandas())
    print("median of their last losses")
    print(table.median().to_pandas().round(4))
