"""A network's own troubles: its units, its layers, its inputs."""

import numpy as np

from kudari.diagnosis.case import Case
from kudari.diagnosis.finding import Finding, Setting, rounded_down
from kudari.diagnosis.verdict import Outcome

GLOROT = "Glorot & Bengio 2010, AISTATS, section 4"
HE = "He et al. 2015, arXiv:1502.01852, section 2.2"


def _worst_layer(case: Case, name: str) -> tuple[int, float] | None:
    """The hidden layer with the largest share at the last probe, counted from 1, and that share."""
    shares = case.last(name)
    if shares is None or not np.size(shares):
        return None
    shares = np.atleast_1d(shares)
    return int(np.argmax(shares)) + 1, float(shares.max())


def dead_units(case: Case) -> Finding | None:
    """Most ReLUs of a layer give 0 for every example, and so have no gradient."""
    worst = _worst_layer(case, "dead_units")
    if worst is None or worst[1] < case.tolerances.dead:
        return None
    layer, share = worst
    first = float(np.atleast_1d(case.probes("dead_units")[0])[layer - 1])
    born = first >= case.tolerances.dead
    # Where all inputs have one sign, half of the units with no bias point away from them.
    off_centre = case.settings.get("problem.name") == "fit" and not case.settings.get("problem.standardise")
    advice: dict[str, Setting] = {"problem.standardise": "true"} if off_centre else {"problem.initial": "he"}
    if not born:
        advice = {
            case.key("learning_rate"): rounded_down(case.hyperparameters.get("learning_rate", 0.01) / 10)
        }
    return Finding(
        cause="dead_units",
        evidence={"share": share, "first_share": first, "layer": layer},
        limit=case.tolerances.dead,
        variant="born" if born else "died",
        advice=advice,
        reference=HE,
    )


def saturated_units(case: Case) -> Finding | None:
    """Most units of a layer sit where their activation is flat."""
    worst = _worst_layer(case, "saturated_units")
    if worst is None or worst[1] < case.tolerances.saturated or case.outcome is Outcome.CONVERGED:
        return None
    layer, share = worst
    first = float(np.atleast_1d(case.probes("saturated_units")[0])[layer - 1])
    advice: dict[str, Setting] = {"problem.initial": "glorot"}
    if first < case.tolerances.saturated:
        advice = {
            case.key("learning_rate"): rounded_down(case.hyperparameters.get("learning_rate", 0.01) / 10)
        }
    return Finding(
        cause="saturated_units",
        evidence={"share": share, "first_share": first, "layer": layer},
        limit=case.tolerances.saturated,
        advice=advice,
        reference=GLOROT,
    )


def symmetric_units(case: Case) -> Finding | None:
    """Units of a layer are copies of each other, and every update keeps them so."""
    worst = _worst_layer(case, "symmetric_units")
    if worst is None or worst[1] < case.tolerances.symmetric:
        return None
    layer, share = worst
    return Finding(
        cause="symmetric_units",
        evidence={"share": share, "layer": layer},
        limit=case.tolerances.symmetric,
        advice={"problem.initial": "glorot"},
        reference="Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4",
    )


def unscaled_inputs(case: Case) -> Finding | None:
    """The inputs are far from 0, or far larger than 1."""
    scale = case.last("input_scale")
    if scale is None or scale <= case.tolerances.input_scale or case.outcome is Outcome.CONVERGED:
        return None
    return Finding(
        cause="unscaled_inputs",
        evidence={"input_scale": scale},
        limit=case.tolerances.input_scale,
        advice={"problem.standardise": "true"},
        reference="LeCun et al. 1998, Efficient BackProp, section 4.3",
    )


def _first_over_last(case: Case) -> float | None:
    """The gradient norm of the first layer over that of the last one, at the first probe."""
    norms = case.probes("layer_gradient_norm")
    if norms.ndim != 2 or norms.shape[1] < 3 or not norms[0, -1] > 0:
        return None
    return float(norms[0, 0] / norms[0, -1])


def vanishing_gradient(case: Case) -> Finding | None:
    """The first layer's gradient is a small part of the last one's: it hardly learns."""
    ratio = _first_over_last(case)
    if ratio is None or ratio >= case.tolerances.vanishing or case.outcome is Outcome.CONVERGED:
        return None
    norms = case.probes("layer_gradient_norm")[0]
    activation = case.settings.get("problem.activation", [""])
    shallow = "relu" in activation or "tanh" in activation
    advice: dict[str, Setting] = {"problem.initial": "he" if "relu" in activation else "glorot"}
    if not shallow:
        advice |= {"problem.activation": "tanh"}
    return Finding(
        cause="vanishing_gradient",
        evidence={"ratio": ratio, "first": float(norms[0]), "last": float(norms[-1]), "layers": len(norms)},
        limit=case.tolerances.vanishing,
        advice=advice,
        reference=GLOROT,
    )


def exploding_gradient(case: Case) -> Finding | None:
    """The first layer's gradient is many times the last one's: it grows on its way back."""
    ratio = _first_over_last(case)
    if ratio is None or ratio <= 1 / case.tolerances.vanishing:
        return None
    norms = case.probes("layer_gradient_norm")[0]
    relu = "relu" in case.settings.get("problem.activation", [""])
    return Finding(
        cause="exploding_gradient",
        evidence={"ratio": ratio, "first": float(norms[0]), "last": float(norms[-1]), "layers": len(norms)},
        limit=1 / case.tolerances.vanishing,
        advice={"problem.initial": "he" if relu else "glorot"},
        reference=HE,
    )
