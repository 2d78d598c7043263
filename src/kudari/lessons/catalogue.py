"""The lessons, in the order in which they are meant to be read."""

from kudari.lessons import convergence, gradients, learning_rate, neurons_and_layers, one_curve, ten_neurons
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
    )
}
"""Name -> lesson."""
