"""Working time of centers, machines and further resources, each compiled once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from models.calendar import Clock, WorkingTime, compile_calendar, working_day_windows
from models.scenario import DayKind
from models.terms import TermsTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scenario import Calendar, Scenario, WorkCenter

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

    def lead_days(self, kind: DayKind) -> WorkingTime:
        """Return the days that a lead time counts, around the clock."""
        if kind is DayKind.WORKING:
            return self.days(None)
        return WorkingTime.always(0, self.until, 1)

    def _calendar(self, calendar_id: str | None) -> Calendar:
        if calendar_id is None:
            return self.scenario.factory_calendar
        return self.scenario.calendar_by_id[calendar_id]

    def _compiled(self, calendar_id: str | None, count: int) -> WorkingTime:
        key = ("calendar", calendar_id, count)
        if key not in self._cache:
            self._cache[key] = compile_calendar(
                self._calendar(calendar_id),
                self.clock,
                since=0,
                until=self.until,
                full_count=count,
            )
        return self._cache[key]

    def center(self, center: WorkCenter) -> WorkingTime:
        """Return when a center works, with the number of machines present."""
        return self._compiled(center.calendar, center.capacity)

    def machine(self, center: WorkCenter, number: int) -> WorkingTime:
        """Return when machine `number` (from 1) works: while that many are present."""
        key = ("machine", center.calendar, center.capacity, number)
        if key not in self._cache:
            self._cache[key] = self.center(center).at_least(number)
        return self._cache[key]

    def days(self, calendar_id: str | None) -> WorkingTime:
        """Return the whole working days of a calendar; ``None`` for the factory calendar."""
        key = ("days", calendar_id)
        if key not in self._cache:
            self._cache[key] = working_day_windows(
                self._calendar(calendar_id), self.clock, since=0, until=self.until
            )
        return self._cache[key]

    def resource(self, resource_id: str) -> WorkingTime:
        """Return when a further resource is there, with its count."""
        resource = self.scenario.resource_by_id[resource_id]
        if resource.calendar is None:
            return WorkingTime.always(0, self.until, resource.capacity)
        return self._compiled(resource.calendar, resource.capacity)

    def with_resources(
        self, key: tuple[object, ...], own: WorkingTime, uses: Sequence[tuple[str, int]]
    ) -> WorkingTime:
        """Return when a machine and all the units it needs of further resources work."""
        if not uses:
            return own
        full_key = ("mode", key, tuple(uses))
        if full_key not in self._cache:
            both = own
            for resource_id, units in uses:
                both = both.intersect(self.resource(resource_id).at_least(units))
            self._cache[full_key] = both.merged()
        return self._cache[full_key]
