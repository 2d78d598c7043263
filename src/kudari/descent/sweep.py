"""One method with all its runs, as arrays."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal

import jax
import numpy as np

from kudari.descent.measures import MEASURES, SMALL
from kudari.descent.step import Order, StopRule, transformation
from kudari.gradients.estimators import Estimator
from kudari.methods.method import Method
from kudari.problems.problem import Problem


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """R = seeds × hyperparameter values runs of one method: one compiled program."""

    problem: Problem
    method: Method
    estimator: Estimator
    values: Mapping[str, tuple[float, ...]]
    """Each hyperparameter's values; every combination is run from every seed."""
    paired: bool = False
    """Whether the values belong together place by place, as many of each, instead of being combined freely."""
    seeds: tuple[int, ...]
    measures: tuple[str, ...]
    """Names in `MEASURES`, each recorded at every recorded step."""
    order: Order = "reshuffled"
    stop: StopRule = field(default_factory=StopRule)
    precision: Literal["float32", "float64"] = "float32"
    labels: Mapping[str, Any] = field(default_factory=dict)
    """Coordinates that tell this sweep's runs from those of the study's other sweeps."""

    @property
    def hyperparameters(self) -> dict[str, np.ndarray]:
        """Each hyperparameter's value in each of the H combinations: float[H]."""
        combine = zip if self.paired else itertools.product
        combinations = np.array(list(combine(*self.values.values())), float)
        return {name: combinations[:, place] for place, name in enumerate(self.values)}

    @property
    def combinations(self) -> int:
        """H: how many combinations of hyperparameter values there are."""
        counts = [len(values) for values in self.values.values()]
        return max(counts, default=1) if self.paired else int(np.prod(counts, dtype=int))

    @property
    def runs(self) -> int:
        """R = seeds × combinations."""
        return len(self.seeds) * self.combinations

    @cached_property
    def parameter_count(self) -> int:
        """P: real numbers in one run's parameters."""
        shapes = jax.eval_shape(self.problem.init, jax.random.key(0))
        return sum(int(np.prod(leaf.shape)) for leaf in jax.tree.leaves(shapes))

    @property
    def recorded(self) -> tuple[str, ...]:
        """The cheap measures that are recorded: the loss always, those of every parameter where there are few."""
        small = self.parameter_count <= SMALL
        chosen = dict.fromkeys(("loss", *self.measures))
        cheap = [name for name in chosen if MEASURES[name].tier == "cheap"]
        return tuple(name for name in cheap if small or MEASURES[name].axis != "parameter")

    @property
    def probed(self) -> tuple[str, ...]:
        """The costly measures, which are taken at the probes."""
        return tuple(name for name in dict.fromkeys(self.measures) if MEASURES[name].tier == "curvature")


def estimate_bytes(sweep: Sweep, records: int, evaluations: int, probes: int) -> tuple[int, int]:
    """(memory while it runs, size of the trace), in bytes, for so many recorded, evaluated and probed steps.

    Memory holds the trace, and of every run the parameters, gradient, update, method's state, mini-batch and what
    the measures remember.
    """
    width = 8 if sweep.precision == "float64" else 4
    problem, method, count = sweep.problem, sweep.method, sweep.parameter_count
    first = tuple((name, float(values[0])) for name, values in sweep.hyperparameters.items())
    optimizer = _optimizer_numbers(problem, method, first)
    batch, evaluated, parts = _problem_numbers(problem)
    per_record = sum(count if MEASURES[name].axis == "parameter" else 1 for name in sweep.recorded)
    layers = {"layer": parts, "hidden_layer": len(problem.activations)}
    per_probe = sum(layers.get(MEASURES[name].axis, 1) for name in sweep.probed)
    trace = width * sweep.runs * (per_record * records + evaluated * evaluations + per_probe * probes)
    known = sum(np.asarray(leaf).nbytes for leaf in jax.tree.leaves(problem.data))
    remembered = len({"distance", "update_cosine"} & {*sweep.recorded})
    # Lanczos keeps three vectors, and a product with the Hessian about as many.
    copies = 4 + method.keep_best + remembered + (6 if sweep.probed else 0)
    gradient = 1 if sweep.estimator.name == "backprop" else 2
    # A mini-batch belongs to a seed, and its activations are about as large again.
    working = width * (sweep.runs * (copies * gradient * count + optimizer) + 3 * len(sweep.seeds) * batch)
    return trace + known + working, trace


@lru_cache(maxsize=256)
def _optimizer_numbers(problem: Problem, method: Method, values: tuple[tuple[str, float], ...]) -> int:
    """Numbers in the method's state of one run."""

    def moments(key: Any) -> Any:
        return transformation(method, dict(values), jax.numpy.ones(())).init(problem.init(key))

    return _numbers(jax.eval_shape(moments, jax.random.key(0)))


@lru_cache(maxsize=64)
def _problem_numbers(problem: Problem) -> tuple[int, int, int]:
    """(numbers in a mini-batch, numbers of an evaluation, parts of the parameters)."""
    key, data = jax.random.key(0), problem.data
    batch = _numbers(jax.eval_shape(problem.draw, key, data)) if problem.stochastic else 0
    evaluated = jax.eval_shape(lambda key, data: problem.evaluate(problem.init(key), data), key, data)
    return batch, len(evaluated), _parts(jax.eval_shape(problem.init, key))


def _parts(tree: Any) -> int:
    """How many children a tree has at its top; a tree that is an array alone is one part."""
    return len(jax.tree.leaves(tree, is_leaf=lambda part: part is not tree))


def _numbers(tree: Any) -> int:
    return sum(int(np.prod(leaf.shape)) for leaf in jax.tree.leaves(tree))
