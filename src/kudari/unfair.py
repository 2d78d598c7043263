"""The usual mistakes of a comparison, which a race makes on purpose to show what they do. Imports nothing heavy."""

from typing import Literal, TypeAlias, get_args

Unfair: TypeAlias = Literal["", "same-rate", "one-seed", "tune-on-race", "fixed-order", "survivors"]
"""The usual mistakes: one learning rate for all methods; one seed; tuning on the seeds that are raced; always the same
mini-batch, judged by the loss on it; and runs that diverged left out. ``""`` is none of them."""

MISTAKES: tuple[Unfair, ...] = get_args(Unfair)[1:]
