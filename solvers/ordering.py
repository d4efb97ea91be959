"""Orders in which every operation comes after all its predecessors, by a key else (Kahn 1962)."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["by_key"]


def by_key(edges: Iterable[tuple[int, int]], key: Sequence[Any]) -> list[int]:
    """Return operations so that all edges lead forward, else the lowest key first.

    Parameters
    ----------
    edges
        Predecessor and successor.
    key
        Of each operation, comparable with each other; of equal ones the lower number comes first.

    Returns
    -------
    list of int
        Without those in a circle, and those behind one.
    """
    count = len(key)
    followers: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for before, after in edges:
        followers[before].append(after)
        waiting[after] += 1
    heap = [(key[op], op) for op in range(count) if not waiting[op]]
    heapify(heap)
    order = []
    while heap:
        op = heappop(heap)[1]
        order.append(op)
        for after in followers[op]:
            waiting[after] -= 1
            if not waiting[after]:
                heappush(heap, (key[after], after))
    return order
