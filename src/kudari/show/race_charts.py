"""The pictures of a race."""

from kudari.comparison.result import Comparison
from kudari.show.chart import Chart
from kudari.show.race_curves import race_chart, times_chart
from kudari.show.race_intervals import answers_chart, interquartile_chart
from kudari.show.race_profiles import profile_chart, success_chart
from kudari.show.race_sensitivity import sensitivity_charts


def race_charts_of(found: Comparison, language: str) -> list[Chart]:
    """All pictures that the race has numbers for, the answer's first.

    A run that failed counts as infinitely bad, and as one that never reached its target, in every one of them.
    """
    charts = [
        race_chart(found, language),
        answers_chart(found, language),
        interquartile_chart(found, language),
        *sensitivity_charts(found, language),
        times_chart(found, language),
        profile_chart(found, language),
        success_chart(found, language),
    ]
    return [chart for chart in charts if chart is not None]
