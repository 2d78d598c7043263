"""What a lesson is, as data: a study, and the blocks of a text that speaks of it.

Texts lie in the language tables; here stand their keys, formulas, the numbers that fill them, and what is asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import xarray as xr

from kudari.study import Study

Check: TypeAlias = Callable[[Study, xr.Dataset], bool]
"""Whether a study that somebody ran, with its trace, does what was asked; however they came to it."""

Reading: TypeAlias = Callable[[Study, xr.Dataset], Mapping[str, float] | None]
"""Numbers by name, read off a study that somebody ran; None where they mean nothing for it."""


@dataclass(frozen=True)
class Paragraph:
    """A few sentences, with `$…$` around formulas."""

    key: str


@dataclass(frozen=True)
class Formula:
    """A formula on a line of its own, in LaTeX, the same in every language."""

    tex: str


@dataclass(frozen=True)
class Proof:
    """A proof, folded until it is wanted; `key` is what it proves."""

    key: str
    blocks: tuple[Paragraph | Formula, ...]


@dataclass(frozen=True)
class Try:
    """A thing to do with the study beside the text."""

    key: str
    done: str
    """The key of what is said when it is done."""
    check: Check
    settings: Mapping[str, str] = field(default_factory=dict)
    """One way to do it, as after `--set`; none of them: run the study as it is."""
    hint: str = ""


@dataclass(frozen=True)
class Measured:
    """A sentence about the newest run, whose numbers are read off its trace; unsaid where there are none."""

    key: str
    reading: Reading


@dataclass(frozen=True)
class Remember:
    """What to take away."""

    key: str


Block: TypeAlias = Paragraph | Formula | Proof | Try | Measured | Remember


@dataclass(frozen=True)
class Claim:
    """A number in a lesson's text, and the run that it comes from.

    The text has `{name}` in its place. A test runs the study with the settings, measures, and compares.
    """

    name: str
    value: float
    measured: Callable[[xr.Dataset], float]
    settings: Mapping[str, str] = field(default_factory=dict)
    within: float = 0.0
    """How far the measured number may be off, as a share of the value: it is rounded in the text, or another
    machine may round otherwise on the way."""


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A short text beside a live study."""

    name: str
    minutes: int
    """To read it, without the things to try."""
    study: Study
    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...] = ()
    goals: Mapping[str, float] = field(default_factory=dict)
    """Numbers in the text that tasks ask for, by name: those that their checks hold a run against."""

    @property
    def numbers(self) -> dict[str, float]:
        """All numbers that fill the text, by name."""
        return {**{claim.name: claim.value for claim in self.claims}, **self.goals}
