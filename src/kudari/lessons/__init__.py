"""Lessons: a short text beside a live study, with things to try."""

from kudari.lessons.catalogue import LESSONS
from kudari.lessons.told import answers, told

__all__ = ["LESSONS", "answers", "told"]
