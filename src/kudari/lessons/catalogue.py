"""The lessons, in the order in which they are meant to be read."""

from kudari.lessons import (
    convergence,
    digits,
    gradients,
    learning_rate,
    mini_batches,
    neurons_and_layers,
    one_curve,
    plateaus,
    sign,
    ten_neurons,
)
from kudari.lessons.lesson import Lesson

LESSONS: dict[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        one_curve.LESSON,
        gradients.LESSON,
        learning_rate.LESSON,
        convergence.LESSON,
        ten_neurons.LESSON,
        neurons_and_layers.LESSON,
        mini_batches.LESSON,
        digits.LESSON,
        plateaus.LESSON,
        sign.LESSON,
    )
}
"""Name -> lesson."""
