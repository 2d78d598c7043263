"""A lesson as the page shows it, in one language: plain mappings and lists."""

from collections.abc import Mapping
from typing import Any

import xarray as xr

from kudari.language import Number, say
from kudari.lessons.catalogue import LESSONS
from kudari.lessons.lesson import (
    Block,
    Formula,
    Lesson,
    Measured,
    Paragraph,
    Proof,
    Remember,
    Try,
)
from kudari.study import Study
from kudari.study_file import to_mapping, with_settings
from kudari.typeset import mathml, parts

DIGITS = "{:,.4g}"
"""How a number stands in a lesson's text."""


def told(lesson: Lesson, language: str) -> dict[str, Any]:
    """The lesson in one language.

    Returns:
        `name`, `title`, `minutes`; `summary`; `next`, the name of the lesson that follows, or None; `study`, as
        `study_file.to_mapping` gives it; and `blocks`, each with its `kind`. All text but the title is a list of parts
        (see `typeset.parts`).

        - `paragraph` and `remember`: `parts`.
        - `formula`: `math`.
        - `proof`: `parts` (what is proved) and `blocks`.
        - `try`: `parts`, `hint` (None where there is none), `settings` (as after `--set`), and `study`: the lesson's
          study with them, which does what is asked. Whether it is done, `answers` tells.
        - `measured`: nothing more; what it says comes with `answers`.
    """
    numbers = shown(lesson.numbers)
    return {
        "name": lesson.name,
        "title": say(f"lesson.title_{lesson.name}", language),
        "summary": parts(say(f"lesson.summary_{lesson.name}", language)),
        "minutes": lesson.minutes,
        "next": _next(lesson),
        "study": to_mapping(lesson.study),
        "blocks": [_block(lesson, block, language, numbers) for block in lesson.blocks],
    }


def _next(lesson: Lesson) -> str | None:
    names = list(LESSONS)
    place = names.index(lesson.name) + 1
    return names[place] if place < len(names) else None


def answers(lesson: Lesson, study: Study, trace: xr.Dataset, language: str) -> list[dict[str, Any]]:
    """What a study that somebody has just run, beside this lesson, answers to each of its blocks.

    Returns:
        One entry for each of the lesson's blocks, in order. Of a `try`: `done`, and `parts` to be said, None where it
        is not done. Of a `measured`: `parts`, None where it has nothing to say of this run. Of every other: nothing.
    """
    numbers = shown(lesson.numbers)
    return [_answer(block, study, trace, language, numbers) for block in lesson.blocks]


def _answer(
    block: Block, study: Study, trace: xr.Dataset, language: str, numbers: Mapping[str, str]
) -> dict[str, Any]:
    match block:
        case Try(done=key, check=check):
            done = check(study, trace)
            return {"done": done, "parts": parts(say(key, language, **numbers)) if done else None}
        case Measured(key=key, reading=reading):
            found = reading(study, trace)
            return {"parts": parts(say(key, language, **{**numbers, **shown(found)})) if found else None}
    return {}


def _block(lesson: Lesson, block: Block, language: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    def text(key: str) -> list[dict[str, str]]:
        return parts(say(key, language, **numbers))

    match block:
        case Paragraph(key):
            return {"kind": "paragraph", "parts": text(key)}
        case Remember(key):
            return {"kind": "remember", "parts": text(key)}
        case Formula(tex):
            return {"kind": "formula", "math": mathml(tex, display=True)}
        case Proof(key, blocks):
            inner = [_block(lesson, one, language, numbers) for one in blocks]
            return {"kind": "proof", "parts": text(key), "blocks": inner}
        case Try():
            return {
                "kind": "try",
                "parts": text(block.key),
                "hint": text(block.hint) if block.hint else None,
                "settings": dict(block.settings),
                "study": to_mapping(with_settings(lesson.study, block.settings)),
            }
        case Measured():
            return {"kind": "measured"}
    raise TypeError(block)


def shown(numbers: Mapping[str, float]) -> dict[str, str]:
    """Numbers as a person writes them."""
    return {name: DIGITS.format(Number(value)).replace("-", "−") for name, value in numbers.items()}
