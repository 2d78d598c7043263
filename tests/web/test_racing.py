"""Tests for `kudari.web.racing`: a race as the page asks for it, cut off and taken up again."""

from pathlib import Path
from typing import Any

import pytest

from kudari.language import LANGUAGES, InputError
from kudari.web import racing
from kudari.web.frames import header_of
from kudari.web.racing import of_page
from kudari.web.worker import Talk

ASKED = {"problems": ["parabola"], "methods": "gd,momentum", "seeds": "2", "budget": "2"}


def test_a_race_is_what_the_page_says_of_it() -> None:
    race = of_page(
        {**ASKED, "steps": "30", "tuning_seeds": 3, "baseline": "momentum", "measured": "loss", "by": "steps"}
    )
    assert (race.seeds, race.budget, race.tuning_seeds) == (2, 2, 3)
    assert [study.steps for study in race.studies] == [30]
    assert (race.reference, race.measured, race.by) == ("momentum", "loss", "steps")


def test_what_is_left_empty_is_as_the_command_line_has_it() -> None:
    empty = of_page({**ASKED, "steps": "", "tuning_seeds": "", "baseline": "", "measured": ""})
    assert empty == of_page(ASKED)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"problems": []}, "at least one problem"),
        ({"methods": ""}, "at least two methods; chosen so far: 0"),
        ({"methods": "gd"}, "chosen so far: 1"),
        ({"problems": ["a.toml"]}, "names a file"),
        ({"steps": "many"}, "'many'"),
        ({"tuning_seeds": 0}, "tuning_seeds is 0"),
        ({"baseline": "adm"}, "'adm'"),
        ({"measured": "beauty"}, "'beauty'"),
    ],
)
def test_what_cannot_be_raced_is_a_sentence(asked: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        of_page({**ASKED, **asked})
    assert expected in str(caught.value)
    assert "--" not in str(caught.value)
    assert all(caught.value.say(language) for language in LANGUAGES)


def test_a_race_that_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    asked = {**ASKED, "problems": ["weight"], "folder": str(tmp_path / "race"), "language": "en"}
    with pytest.raises(InputError, match="begins weight at the same point"):
        racing.race(asked, Talk(1, lambda frame: None))
    assert not (tmp_path / "race").exists()


def test_a_race_takes_no_more_than_a_visitor_may(tmp_path: Path) -> None:
    asked = {**ASKED, "folder": str(tmp_path / "race"), "language": "en"}
    for limit, sentence in (("memory", "GiB of memory"), ("disk", "may keep")):
        with pytest.raises(InputError, match=sentence):
            racing.race({**asked, limit: 0 if limit == "memory" else -1}, Talk(1, lambda frame: None))
        assert not (tmp_path / "race").exists()


def test_a_race_that_was_cut_off_goes_on_with_the_problem_that_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "race"
    asked: dict[str, Any] = {**ASKED, "problems": ["parabola", "fit-line"], "steps": "20"}
    place = {"folder": str(folder), "language": "en"}

    class CutError(Exception):
        """As if the server had ended."""

    def cut(frame: bytes) -> None:
        if header_of(frame)["words"].startswith("fit-line"):
            raise CutError

    with pytest.raises(CutError):
        racing.race({**asked, **place}, Talk(1, cut))
    frames: list[bytes] = []
    assert racing.race({"resume": True, **place}, Talk(1, frames.append)) == {"name": "race"}
    told = [header_of(frame) for frame in frames]
    assert {one["words"].partition(":")[0] for one in told} == {"fit-line"}
    shares = [one["share"] for one in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.5 < shares[-1] <= 1
    assert (folder / "answers.json").is_file()
