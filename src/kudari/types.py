"""The words in which the floors speak to each other."""

from typing import TypeAlias

from jax import Array
from jaxtyping import Inexact, PRNGKeyArray, PyTree

Params: TypeAlias = PyTree[Array]
"""What is moved downhill: any tree of floating-point arrays."""

Batch: TypeAlias = PyTree
"""The examples one loss is taken over: any tree of arrays."""

Data: TypeAlias = PyTree
"""All that a problem knows besides its parameters: a tree of arrays, an argument of the compiled program."""

Key: TypeAlias = PRNGKeyArray
"""A typed JAX random key, `key<fry>[]`."""

Scalar: TypeAlias = Inexact[Array, ""]
"""One real number, `float[]`; a complex one while a complex-step difference is taken."""
