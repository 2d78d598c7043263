"""The page from outside: another origin in the same browser reads nothing and starts nothing; a classroom is apart."""

import http.server
import json
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

EVIL = Path(__file__).with_name("evil.html")

STUDY = {
    "name": "stolen",
    "problem": {"name": "formula", "formula": "x**2"},
    "methods": [{"name": "gd"}],
    "seeds": 2,
}


@pytest.fixture
def elsewhere():
    """A server of somebody else: gives one page, whatever is asked."""
    body = {"text": ""}

    class Evil(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = body["text"].encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words):
            pass

    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Evil)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}", body
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_another_origin_reads_nothing_and_starts_nothing(visit, server, elsewhere):
    at = visit()
    asked = []
    at.page.on("websocket", lambda socket: asked.append(socket.url))
    at.choose("parabola", seeds=4, name="seen")
    at.run()
    run = asked[-1].partition("run=")[2].partition("&")[0]
    folders = sorted(path.name for path in server.folder.iterdir())
    address, body = elsewhere
    body["text"] = (
        EVIL.read_text("utf-8")
        .replace("HOME", server.home)
        .replace("STUDY", json.dumps(STUDY))
        .replace("RUN", run)
        .replace("SEEN", next(server.folder.glob("seen-*")).name)
    )
    for host in ("127.0.0.1", "localhost"):
        page = at.page.context.new_page()
        page.goto(address.replace("127.0.0.1", host))
        page.wait_for_function("window.said", timeout=60_000)
        said = page.evaluate("window.said")
        assert said.pop("socket") == "closed"
        assert said.pop("frame") == "empty"
        assert set(said.values()) <= {"refused", "opaque"}, said
        with page.context.expect_page() as opening:
            page.evaluate("document.getElementById('posts').submit()")
        opening.value.wait_for_load_state()
        assert "another site" in opening.value.inner_text("body")
        opening.value.close()
        page.close()
    # A link on it leads in all the same, as from the page of a course.
    body["text"] = f'<a id="in" href="{server.home}/">in</a>'
    page = at.page.context.new_page()
    page.goto(address.replace("127.0.0.1", "localhost"))
    page.click("#in")
    page.locator("main h1").first.wait_for(timeout=60_000)
    page.close()
    # What the browser says of its refusals, and that the other page was asked for, is as it should be.
    at.troubles.clear()
    at.page.wait_for_timeout(500)
    assert sorted(path.name for path in server.folder.iterdir()) == folders
    # The person's own page still may.
    at.go("history", ".history li")
    assert "stolen" not in at.page.locator(".history").inner_text()


def test_a_classroom_is_warned_of_and_keeps_its_visitors_apart(serving, visit):
    server, said = serving("--port", "0", "--host", "0.0.0.0")
    assert "everybody on this network" in said
    port = urlsplit(server.address).port
    server.address = server.address.replace(urlsplit(server.address).netloc, f"127.0.0.1:{port}")
    first, second = visit(server=server), visit(server=server)
    keys = []
    first.page.on("websocket", lambda socket: keys.append(socket.url))
    first.choose("fit-line", seeds=4, steps=3000, name="mine")
    first.page.locator(".speed input").fill("3")
    first.run("running")
    second.go("history")
    second.page.get_by_text("No study has been kept").wait_for()
    closed = second.page.evaluate(
        """(address) => new Promise((done) => { const socket = new WebSocket(address);
          socket.onmessage = () => done("told"); socket.onclose = (event) => done(event.code); })""",
        keys[-1],
    )
    # The connection is made, so that the browser learns why it ends; nothing is said on it.
    assert closed == 1008
    for path in ("report", "delete", "told"):
        status = second.page.evaluate(
            """(path) => fetch(`/api/ask/${path}`, { method: "POST", body: JSON.stringify({ name: "mine" }),
              headers: { "content-type": "application/json" } }).then((answer) => answer.status)""",
            path,
        )
        assert status in (400, 404), path
    second.troubles[:] = [one for one in second.troubles if "WebSocket" not in one]
    second.refusals = 3
    # One at a time for each visitor: a second tab is told so in a sentence.
    tab = first.page.context.new_page()
    tab.goto(f"{server.home}/#/study")
    tab.locator("[data-study=parabola]").click(timeout=60_000)
    tab.locator("[data-action=run]:enabled").click(timeout=60_000)
    note = tab.locator(".run-side .note")
    note.wait_for()
    assert "running already" in note.inner_text()
    first.refusals = 1
    second.go("study", "[data-study]")
    second.choose("parabola", seeds=4)
    second.run()
    first.picture("classroom", whole=False)
