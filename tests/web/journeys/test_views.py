"""Every view of the page: it appears, it moves with the run, and it can be looked at."""

from typing import Any

import pytest

SMALL = {"seeds": 4}

VIEWS = {
    "parabola": ("curve", "sharpness"),
    "weight": ("tangent", "settings"),
    "climb-outs": ("contour", "surface", "basins", "rates"),
    "fit-line": ("fit", "network", "histograms", "slice", "evaluated", "layers"),
    "minibatch": ("samples", "first-layer", "confusion"),
}
"""Named study -> views that are looked at there: each view once."""

SPEED = "() => { const range = document.querySelector('.speed input'); range.value = PLACE; range.dispatchEvent(new Event('input', {bubbles: true})); }"


def test_x(visit):
    at = visit()
    print(at.page.title())
    at.choose("parabola", seeds=4)
    at.run()
    at.view("curve")
    at.picture("x")
