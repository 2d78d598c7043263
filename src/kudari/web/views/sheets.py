"""The numbers of pictures that are no charts, as tables: made from what the page is told of them."""

from base64 import b64decode
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from kudari.show.report.numbers import NONE, number
from kudari.show.report.section import Table
from kudari.web.views.moment import Moment
from kudari.web.views.pictured import asked

Told = Mapping[str, Any]

SIDE = 9
"""Places along each side of a plane."""


def with_sheets(told: dict[str, Any], moment: Moment) -> dict[str, Any]:
    """The picture, with its numbers in tables where the choice `numbers` asks for them."""
    return {**told, **asked(moment, SHEETS[told["kind"]](told))} if moment.choice.get("numbers") else told


def _histograms(told: Told) -> list[Table]:
    """How many weights of every layer, and how many derivatives, lie between two numbers."""
    names, words = tuple(row["name"] for row in told["rows"]), told["words"]
    weights = np.linspace(-told["most"], told["most"], len(told["rows"][0]["weights"]) + 1)
    least, greatest = told["decades"]
    sizes = 10.0 ** np.linspace(least, greatest, len(told["rows"][0]["gradient"]) + 1)
    kinds = (
        ("weights", weights, f"{words['weight']} · {words['now']}"),
        ("start", weights, f"{words['weight']} · {words['start']}"),
        ("gradient", sizes, words["gradient"]),
    )
    return [
        Table(
            caption=caption,
            header=(words["gradient"] if kind == "gradient" else words["weight"], *names),
            rows=tuple(
                (f"{number(low, 3)} … {number(high, 3)}", *(str(row[kind][at]) for row in told["rows"]))
                for at, (low, high) in enumerate(pairwise(edges))
            ),
        )
        for kind, edges, caption in kinds
    ]


def _network(told: Told) -> list[Table]:
    """A table for the lines between two layers: a row for each neuron that they lead to."""
    found = []
    for before, after, gap in zip(told["layers"], told["layers"][1:], told["gaps"], strict=False):
        rows = zip(after["neurons"], gap["weights"], strict=False)
        found.append(
            Table(
                caption=f"{before['name']} → {after['name']}",
                header=("", *(neuron["name"] for neuron in before["neurons"])),
                rows=tuple(
                    (neuron["name"], *(NONE if value is None else number(value, 3) for value in weights))
                    for neuron, weights in rows
                ),
            )
        )
    return found


def _boundary(told: Told) -> list[Table]:
    """The likeliest class over the plane with its probability: a row for each y, from the top."""
    (x, y), side = told["axes"], told["side"]
    places = np.linspace(0, side - 1, SIDE).round().astype(int)
    (left, right), (bottom, top) = x["range"], y["range"]
    across = [number(value, 3) for value in np.linspace(left, right, side)[places]]
    up = [number(value, 3) for value in np.linspace(top, bottom, side)[places]]
    names = [each["name"] for each in told["classes"]]
    found = []
    for panel in told["panels"]:
        if panel["maps"] is None:
            continue
        chances = np.array([np.frombuffer(b64decode(each), np.uint8) for each in panel["maps"]]) / 255
        chances = chances.reshape(len(names), side, side)[:, places][:, :, places]
        rows = tuple(
            (
                up[row],
                *(f"{names[best]} {100 * most:.0f} %" for best, most in zip(*cells, strict=True)),
            )
            for row, cells in enumerate(zip(chances.argmax(axis=0), chances.max(axis=0), strict=True))
        )
        found.append(
            Table(
                caption=panel["name"] or told["title"],
                header=(f"{y['label']} ↓", *across),
                rows=rows,
                groups=((f"{x['label']} →", len(across)),),
            )
        )
    return found


SHEETS = {"histograms": _histograms, "network": _network, "boundary": _boundary}
"""Kind of a picture -> its tables."""
