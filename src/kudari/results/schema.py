"""The one list of a trace's dimensions and variables: their names, units and descriptions.

A trace is an `xarray.Dataset` with the dimensions

- `run`: one descent; `method`, `seed`, every hyperparameter and whatever the study varies are coordinates on it;
- `step`: updates taken before the record;
- `evaluated_step`: the recorded steps at which the problem was evaluated;
- `probed_step`: the recorded steps at which the costly measures were taken;
- `parameter`: one real number among the parameters, in the order of the parameter tree;
- `layer`, `hidden_layer`: of a network, or the parts of any other parameter tree.

A run that has stopped rests: its later entries hold its last values, and `running` tells them apart. NaN is always
a number that was NaN.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

STOPPED = ("steps spent", "gradient norm reached", "loss reached", "parameters not finite")
"""What `stopped` means, by its number."""


@dataclass(frozen=True)
class Variable:
    """What a variable of the trace is."""

    dims: tuple[str, ...]
    units: str
    description: str

    def attributes(self) -> dict[str, str]:
        """As attributes of an xarray variable."""
        return {"units": self.units, "description": self.description}


STEPS = ("run", "step")
EVALUATED = ("run", "evaluated_step")
PROBED = ("run", "probed_step")

VARIABLES: dict[str, Variable] = {
    "loss": Variable(STEPS, "loss", "loss on the step's mini-batch, before the update"),
    "gradient_norm": Variable(STEPS, "loss / parameter", "Euclidean norm of the gradient"),
    "update_norm": Variable(STEPS, "parameter", "Euclidean norm of what the method adds to the parameters"),
    "distance": Variable(STEPS, "parameter", "Euclidean distance of the parameters from the run's start"),
    "update_cosine": Variable(STEPS, "", "cosine between the update and the one before; 0 at the first"),
    "predicted_decrease": Variable(
        STEPS,
        "loss",
        "what the update would take off the loss if it were linear: minus gradient times update",
    ),
    "evaluations": Variable(
        STEPS, "evaluation", "gradients taken so far; a difference counts each of its loss evaluations as one"
    ),
    "parameters": Variable((*STEPS, "parameter"), "parameter", "every parameter, before the update"),
    "gradient": Variable((*STEPS, "parameter"), "loss / parameter", "every partial derivative"),
    "running": Variable(STEPS, "", "whether the run had not yet come to rest when it was recorded"),
    "mean_squared_error": Variable(EVALUATED, "loss", "mean of the squared errors"),
    "grid_loss": Variable(EVALUATED, "loss", "mean of half the squared error on an even grid"),
    "grid_error": Variable(EVALUATED, "output", "largest error on an even grid"),
    "full_loss": Variable(EVALUATED, "loss", "loss on all training examples"),
    "accuracy": Variable(EVALUATED, "share", "share of training examples told right"),
    "held_out_loss": Variable(EVALUATED, "loss", "loss on examples never trained on"),
    "held_out_accuracy": Variable(EVALUATED, "share", "share of held-out examples told right"),
    "sharpness": Variable(
        PROBED, "loss / parameter²", "largest eigenvalue of the Hessian of the loss on the step's batch"
    ),
    "lowest_curvature": Variable(PROBED, "loss / parameter²", "smallest eigenvalue of that Hessian"),
    "full_sharpness": Variable(
        PROBED, "loss / parameter²", "largest eigenvalue of the Hessian of the loss on all training examples"
    ),
    "full_lowest_curvature": Variable(PROBED, "loss / parameter²", "smallest eigenvalue of that Hessian"),
    "preconditioned_sharpness": Variable(
        PROBED,
        "1 / learning rate",
        "largest eigenvalue of the Hessian in the coordinates the method scales to",
    ),
    "gradient_noise": Variable(
        PROBED, "(loss / parameter)²", "variance of one example's gradient, summed over the parameters"
    ),
    "signal_to_noise": Variable(PROBED, "", "squared gradient over the variance of a mini-batch's gradient"),
    "noise_scale": Variable(PROBED, "example", "batch size at which the gradient's noise equals its signal"),
    "decrease_ratio": Variable(
        PROBED, "", "what the update takes off the loss over what the gradient promised"
    ),
    "gradient_error": Variable(
        PROBED, "", "relative error of the gradient against differences of the loss, beyond their rounding"
    ),
    "layer_gradient_norm": Variable((*PROBED, "layer"), "loss / parameter", "gradient norm of each layer"),
    "dead_units": Variable(
        (*PROBED, "hidden_layer"), "share", "units that are zero for every example of the batch"
    ),
    "saturated_units": Variable(
        (*PROBED, "hidden_layer"), "share", "units whose derivative all but vanishes on the batch"
    ),
    "input_scale": Variable(
        PROBED, "input", "largest mean or deviation of an input of the network over the batch"
    ),
    "symmetric_units": Variable(
        (*PROBED, "hidden_layer"), "share", "units with the same weights as another one of their layer"
    ),
    "steps_run": Variable(("run",), "step", "updates the run took"),
    "stopped": Variable(("run",), "", "why the run rests: " + ", ".join(STOPPED)),
    "best_loss": Variable(("run",), "loss", "smallest finite loss met; inf where there was none"),
    "diverged_at": Variable(("run",), "step", "first step whose loss was not finite; -1 where there is none"),
    "last_finite_loss": Variable(
        ("run",), "loss", "loss before that step; NaN where even the first was none"
    ),
    "gradient_evaluations": Variable(
        ("run",), "evaluation", "gradients taken; a difference counts each of its loss evaluations as one"
    ),
    "final_parameters": Variable(("run", "parameter"), "parameter", "the parameters in the end"),
    "escape_direction": Variable(
        ("run", "parameter"), "", "in the end, the direction of the smallest curvature, of length 1"
    ),
    "best_parameters": Variable(("run", "parameter"), "parameter", "the parameters of the smallest loss met"),
    "output_input": Variable(("run", "grid"), "input", "the even grid on which a learned function is shown"),
    "output_learned": Variable(("run", "grid"), "output", "what the network gives there in the end"),
    "output_wanted": Variable(("run", "grid"), "output", "the function it was to learn"),
    "output_output": Variable(("run",), "output", "what the model gives in the end"),
    "landscape": Variable(("landscape_x", "landscape_y"), "loss", "the loss around the runs' way"),
    "landscape_x": Variable(("landscape_x",), "parameter", "the first parameter"),
    "landscape_y": Variable(("landscape_y",), "parameter", "the second parameter"),
    "seed": Variable(("run",), "", "fixes the start and every mini-batch, the same for every method"),
    "method": Variable(("run",), "", "the method's label in the study"),
    "step": Variable(("step",), "step", "updates taken before the record"),
    "evaluated_step": Variable(
        ("evaluated_step",), "step", "recorded steps at which the problem was evaluated"
    ),
    "probed_step": Variable(
        ("probed_step",), "step", "recorded steps at which the costly measures were taken"
    ),
}


def attributes(name: str) -> dict[str, str]:
    """Units and description of a variable; both empty for one that a user's own problem gives."""
    return VARIABLES[name].attributes() if name in VARIABLES else {"units": "", "description": ""}


def label_array(values: list[Any]) -> np.ndarray:
    """Labels of runs as an array: numbers where all are numbers, else strings of any length."""
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return np.asarray(values)
    return np.asarray([str(value) for value in values], np.dtypes.StringDType())


def run_axis(method: str, seeds: tuple[int, ...], values: Mapping[str, np.ndarray]) -> dict[str, list[Any]]:
    """The labels of one sweep's runs, in the trace's order: combination by combination, seed by seed."""
    count = len(next(iter(values.values()))) if values else 1
    labels: dict[str, list[Any]] = {
        "method": [method] * (count * len(seeds)),
        "seed": list(seeds) * count,
    }
    for name, column in values.items():
        labels[name] = [float(value) for value in column for _ in seeds]
    return labels
