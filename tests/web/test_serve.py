"""`kudari serve` at the terminal: its address, its refusals, and its end."""

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from end_to_end import environment, kudari
from kudari.web.serve import bound, usual_limits


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--port", "99999"], "99999"),
        (["--port", "-1"], "-1"),
        (["--host", "203.0.113.9"], "203.0.113.9"),
        (["--host", "no such host"], "no such host"),
        (["--runs", "0"], "--runs got 0"),
        (["--memory", "-1"], "--memory got -1"),
        (["--seconds", "nan"], "--seconds got nan"),
        (["/proc/nothing"], "/proc/nothing"),
    ],
)
def test_what_cannot_be_served_is_refused_in_a_sentence(tmp_path: Path, words: list[str], said: str) -> None:
    done = kudari("serve", *words, "--no-browser", folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with bound("127.0.0.1", 0) as taken:
        done = kudari("serve", "--port", str(taken.getsockname()[1]), "--no-browser", folder=tmp_path)
    assert done.returncode == 2
    assert "--port" in done.stderr


@pytest.mark.parametrize(("host", "warned"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_it_tells_its_address_serves_and_ends(tmp_path: Path, host: str, warned: bool) -> None:
    command = [
        sys.executable,
        "-m",
        "kudari",
        "serve",
        str(tmp_path),
        "--no-browser",
        "--port",
        "0",
        "--host",
        host,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as server:
        try:
            told_and_ended(server, warned)
        finally:
            server.kill()


def told_and_ended(server: subprocess.Popen[str], warned: bool) -> None:
    assert server.stdout is not None
    first = server.stdout.readline()
    found = re.search(r"http://(\S+):(\d+)/\?token=\S{20,}", first)
    assert found is not None
    second = server.stdout.readline()
    assert ("encrypted" in second) is warned
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{found.group(2)}/", timeout=30)
    assert refused.value.code == 401
    refused.value.close()
    children = psutil.Process(server.pid).children()
    server.send_signal(signal.SIGINT)
    rest, _ = server.communicate(timeout=30)
    assert "Traceback" not in rest
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_a_classroom_has_tighter_limits() -> None:
    here, there = usual_limits("127.0.0.1"), usual_limits("0.0.0.0")
    assert there.runs_each == 1
    assert there.memory < here.memory
    assert there.seconds < here.seconds


def test_a_worker_of_a_small_machine_has_room_for_a_study(monkeypatch: pytest.MonkeyPatch) -> None:
    small = SimpleNamespace(total=2**30)
    monkeypatch.setattr("kudari.web.serve.psutil.virtual_memory", lambda: small)
    assert usual_limits("0.0.0.0").memory == 2**30
    assert usual_limits("0.0.0.0").disk is not None
    assert usual_limits("127.0.0.1").disk is None
