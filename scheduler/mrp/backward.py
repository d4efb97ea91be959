"""Walk working time backwards, into the past as far as it takes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from scheduler.mrp.reaching import ReachingCalendar

__all__ = ["BackwardCalendar"]


class BackwardCalendar(ReachingCalendar):
    """Find the latest start of work that must be done by a tick.

    It is compiled from a tick before tick 0 to the end of the horizon.
    """

    _way = -1

    def latest_start(self, end: int, work: int) -> int:
        """Return the latest working tick from which ``work`` ticks are done by ``end``.

        For no work at all: the latest working tick that is not after ``end``.
        """
        while (position := self._work_before(end) - work) < 0 or not self._has_begun(end):
            if not self._extend():
                return min(end, self._starts[0] if self._starts else end) + min(position, 0)
        if work == 0:
            window = bisect_right(self._starts, end) - 1
            return min(end, self._ends[window] - 1)
        window = bisect_right(self._passed, position) - 1
        return self._starts[window] + position - self._passed[window]

    def latest_uninterrupted_start(self, end: int, work: int) -> int:
        """Return the latest start for which the work fits into one window.

        Work longer than every window is interrupted after all: MRP dates orders, it does not
        judge whether they can run.
        """
        window = bisect_right(self._starts, end) - 1
        for index in range(window, -1, -1):
            start = min(end, self._ends[index]) - work
            if start >= self._starts[index]:
                return start if work else min(start, self._ends[index] - 1)
        return self.latest_start(end, work)

    def end_of(self, start: int, work: int) -> int:
        """Return when work is done that begins at a latest start found before."""
        position = self._work_before(start) + work
        window = bisect_left(self._passed, position) - 1
        if work == 0 or not self._has_begun(start) or window < 0:
            return start + work
        return self._starts[window] + position - self._passed[window]

    def _has_begun(self, tick: int) -> bool:
        return bool(self._starts) and self._starts[0] <= tick
