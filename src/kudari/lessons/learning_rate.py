"""The learning rate: too small, right, too large, and why the limit is 2/L."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from kudari.diagnosis.verdict import Outcome
from kudari.lessons.lesson import Claim, Formula, Lesson, Measured, Paragraph, Proof, Remember, Try
from kudari.lessons.readings import any_is, final_loss, in_study, labels, outcomes, problem_name, seeds
from kudari.study import MethodChoice, ProblemChoice, Study

SMALL, RIGHT, EDGE, LARGE = 0.005, 0.1, 0.19, 0.21

GOAL = 1e-12

BEST = {"learning_rate": "0.182"}
LIMIT = {"learning_rate": "0.2"}
STEEPER = {"problem.formula": "(x**2 + 40*y**2)/2"}

STUDY = Study(
    name="learning-rate",
    problem=ProblemChoice(name="formula", settings={"formula": "(x**2 + 10*y**2)/2", "range": (-10.0, 10.0)}),
    methods=(MethodChoice(name="gd", hyperparameters={"learning_rate": (SMALL, RIGHT, EDGE, LARGE)}),),
    seeds=8,
    steps=100,
)


def curvature(trace: xr.Dataset) -> float:
    """The largest curvature at the start, of the first run."""
    return float(trace["sharpness"].values[0, 0])


def _curvature(trace: xr.Dataset) -> float | None:
    return curvature(trace) if "sharpness" in trace and trace.sizes["probed_step"] else None


def _best(study: Study, trace: xr.Dataset) -> bool:
    rates, curved = labels(trace, "learning_rate"), _curvature(trace)
    if rates is None or curved is None or curved < 9.9 or study.steps > STUDY.steps:
        return False
    low = final_loss(trace) < GOAL
    return problem_name(study) == "formula" and any(low[rates == rate].all() for rate in set(rates.tolist()))


def _limit(study: Study, trace: xr.Dataset) -> bool:
    return problem_name(study) == "formula" and any_is(trace, Outcome.OSCILLATING)


def _steeper(study: Study, trace: xr.Dataset) -> bool:
    curved, came = _curvature(trace), outcomes(trace) == Outcome.DIVERGED
    return curved is not None and curved > 15 and bool(came.any() and not came.all())


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    curved = _curvature(trace)
    if curved is None or curved <= 0 or set(trace["method"].values.tolist()) != {"gd"}:
        return None
    diverged = int((outcomes(trace) == Outcome.DIVERGED).sum())
    return {
        "curvature": curved,
        "edge_now": 2 / curved,
        "diverged": diverged,
        "runs": trace.sizes["run"],
    }


def _median_loss(rate: float) -> Callable[[xr.Dataset], float]:
    return lambda trace: float(np.median(final_loss(trace)[trace["learning_rate"].values == rate]))


def _rate(place: int) -> Callable[[xr.Dataset], float]:
    return lambda trace: float(np.unique(trace["learning_rate"].values)[place])


LESSON = Lesson(
    name="learning-rate",
    minutes=5,
    study=STUDY,
    blocks=(
        Paragraph("lesson.learning-rate.see"),
        Paragraph("lesson.learning-rate.small"),
        Paragraph("lesson.learning-rate.right"),
        Paragraph("lesson.learning-rate.edge"),
        Paragraph("lesson.learning-rate.large"),
        Paragraph("lesson.learning-rate.why"),
        Formula(r"x_{k+1} = (1 - \eta)\,x_k"),
        Formula(r"y_{k+1} = (1 - 10\,\eta)\,y_k"),
        Paragraph("lesson.learning-rate.factor"),
        Formula(r"0 < \eta < \frac{2}{L}"),
        Proof(
            "lesson.learning-rate.proof",
            (
                Paragraph("lesson.learning-rate.proof_quadratic"),
                Formula(r"f(x) = \tfrac12\, x^\top H x\,, \qquad x_{k+1} = (I - \eta H)\,x_k"),
                Paragraph("lesson.learning-rate.proof_eigenvectors"),
                Formula(r"c_{k+1} = (1 - \eta\lambda)\,c_k"),
                Paragraph("lesson.learning-rate.proof_limit"),
            ),
        ),
        Measured("lesson.learning-rate.measured", _reading),
        Try("lesson.learning-rate.limit_try", "lesson.learning-rate.limit_done", _limit, LIMIT),
        Paragraph("lesson.learning-rate.best"),
        Formula(r"1 - \eta\mu = \eta L - 1 \quad\Longrightarrow\quad \eta = \frac{2}{L + \mu}"),
        Try(
            "lesson.learning-rate.best_try",
            "lesson.learning-rate.best_done",
            _best,
            BEST,
            hint="lesson.learning-rate.best_hint",
        ),
        Try("lesson.learning-rate.steeper", "lesson.learning-rate.steeper_done", _steeper, STEEPER),
        Remember("lesson.learning-rate.remember"),
    ),
    goals={"goal": GOAL},
    claims=(
        Claim("seeds", 8, seeds),
        Claim("steps", 100, in_study("steps")),
        Claim("small", SMALL, _rate(0)),
        Claim("right", RIGHT, _rate(1)),
        Claim("edge", EDGE, _rate(2)),
        Claim("large", LARGE, _rate(3)),
        Claim("small_loss", 5.3, _median_loss(SMALL), within=0.02),
        Claim("right_loss", 1e-8, _median_loss(RIGHT), within=0.02),
        Claim("edge_loss", 1.1e-7, _median_loss(EDGE), within=0.05),
        Claim("limit", 0.2, lambda trace: 2 / curvature(trace), within=1e-5),
        Claim("best", 0.182, _rate(0), BEST),
        Claim("steep_limit", 0.05, lambda trace: 2 / curvature(trace), STEEPER, within=1e-5),
    ),
)
