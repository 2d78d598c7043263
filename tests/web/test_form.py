"""The study form: what it offers, what it says of a study's cost, which files it lets through, and its links."""

import contextlib
import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kudari import run
from kudari.descent.measures import MEASURES
from kudari.gradients.estimators import ESTIMATORS
from kudari.language import LANGUAGES, InputError
from kudari.methods.catalogue import METHODS, WRAPPERS, compose
from kudari.methods.ranges import RANGES
from kudari.methods.schedules import SCHEDULES, settings_of
from kudari.plan import plan
from kudari.problems import PROBLEMS
from kudari.problems.datasets import DATASETS
from kudari.problems.networks import ACTIVATIONS
from kudari.problems.surfaces import SURFACES
from kudari.studies import STUDIES
from kudari.study_file import SIMPLE, from_mapping, to_mapping
from kudari.suites import SUITES
from kudari.web import form, form_choices, form_cost, form_pace
from kudari.web.form_places import placed, shown
from kudari.web.worker import Talk

TALK = Talk(0, lambda frame: None)

UPLOAD = "uploads/0123456789abcdef.csv"

TABLE = "width,height,kind\n" + "".join(f"{n},{n * n % 7},{'ab'[n % 2]}\n" for n in range(20))


@pytest.fixture(scope="module")
def offered():
    return {language: form_choices.choices({"language": language}, TALK) for language in LANGUAGES}


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home" / "uploads").mkdir(parents=True)
    (tmp_path / "home" / UPLOAD).write_text(TABLE, "utf-8")
    return tmp_path / "home"


def ask(home, study, local=False, language="en"):
    return form.cost({"study": study, "home": str(home), "language": language, "local": local}, TALK)


def fit(**more):
    """A small study of a network with 7 parameters."""
    table = {
        "problem": {"name": "fit", "hidden": [2], "batch": 5},
        "methods": [{"name": "gd"}],
        "seeds": 3,
        "steps": 10,
    }
    return table | more


# What is offered.

CATALOGUES = {
    "studies": STUDIES,
    "problems": PROBLEMS,
    "surfaces": SURFACES,
    "data": DATASETS,
    "activations": ACTIVATIONS,
    "methods": METHODS,
    "schedules": SCHEDULES,
    "gradients": [name for name in ESTIMATORS if name != "given"],
    "measures": MEASURES,
    "suites": SUITES,
}


@pytest.mark.parametrize("area", CATALOGUES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_a_catalogue_is_offered_with_a_line(offered, area, language) -> None:
    entries = offered[language][area]
    assert [entry["name"] for entry in entries] == list(CATALOGUES[area])
    assert all(entry["line"] for entry in entries)


def test_every_setting_has_the_default_of_its_function(offered) -> None:
    for entry in offered["en"]["problems"]:
        parameters = inspect.signature(PROBLEMS[entry["name"]]).parameters
        defaults = {name: each.default for name, each in parameters.items()}
        told = {setting["name"]: setting["default"] for setting in entry["settings"]}
        assert told == {
            name: list(value) if isinstance(value, tuple) else value for name, value in defaults.items()
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_words(offered, language) -> None:
    every = [*offered[language]["fields"], *offered[language]["stop"]]
    every += [setting for entry in offered[language]["problems"] for setting in entry["settings"]]
    for owner in ("methods", "schedules"):
        every += [one for entry in offered[language][owner] for one in entry["hyperparameters"]]
    assert len(every) > 100
    assert not [setting["name"] for setting in every if not setting["label"]]
    assert [field["name"] for field in offered[language]["fields"]] == list(SIMPLE)


def test_hyperparameters_are_the_catalogues(offered) -> None:
    entries = {entry["name"]: entry for entry in offered["en"]["methods"]}
    for name, method in METHODS.items():
        told = {one["name"]: one["default"] for one in entries[name]["hyperparameters"]}
        if name in WRAPPERS:
            assert entries[name]["inner"], name
            told = {one["name"]: one["default"] for one in entries["gd"]["hyperparameters"]} | told
        assert told == {key: values[0] for key, values in method.hyperparameters.items()}
    for entry in offered["en"]["schedules"]:
        assert {one["name"]: (one["default"],) for one in entry["hyperparameters"]} == settings_of(
            entry["name"]
        )


def test_what_a_wrapper_takes_can_be_composed(offered) -> None:
    for entry in offered["en"]["methods"]:
        for inner in entry["inner"] or ():
            assert compose(entry["name"], inner)
    assert (
        "polyak-sgd"
        not in next(e for e in offered["en"]["methods"] if e["name"] == "reversal-every")["inner"]
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("learning_rate", "above 0"),
        ("momentum", "0 to below 1"),
        ("noise_decay", "0 to 10"),
        ("every", "whole, at least 1"),
        ("starts", "whole, 1 to 10,000"),
        ("warmup_fraction", "above 0, below 1"),
        ("final_ratio", "above 0, at most 1"),
        ("ceiling", "any number"),
        ("threshold", "at least 4"),
    ],
)
def test_a_range_in_words(name, said) -> None:
    assert form_choices.allowed(RANGES[name], "en") == said


def test_every_named_study_is_told_as_it_is(offered) -> None:
    for entry in offered["ja"]["studies"]:
        assert from_mapping(entry["study"]) == STUDIES[entry["name"]]


# What a study would cost.


@pytest.mark.parametrize("name", ["parabola", "weight", "fit-square", "neurons", "reversal", "climb-outs"])
def test_the_cost_of_a_named_study_is_its_plans(home, name) -> None:
    study = STUDIES[name]
    chosen, told = plan(study), ask(home, to_mapping(study))
    assert told["refused"] is None
    assert (told["memory"], told["disk"]) == chosen.bytes
    assert told["runs"] == sum(len(labels["seed"]) for labels in chosen.labels)
    assert told["steps"] == study.steps
    assert "<math" in told["problem_tex"]
    assert told["seconds"] > 0
    assert told["by"] == "operations"


@pytest.mark.parametrize(
    ("gradient", "each"), [("backprop", 1), ("forward", 8), ("central", 14), ("complex-step", 7)]
)
def test_evaluations_are_the_estimators(home, gradient, each) -> None:
    told = ask(home, fit(gradient=gradient, methods=[{"name": "gd", "learning_rate": [0.01, 0.02]}]))
    assert told["parameters"] == [7]
    assert told["runs"] == 3 * 2
    assert told["evaluations"] == 3 * 2 * 10 * each
    assert told["bound"] == "exact"


def test_evaluations_are_those_that_a_run_counts(home) -> None:
    gradients = {"gradient": ["backprop", "forward", "central", "complex-step"]}
    study = fit(problem={"name": "formula", "formula": "x^2 + y^2"}, vary=gradients, measures=["loss"])
    told = ask(home, study)
    assert told["evaluations"] == 3 * 10 * (1 + 3 + 4 + 2)
    assert float(run(from_mapping(study), yes=True)["gradient_evaluations"].sum()) == told["evaluations"]


@pytest.mark.parametrize(
    ("more", "bound"),
    [({"stop": {"loss": 0.1}}, "most"), ({"methods": [{"name": "lbfgs"}]}, "least"), ({}, "exact")],
)
def test_what_a_run_may_spend_beside_it_is_said(home, more, bound) -> None:
    told = ask(home, fit(**more))
    assert told["bound"] == bound
    assert len(told["notes"]) == (bound != "exact")


REFUSED = [
    ({"steps": "many"}, "steps", "whole number"),
    ({"seeds": 0}, "seeds", "from 1"),
    ({"name": "../x"}, "name", "letters"),
    ({"evaluate_every": 7, "record_every": 2}, "evaluate_every", "multiple"),
    ({"order": "epochs"}, "order", "epochs"),
    ({"gradient": "magic"}, "gradient", "backprop"),
    ({"stop": {"loss": "low"}}, "stop.loss", "number"),
    ({"vary": {"order": []}}, "vary.order", "no values"),
    ({"vary": {"problem.hidden": [[2], [0]]}}, "vary.problem.hidden", "0 neurons"),
    ({"methods": []}, "methods", "no method"),
    ({"methods": [{"name": "gd"}, {"name": "gd"}]}, "methods", "both called"),
    ({"methods": [{"name": "gd"}, {"name": "adam", "b1": [2]}]}, "methods.1.b1", "b1 < 1"),
    ({"methods": [{"name": "gd", "learning_rate": "fast"}]}, "methods.0.learning_rate", "number"),
    ({"methods": [{"name": "lbfgs", "schedule": "cosine"}]}, "methods.0.schedule", "learning rate"),
    ({"methods": [{"name": "adamm"}]}, "methods.0.name", "Did you mean adam"),
    ({"problem": {"name": "fit", "function": "x+"}}, "problem.function", "missing"),
    ({"problem": {"name": "fit", "activation": ["tanh", "tanh"]}}, "problem.activation", "2 activations"),
    ({"problem": {"name": "formula", "formula": "x+y", "start": [1]}}, "problem.start", "2 variable"),
    ({"problem": {"name": "surface", "function": "hill"}}, "problem.function", "hill"),
    (
        {"methods": [{"name": "adam", "schedule": "cosine", "learning_rate": [0.0]}]},
        "methods.0.learning_rate",
        "0 <",
    ),
    ({"problem": {"name": "classify", "batch": 10**6}}, "problem.batch", "training examples"),
    ({"problem": {"name": "matrix", "rows": 5, "inner": 0}}, "problem.inner", "at least 1"),
    ({"problem": {"name": "classify", "data": "moons", "target": "x"}}, "problem.target", "moons"),
    ({"problem": {"name": "classify", "data": "/etc/passwd"}}, "problem.data", "uploaded"),
    ({"problem": {"name": "matrix", "rows": 10**5, "inner": 10**5}}, "problem.rows", "fewer rows"),
    ({"steps": 2 * 10**9}, "record_every", "2,000,000,000"),
    (
        {"seeds": 10**6, "methods": [{"name": "gd", "learning_rate": [0.1 * n for n in range(1, 20)]}]},
        "",
        "runs",
    ),
    ({"seeds": 10**6, "steps": 10**5}, "", "GiB"),
]


@pytest.mark.parametrize(("more", "field", "words"), REFUSED)
def test_a_refusal_is_a_sentence_with_its_field(home, more, field, words) -> None:
    told = ask(home, fit(**more))
    assert told["field"] == field
    assert words in told["refused"]
    assert ask(home, fit(**more), language="ja")["refused"] != told["refused"]


_SCALAR = st.none() | st.booleans() | st.integers(-3, 10**6) | st.floats() | st.text(max_size=5)
_ANYTHING = st.recursive(
    _SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
)


@given(st.sampled_from(["problem", "methods", "stop", "vary", "changes", *SIMPLE]), _ANYTHING)
@settings(max_examples=60, deadline=None)
def test_nothing_that_a_link_may_hold_is_a_defect(tmp_path_factory, field, value) -> None:
    told = ask(tmp_path_factory.getbasetemp(), fit(**{field: value}))
    assert told["refused"] is None or told["refused"].strip()


def test_the_loss_of_a_problem_is_shown_whatever_is_wrong_beside_it(home) -> None:
    told = ask(home, fit(steps="many"))
    assert told["refused"]
    assert "<math" in told["problem_tex"]


def test_a_downloads_size_is_said_before_it_begins(home, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(form_cost, "user_cache_path", lambda name: tmp_path)
    told = ask(home, {"problem": {"name": "classify", "data": "mnist"}})
    assert told["refused"] is None
    assert "12 MB" in told["notes"][0]
    assert "runs" not in told


def test_the_pace_is_measured_where_it_may_be() -> None:
    def small(**more):
        return plan(from_mapping(fit(problem={"name": "formula"}, measures=["loss"], **more)))

    pace = form_pace.Pace()
    for measures in (False, True):
        first = pace.of(small(steps=200), True)
        assert first["seconds"] is None
        assert first["again"] > 0
        # What is only passed by is not measured.
        assert (pace._thread is not None) is measures
    pace._thread.join(60)
    told = pace.of(small(steps=200), True)
    assert told["by"] == "measured"
    assert 0 < told["seconds"] < 5
    twice = pace.of(small(steps=400), True)
    assert twice["seconds"] == pytest.approx(2 * told["seconds"])
    assert pace.of(small(steps=200), False)["by"] == "operations"
    assert pace.of(small(seeds=10**6, steps=10**4), True)["by"] == "operations"


def test_operations_of_a_matrix_product(home) -> None:
    # A·B takes 2·M·K·N operations, minus C another M·N, squares and their sum 2·M·N.
    problem = (
        plan(from_mapping({"problem": {"name": "matrix", "rows": 20, "inner": 30, "columns": 40}}))
        .sweeps[0]
        .problem
    )
    assert form_pace.loss_operations(problem) == pytest.approx(2 * 20 * 30 * 40 + 3 * 20 * 40, rel=0.01)


# How a formula is read.


@pytest.mark.parametrize(
    ("text", "variables", "inside"),
    [("(x-1)^2", ["x"], "<msup>"), ("x2 + x10*y", ["x2", "x10", "y"], "<msub>"), ("3", [], "<mn>3</mn>")],
)
def test_a_formula_is_typeset(text, variables, inside) -> None:
    told = form.formula({"text": text, "language": "en"}, TALK)
    assert told["variables"] == variables
    assert inside in told["math"]
    assert told["error"] is None


@pytest.mark.parametrize("text", ["x**", "", "import os", "x" * 4000, "a+b+c+d+f+g+h+k+m", "<script>"])
def test_what_is_no_formula_gets_a_sentence(text) -> None:
    told = [form.formula({"text": text, "language": language}, TALK) for language in LANGUAGES]
    assert all(one["error"] and one["math"] is None for one in told)
    assert told[0]["error"] != told[1]["error"]


def test_a_formulas_notes_are_said() -> None:
    assert "cbrt" in form.formula({"text": "x^0.5", "language": "en"}, TALK)["notes"][0]


# Which files a page may name.


def test_an_uploaded_table_is_placed_and_shown_again(home) -> None:
    study = {"problem": {"name": "classify", "data": UPLOAD}, "vary": {"problem.data": [UPLOAD, "iris"]}}
    real = placed(study, home, False)
    assert real["problem"]["data"] == str(home / UPLOAD)
    assert real["vary"]["problem.data"] == [str(home / UPLOAD), "iris"]
    assert shown(real) == study
    told = ask(home, {"problem": {"name": "classify", "data": UPLOAD, "batch": 10}})
    assert told["refused"] is None
    assert told["columns"] == ["width", "height", "kind"]


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../secret.csv",
        "uploads/../../secret.csv",
        "uploads/../uploads/0123456789abcdef.csv",
        "uploads/0123456789ABCDEF.csv",
        "uploads/0123456789abcdef.csv/",
        "uploads/0123456789abcdef.csv\n",
        "./uploads/0123456789abcdef.csv",
        "~/secret.csv",
        "uploads/ffffffffffffffff.csv",
        "uploads/aaaaaaaaaaaaaaaa.csv",
        ["digits"],
        7,
    ],
)
@pytest.mark.parametrize("local", [False, True])
def test_no_other_path_is_let_through(home, name, local) -> None:
    (home.parent / "secret.csv").write_text(TABLE, "utf-8")
    (home / "uploads" / "aaaaaaaaaaaaaaaa.csv").symlink_to(home.parent / "secret.csv")
    for study in ({"problem": {"name": "classify", "data": name}}, {"vary": {"problem.data": [name]}}):
        with pytest.raises(InputError):
            placed(study, home, local)
    if isinstance(name, str):
        with pytest.raises(InputError):
            placed({"vary": {"problem.data": f"digits,{name}"}}, home, local)


def test_a_link_to_another_folder_of_uploads_is_refused(home, tmp_path) -> None:
    other = tmp_path / "other"
    (other / "uploads").mkdir(parents=True)
    (other / UPLOAD).write_text(TABLE, "utf-8")
    here = tmp_path / "here"
    here.mkdir()
    (here / "uploads").symlink_to(other / "uploads")
    with pytest.raises(InputError, match="not here"):
        placed({"problem": {"data": UPLOAD}}, here, False)


def test_a_folder_is_for_the_servers_own_machine(home) -> None:
    study = {"problem": {"name": "classify", "data": "mnist", "folder": "/data"}}
    assert placed(study, home, True) == study
    with pytest.raises(InputError, match="own machine"):
        placed(study, home, False)
    with pytest.raises(InputError, match="own machine"):
        placed({"vary": {"problem.folder": ["/data"]}}, home, False)
    assert placed({"problem": {"name": "classify", "folder": ""}}, home, False)


# A link repeats a study.

LINK = """async ([choices, studies]) => {
  const { hashOf, studyFromHash } = await import("/link.js");
  return studies.map((study) => { const hash = hashOf(study, choices); return [hash, studyFromHash(hash, choices)]; });
}"""

READ = """async ([choices, hashes]) => {
  const { studyFromHash } = await import("/link.js");
  return hashes.map((hash) => { try { return studyFromHash(hash, choices); } catch (error) { return `${error}`; } });
}"""


UNUSUAL = [
    fit(name="my study - 2", steps=7, seeds=1, precision="float64", difference_step=1e-7, gradient="central"),
    fit(
        problem={
            "name": "fit",
            "function": "x**2 & #?=+%;~",
            "hidden": [],
            "standardise": True,
            "range": [-1.5, 1e-9],
        }
    ),
    fit(problem={"name": "formula", "formula": "1", "start": [1, -2.25, 3]}),
    fit(problem={"name": "formula", "formula": "~[1]", "range": [0, 6.283185307179586]}),
    fit(
        problem={
            "name": "classify",
            "data": UPLOAD,
            "target": "the, class",
            "folder": "",
            "activation": ["relu"],
        }
    ),
    fit(problem={"name": "classify", "hidden": [50, 100], "activation": ["relu", "tanh"]}),
    fit(vary={"problem.hidden": [[2], [5], [10, 10], []], "order": ["fixed", "reshuffled"]}),
    fit(
        vary={
            "problem.standardise": [False, True],
            "problem.range": [[0, 1], [0, 2]],
            "gradient": ["forward"],
        }
    ),
    fit(vary={"problem.function": ["x", "max(x,2)"]}, stop={"loss": 0, "gradient_norm": 1e-300}),
    fit(
        methods=[{"name": "gd", "learning_rate": [0.1, 0.01], "label": "a;b=%41, ~ (c)+d"}, {"name": "lbfgs"}]
    ),
    fit(
        methods=[
            {"name": "reversal-every", "inner": "adam", "schedule": "cosine", "every": [300], "b1": [0.5]}
        ]
    ),
    fit(methods=[{"name": "gd", "learning_rate": "fast"}], steps="many", measures=["loss", "sharpness"]),
    fit(methods=[], changes=[{"step": 5, "name": "learning_rate", "value": 0.5, "method": "gd"}]),
    to_mapping(STUDIES["climb-outs"]) | {"seeds": 3},
    to_mapping(STUDIES["parabola"]) | {"problem": {"name": "surface"}},
    {name: value for name, value in to_mapping(STUDIES["parabola"]).items() if name != "stop"},
    {
        name: value
        for name, value in to_mapping(STUDIES["fit-square"]).items()
        if name not in ("vary", "seeds")
    },
]


def _spelled_out(study):
    """A study with every default in its place, also those of the problem's function."""
    problem = study["problem"]
    parameters = inspect.signature(PROBLEMS[problem["name"]]).parameters
    defaults = {name: each.default for name, each in parameters.items()}
    whole = study | {
        "problem": {name: value for name, value in (defaults | problem).items() if value is not None}
    }
    with contextlib.suppress(InputError):
        return to_mapping(from_mapping(whole))
    return whole


@pytest.mark.parametrize("named", [True, False])
def test_a_link_repeats_the_study(offered, page, named) -> None:
    studies = [entry["study"] for entry in offered["en"]["studies"]] if named else UNUSUAL
    for study, (link, again) in zip(studies, page.evaluate(LINK, [offered["en"], studies]), strict=True):
        assert _spelled_out(again) == _spelled_out(study), link
        assert set(link) <= set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()/#?&=+%,:;@$"
        )
        assert not named or link == f"#/study?name={study['name']}"


def test_a_link_is_short_and_readable(offered, page) -> None:
    study = to_mapping(STUDIES["fit-square"]) | {
        "steps": 300,
        "methods": [{"name": "adam", "learning_rate": [0.1, 0.01]}],
    }
    ((link, _),) = page.evaluate(LINK, [offered["en"], [study]])
    assert link == "#/study?name=fit-square&steps=300&method=adam;learning_rate=0.1,0.01"


@pytest.mark.parametrize(
    "link",
    [
        "#/study?nothing=1",
        "#/study?problem.nothing=1",
        "#/study?__proto__.x=1",
        "#/study?vary.__proto__=1",
        "#/study?steps=~{",
        "#/study?steps=~{}",
        "#/study?name=%E0%A4%A",
        "#/study?method=adam;b3=1",
        "#/study?method=nobody",
        "#/study?method=~[1]",
        "#/study?method=()",
        "#/study?changes=~[1]",
        "#/study?changes=steps",
        "#/study?problem=nobody&problem.x=1",
    ],
)
def test_a_damaged_link_is_an_error_with_its_part(offered, page, link) -> None:
    (said,) = page.evaluate(READ, [offered["en"], [link]])
    assert isinstance(said, str)
    assert said.startswith("Error: ")


def test_another_address_is_no_study(offered, page) -> None:
    links = ["", "#", "#/study", "#/lessons", "#/lesson/x?name=parabola"]
    assert page.evaluate(READ, [offered["en"], links]) == [None] * len(links)
