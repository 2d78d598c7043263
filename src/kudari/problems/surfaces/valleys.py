"""Surfaces with one minimum, a few, or none: quadratics, curved and badly scaled valleys, saddles."""

import math

from kudari.problems.surfaces import formulas as f
from kudari.problems.surfaces.surface import JY, MGH, SB, Surface, at, everywhere, minimum, saddle, unbounded

VALLEYS: dict[str, Surface] = {
    "sphere": Surface(
        function=f.sphere,
        tex=r"\sum_{i=1}^n x_i^2",
        source=f"{SB}; {JY}",
        dimension=None,
        box=((-5.12, 5.12),),
        optimum=everywhere(0.0, L=2.0, mu=lambda n: 2.0, why="the Hessian is 2I"),
    ),
    "booth": Surface(
        function=f.booth,
        tex=r"(x_1 + 2x_2 - 7)^2 + (2x_1 + x_2 - 5)^2",
        source=f"{SB}; {JY}",
        box=((-10, 10),),
        optimum=at((1.0, 3.0), L=18.0, mu=2.0, why="the Hessian is [[10, 8], [8, 10]]"),
    ),
    "matyas": Surface(
        function=f.matyas,
        tex=r"0.26\,(x_1^2 + x_2^2) - 0.48\,x_1 x_2",
        source=f"{SB}; {JY}",
        box=((-10, 10),),
        optimum=at((0.0, 0.0), L=1.0, mu=0.04, why="the Hessian is [[0.52, -0.48], [-0.48, 0.52]]"),
    ),
    "zakharov": Surface(
        function=f.zakharov,
        tex=r"\sum_{i=1}^n x_i^2 + s^2 + s^4, \quad s = \tfrac12\sum_{i=1}^n i\,x_i",
        source=f"{SB}; {JY}",
        dimension=None,
        box=((-5, 10),),
        optimum=everywhere(
            0.0,
            mu=lambda n: 2.0 if n > 1 else 2.5,
            why="the Hessian is 2I + (2 + 12s²)wwᵀ with wᵢ = i/2",
        ),
    ),
    "rosenbrock": Surface(
        function=f.rosenbrock,
        tex=r"\sum_{i=1}^{n-1} 100\,(x_{i+1} - x_i^2)^2 + (1 - x_i)^2",
        source=f"{MGH}, no. 1; for n > 2 Shang & Qiu 2006, Evolutionary Computation 14(1)",
        dimension=None,
        smallest=2,
        start=(-1.2, 1.0),
        box=((-2.048, 2.048),),
        optimum=everywhere(1.0),
        stationary=(
            minimum(
                3.7014286104300173,
                -0.77565922656535262,
                0.61309336548504346,
                0.38206284633839315,
                0.14597201855219461,
            ),
        ),
    ),
    "beale": Surface(
        function=f.beale,
        tex=r"(1.5 - x_1 + x_1x_2)^2 + (2.25 - x_1 + x_1x_2^2)^2 + (2.625 - x_1 + x_1x_2^3)^2",
        source=f"{MGH}, no. 5",
        start=(1.0, 1.0),
        box=((-4.5, 4.5),),
        optimum=at((3.0, 0.5)),
        stationary=(saddle(14.203125, 0.0, 1.0),),
    ),
    "freudenstein-roth": Surface(
        function=f.freudenstein_roth,
        tex=r"(-13 + x_1 + ((5 - x_2)x_2 - 2)x_2)^2 + (-29 + x_1 + ((x_2 + 1)x_2 - 14)x_2)^2",
        source=f"{MGH}, no. 2",
        start=(0.5, -2.0),
        box=((-10, 10),),
        optimum=at((5.0, 4.0)),
        stationary=(
            minimum(48.984253679240021, (53 - 4 * math.sqrt(22)) / 3, (2 - math.sqrt(22)) / 3),
            saddle(819.01025935231005, (53 + 4 * math.sqrt(22)) / 3, (2 + math.sqrt(22)) / 3),
        ),
    ),
    "brown-badly-scaled": Surface(
        function=f.brown_badly_scaled,
        tex=r"(x_1 - 10^6)^2 + (x_2 - 2\cdot 10^{-6})^2 + (x_1 x_2 - 2)^2",
        source=f"{MGH}, no. 4",
        start=(1.0, 1.0),
        box=((0, 2),),
        optimum=at((1e6, 2e-6)),
    ),
    "powell-singular": Surface(
        function=f.powell_singular,
        tex=r"(x_1 + 10x_2)^2 + 5(x_3 - x_4)^2 + (x_2 - 2x_3)^4 + 10(x_1 - x_4)^4",
        source=f"{MGH}, no. 13",
        dimension=4,
        start=(3.0, -1.0, 0.0, 1.0),
        box=((-4, 5),),
        optimum=at((0.0, 0.0, 0.0, 0.0)),
    ),
    "wood": Surface(
        function=f.wood,
        tex=r"100(x_2 - x_1^2)^2 + (1 - x_1)^2 + 90(x_4 - x_3^2)^2 + (1 - x_3)^2"
        r" + 10(x_2 + x_4 - 2)^2 + 0.1(x_2 - x_4)^2",
        source=f"{MGH}, no. 14",
        dimension=4,
        start=(-3.0, -1.0, -3.0, -1.0),
        box=((-10, 10),),
        optimum=at((1.0, 1.0, 1.0, 1.0)),
        stationary=(
            saddle(
                7.8769671651768675,
                -0.96797402493759307,
                0.94713914081784182,
                -0.96951631033159115,
                0.95124766579232528,
            ),
        ),
    ),
    "saddle": Surface(
        function=f.saddle,
        tex=r"x_1^2 - x_2^2",
        source="the plainest saddle",
        box=((-1, 1),),
        optimum=unbounded,
        stationary=(saddle(0.0, 0.0, 0.0),),
    ),
    "monkey-saddle": Surface(
        function=f.monkey_saddle,
        tex=r"x_1^3 - 3x_1x_2^2",
        source="the real part of (x₁ + ix₂)³",
        box=((-1, 1),),
        optimum=unbounded,
        stationary=(saddle(0.0, 0.0, 0.0),),
    ),
}
