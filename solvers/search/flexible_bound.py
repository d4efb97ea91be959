r"""Limits of the makespan of flexible job shops that need no search.

No plan is shorter than its longest chain in the fastest modes. And operations J that can only run
on machines S, used or not, need

.. math::
    \min_{1 \le m \le |S|} \frac{1}{m} \Bigl(
        \sum_{i \le m} h_{(i)} + \sum_{j \in J} d_j + \sum_{i \le m} q_{(i)} \Bigr)

with d the shortest durations, :math:`h_{(i)}` and :math:`q_{(i)}` the smallest times before and
after operations of J: m machines work, each begins with another operation and ends with another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.disjunctive import NO_TAIL
from solvers.search.flexible_start import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.search.disjunctive import Disjunctive

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Chains", "chains_of", "length_bound"]

_MOST_SETS = 60
"""Sets of machines that are looked at: this takes a tenth of a second for 2,000 operations."""

_MOST_PARTS = 16
"""Parts of the operations of one set that are looked at, of late and of urgent ones each."""


class Chains(NamedTuple):
    """Longest chains in the fastest modes; shape (N,), ticks."""

    before: Ints
    """Earliest start."""
    duration: Ints
    """Shortest."""
    after: Ints
    """What follows the end, `NO_TAIL` or a little more if nothing counts."""


def chains_of(shop: Disjunctive) -> Chains:
    """Return what is before and after each operation at least."""
    num_ops = shop.release.size
    shortest = [
        int(shop.mode_duration[first:last].min())
        for first, last in zip(shop.mode_first, shop.mode_last, strict=True)
    ]
    order = ordered(shop, np.zeros(num_ops, dtype=np.int64)).tolist()
    before, after = shop.release.tolist(), shop.tail.tolist()
    pointer, succ, lag = shop.succ_ptr.tolist(), shop.succ.tolist(), shop.succ_lag.tolist()
    for op in order:
        for edge in range(pointer[op], pointer[op + 1]):
            end = before[op] + shortest[op] + lag[edge]
            before[succ[edge]] = max(before[succ[edge]], end)
    for op in reversed(order):
        for edge in range(pointer[op], pointer[op + 1]):
            follower = succ[edge]
            after[op] = max(after[op], lag[edge] + shortest[follower] + after[follower])
    return Chains(*(np.array(column, dtype=np.int64) for column in (before, shortest, after)))


def length_bound(shop: Disjunctive, chains: Chains) -> int:
    """Return a limit that the largest end plus tail of no plan is below."""
    bound = int((chains.before + chains.duration + chains.after).max())
    machines = _machine_sets(shop)
    masks = np.array(machines, dtype=object)
    counts = (masks > 0) & (chains.after > NO_TAIL // 2)
    for allowed in _unions({machine for machine in machines if machine}):
        inside = np.flatnonzero(counts & ((masks & ~allowed) == 0))
        if inside.size:
            part = Chains(*(column[inside] for column in chains))
            bound = max(bound, _load_bound(part, allowed.bit_count()))
    return bound


def _machine_sets(shop: Disjunctive) -> list[int]:
    """Return the machines of each operation as bits; 0 if it can do without."""
    sets = []
    for first, last in zip(shop.mode_first, shop.mode_last, strict=True):
        machines = shop.mode_machine[first:last].tolist()
        sets.append(0 if min(machines) < 0 else sum(1 << machine for machine in set(machines)))
    return sets


def _unions(sets: set[int]) -> Iterator[int]:
    """Yield single machines' sets, unions of pairs while there are few, and the union of all."""
    rows = sorted(sets, key=lambda machines: (machines.bit_count(), machines))
    everything = 0
    for machines in rows:
        everything |= machines
    chosen = {everything, *rows[:_MOST_SETS]} if rows else set()
    for first, second in ((a, b) for a in rows for b in rows if a < b):
        if len(chosen) >= _MOST_SETS:
            break
        chosen.add(first | second)
    yield from sorted(chosen)


def _load_bound(part: Chains, num_machines: int) -> int:
    """Return the limit of operations that share machines, of late and of urgent ones alone."""
    bound = NO_TAIL
    for key in (part.before, part.after):
        order = np.argsort(-key, kind="stable")
        edges = np.append(np.flatnonzero(np.diff(key[order])) + 1, order.size)
        parts = np.unique(np.linspace(0, edges.size - 1, _MOST_PARTS).astype(np.int64))
        for size in edges[parts].tolist():
            rows = order[:size]
            bound = max(bound, _together(Chains(*(column[rows] for column in part)), num_machines))
    return bound


def _together(part: Chains, num_machines: int) -> int:
    most = min(num_machines, part.duration.size)
    before = np.cumsum(np.sort(part.before)[:most])
    after = np.cumsum(np.sort(part.after)[:most])
    used = np.arange(1, most + 1)
    return int((-(-(before + part.duration.sum() + after) // used)).min())
