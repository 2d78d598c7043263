"""`kudari.check_method`: does a method keep the laws that every method here keeps?"""

import inspect
import os
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import jaxtyping
import numpy as np
import optax
from rich.cells import cell_len

from kudari.language import InputError, Phrase, nearest, say
from kudari.methods.catalogue import find_method
from kudari.methods.laws import LAWS, RESTS_ON
from kudari.methods.method import Method
from kudari.methods.trial import LENGTH, ForeignState, Trial, example_vector

LONGEST = 160
"""Characters of an error's text that a report repeats."""


@dataclass(frozen=True, kw_only=True)
class LawResult:
    """One law, held against a method."""

    law: str
    """Its name, one of `kudari.methods.laws.LAWS`."""
    kept: bool | None
    """None: it asks nothing of this method, or rests on a law that is broken."""
    seen: Phrase
    """What was seen: leaves, steps and numbers."""

    def say(self, language: str = "en") -> str:
        """What was seen, and for a broken law what it says and why it matters."""
        seen = self.seen.say(language)
        if self.kept is not False:
            return seen
        return f"{seen}\n{say(f'conformance.law_{self.law}', language)}"

    def __str__(self) -> str:
        return self.say()


@dataclass(frozen=True, kw_only=True)
class MethodReport:
    """What came of holding a method against every law; `print` it to read it."""

    method: str
    hyperparameters: Mapping[str, float]
    """The values it was examined with."""
    results: tuple[LawResult, ...]
    """One for each law, in the order of `LAWS`."""

    @property
    def kept(self) -> bool:
        """Whether no law is broken."""
        return not self.broken

    @property
    def broken(self) -> tuple[str, ...]:
        """The names of the laws that are."""
        return tuple(result.law for result in self.results if result.kept is False)

    def say(self, language: str = "en") -> str:
        """The result in a line for each law, in "en" or "ja"."""
        values = [f"{name} = {value:.6g}" for name, value in self.hyperparameters.items()]
        facts = {"method": self.method, "values": values or "-", "laws": len(self.results)}
        if self.kept:
            lines = [say("conformance.kept", language, **facts)]
        else:
            lines = [say("conformance.broken", language, count=len(self.broken), broken=self.broken, **facts)]
        marks = {
            True: "conformance.mark_kept",
            False: "conformance.mark_broken",
            None: "conformance.mark_none",
        }
        cells = [(say(marks[each.kept], language), each.law, each.say(language)) for each in self.results]
        first, second = (max(cell_len(cell[place]) for cell in cells) for place in (0, 1))
        for mark, law, text in cells:
            start = f"  {_padded(mark, first)}  {_padded(law, second)}  "
            lines.append(start + text.replace("\n", "\n" + " " * cell_len(start)))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.say()


def check_method(
    method: Method | Callable[..., Any] | str, *, hyperparameters: Mapping[str, float] | None = None
) -> MethodReport:
    """A method through every law that the methods here keep; a broken law is a result and raises nothing.

    It takes a few steps on a small bowl, in both precisions, and compiles about five small programs.

    Args:
        method: a `kudari.Method`, its `make` alone, or the name of one in `METHODS`.
        hyperparameters: a value for each; those not named take a method's first value, or `make`'s default.

    Raises:
        InputError: a hyperparameter that `make` wants and nobody gives, or that it does not take; a `make` that
            cannot be called or gives no Optax transformation; a method that cannot take a single step.
    """
    found, values = _settled(method, dict(hyperparameters or {}))
    trial, hindrances = _begin(found, values)
    results: list[LawResult] = []
    broken: set[str] = set()
    for law, examine in LAWS.items():
        rests_on = [name for name in RESTS_ON.get(law, ()) if name in broken]
        if law in hindrances:
            kept, seen = False, hindrances[law]
        elif trial is None:
            kept, seen = None, Phrase("conformance.rests_on", laws=list(hindrances))
        elif rests_on:
            kept, seen = None, Phrase("conformance.rests_on", laws=rests_on)
        else:
            try:
                kept, seen = examine(trial)
            except Exception as error:  # A person's code may raise anything, and a law it breaks is a result.
                kept, seen = False, _raised(error)
        if kept is False:
            broken.add(law)
        results.append(LawResult(law=law, kept=kept, seen=seen))
    return MethodReport(method=found.name, hyperparameters=values, results=tuple(results))


def _settled(given: Any, chosen: dict[str, Any]) -> tuple[Method, dict[str, float]]:
    """The method, and one value for each of its hyperparameters."""
    if isinstance(given, str):
        given = find_method(given)
    if isinstance(given, Method):
        method, known = given, {name: values[0] for name, values in given.hyperparameters.items()}
        wanted, takes_any = list(known), False
    elif callable(given):
        method = Method(name=getattr(given, "__name__", type(given).__name__), make=given)
        known, wanted, takes_any = _arguments(given)
    else:
        raise InputError("conformance.no_method", came=type(given).__name__)
    for name, value in chosen.items():
        if name not in wanted and not takes_any:
            near = nearest(name, wanted) or "-"
            raise InputError(
                "conformance.unknown", method=method.name, name=name, nearest=near, exists=wanted or "-"
            )
        if not isinstance(value, Real) or isinstance(value, bool) or not np.isfinite(float(value)):
            raise InputError("conformance.value", method=method.name, name=name, came=repr(value)[:60])
    values = {name: float(value) for name, value in {**known, **chosen}.items()}
    if missing := [name for name in wanted if name not in values]:
        raise InputError("conformance.missing", method=method.name, names=missing)
    return method, values


def _arguments(make: Callable[..., Any]) -> tuple[dict[str, float], list[str], bool]:
    """(defaults that are numbers, the hyperparameters, whether it takes any other name)."""
    arguments = inspect.signature(make).parameters.values()
    named = [each for each in arguments if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    # A default that is no number chooses the method's structure: it is left as it is.
    free = [each for each in named if each.default is each.empty or _is_number(each.default)]
    # So does a number that can only be given by name, as in the methods here.
    free = [each for each in free if each.kind is each.POSITIONAL_OR_KEYWORD or each.default is each.empty]
    defaults = {each.name: float(each.default) for each in free if each.default is not each.empty}
    return defaults, [each.name for each in free], any(each.kind is each.VAR_KEYWORD for each in arguments)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _begin(method: Method, values: Mapping[str, float]) -> tuple[Trial | None, dict[str, Phrase]]:
    """The method at work as far as it can be, and the laws that are broken by this alone.

    First as in a study. Where that fails, with Python's numbers in the place of traced ones, or with one array in
    the place of a tree: what then works tells which law is broken.
    """
    _make_once(method, values)
    failures: dict[tuple[bool, bool], Exception] = {}
    for tree, traced in ((True, True), (True, False), (False, True), (False, False)):
        trial = Trial(method, values, traced=traced, start=None if tree else example_vector())
        try:
            trial.first()
        except ForeignState as foreign:
            return None, {"state": Phrase("conformance.foreign", leaf=foreign.leaf, kind=foreign.kind)}
        except (
            Exception
        ) as error:  # A person's code may raise anything: the next attempt tells what it means.
            failures[tree, traced] = error
            continue
        hindrances = {}
        if not traced:
            failed = _raised(failures[tree, True])
            hindrances["compiles-once"] = Phrase("conformance.only_numbers", error=failed)
        if not tree:
            hindrances["tree"] = Phrase("conformance.only_array", error=_raised(failures[True, traced]))
        return trial, hindrances
    failure = failures[True, True]
    raise InputError("conformance.cannot_step", method=method.name, error=_raised(failure)) from failure


def _make_once(method: Method, values: Mapping[str, float]) -> None:
    """Refuse a recipe that gives no transformation even for Python's numbers."""
    length = {"steps": jnp.int32(LENGTH)} if method.needs_steps else {}
    try:
        made = method.make(**values, **length)
    except Exception as error:  # A person's code may raise anything.
        raise InputError("conformance.make", method=method.name, error=_raised(error)) from error
    if not isinstance(made, optax.GradientTransformation):
        raise InputError("conformance.not_optax", method=method.name, came=type(made).__name__)


def _raised(error: Exception) -> Phrase:
    """What was raised, and the line of the person's code that did."""
    if isinstance(error, jax.errors.ConcretizationTypeError | jax.errors.TracerArrayConversionError):
        text = type(error).__name__
    else:
        first = str(error).strip().partition("\n")[0]
        text = f"{type(error).__name__}: {first if len(first) <= LONGEST else first[: LONGEST - 1] + '…'}"
    ours = tuple(f"{Path(str(module.__file__)).parent}{os.sep}" for module in (jax, optax, np, jaxtyping))
    ours += (f"{Path(__file__).parent}{os.sep}",)
    frames = [
        each for each in traceback.extract_tb(error.__traceback__) if not each.filename.startswith(ours)
    ]
    if not frames:
        return Phrase("conformance.raised", error=text)
    last = frames[-1]
    place = {"file": Path(last.filename).name, "number": last.lineno, "line": last.line or ""}
    return Phrase("conformance.raised_at", error=text, **place)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
