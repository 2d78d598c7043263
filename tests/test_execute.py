"""A whole study: in memory, streamed and stored it is the same trace; own problems and methods run like ours."""

from dataclasses import replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import xarray as xr

import kudari
from kudari.descent.program import sweep_program
from kudari.execute import Pace, check_size, rounds
from kudari.language import InputError
from kudari.plan import plan
from kudari.results.assemble import join
from kudari.results.schema import VARIABLES
from kudari.results.summary import as_json, spread, summarise, write_csv

STUDY = kudari.Study(
    problem=kudari.ProblemChoice(name="fit", settings={"hidden": (3,), "batch": 8}),
    methods=(
        kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.05, 0.1)}),
        kudari.MethodChoice(name="reversal-every", inner="momentum", hyperparameters={"every": (20.0,)}),
    ),
    seeds=3,
    steps=45,
    record_every=2,
    evaluate_every=10,
    vary={"order": ("fixed", "reshuffled")},
)


@pytest.fixture(scope="module")
def trace() -> xr.Dataset:
    return kudari.run(STUDY)


def test_the_trace_is_labelled(trace: xr.Dataset) -> None:
    sizes = {"run": 18, "step": 24, "evaluated_step": 6, "probed_step": 5, "parameter": 10, "grid": 101}
    assert dict(trace.sizes) == {**sizes, "layer": 2, "hidden_layer": 1}
    assert trace["step"].values.tolist() == [*range(0, 45, 2), 45]
    assert trace["evaluated_step"].values.tolist() == [0, 10, 20, 30, 40, 45]
    chosen = trace.isel(
        run=(trace["method"] == "gd") & (trace["learning_rate"] == 0.1) & (trace["order"] == "fixed")
    )
    assert chosen["seed"].values.tolist() == [0, 1, 2]
    # Every method and value starts where the seed says.
    starts = trace["loss"].isel(step=0).values.reshape(2, 3, 3)
    np.testing.assert_allclose(starts, np.broadcast_to(starts[0, 0], (2, 3, 3)), rtol=1e-6)
    assert (trace["steps_run"] == 45).all()
    assert (trace["gradient_evaluations"] == 45).all()
    assert trace["running"].values.all()
    for name, variable in trace.variables.items():
        if name in VARIABLES:
            assert variable.dims == VARIABLES[str(name)].dims, name
            assert variable.attrs["description"], name


def test_streamed_and_stored_it_is_the_same(trace: xr.Dataset, tmp_path: Path) -> None:
    streamed = join(list(kudari.stream(STUDY)))
    xr.testing.assert_identical(streamed, trace[list(streamed.data_vars)])
    assert set(trace.coords) == {
        "method",
        "seed",
        "learning_rate",
        "momentum",
        "every",
        "reset",
        "order",
        "step",
        "evaluated_step",
        "probed_step",
    }
    stored = kudari.run(STUDY, out=tmp_path / "study")
    xr.testing.assert_equal(stored.compute(), trace)
    xr.testing.assert_identical(kudari.load(tmp_path / "study").compute(), stored.compute())
    assert {path.name for path in (tmp_path / "study").iterdir()} == {
        "study.toml",
        "versions.toml",
        "trace.zarr",
        "checkpoint.npz",
    }
    with pytest.raises(InputError, match="exists already"):
        kudari.run(STUDY, out=tmp_path / "study")


def test_a_study_left_and_resumed_has_the_same_bits(trace: xr.Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    part = kudari.run(STUDY, out=folder, watch=lambda round: True)
    assert 0 < part.sizes["step"] < trace.sizes["step"]
    xr.testing.assert_equal(kudari.resume(folder).compute(), trace)
    xr.testing.assert_equal(kudari.resume(folder).compute(), trace)


def test_best_parameters_are_those_of_the_best_loss(trace: xr.Dataset) -> None:
    # The fixed mini-batch makes the loss of a seed one function, so that it can be taken again.
    fixed = trace.isel(run=(trace["order"] == "fixed") & (trace["method"] == "reversal-every(momentum)"))
    problem = plan(STUDY).sweeps[0].problem
    unravel = jax.flatten_util.ravel_pytree(problem.init(jax.random.key(0)))[1]
    for run in range(fixed.sizes["run"]):
        one = fixed.isel(run=run)
        key = jax.random.fold_in(jax.random.fold_in(jax.random.key(0), int(one["seed"])), 1)
        batch = problem.draw(jax.random.fold_in(key, 0), None)
        best = unravel(jnp.asarray(one["best_parameters"].values))
        assert float(problem.loss(best, batch)) == pytest.approx(float(one["best_loss"]), rel=1e-5)


def test_a_study_that_ends_early_is_as_long_as_its_longest_run() -> None:
    study = kudari.Study(
        problem=kudari.ProblemChoice(name="formula", settings={"formula": "x**2", "range": (1.0, 2.0)}),
        methods=(
            kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.4,)}),
            kudari.MethodChoice(
                name="momentum", hyperparameters={"learning_rate": (0.02,), "momentum": (0.5,)}
            ),
        ),
        seeds=4,
        steps=5000,
        stop=kudari.StopRule(gradient_norm=1e-3),
    )
    trace = kudari.run(study)
    assert trace.sizes["step"] == int(trace["steps_run"].max()) + 1 < 1000
    quick = trace.isel(run=trace["method"].values == "gd")
    after = quick.isel(step=slice(int(quick["steps_run"].max()), None))
    assert not after["running"].isel(step=-1).any()
    assert (after["loss"] == after["loss"].isel(step=0)).all()
    rows = summarise(trace)
    assert [row.stopped for row in rows] == [4, 4]
    assert rows[0].steps_to_stop.median == np.median(quick["steps_run"])


def test_own_problem_and_method() -> None:
    """Any tree of parameters, any loss; a method of ten lines of Optax."""
    target = {"a": jnp.arange(3.0), "b": (jnp.asarray(2.0),)}

    def loss(params, batch):
        return sum(
            jnp.sum((p - t) ** 2)
            for p, t in zip(jax.tree.leaves(params), jax.tree.leaves(target), strict=True)
        )

    def start(key):
        return jax.tree.map(lambda leaf: jax.random.normal(key, leaf.shape), target)

    def signed(learning_rate, shrink):
        return optax.chain(
            optax.scale_by_sign(), optax.scale_by_learning_rate(lambda t: learning_rate * shrink**t)
        )

    study = kudari.Study(
        problem=kudari.Problem(name="mine", init=start, loss=loss),
        methods=(
            kudari.Method(
                name="signed", make=signed, hyperparameters={"learning_rate": (0.3,), "shrink": (0.9, 0.97)}
            ),
            kudari.METHODS["gd"],
        ),
        seeds=5,
        steps=200,
    )
    trace = kudari.run(study)
    assert trace.sizes["run"] == 15
    assert trace["parameters"].shape == (15, 201, 4)
    gd = trace.isel(run=trace["method"].values == "gd")
    # Every error shrinks by 1 − 2·0.01 each step.
    np.testing.assert_allclose(gd["loss"].isel(step=-1), gd["loss"].isel(step=0) * 0.98**400, rtol=1e-3)


def test_divergence_is_data(tmp_path: Path) -> None:
    study = kudari.Study(
        problem=kudari.ProblemChoice(name="matrix"),
        methods=(kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.001, 100.0)}),),
        seeds=4,
        steps=60,
    )
    rows = summarise(kudari.run(study))
    assert [row.finite for row in rows] == [4, 0]
    assert np.isnan(rows[1].final_loss.median)
    assert np.isfinite(rows[1].best_loss.median)
    assert as_json(rows)[1]["final_loss"] == {"median": None, "low": None, "high": None}
    write_csv(tmp_path / "summary.csv", rows)
    assert len((tmp_path / "summary.csv").read_text().splitlines()) == 3


def test_spreads_are_quantiles_of_the_finite_values() -> None:
    values = np.random.default_rng(0).normal(size=101)
    found = spread([*values, np.nan, np.inf, -np.inf])
    assert found.median == np.median(values)
    assert (found.low, found.high) == (np.quantile(values, 0.1), np.quantile(values, 0.9))


def test_size_is_estimated_and_limited(trace: xr.Dataset, tmp_path: Path) -> None:
    chosen = plan(STUDY)
    growing = {"step", "evaluated_step", "probed_step"}
    recorded = sum(
        variable.nbytes
        for name, variable in trace.data_vars.items()
        if growing & {*variable.dims} and name != "running"
    )
    assert chosen.bytes[1] == recorded
    assert chosen.bytes[0] > recorded
    large = kudari.Study(problem=kudari.ProblemChoice(name="matrix"), seeds=10**6, steps=10**6)
    with pytest.raises(InputError) as caught:
        check_size(plan(large), tmp_path)
    assert caught.value.key == "study.too_much_memory"


def test_rounds_bring_every_method_forward_together() -> None:
    for part in rounds(plan(STUDY)):
        assert part.trace.sizes["run"] == 18
        assert part.records <= 24
    assert part.finished


def test_sweeps_of_very_different_widths_keep_step() -> None:
    """A program's reel holds fewer records of more runs: a round is as long as the shortest reel."""
    one, four = (0.1,), (0.1, 0.2, 0.3, 0.4)
    methods = [
        kudari.MethodChoice(name=name, hyperparameters={"learning_rate": rates})
        for name, rates in (("gd", one), ("nesterov", four))
    ]
    problem = kudari.ProblemChoice(name="quadratic", settings={"dimension": 2})
    study = kudari.Study(problem=problem, methods=tuple(methods), seeds=1500, steps=200, measures=("loss",))
    chosen = plan(study)
    assert len({sweep_program(sweep).capacity for sweep in chosen.sweeps}) == 2
    whole = join([part.trace for part in rounds(chosen, pace=Pace(records=1000))])
    alone = [
        join([part.trace for part in rounds(plan(replace(study, methods=(method,))))]) for method in methods
    ]
    np.testing.assert_array_equal(whole["loss"], np.concatenate([trace["loss"] for trace in alone]))


def test_the_landscape_of_a_single_run_that_converges_shows_all_of_its_way() -> None:
    start = {"formula": "(x-1)**2", "start": (-9.0,)}
    gd = kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.9,)})
    study = kudari.Study(
        problem=kudari.ProblemChoice(name="formula", settings=start), methods=(gd,), seeds=1, steps=60
    )
    trace = kudari.run(study)
    x = trace["landscape_x"].values
    assert x[0] <= -9
    assert x[-1] >= 9
