"""One mini-batch or many."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import xarray as xr

from kudari.lessons.lesson import Claim, Formula, Lesson, Measured, Paragraph, Proof, Remember, Try
from kudari.lessons.readings import final_loss, in_study, labels, problem_name, setting
from kudari.studies import STUDIES
from kudari.study import Study

ONE = {"problem.batch": "1"}
LARGER = {"problem.batch": "100"}

GOAL = 0.75

# The curvatures of two networks would take longer to compile than both of them to run.
STUDY = replace(
    STUDIES["minibatch"],
    name="mini-batches",
    seeds=8,
    measures=("loss", "gradient_norm", "update_norm", "update_cosine"),
)


def by_order(trace: xr.Dataset, name: str = "held_out_accuracy") -> Mapping[str, float]:
    """The median of an evaluated number in the end, or of the last `loss`, for each order of the mini-batches."""
    orders = labels(trace, "order")
    if orders is None or name not in trace:
        return {}
    last = final_loss(trace) if name == "loss" else trace[name].values[:, -1]
    each = np.array(orders.tolist())
    return {str(order): float(np.median(last[each == order])) for order in dict.fromkeys(each.tolist())}


def _of(order: str, name: str) -> Callable[[xr.Dataset], float]:
    return lambda trace: by_order(trace, name)[order]


def _both(study: Study, trace: xr.Dataset) -> bool:
    return problem_name(study) == "classify" and {"fixed", "reshuffled"} <= set(by_order(trace))


def _one(study: Study, trace: xr.Dataset) -> bool:
    return _both(study, trace) and setting(study, "batch") == 1


def _larger(study: Study, trace: xr.Dataset) -> bool:
    return problem_name(study) == "classify" and by_order(trace).get("fixed", 0.0) > GOAL


def _reading(study: Study, trace: xr.Dataset) -> dict[str, float] | None:
    if not _both(study, trace):
        return None
    found, loss = by_order(trace), by_order(trace, "loss")
    return {
        "kept_loss": loss["fixed"],
        "fresh_loss": loss["reshuffled"],
        "kept_right": 100 * found["fixed"],
        "fresh_right": 100 * found["reshuffled"],
    }


def _percent(order: str) -> Callable[[xr.Dataset], float]:
    return lambda trace: 100 * by_order(trace)[order]


LESSON = Lesson(
    name="mini-batches",
    minutes=4,
    study=STUDY,
    blocks=(
        Paragraph("lesson.mini-batches.see"),
        Paragraph("lesson.mini-batches.idea"),
        Formula(r"g_B = \frac{1}{m}\sum_{i \in B} \nabla \ell_i(w)"),
        Paragraph("lesson.mini-batches.right"),
        Proof(
            "lesson.mini-batches.proof",
            (
                Paragraph("lesson.mini-batches.proof_mean"),
                Formula(
                    r"\mathbb{E}\,[g_B] = \frac{1}{m}\sum_{i \in B} \mathbb{E}\,[\nabla \ell_i(w)] = \nabla f(w)"
                ),
                Paragraph("lesson.mini-batches.proof_variance"),
                Formula(r"\mathbb{E}\left\|g_B - \nabla f(w)\right\|^2 = \frac{\sigma^2}{m}"),
                Paragraph("lesson.mini-batches.proof_end"),
            ),
        ),
        Try("lesson.mini-batches.run", "lesson.mini-batches.run_done", _both),
        Measured("lesson.mini-batches.measured", _reading),
        Paragraph("lesson.mini-batches.why"),
        Try("lesson.mini-batches.one", "lesson.mini-batches.one_done", _one, ONE),
        Try("lesson.mini-batches.larger", "lesson.mini-batches.larger_done", _larger, LARGER),
        Remember("lesson.mini-batches.remember"),
    ),
    claims=(
        Claim("batch", 10, lambda trace: float(trace.attrs["batch"])),
        Claim("steps", 1000, in_study("steps")),
        Claim("kept_first", 0.06, _of("fixed", "loss"), within=0.05),
        Claim("kept_all", 2.7, _of("fixed", "full_loss"), within=0.02),
        Claim("fresh_all", 0.68, _of("reshuffled", "full_loss"), within=0.02),
        Claim("kept_percent", 45, _percent("fixed"), within=0.03),
        Claim("fresh_percent", 87, _percent("reshuffled"), within=0.02),
        Claim("one_kept", 10, _percent("fixed"), ONE, within=0.05),
        Claim("one_fresh", 80, _percent("reshuffled"), ONE, within=0.02),
        Claim("larger_batch", 100, lambda trace: float(trace.attrs["batch"]), LARGER),
        Claim("larger_kept", 80, _percent("fixed"), LARGER, within=0.02),
    ),
)
