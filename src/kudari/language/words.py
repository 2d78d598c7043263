"""Words that many sentences share, and sentences side by side."""

from collections.abc import Sequence

from kudari.language import SENTENCES, say


def variable_words(name: str, language: str) -> str:
    """What a variable of the trace is called; its plain name where there is no word for it."""
    key = f"chart.variable.{name}"
    return say(key, language) if key in SENTENCES else name.replace("_", " ")


def joined(sentences: Sequence[str], language: str) -> str:
    """Sentences one after the other, as their language sets them."""
    return ("" if language == "ja" else " ").join(sentences)
