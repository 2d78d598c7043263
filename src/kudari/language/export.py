"""Sentences: exports."""

SENTENCES: dict[str, tuple[str, str]] = {}
