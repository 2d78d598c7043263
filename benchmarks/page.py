"""The page on loopback: how soon it is there, how smoothly it follows a run, and how many can watch.

Chromium is needed (KUDARI_CHROMIUM, or `chromium` in the path).
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright
from websockets.sync.client import connect

from benchmarks.settings import SHORT
from benchmarks.table import Row, at_most
from kudari.studies import STUDIES
from kudari.web.frames import header_of

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")

METHODS = ("gd", "momentum", "nesterov", "adam", "rmsprop", "adagrad")

SMOOTH = {
    "name": "smooth",
    "problem": {"name": "matrix", "rows": 10, "inner": 10, "columns": 10},
    "methods": [{"name": name, "learning_rate": 0.001} for name in METHODS],
    "seeds": 64,
    "steps": 3000,
    "measures": ["loss"],
}

LONG = {
    "name": "long",
    "problem": {"name": "fit", "function": "x**2", "hidden": [10], "activation": ["tanh"]},
    "methods": [{"name": "gd", "learning_rate": 0.01}, {"name": "adam", "learning_rate": 0.001}],
    "seeds": 16,
    "steps": 20_000_000,
    "record_every": 2000,
    "measures": ["loss"],
}

SPEED = 7
"""The slider's place for 200 steps a second: fifteen seconds of the smooth study."""

RUNS, WATCHED = 5, 20.0 if SHORT else 120.0

WARMING = 5.0 if SHORT else 120.0
"""Seconds that a server has been up before a worker counts as warm."""


class Server:
    """`kudari serve` in a process of its own, and a person who has entered."""

    def __init__(self, folder: str, *options: str) -> None:
        command = [sys.executable, "-m", "kudari", "serve", folder, "--no-browser", "--port", "0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        found = re.search(r"http://(\S+?)/\?token=\S+", self.process.stdout.readline())
        assert found is not None
        self.url, self.address = found.group(), found.group(1)
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def enter(self) -> None:
        """Take the token to the door."""
        self.opener.open(self.url).read()

    @property
    def cookie(self) -> str:
        """As a header has it."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)

    def post(self, path: str, **values: Any) -> dict[str, Any]:
        """A question in JSON, and its answer."""
        request = urllib.request.Request(f"http://{self.address}{path}", json.dumps(values).encode())
        request.add_header("origin", f"http://{self.address}")
        found: dict[str, Any] = json.loads(self.opener.open(request).read())
        return found

    def close(self) -> None:
        """As Ctrl-C does."""
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def served(*options: str) -> Iterator[Server]:
    """A server with an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder, *options)
        try:
            yield server
        finally:
            server.close()


def measure() -> list[Row]:
    """All of it; nothing where there is no Chromium."""
    chromium = os.environ.get("KUDARI_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("page: no Chromium", file=sys.stderr)
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        rows = [*_loading(browser), *_first_curves(browser), *_smooth(browser)]
        browser.close()
    return [*rows, *_many()]


def _usable(page: Page) -> None:
    page.wait_for_selector("[data-action=run]:enabled", timeout=60_000)


def _loading(browser: Any) -> list[Row]:
    """From the command to a page on which Run can be pressed, in a browser that is open; and what that page weighs."""
    seconds = []
    for _ in range(1 if SHORT else 5):
        page = browser.new_page()
        # A new window makes the browser busy with itself.
        page.wait_for_timeout(3000)
        began = time.perf_counter()
        with served() as server:
            page.goto(server.url)
            _usable(page)
            seconds.append(time.perf_counter() - began)
            page.wait_for_timeout(1000)
            weight = page.evaluate(
                """() => [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
                     .reduce((sum, entry) => sum + entry.transferSize, 0)"""
            )
            page.close()
    median = statistics.median(seconds)
    return [
        at_most(
            3,
            median,
            " s",
            what="`kudari serve` to a usable page in an open browser, median of 5",
            kudari=f"{median:.2f} s",
        ),
        at_most(300, weight / 1000, " kB", what="the page's first load", kudari=f"{weight:,} bytes sent"),
    ]


def _first_curves(browser: Any) -> list[Row]:
    """Each named study: from the click on it to its first curve, on a server that has been up for two minutes."""
    with served() as server:
        page = browser.new_page()
        page.goto(server.url)
        _usable(page)
        time.sleep(WARMING)
        seconds = {}
        for name in STUDIES:
            page.goto(f"http://{server.address}/#/study")
            page.reload()
            _usable(page)
            page.evaluate(
                """() => { window.drawn = 0;
                     document.addEventListener("kudari:drawn", () => { window.drawn ||= performance.now(); }); }"""
            )
            page.evaluate("() => { window.pressed = performance.now(); }")
            page.click(f'[data-study="{name}"]')
            page.click("[data-action=run]")
            page.wait_for_function("() => window.drawn > 0", timeout=60_000)
            seconds[name] = page.evaluate("() => (window.drawn - window.pressed) / 1000")
            if page.is_enabled("[data-action=stop]"):
                page.click("[data-action=stop]", timeout=2000)
            # The worker that is warm is the one that runs the next.
            page.wait_for_selector(".status[data-status=finished], .status[data-status=stopped]")
            time.sleep(1)
        page.close()
    what = "click on {name} to its first curve, warm worker"
    return [
        at_most(1, value, " s", what=what.format(name=name), kudari=f"{value:.2f} s")
        for name, value in seconds.items()
    ]


def _smooth(browser: Any) -> list[Row]:
    """Six methods, 64 seeds, 3000 steps as bands: updates a second, and how old they are when they are drawn."""
    with served() as server:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(server.url)
        _usable(page)
        time.sleep(WARMING)
        page.goto(f"http://{server.address}/#/study?{_hash(page, SMOOTH)}")
        page.reload()
        _usable(page)
        page.evaluate(
            """() => { window.ages = []; window.times = [];
                 document.addEventListener("kudari:drawn", (event) => {
                   const now = (performance.timeOrigin + performance.now()) / 1000;
                   if (event.detail.computed !== window.last) window.ages.push(now - event.detail.computed);
                   window.last = event.detail.computed;
                   window.times.push(now); }); }"""
        )
        watched = psutil.Process(server.process.pid)
        page.locator(".speed input").fill(str(SPEED))
        page.click("[data-action=run]")
        page.wait_for_function("() => window.ages.length > 40", timeout=60_000)
        page.evaluate("() => { window.ages = []; window.times = []; }")
        before, began = watched.cpu_times(), time.perf_counter()
        time.sleep(3 if SHORT else 9)
        after, passed = watched.cpu_times(), time.perf_counter() - began
        ages = sorted(page.evaluate("() => window.ages"))
        page.close()
    share = (after.user + after.system - before.user - before.system) / passed
    middle, late = statistics.median(ages), ages[int(0.95 * len(ages))]
    what = "6 methods × 64 seeds × 3000 steps as bands: "
    rate = len(ages) / passed
    old, oldest = 1000 * middle, 1000 * late
    return [
        Row(
            what=what + "updates a second",
            kudari=f"{len(ages)} in {passed:.1f} s",
            value=f"{rate:.1f}",
            target="≥ 20",
            reached=rate >= 20,
        ),
        at_most(50, old, " ms", what=what + "computed to drawn, median", kudari=f"{old:.0f} ms"),
        at_most(150, oldest, " ms", what=what + "computed to drawn, 95 %", kudari=f"{oldest:.0f} ms"),
        at_most(
            15, 100 * share, " %", what=what + "the server beside the worker", kudari=f"{share:.3f} cores"
        ),
    ]


def _hash(page: Page, study: dict[str, Any]) -> str:
    """The study as the page's own address has it."""
    address: str = page.evaluate(
        """async (study) => {
             const [link, api] = await Promise.all([import("/static/link.js"), import("/static/api.js")]);
             return link.hashOf(study, await api.ask("choices", {})); }""",
        study,
    )
    return address.split("?", 1)[1]


def _many() -> list[Row]:
    """Fifty watchers of five runs: the runs' speed with and without them, the server's memory, and what they saw."""
    with served("--runs", str(RUNS)) as server:
        server.enter()
        runs = [server.post("/api/start/live", study=LONG, name="long", speed=None) for _ in range(RUNS)]
        keys = [run["run"] for run in runs]
        while not all(_steps(server, key) for key in keys):
            time.sleep(1)
        time.sleep(WARMING / 2)
        memory = psutil.Process(server.process.pid)
        alone = _speed(server, keys, WATCHED / 2)
        command = [
            sys.executable,
            "-m",
            "benchmarks.page_clients",
            server.address,
            server.cookie,
            str(WATCHED),
        ]
        before = memory.memory_info().rss
        clients = subprocess.Popen(
            [*command, *keys], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert clients.stdout is not None
        watched = _speed(server, keys, WATCHED - 2)
        assert clients.stdout.readline().strip() == "watched"
        after = memory.memory_info().rss
        for key in keys:
            _steps(server, key, "stop")
        out, _ = clients.communicate("\n", timeout=120)
        found = json.loads(out)
    lost, grown = 100 * (1 - watched / alone), (after - before) / 2**20
    what = f"50 watchers of {RUNS} runs for {WATCHED:.0f} s, 5 of them slow: "
    seen = f"{found['points']} points or more each, {found['wrong']} gaps or doubles"
    frames = f"{found['quick']:.1f} frames a second, slow ones {found['slow']:.1f}"
    good = bool(found["alike"] and not found["wrong"])
    return [
        Row(
            what=what + "all saw the same points",
            kudari=seen,
            other=frames,
            value="yes" if good else "no",
            target="yes",
            reached=good,
        ),
        at_most(50, grown, " MiB", what=what + "the server's memory grows by", kudari=f"{grown:.1f} MiB"),
        at_most(
            10,
            lost,
            " %",
            what=what + "the runs lose of their speed",
            kudari=f"{watched:,.0f} steps/s",
            other=f"nobody watches: {alone:,.0f} steps/s",
        ),
    ]


def _speed(server: Server, runs: list[str], seconds: float) -> float:
    """Steps a second of all runs together, over so many seconds."""
    before, began = sum(_steps(server, run) for run in runs), time.perf_counter()
    time.sleep(seconds)
    after, passed = sum(_steps(server, run) for run in runs), time.perf_counter() - began
    return (after - before) / passed


def _steps(server: Server, run: str, control: str = "") -> int:
    """How far a run is, from its newest state; tell it something, too."""
    where, headers = f"ws://{server.address}/api/watch?run={run}&since={2**30}", {"Cookie": server.cookie}
    with connect(
        where, origin=f"http://{server.address}", additional_headers=headers, compression=None
    ) as socket:
        if control:
            socket.send(json.dumps({"control": {"action": control}}))
        while (header := header_of(socket.recv(timeout=30)))["kind"] != "state":
            pass
    return int(header.get("step") or 0)
