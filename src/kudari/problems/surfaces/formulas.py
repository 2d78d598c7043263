"""The formulas of the named test surfaces, each float[n] -> float[].

Where a textbook formula subtracts nearly equal numbers at its minimum (1 − cos, exp(1) − exp(c)), an equal
form without the subtraction is used: a run in single precision can then follow the loss down to zero instead
of stopping in rounding noise near 1e-7. Coefficients are Python numbers or take the parameters' precision.
"""

import math

import jax.numpy as jnp
from jax import Array
from jaxtyping import Inexact

from kudari.types import Scalar

Point = Inexact[Array, "n"]


def _one_to(x: Point) -> Point:
    """1, 2 … n in the real precision of `x`, which may be complex for complex-step differences."""
    return jnp.arange(1, x.shape[0] + 1).astype(jnp.finfo(x.dtype).dtype)


def sphere(x: Point) -> Scalar:
    """Σ xᵢ²"""
    return jnp.sum(x**2)


def booth(x: Point) -> Scalar:
    """Two straight lines crossing, squared: a mild quadratic."""
    a, b = x
    return (a + 2 * b - 7) ** 2 + (2 * a + b - 5) ** 2


def matyas(x: Point) -> Scalar:
    """A quadratic of condition number 25 along the diagonals."""
    a, b = x
    return 0.26 * (a**2 + b**2) - 0.48 * a * b


def zakharov(x: Point) -> Scalar:
    """Σ xᵢ² + s² + s⁴ with s = Σ i xᵢ / 2: convex, and steep along one direction."""
    s = jnp.sum(_one_to(x) * x) / 2
    return jnp.sum(x**2) + s**2 + s**4


def rosenbrock(x: Point) -> Scalar:
    """The curved valley, neighbouring coordinates coupled (n >= 2)."""
    a, b = x[:-1], x[1:]
    return jnp.sum(100 * (b - a**2) ** 2 + (1 - a) ** 2)


def beale(x: Point) -> Scalar:
    """Flat far away along b = 1, with a saddle at (0, 1)."""
    a, b = x
    return (1.5 - a + a * b) ** 2 + (2.25 - a + a * b**2) ** 2 + (2.625 - a + a * b**3) ** 2


def freudenstein_roth(x: Point) -> Scalar:
    """Two valleys, of which the shallower one catches most methods."""
    a, b = x
    return (-13 + a + ((5 - b) * b - 2) * b) ** 2 + (-29 + a + ((b + 1) * b - 14) * b) ** 2


def brown_badly_scaled(x: Point) -> Scalar:
    """Coordinates of sizes 10⁶ and 10⁻⁶, curvatures 10¹² apart."""
    a, b = x
    return (a - 1e6) ** 2 + (b - 2e-6) ** 2 + (a * b - 2) ** 2


def powell_singular(x: Point) -> Scalar:
    """A Hessian of rank two at the minimum: descent is slower than any geometric rate."""
    a, b, c, d = x
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


def wood(x: Point) -> Scalar:
    """Two coupled Rosenbrock valleys and a saddle that looks like a minimum."""
    a, b, c, d = x
    valleys = 100 * (b - a**2) ** 2 + (1 - a) ** 2 + 90 * (d - c**2) ** 2 + (1 - c) ** 2
    return valleys + 10 * (b + d - 2) ** 2 + 0.1 * (b - d) ** 2


def himmelblau(x: Point) -> Scalar:
    """Four minima of the same depth."""
    a, b = x
    return (a**2 + b - 11) ** 2 + (a + b**2 - 7) ** 2


def three_hump_camel(x: Point) -> Scalar:
    """One global and two local minima in a sextic."""
    a, b = x
    return 2 * a**2 - 1.05 * a**4 + a**6 / 6 + a * b + b**2


def six_hump_camel(x: Point) -> Scalar:
    """Two global and four local minima in a sextic."""
    a, b = x
    return (4 - 2.1 * a**2 + a**4 / 3) * a**2 + a * b + (4 * b**2 - 4) * b**2


def goldstein_price(x: Point) -> Scalar:
    """Values from 3 to beyond 10⁶ within a box of side four."""
    a, b = x
    first = (a + b + 1) ** 2 * (19 - 14 * a + 3 * a**2 - 14 * b + 6 * a * b + 3 * b**2)
    second = (2 * a - 3 * b) ** 2 * (18 - 32 * a + 12 * a**2 + 48 * b - 36 * a * b + 27 * b**2)
    return (1 + first) * (30 + second)


def branin(x: Point) -> Scalar:
    """A parabola-shaped valley with a cosine along it; minima at a = π(2k + 1)."""
    a, b = x
    valley = b - 5.1 / (4 * math.pi**2) * a**2 + 5 / math.pi * a - 6
    return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * jnp.cos(a) + 10


def styblinski_tang(x: Point) -> Scalar:
    """½ Σ (xᵢ⁴ − 16xᵢ² + 5xᵢ): 2ⁿ minima, one of them lowest."""
    return jnp.sum(x**4 - 16 * x**2 + 5 * x) / 2


def double_well(x: Point) -> Scalar:
    """¼(x₁² − 1)² + ½(x₂² + … + xₙ²): two wells, and between them a saddle (a maximum where n = 1)."""
    return (x[0] ** 2 - 1) ** 2 / 4 + jnp.sum(x[1:] ** 2) / 2


def rastrigin(x: Point) -> Scalar:
    """10n + Σ (xᵢ² − 10 cos 2πxᵢ), written with 1 − cos 2πx = 2 sin² πx."""
    return jnp.sum(x**2 + 20 * jnp.sin(math.pi * x) ** 2)


def ackley(x: Point) -> Scalar:
    """−20 exp(−r/5) − exp(mean cos 2πxᵢ) + 20 + e with r = √(mean xᵢ²), written with expm1.

    The minimum is the tip of a cone: √ has no derivative at 0, and the chain rule there gives ∞·0 = NaN. The
    inner `where` keeps that ∞ out of the backward pass and the outer one keeps the value exact. The gradient
    at the tip is then 0, which Clarke's subdifferential contains at every minimum; elsewhere nothing changes.
    """
    mean_square = jnp.mean(x**2)
    away = mean_square > 0
    radius = jnp.where(away, jnp.sqrt(jnp.where(away, mean_square, 1)), 0)
    waves = 2 * jnp.mean(jnp.sin(math.pi * x) ** 2)
    return -20 * jnp.expm1(-radius / 5) - math.e * jnp.expm1(-waves)


def griewank(x: Point) -> Scalar:
    """1 + Σ xᵢ²/4000 − Π cos(xᵢ/√i), with 1 − Π cᵢ written as Σ (1 − cᵢ) c₁…cᵢ₋₁."""
    angles = x / jnp.sqrt(_one_to(x))
    before = jnp.concatenate([jnp.ones_like(x[:1]), jnp.cumprod(jnp.cos(angles))[:-1]])
    return jnp.sum(x**2) / 4000 + jnp.sum(2 * jnp.sin(angles / 2) ** 2 * before)


def levy(x: Point) -> Scalar:
    """The Lévy function in u = (x − 1)/4, so that the whole-number phases of its sines drop out."""
    u = (x - 1) / 4
    inner = u[:-1] ** 2 * (1 + 10 * jnp.sin(math.pi * u[:-1] + 1) ** 2)
    last = u[-1] ** 2 * (1 + jnp.sin(2 * math.pi * u[-1]) ** 2)
    return jnp.sin(math.pi * u[0]) ** 2 + jnp.sum(inner) + last


def easom(x: Point) -> Scalar:
    """A needle at (π, π) in a plain whose gradient vanishes in every precision."""
    a, b = x
    return -jnp.cos(a) * jnp.cos(b) * jnp.exp(-((a - math.pi) ** 2) - (b - math.pi) ** 2)


def mccormick(x: Point) -> Scalar:
    """Outside its usual box unbounded: falls to −∞ along a = b → −∞, with a minimum every π on the way."""
    a, b = x
    return jnp.sin(a + b) + (a - b) ** 2 - 1.5 * a + 2.5 * b + 1


def saddle(x: Point) -> Scalar:
    """a² − b²: unbounded below."""
    a, b = x
    return a**2 - b**2


def monkey_saddle(x: Point) -> Scalar:
    """a³ − 3ab²: unbounded below, with a Hessian of zero at its saddle."""
    a, b = x
    return a**3 - 3 * a * b**2
