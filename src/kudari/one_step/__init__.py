"""One step, slowly: every number of one update, of a small problem."""

from kudari.one_step.step import MOST, OneStep, Parameter, one_step
from kudari.one_step.told import told

__all__ = ["MOST", "OneStep", "Parameter", "one_step", "told"]
