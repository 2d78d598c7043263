"""The clerks: workers that answer short questions, and never all of them the slow ones."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from kudari.language import say
from kudari.web.frames import Frame
from kudari.web.pool import Pool
from kudari.web.process import Gone, Job, Limits, gone_sentence
from kudari.web.runs import Run, given
from kudari.web.security import Visitor

CLERKS = 2

SHORT = 60.0
"""Seconds that a short question may take."""

TURNS = 2
"""Questions of one visitor at a time, so that others' come between."""

SLOW = ("report", "export", "told")
"""Questions that take seconds: a clerk is always left for the others."""


class Clerks:
    """Takes questions from visitors to workers, in turn."""

    def __init__(self, limits: Limits) -> None:
        self.limits = replace(limits, seconds=min(SHORT, limits.seconds))
        self.pool = Pool(CLERKS, self.limits)
        self._turns: WeakKeyDictionary[Visitor, asyncio.Semaphore] = WeakKeyDictionary()
        self._slow = asyncio.Semaphore(CLERKS - 1)
        self._choices: dict[str, asyncio.Task[dict[str, Any]]] = {}

    async def choices(self, language: str) -> dict[str, Any]:
        """What the form offers in a language, which is the same for all: it is asked for once.

        Raises:
            Gone: the clerk's process ended before the answer.
        """
        known = self._choices.get(language)
        if known is None or (known.done() and known.exception()):
            known = asyncio.create_task(self.pool.ask("choices", {"language": language}))
            self._choices[language] = known
        # Who goes away takes nothing from those who wait for the same.
        said = await asyncio.shield(known)
        answer: dict[str, Any] = said["answer"]
        return answer

    async def ask(self, visitor: Visitor, job: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A question; the answer's header, or a refusal."""
        try:
            async for header, _ in self.frames(visitor, job, lambda job: None, values):
                last = header
        except Gone as gone:
            return {"kind": "refused", "sentence": self.sentence(gone.reason, values["language"])}
        return last

    async def frames(
        self, visitor: Visitor, job: str, begun: Callable[[Job], None], values: Mapping[str, Any]
    ) -> AsyncGenerator[Frame, None]:
        """What a clerk says of a question.

        Raises:
            Gone: his process ended before the answer.
        """
        slow = self._slow if job in SLOW else contextlib.nullcontext()
        turn = self._turns.setdefault(visitor, asyncio.Semaphore(TURNS))
        # Who waits for the slow ones' clerk must not use up his turns.
        async with slow, turn:
            asked = self.pool.frames(job, begun, {**values, **given(visitor, self.limits)})
            async with contextlib.aclosing(asked) as frames:
                async for said in frames:
                    yield said

    async def view(self, run: Run, wanted: dict[str, Any]) -> None:
        """Add a view of a study at rest, from its folder; where there is none, a sentence."""
        language = wanted["language"]
        values = {"folder": str(run.folder), "wanted": wanted, "language": language}
        sentence = ""
        try:
            asked = self.frames(run.visitor, "view", lambda job: None, values)
            async with contextlib.aclosing(asked) as frames:
                async for header, frame in frames:
                    if header["kind"] == "view":
                        run.take((header, frame))
                    elif header["kind"] == "refused":
                        sentence = header["sentence"]
        except Gone as gone:
            sentence = self.sentence(gone.reason, language)
        if sentence:
            words = {"kind": "words", "text": sentence}
            run.tell("view", key=wanted["key"], view=wanted["view"], step=0, data=words)

    def sentence(self, reason: str, language: str) -> str:
        """Why there is no answer."""
        if reason == "seconds":
            return say("serving.slow", language, seconds=f"{self.limits.seconds:.0f}")
        return gone_sentence(reason, self.limits, language)
