"""Give every operation one of the identical machines of its work center.

Solvers count how many machines of a pool are busy; a plan names which ones. Intervals that
never overlap more than `capacity` at a time can always be coloured with `capacity` colours:
by start, each takes the lowest machines that are free.
"""

from __future__ import annotations

import heapq
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["assign_units", "unit_sets"]


def assign_units(problem: Problem, mode: Ints, start: Ints, end: Ints) -> Ints:
    """Return the lowest unit of its main resource that each operation holds from start to end.

    Parameters
    ----------
    problem
        Gives resources, capacities, and how many units each mode holds.
    mode, start, end
        Shape (N,): row of the mode table, and ticks.

    Returns
    -------
    ndarray of shape (N,), int64
        From 0; -1 where the mode has no resource. An operation without duration takes the
        lowest free machine but holds nothing. Where a pool is overloaded, the first to become
        free is given, for the verifier to reject.
    """
    lowest = [units[0] if units else -1 for units in _unit_sets(problem, mode, start, end)]
    return np.array(lowest, dtype=np.int64)


def unit_sets(problem: Problem, schedule: Schedule) -> list[tuple[int, ...]]:
    """Return all units of its main resource that each operation holds, in ascending order.

    Parameters
    ----------
    problem
        Gives resources, capacities, and how many units each mode holds.
    schedule
        A plan whose units are from `assign_units`: they are the first of each set.

    Returns
    -------
    list of tuple of int
        By operation; empty where the mode has no resource.
    """
    return _unit_sets(problem, schedule.mode, schedule.start, schedule.end)


def _unit_sets(problem: Problem, mode: Ints, start: Ints, end: Ints) -> list[tuple[int, ...]]:
    sets: list[tuple[int, ...]] = [()] * int(mode.size)
    resource, needed = problem.mode_resource[mode], problem.mode_units[mode]
    order = np.lexsort((np.arange(mode.size), end, start, resource))
    order = order[resource[order] >= 0]
    bounds = np.flatnonzero(np.diff(resource[order], prepend=-1, append=-1))
    for begin, stop in pairwise(bounds.tolist()):
        rows = order[begin:stop]
        capacity = int(problem.resource_capacity[resource[rows[0]]])
        columns = (start[rows].tolist(), end[rows].tolist(), needed[rows].tolist())
        for op, units in zip(rows.tolist(), _colours(*columns, capacity), strict=True):
            sets[op] = units
    return sets


def _colours(
    starts: list[int], ends: list[int], counts: list[int], capacity: int
) -> list[tuple[int, ...]]:
    """Colour intervals sorted by start, each with so many colours; each is used once at a time."""
    free, fresh = [0], 1  # machines never used yet are `fresh` and above
    busy: list[tuple[int, int]] = []
    colours: list[tuple[int, ...]] = []
    for start, end, count in zip(starts, ends, counts, strict=True):
        while busy and busy[0][0] <= start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        while len(free) < count and fresh < capacity:
            heapq.heappush(free, fresh)
            fresh += 1
        units = [heapq.heappop(free) for _ in range(min(count, len(free)))]
        if not units:  # overloaded, or a session: its members share the machine
            units = [busy[0][1]]
        elif end > start:
            for unit in units:
                heapq.heappush(busy, (end, unit))
        else:
            for unit in units:
                heapq.heappush(free, unit)
        colours.append(tuple(units))
    return colours
