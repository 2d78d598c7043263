"""The lessons, in the order in which they are meant to be read."""

from kudari.lessons import gradients, learning_rate, one_curve
from kudari.lessons.lesson import Lesson

LESSONS: dict[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        one_curve.LESSON,
        gradients.LESSON,
        learning_rate.LESSON,
    )
}
"""Name -> lesson."""
