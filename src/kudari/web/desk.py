"""What runs for whom: every visitor's studies, with their streams and the workers that compute them."""

import asyncio
import contextlib
import secrets
import traceback
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil

from kudari.language import LANGUAGES, InputError
from kudari.web.clerks import CLERKS, Clerks
from kudari.web.frames import header_of
from kudari.web.pool import Pool
from kudari.web.process import Gone, Job, Limits, gone_sentence
from kudari.web.room import check_free
from kudari.web.runs import Run, given
from kudari.web.security import Visitor

FIRST = 10.0
"""Seconds that the runners wait, at most, for the first page, which needs the processor too."""

SETTLED = 15.0
"""Seconds after which a second clerk is started beside the first."""

LEFT = 5.0
"""Seconds after which a run that nobody watches makes room for another of its visitor's."""

UNWATCHED = 600.0
"""Seconds after which a paused study that nobody watches is saved and left, so that its worker is free again."""

SPARE = 8 * 2**30
"""Bytes that must be free for a worker to get ready for every named study, which takes about one and a half GiB."""

WARM = 4 * 2**30
"""Bytes that a worker must be allowed for this, so that it has enough left for its jobs."""

MOST_REMEMBERED = 40
"""Streams that a visitor may go back to without opening the study again."""

MOST_OPENING = 12
"""Stored studies of one visitor that are being opened at a time."""


def roomy(limits: Limits) -> bool:
    """Whether there is memory to spare for programs that may never run."""
    return limits.memory >= WARM and psutil.virtual_memory().available > SPARE


class Desk:
    """Takes orders, gives them to workers, and keeps what comes back."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.runners = Pool(limits.runs, limits, warms=roomy(limits))
        self.clerks = Clerks(limits)
        self.runs: dict[str, Run] = {}
        self.opened = asyncio.Event()
        """Set when the first page has what it shows, or somebody starts something."""
        self._deleting: set[Path] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the workers: first the one that the page waits for, so that it need not share the processor."""
        await self.clerks.pool.start(1)
        self._keep(asyncio.create_task(self._start_others()))
        self._keep(asyncio.create_task(self._leave_unwatched()))

    async def _start_others(self) -> None:
        with contextlib.suppress(TimeoutError, Gone):
            await asyncio.wait_for(self._offer(), FIRST)
        await self.runners.start()
        # The page's first questions and the first run come before a second clerk.
        await asyncio.sleep(SETTLED)
        await self.clerks.pool.start(CLERKS - 1)

    async def _offer(self) -> None:
        """Have what the form offers at hand, and wait for the first page that asks."""
        for language in LANGUAGES:
            await self.clerks.choices(language)
        await self.opened.wait()

    async def close(self) -> None:
        """Let what runs be saved, and end the workers."""
        await asyncio.gather(self.clerks.pool.close(), self.runners.close())
        for task in list(self._tasks):
            task.cancel()

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

    def with_running(self, home: Path, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What lies in a folder, with what is written at this moment; what waits for a worker has no folder yet."""
        there = {entry["name"] for entry in entries}
        writing = [
            run for run in self.runs.values() if run.writes and run.folder and run.folder.parent == home
        ]
        ahead = [run.entry for run in reversed(writing) if run.entry["name"] not in there]
        known = [{**one, "status": "running"} if self.writer(home / one["name"]) else one for one in entries]
        return [*ahead, *known]

    def begin(self, visitor: Visitor, job: str, folder: Path | None, values: Mapping[str, Any]) -> Run:
        """Start a long job; its run, whose stream tells the rest.

        Raises:
            InputError: the visitor has as many running as he may, or the disk is nearly full.
        """
        if job == "open":
            self._check_opening(visitor)
        else:
            check_free(visitor.home)
            self._make_room(visitor)
        self.opened.set()
        run = Run(secrets.token_hex(8), job, visitor, values["language"], folder)
        self.runs[run.key] = run
        self._forget(visitor)
        if not (self.clerks.pool if job == "open" else self.runners).free:
            run.tell("state", status="waiting")
        run.task = asyncio.create_task(self._follow(run, dict(values)))
        run.task.add_done_callback(lambda task: self._ended(run, task))
        self._keep(run.task)
        return run

    def _check_opening(self, visitor: Visitor) -> None:
        opening = [run for run in self.runs.values() if run.visitor is visitor and run.does == "open"]
        if sum(not run.over for run in opening) >= MOST_OPENING:
            raise InputError("serving.too_many_opened", most=MOST_OPENING)

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

    async def _follow(self, run: Run, values: dict[str, Any]) -> None:
        def begun(job: Job) -> None:
            run.job = job
            self.send_wants(run)
            for what in run.unheard:
                job.control(what)

        if run.folder:
            values["folder"] = str(run.folder)
        if run.does == "open":
            asked = self.clerks.frames(run.visitor, run.does, begun, values)
        else:
            asked = self.runners.frames(run.does, begun, {**values, **given(run.visitor, self.limits)})
        async with contextlib.aclosing(asked) as frames:
            async for header, frame in frames:
                run.take((header, frame))
                if header["kind"] == "refused":
                    run.tell("state", status="refused", sentence=header["sentence"])

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
            sentence = gone_sentence(reason, self.limits, run.language)
            run.tell("state", status="gone", reason=reason, sentence=sentence)
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
        # What he now looks at may be there already, for another.
        run.stream.wake()
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
        try:
            await self.clerks.view(run, wanted)
        finally:
            run.fetched.discard(wanted["key"])
        # Who looked away when it came may have come back since.
        self.send_wants(run)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _forget(self, visitor: Visitor) -> None:
        ended = [run for run in self.runs.values() if run.visitor is visitor and run.over and not run.wanted]
        for run in ended[: max(0, len(ended) - MOST_REMEMBERED)]:
            del self.runs[run.key]

    def forget_strangers(self, known: Collection[Visitor]) -> None:
        """Drop the streams of visitors who are known no more."""
        self.runs = {key: run for key, run in self.runs.items() if not run.over or run.visitor in known}

    @contextlib.contextmanager
    def deleting(self, folder: Path) -> Iterator[None]:
        """Nothing is begun in this folder meanwhile.

        Raises:
            InputError: something writes into it, or it is being deleted already.
        """
        if self.writer(folder):
            raise InputError("serving.running", came=folder.name)
        self.check_there(folder)
        self._deleting.add(folder)
        try:
            yield
        finally:
            self._deleting.discard(folder)

    def check_there(self, folder: Path) -> None:
        """A folder that is being deleted is as good as gone.

        Raises:
            InputError: it is.
        """
        if not self._deleting.isdisjoint({folder, *folder.parents}):
            raise InputError("serving.no_file", came=folder.name)

    async def _leave_unwatched(self) -> None:
        """Paused studies must not keep their workers for ever."""
        while True:
            await asyncio.sleep(10)
            for run in self.runs.values():
                state = run.stream.newest.get("state:")
                paused = state is not None and header_of(state[1]).get("status") == "paused"
                if paused and run.left > UNWATCHED:
                    self.control(run, {"action": "stop"})
