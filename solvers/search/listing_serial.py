"""Serial schedule generation and justification of activity lists, tick by tick.

Lists are decoded by the serial scheme; a plan is pushed to the right and back to the left, which
never makes it longer: double justification (Valls, Ballestin & Quintanilla 2005,
doi:10.1016/j.ejor.2004.04.008).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.jit import inner
from solvers.search.listing_project import GUARDS

if TYPE_CHECKING:
    from solvers.search.listing_project import Network, Project

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["Bench", "bench_of", "justify"]


class Bench(NamedTuple):
    """Room to decode one list at a time."""

    free: Table
    """(T, W): units free in each tick."""
    start: Ints
    """(N,): where the activities are now."""
    key: Ints
    """(N,): what to sort by."""
    bucket: Ints
    """(T + 2,): buckets of the sort."""
    order: Ints
    """(N,): the list that is decoded, in the end by start."""


def bench_of(project: Project, length: int) -> Bench:
    """Return room for plans of a length; longer ones are given up."""
    ops = project.duration.size
    return Bench(
        free=np.zeros((length, project.capacity.size), dtype=np.int64),
        start=np.zeros(ops, dtype=np.int64),
        key=np.zeros(ops, dtype=np.int64),
        bucket=np.zeros(length + 2, dtype=np.int64),
        order=np.zeros(ops, dtype=np.int64),
    )


@inner
def justify(project: Project, bench: Bench) -> int:
    """Decode `Bench.order`, push the plan to the right and to the left; return its length.

    Afterwards `Bench.start` has the plan and `Bench.order` its activities by start. -1 if a plan
    was too long.
    """
    span = generate(project, project.forward, bench)
    if span < 0:
        return -1
    # time runs back: what ends last comes first
    for op in range(bench.key.size):
        bench.key[op] = span - bench.start[op] - project.duration[op]
    sort(project, bench, True)
    back = generate(project, project.backward, bench)
    if back < 0:
        return -1
    for op in range(bench.key.size):
        bench.key[op] = back - bench.start[op] - project.duration[op]
    sort(project, bench, False)
    span = generate(project, project.forward, bench)
    if span >= 0:
        for op in range(bench.key.size):
            bench.key[op] = bench.start[op]
        sort(project, bench, False)
    return span


@inner
def generate(project: Project, network: Network, bench: Bench) -> int:
    """Place the activities of `Bench.order` one by one where they fit first; return the length."""
    free, span = bench.free, 0
    for tick in range(free.shape[0]):
        for word in range(free.shape[1]):
            free[tick, word] = project.capacity[word]
    for index in range(bench.order.size):
        op = bench.order[index]
        low = network.release[op]
        for row in range(network.first[op], network.first[op + 1]):
            pred = network.pred[row]
            low = max(low, bench.start[pred] + project.duration[pred] + network.lag[row])
        start = _first_fit(project, free, op, low)
        end = start + project.duration[op]
        if start < 0 or end > free.shape[0]:
            return -1
        for tick in range(start, end):
            for word in range(free.shape[1]):
                free[tick, word] -= project.need[op, word]
        bench.start[op] = start
        span = max(span, end)
    return span


@inner
def _first_fit(project: Project, free: Table, op: int, low: int) -> int:
    """Return the first tick from which on an activity has all it needs, -1 if there is none."""
    start = tick = low
    while tick < start + project.duration[op]:
        if tick >= free.shape[0]:
            return -1
        for word in range(free.shape[1]):
            if ((free[tick, word] | GUARDS) - project.need[op, word]) & GUARDS != GUARDS:
                start = tick + 1
        tick += 1
    return start


@inner
def sort(project: Project, bench: Bench, is_backward: bool) -> None:
    """Write the activities by `Bench.key` to `Bench.order`, of equals predecessors first."""
    bucket, size = bench.bucket, bench.order.size
    for tick in range(bucket.size):
        bucket[tick] = 0
    for op in range(size):
        bucket[bench.key[op] + 1] += 1
    for tick in range(1, bucket.size):
        bucket[tick] += bucket[tick - 1]
    for index in range(size):
        op = project.topological[size - 1 - index if is_backward else index]
        bench.order[bucket[bench.key[op]]] = op
        bucket[bench.key[op]] += 1
