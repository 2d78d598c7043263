"""Methods over many problems: performance profiles and success rates."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from kudari.comparison.profiles import performance_profile, success_rates
from kudari.comparison.result import Comparison, default_label
from kudari.comparison.scores import spent
from kudari.language import say
from kudari.language.words import joined
from kudari.show.chart import Axis, Band, Chart, Layer, Line, Panel, Points, Text
from kudari.show.race_curves import share_axis
from kudari.show.race_rows import named_rows, row_place, rows_height, rows_range
from kudari.show.race_words import columns_for, has_defaults, race_title, series_of
from kudari.show.scales import numbered

ENOUGH = 8
"""Seeds from which a profile on a single problem says something."""

BAR = 0.36
"""Half of a bar's height, as a share of its row."""

BESIDE = 0.88
"""Where the numbers stand, as a share of the panel's width."""

CLEAR = 1.02
"""How far beyond its last step a profile is drawn at least."""


def profile_chart(found: Comparison, language: str) -> Chart | None:
    """Performance profiles of the tuned methods over all pairs of a problem and a seed.

    None where no run reached its target, or where a single problem has few seeds.
    """
    times = instances(found)
    if not np.isfinite(times).any() or (len(found.scores) == 1 and found.seeds < ENOUGH):
        return None
    factors, shares = performance_profile(times)
    end = max(2.0, CLEAR * float(factors[-1]) ** 1.05)
    lines = [
        Line(
            x=np.concatenate([np.repeat(factors, 2)[1:], [end]]),
            y=np.repeat(shares[:, place], 2),
            series=place,
            name=method,
        )
        for place, method in enumerate(found.methods)
    ]
    x = numbered(Axis(label=say("race_chart.axis.factor", language), scale="log", range=(1 / CLEAR, end)))
    y = share_axis(say("race_chart.axis.instances", language))
    return Chart(
        name="profile",
        title=race_title(found, "race_chart.title.profile", language),
        panels=(Panel(x=x, y=y, layers=tuple(lines)),),
        caption=say(
            "race_chart.profile.one" if len(found.scores) == 1 else "race_chart.profile.many",
            language,
            count=len(times),
            problems=len(found.scores),
            seeds=found.seeds,
        ),
    )


def instances(found: Comparison) -> Float[np.ndarray, "I M"]:
    """The time to the target of each method on each pair of a problem and a seed; +inf where it never got there.

    Targets that are reached at the start count as reached at the first record after it, since there is no factor
    over nothing.
    """
    rows = []
    for raced, judged in zip(found.raced, found.scores, strict=True):
        work, _ = spent(raced.trace, judged.measured, judged.by, raced.seconds)
        least = float(np.min(work[work > 0], initial=np.inf))
        own = [judged.times[judged.entries.index(method)] for method in found.methods]
        rows.append(np.maximum(np.stack(own, axis=1), min(least, judged.budget)))
    return np.concatenate(rows)


def success_chart(found: Comparison, language: str) -> Chart | None:
    """How often each method reached the target on each problem; None for a single problem."""
    if len(found.scores) == 1:
        return None
    columns = columns_for(len(found.methods))
    rates = success_rates(
        {
            entry: [judged.times[judged.entries.index(entry)] for judged in found.scores]
            for entry in found.entries
        }
    )
    problems = [judged.problem for judged in found.scores]
    panels = []
    for method in found.methods:
        default = rates.get(default_label(method))
        own = [interval.estimate for interval in rates[method]]
        panels.append(
            _successes(
                found,
                method,
                problems,
                own,
                [i.estimate for i in default] if default else [],
                columns,
                language,
            )
        )
    keys = ["success", *["defaults"] * has_defaults(found)]
    return Chart(
        name="success",
        title=race_title(found, "race_chart.title.success", language),
        panels=tuple(panels),
        caption=joined([say(f"race_chart.success.{key}", language) for key in keys], language),
        columns=columns,
    )


def _successes(
    found: Comparison,
    method: str,
    problems: Sequence[str],
    own: Sequence[float],
    default: Sequence[float],
    columns: int,
    language: str,
) -> Panel:
    """One column of the matrix: a bar and a number for each problem, and a ring for the default settings."""
    series, (bottom, top) = series_of(found, method), rows_range(len(problems))
    layers: list[Layer] = []
    for row, rate in enumerate(own):
        place = row_place(row, len(own))
        ends = np.array([0.0, rate])
        layers.append(Band(x=ends, low=np.full(2, place - BAR), high=np.full(2, place + BAR), series=series))
        layers.append(Line(x=np.full(2, rate), y=place + np.array([-BAR, BAR]), series=series, weight="span"))
        words = f"{round(100 * rate)} %"
        layers.append(Text(x=BESIDE, y=(place + 0.2 - bottom) / (top - bottom), text=words))
    if default:
        places = np.array([row_place(row, len(own)) for row in range(len(own))])
        layers.append(Points(x=np.array(default), y=places, series=series, marker="start"))
    ticks = ((0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %"))
    return Panel(
        x=Axis(label=say("race_chart.axis.success", language), range=(-0.04, 1.4), ticks=ticks),
        y=named_rows(problems),
        layers=tuple(layers),
        title=method,
        height=rows_height(len(problems), columns),
    )
