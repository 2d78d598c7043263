"""The scripts of the page in a real browser, without a server."""

import os
import shutil
from importlib.resources import files

import pytest

CHROMIUM = os.environ.get("KUDARI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


def _hand_out(route) -> None:
    """A file of the page's scripts, without a server."""
    static = files("kudari.web").joinpath("static")
    route.fulfill(path=str(static.joinpath(route.request.url.removeprefix("http://page/"))))


@pytest.fixture(scope="module")
def page():
    """A page with the form's scripts, in a real browser where there is one."""
    if not CHROMIUM:
        pytest.skip("no Chromium here: install it, or set KUDARI_CHROMIUM to its path")
    api = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    with api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        visited = opened.new_page()
        visited.route("http://page/**", _hand_out)
        visited.goto("http://page/form.css")
        yield visited
        opened.close()
