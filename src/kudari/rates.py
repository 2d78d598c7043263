"""How large a learning rate may be: one method swept over a logarithmic grid of rates.

Every sweep has the same number of rates, so that all of them are the same compiled program. The first spans the
whole range; where nothing diverges in it, or everything, further ones widen it; then they close in on the limit.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from kudari.descent.step import StopRule
from kudari.execute import check_size, rounds
from kudari.language import InputError
from kudari.methods.catalogue import METHODS, check_hyperparameter
from kudari.methods.method import Method
from kudari.plan import Plan, plan
from kudari.problems.problem import Problem
from kudari.rate_limit import predicted_limit, sharpness
from kudari.results.assemble import join
from kudari.results.rate_range import FALL, RateRange
from kudari.results.summary import TELLING, Spread
from kudari.study import MethodChoice, ProblemChoice, Study, check

COUNT = 24
"""Rates in a sweep: six for each of four decades. Then between two of them, they are 1.6 % apart."""

SEEDS = 16
"""Seeds of a study that names more."""

DEFAULT = (1e-5, 1e2)
"""The first grid where theory predicts no limit."""

AROUND = (1e-3, 10.0)
"""The first grid where it does: multiples of the predicted limit."""

FINE = 1.02
"""Smallest diverging over largest stable rate at which looking closer ends."""

WIDER = 1e4
"""By how much the grid grows at an end that does not bracket the limit."""

LEAST, MOST = 1e-30, 1e30
"""Rates beyond these are not tried: they, or their squares, do not fit single precision."""

WIDENED = 2
"""How often the grid grows at most."""

LOOKS = 50
"""Looks at a run on its way: five of them fall into the last tenth."""

_HERE = Path(".")


def rate_range(
    study: Study | ProblemChoice | Problem,
    method: str | MethodChoice | Method = "gd",
    *,
    low: float | None = None,
    high: float | None = None,
    count: int = COUNT,
    seeds: int | None = None,
    steps: int | None = None,
    yes: bool = False,
    watch: Callable[[int], None] | None = None,
) -> RateRange:
    """From which learning rate on a method diverges on a problem, and which one ends lowest in the study's steps.

    What each word means stands in `kudari.results.rate_range`.

    Args:
        study: the problem with its seeds, steps, data order, gradient and precision. Its methods, its stopping
            rule and what it varies are left aside: every run takes all steps.
        low, high: the ends of the first grid, above 0; an end that is given is never widened. None: from a
            thousandth to ten times the predicted limit, or from 1e-5 to 1e2 where there is none.
        count: K, rates of each sweep, at least 4.
        seeds, steps: instead of the study's; of its seeds at most 16 are taken unless this says more.
        yes: run it even where it needs more memory than is prudent.
        watch: told the number of each sweep, from 1, before it runs.

    Raises:
        InputError: a method without a learning rate, or with several values of another hyperparameter; ends that
            are no rates or stand in the wrong order; anything that a study would be refused for.
    """
    chosen = _plan(study, method, seeds, steps)
    (sweep,) = chosen.sweeps
    _check(sweep.method, low, high, count)
    if not yes:
        check_size(_with_rates(chosen, np.geomspace(1, 2, count)), _HERE)
    steepest = sharpness(sweep)
    limit = predicted_limit(sweep, steepest)
    ends = tuple(end * limit for end in AROUND) if limit else DEFAULT
    grid: np.ndarray | None = _between(
        low or min(ends[0], (high or np.inf) / WIDER), high or max(ends[1], (low or 0) * WIDER), count
    )
    found: RateRange | None = None
    while grid is not None:
        number = found.sweeps + 1 if found else 1
        if watch:
            watch(number)
        new = _run(chosen, grid, limit, steepest)
        found = _merged(found, new) if found else new
        grid = _next(found, low, high, count)
    assert found is not None
    return found


def _plan(
    study: Study | ProblemChoice | Problem,
    method: str | MethodChoice | Method,
    seeds: int | None,
    steps: int | None,
) -> Plan:
    """One method of one learning rate, looked at now and then, with no rule that stops it."""
    study = study if isinstance(study, Study) else Study(problem=study)
    changes: dict[str, Any] = {"seeds": min(study.seeds, SEEDS) if seeds is None else seeds}
    changes |= {} if steps is None else {"steps": steps}
    choice = MethodChoice(name=method) if isinstance(method, str) else method
    study = replace(
        study, methods=(choice,), stop=StopRule(), vary={}, changes=(), measures=("loss",), **changes
    )
    check(study)
    # An odd distance sees both ends of a cycle of two steps. Evaluated at the start and in the end alone.
    every = max(1, study.steps // LOOKS) // 2 * 2 + 1
    chosen = plan(replace(study, record_every=every, evaluate_every=1000 * every))
    (sweep,) = chosen.sweeps
    label = sweep.labels["method"]
    if "learning_rate" not in sweep.method.hyperparameters:
        known = [name for name, each in METHODS.items() if "learning_rate" in each.hyperparameters]
        raise InputError("rates.no_learning_rate", method=label, exists=known)
    for name, values in sweep.values.items():
        if len(values) > 1 and name != "learning_rate":
            raise InputError("rates.several", method=label, name=name, came=list(values))
    return chosen


def _check(method: Method, low: float | None, high: float | None, count: int) -> None:
    for end in (low, high):
        if end is not None:
            check_hyperparameter(method, "learning_rate", end)
    if low is not None and high is not None and not low < high:
        raise InputError("rates.order", low=low, high=high)
    if count < 4:
        raise InputError("rates.count", came=count)


def _with_rates(chosen: Plan, rates: np.ndarray) -> Plan:
    (sweep,) = chosen.sweeps
    values = {**sweep.values, "learning_rate": tuple(map(float, rates))}
    return replace(chosen, sweeps=(replace(sweep, values=values),))


def _run(chosen: Plan, rates: np.ndarray, limit: float | None, steepest: Spread | None) -> RateRange:
    """One sweep over K rates: all of its runs in one compiled program."""
    trace = join([part.trace for part in rounds(_with_rates(chosen, rates))])
    (sweep,) = chosen.sweeps
    measured = "loss"
    if sweep.problem.stochastic:
        measured = next((name for name in TELLING if name in trace), "loss")
    shape = (len(rates), len(sweep.seeds))
    losses, values = trace["loss"].values.astype(float), trace[measured].values.astype(float)
    final = np.where(np.isfinite(losses[:, -1]), values[:, -1], losses[:, -1])
    # Where every run is lost early, the trace ends there.
    looks = trace["step"].values
    late = losses[:, looks >= 0.9 * looks[-1]].max(axis=1)
    return RateRange(
        method=str(sweep.labels["method"]),
        measured=measured,
        steps=chosen.study.steps,
        sweeps=1,
        rates=rates,
        first=values[:, 0].reshape(shape)[0],
        final=final.reshape(shape),
        late=(final if sweep.problem.stochastic else late).reshape(shape),
        fallen=_fallen(losses, trace["last_finite_loss"].values).reshape(shape),
        predicted_limit=limit,
        sharpness=steepest,
    )


def _fallen(losses: Float[np.ndarray, "R n"], last_finite: Float[np.ndarray, "R"]) -> Bool[np.ndarray, "R"]:
    """Whether each run's loss went to −∞: by the last finite one, or by the first look at which it was none."""
    deep = last_finite < -FALL * np.max(np.abs(losses[:, 0]))
    first_lost = np.take_along_axis(losses, np.argmax(~np.isfinite(losses), axis=1)[:, None], axis=1)[:, 0]
    fell: np.ndarray = deep | (np.isneginf(first_lost) & (last_finite < np.minimum(losses[:, 0], 0)))
    return fell


def _merged(one: RateRange, other: RateRange) -> RateRange:
    """Two sweeps as one, their rates in order."""
    rates = np.concatenate([one.rates, other.rates])
    order = np.argsort(rates)
    both: dict[str, Any] = {
        name: np.concatenate([getattr(one, name), getattr(other, name)])[order]
        for name in ("final", "late", "fallen")
    }
    wider = bool(other.rates[0] < one.rates[0] or other.rates[-1] > one.rates[-1])
    return replace(one, rates=rates[order], sweeps=one.sweeps + 1, widened=one.widened + wider, **both)


def _next(found: RateRange, low: float | None, high: float | None, count: int) -> np.ndarray | None:
    """The rates to try next; None where what was asked is known, or cannot be."""
    lowest, highest = float(found.rates[0]), float(found.rates[-1])
    stable, diverging = found.largest_stable, found.smallest_diverging
    if found.unbounded:
        return None
    if stable is not None and diverging is not None:
        return np.geomspace(stable, diverging, count + 2)[1:-1] if diverging > FINE * stable else None
    if found.widened == WIDENED:
        return None
    if diverging is None:
        end = min(highest * WIDER, MOST)
        return None if high is not None or end <= highest else np.geomspace(highest, end, count + 1)[1:]
    end = max(lowest / WIDER, LEAST)
    return None if low is not None or end >= lowest else np.geomspace(end, lowest, count + 1)[:-1]


def _between(low: float, high: float, count: int) -> np.ndarray:
    return np.geomspace(max(low, LEAST), min(high, MOST), count)
