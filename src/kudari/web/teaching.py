"""Lessons, for the page."""

from pathlib import Path
from typing import Any

from kudari.language import InputError, say
from kudari.lessons import LESSONS, answers, told
from kudari.results import store
from kudari.study import one_of
from kudari.study_file import read_study
from kudari.typeset import parts
from kudari.web.worker import Talk


def listed(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Every lesson with its title and a line, which is a list of parts (see `typeset.parts`)."""
    language = asked["language"]
    entries = [
        {
            "name": name,
            "title": say(f"lesson.title_{name}", language),
            "summary": parts(say(f"lesson.summary_{name}", language)),
            "minutes": lesson.minutes,
        }
        for name, lesson in LESSONS.items()
    ]
    return {"lessons": entries}


def lesson(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """One lesson, whole.

    Raises:
        InputError: there is no such lesson.
    """
    names = list(LESSONS)
    place = names.index(one_of("lesson", str(asked.get("lesson")), names))
    following = names[place + 1] if place + 1 < len(names) else None
    return {
        **told(LESSONS[names[place]], asked["language"]),
        "place": place + 1,
        "of": len(names),
        "next": following,
    }


def tried(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """What the study that was just run answers to the lesson's tasks.

    Raises:
        InputError: there is no such lesson or study.
    """
    folder = Path(asked["folder"])
    if not store.complete(folder):
        raise InputError("store.no_trace", folder=folder.name)
    about = LESSONS[one_of("lesson", str(asked.get("lesson")), list(LESSONS))]
    study, trace = read_study(folder / store.STUDY), store.load_whole(folder)
    return {"answers": answers(about, study, trace, asked["language"])}
