"""Orders of examples: permutations, without a pattern, each example once per epoch."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kudari.problems.batches import in_epochs, shuffled

order = jax.jit(
    lambda seed, examples: shuffled(jax.random.key(seed), examples, jnp.arange(examples)), static_argnums=1
)


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 3000), st.integers(0, 2**31 - 1))
def test_every_key_gives_a_permutation(examples: int, seed: int) -> None:
    assert sorted(np.asarray(order(seed, examples))) == list(range(examples))


@pytest.mark.parametrize("examples", [5, 16, 100])
def test_every_place_holds_every_example_equally_often(examples: int) -> None:
    seeds = jnp.arange(4000)
    orders = np.asarray(jax.vmap(lambda seed: order(seed, examples))(seeds))
    for place in (0, 1, examples - 1):
        counts = np.bincount(orders[:, place], minlength=examples)
        assert stats.chisquare(counts).pvalue > 1e-4
    # Neighbours are independent: the pair (first, second) falls on each ordered pair equally often.
    if examples == 5:
        pairs = np.bincount(orders[:, 0] * examples + orders[:, 1], minlength=25).reshape(5, 5)
        assert stats.chisquare(pairs[~np.eye(5, dtype=bool)]).pvalue > 1e-4


@pytest.mark.parametrize(("examples", "batch"), [(10, 10), (10, 3), (7, 2), (64, 48), (5, 1)])
def test_an_epoch_holds_each_example_once(examples: int, batch: int) -> None:
    key = jax.random.key(3)
    epochs = 6
    steps = -(-examples * epochs // batch)
    stream = np.concatenate([np.asarray(in_epochs(key, examples, batch, jnp.int32(t))) for t in range(steps)])
    stream = stream[: examples * epochs].reshape(epochs, examples)
    for epoch in stream:
        assert sorted(epoch) == list(range(examples))
    assert len({tuple(epoch) for epoch in stream}) == epochs


def test_steps_far_out_still_hold_each_example_once() -> None:
    # 60,000 examples, batch 100: step 2·10⁹ lies in epoch 3.3 million.
    key, first = jax.random.key(0), 2_000_000_000 - 2_000_000_000 % 600
    batch = jax.jit(lambda t: in_epochs(key, 60_000, 100, t))
    epoch = np.concatenate([np.asarray(batch(jnp.int32(first + t))) for t in range(600)])
    assert sorted(epoch) == list(range(60_000))
