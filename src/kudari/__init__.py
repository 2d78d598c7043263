"""Kudari: a laboratory for gradient descent.

    import kudari
    trace = kudari.run(kudari.STUDIES["reversal"])

`run` gives a study's whole trace as an `xarray.Dataset`, `stream` the same as it comes, `load` a stored one.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PLACES = {
    "run": "kudari.execute",
    "stream": "kudari.execute",
    "resume": "kudari.execute",
    "load": "kudari.results.store",
    "explain": "kudari.diagnosis.explain",
    "judge": "kudari.diagnosis.verdict",
    "rate_range": "kudari.rates",
    "Study": "kudari.study",
    "ProblemChoice": "kudari.study",
    "MethodChoice": "kudari.study",
    "StopRule": "kudari.descent.step",
    "Change": "kudari.study",
    "STUDIES": "kudari.studies",
    "Problem": "kudari.problems.problem",
    "Optimum": "kudari.problems.problem",
    "PROBLEMS": "kudari.problems",
    "Method": "kudari.methods.method",
    "METHODS": "kudari.methods.catalogue",
    "MEASURES": "kudari.descent.measures",
    "ESTIMATORS": "kudari.gradients.estimators",
    "export": "kudari.exporting",
    "check_gradient": "kudari.gradient_check",
    "compare": "kudari.race_run",
    "load_race": "kudari.race_file",
    "check_method": "kudari.method_check",
    "report": "kudari.reporting",
    "InputError": "kudari.language",
}

__all__ = [*_PLACES, "__version__"]


def __getattr__(name: str) -> Any:
    """Public names are imported when first used, so that opening a stored study does not start JAX."""
    if name not in _PLACES:
        raise AttributeError(f"module 'kudari' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
