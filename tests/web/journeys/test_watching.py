"""Watching a study on the page: what is chosen, turned and read while it runs, on every axis and in either theme."""

import re
import tomllib

FASTEST = "15"


def running(at, speed="4", **fields):
    at.choose("fit-line", **{"seeds": 4, "steps": 400, **fields})
    at.page.locator(".speed input").fill(speed)
    at.run("running")
    at.until("Number(document.querySelector('.controls progress').value) > 5")


def curves(page):
    """The curves' picture as it is."""
    return page.evaluate("document.querySelector('.curves canvas').toDataURL()")


def dashed(page):
    """Columns of the curves' picture in which a line of dashes stands from top to bottom, as a change is marked."""
    return page.evaluate("scan.dashed()")


def test_what_is_turned_while_the_study_runs_is_marked_on_every_axis(visit):
    at = visit()
    page = at.page
    running(at)
    assert dashed(page) == 0
    page.locator(".slider input[data-name=learning_rate]").first.fill("60")
    page.locator(".changes li").wait_for(timeout=30_000)
    page.locator(".speed input").fill(FASTEST)
    at.status("finished")
    across = page.locator(".curve-options select").first
    for by in ("evaluations", "seconds", "step"):
        across.select_option(by)
        page.wait_for_timeout(300)
        assert dashed(page) == 1, by
    at.picture("change-by-step", whole=False)


def test_momentum_is_turned_while_the_study_runs(visit, server):
    at = visit()
    page = at.page
    page.goto(
        f"{at.server.home}/#/study?name=heavy&problem=matrix&seeds=4&steps=600&method=momentum;learning_rate=0.0005"
    )
    page.locator("#field-methods-0-momentum").wait_for(state="attached")
    at.priced()
    page.locator(".speed input").fill("4")
    at.run("running")
    at.until("Number(document.querySelector('.controls progress').value) > 5")
    page.locator(".slider input[data-name=momentum]").first.fill("20")
    page.locator(".changes li").wait_for(timeout=30_000)
    assert page.locator(".status").get_attribute("data-status") == "running"
    page.locator(".speed input").fill(FASTEST)
    at.status("finished")
    (folder,) = server.folder.glob("heavy-*")
    (change,) = tomllib.loads((folder / "study.toml").read_text("utf-8"))["changes"]
    assert change["name"] == "momentum"
    assert 5 < change["step"] < 600
    assert change["value"] != 0.9


def test_single_runs_are_read_on_every_axis(visit):
    at = visit()
    page = at.page
    at.choose("fit-line", seeds=4, steps=200)
    page.locator(".speed input").fill(FASTEST)
    at.run()
    across, _, single = page.locator(".curve-options select").all()
    single.select_option("0")
    seen = set()
    for by in ("step", "evaluations", "seconds"):
        across.select_option(by)
        page.wait_for_timeout(400)
        box = page.locator(".curves .u-over").bounding_box()
        page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
        page.locator(".curve-legend .where", has_text="seed").wait_for()
        assert re.search(r"seed [0-3]: [\d.]+", page.locator(".curve-legend .where").inner_text()), by
        page.mouse.move(0, 0)
        page.wait_for_timeout(200)
        seen.add(curves(page))
        at.picture(f"single-runs-by-{by}", whole=False)
    assert len(seen) == 3


def test_keys_within_a_picture_do_not_steer_the_run(visit):
    at = visit()
    running(at, speed="2")
    at.view("network")
    at.page.locator(".neuron").nth(1).focus()
    at.page.keyboard.press("ArrowDown")
    at.page.keyboard.press("ArrowRight")
    at.page.wait_for_timeout(500)
    assert at.page.locator(".status").get_attribute("data-status") == "running"


def test_what_was_hidden_in_one_study_is_seen_in_the_next(visit):
    at = visit()
    page = at.page
    at.choose("fit-line", seeds=4, steps=20)
    page.locator(".speed input").fill(FASTEST)
    at.run()
    page.locator(".curve-legend .curve").first.click()
    assert page.locator(".curve-legend .curve").first.get_attribute("aria-pressed") == "false"
    at.choose("parabola", seeds=4, steps=20)
    at.run()
    assert page.locator(".curve-legend .curve[aria-pressed=false]").count() == 0
    assert page.evaluate("scan.inked()") > 2000


def test_whoever_loads_the_page_again_finds_his_run_again(visit):
    at = visit()
    running(at, speed="2")
    at.page.reload()
    at.status("running")
    stood = at.step()
    at.until(f"Number(document.querySelector('.controls progress').value) > {stood}")
    at.go("history", ".history li")
    entry = at.page.locator(".history li").first
    assert entry.get_attribute("data-status") == "running"
    at.go("study", "[data-study]")


def test_a_running_study_is_named_in_the_language_that_is_chosen(visit):
    at = visit()
    at.choose("fit-line", seeds=4, steps=60)
    at.page.locator(".speed input").fill(FASTEST)
    at.run()
    names = at.page.locator(".curve-legend .name").all_inner_texts()
    at.page.select_option("#language", "ja")
    at.page.locator(".outcome th[scope=row]", has_text="誤差逆伝播").wait_for()
    spoken = at.page.locator(".curve-legend .name").all_inner_texts()
    assert spoken != names
    assert spoken == at.page.locator(".outcome th[scope=row]").all_inner_texts()
    at.picture("study-ja")


def test_curves_and_pictures_follow_the_theme_at_once(visit):
    at = visit()
    page = at.page
    at.choose("fit-line", seeds=4, steps=20)
    page.locator(".speed input").fill(FASTEST)
    at.run()
    at.view("network")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    before, picture = curves(page), page.evaluate("scan.drawn('network')")
    page.click(".theme")
    page.wait_for_timeout(400)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    dark, drawn = curves(page), page.evaluate("scan.drawn('network')")
    assert dark != before
    assert drawn != picture
    # The ink of axes is that of the theme, and not of the one before.
    page.click(".theme")
    page.wait_for_timeout(400)
    assert curves(page) == before


def test_the_numbers_behind_a_picture_are_a_table(visit):
    at = visit()
    at.choose("fit-line", seeds=4, steps=20)
    at.page.locator(".speed input").fill(FASTEST)
    at.run()
    for name in ("fit", "network", "histograms", "slice"):
        at.view(name)
        place = at.page.locator(f'.view[data-view="{name}"]')
        if not place.locator("details.behind[open]").count():
            place.locator("details.behind summary").click()
        place.locator(".behind td").first.wait_for()
        at.page.wait_for_timeout(200)
        assert place.locator(".behind td").count() > 5, name
        place.screenshot(path=at.kept(f"numbers-{name}"))
