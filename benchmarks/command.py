"""`kudari run reversal` as a person starts it: from the process's start to the summary, and to the last picture."""

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
    ]


def _start(place: Path, number: int) -> tuple[float, float]:
    """Seconds to the summary, as the command tells them, and to the end, with a cache of its own."""
    script = Path(sys.executable).with_name("kudari")
    words = [
        str(script),
        "run",
        "reversal",
        "--verbose",
        "--language",
        "en",
        "--out",
        str(place / str(number)),
    ]
    caches = {"XDG_CACHE_HOME": str(place / "cache"), "MPLCONFIGDIR": str(place / "cache"), "COLUMNS": "400"}
    began = time.perf_counter()
    done = subprocess.run(
        words, env=os.environ | caches, cwd=place, capture_output=True, text=True, check=True
    )
    whole = time.perf_counter() - began
    told = SUMMARY.search(done.stdout)
    if told is None:
        raise AssertionError(f"no time of the summary in: {done.stdout[-400:]}")
    return float(told.group(1)), whole
