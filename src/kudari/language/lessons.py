"""The lessons, a table for two of them each."""

from kudari.language import lessons_data, lessons_networks, lessons_rates, lessons_shapes, lessons_slopes

SENTENCES: dict[str, tuple[str, str]] = {
    **lessons_slopes.SENTENCES,
    **lessons_rates.SENTENCES,
    **lessons_networks.SENTENCES,
    **lessons_data.SENTENCES,
    **lessons_shapes.SENTENCES,
}
