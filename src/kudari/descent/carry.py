"""What a sweep's program reads, carries from record to record, and leaves behind."""

from typing import NamedTuple

from jax import Array
from jaxtyping import Bool, Int

from kudari.descent.step import RunState, StopRule
from kudari.types import Data


class Fixed(NamedTuple):
    """What a program reads and never changes."""

    seeds: Int[Array, "S"]
    hyperparameters: dict[str, Array]
    """float[H] each."""
    data: Data
    limits: StopRule


class Carry(NamedTuple):
    """What goes from record to record."""

    runs: RunState
    """Of every run; the runs' axes stand where `Problem.runs_axis` says."""
    rested: Bool[Array, "S H"]
    """Whether the run rested at its last record, which it then keeps."""
    record: dict[str, Array]
    evaluation: dict[str, Array]


class Reel(NamedTuple):
    """What a chunk has recorded; only the first `written` and `evaluated` rows hold something."""

    records: dict[str, Array]
    evaluations: dict[str, Array]
    written: Int[Array, ""]
    evaluated: Int[Array, ""]
