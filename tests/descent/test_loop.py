"""The loop's promises: paired, exact, nothing invented after divergence, no second compilation."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from kudari.descent import loop
from kudari.descent.loop import Cadence, Chunk, descend, probed, warm_probes
from kudari.descent.program import sweep_program
from kudari.descent.step import BATCH, START, StopRule, run_key
from kudari.descent.sweep import Sweep
from kudari.gradients.estimators import estimator
from kudari.methods.catalogue import METHODS
from kudari.problems.classify import classify
from kudari.problems.fit import fit
from kudari.problems.formula import formula
from kudari.problems.matrix import matrix
from kudari.problems.problem import Problem

MEASURES = (
    *("loss", "gradient_norm", "update_norm", "distance", "update_cosine", "predicted_decrease"),
    *("parameters", "gradient"),
)


def sweep(problem: Problem, method: str = "gd", **changes: Any) -> Sweep:
    chosen = METHODS[method]
    values = {**chosen.hyperparameters, **changes.pop("values", {})}
    return Sweep(
        problem=problem,
        method=chosen,
        estimator=estimator("backprop"),
        values=values,
        measures=MEASURES,
        **{"seeds": (0, 1, 2), "precision": "float64", **changes},
    )


def drain(chunks: Iterator[Chunk]) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], Chunk]:
    kept = list(chunks)
    records = {name: np.concatenate([c.records[name] for c in kept]) for name in kept[0].records}
    evaluations = {name: np.concatenate([c.evaluations[name] for c in kept]) for name in kept[0].evaluations}
    return records, evaluations, kept[-1]


PROBLEMS: dict[str, Callable[[], Problem]] = {
    "matrix": lambda: matrix(4, 3, 2),
    "formula": lambda: formula("(x-1)**2 + 3*y**2"),
    "fit": lambda: fit(hidden=(3,), batch=5),
    "classify": lambda: classify(data="iris", hidden=(4,), batch=7),
}


@pytest.mark.parametrize(
    ("method", "order"),
    [("gd", "reshuffled"), ("momentum", "fixed"), ("adam", "epochs"), ("reversal-every", "fixed")],
)
def test_against_a_plain_loop(method: str, order: str) -> None:
    """The oracle: one run after the other, step by step, without any of the loop's machinery."""
    problem = PROBLEMS["classify"]()
    chosen = sweep(problem, method, order=order, values={"learning_rate": (0.01, 0.1)})
    records, evaluations, last = drain(descend(chosen, Cadence(25, 1, 5)))
    assert records["loss"].shape == (26, 3, 2)

    def rule(rate: float) -> Any:
        fixed = {name: jnp.asarray(v[0]) for name, v in chosen.values.items() if name != "learning_rate"}
        return chosen.method.make(**fixed, learning_rate=jnp.asarray(rate))

    with jax.enable_x64(True):
        data = jax.tree.map(jnp.asarray, problem.data)
        draw, take = jax.jit(problem.draw), jax.jit(problem.take)
        slope, evaluate = jax.jit(jax.value_and_grad(problem.loss)), jax.jit(problem.evaluate)
        updated = jax.jit(lambda rate, *seen: rule(rate).update(*seen))
        for s, seed in enumerate(chosen.seeds):
            key = jax.random.fold_in(jax.random.key(0), seed)
            draws = jax.random.fold_in(key, BATCH)
            for h, rate in enumerate((0.01, 0.1)):
                params = problem.init(jax.random.fold_in(key, START))
                state = rule(rate).init(params)
                began, before = flat(params), np.zeros_like(flat(params))
                for t in range(25):
                    if order == "epochs":
                        batch = take(data, oracle_epochs(draws, problem, t))
                    else:
                        place = t if order == "reshuffled" else 0
                        batch = draw(jax.random.fold_in(draws, place), data)
                    loss, gradient = slope(params, batch)
                    assert records["loss"][t, s, h] == pytest.approx(float(loss), rel=1e-9)
                    if t % 5 == 0:
                        expected = float(evaluate(params, data)["held_out_loss"])
                        assert evaluations["held_out_loss"][t // 5, s, h] == pytest.approx(expected, rel=1e-9)
                    seen = {name: values[t, s, h] for name, values in records.items()}
                    update, state = updated(rate, gradient, state, params)
                    expected = expected_of(flat(params) - began, flat(gradient), flat(update), before)
                    assert {name: seen[name] for name in expected} == pytest.approx(
                        expected, rel=1e-6, abs=1e-12
                    )
                    before = flat(update)
                    params = jax.tree.map(lambda p, u: p + u, params, update)
    assert last.summary["steps_run"].tolist() == [[25, 25]] * 3


def flat(tree: Any) -> np.ndarray:
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(tree)])


def expected_of(moved: np.ndarray, g: np.ndarray, u: np.ndarray, before: np.ndarray) -> dict[str, float]:
    """The cheap measures, in plain NumPy."""
    lengths = np.linalg.norm(u) * np.linalg.norm(before)
    return {
        "gradient_norm": np.linalg.norm(g),
        "update_norm": np.linalg.norm(u),
        "distance": np.linalg.norm(moved),
        "update_cosine": u @ before / lengths if lengths else 0.0,
        "predicted_decrease": -g @ u,
    }


def oracle_epochs(key: jax.Array, problem: Problem, t: int) -> jax.Array:
    """Each example once per epoch: epoch e is the order that `fold_in(key, e)` names, laid end to end."""
    from kudari.problems.batches import shuffled

    places = np.arange(t * problem.batch, (t + 1) * problem.batch)
    orders = {
        epoch: shuffled(jax.random.fold_in(key, epoch), problem.examples, jnp.arange(problem.examples))
        for epoch in {int(place) // problem.examples for place in places}
    }
    return jnp.asarray([int(orders[int(p) // problem.examples][p % problem.examples]) for p in places])


@pytest.mark.usefixtures("optimised")
@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_chunked_run_has_the_bits_of_an_unbroken_one(name: str, precision: str) -> None:
    chosen = sweep(PROBLEMS[name](), "adam", precision=precision)
    cadence = Cadence(41, 3, 2)
    whole, evaluated, last = drain(descend(chosen, cadence, size=lambda: 1000))
    sizes = iter([1, 2, 5, 1, 3, 1000])
    pieces, evaluated_pieces, last_piece = drain(descend(chosen, cadence, size=lambda: next(sizes)))
    assert whole["loss"].dtype == precision
    for a, b in ((whole, pieces), (evaluated, evaluated_pieces)):
        assert a.keys() == b.keys()
        for measure in a:
            np.testing.assert_array_equal(a[measure], b[measure])
    for a, b in zip(jax.tree.leaves(last.carry), jax.tree.leaves(last_piece.carry), strict=True):
        np.testing.assert_array_equal(a, b)
    assert len(whole["loss"]) == len(cadence.recorded_steps) == 15
    assert len(evaluated[next(iter(evaluated))]) == len(cadence.evaluated_records) if evaluated else True


@pytest.mark.usefixtures("optimised")
def test_records_do_not_depend_on_how_often_they_are_taken() -> None:
    chosen = sweep(PROBLEMS["fit"](), "momentum")
    often, _, _ = drain(descend(chosen, Cadence(60, 1, 1)))
    seldom, _, _ = drain(descend(chosen, Cadence(60, 7, 1)))
    np.testing.assert_array_equal(often["loss"][Cadence(60, 7).recorded_steps], seldom["loss"])


def test_a_seed_fixes_start_and_batches_for_every_method_and_value() -> None:
    problem = PROBLEMS["fit"]()
    first, _, _ = drain(descend(sweep(problem, "gd", values={"learning_rate": (0.1, 0.2)}), Cadence(1)))
    other, _, _ = drain(descend(sweep(problem, "adam"), Cadence(1)))
    np.testing.assert_array_equal(first["loss"][0, :, 0], first["loss"][0, :, 1])
    # Another width is another program: the same numbers, but for their last bit.
    np.testing.assert_allclose(first["loss"][0, :, 0], other["loss"][0, :, 0], rtol=1e-14)
    assert len(set(first["loss"][0, :, 0])) == 3
    assert not np.array_equal(
        jax.random.key_data(run_key(jnp.int32(0))), jax.random.key_data(run_key(jnp.int32(1)))
    )


def test_a_run_stops_on_its_own_and_rests() -> None:
    problem = formula("(x-1)**2", range=(-10.0, 10.0))
    chosen = sweep(
        problem, seeds=tuple(range(8)), values={"learning_rate": (0.1,)}, stop=StopRule(gradient_norm=0.1)
    )
    records, _, last = drain(descend(chosen, Cadence(200)))
    steps = last.summary["steps_run"][:, 0]
    x = records["parameters"][..., 0, 0]
    assert last.resting
    assert len(x) == steps.max() + 1 < 200
    for run, count in enumerate(steps):
        gradient = 2 * (x[:, run] - 1)
        assert (np.abs(gradient[:count]) > 0.1).all()
        assert abs(gradient[count]) <= 0.1
        # x_t − 1 shrinks by 1 − 2·0.1 each step, so the count has a closed form.
        assert count == max(0, np.ceil(np.log(0.05 / abs(x[0, run] - 1)) / np.log(0.8)))
        assert (x[count:, run] == x[count, run]).all()
    assert (last.summary["stopped"] == 1).all()


def test_a_loss_target_stops_between_records_too() -> None:
    chosen = sweep(formula("x**2", start=(1.0,)), values={"learning_rate": (0.05,)}, stop=StopRule(loss=0.5))
    records, _, last = drain(descend(chosen, Cadence(100, 10)))
    # x_t = 0.9^t: x_t² ≤ 0.5 first at t = 4.
    assert last.summary["steps_run"].tolist() == [[4]] * 3
    np.testing.assert_allclose(records["loss"][:, 0, 0], [1.0, 0.9**8])


def test_divergence_keeps_its_step_and_leaves_the_neighbours_bits_alone() -> None:
    problem = matrix(6, 6, 6)
    calm = sweep(problem, precision="float32", values={"learning_rate": (0.01, 0.01)})
    mixed = replace(calm, values={**calm.values, "learning_rate": (0.01, 10.0)})
    quiet, _, _ = drain(descend(calm, Cadence(300)))
    loud, _, last = drain(descend(mixed, Cadence(300)))
    np.testing.assert_array_equal(quiet["loss"][..., 0], loud["loss"][..., 0])
    for seed in range(3):
        losses = loud["loss"][:, seed, 1]
        first = int(np.argmax(~np.isfinite(losses)))
        assert last.summary["diverged_at"][seed].tolist() == [-1, first]
        assert last.summary["last_finite_loss"][seed, 1] == losses[first - 1]
        assert last.summary["best_loss"][seed, 1] == np.nanmin(losses[:first])
        assert np.isnan(losses[-1])
    assert (last.summary["stopped"][:, 1] == 3).all()


def test_minus_infinity_is_never_best() -> None:
    chosen = sweep(formula("-x**4", start=(2.0,)), precision="float32", values={"learning_rate": (1.0,)})
    records, _, last = drain(descend(chosen, Cadence(20)))
    losses = records["loss"][:, 0, 0]
    assert np.isneginf(losses).any()
    assert last.summary["best_loss"][0, 0] == losses[np.isfinite(losses)].min()


@pytest.mark.parametrize("name", ["matrix", "fit"])
def test_best_parameters_are_kept_where_a_run_may_end_on_a_climb(name: str) -> None:
    problem = PROBLEMS[name]()
    chosen = sweep(
        problem, "reversal-every", values={"learning_rate": (0.05,), "every": (10.0,)}, order="fixed"
    )
    records, _, last = drain(descend(chosen, Cadence(35)))
    assert (records["loss"][-1] > last.summary["best_loss"]).all()
    np.testing.assert_array_equal(records["loss"].min(axis=0), last.summary["best_loss"])
    with jax.enable_x64(True):
        for s, seed in enumerate(chosen.seeds):
            place = (s, 0) if problem.runs_axis == 0 else (..., 0, s)
            best = jax.tree.map(lambda leaf, place=place: leaf[place], last.carry.runs.best_params)
            key = jax.random.fold_in(jax.random.fold_in(run_key(jnp.int32(seed)), BATCH), 0)
            batch = problem.draw(key, jax.tree.map(jnp.asarray, problem.data))
            assert problem.loss(best, batch) == pytest.approx(last.summary["best_loss"][s, 0])


def test_evaluations_count_differences_and_line_searches() -> None:
    problem = formula("(x-1)**4 + y**2 + x*z + z**2", start=(3.0, 1.0, 1.0))
    for name, cost in {"backprop": 1, "forward": 4, "central": 6, "complex-step": 3}.items():
        chosen = replace(sweep(problem, values={"learning_rate": (0.01,)}), estimator=estimator(name))
        _, _, last = drain(descend(chosen, Cadence(10)))
        assert (last.summary["gradient_evaluations"] == 10 * cost).all()
    _, _, last = drain(descend(sweep(problem, "lbfgs"), Cadence(5)))
    assert (last.summary["gradient_evaluations"] > 5).all()


@pytest.mark.parametrize("name", ["matrix", "fit", "classify"])
def test_nothing_compiles_twice(name: str, caplog: pytest.LogCaptureFixture) -> None:
    problem = PROBLEMS[name]()
    chosen = sweep(problem, "momentum", seeds=(0, 1, 2, 3, 4))
    drain(descend(chosen, Cadence(20, 1, 5)))
    program = sweep_program(chosen)
    with jax.log_compiles(), caplog.at_level("WARNING"):
        drain(descend(replace(chosen, values={**chosen.values, "learning_rate": (0.3,)}), Cadence(20, 1, 5)))
        drain(descend(chosen, Cadence(500, 7, 3)))
        drain(descend(replace(chosen, seeds=(5, 6, 7, 8, 9)), Cadence(20, 1, 5), size=lambda: 3))
    compiled = [record.message for record in caplog.records if "Compiling" in record.message]
    assert compiled == []
    assert sweep_program(chosen) is program
    # The test can fail: another number of seeds is another program.
    with jax.log_compiles(), caplog.at_level("WARNING"):
        drain(descend(replace(chosen, seeds=(0,)), Cadence(20, 1, 5)))
    assert any("Compiling" in record.message for record in caplog.records)


def test_probes_are_taken_beforehand_only_to_be_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    monkeypatch.setattr(loop, "probed", lambda *of: taken.append(of) or probed(*of))
    for seeds, count in (((0, 1), 1), ((2, 3), 1), ((0, 1, 2), 2)):
        chosen = replace(sweep(PROBLEMS["formula"](), seeds=seeds), measures=("loss", "sharpness"))
        warm_probes(chosen, Cadence(5))
        assert len(taken) == count
