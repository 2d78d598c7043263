"""Eigenvalues and eigenvectors of a symmetric tridiagonal matrix T whose size is known only as it runs.

T stands in arrays of a fixed length, of which the leading `size` entries count: its diagonal, and `beside`, whose
entry i is T's at (i, i+1).
"""

import jax
import jax.numpy as jnp
from jax import Array, lax
from jaxtyping import Float, Int

from kudari.types import Scalar

_ROWS = 16
"""T's rows that are taken in one kernel."""
_BITS = 4
"""Binary digits of an eigenvalue of T that one pass over its rows settles, at 2^4 − 1 points at once."""


def largest_eigenvalue(
    diagonal: Float[Array, "most"], beside: Float[Array, "most"], size: Int[Array, ""]
) -> Scalar:
    """The largest eigenvalue of the leading `size` rows of a tridiagonal matrix, to the last digits.

    x lies above it where all pivots of T − x are negative (Golub & Van Loan 2013, section 8.4.1); that is asked
    at many x at once, between the largest diagonal entry and Gershgorin's bound.
    """
    places = jnp.arange(diagonal.size)
    beside = jnp.where(places < size - 1, jnp.abs(beside), 0)
    before = jnp.roll(beside, 1)
    scale = jnp.max(jnp.where(places < size, jnp.abs(diagonal) + beside + before, 0))
    scale = jnp.where(scale == 0, 1, scale)
    # A row of −∞ has a negative pivot and leaves the others alone: so rows can be taken many at a time.
    diagonal, beside, before = (
        jnp.where(places < size, diagonal / scale, -jnp.inf),
        beside / scale,
        before / scale,
    )
    low, high = jnp.max(diagonal), jnp.max(diagonal + beside + before)
    blocks = -(-diagonal.size // _ROWS)
    more = (0, blocks * _ROWS - diagonal.size)
    rows = jnp.stack([jnp.pad(diagonal, more, constant_values=-jnp.inf), jnp.pad(before**2, more)])
    rows = rows.reshape(2, blocks, _ROWS)
    parts = jnp.arange(1, 2**_BITS, dtype=diagonal.dtype) / 2**_BITS

    def narrow(_: Array, bracket: tuple[Array, Array]) -> tuple[Array, Array]:
        low, width = bracket
        x = low + width * parts

        def block(number: Array, state: tuple[Array, Array]) -> tuple[Array, Array]:
            pivot, negative = state
            entries, squares = rows[:, number]
            for row in range(_ROWS):
                pivot = entries[row] - x - squares[row] / pivot
                negative &= pivot < 0
            return pivot, negative

        state = (jnp.ones_like(x), jnp.ones(x.shape, bool))
        _, above = lax.fori_loop(0, -(-size // _ROWS), block, state)
        return low + width * jnp.sum(~above) / 2**_BITS, width / 2**_BITS

    digits = jnp.finfo(diagonal.dtype).nmant + 1
    low, width = lax.fori_loop(0, -(-digits // _BITS), narrow, (low, high - low))
    return (low + width / 2) * scale


def eigenvector(
    diagonal: Float[Array, "most"],
    beside: Float[Array, "most"],
    size: Int[Array, ""],
    eigenvalue: Scalar,
) -> Float[Array, "most"]:
    """T's unit eigenvector: inverse iteration (Golub & Van Loan 2013, section 8.2.2); 0 beyond T's rows."""
    rows = jnp.arange(diagonal.size)
    inside = rows < size
    beside = jnp.where(rows < size - 1, beside, 0)
    scale = jnp.maximum(jnp.max(jnp.abs(jnp.where(inside, diagonal, 0))), jnp.max(beside))
    scale = jnp.where(scale > 0, scale, 1)
    # Rows beyond T are those of the identity. A shift by a few roundings keeps the system solvable.
    shift = eigenvalue / scale + 4 * jnp.finfo(scale.dtype).eps
    diagonal = jnp.where(inside, diagonal / scale - shift, 1)
    beside = beside / scale

    def solve(_: Array, vector: Array) -> Array:
        solved = lax.linalg.tridiagonal_solve(jnp.roll(beside, 1), diagonal, beside, vector[:, None])[:, 0]
        solved = solved / jnp.max(jnp.abs(solved))
        return solved / jnp.linalg.norm(solved)

    start = jnp.where(inside, jax.random.normal(jax.random.key(1), rows.shape, scale.dtype), 0)
    return lax.fori_loop(0, 3, solve, start)
