"""The scripts of the page in a real browser, without a server."""

from importlib.resources import files

import pytest


def _hand_out(route) -> None:
    """A file of the page's scripts, without a server."""
    static = files("kudari.web").joinpath("static")
    route.fulfill(path=str(static.joinpath(route.request.url.removeprefix("http://page/"))))


@pytest.fixture(scope="module")
def page(launch):
    """A page with the form's scripts, in a real browser where there is one."""
    visited = launch().new_page()
    visited.route("http://page/**", _hand_out)
    visited.goto("http://page/form.css")
    return visited
