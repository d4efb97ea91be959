"""What operations hold beside their machines, interval by interval."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.execution.tasks import spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.calendar import WorkingTime
    from models.plan import OperationRow
    from scheduler.execution.execution import Execution
    from scheduler.plan_time import Held, Manner

__all__ = ["Activity", "Ask", "asks_of"]


class Activity(StrEnum):
    """What is done meanwhile; ``waiting`` is for the phase that the operation overlaps."""

    SETUP = "setup"
    PROCESSING = "processing"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that an operation holds from one tick to another.

    Parameters
    ----------
    operation
        Its position in the plan.
    """

    start: int
    end: int
    held: Held
    operation: int
    activity: Activity


def asks_of(run: Execution) -> Iterator[Ask]:
    """Yield what the operations of a plan hold; people and crews are free in the breaks of work."""
    for index, row in enumerate(run.plan.operations):
        manner = run.time.manner(row)
        for held in manner.held:
            for activity, start, end in _parts(row, manner, held):
                if not held.pauses:
                    yield Ask(start, end, held, index, activity)
                    continue
                there = manner.setup if held.sets_up else manner.work
                for begin, until in spans(there, start, end):
                    yield Ask(begin, until, held, index, activity)


def _parts(row: OperationRow, manner: Manner, held: Held) -> Iterator[tuple[Activity, int, int]]:
    """Yield what is done from when to when; parts that take no time are left out."""
    if held.sets_up:
        parts = [(Activity.SETUP, row.setup_start, row.start)]
    else:
        done = _done(row, manner.work)
        parts = [
            (Activity.SETUP, row.start, row.run_start),
            (Activity.PROCESSING, row.run_start, done),
            (Activity.WAITING, done, row.end),
        ]
    yield from ((activity, start, end) for activity, start, end in parts if start < end)


def _done(row: OperationRow, work: WorkingTime) -> int:
    """Return when an operation has done its work, and only waits from then on."""
    return work.to_wall_end(work.to_work(row.end) - row.idle) if row.idle else row.end
