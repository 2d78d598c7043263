"""The smallest model there is: y = w·x, one weight, one example."""

from functools import lru_cache

import jax.numpy as jnp
from jax import Array
from jaxtyping import Inexact

from kudari.language import InputError
from kudari.problems.problem import Optimum, Problem
from kudari.types import Data, Key, Scalar


@lru_cache(maxsize=32)
def weight(w: float = 1.95, x: float = 1.0, label: float = 2.0) -> Problem:
    """The weight w minimises (w·x − label)²; every seed starts at the given w.

    The gradient by hand is 2x²w − 2x·label, the curvature 2x², the optimum w = label/x with loss 0.

    Raises:
        InputError: an input of 0, for which no weight changes anything, or a number that is not finite.
    """
    for name, value in (("w", w), ("x", x), ("label", label)):
        if not abs(value) < 1e18 or (name == "x" and value == 0):
            raise InputError("problem.weight_number", name=name, came=value)

    def init(key: Key) -> Inexact[Array, ""]:
        return jnp.asarray(w, float)

    def loss(w: Inexact[Array, ""], batch: Data) -> Scalar:
        return (w * x - label) ** 2

    return Problem(
        name="weight",
        init=init,
        loss=loss,
        optimum=Optimum(
            value=0.0,
            params=(label / x,),
            smoothness=2 * x * x,
            strong_convexity=2 * x * x,
            source="w = label / x makes the square zero",
        ),
        view=((label / x - 0.1 / abs(x), label / x + 0.1 / abs(x)),),
        outputs=lambda w, data: {"output": w * x},
        analytic=True,
        runs_axis=-1,
        tex=r"(wx - t)^2",
        settings={"w": w, "x": x, "label": label},
    )
