"""The lessons, a table for a few of them each."""

from kudari.language import lessons_descent

SENTENCES: dict[str, tuple[str, str]] = {**lessons_descent.SENTENCES}
