"""One study, race or other long job of a visitor: its stream, its watchers, and the worker's job behind it."""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kudari.web.frames import Frame, packed
from kudari.web.pool import WRITERS
from kudari.web.process import Job, Limits
from kudari.web.security import Visitor
from kudari.web.streams import Stream

MOST_UNHEARD = 100
"""Controls that are kept for a run that waits; older ones are forgotten."""


def given(visitor: Visitor, limits: Limits) -> dict[str, Any]:
    """What every job is told of who asks: where he keeps what is his, and how much he may use."""
    bounds = {"memory": limits.study, "disk": limits.disk}
    return {"home": str(visitor.home), "local": visitor.local, **bounds}


@dataclass(eq=False)
class Run:
    """One study, race or other long job of a visitor."""

    key: str
    does: str
    """The name of its job."""
    visitor: Visitor
    language: str
    folder: Path | None
    stream: Stream = field(default_factory=Stream)
    task: asyncio.Task[None] | None = None
    job: Job | None = None
    """None while it waits for a worker."""
    unheard: deque[Mapping[str, Any]] = field(default_factory=lambda: deque(maxlen=MOST_UNHEARD))
    """What it was told while it waited."""
    fetched: set[str] = field(default_factory=set)
    """Views that are being made from its folder."""
    wanted: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    """Watcher -> the views he looks at, which may be none."""
    watched: float = field(default_factory=time.monotonic)
    """When somebody last watched it."""
    cancelled: bool = False
    made_room: bool = False
    """Whether it was told to end because another needs its room."""
    over: bool = False
    """Whether its job has ended; pictures of it may still be asked for."""

    @property
    def wants(self) -> list[dict[str, Any]]:
        """Every view that anybody looks at, once."""
        return list({one["key"]: one for wanted in self.wanted.values() for one in wanted}.values())

    @property
    def writes(self) -> bool:
        """Whether a worker writes into its folder, or will as soon as one is free."""
        return self.does in WRITERS and not self.over

    @property
    def entry(self) -> dict[str, Any]:
        """Itself in the list of its visitor's studies and races, before a worker has made its folder."""
        name = self.folder.name if self.folder else ""
        kind = "race" if self.does == "race" else "study"
        status = "running" if self.job else "waiting"
        return {"name": name, "title": name, "kind": kind, "status": status, "methods": [], "exports": []}

    @property
    def left(self) -> float:
        """Seconds for which nobody has watched it."""
        return 0.0 if self.wanted else time.monotonic() - self.watched

    def unwatch(self, watcher: int) -> None:
        """A watcher has gone."""
        self.wanted.pop(watcher, None)
        self.watched = time.monotonic()

    def take(self, said: Frame) -> None:
        """Add a frame of its job's, unless it is a view at which nobody looks any more."""
        header, frame = said
        if header["kind"] != "view" or any(one["key"] == header["key"] for one in self.wants):
            self.stream.add(frame, header)

    def tell(self, kind: str, **header: Any) -> None:
        """Add a frame of the server's own."""
        self.stream.add(packed({"kind": kind, **header}))
