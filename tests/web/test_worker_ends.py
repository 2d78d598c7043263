"""How workers are ended and replaced, shown with one that computes nothing: `stand_in.py`."""

import asyncio
import struct
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from kudari.web import jobs, process
from kudari.web import pool as pools
from kudari.web.desk import WARM, roomy
from kudari.web.frames import header_of, packed
from kudari.web.pool import Pool
from kudari.web.process import Gone, Limits, Process
from kudari.web.worker import Worker, read_frame

LIMITS = Limits(runs=1, runs_each=1, memory=4 * 2**30, seconds=20.0)


@pytest.fixture
def with_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def run(
        use: Callable[[Pool], Awaitable[Any]],
        limits: Limits = LIMITS,
        script: str = "exec {python} {stand_in}",
    ) -> None:
        program = tmp_path / "worker"
        there = Path(__file__).with_name("stand_in.py")
        program.write_text("#!/bin/sh\n" + script.format(python=sys.executable, stand_in=there))
        program.chmod(0o755)
        monkeypatch.setattr(pools.sys, "executable", str(program))
        monkeypatch.setattr(pools, "PAUSE", 0.01)
        monkeypatch.setattr(pools, "LOOK_EVERY", 0.02)
        monkeypatch.setattr(process, "SAVING", 0.2)

        async def whole() -> None:
            pool = Pool(1, limits)
            await pool.start()
            try:
                await asyncio.wait_for(use(pool), 30)
            finally:
                await pool.close()

        asyncio.run(whole())

    return run


def test_what_a_job_says_after_its_answer_is_nobodys(with_pool: Callable[..., None]) -> None:
    async def use(pool: Pool) -> None:
        assert (await pool.ask("late", {}))["kind"] == "answer"
        frames = [header async for header, _ in pool.frames("quick", lambda job: None, {})]
        assert [header["kind"] for header in frames] == ["answer"]

    with_pool(use)


@pytest.mark.parametrize("job", ["endless", "garbled"])
def test_a_worker_that_talks_nonsense_is_replaced(with_pool: Callable[..., None], job: str) -> None:
    async def use(pool: Pool) -> None:
        with pytest.raises(Gone, match="crashed"):
            await pool.ask(job, {})
        assert (await pool.ask("quick", {}))["kind"] == "answer"

    with_pool(use)


@pytest.mark.parametrize("job", ["live", "deaf"])
def test_who_takes_too_long_may_save_first(with_pool: Callable[..., None], job: str) -> None:
    async def use(pool: Pool) -> None:
        heard = []
        write = Process.write
        pool.limits = Limits(runs=1, runs_each=1, memory=2**32, seconds=0.1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Process, "write", lambda self, what: (heard.append(what), write(self, what))[1])
            with pytest.raises(Gone, match="seconds"):
                await pool.ask(job, {})
        assert heard[-1]["control"] == {"action": "stop"}
        pool.limits = LIMITS
        assert (await pool.ask("quick", {}))["kind"] == "answer"

    with_pool(use)


def test_a_run_is_ended_before_the_disk_is_full(
    with_pool: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "free_bytes", lambda folder: pools.LEAST_FREE - 1)

    async def use(pool: Pool) -> None:
        with pytest.raises(Gone, match="disk"):
            await pool.ask("live", {"folder": str(tmp_path)})
        # What writes nothing goes on.
        assert (await pool.ask("quick", {"folder": str(tmp_path)}))["kind"] == "answer"

    with_pool(use)


@pytest.mark.parametrize("much", ["memory", "maps"])
def test_a_worker_full_of_earlier_jobs_is_given_no_other(
    with_pool: Callable[..., None], monkeypatch: pytest.MonkeyPatch, much: str
) -> None:
    monkeypatch.setattr(Process, much, 3 * 2**30)

    async def use(pool: Pool) -> None:
        workers = []
        for _ in range(2):
            async for header, _ in pool.frames("quick", lambda job: workers.append(job.worker), {}):
                assert header["kind"] == "answer"
        assert workers[0] is not workers[1]

    with_pool(use)


@pytest.mark.parametrize(("fails", "answers"), [(2, True), (100, False)])
def test_a_place_is_tried_again_where_no_process_can_be_started(
    with_pool: Callable[..., None], monkeypatch: pytest.MonkeyPatch, fails: int, answers: bool
) -> None:
    start, failed = asyncio.create_subprocess_exec, []

    async def starts(*words: Any, **how: Any) -> Any:
        if len(failed) < fails:
            failed.append(words)
            raise OSError
        return await start(*words, **how)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", starts)

    async def use(pool: Pool) -> None:
        if answers:
            assert (await pool.ask("quick", {}))["kind"] == "answer"
            return
        for _ in range(2):
            with pytest.raises(Gone, match="crashed"):
                await pool.ask("quick", {})

    with_pool(use)


def test_a_worker_that_ends_before_its_first_job_is_not_started_for_ever(
    with_pool: Callable[..., None], tmp_path: Path
) -> None:
    async def use(pool: Pool) -> None:
        while pool._places:
            await asyncio.sleep(0.02)
        assert not pool.free

    with_pool(use, script=f"echo >> {tmp_path}/starts; {{python}} {{stand_in}} < /dev/null 2> /dev/null")
    assert len((tmp_path / "starts").read_text().splitlines()) == 1 + pools.TRIES


LONG = """
import time
from kudari.web import jobs, worker
jobs.get_ready = lambda compiles: iter(())
jobs.job = lambda name: lambda asked, talk: time.sleep(600)
worker.main()
"""


def test_a_worker_whose_server_was_killed_does_not_go_on_for_ever() -> None:
    worker = subprocess.Popen([sys.executable, "-c", LONG], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert worker.stdin is not None
    assert worker.stdout is not None
    frame = packed({"id": 1, "job": "long"})
    worker.stdin.write(struct.pack("<I", len(frame)) + frame)
    worker.stdin.flush()
    ready = read_frame(worker.stdout)
    assert ready is not None
    assert header_of(ready)["kind"] == "ready"
    worker.stdin.close()
    worker.stdout.close()
    assert worker.wait(process.SAVING + 20) == 1


def test_no_worker_gets_ready_for_everything_where_it_may_hold_too_little() -> None:
    assert not roomy(Limits(runs=1, runs_each=1, memory=WARM - 1, seconds=1.0))


def test_a_full_disk_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(asked: Any, talk: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jobs, "job", lambda name: full)
    monkeypatch.setattr("kudari.compiled.keep_compiled_programs", lambda: None)
    asked = packed({"id": 1, "job": "live", "folder": "/home/me/study-1", "language": "en"})
    (tmp_path / "in").write_bytes(struct.pack("<I", len(asked)) + asked)
    with (tmp_path / "in").open("rb") as frames_in, (tmp_path / "out").open("wb") as frames_out:
        Worker(frames_in, frames_out, warms=False).serve()
    with (tmp_path / "out").open("rb") as said:
        *_, last = iter(lambda: read_frame(said), None)
    sentence = header_of(last)["sentence"]
    assert "study-1 failed: No space left" in sentence
    assert "/home" not in sentence
