"""Questions as they come from the page: read, bounded, and checked before anything is done with them."""

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from kudari.language import LANGUAGES, InputError, preferred_language

MOST_TEXT = 2**18
"""Bytes of a question."""

MOST_NESTED = 32
"""Lists and tables within each other."""

FASTEST = 1e12
"""Steps a second: more than any machine takes, and a number that every part of the page can hold."""

CONTROLS = ("pause", "resume", "step", "stop", "speed", "change", "cancel")
"""What the page may tell a study; what it looks at is told in another way."""


def json_of(text: str | bytes) -> Any:
    """What the page said, if a frame can hold it: no NaN, no half of a character, no endless nesting.

    Raises:
        InputError: it is no JSON, or no frame can hold it.
    """
    try:
        values = json.loads(text)
        json.dumps(values, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise InputError("serving.no_json") from error
    if not _flat(values, MOST_NESTED):
        raise InputError("serving.no_json")
    return values


def _flat(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_flat(one, levels - 1) for one in inner)


def wish(said: Mapping[str, Any]) -> dict[str, Any]:
    """A view that the page asks for, checked; its key tells it from all others."""
    view, language = str(said["view"])[:40], str(said["language"])
    choice = {str(key)[:40]: value for key, value in list(dict(said.get("choice") or {}).items())[:8]}
    key = json.dumps([view, language, choice], sort_keys=True)[:400]
    return {
        "key": key,
        "view": view,
        "choice": choice,
        "language": language if language in LANGUAGES else "en",
    }


async def limited(request: Request, most: int) -> bytes:
    """The body, if it is no longer than that.

    Raises:
        InputError: it is.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise InputError("serving.too_long", most=f"{most / 2**20:g}")
        parts.append(part)
    return b"".join(parts)


async def question(request: Request) -> dict[str, Any]:
    """The JSON table in a request, with a language.

    Raises:
        InputError: it is none.
    """
    values = json_of(await limited(request, MOST_TEXT) or b"{}")
    if not isinstance(values, dict):
        raise InputError("serving.no_json")
    # What says where things lie is ours to say.
    for name in ("id", "job", "home", "local", "folder", "control", "kind"):
        values.pop(name, None)
    if values.get("language") not in LANGUAGES:
        values["language"] = wanted_language(request)
    return values


def wanted_language(request: Request) -> str:
    """The page's language where it says so in the address, else the first of ours that the browser asks for."""
    page = request.query_params.get("language")
    if page in LANGUAGES:
        return page
    asked = request.headers.get("accept-language", "")
    return preferred_language({"LANG": asked.split(",")[0].strip().replace("-", "_")})


def checked_speed(came: Any) -> None:
    """Let a speed pass, in steps a second; None is as fast as it goes.

    Raises:
        InputError: it is none.
    """
    number = isinstance(came, int | float) and not isinstance(came, bool)
    if came is not None and not (number and 0 < came < FASTEST):
        raise InputError("serving.speed", came=str(came)[:80])


def plain_name(came: Any) -> str:
    """A study's name, as part of a folder's.

    Raises:
        InputError: it is none that a study may have.
    """
    name = str(came or "study")
    if not re.fullmatch(r"\w[\w .-]{0,79}", name):
        raise InputError("study.name", came=name[:80])
    return name
