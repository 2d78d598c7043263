"""Small traces made by hand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import xarray as xr

Make = Callable[..., xr.Dataset]


def make_trace(
    loss: np.ndarray,
    *,
    method: Sequence[str] | None = None,
    labels: Mapping[str, Any] | None = None,
    variables: Mapping[str, Any] | None = None,
    coordinates: Mapping[str, Any] | None = None,
    **whole: Any,
) -> xr.Dataset:
    """A trace with this loss, [R, n]; seeds count up within each method and combination of labels."""
    loss = np.asarray(loss, float)
    runs, steps = loss.shape
    methods = list(method or ["gd"] * runs)
    tables = {name: list(values) for name, values in (labels or {}).items()}
    keys = list(zip(methods, *tables.values(), strict=True))
    seeds = [keys[:run].count(key) for run, key in enumerate(keys)]
    text = np.dtypes.StringDType()

    def column(values: list[Any]) -> np.ndarray:
        return np.asarray(values, text) if isinstance(values[0], str) else np.asarray(values)

    coords = {
        "method": ("run", np.asarray(methods, text)),
        "seed": ("run", np.asarray(seeds)),
        "step": np.arange(steps),
        **{name: ("run", column(values)) for name, values in tables.items()},
        **(coordinates or {}),
    }
    defaults = {"steps_run": np.full(runs, steps - 1), "stopped": np.zeros(runs, int)}
    numbers = {name: ("run", np.asarray(whole.get(name, value))) for name, value in defaults.items()}
    data = {"loss": (("run", "step"), loss), **numbers, **(variables or {})}
    return xr.Dataset(data, coords, {"name": "made"})


@pytest.fixture(scope="session")
def make() -> Make:
    return make_trace


@pytest.fixture
def bowl(make: Make) -> xr.Dataset:
    """x² down by x ← x/2 from 4, 2 and 1: one parameter; two steps each but for the last run, which stops at 1."""
    at = np.array([[4.0, 2.0, 1.0], [2.0, 1.0, 0.5], [1.0, 0.5, 0.5]])
    grid = np.linspace(-5, 5, 101)
    return make(
        at**2,
        steps_run=[2, 2, 1],
        stopped=[0, 0, 1],
        variables={
            "parameters": (("run", "step", "parameter"), at[..., None]),
            "gradient": (("run", "step", "parameter"), 2 * at[..., None]),
            "landscape": (("landscape_x",), grid**2),
        },
        coordinates={"landscape_x": grid},
    )


@pytest.fixture
def plane(make: Make) -> xr.Dataset:
    """x² + 100 y² with two methods from the same two starts."""
    start = np.array([[2.0, 1.0], [-1.0, 0.5]])
    ways = np.stack([start, start / 2, start / 4], axis=1)
    points = np.concatenate([ways, ways**3 / 8])
    x, y = np.linspace(-3, 3, 61), np.linspace(-2, 2, 41)
    return make(
        points[..., 0] ** 2 + 100 * points[..., 1] ** 2,
        method=["gd", "gd", "adam", "adam"],
        variables={
            "parameters": (("run", "step", "parameter"), points),
            "landscape": (("landscape_x", "landscape_y"), x[:, None] ** 2 + 100 * y[None, :] ** 2),
        },
        coordinates={"landscape_x": x, "landscape_y": y},
    )


@pytest.fixture
def learned(make: Make) -> xr.Dataset:
    """Three widths with three seeds each: what they learned of x² is off by a known factor."""
    x = np.linspace(0, 3, 31)
    factors = np.array([0.8, 0.9, 1.3, 0.95, 1.0, 1.02, 1.0, 1.001, np.nan])
    shown = np.broadcast_to(x, (9, 31))
    loss = np.abs(factors - 1)[:, None] * np.array([1.0, 0.5, 0.1])
    return make(
        loss,
        labels={"hidden": [2] * 3 + [5] * 3 + [20] * 3},
        variables={
            "output_input": (("run", "grid"), shown),
            "output_wanted": (("run", "grid"), shown**2),
            "output_learned": (("run", "grid"), factors[:, None] * shown**2),
            "grid_loss": (("run", "evaluated_step"), loss),
        },
        coordinates={"evaluated_step": np.arange(3)},
    )


@pytest.fixture
def weight(make: Make) -> xr.Dataset:
    """(w·2 − 2)² from w = 0.975: the output is 1.95, dL/dw = 2·2·(1.95 − 2) = −0.2; by two estimators."""
    w = np.array([[0.975, 0.995], [0.975, 0.995]])
    grid = np.linspace(0.95, 1.05, 101)
    return make(
        (2 * w - 2) ** 2,
        labels={"estimator": ["backprop", "forward"]},
        variables={
            "parameters": (("run", "step", "parameter"), w[..., None]),
            "gradient": (("run", "step", "parameter"), (4 * (2 * w - 2) + [[0.0], [1e-7]])[..., None]),
            "final_parameters": (("run", "parameter"), w[:, -1:]),
            "output_output": ("run", 2 * w[:, -1]),
            "landscape": (("landscape_x",), (2 * grid - 2) ** 2),
        },
        coordinates={"landscape_x": grid},
    )


@pytest.fixture
def batches(make: Make) -> xr.Dataset:
    """A classifier with a fixed and with reshuffled mini-batches, two seeds each."""
    loss = np.linspace(2.0, 0.1, 5) * np.array([[1.0], [1.1], [1.2], [1.3]])
    names = ("full_loss", "held_out_loss", "accuracy", "held_out_accuracy")
    return make(
        loss,
        labels={"order": ["fixed", "fixed", "reshuffled", "reshuffled"]},
        variables=dict.fromkeys(names, (("run", "evaluated_step"), loss[:, ::2] + 0.1)),
        coordinates={"evaluated_step": [0, 2, 4]},
    )
