"""One step, slowly; the check of a gradient; which learning rates work: of the study that the form shows now."""

LONG = 300_000


def unfold(at, tool):
    place = at.page.locator(f"[data-tool={tool}]")
    place.locator("summary").first.click()
    return place


def test_one_step_slowly_follows_the_form_and_the_language(visit):
    at = visit()
    page = at.page
    at.choose("parabola", seeds=4, steps=30)
    place = unfold(at, "step")
    place.locator(".one-step .stage").first.wait_for()
    for _ in range(3):
        page.click(".one-step .main")
    assert page.locator(".one-step .stage").count() >= 3
    at.picture("one-step")
    before = place.locator(".stages").inner_text()
    page.fill("#field-methods-0-learning_rate", "0.37")
    place.locator(".stages", has_text="0.37").wait_for()
    assert place.locator(".stages").inner_text() != before
    # The newest question counts, however many were asked before.
    for step in ("1", "2", "3"):
        place.locator("input[name=step]").fill(step)
    place.locator("[data-old=false] .about", has_text="update 4").wait_for()
    at.page.wait_for_timeout(1000)
    assert "update 4" in place.locator(".about").inner_text()
    place.locator("input[name=step]").fill("99")
    place.locator(".note", has_text="from 0 to 29").wait_for()
    at.refusals += 1
    place.locator("input[name=step]").fill("1")
    place.locator("[data-old=false]").wait_for()
    page.select_option("#language", "ja")
    at.until("/[\\u3040-\\u30ff]/.test(document.querySelector('.one-step .stages').innerText)")


def test_an_answer_is_marked_when_the_form_has_changed(visit):
    at = visit()
    at.choose("parabola", seeds=4, steps=30)
    place = unfold(at, "check")
    place.locator("[data-action=start]").click()
    place.locator(".fragment table, .fragment figure").first.wait_for(timeout=LONG)
    assert place.locator("[data-old]").count() == 0
    place.screenshot(path=at.kept("tool-check"))
    at.page.fill("#field-seeds", "3")
    place.locator("[data-old]").wait_for()
    place.locator("[data-action=start]").click()
    place.locator("[data-old]").wait_for(state="detached")
    place.locator(".fragment table, .fragment figure").first.wait_for(timeout=LONG)


def test_more_is_asked_and_what_makes_no_sense_is_said(visit):
    at = visit()
    at.choose("parabola", seeds=4, steps=30)
    for job, name, typed, told in (
        ("check", "at", "1、2", "needs 1 numbers"),
        ("check", "gradient", "backprop,centrl", "'central'"),
        ("check", "seed", "x", "seed is 'x'"),
        ("range", "low", "a lot", "low is 'a lot'"),
    ):
        place = at.page.locator(f"[data-tool={job}]")
        place.evaluate("(one) => { one.open = true; one.querySelector('details').open = true; }")
        place.locator(f"input[name={name}]").fill(typed)
        place.locator(f"input[name={name}]").press("Enter")
        place.locator(".note", has_text=told).wait_for(timeout=LONG)
        place.locator(f"input[name={name}]").fill("")
    place = at.page.locator("[data-tool=check]")
    place.locator("input[name=at]").fill("2.5")
    place.locator("input[name=gradient]").fill("backprop,central")
    place.locator("[data-action=start]").click()
    place.locator(".fragment", has_text="2.5").wait_for(timeout=LONG)
    place.screenshot(path=at.kept("tool-more"))


def test_a_range_is_stopped_and_started_again(visit):
    at = visit()
    at.choose("fit-square", steps=20000)
    place = unfold(at, "range")
    start, stop = place.locator("[data-action=start]"), place.locator("[data-action=cancel]")
    start.click()
    place.locator(".progress p", has_text="gd").wait_for(timeout=LONG)
    assert start.get_attribute("aria-disabled") == "true"
    stop.click()
    place.locator(".note", has_text="ended at once").wait_for()
    assert stop.evaluate("(one) => one === document.activeElement")
    at.page.fill("#field-steps", "30")
    start.click()
    place.locator(".note", has_text="ended at once").wait_for(state="detached")
    place.locator(".fragment figure").first.wait_for(timeout=LONG)
    place.screenshot(path=at.kept("tool-range"))
