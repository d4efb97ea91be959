"""Closed time of the machines as rectangles over the rows of the Gantt."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from scheduler.report.rows import GanttRow
    from scheduler.report.working import PlanTime

__all__ = ["ClosedTime", "closed_time"]


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
        working = time.machine(rows[first].center, rows[first].number)
        last = first
        while last + 1 < len(rows):
            below = time.machine(rows[last + 1].center, rows[last + 1].number)
            if rows[last + 1].center != rows[first].center or not below.same_windows(working):
                break
            last += 1
        rectangles.extend(
            ClosedTime(first, last, start, end) for start, end in _gaps(working, since, until)
        )
        first = last + 1
    return rectangles
