"""Holds of resources as steps: how many units are held from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["HeldUnits", "absences", "in_windows", "joined", "steps"]


class HeldUnits(NamedTuple):
    """Units of resources held from one tick to another; one row each."""

    resource: Ints
    units: Ints
    start: Ints
    end: Ints

    def only(self, rows: Ints | Bools) -> HeldUnits:
        """Return some rows."""
        return HeldUnits(*(column[rows] for column in self))


def joined(*parts: HeldUnits) -> HeldUnits:
    """Return the rows of several tables."""
    return HeldUnits(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def absences(problem: Problem) -> HeldUnits:
    """Return units that are away as if somebody held them."""
    resource = problem.profile_resource
    absent = problem.resource_capacity[resource] - problem.profile_capacity
    return HeldUnits(resource, absent, problem.profile_start, problem.profile_end)


def in_windows(problem: Problem, calendar: Ints, holds: HeldUnits) -> HeldUnits:
    """Return the parts of holds that lie in the windows of a calendar for each."""
    rows, starts, ends = [np.zeros(0, dtype=np.int64)], [holds.start[:0]], [holds.end[:0]]
    for index in np.unique(calendar).tolist():
        times, mine = problem.calendars[index], np.flatnonzero(calendar == index)
        first = times.ends.searchsorted(holds.start[mine], "right")
        sizes = np.maximum(times.starts.searchsorted(holds.end[mine]) - first, 0)
        row = np.repeat(mine, sizes)
        window = np.arange(row.size) + np.repeat(first - np.cumsum(sizes) + sizes, sizes)
        rows.append(row)
        starts.append(np.maximum(holds.start[row], times.starts[window]))
        ends.append(np.minimum(holds.end[row], times.ends[window]))
    row = np.concatenate(rows)
    return HeldUnits(
        holds.resource[row], holds.units[row], np.concatenate(starts), np.concatenate(ends)
    )


def steps(holds: HeldUnits) -> HeldUnits:
    """Return holds added up: stretches that do not overlap, by resource and start.

    Stretches that touch and hold as much are one; those of nothing are left out.
    """
    holds = holds.only((holds.start < holds.end) & (holds.units > 0))
    resource = np.concatenate([holds.resource, holds.resource])
    tick = np.concatenate([holds.start, holds.end])
    order = np.lexsort((tick, resource))
    resource, tick = resource[order], tick[order]
    # every hold ends, so that each resource begins at 0 again
    held = np.cumsum(np.concatenate([holds.units, -holds.units])[order])
    rows = np.flatnonzero((held[:-1] > 0) & (tick[:-1] < tick[1:]))
    found = HeldUnits(resource[rows], held[rows], tick[rows], tick[rows + 1])
    is_same = (
        (found.resource[1:] == found.resource[:-1])
        & (found.units[1:] == found.units[:-1])
        & (found.start[1:] == found.end[:-1])
    )
    first = np.flatnonzero(np.concatenate(([True], ~is_same))[: rows.size])
    last = np.flatnonzero(np.concatenate((~is_same, [True]))[: rows.size])
    return HeldUnits(found.resource[first], found.units[first], found.start[first], found.end[last])
