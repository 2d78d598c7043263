"""What was kept: studies opened, compared, gone on with, exported, advised, and deleted after a question."""

from kudari.exporting import KINDS


def small_study(at, name, **fields):
    at.go("study", "[data-study]")
    at.choose("fit-line", seeds=4, steps=20, name=name, **fields)
    at.page.locator(".speed input").fill("15")
    at.run()


def row(at, name):
    at.go("history", ".history li")
    return at.page.locator(".history li", has_text=name)


def test_history_is_opened_compared_and_exported(visit):
    at = visit()
    page = at.page
    for name in ("first", "second"):
        small_study(at, name)
    for name in ("first", "second"):
        row(at, name).locator("input").check()
        assert page.locator(".history input:checked").count() == 1 or name == "second"
    row(at, "first").locator("input").check()
    page.locator(".history li", has_text="second").locator("input").check()
    page.locator("a.button").click()
    page.locator(".stored .curves").nth(1).wait_for()
    assert page.locator(".stored").count() == 2
    at.picture("compared")
    row(at, "first").locator("a").click()
    page.locator(".fragment h2").first.wait_for()
    page.locator(".curves").wait_for()
    at.picture("saved")
    offered = page.locator(".downloads option").all_inner_texts()
    assert offered == list(KINDS)
    for kind in offered:
        page.select_option(".downloads select", kind)
        with page.expect_download(timeout=60_000) as coming:
            page.click("[data-file=export]")
        assert coming.value.path().stat().st_size > 100, kind
        page.locator(".downloads[aria-busy=false]").wait_for()
        # The button keeps the focus while the server works.
        assert page.evaluate("document.activeElement.dataset.file") == "export"


def test_a_study_is_deleted_after_a_question_by_keyboard(visit, server):
    at = visit()
    page = at.page
    small_study(at, "dropped")
    entry = row(at, "dropped")
    name = entry.locator("button").inner_text()
    entry.locator("button").focus()
    page.keyboard.press("Enter")
    at.until("document.activeElement.textContent === 'Keep'")
    at.picture("delete-question", whole=False)
    for key in ("Enter", "Escape"):
        page.keyboard.press(key)
        at.until("(name) => document.activeElement.textContent === name", name)
        assert len(list(server.folder.glob("dropped-*"))) == 1
        page.keyboard.press("Enter")
        at.until("document.activeElement.textContent === 'Keep'")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    at.until("document.activeElement.matches('ul.history')")
    assert page.locator(".history li", has_text="dropped").count() == 0
    assert not list(server.folder.glob("dropped-*"))


def test_a_study_that_was_stopped_goes_on_and_its_report_with_it(visit):
    at = visit()
    page = at.page
    at.choose("fit-line", seeds=4, steps=300, name="halted")
    page.locator(".speed input").fill("4")
    at.run("running")
    at.until("Number(document.querySelector('.controls progress').value) > 5")
    page.click("[data-action=stop]")
    at.status("stopped")
    row(at, "halted").locator("a").click()
    page.locator(".fragment h2").first.wait_for()
    before = page.locator(".fragment").inner_text()
    page.click("[data-action=resume-study]")
    at.status("finished")
    page.locator(".fragment h2").first.wait_for()
    at.until(
        "(before) => ![before, ''].includes(document.querySelector('.fragment')?.innerText ?? '')", before
    )


def test_try_this_in_a_stored_study_opens_the_form_with_it(visit):
    at = visit()
    page = at.page
    at.choose("parabola", seeds=4, name="too-far", **{"methods-0-learning_rate": "1.3"})
    page.locator(".speed input").fill("15")
    at.run()
    row(at, "too-far").locator("a").click()
    page.locator(".outcome .try").first.click()
    page.locator("#field-methods-0-learning_rate").wait_for()
    assert float(page.input_value("#field-methods-0-learning_rate")) < 1
    assert page.locator("#field-name").input_value() == "too-far"
