"""What happened to a run: exactly one outcome, from its trace alone.

`TABLE` is asked from the top; the first row whose question is answered yes gives the outcome.

| outcome     | detail           | where                                                                             |
|-------------|------------------|-----------------------------------------------------------------------------------|
| unbounded   |                  | the loss became −inf, or falls below 0 without slowing, and no optimum is known   |
| diverged    | overflow         | the gradient is too large for the precision, and the loss is still finite         |
| diverged    |                  | loss or parameters were not finite, or the loss is above the first and grows      |
| stalled     | stationary_start | the gradient is 0 at a start that is no minimum                                   |
| converged   |                  | a stopping rule was met, or the optimum, or the gradient vanished at no saddle    |
| oscillating |                  | the loss stays the same while every update undoes the one before                  |
| stalled     | flat             | the loss never changed                                                            |
| decreasing  |                  | the loss falls, by more than chance, rounding and a small share                   |
| oscillating |                  | it goes up and down as far as before                                              |
| diverged    |                  | it is far above the first                                                         |
| stalled     |                  | a fall or rise that matters would have been seen                                  |
| undecided   |                  | everything else                                                                   |
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import inf

import numpy as np
import xarray as xr

from kudari.diagnosis import questions as ask
from kudari.diagnosis.evidence import Evidence, Facts, RunArrays
from kudari.diagnosis.pace import pace
from kudari.diagnosis.tolerances import DEFAULT, Tolerances

__all__ = ["TABLE", "Facts", "Outcome", "RunArrays", "Verdict", "judge", "judge_run"]


class Outcome(StrEnum):
    """What happened to a run."""

    CONVERGED = "converged"
    DECREASING = "decreasing"
    STALLED = "stalled"
    OSCILLATING = "oscillating"
    DIVERGED = "diverged"
    UNBOUNDED = "unbounded"
    UNDECIDED = "undecided"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """An outcome, and what is measured of it."""

    outcome: Outcome
    detail: str = ""
    """One of `DETAILS`."""
    since: int = -1
    """The recorded step from which it holds to the end, or the one at which a loss was not finite; −1 for undecided."""
    steps_needed: float = -1.0
    """Of a decreasing run, the steps until it will have converged, at the rate measured; inf where that cannot be
    told. −1 for every other outcome."""
    rate: float = -1.0
    """The factor per step by which the error shrank (the root of the gap, else the gradient norm), or grew; −1
    where none was measured."""


DETAILS = ("", "flat", "stationary_start", "overflow")
"""flat: a constant loss. stationary_start: a gradient of 0 at a start that is no minimum. overflow: a gradient too
large for the precision."""


@dataclass(frozen=True)
class Row:
    """A line of the table: the outcome where the question gives a step, and not None."""

    outcome: Outcome
    question: Callable[[Evidence], int | None]
    detail: str = ""


TABLE = (
    Row(Outcome.UNBOUNDED, ask.unbounded),
    Row(Outcome.DIVERGED, ask.overflowed, "overflow"),
    Row(Outcome.DIVERGED, ask.diverged),
    Row(Outcome.STALLED, ask.stationary_start, "stationary_start"),
    Row(Outcome.CONVERGED, ask.converged),
    Row(Outcome.OSCILLATING, ask.undone),
    Row(Outcome.STALLED, ask.flat, "flat"),
    Row(Outcome.DECREASING, ask.decreasing),
    Row(Outcome.OSCILLATING, ask.oscillating),
    Row(Outcome.DIVERGED, ask.far_above),
    Row(Outcome.STALLED, ask.stalled),
)
"""Which outcome wins where several fit: the first."""


def judge_run(
    run: RunArrays, facts: Facts, tolerances: Tolerances = DEFAULT, table: Sequence[Row] = TABLE
) -> Verdict:
    """The verdict on one run with at least one record."""
    evidence = Evidence(run, facts, tolerances)
    with np.errstate(all="ignore"):
        found = pace(evidence)
        for row in table:
            since = row.question(evidence)
            if since is not None:
                # None needed, and yet not converged: at a saddle, say, where no rate tells how long it will take.
                needed = (found.steps_needed or inf) if row.outcome is Outcome.DECREASING else -1.0
                return Verdict(
                    outcome=row.outcome, detail=row.detail, since=since, steps_needed=needed, rate=found.rate
                )
    return Verdict(outcome=Outcome.UNDECIDED, rate=found.rate)


def judge(trace: xr.Dataset, tolerances: Tolerances = DEFAULT) -> xr.Dataset:
    """The verdict on every run of a trace, from the trace alone.

    Returns:
        On `run`, with the trace's labels: `outcome` (of `Outcome`) and `detail` (of `DETAILS`), strings; `since`,
        int; `steps_needed` and `rate`, float: see `Verdict`. The attribute `tolerances` holds what was used.
    """
    # A stored trace is read once, and of it only what is looked at.
    read = trace[[name for name in LOOKED_AT if name in trace.variables]].load()
    verdicts = [judge_run(*of_run(read, run), tolerances) for run in range(trace.sizes["run"])]
    text = np.dtypes.StringDType()

    def column(name: str, dtype: object, units: str, description: str) -> xr.Variable:
        values = np.array([getattr(verdict, name) for verdict in verdicts], dtype)  # type: ignore[call-overload]
        return xr.Variable("run", values, {"units": units, "description": description})

    return xr.Dataset(
        {
            "outcome": column("outcome", text, "", "what happened: " + ", ".join(Outcome)),
            "detail": column("detail", text, "", "more of it: " + ", ".join(filter(None, DETAILS))),
            "since": column("since", int, "step", "step from which it holds to the end; -1 for undecided"),
            "steps_needed": column(
                "steps_needed",
                float,
                "step",
                "steps a decreasing run still needs at its rate; inf where that cannot be told, -1 for other outcomes",
            ),
            "rate": column("rate", float, "", "factor per step of the error; -1 where none was measured"),
        },
        {name: value for name, value in trace.coords.items() if value.dims == ("run",)},
        {"tolerances": asdict(tolerances)},
    )


LOOKED_AT = (
    *("loss", "gradient_norm", "update_norm", "update_cosine", "sharpness", "lowest_curvature"),
    *("step", "steps_run", "stopped", "diverged_at", "method", "order", "precision"),
)
"""What a verdict reads of a trace."""


def of_run(trace: xr.Dataset, run: int) -> tuple[RunArrays, Facts]:
    """A run's own records, without those of its rest, and what else the trace says of it."""
    attrs, last = trace.attrs, int(trace["steps_run"].values[run])
    steps = trace["step"].values
    # The first record from the last step on is the run's last; those after it repeat it.
    count = min(int(np.searchsorted(steps, last)) + 1, len(steps))

    def series(name: str) -> np.ndarray | None:
        present = name in trace and trace[name].dims == ("run", "step")
        return np.asarray(trace[name].values[run, :count], float) if present else None

    def probes(name: str) -> tuple[float, float] | None:
        if name not in trace or not trace[name].shape[1]:
            return None
        values = trace[name].values[run]
        return float(values[0]), float(values[-1])

    def whole(name: str, missing: int) -> int:
        return int(trace[name].values[run]) if name in trace else missing

    def label(name: str) -> str:
        return str(trace[name].values[run]) if name in trace.variables else ""

    loss = series("loss")
    assert loss is not None
    method = label("method")
    rule = str(attrs.get("rules", {}).get(method, {}).get("rule", method))
    optimum = attrs.get("optimum")
    arrays = RunArrays(
        step=np.minimum(steps[:count], last),
        loss=loss,
        gradient_norm=series("gradient_norm"),
        update_norm=series("update_norm"),
        update_cosine=series("update_cosine"),
    )
    facts = Facts(
        stochastic=bool(attrs.get("stochastic", False)) and label("order") != "fixed",
        climbs=rule.startswith("reversal") or method in attrs.get("keep_best", ()),
        optimum=None if optimum is None else float(optimum),
        precision=label("precision") or str(attrs.get("precision") or trace["loss"].dtype),
        stopped=whole("stopped", 0),
        diverged_at=whole("diverged_at", -1),
        sharpness=probes("sharpness"),
        lowest_curvature=probes("lowest_curvature"),
    )
    return arrays, facts
