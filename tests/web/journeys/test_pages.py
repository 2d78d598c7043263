"""The other parts of the page, and what holds on all of them: words, names, keys, phones, and that nothing jumps."""

import re

import pytest

from kudari.language import SENTENCES
from kudari.lessons import LESSONS
from kudari.methods.catalogue import METHODS
from kudari.methods.schedules import SCHEDULES

PARTS = ("study", "lessons", "lesson/one-curve", "race", "history")

RAW = re.compile(
    r"\b(?:page|views?|form|lesson|serving|method|chart|outcome)\.[a-z_-]+(?:\.[a-z_-]+)*\b|\{\w+\}|\bundefined\b|\bNaN\b"
)
"""A key instead of a sentence, a place that was not filled, or a value that is none."""


def ready(at, part):
    """Everything of a part is there: what the server tells, and what is folded."""
    at.go(part)
    at.page.wait_for_timeout(1500)
    at.page.evaluate(
        "document.querySelectorAll('main details:not(.tool)').forEach((one) => { one.open = true; })"
    )
    at.page.wait_for_timeout(500)


def raw(at):
    return sorted(set(RAW.findall(at.page.evaluate("scan.said()"))))


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("ja", True)])
def test_every_part_speaks_its_language_is_named_and_fits_a_phone(visit, language, dark):
    at = visit(language=language, dark=dark, width=390, height=844)
    other = 0 if language == "ja" else 1
    foreign = {
        pair[other] for key, pair in SENTENCES.items() if key.startswith("page.") and pair[0] != pair[1]
    }
    # Methods and schedules are called by their own names everywhere.
    foreign -= {*METHODS, *SCHEDULES}
    ours = {pair[1 - other] for key, pair in SENTENCES.items() if key.startswith("page.")}
    wrong = {}
    for part in PARTS:
        ready(at, part)
        at.picture(f"{part.replace('/', '-')}-{language}-{'dark' if dark else 'light'}-390")
        found = {
            "raw": raw(at),
            "foreign": sorted(
                {line.strip() for line in at.page.evaluate("scan.said()").split("\n")} & (foreign - ours)
            ),
            "nameless": at.page.evaluate("scan.nameless()"),
            "small": at.page.evaluate("scan.small()"),
            "wide": [width]
            if (width := at.page.evaluate("document.documentElement.scrollWidth")) > 390
            else [],
        }
        wrong |= {(part, name): some for name, some in found.items() if some}
    assert wrong == {}


def test_a_study_that_runs_speaks_its_language_on_a_dark_phone(visit):
    at = visit(language="ja", dark=True, width=390, height=844)
    foreign = {pair[0] for key, pair in SENTENCES.items() if key.startswith("page.") and pair[0] != pair[1]}
    foreign -= {*METHODS, *SCHEDULES}
    wrong = {}

    def look(when):
        said = {line.strip() for line in at.page.evaluate("scan.said()").split("\n")}
        found = {
            "raw": raw(at),
            "foreign": sorted(said & foreign),
            "nameless": at.page.evaluate("scan.nameless()"),
            "small": at.page.evaluate("scan.small()"),
            "wide": at.page.evaluate("document.documentElement.scrollWidth > 390"),
        }
        wrong.update({(when, name): some for name, some in found.items() if some})

    at.choose("fit-line", seeds=4, steps=400)
    at.page.locator(".speed input").fill("4")
    at.run("running")
    at.page.locator(".outcome table").wait_for()
    look("running")
    for tab in at.page.locator("[data-tab]").evaluate_all("(tabs) => tabs.map((tab) => tab.dataset.tab)"):
        at.page.click(f"[data-tab={tab}]")
        at.page.wait_for_timeout(700)
        look(tab)
    at.page.click("[data-action=pause]")
    at.status("paused")
    look("paused")
    at.picture("study-running-ja-dark-390")
    at.page.click("[data-action=resume]")
    at.page.locator(".speed input").fill("15")
    at.status("finished")
    at.page.evaluate("document.querySelectorAll('.outcome details').forEach((one) => { one.open = true; })")
    look("finished")
    assert wrong == {}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_lesson_opens(visit, language):
    at = visit(language=language, part="lessons")
    at.page.locator(".lessons li").first.wait_for()
    assert at.page.locator(".lessons li").count() == len(LESSONS)
    at.picture(f"lessons-{language}")
    titles = set()
    for name in LESSONS:
        at.go(f"lesson/{name}", ".lesson-text h1")
        titles.add(at.page.locator(".lesson-text h1").inner_text())
        assert at.page.locator(".task").count() >= 1, name
        assert raw(at) == [], name
        # What stands in the form is typeset by the server.
        at.until("document.querySelectorAll('.maths:empty').length === 0")
        at.picture(f"lesson-{name}-{language}")
    assert len(titles) == len(LESSONS)


def test_a_lessons_task_is_ticked_when_its_study_has_run(visit):
    at = visit(part="lesson/one-curve")
    # The first thing to try is the lesson's own study, as it stands.
    task = at.page.locator(".task").first
    task.wait_for()
    assert task.get_attribute("data-done") == "false"
    at.page.locator(".speed input").fill("15")
    at.run()
    at.page.locator('.task[data-done="true"]').first.wait_for()
    at.picture("lesson-done")
    at.page.reload()
    at.page.locator('.task[data-done="true"]').first.wait_for()
    at.go("lessons", ".lessons li")
    assert "things done: 1" in at.page.locator(".lessons").inner_text()


def test_a_whole_run_without_a_mouse(visit):
    at = visit()
    page = at.page
    page.locator("[data-study]").first.wait_for()

    def tab_to(selector, most=80):
        for _ in range(most):
            page.keyboard.press("Tab")
            assert page.evaluate("scan.focused()"), page.evaluate(
                "document.activeElement.outerHTML.slice(0, 200)"
            )
            if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"no way to {selector}")

    tab_to("[data-study=fit-line]")
    page.keyboard.press("Enter")
    tab_to("#field-steps")
    page.keyboard.press("Control+a")
    page.keyboard.type("300")
    tab_to("#field-seeds")
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    at.priced()
    tab_to("[data-action=run]")
    at.picture("focus", whole=False)
    page.keyboard.press("Enter")
    at.status("running", "paused", "finished")
    tab_to(".speed input")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    at.status("paused")
    stood = at.step()
    page.keyboard.press("ArrowRight")
    at.until(f"Number(document.querySelector('.controls progress').value) === {stood + 1}")
    tab_to("[role=tab]")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("ArrowRight")
    at.until("(id) => document.activeElement.id !== id && document.activeElement.role === 'tab'", arg=first)
    assert at.step() == stood + 1
    page.locator(".speed input").focus()
    page.keyboard.press("End")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    at.status("finished")


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_while_a_study_runs(visit, width):
    at = visit(width=width, height=1400)
    page = at.page
    at.choose("fit-line", seeds=4, steps=600)
    page.locator(".speed input").fill("6")
    at.run("running")
    page.locator(".view .drawing > *").first.wait_for(state="attached")
    page.locator(".outcome table").wait_for()
    page.evaluate("scan.watchShifts()")
    at.status("finished")
    page.wait_for_timeout(1000)
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, _ in shifts) < 0.1, sorted(shifts, key=lambda one: -one[0])[:3]
