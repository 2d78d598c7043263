"""Who is wrong, where gradients contradict each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from kudari.gradients.blocks import Block

TRUSTED = ("central", "forward", "backprop", "complex-step", "given")
"""Who is believed where nothing else decides, the first before the others: a quotient knows nothing but the loss."""

QUOTIENTS = ("central", "forward")

SHOWN = ("backprop", "complex-step", "central", "forward", "given")
"""Whose number is shown beside a wrong one: the first that is not wrong itself, with the most digits."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A parameter for which an estimator gives another derivative than the others."""

    estimator: str
    block: Block
    place: int
    value: float
    expected: float
    """What `reference` gives."""
    reference: str
    count: int
    """How many parameters of this block the estimator is wrong for; this one is furthest off."""


def blamed(
    names: Sequence[str],
    gradients: Mapping[str, Float[np.ndarray, "P"]],
    disagree: Mapping[tuple[str, str], Bool[np.ndarray, "P"]],
    blocks: Sequence[Block],
) -> tuple[Wrong, ...]:
    """For each estimator and block, the parameter where it is wrong by the most.

    An estimator is wrong for a parameter where it contradicts more of the others than any other does. Where
    that settles nothing, quotients are right and derivatives wrong; and where there are only derivatives, or
    only quotients, the last of them in `TRUSTED` is wrong.
    """
    wrong = guilty(names, disagree)
    found = []
    for name in names:
        for block in blocks:
            part = slice(block.start, block.start + block.size)
            if not wrong[name][part].any():
                continue
            others = [other for other in SHOWN if other in names and other != name]
            off = np.full(block.size, -1.0)
            for other in others:
                pair = (name, other) if (name, other) in disagree else (other, name)
                gap = np.abs(gradients[name][part] - gradients[other][part])
                gap = np.where(disagree[pair][part] & wrong[name][part], np.nan_to_num(gap, nan=np.inf), -1.0)
                off = np.maximum(off, gap)
            place = int(np.argmax(off))
            reference = next((o for o in others if not wrong[o][block.start + place]), others[0])
            found.append(
                Wrong(
                    estimator=name,
                    block=block,
                    place=place,
                    value=float(gradients[name][block.start + place]),
                    expected=float(gradients[reference][block.start + place]),
                    reference=reference,
                    count=int(wrong[name][part].sum()),
                )
            )
    return tuple(found)


def guilty(
    names: Sequence[str], disagree: Mapping[tuple[str, str], Bool[np.ndarray, "P"]]
) -> dict[str, Bool[np.ndarray, "P"]]:
    """For each estimator, the parameters for which it is wrong."""
    counts = np.array(
        [np.sum([off for pair, off in disagree.items() if name in pair], axis=0) for name in names]
    )
    against = counts > 0
    wrong = against & (counts == counts.max(axis=0))
    undecided = against.any(axis=0) & (wrong == against).all(axis=0)
    quotient = np.array([name in QUOTIENTS for name in names])[:, None]
    derivatives, quotients = against & ~quotient, against & quotient
    by_loss = undecided & derivatives.any(axis=0) & quotients.any(axis=0)
    wrong = np.where(by_loss, derivatives, wrong)
    by_rank = undecided & ~by_loss
    trust = np.array([TRUSTED.index(name) for name in names])[:, None]
    last = trust == np.max(np.where(against, trust, -1), axis=0)
    wrong = np.where(by_rank, last & against, wrong)
    return dict(zip(names, wrong, strict=True))
