"""The range of learning rates: held against closed forms, and told in both languages."""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

import kudari
from kudari.choose import choose
from kudari.cli import command
from kudari.language import LANGUAGES, InputError
from kudari.methods.catalogue import METHODS
from kudari.methods.method import Method
from kudari.problems.problem import Problem
from kudari.rate_limit import predicted_limit, sharpness
from kudari.rates import FINE, rate_range
from kudari.results.rate_range import FALL, TOLERANCE, RateRange, as_json
from kudari.show.chart import Line, Points
from kudari.show.rates_chart import rates_chart
from kudari.study import MethodChoice, ProblemChoice, Study

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("KUDARI_LANGUAGE", "en")


def quadratic(condition: float = 100.0, **settings: Any) -> Study:
    """½ xᵀHx with the largest curvature 1."""
    return Study(
        problem=ProblemChoice(name="quadratic", settings={"condition": condition, **settings}), seeds=4
    )


def formula(text: str, **settings: Any) -> Study:
    choice = ProblemChoice(name="formula", settings={"formula": text, **settings})
    return Study(problem=choice, seeds=4, steps=200)


# 2/L, 2(1+β)/L and 2(1+β)/((1+2β)L) for L = 1: where a root of the recurrence leaves the unit circle.
LIMITS = [
    ("gd", {}, 2.0),
    ("momentum", {}, 3.8),
    ("momentum", {"momentum": (0.5,)}, 3.0),
    ("nesterov", {}, 3.8 / 2.8),
    ("nesterov", {"momentum": (0.5,)}, 1.5),
]


@pytest.mark.parametrize(("method", "more", "limit"), LIMITS)
@pytest.mark.parametrize("steps", [200, 1000])
def test_the_limit_of_a_quadratic_is_bracketed(
    method: str, more: dict[str, Any], limit: float, steps: int
) -> None:
    found = rate_range(quadratic(), MethodChoice(name=method, hyperparameters=more), steps=steps)
    assert found.predicted_limit == pytest.approx(limit, rel=1e-6)
    assert found.largest_stable < limit < found.smallest_diverging
    assert found.smallest_diverging / found.largest_stable <= FINE
    assert found.best <= found.largest_stable


@pytest.mark.parametrize("low", [1e-5, 3e-4, 0.11])
def test_the_limit_is_measured_and_not_taken_from_the_prediction(low: float) -> None:
    found = rate_range(quadratic(), low=low, high=50.0)
    assert found.rates[[0, -1]] == pytest.approx([low, 50.0])
    # With 1000 steps a rate of 2.002 has grown by 1.002²⁰⁰⁰ = 54 in its steepest direction.
    assert 2 / FINE < found.largest_stable < 2.002
    assert 2 < found.smallest_diverging < 2 * FINE


def test_the_best_rate_has_the_closed_form() -> None:
    """On ½(x² + μy²) the loss after T steps is known: the best grid rate is that of the formula."""
    found = rate_range(quadratic(10.0, start=(1.0, 1.0)), seeds=1, steps=30)
    expected = ((1 - found.rates) ** 60 + 0.1 * (1 - 0.1 * found.rates) ** 60) / 2
    near = found.rates < 2.5
    np.testing.assert_allclose(found.final[near, 0], expected[near], rtol=1e-4)
    assert found.best == found.rates[np.argmin(np.where(found.stable, expected, np.inf))]


@pytest.mark.parametrize("curvature", [1e6])
def test_the_limit_follows_the_scale_of_the_loss(curvature: float) -> None:
    found = rate_range(formula(f"{curvature:.0e}*x**2".replace("e+", "e")))
    assert found.largest_stable < 1 / curvature < found.smallest_diverging


def test_a_quartic_from_one_start() -> None:
    """x ← x − 4αx³ from x = 1: bounded exactly where |1 − 4α| < 1, so up to α = 1/2."""
    found = rate_range(formula("x**4", start=(1.0,)), seeds=1)
    assert found.largest_stable <= 0.5 <= found.smallest_diverging
    # f'' = 12 at the start.
    assert found.predicted_limit == pytest.approx(2 / 12)


def test_mini_batches_are_judged_by_the_loss_on_all_data() -> None:
    study = Study(
        problem=ProblemChoice(name="classify", settings={"data": "iris", "hidden": (3,), "batch": 8})
    )
    found = rate_range(study, seeds=2, steps=40, low=1e-3, high=1e3)
    assert found.measured == "full_loss"
    problem = kudari.PROBLEMS["classify"](data="iris", hidden=(3,), batch=8)
    key = jax.random.fold_in(jax.random.fold_in(jax.random.key(0), 1), 0)
    expected = problem.evaluate(problem.init(key), jax.tree.map(jnp.asarray, problem.data))["full_loss"]
    assert found.first[1] == pytest.approx(float(expected), rel=1e-5)


def test_sharpness_is_the_largest_eigenvalue_of_the_dense_hessian() -> None:
    from kudari.descent.step import BATCH
    from kudari.plan import plan

    (sweep,) = plan(choose("fit", seeds="3", settings=["problem.hidden=2"])).sweeps
    problem, expected = sweep.problem, []
    with jax.enable_x64(True):
        data = jax.tree.map(jnp.asarray, problem.data)
        for seed in range(3):
            key = jax.random.fold_in(jax.random.key(0), seed)
            params = problem.init(jax.random.fold_in(key, 0))
            batch = problem.draw(jax.random.fold_in(jax.random.fold_in(key, BATCH), 0), data)
            flat, unravel = jax.flatten_util.ravel_pytree(params)
            dense = jax.hessian(lambda x, unravel=unravel, batch=batch: problem.loss(unravel(x), batch))(flat)
            expected.append(np.linalg.eigvalsh(dense)[-1])
    found = sharpness(sweep)
    assert found is not None
    assert found.median == pytest.approx(np.median(expected), rel=1e-3)
    assert predicted_limit(sweep, found) == pytest.approx(2 / np.median(expected), rel=1e-3)


@pytest.mark.parametrize("text", ["-x**2", "-x"])
def test_of_a_loss_without_a_bottom_no_rate_is_judged(text: str) -> None:
    found = rate_range(formula(text))
    assert found.unbounded
    assert found.smallest_unbounded in found.rates
    assert (found.best, found.largest_stable, found.smallest_diverging) == (None, None, None)
    assert {"unbounded"} <= set(found.outcomes) <= {"", "unbounded"}


def test_what_never_diverges_is_said_so() -> None:
    """e⁻ˣ only ever pushes to the right, where it vanishes."""
    found = rate_range(formula("exp(-x)"))
    assert found.smallest_diverging is None
    assert found.largest_stable == found.rates[-1]
    assert found.widened == 2
    assert found.sweeps == 3


def test_an_end_that_is_given_is_not_widened() -> None:
    found = rate_range(formula("x**2"), low=1e-4, high=0.1)
    assert (found.widened, found.sweeps, found.smallest_diverging) == (0, 1, None)
    found = rate_range(formula("x**2"), low=3.0, high=30.0)
    assert (found.widened, found.sweeps, found.largest_stable) == (0, 1, None)


def test_a_grid_beyond_the_limit_is_widened_downwards() -> None:
    found = rate_range(formula("x**2"), high=1e5)
    assert found.largest_stable < 1 < found.smallest_diverging


def test_signs_end_in_a_cycle_as_wide_as_the_rate() -> None:
    """From x = 3, whichever of two steps is looked at: the loss is above 9 as soon as the rate is above 6."""
    found = rate_range(formula("x**2", start=(3.0,)), "sign-sgd", seeds=1)
    assert found.largest_stable <= 6.03
    assert found.smallest_diverging > 6
    assert found.predicted_limit is None


def test_own_problems_and_own_methods() -> None:
    own = Problem(
        name="mine", init=lambda key: jnp.ones(2), loss=lambda params, batch: 2 * jnp.sum(params**2)
    )
    rule = Method(
        name="gd",
        make=lambda learning_rate: optax.sgd(learning_rate),
        hyperparameters={"learning_rate": (0.1,)},
    )
    for method in ("gd", rule):
        found = kudari.rate_range(own, method, seeds=1, steps=50, low=1e-3, high=10.0)
        assert found.largest_stable <= 0.5 <= found.smallest_diverging
        # A method that only shares its name may do anything.
        assert found.predicted_limit == (pytest.approx(0.5) if method == "gd" else None)


def judged(final: Any, first: Any = (1.0, 4.0), **changes: Any) -> RateRange:
    final = np.asarray(final, float)
    given = {"late": final, "fallen": np.zeros(final.shape, bool), "rates": np.arange(1.0, len(final) + 1)}
    return RateRange(
        method="gd",
        measured="loss",
        steps=9,
        sweeps=1,
        first=np.array(first),
        final=final,
        **{**given, **changes},
    )


def test_what_the_words_mean() -> None:
    limit = 4 * (1 + TOLERANCE)
    found = judged([[3, 3], [1, 2], [0, limit], [0, limit * 1.0001], [0, 0], [np.nan, 0], [np.inf, 1]])
    assert found.outcomes == ["stable"] * 3 + ["diverging", "stable", "diverging", "diverging"]
    # The stable rate beyond a diverging one is neither the largest stable nor the best.
    assert (found.largest_stable, found.smallest_diverging, found.best) == (3.0, 4.0, 2.0)
    below = judged([[-6.0, -5.0], [-4.9, -6.0]], first=(-5.0, -8.0))
    assert below.outcomes == ["stable", "diverging"]
    late = judged([[1, 1], [1, 1]], late=np.array([[1.0, 1.0], [9.0, 1.0]]))
    assert late.outcomes == ["stable", "diverging"]
    assert judged([[9, 9]]).largest_stable is judged([[9, 9]]).best is None
    fallen = np.array([[False, False], [True, False]])
    assert judged([[1, 1], [-FALL, 9]], fallen=fallen).outcomes == ["", "unbounded"]


def compiled(caplog: pytest.LogCaptureFixture, sweep: Callable[[], object]) -> list[str]:
    """What is compiled meanwhile; in every thread, unlike `jax.log_compiles`."""
    caplog.clear()
    jax.config.update("jax_log_compiles", True)
    try:
        with caplog.at_level("WARNING"):
            sweep()
    finally:
        jax.config.update("jax_log_compiles", False)
    return [record.message for record in caplog.records if "Compiling" in record.message]


def test_another_grid_compiles_nothing(caplog: pytest.LogCaptureFixture) -> None:
    study = quadratic()
    rate_range(study, "momentum", steps=60, low=1e-3, high=100.0)
    other = MethodChoice(name="momentum", hyperparameters={"momentum": (0.3,)})
    assert compiled(caplog, lambda: rate_range(study, other, steps=70, low=1e-2, high=200.0)) == []
    # The test can fail: another number of rates is another program.
    again = compiled(caplog, lambda: rate_range(study, other, steps=70, low=1e-2, high=200.0, count=11))
    assert any("advance" in message for message in again)


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "no rate": ("rates.no_learning_rate", {"method": "lbfgs"}),
    "unknown": ("methods.unknown_method", {"method": "adm"}),
    "several": (
        "rates.several",
        {"method": MethodChoice(name="momentum", hyperparameters={"momentum": (0.5, 0.9)})},
    ),
    "order": ("rates.order", {"low": 1.0, "high": 0.1}),
    "equal": ("rates.order", {"low": 1.0, "high": 1.0}),
    "negative": ("methods.out_of_range", {"low": -1.0}),
    "zero": ("methods.out_of_range", {"high": 0.0}),
    "nan": ("methods.out_of_range", {"high": float("nan")}),
    "count": ("rates.count", {"count": 3}),
    "seeds": ("study.count", {"seeds": 0}),
    "steps": ("study.count", {"steps": 0}),
    "memory": ("study.too_much_memory", {"seeds": 1_000_000, "count": 100_000}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    key, arguments = REFUSED[name]
    with pytest.raises(InputError) as caught:
        rate_range(quadratic(), **arguments)
    assert caught.value.key == key
    for language in LANGUAGES:
        assert "{" not in caught.value.say(language)
    assert bool(JAPANESE.search(caught.value.say("ja")))


def test_every_method_with_a_rate_is_offered() -> None:
    with pytest.raises(InputError) as caught:
        rate_range(quadratic(), "lbfgs")
    assert set(caught.value.values["exists"]) == {
        name for name in METHODS if "rate" in str(METHODS[name].hyperparameters)
    } - {"lbfgs"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_shows_what_was_found(language: str) -> None:
    found = replace(
        judged([[3, 3], [1, 2], [9, 9], [np.nan, 9]]),
        predicted_limit=2.5,
        rates=np.array([0.1, 1.0, 2.0, 5.0]),
    )
    (panel,) = rates_chart(found, language, "mine").panels
    assert (panel.x.scale, panel.y.scale) == ("log", "linear")
    lines = [layer for layer in panel.layers if isinstance(layer, Line)]
    curve = next(line for line in lines if len(line.x) == 4)
    np.testing.assert_array_equal(curve.y, [3, 1.5, np.nan, np.nan])
    upright = [float(line.x[0]) for line in lines if line.x[0] == line.x[-1]]
    assert upright == [1.0, 2.5]
    best, crosses = (layer for layer in panel.layers if isinstance(layer, Points))
    assert (best.x.tolist(), best.y.tolist(), best.marker) == ([1.0], [1.5], "minimum")
    assert crosses.x.tolist() == [2.0, 5.0]
    assert all(
        str(rate) in "".join(getattr(layer, "name", "") for layer in panel.layers) for rate in (1, 2.5, 2)
    )


class Told(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    def tell(*words: str) -> Told:
        capsys.readouterr()
        return Told(command(list(words)), *capsys.readouterr())

    return tell


SHORT = ["--steps", "100", "--seeds", "4"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_from_its_words_to_its_folder(tell: Any, language: str) -> None:
    words = ["range", "quadratic", "--method", "momentum", "--set", "problem.condition=100", *SHORT]
    told = tell(*words, "--out", "here", "--language", language)
    assert (told.code, told.err) == (0, "")
    assert bool(JAPANESE.search(told.out)) == (language == "ja")
    assert {path.name for path in Path("here").iterdir()} == {"rates.csv", "rates.png", "rates.svg"}
    with open("here/rates.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rates = [float(row["learning_rate"]) for row in rows]
    assert rates == sorted(rates)
    stable = max(rate for rate, row in zip(rates, rows, strict=True) if row["outcome"] == "stable")
    assert f"{stable:.4g}" in told.out
    assert stable < 3.8 < stable * FINE
    answer = json.loads(tell(*words, "--json", "--language", language).out)
    assert answer["largest_stable"] == stable
    assert answer["predicted_limit"] == pytest.approx(3.8)
    assert answer["sharpness"]["median"] == pytest.approx(1)
    assert [row["learning_rate"] for row in answer["rates"]] == rates
    assert answer["rates"][-1]["outcome"] == "diverging"


def test_json_has_no_number_that_is_none() -> None:
    table = json.loads(json.dumps(as_json(judged([[1, 1], [np.nan, np.nan]])), allow_nan=False))
    assert table["rates"][1]["final_loss"] == {"median": None, "low": None, "high": None}
    assert table["predicted_limit"] is None


TOLD = [
    (["-x**2"], ["bound"], ["下限"]),
    (["exp(-x)"], ["No rate up to"], ["発散しません"]),
    (["x**2", "--low", "10", "--high", "100"], ["Every rate down to 10 "], ["10までのどの学習率でも発散"]),
    (
        ["x**2", "--method", "adam", "--high", "1"],
        ["adam", "predicts no limit"],
        ["adam", "予測することはできません"],
    ),
    (["x**2", "--set", "vary.gradient=backprop,forward"], ["varies (gradient)"], ["（gradient）"]),
]


@pytest.mark.parametrize(("words", "english", "japanese"), TOLD)
def test_what_was_found_is_told(
    tell: Any, monkeypatch: pytest.MonkeyPatch, words: list[str], english: list[str], japanese: list[str]
) -> None:
    monkeypatch.setattr("kudari.ranging.save", lambda chart, folder: folder.mkdir(parents=True))
    for language, expected in zip(LANGUAGES, (english, japanese), strict=True):
        told = tell("range", *words, *SHORT, "--language", language)
        assert (told.code, told.err) == (0, "")
        text = re.sub(r"\s+" if language == "ja" else r"\s*\n\s*", "" if language == "ja" else " ", told.out)
        for part in expected:
            assert part in text
        assert "nan" not in told.out.lower().split()
        assert "None" not in told.out


WORDS = [
    (["range"], ["kudari range --help"]),
    (["rang"], ["'range'"]),
    (["range", "quadratik"], ["'quadratic'"]),
    (["range", "quadratic", "--method", "adm"], ["adm", "adam"]),
    (["range", "quadratic", "--method", "lbfgs"], ["lbfgs", "gd, momentum"]),
    (["range", "quadratic", "--method", "gd,adam"], ["gd,adam", "--method"]),
    (["range", "quadratic", "--set", "methods=adam"], ["adam", "--method"]),
    (["range", "quadratic", "--set", "learning_rate=0.1"], ["--low", "--high"]),
    (["range", "quadratic", "--set", "gd.learning_rate=0.1"], ["--low", "--high"]),
    (["range", "quadratic", "--method", "momentum", "--set", "momentum=0.1,0.9"], ["momentum", "0.9"]),
    (["range", "quadratic", "--low", "small"], ["--low", "'small'"]),
    (["range", "quadratic", "--low", "-1"], ["learning_rate", "-1"]),
    (["range", "quadratic", "--low", "2", "--high", "1"], ["2.0", "1.0"]),
    (["range", "quadratic", "--seeds", "0"], ["seeds", "0"]),
    (["range", "x+"], ["+"]),
]


@pytest.mark.parametrize(("words", "expected"), WORDS, ids=lambda value: " ".join(value)[:60])
def test_what_cannot_be_swept_is_refused(tell: Any, words: list[str], expected: list[str]) -> None:
    for language in LANGUAGES:
        told = tell(*words, "--language", language)
        assert (told.code, told.out) == (2, "")
        assert told.err.count("\n") == 1
        assert bool(JAPANESE.search(told.err)) == (language == "ja")
        for part in expected:
            assert part in told.err or (language == "ja" and part.replace(", ", "、") in told.err)
    assert not list(Path.cwd().iterdir())


def test_an_existing_folder_is_left_alone(tell: Any) -> None:
    Path("here").mkdir()
    told = tell("range", "quadratic", "--out", "here")
    assert told.code == 2
    assert "--out" in told.err
    assert not list(Path("here").iterdir())
