"""What the tests of the whole program share: ways to start `kudari`."""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent

KUDARI = Path(sysconfig.get_path("scripts")) / "kudari"

INTERRUPTED = 130


def environment(**more: str) -> dict[str, str]:
    """This process's environment, in English and 100 columns wide, as far as the tests say nothing else."""
    foreign = ("KUDARI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    ours = {"COLUMNS": "100", "LANG": "C.UTF-8"}
    return {**kept, **ours, "MPLBACKEND": "agg", **more}


def kudari(*words: str | Path, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The installed `kudari` with these words, run in a folder to its end."""
    return subprocess.run(
        [str(KUDARI), *map(str, words)],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


def start(*words: str | Path, folder: Path) -> subprocess.Popen[str]:
    """The installed `kudari` with these words, started and left running in a folder."""
    return subprocess.Popen(
        [str(KUDARI), *map(str, words)],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def wait_for(what: Callable[[], bool], process: subprocess.Popen[str], seconds: float = 120) -> None:
    """Return as soon as it holds; fail if the process ends before."""
    end = time.monotonic() + seconds
    while not what():
        assert process.poll() is None or what(), (
            f"ended too early ({process.returncode}): {process.communicate()}"
        )
        assert time.monotonic() < end, "never came"
        time.sleep(0.01)


def assert_same_bits(one: Any, other: Any) -> None:
    """Two traces hold the same names, and under each the same bytes."""
    assert set(one.variables) == set(other.variables)
    assert set(one.coords) == set(other.coords)
    for name in one.variables:
        a, b = np.asarray(one[name].values), np.asarray(other[name].values)
        assert (a.dtype, a.shape) == (b.dtype, b.shape), name
        if a.dtype.kind in "fiub":
            assert a.tobytes() == b.tobytes(), name
        else:
            assert list(a.ravel()) == list(b.ravel()), name


def run_python(code: str, folder: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python with this program."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
