"""Sentences: reports."""

SENTENCES: dict[str, tuple[str, str]] = {}
