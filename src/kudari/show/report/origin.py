"""What a report says of how something was computed: versions, machine and time, as far as they are known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kudari.language import say
from kudari.show.report.numbers import number
from kudari.show.report.section import Facts, Section, Words


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What is known of how a study was computed, besides its trace."""

    versions: Mapping[str, Any] = field(default_factory=dict)
    """As `versions.toml` holds them."""
    ended: datetime | None = None
    """When the last of it was written."""
    folder: str = ""
    """Its name."""


def made(origin: Origin, language: str) -> Section:
    """Versions, machine and time, as far as they are known."""
    title, versions = say("report.made", language), origin.versions
    packages = versions.get("packages", {})
    entries: list[tuple[str, str]] = []
    for key in ("computed", "machine", "processor", "device", "python"):
        if key in versions:
            value = str(versions[key])
            entries.append(
                (say(f"report.term.{key}", language), _moment(value) if key == "computed" else value)
            )
    spent = _seconds(origin)
    if spent is not None:
        entries.insert(
            1, (say("report.term.spent", language), say("report.spent", language, seconds=number(spent)))
        )
    if isinstance(packages, Mapping) and packages:
        shown = ", ".join(f"{key} {value}" for key, value in packages.items())
        entries.append((say("report.term.packages", language), shown))
    if not entries:
        return Section(title=title, blocks=(Words(paragraphs=(say("report.no_versions", language),)),))
    return Section(title=title, blocks=(Facts(entries=tuple(entries)),))


def _moment(text: str) -> str:
    """A time as a person reads it, in UTC as it was written."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment:%Y-%m-%d %H:%M:%S} {moment.tzname() or ''}".rstrip()


def _seconds(origin: Origin) -> int | None:
    """Whole seconds from the beginning to the last of what was written; None where either is not known."""
    try:
        began = datetime.fromisoformat(str(origin.versions["computed"]))
    except (KeyError, ValueError):
        return None
    if origin.ended is None or began.tzinfo is None:
        return None
    spent = (origin.ended - began).total_seconds()
    return round(spent) if spent >= 0 else None
