"""Walk the routings forwards from a first tick, at infinite capacity."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from typing import TYPE_CHECKING

from scheduler.mrp.phase_hours import PhaseHours, PhaseTime
from scheduler.mrp.reaching import ReachingCalendar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from models.calendar import WorkingTime
    from models.scenario import Scenario
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.phase_hours import Choices, Phase

__all__ = ["ForwardCalendar", "ForwardWalks"]

_DAYS_AT_FIRST = 128
_FARTHEST_DAYS = 15_000


class ForwardCalendar(ReachingCalendar):
    """Find when work is done that may begin at a tick; the twin of `BackwardCalendar`.

    It is compiled from tick 0 on.
    """

    def first_working(self, tick: int) -> int:
        """Return the first working tick that is not before a tick."""
        while (window := bisect_right(self._ends, tick)) == len(self._ends):
            if not self._extend():
                return tick
        return max(tick, self._starts[window])

    def end_of(self, start: int, work: int) -> int:
        """Return when work is done that begins at a working tick."""
        if work == 0:
            return start
        while (position := self._work_before(start) + work) > self._total:
            if not self._extend():
                return max(start, self._ends[-1] if self._ends else 0) + self._missing(start, work)
        window = bisect_left(self._passed, position) - 1
        return self._starts[window] + position - self._passed[window]

    def first_uninterrupted(self, tick: int, work: int) -> int:
        """Return the first start from which work fits into one window.

        Work longer than every window is interrupted after all.
        """
        first = self.first_working(tick)
        for index in range(bisect_right(self._ends, first), len(self._starts)):
            start = max(first, self._starts[index])
            if self._ends[index] - start >= work:
                return start
        return first

    def _missing(self, start: int, work: int) -> int:
        return work - max(0, self._total - self._work_before(start))


class ForwardWalks:
    """Earliest phases of every item with a routing, under the rules of `RoutingWalks`."""

    def __init__(self, scenario: Scenario, buckets: Buckets) -> None:
        self._clock = buckets.clock
        self._reach = max(_DAYS_AT_FIRST, buckets.count) * buckets.clock.ticks_per_day
        self._hours = PhaseHours(scenario, buckets.clock)
        self._calendars: dict[tuple[object, ...], ForwardCalendar] = {}

    def earliest_phases(
        self,
        item_id: str,
        quantity: Decimal,
        not_before: Mapping[int | None, int],
        choices: Choices | None = None,
    ) -> tuple[PhaseTime, ...]:
        """Return when each phase runs at the earliest; empty for an item without routing.

        Parameters
        ----------
        not_before
            Ticks, 0 or more, before which a phase (``None``: the first one) may not start.
        choices
            Alternative centers by phase; the others run on their main center.
        """
        walked = []
        first, done = not_before.get(None, 0), dict[int, int]()
        for phase in self._hours.phases(item_id, choices):
            number = phase.operation.phase
            ready = max((done[earlier] for earlier in phase.follows), default=first)
            start, end = self.earliest(phase, quantity, max(ready, not_before.get(number, 0)))
            wait = phase.wait(quantity, self._clock)
            done[number] = end + wait
            walked.append(PhaseTime(number, phase.center.id, start, end, wait))
        return tuple(sorted(walked, key=lambda row: row.phase))

    def usable(self, item_id: str, phases: tuple[PhaseTime, ...]) -> int:
        """Return when the output of walked phases is there: the waits of the last are over."""
        last = self._hours.last(item_id)
        return max(row.end + row.wait for row in phases if row.phase in last)

    def earliest(self, phase: Phase, quantity: Decimal, ready: int) -> tuple[int, int]:
        """Return when one phase starts and ends that may start at a tick."""
        calendar = self._calendar_of(phase)
        work = phase.work(quantity, self._clock)
        if phase.center.interruptible or phase.is_outside:
            start = calendar.first_working(ready)
        else:
            start = calendar.first_uninterrupted(ready, work)
        return start, calendar.end_of(start, work)

    def _calendar_of(self, phase: Phase) -> ForwardCalendar:
        if phase.key not in self._calendars:
            self._calendars[phase.key] = ForwardCalendar(
                partial(self._working_until, phase),
                reach=self._reach,
                farthest=_FARTHEST_DAYS * self._clock.ticks_per_day,
            )
        return self._calendars[phase.key]

    def _working_until(self, phase: Phase, until: int) -> WorkingTime:
        return self._hours.working_time(phase, since=0, until=until)
