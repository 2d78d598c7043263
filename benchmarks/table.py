"""The table: what was measured, what was hoped for, and where."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("kudari", "jax", "jaxlib", "optax", "numpy", "torch")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table."""

    what: str
    kudari: str
    other: str = ""
    """The other side's name and time."""
    value: str
    """The ratio, or the number itself where there is no other side."""
    target: str = ""
    reached: bool | None = None
    """None where nothing was promised, or nothing could be measured."""


def at_least(target: float, value: float, *, what: str, kudari: str, other: str) -> Row:
    """The row of a ratio that should be at least `target`."""
    verdict = value >= target
    return Row(
        what=what, kudari=kudari, other=other, value=f"{value:.3g}×", target=f"≥ {target:g}×", reached=verdict
    )


def at_most(target: float, value: float, unit: str = "×", *, what: str, kudari: str, other: str = "") -> Row:
    """The row of a number that should be at most `target`."""
    value_, target_ = f"{value:.3g}{unit}", f"≤ {target:g}{unit}"
    return Row(what=what, kudari=kudari, other=other, value=value_, target=target_, reached=value <= target)


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    verdicts = {True: "reached", False: "**not reached**", None: "–"}
    lines = [
        "| what | Kudari | other side | ratio or number | target | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = (row.what, row.kudari, row.other, row.value, row.target, verdicts[row.reached])
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _version(name: str) -> str:
    """A package with its version; nothing where it is not installed, as the parts that need no PyTorch do without."""
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return ""


def machine() -> list[str]:
    """What a reader needs to judge the numbers: processor, versions, date, and whether it was busy."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return [
        f"processor: {_processor()}, {len(os.sched_getaffinity(0))} cores for this process",
        f"system: {platform.system()} {platform.release()}, Python {platform.python_version()}",
        "versions: " + ", ".join(filter(None, map(_version, PACKAGES))),
        f"date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"load average over 1, 5 and 15 minutes: {load}",
    ]


def _processor() -> str:
    """The model's name where the system tells it (Linux), with family and model, which tell virtual ones apart."""
    facts: dict[str, str] = {}
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            name, _, value = line.partition(":")
            facts.setdefault(name.strip(), value.strip())
    if "model name" not in facts:
        return platform.processor() or platform.machine()
    return f"{facts['model name']} (family {facts.get('cpu family')}, model {facts.get('model')})"
