"""Walk the routings backwards from a due tick, at infinite capacity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from models.calendar import compile_calendar, working_day_windows
from scheduler.mrp.backward import BackwardCalendar
from scheduler.routing_times import lead_time_ticks, work_ticks

if TYPE_CHECKING:
    from decimal import Decimal

    from models.calendar import Clock, WorkingTime
    from models.scenario import Calendar, Operation, Scenario, WorkCenter
    from scheduler.mrp.buckets import Buckets

__all__ = ["RoutingWalks"]

_DAYS_AT_FIRST = 128
_FARTHEST_DAYS = 15_000


@dataclass(frozen=True, slots=True)
class _Step:
    """A phase ready to be walked: where it runs and when that works."""

    operation: Operation
    center: WorkCenter
    calendar: BackwardCalendar

    @property
    def is_outside(self) -> bool:
        return self.center.external and self.operation.lead_time is not None

    def work(self, quantity: Decimal, clock: Clock) -> int:
        """Return the working ticks of the phase."""
        if self.is_outside:
            return lead_time_ticks(self.operation.lead_time, clock)
        return work_ticks(self.operation, self.center, quantity, clock).duration

    def latest_start(self, end: int, work: int) -> int:
        """Return the latest start for an end."""
        if self.center.interruptible or self.is_outside:
            return self.calendar.latest_start(end, work)
        return self.calendar.latest_uninterrupted_start(end, work)


class RoutingWalks:
    """Latest phase starts of every item with a routing.

    Each phase runs on its main center while that and the phase's further resources work. Phases
    follow each other without overlap: a plan that overlaps them can only start later, so
    components are never wanted too late.
    """

    def __init__(self, scenario: Scenario, buckets: Buckets) -> None:
        self._scenario = scenario
        self._clock = buckets.clock
        self._until = (buckets.count + 1) * buckets.clock.ticks_per_day
        self._steps: dict[str, tuple[_Step, ...]] = {}
        self._calendars: dict[tuple[object, ...], BackwardCalendar] = {}

    def latest_starts(self, item_id: str, quantity: Decimal, due: int) -> dict[int, int]:
        """Return the latest start of each phase, by phase, for output usable at tick ``due``.

        Empty for an item without routing.
        """
        starts: dict[int, int] = {}
        end = due
        for step in reversed(self._steps_of(item_id)):
            wait = step.operation.wait
            if wait is not None:
                end -= self._clock.duration(wait)
            end = step.latest_start(end, step.work(quantity, self._clock))
            starts[step.operation.phase] = end
        return starts

    def _steps_of(self, item_id: str) -> tuple[_Step, ...]:
        if item_id not in self._steps:
            routing = self._scenario.routing_by_item.get(item_id)
            self._steps[item_id] = tuple(
                self._step(operation) for operation in (routing.operations if routing else ())
            )
        return self._steps[item_id]

    def _step(self, operation: Operation) -> _Step:
        center = self._scenario.work_center_by_id[operation.work_center]
        if center.external and operation.lead_time is not None:
            key: tuple[object, ...] = ("days", center.calendar)
            compile_since = partial(self._outside_days, center)
        else:
            uses = tuple((use.resource, use.quantity) for use in operation.resources)
            key = ("work", center.calendar, uses)
            compile_since = partial(self._working_time, center, uses)
        if key not in self._calendars:
            self._calendars[key] = BackwardCalendar(
                compile_since,
                reach=_DAYS_AT_FIRST * self._clock.ticks_per_day,
                farthest=self._farthest_days() * self._clock.ticks_per_day,
            )
        return _Step(operation, center, self._calendars[key])

    def _farthest_days(self) -> int:
        """Return how far back calendars may reach without leaving the years that dates have."""
        return min(_FARTHEST_DAYS, self._clock.first_day.toordinal() - 3)

    def _outside_days(self, center: WorkCenter, since: int) -> WorkingTime:
        return working_day_windows(
            self._calendar(center.calendar), self._clock, since=since, until=self._until
        )

    def _working_time(
        self, center: WorkCenter, uses: tuple[tuple[str, int], ...], since: int
    ) -> WorkingTime:
        working = self._compiled(center.calendar, 1, since)
        for resource_id, units in uses:
            resource = self._scenario.resource_by_id[resource_id]
            if resource.calendar is not None:
                present = self._compiled(resource.calendar, max(units, resource.capacity), since)
                working = working.intersect(present.at_least(units))
        return working

    def _compiled(self, calendar_id: str | None, count: int, since: int) -> WorkingTime:
        return compile_calendar(
            self._calendar(calendar_id),
            self._clock,
            since=since,
            until=self._until,
            full_count=count,
        )

    def _calendar(self, calendar_id: str | None) -> Calendar:
        if calendar_id is None:
            return self._scenario.factory_calendar
        return self._scenario.calendar_by_id[calendar_id]
