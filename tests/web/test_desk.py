"""The desk: who may start what, what becomes of runs that were left behind, and one visitor among others."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from kudari.folders import free_folder
from kudari.language import InputError
from kudari.web import room
from kudari.web.clerks import CLERKS, TURNS, Clerks
from kudari.web.desk import LEFT, MOST_OPENING, Desk
from kudari.web.frames import Frame, header_of, packed
from kudari.web.process import Gone, Job, Limits
from kudari.web.questions import wish
from kudari.web.runs import Run
from kudari.web.security import Door, Visitor, allowed_hosts
from kudari.web.server import application

LIMITS = Limits(runs=1, runs_each=1, memory=2**30, seconds=10.0)
HOST = "127.0.0.1:8520"
HOME = f"http://{HOST}"
VALUES = {"language": "en"}


class Workers(Job):
    """A pool without processes, and its job: `gate` opens when a worker is free, `done` when `last` may come."""

    free = 1

    def __init__(self, last: Mapping[str, Any] | Exception | None = None) -> None:
        self.last = last or {"kind": "answer", "answer": {}}
        self.gate, self.done = asyncio.Event(), asyncio.Event()
        self.asked: list[Mapping[str, Any]] = []
        self.heard: list[Any] = []
        self.at_once = 0

    def control(self, what: Mapping[str, Any]) -> None:
        self.heard.append(what["action"])

    def cancel(self, reason: str = "cancelled") -> None:
        self.heard.append(reason)

    async def frames(
        self, job: str, begun: Callable[[Any], None], values: Mapping[str, Any]
    ) -> AsyncIterator[Frame]:
        await self.gate.wait()
        self.asked.append(values)
        self.at_once += 1
        begun(self)
        await self.done.wait()
        if isinstance(self.last, Exception):
            raise self.last
        header = dict(self.last)
        if "wanted" in values:
            header["key"] = values["wanted"]["key"]
        yield header, packed(header)


def visitor(key: str = "x") -> Visitor:
    return Visitor(key=key, home=Path("/nowhere"), local=True)


def at_desk(
    use: Callable[[Desk, Workers], Awaitable[None]], last: Mapping[str, Any] | Exception | None = None
) -> None:
    async def whole() -> None:
        desk, workers = Desk(LIMITS), Workers(last)
        desk.runners = desk.clerks.pool = workers  # type: ignore[assignment]
        await asyncio.wait_for(use(desk, workers), 10)

    asyncio.run(whole())


async def soon() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def state(run: Run) -> dict[str, Any]:
    return header_of(run.stream.newest["state:"][1])


@pytest.mark.parametrize(("job", "told"), [("live", "stop"), ("race", "cancelled"), ("check", "cancelled")])
def test_a_run_that_was_left_behind_makes_room(job: str, told: str) -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        workers.gate.set()
        here = visitor()
        first = desk.begin(here, job, None, VALUES)
        await soon()
        desk.look(first, 1, [])
        first.watched -= 2 * LEFT
        with pytest.raises(InputError):
            # He looks at nothing of it, but he is there.
            desk.begin(here, job, None, VALUES)
        desk.look(first, 1, None)
        with pytest.raises(InputError):
            desk.begin(here, job, None, VALUES)
        first.watched -= 2 * LEFT
        second = desk.begin(here, job, None, VALUES)
        assert workers.heard[-1] == told
        second.wanted[2] = []
        with pytest.raises(InputError):
            desk.begin(here, job, None, VALUES)

    at_desk(use)


@pytest.mark.parametrize("action", ["cancel", "stop"])
def test_what_is_cancelled_while_it_waits_never_runs(action: str) -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        run = desk.begin(visitor(), "race", None, VALUES)
        await soon()
        desk.control(run, {"action": action})
        await soon()
        assert run.over
        assert (state(run)["status"], state(run)["reason"]) == ("gone", "cancelled")
        workers.gate.set()
        await soon()
        assert workers.asked == []

    at_desk(use)


def test_other_controls_wait_with_the_run() -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        run = desk.begin(visitor(), "live", None, VALUES)
        desk.control(run, {"action": "pause"})
        desk.control(run, {"action": "speed", "speed": 3})
        workers.gate.set()
        await soon()
        assert workers.heard == ["want", "pause", "speed"]

    at_desk(use)


@pytest.mark.parametrize(
    ("error", "reason"), [(Gone("memory"), "memory"), (KeyError("x"), "crashed"), (ValueError(), "crashed")]
)
def test_whatever_ends_a_run_is_told(
    error: Exception, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        workers.gate.set()
        workers.done.set()
        # Names of parameters are names like any other.
        run = desk.begin(visitor(), "live", None, {**VALUES, "begun": 1, "self": 2, "job": 3})
        await soon()
        assert run.over
        assert (state(run)["status"], state(run)["reason"]) == ("gone", reason)
        assert state(run)["sentence"]
        assert workers.asked[0]["begun"] == 1

    at_desk(use, error)
    assert (type(error).__name__ in capsys.readouterr().err) is (reason == "crashed")


def test_one_visitor_takes_so_many_turns_at_a_time() -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        workers.gate.set()
        greedy = [asyncio.create_task(desk.clerks.ask(visitor("a"), "cost", VALUES)) for _ in range(20)]
        await soon()
        assert workers.at_once == TURNS
        desk.begin(visitor("a"), "open", None, VALUES)
        await soon()
        assert workers.at_once == TURNS
        other = asyncio.create_task(desk.clerks.ask(visitor("b"), "cost", VALUES))
        await soon()
        assert workers.at_once == TURNS + 1
        workers.done.set()
        await asyncio.gather(other, *greedy)
        assert workers.at_once == 22

    at_desk(use)


@pytest.mark.parametrize("last", [{"kind": "refused", "sentence": "damaged"}, Gone("memory")])
def test_a_view_is_fetched_once_and_what_is_wrong_with_it_is_told(
    tmp_path: Path, last: dict[str, Any] | Exception
) -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        run = Run("r", "live", visitor(), "en", tmp_path, over=True)
        wanted = wish({"view": "table", "language": "en"})
        for _ in range(5):
            desk.look(run, 1, [wanted])
            await soon()
        workers.gate.set()
        workers.done.set()
        await soon()
        desk.look(run, 1, [wanted])
        await soon()
        assert len(workers.asked) == 1
        told = header_of(run.stream.newest[f"view:{wanted['key']}"][1])
        assert told["view"] == "table"
        assert told["data"]["kind"] == "words"
        assert told["data"]["text"]

    at_desk(use, last)


def test_a_picture_of_a_study_at_rest_comes_whoever_looks_away_and_back(tmp_path: Path) -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        run = Run("r", "live", visitor(), "en", tmp_path, over=True)
        first, second = (wish({"view": name, "language": "en"}) for name in ("fit", "table"))
        desk.look(run, 1, [first])
        await soon()
        desk.look(run, 1, [second])
        workers.gate.set()
        workers.done.set()
        await soon()
        assert list(run.stream.newest) == [f"view:{second['key']}"]
        desk.look(run, 1, [first])
        await soon()
        assert list(run.stream.newest) == [f"view:{first['key']}"]
        sent: list[bytes] = []

        async def send(frame: bytes) -> None:
            sent.append(frame)

        watching = asyncio.create_task(run.stream.watch(send, lambda key: 2 in run.wanted))
        await soon()
        # Another tab looks at what is there already.
        desk.look(run, 2, [first])
        await soon()
        watching.cancel()
        assert len(sent) == 1

    at_desk(use, {"kind": "view", "data": {}})


def test_slow_questions_leave_a_clerk_for_the_others() -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        workers.gate.set()
        slow = [
            asyncio.create_task(desk.clerks.ask(visitor(who), job, VALUES))
            for who, job in (("a", "report"), ("a", "export"), ("a", "told"), ("b", "report"))
        ]
        await soon()
        assert workers.at_once == CLERKS - 1
        quick = asyncio.create_task(desk.clerks.ask(visitor("a"), "formula", VALUES))
        await soon()
        assert workers.at_once == CLERKS
        workers.done.set()
        await asyncio.gather(quick, *slow)

    at_desk(use)


def test_a_question_that_took_too_long_tells_its_own_limit() -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        workers.gate.set()
        workers.done.set()
        desk.clerks = Clerks(replace(LIMITS, seconds=86_400.0))
        desk.clerks.pool = workers  # type: ignore[assignment]
        assert "60 seconds" in (await desk.clerks.ask(visitor(), "step", VALUES))["sentence"]

    at_desk(use, Gone("seconds"))


def test_nothing_is_begun_where_the_disk_is_nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_bytes", lambda folder: room.LEAST_FREE - 1)
    with pytest.raises(InputError, match="disk"):
        Desk(LIMITS).begin(visitor(), "live", None, VALUES)


def test_so_many_studies_are_opened_at_a_time() -> None:
    async def use(desk: Desk, workers: Workers) -> None:
        here = visitor()
        for _ in range(MOST_OPENING):
            desk.begin(here, "open", None, VALUES)
        with pytest.raises(InputError, match="being opened"):
            desk.begin(here, "open", None, VALUES)

    at_desk(use)


def test_who_is_known_no_more_leaves_no_stream_behind() -> None:
    desk, here, gone = Desk(LIMITS), visitor("here"), visitor("gone")
    for key, who, over in (("a", here, True), ("b", gone, True), ("c", gone, False)):
        desk.runs[key] = Run(key, "live", who, "en", None, over=over)
    desk.forget_strangers([here])
    assert list(desk.runs) == ["a", "c"]


@pytest.mark.parametrize("other", [".", "..", "inner"])
def test_a_folder_in_use_is_known_from_within_and_from_around(tmp_path: Path, other: str) -> None:
    desk = Desk(LIMITS)
    run = desk.runs["r"] = Run("r", "live", visitor(), "en", tmp_path / "a")
    assert desk.writer((tmp_path / "a" / other).resolve()) is run
    assert desk.writer(tmp_path / "b") is None
    run.over = True
    assert desk.writer(tmp_path / "a") is None


def served(folder: Path) -> tuple[TestClient, Desk, Visitor]:
    door = Door(hosts=allowed_hosts("127.0.0.1", 8520), folder=folder, shared=True, port=8520)
    desk = Desk(LIMITS)
    browser = TestClient(application(desk, door), base_url=HOME, headers={"origin": HOME})
    me = door.enter()
    assert me is not None
    browser.cookies.set(door.cookie, me.key)
    return browser, desk, me


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("start/open", {}),
        ("start/live", {"resume": True}),
        ("start/race", {"resume": True}),
        ("ask/delete", {}),
    ],
)
@pytest.mark.parametrize("mine", [True, False])
def test_what_is_being_written_has_one_writer(
    tmp_path: Path, path: str, values: dict[str, Any], mine: bool
) -> None:
    browser, desk, me = served(tmp_path)
    (tmp_path / "a").mkdir()
    desk.runs["r"] = Run("r", "live", me if mine else visitor(), "en", tmp_path / "a")
    answer = browser.post(f"/api/{path}", json={"name": "a", **values})
    if mine and path != "ask/delete":
        assert answer.json() == {"run": "r", "name": "a"}
    else:
        assert answer.status_code == 400
        assert "at this moment" in answer.json()["error"]
    assert list(desk.runs) == ["r"]


def test_nothing_begins_in_a_folder_that_is_being_deleted(tmp_path: Path) -> None:
    browser, desk, _ = served(tmp_path)
    with desk.deleting(tmp_path / "a"):
        for path, values in (("start/live", {"resume": True}), ("start/open", {}), ("ask/delete", {})):
            answer = browser.post(f"/api/{path}", json={"name": "a", **values})
            assert answer.status_code == 404
    assert not desk.runs


def test_the_list_tells_what_is_being_computed(tmp_path: Path) -> None:
    browser, desk, me = served(tmp_path)
    entries = [{"name": name, "status": "interrupted"} for name in ("a", "b")]
    workers = Workers({"kind": "answer", "answer": {"entries": entries}})
    desk.clerks.pool = workers  # type: ignore[assignment]
    workers.gate.set()
    workers.done.set()
    desk.runs["r"] = Run("r", "race", me, "en", tmp_path / "a")
    # One that waits for a worker has no folder yet, and is told all the same.
    desk.runs["w"] = Run("w", "live", me, "en", tmp_path / "c")
    told = browser.post("/api/ask/history", json={}).json()["entries"]
    assert [(one["name"], one["status"]) for one in told] == [
        ("c", "waiting"),
        ("a", "running"),
        ("b", "interrupted"),
    ]
    assert told[0]["kind"] == "study"


def test_two_starts_in_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    taken: set[Path | None] = set()
    for _ in range(3):
        taken.add(free_folder(tmp_path, "a", taken))
    assert len(taken) == 3


def test_a_message_that_no_worker_can_hear_is_dropped(tmp_path: Path) -> None:
    browser, desk, me = served(tmp_path)
    run = desk.runs["r"] = Run("r", "live", me, "en", None)
    with browser.websocket_connect(f"ws://{HOST}/api/watch?run=r&since=abc") as socket:
        for text in (
            "{",
            '{"control": {"action": "speed", "speed": NaN}}',
            '{"control": {"action": "want", "wanted": [{}]}}',
            "[]",
            "1",
            "[" * 60_000,
        ):
            socket.send_text(text)
        socket.send_text(json.dumps({"control": {"action": "pause"}}))
        until = time.monotonic() + 5
        while not run.unheard and time.monotonic() < until:
            time.sleep(0.01)
        assert list(run.unheard) == [{"action": "pause"}]
        assert list(run.wanted.values()) == [[]]
