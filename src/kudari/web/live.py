"""A study that runs while it is watched: the job of a worker."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from kudari.descent import checkpoint
from kudari.descent.carry import Carry
from kudari.execute import Clock, Round, check_size, resume, run
from kudari.language import InputError
from kudari.plan import Plan, plan
from kudari.results import store
from kudari.results.summary import summarise, write_csv
from kudari.show.groups import groups
from kudari.study import Change, Study
from kudari.study_file import from_mapping, read_study
from kudari.web.controls import settings
from kudari.web.form_places import placed
from kudari.web.growing import Growing
from kudari.web.opening import opening
from kudari.web.points import Points
from kudari.web.room import check_kept
from kudari.web.steering import Steering
from kudari.web.viewing import Viewer
from kudari.web.views.moment import Moment
from kudari.web.views.path import keep, recall, remember
from kudari.web.worker import Talk

POLL = 0.05
"""Seconds between two looks at whether a view is due, while the study waits."""

SAY_EVERY = 0.015
"""Seconds between two frames with the newest losses."""


class Live:
    """Tells the page of a study's rounds, and the study of the page's controls."""

    def __init__(self, chosen: Plan, talk: Talk, steering: Steering, language: str) -> None:
        self.plan, self.language = chosen, language
        self._talk, self._steering = talk, steering
        self._trace = Growing(chosen.cadence)
        self.step = 0
        """The newest step that was recorded; 0 before the first."""
        self._carries: Sequence[Carry] = ()
        self._points: Points | None = None
        self.clock = Clock()
        self._said = 0.0
        self._viewer = Viewer(talk)
        self._changes: list[Change] = list(chosen.study.changes)

    def watch(self, part: Round) -> bool | Sequence[Change]:
        """After a round: tell, listen, wait. True ends the study, changes go into it."""
        self.take(part.trace, part.carries, self.clock.compute, last=part.finished)
        steering = self._steering
        steering.hear()
        self.state(finished=part.finished)
        wait = 0.0 if part.finished else steering.wait(part.trace.sizes["step"])
        until = time.monotonic() + wait
        self.show()
        while not steering.stopped and not part.finished and not steering.changes:
            if steering.paused and steering.single:
                steering.single -= 1
                break
            left = until - time.monotonic()
            if left <= 0 and not steering.paused:
                break
            rests = (
                steering.paused and self._viewer.free and not self._viewer.stale(steering.wanted, self.step)
            )
            if steering.hear(None if rests else POLL if steering.paused else min(left, POLL)):
                self.state()
            self.show()
        steering.aim()
        return True if steering.stopped else self._change(part)

    def show(self) -> None:
        """Bring what is looked at up to date, as the time allows."""
        self._viewer.show(self._steering.wanted, self.step, self.moment)

    def take(
        self, trace: xr.Dataset, carries: Sequence[Carry], seconds: float, *, last: bool = False
    ) -> None:
        """Take in a stretch of the trace, computed in so many seconds so far, and tell of the points it makes."""
        self._trace.add(trace)
        self._carries = carries
        before, self.step = self.step, int(trace["step"].values[-1])
        first = self._points is None
        if self._points is None:
            found = groups(trace, self.language)
            self._points = Points(self.plan.cadence, found)
            self._talk.tell("begin", **opening(self.plan, trace))
        if first or any(before < change.step <= self.step for change in self._changes):
            self._settings(self.step)
        points = self._points.add(trace, seconds, last=last)
        if len(points["step"]):
            self._talk.tell(
                "points", points, first=self._points.count - len(points["step"]), computed=time.time()
            )
        if last or time.monotonic() - self._said > SAY_EVERY or self._steering.paused:
            self._said = time.monotonic()
            self._talk.tell("now", self._points.now(), computed=time.time())
        remember(self.plan, carries)

    def state(self, status: str = "", *, finished: bool = False) -> None:
        """Tell where the study stands."""
        going = "paused" if self._steering.paused and not finished else "running"
        seconds, speed = self.clock.compute, self._steering.speed
        self._talk.tell("state", status=status or going, step=self.step, seconds=seconds, speed=speed)

    def _change(self, part: Round) -> Sequence[Change]:
        if part.finished or not self._steering.changes:
            return ()
        step = int(self.plan.cadence.recorded_steps[part.records])
        made = [replace(change, step=step) for change in self._steering.changes]
        self._steering.changes = []
        if step >= self.plan.study.steps:
            return ()
        try:
            # A study may have changes that are still to come.
            changes = sorted((*self._changes, *made), key=lambda change: change.step)
            self.plan = plan(replace(self.plan.study, changes=tuple(changes)))
        except InputError as error:
            self._talk.tell("note", sentence=error.say(self.language))
            return ()
        self._changes = changes
        self._settings(step)
        return made

    def _settings(self, step: int) -> None:
        self._talk.tell("settings", **settings(self.plan, self._changes, step))

    def moment(self) -> Moment:
        """Where the study stands."""
        return Moment(
            plan=self.plan, carries=self._carries, trace=self._trace.whole(), language=self.language
        )

    def finish(self, trace: xr.Dataset) -> None:
        """Show everything that is looked at as it is in the end, with what is known only then."""
        # What was gathered on the way would be held twice.
        self._trace = Growing(self.plan.cadence)
        last = Moment(plan=self.plan, carries=self._carries, trace=trace.load(), language=self.language)
        self._viewer.show_all(self._steering.wanted, self.step, last)

    def leave(self) -> None:
        """Show it as it stands where it was stopped: no round comes any more that would."""
        if self._carries:
            due = self._viewer.stale(self._steering.wanted, self.step)
            self._viewer.show_all(due, self.step, self.moment())

    def close(self) -> None:
        """Say nothing any more."""
        self._viewer.close()


def live(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Run or resume a study in a folder, while it is watched and steered."""
    folder, language = Path(asked["folder"]), asked["language"]
    study = _asked(asked)
    chosen = plan(study)
    steering = Steering(talk.heard, study.record_every, paused=bool(asked.get("paused")))
    steering.speed = asked.get("speed")
    told = Live(chosen, talk, steering, language)
    steering.aim()
    told.state("compiling")
    try:
        trace = _run(asked, chosen, folder, told, steering)
        keep(folder, told.plan)
        if finished := store.complete(folder):
            write_csv(folder / "summary.csv", summarise(trace))
            told.finish(trace)
        else:
            told.leave()
    finally:
        told.close()
    told.state("finished" if finished else "stopped")
    return {"finished": finished}


def _run(asked: Mapping[str, Any], chosen: Plan, folder: Path, told: Live, steering: Steering) -> xr.Dataset:
    if asked.get("resume"):
        recall(folder, chosen)
        for trace, carries in _earlier(folder, chosen):
            told.take(trace, carries, math.nan)
        return resume(folder, watch=told.watch, clock=told.clock, pace=steering.pace)
    check_size(chosen, folder, asked.get("memory"))
    check_kept(folder.parent, asked.get("disk"), chosen.bytes[1])
    return run(chosen.study, folder, yes=True, watch=told.watch, clock=told.clock, pace=steering.pace)


def _asked(asked: Mapping[str, Any]) -> Study:
    """The study that the page describes, or the one in the folder that is to go on."""
    if asked.get("resume"):
        return read_study(Path(asked["folder"]) / store.STUDY)
    return from_mapping(placed(asked["study"], Path(asked["home"]), bool(asked.get("local"))))


def _earlier(folder: Path, chosen: Plan) -> Any:
    """What a study had recorded before it was cut off."""
    if not (folder / checkpoint.NAME).exists() or not (folder / store.TRACE).is_dir():
        return
    carries, records = checkpoint.restore(folder, chosen.sweeps)
    steps = chosen.cadence.recorded_steps[:records]
    trace = store.load_whole(folder)
    if records:
        kept = {dim: trace[dim].values <= steps[-1] for dim in ("step", "evaluated_step", "probed_step")}
        yield trace.isel({dim: np.flatnonzero(keep) for dim, keep in kept.items()}), carries
