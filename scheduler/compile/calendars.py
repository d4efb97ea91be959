"""Working time of centers, machines, workers and further resources, each compiled once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from models.calendar import Clock, WorkingTime, working_day_windows
from models.scenario import DayKind
from models.terms import TermsTable
from scheduler.compile.downtimes import downtimes
from scheduler.compile.overtime import overtime_stretches, with_overtime
from scheduler.compile.presence import together, without

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.scenario import Calendar, Machine, Scenario, WorkCenter, Worker

__all__ = ["ScenarioCalendars"]


@dataclass
class ScenarioCalendars:
    """Compile and cache every working time that a scenario needs up to a tick."""

    scenario: Scenario
    until: int
    _cache: dict[tuple[object, ...], WorkingTime] = field(default_factory=dict)

    @cached_property
    def clock(self) -> Clock:
        """Return the clock of the scenario."""
        return Clock.of(self.scenario.scenario)

    @cached_property
    def terms(self) -> TermsTable:
        """Return on what terms items are replenished."""
        return TermsTable(self.scenario)

    @cached_property
    def down(self) -> dict[str, list[tuple[int, int]]]:
        """Return when machines, centers, resources and workers are down, by name."""
        return downtimes(self.scenario, self.clock)

    def lead_days(self, kind: DayKind) -> WorkingTime:
        """Return the days that a lead time counts, around the clock."""
        if kind is DayKind.WORKING:
            return self.days(None)
        return WorkingTime.always(0, self.until, 1)

    def _calendar(self, calendar_id: str | None) -> Calendar:
        if calendar_id is None:
            return self.scenario.factory_calendar
        return self.scenario.calendar_by_id[calendar_id]

    def _cached(self, key: tuple[object, ...], make: Callable[[], WorkingTime]) -> WorkingTime:
        if key not in self._cache:
            self._cache[key] = make()
        return self._cache[key]

    def _compiled(self, calendar_id: str | None, count: int) -> WorkingTime:
        """Return when a calendar works, overtime included."""
        return self._cached(
            ("calendar", calendar_id, count),
            lambda: with_overtime(
                self._calendar(calendar_id), self.clock, until=self.until, full_count=count
            ),
        )

    def _less_down(self, name: str, time: WorkingTime) -> WorkingTime:
        """Return a working time less the downtimes of a machine, center, resource or worker."""
        return without(time, self.down[name]) if name in self.down else time

    def center(self, center: WorkCenter) -> WorkingTime:
        """Return when a center works, with the number of machines that its shifts name."""
        count = self._num_machines(center)
        if center.id not in self.down:
            return self._compiled(center.calendar, count)
        return self._cached(
            ("center", center.id),
            lambda: self._less_down(center.id, self._compiled(center.calendar, count)),
        )

    def _num_machines(self, center: WorkCenter) -> int:
        if center.infinite or center.external:
            return center.capacity
        return len(self.scenario.machines_by_center[center.id])

    def present(self, center: WorkCenter) -> WorkingTime:
        """Return when any machine of a finite center works, with how many do."""
        rows = self.scenario.machines_by_center[center.id]
        if not any(row.calendar is not None or row.id in self.down for row in rows):
            return self.center(center)
        return self._cached(
            ("present", center.id),
            lambda: together([self.machine(center, place + 1) for place in range(len(rows))]),
        )

    def machine(self, center: WorkCenter, number: int) -> WorkingTime:
        """Return when machine `number` (from 1) works.

        That is while the shifts of its center name so many, inside a calendar of its own, and
        outside downtimes.
        """
        rows = self.scenario.machines_by_center[center.id]
        row = rows[number - 1] if number <= len(rows) else None
        owner = center.id if center.id in self.down else None
        key = ("machine", owner, center.calendar, self._num_machines(center), number)
        shared = self._cached(key, lambda: self.center(center).at_least(number))
        if row is None or (row.calendar is None and row.id not in self.down):
            return shared
        return self._cached(("own machine", row.id), lambda: self._own(row, shared))

    def _own(self, row: Machine, shared: WorkingTime) -> WorkingTime:
        """Return when a machine works that has a calendar or downtimes of its own."""
        if row.calendar is not None:
            shared = shared.intersect(self._compiled(row.calendar, 1).at_least(1))
        return self._less_down(row.id, shared)

    def overtime(self, center: WorkCenter) -> list[tuple[int, int]]:
        """Return the stretches in which work at a center is overtime."""
        calendar = self._calendar(center.calendar)
        return overtime_stretches(calendar, self.clock, until=self.until)

    def days(self, calendar_id: str | None) -> WorkingTime:
        """Return the whole working days of a calendar; ``None`` for the factory calendar."""
        return self._cached(
            ("days", calendar_id),
            lambda: working_day_windows(
                self._calendar(calendar_id), self.clock, since=0, until=self.until
            ),
        )

    def resource(self, resource_id: str) -> WorkingTime:
        """Return when a further resource is there, with its count."""
        return self._cached(("resource", resource_id), lambda: self._resource(resource_id))

    def _resource(self, resource_id: str) -> WorkingTime:
        resource = self.scenario.resource_by_id[resource_id]
        if resource.calendar is None:
            present = WorkingTime.always(0, self.until, resource.capacity)
        else:
            present = self._compiled(resource.calendar, resource.capacity)
        return self._less_down(resource_id, present)

    def worker(self, worker: Worker) -> WorkingTime:
        """Return when a worker is there."""
        return self._cached(
            ("worker", worker.id),
            lambda: self._less_down(worker.id, self._compiled(worker.calendar, 1).at_least(1)),
        )
