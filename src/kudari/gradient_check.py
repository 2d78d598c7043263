"""`kudari.check_gradient`: is a gradient what it should be?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from jaxtyping import PyTree

from kudari.descent.step import START, Order, draw, run_key
from kudari.gradients.blame import Wrong
from kudari.gradients.check import Comparison, compare
from kudari.gradients.estimators import ESTIMATORS, estimator
from kudari.gradients.probes import flat
from kudari.gradients.steps import cast
from kudari.language import InputError, say
from kudari.plan import build_problem
from kudari.problems.problem import Problem
from kudari.study import Precision, ProblemChoice, one_of
from kudari.types import Params

FEW = 5
"""Names of parameters in a sentence; of more, so many and their number."""


@dataclass(frozen=True, kw_only=True)
class GradientCheck:
    """What came of holding a problem's gradients against each other; `print` it to read it."""

    problem: str
    precision: str
    comparison: Comparison
    """Every pair of estimators over every block of parameters, and the gradients themselves."""

    @property
    def agrees(self) -> bool:
        """Whether rounding, truncation and kinks explain every difference."""
        return self.comparison.agrees

    @property
    def wrong(self) -> tuple[Wrong, ...]:
        """For each wrong estimator and block, the parameter where it is furthest off."""
        return self.comparison.wrong

    @property
    def kinks(self) -> tuple[str, ...]:
        """The parameters along which the loss has a kink, at the point or beside it."""
        return tuple(block.entry(place) for block, place in self.comparison.kinks)

    def say(self, language: str = "en") -> str:
        """The result in a few lines, in "en" or "ja"."""
        lines = [verdict_line(self.comparison, self.problem, self.precision, language)]
        lines += wrong_lines(self.comparison, language)
        return "\n".join([*lines, *kinks_lines(self.comparison, language)])

    def __str__(self) -> str:
        return self.say()


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point of a problem with the examples its loss is taken over, in one precision, as NumPy arrays."""

    problem: Problem
    params: PyTree
    batch: PyTree
    precision: str


def check_gradient(
    problem: Problem | ProblemChoice,
    at: Any = None,
    gradients: Sequence[str] | None = None,
    seed: int = 0,
    precision: Precision = "float64",
) -> GradientCheck:
    """Every way to a problem's gradient against every other, at one point.

    Args:
        problem: a problem of one's own, with `gradient=` where one was written by hand, or a choice of ours.
        at: the point: a tree like the parameters, or all its numbers in a row; None: the start of `seed`.
        gradients: names in `ESTIMATORS`, at least two; None: all that the problem admits.
        seed: fixes the start and the mini-batch, those of a study's first step.
        precision: in which everything is computed; what rounding may explain follows from it.

    Raises:
        InputError: a point of another size, an unknown name, or a loss or gradient that is not finite there.
    """
    place = locate(build_problem(problem), at, seed=seed, precision=precision)
    return checked(place, admitted(place.problem, gradients), None)


def checked(place: Place, names: Sequence[str], h: float | None) -> GradientCheck:
    with jax.enable_x64(place.precision == "float64"):
        params, batch = cast(place.params, place.precision), cast(place.batch, place.precision)
        comparison = compare(place.problem, params, batch, names, h)
    return GradientCheck(problem=place.problem.name, precision=place.precision, comparison=comparison)


def locate(
    problem: Problem,
    at: Any = None,
    *,
    seed: int = 0,
    precision: str = "float64",
    order: Order = "reshuffled",
) -> Place:
    """The point to check at, and the first mini-batch of a seed.

    Raises:
        InputError: `at` is not a point of the problem.
    """
    one_of("precision", precision, ("float32", "float64"))
    if not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise InputError("check.seed", came=seed)
    with jax.enable_x64(precision == "float64"):
        number = jnp.asarray(seed, "int32")
        # Compiled as a whole: piece by piece, a network's start takes seconds.
        start = jax.jit(lambda number: problem.init(jax.random.fold_in(run_key(number), START)))(number)
        first = jax.jit(lambda number, data: draw(problem, order, number, jnp.zeros((), "int32"), data))
        batch = first(number, cast(problem.data, precision))
        params = start if at is None else _point(start, at)
        return Place(
            problem=problem,
            params=jax.tree.map(np.asarray, cast(params, precision)),
            batch=jax.tree.map(np.asarray, batch),
            precision=precision,
        )


def _point(start: Params, at: Any) -> Params:
    """`at` as a tree like `start`: given as one, or as all its numbers in a row."""
    like = [np.shape(leaf) for leaf in jax.tree.leaves(start)]
    size = sum(int(np.prod(shape, dtype=int)) for shape in like)
    try:
        if str(jax.tree.structure(at)) == str(jax.tree.structure(start)):
            tree = jax.tree.map(lambda leaf: np.asarray(leaf, np.float64), at)
            if [np.shape(leaf) for leaf in jax.tree.leaves(tree)] == like:
                at = flat(tree)
        numbers = np.atleast_1d(np.asarray(at, np.float64))
    except (TypeError, ValueError):
        raise InputError("check.at", came=_shown(at), expected=size) from None
    if numbers.shape != (size,):
        raise InputError("check.at_count", came=numbers.size, expected=size)
    if not np.isfinite(numbers).all():
        raise InputError("check.at_not_finite", came=float(numbers[~np.isfinite(numbers)][0]))
    result: Params = ravel_pytree(jax.tree.map(lambda leaf: jnp.asarray(leaf, float), start))[1](
        jnp.asarray(numbers)
    )
    return result


def admitted(problem: Problem, names: Sequence[str] | None = None) -> list[str]:
    """The estimators to hold against each other: those named, else all that the problem admits.

    Raises:
        InputError: an unknown one, one that the problem does not admit, or fewer than two.
    """
    if names is None:
        return [
            name
            for name, known in ESTIMATORS.items()
            if (problem.analytic or not known.needs_analytic) and (problem.gradient or not known.needs_given)
        ]
    for name in names:
        known = estimator(name)
        if known.needs_analytic and not problem.analytic:
            raise InputError("gradients.not_analytic", problem=problem.name)
        if known.needs_given and problem.gradient is None:
            raise InputError("gradients.not_given", problem=problem.name)
    if len(set(names)) < 2:
        raise InputError("check.too_few", came=list(names), exists=list(ESTIMATORS))
    return list(dict.fromkeys(names))


def _shown(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 60 else text[:59] + "…"


def verdict_line(found: Comparison, problem: str, precision: str, language: str) -> str:
    """Whether the gradients agree, in one sentence."""
    key = "check.agrees" if found.agrees else "check.disagrees"
    return say(key, language, problem=problem, names=found.names, precision=precision)


def wrong_lines(found: Comparison, language: str) -> list[str]:
    """A sentence for each wrong estimator and block, which names the parameter."""
    return [
        say(
            "check.wrong_one" if each.count == 1 else "check.wrong_many",
            language,
            name=each.estimator,
            place=each.block.entry(each.place, language),
            value=f"{each.value:.6g}",
            expected=f"{each.expected:.6g}",
            reference=each.reference,
            count=f"{each.count:,}",
            block=each.block.name(language),
            size=f"{each.block.size:,}",
        )
        for each in found.wrong
    ]


def kinks_lines(found: Comparison, language: str) -> list[str]:
    """One sentence on the parameters along which the loss has a kink; none where there is none."""
    if not found.kinks:
        return []
    names = [block.entry(place, language) for block, place in found.kinks[:FEW]]
    key = "check.kinks" if len(found.kinks) <= FEW else "check.kinks_many"
    return [say(key, language, places=names, count=f"{len(found.kinks):,}")]
