"""Load against capacity: how many minutes each work center works on each day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime
from models.plan import LoadRow
from scheduler.compile.calendars import ScenarioCalendars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.calendar import Clock
    from models.plan import OperationRow
    from models.scenario import Operation, Scenario, WorkCenter

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Uses = tuple[tuple[str, int], ...]

__all__ = ["OperationTime", "WorkedTicks", "load_rows", "worked_ticks"]


@dataclass(frozen=True, eq=False)
class _Group:
    """Operations that work at the same hours: when, and their positions."""

    center: WorkCenter
    machine: WorkingTime
    work: WorkingTime
    uses: Uses
    members: Ints


@dataclass(frozen=True, eq=False)
class WorkedTicks:
    """Working ticks of each operation, shape (N,); 0 where nobody's capacity is used."""

    changeover: Ints
    setup: Ints
    run: Ints


@dataclass(frozen=True, eq=False)
class OperationTime:
    """When the operations of a plan work.

    Parameters
    ----------
    scenario, operations
        What runs where. Operations without a work center (lead times) are left out.
    until
        Tick that the working time must reach.
    """

    scenario: Scenario
    operations: Sequence[OperationRow]
    until: int

    @cached_property
    def calendars(self) -> ScenarioCalendars:
        """Return the calendars of the scenario, compiled."""
        return ScenarioCalendars(self.scenario, self.until)

    @cached_property
    def _routed(self) -> dict[tuple[str, int], Operation]:
        return {
            (routing.item, operation.phase): operation
            for routing in self.scenario.routings
            for operation in routing.operations
        }

    def ticks(self, name: str) -> Ints:
        """Return one time of every operation, e.g. ``start``; shape (N,)."""
        return np.array([getattr(row, name) for row in self.operations], dtype=np.int64)

    def groups(self) -> Iterator[_Group]:
        """Yield the operations by machine and further resources."""
        members: dict[tuple[str, int, Uses], list[int]] = {}
        for index, row in enumerate(self.operations):
            if row.work_center:
                number = _machine_number(row)
                members.setdefault((row.work_center, number, self._uses(row)), []).append(index)
        for (name, number, uses), indices in members.items():
            center = self.scenario.work_center_by_id[name]
            machine = self._machine(center, number)
            work = self.calendars.with_resources((name, number), machine, uses)
            yield _Group(center, machine, work, uses, np.array(indices, dtype=np.int64))

    def _uses(self, row: OperationRow) -> Uses:
        operation = self._routed.get((row.item, row.phase))
        if operation is None:
            return ()
        return tuple((use.resource, use.quantity) for use in operation.resources)

    def _machine(self, center: WorkCenter, number: int) -> WorkingTime:
        if center.infinite or center.external:
            return self.calendars.center(center)
        return self.calendars.machine(center, number)

    def presence(self, resource_id: str) -> WorkingTime:
        """Return when a further resource is there; without a calendar, while its machines work."""
        resource = self.scenario.resource_by_id[resource_id]
        if resource.calendar is not None:
            return self.calendars.resource(resource_id)
        centers = {
            name
            for operation in self._routed.values()
            if any(use.resource == resource_id for use in operation.resources)
            for name in (
                operation.work_center,
                *(other.work_center for other in operation.alternatives),
            )
        }
        times = [
            self.calendars.center(self.scenario.work_center_by_id[name]) for name in sorted(centers)
        ]
        return _union(times, resource.capacity)


def worked_ticks(scenario: Scenario, operations: Sequence[OperationRow]) -> WorkedTicks:
    """Return how long each operation works: changeover, own setup and run, without its breaks.

    What external centers do counts as 0: it loads nobody.
    """
    time = OperationTime(scenario, operations, max((row.end for row in operations), default=0))
    result = WorkedTicks(*(np.zeros(len(operations), dtype=np.int64) for _ in range(3)))
    start, run_start, end = (time.ticks(name) for name in ("start", "run_start", "end"))
    for group in time.groups():
        if group.center.external:
            continue
        at = group.members
        begin, middle, done = (group.work.to_work(part[at]) for part in (start, run_start, end))
        result.setup[at], result.run[at] = middle - begin, done - middle
        result.changeover[at] = time.ticks("changeover")[at]
    return result


def load_rows(
    scenario: Scenario, operations: Sequence[OperationRow], until_tick: int
) -> tuple[LoadRow, ...]:
    """Return capacity and load of every work center and further resource on every local day.

    Work is booked on the days on which it is done, not on the days an operation spans. Infinite
    and external centers show the hours of their calendar but are never overloaded; a lead time
    loads an external center with the working hours between its start and its end.

    Parameters
    ----------
    scenario, operations
        The plan; operations may overlap beyond capacity.
    until_tick
        No day after this tick is listed, nor any after the last operation. The first day counts
        from tick 0.

    Returns
    -------
    tuple of LoadRow
        Centers, then resources, as the scenario lists them; every day of each.
    """
    clock = ScenarioCalendars(scenario, 0).clock
    last = min(until_tick, max((row.end for row in operations), default=0))
    bounds = clock.midnights(0, clock.day(max(0, last - 1)) + 1)
    time = OperationTime(scenario, operations, int(bounds[-1]))
    books = _book(time, bounds)
    rows: list[LoadRow] = []
    for center in scenario.work_centers:
        capacity = _units_by_day(time.calendars.center(center), bounds)
        limited = not (center.infinite or center.external)
        rows += _rows(center.id, capacity, books.get(("center", center.id)), clock, limited=limited)
    for resource in scenario.resources:
        capacity = _units_by_day(time.presence(resource.id), bounds)
        rows += _rows(resource.id, capacity, books.get(("resource", resource.id)), clock)
    return tuple(rows)


def _book(time: OperationTime, bounds: Ints) -> dict[tuple[str, str], Table]:
    """Return ticks of work and of setup by day of everything used; shape (2, days)."""
    setup_start, start, run_start, end = (
        time.ticks(name) for name in ("setup_start", "start", "run_start", "end")
    )
    books: dict[tuple[str, str], Table] = {}
    for group in time.groups():
        at = group.members
        setup = _work_by_day(group.work, start[at], run_start[at], bounds)
        run = _work_by_day(group.work, run_start[at], end[at], bounds)
        changeover = _work_by_day(group.machine, setup_start[at], start[at], bounds)
        _add(books, ("center", group.center.id), (setup + run + changeover, setup + changeover))
        for resource_id, units in group.uses:  # a changeover holds the machine alone
            _add(books, ("resource", resource_id), (units * (setup + run), units * setup))
    return books


def _add(
    books: dict[tuple[str, str], Table], key: tuple[str, str], amounts: tuple[Ints, Ints]
) -> None:
    both = np.stack(amounts)
    books[key] = books[key] + both if key in books else both


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


def _work_by_day(working_time: WorkingTime, begin: Ints, end: Ints, bounds: Ints) -> Ints:
    """Return the ticks that intervals work between consecutive bounds; shape (bounds - 1,)."""
    marks = working_time.to_work(bounds)
    before = _passed(marks, working_time.to_work(begin)) - _passed(marks, working_time.to_work(end))
    return np.diff(before)


def _passed(marks: Ints, since: Ints) -> Ints:
    r"""Return :math:`\sum_i \max(0, mark - since_i)` for each mark."""
    ordered = np.sort(since)
    sums = np.concatenate(([0], np.cumsum(ordered)))
    count = np.searchsorted(ordered, marks)
    passed: Ints = count * marks - sums[count]
    return passed


def _units_by_day(working_time: WorkingTime, bounds: Ints) -> Ints:
    """Return unit-ticks present between consecutive bounds; shape (bounds - 1,)."""
    starts, ends, counts = working_time.starts, working_time.ends, working_time.counts
    if not starts.size:
        return np.zeros(bounds.size - 1, dtype=np.int64)
    total = np.concatenate(([0], np.cumsum((ends - starts) * counts)))
    window = np.maximum(np.searchsorted(starts, bounds, side="right") - 1, 0)
    inside = np.maximum(0, np.minimum(bounds, ends[window]) - starts[window])
    return np.diff(total[window] + inside * counts[window])


def _union(times: Sequence[WorkingTime], units: int) -> WorkingTime:
    """Return when any of them works, with a number of units."""
    windows = sorted(
        pair
        for time in times
        for pair in zip(time.starts.tolist(), time.ends.tolist(), strict=True)
    )
    joined: list[tuple[int, int, int]] = []
    for start, end in windows:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]), units)
        else:
            joined.append((start, end, units))
    return WorkingTime.of(joined)


def _machine_number(row: OperationRow) -> int:
    """Return k of machine ``CENTER-k``; 1 where no single machine is meant."""
    suffix = row.machine.removeprefix(f"{row.work_center}-")
    return int(suffix) if suffix != row.machine and suffix.isdecimal() and int(suffix) else 1
