"""Times of several contenders, measured in turns so that a noisy machine hits them all alike."""

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any, TypeAlias

Times: TypeAlias = dict[str, list[float]]
"""Contender -> seconds per unit of work, one number for each round."""


def seconds(call: Callable[[], Any]) -> float:
    """Wall-clock time of one call."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def in_turns(contenders: Mapping[str, tuple[Callable[[], Any], float]], rounds: int) -> Times:
    """Every contender once unmeasured, then `rounds` times A, B, C, A, B, C …

    `contenders` maps a name to (call, units of work that one call does); the times are seconds per unit.
    """
    for call, _ in contenders.values():
        call()
    times: Times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, (call, units) in contenders.items():
            times[name].append(seconds(call) / units)
    return times


def ratio(times: Times, slow: str, fast: str) -> float:
    """How many times longer `slow` takes than `fast`: the median of the rounds' ratios."""
    return median(s / f for s, f in zip(times[slow], times[fast], strict=True))


def shown(value: float) -> str:
    """Seconds in a unit that keeps the number readable."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"
