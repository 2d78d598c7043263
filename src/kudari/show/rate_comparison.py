"""How fast errors die out, measured and in theory."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from kudari.diagnosis.theory import worst_rate
from kudari.language import Number, say
from kudari.language.words import joined
from kudari.show.chart import Axis, Chart, Layer, Line, Panel, Points
from kudari.show.compared import Compared, compare, curvatures_known, middle, steps_per_digit
from kudari.show.groups import Group, groups, spread
from kudari.show.scales import numbered
from kudari.show.settings import alike, setting_axis
from kudari.show.wording import title

FEWEST = 3
"""Values that a hyperparameter must take to be worth an axis."""

FINE = 400
"""Points of a theoretical curve."""


def rate_chart(trace: xr.Dataset, language: str) -> Chart | None:
    """The steps until an error is a tenth, as measured and as theory gives them for quadratics.

    Against a hyperparameter that takes `FEWEST` values; else a row for each group of runs. None where no run
    of a linear rule (gd, momentum, nesterov) without mini-batches has a measured rate and known curvatures.
    """
    small = trace.drop_dims(set(trace.dims) - {"run", "step", "probed_step"}).load()
    found = [compared for group in groups(small, language) if (compared := compare(small, group))]
    found = [one for one in found if one.told]
    if not any(np.isfinite(one.measured).any() and np.isfinite(one.best) for one in found):
        return None
    chosen = _swept([one.group for one in found], language)
    panel = _against(small, found, chosen, language) if chosen else _rows(found, language)
    return Chart(
        name="rates",
        title=title(trace, "chart.title.rates", language),
        panels=(panel,),
        caption=_caption(found, language),
    )


def _swept(members: Sequence[Group], language: str) -> str:
    """The hyperparameter of which one method takes the most values; "" where none takes `FEWEST`."""
    swept = {
        name: max(len(kind) for kind in alike(members, name, language).values())
        for name in ("learning_rate", "momentum")
        if all(name in group.labels for group in members)
    }
    most = max(swept, key=lambda name: swept[name], default="")
    return most if swept.get(most, 0) >= FEWEST else ""


def _caption(found: Sequence[Compared], language: str) -> str:
    seeds = max(len(one.measured) for one in found)
    key = "chart.caption.digit" if seeds > 1 else "chart.caption.one"
    ends = [one.ends for one in found if np.isfinite(one.ends).all()]
    smallest, largest = ({float(f"{pair[side]:.3g}") for pair in ends} for side in (0, 1))
    same = len(smallest) == len(largest) == 1
    theory = say(
        "chart.caption.rates" if same else "chart.caption.rates_measured",
        language,
        smallest=Number(min(smallest)),
        largest=Number(max(largest)),
    )
    recommended = say("chart.caption.recommended", language)
    return joined([say(key, language, seeds=seeds), theory, recommended], language)


def _rows(found: Sequence[Compared], language: str) -> Panel:
    """Marks side by side, a row for each group, the first at the top."""
    rows = np.arange(len(found))[::-1].astype(float)
    spreads = [spread(one.measured[:, None]) for one in found]
    median, low, high = (np.concatenate(column) for column in zip(*spreads, strict=True))
    theory, best = (np.array([getattr(one, kind) for one in found]) for kind in ("theory", "best"))
    layers: list[Layer] = [
        Points(x=best, y=rows, series=2, name=say("chart.best", language), marker="end"),
        Points(x=theory, y=rows, series=1, name=say("chart.theory", language), marker="start"),
        *(
            Line(x=np.array([low[at], high[at]]), y=np.full(2, rows[at]), series=0, weight="strong")
            for at in range(len(found))
        ),
        Points(x=median, y=rows, series=0, name=say("chart.measured", language)),
    ]
    ends = _ends([median, low, high, theory, best])
    lost = np.array([one.failing for one in found])
    if lost.any():
        # Nothing is so slow that it stands here, at the right edge.
        at = np.full(int(lost.sum()), ends[1])
        layers.append(
            Points(x=at, y=rows[lost], series=0, name=say("chart.failing", language), marker="failure")
        )
    ticks = tuple((float(row), one.group.name) for row, one in zip(rows, found, strict=True))
    return Panel(
        x=numbered(Axis(label=say("chart.axis.steps_per_digit", language), scale="log", range=ends)),
        y=Axis(label="", ticks=ticks, range=(-0.6, len(found) - 0.4)),
        layers=tuple(layers),
    )


def _against(trace: xr.Dataset, found: Sequence[Compared], chosen: str, language: str) -> Panel:
    """Theoretical curves over the chosen hyperparameter, with what was measured as dots on them."""
    compared = {one.group.series: one for one in found}
    kinds = alike([one.group for one in found], chosen, language)
    places, x = setting_axis(chosen, sorted({one.group.labels[chosen] for one in found}), language)
    sides = np.array([min(places.values()), max(places.values())])
    guides: list[Layer] = []
    curves: list[Layer] = []
    dots: list[Layer] = []
    failed: list[tuple[int, np.ndarray, str]] = []
    for series, (kind, members) in enumerate(kinds.items()):
        name = kind if len(kinds) > 1 else ""
        ones = [compared[group.series] for group in sorted(members, key=lambda g: g.labels[chosen])]
        at = np.array([places[one.group.labels[chosen]] for one in ones])
        spreads = [spread(one.measured[:, None]) for one in ones]
        median, low, high = (np.concatenate(column) for column in zip(*spreads, strict=True))
        best = np.full(2, middle([one.best for one in ones if np.isfinite(one.best)]))
        guides.append(
            Line(x=sides, y=best, series=series, name=_named("best", name, language), weight="guide")
        )
        fine, theory = _theory(trace, ones, chosen, at)
        words = _named("theory", name, language)
        if len(ones) > 1:
            curves.append(Line(x=fine, y=theory, series=series, name=words))
        else:
            curves.append(Points(x=fine, y=theory, series=series, name=words, marker="start"))
        dots += [
            Line(x=np.full(2, place), y=np.array(ends), series=series, weight="strong")
            for place, *ends in zip(at, low, high, strict=True)
        ]
        dots.append(Points(x=at, y=median, series=series, name=_named("measured", name, language)))
        lost = np.array([one.failing for one in ones])
        if lost.any():
            failed.append((series, at[lost], name))
    shown = [layer.y for layer in (*guides, *dots) if isinstance(layer, Line | Points)]
    ends = _ends(shown)
    crosses = [
        Points(
            x=at,
            y=np.full(len(at), ends[1]),
            series=series,
            name=_named("failing", name, language),
            marker="failure",
        )
        for series, at, name in failed
    ]
    y = numbered(Axis(label=say("chart.axis.steps_per_digit", language), scale="log", range=ends))
    return Panel(x=x, y=y, layers=(*guides, *curves, *dots, *crosses))


def _theory(
    trace: xr.Dataset, ones: Sequence[Compared], chosen: str, at: Float[np.ndarray, "k"]
) -> tuple[Float[np.ndarray, "m"], Float[np.ndarray, "m"]]:
    """The theoretical curve: fine where the curvatures are known everywhere, else at the settings that were run."""
    if not curvatures_known(trace):
        return at, np.array([one.theory if np.isfinite(one.theory) else np.nan for one in ones])
    first = ones[0]
    fine = np.unique(
        np.concatenate([at, np.linspace(at[0], at[-1], FINE), np.geomspace(at[0], at[-1], FINE)])
    )
    settings = ({**first.hyperparameters, chosen: float(value)} for value in fine)
    steps = np.array([steps_per_digit(worst_rate(first.rule, setting, *first.ends)) for setting in settings])
    return fine, np.where(np.isfinite(steps), steps, np.nan)


def _named(kind: str, name: str, language: str) -> str:
    key = f"chart.{kind}_of" if name else f"chart.{kind}"
    return say(key, language, name=name) if name else say(key, language)


def _ends(values: Sequence[np.ndarray]) -> tuple[float, float]:
    """Of a logarithmic axis that shows all of these, with a rim of a tenth, and at least half a decade."""
    every = np.concatenate(values)
    low, high = np.log10([np.min(every[np.isfinite(every)]), np.max(every[np.isfinite(every)])])
    rim = max(0.1 * (high - low), 0.25)
    return float(10 ** (low - rim)), float(10 ** (high + rim))
