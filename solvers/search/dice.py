"""Random numbers in kernels, from a state that the caller owns: seeds reproduce in any thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.search.jit import inner

if TYPE_CHECKING:
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["chance", "dice_of", "draw"]


def dice_of(seed: int) -> Words:
    """Return the state of a generator for any seed; shape (1,), never 0."""
    return np.random.SeedSequence(seed % 2**64).generate_state(1, np.uint64) | np.uint64(1)


@inner
def _next(dice: Words) -> int:
    """Return 31 random bits; xorshift64* (Vigna 2016, doi:10.1145/2845077)."""
    word = dice[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    dice[0] = word
    scrambled = (word * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(33)
    return int(np.int64(scrambled))


@inner
def draw(dice: Words, below: int) -> int:
    """Return a random number in ``[0, below)``, `below` at most 2**31."""
    return (_next(dice) * below) >> 31


@inner
def chance(dice: Words) -> float:
    """Return a random number in ``(0, 1]``."""
    return (_next(dice) + 1.0) * 2.0**-31
