"""Curvature without a Hessian: products of it with vectors, and its extreme eigenvalues by Lanczos.

The Lanczos process builds a tridiagonal matrix T whose extreme eigenvalues tend to those of the Hessian (Golub &
Van Loan 2013, sections 10.1 and 10.3). Its vectors are not kept and not made orthogonal again: rounding then
repeats eigenvalues that have been found, but moves none beyond the ends of the spectrum by more than a few
roundings (Paige 1980, Linear Algebra Appl. 34), so that three vectors are enough, however many steps it takes.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
from jax import Array, lax
from jax.flatten_util import ravel_pytree
from jaxtyping import Bool, Float, Int

from kudari.gradients import tridiagonal
from kudari.types import Key, Params, Scalar

Product: TypeAlias = Callable[[Params], Params]
"""A symmetric matrix as a function: vector -> matrix · vector, both trees like the parameters."""

MOST = 480
"""Lanczos steps, unless it is done before."""
_FIRST = 8
"""Lanczos steps before the first look at T."""
_SHARE = 0.1
"""How small the last change must be beside the tolerance: what is still to come may be a few times the change."""


class Extremes(NamedTuple):
    """The ends of a spectrum, float[] each; `smallest` is NaN where it was not asked for."""

    largest: Scalar
    smallest: Scalar


def hessian_product(loss: Callable[[Params], Array], params: Params) -> Product:
    """vector -> Hessian · vector at `params`, with the gradient's own work done once for all vectors.

    Forward over reverse (Pearlmutter 1994, Neural Computation 6). Keeps what the gradient's linear part needs: a
    few times the loss's intermediate values.
    """
    return jax.linearize(jax.grad(loss), params)[1]


def hessian_vector_product(loss: Callable[[Params], Array], params: Params, vector: Params) -> Params:
    """Hessian · vector at `params`, a tree like them, for about the cost of two gradients; keeps nothing."""
    return jax.jvp(jax.grad(loss), (params,), (vector,))[1]


def extreme_eigenvalues(
    product: Product,
    like: Params,
    key: Key,
    *,
    smallest: bool = True,
    tolerance: float = 1e-3,
    most: int = MOST,
) -> Extremes:
    """The largest and the smallest eigenvalue of a symmetric matrix that is given by its products.

    Ends as soon as what is asked for has changed by less than a tenth of `tolerance` (relative) during the last
    fifth of the steps, or by less than rounding can move it: a few eps times the largest magnitude in the spectrum,
    so that eigenvalues which are smaller than that cannot be told from 0. NaN where a product is not finite.

    Args:
        product: vector -> matrix · vector.
        like: any tree of the vectors' shapes and precision.
        key: of the random start, in which every eigenvector has a share.
        smallest: whether the smallest one is wanted too; it often takes several times as many steps.
        tolerance: relative error that is aimed at.
        most: Lanczos steps after which the last estimate is returned.
    """
    return _extremes(_lanczos(product, like, key, smallest, tolerance, most), smallest)


def extreme_direction(
    product: Product,
    like: Params,
    key: Key,
    *,
    largest: bool = False,
    tolerance: float = 1e-5,
    most: int = MOST,
) -> Params:
    """A unit eigenvector of the smallest eigenvalue (or of the largest): a tree like `like`, its sign arbitrary.

    The same Lanczos process is run twice, the second time to add its vectors up as T's eigenvector says, so that
    here, too, no basis is kept. Where the eigenvalue is a multiple one, some vector of its eigenspace.
    """
    run = _lanczos(product, like, key, not largest, tolerance, most)
    ends = _extremes(run, not largest)
    end = ends.largest if largest else ends.smallest
    shares = tridiagonal.eigenvector(run.diagonal, run.beside, run.size, end)

    def add(state: tuple[_Recurrence, Array, Array]) -> tuple[_Recurrence, Array, Array]:
        at, total, number = state
        return _advance(flat, at)[0], total + shares[number] * at.vector, number + 1

    flat, start, unravel = _flat(product, like, key)
    first = (_Recurrence(start, jnp.zeros_like(start), jnp.zeros((), start.dtype)), start * 0, jnp.int32(0))
    total = lax.while_loop(lambda state: state[2] < run.size, add, first)[1]
    return unravel(total / _norm(total))


class _Recurrence(NamedTuple):
    """What a Lanczos step needs of those before it."""

    vector: Float[Array, "P"]
    before: Float[Array, "P"]
    beta: Scalar
    """T's entry between the two."""


class _Run(NamedTuple):
    """A Lanczos process: its recurrence, T so far, and the estimates at the last look at it."""

    at: _Recurrence
    diagonal: Float[Array, "most"]
    beside: Float[Array, "most"]
    """T's entry at (i, i+1)."""
    size: Int[Array, ""]
    """T's rows so far."""
    ends: Float[Array, "ends"]
    """The largest eigenvalue of T and, where the smallest is wanted, of −T: at the last look."""
    earlier: Float[Array, "ends"]
    """The same at the look before."""
    moving: Bool[Array, ""]
    """Whether they changed during the last two stretches: over one alone they may stand still, on another
    eigenvalue in whose direction the start had a larger share."""


def _flat(product: Product, like: Params, key: Key) -> tuple[Callable[[Array], Array], Array, Any]:
    """The product on flat vectors, a random unit vector, and the way back to trees."""
    vector, unravel = ravel_pytree(like)
    start = jax.random.normal(key, vector.shape, vector.dtype)
    return lambda v: ravel_pytree(product(unravel(v)))[0], start / _norm(start), unravel


def _norm(vector: Float[Array, "P"]) -> Scalar:
    """Its Euclidean norm, with squares that neither overflow nor vanish."""
    scale = jnp.max(jnp.abs(vector), initial=0)
    return scale * jnp.linalg.norm(vector / jnp.where(scale > 0, scale, 1))


def _advance(flat: Callable[[Array], Array], at: _Recurrence) -> tuple[_Recurrence, Scalar]:
    """One Lanczos step, and T's new diagonal entry: the order of subtractions that keeps most digits (Paige 1972)."""
    after = flat(at.vector) - at.beta * at.before
    alpha = jnp.vdot(after, at.vector)
    after = after - alpha * at.vector
    beta = _norm(after)
    return _Recurrence(after / jnp.where(beta > 0, beta, 1), at.vector, beta), alpha


def _lanczos(product: Product, like: Params, key: Key, smallest: bool, tolerance: float, most: int) -> _Run:
    flat, start, _ = _flat(product, like, key)
    eps = jnp.finfo(start.dtype).eps

    def step(run: _Run) -> _Run:
        at, alpha = _advance(flat, run.at)
        here = jnp.arange(run.diagonal.size) == run.size
        return run._replace(
            at=at,
            diagonal=jnp.where(here, alpha, run.diagonal),
            beside=jnp.where(here, at.beta, run.beside),
            size=run.size + 1,
        )

    def goes_on(run: _Run) -> Bool[Array, ""]:
        # A β of 0 ends the process: all that the start has a share in has been seen.
        return (run.size < run.diagonal.size) & ((run.size == 0) | (run.at.beta != 0))

    def stretch(run: _Run) -> _Run:
        until = jnp.maximum(_FIRST, run.size + jnp.maximum(4, run.size // 4))
        run = lax.while_loop(lambda run: goes_on(run) & (run.size < until), step, run)
        ends = _ends(run, smallest)
        enough = jnp.maximum(_SHARE * tolerance * jnp.abs(ends), 4 * eps * jnp.max(jnp.abs(ends)))
        # NaN compares as False: nothing more is to be had.
        moving = jnp.any(jnp.abs(ends - run.earlier) > enough)
        return run._replace(ends=ends, earlier=run.ends, moving=moving)

    none = jnp.full(2 if smallest else 1, jnp.inf, start.dtype)
    run = _Run(
        at=_Recurrence(start, jnp.zeros_like(start), jnp.zeros((), start.dtype)),
        diagonal=jnp.zeros(most, start.dtype),
        beside=jnp.zeros(most, start.dtype),
        size=jnp.int32(0),
        ends=none,
        earlier=none,
        moving=jnp.array(True),
    )
    return lax.while_loop(lambda run: run.moving & goes_on(run), stretch, run)


def _extremes(run: _Run, smallest: bool) -> Extremes:
    return Extremes(run.ends[0], -run.ends[1] if smallest else jnp.full_like(run.ends[0], jnp.nan))


def _ends(run: _Run, smallest: bool) -> Float[Array, "ends"]:
    """The largest eigenvalue of T, and of −T if wanted."""
    sides = jnp.array([1.0, -1.0] if smallest else [1.0], run.diagonal.dtype)
    return jax.vmap(lambda side: tridiagonal.largest_eigenvalue(side * run.diagonal, run.beside, run.size))(
        sides
    )
