"""A work center works longer, or on a day on which it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar

from models.calendar import Clock, compile_calendar
from models.scenario import CalendarException
from models.scenario import Shift as WorkingPeriod
from models.scenario.calendar import expand_days
from scheduler.changes.change import check_span, moment_of, refusal, unknown
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Calendar, Scenario, WorkCenter

__all__ = ["Overtime", "Shift"]

_MINUTES_PER_DAY = 1440


@dataclass(frozen=True, slots=True)
class Overtime:
    """All machines of a work center work from a local time to another, at extra cost.

    Who else is needed, workers and crews, has own hours: these do not change.
    """

    center: str
    begin: datetime
    end: datetime

    changes_material: ClassVar[bool] = False

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with overtime of this center alone."""
        center = _center(self.center, scenario)
        begin, end = check_span("shift", self.begin, self.end, scenario)
        if begin.second or begin.microsecond or end.second or end.microsecond:
            raise refusal("shift", f"{begin} to {end}", "whole minutes")
        return _with_overtime(scenario, center, tuple(_by_day(begin, end)))

    def told(self) -> Said:
        """Return the change as one line."""
        return Said(
            "overtime of {center} from {begin} to {end}",
            center=self.center,
            begin=moment_of(self.begin),
            end=moment_of(self.end),
        )


@dataclass(frozen=True, slots=True)
class Shift:
    """A work center works its usual hours on a day on which it is closed, as overtime.

    Usual are the shifts of the first weekday that has any, from Monday on.
    """

    center: str
    day: date

    changes_material: ClassVar[bool] = False

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with one more working day of this center alone."""
        center = _center(self.center, scenario)
        first = scenario.scenario.start.date()
        if self.day < first:
            expected = f"a day from the start of the plan, {first}, on"
            raise refusal("shift", f"{self.day}", expected)
        calendar = _calendar(scenario, center.calendar)
        if _is_open(calendar, self.day, scenario):
            expected = f"a day on which {center.id} is closed"
            hint = f"Give the hours that it works more: {self.day}T18:00..{self.day}T20:00."
            raise refusal("shift", f"{self.day}", expected, hint=hint)
        shifts = _usual_shifts(calendar)
        if not shifts:
            hint = f"Give the hours that it works: {self.day}T08:00..{self.day}T16:00."
            expected = f"a work center with weekly shifts; {calendar.id} has none"
            raise refusal("shift", center.id, expected, hint=hint)
        row = CalendarException(date=self.day, shifts=shifts, reason="overtime")
        return _with_overtime(scenario, center, (row,))

    def told(self) -> Said:
        """Return the change as one line."""
        return Said("{center} works on {day}", center=self.center, day=moment_of(self.day))


def _center(name: str, scenario: Scenario) -> WorkCenter:
    known = [row.id for row in scenario.work_centers if not row.external]
    if name not in known:
        raise unknown("shift", name, "the id of a work center that is not a subcontractor's", known)
    return scenario.work_center_by_id[name]


def _calendar(scenario: Scenario, name: str | None) -> Calendar:
    return scenario.factory_calendar if name is None else scenario.calendar_by_id[name]


def _is_open(calendar: Calendar, day: date, scenario: Scenario) -> bool:
    clock = Clock.of(scenario.scenario)
    begin, end = clock.tick(day), clock.tick(day + timedelta(days=1))
    windows = compile_calendar(calendar, clock, since=begin, until=end, full_count=1)
    return bool(windows.starts.size)


def _usual_shifts(calendar: Calendar) -> tuple[WorkingPeriod, ...]:
    by_weekday = {day: rows for key, rows in calendar.shifts.items() for day in expand_days(key)}
    return by_weekday[min(by_weekday)] if by_weekday else ()


def _by_day(begin: datetime, end: datetime) -> Iterator[CalendarException]:
    """Yield a stretch of time as overtime of each day that it touches."""
    day = begin.date()
    while (midnight := datetime.combine(day, time())) < end:
        first = max(0, (begin - midnight) // timedelta(minutes=1))
        last = min(_MINUTES_PER_DAY, (end - midnight) // timedelta(minutes=1))
        yield CalendarException(date=day, shifts=(WorkingPeriod(first, last),), reason="overtime")
        day += timedelta(days=1)


def _with_overtime(
    scenario: Scenario, center: WorkCenter, rows: tuple[CalendarException, ...]
) -> Scenario:
    """Return a scenario in which a center, and no other, has more overtime.

    Machines with a calendar of their own work only while that does, so it gets the same.
    """
    calendars = list(scenario.calendars)
    names: dict[str | None, str] = {}

    def longer(name: str | None) -> str:
        if name not in names:
            calendar = _calendar(scenario, name)
            names[name] = _free_name({row.id for row in calendars})
            more = {"id": names[name], "overtime": (*calendar.overtime, *rows)}
            calendars.append(calendar.model_copy(update=more))
        return names[name]

    centers = tuple(
        row.model_copy(update={"calendar": longer(row.calendar)}) if row is center else row
        for row in scenario.work_centers
    )
    machines = tuple(
        row.model_copy(update={"calendar": longer(row.calendar)})
        if row.work_center == center.id and row.calendar is not None
        else row
        for row in scenario.machines
    )
    return scenario.replaced(calendars=tuple(calendars), work_centers=centers, machines=machines)


def _free_name(taken: set[str]) -> str:
    """Return a name for a calendar that no other one has."""
    number = 1
    while (name := f"overtime-{number}") in taken:
        number += 1
    return name
