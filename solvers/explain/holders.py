"""Who holds a resource when, and until when it is too full for some more units."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.explain.timed import TimedSchedule
    from solvers.flat_calendar import FlatCalendar

__all__ = ["Hold", "Holders", "all_holders"]


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
        In any order; those without length hold nothing. One operation may hold several times.
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
        self._full: dict[tuple[int, FlatCalendar], tuple[list[int], list[int]]] = {}

    def blocked_until(self, tick: int, units: int, calendar: FlatCalendar) -> int:
        """Return the last moment up to `tick` before which `units` more did not fit, -1 if none.

        Parameters
        ----------
        tick
            When whoever asks begins to hold them.
        units
            How many it needs.
        calendar
            When it needs them; elsewhere nothing is in its way.
        """
        key = units, calendar
        if key not in self._full:
            self._full[key] = self._blocked(units, calendar)
        begins, ends = self._full[key]
        index = bisect_left(begins, tick) - 1
        return min(tick, ends[index]) if index >= 0 else -1

    def _blocked(self, units: int, calendar: FlatCalendar) -> tuple[list[int], list[int]]:
        """Return the stretches of working time with less than `units` to spare."""
        begins: list[int] = []
        ends: list[int] = []
        for index, spare in enumerate(self._spare[:-1]):
            begin, end = self._times[index], self._times[index + 1]
            if (
                spare < units
                and _opens(self._calendar, begin, end)
                and _opens(calendar, begin, end)
            ):
                begins.append(begin)
                ends.append(end)
        return begins, ends

    def during(self, begin: int, end: int) -> list[Hold]:
        """Return who holds anything between two ticks, by begin."""
        first = bisect_right(self._holds, (begin - self._longest,))
        last = bisect_left(self._holds, (end,))
        return [hold for hold in self._holds[first:last] if hold.end > begin]


def _opens(calendar: FlatCalendar, begin: int, end: int) -> bool:
    return calendar.to_work(begin) < calendar.to_work(end)


def all_holders(timed: TimedSchedule) -> list[Holders]:
    """Return who holds each resource in a schedule.

    Further resources and setup crews are held in the windows in which they count. Of a session
    the operation that works longest holds the machine; the others are there without holding it.
    """
    problem = timed.problem
    units_of: list[int] = problem.mode_units.tolist()
    holds: list[list[Hold]] = [[] for _ in range(problem.num_resources)]
    for op, mode in enumerate(timed.mode):
        start, end, machine = timed.start[op], timed.end[op], timed.machine[op]
        if machine >= 0:
            begin = timed.hold_begin(op)
            units = units_of[mode] if timed.longest_member(op) == op else 0
            holds[machine].append(Hold(begin, end, units, op))
            for resource, needed in timed.crews[machine] if timed.changeover[op] else ():
                calendar = timed.setup_calendar[machine]
                holds[resource] += _pieces(Hold(begin, start, needed, op), calendar)
        for resource, needed, calendar in timed.uses[mode]:
            holds[resource] += _pieces(Hold(start, end, needed, op), calendar)
    profiles: list[list[tuple[int, int, int]]] = [[] for _ in holds]
    rows = zip(
        problem.profile_resource.tolist(),
        problem.profile_start.tolist(),
        problem.profile_end.tolist(),
        problem.profile_capacity.tolist(),
        strict=True,
    )
    for resource, start, end, units in rows:
        profiles[resource].append((start, end, units))
    capacity: list[int] = problem.resource_capacity.tolist()
    return [
        Holders(*row)
        for row in zip(holds, capacity, profiles, timed.resource_calendar, strict=True)
    ]


def _pieces(hold: Hold, calendar: FlatCalendar) -> Iterator[Hold]:
    """Yield a hold in each window of the calendar in which it counts."""
    first = bisect_right(calendar.ends, hold.begin)
    last = bisect_left(calendar.starts, hold.end)
    for opens, closes in zip(calendar.starts[first:last], calendar.ends[first:last], strict=True):
        yield Hold(max(opens, hold.begin), min(closes, hold.end), hold.units, hold.op)
