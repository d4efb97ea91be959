"""Walk working time backwards, into the past as far as it takes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.calendar import WorkingTime

__all__ = ["BackwardCalendar"]


class BackwardCalendar:
    """Find the latest start of work that must be done by a tick.

    MRP asks once per phase and order, mostly for different calendars: plain lists and `bisect`
    beat NumPy calls on single numbers by an order of magnitude.

    Parameters
    ----------
    compile_since
        Returns the working time from a tick on, to the end of the horizon.
    reach
        Ticks before tick 0 that are compiled at first; doubled whenever a walk runs out of them.
    farthest
        Ticks before tick 0 at which that stops; before them all time counts as working.
    """

    def __init__(
        self, compile_since: Callable[[int], WorkingTime], *, reach: int, farthest: int
    ) -> None:
        self._compile_since = compile_since
        self._farthest = farthest
        self._load(min(reach, farthest))

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

    def _work_before(self, tick: int) -> int:
        window = bisect_right(self._starts, tick) - 1
        if window < 0:
            return 0
        return self._passed[window] + min(tick, self._ends[window]) - self._starts[window]

    def _extend(self) -> bool:
        if self._reach >= self._farthest:
            return False
        self._load(min(2 * self._reach, self._farthest))
        return True

    def _load(self, reach: int) -> None:
        self._reach = reach
        working = self._compile_since(-reach).at_least(1)
        self._starts: list[int] = working.starts.tolist()
        self._ends: list[int] = working.ends.tolist()
        self._passed: list[int] = working.cumulative[:-1].tolist()
