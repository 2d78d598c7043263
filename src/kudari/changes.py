"""Hyperparameters that change while a study runs: which may, and what is in force at a step."""

from collections.abc import Sequence
from dataclasses import replace

from kudari.descent.sweep import Sweep
from kudari.language import InputError
from kudari.methods.catalogue import check_hyperparameter
from kudari.study import Change, one_of

SETTLED = ("initial_accumulator_value", "starts")
"""Hyperparameters that a run uses up at its beginning: what its state starts with, and how its steps are shared out."""


def check_changes(changes: Sequence[Change], sweeps: Sequence[Sweep]) -> None:
    """Refuse changes that these sweeps cannot make.

    Raises:
        InputError: no such method or hyperparameter, a value out of its range, or one that is settled at the start.
    """
    by_label = {str(sweep.labels["method"]): sweep for sweep in sweeps}
    for change in changes:
        if change.method:
            chosen = [by_label[one_of("change_method", change.method, list(by_label))]]
        else:
            one_of("change_name", change.name, sorted({name for sweep in sweeps for name in sweep.values}))
            chosen = [sweep for sweep in by_label.values() if concerns(change, sweep)]
        for sweep in chosen:
            check_hyperparameter(sweep.method, change.name, change.value)
        if change.name in SETTLED:
            raise InputError("study.change_settled", name=change.name)


def concerns(change: Change, sweep: Sweep) -> bool:
    """Whether the change is one of this sweep's runs."""
    return change.method in ("", sweep.labels["method"]) and change.name in sweep.values


def in_force(sweep: Sweep, changes: Sequence[Change], step: int) -> Sweep:
    """The sweep with the hyperparameters of the update at `step`: the same program, with other numbers.

    Its combinations remain the study's, one run for each, even where a change makes some of them equal.
    """
    made = {
        change.name: change.value for change in changes if change.step <= step and concerns(change, sweep)
    }
    if not made:
        return sweep
    columns = {name: tuple(map(float, column)) for name, column in sweep.hyperparameters.items()}
    changed = {name: (float(value),) * sweep.combinations for name, value in made.items()}
    return replace(sweep, values=columns | changed, paired=True)
