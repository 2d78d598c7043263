"""What runs for whom: every visitor's studies, with their streams and the workers that compute them."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from kudari.language import InputError, say
from kudari.web.frames import header_of, packed
from kudari.web.pool import Gone, Job, Limits, Pool
from kudari.web.security import Visitor
from kudari.web.streams import Stream

SHORT = 60.0
"""Seconds that a short question may take."""

FIRST = 10.0
"""Seconds that the runners wait, at most, for the clerk to be ready."""

UNWATCHED = 600.0
"""Seconds after which a paused study that nobody watches is saved and left, so that its worker is free again."""

SPARE = 8 * 2**30
"""Bytes that must be free for a worker to get ready for every named study, which takes about one and a half GiB."""

MOST_REMEMBERED = 40
"""Streams that a visitor may go back to without opening the study again."""


@dataclass(eq=False)
class Run:
    """One study, race or other long job of a visitor."""

    key: str
    visitor: Visitor
    language: str
    folder: Path | None
    stream: Stream = field(default_factory=Stream)
    job: Job | None = None
    wanted: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    """Watcher -> the views he looks at."""
    watched: float = field(default_factory=time.monotonic)
    """When somebody last watched it."""
    cancelled: bool = False
    over: bool = False
    """Whether its job has ended; pictures of it may still be asked for."""

    @property
    def wants(self) -> list[dict[str, Any]]:
        """Every view that anybody looks at, once."""
        return list({one["key"]: one for wanted in self.wanted.values() for one in wanted}.values())

    def tell(self, kind: str, **header: Any) -> None:
        """Add a frame of the server's own."""
        self.stream.add(packed({"kind": kind, **header}))


def roomy() -> bool:
    """Whether this machine has memory to spare for programs that may never run."""
    return psutil.virtual_memory().available > SPARE


class Desk:
    """Takes orders, gives them to workers, and keeps what comes back."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.runners = Pool(limits.runs, limits, warms=roomy())
        quick = Limits(runs=1, runs_each=1, memory=limits.memory, seconds=min(SHORT, limits.seconds))
        self.clerks = Pool(1, quick)
        self.runs: dict[str, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the workers: first the one that the page waits for, so that it need not share the processor."""
        await self.clerks.start()
        self._keep(asyncio.create_task(self._start_runners()))
        self._keep(asyncio.create_task(self._leave_unwatched()))

    async def _start_runners(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.clerks.ready.wait(), FIRST)
        await self.runners.start()

    async def close(self) -> None:
        """Let what runs be saved, and end the workers."""
        await asyncio.gather(self.clerks.close(), self.runners.close())
        for task in list(self._tasks):
            task.cancel()

    async def ask(self, visitor: Visitor, job: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A short question; the answer's header, or a refusal."""
        try:
            return await self.clerks.ask(job, **values, **self._place(visitor))
        except Gone as gone:
            sentence = say(f"serving.gone.{gone.reason}", values["language"], **self._words)
            return {"kind": "refused", "sentence": sentence}

    def _place(self, visitor: Visitor) -> dict[str, Any]:
        return {"home": str(visitor.home), "local": visitor.local}

    @property
    def _words(self) -> dict[str, Any]:
        return {"memory": f"{self.limits.memory / 2**30:.1f}", "seconds": f"{self.limits.seconds:.0f}"}

    def begin(self, visitor: Visitor, job: str, folder: Path | None, values: Mapping[str, Any]) -> Run:
        """Start a long job; its run, whose stream tells the rest.

        Raises:
            InputError: the visitor has as many running as he may.
        """
        running = [run for run in self.runs.values() if run.visitor is visitor and not run.over]
        if len(running) >= self.limits.runs_each and job != "open":
            raise InputError("serving.too_many", most=self.limits.runs_each)
        run = Run(secrets.token_hex(8), visitor, values["language"], folder)
        self.runs[run.key] = run
        self._forget(visitor)
        pool = self.clerks if job == "open" else self.runners
        if not pool.free:
            run.tell("state", status="waiting")
        self._keep(asyncio.create_task(self._follow(run, pool, job, dict(values))))
        return run

    async def _follow(self, run: Run, pool: Pool, job: str, values: dict[str, Any]) -> None:
        def begun(job: Job) -> None:
            run.job = job
            if run.cancelled:
                job.control(action="stop")
            self.send_wants(run)

        where = {"folder": str(run.folder)} if run.folder else {}
        try:
            async for frame in pool.frames(job, begun, **values, **where, **self._place(run.visitor)):
                run.stream.add(frame)
                if header_of(frame)["kind"] == "refused":
                    run.tell("state", status="refused", sentence=header_of(frame)["sentence"])
        except Gone as gone:
            reason = "cancelled" if run.cancelled else gone.reason
            sentence = say(f"serving.gone.{reason}", run.language, **self._words)
            run.tell("state", status="gone", reason=reason, sentence=sentence)
        finally:
            run.job = None
            run.over = True
            # What was asked for in its last moments is made from its folder.
            self.send_wants(run)

    def control(self, run: Run, what: Mapping[str, Any]) -> None:
        """Steer a run; one that still waits for a worker can only be stopped, and one that hangs be cancelled."""
        if what.get("action") == "cancel":
            run.cancelled = True
            if run.job:
                run.job.cancel()
        elif run.job:
            run.job.control(**what)
        elif what.get("action") == "stop":
            run.cancelled = True

    def look(self, run: Run, watcher: int, wanted: list[dict[str, Any]] | None) -> None:
        """A watcher looks at these views from now on; None: he has gone."""
        if wanted is None:
            run.wanted.pop(watcher, None)
            run.watched = time.monotonic()
        else:
            run.wanted[watcher] = wanted
        run.stream.forget({one["key"] for one in run.wants})
        self.send_wants(run)

    def send_wants(self, run: Run) -> None:
        """Let a running job know what is looked at; of a study that rests, ask for what is not there yet."""
        if run.job:
            run.job.control(action="want", wanted=run.wants)
        elif run.over and run.folder and run.folder.is_dir():
            missing = [one for one in run.wants if f"view:{one['key']}" not in run.stream.newest]
            for one in missing:
                self._keep(asyncio.create_task(self._fetch(run, one)))

    async def _fetch(self, run: Run, wanted: dict[str, Any]) -> None:
        """A view of a study at rest, from its folder."""
        try:
            async for frame in self.clerks.frames(
                "view", lambda job: None, folder=str(run.folder), wanted=wanted, language=wanted["language"]
            ):
                if header_of(frame)["kind"] == "view":
                    run.stream.add(frame)
        except Gone:
            pass

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _forget(self, visitor: Visitor) -> None:
        ended = [
            run
            for run in self.runs.values()
            if run.visitor is visitor and run.over and not run.wanted
        ]
        for run in ended[: max(0, len(ended) - MOST_REMEMBERED)]:
            del self.runs[run.key]

    async def _leave_unwatched(self) -> None:
        """Paused studies must not keep their workers for ever."""
        while True:
            await asyncio.sleep(10)
            for run in self.runs.values():
                state = run.stream.newest.get("state:")
                paused = state is not None and header_of(state[1]).get("status") == "paused"
                if paused and not run.wanted and time.monotonic() - run.watched > UNWATCHED:
                    self.control(run, {"action": "stop"})
