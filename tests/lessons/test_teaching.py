"""Lessons as the page is told them."""

import json

import pytest

from kudari.language import LANGUAGES
from kudari.lessons import LESSONS
from kudari.web import teaching
from kudari.web.worker import Talk

TALK = Talk(0, lambda frame: None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_formulas_in_the_list_of_lessons_are_typeset(language: str) -> None:
    told = teaching.listed({"language": language}, TALK)["lessons"]
    assert [one["name"] for one in told] == list(LESSONS)
    assert "$" not in json.dumps(told)
    assert any("math" in part for one in told for part in one["summary"])
