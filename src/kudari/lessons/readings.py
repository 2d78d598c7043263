"""What lessons ask of a trace: small questions, shared by their checks and their claims."""

import tomllib
from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from kudari.diagnosis.verdict import Outcome, judge
from kudari.problems.problem import Problem
from kudari.study import Study


def setting(study: Study, name: str) -> Any:
    """A setting of the study's problem; None where it is not given, or the problem is one's own."""
    return None if isinstance(study.problem, Problem) else study.problem.settings.get(name)


def problem_name(study: Study) -> str:
    """The name of the study's problem."""
    return study.problem.name


def labels(trace: xr.Dataset, name: str) -> np.ndarray | None:
    """A label of every run; None where the trace has none of this name."""
    return trace[name].values if name in trace.coords and trace[name].dims == ("run",) else None


def of_method(trace: xr.Dataset, label: str) -> np.ndarray:
    """Which runs are this method's, bool[R]."""
    return np.asarray(trace["method"].values == label, bool)


def outcomes(trace: xr.Dataset) -> np.ndarray:
    """The outcome of every run, as text."""
    return np.array(judge(trace)["outcome"].values.tolist(), str)


def all_are(trace: xr.Dataset, *wanted: Outcome) -> bool:
    """Whether every run came to one of these outcomes."""
    return bool(np.isin(outcomes(trace), [str(outcome) for outcome in wanted]).all())


def any_is(trace: xr.Dataset, *wanted: Outcome) -> bool:
    """Whether some run came to one of these outcomes."""
    return bool(np.isin(outcomes(trace), [str(outcome) for outcome in wanted]).any())


def final_loss(trace: xr.Dataset) -> np.ndarray:
    """The last loss of every run, which may not be finite."""
    return np.asarray(trace["loss"].values[:, -1], float)


def label_value(name: str) -> Callable[[xr.Dataset], float]:
    """A claim's measure: the one value of a label that all runs share."""

    def measured(trace: xr.Dataset) -> float:
        (value,) = set(np.asarray(trace[name].values, float).tolist())
        return float(value)

    return measured


def runs(trace: xr.Dataset) -> float:
    """A claim's measure: how many runs there are."""
    return float(trace.sizes["run"])


def seeds(trace: xr.Dataset) -> float:
    """A claim's measure: how many seeds there are."""
    return float(len(set(trace["seed"].values.tolist())))


def median_steps(trace: xr.Dataset) -> float:
    """A claim's measure: the median of the steps that runs took."""
    return float(np.median(trace["steps_run"].values))


def in_study(*path: str) -> Callable[[xr.Dataset], float]:
    """A claim's measure: a number in the study that the trace came from, such as `("stop", "gradient_norm")`."""

    def measured(trace: xr.Dataset) -> float:
        value: Any = tomllib.loads(trace.attrs["study"])
        for name in path:
            value = value[name]
        return float(value)

    return measured
