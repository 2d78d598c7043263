"""The suites: named lists of problems to race on."""

from dataclasses import replace

from kudari.studies import STUDIES
from kudari.study import ProblemChoice, Study, one_of


def _surface(name: str, steps: int = 1000, **settings: object) -> Study:
    choice = ProblemChoice(name="surface", settings={"function": name, **settings})
    return Study(name=name, problem=choice, steps=steps)


def _classify(data: str, hidden: tuple[int, ...], batch: int, steps: int) -> Study:
    settings = {"data": data, "hidden": hidden, "activation": ("tanh",), "batch": batch, "initial": "glorot"}
    return Study(
        name=data, problem=ProblemChoice(name="classify", settings=settings), steps=steps, record_every=10
    )


SURFACE_NAMES = (
    # One valley: round, flat, bent, or with a plain beside it …
    *("matyas", "zakharov", "rosenbrock", "beale", "powell-singular"),
    # … several minima, of which one is best …
    *("three-hump-camel", "six-hump-camel", "goldstein-price", "styblinski-tang"),
    # … and very many.
    *("rastrigin", "ackley", "levy"),
)

SUITES: dict[str, tuple[Study, ...]] = {
    "surfaces": tuple(_surface(name) for name in SURFACE_NAMES),
    "fits": tuple(
        replace(STUDIES[name], vary={}) for name in ("fit-line", "fit-square", "fit-cubic", "fit-sine")
    ),
    "classify": (
        _classify("iris", (10,), 30, 500),
        _classify("moons", (20,), 50, 1000),
        _classify("spirals", (20, 20), 50, 2000),
        _classify("digits", (50,), 100, 1000),
    ),
}
"""Name -> a study for each problem; its methods and seeds are the race's."""

SUITES["all"] = tuple(study for studies in list(SUITES.values()) for study in studies)


RACED: dict[str, Study] = {study.name: study for study in SUITES["all"]}
"""Every problem of the suites by its name."""


def suite(name: str) -> tuple[Study, ...]:
    """The problems of a suite.

    Raises:
        InputError: there is no suite of this name.
    """
    return SUITES[one_of("suite", name, SUITES)]
