"""The other side: an eager PyTorch loop, one run at a time.

Per step: the mini-batch, the loss, `backward`, `torch.optim.SGD`, and the three numbers that Kudari records.
To be as fast as such a loop can be, numbers stay tensors until the end (nothing waits for a `.item()`), layers
are plain products without modules, and the update's norm is learning rate × norm of the gradient (or of the
momentum buffer), so that no copy of the parameters is taken. The number of threads (1, 2) and SGD's
implementation (one tensor at a time, foreach, fused) are those that a trial finds fastest.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.timing import seconds

WAYS: tuple[dict[str, bool], ...] = ({"foreach": False}, {"foreach": True}, {"fused": True})


@dataclass(kw_only=True)
class Loop:
    """One run, which each call of `train` takes further."""

    params: list[Tensor]
    loss: Callable[[int], Tensor]
    """Step -> the loss on its mini-batch."""
    learning_rate: float
    momentum: float = 0.0
    climbs: Callable[[int, float], bool] | None = None
    """(step, loss) -> whether the gradient is turned."""
    reads_loss: bool = False
    """Whether `climbs` needs the loss's value."""
    evaluate: Callable[[], Any] | None = None
    evaluate_every: int = 1
    way: dict[str, bool] | None = None

    def __post_init__(self) -> None:
        for parameter in self.params:
            parameter.requires_grad_()
        self.choose(self.way or {})

    def choose(self, way: dict[str, bool]) -> None:
        """Let SGD work in this way from now on."""
        self.optimizer = torch.optim.SGD(self.params, self.learning_rate, momentum=self.momentum, **way)

    def norm(self, tensors: Sequence[Tensor]) -> Tensor:
        """The Euclidean norm over all of these."""
        if len(tensors) == 1:
            return torch.linalg.vector_norm(tensors[0])
        return torch.nn.utils.get_total_norm(tensors)

    def train(self, steps: int) -> np.ndarray:
        """Losses, gradient norms and update norms of so many steps: float[3, steps]."""
        losses, gradients, velocities, evaluations = [], [], [], []
        optimizer, params = self.optimizer, self.params
        for step in range(steps):
            if self.evaluate is not None and step % self.evaluate_every == 0:
                with torch.no_grad():
                    evaluations.append(self.evaluate())
            loss = self.loss(step)
            for parameter in params:
                parameter.grad = None
            loss.backward()
            losses.append(loss.detach())
            gradients.append(self.norm([p.grad for p in params if p.grad is not None]))
            if self.climbs is not None:
                value = loss.item() if self.reads_loss else 0.0
                optimizer.param_groups[0]["maximize"] = self.climbs(step, value)
            optimizer.step()
            if self.momentum:
                velocities.append(self.norm([optimizer.state[p]["momentum_buffer"] for p in params]))
        gradient = torch.stack(gradients)
        update = self.learning_rate * (torch.stack(velocities) if self.momentum else gradient)
        return np.stack([torch.stack(losses).numpy(), gradient.numpy(), update.numpy()])


def tune(loop: Loop, steps: int, trials: int = 3) -> str:
    """Set the number of threads and SGD's implementation that a trial of `steps` steps finds fastest; say which."""
    found: dict[tuple[int, int], float] = {}
    for threads, number in itertools.product((1, 2), range(len(WAYS))):
        torch.set_num_threads(threads)
        loop.choose(WAYS[number])
        found[threads, number] = min(seconds(lambda: loop.train(steps)) for _ in range(trials))
    threads, number = min(found, key=lambda choice: found[choice])
    torch.set_num_threads(threads)
    loop.choose(WAYS[number])
    return f"{threads} thread{'s' * (threads > 1)}"


def matrix(start: np.ndarray, a: np.ndarray, c: np.ndarray, **settings: Any) -> Loop:
    """½‖A·B − C‖², with the mean squared error as evaluation."""
    b, a_, c_ = (torch.tensor(np.array(value), dtype=torch.float32) for value in (start, a, c))
    return Loop(
        params=[b],
        loss=lambda step: 0.5 * (a_ @ b - c_).square().sum(),
        evaluate=lambda: (a_ @ b - c_).square().mean(),
        **settings,
    )


def reversing(every: int) -> Callable[[int, float], bool]:
    """Climb in every other stretch of `every` steps."""
    return lambda step, loss: (step // every) % 2 == 1


def on_plateau(tolerance: float = 1e-4, patience: int = 100, climb: int = 50) -> Callable[[int, float], bool]:
    """Climb for `climb` steps where the loss has not improved for `patience` steps."""
    best, stale, left = float("inf"), 0, 0

    def climbs(step: int, loss: float) -> bool:
        nonlocal best, stale, left
        if left > 1:
            left -= 1
            return True
        if left == 1:
            left, best, stale = 0, float("inf"), 0
        if best == float("inf") or loss < best - tolerance * abs(best):
            best, stale = loss, 0
        else:
            stale += 1
        if stale >= patience:
            left, stale = climb, 0
        return left > 0

    return climbs


def network(layers: Sequence[dict[str, Any]]) -> list[Tensor]:
    """Kudari's layers as [weight, bias, weight, bias …]."""
    leaves = [layer[name] for layer in layers for name in ("weight", "bias")]
    return [torch.tensor(np.array(leaf), dtype=torch.float32) for leaf in leaves]


def apply(params: Sequence[Tensor], activation: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """The outputs of a fully connected network."""
    for place in range(0, len(params), 2):
        x = F.linear(x, params[place], params[place + 1])
        if place + 2 < len(params):
            x = activation(x)
    return x


def fit_square(
    layers: Sequence[dict[str, Any]], draw: Callable[[int], Tensor], high: float, **settings: Any
) -> Loop:
    """½(y − x²)² over the mini-batch `draw(step)`, float[B, 1]; on the grid its mean and the largest error."""
    params = network(layers)
    grid = torch.linspace(0.0, high, 101)[:, None]

    def loss(step: int) -> Tensor:
        x = draw(step)
        return 0.5 * (apply(params, torch.tanh, x) - x.square()).square().mean()

    def evaluate() -> tuple[Tensor, Tensor]:
        error = apply(params, torch.tanh, grid) - grid.square()
        return 0.5 * error.square().mean(), error.abs().max()

    return Loop(params=params, loss=loss, evaluate=evaluate, **settings)


def mnist(
    layers: Sequence[dict[str, Any]], draw: Callable[[int], tuple[Tensor, Tensor]], **settings: Any
) -> Loop:
    """Softmax cross-entropy of relu layers on the mini-batch `draw(step)`, (float[B, 784], int[B])."""
    params = network(layers)

    def loss(step: int) -> Tensor:
        images, labels = draw(step)
        return F.cross_entropy(apply(params, torch.relu, images), labels)

    return Loop(params=params, loss=loss, **settings)


def examples(images: Tensor, labels: Tensor, batch: int) -> Callable[[int], tuple[Tensor, Tensor]]:
    """Random examples of those in memory, with replacement."""

    def draw(step: int) -> tuple[Tensor, Tensor]:
        chosen = torch.randint(len(labels), (batch,))
        return images.index_select(0, chosen), labels.index_select(0, chosen)

    return draw
