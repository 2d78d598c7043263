"""Does it converge? The descent lemma and the rates."""

import numpy as np
import xarray as xr

from kudari.diagnosis.theory import guaranteed_decrease
from kudari.lessons.lesson import Claim, Formula, Lesson, Measured, Paragraph, Proof, Remember, Try
from kudari.lessons.readings import final_loss, in_study, labels, problem_name, setting
from kudari.study import MethodChoice, ProblemChoice, Study

WORSE = {"problem.condition": "1000"}
FLAT = {
    "problem.name": "formula",
    "problem.formula": "x**4/4",
    "problem.range": "-1,1",
    "learning_rate": "0.3",
}
FASTER = {"methods": "momentum", "learning_rate": "3.3", "momentum": "0.67"}

STUDY = Study(
    name="convergence",
    problem=ProblemChoice(name="quadratic", settings={"condition": 100.0, "dimension": 20}),
    methods=(MethodChoice(name="gd", hyperparameters={"learning_rate": (1.0,)}),),
    seeds=8,
    steps=1000,
)

GOAL, GOAL_STEPS = 1e-8, 150
"""Of the first loss, and within so many steps: out of reach for gradient descent at a condition of 100."""

LOWEST = 1e-30
"""Below it float32 has no digits left to compare."""


def kept_promises(trace: xr.Dataset, smoothness: float) -> np.ndarray:
    """What every step took off the loss over what the descent lemma promises of it; float[steps that moved]."""
    loss = trace["loss"].values.astype(float)
    gradient = trace["gradient_norm"].values[:, :-1].astype(float)
    rates = trace["learning_rate"].values.tolist()
    promised = np.array([[guaranteed_decrease(rate, smoothness, 1.0)] for rate in rates])
    moved = trace["running"].values[:, :-1] & (loss[:, 1:] > LOWEST)
    with np.errstate(all="ignore"):
        ratio = (loss[:, :-1] - loss[:, 1:]) / (promised * gradient**2)
    return np.asarray(ratio[moved])


def loss_factor(trace: xr.Dataset) -> float:
    """By how much a step multiplied the loss, late in the run: the median over the runs."""
    loss = trace["loss"].values.astype(float)
    told = int((loss > LOWEST).all(axis=0).sum())
    late, last = int(told * 0.4), int(told * 0.8)
    return float(np.median((loss[:, last] / loss[:, late]) ** (1 / max(1, last - late))))


def _descends_plainly(study: Study, trace: xr.Dataset) -> bool:
    return set(trace["method"].values.tolist()) == {"gd"} and not study.changes and study.record_every == 1


def _worse(study: Study, trace: xr.Dataset) -> bool:
    condition = setting(study, "condition")
    return problem_name(study) == "quadratic" and condition is not None and float(condition) >= 500


def _flat(study: Study, trace: xr.Dataset) -> bool:
    if problem_name(study) != "formula" or not _descends_plainly(study, trace) or trace.sizes["step"] < 200:
        return False
    loss = np.median(trace["loss"].values, axis=0)
    early, middle, last = (loss[int(share * (len(loss) - 1))] for share in (0.01, 0.1, 1.0))
    # On a straight line the last nine tenths take off ten times as many digits as those before.
    return bool(0 < last < middle < early) and bool(np.log(middle / last) < 4 * np.log(early / middle))


def _faster(study: Study, trace: xr.Dataset) -> bool:
    condition = setting(study, "condition")
    if problem_name(study) != "quadratic" or condition is None or float(condition) < 100:
        return False
    place = min(GOAL_STEPS, trace.sizes["step"] - 1)
    loss = trace["loss"].values
    return (
        bool((np.nanmin(loss[:, : place + 1], axis=1) < GOAL * loss[:, 0]).any()) and study.record_every == 1
    )


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    smoothness, rates = trace.attrs.get("smoothness"), labels(trace, "learning_rate")
    if smoothness is None or rates is None or not _descends_plainly(study, trace):
        return None
    if not (rates < 2 / smoothness).all() or not (final_loss(trace) < trace["loss"].values[:, 0]).all():
        return None
    ratio = kept_promises(trace, float(smoothness))
    if not ratio.size:
        return None
    kept = int((ratio > 1 - 1e-3).sum())
    return {"kept": kept, "taken": ratio.size, "least": float(ratio.min()), "factor": loss_factor(trace)}


LESSON = Lesson(
    name="convergence",
    minutes=6,
    study=STUDY,
    blocks=(
        Paragraph("lesson.convergence.see"),
        Paragraph("lesson.convergence.smooth"),
        Formula(r"\left\|\nabla f(x) - \nabla f(y)\right\| \le L\,\left\|x - y\right\|"),
        Paragraph("lesson.convergence.lemma"),
        Formula(r"f(x - \eta g) \le f(x) - \eta\left(1 - \frac{L\eta}{2}\right)\left\|g\right\|^2"),
        Proof(
            "lesson.convergence.lemma_proof",
            (
                Paragraph("lesson.convergence.lemma_way"),
                Formula(r"\varphi'(t) = -\nabla f(x - tg)^\top g"),
                Formula(r"\le -\left\|g\right\|^2 + Lt\left\|g\right\|^2"),
                Paragraph("lesson.convergence.lemma_integral"),
                Formula(r"f(x - \eta g) - f(x) = \int_0^\eta \varphi'(t)\,dt"),
                Formula(r"\le -\eta\left\|g\right\|^2 + \frac{L\eta^2}{2}\left\|g\right\|^2"),
            ),
        ),
        Paragraph("lesson.convergence.promise"),
        Measured("lesson.convergence.measured", _reading),
        Paragraph("lesson.convergence.sum"),
        Formula(r"\min_{k<n}\left\|\nabla f(x_k)\right\|^2 \le \frac{2L\,(f(x_0) - f^\star)}{n}"),
        Paragraph("lesson.convergence.strong"),
        Formula(r"f(x_k) - f^\star \le \left(1 - \frac{\mu}{L}\right)^k (f(x_0) - f^\star)"),
        Proof(
            "lesson.convergence.strong_proof",
            (
                Paragraph("lesson.convergence.strong_parabola"),
                Formula(r"f(y) \ge f(x) + g^\top(y - x) + \frac{\mu}{2}\left\|y - x\right\|^2"),
                Paragraph("lesson.convergence.strong_least"),
                Formula(r"f^\star \ge f(x) - \frac{1}{2\mu}\left\|g\right\|^2"),
                Paragraph("lesson.convergence.strong_together"),
                Formula(r"f(x_{k+1}) - f^\star \le f(x_k) - f^\star - \frac{1}{2L}\left\|g\right\|^2"),
                Formula(r"\le \left(1 - \frac{\mu}{L}\right)(f(x_k) - f^\star)"),
            ),
        ),
        Paragraph("lesson.convergence.square"),
        Try("lesson.convergence.worse", "lesson.convergence.worse_done", _worse, WORSE),
        Paragraph("lesson.convergence.convex"),
        Formula(r"f(x_k) - f^\star \le \frac{\left\|x_0 - x^\star\right\|^2}{2\eta k}"),
        Proof(
            "lesson.convergence.convex_proof",
            (
                Paragraph("lesson.convergence.convex_lemma"),
                Formula(r"f(x_{k+1}) - f^\star \le g^\top(x_k - x^\star) - \frac{\eta}{2}\left\|g\right\|^2"),
                Formula(
                    r"= \frac{\left\|x_k - x^\star\right\|^2 - \left\|x_{k+1} - x^\star\right\|^2}{2\eta}"
                ),
                Paragraph("lesson.convergence.convex_sum"),
            ),
        ),
        Try("lesson.convergence.flat", "lesson.convergence.flat_done", _flat, FLAT),
        Try(
            "lesson.convergence.faster",
            "lesson.convergence.faster_done",
            _faster,
            FASTER,
            hint="lesson.convergence.faster_hint",
        ),
        Remember("lesson.convergence.remember"),
    ),
    goals={"goal": GOAL, "goal_steps": GOAL_STEPS},
    claims=(
        Claim("dimensions", 20, lambda trace: float(trace.attrs["parameter_count"])),
        Claim("largest", 1, lambda trace: float(trace.attrs["smoothness"])),
        Claim("smallest", 0.01, lambda trace: float(trace.attrs["strong_convexity"])),
        Claim("bound", 0.99, lambda trace: 1 - trace.attrs["strong_convexity"] / trace.attrs["smoothness"]),
        Claim("factor", 0.98, loss_factor, within=1e-3),
        Claim("worse_bound", 0.999, lambda trace: 1 - trace.attrs["strong_convexity"], WORSE),
        Claim("steps", 1000, in_study("steps")),
        Claim("worse_loss", 7.6e-5, lambda trace: float(np.median(final_loss(trace))), WORSE, within=0.02),
        Claim("flat_loss", 6.8e-7, lambda trace: float(np.median(final_loss(trace))), FLAT, within=0.02),
        Claim("faster_rate", 3.3, lambda trace: float(trace["learning_rate"].values[0]), FASTER),
        Claim("faster_momentum", 0.67, lambda trace: float(trace["momentum"].values[0]), FASTER),
    ),
)
