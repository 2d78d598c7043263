"""Pictures of a diagnosis against NumPy's medians, simulated descents and eigenvalues of companion matrices."""

import re

import numpy as np
import pytest

from kudari.show.chart import NEUTRAL, Band, Line, Points
from kudari.show.charts import charts_of, diagnosis_charts_of
from kudari.show.draw import draw, save
from kudari.show.layers import layer_chart
from kudari.show.layout import LEFT, lay_out
from kudari.show.looks import Looks
from kudari.show.rate_comparison import rate_chart
from kudari.show.sharpness import sharpness_chart

NAN = np.nan
PROBED, STEPS = ("run", "probed_step"), ("run", "step")
CURVATURES = np.array([1.0, 0.01])
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def of(panel, kind, **wanted):
    layers = [layer for layer in panel.layers if isinstance(layer, kind)]
    return [one for one in layers if all(getattr(one, key) == value for key, value in wanted.items())]


def rules(*names, **options):
    return {name: {"rule": name, "inner": "", "schedule": "constant", **options} for name in names}


def probed(make, method, labels, steps=(0, 5, 10), loss=None, attrs=None, **values):
    """A trace with these numbers at its probes."""
    loss = np.ones((len(method), 11)) if loss is None else loss
    axes = {name: (*PROBED, "layer")[: np.ndim(value)] for name, value in values.items()}
    variables = {name: (axes[name], np.asarray(value, float)) for name, value in values.items()}
    trace = make(
        loss,
        method=method,
        labels=labels,
        variables=variables | {"running": (STEPS, np.ones(loss.shape, bool))},
        coordinates={"probed_step": list(steps)},
    )
    return trace.assign_attrs({"rules": rules(*method), "stochastic": False, **(attrs or {})})


@pytest.fixture
def sharp(make):
    """Two seeds of three methods, of which adam has a preconditioned sharpness."""
    sharpness = np.array([[1.0, 2, 3], [3, 6, 7], [1, 1, 1], [2, 2, 2], [5, 5, 5], [6, 6, 6]])
    scaled = np.where(np.arange(6)[:, None] < 4, NAN, 100 * sharpness)
    return probed(
        make,
        ["gd", "gd", "momentum", "momentum", "adam", "adam"],
        {
            "learning_rate": [0.5, 0.5, 0.5, 0.5, 0.01, 0.01],
            "momentum": [NAN, NAN, 0.9, 0.9, NAN, NAN],
            "b1": [NAN] * 4 + [0.9] * 2,
        },
        sharpness=sharpness,
        preconditioned_sharpness=scaled,
    )


def shrinks(beta, rate, curvature):
    """Whether heavy ball on a parabola comes nearer, by doing it."""
    x, v = 1.0, 0.0
    for _ in range(4000):
        v = beta * v + curvature * x
        x -= rate * v
        if abs(x) > 1e6:
            return False
    return abs(x) < 1e-2


def test_sharpness_is_a_median_and_the_limit_parts_growth_from_decay(sharp):
    chart = sharpness_chart(sharp, "en")
    plain, scaled = chart.panels
    gd, momentum = of(plain, Line, weight="normal")
    np.testing.assert_allclose(gd.y, [2, 4, 5])
    np.testing.assert_allclose(momentum.y, [1.5] * 3)
    assert gd.x.tolist() == [0, 5, 10]
    band = of(plain, Band)[0]
    np.testing.assert_allclose(band.high, np.quantile([[1, 2, 3], [3, 6, 7]], 0.9, axis=0))
    for guide, beta in zip(of(plain, Line, weight="guide"), (0.0, 0.9), strict=True):
        assert np.ptp(guide.y) == 0
        assert shrinks(beta, 0.5, guide.y[0] * 0.99)
        assert not shrinks(beta, 0.5, guide.y[0] * 1.01)
    assert [guide.series for guide in of(plain, Line, weight="guide")] == [gd.series, momentum.series]
    np.testing.assert_allclose(of(scaled, Line, weight="normal")[0].y, [550] * 3)
    # 38 / learning rate: Cohen et al. 2022.
    np.testing.assert_allclose(of(scaled, Line, weight="guide")[0].y, [3800] * 2)
    assert of(scaled, Line, weight="guide")[0].name == "adam, learning rate 0.01: stability limit 3800"
    assert (plain.y.scale, scaled.y.label) == ("linear", "preconditioned sharpness")


def test_limits_that_groups_share_are_drawn_once(make):
    labels = {"learning_rate": [0.5] * 2, "estimator": ["backprop", "forward"]}
    trace = probed(make, ["gd", "gd"], labels, sharpness=np.ones((2, 3)))
    (guide,) = of(sharpness_chart(trace, "en").panels[0], Line, weight="guide")
    assert (guide.series, guide.name, guide.y[0]) == (NEUTRAL, "stability limit 4", 4.0)


def test_the_sharpness_of_all_examples_goes_first(make):
    sharpness = np.full((1, 3), 2.0)
    trace = probed(make, ["gd"], {"learning_rate": [0.5]}, sharpness=sharpness, full_sharpness=sharpness / 2)
    panel = sharpness_chart(trace, "en").panels[0]
    assert panel.y.label == "sharpness on all training data"
    np.testing.assert_allclose(of(panel, Line, weight="normal")[0].y, 1.0)


def test_many_curves_are_shares_of_their_limits(make):
    rates = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1.0])
    trace = probed(make, ["gd"] * 7, {"learning_rate": rates.tolist()}, sharpness=np.ones((7, 3)))
    chart = sharpness_chart(trace, "en")
    (panel,) = chart.panels
    assert chart.ordered
    np.testing.assert_allclose([line.y[-1] for line in of(panel, Line, weight="normal")], rates / 2)
    assert [guide.y.tolist() for guide in of(panel, Line, weight="guide")] == [[1.0, 1.0]]


@pytest.mark.parametrize(
    ("method", "probes", "options"),
    [("gd", 2, {}), ("sign-sgd", 3, {}), ("gd", 3, {"schedule": "cosine"})],
)
def test_nothing_to_hold_sharpness_against(make, method, probes, options):
    trace = probed(
        make, [method], {"learning_rate": [0.5]}, steps=range(probes), sharpness=np.ones((1, probes))
    )
    assert sharpness_chart(trace.assign_attrs(rules=rules(method, **options)), "en") is None
    assert sharpness_chart(trace.drop_dims("probed_step"), "en") is None


FORMS = {"gd": (0.0, 0.0), "momentum": (1.0, 0.0), "nesterov": (1.0, 1.0)}
"""Whether the velocity is kept, and looked ahead of."""


def descent(rule, rate, beta, start, steps):
    """½ Σ λ x² by the rule's own definition: float[steps + 1]."""
    kept, ahead = (beta * switch for switch in FORMS[rule])
    x, v, losses = start.copy(), np.zeros_like(start), []
    for _ in range(steps + 1):
        losses.append(0.5 * np.sum(CURVATURES * x**2))
        gradient = CURVATURES * x
        v = kept * v + gradient
        x = x - rate * (ahead * v + gradient if ahead else v)
    return np.array(losses)


def radius(rule, rate, beta):
    """The largest eigenvalue, in magnitude, of (x, v) -> (x, v), over both curvatures."""
    kept, ahead = (beta * switch for switch in FORMS[rule])
    found = []
    for curvature in CURVATURES:
        look = (ahead * kept, ahead * curvature + curvature) if ahead else (kept, curvature)
        matrix = np.array([[1 - rate * look[1], -rate * look[0]], [curvature, kept]])
        found.append(np.abs(np.linalg.eigvals(matrix)).max())
    return max(found)


def digit(rate):
    return -1 / np.log10(rate) if rate < 1 else np.inf


def quadratic(make, settings, steps=500, known=True, **attrs):
    """Three seeds of each (rule, learning rate, momentum)."""
    rows = [row for row in settings for _ in range(3)]
    starts = np.random.default_rng(0).standard_normal((3, 2))
    loss = np.array([descent(*row, starts[at % 3], steps) for at, row in enumerate(rows)])
    labels = {"learning_rate": [row[1] for row in rows]}
    if any(row[0] != "gd" for row in rows):
        labels["momentum"] = [NAN if row[0] == "gd" else row[2] for row in rows]
    bounds = {"smoothness": 1.0, "strong_convexity": 0.01} if known else {}
    ends = {
        name: np.full((len(rows), 3), end) for name, end in (("sharpness", 1), ("lowest_curvature", 0.01))
    }
    facts = {"optimum": 0.0, "precision": "float64", **bounds, **attrs}
    return probed(make, [row[0] for row in rows], labels, loss=loss, attrs=facts, **ends)


METHODS = [("gd", 1.5, 0.0), ("momentum", 1.0, 0.9), ("nesterov", 0.5, 0.9), ("gd", 2.2, 0.0)]


@pytest.mark.parametrize("known", [True, False])
def test_measured_and_theoretical_rates_by_row(make, known):
    chart = rate_chart(quadratic(make, METHODS, known=known), "en")
    (panel,) = chart.panels
    best, theory, measured, failing = of(panel, Points)
    expected = np.array([digit(radius(*row)) for row in METHODS])
    # Where the curvatures were measured at the end of a run that fled, they say nothing.
    np.testing.assert_allclose(theory.x, expected if known else [*expected[:3], NAN], rtol=1e-9)
    np.testing.assert_allclose(measured.x[:3], expected[:3], rtol=0.02)
    assert np.isnan(measured.x[3])
    assert failing.y.tolist() == [panel.y.ticks[3][0]]
    assert [name for _, name in panel.y.ticks][1] == "momentum, learning rate 1"
    assert measured.y.tolist() == [place for place, _ in panel.y.ticks] == [3, 2, 1, 0]
    # The fastest gradient descent and heavy ball among many settings; Nesterov's usual setting.
    rates = np.linspace(0.5, 3.9, 400)
    assert best.x[0] == pytest.approx(min(digit(radius("gd", rate, 0)) for rate in rates), rel=1e-2)
    tried = [digit(radius("momentum", rate, beta)) for rate in rates for beta in np.linspace(0.5, 0.9, 41)]
    assert best.x[1] == pytest.approx(min(tried), rel=2e-2)
    assert best.x[2] == pytest.approx(digit(radius("nesterov", 1.0, 9 / 11)))
    assert "from 0.01 to 1." in chart.caption
    assert "3 seeds" in chart.caption


def test_measured_rates_lie_on_the_theoretical_curve(make):
    rates = [0.5, 1.0, 1.5, 1.9, 2.1]
    settings = [("gd", rate, 0.0) for rate in rates] + [("momentum", rate, 0.8) for rate in rates]
    (panel,) = rate_chart(quadratic(make, settings), "en").panels
    for series, (rule, beta) in enumerate([("gd", 0.0), ("momentum", 0.8)]):
        (curve,) = of(panel, Line, series=series, weight="normal")
        expected = np.array([digit(radius(rule, rate, beta)) for rate in curve.x])
        shown = np.isfinite(curve.y)
        np.testing.assert_array_equal(shown, expected < 1e6)
        np.testing.assert_allclose(curve.y[shown], expected[shown], rtol=1e-6)
        (dots,) = of(panel, Points, series=series, marker="dot")
        stable = np.isfinite(dots.y)
        np.testing.assert_allclose(
            dots.y[stable], [digit(radius(rule, rate, beta)) for rate in dots.x[stable]], rtol=0.02
        )
        assert stable.sum() == (4 if rule == "gd" else 5)
        (guide,) = of(panel, Line, series=series, weight="guide")
        assert np.all(guide.y <= dots.y[stable].min() * 1.02)
    (cross,) = of(panel, Points, marker="failure")
    assert (cross.x.tolist(), cross.series, cross.name) == ([2.1], 0, "gd: the error does not shrink")


def test_a_method_beside_a_sweep_has_a_ring(make):
    settings = [("gd", rate, 0.0) for rate in (0.5, 1.0, 1.5)] + [("momentum", 1.0, 0.8)]
    (panel,) = rate_chart(quadratic(make, settings), "en").panels
    (ring,) = of(panel, Points, marker="start")
    assert (ring.series, ring.x.tolist()) == (1, [1.0])
    assert ring.y[0] == pytest.approx(digit(radius("momentum", 1.0, 0.8)))
    assert [guide.x.tolist() for guide in of(panel, Line, weight="guide")] == [[0.5, 1.5]] * 2


@pytest.mark.parametrize(
    "change", ["stochastic", "schedule", "curvature", "curvature of one that fled", "rule", "short"]
)
def test_no_rate_to_compare(make, change):
    trace = quadratic(make, METHODS[:1], known="curvature" not in change)
    assert rate_chart(trace, "en") is not None
    trace = {
        "stochastic": lambda: trace.assign_attrs(stochastic=True),
        "schedule": lambda: trace.assign_attrs(rules=rules("gd", schedule="cosine")),
        "curvature": lambda: trace.drop_vars("lowest_curvature"),
        "rule": lambda: trace.assign_attrs(rules={"gd": {**rules("rmsprop")["rmsprop"]}}),
        "curvature of one that fled": lambda: trace.drop_vars("lowest_curvature").assign(
            loss=trace["loss"].where(trace["seed"] > 0, np.inf)
        ),
        "short": lambda: trace.isel(step=slice(0, 5)),
    }[change]()
    assert rate_chart(trace, "en") is None


def test_curvatures_of_each_run_are_told_so(make):
    trace = quadratic(make, METHODS[:2], known=False)
    trace["sharpness"] = trace["sharpness"] * np.array([1, 1, 1, 2, 2, 2])[:, None]
    assert "of each run" in rate_chart(trace, "en").caption


def layered(make, settings, layers):
    norms = np.exp(np.random.default_rng(1).standard_normal((3 * settings, 3, layers)))
    labels = {"learning_rate": np.repeat(0.1 * np.arange(1, settings + 1), 3).tolist()}
    return probed(make, ["gd"] * 3 * settings, labels, layer_gradient_norm=norms), norms


def test_gradient_of_each_layer_is_a_median(make):
    trace, norms = layered(make, 2, 4)
    chart = layer_chart(trace, "en")
    assert [panel.title for panel in chart.panels] == ["learning rate 0.1", "learning rate 0.2"]
    for setting, panel in enumerate(chart.panels):
        for layer, line in enumerate(of(panel, Line)):
            expected = np.median(norms[3 * setting : 3 * setting + 3, :, layer], axis=0)
            np.testing.assert_allclose(line.y, expected)
            assert (line.series, line.name) == (layer, f"layer {layer + 1}")
        assert len(of(panel, Band)) == 4
    assert chart.panels[0].y.range == chart.panels[1].y.range


def test_layers_of_many_settings_and_of_none(make):
    chart = layer_chart(layered(make, 8, 2)[0], "en")
    assert len(chart.panels) == 6
    assert "6 of 8 settings are shown." in chart.caption
    assert not of(layer_chart(layered(make, 1, 9)[0], "en").panels[0], Band)
    assert layer_chart(layered(make, 1, 1)[0], "en") is None
    assert layer_chart(make(np.ones((1, 3))), "en") is None


@pytest.fixture
def whole(make):
    """A trace with something on all three pictures."""
    trace = quadratic(make, METHODS)
    norms = np.geomspace(1, 1e-3, 12 * 3 * 3).reshape(12, 3, 3)
    return trace.assign(layer_gradient_norm=((*PROBED, "layer"), norms))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_pictures_speak_one_language(whole, language, tmp_path):
    charts = diagnosis_charts_of(whole, language)
    assert [chart.name for chart in charts] == ["sharpness", "rates", "layers"]
    assert [chart.name for chart in charts_of(whole, language)][-3:] == ["sharpness", "rates", "layers"]
    for chart in charts:
        axes = [axis.label for panel in chart.panels for axis in (panel.x, panel.y) if axis.label]
        for words in (chart.title, chart.caption, *axes):
            assert bool(JAPANESE.search(words)) == (language == "ja"), words
        assert all(path.stat().st_size > 0 for path in save(chart, tmp_path))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_names_of_rows_are_on_the_page(whole, language):
    chart = rate_chart(whole, language)
    figure = draw(chart)
    figure.canvas.draw()
    (axes,) = figure.axes
    assert min(text.get_window_extent().x0 for text in axes.get_yticklabels()) > 0
    assert lay_out(chart, bar=False).panels[0].left > LEFT


def test_guides_look_alike(sharp):
    looks = Looks(sharpness_chart(sharp, "en"))
    styles = [looks.line(series, "guide")["linestyle"] for series in (NEUTRAL, 0, 1, 2)]
    assert all(style == styles[0] for style in styles)
    assert styles[0] not in [looks.line(series, "normal")["linestyle"] for series in range(3)]
