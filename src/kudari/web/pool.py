"""The server's workers: started before they are needed, watched, and replaced when they end."""

import asyncio
import contextlib
import struct
import sys
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psutil

from kudari.web.frames import header_of, packed

LOOK_EVERY = 0.5
"""Seconds between looks at a worker's memory."""

LONGEST_FRAME = 2**28

TRIES = 3
"""How often a worker that ended before it was ready is started again."""

PAUSE = 0.5
"""Seconds before the first of these tries; before the second twice as many, and so on."""

SAVING = 5.0
"""Seconds that a worker has to save what it does when the server is closed."""


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


class Gone(Exception):
    """A worker ended in the middle of a job; `reason` is a key of a sentence under `serving.gone`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(eq=False)
class Process:
    """One worker process, seen from the server."""

    process: asyncio.subprocess.Process
    warm: bool = False
    """Whether it gets ready for the named studies while it is idle."""
    number: int = 0
    killed: str = ""
    """Why it was ended, where we ended it."""
    ready: bool = False
    failed: int = 0
    """Workers before it, in its place, that ended before they were ready."""
    frames: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)

    def __lt__(self, other: "Process") -> bool:
        """Who is given work first."""
        return self.warm and not other.warm

    def write(self, header: dict[str, Any]) -> None:
        """Send a frame to it; nothing where it has ended."""
        frame = packed(header)
        with contextlib.suppress(ConnectionError, RuntimeError):
            assert self.process.stdin is not None
            self.process.stdin.write(struct.pack("<I", len(frame)) + frame)

    def kill(self, reason: str) -> None:
        """End it at once."""
        self.killed = self.killed or reason
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()


class Job:
    """One thing that a worker does: its frames, and a way to speak to it."""

    def __init__(self, worker: Process) -> None:
        self.worker = worker

    def control(self, what: Mapping[str, Any]) -> None:
        """Tell the job something while it runs."""
        self.worker.write({"id": self.worker.number, "control": dict(what)})

    def cancel(self, reason: str = "cancelled") -> None:
        """End its worker."""
        self.worker.kill(reason)


class Pool:
    """Workers of one kind."""

    def __init__(self, size: int, limits: Limits, *, warms: bool = False) -> None:
        """`warms`: one of the workers gets ready for every named study, and is given work first."""
        self.size, self.limits, self._warms = size, limits, warms
        self._idle: asyncio.PriorityQueue[Process] = asyncio.PriorityQueue()
        self._all: set[Process] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.ready = asyncio.Event()
        """Set when a worker can be given its first job."""
        self._places = size
        """Workers that there are or will be; fewer where one could not be started."""
        self._closing = False

    async def start(self) -> None:
        """Start every worker; they become ready by themselves."""
        for _ in range(self.size):
            await self._add()

    async def close(self) -> None:
        """Let every worker save what it does and end; after some seconds, end it."""
        self._closing = True
        workers = list(self._all)
        for worker in workers:
            assert worker.process.stdin is not None
            worker.killed = worker.killed or "closed"
            worker.process.stdin.close()
        ends = [asyncio.create_task(worker.process.wait()) for worker in workers]
        if ends:
            await asyncio.wait(ends, timeout=SAVING)
            for worker in workers:
                worker.kill("closed")
            await asyncio.gather(*ends)
        await asyncio.gather(*self._tasks)

    @property
    def free(self) -> int:
        """Workers that would begin at once."""
        return self._idle.qsize()

    async def ask(self, job: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Do a short job; its last frame's header: `answer` or `refused`.

        Raises:
            Gone: the worker ended before it had answered.
        """
        async for frame in self.frames(job, lambda job: None, values):
            header = header_of(frame)
        return header

    async def frames(
        self, job: str, begun: Callable[[Job], None], values: Mapping[str, Any]
    ) -> AsyncGenerator[bytes, None]:
        """Do a job, and give its frames as they come; the last is an `answer` or `refused`.

        Raises:
            Gone: the worker ended before, or none could be started.
        """
        worker = await self._free_worker()
        timer = asyncio.get_running_loop().call_later(self.limits.seconds, worker.kill, "seconds")
        done = False
        # Whatever happens from here on, the worker is given back or ended, and then replaced.
        try:
            worker.number += 1
            worker.write({**values, "id": worker.number, "job": job})
            begun(Job(worker))
            while (frame := await worker.frames.get()) is not None:
                done = header_of(frame)["kind"] in ("answer", "refused")
                if done:
                    break
                yield frame
            if not done:
                raise Gone(worker.killed or "crashed")
            assert frame is not None
            timer.cancel()
            self._idle.put_nowait(worker)
            yield frame
        finally:
            timer.cancel()
            if not done:
                worker.kill("cancelled")

    async def _free_worker(self) -> Process:
        while True:
            worker = await self._idle.get()
            if worker.process.returncode is None:
                return worker
            if not self._places:
                # For whoever waits behind.
                self._idle.put_nowait(worker)
                raise Gone("crashed")

    async def _add(self, failed: int = 0) -> None:
        warm = self._warms and not any(worker.warm for worker in self._all)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "kudari.web.worker",
            *(["--warm"] if warm else []),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Ctrl-C is for the server, which lets its workers save what they do.
            start_new_session=True,
        )
        worker = Process(process, warm=warm, failed=failed)
        self._all.add(worker)
        for watch in (self._read(worker), self._watch(worker)):
            task = asyncio.create_task(watch)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _read(self, worker: Process) -> None:
        """Pass on what the worker writes; when it ends, start another in its place."""
        stream = worker.process.stdout
        assert stream is not None
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                (length,) = struct.unpack("<I", await stream.readexactly(4))
                assert length < LONGEST_FRAME
                frame = await stream.readexactly(length)
                if not worker.ready and header_of(frame)["kind"] == "ready":
                    worker.ready = True
                    self.ready.set()
                    self._idle.put_nowait(worker)
                else:
                    worker.frames.put_nowait(frame)
        await worker.process.wait()
        self._all.discard(worker)
        worker.frames.put_nowait(None)
        failed = 0 if worker.ready else worker.failed + 1
        if failed > TRIES:
            # One that cannot even start would be started for ever; who waits for it is told.
            self._places -= 1
            self._idle.put_nowait(worker)
            return
        await asyncio.sleep(PAUSE * failed)
        if not self._closing:
            await self._add(failed)

    async def _watch(self, worker: Process) -> None:
        """End the worker when it holds more memory than it may."""
        with contextlib.suppress(psutil.NoSuchProcess):
            seen = psutil.Process(worker.process.pid)
            while worker.process.returncode is None:
                if seen.memory_info().rss > self.limits.memory:
                    worker.kill("memory")
                await asyncio.sleep(LOOK_EVERY)
