"""One update of one run, from the loop's own program: what it saw, and what it did."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

import jax
import numpy as np
import optax
from jaxtyping import Float

from kudari.changes import in_force
from kudari.descent.carry import Carry, Fixed
from kudari.descent.loop import fixed_arguments
from kudari.descent.program import sweep_program
from kudari.descent.step import RunState, StepInfo
from kudari.descent.sweep import Sweep
from kudari.gradients.blocks import Block, blocks
from kudari.gradients.estimators import estimator
from kudari.gradients.probes import flat
from kudari.gradients.shifted import reach
from kudari.language import InputError, nearest
from kudari.one_step.forward import Example, Term, first_example, formula_of, terms
from kudari.plan import plan, rule
from kudari.problems.problem import Problem
from kudari.study import Study
from kudari.types import Batch, Params, Scalar

MOST = 200
"""Parameters of a problem that can still be looked at one by one."""

_ADAM = {"mu": "m", "nu": "v"}
MEMORY: Mapping[str, Mapping[str, str]] = {
    "momentum": {"trace": "v"},
    "nesterov": {"trace": "v"},
    "signum": {"ema": "m"},
    "lion": {"mu": "m"},
    "adagrad": {"sum_of_squares": "G"},
    "adadelta": {"e_g": "E", "e_x": "D"},
    "rmsprop": {"nu": "v"},
    **dict.fromkeys(("adam", "adamw", "nadam", "nadamw", "amsgrad", "radam", "yogi", "lamb"), _ADAM),
    "adamax": {"mu": "m", "nu": "u"},
    "adabelief": {"mu": "m", "nu": "s"},
}
"""Rule -> what Optax calls a number that it keeps for every parameter -> its letter in our formula of the rule."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter in one update."""

    block: Block
    place: int
    """Its place in its block."""
    value: float
    """Before the update."""
    backprop: float
    """∂L/∂θ by backpropagation."""
    central: float
    """The same by a central difference."""
    h: float
    """The shift of that difference."""
    gradient: float
    """What the method was given: one of these two, unless the study's gradient is yet another."""
    memory: Mapping[str, tuple[float, float]]
    """Letter -> what the method keeps for this parameter, before and after the update."""
    update: float
    new: float
    """After the update."""


@dataclass(frozen=True, kw_only=True)
class OneStep:
    """Every number of one update."""

    problem: str
    tex: str
    """The loss in LaTeX."""
    method: str
    rule: str
    """The method's rule in LaTeX."""
    settings: Mapping[str, float]
    """The method's hyperparameters."""
    schedule: str
    estimator: str
    """By which the method's gradient was taken."""
    seed: int
    step: int
    """Updates before this one."""
    parameters: tuple[Parameter, ...]
    point: Mapping[str, float]
    """Of a formula: its variables, parameters or not."""
    terms: tuple[Term, ...] = ()
    """Of a formula: its parts, each behind those inside it."""
    example: Example | None = None
    """Of a network: the first example of the mini-batch."""
    examples: int | None = None
    """How many examples the loss is the mean of."""
    loss: float
    new_loss: float
    """After the update, over the same examples."""


def one_step(study: Study, *, method: str = "", seed: int = 0, step: int = 0) -> OneStep:
    """The update number `step` (from 0) of one run of a study, in float64.

    The run is taken by itself, with the first value of each hyperparameter, by the loop's own program: the state
    before the step is to the last bit that of a study of this run alone, in float64. (Beside other runs a network's
    sums may be taken in another order.) What the study varies is left aside.

    Args:
        method: its label; the study's first one where it is empty.

    Raises:
        InputError: a study that cannot be run; more than 200 parameters; a method, seed or step that it does not
            have; or a run that has come to rest before.
    """
    sweep, known = _sweep(study, method, seed)
    if sweep.parameter_count > MOST:
        raise InputError("one_step.large", problem=study.name, came=f"{sweep.parameter_count:,}", most=MOST)
    if not 0 <= step < study.steps:
        raise InputError("one_step.step", came=step, last=study.steps - 1)
    with jax.enable_x64(True):
        current = in_force(sweep, study.changes, step)
        fixed = fixed_arguments(current)
        before = sweep_program(sweep).start(fixed_arguments(sweep), np.int32(study.steps))
        for first, end in pairwise(_cuts(study, step)):
            earlier = fixed_arguments(in_force(sweep, study.changes, first))
            before = _advanced(sweep, earlier, before, first, end - first, study.steps)
        after = _advanced(sweep, fixed, before, step, 1, study.steps)
        moved = int(_of_run(sweep, after.runs.step))
        if moved <= step:
            raise InputError("one_step.rests", step=step, taken=moved)
        look = sweep_program(sweep).look(before, fixed, np.int32(step), np.int32(study.steps))
        batch = jax.tree.map(lambda leaf: leaf[0], look.batch) if sweep.problem.stochastic else look.batch
        then, now, info = (_of_run(sweep, each) for each in (before.runs, after.runs, look.info))
        return _numbers_of(current, known, step, then, now, info, batch)


def _sweep(study: Study, method: str, seed: int) -> tuple[Sweep, dict[str, str]]:
    """One run of the study by itself, and what its method is."""
    chosen = plan(replace(study, precision="float64", vary={}))
    labels = [str(sweep.labels["method"]) for sweep in chosen.sweeps]
    name = method or labels[0]
    if name not in labels:
        raise InputError("one_step.method", came=name, near=nearest(name, labels), exists=labels)
    if not 0 <= seed < study.seeds:
        raise InputError("one_step.seed", came=seed, last=study.seeds - 1)
    place = labels.index(name)
    sweep = chosen.sweeps[place]
    values = {key: tuple(several[:1]) for key, several in sweep.values.items()}
    return replace(sweep, seeds=(seed,), values=values, measures=()), rule(study.methods[place])


def _cuts(study: Study, step: int) -> list[int]:
    """The steps before this one at which the study's numbers change, between the first and this one."""
    changed = {change.step for change in study.changes if change.step < step}
    return sorted({0, *changed, step})


def _advanced(sweep: Sweep, fixed: Fixed, carry: Carry, first: int, count: int, steps: int) -> Carry:
    """The run so many updates further, as the loop takes them."""
    program = sweep_program(sweep)
    for start in range(first, first + count, program.capacity):
        length = min(program.capacity, first + count - start)
        # A record at every step, and no evaluation on the way.
        numbers = (start, length, steps, steps, 1, 2**30)
        carry, _ = program.advance(carry, fixed, *(np.int32(number) for number in numbers))
    return carry


def _of_run(sweep: Sweep, tree: Any) -> Any:
    """The one run of a tree whose arrays hold all runs."""
    axis = sweep.problem.runs_axis
    return jax.tree.map(lambda leaf: leaf[..., 0, 0] if axis else leaf[0, 0], tree)


def _numbers_of(
    sweep: Sweep,
    known: Mapping[str, str],
    step: int,
    before: RunState,
    after: RunState,
    info: StepInfo,
    batch: Batch,
) -> OneStep:
    problem, params = sweep.problem, before.params
    backprop, central, new_loss = _looked(problem, params, batch, after.params)
    columns = {
        "value": params,
        "backprop": backprop,
        "central": central,
        "h": reach(params, 1 / 3, None)[0],
        "gradient": info.gradient,
        "update": info.update,
        "new": after.params,
    }
    rows = {name: flat(column) for name, column in columns.items()}
    letters = {} if known["inner"] else MEMORY.get(known["rule"], {})
    memory = {
        letter: [_kept(state.opt_state, name) for state in (before, after)]
        for name, letter in letters.items()
    }

    def parameter(block: Block, place: int) -> Parameter:
        at = block.start + place
        kept = {letter: (float(first[at]), float(then[at])) for letter, (first, then) in memory.items()}
        numbers = {name: float(row[at]) for name, row in rows.items()}
        return Parameter(block=block, place=place, memory=kept, **numbers)

    formula = formula_of(problem, params)
    return OneStep(
        problem=problem.name,
        tex=problem.tex,
        method=str(sweep.labels["method"]),
        rule=sweep.method.tex,
        settings={name: float(values[0]) for name, values in sweep.hyperparameters.items()},
        schedule=known["schedule"],
        estimator=sweep.estimator.name,
        seed=sweep.seeds[0],
        step=step,
        parameters=tuple(
            parameter(block, place) for block in blocks(problem, params) for place in range(block.size)
        ),
        point={name: float(value) for name, value in formula[1].items()} if formula else {},
        terms=terms(*formula) if formula else (),
        example=first_example(problem, params, batch),
        examples=problem.batch,
        loss=float(info.loss),
        new_loss=float(new_loss),
    )


@partial(jax.jit, static_argnums=0)
def _looked(problem: Problem, params: Params, batch: Batch, new: Params) -> tuple[Params, Params, Scalar]:
    """The gradient by backpropagation and by central differences, and the loss after the update."""
    backprop, central = (
        estimator(name).estimate(problem, params, batch)[1] for name in ("backprop", "central")
    )
    return backprop, central, problem.loss(new, batch)


def _kept(opt_state: Any, name: str) -> Float[np.ndarray, "P"]:
    """What an optimizer's state holds under this name, all parameters in a row."""
    ((_, kept),) = optax.tree.get_all_with_path(opt_state, name)
    return flat(kept)
