"""`kudari run reversal` and `kudari compare` as a person starts them, from the process's start to its end."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.settings import SHORT
from benchmarks.table import Row, at_most
from benchmarks.timing import shown

STARTS = 2 if SHORT else 5
SUMMARY = re.compile(r"summary\s+([\d.]+)\s+s\s+after", re.MULTILINE)


def measure() -> list[Row]:
    """The first start, which compiles, and the median of those after it."""
    with tempfile.TemporaryDirectory() as place:
        cold, *warm = [_start(Path(place), number) for number in range(STARTS + 1)]
    summary, whole = (median(times) for times in zip(*warm, strict=True))
    name = f"`kudari run reversal`, median of {STARTS} starts of the process"
    return [
        at_most(4, summary, " s", what=f"{name}: to the summary", kudari=shown(summary)),
        Row(what=f"{name}: to the end, with all pictures", kudari=shown(whole), value=f"{whole:.3g} s"),
        Row(
            what="`kudari run reversal`, the very first start, which compiles: to the summary, to the end",
            kudari=f"{shown(cold[0])}, {shown(cold[1])}",
            value="",
        ),
        _race(),
    ]


def _race() -> Row:
    """The race of the README, with nothing compiled before."""
    words = ["compare", "fit-square", "--methods", "gd,momentum,nesterov,adam,reversal"]
    words += ["--seeds", "4" if SHORT else "32", "--budget", "8" if SHORT else "20"]
    with tempfile.TemporaryDirectory() as place:
        seconds, _ = _run(Path(place), [*words, "--out", str(Path(place) / "race")])
    return at_most(
        60, seconds, " s", what=f"`kudari {' '.join(words)}`, the very first start", kudari=shown(seconds)
    )


def _run(place: Path, words: list[str]) -> tuple[float, str]:
    """Seconds of a process from its start to its end, and what it printed, with a cache of its own in `place`."""
    script = Path(sys.executable).with_name("kudari")
    caches = {"XDG_CACHE_HOME": str(place / "cache"), "MPLCONFIGDIR": str(place / "cache"), "COLUMNS": "400"}
    began = time.perf_counter()
    done = subprocess.run(
        [str(script), *words], env=os.environ | caches, cwd=place, capture_output=True, text=True, check=True
    )
    return time.perf_counter() - began, done.stdout


def _start(place: Path, number: int) -> tuple[float, float]:
    """Seconds to the summary, as the command tells them, and to the end, with a cache of its own."""
    out = str(place / str(number))
    whole, printed = _run(place, ["run", "reversal", "--verbose", "--language", "en", "--out", out])
    told = SUMMARY.search(printed)
    if told is None:
        raise AssertionError(f"no time of the summary in: {printed[-400:]}")
    return float(told.group(1)), whole
