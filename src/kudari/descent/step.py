"""One step of one run, and the keys it draws from.

A run's key is `fold_in(key(0), seed)`; from it every purpose has a key of its own (`fold_in` of the purpose), and
every mini-batch one more (`fold_in` of the step), as every step has for what a method draws. So a seed fixes the start,
the mini-batch and the method's key at step t, the same for every method and every hyperparameter value, however the run
is cut into chunks.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jaxtyping import Bool, Float, Int

from kudari.gradients.estimators import Estimator
from kudari.methods.method import Method
from kudari.problems.batches import in_epochs
from kudari.problems.problem import Problem
from kudari.types import Batch, Data, Key, Params, Scalar

Order: TypeAlias = Literal["reshuffled", "fixed", "epochs"]

START, BATCH, METHOD = 0, 1, 2
"""Purposes of a run's keys."""

GOING, GRADIENT_SMALL, LOSS_REACHED, NOT_FINITE = range(4)
"""Why a run rests; a run that goes on to the study's last step is still `GOING` there."""


class StopRule(NamedTuple):
    """A run rests where its gradient's norm, or its loss, is at most this; None asks nothing."""

    gradient_norm: float | None = None
    loss: float | None = None


class RunState(NamedTuple):
    """What a run carries from step to step."""

    params: Params
    opt_state: Any
    step: Int[Array, ""]
    """Updates taken."""
    stopped: Int[Array, ""]
    """GOING, or why the run rests."""
    best_loss: Scalar
    """The smallest finite loss met; inf before the first."""
    best_params: Params
    """Where it was met; None unless the method keeps it."""
    diverged_at: Int[Array, ""]
    """The first step whose loss was not finite; −1 while there is none."""
    last_finite_loss: Scalar
    """The loss before that step."""
    evaluations: Float[Array, ""]
    """Gradient evaluations spent; a difference counts each of its loss evaluations as one."""
    start: Params
    """The first parameters; None unless a measure asks for them."""
    last_update: Params
    """The update before, zero at first; None unless a measure asks for it."""
    seed: Int[Array, ""] | None
    """None unless the method draws."""


class StepInfo(NamedTuple):
    """What a step saw and did: the loss and gradient before the update, and the update itself."""

    loss: Scalar
    gradient: Params
    update: Params


def run_key(seed: Int[Array, ""]) -> Key:
    """The key that a run's other keys come from."""
    return jax.random.fold_in(jax.random.key(0), seed)


def start_of(problem: Problem, seed: Int[Array, ""]) -> Params:
    """Where a run begins."""
    return problem.init(jax.random.fold_in(run_key(seed), START))


def start(
    method: Method,
    params: Params,
    hyperparameters: Mapping[str, Scalar],
    seed: Array,
    last: Array,
    measures: Collection[str] = (),
) -> RunState:
    """The state before the first step from these parameters; it remembers what these measures ask for, and no more."""
    real = jnp.result_type(float)
    return RunState(
        params=params,
        opt_state=transformation(method, hyperparameters, last).init(params),
        step=jnp.zeros((), "int32"),
        stopped=jnp.full((), GOING, "int32"),
        best_loss=jnp.full((), jnp.inf, real),
        best_params=params if method.keep_best else None,
        diverged_at=jnp.full((), -1, "int32"),
        last_finite_loss=jnp.full((), jnp.nan, real),
        evaluations=jnp.zeros((), real),
        start=params if "distance" in measures else None,
        last_update=optax.tree.zeros_like(params) if "update_cosine" in measures else None,
        seed=seed if method.draws else None,
    )


def draw(problem: Problem, order: Order, seed: Array, step: Int[Array, ""], data: Data) -> Batch:
    """The mini-batch at `step`, in this data order."""
    key = jax.random.fold_in(run_key(seed), BATCH)
    if order == "epochs":
        assert problem.examples is not None
        assert problem.take is not None
        assert problem.batch is not None
        return problem.take(data, in_epochs(key, problem.examples, problem.batch, step))
    return problem.draw(jax.random.fold_in(key, 0 if order == "fixed" else step), data)


def transformation(
    method: Method, hyperparameters: Mapping[str, Any], last: Array
) -> optax.GradientTransformationExtraArgs:
    """The method's Optax transformation with these values; a schedule is told the study's last step."""
    length = {"steps": last} if method.needs_steps else {}
    return optax.with_extra_args_support(method.make(**hyperparameters, **length))


def make_step(
    problem: Problem, method: Method, estimator: Estimator
) -> Callable[..., tuple[RunState, StepInfo]]:
    """`step(state, hyperparameters, batch, limits, last) -> (state, info)` for one run.

    `limits` holds the numbers of the stopping rule, `last` the step at which the study ends (there the loss and
    gradient are still taken, but no update). A run that rests keeps its state to the last bit.
    """

    def step(
        state: RunState, hyperparameters: Mapping[str, Scalar], batch: Batch, limits: StopRule, last: Array
    ) -> tuple[RunState, StepInfo]:
        loss, gradient = estimator.estimate(problem, state.params, batch)
        update, opt_state = transformation(method, hyperparameters, last).update(
            gradient,
            state.opt_state,
            state.params,
            value=loss,
            grad=gradient,
            value_fn=lambda params: problem.loss(params, batch),
            **lots(problem, state),
        )
        info = StepInfo(loss, gradient, update)

        stopped = state.stopped
        if limits.gradient_norm is not None:
            small = optax.tree.norm(gradient) <= limits.gradient_norm
            stopped = jnp.where((stopped == GOING) & small, GRADIENT_SMALL, stopped)
        if limits.loss is not None:
            stopped = jnp.where((stopped == GOING) & (loss <= limits.loss), LOSS_REACHED, stopped)
        moves = (stopped == GOING) & (state.step < last)
        counts = state.stopped == GOING

        finite = jnp.isfinite(loss)
        better = counts & finite & (loss < state.best_loss)
        unharmed = state.diverged_at < 0
        next_state = RunState(
            params=_where(moves, optax.apply_updates(state.params, update), state.params),
            opt_state=_where(moves, opt_state, state.opt_state),
            step=state.step + moves,
            stopped=stopped,
            best_loss=jnp.where(better, loss, state.best_loss),
            best_params=_where(better, state.params, state.best_params) if method.keep_best else None,
            diverged_at=jnp.where(counts & unharmed & ~finite, state.step, state.diverged_at),
            last_finite_loss=jnp.where(counts & unharmed & finite, loss, state.last_finite_loss),
            evaluations=state.evaluations + moves * _spent(estimator, state.params, opt_state),
            start=state.start,
            last_update=None if state.last_update is None else update,
            seed=state.seed,
        )
        return next_state, info

    return step


def lots(problem: Problem, state: RunState) -> dict[str, Any]:
    """What a method that draws is told at this step; nothing where it does not draw."""
    if state.seed is None:
        return {}
    key = jax.random.fold_in(jax.random.fold_in(run_key(state.seed), METHOD), state.step)
    return {"key": key, "start": problem.init}


def _spent(estimator: Estimator, params: Params, opt_state: Any) -> Scalar:
    """Gradient evaluations of one step: the estimator's, and those of a line search where there is one."""
    searched = optax.tree.get(opt_state, "num_linesearch_steps", 0)
    size = sum(leaf.size for leaf in jax.tree.leaves(params))
    return jnp.asarray(estimator.cost(size) + searched, float)


def _where(condition: Bool[Array, ""], yes: Any, no: Any) -> Any:
    return jax.tree.map(lambda a, b: jnp.where(condition, a, b), yes, no)
