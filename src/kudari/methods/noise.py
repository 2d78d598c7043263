"""Noise that helps a descent on: added to every gradient, or only where there is hardly one.

x_t are the parameters after t updates, g_t the gradient there, α the learning rate.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array

from kudari.methods.method import Method
from kudari.methods.rule import CountedState, Number, Rate
from kudari.methods.wrapper import GD, choose, wrapped
from kudari.types import Key, Params


def anneal_noise(
    inner: optax.GradientTransformation, noise: Number = 0.3, noise_decay: Number = 0.55
) -> optax.GradientTransformationExtraArgs:
    r"""Gaussian noise on every gradient, whose variance shrinks as the run goes on.

    η: `noise`, the variance at the first update, in the gradient's own units; γ: `noise_decay`.

    $$g_t \to g_t + \xi_t,\ \xi_t \sim \mathcal N\left(0, \frac{\eta}{(1+t)^\gamma} I\right):$$

    An inner method that reads the loss is shown one that fits: f(x) + ξ_t·(x - x_t) has the noisy gradient at
    x_t, and the true loss there, so that a line search finds what the gradient promises.

    Reference: Neelakantan et al. 2015, arXiv:1511.06807, section 3 (η of 0.01, 0.3 or 1, γ of 0.55)
    """
    rule = optax.with_extra_args_support(inner)

    def init(params: Params) -> CountedState:
        return CountedState(jnp.zeros((), jnp.int32), rule.init(params))

    def update(
        updates: Params, state: CountedState, params: Params | None = None, *, key: Key, **extra: Any
    ) -> tuple[Params, CountedState]:
        own, key = jax.random.split(key)
        deviation = jnp.sqrt(noise) * (1.0 + state.taken) ** (-0.5 * jnp.asarray(noise_decay))
        drawn = jax.tree.map(lambda draw: deviation.astype(draw.dtype) * draw, _like(own, updates))
        noisy = optax.tree.add(updates, drawn)
        told: dict[str, Any] = {"grad": noisy} if "grad" in extra else {}
        if "value_fn" in extra:

            def tilted(x: Params, *given: Any, **named: Any) -> Array:
                away = optax.tree.vdot(drawn, optax.tree.sub(x, params))
                return extra["value_fn"](x, *given, **named) + away

            told["value_fn"] = tilted
        updates, new = rule.update(noisy, state.inner, params, **{**extra, **told, "key": key})
        return updates, CountedState(optax.safe_increment(state.taken), new)

    return optax.GradientTransformationExtraArgs(init, update)


def annealed_noise(inner: Method = GD) -> Method:
    """`anneal_noise` over a method; its hyperparameters are the inner method's, and that function's.

    Raises:
        InputError: the inner method has a hyperparameter of such a name.
    """
    return wrapped("annealed-noise", anneal_noise, inner, draws=True)


class PerturbedState(NamedTuple):
    """What `perturbed_gd` remembers."""

    left: Array
    """Updates until the next perturbation may come: int32[]."""
    inner: Any


def perturbed_gd(
    learning_rate: Rate = 0.01,
    gradient_threshold: Number = 1e-3,
    radius: Number = 0.1,
    pause: Number = 100,
) -> optax.GradientTransformationExtraArgs:
    r"""Gradient descent that is pushed to a random place nearby where the gradient is small.

    α: `learning_rate`; g: `gradient_threshold`; r: `radius`, of the ball around the parameters; p: `pause`.

    $$x_{t+1} = \begin{cases}x_t + \xi_t,\ \xi_t \sim \mathcal U(B_0(r)) & \lVert g_t\rVert \le g \text{ and more
    than } p \text{ updates since the last}\\ x_t - \alpha g_t & \text{else}\end{cases}$$

    It leaves saddles, where gradient descent stands still: a little way down an escape grows by itself. It leaves
    no minimum deeper than the ball reaches. Known disagreements with the paper: there the four numbers follow
    from the loss's smoothness and its Hessian's, here they are given; there a run that a perturbation did not bring
    lower ends where it was before, here it goes on and keeps its best state; and the perturbation is an
    update of its own, since the gradient at the new place costs another evaluation.

    Reference: Jin et al. 2017, How to Escape Saddle Points Efficiently, arXiv:1703.00887, Algorithm 2
    """
    rule = optax.with_extra_args_support(optax.sgd(learning_rate))

    def init(params: Params) -> PerturbedState:
        return PerturbedState(jnp.zeros((), jnp.int32), rule.init(params))

    def update(
        updates: Params, state: PerturbedState, params: Params | None = None, *, key: Key, **_: Any
    ) -> tuple[Params, PerturbedState]:
        pushes = (state.left == 0) & (optax.tree.norm(updates) <= gradient_threshold)
        step, new = rule.update(updates, state.inner, params)
        left = jnp.where(pushes, jnp.asarray(pause).astype(jnp.int32), jnp.maximum(state.left - 1, 0))
        return choose(pushes, _in_ball(key, updates, radius), step), PerturbedState(left, new)

    return optax.GradientTransformationExtraArgs(init, update)


def _in_ball(key: Key, tree: Params, radius: Number) -> Params:
    """A point drawn uniformly from the ball around 0, shaped like the tree.

    A direction is a Gaussian one made unit length; the share of a ball of n dimensions within the distance s·r of its
    centre is sⁿ.
    """
    one, other = jax.random.split(key)
    direction = _like(one, tree)
    size = sum(leaf.size for leaf in jax.tree.leaves(tree))
    length = optax.tree.norm(direction)
    share = jax.random.uniform(other, dtype=length.dtype) ** (1 / size)
    factor = radius * share / jnp.maximum(length, jnp.finfo(length.dtype).tiny)
    return jax.tree.map(lambda leaf: factor.astype(leaf.dtype) * leaf, direction)


def _like(key: Key, tree: Params) -> Params:
    """Independent standard normal numbers, shaped like the tree."""
    return optax.tree.random_like(key, tree, jax.random.normal)
