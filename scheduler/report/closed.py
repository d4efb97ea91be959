"""Closed time, downtimes and overtime of machines as rectangles over the rows of the Gantt."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from models.scenario import Downtime
    from scheduler.plan_time import PlanTime
    from scheduler.report.rows import GanttRow

__all__ = ["ClosedTime", "closed_time", "down_time", "overtime"]


class ClosedTime(NamedTuple):
    """A stretch ``[start, end)`` in ticks in which the rows ``first`` to ``last`` do not work."""

    first: int
    last: int
    start: int
    end: int


def _gaps(working: WorkingTime, since: int, until: int) -> list[tuple[int, int]]:
    """Return the time between the windows."""
    begins = np.concatenate(([since], working.ends))
    ends = np.concatenate((working.starts, [until]))
    keep = begins < ends
    return list(zip(begins[keep].tolist(), ends[keep].tolist(), strict=True))


def closed_time(
    rows: tuple[GanttRow, ...], time: PlanTime, since: int, until: int
) -> list[ClosedTime]:
    """Return the closed time of all rows; rows in line with the same windows share rectangles."""
    rectangles: list[ClosedTime] = []
    first = 0
    while first < len(rows):
        working = time.machine(rows[first].center, rows[first].machine)
        last = first
        while last + 1 < len(rows):
            below = time.machine(rows[last + 1].center, rows[last + 1].machine)
            if rows[last + 1].center != rows[first].center or not below.same_windows(working):
                break
            last += 1
        rectangles.extend(
            ClosedTime(first, last, start, end) for start, end in _gaps(working, since, until)
        )
        first = last + 1
    return rectangles


def down_time(
    rows: tuple[GanttRow, ...], time: PlanTime, until: int
) -> list[tuple[ClosedTime, Downtime]]:
    """Return when machines and centers are down, whatever their shifts, and the rows that say so.

    Downtimes of workers and further resources have no row.
    """
    clock = time.calendars.clock
    found = []
    for record in time.scenario.downtimes:
        start, end = clock.tick(record.from_), clock.tick(record.to, round_up=True)
        start, end = max(0, start), min(end, until)
        if start < end:
            found += [
                (ClosedTime(first, last, start, end), record)
                for first, last in _runs(rows, record.resource)
            ]
    return found


def _runs(rows: tuple[GanttRow, ...], name: str) -> list[tuple[int, int]]:
    """Return the first and last of neighbouring rows of a machine, or of a center."""
    members = [k for k, row in enumerate(rows) if name in (row.machine, row.center)]
    breaks = [k for k in range(1, len(members)) if members[k] != members[k - 1] + 1]
    bounds = [0, *breaks, len(members)] if members else []
    return [(members[a], members[b - 1]) for a, b in pairwise(bounds)]


def overtime(rows: tuple[GanttRow, ...], time: PlanTime) -> list[ClosedTime]:
    """Return when work at the centers is overtime."""
    found = []
    for center in time.scenario.work_centers:
        runs = _runs(rows, center.id)
        if not runs or center.infinite or center.external:
            continue
        stretches = time.calendars.overtime(center)
        found += [
            ClosedTime(first, last, start, end) for first, last in runs for start, end in stretches
        ]
    return found
