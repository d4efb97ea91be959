"""Working days of a calendar: what lead times and storage times in days count."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.calendar.compiled import shifts_by_day

if TYPE_CHECKING:
    from models.calendar import Clock
    from models.scenario import Calendar

__all__ = ["WorkingDays"]

_FIRST_REACH = 128
_FARTHEST_REACH = 30_000


class WorkingDays:
    """Count working days backwards and forwards; days are MRP buckets.

    The list of days grows with what is asked, up to some eighty years either way; beyond its
    ends, and for a calendar that never works, every day counts.
    """

    def __init__(self, calendar: Calendar, clock: Clock) -> None:
        self._calendar = calendar
        self._clock = clock
        self._days: list[int] = []
        self._reach = 0

    def before(self, bucket: int, num_days: int) -> int:
        """Return the ``num_days``-th working day strictly before a bucket; itself for 0."""
        if num_days == 0:
            return bucket
        while True:
            position = bisect_left(self._days, bucket) - num_days
            if bucket <= self._reach and position >= 0:
                return self._days[position]
            if not self._grow():
                first = self._days[0] if self._days else bucket
                return min(first, bucket) + position

    def after(self, bucket: int, num_days: int) -> int:
        """Return the day after the ``num_days``-th working day counted from a bucket itself."""
        while True:
            position = bisect_left(self._days, bucket) + num_days - 1
            if bucket >= -self._reach and position < len(self._days):
                return self._days[position] + 1
            if not self._grow():
                last = self._days[-1] + 1 if self._days else bucket
                return max(last, bucket) + position + 1 - len(self._days)

    def _grow(self) -> bool:
        """List the working days twice as far; return whether that was possible."""
        today = self._clock.first_day
        years = (today - date.min, date.max - today)  # dates know no others
        farthest = min(_FARTHEST_REACH, *(span.days - 2 for span in years))
        if self._reach >= farthest:
            return False
        self._reach = min(max(_FIRST_REACH, 2 * self._reach), farthest)
        first, last = (today + timedelta(days=days) for days in (-self._reach, self._reach))
        self._days = [
            number - self._reach
            for number, shifts in enumerate(shifts_by_day(self._calendar, first, last))
            if any(shift.count != 0 for shift in shifts)
        ]
        return True
