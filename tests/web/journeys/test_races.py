"""Races on the page: asked, answered, stopped, left, and taken up again."""

import pytest

from kudari.language import LANGUAGES, SENTENCES

LONG = 300_000
"""Milliseconds for a race and its answer, on a machine that has other things to do."""


def said(key, language="en"):
    return SENTENCES[key][LANGUAGES.index(language)]


def ask(at, *problems, methods=("gd", "momentum"), **fields):
    """Fill in the question."""
    page = at.page
    page.locator(".pick").first.wait_for()
    for box in page.locator(".race-form .pick").all():
        box.locator("input").set_checked(box.inner_text().strip() in (*problems, *methods))
    for name, value in {"seeds": 3, "budget": 4, "steps": 60, **fields}.items():
        if name not in ("seeds", "budget"):
            page.locator(".race-form details").evaluate("(one) => { one.open = true; }")
        page.locator(f".race-form input[name={name}]").fill(str(value))


def start(at):
    with at.page.expect_websocket():
        at.page.click("[data-action=race]")


def slow(at):
    """A race that takes its time."""
    ask(at, "fit-square", "fit-sine", seeds=32, budget=20, steps=4000)
    start(at)
    at.page.locator(".progress p", has_text="fit-").wait_for(timeout=LONG)


@pytest.mark.parametrize(("language", "dark", "width"), [("en", False, 1280), ("ja", True, 390)])
def test_a_race_on_two_problems_is_answered_with_its_charts(visit, language, dark, width):
    at = visit(part="race", language=language, dark=dark, width=width)
    page = at.page
    ask(at, "parabola", "fit-line")
    at.picture(f"race-asked-{language}")
    start(at)
    page.locator("progress").wait_for()
    assert page.locator("progress").get_attribute("aria-label") == said("page.race.progress", language)
    page.locator(".fragment table").first.wait_for(timeout=LONG)
    titles = " ".join(page.locator(".fragment figure").all_inner_texts())
    for chart in ("profile", "sensitivity"):
        assert said(f"race_chart.title.{chart}", language) in titles
    at.picture(f"race-answer-{language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("a[href*='saved']").click()
    page.locator("[data-file=report]").wait_for()
    with page.expect_download() as coming:
        page.locator("[data-file=report]").click()
    assert coming.value.suggested_filename.endswith(".html")


def test_enter_adds_what_was_typed_and_starts_nothing(visit):
    at = visit(part="race")
    page = at.page
    page.locator(".pick").first.wait_for()
    for placeholder, typed in (("x**4-3*x**3", "x^2+3"), ("reversal-every(adam)+cosine", "gd+cosine")):
        field = page.get_by_placeholder(placeholder)
        field.fill(typed)
        field.press("Enter")
        box = page.locator(".pick", has_text=typed).locator("input")
        box.wait_for()
        assert box.is_checked()
        assert field.input_value() == ""
        assert field.evaluate("(one) => one === document.activeElement")
    assert page.locator(".progress p, .race-run").count() == 0


def test_what_cannot_be_raced_is_said(visit):
    at = visit(part="race")
    ask(at, "parabola", "fit-line", measured="beauty")
    start(at)
    at.page.locator(".note", has_text="beauty").wait_for(timeout=LONG)
    assert at.page.locator("[data-action=resume-race]").get_attribute("aria-disabled") == "true"
    ask(at, "parabola", methods=("gd",), measured="")
    start(at)
    at.page.locator(".note", has_text="at least two methods").wait_for(timeout=LONG)


def test_a_race_is_stopped_and_taken_up_again_where_it_was_started(visit):
    at = visit(part="race")
    page = at.page
    slow(at)
    page.click("[data-action=cancel]")
    page.locator(".note", has_text="ended at once").wait_for()
    assert page.locator("[data-action=cancel]").get_attribute("aria-disabled") == "true"
    assert page.evaluate("document.activeElement.dataset.action") == "cancel"
    with page.expect_websocket():
        page.click("[data-action=resume-race]")
    page.locator("progress").wait_for()
    page.click("[data-action=cancel]")
    page.locator(".note").wait_for()


def test_a_race_that_was_left_is_found_running_in_the_history(visit):
    at = visit(part="race")
    page = at.page
    slow(at)
    page.locator("nav a[href='#/history']").click()
    entry = page.locator(".history li[data-kind=race][data-status=running]").first
    entry.wait_for()
    assert entry.locator("input").count() == 0
    at.picture("history-running")
    with page.expect_websocket():
        entry.locator("a").click()
    page.locator(".race-run").wait_for()
    page.locator("progress").wait_for()
    at.picture("race-come-back-to")
    page.click("[data-action=cancel]")
    page.locator(".note").wait_for()
    at.picture("race-cut-off")


def test_a_race_that_ended_with_its_server_goes_on(visit, serving):
    server, _ = serving()
    at = visit(server=server, part="race")
    ask(at, "parabola", "fit-line")
    start(at)
    at.page.locator("progress").wait_for()
    at.page.locator(".progress p", has_text="fit-line").wait_for(timeout=LONG)
    server.end()
    at.page.close()
    again, _ = serving()
    at = visit(server=again, part="history")
    at.page.locator(".history li[data-status=interrupted] a").click()
    at.page.locator(".race-run").wait_for()
    with at.page.expect_websocket():
        at.page.click("[data-action=resume-race]")
    at.page.locator(".fragment figure").first.wait_for(timeout=LONG)
    at.go("history", ".history li")
    assert at.page.locator(".history li").get_attribute("data-status") == "finished"
