"""Tests for `kudari.one_step`: every number of one update, against closed forms, NumPy, torch, and the loop."""

import json
import re
from dataclasses import replace
from typing import Any

import jax
import numpy as np
import pytest

from kudari.descent.step import draw
from kudari.execute import run
from kudari.language import LANGUAGES, InputError
from kudari.one_step import OneStep, one_step, told
from kudari.one_step.columns import aligned, pair
from kudari.one_step.told import lines
from kudari.plan import build_problem
from kudari.study import Change, MethodChoice, ProblemChoice, Study


def study(method: str = "gd", rate: float = 0.1, name: str = "formula", **settings: Any) -> Study:
    choice = MethodChoice(name=method, hyperparameters={"learning_rate": (rate,)})
    problem = ProblemChoice(name=name, settings=settings)
    return Study(problem=problem, methods=(choice,), steps=60, seeds=3, precision="float64")


SQUARE = study(formula="(x-1)^2", start=(3.0,))
BOWL = study(formula="x^2 + 3*y^2", start=(2.0, -1.0))
NETWORK = study(name="fit", hidden=(2,), activation=("tanh",), batch=5)


def column(step: OneStep, name: str) -> np.ndarray:
    return np.array([getattr(each, name) for each in step.parameters])


def test_a_square_by_hand() -> None:
    found = one_step(SQUARE)
    assert [(term.tex, term.value, term.slope) for term in found.terms] == [
        ("x - 1", 2.0, 4.0),
        (r"\left(x - 1\right)^{2}", 4.0, 1.0),
    ]
    (x,) = found.parameters
    assert (found.loss, x.value, x.backprop, x.gradient) == (4.0, 3.0, 4.0, 4.0)
    assert (x.update, x.new) == pytest.approx((-0.4, 2.6), abs=1e-15)
    assert x.central == pytest.approx(4, rel=1e-9)
    assert found.new_loss == pytest.approx(1.6**2)


def test_every_part_has_its_derivative_by_the_chain_rule() -> None:
    """A part that occurs twice is one part, with the derivative of both places together."""
    found = one_step(study(formula="sin(x*y) + (x*y)^2 - 2*pi*x", start=(0.7, 0.4)))
    x, y = 0.7, 0.4
    expected = {
        "x y": (x * y, np.cos(x * y) + 2 * x * y),
        r"\sin\left(x y\right)": (np.sin(x * y), 1.0),
        r"\left(x y\right)^{2}": ((x * y) ** 2, 1.0),
        r"2 \pi x": (2 * np.pi * x, -1.0),
    }
    terms = {term.tex: (term.value, term.slope) for term in found.terms}
    for tex, numbers in expected.items():
        assert terms[tex] == pytest.approx(numbers, rel=1e-14), tex
    assert len(terms) == len(found.terms) == 6
    assert found.terms[-1].value == pytest.approx(found.loss, rel=1e-14)
    slope = (np.cos(x * y) + 2 * x * y) * np.array([y, x]) - np.array([2 * np.pi, 0])
    np.testing.assert_allclose(column(found, "backprop"), slope, rtol=1e-14)
    np.testing.assert_allclose(column(found, "central"), slope, rtol=1e-8)


def test_the_smallest_model_is_told_as_a_formula() -> None:
    found = one_step(study(name="weight", w=1.5, x=2.0, label=4.0))
    assert found.point == {"w": 1.5, "x": 2.0, "t": 4.0}
    assert [(term.value, term.slope) for term in found.terms] == [(3.0, -2.0), (-1.0, -2.0), (1.0, 1.0)]
    assert found.parameters[0].backprop == -4.0


STEEPNESS = np.array([2.0, 6.0])
"""Of `BOWL`: its gradient is this times the parameters."""


def with_momentum(steps: int) -> tuple[dict[str, Any], Any, Any]:
    x, v = np.array([2.0, -1.0]), np.zeros(2)
    for _ in range(steps):
        v = 0.9 * v + STEEPNESS * x
        x = x - 0.1 * v
    after = 0.9 * v + STEEPNESS * x
    return {"v": (v, after)}, x, -0.1 * after


def with_adam(steps: int) -> tuple[dict[str, Any], Any, Any]:
    x, m, v = np.array([2.0, -1.0]), np.zeros(2), np.zeros(2)
    for t in range(1, steps + 2):
        before = (x, m, v)
        g = STEEPNESS * x
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        update = -0.1 * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        x = x + update
    return {"m": (before[1], m), "v": (before[2], v)}, before[0], update


@pytest.mark.parametrize(("method", "by_hand"), [("momentum", with_momentum), ("adam", with_adam)])
@pytest.mark.parametrize("step", [0, 1, 7])
def test_what_a_method_remembers(method: str, by_hand: Any, step: int) -> None:
    choice = replace(BOWL.methods[0], name=method)
    found = one_step(replace(BOWL, methods=(choice,)), step=step)
    memory, value, update = by_hand(step)
    np.testing.assert_allclose(column(found, "value"), value, rtol=1e-12)
    np.testing.assert_allclose(column(found, "update"), update, rtol=1e-12)
    np.testing.assert_allclose(column(found, "new"), value + update, rtol=1e-12)
    assert set(found.parameters[0].memory) == set(memory)
    for letter, sides in memory.items():
        kept = np.array([each.memory[letter] for each in found.parameters]).T
        np.testing.assert_allclose(kept, sides, rtol=1e-12)


@pytest.mark.parametrize(("method", "optimizer"), [("gd", "SGD"), ("adam", "Adam")])
def test_a_network_as_torch_has_it(method: str, optimizer: str) -> None:
    torch = pytest.importorskip("torch")
    choice = replace(NETWORK.methods[0], name=method)
    found = one_step(replace(NETWORK, methods=(choice,)), seed=1)
    problem = build_problem(NETWORK.problem)
    with jax.enable_x64(True):
        batch = draw(problem, "reshuffled", jax.numpy.int32(1), jax.numpy.int32(0), None)
    x = torch.tensor(np.array(batch))
    values = torch.tensor(column(found, "value"), requires_grad=True)
    # In the order of the tree: biases stand before weights.
    b1, w1, b2, w2 = values[:2], values[2:4], values[4], values[5:]
    sums = x * w1 + b1
    hidden = torch.tanh(sums)
    output = hidden @ w2 + b2
    losses = (output - x[:, 0] ** 2) ** 2 / 2
    example = found.example
    assert example is not None
    np.testing.assert_allclose(example.inputs, x[0].numpy(), rtol=1e-15)
    np.testing.assert_allclose(example.layers[0].sums, sums[0].detach(), rtol=1e-12)
    np.testing.assert_allclose(example.layers[0].outputs, hidden[0].detach(), rtol=1e-12)
    assert example.layers[1].outputs == pytest.approx((output[0].item(),), rel=1e-12)
    assert example.loss == pytest.approx(losses[0].item(), rel=1e-12)
    assert found.loss == pytest.approx(losses.mean().item(), rel=1e-12)
    step = getattr(torch.optim, optimizer)([values], lr=0.1)
    losses.mean().backward()
    np.testing.assert_allclose(column(found, "backprop"), values.grad, rtol=1e-11)
    np.testing.assert_allclose(column(found, "central"), values.grad, rtol=1e-7, atol=1e-10)
    step.step()
    np.testing.assert_allclose(column(found, "new"), values.detach(), rtol=1e-11)


def test_a_classifier_by_numpy() -> None:
    found = one_step(study(name="classify", data="iris", hidden=(3,), activation=("relu",), batch=6))
    example = found.example
    assert example is not None
    value = column(found, "value")
    hidden = np.maximum(0, value[3:15].reshape(3, 4) @ example.inputs + value[:3])
    outputs = value[18:].reshape(3, 3) @ hidden + value[15:18]
    shares = np.exp(outputs) / np.exp(outputs).sum()
    np.testing.assert_allclose([share for _, share in example.probabilities], shares, rtol=1e-12)
    assert example.loss == pytest.approx(-np.log(dict(example.probabilities)[example.label]), rel=1e-12)


@pytest.mark.usefixtures("optimised")
@pytest.mark.parametrize(("chosen", "method"), [(BOWL, "adam"), (NETWORK, "momentum")])
def test_the_state_is_the_loops_to_the_last_bit(chosen: Study, method: str) -> None:
    alone = replace(chosen, methods=(replace(chosen.methods[0], name=method),), seeds=1)
    trace = run(replace(alone, measures=("loss", "parameters")))
    for step in (0, 1, 16, 59):
        found = one_step(alone, step=step)
        assert found.loss == float(trace["loss"].values[0, step])
        if "parameters" in trace:
            np.testing.assert_array_equal(column(found, "value"), trace["parameters"].values[0, step])
            np.testing.assert_array_equal(column(found, "new"), trace["parameters"].values[0, step + 1])
        if step < 59:
            following = one_step(alone, step=step + 1)
            np.testing.assert_array_equal(column(found, "new"), column(following, "value"))


@pytest.mark.usefixtures("optimised")
def test_what_changes_on_the_way_is_in_force() -> None:
    changes = (
        Change(step=3, name="learning_rate", value=0.02),
        Change(step=9, name="learning_rate", value=0.3),
    )
    changed = replace(BOWL, changes=changes, seeds=1)
    trace = run(replace(changed, measures=("loss", "parameters")))
    for step, rate in ((2, 0.1), (3, 0.02), (8, 0.02), (9, 0.3), (20, 0.3)):
        found = one_step(changed, step=step)
        assert found.settings == {"learning_rate": rate}
        np.testing.assert_array_equal(column(found, "value"), trace["parameters"].values[0, step])
        np.testing.assert_array_equal(column(found, "new"), trace["parameters"].values[0, step + 1])


def test_beside_other_runs_the_state_is_the_same_but_for_the_last_bits() -> None:
    trace = run(replace(NETWORK, measures=("loss",)))
    for seed in range(3):
        assert one_step(NETWORK, seed=seed, step=40).loss == pytest.approx(
            float(trace["loss"].values[seed, 40]), rel=1e-11
        )


def test_the_gradient_that_the_study_asks_for() -> None:
    found = one_step(replace(study(formula="x^4", start=(1.5,)), gradient="forward"))
    (x,) = found.parameters
    assert found.estimator == "forward"
    assert x.gradient not in (x.backprop, x.central)
    assert x.update == -0.1 * x.gradient


@pytest.mark.parametrize(
    ("chosen", "asked", "expected"),
    [
        (study(name="fit", hidden=(100,)), {}, "301 parameters"),
        (SQUARE, {"step": 60}, "from 0 to 59"),
        (SQUARE, {"step": -1}, "from 0 to 59"),
        (SQUARE, {"seed": 3}, "from 0 to 2"),
        (SQUARE, {"method": "gdd"}, "'gd'"),
        (replace(SQUARE, stop=SQUARE.stop._replace(loss=0.5)), {"step": 30}, "after 5 updates"),
        (study(rate=3.0, formula="x^4", start=(2.0,)), {"step": 30}, "came to rest"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(
    chosen: Study, asked: dict[str, Any], expected: str
) -> None:
    with pytest.raises(InputError, match=re.escape(expected)) as refused:
        one_step(chosen, **asked)
    assert refused.value.say("ja") != str(refused.value)


STUDIES = {
    "formula": SQUARE,
    "many variables": study(formula="a^2+b^2+c^2+x^2+y^2"),
    "network": replace(NETWORK, methods=(MethodChoice(name="adam"),)),
    "classifier": study(name="classify", data="iris", hidden=(3,), batch=6),
    "surface": study(name="surface", function="rosenbrock", rate=1e-3),
    "weight": study(name="weight"),
    "matrix": study(name="matrix", rows=2, inner=2, columns=2),
    "far away": study(rate=10.0, formula="x^8", start=(1e38,)),
}


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told(name: str, language: str) -> None:
    said = told(one_step(STUDIES[name]), language)
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    assert [stage["name"] for stage in said["stages"]] == ["forward", "loss", "derivatives", "update"]
    for stage in said["stages"]:
        assert stage["parts"]
        for part in stage["parts"]:
            rows = part.get("rows", [])
            assert all(len(row) == len(part["header"]) for row in rows)
            if "tex" in part:
                assert part["math"].startswith("<math")


def test_the_numbers_of_a_square_on_the_page() -> None:
    forward, loss, derivatives, update = told(one_step(SQUARE), "en")["stages"]
    assert [row[1] for row in forward["parts"][-1]["rows"]] == ["2", "4"]
    assert loss["parts"][-1]["tex"] == "L = 4"
    assert derivatives["parts"][-1]["rows"][0][1]["same"].startswith(("4.00", "3.99", "4"))
    assert [row[1:] for row in update["parts"][2]["rows"]] == [["3", "4", "−0.4", "2.6"]]
    assert update["parts"][3]["tex"] == r"x \leftarrow 3 - 0.4 = 2.6"
    assert update["parts"][-1]["text"] == "The loss goes from 4.00 to 2.56."


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", []),
        ("a = b", ["a = b"]),
        (r"v = w,\quad x = y", ["v = w", "x = y"]),
        (r"s = \begin{cases}1,\quad 2\end{cases}", [r"s = \begin{cases}1,\quad 2\end{cases}"]),
        (r"x = \frac{a,\quad b}{c},\quad y", [r"x = \frac{a,\quad b}{c}", "y"]),
    ],
)
def test_a_rule_is_told_equation_by_equation(rule: str, expected: list[str]) -> None:
    assert lines(rule) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.0, 4.0], ["3", "4"]),
        ([0.5, 10.25], ["0.50", "10.25"]),
        ([-1 / 3, 2.0], ["−0.333333", "2.000000"]),
        ([1 / 3, 1e-9], ["0.3333333", "1×10⁻⁹"]),
        ([1e-7, -2e-7], ["1×10⁻⁷", "−2×10⁻⁷"]),
        ([1.5e12], ["1.5×10¹²"]),
        ([float("nan"), float("-inf"), 1.0], ["—", "−∞", "1"]),
        ([0.0], ["0"]),
        ([100000.0, 0.25], ["100000.0", "0.25"]),
        ([1000000.0, 0.123], ["1000000", "0.123"]),
    ],
)
def test_numbers_of_a_column(values: list[float], expected: list[str]) -> None:
    assert aligned(values) == expected


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [(0.25, 0.2500001, "0.250000"), (1.0, -1.0, ""), (float("nan"), float("nan"), ""), (2.0, 2.0, "2")],
)
def test_where_two_numbers_part(first: float, second: float, same: str) -> None:
    one, other = pair(first, second)
    assert isinstance(one, dict)
    assert isinstance(other, dict)
    assert one["same"] == other["same"] == same
