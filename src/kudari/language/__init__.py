"""Every sentence that a person reads, in English and in Japanese.

A sentence is a pair `(english, japanese)` under a key such as `"formula.unknown_name"`, with `{names}` to
be filled in. The sentences lie in tables by area; this module joins them and knows nothing else.
"""

import os
from collections.abc import Mapping
from math import isfinite
from typing import Any, Literal, TypeAlias, get_args

from kudari.language import (
    advice,
    causes,
    charts,
    check,
    command,
    comparison,
    conformance,
    data,
    descriptions,
    diagnosis,
    export,
    formulas,
    gradients,
    lessons,
    methods,
    one_step,
    page,
    page_form,
    page_settings,
    page_tools,
    race_charts,
    racing,
    rates,
    report,
    serving,
    study,
    surfaces,
    views,
)

Language: TypeAlias = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

SENTENCES: dict[str, tuple[str, str]] = {}
for _table in (
    advice.SENTENCES,
    causes.SENTENCES,
    charts.SENTENCES,
    check.SENTENCES,
    command.SENTENCES,
    comparison.SENTENCES,
    conformance.SENTENCES,
    data.SENTENCES,
    descriptions.SENTENCES,
    diagnosis.SENTENCES,
    export.SENTENCES,
    formulas.SENTENCES,
    gradients.SENTENCES,
    lessons.SENTENCES,
    methods.SENTENCES,
    one_step.SENTENCES,
    page.SENTENCES,
    page_form.SENTENCES,
    page_settings.SENTENCES,
    page_tools.SENTENCES,
    race_charts.SENTENCES,
    racing.SENTENCES,
    rates.SENTENCES,
    report.SENTENCES,
    serving.SENTENCES,
    surfaces.SENTENCES,
    study.SENTENCES,
    views.SENTENCES,
):
    SENTENCES |= _table


def say(key: str, language: str = "en", /, **values: Any) -> str:
    """The sentence under `key` in `language`, its `{names}` filled with `values`.

    Raises:
        KeyError: when there is no such key, or a value is missing: a defect of ours, never of the user's.
    """
    sentence = SENTENCES[key][LANGUAGES.index(language)]
    return sentence.format(**{name: _plain(value, language) for name, value in values.items()})


def preferred_language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of the person at the terminal: `KUDARI_LANGUAGE`, else the POSIX locale, else English."""
    names = ("KUDARI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((environment[name] for name in names if environment.get(name)), "")
    return "ja" if chosen.lower().startswith("ja") else "en"


def _plain(value: Any, language: str) -> Any:
    """Lists read as a person would write them; a sentence within a sentence speaks its language."""
    if isinstance(value, InputError | Phrase):
        return value.say(language)
    if isinstance(value, list | tuple | set | frozenset | dict):
        return ("、" if language == "ja" else ", ").join(str(_plain(item, language)) for item in value)
    return value


class Phrase:
    """A part of a sentence, chosen before its language is known."""

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key, self.values = key, values

    def say(self, language: str = "en") -> str:
        """The words in `language`."""
        return say(self.key, language, **self.values)


class Number(float):
    """A number that a sentence shows as a person writes it: 1000 and 2.3×10⁻⁷, not 1e+03 and 2.3e-07."""

    def __format__(self, spec: str) -> str:
        shown = float.__format__(self, spec.replace(",", "") if spec.endswith("g") else spec)
        mantissa, exponent, power = shown.partition("e")
        if not spec.endswith("g") or not isfinite(self):
            return shown
        if exponent and not -5 < int(power) < 7:
            return f"{mantissa}×10{str(int(power)).translate(_RAISED)}"
        digits = len(mantissa.lstrip("-").replace(".", ""))
        plain = f"{float(shown):.{max(0, digits - 1 - int(power))}f}" if exponent else shown
        return f"{int(plain):,}" if "," in spec and plain.lstrip("-").isdigit() else plain


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class InputError(ValueError):
    """What a person gave cannot be used. Says what came, what was expected, and what exists.

    `str(error)` is the English sentence; `error.say("ja")` the Japanese one.
    """

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(say(key, "en", **values))

    def say(self, language: str = "en") -> str:
        """The sentence in `language`."""
        return say(self.key, language, **self.values)


def nearest(name: str, known: Mapping[str, Any] | tuple[str, ...] | list[str]) -> str:
    """The known name that looks most like `name`, for "did you mean …"; the first one where none does."""
    import difflib

    return (difflib.get_close_matches(name, list(known), n=1, cutoff=0.3) or list(known) or [""])[0]
