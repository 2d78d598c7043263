"""What every network has learned so far, against the function it is to learn."""

from typing import Any

import jax

from kudari.finish import outputs
from kudari.plan import Plan
from kudari.problems.problem import Problem
from kudari.show.fits import fit_chart
from kudari.web.views.moment import Moment
from kudari.web.views.pictured import pictured


def applies(plan: Plan) -> bool:
    """Whether every problem of the study is a function to be learned."""
    return all(_learns(sweep.problem) for sweep in plan.sweeps)


def _learns(problem: Problem) -> bool:
    if problem.outputs is None:
        return False
    params = jax.eval_shape(problem.init, jax.random.key(0))
    return {"input", "learned", "wanted"} <= {*jax.eval_shape(problem.outputs, params, problem.data)}


def fit(moment: Moment) -> dict[str, Any] | None:
    """The learned function of every method and setting, as the median over seeds with its band."""
    if not applies(moment.plan):
        return None
    trace = moment.trace.assign(outputs(moment.plan.sweeps, moment.carries))
    chart = fit_chart(trace, moment.language, moving=True)
    if chart is None:
        return None
    return pictured(chart, moment)
