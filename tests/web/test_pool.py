"""Worker processes: what they are asked, and what becomes of one that crashes, swells or takes too long."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kudari.studies import STUDIES
from kudari.study_file import to_mapping
from kudari.web import pool as pools
from kudari.web.desk import Desk
from kudari.web.frames import header_of
from kudari.web.jobs import PLACES, job
from kudari.web.pool import Pool
from kudari.web.process import Gone, Job, Limits
from kudari.web.runs import Run
from kudari.web.security import Visitor
from kudari.web.server import ASKED, STARTED
from kudari.web.worker import Worker

LIMITS = Limits(runs=1, runs_each=1, memory=4 * 2**30, seconds=120.0)


def visitor(folder: Path) -> Visitor:
    return Visitor(key="x", home=folder, local=True)


def with_pool(limits: Limits, use: Callable[[Pool], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        pool = Pool(1, limits)
        await pool.start()
        try:
            return await asyncio.wait_for(use(pool), 90)
        finally:
            await pool.close()

    return asyncio.run(whole())


STUDY = {**to_mapping(STUDIES["parabola"]), "steps": 1_000_000, "stop": {}}


def asked(folder: Path, name: str = "a", **more: Any) -> dict[str, Any]:
    where = {"folder": str(folder / name), "home": str(folder), "local": True}
    return {"study": STUDY, "language": "en", "speed": 100.0, **where, **more}


def test_a_worker_answers_refuses_and_answers_again(tmp_path: Path) -> None:
    async def use(pool: Pool) -> None:
        there = {"language": "ja", "home": str(tmp_path), "local": True}
        assert (await pool.ask("history", there))["answer"] == {"entries": []}
        refused = await pool.ask(
            "live", asked(tmp_path, study={"problem": {"name": "nothing"}}, language="ja")
        )
        assert refused["kind"] == "refused"
        assert "nothing" in refused["sentence"]
        broken = await pool.ask("history", {"language": "en"})
        assert broken["defect"]
        assert (await pool.ask("history", there))["kind"] == "answer"
        assert len(pool._all) == 1

    with_pool(LIMITS, use)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (LIMITS, "memory"),
        (Limits(runs=1, runs_each=1, memory=4 * 2**30, seconds=4.0), "seconds"),
        (LIMITS, "cancelled"),
        (LIMITS, "crashed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_worker_that_ends_early_is_said_and_replaced(tmp_path: Path, limits: Limits, reason: str) -> None:
    async def use(pool: Pool) -> None:
        jobs: list[Job] = []

        async def follow() -> None:
            async for header, _ in pool.frames("live", jobs.append, asked(tmp_path)):
                if header["kind"] != "now":
                    continue
                if reason == "memory":
                    # It now holds more than it may.
                    pool.limits = replace(limits, memory=1)
                if reason == "cancelled":
                    jobs[0].cancel()
                if reason == "crashed":
                    jobs[0].worker.process.kill()

        with pytest.raises(Gone) as gone:
            await follow()
        assert gone.value.reason == reason
        pool.limits = limits
        first = jobs[0].worker
        while first in pool._all or not pool._all:
            await asyncio.sleep(0.05)
        assert len(pool._all) == 1
        if reason in ("cancelled", "crashed"):
            assert (await pool.ask("history", {"language": "en", "home": str(tmp_path)}))["kind"] == "answer"

    with_pool(limits, use)


def test_closing_saves_what_runs(tmp_path: Path) -> None:
    from kudari.results import store

    async def use(pool: Pool) -> None:
        begun = asyncio.Event()

        async def follow() -> None:
            async for header, _ in pool.frames("live", lambda job: None, asked(tmp_path)):
                if header["kind"] == "now":
                    begun.set()

        task = asyncio.create_task(follow())
        await begun.wait()
        await pool.close()
        await task

    with_pool(LIMITS, use)
    assert (tmp_path / "a" / "checkpoint.npz").is_file()
    assert store.load(tmp_path / "a").sizes["step"] >= 1


def test_the_desk_keeps_to_its_limits_and_tells_the_rest(tmp_path: Path) -> None:
    async def whole() -> tuple[Run, list[str]]:
        desk = Desk(LIMITS)
        desk.runners = Pool(1, LIMITS)
        await desk.start()
        try:
            here = visitor(tmp_path)
            values = {
                key: value for key, value in asked(tmp_path).items() if key not in ("folder", "home", "local")
            }
            run = desk.begin(here, "live", tmp_path / "a", values)
            refused = []
            for other in (here, visitor(tmp_path / "other")):
                try:
                    desk.begin(other, "live", tmp_path / "b", values)
                except ValueError as error:
                    refused.append(str(error))
            while "now:" not in run.stream.newest:
                await asyncio.sleep(0.05)
            desk.look(run, 1, [{"key": "t", "view": "table", "choice": {}, "language": "ja"}])
            while "view:t" not in run.stream.newest:
                await asyncio.sleep(0.05)
            desk.control(run, {"action": "cancel"})
            while not run.over:
                await asyncio.sleep(0.05)
            return run, refused
        finally:
            await desk.close()

    run, refused = asyncio.run(asyncio.wait_for(whole(), 90))
    assert len(refused) == 1
    state = header_of(run.stream.newest["state:"][1])
    assert (state["status"], state["reason"]) == ("gone", "cancelled")
    assert "resumed" in state["sentence"]


def test_a_question_that_no_frame_holds_costs_no_worker_for_good(tmp_path: Path) -> None:
    async def use(pool: Pool) -> None:
        with pytest.raises(ValueError, match="JSON"):
            await pool.ask("history", {"language": "en", "x": float("nan")})
        assert (await pool.ask("history", {"language": "en", "home": str(tmp_path)}))["kind"] == "answer"

    with_pool(LIMITS, use)


def test_who_waits_for_a_worker_that_cannot_start_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = tmp_path / "starts"
    broken = tmp_path / "broken"
    broken.write_text(f"#!/bin/sh\necho >> {starts}\n")
    broken.chmod(0o755)
    monkeypatch.setattr(pools.sys, "executable", str(broken))
    monkeypatch.setattr(pools, "PAUSE", 0.01)

    async def use(pool: Pool) -> None:
        asked_for = [asyncio.create_task(pool.ask("choices", {"language": "en"})) for _ in range(3)]
        for task in asked_for:
            with pytest.raises(Gone) as gone:
                await asyncio.wait_for(task, 20)
            assert gone.value.reason == "crashed"

    with_pool(LIMITS, use)
    assert len(starts.read_text().splitlines()) == 1 + pools.TRIES


def test_a_job_that_waits_does_not_wait_for_what_may_be_asked() -> None:
    left = iter([None, None])
    with open(os.devnull, "rb") as frames_in, open(os.devnull, "wb") as frames_out:
        worker = Worker(frames_in, frames_out, warms=True)
        worker._asked.put({"id": 1})
        assert worker._next(left) == {"id": 1}
        assert len(list(left)) == 2


def test_every_job_is_there() -> None:
    assert set(ASKED) | set(STARTED) | {"view"} == set(PLACES)
    for name in PLACES:
        assert callable(job(name))
