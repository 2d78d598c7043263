"""Every view of the page: it appears, it moves with the run, and it is seen in both languages, light and dark."""

import re

import pytest

from kudari.web.views import APPLIES

VIEWS = {
    "parabola": ("curve", "sharpness", "settings"),
    "weight": ("tangent",),
    "camel": ("contour", "surface", "basins", "rates"),
    "fit-line": ("fit", "network", "histograms", "slice", "evaluated", "layers"),
    "minibatch": ("samples", "first-layer", "confusion"),
    "points": ("boundary",),
}
"""Study -> the views that are looked at there: each view once."""

STUDIES = {
    "parabola": {
        "seeds": 4,
        "steps": 3000,
        "stop-gradient_norm": "",
        "methods-0-learning_rate": "0.0003, 0.0005, 0.001",
    },
    "weight": {"steps": 1000, "methods-0-learning_rate": 0.001},
    "fit-line": {"seeds": 4, "steps": 2000},
    "minibatch": {"seeds": 4, "steps": 1000},
}
"""Named study -> what is filled in besides."""

LINKS = {
    "points": (
        *("problem=classify", "problem.data=moons", "problem.hidden=8"),
        *("seeds=2", "steps=2000", "method=adam;learning_rate=0.02"),
    ),
    "camel": (
        *("problem=surface", "problem.function=six-hump-camel", "seeds=4", "steps=1000"),
        *("method=gd;learning_rate=0.002,0.005", "method=momentum;learning_rate=0.005"),
    ),
    "strands": (
        *("problem=fit", "problem.hidden=4,3", "problem.batch=100"),
        *("seeds=4", "steps=30", "method=gd;learning_rate=0.1"),
    ),
    "plane": ("problem=surface", "seeds=2", "steps=30", "method=gd;learning_rate=0.001"),
}
"""Studies of no name here that come by a link."""

LATE = ("basins", "settings", "rates", "tangent")
"""Views that have nothing to show before the study has ended."""

MOVED = """([name, step, picture]) =>
  Number(document.querySelector(".view[data-view]").dataset.step) > step && scan.drawn(name) !== picture"""


def test_every_view_is_looked_at():
    assert sorted(name for names in VIEWS.values() for name in names) == sorted(APPLIES)


def drawn(at, name):
    """All that a view's drawing is made of."""
    return at.page.evaluate("(name) => scan.drawn(name)", name)


def drawn_at(at, name):
    """The step at which the view that is seen was made."""
    return int(at.page.locator(f'.view[data-view="{name}"]').get_attribute("data-step"))


def led(at, name):
    """Come by a link to a study in the form."""
    at.page.goto(f"{at.server.home}/#/study?{'&'.join((f'name={name}', *LINKS[name]))}")
    at.page.locator("#field-problem-name").wait_for()
    at.priced()


def chosen(visit, study):
    """A visit with the study in the form."""
    at = visit()
    if study in LINKS:
        led(at, study)
    else:
        at.choose(study, **STUDIES.get(study, {}))
    return at


@pytest.mark.parametrize("study", VIEWS)
def test_views_move_with_the_run(visit, study):
    at = chosen(visit, study)
    page = at.page
    # Few steps a second: there is a next step as long as somebody looks.
    page.locator(".speed input").fill("6" if study == "parabola" else "4")
    at.run("running")
    for name in VIEWS[study]:
        if name in LATE:
            continue
        at.view(name)
        step, picture = drawn_at(at, name), drawn(at, name)
        at.until(MOVED, [name, step, picture])
    page.locator(".speed input").fill("15")
    at.status("finished")
    for name in VIEWS[study]:
        at.view(name)
        at.until(f"document.querySelector('.view[data-view]').dataset.step === '{at.step()}'")
        notes = page.locator(".view[data-view] .note")
        assert not notes.count(), notes.all_inner_texts()
        page.locator(".view[data-view]").screenshot(path=at.kept(f"view-{name}"))
    page.click(".theme")
    page.select_option("#language", "ja")
    page.set_viewport_size({"width": 390, "height": 844})
    for name in VIEWS[study]:
        at.view(name)
        page.wait_for_timeout(1000)
        page.locator(".view[data-view]").screenshot(path=at.kept(f"view-{name}-ja-dark-390"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def finished_fit(visit):
    at = visit()
    at.choose("fit-line", seeds=4, steps=30)
    at.page.locator(".speed input").fill("15")
    at.run()
    return at


def test_a_neuron_tells_its_output_under_the_pointer_and_by_keyboard(visit):
    at = finished_fit(visit)
    at.view("network")
    heading, words = at.page.locator(".network-detail h4"), at.page.locator(".network-detail p")
    neurons = at.page.locator(".neuron")
    told = set()
    for number in (1, 5):
        neurons.nth(number).hover()
        told.add((heading.inner_text(), words.inner_text()))
    assert len(told) == 2
    neurons.nth(1).focus()
    first = heading.inner_text()
    at.page.keyboard.press("ArrowDown")
    assert heading.inner_text() != first
    at.page.keyboard.press("ArrowRight")
    assert all(re.search(r"\d", words_) for _, words_ in told)
    at.picture("network-neuron")
    # Keys within the diagram steer no run.
    assert at.step() == 30


STRANDS = """() => [...document.querySelectorAll(".network-diagram svg g")].map((gap) => [...gap.children]
  .map((one) => [Number(one.getAttribute("stroke-width")), one.getAttribute("stroke")]))"""


def test_the_lines_of_the_network_are_its_weights(visit):
    at = visit()
    led(at, "strands")
    at.page.locator(".speed input").fill("15")
    at.run()
    place = at.view("network")
    place.locator("details.behind summary").click()
    place.locator(".behind td").first.wait_for()
    tables = place.locator(".behind table")
    strands = at.page.evaluate(STRANDS)
    assert [len(gap) for gap in strands] == [4, 12, 3]
    scales, largest = set(), 0.0
    for number, gap in enumerate(strands):
        told = tables.nth(number).locator("td.figure").all_inner_texts()
        weights = [float(text.replace("−", "-")) for text in told]
        widths = [width for width, _ in gap]
        # In proportion, behind a hair's breadth; a table has three digits, a width two behind the point.
        share = (max(widths) - 0.4) / max(map(abs, weights))
        assert widths == pytest.approx([0.4 + share * abs(weight) for weight in weights], abs=0.05)
        scales.add(round(6 / share, 1))
        largest = max(largest, *map(abs, weights))
        assert max(widths) <= 6.4
        ink = {
            sign: {colour for (_, colour), weight in zip(gap, weights, strict=True) if sign * weight > 0}
            for sign in (1, -1)
        }
        assert not ink[1] & ink[-1]
    # One scale for all gaps, up to the next round number.
    assert 0.7 < largest < 10
    assert scales == {min(end for end in (1, 2, 3, 5, 7, 10) if end >= largest)}


def test_a_slice_goes_along_the_path_or_at_random_and_tells_its_share(visit):
    at = finished_fit(visit)
    place = at.view("slice")
    place.locator(".choices select").first.wait_for()
    assert re.search(r"\d %", place.inner_text())
    before = drawn(at, "slice")
    place.locator(".choices select").first.select_option("filter")
    at.until("(picture) => scan.drawn('slice') !== picture", before)
    at.page.wait_for_timeout(1500)
    assert re.search(r"\d %", place.locator(".caption").inner_text())
    place.screenshot(path=at.kept("view-slice-filter"))


def test_without_webgl_a_surface_is_its_contour_with_a_sentence(visit, launch):
    at = visit(browser=launch("--disable-3d-apis"))
    led(at, "plane")
    at.page.locator(".speed input").fill("15")
    at.run()
    place = at.view("surface")
    assert "WebGL" in place.inner_text()
    assert not place.locator(".js-plotly-plot").count()
    place.screenshot(path=at.kept("view-surface-without-webgl"))
