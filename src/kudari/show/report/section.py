"""A report as plain data: sections with blocks, which nothing here knows how to draw."""

from dataclasses import dataclass
from typing import TypeAlias

from kudari.show.chart import Chart


@dataclass(frozen=True, kw_only=True)
class Words:
    """Sentences, a paragraph each."""

    paragraphs: tuple[str, ...]
    lead: bool = False
    """Whether they are the answer, rather than a remark."""
    listed: bool = False
    """Whether they stand in a list, each for itself."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something went as it did, and what to try."""

    sentence: str
    advice: str = ""
    setting: str = ""
    """What to type, as it is typed."""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """What happened to one run, with the reasons for it."""

    verdict: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Terms, each with what is to be said of it."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table; the first cell of a row names it."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, int], ...] = ()
    """Names over several columns each, with their number; none, or one for each column behind the first in all."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A text file that the report carries."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Command:
    """What a person types at a terminal."""

    text: str


Block: TypeAlias = Words | Reasons | Facts | Table | Chart | File | Command


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with what stands below it."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    folded: bool = False
    """Whether it is opened only when it is asked for."""
