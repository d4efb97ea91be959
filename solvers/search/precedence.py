"""Orders in which every operation comes after all its predecessors (Kahn 1962)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers import ordering
from solvers.search.jit import lean

if TYPE_CHECKING:
    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

__all__ = ["by_key", "topological"]


def topological(pred_ptr: Ints, succ_ptr: Ints, succ: Ints) -> Ints:
    """Return the operations, predecessors first; without those in a circle and behind one.

    Parameters
    ----------
    pred_ptr
        (N + 1,): operation i has ``pred_ptr[i + 1] - pred_ptr[i]`` predecessors.
    succ_ptr, succ
        What follows operation i is in `succ` from ``succ_ptr[i]`` to ``succ_ptr[i + 1]``.
    """
    order = np.empty(pred_ptr.size - 1, dtype=np.int64)
    return order[: _sort(np.diff(pred_ptr), succ_ptr, succ, order)]


@lean
def _sort(waiting: Ints, succ_ptr: Ints, succ: Ints, order: Ints) -> int:
    """Fill an order from how many each operation waits for; return how many are in it."""
    count = 0
    for op in range(waiting.size):
        if waiting[op] == 0:
            order[count] = op
            count += 1
    index = 0
    while index < count:
        op = order[index]
        index += 1
        for row in range(succ_ptr[op], succ_ptr[op + 1]):
            follower = succ[row]
            waiting[follower] -= 1
            if waiting[follower] == 0:
                order[count] = follower
                count += 1
    return count


def by_key(pred_ptr: Ints, succ_ptr: Ints, succ: Ints, key: Ints | Floats) -> Ints:
    """Return what `topological` does, those with the lowest key first as far as possible."""
    before = np.repeat(np.arange(pred_ptr.size - 1), np.diff(succ_ptr)).tolist()
    edges = zip(before, succ.tolist(), strict=True)
    return np.array(ordering.by_key(edges, key.tolist()), dtype=np.int64)
