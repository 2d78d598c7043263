"""The server's workers: started before they are needed, watched, and replaced when they end."""

import asyncio
import itertools
import struct
import sys
from collections.abc import AsyncGenerator, Callable, Mapping
from pathlib import Path
from typing import Any

from kudari.web.frames import Frame, header_of
from kudari.web.process import MOST_MAPS, SAVING, Gone, Job, Limits, Process
from kudari.web.room import LEAST_FREE, free_bytes

WRITERS = ("live", "race")
"""Jobs that write into a folder as they go."""

LOOK_EVERY = 0.5
"""Seconds between looks at a worker's memory, and at the disk it writes to."""

LONGEST_FRAME = 2**28

TRIES = 3
"""How often a worker that ended before it did anything is started again."""

PAUSE = 0.5
"""Seconds before the first of these tries; before the second twice as many, and so on."""


class Pool:
    """Workers of one kind."""

    def __init__(self, size: int, limits: Limits, *, warms: bool = False) -> None:
        """`warms`: one of the workers gets ready for every named study, and is given work first."""
        self.size, self.limits, self._warms = size, limits, warms
        self._idle: asyncio.PriorityQueue[tuple[bool, int, Process | None]] = asyncio.PriorityQueue()
        """The warm one first, then who worked last, whose programs are fresh. None: a place was given up."""
        self._order = itertools.count()
        self._all: set[Process] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = size
        """Workers that there are or will be; fewer where one could not be started."""
        self._closing = False

    async def start(self, count: int | None = None) -> None:
        """Start so many workers, or all; they become ready by themselves."""
        for _ in range(self.size if count is None else count):
            await self._fill(0)

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
        return sum(worker.idle for worker in self._all)

    async def ask(self, job: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Do a short job; its last frame's header: `answer` or `refused`.

        Raises:
            Gone: the worker ended before it had answered.
        """
        async for header, _ in self.frames(job, lambda job: None, values):
            last = header
        return last

    async def frames(
        self, job: str, begun: Callable[[Job], None], values: Mapping[str, Any]
    ) -> AsyncGenerator[Frame, None]:
        """Do a job, and give its frames as they come; the last is an `answer` or `refused`.

        Raises:
            Gone: the worker ended before, or none could be started.
        """
        worker = await self._free_worker()
        timer = asyncio.get_running_loop().call_later(self.limits.seconds, worker.leave, "seconds")
        done = False
        # Whatever happens from here on, the worker is given back or ended, and then replaced.
        try:
            worker.number += 1
            worker.write({**values, "id": worker.number, "job": job})
            worker.writes = Path(values["folder"]) if job in WRITERS and "folder" in values else None
            begun(Job(worker))
            while (said := await worker.frames.get()) is not None:
                if said[0]["id"] != worker.number:
                    # What a job says after its answer is nobody's any more.
                    continue
                done = said[0]["kind"] in ("answer", "refused")
                if done:
                    break
                yield said
            if said is None or worker.leaving:
                raise Gone(worker.killed or worker.leaving or "crashed")
            timer.cancel()
            worker.writes = None
            if self._worn(worker):
                worker.kill("worn")
            else:
                self._rest(worker)
            yield said
        finally:
            timer.cancel()
            if not done or worker.leaving:
                worker.kill("cancelled")

    def _worn(self, worker: Process) -> bool:
        """Whether what it keeps of earlier jobs leaves too little for the next, which would be blamed for it."""
        return worker.memory > self.limits.memory / 2 or worker.maps > MOST_MAPS

    def _rest(self, worker: Process | None) -> None:
        first = False
        if worker is not None:
            first, worker.idle = worker.warm, True
        self._idle.put_nowait((not first, -next(self._order), worker))

    async def _free_worker(self) -> Process:
        while True:
            _, _, worker = await self._idle.get()
            if worker is not None and not worker.ended:
                worker.idle = False
                return worker
            if not self._places:
                # For whoever waits behind.
                self._rest(None)
                raise Gone("crashed")

    async def _fill(self, failed: int) -> None:
        """Start a worker in a place where so many failed; one that cannot even start is not tried for ever."""
        while failed <= TRIES:
            await asyncio.sleep(PAUSE * failed)
            try:
                if not self._closing:
                    await self._add(failed)
            except OSError:
                failed += 1
            else:
                return
        self._places -= 1
        # Who waits for it is told.
        self._rest(None)

    async def _add(self, failed: int) -> None:
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
        try:
            while True:
                (length,) = struct.unpack("<I", await stream.readexactly(4))
                if length > LONGEST_FRAME:
                    raise ValueError
                frame = await stream.readexactly(length)
                header = header_of(frame)
                if header["kind"] == "ready":
                    self._rest(worker)
                else:
                    worker.frames.put_nowait((header, frame))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except (ValueError, KeyError, struct.error):
            # What it writes makes no sense any more.
            worker.kill("crashed")
            await stream.read()
        await worker.process.wait()
        self._all.discard(worker)
        worker.frames.put_nowait(None)
        await self._fill(0 if worker.number else worker.failed + 1)

    async def _watch(self, worker: Process) -> None:
        """End the worker when it holds more memory than it may, or the disk it writes to is nearly full."""
        while not worker.ended:
            if worker.memory > self.limits.memory:
                worker.kill("memory")
            if worker.writes and free_bytes(worker.writes) < LEAST_FREE:
                worker.leave("disk")
            await asyncio.sleep(LOOK_EVERY)
