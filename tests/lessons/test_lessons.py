"""Lessons: every text fills, every formula is typeset, every number is what the study gives, every task can be done."""

import re
from collections.abc import Mapping
from functools import lru_cache

import pytest
import xarray as xr

import kudari
from kudari.language import LANGUAGES, SENTENCES
from kudari.lessons import LESSONS, answers, told
from kudari.lessons.lesson import Claim, Try
from kudari.plan import plan
from kudari.study import Study
from kudari.study_file import from_mapping, to_mapping, with_settings

TRIES = [
    (name, place)
    for name in LESSONS
    for place, block in enumerate(LESSONS[name].blocks)
    if isinstance(block, Try)
]
CLAIMS = [(name, claim.name) for name in LESSONS for claim in LESSONS[name].claims]


@lru_cache(maxsize=64)
def _ran(name: str, settings: tuple[tuple[str, str], ...]) -> tuple[Study, xr.Dataset]:
    study = with_settings(LESSONS[name].study, dict(settings))
    return study, kudari.run(study).load()


def ran(name: str, settings: Mapping[str, str] | None = None) -> tuple[Study, xr.Dataset]:
    """A lesson's study, and its trace, run once for all tests."""
    return _ran(name, tuple(sorted((settings or {}).items())))


def asked(name: str, place: int) -> Try:
    block = LESSONS[name].blocks[place]
    assert isinstance(block, Try)
    return block


def claim(name: str, number: str) -> Claim:
    (found,) = [one for one in LESSONS[name].claims if one.name == number]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_told_in_both_languages(name: str, language: str) -> None:
    lesson = told(LESSONS[name], language)
    assert from_mapping(lesson["study"]) == LESSONS[name].study
    assert len(lesson["blocks"]) == len(LESSONS[name].blocks)
    assert [block["kind"] for block in lesson["blocks"]][-1] == "remember"
    assert "{" not in str(re.findall(r"'text': '(.*?)'", str(lesson)))
    assert lesson["next"] == (
        None if name == list(LESSONS)[-1] else list(LESSONS)[list(LESSONS).index(name) + 1]
    )


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_s_study_can_be_planned_and_has_things_to_try(name: str) -> None:
    plan(LESSONS[name].study)
    assert 2 <= sum(isinstance(block, Try) for block in LESSONS[name].blocks) <= 5
    assert to_mapping(from_mapping(to_mapping(LESSONS[name].study))) == to_mapping(LESSONS[name].study)


def test_no_number_stands_in_a_text_that_no_claim_holds() -> None:
    for key, sentences in SENTENCES.items():
        if key.startswith("lesson."):
            for sentence in sentences:
                prose = re.sub(
                    r"\$[^$]*\$|\{[^}]*\}|float32|2乗|2次|Cybenko 1989|et al. 2016", "", sentence.replace("{{", "").replace("}}", "")
                )
                assert not re.search(r"\d", prose), (key, prose)


def test_every_number_stands_in_a_text() -> None:
    for name, lesson in LESSONS.items():
        texts = " ".join(
            text for key, pair in SENTENCES.items() if key.startswith(f"lesson.{name}.") for text in pair
        )
        assert not [number for number in lesson.numbers if f"{{{number}}}" not in texts]


@pytest.mark.parametrize(("name", "number"), CLAIMS)
def test_a_number_in_a_text_is_what_the_study_gives(name: str, number: str) -> None:
    one = claim(name, number)
    _, trace = ran(name, one.settings)
    assert one.measured(trace) == pytest.approx(one.value, rel=one.within, abs=0)


@pytest.mark.parametrize(("name", "place"), TRIES)
def test_what_is_asked_is_not_done_before_and_is_done_by_its_settings(name: str, place: int) -> None:
    block = asked(name, place)
    if block.settings:
        assert not block.check(*ran(name))
    assert block.check(*ran(name, block.settings))
    assert answers(LESSONS[name], *ran(name, block.settings), "ja")[place]["done"]


@pytest.mark.parametrize("name", LESSONS)
def test_checks_and_readings_bear_any_study(name: str) -> None:
    for other in LESSONS:
        found = answers(LESSONS[name], *ran(other), "en")
        assert len(found) == len(LESSONS[name].blocks)
