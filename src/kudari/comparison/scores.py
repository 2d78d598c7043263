"""What the runs of a race are judged by: one number for each, taken from the trace.

M entries (methods with settled hyperparameters) ran from the same S seeds. Lower is better everywhere, and a run that
did not stay finite is +inf: nothing is ever ranked on its survivors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import xarray as xr
from jaxtyping import Bool, Float

from kudari.comparison.profiles import targets, time_to_target
from kudari.results.summary import TELLING

By: TypeAlias = Literal["evaluations", "steps", "seconds"]
"""What the methods are given the same amount of: gradient evaluations, updates, or seconds of computing."""

Scale: TypeAlias = Literal["log10", "linear"]


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Every run of a race on one problem."""

    problem: str
    measured: str
    """The trace's variable that is judged: `loss`, or one that the problem evaluates."""
    by: By
    budget: float
    """How much of it a run had."""
    keepers: tuple[str, ...]
    """Entries whose method keeps the best state it met; where there is any, see `handed_over`."""
    entries: tuple[str, ...]
    """Labels of the M entries."""
    seeds: tuple[int, ...]
    first: Float[np.ndarray, "S"]
    """The measured number at every seed's start."""
    final: Float[np.ndarray, "M S"]
    """What each run hands over when its budget is spent, as it was measured; NaN where it failed."""
    finite: Bool[np.ndarray, "M S"]
    """Whether each run was still finite then."""
    gap: Float[np.ndarray, "M S"]
    """The same as it is judged: see `gaps` and `shares`."""
    optimum: float | None
    """The smallest number there is, where it is known."""
    floor: float
    """On the scale of logarithms, the gap below which nothing but rounding is compared; 0 on the other."""
    scale: Scale
    target: Float[np.ndarray, "S"]
    """What a run from each seed must reach to have solved the problem."""
    times: Float[np.ndarray, "M S"]
    """When it did; +inf where it never did."""

    def __getitem__(self, entry: str) -> Float[np.ndarray, "S"]:
        """An entry's runs as they are judged."""
        return np.asarray(self.gap[self.entries.index(entry)])

    @property
    def keeps_best(self) -> bool:
        """Whether runs hand over the best they met rather than where they end."""
        return bool(self.keepers)


def scores(
    trace: xr.Dataset,
    *,
    problem: str = "",
    by: By = "evaluations",
    measured: str = "",
    target: float | None = None,
    seconds: Mapping[str, float] | None = None,
    linear: bool = False,
) -> Scores:
    """Judge a race's trace, in which every method's label is an entry with one run for each seed.

    Args:
        problem: its name; "": the study's.
        measured: the variable to judge by; "": `measured_in(trace)`.
        target: the number to be reached; None: a thousandth of the way that is left, `profiles.targets`, and nearer
            to the best minimum than to any other that is known.
        seconds: seconds that an update takes, for each entry; needed where `by` is "seconds".
        linear: whether to judge on the linear scale in any case, for races whose problems would differ in scale.
    """
    methods = methods_of(trace)
    entries = tuple(dict.fromkeys(methods.tolist()))
    measured = measured or measured_in(trace)
    sign = -1.0 if measured.endswith("accuracy") else 1.0
    work, values = spent(trace, measured, by, seconds)
    values = sign * values
    budget = equal_budget(trace, by, entries, seconds)
    keepers = np.isin(methods, list(trace.attrs.get("keep_best", ())))
    shape = (len(entries), -1)
    final, finite = (each.reshape(shape) for each in handed_over(work, values, budget, keepers))
    first = values[:, 0].reshape(shape)[0]
    optimum = trace.attrs.get("optimum") if sign > 0 else None
    lowest = known_lowest(values, work, budget, optimum)
    goal = targets(first, lowest) if target is None else np.full(len(first), sign * target)
    worse = trace.attrs.get("worse_minimum")
    if target is None and optimum is not None and worse is not None:
        # Whoever ends in a worse minimum has not solved the problem, however low that is beside the start.
        goal = np.minimum(goal, (optimum + worse) / 2)
    reached = np.where(within(work, budget), values, np.inf)
    times = time_to_target(work, reached, np.tile(goal, len(entries))).reshape(shape)
    if optimum is None and target is None:
        # Where no run is known to go below a start, there is nothing that could be reached from it.
        times[:, goal >= first] = np.inf
    precision = str(trace.attrs.get("precision", "float32"))
    positive = optimum is not None or bool((np.where(np.isfinite(final), final, 1.0) >= 0).all())
    scale: Scale = "log10" if positive and sign > 0 and not linear else "linear"
    gap = (
        gaps(final, first, optimum, precision) if scale == "log10" else shares(final, first, lowest, sign < 0)
    )
    return Scores(
        problem=problem or str(trace.attrs.get("name", "")),
        measured=measured,
        by=by,
        budget=budget,
        keepers=tuple(dict.fromkeys(methods[keepers].tolist())),
        entries=entries,
        seeds=tuple(trace["seed"].values.reshape(shape)[0].tolist()),
        first=sign * first,
        final=np.where(np.isfinite(final), sign * final, np.nan),
        finite=finite,
        gap=gap,
        optimum=optimum,
        floor=rounding(first, optimum, precision) if scale == "log10" else 0.0,
        scale=scale,
        target=sign * goal,
        times=times,
    )


def methods_of(trace: xr.Dataset) -> np.ndarray:
    """Every run's method, as plain strings: [R]."""
    return np.array([str(method) for method in trace["method"].values])


def measured_in(trace: xr.Dataset) -> str:
    """What says best how good a run is: the loss, or for mini-batches one on all examples, where there is one."""
    if not trace.attrs.get("stochastic", False):
        return "loss"
    return next((name for name in TELLING if name in trace), "loss")


def spent(
    trace: xr.Dataset, measured: str, by: By, seconds: Mapping[str, float] | None = None
) -> tuple[Float[np.ndarray, "R n"], Float[np.ndarray, "R n"]]:
    """(what each run had spent at its records, the measured number there)."""
    values = trace[measured].values.astype(float)
    steps = trace["step"].values
    at = np.arange(len(steps))
    if trace[measured].dims == ("run", "evaluated_step"):
        at = np.searchsorted(steps, trace["evaluated_step"].values)
    # A lost network still tells classes apart, all of them as the first one: such an accuracy is nobody's.
    values = np.where(np.isfinite(trace["loss"].values[:, at]), values, np.nan)
    if by == "evaluations" and "evaluations" in trace:
        return trace["evaluations"].values.astype(float)[:, at], values
    # A run that rests takes no further step.
    taken = np.minimum(steps[at].astype(float), trace["steps_run"].values[:, None].astype(float))
    if by == "seconds":
        assert seconds is not None
        pace = np.array([seconds[label] for label in methods_of(trace)])
        return taken * pace[:, None], values
    return taken, values


def equal_budget(
    trace: xr.Dataset, by: By, entries: tuple[str, ...], seconds: Mapping[str, float] | None = None
) -> float:
    """What the entry that spends least spends in all of the study's steps: no entry gets more."""
    # Where every run is lost early, the trace ends there, and not at the study's last step.
    methods, steps = methods_of(trace), float(trace.attrs.get("steps", trace["step"].values[-1]))
    if by == "steps":
        return steps
    if by == "seconds":
        return steps * min((seconds or {})[entry] for entry in entries)
    taken = np.maximum(trace["steps_run"].values.astype(float), 1)
    cost = trace["gradient_evaluations"].values.astype(float) / taken
    # A run that is lost at once has spent nothing, at no cost that could be known.
    known = {entry: cost[(methods == entry) & (cost > 0)] for entry in entries}
    return steps * min((float(each.max()) for each in known.values() if each.size), default=1.0)


def within(work: Float[np.ndarray, "R n"], budget: float) -> Bool[np.ndarray, "R n"]:
    """Which records lie within the budget: a product of rounded numbers, it includes the one that it was made from."""
    inside: np.ndarray = work <= budget * (1 + 1e-9)
    return inside


def handed_over(
    work: Float[np.ndarray, "R n"],
    values: Float[np.ndarray, "R n"],
    budget: float,
    keepers: Bool[np.ndarray, "R"],
) -> tuple[Float[np.ndarray, "R"], Bool[np.ndarray, "R"]]:
    """(what each run hands over when its budget is spent, whether it is still finite then).

    It is the last number, and +inf where that is not finite.

    Where any method of the race keeps the best state it has met, every run hands over its best instead, since anybody
    could keep it. A run whose method does keep it has it even after it was lost; any other one has failed then.

    Args:
        keepers: whether the run's method keeps its best.
    """
    inside = within(work, budget)
    last = np.maximum(inside.sum(axis=1) - 1, 0)
    ends = values[np.arange(len(values)), last]
    finite = np.isfinite(ends)
    if not keepers.any():
        return np.where(finite, ends, np.inf), finite
    best = np.min(np.where(inside & np.isfinite(values), values, np.inf), axis=1)
    return np.where(finite | keepers, best, np.inf), finite


def known_lowest(
    values: Float[np.ndarray, "R n"], work: Float[np.ndarray, "R n"], budget: float, optimum: float | None
) -> float:
    """The optimum, where it is known; otherwise the lowest number met within the budget by a run that stays finite."""
    if optimum is not None:
        return float(optimum)
    inside = within(work, budget)
    # What a run met on its way to −∞ is nothing that could be reached.
    stays = np.all(np.isfinite(np.where(inside, values, 0.0)), axis=1)
    met = values[stays[:, None] & inside] if stays.any() else values[:, 0]
    met = met[np.isfinite(met)]
    return float(met.min()) if met.size else 0.0


def gaps(
    final: Float[np.ndarray, "M S"],
    first: Float[np.ndarray, "S"],
    optimum: float | None,
    precision: str,
) -> Float[np.ndarray, "M S"]:
    """log₁₀(f − f*), where the optimum f* is known, otherwise log₁₀ f for f ≥ 0; +inf where f is.

    Below ε²·f₀ + ε·|f*| a difference is one of rounding (parameters are rounded to a share ε of themselves, and the
    loss is flat at its minimum), and counts as that much.
    """
    base = float(optimum or 0.0)
    failed = ~np.isfinite(final)
    floor = rounding(first, optimum, precision)
    return np.where(failed, np.inf, np.log10(np.maximum(np.where(failed, 1.0, final - base), floor)))


def rounding(first: Float[np.ndarray, "S"], optimum: float | None, precision: str) -> float:
    """The gap below which nothing but rounding is compared: see `gaps`."""
    eps = float(np.finfo(precision).eps)
    return eps**2 * float(np.median(np.abs(first))) + eps * abs(optimum or 0.0) + float(np.finfo(float).tiny)


def shares(
    final: Float[np.ndarray, "M S"], first: Float[np.ndarray, "S"], lowest: float, accuracy: bool
) -> Float[np.ndarray, "M S"]:
    """The share that is left of the way from the median start down to the lowest loss known; +inf where f is.

    Of an accuracy (given as its negative) the number itself.
    """
    if accuracy:
        return final
    way = float(np.median(first)) - lowest
    failed = ~np.isfinite(final)
    judged = (np.where(failed, 0.0, final) - lowest) / (way if way > 0 else 1.0)
    return np.where(failed, np.inf, judged)
