"""Who holds a resource when, and until when it is too full for some more units."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from solvers.flat_calendar import FlatCalendar

__all__ = ["Hold", "Holders"]


class Hold(NamedTuple):
    """An operation holds units of a resource from `begin` to `end`."""

    begin: int
    end: int
    units: int
    op: int


class Holders:
    """The holds of one resource.

    Parameters
    ----------
    holds
        In any order; those without length hold nothing.
    capacity
        Units that are there, where `profile` does not say less.
    profile
        Stretches ``(start, end, units)`` with fewer units.
    calendar
        When the resource works: only then its units are counted.
    """

    def __init__(
        self,
        holds: list[Hold],
        capacity: int,
        profile: list[tuple[int, int, int]],
        calendar: FlatCalendar,
    ) -> None:
        self._holds = sorted(hold for hold in holds if hold.begin < hold.end)
        self._longest = max((hold.end - hold.begin for hold in self._holds), default=0)
        self._calendar = calendar
        changes: dict[int, int] = {}
        for hold in self._holds:
            changes[hold.begin] = changes.get(hold.begin, 0) + hold.units
            changes[hold.end] = changes.get(hold.end, 0) - hold.units
        for start, end, units in profile:  # units that are away, as if somebody held them
            changes[start] = changes.get(start, 0) + capacity - units
            changes[end] = changes.get(end, 0) - (capacity - units)
        self._times = sorted(changes)
        self._spare: list[int] = []
        spare = capacity
        for time in self._times:
            spare -= changes[time]
            self._spare.append(spare)
        self._full: dict[int, tuple[list[int], list[int]]] = {}

    def blocked_until(self, tick: int, units: int) -> int:
        """Return the last moment up to `tick` before which `units` more did not fit, -1 if none."""
        if units not in self._full:
            self._full[units] = self._blocked(units)
        begins, ends = self._full[units]
        index = bisect_left(begins, tick) - 1
        return min(tick, ends[index]) if index >= 0 else -1

    def _blocked(self, units: int) -> tuple[list[int], list[int]]:
        """Return the stretches of working time with less than `units` to spare."""
        begins: list[int] = []
        ends: list[int] = []
        for index, spare in enumerate(self._spare[:-1]):
            begin, end = self._times[index], self._times[index + 1]
            if spare < units and self._calendar.to_work(begin) < self._calendar.to_work(end):
                begins.append(begin)
                ends.append(end)
        return begins, ends

    def during(self, begin: int, end: int) -> list[Hold]:
        """Return who holds anything between two ticks, by begin."""
        first = bisect_right(self._holds, (begin - self._longest,))
        last = bisect_left(self._holds, (end,))
        return [hold for hold in self._holds[first:last] if hold.end > begin]
