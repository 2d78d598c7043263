"""A table of one's own: a CSV file whose last column is the class, told apart by a small network.

plants.csv holds 150 made-up plants of three kinds, one a row: the leaf's length, its width, and the kind. They come
from the formula in `plants`, so that it is known how well the kinds can be told apart. A table of yours needs no
formula: put its path below, and its column of classes in `target` where that is not the last.
"""

from pathlib import Path

import numpy as np

import kudari

CSV = Path(__file__).with_name("plants.csv")


def plants():
    """Kind k = 0, 1, 2 in turn: length 5 + k + 0.5 ε, width 0.4 length − 0.5 k + 0.2 ε, with ε standard normal."""
    generator = np.random.default_rng(0)
    for row in range(150):
        kind = row % 3
        length = 5 + kind + 0.5 * generator.normal()
        width = 0.4 * length - 0.5 * kind + 0.2 * generator.normal()
        yield f"{length:.2f}", f"{width:.2f}", "abc"[kind]


problem = kudari.ProblemChoice(
    name="classify",
    settings={"data": str(CSV), "target": "kind", "hidden": (8,), "batch": 30, "held_out": 0.3},
)
study = kudari.Study(name="plants", problem=problem, steps=300)

if __name__ == "__main__":
    print(kudari.compare(study, "gd,momentum,adam", seeds=8, budget=12))
