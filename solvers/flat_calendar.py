"""Working time as plain lists: scalar questions answered by binary search without NumPy.

NumPy answers one scalar question in some 5 µs, a list in well under one; a dispatcher asks
millions of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.calendar import WorkingTime

__all__ = ["NOWHERE", "FlatCalendar"]

NOWHERE = (-1, -1)
"""Start and end of work that does not fit before the end of the calendar."""


class FlatCalendar:
    """Windows ``[starts[k], ends[k])`` and the working time ``passed[k]`` before each of them."""

    __slots__ = ("ends", "longest", "passed", "starts", "total")

    def __init__(self, working_time: WorkingTime) -> None:
        self.starts: list[int] = working_time.starts.tolist()
        self.ends: list[int] = working_time.ends.tolist()
        self.passed: list[int] = working_time.cumulative.tolist()
        self.total = self.passed[-1]
        self.longest = max(
            (end - start for start, end in zip(self.starts, self.ends, strict=True)), default=0
        )

    def to_work(self, tick: int) -> int:
        """Return the working time before a tick."""
        window = bisect_right(self.starts, tick) - 1
        if window < 0:
            return 0
        return self.passed[window] + min(tick, self.ends[window]) - self.starts[window]

    def to_work_before(self, tick: int) -> int:
        """Return `to_work`, negative before the first window as if work never paused there."""
        if self.starts and tick < self.starts[0]:
            return tick - self.starts[0]
        return self.to_work(tick)

    def begin(self, work: int) -> int:
        """Return the tick at which work begins at a coordinate, -1 if none is left.

        Before coordinate 0 time goes on as if work never paused, into negative ticks.
        """
        if work >= self.total:
            return -1
        window = max(bisect_right(self.passed, work) - 1, 0)
        return self.starts[window] + work - self.passed[window]

    def done(self, work: int) -> int:
        """Return the tick at which work is done at a coordinate, -1 if there is not as much."""
        if work > self.total or not self.starts:
            return -1
        window = max(bisect_left(self.passed, work) - 1, 0)
        return self.starts[window] + work - self.passed[window]

    def earliest(self, tick: int, duration: int, *, interruptible: bool = True) -> tuple[int, int]:
        """Return start and end of work that starts at `tick` at the earliest, or `NOWHERE`."""
        starts, ends = self.starts, self.ends
        window = bisect_right(starts, tick) - 1
        if window < 0 or tick >= ends[window]:
            window += 1
            if window >= len(starts):
                return NOWHERE
            tick = starts[window]
        if tick + duration <= ends[window]:
            return tick, tick + duration
        if interruptible:
            end = self.done(self.passed[window] + tick - starts[window] + duration)
            return (tick, end) if end >= 0 else NOWHERE
        if duration > self.longest:
            return NOWHERE
        for later in range(window + 1, len(starts)):
            if starts[later] + duration <= ends[later]:
                return starts[later], starts[later] + duration
        return NOWHERE

    def earliest_ending(self, tick: int, duration: int, *, interruptible: bool = True) -> int:
        """Return the first tick from which on work does not end before `tick`, -1 if none is.

        Work started at the first working tick from there on ends at `tick` or later.
        """
        if duration == 0 or not interruptible:
            return max(tick - duration, 0)
        work = self.to_work(tick)
        if self.done(work) < tick:
            work += 1
        return self.begin(max(work - duration, 0))

    def worked(self, start: int, work: int) -> int:
        """Return when `work` ticks from `start` on are worked, -1 if never; `start` for none."""
        return self.done(self.to_work(start) + work) if work else start

    def latest(
        self, last_start: int, last_end: int, duration: int, *, interruptible: bool = True
    ) -> int:
        """Return the last working tick by `last_start` from which work ends by `last_end`.

        Where there is none, a tick before the first window that tells how much time is missing.
        """
        if not self.starts:  # as before all windows
            return min(last_start, last_end - duration)
        if duration == 0:
            return self._working_until(min(last_start, last_end))
        work = self.to_work_before(last_end) - duration
        start = min(self._working_until(last_start), self.begin(work))
        if interruptible or start < self.starts[0]:
            return start
        start = min(last_start, last_end - duration)
        window = bisect_right(self.starts, start) - 1
        while window >= 0:
            fits = min(start, self.ends[window] - duration)
            if fits >= self.starts[window]:
                return fits
            window -= 1
        return self.starts[0] - duration

    def _working_until(self, tick: int) -> int:
        """Return the last working tick at or before `tick`; `tick` itself before all windows."""
        window = bisect_right(self.starts, tick) - 1
        return min(tick, self.ends[window] - 1) if window >= 0 else tick
