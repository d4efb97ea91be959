"""Compile a calendar, as the user writes it, to working time in ticks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from models.calendar.working_time import WorkingTime
from models.scenario.calendar import Shift, expand_days

if TYPE_CHECKING:
    from datetime import date

    from models.calendar.clock import Clock
    from models.scenario import Calendar

__all__ = ["compile_calendar", "public_holidays", "shifts_by_day", "working_day_windows"]


def public_holidays(code: str, years: range) -> set[date]:
    """Return the public holidays of a country, or of a subdivision after a dash.

    Raises
    ------
    NotImplementedError
        If the ``holidays`` package does not know the country or the subdivision.
    """
    import holidays  # here: 40 ms that most scenarios do not need

    country, _, subdivision = code.partition("-")
    return set(holidays.country_holidays(country, subdiv=subdivision or None, years=years))


def shifts_by_day(calendar: Calendar, first: date, last: date) -> list[tuple[Shift, ...]]:
    """Return the shifts that start on each day from ``first`` to ``last`` inclusive.

    Weekly shifts, closed on public holidays, replaced by exceptions; of two exceptions for one
    day the later in the list holds.
    """
    weekly: list[list[Shift]] = [[] for _ in range(7)]
    for key, shifts in calendar.shifts.items():
        for weekday in expand_days(key):
            weekly[weekday].extend(shifts)
    closed: set[date] = set()
    if calendar.holidays:
        closed = public_holidays(calendar.holidays, range(first.year, last.year + 1))
    num_days = (last - first).days + 1
    days = [
        () if (day := first + timedelta(days=offset)) in closed else tuple(weekly[day.weekday()])
        for offset in range(num_days)
    ]
    for exception in calendar.exceptions:
        begin = exception.date or exception.from_
        end = exception.date or exception.to
        if begin is None or end is None:
            continue
        for offset in range(max(0, (begin - first).days), min(num_days, (end - first).days + 1)):
            days[offset] = exception.shifts
    return days


def compile_calendar(
    calendar: Calendar, clock: Clock, *, since: int, until: int, full_count: int = 1
) -> WorkingTime:
    """Return the working time of a calendar between two ticks.

    Parameters
    ----------
    calendar
        Shifts, exceptions and holidays in local time.
    clock
        Converts local time to ticks, daylight saving included.
    since, until
        First tick, and the tick after the last.
    full_count
        Units present in a shift that names no number; a shift's own number is cut to it.
    """
    first = clock.day(since) - 1  # a shift of the day before may cross midnight
    days = shifts_by_day(
        calendar,
        clock.first_day + timedelta(days=first),
        clock.first_day + timedelta(days=clock.day(until)),
    )
    rows = [
        (first + offset, shift.start, shift.end, shift.count)
        for offset, shifts in enumerate(days)
        for shift in shifts
        if shift.count != 0
    ]
    if not rows:
        return WorkingTime.of([])
    day, start, end, count = zip(*rows, strict=True)
    counts = np.array([full_count if n is None else min(n, full_count) for n in count])
    starts = np.maximum(clock.ticks_of_minutes(day, start), since)
    ends = np.minimum(clock.ticks_of_minutes(day, end), until)
    keep = (starts < ends) & (counts > 0)
    order = np.argsort(starts[keep], kind="stable")
    starts, ends, counts = starts[keep][order], ends[keep][order], counts[keep][order]
    if starts.size:  # overlapping shifts are refused on loading; cut what daylight saving folds
        starts[1:] = np.maximum(starts[1:], np.maximum.accumulate(ends)[:-1])
    keep = starts < ends
    return WorkingTime(starts[keep], ends[keep], counts[keep].astype(np.int64)).merged()


def working_day_windows(calendar: Calendar, clock: Clock, *, since: int, until: int) -> WorkingTime:
    """Return the whole days on which a calendar works: what lead times in working days count.

    A lead time of n working days is n x 24 h in the work coordinate of these windows.
    """
    first, last = clock.day(since), clock.day(until)
    days = shifts_by_day(
        calendar,
        clock.first_day + timedelta(days=first),
        clock.first_day + timedelta(days=last),
    )
    midnights = clock.midnights(first, last + 1)
    rows = [
        (max(since, int(midnights[offset])), min(until, int(midnights[offset + 1])))
        for offset, shifts in enumerate(days)
        if any(shift.count != 0 for shift in shifts)
    ]
    return WorkingTime.of([row for row in rows if row[0] < row[1]]).merged()
