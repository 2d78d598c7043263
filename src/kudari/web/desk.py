"""What runs for whom: every visitor's studies, with their streams and the workers that compute them."""

import asyncio
import contextlib
import secrets
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import psutil

from kudari.language import InputError, say
from kudari.web.frames import header_of
from kudari.web.pool import Gone, Job, Limits, Pool
from kudari.web.runs import Run
from kudari.web.security import Visitor

SHORT = 60.0
"""Seconds that a short question may take."""

FIRST = 10.0
"""Seconds that the runners wait, at most, for the clerk to be ready."""

LEFT = 5.0
"""Seconds after which a run that nobody watches makes room for another of its visitor's."""

TURNS = 2
"""Questions of one visitor at a time, so that others' come between."""

UNWATCHED = 600.0
"""Seconds after which a paused study that nobody watches is saved and left, so that its worker is free again."""

SPARE = 8 * 2**30
"""Bytes that must be free for a worker to get ready for every named study, which takes about one and a half GiB."""

MOST_REMEMBERED = 40
"""Streams that a visitor may go back to without opening the study again."""


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
        self._turns: WeakKeyDictionary[Visitor, asyncio.Semaphore] = WeakKeyDictionary()
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
            async with self._turn(visitor):
                return await self.clerks.ask(job, {**values, **self._place(visitor)})
        except Gone as gone:
            return {"kind": "refused", "sentence": self._sentence(gone.reason, values["language"])}

    def _turn(self, visitor: Visitor) -> asyncio.Semaphore:
        return self._turns.setdefault(visitor, asyncio.Semaphore(TURNS))

    def _place(self, visitor: Visitor) -> dict[str, Any]:
        return {"home": str(visitor.home), "local": visitor.local}

    def _sentence(self, reason: str, language: str) -> str:
        memory, seconds = f"{self.limits.memory / 2**30:.1f}", f"{self.limits.seconds:.0f}"
        return say(f"serving.gone.{reason}", language, memory=memory, seconds=seconds)

    @property
    def busy(self) -> set[Visitor]:
        """Who has something running."""
        return {run.visitor for run in self.runs.values() if not run.over}

    def writer(self, folder: Path) -> Run | None:
        """The run that writes into a folder, into one in it or one around it, at this moment."""
        lineage = {folder, *folder.parents}
        for run in self.runs.values():
            if run.writes and run.folder and (run.folder in lineage or folder in run.folder.parents):
                return run
        return None

    def begin(self, visitor: Visitor, job: str, folder: Path | None, values: Mapping[str, Any]) -> Run:
        """Start a long job; its run, whose stream tells the rest.

        Raises:
            InputError: the visitor has as many running as he may.
        """
        if job != "open":
            self._make_room(visitor)
        run = Run(secrets.token_hex(8), job, visitor, values["language"], folder)
        self.runs[run.key] = run
        self._forget(visitor)
        pool = self.clerks if job == "open" else self.runners
        if not pool.free:
            run.tell("state", status="waiting")
        run.task = asyncio.create_task(self._follow(run, pool, dict(values)))
        run.task.add_done_callback(lambda task: self._ended(run, task))
        self._keep(run.task)
        return run

    def _make_room(self, visitor: Visitor) -> None:
        """End what a visitor left behind, with a page that was closed or loaded again, where he lacks the room.

        Raises:
            InputError: he watches all that he may run.
        """
        running = [
            run
            for run in self.runs.values()
            if run.visitor is visitor and run.does != "open" and not (run.over or run.made_room)
        ]
        behind = [run for run in running if run.left > LEFT]
        ending = behind[: max(0, len(running) + 1 - self.limits.runs_each)]
        if len(running) - len(ending) >= self.limits.runs_each:
            raise InputError("serving.too_many", most=self.limits.runs_each)
        for run in ending:
            run.made_room = True
            # A study is saved as it stands; other jobs hear nothing.
            self.control(run, {"action": "stop" if run.does == "live" else "cancel"})

    async def _follow(self, run: Run, pool: Pool, values: dict[str, Any]) -> None:
        def begun(job: Job) -> None:
            run.job = job
            self.send_wants(run)
            for what in run.unheard:
                job.control(what)

        where = {"folder": str(run.folder)} if run.folder else {}
        turn = self._turn(run.visitor) if pool is self.clerks else contextlib.nullcontext()
        frames = pool.frames(run.does, begun, {**values, **where, **self._place(run.visitor)})
        async with turn, contextlib.aclosing(frames):
            async for frame in frames:
                run.stream.add(frame)
                if header_of(frame)["kind"] == "refused":
                    run.tell("state", status="refused", sentence=header_of(frame)["sentence"])

    def _ended(self, run: Run, task: asyncio.Task[None]) -> None:
        """After a run, however it ended."""
        run.job = None
        run.over = True
        error = None if task.cancelled() else task.exception()
        if task.cancelled() or error:
            if error and not isinstance(error, Gone):
                traceback.print_exception(error)
            reason = error.reason if isinstance(error, Gone) else "crashed" if error else "closed"
            reason = "cancelled" if run.cancelled else reason
            run.tell("state", status="gone", reason=reason, sentence=self._sentence(reason, run.language))
        # What was asked for in its last moments is made from its folder.
        self.send_wants(run)

    def control(self, run: Run, what: Mapping[str, Any]) -> None:
        """Steer a run; one that waits for a worker hears it when it begins, unless it is to end."""
        action = what.get("action")
        if action == "cancel" and run.job:
            run.cancelled = True
            run.job.cancel()
        elif run.job:
            run.job.control(what)
        elif action in ("cancel", "stop") and run.task:
            run.cancelled = True
            run.task.cancel()
        else:
            run.unheard.append(what)

    def look(self, run: Run, watcher: int, wanted: list[dict[str, Any]] | None) -> None:
        """A watcher looks at these views from now on; None: he has gone."""
        if wanted is None:
            run.unwatch(watcher)
        else:
            run.wanted[watcher] = wanted
        run.stream.forget({one["key"] for one in run.wants})
        self.send_wants(run)

    def send_wants(self, run: Run) -> None:
        """Let a running job know what is looked at; of a study that rests, ask for what is not there yet."""
        if run.job:
            run.job.control({"action": "want", "wanted": run.wants})
        elif run.over and run.folder and run.folder.is_dir():
            there = {f"view:{key}" for key in run.fetched} | set(run.stream.newest)
            for one in run.wants:
                if f"view:{one['key']}" in there:
                    continue
                run.fetched.add(one["key"])
                self._keep(asyncio.create_task(self._fetch(run, one)))

    async def _fetch(self, run: Run, wanted: dict[str, Any]) -> None:
        """A view of a study at rest, from its folder; where there is none, a sentence."""
        language = wanted["language"]
        values = {"folder": str(run.folder), "wanted": wanted, "language": language}
        sentence = ""
        try:
            async with self._turn(run.visitor):
                async for frame in self.clerks.frames("view", lambda job: None, values):
                    header = header_of(frame)
                    if header["kind"] == "view":
                        run.stream.add(frame)
                    elif header["kind"] == "refused":
                        sentence = header["sentence"]
        except Gone as gone:
            sentence = self._sentence(gone.reason, language)
        finally:
            run.fetched.discard(wanted["key"])
        if sentence:
            words = {"kind": "words", "text": sentence}
            run.tell("view", key=wanted["key"], view=wanted["view"], step=0, data=words)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _forget(self, visitor: Visitor) -> None:
        ended = [run for run in self.runs.values() if run.visitor is visitor and run.over and not run.wanted]
        for run in ended[: max(0, len(ended) - MOST_REMEMBERED)]:
            del self.runs[run.key]

    async def _leave_unwatched(self) -> None:
        """Paused studies must not keep their workers for ever."""
        while True:
            await asyncio.sleep(10)
            for run in self.runs.values():
                state = run.stream.newest.get("state:")
                paused = state is not None and header_of(state[1]).get("status") == "paused"
                if paused and run.left > UNWATCHED:
                    self.control(run, {"action": "stop"})
