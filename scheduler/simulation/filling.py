"""Drop a phase on a day of a work center, as planners do at infinite capacity.

The rule: on a full day nothing may be dropped. A day with room is filled to its capacity, and the
rest of the phase takes the whole capacity of the working days that follow, whatever load is there
already: it may overload them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from scheduler.by_day import units_by_day
from scheduler.capacity import load_rows
from scheduler.compile.calendars import ScenarioCalendars

if TYPE_CHECKING:
    from datetime import date

    from models.calendar import WorkingTime
    from models.plan import OperationRow, Plan

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["FullDayError", "filled", "first_free_start"]

_REACH = timedelta(days=400)
"""How far after the day the rest of a phase may be spread."""


class FullDayError(ValueError):
    """A day has no room, or none of the days after it has room for the rest."""

    def __init__(self, capacity: int, load: int) -> None:
        self.capacity, self.load = capacity, load
        super().__init__(f"{load} of {capacity} are taken")


def filled(capacity: Ints, load: Ints, day: int, work: int) -> Ints:
    """Return the load of each day when work is dropped on one of them.

    Parameters
    ----------
    capacity, load
        Shape (days,), in any one unit of time; `load` without the work itself.
    day
        Index of the day on which it is dropped.
    work
        In the same unit.

    Returns
    -------
    ndarray of shape (days,)
        Sums to that of `load` and the work.

    Raises
    ------
    FullDayError
        If the day has no room, or the days after it have not worked enough when they end.
    """
    free = max(0, int(capacity[day] - load[day]))
    if not free and work:
        raise FullDayError(int(capacity[day]), int(load[day]))
    added = np.zeros_like(load)
    added[day] = min(free, work)
    after = capacity[day + 1 :]
    before = np.cumsum(after) - after
    added[day + 1 :] = np.clip(work - added[day] - before, 0, after)
    if int(added.sum()) < work:
        raise FullDayError(int(capacity[day:].sum()), int(load[day:].sum()))
    return load + added


def first_free_start(
    plan: Plan, row: OperationRow, day: date, center: str, *, work: int, times: WorkingTime
) -> int:
    """Return the tick from which a phase fills a day of a center.

    It runs on to the end of the day without more than the room there is. One phase takes one
    machine, so of a center with several it leaves room that only others could take.

    Parameters
    ----------
    plan
        What else loads the center; the phase itself is left out.
    center
        Where it is dropped.
    work
        Working ticks of the phase there.
    times
        When it works there.

    Raises
    ------
    FullDayError
        In minutes; if there is no room, or none on the days after it.
    """
    clock = plan.clock
    others = [other for other in plan.operations if other is not row]
    first, last = (day - clock.first_day).days, (day + _REACH - clock.first_day).days
    bounds = clock.midnights(0, last)
    calendars = ScenarioCalendars(plan.scenario, int(bounds[-1]))
    record = plan.scenario.work_center_by_id[center]
    limited = not (record.infinite or record.external)
    present = calendars.present(record) if limited else calendars.center(record)
    capacity = units_by_day(present, bounds) * clock.tick_seconds // 60
    load = np.zeros_like(capacity)
    for booked in load_rows(plan.scenario, others, int(bounds[-1]), material=plan.material):
        if booked.work_center == center and booked.day < load.size:
            load[booked.day] = booked.load
    minutes = -(-work * clock.tick_seconds // 60)
    added = filled(capacity, load, first, minutes) - load
    part = min(work, int(added[first]) * 60 // clock.tick_seconds)
    opens, closes = times.to_work(int(bounds[first])), times.to_work(int(bounds[first + 1]))
    return times.to_wall_start(max(opens, closes - part))
