"""The numbers behind the page's pictures, and the table of outcomes: against NumPy, and against the study."""

import json
from dataclasses import replace

import numpy as np
import pytest

from kudari.choose import choose
from kudari.execute import rounds
from kudari.plan import plan
from kudari.results.assemble import join
from kudari.show.groups import groups
from kudari.study import Change, MethodChoice, ProblemChoice, Study
from kudari.study_file import from_mapping
from kudari.web.opening import opening
from kudari.web.views import VIEWS
from kudari.web.views.chosen import chosen, params_of
from kudari.web.views.moment import Moment


def number(text):
    """As the page writes it."""
    return float(text.replace("−", "-"))


RATES = tuple(0.01 * place for place in range(1, 9))


def ended(study, language="en", **choice):
    made = plan(study)
    *_, last = parts = list(rounds(made))
    trace = join([part.trace for part in parts])
    return Moment(plan=made, carries=last.carries, trace=trace, language=language, choice=choice)


def going_down(formula, start, rates=RATES, **fields):
    method = MethodChoice(name="gd", hyperparameters={"learning_rate": rates})
    problem = ProblemChoice(name="formula", settings={"formula": formula, "start": start})
    return Study(problem=problem, methods=(method,), seeds=1, steps=20, **fields)


@pytest.fixture(scope="module")
def bowl():
    return ended(going_down("(x-1)**2 + 3*y**2", (3.0, 1.0), measures=("loss", "parameters")), numbers=True)


@pytest.fixture(scope="module")
def moons():
    settings = {"data": "moons", "hidden": (3,), "activation": ("tanh",), "initial": "glorot", "batch": 50}
    method = MethodChoice(name="gd", hyperparameters={"learning_rate": (0.5,)})
    problem = ProblemChoice(name="classify", settings=settings)
    study = Study(problem=problem, methods=(method,), seeds=2, steps=40, measures=("loss",))
    return ended(study, numbers=True)


def test_a_landscape_has_the_path_of_every_method_in_its_curves_order(bowl):
    expected = [group.name for group in groups(bowl.trace, "en")]
    assert len(expected) == len(RATES)
    for view in ("contour", "surface"):
        (panel,) = VIEWS[view](bowl)["chart"]["panels"]
        named = [layer["name"] for layer in panel["layers"] if layer["kind"] == "line" and layer["name"]]
        assert named == expected, view


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "6 of 8 settings"), ("ja", "8通りの設定のうち6通り")]
)
def test_where_curves_get_a_panel_each_it_is_said_how_many_are_left_out(language, sentence):
    line = ended(going_down("x**2", (3.0,), measures=("loss", "parameters")), language)
    shown = VIEWS["curve"](line)
    assert len(shown["chart"]["panels"]) == 6
    assert sentence in shown["caption"]


def test_tables_come_where_they_are_asked_for_alone(bowl, moons):
    for moment, views in ((bowl, ("contour", "surface")), (moons, ("network", "boundary", "histograms"))):
        for view in views:
            assert VIEWS[view](moment)["tables"]
            assert "tables" not in VIEWS[view](replace(moment, choice={}))


def test_the_table_behind_a_contour_holds_the_loss(bowl):
    heights = VIEWS["contour"](bowl)["tables"][-1]
    across = [number(text) for text in heights["head"][1:]]
    for y, *row in heights["rows"]:
        for x, shown in zip(across, row, strict=True):
            exact = (x - 1) ** 2 + 3 * number(y) ** 2
            # Places and heights are shown with three digits.
            assert number(shown) == pytest.approx(exact, rel=0.02, abs=0.05)


def test_the_table_behind_a_network_holds_its_weights(moons):
    tables = VIEWS["network"](moons)["tables"]
    layers = params_of(chosen(moons))
    for table, layer in zip(tables, layers, strict=True):
        shown = np.array([[number(cell) for cell in row[1:]] for row in table["rows"]])
        np.testing.assert_allclose(shown, layer["weight"], rtol=6e-3)
    assert tables[0]["head"][1:] == ("x", "y")


def test_the_table_behind_histograms_counts_every_weight(moons):
    now, start, gradient = VIEWS["histograms"](moons)["tables"]
    sizes = [2 * layer["weight"].size for layer in params_of(chosen(moons))]
    for table in (now, start, gradient):
        counts = np.array([[int(cell) for cell in row[1:]] for row in table["rows"]])
        assert counts.sum(axis=0).tolist() == sizes


def test_the_table_behind_a_boundary_has_the_likeliest_class(moons):
    (table,) = VIEWS["boundary"](moons)["tables"]
    first, last = params_of(chosen(moons))
    across = np.array([number(text) for text in table["head"][1:]])
    wrong = 0
    for y, *row in table["rows"]:
        points = np.stack([across, np.full_like(across, number(y))], axis=1)
        outputs = np.tanh(points @ first["weight"].T + first["bias"]) @ last["weight"].T + last["bias"]
        chances = np.exp(outputs) / np.exp(outputs).sum(axis=1, keepdims=True)
        for chance, cell in zip(chances, row, strict=True):
            name, share, _ = cell.split(" ")
            assert abs(float(share) - 100 * chance.max()) < 2
            wrong += name != "AB"[chance.argmax()]
    # Places are shown with three digits, which matters at the boundary alone.
    assert wrong <= 1


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("study", ["fit-square", "parabola"])
def test_outcomes_are_called_as_their_curves_are(study, language):
    moment = ended(replace(choose(study, seeds="2", steps="30"), measures=("loss",)), language)
    names = [curve["names"][language] for curve in opening(moment.plan, moment.trace)["curves"]]
    shown = [row["name"] for row in VIEWS["table"](moment)["rows"]]
    assert shown == [name or "gd" for name in names]
    assert len(set(shown)) == len(shown)


def test_advice_is_a_study_of_its_own_which_what_was_turned_does_not_undo():
    turned = Change(step=10, name="learning_rate", value=1.2)
    study = going_down("x**2", (3.0,), rates=(1.1,), changes=(turned,))
    (row,) = VIEWS["table"](ended(study))["rows"]
    advised = next(finding["study"] for run in row["told"] for finding in run["findings"] if finding["study"])
    json.dumps(advised)
    followed = from_mapping(advised)
    assert not followed.changes
    assert followed.problem == study.problem
    (mended,) = VIEWS["table"](ended(followed))["rows"]
    assert {one["outcome"] for one in row["outcomes"]} == {"diverged"}
    assert "diverged" not in {one["outcome"] for one in mended["outcomes"]}


def test_curves_that_fly_away_leave_the_picture():
    moment = ended(going_down("x**2", (3.0,), rates=(0.1, 1.5)))
    assert opening(moment.plan, moment.trace)["far"] == pytest.approx({"log": 9e3, "linear": 45.0})
