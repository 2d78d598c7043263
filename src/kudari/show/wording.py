"""Titles, captions and the names of axes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from kudari.language import say
from kudari.language.words import joined
from kudari.show.groups import STOPPED_BY_RULE, Group

ORDER = ("batch_loss", "full_loss", "held_out_loss", "accuracy", "held_out_accuracy")
"""The order in which evaluated numbers are shown; others follow."""


def title(trace: xr.Dataset, key: str, language: str, **values: Any) -> str:
    """What is seen, after the study's name where it has one."""
    seen = say(key, language, **values)
    name = trace.attrs.get("name", "")
    return say("chart.pair", language, name=name, value=seen) if name else seen


def in_order(names: Sequence[str]) -> list[str]:
    """Evaluated numbers in the order in which they are shown."""
    return sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))


def seeds_caption(
    trace: xr.Dataset, found: Sequence[Group], language: str, *, band: bool, by_step: bool
) -> str:
    """How many seeds a curve speaks for, what the band is, and what becomes of runs that stopped early."""
    counts = [len(group.runs) for group in found]
    fewest, most = min(counts), max(counts)
    if most == 1:
        sentences = [say("chart.caption.one", language)]
    else:
        seeds = str(most) if fewest == most else f"{fewest}–{most}"
        sentences = [say("chart.caption.band" if band else "chart.caption.median", language, seeds=seeds)]
    if by_step and np.isin(trace["stopped"].values, STOPPED_BY_RULE).any():
        sentences.append(say("chart.caption.rest", language))
    if most > 1 and "loss" in trace and not np.isfinite(trace["loss"].values[:, -1]).all():
        sentences.append(say("chart.caption.lost", language))
    return joined(sentences, language)
