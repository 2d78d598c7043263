"""Sentences: the laws that a method is held against."""

SENTENCES: dict[str, tuple[str, str]] = {}
