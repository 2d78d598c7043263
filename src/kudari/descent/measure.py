"""What a measure is, and what it sees of a step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from jax import Array

from kudari.descent.step import RunState, StepInfo
from kudari.methods.method import Method
from kudari.problems.problem import Problem
from kudari.types import Batch, Data, Params, Scalar

Axis: TypeAlias = Literal["", "parameter", "layer", "hidden_layer"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sight:
    """One step of one run, as a measure sees it: before the update, with all that the step used."""

    problem: Problem
    state: RunState
    info: StepInfo
    batch: Batch
    data: Data
    method: Method | None = None
    hyperparameters: Mapping[str, Scalar] = field(default_factory=dict)
    divisor: Params | None = None
    """D, what the method's step divides by, as `Method.preconditioner` gives it; None where it divides by nothing."""
    names: tuple[str, ...] = ()
    """All measures taken of this step: those that share work look here how much of it is wanted."""
    work: dict[str, Any] = field(default_factory=dict)
    """Work that measures share, by name, once it is done."""

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make()` gave when a measure first asked for work of this name."""
        if name not in self.work:
            self.work[name] = make()
        return self.work[name]


def _always(problem: Problem, method: Method) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number of one run, or several along an axis of their own.

    A `cheap` one is taken at every recorded step, one of `curvature` at the study's probes, since it costs
    many gradients.
    """

    compute: Callable[[Sight], Array]
    tier: Literal["cheap", "curvature"] = "cheap"
    axis: Axis = ""
    """The axis along which it gives several numbers; "" where it gives one."""
    applies: Callable[[Problem, Method], bool] = _always
    """Whether it can be taken of such runs; elsewhere it is left out."""
