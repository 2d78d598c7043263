"""A slice through the loss of many parameters, with the path of one run projected on it."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache
from typing import Any

import jax
import numpy as np
from jaxtyping import Float

from kudari.language import say
from kudari.language.words import joined
from kudari.plan import Plan
from kudari.show.chart import Axis, Chart, Field, Layer, Line, Panel, Points
from kudari.show.plane import levels
from kudari.slices import coordinates, share_held
from kudari.study_file import study_text
from kudari.web.views.chosen import Chosen, chosen, told
from kudari.web.views.moment import Moment
from kudari.web.views.path import way
from kudari.web.views.pictured import pictured
from kudari.web.views.planes import Directions, Plane, plane_of

REFRESH = 2.0
"""Seconds after which a run that has gone on gets a new plane."""

PATIENCE = 20.0
"""Seconds that a picture waits for its first plane, and a finished run for its last."""


class Easel:
    """Holds the newest plane of one picture, while the next one is computed beside the run."""

    def __init__(self) -> None:
        self.plane: Plane | None = None
        self._coming: Future[Plane] | None = None
        self._began = 0.0

    def newest(self, step: int, make: Callable[[], Plane], *, last: bool) -> Plane | None:
        """The newest plane; None where the first is not ready yet. That of a finished run is waited for."""
        self._take(0.0)
        if self.plane is not None and self.plane.step > step:
            # The study began anew.
            self.plane = None
        awaited = self.plane is None or (last and self.plane.step != step)
        if awaited and self._coming is not None:
            self._take(PATIENCE)
        stale = self.plane is None or self.plane.step != step
        if stale and self._coming is None and (awaited or time.monotonic() - self._began > REFRESH):
            self._began = time.monotonic()
            self._coming = _pool.submit(make)
            if awaited:
                self._take(PATIENCE)
        return self.plane

    def _take(self, seconds: float) -> None:
        if self._coming is not None and wait([self._coming], seconds).done:
            coming, self._coming = self._coming, None
            self.plane = coming.result()


_pool = ThreadPoolExecutor(max_workers=1)


@lru_cache(maxsize=4)
def _easel(study: str, *key: Any) -> Easel:
    """The place of one picture: of a study, a method, a seed and a kind of directions."""
    return Easel()


def applies(plan: Plan) -> bool:
    """Whether there are more parameters than a picture has axes."""
    return any(sweep.parameter_count > 2 for sweep in plan.sweeps)


def cut(moment: Moment) -> dict[str, Any] | None:
    """The loss on a plane, and one run's path: choices `directions` ("trajectory" or "filter"), `method` and `seed`.

    None where the run has one or two parameters only, or was never finite.
    """
    one = chosen(moment)
    points = way(moment, one) if one.sweep.parameter_count > 2 else np.zeros((0, 1))
    if not len(points):
        return None
    kind: Directions = "filter" if moment.choice.get("directions") == "filter" else "trajectory"
    step = int(jax.device_get(one.carry.runs.step).max())
    easel = _easel(study_text(moment.plan.study), one.group.series, one.seed, kind)
    last = bool(np.all(jax.device_get(one.carry.rested))) or step >= moment.plan.cadence.steps
    plane = easel.newest(step, lambda: plane_of(one.sweep, points, kind, step), last=last)
    offers = _offers(moment, one, kind)
    if plane is None:
        return {"kind": "words", "text": say("views.slice.computing", moment.language), **offers}
    chart = slice_chart(plane, points, one, moment.language)
    return {**pictured(chart, moment), **offers}


def _offers(moment: Moment, one: Chosen, kind: Directions) -> dict[str, Any]:
    """What is shown, and what else could be chosen, each with its words."""
    kinds = [[name, say(f"views.slice.by.{name}", moment.language)] for name in ("trajectory", "filter")]
    shown = told(moment, one)
    return {
        "choice": {"directions": kind, **shown["choice"]},
        "choices": {"directions": kinds, **shown["choices"]},
    }


def slice_chart(plane: Plane, points: Float[np.ndarray, "T P"], one: Chosen, language: str) -> Chart:
    """The plane with the path on it: a line from its start to where the run stands."""
    seen = coordinates(points, plane.centre, plane.directions)
    series = one.group.series
    name = say("views.slice.name", language, name=one.group.name or one.group.method, seed=one.seed)
    begin, now = say("chart.start", language), say("views.now", language)
    marks: list[Layer] = [
        Points(x=seen[:1, 0], y=seen[:1, 1], series=series, marker="start", name=begin),
        Points(x=seen[-1:, 0], y=seen[-1:, 1], series=series, marker="end", name=now),
    ]
    field = Field(
        x=plane.x, y=plane.y, z=plane.losses, levels=levels(plane.losses), label=say("chart.loss", language)
    )
    labels = _labels(plane, language)
    panel = Panel(
        x=Axis(label=labels[0], range=(float(plane.x[0]), float(plane.x[-1]))),
        y=Axis(label=labels[1], range=(float(plane.y[0]), float(plane.y[-1]))),
        layers=(field, Line(x=seen[:, 0], y=seen[:, 1], series=series, name=name, weight="strong"), *marks),
        equal=True,
    )
    return Chart(
        name="slice",
        title=say("views.slice.title", language),
        panels=(panel,),
        caption=joined(_caption(plane, points, language), language),
    )


def _labels(plane: Plane, language: str) -> list[str]:
    """What the two directions are, with the shares of the variance where they are principal ones."""
    shares = list(plane.shares)
    return [
        say(f"views.slice.{place}", language, share=f"{100 * shares[at]:.3g}")
        if at < len(shares)
        else say(f"views.slice.random.{place}", language)
        for at, place in enumerate(("first", "second"))
    ]


def _caption(plane: Plane, points: Float[np.ndarray, "T P"], language: str) -> list[str]:
    held = share_held(points, plane.directions)
    values = {"share": f"{100 * held:.3g}", "step": plane.step}
    principal = plane.kind == "trajectory"
    sentences = []
    if np.isfinite(held) and principal:
        sentences.append(say("views.slice.trajectory", language, **values))
    elif np.isfinite(held):
        apart = points - plane.centre
        within = coordinates(points, plane.centre, plane.directions) @ plane.directions
        values["distance"] = f"{float(np.linalg.norm(apart - within, axis=1).mean()):.3g}"
        values["start"] = f"{float(np.linalg.norm(apart[0])):.3g}"
        sentences.append(say("views.slice.filter", language, **values))
    else:
        sentences.append(say("views.slice.cut", language, **values))
    if principal and len(plane.shares) < 2:
        sentences.append(say("views.slice.still", language))
    if plane.examples is not None:
        sentences.append(say("views.slice.examples", language, count=plane.examples))
    return sentences
