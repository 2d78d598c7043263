"""Surfaces with several minima or very many, and plains that hide one."""

import math

import numpy as np

from kudari.problems.problem import Optimum
from kudari.problems.surfaces import formulas as f
from kudari.problems.surfaces.surface import (
    JY,
    SB,
    Surface,
    at,
    everywhere,
    maximum,
    minimum,
    saddle,
    unbounded,
)


def two_wells(n: int) -> Optimum:
    """x₁ = ±1, the others 0."""
    ends = tuple(side * np.eye(n)[0] for side in (1.0, -1.0))
    return Optimum(value=0.0, params=ends, source="a sum of squares that are zero there")


HILLS: dict[str, Surface] = {
    "himmelblau": Surface(
        function=f.himmelblau,
        tex=r"(x_1^2 + x_2 - 11)^2 + (x_1 + x_2^2 - 7)^2",
        source=f"Himmelblau 1972, Applied Nonlinear Programming; {JY}",
        box=((-5, 5),),
        optimum=at(
            (3.0, 2.0),
            (-2.8051180869527449, 3.131312518250573),
            (-3.7793102533777469, -3.2831859912861694),
            (3.5844283403304917, -1.8481265269644036),
        ),
        stationary=(
            maximum(181.6165215225827, -0.27084459066734761, -0.92303855647998146),
            saddle(104.01516291755811, -3.0730257507643896, -0.081353044287967512),
            saddle(178.33723920192746, -0.12796134673068007, -1.9537149802445764),
            saddle(67.71915008752614, 0.086677504555396352, 2.8842547011747761),
            saddle(13.31192627040559, 3.3851541836070209, 0.073851879837749288),
        ),
    ),
    "three-hump-camel": Surface(
        function=f.three_hump_camel,
        tex=r"2x_1^2 - 1.05x_1^4 + \tfrac16 x_1^6 + x_1x_2 + x_2^2",
        source=f"{SB}; {JY}",
        box=((-5, 5),),
        optimum=at((0.0, 0.0)),
        stationary=(
            minimum(0.29863844223685982, 1.7475523458302889, -0.87377617291514445),
            minimum(0.29863844223685982, -1.7475523458302889, 0.87377617291514445),
            saddle(0.87736155776314018, 1.07054229182366, -0.53527114591182999),
            saddle(0.87736155776314018, -1.07054229182366, 0.53527114591182999),
        ),
    ),
    "six-hump-camel": Surface(
        function=f.six_hump_camel,
        tex=r"(4 - 2.1x_1^2 + \tfrac13 x_1^4)x_1^2 + x_1x_2 + (4x_2^2 - 4)x_2^2",
        source=f"{SB}; {JY}",
        box=((-3, 3), (-2, 2)),
        optimum=at(
            (0.089842013100318062, -0.71265640302073963),
            (-0.089842013100318062, 0.71265640302073963),
            value=-1.0316284534898774,
        ),
        stationary=(
            minimum(-0.21546382438371764, 1.7036067149699808, -0.79608356867262512),
            minimum(-0.21546382438371764, -1.7036067149699808, 0.79608356867262512),
            minimum(2.1042503103112583, 1.6071047529201972, 0.56865145488413137),
            minimum(2.1042503103112583, -1.6071047529201972, -0.56865145488413137),
            saddle(0.0, 0.0, 0.0),
        ),
    ),
    "goldstein-price": Surface(
        function=f.goldstein_price,
        tex=r"\left(1 + (x_1+x_2+1)^2(19 - 14x_1 + 3x_1^2 - 14x_2 + 6x_1x_2 + 3x_2^2)\right)"
        r"\left(30 + (2x_1-3x_2)^2(18 - 32x_1 + 12x_1^2 + 48x_2 - 36x_1x_2 + 27x_2^2)\right)",
        source=f"{SB}; {JY}",
        box=((-2, 2),),
        optimum=at((0.0, -1.0), value=3.0),
        stationary=(
            minimum(30.0, -0.6, -0.4),
            minimum(84.0, 1.8, 0.2),
            minimum(840.0, 1.2, 0.8),
        ),
    ),
    "branin": Surface(
        function=f.branin,
        tex=r"\left(x_2 - \tfrac{5.1}{4\pi^2}x_1^2 + \tfrac5\pi x_1 - 6\right)^2"
        r" + 10\left(1 - \tfrac1{8\pi}\right)\cos x_1 + 10",
        source=f"{SB}; {JY}",
        box=((-5, 10), (0, 15)),
        optimum=at(
            (-math.pi, 12.275),
            (math.pi, 2.275),
            (3 * math.pi, 2.475),
            value=10 / (8 * math.pi),
            why="the square is zero and the cosine -1; outside the box such points go on for ever",
        ),
    ),
    "styblinski-tang": Surface(
        function=f.styblinski_tang,
        tex=r"\tfrac12\sum_{i=1}^n x_i^4 - 16x_i^2 + 5x_i",
        source=f"{SB}; {JY}",
        dimension=None,
        box=((-5, 5),),
        optimum=everywhere(-2.9035340277711771, each=-39.166165703771415),
        stationary=(
            minimum(-25.029446655283943, 2.746802770990837),
            maximum(0.19561235905535807, 0.1567312567803401),
            minimum(-39.166165703771415 - 25.029446655283943, -2.9035340277711771, 2.746802770990837),
            minimum(-39.166165703771415 - 25.029446655283943, 2.746802770990837, -2.9035340277711771),
            minimum(2 * -25.029446655283943, 2.746802770990837, 2.746802770990837),
        ),
    ),
    "double-well": Surface(
        function=f.double_well,
        tex=r"\tfrac14 (x_1^2 - 1)^2 + \tfrac12\sum_{i=2}^n x_i^2",
        source="the quartic potential of a bistable system",
        dimension=None,
        box=((-2, 2),),
        optimum=two_wells,
        stationary=(maximum(0.25, 0.0), saddle(0.25, 0.0, 0.0)),
    ),
    "rastrigin": Surface(
        function=f.rastrigin,
        tex=r"10n + \sum_{i=1}^n x_i^2 - 10\cos 2\pi x_i",
        source=f"{SB}; {JY}",
        dimension=None,
        box=((-5.12, 5.12),),
        optimum=everywhere(
            0.0, L=2 + 40 * math.pi**2, why="each second derivative is 2 + 40π² cos 2πxᵢ, largest at 0"
        ),
    ),
    "ackley": Surface(
        function=f.ackley,
        tex=r"-20\exp\left(-\tfrac15\sqrt{\tfrac1n\sum x_i^2}\right)"
        r" - \exp\left(\tfrac1n\sum\cos 2\pi x_i\right) + 20 + e",
        source=f"{SB}; {JY}",
        dimension=None,
        box=((-32.768, 32.768),),
        optimum=everywhere(0.0),
        analytic=False,
    ),
    "griewank": Surface(
        function=f.griewank,
        tex=r"1 + \tfrac1{4000}\sum_{i=1}^n x_i^2 - \prod_{i=1}^n\cos\tfrac{x_i}{\sqrt i}",
        source=f"{SB}; {JY}",
        dimension=None,
        box=((-600, 600),),
        optimum=everywhere(
            0.0,
            L=1 + 1 / 2000,
            why="the product is a mean of cosines of Σ ±xᵢ/√i, with Hessians of at most diag(1/i), as at 0",
        ),
    ),
    "levy": Surface(
        function=f.levy,
        tex=r"\sin^2\pi w_1 + \sum_{i=1}^{n-1}(w_i-1)^2(1 + 10\sin^2(\pi w_i+1))"
        r" + (w_n-1)^2(1 + \sin^2 2\pi w_n), \quad w_i = 1 + \tfrac{x_i - 1}4",
        source=f"{SB}",
        dimension=None,
        box=((-10, 10),),
        optimum=everywhere(1.0),
    ),
    "easom": Surface(
        function=f.easom,
        tex=r"-\cos x_1\cos x_2\,\exp\left(-(x_1-\pi)^2 - (x_2-\pi)^2\right)",
        source=f"{SB}; {JY}",
        # Published as ±100, where nearly every start has a gradient of exactly zero.
        box=((0, 2 * math.pi),),
        optimum=at((math.pi, math.pi), value=-1.0, why="each factor is at most 1"),
    ),
    "mccormick": Surface(
        function=f.mccormick,
        tex=r"\sin(x_1 + x_2) + (x_1 - x_2)^2 - 1.5x_1 + 2.5x_2 + 1",
        source=f"{SB}; {JY}",
        box=((-1.5, 4), (-3, 4)),
        optimum=unbounded,
        stationary=(
            minimum(-math.sqrt(3) / 2 - math.pi / 3, 0.5 - math.pi / 3, -0.5 - math.pi / 3),
            minimum(-math.sqrt(3) / 2 + 2 * math.pi / 3, 0.5 + 2 * math.pi / 3, -0.5 + 2 * math.pi / 3),
        ),
    ),
}
