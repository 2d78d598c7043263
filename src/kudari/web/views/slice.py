"""A slice through the loss of many parameters, with the path of one run projected on it."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Literal

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from jaxtyping import Float

from kudari.descent.loop import fixed_arguments
from kudari.descent.sweep import Sweep
from kudari.language import say
from kudari.language.words import joined
from kudari.plan import Plan
from kudari.show.chart import Axis, Chart, Field, Layer, Line, Panel, Points
from kudari.show.plane import levels
from kudari.show.report.drawn import drawn
from kudari.slices import (
    coordinates,
    examples_of,
    filter_normalised,
    loss_on_plane,
    share_held,
    trajectory_pca,
)
from kudari.web.views.chosen import Chosen, chosen, told
from kudari.web.views.moment import Moment
from kudari.web.views.path import unchanged, way

SIDE = 41
"""Places along each side of the plane at which the loss is taken."""

REFRESH = 2.0
"""Seconds after which a run that has gone on gets a new plane."""

PATIENCE = 2.0
"""Seconds that a picture waits for its first plane, and a finished run for its last."""

Directions = Literal["trajectory", "filter"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Plane:
    """The loss over two directions through a place of a run."""

    key: tuple[Any, ...]
    """What it shows: study, method, seed, kind of directions."""
    step: int
    centre: Float[np.ndarray, "P"]
    directions: Float[np.ndarray, "2 P"]
    shares: Float[np.ndarray, "k"]
    """Of the path's variance, of each principal direction that was found; empty for random directions."""
    x: Float[np.ndarray, "m"]
    y: Float[np.ndarray, "n"]
    losses: Float[np.ndarray, "m n"]
    examples: int | None


class Easel:
    """Holds the newest plane, while the next one is computed beside the run."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._coming: Future[Plane] | None = None
        self._plane: Plane | None = None
        self._began = 0.0

    def plane(
        self, key: tuple[Any, ...], step: int, make: Callable[[], Plane], *, last: bool
    ) -> Plane | None:
        """The newest plane of this key; None where it is not ready yet. A finished run's last one is waited for."""
        self._take(0.0)
        missing = self._plane is None or self._plane.key != key
        old = not missing and self._plane is not None and self._plane.step != step
        if missing or (old and (last or time.monotonic() - self._began > REFRESH)):
            if self._coming is not None and (missing or last):
                self._take(PATIENCE)
            if self._coming is None:
                self._began = time.monotonic()
                self._coming = self._pool.submit(make)
            if missing or last:
                self._take(PATIENCE)
        return self._plane if self._plane is not None and self._plane.key == key else None

    def _take(self, seconds: float) -> None:
        if self._coming is not None and wait([self._coming], seconds).done:
            self._plane, self._coming = self._coming.result(), None


_easel = Easel()


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
    key = (unchanged(moment), one.group.series, one.seed, kind)
    last = bool(np.all(jax.device_get(one.carry.rested))) or step >= moment.plan.cadence.steps
    plane = _easel.plane(key, step, lambda: plane_of(key, one.sweep, points, kind, step), last=last)
    about = told(moment, one)
    about["chosen"]["directions"] = kind
    about["choices"]["directions"] = ["trajectory", "filter"]
    if plane is None:
        return {"kind": "words", "text": say("views.slice.computing", moment.language), **about}
    chart = slice_chart(plane, points, one, moment.language)
    return {"kind": "chart", "chart": drawn(chart), "caption": chart.caption, **about}


def plane_of(
    key: tuple[Any, ...], sweep: Sweep, points: Float[np.ndarray, "T P"], kind: Directions, step: int
) -> Plane:
    """Directions for a path, and the loss on the plane that they span through its last point."""
    with jax.enable_x64(sweep.precision == "float64"):
        data = fixed_arguments(sweep).data
        batch, examples = examples_of(sweep.problem, data)
        template = sweep.problem.init(jax.random.key(0))
        unravel = ravel_pytree(template)[1]
        centre = points[-1]
        # The same draws for every plane, so that the picture changes with the run alone.
        drawn_ones = filter_normalised(unravel(jnp.asarray(centre, sweep.precision)), jax.random.key(0))
        directions = np.array([np.atleast_1d(ravel_pytree(tree)[0]) for tree in drawn_ones], float)
        shares = np.zeros(0)
        if kind == "trajectory":
            found = trajectory_pca(points)
            directions, shares = completed(found.directions, directions), found.shares
        elif not np.linalg.norm(directions, axis=1).all():
            directions = completed(np.zeros((0, len(centre))), directions)
        x, y = (np.linspace(low, high, SIDE) for low, high in _ranges(points, directions, kind))
        trees = [unravel(jnp.asarray(vector, sweep.precision)) for vector in (centre, *directions)]
        along = (jnp.asarray(x, sweep.precision), jnp.asarray(y, sweep.precision))
        losses = np.asarray(
            loss_on_plane(sweep.problem, batch, trees[0], (trees[1], trees[2]), *along), float
        )
    return Plane(
        key=key,
        step=step,
        centre=centre,
        directions=directions,
        shares=shares,
        x=x,
        y=y,
        losses=losses,
        examples=examples,
    )


def completed(found: Float[np.ndarray, "k P"], others: Float[np.ndarray, "2 P"]) -> Float[np.ndarray, "2 P"]:
    """Two orthonormal directions: those found, then what the others have beside them, or else a random one."""
    spare = np.random.default_rng(0).normal(size=others.shape)
    basis = list(found)
    for vector in (*others, *spare):
        rest = vector - sum((vector @ unit) * unit for unit in basis)
        if len(basis) < 2 and np.linalg.norm(rest) > 1e-6 * np.linalg.norm(vector):
            basis.append(rest / np.linalg.norm(rest))
    return np.array(basis)


def _ranges(
    points: Float[np.ndarray, "T P"], directions: Float[np.ndarray, "2 P"], kind: Directions
) -> list[tuple[float, float]]:
    """From −1 to 1 in units of the weights themselves; around the path along its own directions."""
    if kind == "filter":
        return [(-1.0, 1.0), (-1.0, 1.0)]
    seen = coordinates(points, points[-1], directions)
    low, high = seen.min(axis=0), seen.max(axis=0)
    largest = float((high - low).max()) or 0.1 * float(np.linalg.norm(points[-1])) or 1.0
    halves = np.maximum(high - low, 0.45 * largest) / 2 + 0.15 * largest
    middle = (low + high) / 2
    return [(float(m - h), float(m + h)) for m, h in zip(middle, halves, strict=True)]


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
    principal = plane.key[-1] == "trajectory"
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
