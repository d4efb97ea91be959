"""Ticks as the plant's wall clock: plotly knows no time zones, and planners read local time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from models.calendar import Clock
    from scheduler.words import Words

    Ticks = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["WallClock"]

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock: local times on a UTC-less axis


class WallClock:
    """Convert many ticks to wall-clock time at once, daylight saving included.

    Parameters
    ----------
    clock
        The scenario's clock.
    first, last
        Ticks between which changes of the UTC offset are looked for; beyond, the nearest holds.
    """

    def __init__(self, clock: Clock, first: int, last: int) -> None:
        self.clock = clock
        midnight = datetime.combine(clock.first_day, datetime.min.time())
        self.base_ms = (midnight - _EPOCH) // timedelta(milliseconds=1)
        """Local midnight of day 0 in ms since 1970, read as if it were UTC."""
        self.tick_ms = clock.tick_seconds * 1000
        at_zero = clock.moment(0).replace(tzinfo=None) - midnight
        self._at_zero = int(at_zero.total_seconds()) // clock.tick_seconds
        self._changes, self._shifts = self._offset_changes(min(first, 0), max(last, 0))

    def _offset(self, tick: int) -> int:
        """Return the UTC offset at a tick, in ticks."""
        offset = self.clock.moment(tick).utcoffset() or timedelta(0)
        return int(offset.total_seconds()) // self.clock.tick_seconds

    def _offset_changes(self, first: int, last: int) -> tuple[Ticks, Ticks]:
        """Return the ticks at which the offset changes, and the shift before and after each."""
        at_zero = self._offset(0)
        changes: list[int] = []
        shifts = [self._offset(first) - at_zero]
        for begin in range(first, last, self.clock.ticks_per_day):
            low, high = begin, min(last, begin + self.clock.ticks_per_day)
            before, after = self._offset(low), self._offset(high)
            if before == after:
                continue
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self._offset(middle) == before else (low, middle)
            changes.append(high)
            shifts.append(after - at_zero)
        return np.array(changes, dtype=np.int64), np.array(shifts, dtype=np.int64)

    def wall(self, ticks: Ticks) -> Ticks:
        """Return wall-clock time in ticks since local midnight of day 0; any shape."""
        shift = self._shifts[np.searchsorted(self._changes, ticks, side="right")]
        return np.asarray(ticks + shift + self._at_zero, dtype=np.int64)

    @property
    def changes(self) -> tuple[Ticks, Ticks]:
        """Return the wall clock right after each change, and what it is ahead of ticks between.

        Shapes (K,) and (K + 1,). An hour that the clocks go through twice is read as the second.
        """
        return self.wall(self._changes), self._shifts + self._at_zero

    def milliseconds(self, ticks: Ticks) -> Ticks:
        """Return wall-clock time in ms since 1970, as plotly's date axes count it."""
        return self.wall(ticks) * self.tick_ms + self.base_ms

    def text(self, tick: int, words: Words = ENGLISH) -> str:
        """Return a tick as local time, e.g. ``Mon 2026-06-01 06:00``."""
        at = self.clock.moment(tick)
        has_seconds = self.clock.tick_seconds < 60
        return f"{words.weekday(at)} {words.date(at, seconds=has_seconds)}"

    def day(self, tick: int, words: Words = ENGLISH) -> str:
        """Return the day of a tick, e.g. ``Mon 2026-06-01``."""
        at = self.clock.moment(tick)
        return f"{words.weekday(at)} {words.day(at)}"
