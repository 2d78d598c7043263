"""A study as a value: to a file and back, set field by field, refused in one sentence."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kudari.choose import choose, named
from kudari.descent.step import StopRule
from kudari.language import InputError
from kudari.plan import plan, rule
from kudari.problems.problem import Problem
from kudari.studies import STUDIES
from kudari.study import MethodChoice, ProblemChoice, Study, variants
from kudari.study_file import from_mapping, read_study, study_text, to_mapping, with_settings


@pytest.mark.parametrize("name", STUDIES)
def test_a_named_study_survives_its_file(name: str) -> None:
    study = from_mapping(tomllib.loads(study_text(STUDIES[name])))
    assert to_mapping(study) == to_mapping(STUDIES[name])
    # Equal in what is run, too: the same problems and programs, object by object.
    again, first = plan(study), plan(STUDIES[name])
    assert [sweep.problem for sweep in again.sweeps] == [sweep.problem for sweep in first.sweeps]
    assert [sweep.values for sweep in again.sweeps] == [sweep.values for sweep in first.sweeps]


rates = st.floats(1e-6, 1e6)


@settings(deadline=None, max_examples=60)
@given(
    seeds=st.integers(1, 10**6),
    steps=st.integers(1, 2 * 10**9),
    learning_rates=st.lists(rates, min_size=1, max_size=4),
    limit=st.none() | st.floats(0, 1e6),
    order=st.sampled_from(["reshuffled", "fixed"]),
    h=st.none() | st.floats(1e-12, 1e5),
)
def test_any_study_survives_its_file(
    seeds: int, steps: int, learning_rates: list[float], limit: float | None, order: Any, h: float | None
) -> None:
    study = Study(
        problem=ProblemChoice(name="fit", settings={"function": "sin(x)", "hidden": (3, 4)}),
        methods=(MethodChoice(name="adam", hyperparameters={"learning_rate": tuple(learning_rates)}),),
        seeds=seeds,
        steps=steps,
        stop=StopRule(gradient_norm=limit),
        order=order,
        difference_step=h,
        vary={"problem.batch": (1, 10)},
    )
    assert from_mapping(tomllib.loads(study_text(study))) == study


SET = [
    ({"steps": "7"}, {"steps": 7}),
    ({"stop.loss": "1e-3"}, {"stop": StopRule(loss=1e-3)}),
    ({"vary.order": "fixed,epochs"}, {"vary": {"order": ("fixed", "epochs")}}),
    ({"evaluate_every": "4"}, {"evaluate_every": 4}),
    ({"precision": "float64"}, {"precision": "float64"}),
    ({"measures": "loss,update_norm"}, {"measures": ("loss", "update_norm")}),
    ({"problem.hidden": "5,6"}, {"problem": ProblemChoice(name="fit", settings={"hidden": (5, 6)})}),
    ({"problem.range": "0,2"}, {"problem": ProblemChoice(name="fit", settings={"range": (0.0, 2.0)})}),
    ({"problem.name": "matrix"}, {"problem": ProblemChoice(name="matrix")}),
]


@pytest.mark.parametrize(("given", "expected"), SET)
def test_setting_a_field(given: dict[str, str], expected: dict[str, Any]) -> None:
    study = with_settings(Study(problem=ProblemChoice(name="fit")), given)
    assert study == replace(Study(problem=ProblemChoice(name="fit")), **expected)


def test_setting_hyperparameters() -> None:
    study = choose("fit", settings=["learning_rate=0.01,0.1", "methods=gd,adam", "adam.b1=0.5"])
    assert study.methods == (
        MethodChoice(name="gd", hyperparameters={"learning_rate": (0.01, 0.1)}),
        MethodChoice(name="adam", hyperparameters={"learning_rate": (0.01, 0.1), "b1": (0.5,)}),
    )


WORDS = {
    "gd": MethodChoice(name="gd"),
    "reversal-every(adam)": MethodChoice(name="reversal-every", inner="adam"),
    "gd+warm-restarts": MethodChoice(name="gd", schedule="warm-restarts"),
    "multi-start(momentum)+cosine": MethodChoice(name="multi-start", inner="momentum", schedule="cosine"),
}


def test_methods_are_typed_as_they_are_shown() -> None:
    expected = tuple(WORDS.values())
    assert choose("fit", settings=[f"methods={' , '.join(WORDS)}"]).methods == expected
    for methods in (",".join(WORDS), list(WORDS), [{"name": words} for words in WORDS]):
        study = from_mapping({"problem": "fit", "methods": methods})
        assert study.methods == expected
        assert [sweep.labels["method"] for sweep in plan(study).sweeps] == list(WORDS)
        assert from_mapping(tomllib.loads(study_text(study))) == study
    spaced = from_mapping({"problem": "fit", "methods": [" reversal-every ( adam ) + cosine"]}).methods[0]
    assert (spaced.name, spaced.inner, spaced.schedule) == ("reversal-every", "adam", "cosine")


def test_settings_reach_inner_methods_and_schedules() -> None:
    typed = [
        "methods=reversal-every(adam),gd+warm-restarts",
        "b1=0.5",
        "every=20",
        "gd+warm-restarts.cycles=5",
    ]
    turned, warm = choose("fit", settings=[*typed, "learning_rate=0.2"]).methods
    assert turned.hyperparameters == {"b1": (0.5,), "every": (20.0,), "learning_rate": (0.2,)}
    assert warm.hyperparameters == {"cycles": (5.0,), "learning_rate": (0.2,)}


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("sgd", ("gd", "", "constant")),
        ("reversal(heavy-ball)+cosine", ("reversal-on-plateau", "momentum", "cosine")),
        ("multi-start", ("multi-start", "gd", "constant")),
        ("perturbed-gd", ("perturbed-gd", "", "constant")),
    ],
)
def test_a_diagnosis_is_told_the_rules_by_their_own_names(words: str, parts: tuple[str, ...]) -> None:
    (choice,) = from_mapping({"problem": "fit", "methods": words}).methods
    assert tuple(rule(choice).values()) == parts


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("reversal-evry(adam)", "methods.unknown_method"),
        ("reversal-every(adm)", "methods.unknown_method"),
        ("gd+cosin", "methods.unknown_schedule"),
        ("gd(adam)", "study.inner"),
        ("lbfgs+cosine", "methods.no_learning_rate"),
        ("reversal-every(lbfgs)", "methods.cannot_climb"),
        ("reversal-every(adam", "study.method_words"),
        ("gd+", "study.method_words"),
        ("reversal-every()", "study.method_words"),
        ("gd+cosine(adam)", "study.method_words"),
        ("", "study.method_words"),
    ],
)
def test_words_that_make_no_method_are_refused(words: str, key: str) -> None:
    with pytest.raises(InputError) as refused:
        plan(choose("fit", settings=[f"methods={words}"]))
    assert refused.value.key == key
    for language in ("en", "ja"):
        assert "\n" not in refused.value.say(language)


@pytest.mark.parametrize("target", ["(x-1)**2", "-x**2", "x", "x y", "sin(x)*exp(-x**2)"])
def test_a_formula_is_a_study(target: str) -> None:
    study = named(target)
    assert study.problem == ProblemChoice(name="formula", settings={"formula": target})
    assert plan(study).sweeps[0].problem.name == "formula"


def test_a_surface_is_a_study() -> None:
    assert plan(named("himmelblau")).sweeps[0].problem.name == "himmelblau"


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "field": ("unknown.field", {"sedes": 3}),
    "problem": ("unknown.problem", {"problem": "matricks"}),
    "setting": ("unknown.setting", {"problem": {"name": "matrix", "rowes": 3}}),
    "measure": ("unknown.measure", {"measures": ["lost"]}),
    "order": ("study.value", {"order": "shuffled"}),
    "no problem": ("study.no_problem", {"problem": {"rows": 3}}),
    "text for a number": ("study.value", {"steps": "many"}),
    "a fraction for a count": ("study.value", {"seeds": 1.5}),
    "zero steps": ("study.count", {"steps": 0}),
    "too many seeds": ("study.count", {"seeds": 10**9}),
    "zero cadence": ("study.count", {"record_every": 0}),
    "evaluate between records": ("study.every", {"record_every": 4, "evaluate_every": 6}),
    "probe between records": ("study.every", {"record_every": 4, "probe_every": 6}),
    "h": ("study.difference_step", {"difference_step": 0.0}),
    "gradient norm": ("study.stop_gradient_norm", {"stop": {"gradient_norm": -1.0}}),
    "loss": ("study.stop_loss", {"stop": {"loss": float("inf")}}),
    "stop": ("unknown.stop", {"stop": {"lost": 1.0}}),
    "no methods": ("study.no_methods", {"methods": []}),
    "nameless method": ("study.method_without_name", {"methods": [{"learning_rate": 0.1}]}),
    "table": ("study.table", {"stop": 3}),
    "vary": ("study.vary", {"vary": {"seeds": [1]}}),
    "vary nothing": ("study.vary_nothing", {"vary": {"order": []}}),
    "own": ("study.own", {"problem": {"name": "mine", "own": True}}),
    "method": ("methods.unknown_method", {"methods": ["admm"]}),
    "hyperparameter": ("methods.unknown_hyperparameter", {"methods": [{"name": "gd", "momentum": 0.9}]}),
    "rate": ("methods.out_of_range", {"methods": [{"name": "gd", "learning_rate": -1.0}]}),
    "inner": ("study.inner", {"methods": [{"name": "adam", "inner": "gd"}]}),
    "schedule": ("methods.unknown_schedule", {"methods": [{"name": "gd", "schedule": "cosinus"}]}),
    "gradient": ("gradients.unknown_estimator", {"gradient": "backwards"}),
    "epochs": ("study.epochs", {"problem": "fit", "order": "epochs"}),
    "complex step": (
        "gradients.not_analytic",
        {"problem": {"name": "formula", "formula": "abs(x)"}, "gradient": "complex-step"},
    ),
    "twice": ("study.same_label", {"methods": ["gd", "gd"]}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    key, table = REFUSED[name]
    with pytest.raises(InputError) as caught:
        plan(from_mapping({"problem": "matrix", **table}))
    assert caught.value.key == key
    for language in ("en", "ja"):
        assert "{" not in caught.value.say(language)


FILES = {
    "study.no_file": None,
    "study.not_utf8": b'name = "\xff"',
    "study.not_toml": b"name = ",
}


@pytest.mark.parametrize("key", FILES)
def test_unreadable_files(key: str, tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    if (content := FILES[key]) is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_study(path)
    assert caught.value.key == key


def test_a_study_of_own_objects_says_that_its_file_is_not_enough() -> None:
    own = Problem(name="mine", init=lambda key: 0.0, loss=lambda params, batch: params)
    with pytest.raises(InputError) as caught:
        from_mapping(tomllib.loads(study_text(Study(problem=own))))
    assert caught.value.key == "study.own"


def test_every_combination_is_a_variant() -> None:
    study = Study(
        problem=ProblemChoice(name="fit"),
        vary={"problem.hidden": ((2,), (5, 5)), "gradient": ("backprop", "central")},
    )
    labels = [label for label, _ in variants(study)]
    assert labels == [
        {"hidden": 2, "estimator": "backprop"},
        {"hidden": 2, "estimator": "central"},
        {"hidden": "5-5", "estimator": "backprop"},
        {"hidden": "5-5", "estimator": "central"},
    ]
    assert [variant.gradient for _, variant in variants(study)] == ["backprop", "central"] * 2
