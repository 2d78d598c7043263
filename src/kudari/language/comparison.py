"""Sentences: fair races."""

SENTENCES: dict[str, tuple[str, str]] = {}
