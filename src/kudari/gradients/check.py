"""One gradient held against another, parameter by parameter.

Two estimators may differ by what rounding and truncation explain, and by what a kink explains: where a loss
has two slopes, backpropagation names one of them and a difference quotient something between. Anything else is
a wrong gradient.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.flatten_util import ravel_pytree
from jaxtyping import Bool, Float

from kudari.gradients.blame import Wrong, blamed
from kudari.gradients.blocks import Block, blocks
from kudari.gradients.estimators import COMPLEX_STEP, estimator, losses
from kudari.gradients.probes import Probes, flat, probes
from kudari.gradients.rounding import complex_rounding, estimator_rounding
from kudari.gradients.steps import cast
from kudari.language import InputError
from kudari.problems.problem import Problem
from kudari.types import Batch, Params, Scalar

Verdict: TypeAlias = Literal["agrees", "kink", "wrong"]

ROUNDINGS = 50
"""Deviations of rounding, or units of eps, that a derivative without a subtraction may be off."""

QUOTIENTS = {"forward": 1 / 2, "central": 1 / 3}
"""The estimators made of losses at shifted points -> the power of eps that shifts them."""

FINE = 1e-10
"""Spacing of floats at 1, above which quotients are too coarse to have the last word."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Two estimators compared over one block of parameters."""

    block: Block
    first: str
    second: str
    absolute: float
    """The largest |a − b| over the block."""
    relative: float
    """The same by the block's largest |a| or |b|; 0 where all are 0."""
    place: int
    """The parameter in the block where |a − b| is largest beside what is allowed there."""
    values: tuple[float, float]
    """What the two say there."""
    allowed: float
    """What rounding, truncation and, at a kink, the two slopes explain there."""
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Every estimator against every other at one point."""

    loss: float
    noise: float
    """The standard deviation of the loss's rounding error."""
    names: tuple[str, ...]
    blocks: tuple[Block, ...]
    gradients: dict[str, Float[np.ndarray, "P"]]
    differences: tuple[Difference, ...]
    """Block by block, and in each pair by pair."""
    kinks: tuple[tuple[Block, int], ...]
    """The parameters along which a kink lies between the shifted points, or at the point itself."""
    wrong: tuple[Wrong, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing but rounding, truncation and kinks tells the estimators apart."""
        return not self.wrong


def compare(
    problem: Problem, params: Params, batch: Batch, names: Sequence[str], h: float | None = None
) -> Comparison:
    """Every estimator in `names` against every other, at `params` on `batch`, in their precision.

    The allowance of a pair is the sum of its two estimators', parameter by parameter. A derivative without a
    subtraction has `ROUNDINGS` times its own rounding, measured over neighbouring points
    (`kudari.gradients.rounding`), and the complex step its h²; a quotient has the rounding of the loss over the
    shift, and a truncation error taken from the quotients at half of it (Richardson's estimate; Nocedal & Wright
    2006, section 8.1, for both terms). Where the loss cannot be shown to be smooth between the shifted points,
    whatever lies between the slopes seen there is allowed too: that is what a kink explains
    (`kudari.gradients.probes`).

    Args:
        params: the point, with P numbers in all.
        names: estimators that hold for this problem, at least two.
        h: the shift of the quotients; None: what suits the precision.

    Raises:
        InputError: a loss or a gradient that is not finite, or an estimator the problem does not offer.
    """
    leaves = jax.tree.leaves(params)
    eps = float(max((jnp.finfo(leaf.dtype).eps for leaf in leaves), default=0))
    found = blocks(problem, params)
    estimates = {name: _estimate(problem, name, h)(params, batch) for name in names}
    loss = float(estimates[names[0]][0])
    if not np.isfinite(loss):
        raise InputError("check.loss_not_finite", problem=problem.name, loss=loss)
    gradients = {name: flat(gradient) for name, (_, gradient) in estimates.items()}
    for name, gradient in gradients.items():
        if name != "given" and not np.isfinite(gradient).all():
            worst = int(np.argmin(np.isfinite(gradient)))
            block = next(block for block in reversed(found) if block.start <= worst)
            place, value = block.entry(worst - block.start), float(gradient[worst])
            raise InputError("check.gradient_not_finite", name=name, place=place, value=value)
    ways = {"given" if name == "given" else "backprop" for name in names if name not in QUOTIENTS}
    rounded = {way: estimator_rounding(problem, way, params, batch) for way in sorted(ways) or ["backprop"]}
    noise = max(eps / 2 * abs(loss), *(float(deviation) for deviation, _ in rounded.values()))
    shifted = _shifted(problem)
    around = {
        name: probes(shifted, params, batch, loss, power, h, noise) for name, power in QUOTIENTS.items()
    }

    def allowance(name: str) -> Float[np.ndarray, "P"]:
        if name == "forward":
            return around[name].noise + around[name].truncation
        if name == "central":
            return around[name].noise / 2 + around[name].central_truncation
        deviations = flat(rounded["given" if name == "given" else "backprop"][1])
        for block in found:
            part = deviations[block.start : block.start + block.size]
            part[:] = np.max(part, initial=0.0, where=np.isfinite(part))
        truncation: float | np.ndarray = 0.0
        if name == "complex-step":
            # It goes the way of backpropagation, in complex numbers; its h² is that of the central quotient.
            deviations = np.maximum(deviations, complex_rounding(problem, params, batch))
            central = around["central"]
            truncation = central.central_truncation * ((h or COMPLEX_STEP) / central.length) ** 2
        return truncation + ROUNDINGS * (deviations + eps * np.nan_to_num(np.abs(gradients[name]), posinf=0))

    allowed = {name: allowance(name) for name in names}
    off, limit, widened = {}, {}, {}
    for pair in combinations(names, 2):
        gap = gradients[pair[0]] - gradients[pair[1]]
        off[pair] = np.where(np.isfinite(gap), np.abs(gap), np.inf)
        limit[pair] = allowed[pair[0]] + allowed[pair[1]]
        widened[pair] = limit[pair] + _between_slopes(pair, gradients, limit[pair], around)
    if eps > FINE and any((off[pair] > widened[pair]).any() for pair in off):
        settled = _settled(problem, params, batch, gradients, allowed)
        for pair in off:
            pardoned = settled[pair[0]] & settled[pair[1]]
            widened[pair] = np.where(pardoned, np.maximum(widened[pair], off[pair]), widened[pair])
    crossed = np.any([probe.kinked for probe in around.values()], axis=0)
    crossed |= np.any([(off[pair] > limit[pair]) & (off[pair] <= widened[pair]) for pair in off], axis=0)
    return Comparison(
        loss=loss,
        noise=noise,
        names=tuple(names),
        blocks=found,
        gradients=gradients,
        differences=tuple(
            _difference(block, pair, gradients, off[pair], limit[pair], widened[pair])
            for block in found
            for pair in off
        ),
        kinks=tuple(
            (block, int(place))
            for block in found
            for place in np.flatnonzero(crossed[block.start : block.start + block.size])
        ),
        wrong=blamed(names, gradients, {pair: off[pair] > widened[pair] for pair in off}, found),
    )


def _settled(
    problem: Problem,
    params: Params,
    batch: Batch,
    gradients: dict[str, Float[np.ndarray, "P"]],
    allowed: dict[str, Float[np.ndarray, "P"]],
) -> dict[str, Bool[np.ndarray, "P"]]:
    """For which parameters each estimator agrees with a central quotient in float64; True for quotients themselves.

    In float32 a shift is so wide that kinks of many examples lie within it, and their slopes may cancel in every
    quotient. In float64 it is a thousand times narrower.
    """
    with jax.enable_x64(True):
        wide, examples = cast(params, "float64"), cast(batch, "float64")
        loss = float(jax.jit(problem.loss)(wide, examples))
        noise = ROUNDINGS * np.finfo(float).eps * abs(loss)
        probe = probes(_shifted(problem), wide, examples, loss, QUOTIENTS["central"], None, noise)
    central = (probe.up[0] + probe.down[0]) / 2
    room = probe.noise + probe.central_truncation + probe.width
    return {
        name: np.full(central.shape, True)
        if name in QUOTIENTS
        else np.abs(gradient - central) <= allowed[name] + room
        for name, gradient in gradients.items()
    }


def _estimate(
    problem: Problem, name: str, h: float | None
) -> Callable[[Params, Batch], tuple[Scalar, Params]]:
    return jax.jit(lambda params, batch: estimator(name, h).estimate(problem, params, batch))


def _shifted(problem: Problem) -> Callable[[Params, Batch, Array], Array]:
    """(params, batch, shifts) -> the losses with each parameter shifted alone, both in one row; compiled once."""

    def of_row(params: Params, batch: Batch, shifts: Array) -> Array:
        unravel = ravel_pytree(params)[1]
        return ravel_pytree(losses(problem, params, batch, unravel(shifts)))[0]

    return jax.jit(of_row)


def _between_slopes(
    pair: tuple[str, str],
    gradients: dict[str, Float[np.ndarray, "P"]],
    limit: Float[np.ndarray, "P"],
    around: dict[str, Probes],
) -> Float[np.ndarray, "P"]:
    """How far two estimators may be apart because the loss has several slopes: 0 unless both lie among them."""
    seen = [around[name] for name in pair if name in around]
    # Two derivatives at the point itself differ only where the kink lies exactly there.
    forward = around["forward"]
    widths = [probe.width for probe in seen] or [np.where(forward.at_point, np.abs(forward.jump[-1]), 0.0)]
    ends = [probe.ends for probe in seen or [forward]]
    low, high = np.min([end[0] for end in ends], axis=0), np.max([end[1] for end in ends], axis=0)
    among = [(gradients[name] >= low - limit) & (gradients[name] <= high + limit) for name in pair]
    return np.where(among[0] & among[1], np.max(widths, axis=0), 0.0)


def _difference(
    block: Block,
    pair: tuple[str, str],
    gradients: dict[str, Float[np.ndarray, "P"]],
    off: Float[np.ndarray, "P"],
    limit: Float[np.ndarray, "P"],
    widened: Float[np.ndarray, "P"],
) -> Difference:
    part = slice(block.start, block.start + block.size)
    a, b, off, limit, widened = (each[part] for each in (*(gradients[n] for n in pair), off, limit, widened))
    place = int(np.argmax(off / (widened + np.finfo(float).tiny)))
    largest = float(max(np.max(np.abs(a)), np.max(np.abs(b))))
    absolute = float(np.max(off))
    return Difference(
        block=block,
        first=pair[0],
        second=pair[1],
        absolute=absolute,
        relative=absolute / largest if largest > 0 else 0.0,
        place=place,
        values=(float(a[place]), float(b[place])),
        allowed=float(widened[place]),
        verdict="wrong" if (off > widened).any() else "kink" if (off > limit).any() else "agrees",
    )
