"""Watchers of a stream: no gap, no double, and nothing that piles up for a slow one."""

import asyncio
import contextlib

import numpy as np
import pytest

from kudari.web.frames import packed, unpacked
from kudari.web.streams import Stream


def block(first: int, count: int) -> bytes:
    return packed({"kind": "points", "first": first}, {"step": np.arange(first, first + count, dtype=float)})


def other(kind: str, number: int, key: str = "") -> bytes:
    return packed({"kind": kind, "key": key, "number": number})


class Watcher:
    """Keeps what it is sent; each frame takes it so long."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds, self.frames = seconds, []

    async def send(self, frame: bytes) -> None:
        await asyncio.sleep(self.seconds)
        self.frames.append(unpacked(frame))

    @property
    def steps(self) -> list[float]:
        return [
            float(step)
            for header, arrays in self.frames
            if header["kind"] == "points"
            for step in arrays["step"]
        ]

    def numbers(self, kind: str) -> list[int]:
        return [header["number"] for header, _ in self.frames if header["kind"] == kind]


async def told(watchers: list[tuple[Watcher, int]], frames: list[bytes], pause: float = 0.001) -> Stream:
    stream = Stream()
    tasks = [asyncio.create_task(stream.watch(one.send, lambda key: True, since)) for one, since in watchers]
    for frame in frames:
        stream.add(frame)
        await asyncio.sleep(pause)
    # The last of all: who has it has everything.
    stream.add(other("end", 0))
    async with asyncio.timeout(20):
        while not all(one.numbers("end") for one, _ in watchers):
            await asyncio.sleep(0.001)
    for task in tasks:
        task.cancel()
    return stream


FRAMES = [
    packed({"kind": "begin", "number": 0}),
    *(
        frame
        for n in range(40)
        for frame in (block(5 * n, 5), other("now", n), other("view", n, "a"), other("view", n, "b"))
    ),
]


@pytest.mark.parametrize("seconds", [0.0, 0.01])
def test_everybody_gets_every_point_once_and_in_order(seconds: float) -> None:
    quick, slow = Watcher(), Watcher(seconds)
    asyncio.run(told([(quick, 0), (slow, 0)], FRAMES))
    assert quick.steps == slow.steps == [float(step) for step in range(200)]
    assert slow.frames[0][0]["kind"] == "begin"


def test_a_slow_watcher_skips_what_is_no_longer_true() -> None:
    quick, slow = Watcher(), Watcher(0.01)
    asyncio.run(told([(quick, 0), (slow, 0)], FRAMES))
    for kind in ("now", "view"):
        assert slow.numbers(kind)[-1] == 39
        assert len(slow.numbers(kind)) < len(quick.numbers(kind)) / 2
        assert slow.numbers(kind) == sorted(slow.numbers(kind))


@pytest.mark.parametrize("since", [0, 5, 100, 200])
def test_who_comes_back_goes_on_behind_his_last_point(since: int) -> None:
    again = Watcher()
    asyncio.run(told([(again, since)], FRAMES))
    assert again.steps == [float(step) for step in range(since, 200)]


def test_who_comes_when_all_is_over_gets_it_all() -> None:
    async def late() -> Watcher:
        stream = await told([], FRAMES)
        watcher = Watcher()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stream.watch(watcher.send, lambda key: key != "view:a", 0), 0.2)
        return watcher

    watcher = asyncio.run(late())
    assert watcher.steps == [float(step) for step in range(200)]
    assert watcher.numbers("now") == [39]
    assert [header["key"] for header, _ in watcher.frames if header["kind"] == "view"] == ["b"]


def test_what_is_kept_does_not_grow_with_time() -> None:
    stream = Stream()
    for number in range(1000):
        stream.add(other("now", number))
        stream.add(other("view", number, "a"))
    assert len(stream.newest) == 2
    stream.forget(set())
    assert list(stream.newest) == ["now:"]


def test_who_looks_at_something_else_gets_what_is_there() -> None:
    async def whole() -> Watcher:
        stream, watcher, looks = Stream(), Watcher(), set[str]()
        task = asyncio.create_task(stream.watch(watcher.send, lambda key: key in looks, 0))
        stream.add(other("view", 1, "a"))
        for looked in ({"view:a"}, set(), {"view:a"}):
            looks = looked
            stream.wake()
            await asyncio.sleep(0.01)
        task.cancel()
        return watcher

    # Who looked away has it no more, and needs it again.
    assert asyncio.run(whole()).numbers("view") == [1, 1]
