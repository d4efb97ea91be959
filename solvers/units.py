"""Give every operation one of the identical machines of its work center.

Solvers count how many machines of a pool are busy; a plan names which one. Intervals that
never overlap more than `capacity` at a time can always be coloured with `capacity` colours:
by start, each takes the lowest machine that is free.
"""

from __future__ import annotations

import heapq
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["assign_units"]


def assign_units(problem: Problem, mode: Ints, start: Ints, end: Ints) -> Ints:
    """Return the unit of its main resource that each operation holds from start to end.

    Parameters
    ----------
    problem
        Gives resources and capacities.
    mode, start, end
        Shape (N,): row of the mode table, and ticks.

    Returns
    -------
    ndarray of shape (N,), int64
        From 0; -1 where the mode has no resource. An operation without duration takes the
        lowest free machine but holds nothing. Where a pool is overloaded, the first to become
        free is given, for the verifier to reject.
    """
    unit = np.full(problem.num_operations, -1, dtype=np.int64)
    resource = problem.mode_resource[mode]
    order = np.lexsort((np.arange(mode.size), end, start, resource))
    order = order[resource[order] >= 0]
    bounds = np.flatnonzero(np.diff(resource[order], prepend=-1, append=-1))
    for begin, stop in pairwise(bounds.tolist()):
        rows = order[begin:stop]
        capacity = int(problem.resource_capacity[resource[rows[0]]])
        unit[rows] = _colours(start[rows].tolist(), end[rows].tolist(), capacity)
    return unit


def _colours(starts: list[int], ends: list[int], capacity: int) -> list[int]:
    """Colour intervals sorted by start; a colour is used once at a time."""
    free, fresh = [0], 1  # machines never used yet are `fresh` and above
    busy: list[tuple[int, int]] = []
    colours: list[int] = []
    for start, end in zip(starts, ends, strict=True):
        while busy and busy[0][0] <= start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if not free and fresh < capacity:
            free, fresh = [fresh], fresh + 1
        colour = free[0] if free else busy[0][1]
        colours.append(colour)
        if end > start:
            if free:
                heapq.heappop(free)
            heapq.heappush(busy, (end, colour))
    return colours
