"""Give every operation one of the identical machines of its work center.

Solvers count how many machines of a pool are busy; a plan names which ones. Intervals that
never overlap more than `capacity` at a time can always be coloured with `capacity` colours:
by start, each takes the lowest machines that are free, or those that it had before.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right, insort
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["assign_units", "holds_one", "unit_sets", "units_kept"]


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


def holds_one(problem: Problem) -> Bools:
    """Tell of which resources every mode holds one unit, so that the unit may be chosen.

    Returns
    -------
    ndarray of shape (R,), bool
    """
    single = np.ones(problem.num_resources + 1, dtype=np.bool_)  # the last is for resource -1
    single[problem.mode_resource[problem.mode_units > 1]] = False
    return single[:-1]


def units_kept(
    problem: Problem, schedule: Schedule, wanted: Ints, movable: Collection[int] = ()
) -> Ints:
    """Return the units of a schedule: those wanted wherever nobody else has them.

    Parameters
    ----------
    wanted
        (N,): unit of each operation, -1 of one that may move and wants none.
    movable
        Operations that may be on any unit.

    Returns
    -------
    ndarray of shape (N,), int64
        Of a resource on which operations hold several units, or on which those that stay leave
        no single unit free for one that moves, all are given anew.
    """
    anew = assign_units(problem, schedule.mode, schedule.start, schedule.end)
    unit, resources = wanted.copy(), problem.mode_resource[schedule.mode]
    single, loose = holds_one(problem), frozenset(movable)
    for resource in np.unique(resources[resources >= 0]).tolist():
        ops = np.flatnonzero(resources == resource)
        capacity = int(problem.resource_capacity[resource])
        found = None
        if capacity > 1 and single[resource]:
            spans = list(zip(schedule.start[ops].tolist(), schedule.end[ops].tolist(), strict=True))
            stays = [op not in loose for op in ops.tolist()]
            found = _fitted(spans, wanted[ops].tolist(), stays, capacity)
        unit[ops] = anew[ops] if found is None else found
    unit[resources < 0] = -1
    return unit


def _fitted(
    spans: Sequence[tuple[int, int]], wanted: Sequence[int], stays: Sequence[bool], capacity: int
) -> list[int] | None:
    """Return a unit for each span, ``None`` if there is none for one of them.

    Those that stay are first given theirs. Then the others come by start; where the unit wanted
    is not free, they take the free one that is wanted last, so that many may keep theirs.
    """
    taken: list[list[tuple[int, int]]] = [[] for _ in range(capacity)]
    asked: list[list[int]] = [[] for _ in range(capacity)]
    order = sorted(range(len(spans)), key=lambda row: (not stays[row], spans[row], row))
    for row in order:
        if not stays[row] and 0 <= wanted[row] < capacity:
            asked[wanted[row]].append(spans[row][0])
    units = [0] * len(spans)
    for row in order:
        span = spans[row]
        choices = (wanted[row],) if stays[row] else range(capacity)
        free = [unit for unit in choices if 0 <= unit < capacity and _is_free(taken[unit], span)]
        if not free:
            return None
        unit = wanted[row]
        if unit not in free:
            unit = max(free, key=lambda one: _next(asked[one], span[0]))
        units[row] = unit
        if span[0] < span[1]:
            insort(taken[unit], span)
    return units


def _is_free(taken: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Tell whether a stretch of time has no more than a moment in common with sorted others."""
    place = bisect_left(taken, span)
    before = place and taken[place - 1][1] > span[0]
    after = place < len(taken) and taken[place][0] < span[1]
    return span[0] == span[1] or not (before or after)


def _next(starts: Sequence[int], tick: int) -> float:
    """Return the first of some sorted starts that comes after a tick; infinite if none does."""
    place = bisect_right(starts, tick)
    return starts[place] if place < len(starts) else inf
