"""Tests for `static/step.js` in a browser: the stages come one after the other, by button and by key."""

import json
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kudari import web
from kudari.language import LANGUAGES, SENTENCES
from kudari.one_step import one_step, told
from kudari.study import MethodChoice, ProblemChoice, Study
from kudari.web.security import HEADERS

PACKAGE = Path(web.__file__).parent.parent

PAGE = """<!DOCTYPE html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/show/report/report.css">
<link rel="stylesheet" href="/web/static/style.css"><link rel="stylesheet" href="/web/static/step.css">
<main id="place"></main>
<script type="module" src="/show.js"></script>"""

SHOW = """import { html, render } from "./web/static/vendor/preact.js";
import { OneStep } from "./web/static/step.js";
const words = WORDS;
render(html`<${OneStep} data=${DATA} t=${(key) => words[key]} />`, document.getElementById("place"));"""

NETWORK = Study(
    problem=ProblemChoice(name="fit", settings={"hidden": (2,), "batch": 3}),
    methods=(MethodChoice(name="adam"),),
    seeds=1,
    steps=5,
)


@pytest.fixture(scope="module")
def browser(launch: Callable[..., Any]) -> Any:
    return launch()


@pytest.fixture(scope="module")
def said() -> dict[str, dict[str, Any]]:
    found = one_step(NETWORK)
    return {language: told(found, language) for language in LANGUAGES}


def opened(browser: Any, said: dict[str, dict[str, Any]], language: str, width: int) -> tuple[Any, list[str]]:
    """The step on a page of its own, under the policy of the real one, and what went wrong there."""
    words = {
        key: pair[LANGUAGES.index(language)] for key, pair in SENTENCES.items() if key.startswith("page.")
    }
    script = SHOW.replace("WORDS", json.dumps(words)).replace("DATA", json.dumps(said[language]))
    made = {"/": ("text/html", PAGE.format(language=language)), "/show.js": ("text/javascript", script)}

    def answer(route: Any) -> None:
        path = "/" + route.request.url.split("/", 3)[3]
        kind, body = made.get(path) or (
            mimetypes.guess_type(path)[0],
            (PACKAGE / path.lstrip("/")).read_text("utf-8"),
        )
        route.fulfill(body=body, headers={**HEADERS, "content-type": f"{kind}; charset=utf-8"})

    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.route("**/*", answer)
    page.goto("https://kudari.test/")
    page.wait_for_selector(".one-step .stage")
    return page, troubles


@pytest.mark.parametrize(("language", "width"), [("en", 1000), ("ja", 390)])
def test_stages_come_by_button_and_by_key(
    browser: Any, said: dict[str, dict[str, Any]], language: str, width: int
) -> None:
    counted = pytest.importorskip("playwright.sync_api").expect
    page, troubles = opened(browser, said, language, width)
    page.evaluate(
        "addEventListener('keydown', (event) => { window.heard = event.target.closest('[data-keys]'); })"
    )
    stages = page.locator(".stage")
    assert stages.count() == 1
    page.click(".lead-on .main")
    counted(stages).to_have_count(2)
    for key, count in (
        ("ArrowRight", 3),
        ("ArrowRight", 4),
        ("ArrowRight", 4),
        ("ArrowLeft", 3),
        ("ArrowRight", 4),
    ):
        page.keyboard.press(key)
        counted(stages).to_have_count(count)
    # The page's own keys must see that this one was for the step.
    assert page.evaluate("window.heard !== null")
    titles = [stage["title"] for stage in said[language]["stages"]]
    assert [title.split()[-1] for title in page.locator(".stage h3").all_inner_texts()] == [
        title.split()[-1] for title in titles
    ]
    # The newest stage is led to, and the way on stays in sight.
    page.wait_for_timeout(1000)
    assert 0 <= stages.last.bounding_box()["y"] < 400
    assert page.locator(".lead-on .main").bounding_box()["y"] < 800
    assert page.locator("td b").count() == 2 * 7
    assert page.locator("math").count() > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not troubles
    page.context.close()


def test_only_the_title_of_a_stage_is_announced(browser: Any, said: dict[str, dict[str, Any]]) -> None:
    counted = pytest.importorskip("playwright.sync_api").expect
    page, troubles = opened(browser, said, "en", 1000)
    assert page.locator("[aria-live]").count() == 0
    for place, stage in enumerate(said["en"]["stages"], 1):
        page.locator(".way button").nth(place - 1).click()
        counted(page.locator("[role=status]")).to_have_text(f"{place}: {stage['title']}")
    assert not troubles
    page.context.close()


def test_arrow_keys_scroll_a_wide_table_and_leave_the_stage(
    browser: Any, said: dict[str, dict[str, Any]]
) -> None:
    page, troubles = opened(browser, said, "en", 390)
    for _ in range(3):
        page.click(".lead-on .main")
    page.wait_for_timeout(1000)
    wide = page.locator(".stage .wide").evaluate_all(
        "(all) => all.findIndex((one) => one.scrollWidth > one.clientWidth)"
    )
    assert wide >= 0
    region = page.locator(".stage .wide").nth(wide)
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert region.evaluate("(one) => one.scrollLeft") > 0
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(500)
    assert page.locator(".stage").count() == 4
    assert not troubles
    page.context.close()
