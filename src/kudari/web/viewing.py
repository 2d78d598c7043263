"""Makes the views that somebody looks at, one at a time and beside the loop, which must not wait for them."""

import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

from kudari.language import InputError, say
from kudari.web.steering import Wanted
from kudari.web.views import VIEWS
from kudari.web.views.moment import Moment
from kudari.web.worker import Talk

SHARE = 0.25
"""Of the time, at most, goes into views while a study runs."""


class Viewer:
    """Knows which views are out of date, and makes the stalest of them."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._making: Future[None] | None = None
        self._rested = 0.0
        """When the next view may begin."""
        self._shown: dict[str, tuple[int, Wanted]] = {}
        """Key of a view -> the step at which it was shown, and for what."""

    def stale(self, wanted: Sequence[Wanted], step: int) -> list[Wanted]:
        """Those that do not show this step yet, or are shown no more: the stalest first."""
        # What nobody looks at is forgotten by the server, and must be told again.
        self._shown = {one.key: self._shown[one.key] for one in wanted if one.key in self._shown}
        due = [one for one in wanted if self._shown.get(one.key) != (step, one)]
        return sorted(due, key=lambda one: self._shown.get(one.key, (-1, one))[0])

    @property
    def free(self) -> bool:
        """Whether no view is being made."""
        return self._making is None or self._making.done()

    def show(self, wanted: Sequence[Wanted], step: int, moment: Callable[[], Moment]) -> None:
        """Begin with the stalest view, where none is being made and the time allows it."""
        if not self.free or time.monotonic() < self._rested or not (due := self.stale(wanted, step)):
            return
        self._shown[due[0].key] = (step, due[0])
        self._making = self._pool.submit(self._make, due[0], moment(), step)

    def show_all(self, wanted: Sequence[Wanted], step: int, moment: Moment) -> None:
        """Make these views, and wait for them."""
        if self._making is not None:
            wait([self._making])
        for one in wanted:
            self._make(one, moment, step)
            self._shown[one.key] = (step, one)

    def close(self) -> None:
        """Wait for the view that is being made: it must not be told in the middle of another study."""
        self._pool.shutdown()

    def _make(self, one: Wanted, moment: Moment, step: int) -> None:
        began = time.monotonic()
        tell_view(self._talk, one, moment, step)
        self._rested = time.monotonic() + (time.monotonic() - began) * (1 / SHARE - 1)


def tell_view(talk: Talk, wanted: Wanted, moment: Moment, step: int) -> None:
    """Tell one view. One that cannot be made is told in words, and never ends the study."""
    seen = replace(moment, language=wanted.language, choice=wanted.choice)
    make = VIEWS.get(wanted.view)
    header: dict[str, Any] = {"key": wanted.key, "view": wanted.view, "step": step}
    try:
        talk.tell("view", **header, computed=time.time(), data=make(seen) if make else None)
    except InputError as error:
        talk.tell("view", **header, data={"kind": "words", "text": error.say(wanted.language)})
    except Exception as error:
        traceback.print_exc()
        sentence = say("serving.defect", wanted.language, reason=type(error).__name__)
        talk.tell("view", **header, data={"kind": "words", "text": sentence})
