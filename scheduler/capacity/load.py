"""Load against capacity by local day, in the rows that a plan carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.plan import LoadRow
from scheduler.by_day import units_by_day
from scheduler.capacity.bookings import Part, book
from scheduler.capacity.loadable import loadables
from scheduler.capacity.times import OperationTimes
from scheduler.compile.calendars import ScenarioCalendars
from scheduler.plan_time import PlanTime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.calendar import Clock
    from models.material import MaterialPlan
    from models.plan import OperationRow
    from models.scenario import Scenario
    from scheduler.capacity.loadable import Loadable

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.float64]]

__all__ = ["load_rows", "midnights_of"]


def load_rows(
    scenario: Scenario,
    operations: Sequence[OperationRow],
    until_tick: int,
    *,
    material: MaterialPlan | None = None,
) -> tuple[LoadRow, ...]:
    """Return capacity and load of all that operations hold on every local day.

    Work is booked on the days on which it is done, not on the days an operation spans. A session
    loads its machine once; several machines at one operation count each. Tools are held through
    the breaks of the work while they are there, crews and workers are not. Infinite and external
    centers show the hours of their calendar but are never overloaded; a lead time loads an
    external center with the working hours between its start and its end.

    Parameters
    ----------
    scenario, operations
        The plan; operations may overlap beyond capacity.
    until_tick
        No day after this tick is listed, nor any after the last operation. The first day counts
        from tick 0.
    material
        The orders that bring tools.

    Returns
    -------
    tuple of LoadRow
        Centers, further resources, scheduled tools, then skills that are asked for; every day of
        each. A worker with several skills is capacity of each of them.
    """
    clock, times = ScenarioCalendars(scenario, 0).clock, OperationTimes(operations)
    bounds = midnights_of(clock, min(until_tick, times.until))
    time = PlanTime(scenario, int(bounds[-1]), material=material)
    rows = loadables(time)
    bars = book(time, times, rows, bounds).bars
    return tuple(
        load
        for index, row in enumerate(rows)
        for load in _rows(row, units_by_day(row.present, bounds), bars[:, index], clock)
    )


def midnights_of(clock: Clock, last: int) -> Ints:
    """Return the midnights around the days of a plan that ends at a tick; one day at least.

    The first of them lies before tick 0, unless the plan starts at midnight.
    """
    return clock.midnights(0, clock.day(max(0, last - 1)) + 1)


def _rows(row: Loadable, capacity: Ints, bars: Table, clock: Clock) -> Iterator[LoadRow]:
    load = bars[[Part.PROCESSING, Part.SETUP, Part.WAITING]].sum(axis=0)

    def minutes(ticks: Ints | Floats) -> list[int]:
        whole = np.rint(ticks).astype(np.int64)
        return list(((whole * clock.tick_seconds + 30) // 60).tolist())

    columns = zip(minutes(capacity), minutes(load), minutes(bars[Part.SETUP]), strict=True)
    for day, (available, occupied, setup) in enumerate(columns):
        overload = max(0, occupied - available) if row.is_limited else 0
        yield LoadRow(row.label, day, available, occupied, setup, overload)
