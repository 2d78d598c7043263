"""The named studies: each with exactly these settings."""

from dataclasses import replace

from kudari.descent.step import StopRule
from kudari.method_words import method_choice
from kudari.study import MethodChoice, ProblemChoice, Study


def _gd(learning_rate: float) -> tuple[MethodChoice]:
    return (MethodChoice(name="gd", hyperparameters={"learning_rate": (learning_rate,)}),)


def _fit(function: str, high: float) -> ProblemChoice:
    settings = {
        "function": function,
        "range": (0.0, high),
        "hidden": (10,),
        # In so few updates ten sigmoids learn none of the three, ten hyperbolic tangents all of them.
        "activation": ("tanh",),
        "batch": 100,
        "scale": 0.5,
    }
    return ProblemChoice(name="fit", settings=settings)


_BOTH = {"gradient": ("backprop", "forward")}

_RATE = {"learning_rate": (0.001,)}

_SLOW: dict[str, tuple[float, ...]] = {"learning_rate": (0.005,)}

_FAST: dict[str, tuple[float, ...]] = {"learning_rate": (0.1,)}

_KEPT_AND_FRESH = (0.0, 1.0)
"""An inner method that keeps its moments at each turn, and one that begins anew."""


_PATIENT: dict[str, tuple[float, ...]] = {"patience": (20.0,), "climb": (20.0,)}


def _of(words: str, **values: tuple[float, ...]) -> MethodChoice:
    return replace(method_choice(words), hyperparameters=values)


_STUDIES = (
    Study(
        name="parabola",
        problem=ProblemChoice(name="formula", settings={"formula": "(x-1)**2", "range": (-10.0, 10.0)}),
        methods=_gd(0.1),
        steps=100,
        stop=StopRule(gradient_norm=0.1),
    ),
    Study(
        name="weight",
        problem=ProblemChoice(name="weight", settings={"w": 1.95, "x": 1.0, "label": 2.0}),
        methods=_gd(0.1),
        seeds=1,
        steps=30,
        precision="float64",
        vary={"gradient": ("backprop", "forward", "central", "complex-step")},
    ),
    Study(name="fit-line", problem=_fit("x", 1.0), methods=_gd(0.1), steps=300, vary=_BOTH),
    Study(name="fit-square", problem=_fit("x**2", 3.0), methods=_gd(0.03), steps=1000, vary=_BOTH),
    Study(name="fit-cubic", problem=_fit("x**3 - 2.5*x**2", 3.0), methods=_gd(0.03), steps=3000, vary=_BOTH),
    Study(
        name="fit-sine",
        problem=ProblemChoice(
            name="fit",
            settings={
                "function": "sin(x)",
                "range": (0.0, 6.283185307179586),
                "hidden": (20, 20),
                "activation": ("tanh",),
                "initial": "glorot",
            },
        ),
        methods=(
            *_gd(0.1),
            MethodChoice(name="adam", hyperparameters={"learning_rate": (0.01,)}),
        ),
        steps=3000,
    ),
    Study(
        name="neurons",
        problem=_fit("x**2", 3.0),
        methods=_gd(0.03),
        steps=1000,
        vary={"problem.hidden": ((2,), (5,), (10,), (20,), (50,))},
    ),
    Study(
        name="layers",
        problem=_fit("x**2", 3.0),
        methods=_gd(0.03),
        steps=1000,
        vary={"problem.hidden": ((10,), (10, 10), (10, 10, 10), (10, 10, 10, 10))},
    ),
    Study(
        name="reversal",
        problem=ProblemChoice(name="matrix", settings={"rows": 10, "inner": 10, "columns": 10}),
        methods=(
            *_gd(0.001),
            MethodChoice(name="reversal-every", inner="gd", hyperparameters={**_RATE, "every": (300.0,)}),
            MethodChoice(
                name="reversal-on-plateau",
                inner="gd",
                # Less than 2 % better over 50 steps: gradient descent comes to this after some 900 steps.
                hyperparameters={**_RATE, "tolerance": (0.02,), "patience": (50.0,), "climb": (50.0,)},
            ),
            MethodChoice(name="momentum", hyperparameters={**_RATE, "momentum": (0.9,)}),
        ),
        seeds=64,
        steps=3000,
    ),
    Study(
        name="climb-outs",
        # Six minima, of which two are best; half of all starts lie in the basin of another one.
        problem=ProblemChoice(name="surface", settings={"function": "six-hump-camel"}),
        methods=(
            _of("gd", **_SLOW),
            _of("momentum", **_SLOW),
            _of("adam", **_FAST),
            _of("gd+warm-restarts", **_SLOW),
            _of("reversal-every(adam)", **_FAST, every=(100.0,), reset=_KEPT_AND_FRESH),
            _of("reversal-on-plateau(gd)", **_SLOW, **_PATIENT),
            _of("reversal-on-plateau(adam)", **_FAST, **_PATIENT, reset=_KEPT_AND_FRESH),
            _of("hill-adam", **_FAST),
            # The noise fades slowly: without a falling learning rate it still shakes a run in the end.
            _of("annealed-noise(gd)+cosine", **_SLOW, noise=(3000.0,)),
            _of("perturbed-gd", **_SLOW, radius=(1.0,)),
            _of("basin-hopping(gd)", **_SLOW, every=(100.0,), jump=(2.0,)),
            _of("multi-start(gd)", **_SLOW, starts=(10.0,)),
        ),
        seeds=64,
        steps=1000,
        # Where a run comes to rest the curvature tells a minimum from a saddle; more would cost time.
        measures=("loss", "gradient_norm", "update_norm", "parameters", "sharpness", "lowest_curvature"),
    ),
    Study(
        name="minibatch",
        problem=ProblemChoice(
            name="classify",
            settings={
                "data": "digits",
                "hidden": (50, 100),
                "activation": ("relu",),
                "batch": 10,
                "initial": "normal",
                "scale": 0.1,
            },
        ),
        methods=_gd(0.01),
        steps=1000,
        vary={"order": ("fixed", "reshuffled")},
    ),
)

STUDIES: dict[str, Study] = {study.name: study for study in _STUDIES}
"""Name -> study, in the order in which a newcomer would try them."""
