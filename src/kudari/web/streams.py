"""What has been said of a study so far, and to whom: every watcher goes on behind what he has.

Nothing is queued for a watcher. The points of the curves are kept once for all, and of everything else only the newest
is kept: a slow watcher skips what is no longer true, and never falls behind.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from kudari.web.frames import header_of

LOGGED = ("points",)
"""Kinds of frames that are all sent, in their order; of the others only the newest of each key."""


@dataclass(eq=False)
class Stream:
    """The frames of one study."""

    blocks: list[bytes] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    """Points up to the end of each block."""
    newest: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """Key -> (its number, the frame)."""
    count: int = 0
    """Frames so far."""
    _waiting: set[asyncio.Event] = field(default_factory=set)

    def add(self, frame: bytes, header: dict[str, Any] | None = None) -> None:
        """Take in a frame, with its header where that was read already."""
        header = header or header_of(frame)
        self.count += 1
        if header["kind"] in LOGGED:
            self.blocks.append(frame)
            step = next(shape for name, _, shape in header["arrays"] if name == "step")
            self.ends.append(header["first"] + step[0])
        else:
            key = f"{header['kind']}:{header.get('key', '')}"
            self.newest.pop(key, None)
            self.newest[key] = (self.count, frame)
        self.wake()

    def wake(self) -> None:
        """Let every watcher see again what is there for him: somebody looks at something else."""
        for event in self._waiting:
            event.set()

    def forget(self, keys: set[str]) -> None:
        """Drop the views that nobody looks at any more."""
        kept = {f"view:{key}" for key in keys}
        self.newest = {k: v for k, v in self.newest.items() if not k.startswith("view:") or k in kept}

    async def watch(
        self, send: Callable[[bytes], Awaitable[None]], wants: Callable[[str], bool], since: int = 0
    ) -> None:
        """Send what comes to one watcher, who has so many points already; goes on until it is cancelled.

        Args:
            send: waits as long as the watcher takes.
            wants: whether he looks at what has this key.
        """
        event = asyncio.Event()
        self._waiting.add(event)
        seen: dict[str, int] = {}
        try:
            while True:
                event.clear()
                sent = False
                opening = self.newest.get("begin:")
                if opening and seen.get("begin:") != opening[0]:
                    seen["begin:"] = opening[0]
                    await send(opening[1])
                # From behind: of many blocks a watcher lacks only the last ones.
                at = next((n for n in range(len(self.ends), 0, -1) if self.ends[n - 1] <= since), 0)
                while at < len(self.blocks):
                    await send(self.blocks[at])
                    since, at, sent = self.ends[at], at + 1, True
                for key in list(self.newest):
                    number, frame = self.newest.get(key, (0, b""))
                    if not wants(key):
                        # Who comes back to it needs it again.
                        seen.pop(key, None)
                    elif number > seen.get(key, 0):
                        seen[key] = number
                        await send(frame)
                        sent = True
                if not sent and not event.is_set():
                    await event.wait()
        finally:
            self._waiting.discard(event)
