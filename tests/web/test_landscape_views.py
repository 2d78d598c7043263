"""The views of a landscape: what they show of a run, what stays while it moves, and how they are drawn."""

import json
from dataclasses import replace

import jax
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from kudari.plan import plan
from kudari.results.assemble import join
from kudari.rounds import Pace, rounds
from kudari.study import MethodChoice, ProblemChoice, Study
from kudari.web.views import VIEWS, views_of
from kudari.web.views.chosen import chosen
from kudari.web.views.landscape import FARTHER, MOST_STEPS, fewer_steps, ranges_of
from kudari.web.views.moment import Moment
from kudari.web.views.path import Path, remember, way
from kudari.web.views.planes import completed


def study(name, settings, methods=("gd", "adam"), rate=0.02, **fields):
    chosen_methods = tuple(
        MethodChoice(name=method, hyperparameters={"learning_rate": (rate,)}) for method in methods
    )
    fields = {"seeds": 3, "steps": 40, "measures": ("loss", "parameters", "gradient"), **fields}
    return Study(problem=ProblemChoice(name=name, settings=settings), methods=chosen_methods, **fields)


def moments(asked, most=8):
    """Where the study stands after each of its rounds."""
    planned, kept, pace = plan(asked), [], Pace(records=most)
    pace.most = most
    for part in rounds(planned, pace=pace):
        kept = [join([*kept, part.trace])]
        yield Moment(plan=planned, carries=part.carries, trace=kept[0], language="en")


@pytest.fixture(scope="module")
def valley():
    return list(moments(study("surface", {"function": "himmelblau"}, rate=0.005)))


@pytest.fixture(scope="module")
def line():
    return list(moments(study("formula", {"formula": "(x-1)**2", "start": (4.0,)}, seeds=1, rate=0.1)))


@pytest.fixture(scope="module")
def network():
    asked = study("classify", {"data": "iris", "hidden": (6,)}, measures=("loss",), seeds=2, steps=60)
    found = []
    for moment in moments(asked):
        remember(moment.plan, moment.carries)
        found.append(moment)
    return found


def layers(data, kind, panel=0):
    return [layer for layer in data["chart"]["panels"][panel]["layers"] if layer["kind"] == kind]


@pytest.mark.parametrize(
    ("asked", "has", "lacks"),
    [
        (study("formula", {"formula": "x**2"}), {"curve"}, {"contour", "surface", "fit", "slice"}),
        (study("surface", {"function": "rosenbrock"}), {"contour", "surface"}, {"curve", "fit", "slice"}),
        (study("fit", {}), {"fit", "slice"}, {"curve", "contour"}),
        (study("weight", {}), {"curve"}, {"fit", "slice"}),
        (study("classify", {"data": "iris"}), {"slice"}, {"curve", "contour", "fit"}),
        (study("quadratic", {}, vary={"problem.condition": (2.0, 9.0)}), set(), {"contour", "surface"}),
    ],
)
def test_a_study_has_the_views_that_fit_it(asked, has, lacks):
    offered = set(views_of(plan(asked)))
    assert has <= offered
    assert not lacks & offered


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["contour", "surface"])
def test_a_landscape_is_json_and_stays_where_it_is(valley, name, language):
    drawn = [VIEWS[name](replace(moment, language=language)) for moment in valley]
    json.dumps(drawn, allow_nan=False)
    fields = {json.dumps(layers(data, "field")) for data in drawn}
    assert len(fields) == 1
    assert [len(data["chart"]["panels"]) for data in drawn] == [1] * len(drawn)
    assert len({data["choice"]["seed"] for data in drawn}) == 1


def test_the_contour_shows_the_loss_and_the_path_of_the_seed_that_is_asked_for(valley):
    data = VIEWS["contour"](replace(valley[-1], choice={"seed": 2}))
    (field,) = layers(data, "field")
    x, y = field["x"][7], field["y"][50]
    assert field["z"][7][50] == pytest.approx((x * x + y - 11) ** 2 + (x + y * y - 7) ** 2, rel=2e-3)
    trace = valley[-1].trace
    strong = [line for line in layers(data, "line") if line["name"]]
    assert len(strong) == 2
    for number, line in enumerate(strong):
        (run,) = np.flatnonzero((trace["seed"].values == 2) & (np.arange(6) // 3 == number))
        path = trace["parameters"].values[run]
        assert pytest.approx(path, rel=1e-4, abs=1e-4) == np.array([line["x"], line["y"]]).T
    assert data["choices"]["seed"] == [[0, "0"], [1, "1"], [2, "2"]]


def test_every_point_on_a_surface_has_the_recorded_loss_as_its_height(valley):
    data = VIEWS["surface"](replace(valley[-1], choice={"seed": 0}))
    trace = valley[-1].trace
    strong = [line for line in layers(data, "line") if line["name"]]
    for line, run in zip(strong, (0, 3), strict=True):
        assert line["z"] == pytest.approx(trace["loss"].values[run].tolist(), rel=1e-3, abs=1e-4)
    for star in layers(data, "points")[0]["z"]:
        assert star == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("function", "scale"), [("rosenbrock", "log"), ("matyas", "log"), ("himmelblau", "linear")]
)
def test_heights_are_logarithmic_where_the_loss_spans_decades(function, scale):
    (first, *_) = moments(study("surface", {"function": function}, rate=1e-4, steps=3))
    height = VIEWS["surface"](first)["height"]
    assert height["scale"] == scale
    if scale == "log":
        powers = [power for power, _ in height["ticks"]]
        assert height["floor"] == pytest.approx(10.0 ** powers[0])
        assert height["base"] == pytest.approx(0, abs=1e-9)


def test_a_range_only_grows_and_leaves_out_what_flies_away():
    problem = plan(study("formula", {"formula": "x**2-y**2"})).sweeps[0].problem
    steps = np.linspace(0, 1, 50)
    far = np.stack([np.cos(9 * steps), 0.1 * np.exp(12 * steps)], axis=-1)
    ways = np.stack([far, -0.5 * far, np.ones_like(far)])
    before = ranges_of(problem, ways[:, :1])
    for count in range(2, 51):
        now = ranges_of(problem, ways[:, :count])
        for (low, high), (lower, higher) in zip(before, now, strict=True):
            assert lower <= low
            assert higher >= high
        before = now
    first = np.ptp(ways[:, 0], axis=0).max()
    assert all(high - low <= (1.2 + 2 * FARTHER[-1]) * first for low, high in before)


def test_the_curve_has_an_arrow_for_every_step_and_a_square_where_the_run_stands(line):
    for moment in line:
        data = VIEWS["curve"](moment)
        json.dumps(data, allow_nan=False)
        (arrows,) = layers(data, "arrows")
        way_of_run = moment.trace["parameters"].values[0, :, 0]
        # Steps too short to be seen are left out.
        assert 0 < len(arrows["x"]) <= len(way_of_run) - 1
        assert arrows["x"][:5] == pytest.approx(way_of_run[: len(arrows["x"])][:5], rel=1e-5)
        now = layers(data, "points")[-1]
        assert now["x"] == pytest.approx(way_of_run[-1:], rel=1e-5)
    (ground, *_) = layers(data, "line")
    assert ground["y"][3] == pytest.approx((ground["x"][3] - 1) ** 2, rel=1e-4)


def test_a_learned_function_is_the_median_over_seeds_at_every_input():
    (*_, last) = moments(study("fit", {"hidden": (4,), "batch": 20}, measures=("loss",), seeds=5))
    data = VIEWS["fit"](last)
    json.dumps(data, allow_nan=False)
    for number, sweep in enumerate(last.plan.sweeps):
        runs = last.carries[number].runs.params
        learned = [
            sweep.problem.outputs(jax.tree.map(lambda leaf, seed=seed: leaf[seed, 0], runs), None)["learned"]
            for seed in range(5)
        ]
        line = next(one for one in layers(data, "line") if one["series"] == number)
        assert line["y"] == pytest.approx(np.median(learned, axis=0), rel=1e-3, abs=1e-5)


def test_a_path_thins_itself_evenly():
    path = Path(most=20)
    for step in range(0, 1000, 3):
        path.add(step, np.array([step]))
    apart = np.diff(path.steps)
    assert 10 <= len(path.steps) <= 20
    assert path.steps[0] == 0
    assert [int(point[0]) for point in path.points] == path.steps
    assert apart.max() - apart.min() <= 3
    assert apart.min() >= path.spacing - 3


def test_the_way_of_a_network_is_that_of_its_run(network):
    moment = replace(network[-1], choice={"method": 1, "seed": 1})
    found = way(moment, chosen(moment))
    start = (
        network[0]
        .plan.sweeps[1]
        .problem.init(jax.random.fold_in(jax.random.fold_in(jax.random.key(0), 1), 0))
    )
    now = jax.tree.map(lambda leaf: leaf[1, 0], moment.carries[1].runs.params)
    assert found[-1] == pytest.approx(np.asarray(ravel_pytree(now)[0]), rel=1e-6)
    assert len(found) == len(network)
    distances = np.linalg.norm(found - np.asarray(ravel_pytree(start)[0]), axis=1)
    assert np.all(np.diff(distances) > 0)
    other = replace(moment, plan=plan(replace(moment.plan.study, name="another")))
    assert len(way(other, chosen(other))) == 1


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("directions", ["trajectory", "filter"])
def test_a_slice_has_the_loss_of_the_run_in_its_middle(network, directions, language):
    choice = {"directions": directions, "method": 1, "seed": 1}
    data = VIEWS["slice"](replace(network[-1], choice=choice, language=language))
    json.dumps(data, allow_nan=False)
    assert data["kind"] == "chart"
    assert data["choice"] == choice
    (field,) = layers(data, "field")
    now = layers(data, "points")[-1]
    assert [now["x"][0], now["y"][0]] == pytest.approx([0, 0], abs=1e-5)
    sweep, carry = network[-1].plan.sweeps[1], network[-1].carries[1]
    params = jax.tree.map(lambda leaf: leaf[1, 0], carry.runs.params)
    full = sweep.problem.evaluate(params, jax.tree.map(jax.numpy.asarray, sweep.problem.data))["full_loss"]
    grid = np.array(field["z"], float)
    i, j = (int(np.argmin(np.abs(np.array(field[name])))) for name in ("x", "y"))
    if directions == "filter":
        assert grid[i, j] == pytest.approx(float(full), rel=2e-3)
    near = grid[max(0, i - 1) : i + 2, max(0, j - 1) : j + 2]
    assert near.min() <= float(full) * 1.001
    assert near.max() >= float(full) * 0.999


def test_missing_directions_are_made_up_at_right_angles():
    one = np.array([[0.6, 0.8, 0.0]])
    for found, others in ((one, np.array([[1.2, 1.6, 0.0], [1.0, 0.0, 1.0]])), (one[:0], np.zeros((2, 3)))):
        basis = completed(found, others)
        assert basis @ basis.T == pytest.approx(np.eye(2))
        assert basis[: len(found)] == pytest.approx(found)


def test_a_long_path_is_shown_at_fewer_steps_but_with_all_its_turns():
    (*_, last) = moments(study("surface", {"function": "himmelblau"}, seeds=2, steps=9000), most=10000)
    trace = last.trace.copy(deep=True)
    trace["parameters"][0, 5003] = [4.7, -4.4]
    moment = replace(last, trace=trace, choice={"seed": 0})
    assert fewer_steps(moment, trace).sizes["step"] <= 1.1 * MOST_STEPS
    line = next(one for one in layers(VIEWS["contour"](moment), "line") if one["name"])
    assert max(line["x"]) == pytest.approx(4.7)
    assert len(line["x"]) <= 1300
