"""How long operations work, with and without overtime, whatever the days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime
from scheduler.capacity.times import OperationTimes
from scheduler.plan_time import PlanTime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.material import MaterialPlan
    from models.plan import OperationRow
    from models.scenario import Scenario

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["WorkedTicks", "overtime_by_operation", "overtime_ticks", "worked_ticks"]


@dataclass(frozen=True, eq=False)
class WorkedTicks:
    """Working ticks of each operation, shape (N,); 0 where nobody's capacity is used.

    Parameters
    ----------
    changeover, setup, run
        Parts of the work; waiting for the phase that it overlaps is part of the run.
    machines
        Machines that it keeps busy: several where it holds several, none for all but one of those
        that share a session.
    """

    changeover: Ints
    setup: Ints
    run: Ints
    machines: Ints


def worked_ticks(
    scenario: Scenario, operations: Sequence[OperationRow], *, material: MaterialPlan | None = None
) -> WorkedTicks:
    """Return how long each operation works: changeover, own setup and run, without its breaks.

    What external centers do counts as 0: it loads nobody.
    """
    times = OperationTimes(operations)
    result = WorkedTicks(*(np.zeros(len(operations), dtype=np.int64) for _ in range(4)))
    time = PlanTime(scenario, times.until, material=material)
    for manner, at in time.groups(operations):
        if manner.center is None or manner.center.external:
            continue
        begin, middle, done = (
            manner.work.to_work(part[at]) for part in (times.start, times.run_start, times.end)
        )
        result.setup[at], result.run[at] = middle - begin, done - middle
        result.changeover[at] = times.changeover[at]
        result.machines[at] = manner.machines * times.counts[at]
    return result


def overtime_ticks(
    scenario: Scenario, operations: Sequence[OperationRow], *, material: MaterialPlan | None = None
) -> dict[str, int]:
    """Return the working ticks of operations in overtime, by the center of their main machine.

    Centers without overtime are left out.
    """
    found: dict[str, int] = {}
    ticks = overtime_by_operation(scenario, operations, material=material)
    for row, extra in zip(operations, ticks, strict=True):
        if extra is not None:
            found[row.work_center] = found.get(row.work_center, 0) + extra
    return found


def overtime_by_operation(
    scenario: Scenario, operations: Sequence[OperationRow], *, material: MaterialPlan | None = None
) -> list[int | None]:
    """Return the working ticks of each operation in overtime.

    Each counts for itself, with its own setup, and without waiting for others at its end. It is
    ``None`` at a center without overtime, as infinite and external ones are.
    """
    until = max((row.end for row in operations), default=0)
    time = PlanTime(scenario, until, material=material)
    stretches = {
        center.id: WorkingTime.of(time.calendars.overtime(center))
        for center in scenario.work_centers
        if not (center.infinite or center.external)
    }
    found: list[int | None] = []
    for row in operations:
        extra = stretches.get(row.work_center)
        if extra is None or not extra.starts.size:
            found.append(None)
            continue
        work = time.manner(row).work
        begin = work.to_work(row.start)
        opens, closes = work.to_work(extra.starts), work.to_work(extra.ends)
        inside = np.minimum(closes, begin + time.duration(row)) - np.maximum(opens, begin)
        found.append(int(np.maximum(0, inside).sum()))
    return found
