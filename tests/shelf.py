"""The shelf: broken set-ups with the cause of each, and what it takes to call one mended.

An own problem or method stands for what people bring from Python; all else is a study as the command line takes it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import xarray as xr

import kudari
from kudari import Method, Problem, Study
from kudari.choose import choose
from kudari.diagnosis.explain import Explanation, explain
from kudari.study_file import with_settings


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A set-up that goes wrong, or goes on too slowly."""

    cause: str
    """What ought to be named first."""
    study: Callable[[], Study]
    gain: float = 0.5
    """Mended: the score is at most so many times what it was, or it is finite where it was not."""
    score: str = "median"
    """Over seeds: `median`, or `best` where other starts are the remedy."""
    mends: bool = True
    """Whether a setting of the study can mend it at all."""


def of(target: str, **settings: Any) -> Callable[[], Study]:
    """The study of a name or formula; `__` stands for the dot in a setting's name."""
    given = {"seeds": 4, **settings}
    words = [f"{name.replace('__', '.')}={value}" for name, value in given.items()]
    return lambda: choose(target, settings=words)


def own(**changes: Any) -> Callable[[], Study]:
    """A bowl in three parameters, with a gradient or method of one's own."""
    scales = jnp.array([1.0, 2.0, 3.0])

    def loss(params: Any, batch: Any) -> Any:
        return jnp.sum(scales * (params - 1) ** 2) / 2

    def build() -> Study:
        gradient = changes.get("gradient")
        problem = Problem(
            name="own",
            init=lambda key: jax.random.normal(key, (3,)),
            loss=loss,
            gradient=None if gradient is None else lambda p, batch: gradient(jax.grad(loss)(p, batch)),
        )
        method = changes.get(
            "method", kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.1,)})
        )
        return Study(
            name="own",
            problem=problem,
            methods=(method,),
            seeds=4,
            steps=200,
            gradient="backprop" if gradient is None else "given",
        )

    return build


def noisy_mean() -> Study:
    """The mean of noisy numbers, one at a time, with a large learning rate."""
    problem = Problem(
        name="noisy mean",
        init=lambda key: jnp.full((2,), 10.0),
        loss=lambda params, batch: jnp.mean(jnp.sum((params - batch) ** 2, axis=-1)) / 2,
        draw=lambda key, data: jax.random.normal(key, (4, 2)),
        batch=4,
        evaluate=lambda params, data: {"full_loss": jnp.sum(params**2) / 2},
    )
    method = kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.5,)})
    return Study(name="noisy", problem=problem, methods=(method,), seeds=4, steps=1000)


ASCENT = Method(
    name="ascent",
    make=lambda learning_rate: optax.scale(learning_rate),
    hyperparameters={"learning_rate": (0.1,)},
)

RELU = {"problem__activation": "relu", "problem__function": "x**2"}

SHELF: dict[str, Broken] = {
    # The learning rate.
    "rate times 100": Broken(
        cause="rate_above_limit", study=of("quadratic", problem__condition=10, learning_rate=100)
    ),
    "rate just above 2/L": Broken(
        cause="rate_above_limit", study=of("quadratic", problem__condition=100, learning_rate=2.05)
    ),
    "heavy ball above its limit": Broken(
        cause="rate_above_limit", study=of("quadratic", methods="momentum", learning_rate=4)
    ),
    "Nesterov above its limit": Broken(
        cause="rate_above_limit", study=of("quadratic", methods="nesterov", learning_rate=1.5)
    ),
    "Rosenbrock's walls": Broken(
        cause="rate_above_limit",
        study=of("rosenbrock", problem__start="-1.2,1", learning_rate=0.01, steps=2000),
    ),
    "network, rate times 100": Broken(cause="rate_above_limit", study=of("fit", learning_rate=3, steps=300)),
    "bouncing between two walls": Broken(
        cause="overshoot", study=of("x**4 - x**2", problem__start="0.5", learning_rate=0.55)
    ),
    "Adam throws units into saturation": Broken(
        cause="saturated_units",
        study=of("fit", problem__activation="tanh", methods="adam", learning_rate=1, steps=500),
    ),
    "rate divided by 1000": Broken(
        cause="rate_far_below_limit", study=of("quadratic", problem__condition=10, learning_rate=0.001)
    ),
    "network, rate divided by 1000": Broken(
        cause="rate_far_below_limit",
        study=of("fit", problem__activation="tanh", learning_rate=3e-5, steps=500),
    ),
    "heavy ball, rate divided by 1000": Broken(
        cause="rate_far_below_limit", study=of("quadratic", methods="momentum", learning_rate=1e-4)
    ),
    "Adam, rate divided by 1000": Broken(
        cause="straight_march", study=of("himmelblau", methods="adam", learning_rate=1e-4, steps=500)
    ),
    "classes, rate divided by 1000": Broken(
        cause="rate_far_below_limit",
        study=of("classify", problem__data="iris", problem__batch=120, learning_rate=1e-4, steps=300),
    ),
    # The shape of the loss.
    "long valley": Broken(
        cause="ill_conditioned", study=of("quadratic", problem__condition=1000, learning_rate=1)
    ),
    "long turned valley": Broken(
        cause="ill_conditioned",
        study=of(
            "quadratic",
            problem__condition=5000,
            problem__dimension=10,
            problem__rotation="true",
            learning_rate=1.5,
        ),
    ),
    "momentum 0.999": Broken(
        cause="momentum_too_large",
        study=of(
            "quadratic", problem__condition=10, methods="momentum", momentum__momentum=0.999, learning_rate=1
        ),
    ),
    "Nesterov's momentum 0.999": Broken(
        cause="momentum_too_large",
        study=of(
            "quadratic",
            problem__condition=100,
            methods="nesterov",
            nesterov__momentum=0.999,
            learning_rate=0.5,
        ),
    ),
    "flat bottom": Broken(
        cause="sublinear", study=of("x**4", problem__start="1", learning_rate=0.02, steps=1000)
    ),
    "too few steps": Broken(
        cause="too_few_steps", study=of("quadratic", problem__condition=10, learning_rate=0.5, steps=25)
    ),
    "network, too few steps": Broken(
        cause="too_few_steps", study=of("fit", problem__activation="tanh", learning_rate=0.03, steps=400)
    ),
    # Where it stands.
    "on a saddle": Broken(
        cause="saddle", study=of("x**2 - y**2 + y**4", problem__start="1,0", learning_rate=0.1)
    ),
    "starts on a saddle": Broken(
        cause="saddle", study=of("x**4 - x**2 + y**2", problem__start="0,0", learning_rate=0.1)
    ),
    "starts on a hilltop": Broken(
        cause="saddle", study=of("cos(x)", problem__start="0", learning_rate=0.1), gain=0.9
    ),
    "another valley": Broken(
        cause="local_minimum",
        study=of("rastrigin", learning_rate=0.002, seeds=1, steps=500),
        score="best",
    ),
    "far from everything": Broken(
        cause="plateau", study=of("1 - exp(-x**2)", problem__start="4", learning_rate=0.1)
    ),
    "stopped by its own rule": Broken(
        cause="stopped_early",
        study=of("quadratic", problem__condition=10, learning_rate=1, stop__gradient_norm=0.5),
    ),
    # The precision.
    "steps below rounding": Broken(
        cause="rounding", study=of("(x - 100000000)**2", problem__start="99999990", learning_rate=0.1)
    ),
    "rate divided by a million": Broken(
        cause="rate_far_below_limit", study=of("(x-1)**2", problem__start="10000", learning_rate=1e-9)
    ),
    "beyond float32": Broken(
        cause="overflow",
        study=of("log(exp(x) + exp(-x))", problem__start="100", learning_rate=0.5, steps=400),
    ),
    # Networks.
    "dead from birth": Broken(
        cause="dead_units", study=of("fit", **RELU, problem__initial="he", learning_rate=0.03, steps=500)
    ),
    "killed by large steps": Broken(
        cause="dead_units", study=of("fit", **RELU, learning_rate=0.6, steps=300)
    ),
    "saturated tanh": Broken(
        cause="saturated_units",
        study=of(
            "fit",
            problem__activation="tanh",
            problem__initial="normal",
            problem__scale=50,
            learning_rate=0.03,
        ),
    ),
    "saturated sigmoid": Broken(
        cause="saturated_units",
        study=of("fit", problem__activation="sigmoid", problem__scale=60, learning_rate=0.03),
    ),
    "unscaled inputs": Broken(
        cause="unscaled_inputs",
        study=of(
            "fit",
            problem__function="x/1000",
            problem__range="0,1000",
            problem__activation="tanh",
            learning_rate=0.03,
        ),
    ),
    "vanishing gradient": Broken(
        cause="vanishing_gradient",
        study=of(
            "fit",
            problem__hidden="10,10,10,10,10,10",
            problem__activation="sigmoid",
            problem__initial="glorot",
            learning_rate=0.05,
        ),
        gain=0.7,
    ),
    "symmetric start": Broken(
        cause="symmetric_units",
        study=of(
            "fit", problem__activation="tanh", problem__initial="constant", learning_rate=0.05, steps=2000
        ),
        gain=0.9,
    ),
    "constant target": Broken(
        cause="constant_target", study=of("fit", problem__function="0*x + 3"), mends=False
    ),
    # The gradient.
    "wrong sign": Broken(cause="wrong_gradient", study=own(gradient=lambda g: -g)),
    "one entry wrong": Broken(cause="wrong_gradient", study=own(gradient=lambda g: g.at[1].set(0.0))),
    "factor forgotten": Broken(cause="wrong_gradient", study=own(gradient=lambda g: 0.01 * g)),
    "difference step too large": Broken(
        cause="wrong_gradient",
        study=of("(x-1)**2", gradient="forward", difference_step=1, learning_rate=0.1),
    ),
    "difference step too small": Broken(
        cause="wrong_gradient",
        study=of(
            "fit", problem__activation="tanh", gradient="forward", difference_step=1e-7, learning_rate=0.1
        ),
    ),
    "uphill": Broken(cause="uphill", study=own(method=ASCENT)),
    "turned signs on a bowl": Broken(
        cause="reversal",
        study=of(
            "quadratic",
            problem__condition=10,
            methods="reversal-every",
            learning_rate=0.5,
            every=20,
            steps=200,
        ),
    ),
    "signs go back and forth": Broken(
        cause="sign_cycle", study=of("quadratic", methods="sign-sgd", learning_rate=0.5, steps=300)
    ),
    # The data.
    "one batch for ever": Broken(
        cause="fixed_batch",
        study=of(
            "classify", problem__data="digits", problem__batch=10, order="fixed", learning_rate=0.1, steps=500
        ),
    ),
    "tiny batch, large rate": Broken(cause="noise_floor", study=noisy_mean),
    "too long": Broken(
        cause="overfitting",
        study=of(
            "classify",
            problem__data="iris",
            problem__hidden="100,100",
            learning_rate=0.5,
            problem__batch=30,
            steps=2000,
        ),
        gain=0.95,
    ),
    # The problem.
    "out of the domain": Broken(
        cause="not_a_number", study=of("10*x - log(x)", problem__start="3", learning_rate=0.4)
    ),
    "starts where there is no slope": Broken(
        cause="not_a_number",
        study=of("sqrt(x**2 + y**2)", problem__start="0,0", learning_rate=0.01, seeds=1),
        mends=False,
    ),
    "steeper on the way": Broken(
        cause="blown_up", study=of("x**8 - x**2", problem__start="0.1", learning_rate=0.5), gain=1.0
    ),
    "schedule that ends too soon": Broken(
        cause="schedule_ended",
        study=of(
            "quadratic", problem__condition=10, learning_rate=0.1, gd__schedule="step", gd__drop_every=5
        ),
    ),
    "no bottom": Broken(cause="unbounded_loss", study=of("x**3 - x", problem__start="-2"), mends=False),
    "no slope": Broken(
        cause="flat_loss",
        study=of("min(x**2, 4)", problem__range="-10,10", seeds=1, learning_rate=0.1),
        score="best",
    ),
}


def explained(study: Study) -> tuple[xr.Dataset, Explanation]:
    """The study's trace, and what is said of its only method."""
    trace = kudari.run(study)
    return trace, explain(trace)[0]


def advised(study: Study, advice: Mapping[str, Any]) -> Study:
    """The study with the advice followed."""
    if not isinstance(study.problem, Problem):
        return with_settings(study, {name: str(value) for name, value in advice.items()})
    changes = dict(advice)
    if "methods" in changes:
        rate = {"learning_rate": (0.1,)}
        study = replace(
            study, methods=(kudari.MethodChoice(name=changes.pop("methods"), hyperparameters=rate),)
        )
    if "learning_rate" in changes:
        method = replace(study.methods[0], hyperparameters={"learning_rate": (changes.pop("learning_rate"),)})
        study = replace(study, methods=(method,))
    return replace(study, **changes)


SCORES = ("held_out_loss", "full_loss", "grid_loss")


def score(trace: xr.Dataset, over: str) -> float:
    """How bad the end is: the problem's own loss where it has one, above the optimum where that is known."""
    name = next((name for name in SCORES if name in trace), None)
    if name is not None:
        last = trace[name].isel(evaluated_step=-1).values
    else:
        last = trace["loss"].isel(step=-1).values - float(trace.attrs.get("optimum", 0.0))
    last = np.where(np.isfinite(last), np.abs(last) if "optimum" in trace.attrs else last, np.inf)
    return float(np.median(last) if over == "median" else last.min())
