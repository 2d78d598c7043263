"""Which examples a mini-batch holds."""

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Int, UInt

from kudari.types import Key

ROUNDS = 6
"""Rounds of the Feistel network; with four, short permutations still show a pattern."""


def shuffled(key: Key, examples: int, positions: Int[Array, "*shape"]) -> Int[Array, "*shape"]:
    """The examples that stand at these positions of a random order of 0 … examples − 1.

    Each key gives one permutation, computed place by place: no array as long as the data is sorted or kept at
    every step of every run. A Feistel network permutes the smallest power of four that holds all examples;
    numbers past the end walk on until they land inside (Black & Rogaway 2002, "Ciphers with arbitrary finite
    domains", methods 2 and 3).

    Args:
        key: names the permutation.
        examples: how many examples there are, at least 1 and below 2³⁰.
        positions: places in the order, each in 0 … examples − 1.
    """
    half = max(1, ((examples - 1).bit_length() + 1) // 2)
    mask = jnp.uint32(2**half - 1)
    round_keys = jax.random.bits(key, (ROUNDS,), "uint32")

    def permute(number: UInt[Array, "*shape"]) -> UInt[Array, "*shape"]:
        left, right = number >> half, number & mask
        for round_key in round_keys:
            left, right = right, left ^ (_mixed(right ^ round_key) & mask)
        return (left << half) | right

    landed = jax.lax.while_loop(
        lambda number: jnp.any(number >= examples),
        lambda number: jnp.where(number >= examples, permute(number), number),
        permute(positions.astype("uint32")),
    )
    return landed.astype("int32")


def _mixed(bits: UInt[Array, "*shape"]) -> UInt[Array, "*shape"]:
    """Every bit of the result depends on every bit of the argument (MurmurHash3's 32-bit finaliser, Appleby)."""
    bits = (bits ^ (bits >> 16)) * jnp.uint32(0x85EBCA6B)
    bits = (bits ^ (bits >> 13)) * jnp.uint32(0xC2B2AE35)
    return bits ^ (bits >> 16)


def in_epochs(key: Key, examples: int, batch: int, step: Int[Array, ""]) -> Int[Array, "B"]:
    """The examples of mini-batch `step` when each example comes once per epoch, in a new order each time.

    The epochs are laid end to end and cut into mini-batches, so that no example is left out where `batch` does
    not divide `examples`; a mini-batch may then span two epochs.
    """
    # `examples` steps make `batch` whole epochs; counting from there keeps the place far below 2³¹.
    stream = (step % examples) * batch + jnp.arange(batch)
    epoch = (step // examples) * batch + stream // examples
    keys = jax.vmap(lambda number: jax.random.fold_in(key, number))(epoch)
    return jax.vmap(lambda k, place: shuffled(k, examples, place))(keys, stream % examples)
