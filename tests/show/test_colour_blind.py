"""Series are told apart by every eye: their colours are simulated as colour-blind readers see them."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from kudari.show.groups import Group
from kudari.web.opening import looks

SEEN = {
    "all cones": np.eye(3),
    "no long cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no middle cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no short cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Linear red, green and blue -> those of what is seen: Machado, Oliveira and Fernandes (2009), table 1, severity 1."""

TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
"""Of sRGB under D65."""

APART = 12.0
"""Distances in CIELAB (1976) from about 2.3 on are just noticed; lines are thin, and do not lie side by side."""


def lab(colour, seen):
    """CIELAB coordinates of a colour, as it is seen."""
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(np.asarray(seen) @ linear, 0, 1) / [0.95047, 1.0, 1.08883]
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_simulation_confuses_what_is_known_to_be_confused():
    """Red and green of equal lightness part for most eyes, and hardly where cones are missing."""
    red, green = "#c95a3a", "#7f8a12"

    def distance(seen):
        return np.linalg.norm(lab(red, SEEN[seen]) - lab(green, SEEN[seen]))

    assert distance("all cones") > 60
    assert distance("no middle cones") < distance("all cones") / 3


@pytest.mark.parametrize("paper", ["light", "dark"])
@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("count", range(2, 15))
def test_any_two_curves_differ_in_their_dashes_or_clearly_in_their_colours(count, ordered, paper):
    found = looks(
        [
            Group(
                series=place,
                name=str(place),
                setting="",
                method="gd" if ordered else f"method {place}",
                labels={"learning_rate": float(place)} if ordered else {},
                runs=np.arange(1),
            )
            for place in range(count)
        ]
    )
    assert len(found) == count
    for one, other in combinations(found, 2):
        if one["dashes"] != other["dashes"]:
            continue
        for seen, matrix in SEEN.items():
            distance = np.linalg.norm(lab(one[paper], matrix) - lab(other[paper], matrix))
            assert distance >= APART, (seen, one, other)
