"""Rules of calendars: what a shift, an exception and a holiday may be."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from models.calendar import Clock, compile_calendar
from models.calendar.compiled import public_holidays, shifts_by_day
from models.checks.finding import Finding
from models.checks.rows import listed
from models.checks.suggest import closest
from models.scenario.calendar import WEEKDAYS, expand_days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from models.checks.finding import Path
    from models.scenario import Calendar, CalendarException, Scenario, Shift

__all__ = [
    "empty_horizon",
    "idle_calendars",
    "idle_places",
    "impossible_exceptions",
    "overlapping_exceptions",
    "overlapping_shifts",
    "unknown_countries",
]

_DAY = timedelta(days=1)


def empty_horizon(scenario: Scenario) -> Iterator[Finding]:
    """Yield a horizon without a day."""
    if scenario.scenario.horizon < _DAY:
        yield Finding(("scenario",), "horizon", "0d", "at least one day, e.g. '30d'")


def impossible_exceptions(scenario: Scenario) -> Iterator[Finding]:
    """Yield exceptions without a day, with two ways to say it, or with a span turned round.

    The same holds for overtime, which needs shifts too.
    """
    for index, calendar in enumerate(scenario.calendars):
        for place, row in enumerate(calendar.exceptions):
            yield from _impossible_days(("calendars", index, "exceptions", place), row)
        for place, row in enumerate(calendar.overtime):
            path = ("calendars", index, "overtime", place)
            yield from _impossible_days(path, row)
            if not row.shifts:
                yield Finding(path, "shifts", "", "at least one shift of overtime")


def _impossible_days(path: Path, row: CalendarException) -> Iterator[Finding]:
    if row.date is not None:
        if row.from_ is not None or row.to is not None:
            rule = "either a date, or a span from one date to another"
            yield Finding(path, "date", row.date.isoformat(), rule)
    elif row.from_ is None and row.to is None:
        yield Finding(path, "date", "", "a date, or a span from one date to another")
    elif row.from_ is None or row.to is None:
        missing = "from" if row.from_ is None else "to"
        yield Finding(path, missing, "", "a date at both ends of a span")
    elif row.from_ > row.to:
        rule = f"a date not before from ({row.from_.isoformat()})"
        yield Finding(path, "to", row.to.isoformat(), rule)


def overlapping_shifts(scenario: Scenario) -> Iterator[Finding]:
    """Yield weekly shifts of one calendar that overlap, across midnight too."""
    for index, calendar in enumerate(scenario.calendars):
        week: list[list[Shift]] = [[] for _ in WEEKDAYS]
        for key, shifts in calendar.shifts.items():
            for weekday in expand_days(key):
                week[weekday].extend(shifts)
        seen: set[tuple[Shift, Shift]] = set()
        for weekday, today in enumerate(week):
            for _, earlier, later in _overlaps(week[weekday - 1], today):
                if (earlier, later) not in seen:
                    seen.add((earlier, later))
                    rule = f"a shift that starts after {earlier} has ended ({WEEKDAYS[weekday]})"
                    yield Finding(("calendars", index), "shifts", str(later), rule)


def overlapping_exceptions(scenario: Scenario) -> Iterator[Finding]:
    """Yield exceptions whose shifts overlap each other or those of the days beside them."""
    start = scenario.scenario.start.date() - _DAY
    end = start + scenario.scenario.horizon + 2 * _DAY
    for index, calendar in enumerate(scenario.calendars):
        ruling = _ruling_exceptions(calendar, start, end)
        if not ruling or _unknown_country(calendar):
            continue
        first, last = max(start, min(ruling) - _DAY), min(end, max(ruling) + _DAY)
        days = shifts_by_day(calendar, first, last)
        faulty: set[int] = set()
        for offset, (before, today) in enumerate(pairwise(((), *days))):
            day = first + offset * _DAY
            place = ruling.get(day, ruling.get(day - _DAY))
            if place is None or place in faulty:
                continue
            for is_across, earlier, later in _overlaps(before, today):
                if day not in ruling and not is_across:
                    continue  # the fault is in the week, not in the exception of the day before
                faulty.add(place)
                rule = f"a shift that starts after {earlier} has ended ({day.isoformat()})"
                path = ("calendars", index, "exceptions", place)
                yield Finding(path, "shifts", str(later), rule)
                break


def _ruling_exceptions(calendar: Calendar, start: date, end: date) -> dict[date, int]:
    """Return for each day the exception that rules it: the last one listed."""
    ruling: dict[date, int] = {}
    for place, row in enumerate(calendar.exceptions):
        begin, stop = row.date or row.from_, row.date or row.to
        if begin is None or stop is None:
            continue
        for offset in range((min(stop, end) - max(begin, start)).days + 1):
            ruling[max(begin, start) + offset * _DAY] = place
    return ruling


def _overlaps(
    before: Sequence[Shift], today: Sequence[Shift]
) -> Iterator[tuple[bool, Shift, Shift]]:
    """Yield pairs of shifts that overlap today: the earlier, with whether it is of the day before.

    Shifts without people count like the others.
    """
    running = [(shift.start - 1440, shift.end - 1440, shift) for shift in before]
    running += [(shift.start, shift.end, shift) for shift in today]
    running.sort(key=lambda row: row[:2])
    latest: tuple[int, int, Shift] | None = None
    for start, end, shift in running:
        if latest is not None and 0 <= start < latest[1]:
            yield latest[0] < 0, latest[2], shift
        if latest is None or end > latest[1]:
            latest = (start, end, shift)


def unknown_countries(scenario: Scenario) -> Iterator[Finding]:
    """Yield calendars that take the holidays of a country nobody knows."""
    for index, calendar in enumerate(scenario.calendars):
        if calendar.holidays and _unknown_country(calendar):
            import holidays  # here: 40 ms that most scenarios do not need

            countries = holidays.list_supported_countries(include_aliases=True)
            country, _, subdivision = calendar.holidays.partition("-")
            path, rule = ("calendars", index), "an ISO 3166 country code, e.g. 'IT' or 'DE-BY'"
            if country in countries:
                known: Sequence[str] = countries[country]
                match, prefix = closest(subdivision, known), f"{country}-"
                rule = f"a subdivision of {country} that the holidays package knows"
            else:
                match, prefix = closest(country, list(countries)), ""
            hint = f"Did you mean '{prefix}{match}'?" if match else ""
            yield Finding(path, "holidays", calendar.holidays, rule, hint)


def _unknown_country(calendar: Calendar) -> bool:
    if not calendar.holidays:
        return False
    try:
        public_holidays(calendar.holidays, range(2026, 2027))
    except NotImplementedError:
        return True
    return False


def idle_calendars(scenario: Scenario) -> Iterator[Finding]:
    """Yield calendars that count working days and have none within the horizon.

    Those are the factory calendar, and those of external centers.
    """
    rule = f"working time within the horizon of {scenario.scenario.horizon.days} days"
    for index in _idle(scenario, _counting(scenario)):
        yield Finding(("calendars", index), "shifts", "", rule)


def idle_places(scenario: Scenario) -> Iterator[Finding]:
    """Yield machines, resources and workers whose calendar never works; a warning."""
    used: dict[str, list[str]] = {}
    for center in scenario.work_centers:
        if center.calendar is not None and not center.external:
            used.setdefault(center.calendar, []).append(center.id)
    for table in (scenario.machines, scenario.resources, scenario.workers):
        for row in table:
            if row.calendar is not None:
                used.setdefault(row.calendar, []).append(row.id)
    for index in _idle(scenario, used.keys() - _counting(scenario)):
        names = used[scenario.calendars[index].id]
        who = listed([f"'{name}'" for name in names])
        days = scenario.scenario.horizon.days
        rule = f"working time within the horizon of {days} days; without it {who} never works"
        yield Finding(("calendars", index), "shifts", "", rule)


def _counting(scenario: Scenario) -> set[str]:
    used = {scenario.scenario.factory_calendar or scenario.calendars[0].id}
    used.update(row.calendar for row in scenario.work_centers if row.calendar and row.external)
    return used


def _idle(scenario: Scenario, used: Collection[str]) -> Iterator[int]:
    """Yield the rows of the calendars among those named that never work, overtime included."""
    clock = Clock.of(scenario.scenario)
    until = max(1, scenario.scenario.horizon.days) * clock.ticks_per_day
    for index, calendar in enumerate(scenario.calendars):
        if calendar.id not in used or _unknown_country(calendar):
            continue
        if any(row.shifts for row in calendar.overtime):
            continue
        if compile_calendar(calendar, clock, since=0, until=until).total == 0:
            yield index
