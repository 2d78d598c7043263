"""What the parameters of a tree are called."""

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from kudari.language import say
from kudari.problems.problem import Problem
from kudari.types import Params


@dataclass(frozen=True, kw_only=True)
class Block:
    """One array of the parameters' tree."""

    path: tuple[str, ...]
    """The keys that lead to it; none where the tree is a single array."""
    shape: tuple[int, ...]
    start: int
    """The place of its first entry when all parameters stand in one row."""
    layer: int | None = None
    """For a network's weights and biases: the layer, counted from 1."""
    entries: tuple[str, ...] = ()
    """Names of the entries where they have some, such as a formula's variables."""

    @property
    def size(self) -> int:
        """How many parameters it holds."""
        return int(np.prod(self.shape, dtype=int))

    def name(self, language: str = "en") -> str:
        """What the block is called: `layer 2 weight`, `encoder.0.scale`."""
        if self.layer is not None:
            return say("check.layer", language, layer=self.layer, name=self.path[-1])
        return ".".join(self.path) or say("check.parameters", language)

    def entry(self, place: int, language: str = "en") -> str:
        """What its entry at this place is called, counted row by row: `layer 2 weight[3, 1]`."""
        if self.entries:
            return self.entries[place]
        if not self.shape:
            return self.name(language)
        index = ", ".join(str(number) for number in np.unravel_index(place, self.shape))
        return f"{self.name(language)}[{index}]"


def blocks(problem: Problem, params: Params) -> tuple[Block, ...]:
    """The arrays of `params` that hold something, in the order of the tree.

    A list of `{"weight", "bias"}` is taken for the layers of a network.
    """
    network = (
        isinstance(params, list)
        and bool(params)
        and all(isinstance(layer, dict) and set(layer) == {"weight", "bias"} for layer in params)
    )
    variables = tuple(map(str, problem.settings.get("variables", ())))
    found, start = [], 0
    for path, leaf in jax.tree_util.tree_leaves_with_path(params):
        shape = np.shape(leaf)
        block = Block(
            path=tuple(_word(key) for key in path),
            shape=shape,
            start=start,
            layer=path[0].idx + 1 if network else None,
            entries=variables if not path and shape == (len(variables),) else (),
        )
        start += block.size
        if block.size:
            found.append(block)
    return tuple(found)


def _word(key: Any) -> str:
    """A dictionary's key, a list's index or a field's name, without brackets."""
    for name in ("key", "idx", "name"):
        if hasattr(key, name):
            return str(getattr(key, name))
    return str(key)
