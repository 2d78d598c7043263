"""What a person does with a study that runs: pause, step, speed, changes, and what is looked at."""

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from kudari.execute import Pace
from kudari.study import Change

LATE = 0.1
"""Seconds that a study which has fallen behind its speed may catch up."""

TICK = 0.04
"""Seconds that a round should take: 25 pictures a second."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """A view that somebody looks at; one that is looked at again later is another."""

    key: str
    """By which the page knows it."""
    view: str
    choice: Mapping[str, Any]
    language: str


@dataclass
class Steering:
    """The state of a study's controls; altered only between rounds."""

    heard: SimpleQueue[dict[str, Any]]
    record_every: int = 1
    paused: bool = False
    single: int = 0
    """Records still to be taken although the study is paused."""
    speed: float | None = None
    """Steps a second; None: as fast as it goes."""
    stopped: bool = False
    changes: list[Change] = field(default_factory=list)
    """Asked for since the last round; their step is not known yet."""
    wanted: list[Wanted] = field(default_factory=list)
    pace: Pace = field(default_factory=lambda: Pace(seconds=TICK, records=1))
    _due: float = 0.0

    def hear(self, timeout: float | None = 0.0) -> bool:
        """Take in what was said; wait so long for it (None: without end). Whether anything was said."""
        found = False
        try:
            while True:
                said = self.heard.get(timeout=timeout) if timeout != 0 else self.heard.get_nowait()
                found, timeout = True, 0.0
                # What no study can do, such as a number that no machine holds, is not heard.
                with contextlib.suppress(TypeError, ValueError, KeyError, OverflowError):
                    self._obey(said)
        except Empty:
            return found

    def _obey(self, said: Mapping[str, Any]) -> None:
        match said:
            case {"action": "pause"}:
                self.paused = True
            case {"action": "resume"}:
                self.paused, self._due = False, time.monotonic()
            case {"action": "step"}:
                self.paused, self.single = True, self.single + 1
            case {"action": "stop"}:
                self.stopped = True
            case {"action": "speed", "speed": float() | int() as speed}:
                self.speed, self._due = max(float(speed), 1e-3), time.monotonic()
            case {"action": "speed"}:
                self.speed = None
            case {
                "action": "change",
                "method": str(method),
                "name": str(name),
                "value": float() | int() as value,
            }:
                self.changes = [c for c in self.changes if (c.method, c.name) != (method, name)]
                self.changes.append(Change(step=0, name=name, value=float(value), method=method))
            case {"action": "want", "wanted": list(wanted)}:
                known = {one.key: one for one in self.wanted}
                self.wanted = [known.get(one["key"]) or Wanted(**one) for one in wanted]

    def aim(self) -> None:
        """Tell the loop how many records the next round may take."""
        records = None if self.speed is None else self.speed / self.record_every * TICK
        self.pace.most = 1 if self.paused else None if records is None else max(1, round(records))

    def wait(self, records: int) -> float:
        """Seconds to wait, after a round of so many records, until the next is due."""
        now = time.monotonic()
        if self.speed is None:
            return 0.0
        self._due = max(self._due + records * self.record_every / self.speed, now - LATE)
        return max(0.0, self._due - now)
