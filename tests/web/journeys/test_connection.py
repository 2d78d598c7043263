"""When the line breaks: the page finds its run again, and shows what an unbroken page shows."""

import re

FASTEST = "15"


def chosen(at, name):
    """A short study, with its run kept slow."""
    at.choose("fit-line", seeds=4, steps=240, name=name)
    at.page.locator(".speed input").fill("4")


def seen(page):
    """The curves' picture and their numbers."""
    page.wait_for_timeout(500)
    drawing = page.evaluate("document.querySelector('.curves canvas').toDataURL()")
    return drawing, page.locator(".curve-legend .curve").all_inner_texts()


def test_a_line_that_breaks_leaves_no_gap_and_no_double_in_the_curves(visit):
    whole, at = visit(), visit()
    chosen(whole, "whole")
    whole.page.locator(".speed input").fill(FASTEST)
    whole.run()
    lines = []

    def through(line):
        lines.append((line, line.connect_to_server()))

    at.page.route_web_socket(re.compile(r"/api/watch"), through)
    chosen(at, "broken")
    at.run("running")
    for count in (1, 2, 3):
        stood = at.step()
        at.until(f"Number(document.querySelector('.controls progress').value) > {stood + 8}")
        page_side, server_side = lines[-1]
        server_side.close()
        page_side.close(code=1012)
        at.page.wait_for_timeout(200)
        for _ in range(100):
            if len(lines) > count:
                break
            at.page.wait_for_timeout(100)
        assert len(lines) == count + 1
    assert "since=0" not in lines[-1][0].url
    at.page.locator(".speed input").fill(FASTEST)
    at.status("finished")
    assert at.step() == 240
    assert seen(at.page) == seen(whole.page)
