"""One worker process, seen from the server: what it is told, and how it is ended."""

import asyncio
import contextlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from kudari.language import say
from kudari.web.frames import Frame, packed

SAVING = 5.0
"""Seconds that a worker has to save what it does, before it is ended."""

MOST_MAPS = 50_000
"""Mappings of a worker that is given another job: Linux allows 65,530, every compiled program takes some, and none is
given back."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one run may take."""

    runs: int
    """At once, of all visitors."""
    runs_each: int
    """At once, of one visitor."""
    memory: int
    """Bytes that a worker may hold."""
    seconds: float
    """That a run may take, pauses included."""
    disk: int | None = None
    """Bytes that a visitor may keep; None: as many as there are."""

    @property
    def study(self) -> int:
        """Bytes that a study may need; the rest is for the worker itself."""
        return self.memory * 3 // 4


class Gone(Exception):
    """A worker ended in the middle of a job; `reason` is a key of a sentence under `serving.gone`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def gone_sentence(reason: str, limits: Limits, language: str) -> str:
    """Why a job ended before its answer."""
    memory, seconds = f"{limits.memory / 2**30:.1f}", f"{limits.seconds:.0f}"
    return say(f"serving.gone.{reason}", language, memory=memory, seconds=seconds)


@dataclass(eq=False)
class Process:
    """One worker process."""

    process: asyncio.subprocess.Process
    warm: bool = False
    """Whether it gets ready for the named studies while it is idle."""
    idle: bool = False
    """Whether it could be given a job."""
    number: int = 0
    """Of its newest job, counted from 1."""
    writes: Path | None = None
    """The folder into which that job writes."""
    leaving: str = ""
    """Why it was told to save what it does and end."""
    killed: str = ""
    """Why it was ended, where we ended it."""
    failed: int = 0
    """Workers before it, in its place, that ended before they did anything."""
    frames: asyncio.Queue[Frame | None] = field(default_factory=asyncio.Queue)

    @property
    def ended(self) -> bool:
        """Whether there is no such process any more."""
        return self.process.returncode is not None

    def write(self, header: Mapping[str, Any]) -> None:
        """Send a frame to it; nothing where it has ended."""
        frame = packed(header)
        with contextlib.suppress(ConnectionError, RuntimeError):
            assert self.process.stdin is not None
            self.process.stdin.write(struct.pack("<I", len(frame)) + frame)

    def control(self, what: Mapping[str, Any]) -> None:
        """Tell its job something."""
        self.write({"id": self.number, "control": dict(what)})

    def leave(self, reason: str) -> None:
        """Let it save what it does; some seconds later, end it."""
        if not self.leaving:
            self.leaving = reason
            self.control({"action": "stop"})
            asyncio.get_running_loop().call_later(SAVING, self.kill, reason)

    def kill(self, reason: str) -> None:
        """End it at once."""
        self.killed = self.killed or reason
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    @property
    def memory(self) -> int:
        """Bytes that it holds; 0 where it has ended."""
        try:
            return int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.NoSuchProcess:
            return 0

    @property
    def maps(self) -> int:
        """Its memory's mappings, where the system tells them."""
        try:
            return Path(f"/proc/{self.process.pid}/maps").read_bytes().count(b"\n")
        except OSError:
            return 0


class Job:
    """One thing that a worker does, and a way to speak to it."""

    def __init__(self, worker: Process) -> None:
        self.worker = worker

    def control(self, what: Mapping[str, Any]) -> None:
        """Tell the job something while it runs."""
        self.worker.control(what)

    def cancel(self, reason: str = "cancelled") -> None:
        """End its worker."""
        self.worker.kill(reason)
