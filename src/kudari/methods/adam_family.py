"""Adam and its relatives: a mean of the gradients over the root of a mean of their squares.

x_t are the parameters after t updates, g the gradient at x_{t-1}, α the learning rate; m_0 = v_0 = 0, and
hats mean "corrected for that start": m̂ = m_t/(1-β₁^t), v̂ = v_t/(1-β₂^t). All is taken element by element.

Where nothing else is said, ε (`eps`) stands outside the root: it bounds the step where the gradients vanish,
and gradients far below ε count as small. `eps_root` would stand inside; it is for derivatives through the
update and stays 0 here.
"""

import optax

from kudari.methods.rule import Number, Rate


def adam(
    learning_rate: Rate = 0.001, b1: Number = 0.9, b2: Number = 0.999, eps: Number = 1e-8
) -> optax.GradientTransformationExtraArgs:
    r"""Adam: momentum, divided by the root of the mean square, both corrected for their start at 0.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`, outside the root.

    $$m_t = \beta_1 m_{t-1} + (1-\beta_1) g,\quad v_t = \beta_2 v_{t-1} + (1-\beta_2) g^2,\quad
    x_t = x_{t-1} - \alpha\,\frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)} + \varepsilon}$$

    Reference: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1
    """
    return optax.adam(learning_rate, b1, b2, eps)


def adamw(
    learning_rate: Rate = 0.001,
    b1: Number = 0.9,
    b2: Number = 0.999,
    eps: Number = 1e-8,
    weight_decay: Number = 1e-4,
) -> optax.GradientTransformationExtraArgs:
    r"""Adam with weights that decay apart from the gradient.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`, outside the root; λ: `weight_decay`.

    $$x_t = x_{t-1} - \alpha\left(\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} + \lambda x_{t-1}\right)$$

    Known disagreement: λ is multiplied by α, as in PyTorch; the paper multiplies it by the schedule's factor
    alone, so that its λ is ours times α.

    Reference: Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 2
    """
    return optax.adamw(learning_rate, b1, b2, eps, weight_decay=weight_decay)


def adamax(
    learning_rate: Rate = 0.002, b1: Number = 0.9, b2: Number = 0.999, eps: Number = 1e-8
) -> optax.GradientTransformationExtraArgs:
    r"""Adam with the largest recent gradient in the place of the mean square.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`.

    $$u_t = \max(\beta_2 u_{t-1}, |g| + \varepsilon),\quad x_t = x_{t-1} - \alpha\,\frac{\hat m_t}{u_t}$$

    ε is added to |g|: nothing else keeps the quotient finite at a gradient of 0. The paper has none.

    Reference: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 2
    """
    return optax.adamax(learning_rate, b1, b2, eps)


def amsgrad(
    learning_rate: Rate = 0.001, b1: Number = 0.9, b2: Number = 0.999, eps: Number = 1e-8
) -> optax.GradientTransformationExtraArgs:
    r"""Adam whose divisor never shrinks.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`, outside the root.

    $$\bar v_t = \max(\bar v_{t-1}, \hat v_t),\quad
    x_t = x_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{\bar v_t} + \varepsilon}$$

    Known disagreement: the paper corrects neither mean for its start and has no ε; PyTorch takes the largest
    v before it corrects.

    Reference: Reddi, Kale & Kumar 2018, arXiv:1904.09237, Algorithm 2
    """
    return optax.amsgrad(learning_rate, b1, b2, eps)


def nadam(
    learning_rate: Rate = 0.001, b1: Number = 0.9, b2: Number = 0.999, eps: Number = 1e-8
) -> optax.GradientTransformationExtraArgs:
    r"""Adam with Nesterov's look-ahead in its momentum.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`, outside the root.

    $$x_t = x_{t-1} - \frac{\alpha}{\sqrt{\hat v_t} + \varepsilon}
    \left(\frac{\beta_1 m_t}{1-\beta_1^{t+1}} + \frac{(1-\beta_1)\,g}{1-\beta_1^t}\right)$$

    Known disagreement: the paper multiplies v̂ by another β₂; PyTorch and Keras let β₁ grow during the run.
    The first step is longer than Adam's by 1 + β₁/(1+β₁), 1.47 for β₁ = 0.9.

    Reference: Dozat 2016, Incorporating Nesterov Momentum into Adam, ICLR workshop, Algorithm 2
    """
    return optax.nadam(learning_rate, b1, b2, eps)


def nadamw(
    learning_rate: Rate = 0.001,
    b1: Number = 0.9,
    b2: Number = 0.999,
    eps: Number = 1e-8,
    weight_decay: Number = 1e-4,
) -> optax.GradientTransformationExtraArgs:
    r"""Nadam with weights that decay apart from the gradient.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`, outside the root; λ: `weight_decay`.

    $$x_t = x_{t-1} - \alpha\left(\frac{\beta_1 m_t/(1-\beta_1^{t+1}) + (1-\beta_1) g/(1-\beta_1^t)}
    {\sqrt{\hat v_t} + \varepsilon} + \lambda x_{t-1}\right)$$

    Reference: Dozat 2016 with Loshchilov & Hutter 2019, arXiv:1711.05101; raced in Dahl et al. 2023,
    arXiv:2306.07179
    """
    return optax.nadamw(learning_rate, b1, b2, eps, weight_decay=weight_decay)


def adabelief(
    learning_rate: Rate = 0.001,
    b1: Number = 0.9,
    b2: Number = 0.999,
    eps: Number = 1e-16,
    eps_root: Number = 1e-16,
) -> optax.GradientTransformationExtraArgs:
    r"""Adam divided by how far gradients stray from their mean, not by their size.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`; ε′: `eps_root`. The paper has one ε for both.

    $$s_t = \beta_2 s_{t-1} + (1-\beta_2)(g - m_t)^2 + \varepsilon',\quad
    x_t = x_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{s_t/(1-\beta_2^t)} + \varepsilon}$$

    ε′ is added to s at every step, and so adds up to ε′/(1-β₂): where gradients hardly change, s vanishes,
    and the step grows as far as ε′ lets it.

    Reference: Zhuang et al. 2020, arXiv:2010.07468, Algorithm 2
    """
    return optax.adabelief(learning_rate, b1, b2, eps, eps_root)


def radam(
    learning_rate: Rate = 0.001,
    b1: Number = 0.9,
    b2: Number = 0.999,
    eps: Number = 1e-8,
    threshold: Number = 5.0,
) -> optax.GradientTransformationExtraArgs:
    r"""Rectified Adam: plain momentum until the mean square can be trusted.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`, outside the root; `threshold`: the least ρ_t, the length
    of the mean in independent gradients, at which the divisor is used.

    $$\rho_\infty = \tfrac{2}{1-\beta_2} - 1,\quad \rho_t = \rho_\infty - \frac{2t\beta_2^t}{1-\beta_2^t},
    \quad x_t = x_{t-1} - \alpha\begin{cases}
    \sqrt{\frac{(\rho_t-4)(\rho_t-2)\rho_\infty}{(\rho_\infty-4)(\rho_\infty-2)\rho_t}}
    \frac{\hat m_t}{\sqrt{\hat v_t}+\varepsilon} & \rho_t \ge \text{threshold}\\ \hat m_t\end{cases}$$

    Known disagreement: the paper rectifies where ρ_t > 4 (for β₂ = 0.999 from t = 5, here from t = 6) and has
    no ε. Until then steps have the gradient's size: with a large gradient they can be huge.

    Reference: Liu et al. 2020, arXiv:1908.03265, Algorithm 2
    """
    return optax.radam(learning_rate, b1, b2, eps, threshold=threshold)


def yogi(
    learning_rate: Rate = 0.01, b1: Number = 0.9, b2: Number = 0.999, eps: Number = 1e-3
) -> optax.GradientTransformationExtraArgs:
    r"""Adam whose mean square changes by at most a gradient's square at a time, also downwards.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`, outside the root, large by design.

    $$v_t = v_{t-1} - (1-\beta_2)\operatorname{sign}(v_{t-1} - g^2)\,g^2,\quad
    x_t = x_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}$$

    Known disagreement: in Optax both means start at 1e-6 and are corrected as if they had started at 0, so
    that a first gradient of 0 still makes a step of about 0.0003 α; the paper corrects neither.

    Reference: Zaheer et al. 2018, Adaptive Methods for Nonconvex Optimization, NeurIPS 31, Algorithm 2
    """
    return optax.yogi(learning_rate, b1, b2, eps)


def lamb(
    learning_rate: Rate = 0.001,
    b1: Number = 0.9,
    b2: Number = 0.999,
    eps: Number = 1e-6,
    weight_decay: Number = 0.0,
) -> optax.GradientTransformationExtraArgs:
    r"""Adam with each array's step as long as the array itself, times the learning rate.

    α: `learning_rate`; β₁: `b1`; β₂: `b2`; ε: `eps`, outside the root; λ: `weight_decay`.

    $$r = \frac{\hat m_t}{\sqrt{\hat v_t}+\varepsilon} + \lambda x_{t-1},\quad
    x_t = x_{t-1} - \alpha\,\frac{\lVert x_{t-1}\rVert}{\lVert r\rVert}\,r$$

    Norms are taken over each array of the tree. The quotient is 1 where either norm is 0. Known disagreement:
    the paper leaves a bound φ on ‖x‖ open; here it is the identity.

    Reference: You et al. 2020, arXiv:1904.00962, Algorithm 2
    """
    return optax.lamb(learning_rate, b1, b2, eps, weight_decay=weight_decay)
