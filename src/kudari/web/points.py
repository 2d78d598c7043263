"""The loss curves of a running study: median and band of every group of runs, thinned to what a screen can show.

A point is said once and never changed, so that whoever comes late, or comes back, goes on behind the last point he has.
"""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from kudari.descent.loop import Cadence
from kudari.show.groups import Group, ranked, spread

BUCKETS = 600
"""Of a run's records, where it has more of them: each gives the two points between which its median moves."""


class Points:
    """Takes a study's records as they come, and gives points: G groups, n points."""

    def __init__(self, cadence: Cadence, found: Sequence[Group]) -> None:
        self._steps, every = cadence.steps, cadence.record_every
        self.stride = -(-len(cadence.recorded_steps) // BUCKETS)
        """Records in a bucket."""
        self.count = 0
        """Points given so far."""
        self._groups = found
        self._rest: list[dict[str, np.ndarray]] = []
        self._every = every
        self._before = (0.0, 0.0, np.zeros(len(found)))
        """The step that the runs have come to, seconds and evaluations, at the end of the last stretch."""

    def add(self, part: xr.Dataset, seconds: float, *, last: bool = False) -> dict[str, np.ndarray]:
        """The points that a stretch of steps completes: float64[n] `step`, `seconds`; float64[G, n] the others.

        Args:
            seconds: how long the study has computed at the end of the stretch; NaN where that is not known.
            last: whether nothing comes after it, so that a bucket that has begun is given too.
        """
        rows = self._rows(part, seconds)
        whole = {
            name: np.concatenate([*(rest[name] for rest in self._rest), rows[name]], -1) for name in rows
        }
        length = len(whole["step"])
        used = length if last else length - length % self.stride
        self._rest = [{name: values[..., used:] for name, values in whole.items()}]
        found = bucketed({name: values[..., :used] for name, values in whole.items()}, self.stride)
        self.count += len(found["step"])
        return found

    def now(self) -> dict[str, np.ndarray]:
        """The newest record, which may be no point yet: n = 1, or 0 before the first."""
        return {name: values[..., -1:] for name, values in self._newest.items()}

    def _rows(self, part: xr.Dataset, seconds: float) -> dict[str, np.ndarray]:
        steps = part["step"].values.astype(float)
        loss, ran, spent = (part[name].values for name in ("loss", "steps_run", "gradient_evaluations"))
        evaluations = np.array([np.median(spent[group.runs]) for group in self._groups])
        step_before, seconds_before, evaluations_before = self._before
        # Behind its last record a run has gone on up to the next; work and time are taken to go on evenly.
        end = min(steps[-1] + self._every, self._steps) if len(steps) else step_before
        share = np.clip((steps - step_before) / max(end - step_before, 1.0), 0, 1)
        # A group spends nothing any more once its last run has come to rest.
        rests = np.array([[ran[group.runs].max()] for group in self._groups], float)
        until = np.clip(rests, step_before + 1, max(end, step_before + 1))
        spending = np.clip((steps - step_before) / (until - step_before), 0, 1)
        table = {"step": steps, "seconds": seconds_before + share * (seconds - seconds_before)}
        curves = []
        for group in self._groups:
            values = np.array(spread(ranked(loss[group.runs])))
            values[:, steps > ran[group.runs].max()] = np.nan
            curves.append(values)
        median, low, high = np.array(curves).swapaxes(0, 1)
        gained = (evaluations - evaluations_before)[:, None] * spending
        table |= {"evaluations": evaluations_before[:, None] + gained}
        table |= {"median": median, "low": low, "high": high}
        if len(steps):
            self._before = (end, seconds, evaluations)
        self._newest = table
        return table


def bucketed(rows: dict[str, np.ndarray], stride: int) -> dict[str, np.ndarray]:
    """Two points for every `stride` records: the median's least and greatest in their order, and the whole band."""
    if stride == 1:
        return rows
    length = len(rows["step"])
    starts = np.arange(0, length, stride)
    found: dict[str, np.ndarray] = {}
    middles = np.minimum(starts + stride // 2, length - 1)
    places = np.stack([starts, middles], 1).ravel()
    for name in ("step", "seconds", "evaluations"):
        found[name] = rows[name][..., places]
    padded = {name: _in_buckets(rows[name], stride) for name in ("median", "low", "high")}
    median = padded["median"]
    known = ~np.isnan(median)
    least, most = (np.where(known, median, filler) for filler in (np.inf, -np.inf))
    falls = np.argmax(most, -1) < np.argmin(least, -1)
    low, high = least.min(-1), most.max(-1)
    pair = np.stack([np.where(falls, high, low), np.where(falls, low, high)], -1)
    pair[~known.any(-1)] = np.nan
    found["median"] = pair.reshape(*pair.shape[:-2], -1)
    for name, filler, chosen in (("low", np.inf, np.min), ("high", -np.inf, np.max)):
        edge = chosen(np.where(np.isnan(padded[name]), filler, padded[name]), -1)
        edge = np.where(np.isnan(padded[name]).all(-1), np.nan, edge)
        found[name] = np.repeat(edge, 2, axis=-1)
    return {name: values.astype(rows[name].dtype) for name, values in found.items()}


def _in_buckets(values: np.ndarray, stride: int) -> np.ndarray:
    """[G, n] -> [G, buckets, stride], the last bucket filled up with NaN."""
    short = -values.shape[-1] % stride
    filled = np.concatenate([values, np.full((*values.shape[:-1], short), np.nan, values.dtype)], -1)
    return filled.reshape(*values.shape[:-1], -1, stride)
