"""A race from its words to its answer: fair, repeatable, resumed, and refused where it could not answer."""

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import numpy as np
import optax
import pytest

import kudari as package
from end_to_end import assert_same_bits, kudari
from kudari.cli import command
from kudari.commands.races import SUITE_NAMES
from kudari.comparison.result import default_label
from kudari.comparison.search_points import place_of
from kudari.descent.step import StopRule
from kudari.language import LANGUAGES, InputError
from kudari.methods.method import Method
from kudari.methods.restarts import multi_start
from kudari.methods.tuning import SEARCHES, search_space
from kudari.plan import plan
from kudari.race import FIRST_TUNING_SEED, race_of
from kudari.race_asked import race_asked
from kudari.race_file import load_race, race_text, read_race
from kudari.race_run import compare, entries, run_race
from kudari.race_tuning import tune, tuning_seeds
from kudari.results import store
from kudari.study import MOST_SEEDS, MethodChoice, ProblemChoice, Study
from kudari.study_file import read_study
from kudari.suites import SUITES
from kudari.unfair import MISTAKES

BOWL = Study(name="bowl", problem=ProblemChoice(name="quadratic", settings={"condition": 100.0}), steps=60)

SMALL: dict[str, Any] = {"seeds": 6, "tuning_seeds": 3, "budget": 8}


def test_tuning_never_sees_a_raced_seed() -> None:
    race = race_of(BOWL, "gd,adam", **SMALL)
    assert FIRST_TUNING_SEED >= MOST_SEEDS
    assert not set(tuning_seeds(race)) & set(range(race.seeds))
    assert tuning_seeds(replace(race, unfair="tune-on-race")) == tuple(range(race.seeds))


def test_a_race_is_paired_and_judged_by_what_its_traces_hold() -> None:
    found = compare(BOWL, "gd,momentum,adam", **SMALL)
    (raced,), (judged,) = found.raced, found.scores
    trace = raced.trace
    starts = trace["loss"].values[:, 0].reshape(len(judged.entries), -1)
    assert (starts == starts[0]).all()
    assert judged.entries == ("gd", "momentum", "adam", *map(default_label, ("gd", "momentum", "adam")))
    last = trace["loss"].values[:, -1].reshape(len(judged.entries), -1)
    assert judged.final == pytest.approx(last)
    assert {len(tuned.trials) for tuned in raced.tuned.values()} == {8}
    assert found.answers[0].method == "momentum"


def test_tuning_finds_the_best_rate_of_gradient_descent() -> None:
    # On a quadratic with eigenvalues 1/κ and 1 the best constant rate is 2/(L + μ) in the long run (Polyak 1964),
    # and the limit is 2/L = 2; the tuned one must be near it, at less than the limit.
    study = replace(BOWL, steps=400)
    tuned = tune(race_of(study, "gd,adam", **SMALL | {"budget": 20}), study)["gd"]
    assert tuned.settings["learning_rate"] == pytest.approx(2 / (1 + 0.01), rel=0.1)


def test_the_same_race_gives_the_same_bits_and_the_same_answer() -> None:
    one, other = (compare(BOWL, "gd,adam", **SMALL) for _ in range(2))
    assert_same_bits(one.raced[0].trace, other.raced[0].trace)
    assert one.answers == other.answers


def test_the_race_is_a_study_that_anybody_can_run_again(tmp_path: Path) -> None:
    found = compare(BOWL, "gd,adam", out=tmp_path / "race", **SMALL)
    study = read_study(tmp_path / "race" / "bowl" / store.STUDY)
    assert_same_bits(package.run(study).drop_attrs(), found.raced[0].trace.drop_attrs())


def test_a_stored_race_is_judged_alike(tmp_path: Path) -> None:
    found = compare([BOWL, "sphere"], "gd,adam", out=tmp_path / "race", target=None, **SMALL, steps=50)
    again = load_race(tmp_path / "race")
    assert again.answers == found.answers
    assert again.by_problem == found.by_problem
    assert [raced.tuned for raced in again.raced] == [raced.tuned for raced in found.raced]
    with (tmp_path / "race" / "runs.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * 4 * 6
    assert float(rows[0]["final"]) == found.scores[0].final[0, 0]
    with (tmp_path / "race" / "trials.csv").open() as file:
        trials = list(csv.DictReader(file))
    assert sum(int(row["chosen"]) for row in trials) == 4


def test_a_race_file_gives_the_race_back(tmp_path: Path) -> None:
    methods = [
        MethodChoice(name="gd"),
        MethodChoice(name="adam", hyperparameters={"b1": (0.8,)}, label="mine"),
    ]
    race = race_of([BOWL, "rosenbrock"], methods, baseline="mine", matters=1.2, by="steps", **SMALL)
    (tmp_path / "race.toml").write_text(race_text(race), encoding="utf-8")
    assert race_text(read_race(tmp_path / "race.toml")) == race_text(race)
    assert race_asked([str(tmp_path / "race.toml")]) == read_race(tmp_path / "race.toml")


def test_what_is_given_one_value_is_held_and_what_is_given_two_is_tuned_between() -> None:
    choice = MethodChoice(name="momentum", hyperparameters={"momentum": (0.5,), "learning_rate": (0.1, 0.4)})
    tuned = tune(race_of(BOWL, ["gd", choice], **SMALL), BOWL)["momentum"]
    rates = [trial.settings["learning_rate"] for trial in tuned.trials[1:4]]
    assert all(set(trial.settings) == {"learning_rate"} for trial in tuned.trials)
    assert all(0.1 <= rate <= 0.4 for rate in rates)
    assert tuned.settings["momentum"] == 0.5


def test_a_method_of_one_s_own_races_and_compiles_once() -> None:
    traced = []

    def slow(learning_rate: Any) -> optax.GradientTransformation:
        # Sizes are estimated with plain numbers; a program is compiled with tracers.
        if isinstance(learning_rate, jax.core.Tracer):
            traced.append(learning_rate)
        return optax.sgd(learning_rate / 10)

    mine = Method(name="slow", make=slow, hyperparameters={"learning_rate": (0.1,)})
    found = compare(BOWL, ["gd", mine], **SMALL)
    assert found.answers[0].method == "slow"
    after = len(traced)
    assert after > 0
    compare(BOWL, ["gd", mine], **SMALL)
    assert len(traced) == after


def test_a_central_difference_costs_its_evaluations() -> None:
    study = replace(BOWL, gradient="central")
    found = compare(study, "gd,adam", **SMALL | {"budget": 0})
    parameters = plan(study).sweeps[0].parameter_count
    assert found.scores[0].budget == 60 * 2 * parameters


def test_a_line_search_has_fewer_steps() -> None:
    found = compare(BOWL, "gd,lbfgs", **SMALL)
    judged, trace = found.scores[0], found.raced[0].trace
    place = judged.entries.index("lbfgs")
    rows = slice(place * 6, (place + 1) * 6)
    spent, loss = trace["evaluations"].values[rows], trace["loss"].values[rows]
    assert judged.budget == 60 < spent[:, -1].min()
    for seed in range(6):
        assert judged.final[place, seed] == loss[seed][spent[seed] <= 60][-1]


def test_methods_with_nothing_to_tune_race_as_they_are() -> None:
    found = compare(BOWL, "gd,lbfgs", **SMALL)
    assert found.raced[0].tuned["lbfgs"].trials == ()
    assert default_label("lbfgs") not in found.entries


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_mistake_can_be_made(mistake: Any) -> None:
    study = BOWL
    if mistake == "fixed-order":
        settings = {"data": "moons", "hidden": (5,), "activation": ("tanh",), "batch": 10}
        study = Study(name="moons", problem=ProblemChoice(name="classify", settings=settings), steps=60)
    race = race_of(study, "gd,adam", unfair=mistake, **SMALL)
    tuned = tune(race, study)
    raced = entries(race, tuned)
    found = run_race(race)
    (trace,) = [each.trace for each in found.raced]
    assert found.unfair == mistake
    if mistake == "same-rate":
        rates = {choice.hyperparameters["learning_rate"] for choice in raced[:2]}
        assert rates == {(tuned["gd"].settings["learning_rate"],)}
    if mistake == "one-seed":
        assert found.seeds == 1
        assert found.answers[0].verdict in ("better", "worse")
    if mistake == "fixed-order":
        assert found.scores[0].measured == "loss"
        assert not trace.attrs["stochastic"]


def test_the_names_that_the_help_shows_exist() -> None:
    assert tuple(SUITES) == SUITE_NAMES


def test_every_suite_s_problems_can_be_planned() -> None:
    for study in SUITES["all"]:
        assert plan(study).sweeps


ONE_START = Study(problem=ProblemChoice(name="quadratic", settings={"start": (1.2, 1.3)}))

REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "one seed": ("race.one_seed", {"seeds": 1}),
    "a negative number of seeds": ("race.count", {"seeds": -3}),
    "no problem at all": ("race.value", {"problems": 3}),
    "a method that is none": ("race.value", {"methods": ["gd", 3]}),
    "one method": ("race.one_method", {"methods": "gd"}),
    "identical methods": ("race.same_method", {"methods": "gd,gd"}),
    "a baseline that does not race": ("unknown.baseline", {"baseline": "adm"}),
    "an unknown method": ("methods.unknown_method", {"methods": "gd,admm"}),
    "an unknown problem": ("unknown.study", {"problems": "rosenbrok"}),
    "no problem": ("race.no_problem", {"problems": []}),
    "a problem twice": ("race.same_problem", {"problems": ["sphere", "sphere"]}),
    "an unknown mistake": ("unknown.unfair", {"unfair": "same-rat"}),
    "a fixed order without mini-batches": ("race.no_order", {"unfair": "fixed-order"}),
    "a shared rate that is not there": (
        "race.no_shared_rate",
        {"methods": "lbfgs,gd", "unfair": "same-rate"},
    ),
    "a mistake in tuning without tuning": ("race.nothing_tuned", {"unfair": "tune-on-race", "budget": 0}),
    "an infinite target": ("race.target", {"target": float("inf")}),
    "one target for two problems": ("race.target_of_many", {"problems": ["sphere", "booth"], "target": 0.1}),
    "a ratio that cannot matter": ("race.matters", {"matters": 1.0}),
    "a negative budget": ("race.count", {"budget": -1}),
    "one start for all seeds": ("race.one_start", {"problems": ONE_START}),
    "a number that is not evaluated": ("race.measured", {"measured": "held_out_accuracy"}),
    "a measure that says nothing of the end": ("race.measured", {"measured": "gradient_norm"}),
    "a problem called like a file": ("study.name", {"problems": replace(BOWL, name="runs.csv")}),
    "a label of our own": ("race.label", {"methods": ["gd", MethodChoice(name="adam", label="x (default)")]}),
    "an unknown currency": ("unknown.by", {"by": "euro"}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_race_that_could_not_answer_is_refused(case: str) -> None:
    key, changes = REFUSED[case]
    asked = {"problems": "sphere", "methods": "gd,adam", **changes}
    with pytest.raises(InputError) as refused:
        race_of(asked.pop("problems"), asked.pop("methods"), **asked)
    assert refused.value.key == key
    assert refused.value.say("ja") != refused.value.say("en")


def test_a_network_that_is_lost_has_no_accuracy() -> None:
    settings = {"data": "spirals", "hidden": (8,), "activation": ("relu",), "batch": 20}
    study = Study(name="spirals", problem=ProblemChoice(name="classify", settings=settings), steps=40)
    wild = MethodChoice(name="gd", hyperparameters={"learning_rate": (1e30,)})
    found = compare(study, ["adam", wild], measured="accuracy", **SMALL | {"budget": 0})
    assert not found.scores[0].finite[1].any()
    assert found.answers[0].verdict == "worse"
    assert "6 of 6 runs of gd did not stay finite" in str(found)


def test_a_stopping_rule_does_not_decide_a_race() -> None:
    study = replace(BOWL, stop=StopRule(loss=1e-3))
    ruled, free = (compare(each, "gd,adam", **SMALL) for each in (study, BOWL))
    assert ruled.answers == free.answers


def test_runs_that_are_lost_early_do_not_shorten_the_race() -> None:
    wild = MethodChoice(name="gd", hyperparameters={"learning_rate": (50.0,)})
    other = MethodChoice(name="momentum", hyperparameters={"learning_rate": (50.0,)})
    found = compare(BOWL, [wild, other], steps=2000, **SMALL | {"budget": 0})
    assert found.raced[0].trace["step"].values[-1] < 2000
    assert found.scores[0].budget == 2000


def test_whole_numbers_stay_whole_between_given_ends() -> None:
    words = MethodChoice(name="multi-start", hyperparameters={"starts": (2.0, 5.0)})
    tuned = tune(race_of("six-hump-camel", ["gd", words], steps=50, **SMALL), replace(BOWL, name="x"))
    assert all(trial.settings["starts"].is_integer() for trial in tuned["multi-start"].trials)


def test_a_wrapper_around_a_method_of_one_s_own_tunes_its_rate() -> None:
    own = Method(name="own", make=optax.sgd, hyperparameters={"learning_rate": (0.1,)})
    assert set(search_space(multi_start(own))) == {"learning_rate", "starts"}


@pytest.mark.parametrize(("name", "default"), [("noise", 0.0), ("momentum", 1.0), ("radius", -1.0)])
def test_a_default_without_a_logarithm_has_a_place(name: str, default: float) -> None:
    assert 0 <= place_of(SEARCHES[name], default, 100) <= 1


def test_tuning_has_the_race_s_budget_also_where_the_cheapest_method_is_not_tuned() -> None:
    cheap = MethodChoice(name="gd", hyperparameters={"learning_rate": (0.1,)})
    dear = Method(
        name="dear", make=optax.sgd, hyperparameters={"learning_rate": (0.01, 0.5)}, gradient="central"
    )
    found = compare(replace(BOWL, steps=400), [cheap, dear], **SMALL)
    judged = found.scores[0]
    assert judged.budget == 400
    tuned = found.raced[0].tuned["dear"]
    assert tuned.best is not None
    # As many steps as the budget pays for: the best trial's median is about what the race comes to.
    assert np.log10(tuned.best.score[0]) == pytest.approx(np.median(np.log10(judged.final[1])), abs=1)


def test_wrappers_around_a_line_search_run() -> None:
    methods = "multi-start(lbfgs),basin-hopping(lbfgs),annealed-noise(lbfgs)"
    found = compare(BOWL, methods, **SMALL | {"budget": 0}, steps=20)
    assert np.isfinite(found.scores[0].final).all()


def test_where_no_run_is_finite_nothing_is_invented(capsys: Any, tmp_path: Path) -> None:
    words = [
        "compare",
        "-x**4",
        "--methods",
        "gd,momentum",
        "--seeds",
        "4",
        "--steps",
        "200",
        "--budget",
        "8",
    ]
    code = command([*words, "--set", "learning_rate=1", "--out", str(tmp_path / "race"), "--json"])
    table = json.loads(capsys.readouterr().out)
    assert code == 0
    assert table["answers"][0]["verdict"] in ("same", "undecided")
    for entry in table["problems"][0]["entries"]:
        assert entry["finite"] == 0
        assert entry["median"] is None


def test_a_target_that_nobody_reaches_is_said_so(capsys: Any, tmp_path: Path) -> None:
    words = ["compare", "quadratic", "--methods", "gd,adam", "--seeds", "4", "--steps", "20", "--budget", "8"]
    code = command([*words, "--target", "-5", "--out", str(tmp_path / "race")])
    said = capsys.readouterr().out
    assert code == 0
    assert "gd never reached it." in said
    assert "adam never reached it." in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_race_at_the_terminal(language: str, tmp_path: Path) -> None:
    words = ["compare", "quadratic", "--methods", "gd,adam", "--seeds", "6", "--steps", "60", "--budget", "8"]
    done = kudari(*words, "--out", "race", "--language", language, "--unfair", "one-seed", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    said = done.stdout
    assert {"en": "The fair answer", "ja": "公平な答え"}[language] in said
    for inner in ("fair", "one-seed"):
        for name in ("race.toml", "runs.csv", "trials.csv", "answers.json", "versions.toml", "quadratic"):
            assert (tmp_path / "race" / inner / name).exists()
    refused = kudari(*words, "--out", "race", folder=tmp_path)
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1


def test_a_race_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    whole = compare([BOWL, "sphere"], "gd,adam", out=tmp_path / "whole", steps=60, **SMALL)
    compare([BOWL, "sphere"], "gd,adam", out=tmp_path / "cut", steps=60, **SMALL)
    inner = tmp_path / "cut" / "sphere"
    (inner / "tuning.toml").unlink()
    (inner / "checkpoint.npz").unlink()
    (tmp_path / "cut" / "answers.json").unlink()
    with pytest.raises(InputError) as refused:
        load_race(tmp_path / "cut")
    assert refused.value.key == "race.unfinished"
    done = kudari("resume", "cut", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    again = load_race(tmp_path / "cut")
    assert again.answers == whole.answers


def test_a_race_file_with_options_is_refused(tmp_path: Path) -> None:
    race = race_of(BOWL, "gd,adam", **SMALL)
    (tmp_path / "race.toml").write_text(race_text(race), encoding="utf-8")
    done = kudari("compare", "race.toml", "--seeds", "9", folder=tmp_path)
    assert done.returncode == 2
    assert "--seeds" in done.stderr


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["compare"], "needs a problem"),
        (["compare", "sphere", "--suite", "surfaces"], "leave out sphere"),
        (["compare", "--suite", "surface"], "surfaces"),
        (["compare", "sphere", "--budget", "many"], "budget"),
        (["compare", "sphere", "--seeds", "2.5"], "whole number"),
        (["compare", "sphere", "--method", "gd,adam"], "--method"),
        (["compare", "sphere", "--methods", "gd,adam", "--set", "methods=gd"], "twice"),
        (["compare", "sphere", "--methods", ""], "method"),
        (["compar", "sphere"], "compare"),
    ],
)
def test_words_that_cannot_be_used(words: list[str], part: str, capsys: Any) -> None:
    assert command(words) == 2
    said = capsys.readouterr().err
    assert part in said
    assert len(said.splitlines()) == 1


def test_failures_are_told() -> None:
    found = compare("rosenbrock", "gd,adam", **SMALL | {"budget": 0}, steps=100)
    place = found.entries.index("gd")
    assert found.answers[0].verdict == "better"
    assert not found.scores[0].finite[place].any()
    assert np.isinf(found.scores[0].gap[place]).all()


def test_one_seed_turns_the_answer_round() -> None:
    """Another race that a mistake turns round, one learning rate for all, is shown in the README and run there."""
    fair, unfair = (
        compare("levy", "momentum,adam", unfair=mistake).answers[0].verdict for mistake in ("", "one-seed")
    )
    assert (fair, unfair) == ("better", "worse")


def test_seconds_are_measured_for_each_entry() -> None:
    found = compare(BOWL, "gd,adam", by="seconds", **SMALL | {"budget": 0})
    (raced,), (judged,) = found.raced, found.scores
    assert set(raced.seconds) == {"gd", "adam"}
    assert all(pace > 0 for pace in raced.seconds.values())
    assert judged.budget == pytest.approx(60 * min(raced.seconds.values()))


def test_a_method_against_a_copy_of_itself_shows_no_difference() -> None:
    copy = MethodChoice(name="gd", label="copy of gd")
    found = compare(BOWL, ["gd", copy], **SMALL)
    assert found.answers[0].verdict == "same"
    assert "end alike" in str(found)
    assert "同じ結果" in found.say("ja")
