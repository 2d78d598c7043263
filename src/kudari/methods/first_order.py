"""Rules that follow the gradient, or a mean of gradients, or their signs.

x_t are the parameters after t updates, g_t the gradient there, α the learning rate.
"""

import optax

from kudari.methods.rule import Number, Rate


def gd(learning_rate: Rate = 0.01) -> optax.GradientTransformationExtraArgs:
    r"""Gradient descent: a step along the negative gradient (stochastic on mini-batches).

    α: `learning_rate`.

    $$x_{t+1} = x_t - \alpha g_t$$

    Reference: Cauchy 1847, C. R. Acad. Sci. 25, 536-538; stochastic: Robbins & Monro 1951, Ann. Math. Stat.
    22(3), 400-407
    """
    return optax.sgd(learning_rate)


def momentum(learning_rate: Rate = 0.01, momentum: Number = 0.9) -> optax.GradientTransformationExtraArgs:
    r"""Heavy ball: the step is a decaying sum of all gradients.

    α: `learning_rate`; β: `momentum`.

    $$v_{t+1} = \beta v_t + g_t,\quad x_{t+1} = x_t - \alpha v_{t+1}$$

    With a constant α this is Polyak's x_{t+1} = x_t - α g_t + β (x_t - x_{t-1}). Known disagreement: under a
    schedule α multiplies the whole sum v, so that old gradients are weighed with today's α (as in PyTorch),
    where Polyak's form keeps the α they were taken with.

    Reference: Polyak 1964, USSR Comput. Math. Math. Phys. 4(5), 1-17; Sutskever et al. 2013, ICML, eqs. 1-2
    """
    return optax.sgd(learning_rate, momentum=momentum)


def nesterov(learning_rate: Rate = 0.01, momentum: Number = 0.9) -> optax.GradientTransformationExtraArgs:
    r"""Nesterov's accelerated gradient: the gradient is taken where momentum is about to lead.

    α: `learning_rate`; β: `momentum`, constant (Nesterov's own sequence grows towards 1).

    $$v_{t+1} = \beta v_t + g_t,\quad x_{t+1} = x_t - \alpha (g_t + \beta v_{t+1})$$

    The parameters x here are the look-ahead points, at which Nesterov takes the gradient; his other sequence
    is x_t + α β v_t.

    Reference: Nesterov 1983, Soviet Math. Dokl. 27(2), 372-376; Sutskever et al. 2013, ICML, eqs. 3-4
    """
    return optax.sgd(learning_rate, momentum=momentum, nesterov=True)


def sign_sgd(learning_rate: Rate = 0.001) -> optax.GradientTransformationExtraArgs:
    r"""Sign descent: every parameter moves by the same amount. Ends in a cycle of that width.

    α: `learning_rate`.

    $$x_{t+1} = x_t - \alpha\,\operatorname{sign}(g_t)$$

    Reference: Bernstein et al. 2018, arXiv:1802.04434, Algorithm 1
    """
    return optax.sign_sgd(learning_rate)


def signum(learning_rate: Rate = 0.001, momentum: Number = 0.9) -> optax.GradientTransformationExtraArgs:
    r"""Sign descent along a mean of the gradients.

    α: `learning_rate`; β: `momentum`.

    $$m_{t+1} = \beta m_t + (1-\beta) g_t,\quad x_{t+1} = x_t - \alpha\,\operatorname{sign}(m_{t+1})$$

    Reference: Bernstein et al. 2018, arXiv:1802.04434, Algorithm 2
    """
    return optax.signum(learning_rate, beta=momentum)


def lion(
    learning_rate: Rate = 1e-4, b1: Number = 0.9, b2: Number = 0.99, weight_decay: Number = 0.0
) -> optax.GradientTransformationExtraArgs:
    r"""Lion: the sign of one mean of the gradients, while a slower mean is remembered.

    α: `learning_rate`; β₁: `b1`, for the step; β₂: `b2`, for the memory; λ: `weight_decay`, decoupled.

    $$c = \beta_1 m_t + (1-\beta_1) g_t,\quad x_{t+1} = x_t - \alpha(\operatorname{sign}(c) + \lambda x_t),
    \quad m_{t+1} = \beta_2 m_t + (1-\beta_2) g_t$$

    Optax decays weights by 0.001 unless told otherwise; here, as in the other rules without a W, by 0.

    Reference: Chen et al. 2023, arXiv:2302.06675, Algorithm 2
    """
    return optax.lion(learning_rate, b1=b1, b2=b2, weight_decay=weight_decay)
