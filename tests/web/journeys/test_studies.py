"""Studies on the page: run, steered, looked at, repeated, and found again after the server or a worker has ended."""

import re
import tomllib

import psutil
import pytest

from kudari.studies import STUDIES

SLOW, FASTEST = "4", "15"
"""Places of the speed's slider: 20 steps a second, and as fast as it goes."""


def picture(page) -> str:
    """The curves' picture as it is."""
    return page.evaluate("document.querySelector('.curves canvas').toDataURL()")


def legend(page) -> list[str]:
    """The curves' names with their numbers."""
    return page.locator(".curve-legend .curve").all_inner_texts()


@pytest.mark.parametrize("name", STUDIES)
def test_a_named_study_is_one_click_and_a_press_on_run(visit, name):
    at = visit()
    many = {"seeds": 4} if STUDIES[name].seeds > 4 else {}
    at.choose(name, **many, **({"steps": 60} if STUDIES[name].steps > 60 else {}))
    at.page.locator(".speed input").fill(FASTEST)
    at.run()
    curves = legend(at.page)
    rows = at.page.locator(".outcome tbody tr")
    assert len(curves) == rows.count() >= 1
    assert all(re.search(r"\d", curve) for curve in curves)
    assert at.page.evaluate("scan.inked()") > 2000
    for row in rows.all():
        assert row.locator(".badge").count() >= 1
    verdicts = at.page.locator(".verdict")
    assert verdicts.count() >= len(curves)
    at.picture(f"study-{name}")


def test_a_run_is_paused_stepped_resumed_hurried_stopped_and_taken_up_again(visit):
    at = visit()
    at.choose("fit-line", seeds=4, steps=400)
    at.page.locator(".speed input").fill(SLOW)
    at.run("running")
    at.page.click("[data-action=pause]")
    at.status("paused")
    begun = at.step()
    for more in (1, 2, 3):
        at.page.click("[data-action=step]")
        at.page.locator(f".controls progress[value='{begun + more}']").wait_for()
    at.page.wait_for_timeout(300)
    assert at.step() == begun + 3
    at.picture("steering-paused", whole=False)
    at.page.click("[data-action=resume]")
    at.status("running")
    at.until(f"Number(document.querySelector('.controls progress').value) > {begun + 6}")
    at.page.click("[data-action=stop]")
    at.status("stopped")
    assert begun + 3 < at.step() < 400
    at.page.locator(".speed input").fill(FASTEST)
    at.page.click("[data-action=resume-study]")
    at.status("finished")
    assert at.step() == 400


def test_the_right_arrow_begins_a_study_with_one_record(visit):
    at = visit()
    at.choose("parabola", seeds=4)
    at.page.locator(".controls [data-action=step]").click()
    at.status("paused")
    first = at.step()
    at.page.locator("h1").evaluate("() => document.activeElement.blur()")
    at.page.keyboard.press("ArrowRight")
    at.until(f"Number(document.querySelector('.controls progress').value) === {first + 1}")


def test_a_learning_rate_turned_while_the_study_is_paused_is_marked_and_recorded(visit, server):
    at = visit()
    at.choose("fit-line", seeds=4, steps=300, name="turned")
    at.page.locator(".speed input").fill(SLOW)
    at.run("running")
    at.until("Number(document.querySelector('.controls progress').value) > 10")
    at.page.click("[data-action=pause]")
    at.status("paused")
    before, stood = picture(at.page), at.step()
    slider = at.page.locator(".slider input[data-name=learning_rate]")
    slider.fill(str(int(slider.get_attribute("max")) // 4))
    at.page.locator(".changes li").wait_for(timeout=30_000)
    at.page.wait_for_timeout(300)
    assert picture(at.page) != before
    at.picture("change-marked")
    at.page.locator(".speed input").fill(FASTEST)
    at.page.click("[data-action=resume]")
    at.status("finished")
    (folder,) = server.folder.glob("turned-*")
    written = tomllib.loads((folder / "study.toml").read_text("utf-8"))
    (change,) = written["changes"]
    assert change["name"] == "learning_rate"
    assert stood <= change["step"] <= stood + 2
    assert change["value"] < 0.1
    assert f"{change['step']}" in at.page.locator(".changes li").inner_text()


def test_try_this_sets_the_form(visit):
    at = visit()
    at.choose("parabola", seeds=4, **{"methods-0-learning_rate": "1.3"})
    at.run()
    at.page.locator(".outcome .try").first.wait_for()
    at.picture("advice")
    advised = at.page.locator(".outcome .try code").first.inner_text()
    name, _, value = advised.partition(" = ")
    assert name.endswith("learning_rate")
    at.page.locator(".outcome .try").first.click()
    assert float(at.page.input_value("#field-methods-0-learning_rate")) == float(value) < 1
    at.priced()
    at.run()
    assert "diverged" not in at.page.locator(".outcome .badge").first.get_attribute("data-outcome")


def test_curves_are_looked_at_in_every_way(visit):
    at = visit()
    page = at.page
    at.choose("fit-line", seeds=4, steps=200)
    page.locator(".speed input").fill(FASTEST)
    at.run()
    across, scale, single = page.locator(".curve-options select").all()
    seen = {picture(page)}

    def fresh(what):
        """The picture becomes another than all before."""
        for _ in range(100):
            now = picture(page)
            if now not in seen:
                break
            page.wait_for_timeout(100)
        known = now in seen
        assert not known, what
        seen.add(now)

    where = page.locator(".curve-legend .where")
    for by, words in (("evaluations", "evaluations"), ("seconds", "after"), ("step", "at step 200")):
        across.select_option(by)
        page.wait_for_timeout(250)
        assert words in where.inner_text()
        if by != "step":
            fresh(by)
    scale.select_option("false")
    fresh("linear")
    scale.select_option("true")
    single.select_option("0")
    fresh("single runs")
    at.picture("single-runs")
    single.select_option("null")
    page.locator(".zoom button").first.click()
    fresh("zoomed in")
    page.locator(".zoom button").last.click()
    box = page.locator(".curves canvas").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_timeout(250)
    step = int(re.search(r"\d+", where.inner_text())[0])
    assert 20 < step < 180
    pointed = legend(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(250)
    assert legend(page) != pointed
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 90, steps=4)
    page.mouse.up()
    fresh("drawn across")
    page.locator(".curve-legend .curve").first.click()
    fresh("one curve hidden")
    page.click(".behind summary")
    last = page.locator(".behind tbody tr").last
    last.wait_for()
    cells = last.locator("th, td").all_inner_texts()
    assert cells[0] == "200"
    assert [cell.split("\n")[0] for cell in cells[1:]] != ["", ""]
    at.picture("numbers-behind")


def test_the_link_repeats_the_study_to_the_last_digit_and_a_reload_keeps_it(visit):
    at = visit()
    at.choose("fit-line", seeds=4, steps=40)
    at.page.locator(".speed input").fill(FASTEST)
    at.run()
    found = legend(at.page)
    link = at.page.url
    at.page.reload()
    at.page.locator("#field-steps").wait_for()
    assert at.page.input_value("#field-steps") == "40"
    other = visit()
    other.page.goto("about:blank")
    other.page.goto(link)
    other.page.locator("#field-steps").wait_for()
    other.priced()
    assert [other.page.input_value(f"#field-{name}") for name in ("seeds", "steps")] == ["4", "40"]
    other.page.locator(".speed input").fill(FASTEST)
    other.run()
    assert legend(other.page) == found


def test_two_tabs_show_each_its_own_run(visit):
    at = visit()
    second = at.page.context.new_page()
    second.goto(f"{at.server.home}/#/study")
    second.locator("[data-study=parabola]").wait_for()
    at.choose("parabola", seeds=4)
    at.run()
    assert second.locator(".status").get_attribute("data-status") == "none"
    assert second.locator(".curves").count() == 0


@pytest.mark.parametrize("killed", [False, True])
def test_a_study_that_a_restart_cut_off_is_shown_as_interrupted_and_resumed(serving, visit, killed):
    server, _ = serving()
    at = visit(server=server)
    at.choose("fit-line", seeds=4, steps=300)
    at.page.locator(".speed input").fill(SLOW)
    at.run("running")
    at.until("Number(document.querySelector('.controls progress').value) > 10")
    if killed:
        server.process.kill()
        server.process.wait()
    else:
        server.end()
    at.page.get_by_text("The connection was lost").wait_for()
    at.picture("connection-lost", whole=False)
    # The browser itself tells of the lost connection.
    assert all("WebSocket" in one or "ERR_" in one for one in at.troubles), at.troubles
    at.page.close()
    at.troubles.clear()
    again, _ = serving(folder=server.folder)
    back = visit(server=again, part="history")
    entry = back.page.locator(".history li")
    entry.wait_for()
    assert entry.get_attribute("data-status") == "interrupted"
    assert "interrupted" in entry.inner_text()
    entry.locator("a").click()
    back.status("interrupted")
    stood = back.step()
    assert 10 < stood < 300
    back.picture("interrupted")
    back.page.click("[data-action=resume-study]")
    back.status("finished")
    assert back.step() == 300


def test_a_worker_that_was_killed_is_said_and_the_next_run_works(visit, server):
    at = visit()
    at.choose("fit-line", seeds=4, steps=300)
    at.page.locator(".speed input").fill(SLOW)
    at.run("running")
    # The one that runs it, and the others too, when no question of the form is under way any more.
    at.page.get_by_text("measured on this machine").first.wait_for()
    for worker in psutil.Process(server.process.pid).children():
        worker.kill()
    at.page.locator(".status[data-status=gone]").wait_for()
    assert "ended unexpectedly" in at.page.locator(".run-side .note").inner_text()
    at.picture("worker-killed", whole=False)
    at.choose("parabola", seeds=4)
    at.run()
