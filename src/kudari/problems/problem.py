"""What is minimised."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kudari.types import Batch, Data, Key, Params, Scalar


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """What is known of the best that can be reached, and who says so."""

    value: float
    """The smallest loss."""
    params: tuple[Any, ...] = ()
    """Parameters that attain it, each shaped as `init` shapes them; several where there are several."""
    smoothness: float | None = None
    """L: the largest eigenvalue of the Hessian (anywhere), where it is bounded."""
    strong_convexity: float | None = None
    """mu: the smallest eigenvalue of the Hessian (anywhere), where it is positive."""
    source: str = ""
    """The paper or book with the equation's place, or the reason in one line."""


def _whole(key: Key, data: Data) -> Batch:
    return data


def _nothing(params: Params, data: Data) -> dict[str, Scalar]:
    return {}


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """Something to minimise. Every function is pure and written for one run; the loop maps it over runs.

    `data` reaches the functions as an argument, never as a constant, so that one compiled program serves every
    data set of the same shapes. Arrays in it are NumPy's, in float64 or integers; the loop casts floating ones
    to the study's precision.
    """

    name: str
    init: Callable[[Key], Params]
    """A start, from the run's seed."""
    loss: Callable[[Params, Batch], Scalar]
    """What is descended: float[]."""
    data: Data = None
    draw: Callable[[Key, Data], Batch] = _whole
    """A mini-batch; all of the data where the loss is deterministic."""
    evaluate: Callable[[Params, Data], dict[str, Scalar]] = _nothing
    """Slower numbers, taken at a cadence: full loss, held-out loss, accuracy …"""
    optimum: Optimum | None = None

    examples: int | None = None
    """How many examples `take` chooses from; None where batches are drawn from a range without end."""
    take: Callable[[Data, Any], Batch] | None = None
    """The mini-batch of the examples with these numbers, int[B]; given wherever `examples` is."""
    batch: int | None = None
    """B: examples in a mini-batch; None where the loss is deterministic."""
    analytic: bool = False
    """Whether the loss may be taken at complex parameters, so that complex-step differences hold."""
    shifted_losses: Callable[[Params, Batch, Any], Params] | None = None
    """A faster way to the losses at every parameter shifted alone by h: a tree shaped like the parameters."""
    gradient: Callable[[Params, Batch], Params] | None = None
    """A gradient written by hand, a tree shaped like the parameters: descended by as the estimator `given`, and
    held against the others by `kudari.check_gradient`."""
    outputs: Callable[[Params, Data], dict[str, Any]] | None = None
    """What the picture of a finished run needs, by name: a learned function on its grid, say."""
    inputs: Callable[[Batch], Any] | None = None
    """A network's inputs, float[B, I]."""
    hidden: Callable[[Params, Batch], tuple[Any, ...]] | None = None
    """What the units of a network's hidden layers put out, float[B, units] each, the first layer's first; its
    parameters are a list of `{"weight": float[out, in], "bias": float[out]}` then."""
    activations: tuple[str, ...] = ()
    """The hidden layers' activations, by their names in `networks.ACTIVATIONS`: one for each in `hidden`."""
    view: tuple[tuple[float, float], ...] = ()
    """For one or two parameters: the range of each that a picture shows; empty: wherever the runs went."""
    runs_axis: int = 0
    """Where the loop puts the runs in a parameter array: first (0), or last (-1), faster for a few parameters."""
    tex: str = ""
    """The loss in LaTeX, for pictures and reports."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the problem was built from, for titles and pictures; never read by the loop."""

    @property
    def stochastic(self) -> bool:
        """Whether a step sees a mini-batch of its own, rather than all of the data every time."""
        return self.draw is not _whole

    @property
    def evaluates(self) -> bool:
        """Whether it has numbers of its own besides the loss."""
        return self.evaluate is not _nothing
