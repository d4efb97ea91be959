"""Load against capacity: how many minutes each work center works on each day."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime
from models.plan import LoadRow
from scheduler.by_day import union, units_by_day, work_by_day
from scheduler.compile.calendars import ScenarioCalendars
from scheduler.compile.presence import together
from scheduler.further import skill_name, skills_asked, tool_name
from scheduler.plan_time import PlanTime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.calendar import Clock
    from models.material import MaterialPlan
    from models.plan import OperationRow
    from models.scenario import Scenario
    from scheduler.plan_time import Held, Manner

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = [
    "WorkedTicks",
    "load_rows",
    "overtime_by_operation",
    "overtime_ticks",
    "worked_ticks",
]


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
    times = _Times(operations)
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


@dataclass(frozen=True, eq=False)
class _Times:
    """Times of operations as arrays, shape (N,)."""

    operations: Sequence[OperationRow]

    def _ticks(self, name: str) -> Ints:
        return np.array([getattr(row, name) for row in self.operations], dtype=np.int64)

    @cached_property
    def setup_start(self) -> Ints:
        return self._ticks("setup_start")

    @cached_property
    def start(self) -> Ints:
        return self._ticks("start")

    @cached_property
    def run_start(self) -> Ints:
        return self._ticks("run_start")

    @cached_property
    def end(self) -> Ints:
        return self._ticks("end")

    @cached_property
    def changeover(self) -> Ints:
        return self._ticks("changeover")

    @property
    def until(self) -> int:
        return int(self.end.max(initial=0))

    @cached_property
    def counts(self) -> Ints:
        """Return 1 for who keeps its machine busy, 0 for who is along in a session.

        Of a session that is the member with the longest setup of its own.
        """
        counts = np.ones(len(self.operations), dtype=np.int64)
        leaders: dict[tuple[str, str, int], int] = {}
        for index, row in enumerate(self.operations):
            if not row.session:
                continue
            key = (row.work_center, row.machine, row.session)
            leader = leaders.setdefault(key, index)
            if leader != index:
                longer = row.run_start > self.operations[leader].run_start
                leaders[key] = index if longer else leader
                counts[leader if longer else index] = 0
        return counts


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
    clock = ScenarioCalendars(scenario, 0).clock
    last = min(until_tick, max((row.end for row in operations), default=0))
    bounds = clock.midnights(0, clock.day(max(0, last - 1)) + 1)
    time = PlanTime(scenario, int(bounds[-1]), material=material)
    book = _Book(time, bounds, _Times(operations))
    book.fill()
    rows: list[LoadRow] = []
    for center in scenario.work_centers:
        limited = not (center.infinite or center.external)
        calendars = time.calendars
        present = calendars.present(center) if limited else calendars.center(center)
        capacity = units_by_day(present, bounds)
        rows += _rows(center.id, capacity, book.centers.get(center.id), clock, limited=limited)
    for name, present in book.presence.items():
        rows += _rows(name, units_by_day(present, bounds), book.further.get(name), clock)
    return tuple(rows)


@dataclass(eq=False)
class _Book:
    """Ticks of load, and of setup in it, by day of all that is used; shape (2, days) each."""

    time: PlanTime
    bounds: Ints
    times: _Times
    centers: dict[str, Table] = field(default_factory=dict)
    further: dict[str, Table] = field(default_factory=dict)

    @cached_property
    def presence(self) -> dict[str, WorkingTime]:
        """Return when further resources, tools and workers are there, in the order of the rows."""
        time = self.time
        found = {row.id: _resource_presence(time, row.id) for row in time.scenario.resources}
        found |= {tool_name(item): there for item, there in time.resources.tool_times.items()}
        workers = time.scenario.workers
        for skill in skills_asked(time.scenario):
            able = [row for row in workers if row.active and skill in row.skills]
            found[skill_name(skill)] = together([time.calendars.worker(row) for row in able])
        return found

    def fill(self) -> None:
        """Book all operations."""
        for manner, at in self.time.groups(self.times.operations):
            if manner.center is None:
                continue
            self._book_machines(manner, at)
            for held in manner.held:
                if held.sets_up:
                    self._book_setup_crew(held, manner, at)
                else:
                    self._book_held(held, manner, at)

    def _book_machines(self, manner: Manner, at: Ints) -> None:
        if manner.center is None:
            return
        mine, times = at[self.times.counts[at] > 0], self.times
        setup = self._days(manner.work, times.start[mine], times.run_start[mine])
        run = self._days(manner.work, times.run_start[mine], times.end[mine])
        changeover = self._days(manner.setup, times.setup_start[mine], times.start[mine])
        amounts = np.stack((setup + run + changeover, setup + changeover)) * manner.machines
        _add(self.centers, manner.center.id, amounts)

    def _book_setup_crew(self, held: Held, manner: Manner, at: Ints) -> None:
        ticks = self._days(manner.setup, self.times.setup_start[at], self.times.start[at])
        _add(self.further, held.name, _times_units(np.stack((ticks, ticks)), held.units))

    def _book_held(self, held: Held, manner: Manner, at: Ints) -> None:
        times = self.times
        there = manner.work if held.pauses else self.presence[held.name]
        setup = self._days(there, times.start[at], times.run_start[at])
        run = self._days(there, times.run_start[at], times.end[at])
        _add(self.further, held.name, _times_units(np.stack((setup + run, setup)), held.units))

    def _days(self, working_time: WorkingTime, begin: Ints, end: Ints) -> Ints:
        return work_by_day(working_time, begin, end, self.bounds)


def _times_units(ticks: Table, units: float) -> Table:
    """Return ticks of so many units; a share of a worker gives parts of a tick, rounded."""
    rounded: Table = np.rint(ticks * units).astype(np.int64)
    return rounded


def _resource_presence(time: PlanTime, resource_id: str) -> WorkingTime:
    """Return when a further resource is there; without a calendar, while its machines work."""
    scenario, there = time.scenario, time.calendars.resource(resource_id)
    resource = scenario.resource_by_id[resource_id]
    if resource.calendar is not None:
        return there
    centers = {
        name
        for operation in time.phases.values()
        if any(use.resource == resource_id for use in operation.resources)
        for name in (
            operation.work_center,
            *(other.work_center for other in operation.alternatives),
        )
    }
    times = [time.calendars.center(scenario.work_center_by_id[name]) for name in sorted(centers)]
    return union(times, resource.capacity).intersect(there)


def _add(books: dict[str, Table], key: str, amounts: Table) -> None:
    books[key] = books[key] + amounts if key in books else amounts


def _rows(
    name: str, capacity: Ints, booked: Table | None, clock: Clock, *, limited: bool = True
) -> Iterator[LoadRow]:
    if booked is None:
        booked = np.zeros((2, capacity.size), dtype=np.int64)

    def minutes(ticks: Ints) -> list[int]:
        return list(((ticks * clock.tick_seconds + 30) // 60).tolist())

    columns = zip(minutes(capacity), minutes(booked[0]), minutes(booked[1]), strict=True)
    for day, (available, load, setup) in enumerate(columns):
        overload = max(0, load - available) if limited else 0
        yield LoadRow(name, day, available, load, setup, overload)
