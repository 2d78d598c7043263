"""Lessons as somebody takes them: one task of each is done, and every button beside a text does what it says."""

import re

import pytest

from kudari.language import LANGUAGES, say
from kudari.lessons import LESSONS
from kudari.lessons.lesson import Measured, Try

UNSET = re.compile(r"\$[^$\n]+\$|\\[a-z]+\b")
"""A formula that was not typeset."""

CUT = """() => [...document.querySelectorAll(".formula")].filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent)"""
"""Formulas that are wider than the screen."""

SLOW = ("ten-neurons", "neurons-and-layers", "mini-batches")
"""Lessons of networks whose curvatures are measured, or of several side by side: compiling each takes as long as all
others together. That their tasks can be done, `tests/lessons` shows without a page."""

QUICK = [name for name in LESSONS if name not in SLOW]


def start(at, name):
    """Open a lesson, and let its studies go as fast as they can."""
    at.go(f"lesson/{name}", ".task")
    at.page.locator(".speed input").fill("15")
    at.page.locator("[data-action=run]:enabled").wait_for()


def done(at, place=0):
    """Wait until a task is ticked."""
    at.page.locator(".task").nth(place).and_(at.page.locator("[data-done=true]")).wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_formula_of_a_lesson_is_left_as_it_is_written_or_cut_on_a_phone(visit, language):
    at = visit(language=language, part="lessons", width=390)
    at.page.locator(".lessons li").nth(len(LESSONS) - 1).wait_for()
    left = {"lessons": UNSET.findall(at.page.evaluate("scan.said()"))}
    assert at.page.locator(".lessons math").count() >= 1
    for name in LESSONS:
        at.go(f"lesson/{name}", ".task")
        at.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        left[name] = UNSET.findall(at.page.evaluate("scan.said()")) + at.page.evaluate(CUT)
    assert {name: some for name, some in left.items() if some} == {}


@pytest.mark.parametrize("name", QUICK)
def test_the_first_task_of_a_lesson_can_be_done(visit, name):
    at = visit()
    page = at.page
    start(at, name)
    first = next(block for block in LESSONS[name].blocks if isinstance(block, Try))
    task = page.locator(".task").first
    assert task.get_attribute("data-done") == "false"
    if first.settings:
        task.locator("[data-action=set]").click()
        assert task.locator(".caption").inner_text() == say("page.lessons.set_now")
        # The question what it would cost goes out a moment later.
        page.wait_for_timeout(350)
    at.run()
    done(at)
    assert task.locator(".praise").count() == 1
    assert not first.settings or task.locator(".caption").inner_text() == ""
    if any(isinstance(block, Measured) for block in LESSONS[name].blocks):
        page.locator(".measured").wait_for()
        assert not re.search(r"\{|undefined|nan", page.locator(".measured").inner_text())
    at.picture(f"lesson-{name}-done")


def test_the_buttons_of_a_lesson_and_its_answers_in_another_language(visit):
    at = visit()
    page = at.page
    start(at, "one-curve")
    task, rate = page.locator(".task").nth(1), page.locator("#field-methods-0-learning_rate")
    task.locator(".hint-box summary").click()
    assert task.locator(".hint-box p").is_visible()
    page.locator(".lesson-form > summary").click()
    assert rate.input_value() == "0.1"
    task.locator("[data-action=set]").click()
    assert rate.input_value() == "0.5"
    at.priced()
    at.run()
    done(at, 1)
    page.locator(".measured").wait_for()
    assert "In the run beside" in page.locator(".measured").inner_text()
    said = page.locator(".praise").all_inner_texts()
    page.select_option("#language", "ja")
    page.locator(".measured", has_text="横の実行").wait_for()
    assert len(said) == len(page.locator(".praise").all_inner_texts()) == 2
    assert not set(said) & set(page.locator(".praise").all_inner_texts())
    assert rate.input_value() == "0.5"
    at.picture("lesson-answers-ja")
    page.select_option("#language", "en")
    page.locator(".measured", has_text="In the run beside").wait_for()
    page.click("[data-action=reset]")
    assert rate.input_value() == "0.1"
    assert task.locator(".caption").inner_text() == ""
    task.locator("[data-action=set]").click()
    # The study of a lesson goes along in the link, and nothing but it.
    page.locator(".lesson-form a", has_text=say("page.lessons.open")).click()
    page.locator("[data-study]").first.wait_for()
    assert rate.input_value() == "0.5"
    assert page.locator("#field-name").input_value() == LESSONS["one-curve"].study.name


def test_a_comparison_that_is_half_typed_leaves_the_lesson_where_it_is(visit):
    at = visit()
    page = at.page
    start(at, "ten-neurons")
    page.locator(".lesson-form > summary").click()
    page.locator("details.part", has=page.locator("#field-compare")).locator("summary").click()
    page.select_option("#field-compare", "problem.batch")
    page.fill("#field-vary-problem-batch", "10, x")
    page.wait_for_timeout(300)
    assert page.locator(".lesson-text h1").is_visible()
    assert page.locator("#field-vary-problem-batch").input_value() == "10, x"
    page.fill("#field-vary-problem-batch", "10, 20")
    at.priced()
    assert page.locator("[data-action=run]").is_enabled()
