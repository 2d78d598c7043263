"""What is known of a study only when its runs have ended: their parameters, outputs, and the landscape."""

from collections.abc import Sequence
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr
from jax.flatten_util import ravel_pytree

from kudari.descent.carry import Carry
from kudari.descent.loop import fixed_arguments
from kudari.descent.program import sweep_program
from kudari.descent.sweep import Sweep
from kudari.gradients.curvature import extreme_direction, hessian_product
from kudari.problems.problem import Problem
from kudari.results.assemble import runs_first
from kudari.results.store import variable
from kudari.types import Data, Params

MOST_NUMBERS = 2**23
"""Parameters of all runs beyond this many stay in the checkpoint alone."""

LINE, PLANE = 801, 161
"""Points of a landscape: along a line, and along each side of a plane."""


def extras(sweeps: Sequence[Sweep], carries: Sequence[Carry], trace: xr.Dataset) -> dict[str, xr.Variable]:
    """Final and best parameters, the problem's outputs, and the loss around the runs' way where it can be drawn."""
    found: dict[str, xr.Variable] = {}
    numbers = sum(sweep.runs * sweep.parameter_count for sweep in sweeps)
    if len({sweep.parameter_count for sweep in sweeps}) == 1 and numbers <= MOST_NUMBERS:
        found |= _parameters(sweeps, carries)
        found |= _escapes(sweeps, carries, trace)
    if all(sweep.problem.outputs is not None for sweep in sweeps):
        found |= outputs(sweeps, carries)
    if len({id(sweep.problem) for sweep in sweeps}) == 1 and "parameters" in trace:
        found |= landscape(sweeps[0], trace)
    return found


def _parameters(sweeps: Sequence[Sweep], carries: Sequence[Carry]) -> dict[str, xr.Variable]:
    final = [flat_parameters(sweep, carry.runs.params) for sweep, carry in zip(sweeps, carries, strict=True)]
    found = {"final_parameters": variable(("run", "parameter"), "final_parameters", np.concatenate(final))}
    if any(sweep.method.keep_best for sweep in sweeps):
        best = [
            flat_parameters(sweep, carry.runs.best_params if sweep.method.keep_best else carry.runs.params)
            for sweep, carry in zip(sweeps, carries, strict=True)
        ]
        found["best_parameters"] = variable(("run", "parameter"), "best_parameters", np.concatenate(best))
    return found


def _escapes(sweeps: Sequence[Sweep], carries: Sequence[Carry], trace: xr.Dataset) -> dict[str, xr.Variable]:
    """Where some run ends with a negative curvature: for every run, the direction of its smallest one."""
    lowest = trace.get("lowest_curvature")
    if any(sweep.problem.stochastic for sweep in sweeps) or lowest is None:
        return {}
    if not (lowest.isel(probed_step=-1).values < 0).any():
        return {}
    parts = []
    for sweep, carry in zip(sweeps, carries, strict=True):
        problem, axis = sweep.problem, sweep.problem.runs_axis

        def one(params: Params, data: Data, problem: Problem = problem) -> jax.Array:
            product = hessian_product(lambda params: problem.loss(params, data), params)
            return jnp.atleast_1d(ravel_pytree(extreme_direction(product, params, jax.random.key(0)))[0])

        with jax.enable_x64(sweep.precision == "float64"):
            data = fixed_arguments(sweep).data
            mapped = jax.vmap(jax.vmap(one, in_axes=(axis, None)), in_axes=(axis, None))
            directions = np.asarray(jax.jit(mapped)(carry.runs.params, data))
        parts.append(runs_first(directions[None])[:, 0])
    return {"escape_direction": variable(("run", "parameter"), "escape_direction", np.concatenate(parts))}


def flat_parameters(sweep: Sweep, params: Params) -> np.ndarray:
    """[R, P] in the trace's order of runs."""
    with jax.enable_x64(sweep.precision == "float64"):
        flat = _flattened(params, sweep.problem.runs_axis)
    return runs_first(np.asarray(flat)[None])[:, 0]


@partial(jax.jit, static_argnums=1)
def _flattened(params: Params, axis: int) -> jax.Array:
    def one(params: Params) -> jax.Array:
        return jnp.atleast_1d(ravel_pytree(params)[0])

    return jax.vmap(jax.vmap(one, in_axes=axis), in_axes=axis)(params)


def outputs(sweeps: Sequence[Sweep], carries: Sequence[Carry]) -> dict[str, xr.Variable]:
    """`output_NAME` for each of the problem's outputs: [R] or [R, grid]."""
    parts = []
    for sweep, carry in zip(sweeps, carries, strict=True):
        with jax.enable_x64(sweep.precision == "float64"):
            parts.append(jax.device_get(sweep_program(sweep).outputs(carry, fixed_arguments(sweep))))
    found = {}
    for name in parts[0]:
        values = np.concatenate([runs_first(part[name][None])[:, 0] for part in parts])
        found[f"output_{name}"] = variable(("run", "grid")[: values.ndim], f"output_{name}", values)
    return found


def landscape(sweep: Sweep, trace: xr.Dataset) -> dict[str, xr.Variable]:
    """The loss of one or two parameters over the range that the runs went through."""
    problem = sweep.problem
    if sweep.parameter_count > 2 or problem.stochastic:
        return {}
    return landscape_over(problem, problem.view or _visited(trace, problem))


def landscape_over(problem: Problem, ranges: Sequence[tuple[float, float]]) -> dict[str, xr.Variable]:
    """The loss over one or two ranges, one for each parameter: `landscape`, and the places along its axes."""
    points = LINE if len(ranges) == 1 else PLANE
    axes = [np.linspace(low, high, points) for low, high in ranges]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
    with jax.enable_x64(True):
        data = jax.tree.map(lambda leaf: jnp.asarray(leaf), problem.data)
        template = problem.init(jax.random.key(0))
        unravel = ravel_pytree(template)[1]
        loss = jax.jit(jax.vmap(lambda point: problem.loss(unravel(point), data)))
        values = np.asarray(loss(jnp.asarray(grid)))
    names = ("landscape_x", "landscape_y")[: len(axes)]
    found = {name: variable((name,), name, axis) for name, axis in zip(names, axes, strict=True)}
    return {**found, "landscape": variable(names, "landscape", values.reshape([points] * len(axes)))}


def _visited(trace: xr.Dataset, problem: Problem) -> list[tuple[float, float]]:
    """The range of each parameter that the runs went through, with the known optima, and a rim.

    A run that flies away counts with its start alone: it must not shrink all others to a dot.
    """
    values = np.asarray(trace["parameters"].values, float)
    known = problem.optimum.params if problem.optimum else ()
    optima = [np.atleast_1d(ravel_pytree(params)[0]) for params in known]
    ranges = []
    for place in range(values.shape[-1]):
        ways = values[..., place]
        starts = ways[:, 0]
        limit = 3 * max(float(np.ptp(starts)), 1.0)
        near = np.all(np.abs(ways - np.median(starts)) <= limit, axis=1)
        # From a single start even a run that converges may go far; but it slows down, and one that flies off does not.
        finite = np.isfinite(ways).all(axis=1)
        strides = np.abs(np.diff(np.where(finite[:, None], ways, 0.0), axis=1))
        settles = strides[:, -1] <= 0.1 * strides.max(axis=1) if strides.size else near
        stays = near | (settles & finite)
        shown = np.concatenate([starts, ways[stays].ravel(), [optimum[place] for optimum in optima]])
        low, high = float(shown.min()), float(shown.max())
        rim = max(0.08 * (high - low), 1e-3 if stays.any() else 1.0)
        ranges.append((low - rim, high + rim))
    return ranges
