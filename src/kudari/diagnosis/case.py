"""One run with all that is known of it: what the causes look at."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr
from jaxtyping import Float, Int

from kudari.diagnosis.theory import Limit, largest_stable_rate, stability_limit
from kudari.diagnosis.tolerances import Tolerances
from kudari.diagnosis.verdict import Outcome, Verdict

EPSILON = {"float32": float(np.finfo(np.float32).eps), "float64": float(np.finfo(np.float64).eps)}

BOUNDS = {"sharpness": "smoothness", "lowest_curvature": "strong_convexity"}
"""Curvatures of a run -> what the optimum knows of them everywhere."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A run, its verdict, and what the trace says of its problem and method."""

    run: xr.Dataset
    """The trace at this run: no dimension `run`."""
    verdict: Verdict
    facts: Mapping[str, Any]
    """The trace's attributes."""
    tolerances: Tolerances

    @property
    def outcome(self) -> Outcome:
        """What happened."""
        return self.verdict.outcome

    @cached_property
    def method(self) -> Mapping[str, str]:
        """`rule`, `inner` and `schedule` of the run's method."""
        rules = self.facts.get("rules", {})
        unknown = {"rule": "", "inner": "", "schedule": "constant"}
        return rules.get(str(self.run["method"].item()), unknown)

    @property
    def rule(self) -> str:
        """The rule that moves the parameters: of a reversal, the one whose gradient is turned."""
        rule = self.method["rule"]
        return self.method["inner"] or ("gd" if rule.startswith("reversal") else rule)

    @cached_property
    def labels(self) -> dict[str, float]:
        """Every number among the run's labels: what its hyperparameters began with."""
        found = {}
        for name, variable in self.run.variables.items():
            if not variable.dims and variable.dtype.kind in "fi" and np.isfinite(variable.values):
                found[str(name)] = float(variable.values)
        return found

    @cached_property
    def changes(self) -> list[Mapping[str, Any]]:
        """Of the study's changes those that came to this run before its end: `step`, `name` and `value` of each.

        The end of a run that diverged is where it did: what was changed then is not to blame.
        """
        changes = self.settings.get("changes", ())
        if not changes:
            return []
        lost = self.outcome is Outcome.DIVERGED and self.verdict.since > 0
        end = self.verdict.since if lost else int(self.run["steps_run"])
        label = str(self.run["method"].item())
        return [
            change
            for change in changes
            if change["step"] < end
            and change.get("method", "") in ("", label)
            and change["name"] in self.labels
        ]

    @property
    def changed_at(self) -> int:
        """The step from which on the hyperparameters are what they are in the end; 0 where nothing changed."""
        return max((int(change["step"]) for change in self.changes), default=0)

    @cached_property
    def hyperparameters(self) -> dict[str, float]:
        """The numbers among the run's labels, as they are in the end."""
        return self.labels | {change["name"]: float(change["value"]) for change in self.changes}

    def hyperparameters_at(self, step: int) -> dict[str, float]:
        """The numbers among the run's labels, as they are in the update at this step."""
        made = [change for change in self.changes if change["step"] <= step]
        return self.labels | {change["name"]: float(change["value"]) for change in made}

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The study's fields, `problem.NAME` for those of its problem; what it varies as this run has it."""
        study = tomllib.loads(str(self.facts.get("study", "")))
        problem = study.pop("problem", {})
        problem = problem if isinstance(problem, dict) else {}
        found = {**study, **{f"problem.{name}": value for name, value in problem.items()}}
        for key in study.get("vary", {}):
            label = "estimator" if key == "gradient" else key.removeprefix("problem.")
            if label in self.run.variables and not self.run[label].dims:
                found[key] = self.run[label].item()
        return found

    @property
    def steps(self) -> int:
        """Updates that the study gives a run."""
        return int(self.settings.get("steps", self.run["step"].values[-1]))

    @property
    def stochastic(self) -> bool:
        """Whether every step sees a mini-batch of its own."""
        return bool(self.facts.get("stochastic", False)) and self.settings.get("order") != "fixed"

    @property
    def epsilon(self) -> float:
        """The relative distance between two numbers of the study's precision."""
        return EPSILON[str(self.settings.get("precision", self.facts.get("precision", "float32")))]

    def series(self, name: str) -> Float[np.ndarray, "n"]:
        """A number by recorded step, up to where the run came to rest; empty where it was not recorded."""
        if name not in self.run:
            return np.empty(0)
        return np.asarray(self.run[name].values, float)[np.asarray(self.run["running"].values, bool)]

    @property
    def recorded_steps(self) -> Int[np.ndarray, "n"]:
        """The steps of `series`."""
        return self.run["step"].values[np.asarray(self.run["running"].values, bool)]

    def probes(self, name: str, *, lately: bool = False) -> Float[np.ndarray, "k ..."]:
        """What the probes found before the run came to rest or was lost, as far as it is finite.

        Lately: since the hyperparameters are what they are in the end, or the last one before.
        """
        if name not in self.run:
            return np.empty(0)
        values = np.asarray(self.run[name].values, float)
        finite = np.isfinite(values).reshape(len(values), -1).all(axis=1)
        if lately and self.changed_at:
            late = finite & (self.run["probed_step"].values >= self.changed_at)
            return values[late] if late.any() else values[finite][-1:]
        return values[finite]

    def last(self, name: str) -> Any:
        """The last of the probes, a float or, of layers, float[L]; None where there is none."""
        found = self.probes(name)
        return None if not len(found) else float(found[-1]) if found.ndim == 1 else found[-1]

    def curvature(self, name: str, *, lately: bool = False) -> Float[np.ndarray, "k"]:
        """`sharpness` or `lowest_curvature` at the probes, of the loss on all examples where it was taken."""
        full = self.probes(f"full_{name}", lately=lately)
        return full if len(full) else self.probes(name, lately=lately)

    def bound(self, name: str) -> float | None:
        """The largest `sharpness`, or smallest `lowest_curvature`: as known everywhere, else where the run ended."""
        known = self.facts.get(BOUNDS[name])
        if known is not None:
            return float(known)
        found = self.curvature(name)
        return float(found[-1]) if len(found) else None

    @cached_property
    def limit(self) -> Limit | None:
        """The sharpness up to which the method is stable in the end; None where theory has none."""
        return self.limit_with(self.hyperparameters)

    @property
    def limits(self) -> list[tuple[int, Limit]]:
        """(step, the limit from there on), in ascending order, a change at each but the first; empty where none is."""
        starts = sorted({0, *(int(change["step"]) for change in self.changes)})
        found = [(step, self.limit_with(self.hyperparameters_at(step))) for step in starts]
        return [(step, limit) for step, limit in found if limit is not None]

    def limit_with(self, hyperparameters: Mapping[str, float]) -> Limit | None:
        """The limit with these hyperparameters."""
        if self.method["schedule"] != "constant":
            return None
        try:
            return stability_limit(self.rule, hyperparameters)
        except KeyError:
            return None

    @cached_property
    def held_against_limit(self) -> Float[np.ndarray, "k"]:
        """The sharpness at the probes that the limit speaks of: the preconditioned one of adaptive methods.

        Only at those since the last change: before, the limit was another.
        """
        if self.limit is None or self.limit.variable == "sharpness":
            found, known = self.curvature("sharpness", lately=True), self.facts.get(BOUNDS["sharpness"])
            return found if len(found) or known is None else np.asarray([known], float)
        return self.probes(self.limit.variable, lately=True)

    def stable_rate(self, sharpness: float) -> float:
        """The largest learning rate at which the run's method is stable at this sharpness."""
        found = largest_stable_rate(self.rule, self.hyperparameters, sharpness)
        return float("inf") if found is None else float(found)

    @property
    def several_methods(self) -> bool:
        """Whether a setting must name the method that it is for."""
        return len(self.facts.get("rules", {})) > 1

    def key(self, hyperparameter: str) -> str:
        """The key by which `--set` changes a hyperparameter of this run's method alone."""
        return f"{self.method['rule']}.{hyperparameter}" if self.several_methods else hyperparameter
