"""Fifty watchers of five runs, in a process of their own: ADDRESS COOKIE SECONDS RUN …

Each keeps every point it was sent. A tenth of them read slowly, a frame at a time with a pause. Prints JSON:
whether all saw the same points of their run, how many frames came, and gaps or doubles met.
"""

import asyncio
import json
import sys
import time
import zlib

import numpy as np
from websockets.asyncio.client import connect

from kudari.web.frames import unpacked

CLIENTS, SLOW = 50, 10
"""Of so many, every so-manieth is slow."""

PAUSE = 0.5
"""Seconds a slow one takes for a frame."""


class Client:
    """One watcher."""

    def __init__(self, number: int, run: str) -> None:
        self.run, self.slow = run, number % SLOW == 0
        self.points: list[np.ndarray] = []
        self.count = self.frames = self.wrong = 0
        self.hurry = False

    def take(self, frame: bytes) -> None:
        """Keep the points of a frame; a gap or a double is counted."""
        self.frames += 1
        header, arrays = unpacked(frame)
        if header["kind"] == "points":
            self.wrong += header["first"] != self.count
            self.count += len(arrays["step"])
            self.points.append(arrays["median"])

    async def watch(self, address: str, cookie: str) -> None:
        """Read until the run has ended, or no frame comes any more."""
        where = f"ws://{address}/api/watch?run={self.run}&since=0"
        headers = {"Cookie": cookie}
        # A slow reader whose socket takes in much is no slow reader.
        room = {"max_queue": 1} if self.slow else {}
        async with connect(
            where,
            origin=f"http://{address}",
            additional_headers=headers,
            max_size=2**26,
            compression=None,
            **room,
        ) as socket:
            await socket.send(json.dumps({"want": []}))
            while True:
                try:
                    self.take(await asyncio.wait_for(socket.recv(), 10))
                except TimeoutError:
                    return
                if self.slow and not self.hurry:
                    await asyncio.sleep(PAUSE)

    def digest(self) -> int:
        """Of all points."""
        return zlib.crc32(np.concatenate(self.points, axis=-1).tobytes()) if self.points else 0


async def main(address: str, cookie: str, seconds: float, runs: list[str]) -> dict[str, object]:
    """Watch for so long, say so, wait until the runs have been stopped, and compare."""
    clients = [Client(number, runs[number % len(runs)]) for number in range(CLIENTS)]
    watching = [asyncio.create_task(client.watch(address, cookie)) for client in clients]
    began = time.monotonic()
    await asyncio.sleep(seconds)
    quick = [client.frames / (time.monotonic() - began) for client in clients if not client.slow]
    slow = [client.frames / (time.monotonic() - began) for client in clients if client.slow]
    print("watched", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for client in clients:
        client.hurry = True
    await asyncio.gather(*watching, return_exceptions=True)
    alike = all(len({client.digest() for client in clients if client.run == run}) == 1 for run in runs)
    return {
        "alike": alike,
        "points": min(client.count for client in clients),
        "wrong": sum(client.wrong for client in clients),
        "quick": float(np.median(quick)),
        "slow": float(np.median(slow)),
    }


if __name__ == "__main__":
    print(
        json.dumps(asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4:]))), flush=True
    )
