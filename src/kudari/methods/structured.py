"""Rules that look at more than each gradient element by itself: the loss, the curvature, the matrix.

x_t are the parameters after t updates, g_t the gradient there, f the loss, α the learning rate.
"""

from typing import Any

import jax
import optax

from kudari.methods.rule import Number, Rate


def polyak_sgd(
    learning_rate: Rate = 1.0, max_learning_rate: Number = 1.0, f_min: Number = 0.0
) -> optax.GradientTransformationExtraArgs:
    r"""Polyak's step: as long as the distance to a known smallest loss asks for.

    α: `learning_rate`, a factor (1/c in the paper); γ: `max_learning_rate`; f*: `f_min`, the smallest loss
    (of this mini-batch), which must be known. A loss below f* makes the step climb.

    $$x_{t+1} = x_t - \alpha\,\min\left(\frac{f(x_t) - f^*}{\lVert g_t\rVert^2}, \gamma\right) g_t$$

    No ε: where ‖g‖² ≤ 2.2e-16 there is no step. Known disagreement: `optax.polyak_sgd` scales the gradient
    before it measures it, so that its `scaling` of 2 halves the step; here the factor comes last.

    Reference: Polyak 1987, Introduction to Optimization, section 5.3; Loizou et al. 2021, arXiv:2002.10542
    (SPS_max)
    """
    return optax.chain(
        optax.scale_by_polyak(f_min=f_min, max_learning_rate=max_learning_rate),
        optax.scale_by_learning_rate(learning_rate),
    )


def muon(
    learning_rate: Rate = 0.02,
    beta: Number = 0.95,
    eps: Number = 1e-8,
    weight_decay: Number = 0.0,
    *,
    nesterov: bool = True,
) -> optax.GradientTransformationExtraArgs:
    r"""Muon: the momentum of a matrix with all its singular values set to about 1; Nadam for other arrays.

    α: `learning_rate`, for both; β: `beta`; ε: `eps`; λ: `weight_decay`, of matrices; n, k: the matrix's
    rows (outputs) and columns (inputs). Arrays that are not 2-D take `nadam`'s step (`adam`'s without
    `nesterov`) with b1 0.9 and b2 0.999.

    $$M_{t+1} = \beta M_t + (1-\beta) G_t,\quad U S V^\top = \operatorname{svd}(\beta \hat M_{t+1} +
    (1-\beta)\hat G_t),\quad X_{t+1} = X_t - \alpha\left(\sqrt{\max(1, n/k)}\,U V^\top + \lambda X_t\right)$$

    U V^T is approached by five Newton-Schulz steps: singular values end between about 0.7 and 1.2, but for
    those that were far smaller than the largest. They begin with a division by ‖M‖ + ε, the one place where a
    gradient of 0 would be divided by 0. Known disagreement: Optax corrects both M̂ and Ĝ for
    the start at 0, as in Nadam; Jordan corrects neither, so that the first steps mix them differently.

    Reference: Jordan et al. 2024, Muon: An optimizer for hidden layers in neural networks,
    kellerjordan.github.io/posts/muon; Liu et al. 2025, arXiv:2502.16982
    """
    return optax.contrib.muon(
        learning_rate,
        beta=beta,
        eps=eps,
        weight_decay=weight_decay,
        nesterov=nesterov,
        muon_weight_dimension_numbers=_matrices,
    )


def _matrices(params: Any) -> Any:
    """Which arrays are matrices, of shape (out, in) as in our networks; Optax takes them for (in, out)."""
    shape = optax.contrib.MuonDimensionNumbers(reduction_axis=1, output_axis=0)
    return jax.tree.map(lambda leaf: shape if leaf.ndim == 2 else None, params)


def lbfgs(*, memory_size: int = 10, max_linesearch_steps: int = 20) -> optax.GradientTransformationExtraArgs:
    r"""L-BFGS: a Newton step with the curvature seen in the last updates, and a search along it.

    `memory_size`: how many updates the curvature is taken from; `max_linesearch_steps`: how often the loss is
    tried along a step at most. η is found by zooming until the strong Wolfe conditions hold; there is no
    learning rate. One update may cost several evaluations of loss and gradient.

    $$x_{t+1} = x_t - \eta_t H_t g_t,\quad H_{t+1} = (I-\rho s y^\top) H_t (I-\rho y s^\top) + \rho s s^\top,
    \quad s = x_{t+1}-x_t,\ y = g_{t+1}-g_t,\ \rho = 1/y^\top s$$

    No ε: a pair with y·s = 0 is left out. The curvature of mini-batches is mostly noise: meant for losses
    without noise.

    Reference: Liu & Nocedal 1989, Math. Program. 45, 503-528; Nocedal & Wright 2006, Algorithms 7.4, 7.5, 3.5
    and 3.6
    """
    search = optax.scale_by_zoom_linesearch(max_linesearch_steps, initial_guess_strategy="one")
    return optax.lbfgs(memory_size=memory_size, linesearch=search)
