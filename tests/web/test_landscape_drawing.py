"""Landscapes in a real browser: what stays when they are drawn again, and a surface under the page's policy."""

import json
import mimetypes
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kudari import web
from kudari.language import SENTENCES
from kudari.plan import plan
from kudari.results.assemble import join
from kudari.rounds import Pace, rounds
from kudari.study import MethodChoice, ProblemChoice, Study
from kudari.web.security import HEADERS
from kudari.web.views import VIEWS
from kudari.web.views.moment import Moment

CHROMIUM = os.environ.get("KUDARI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

QUIET = (
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--enable-unsafe-swiftshader"),
)

PACKAGE = Path(web.__file__).parent.parent

PAGE = """<!DOCTYPE html><html lang="en" data-theme="light"><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/show/report/report.css">
SCRIPTS<main><div id="place"></div></main><script type="module" src="/show.js"></script>""".replace(
    "SCRIPTS",
    "".join(
        f'<script src="/show/report/{name}.js"></script>'
        for name in ("scales", "contours", "layers", "chart", "hover")
    ),
)

SHOW = """import { draw } from "/web/static/views/surface.js";
const words = WORDS, place = document.getElementById("place");
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective));
window.data = DATA;
window.surface = (at) => draw(place, window.data.surface[at], { t: (key) => words[key], theme: "light" });
window.contour = (at) => kudari.drawChart(place, window.data.contour[at].chart, { read: "read" });
window.ready = true;"""


@pytest.fixture(scope="module")
def data() -> dict[str, list[Any]]:
    """A valley at two moments."""
    methods = (MethodChoice(name="gd"), MethodChoice(name="adam"))
    problem = ProblemChoice(name="surface", settings={"function": "himmelblau"})
    asked = Study(problem=problem, methods=methods, seeds=2, steps=20, measures=("loss", "parameters"))
    planned, kept, pace = plan(asked), [], Pace(records=10)
    pace.most = 10
    found: dict[str, list[Any]] = {"contour": [], "surface": []}
    for part in rounds(planned, pace=pace):
        kept = [join([*kept, part.trace])]
        moment = Moment(plan=planned, carries=part.carries, trace=kept[0], language="en")
        for name, made in found.items():
            made.append(VIEWS[name](moment))
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no Chromium here: install it, or set KUDARI_CHROMIUM to its path")
    api = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    with api.sync_playwright() as started:
        yield started.chromium


def visit(chromium: Any, data: dict[str, list[Any]], *more: str) -> Any:
    words = {key: pair[0] for key, pair in SENTENCES.items() if key.startswith("page.view.")}
    script = SHOW.replace("WORDS", json.dumps(words)).replace("DATA", json.dumps(data))
    made = {"/": ("text/html", PAGE), "/show.js": ("text/javascript", script)}

    def answer(route: Any) -> None:
        path = "/" + route.request.url.split("/", 3)[3]
        kind, body = made.get(path) or (
            mimetypes.guess_type(path)[0],
            (PACKAGE / path.lstrip("/")).read_text("utf-8"),
        )
        route.fulfill(status=200, content_type=kind, headers=HEADERS, body=body)

    page = chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *more]).new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.route("**/*", answer)
    page.goto("http://127.0.0.1/")
    while not page.evaluate("window.ready"):
        page.wait_for_timeout(20)
    return page


def test_a_contour_drawn_again_keeps_its_field_and_what_is_read(chromium, data):
    page = visit(chromium, data)
    page.evaluate("contour(0)")
    page.evaluate("window.shade = place.querySelector('.shade'); window.bar = place.querySelector('.bar')")
    page.locator(".plot").hover()
    read = page.locator(".tip .title").text_content()
    paths = page.evaluate("place.querySelectorAll('.line')[3].getAttribute('d')")
    page.evaluate("contour(1)")
    assert page.evaluate("shade === place.querySelector('.shade') && bar === place.querySelector('.bar')")
    assert page.evaluate("place.querySelectorAll('.line')[3].getAttribute('d')") != paths
    assert page.locator(".tip").is_visible()
    assert page.locator(".tip .title").text_content() == read
    assert page.evaluate("place.querySelectorAll('svg .shade').length > 5 && kudari.redraws.length === 1")
    page.evaluate("data.contour[0].chart.panels[0].layers[0].z[40][40] = 1e4; contour(0)")
    assert not page.evaluate("shade === place.querySelector('.shade')")
    assert page.errors == []
    page.context.browser.close()


def test_a_surface_moves_its_paths_and_keeps_its_camera_under_the_policy(chromium, data):
    page = visit(chromium, data)
    page.evaluate("surface(0)")
    if page.locator(".flat").count():
        pytest.skip("this Chromium has no WebGL")
    canvas = "document.querySelector('.surface canvas')"
    page.evaluate(f"window.canvas = {canvas}")
    heights = page.evaluate("document.querySelector('.surface').data.map((trace) => trace.z.flat().length)")
    losses = data["surface"][0]["chart"]["panels"][0]["layers"][0]["z"]
    assert heights[0] == sum(map(len, losses))
    lowest = page.evaluate("Math.min(...document.querySelector('.surface').data[0].z.flat())")
    assert lowest == pytest.approx(min(map(min, losses)))
    page.locator(".surface").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(300)
    eye = "document.querySelector('.surface')._fullLayout.scene._scene.getCamera().eye"
    turned = page.evaluate(eye)
    page.evaluate("surface(1)")
    page.wait_for_timeout(300)
    assert page.evaluate(eye) == pytest.approx(turned)
    assert page.evaluate(f"window.canvas === {canvas}")
    longer = page.evaluate("document.querySelector('.surface').data.map((trace) => trace.z.flat().length)")
    assert longer[0] == heights[0]
    assert max(longer[1:]) > max(heights[1:])
    page.keyboard.press("Home")
    page.wait_for_timeout(300)
    assert page.evaluate(eye) != pytest.approx(turned)
    assert page.locator(".legend li").count() == 3
    assert page.locator(".modebar-btn, a[href]").count() == 0
    assert page.evaluate("window.refused") == []
    assert page.errors == []
    page.context.browser.close()


def test_without_webgl_there_is_the_contour_and_a_sentence(chromium, data):
    page = visit(chromium, data, "--disable-3d-apis")
    page.evaluate("surface(0)")
    page.evaluate("surface(1)")
    assert page.locator(".note").text_content() == SENTENCES["page.view.surface.flat"][0]
    assert page.locator(".flat svg .shade").count() > 5
    assert page.evaluate("window.Plotly === undefined")
    assert page.errors == []
    page.context.browser.close()
