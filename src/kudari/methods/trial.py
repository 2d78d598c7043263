"""A method at work on a small bowl: what the laws of `kudari.methods.laws` look at."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from jaxtyping import PyTree

from kudari.language import Phrase
from kudari.methods.method import Method

Seen: TypeAlias = tuple[bool | None, Phrase]
"""Whether a law is kept (None: it asks nothing of this method), and what was seen."""


PRECISIONS = ("float32", "float64")

LENGTH = 100
"""Updates of the whole run, as a schedule is told."""


class Ground(NamedTuple):
    """The loss ½ · scale · Σ hᵢ (xᵢ − centreᵢ)², with hᵢ from ½ to 2; its smallest value is 0."""

    centre: PyTree
    scale: Any


class Step(NamedTuple):
    """What one update saw and did; `state` is the method's state after it."""

    update: PyTree
    state: Any
    gradient: PyTree


class ForeignState(TypeError):
    """A state holds something that no compiled program can carry."""

    def __init__(self, leaf: str, kind: str) -> None:
        self.leaf, self.kind = leaf, kind
        super().__init__(f"{leaf}: {kind}")


def named_leaves(tree: Any) -> dict[str, Any]:
    """The leaves of a tree under names such as `layers.0.weight`; `root` is the name of a tree that is a leaf."""
    pairs = jax.tree_util.tree_leaves_with_path(tree)
    return {jax.tree_util.keystr(path, simple=True, separator=".") or "root": leaf for path, leaf in pairs}


def example_tree() -> PyTree:
    """A dictionary, a list, a tuple, a matrix, a vector, a scalar and an array of no numbers: 10 parameters."""
    numbers = np.random.default_rng(0)

    def drawn(*shape: int) -> np.ndarray:
        # None near 0, so that no gradient on the bowl around 0 is by chance a small one.
        return np.asarray(numbers.uniform(0.5, 1.5, shape) * numbers.choice([-1.0, 1.0], shape))

    return {"layers": [{"weight": drawn(3, 2), "bias": drawn(3)}], "pair": (drawn(), drawn(0))}


def example_vector() -> PyTree:
    """The same numbers in one array: float64[10]."""
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(example_tree())])


class Trial:
    """A method with settled hyperparameters, its start and its step compiled once for each precision.

    Args:
        values: each hyperparameter's value.
        traced: whether `make` is given traced numbers, as in a study, or Python's.
        start: the parameters that runs begin at, a tree of float64 arrays.
    """

    def __init__(
        self, method: Method, values: Mapping[str, float], *, traced: bool = True, start: PyTree = None
    ) -> None:
        self.method, self.values, self.traced = method, dict(values), traced
        self.start = example_tree() if start is None else start
        self.compilations = 0
        self.changed: tuple[str, ...] = ()
        """What an update changed in place, of what it was given."""
        self._init, self._step = jax.jit(self.initial), jax.jit(self.one_step)

    def params(self, dtype: str = "float32") -> PyTree:
        """The start in this precision."""
        return jax.tree.map(lambda leaf: np.asarray(leaf, dtype), self.start)

    def flat_ground(self, params: PyTree) -> PyTree:
        """The centre 0: with the example's parameters no gradient is 0 there."""
        return jax.tree.map(np.zeros_like, params)

    def given(self, dtype: str, factors: Mapping[str, float] | None = None) -> dict[str, Any]:
        """The hyperparameters as arrays, float[] each, some of them multiplied by a factor; and the run's length."""
        factors = dict.fromkeys(self.values, 1.0) | dict(factors or {})
        length = {"steps": np.int32(LENGTH)} if self.method.needs_steps else {}
        return {name: np.asarray(v * factors[name], dtype) for name, v in self.values.items()} | length

    def fresh(self, params: PyTree, factors: Mapping[str, float] | None = None) -> Any:
        """The method's state before the first step at these parameters."""
        dtype = precision_of(params)
        with jax.enable_x64(dtype == "float64"):
            return self._init(self.given(dtype, factors), params)

    def step(
        self,
        params: PyTree,
        state: Any,
        *,
        centre: PyTree = None,
        scale: float = 1.0,
        factors: Mapping[str, float] | None = None,
    ) -> Step:
        """One update on the bowl around `centre`, 0 where not given; update and gradient as NumPy arrays."""
        dtype = precision_of(params)
        ground = self.ground(params, centre, scale)
        with jax.enable_x64(dtype == "float64"):
            update, state, gradient = self._step(self.given(dtype, factors), params, state, ground)
            return Step(jax.device_get(update), state, jax.device_get(gradient))

    def ground(self, params: PyTree, centre: PyTree = None, scale: float = 1.0) -> Ground:
        """A bowl in the parameters' precision."""
        return Ground(
            self.flat_ground(params) if centre is None else centre, np.asarray(scale, precision_of(params))
        )

    def first(self, dtype: str = "float32", **chosen: Any) -> Step:
        """The first step from the start."""
        params = self.params(dtype)
        return self.step(params, self.fresh(params, chosen.get("factors")), **chosen)

    def rule(self, values: Mapping[str, Any]) -> optax.GradientTransformationExtraArgs:
        """The method's transformation, as the loop makes it."""
        given = values if self.traced else {**values, **self.values}
        return optax.with_extra_args_support(self.method.make(**given))

    def initial(self, values: Mapping[str, Array], params: PyTree) -> Any:
        """`init`, to be compiled."""
        return _strong(self.rule(values).init(params))

    def one_step(self, values: Mapping[str, Array], params: PyTree, state: Any, ground: Ground) -> Step:
        """`update`, to be compiled; called as the loop of a study calls it."""
        self.compilations += 1
        loss = bowl(ground)
        value, gradient = jax.value_and_grad(loss)(params)
        extra: dict[str, Any] = {"value": value, "grad": gradient, "value_fn": loss}
        if self.method.draws:
            extra |= {"key": jax.random.key(0), "start": lambda key: params}
        given = {"gradient": gradient, "state": state, "params": params}
        before = {name: jax.tree.flatten(tree) for name, tree in given.items()}
        update, new = self.rule(values).update(gradient, state, params, **extra)
        self.changed = tuple(name for name, tree in given.items() if _changed(before[name], tree))
        return Step(update, _strong(new), jax.tree.unflatten(before["gradient"][1], before["gradient"][0]))


def bowl(ground: Ground) -> Callable[[PyTree], Array]:
    """The loss on this ground."""

    def loss(params: PyTree) -> Array:
        def part(leaf: Any, centre: Any) -> Array:
            curvature = jnp.linspace(0.5, 2, leaf.size, dtype=leaf.dtype).reshape(leaf.shape)
            return jnp.sum(curvature * (leaf - centre) ** 2)

        return ground.scale * sum(jax.tree.leaves(jax.tree.map(part, params, ground.centre))) / 2

    return loss


def precision_of(params: PyTree) -> str:
    """The name of the parameters' type."""
    return str(np.result_type(*(leaf.dtype for leaf in jax.tree.leaves(params))).name)


def moved(params: PyTree, update: PyTree) -> PyTree:
    """The parameters after an update; where it is no tree like them, they stay."""
    if not same_structure(params, update):
        return params
    return jax.tree.map(lambda leaf, by: (leaf + by).astype(leaf.dtype), params, update)


def same_structure(one: Any, other: Any) -> bool:
    """Whether two trees have the same containers, and leaves at the same places."""
    structure: Any = jax.tree.structure(one)
    return bool(structure == jax.tree.structure(other))


def _strong(state: Any) -> Any:
    """The state as arrays of settled types: a loop settles them as well, and Python's numbers have none."""
    for name, leaf in named_leaves(state).items():
        if not isinstance(leaf, jax.Array | np.ndarray | np.generic | bool | int | float | complex):
            raise ForeignState(name, type(leaf).__name__)

    def settle(leaf: Any) -> Array:
        array = jnp.asarray(leaf)
        return array if jnp.issubdtype(array.dtype, jax.dtypes.prng_key) else jnp.asarray(array, array.dtype)

    return jax.tree.map(settle, state)


def _changed(before: tuple[list[Any], Any], now: Any) -> bool:
    leaves, structure = before
    others, other = jax.tree.flatten(now)
    return not bool(structure == other) or any(a is not b for a, b in zip(leaves, others, strict=True))
