"""Hill-ADAM: Adam down, Adam up, and the best state kept."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jaxtyping import Bool

from kudari.methods.plateau import precision
from kudari.methods.rule import Number, Rate
from kudari.methods.wrapper import choose
from kudari.types import Params, Scalar


class HillState(NamedTuple):
    """What Hill-ADAM remembers."""

    climbing: Bool[Array, ""]
    before: Scalar
    """The loss at the update before; NaN where there is none since the last turn, or it was above the ceiling."""
    inner: Any


def hill_adam(
    learning_rate: Rate = 0.01,
    b1: Number = 0.9,
    b2: Number = 0.999,
    eps: Number = 1e-8,
    change: Number = 1e-4,
    ceiling: Number = 200.0,
) -> optax.GradientTransformationExtraArgs:
    r"""Adam that turns uphill at the bottom of a valley, and downhill again at the top.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`; δ: `change`, σ₀ = 1; the moments m̂, v̂ are Adam's.

    $$\sigma_t = \begin{cases}-\sigma_{t-1} & |f(x_t) - f(x_{t-1})| < \delta\\ 1 & f(x_t) > c\\
    \sigma_{t-1}\end{cases},\quad x_{t+1} = x_t - \alpha\,\frac{\hat m_{t+1}}{\sqrt{\hat v_{t+1}} + \epsilon},
    \quad m_{t+1} = \beta_1 m_t + (1-\beta_1)\,\sigma_t g_t$$

    Two losses in a row that differ by less than δ turn it round, in a valley and on a peak alike; a loss above c,
    `ceiling`, turns it down, so that a climb without a peak ends. At each turn both moments and their count begin
    anew, and the next comparison is with the first loss after the turn. A loss above the ceiling is not
    compared either. The run keeps the best state that it has met: that, not the last one, is its result.

    As in the paper: the alternation, the reset at each turn, the best state. What the abstract leaves open follows
    the authors' published program: the two turning rules and δ = 1e-4, c = 200. Known disagreements: the program
    also turns up below a loss of -10⁴, here nothing does; it keeps no state whose loss is above c; its learning
    rate is 1e-4. A first step after a turn is as long as α in every parameter, however flat the ground, so that
    with a curvature h a bottom is left only where about ½hα² > δ: α and δ belong together.

    Reference: Manikandan & Gilpin 2025, Explore the Loss space with Hill-ADAM, arXiv:2510.03613; its program:
    github.com/2manikan/Hill-ADAM
    """
    rule = optax.with_extra_args_support(optax.adam(learning_rate, b1=b1, b2=b2, eps=eps))

    def init(params: Params) -> HillState:
        unknown = jnp.array(jnp.nan, precision(params))
        return HillState(jnp.zeros((), bool), unknown, rule.init(params))

    def update(
        updates: Params, state: HillState, params: Params | None = None, *, value: Array, **_: Any
    ) -> tuple[Params, HillState]:
        loss = jnp.asarray(value).astype(state.before.dtype)
        flat = jnp.abs(loss - state.before) < change
        high = ~flat & (loss > ceiling)
        climbing = (state.climbing ^ flat) & ~high
        turned = climbing != state.climbing
        signed = jax.tree.map(lambda leaf: jnp.where(climbing, -leaf, leaf), updates)
        start = choose(turned, rule.init(params), state.inner)
        updates, new = rule.update(signed, start, params)
        return updates, HillState(climbing, jnp.where(flat | high, jnp.nan, loss), new)

    return optax.GradientTransformationExtraArgs(init, update)
