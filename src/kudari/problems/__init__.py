"""Floor 1: what is minimised.

`PROBLEMS` maps a name to the function that builds the problem; its keyword arguments are the problem's settings.
"""

from collections.abc import Callable

from kudari.problems.classify import classify
from kudari.problems.fit import fit
from kudari.problems.formula import formula
from kudari.problems.matrix import matrix
from kudari.problems.problem import Problem
from kudari.problems.quadratic import quadratic
from kudari.problems.surfaces import surface
from kudari.problems.weight import weight

PROBLEMS: dict[str, Callable[..., Problem]] = {
    "formula": formula,
    "surface": surface,
    "quadratic": quadratic,
    "matrix": matrix,
    "weight": weight,
    "fit": fit,
    "classify": classify,
}
