"""Rules that divide each parameter's step by the size of its own gradients, without momentum.

x_t are the parameters after t updates, g_t the gradient there, α the learning rate; products, quotients and
roots are taken element by element.
"""

import optax

from kudari.methods.rule import Number, Rate


def adagrad(
    learning_rate: Rate = 0.01, initial_accumulator_value: Number = 0.1, eps: Number = 1e-7
) -> optax.GradientTransformationExtraArgs:
    r"""AdaGrad: divided by the root of the sum of all squared gradients so far.

    α: `learning_rate`; G_0: `initial_accumulator_value`; ε: `eps`.

    $$G_{t+1} = G_t + g_t^2,\quad x_{t+1} = x_t - \alpha\,\frac{g_t}{\sqrt{G_{t+1} + \varepsilon}}$$

    ε stands inside the root: Optax takes one reciprocal root of the sum, and where G is 0 no step at all.
    Known disagreement: the paper has G_0 = 0 and adds its δ outside the root; a G_0 of 0.1 keeps the first
    steps short where gradients are small.

    Reference: Duchi, Hazan & Singer 2011, JMLR 12, 2121-2159, Figure 1 (diagonal)
    """
    return optax.adagrad(learning_rate, initial_accumulator_value, eps)


def adadelta(
    learning_rate: Rate = 1.0, rho: Number = 0.9, eps: Number = 1e-6
) -> optax.GradientTransformationExtraArgs:
    r"""Adadelta: steps sized by earlier steps, so that their unit is the parameters'.

    α: `learning_rate` (1 in the paper); ρ: `rho`; ε: `eps`; Δ_t: the step before α.

    $$E_{t+1} = \rho E_t + (1-\rho) g_t^2,\quad
    \Delta_t = \sqrt{\frac{D_t + \varepsilon}{E_{t+1} + \varepsilon}}\,g_t,\quad
    D_{t+1} = \rho D_t + (1-\rho)\Delta_t^2,\quad x_{t+1} = x_t - \alpha\Delta_t$$

    ε stands inside both roots: above, it alone starts the motion, since D_0 = 0. The first steps are
    therefore about √ε long, and a smaller ε makes a slower start.

    Reference: Zeiler 2012, arXiv:1212.5701, Algorithm 1
    """
    return optax.adadelta(learning_rate, rho, eps)


def rmsprop(
    learning_rate: Rate = 0.001, decay: Number = 0.9, eps: Number = 1e-8
) -> optax.GradientTransformationExtraArgs:
    r"""RMSProp: divided by the root of a decaying mean of the squared gradients.

    α: `learning_rate`; ρ: `decay`; ε: `eps`.

    $$v_{t+1} = \rho v_t + (1-\rho) g_t^2,\quad
    x_{t+1} = x_t - \alpha\,\frac{g_t}{\sqrt{v_{t+1} + \varepsilon}}$$

    ε stands inside the root (one reciprocal root), so that gradients below √ε = 1e-4 count as small; PyTorch
    adds it outside. The lecture has none. v_0 = 0 without correction: the first steps are up to 1/√(1-ρ)
    times longer than α.

    Reference: Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6e
    """
    return optax.rmsprop(learning_rate, decay, eps)
