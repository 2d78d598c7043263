"""Which runs a view shows: a group and a seed that a person chose, and where their parameters lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from kudari.descent.carry import Carry
from kudari.descent.sweep import Sweep
from kudari.language import say
from kudari.show.groups import Group, groups
from kudari.web.views.moment import Moment


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One run of a study."""

    sweep: Sweep
    carry: Carry
    group: Group
    seed: int
    at: tuple[np.int32, np.int32]
    """The places of its seed and of its combination of hyperparameters among the sweep's runs."""


def chosen(moment: Moment) -> Chosen:
    """The run that `choice` names by `method`, a place or a name among the groups, and `seed`.

    What is not named, or does not exist, is the first there is.
    """
    found = groups(moment.trace, moment.language)
    return run_of(moment, found[_place(moment.choice.get("method"), found)])


def run_of(moment: Moment, group: Group) -> Chosen:
    """The chosen seed's run of this group."""
    seeds = moment.trace["seed"].values[group.runs].tolist()
    seed = moment.choice.get("seed")
    run = int(group.runs[seeds.index(seed) if seed in seeds else 0])
    place = 0
    while run >= moment.plan.sweeps[place].runs:
        run -= moment.plan.sweeps[place].runs
        place += 1
    sweep = moment.plan.sweeps[place]
    combination, seed_place = divmod(run, len(sweep.seeds))
    return Chosen(
        sweep=sweep,
        carry=moment.carries[place],
        group=group,
        seed=sweep.seeds[seed_place],
        at=(np.int32(seed_place), np.int32(combination)),
    )


def _place(wanted: Any, found: Sequence[Group]) -> int:
    if isinstance(wanted, int) and 0 <= wanted < len(found):
        return wanted
    named = (at for at, group in enumerate(found) if wanted in (group.name, group.method))
    return next(named, 0)


def told(moment: Moment, one: Chosen, *, methods: bool = True) -> dict[str, Any]:
    """What is shown, and what else could be chosen, each with its words: {"title", "choice", "choices"}."""
    found = groups(moment.trace, moment.language)
    choices: dict[str, list[list[Any]]] = {
        "method": [[group.series, group.name or group.method] for group in found if methods],
        "seed": [[seed, str(seed)] for seed in one.sweep.seeds],
    }
    return {
        "title": run_words(one, found, moment.language),
        "choice": {"method": one.group.series, "seed": one.seed},
        "choices": {name: some for name, some in choices.items() if len(some) > 1},
    }


def run_words(one: Chosen, found: Sequence[Group], language: str) -> str:
    """The group's name, where there are several, and the seed."""
    name = one.group.name if len(found) > 1 else one.group.method
    return say("views.run", language, name=name, seed=one.seed)


def params_of(one: Chosen) -> Any:
    """The run's parameters, as NumPy arrays."""
    with jax.enable_x64(one.sweep.precision == "float64"):
        params = _taken(one.carry.runs.params, *one.at, axis=one.sweep.problem.runs_axis)
        return jax.tree.map(np.asarray, params)


def of_run(params: Any, seed: Any, combination: Any, axis: int) -> Any:
    """One run's parameters among those of all runs, by the places of its seed and its combination."""
    if axis == 0:
        return jax.tree.map(lambda leaf: leaf[seed, combination], params)
    return jax.tree.map(lambda leaf: leaf[..., combination, seed], params)


_taken = jax.jit(of_run, static_argnames="axis")
