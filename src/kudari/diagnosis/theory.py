"""What theory says of a rule on a quadratic, and what it guarantees beyond.

Along an eigenvector of the Hessian, with eigenvalue λ, every rule here is a recurrence of second order: an error e
follows z² − T z + Δ = 0, where the trace T and the determinant Δ of the iteration are affine in λ (Lessard, Recht &
Packard 2016, SIAM J. Optim. 26(1), arXiv:1408.3595, section 2; Polyak 1964, USSR Comput. Math. Math. Phys. 4(5)).
Limits and rates all follow from those four numbers. Both roots lie within a circle of radius r exactly where
Δ ≤ r² and |T| ≤ r + Δ/r (Jury 1964): these are intervals of λ, so that the slowest λ of a spectrum is one of its ends.

Of an adaptive rule, λ is an eigenvalue of the preconditioned Hessian D⁻¹H, with its divisor D held still (Cohen et
al. 2022, arXiv:2207.14484). Its preconditioner here is D alone, so that momentum, not D, bears the factor 1 − β₁.
"""

from collections.abc import Callable, Mapping
from math import inf, log, sqrt
from typing import NamedTuple

from kudari.diagnosis.decay import Measured, measured_rate

__all__ = [
    "Limit",
    "Measured",
    "Recurrence",
    "convex_bound",
    "gradient_bound",
    "guaranteed_decrease",
    "largest_stable_rate",
    "measured_rate",
    "optimal_rate",
    "optimal_setting",
    "rate_on_quadratic",
    "recurrence",
    "stability_limit",
    "steps_to",
    "worst_rate",
]


class Recurrence(NamedTuple):
    """e_{t+1} = T e_t − Δ e_{t−1} along an eigenvector: T and Δ, as straight lines over its eigenvalue λ."""

    trace: float
    trace_slope: float
    determinant: float
    determinant_slope: float

    def at(self, eigenvalue: float) -> tuple[float, float]:
        """(T, Δ) at λ."""
        return (
            self.trace + self.trace_slope * eigenvalue,
            self.determinant + self.determinant_slope * eigenvalue,
        )


class Limit(NamedTuple):
    """The largest stable curvature, and the variable of the trace that is held against it."""

    value: float
    """loss / parameter² for `sharpness`; 1 / learning rate for `preconditioned_sharpness`."""
    variable: str


def _heavy_ball(rate: float, beta: float, decay: float = 0.0) -> Recurrence:
    """x ← x − η(v + w x), v ← βv + λx: Polyak's rule, with decoupled weight decay w."""
    return Recurrence(1 + beta - rate * decay, -rate, beta * (1 - rate * decay), 0.0)


def _nesterov(rate: float, beta: float, decay: float = 0.0) -> Recurrence:
    """x ← x − η(λx + βv + w x), v ← βv + λx: the gradient weighed once more than momentum does."""
    return Recurrence(1 + beta - rate * decay, -rate * (1 + beta), beta * (1 - rate * decay), -rate * beta)


Hyperparameters = Mapping[str, float]


def _gd(h: Hyperparameters) -> Recurrence:
    return _heavy_ball(h["learning_rate"], 0.0)


def _momentum(h: Hyperparameters) -> Recurrence:
    return _heavy_ball(h["learning_rate"], h["momentum"])


def _nag(h: Hyperparameters) -> Recurrence:
    return _nesterov(h["learning_rate"], h["momentum"])


def _averaged(form: Callable[..., Recurrence], decays: bool) -> Callable[[Hyperparameters], Recurrence]:
    """A rule whose momentum is a mean, with weights that add up to 1: its gradients count 1 − β₁ times."""

    def recurrence(h: Hyperparameters) -> Recurrence:
        found = form(h["learning_rate"], h["b1"], h["weight_decay"] if decays else 0.0)
        share = 1 - h["b1"]
        return found._replace(
            trace_slope=share * found.trace_slope, determinant_slope=share * found.determinant_slope
        )

    return recurrence


PLAIN: Mapping[str, Callable[[Hyperparameters], Recurrence]] = {
    "gd": _gd,
    "momentum": _momentum,
    "nesterov": _nag,
}
"""Rules that act on the Hessian itself."""

PRECONDITIONED: Mapping[str, Callable[[Hyperparameters], Recurrence]] = {
    "adagrad": _gd,
    "rmsprop": _gd,
    "adam": _averaged(_heavy_ball, decays=False),
    "amsgrad": _averaged(_heavy_ball, decays=False),
    "adamw": _averaged(_heavy_ball, decays=True),
    "nadam": _averaged(_nesterov, decays=False),
    "nadamw": _averaged(_nesterov, decays=True),
}
"""Rules that act on the Hessian divided by their D."""


def recurrence(rule: str, hyperparameters: Hyperparameters) -> Recurrence | None:
    """The rule's iteration along an eigenvector; None where it is not linear: signs, norms, line searches.

    `hyperparameters` are the catalogue's, with the learning rate of the moment. A `KeyError` names one that is
    missing.
    """
    form = PLAIN.get(rule) or PRECONDITIONED.get(rule)
    return form(hyperparameters) if form else None


def stability_limit(rule: str, hyperparameters: Hyperparameters) -> Limit | None:
    """The largest curvature at which this rule with this learning rate does not diverge on a quadratic.

    A root leaves the unit circle at −1, where 1 + T + Δ = 0. That is 2/η for gradient descent, (2+2β)/η for heavy
    ball, (2+2β)/((1+2β)η) for Nesterov (Cohen et al. 2021, arXiv:2103.00065, equation 1 and appendix B), and
    (2+2β₁)/((1−β₁)η), 38/η at β₁ = 0.9, for Adam on its preconditioned Hessian (Cohen et al. 2022,
    arXiv:2207.14484). Weight decay w, apart from the gradient, takes a share ηw/2 off.

    None for rules that have no such limit: those that step by the gradient's sign (sign-sgd, signum, lion) are
    stable nowhere and end in a cycle as wide as the learning rate instead.
    """
    found = recurrence(rule, hyperparameters)
    if found is None:
        return None
    at_zero = 1 + found.trace + found.determinant
    fall = -(found.trace_slope + found.determinant_slope)
    value = max(0.0, at_zero) / fall if fall else inf
    return Limit(value, "sharpness" if rule in PLAIN else "preconditioned_sharpness")


def largest_stable_rate(rule: str, hyperparameters: Hyperparameters, sharpness: float) -> float | None:
    """The learning rate whose `stability_limit` this sharpness is; inf where it is not positive.

    1 + T + Δ is affine in the learning rate, too: two of its values give its root. `hyperparameters` need no
    learning rate.
    """
    margins = []
    for rate in (0.0, 1.0):
        found = recurrence(rule, {**hyperparameters, "learning_rate": rate})
        if found is None:
            return None
        margins.append(1 + sum(found.at(sharpness)))
    return margins[0] / (margins[0] - margins[1]) if margins[1] < margins[0] else inf


def rate_on_quadratic(rule: str, hyperparameters: Hyperparameters, eigenvalue: float) -> float | None:
    """The spectral radius of the iteration along an eigenvector: the factor per step that its error tends to."""
    found = recurrence(rule, hyperparameters)
    return _radius(*found.at(eigenvalue)) if found else None


def _radius(trace: float, determinant: float) -> float:
    within = trace**2 / 4 - determinant
    return abs(trace) / 2 + sqrt(within) if within >= 0 else sqrt(determinant)


def worst_rate(rule: str, hyperparameters: Hyperparameters, smallest: float, largest: float) -> float | None:
    """The factor per step of the slowest error, where the Hessian's eigenvalues lie in [smallest, largest].

    It is that of one of the two ends (see the module).
    """
    found = recurrence(rule, hyperparameters)
    return max(_radius(*found.at(end)) for end in (smallest, largest)) if found else None


def optimal_setting(rule: str, smallest: float, largest: float) -> dict[str, float] | None:
    """The hyperparameters with the best known `worst_rate` for eigenvalues in [smallest, largest] = [μ, L].

    - gd: η = 2/(L+μ) (Nesterov 2004, Introductory Lectures on Convex Optimization, Theorem 2.1.15);
    - momentum: η = 4/(√L+√μ)², β = ((√κ−1)/(√κ+1))² (Polyak 1964);
    - nesterov: η = 1/L, β = (√κ−1)/(√κ+1) (Nesterov 2004, scheme 2.2.11), the usual choice, which holds for every
      strongly convex loss. On quadratics alone η = 4/(3L+μ) is faster: 1 − 2/√(3κ+1) a step (Lessard, Recht &
      Packard 2016, Proposition 1).

    None for the other rules.
    """
    low, high = sqrt(smallest), sqrt(largest)
    quotient = (high - low) / (high + low)
    settings = {
        "gd": {"learning_rate": 2 / (largest + smallest)},
        "momentum": {"learning_rate": 4 / (high + low) ** 2, "momentum": quotient**2},
        "nesterov": {"learning_rate": 1 / largest, "momentum": quotient},
    }
    return settings.get(rule)


def optimal_rate(rule: str, condition: float) -> float | None:
    """The factor per step at `optimal_setting`, for the condition number κ = L/μ ≥ 1.

    (κ−1)/(κ+1) for gradient descent, (√κ−1)/(√κ+1) for heavy ball, 1−1/√κ for Nesterov (Lessard, Recht & Packard
    2016, Proposition 1).
    """
    root = sqrt(condition)
    rates = {
        "gd": (condition - 1) / (condition + 1),
        "momentum": (root - 1) / (root + 1),
        "nesterov": 1 - 1 / root,
    }
    return rates.get(rule)


def steps_to(accuracy: float, rate: float) -> float:
    """Steps until an error is `accuracy` times as large, where each step multiplies it by `rate`; inf from 1 on."""
    if accuracy >= 1:
        return 0.0
    if rate >= 1 or accuracy <= 0:
        return inf
    return log(accuracy) / log(rate) if rate > 0 else 1.0


def guaranteed_decrease(learning_rate: float, smoothness: float, gradient_norm: float) -> float:
    """What a step of gradient descent takes off the loss at least: η(1 − ηL/2)‖g‖², the descent lemma.

    `smoothness` is L, a bound of the Hessian's eigenvalues between the step's two ends. Negative, and so no
    promise, beyond η = 2/L (Nesterov 2004, Lemma 1.2.3 and section 1.2.3).
    """
    return learning_rate * (1 - learning_rate * smoothness / 2) * gradient_norm**2


def convex_bound(distance: float, learning_rate: float, steps: float) -> float:
    """The most that gradient descent with η ≤ 1/L is above the optimum after `steps`, for a convex smooth loss.

    ‖x₀ − x*‖²/(2ηt), with no strong convexity needed (Beck 2017, First-Order Methods in Optimization, Theorem 10.21).
    """
    return distance**2 / (2 * learning_rate * steps) if steps else inf


def gradient_bound(gap: float, learning_rate: float, smoothness: float, steps: int) -> float:
    """The most that the smallest gradient norm of `steps` steps of gradient descent can be, for any smooth loss.

    √((f₀ − f*)/(t η(1 − ηL/2))), by adding up the descent lemma (Nesterov 2004, section 1.2.3); `gap` is f₀ − f*.
    inf from η = 2/L on.
    """
    promised = steps * guaranteed_decrease(learning_rate, smoothness, 1.0)
    return sqrt(gap / promised) if promised > 0 else inf
