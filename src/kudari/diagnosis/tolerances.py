"""Every threshold of a verdict, in one frozen value."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tolerances:
    """Thresholds without units: shares of the run's own numbers, counts, or standard errors.

    A gap is loss − optimum, where the optimum is known. The range of a run is its largest less its smallest loss.
    The window is the last half of a run's records.
    """

    fewest_records: int = 8
    """With fewer records only what needs no trend can be told."""
    loss: float = 1e-6
    """Converged: the gap, as a share of the first."""
    gradient: float = 1e-4
    """Converged, where no optimum is known: the gradient norm, as a share of the largest of the run."""
    noisy_loss: float = 1e-4
    """Converged on mini-batches that differ: the mean gap in the window, as a share of the first."""
    curvature: float = 1e-3
    """A lowest curvature below minus this share of the sharpness counts as negative."""
    rounding: float = 32.0
    """Multiples of the precision's ε, times the loss, that count as no change."""
    fall_below: float = 2.0
    """Unbounded: a steady fall of this many times the first loss, to below 0."""
    fall_away: float = 1e6
    """Unbounded: the same, for a fall that gathers speed."""
    straight: float = 0.1
    """Unbounded: the most by which a steady fall may slow down, or differ within the window."""
    growth: float = 2.0
    """Diverged: a last loss this many times the first gap, and growing."""
    far: float = 1e3
    """Diverged: the same, of a loss that neither grows, nor falls, nor oscillates."""
    trend: float = 3.0
    """Standard deviations that a Mann-Kendall statistic, or a difference of means, has to be away from 0."""
    fall: float = 1e-2
    """Decreasing: the fall of the gap over the window, as a share of it."""
    steady: float = 0.1
    """Decreasing as well: the same, as a share of the range. A run too slow to make much of its gap goes steadily."""
    share_of_range: float = 1e-3
    """Decreasing, where no optimum is known: the fall of the loss over the window, as a share of the range."""
    gradient_fall: float = 0.1
    """Decreasing as well: the fall of the gradient norm over the window, as a share of it."""
    stall: float = 0.2
    """Stalled on mini-batches that differ: the most that the loss may have fallen, as a share of the gap (or `fall`, as
    a share of the first)."""
    turns: int = 4
    """Oscillating: turning points of the loss in the window."""
    amplitude: float = 0.5
    """Oscillating: the loss's range in the window's second half, as a share of that in the first, at least."""
    swing: float = 1e-3
    """Oscillating: the loss's range in the window, as a share of the gap (of the range of the run)."""
    opposed: float = -0.5
    """Oscillating: a mean cosine of successive updates at or below this."""
    measured: float = 2e-3
    """How exactly an eigenvalue is known, as a share of it: a sharpness above its limit exceeds it by more."""
    edge: float = 0.1
    """At the edge of stability: how far the sharpness may be from the limit, as a share of it."""
    visible: float = 0.05
    """A fall of the mean loss, from the third quarter of a run to the last, that asks for more steps."""
    rises: float = 0.01
    """At the edge of stability the loss rises in at least this share of the steps."""
    timid: float = 20.0
    """A learning rate is timid where the sharpness is so many times below the limit."""
    condition: float = 30.0
    """Ill-conditioned: the condition number from which it is named as a cause."""
    slower: float = 3.0
    """Momentum is too large where it needs so many times the steps of the best one."""
    fading: float = 0.05
    """The curvature fades where the smallest one in the end is this share of the largest met, or less."""
    hopeless: float = 100.0
    """Where a run needs more than so many times the steps taken, more steps are no remedy."""
    still: float = 1e-2
    """A gradient norm is small, beside curvatures: as a share of the largest of the run."""
    plateau: float = 1e-2
    """A plateau: what slope and curvature promise within reach, as a share of what there is to lose."""
    dead: float = 0.5
    """The share of dead units in a layer that is named as a cause."""
    saturated: float = 0.5
    """The same of saturated units."""
    symmetric: float = 0.5
    """The same of units that are copies of each other."""
    vanishing: float = 1e-3
    """The first layer's gradient norm, as a share of the last one's, below which it vanishes.

    Above the inverse it explodes.
    """
    input_scale: float = 10.0
    """The size of inputs beyond which they are unscaled."""
    gradient_error: float = 1e-2
    """The relative error, beyond rounding, that makes a gradient wrong."""
    uphill: float = 0.9
    """The share of updates up the gradient that is named as a cause."""
    straight_on: float = 0.98
    """A mean cosine of successive updates above this is a march straight on."""
    spent: float = 1e-3
    """A schedule is spent where the step per gradient is this share of the largest, or less."""
    by_heart: float = 10.0
    """One batch is learnt by heart where the loss on all examples is so many times its own."""
    overfit: float = 1.2
    """Overfitting: the last held-out loss, as a multiple of the smallest."""


DEFAULT = Tolerances()
