"""How fast the errors of a group of runs die out, measured and in theory."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from jaxtyping import Float

from kudari.diagnosis.case import Case
from kudari.diagnosis.causes.conditioning import spectrum
from kudari.diagnosis.theory import PLAIN, measured_rate, optimal_rate, steps_to, worst_rate
from kudari.show.groups import Group
from kudari.show.sharpness import case

DIGIT = 0.1
"""Speeds are shown as the steps after which an error is so small a share of itself."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """One group's steps per digit; inf where the error does not become smaller."""

    group: Group
    rule: str
    hyperparameters: dict[str, float]
    ends: tuple[float, float]
    """The smallest and largest curvature: medians over the seeds; NaN, as what follows from them, if unknown."""
    measured: Float[np.ndarray, "R"]
    """Of each run; NaN where it does not go geometrically."""
    theory: float
    """At the group's own setting: the median over the seeds, whose curvatures may differ."""
    best: float
    """At the recommended setting of the same rule."""

    @property
    def failing(self) -> bool:
        """Whether the error of at least half the runs is no smaller in the end."""
        return bool(2 * np.isinf(self.measured).sum() >= len(self.measured))

    @property
    def told(self) -> bool:
        """Whether half of the runs at least say how fast they are, or that they are not getting there."""
        return bool(self.failing or 2 * np.isfinite(self.measured).sum() >= len(self.measured))


def compare(trace: xr.Dataset, group: Group) -> Compared | None:
    """What was measured of the group's runs, beside theory; None where theory says nothing of them.

    Curvatures that are not known everywhere are those where a run ended. They say how fast it came there only
    of a run that did so geometrically.
    """
    cases = [case(trace, run) for run in group.runs.tolist()]
    first = cases[0]
    # A rate is that of one setting: where it was changed on the way, there are several.
    if first.stochastic or first.limit is None or first.rule not in PLAIN or first.changes:
        return None
    measured = np.array([_measured(one) for one in cases])
    telling = np.isfinite(measured) | curvatures_known(trace)
    found = [spectrum(one) for one, tells in zip(cases, telling, strict=True) if tells]
    ends = [pair for pair in found if pair is not None]
    if not ends and not np.isinf(measured).any():
        return None
    rule, settings = first.rule, first.hyperparameters
    return Compared(
        group=group,
        rule=rule,
        hyperparameters=settings,
        ends=(middle([low for low, _ in ends]), middle([high for _, high in ends])),
        measured=measured,
        theory=middle([steps_per_digit(worst_rate(rule, settings, *pair)) for pair in ends]),
        best=middle([steps_per_digit(optimal_rate(rule, high / low)) for low, high in ends]),
    )


def curvatures_known(trace: xr.Dataset) -> bool:
    """Whether the curvatures are known everywhere."""
    return {"smoothness", "strong_convexity"} <= set(trace.attrs)


def middle(values: Sequence[float]) -> float:
    """The median; NaN of nothing."""
    return float(np.median(values)) if values else float("nan")


def _measured(one: Case) -> float:
    """Steps per digit of the root of loss − optimum, or of the gradient norm where no optimum is known."""
    optimum = one.facts.get("optimum")
    loss = one.series("loss")
    error = one.series("gradient_norm") if optimum is None else np.sqrt(np.maximum(loss - float(optimum), 0))
    if not len(error):
        return np.nan
    if not error[-1] <= error[0]:
        return np.inf
    found = measured_rate(error, one.recorded_steps)
    return np.nan if found is None else steps_to(DIGIT, found.rate)


def steps_per_digit(rate: float | None) -> float:
    """The steps until an error is a tenth, at a factor per step that theory has for this rule."""
    assert rate is not None
    return steps_to(DIGIT, rate)
