"""Tasks: the stretches in which a machine is at work without a break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.calendar import WorkingTime
    from models.plan import OperationRow, Plan
    from scheduler.plan_time import PlanTime

    Span = tuple[int, int]

__all__ = ["Task", "spans", "tasks_of"]


@dataclass(frozen=True, slots=True)
class Task:
    """A stretch of work; ticks.

    Parameters
    ----------
    operations
        Positions in the plan of what is worked at: one, or those that share a session.
    part, parts
        Which of how many tasks of these operations it is, from 1: there are several where closed
        time interrupts them, or where they are too much for one session.
    """

    id: str
    operations: tuple[int, ...]
    start: int
    end: int
    part: int = 1
    parts: int = 1


def tasks_of(plan: Plan, time: PlanTime) -> tuple[Task, ...]:
    """Return the tasks of a plan by machine and start, numbered from 1.

    One operation is one task. Operations that share a session are one together; an operation is
    several where its machine or its crew pauses, or where it needs several sessions. Lead times
    and work outside are not cut at closed time.
    """

    def place(members: Sequence[int]) -> tuple[object, ...]:
        row = plan.operations[members[0]]
        return (row.work_center, natural(row.machine), row.setup_start, row.order, row.phase)

    found: list[Task] = []
    for members in sorted(_together(plan.operations), key=place):
        parts = list(_parts(time, [plan.operations[index] for index in members]))
        for number, (start, end) in enumerate(parts, start=1):
            name = f"T{len(found) + 1}"
            found.append(Task(name, tuple(members), start, end, number, len(parts)))
    return tuple(found)


def _together(operations: Sequence[OperationRow]) -> Iterator[list[int]]:
    """Yield the positions of operations that are done together."""
    sessions: dict[tuple[str, str, int], list[int]] = {}
    for index, row in enumerate(operations):
        if row.session:
            sessions.setdefault((row.work_center, row.machine, row.session), []).append(index)
        else:
            yield [index]
    yield from sessions.values()


def _parts(time: PlanTime, rows: Sequence[OperationRow]) -> Iterator[Span]:
    """Yield the stretches of one operation, or of a session, in their order."""
    row = max(rows, key=lambda row: (row.end, row.run_start))
    begin, end = min(row.setup_start for row in rows), row.end
    manner = time.manner(row)
    whole = (begin, end)
    if manner.center is None or manner.center.external or end <= begin:
        yield whole
        return
    start = max(begin, row.start)
    worked = [*spans(manner.setup, begin, start), *spans(manner.work, start, end)]
    mode = time.mode(row) if manner.center.aggregation_rule else None
    seams = [] if mode is None else _seams(manner.work, row, mode.sessions)
    yield from _cut(_joined(worked), seams) if worked else (whole,)


def spans(time: WorkingTime, start: int, end: int) -> Iterator[Span]:
    """Yield the stretches of working time between two ticks; windows that touch are one."""
    first = int(np.searchsorted(time.ends, start, side="right"))
    last = int(np.searchsorted(time.starts, end, side="left"))
    windows = zip(time.starts[first:last].tolist(), time.ends[first:last].tolist(), strict=True)
    yield from _joined([(max(a, start), min(b, end)) for a, b in windows])


def _joined(rows: Sequence[Span]) -> Iterator[Span]:
    """Yield spans, those that touch as one."""
    since, until = None, None
    for start, end in rows:
        if start == until:
            until = end
            continue
        if since is not None and until is not None:
            yield since, until
        since, until = start, end
    if since is not None and until is not None:
        yield since, until


def _seams(time: WorkingTime, row: OperationRow, sessions: int) -> list[int]:
    """Return the ticks at which one session of an operation follows another."""
    begin = time.to_work(row.start)
    length = time.to_work(row.end) - begin
    return [time.to_wall_end(begin + length * number // sessions) for number in range(1, sessions)]


def _cut(rows: Iterator[Span], seams: Sequence[int]) -> Iterator[Span]:
    for begin, end in rows:
        start = begin
        for seam in seams:
            if start < seam < end:
                yield start, seam
                start = seam
        yield start, end
