"""How long the measurements are."""

import os

SHORT = bool(os.environ.get("KUDARI_BENCHMARK_SHORT"))
"""Whether this is only a trial of the benchmark itself: its numbers mean nothing."""

ROUNDS = 3 if SHORT else 7
"""Turns that every contender has."""


def scaled(count: int) -> int:
    """So many steps, or few in a trial."""
    return max(1, count // 10) if SHORT else count
