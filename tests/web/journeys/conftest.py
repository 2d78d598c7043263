"""A person at the page: one `kudari serve`, a real Chromium, and what a journey does again and again.

Every journey ends by asking whether anything went wrong on the way: an error in the console, an error of a script, a
dialog, or a request to any host but the server's. What is seen on the way is kept in `test-output/page/`.
"""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from end_to_end import KUDARI, ROOT, environment

PICTURES = ROOT / "test-output" / "page"

PATIENCE = 60_000
"""Milliseconds that a journey waits for one thing."""

LOCALES = {"en": "en-GB", "ja": "ja-JP"}

ENDS = "[data-status=finished], [data-status=stopped], [data-status=gone], [data-status=refused]"


@dataclass
class Server:
    """A `kudari serve` of its own."""

    process: subprocess.Popen[str]
    folder: Path
    address: str
    """With the token."""

    @property
    def home(self) -> str:
        """The origin: scheme, host and port."""
        return self.address.partition("/?")[0]

    def end(self) -> None:
        """Ctrl-C, as at the terminal; one that has ended already is only cleared away."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=60)


COLD = ("--memory", "3")
"""Workers with so little room do not compile the named studies beforehand: with the seeds of a journey they would
have to be compiled again."""


def serve(folder: Path, *words: str) -> tuple[Server, str]:
    """Start a server in a folder; with everything that it says before the page can be opened."""
    process = subprocess.Popen(
        [str(KUDARI), "serve", str(folder), "--no-browser", "--language", "en", *COLD, *words],
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert process.stdout is not None
    said = ""
    while str(folder) not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    found = re.search(r"http\S+", said)
    assert found, said
    return Server(process, folder, found[0]), said


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[..., tuple[Server, str]]]:
    """Starts servers that end with the test."""
    running = []

    def start(*words: str, folder: Path = tmp_path / "studies") -> tuple[Server, str]:
        running.append(serve(folder, *(words or ("--port", "0"))))
        return running[-1]

    yield start
    for server, _ in running:
        server.end()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The one that most journeys share."""
    started, _ = serve(tmp_path_factory.mktemp("page") / "studies", "--port", "0")
    yield started
    started.end()


@pytest.fixture(scope="module")
def chromium(launch: Callable[..., Any]) -> Any:
    """One browser for a file of journeys."""
    return launch()


@dataclass
class Visit:
    """A browser's page, its visitor, and what went wrong while he was there."""

    page: Any
    server: Server
    troubles: list[str]
    refusals: int = 0
    """Answers with an error status that the journey means to provoke."""

    def go(self, part: str, ready: str = "main h1") -> None:
        """To another part of the page."""
        self.page.goto(f"{self.server.home}/#/{part}")
        self.page.locator(ready).first.wait_for(state="attached", timeout=PATIENCE)

    def choose(self, study: str, **fields: object) -> None:
        """One click on a named study, then these fields."""
        self.page.click(f"[data-study={study}]", timeout=PATIENCE)
        for name, value in fields.items():
            field = self.page.locator(f"#field-{name}")
            folded = self.page.locator("details:not([open])").filter(has=field)
            if folded.count():
                folded.first.locator("summary").first.click()
            field.fill(str(value))
        self.priced()

    def priced(self) -> None:
        """Wait until the form knows what the study costs."""
        # The question goes out a moment after the last key.
        self.page.wait_for_timeout(350)
        self.page.locator('.cost[aria-busy="false"]').wait_for(timeout=PATIENCE)

    def run(self, until: str = "finished") -> None:
        """Press Run, and wait for a status."""
        button = self.page.locator("[data-action=run]:enabled")
        button.wait_for(timeout=PATIENCE)
        # Before the new run's stream is there, the status is still the old one's.
        with self.page.expect_websocket(timeout=PATIENCE):
            button.click()
        self.status(until)

    def status(self, *expected: str) -> None:
        """Wait for one of these."""
        place = self.page.locator(".status")
        ends = {*expected, "refused", "gone"}
        place.and_(self.page.locator(", ".join(f"[data-status={one}]" for one in ends))).wait_for(
            # A study of fourteen methods is compiled first, beside whatever else the machine does.
            timeout=5 * PATIENCE
        )
        told = self.page.locator(".run-side .note, .lesson-study .note, .stored .note").all_inner_texts()
        assert place.get_attribute("data-status") in expected, told

    def until(self, what: str, arg: Any = None) -> None:
        """Wait until a script says so. Asked again and again from outside: the page itself may evaluate no text."""
        end = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(what, arg):
            assert time.monotonic() < end, what
            self.page.wait_for_timeout(50)

    def step(self) -> int:
        """Where the run stands."""
        return int(self.page.locator(".controls progress").get_attribute("value"))

    def view(self, name: str) -> Any:
        """Look at a view, and wait until it is drawn."""
        self.page.click(f"[data-tab={name}]")
        place = self.page.locator(f'.view[data-view="{name}"]')
        place.locator(".drawing > *").first.wait_for(state="attached", timeout=PATIENCE)
        return place

    def kept(self, name: str) -> Path:
        """Where a picture is kept."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        return PICTURES / f"{name}.png"

    def picture(self, name: str, *, whole: bool = True) -> None:
        """Keep what is seen now."""
        self.page.screenshot(path=self.kept(name), full_page=whole)

    def leave(self) -> None:
        """Stop what still runs, and close the page: a paused study would keep its worker."""
        stop = self.page.locator("[data-action=stop]:enabled")
        if not self.page.is_closed() and stop.count():
            stop.first.click()
            self.page.locator(ENDS).first.wait_for(timeout=PATIENCE)
        self.page.context.close()


@contextmanager
def visiting(browser: Any, server: Server, **how: Any) -> Iterator[Visit]:
    """Somebody comes with the address that was printed, and leaves in the end."""
    language, width = how.get("language", "en"), how.get("width", 1280)
    context = browser.new_context(
        locale=LOCALES[language],
        color_scheme="dark" if how.get("dark") else "light",
        viewport={"width": width, "height": how.get("height", 900)},
        has_touch=width < 600,
        accept_downloads=True,
    )
    context.add_init_script(path=Path(__file__).with_name("scans.js"))
    page = context.new_page()
    visit = Visit(page, server, watched(context, urlsplit(server.home).netloc))
    page.goto(server.address)
    if how.get("part"):
        visit.go(how["part"])
    page.locator("main h1").first.wait_for(state="attached", timeout=PATIENCE)
    yield visit
    visit.leave()
    refused = [one for one in visit.troubles if "the server responded with a status of 4" in one]
    assert [one for one in visit.troubles if one not in refused] == []
    assert len(refused) <= visit.refusals, refused


def watched(context: Any, host: str) -> list[str]:
    """What goes wrong on any page of a browser, as it happens."""
    troubles: list[str] = []

    def requested(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts.netloc != host:
            troubles.append(f"asked {address}")

    def watch(page: Any) -> None:
        page.on(
            "console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("websocket", lambda socket: requested(socket.url))

    context.on("page", watch)
    context.on("request", lambda request: requested(request.url))
    return troubles


@dataclass
class Door:
    """Opens the shared server's page, once or several times in a test."""

    browser: Any
    server: Server
    open: list[Any] = field(default_factory=list)

    def __call__(self, **how: Any) -> Visit:
        """A visit in a browser context of its own: language, dark, width, height, part, server."""
        coming = visiting(how.pop("browser", self.browser), how.pop("server", self.server), **how)
        self.open.append(coming)
        return coming.__enter__()


@pytest.fixture
def visit(chromium: Any, server: Server) -> Iterator[Door]:
    """Opens pages that are closed, and looked through for troubles, when the test is over."""
    door = Door(chromium, server)
    yield door
    for coming in reversed(door.open):
        coming.__exit__(None, None, None)
