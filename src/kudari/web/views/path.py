"""The way of runs with many parameters, whose trace does not hold them: snapshots, thinned as the run goes on."""

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import jax
import numpy as np
from jax.flatten_util import ravel_pytree
from jaxtyping import Float

from kudari.descent.carry import Carry
from kudari.descent.sweep import Sweep
from kudari.finish import flat_parameters
from kudari.plan import Plan
from kudari.study import Study
from kudari.web.views.chosen import Chosen, params_of
from kudari.web.views.moment import Moment

MOST, FEWEST = 200, 50
"""Snapshots of a run that are kept: as many as there is room for."""

ROOM = 2**28
"""Bytes of all snapshots; where fewer than the fewest of all runs would fit, some runs are not remembered."""

NAME = "ways.npz"
"""Of the file in a study's folder."""

STORED = 2**25
"""Bytes of that file: where all runs do not fit, the first ones are kept."""


@dataclass
class Path:
    """Snapshots at evenly spread steps: one in every `spacing`, which doubles where there are too many."""

    most: int = MOST
    spacing: int = 1
    """A power of two."""
    kept: list[tuple[int, np.ndarray]] = field(default_factory=list)
    """(step, snapshot), replaced as a whole: the views' thread reads it while the loop's adds to it."""

    @property
    def steps(self) -> list[int]:
        """At which the snapshots were taken."""
        return [step for step, _ in self.kept]

    @property
    def points(self) -> list[np.ndarray]:
        """The snapshots."""
        return [point for _, point in self.kept]

    def due(self, step: int) -> bool:
        """Whether a snapshot of this step would be kept."""
        return not self.kept or step // self.spacing > self.kept[-1][0] // self.spacing

    def add(self, step: int, point: np.ndarray) -> None:
        """Keep a snapshot, where it is due."""
        if not self.due(step):
            return
        kept = [*self.kept, (step, point)]
        while len(kept) > self.most:
            self.spacing *= 2
            thinned = kept[:1]
            for one in kept:
                if one[0] // self.spacing > thinned[-1][0] // self.spacing:
                    thinned.append(one)
            kept = thinned
        self.kept = kept


@dataclass
class Memory:
    """The paths of one study, sweep by sweep: every point is float[R, P], of as many runs as there is room for."""

    study: Study | None = None
    paths: list[Path] = field(default_factory=list)


_memory = Memory()


def remember(plan: Plan, carries: Sequence[Carry]) -> None:
    """Keep a snapshot of where the runs stand, where one is due; another study takes the place of the one before.

    To be called once after every round of a study that is watched, and cheap when nothing is due.
    """
    sweeps, study, step = plan.sweeps, unchanged(plan), _step(carries)
    if _memory.study != study or any(path.kept and path.kept[-1][0] > step for path in _memory.paths):
        size = sum(4 * sweep.parameter_count * _rows(plan, sweep) for sweep in sweeps)
        most = int(np.clip(ROOM // size, FEWEST, MOST))
        _memory.study, _memory.paths = study, [Path(most=most) for _ in sweeps]
    for sweep, carry, path in zip(sweeps, carries, _memory.paths, strict=True):
        if path.due(step):
            path.add(step, flat_parameters(sweep, carry.runs.params)[: _rows(plan, sweep)])


def keep(folder: pathlib.Path, plan: Plan) -> None:
    """Write what is remembered of this study into its folder, of as many of its runs as there is room for."""
    if _memory.study != unchanged(plan) or not _memory.paths or not _memory.paths[0].kept:
        return
    numbers = sum(len(path.kept) * int(path.points[0][0].size) for path in _memory.paths)
    rows = max(1, STORED // (4 * max(1, numbers)))
    arrays: dict[str, np.ndarray] = {}
    for place, path in enumerate(_memory.paths):
        arrays[f"steps{place}"] = np.asarray([path.spacing, *path.steps])
        arrays[f"points{place}"] = np.asarray([point[:rows] for point in path.points], np.float32)
    with (folder / NAME).open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def recall(folder: pathlib.Path, plan: Plan) -> None:
    """Remember what was kept of this study; nothing where nothing was."""
    _memory.study, _memory.paths = None, []
    if not (folder / NAME).is_file():
        return
    with np.load(folder / NAME, allow_pickle=False) as kept:
        paths = []
        for place in range(len(kept.files) // 2):
            spacing, *steps = kept[f"steps{place}"].tolist()
            paths.append(Path(spacing=spacing, kept=list(zip(steps, kept[f"points{place}"], strict=True))))
    if len(paths) == len(plan.sweeps):
        _memory.study, _memory.paths = unchanged(plan), paths


def way(moment: Moment, one: Chosen) -> Float[np.ndarray, "T P"]:
    """What is known of a run's way, evenly spread over its steps, up to where it stands; finite places only.

    From the trace where that holds the parameters, else from the snapshots.
    """
    now = np.atleast_1d(np.asarray(ravel_pytree(params_of(one))[0]))
    place = next(at for at, sweep in enumerate(moment.plan.sweeps) if sweep is one.sweep)
    run = int(one.at[1]) * len(one.sweep.seeds) + int(one.at[0])
    earlier: list[np.ndarray] = []
    if "parameters" in moment.trace:
        before = sum(sweep.runs for sweep in moment.plan.sweeps[:place])
        recorded = moment.trace["parameters"].values[before + run]
        chosen = np.unique(np.linspace(0, len(recorded) - 1, MOST).round().astype(int))
        earlier = list(recorded[chosen])
    elif _memory.study == unchanged(moment.plan):
        step = _step(moment.carries)
        earlier = [point[run] for at, point in _memory.paths[place].kept if at < step and run < len(point)]
    points = np.array([*earlier, now], float)
    return points[np.isfinite(points).all(axis=1)]


def _rows(plan: Plan, sweep: Sweep) -> int:
    """How many of a sweep's runs are remembered."""
    snapshot = 4 * sweep.parameter_count * len(plan.sweeps)
    return int(np.clip(ROOM // (FEWEST * snapshot), 1, sweep.runs))


def _step(carries: Sequence[Carry]) -> int:
    return max(int(np.max(jax.device_get(carry.runs.step))) for carry in carries)


def unchanged(plan: Plan) -> Study:
    """The study without what was changed on its way, by which it is known again."""
    return replace(plan.study, changes=())
