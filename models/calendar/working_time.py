"""Working time as sorted windows, and the two ways to count time along them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np

if TYPE_CHECKING:
    Ticks = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["WorkingTime"]


@dataclass(frozen=True, eq=False)
class WorkingTime:
    r"""When work advances: windows :math:`[a_k, b_k)` with a number of units present.

    The *work coordinate* of a tick is the working time that has passed before it,
    :math:`W(t) = \sum_k |[a_k, b_k) \cap [-\infty, t)|`. An operation that is suspended outside
    working time is one plain interval in work coordinates.

    Parameters
    ----------
    starts, ends
        Shape (K,), int64 ticks, sorted, disjoint, ``starts < ends``; windows may touch where the
        count changes.
    counts
        Shape (K,), int64 units present, at least 1.
    """

    starts: Ticks
    ends: Ticks
    counts: Ticks

    @classmethod
    def of(cls, windows: list[tuple[int, int]] | list[tuple[int, int, int]]) -> WorkingTime:
        """Return working time from ``(start, end)`` or ``(start, end, count)`` rows."""
        rows = np.array(
            [(row[0], row[1], row[2] if len(row) > 2 else 1) for row in windows], dtype=np.int64
        ).reshape(-1, 3)
        return cls(rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].copy())

    @classmethod
    def always(cls, since: int, until: int, count: int = 1) -> WorkingTime:
        """Return working time without a break."""
        return cls.of([(since, until, count)])

    @cached_property
    def cumulative(self) -> Ticks:
        """Return the working time before each window and after the last; shape (K + 1,)."""
        return np.concatenate(([0], np.cumsum(self.ends - self.starts))).astype(np.int64)

    @property
    def total(self) -> int:
        """Return the whole working time in ticks."""
        return int(self.cumulative[-1])

    @property
    def is_uniform(self) -> bool:
        """Tell whether the same number of units is present in every window."""
        return bool(self.counts.size == 0 or (self.counts == self.counts[0]).all())

    @overload
    def to_work(self, tick: int) -> int: ...
    @overload
    def to_work(self, tick: Ticks) -> Ticks: ...
    def to_work(self, tick: int | Ticks) -> int | Ticks:
        """Return the work coordinate of a wall-clock tick."""
        if not self.starts.size:
            return 0 if isinstance(tick, int) else np.zeros_like(tick)
        window = np.searchsorted(self.starts, tick, side="right") - 1
        inside = np.maximum(window, 0)
        passed = np.minimum(tick, self.ends[inside]) - self.starts[inside]
        work = self.cumulative[inside] + np.where(window < 0, 0, passed)
        return int(work) if isinstance(tick, int) else work

    @overload
    def to_wall_start(self, work: int) -> int: ...
    @overload
    def to_wall_start(self, work: Ticks) -> Ticks: ...
    def to_wall_start(self, work: int | Ticks) -> int | Ticks:
        """Return the tick at which work *begins* that starts at a work coordinate.

        At the seam of two windows this is the start of the later one.

        Raises
        ------
        ValueError
            If the coordinate is not before the end of the last window.
        """
        if np.any(np.asarray(work) >= self.total):
            message = f"work coordinate {np.max(work)} is beyond the calendar's {self.total} ticks"
            raise ValueError(message)
        window = np.searchsorted(self.cumulative, work, side="right") - 1
        wall = self.starts[window] + (work - self.cumulative[window])
        return int(wall) if isinstance(work, int) else wall

    @overload
    def to_wall_end(self, work: int) -> int: ...
    @overload
    def to_wall_end(self, work: Ticks) -> Ticks: ...
    def to_wall_end(self, work: int | Ticks) -> int | Ticks:
        """Return the tick at which work *is done* that ends at a work coordinate.

        At the seam of two windows this is the end of the earlier one; coordinate 0 is the start
        of the first window.

        Raises
        ------
        ValueError
            If the coordinate is beyond the end of the last window.
        """
        if np.any(np.asarray(work) > self.total) or not self.starts.size:
            message = f"work coordinate {np.max(work)} is beyond the calendar's {self.total} ticks"
            raise ValueError(message)
        window = np.maximum(np.searchsorted(self.cumulative, work, side="left") - 1, 0)
        wall = self.starts[window] + (work - self.cumulative[window])
        return int(wall) if isinstance(work, int) else wall

    def first_fit(self, work: int, duration: int) -> int:
        """Return the first coordinate from `work` on with room for `duration` in one window.

        Without such a window that is `total`.
        """
        begins = np.maximum(self.cumulative[:-1], work)
        fits = np.flatnonzero(self.cumulative[1:] - begins >= max(duration, 1))
        return int(begins[fits[0]]) if fits.size else self.total

    def at_least(self, units: int) -> WorkingTime:
        """Return the windows in which ``units`` or more are present; seams are closed."""
        keep = self.counts >= units
        ones = np.ones(int(keep.sum()), dtype=np.int64)
        return WorkingTime(self.starts[keep], self.ends[keep], ones).merged()

    def merged(self) -> WorkingTime:
        """Return the same working time with touching windows of equal count made one."""
        if self.starts.size < 2:
            return self
        joins = (self.starts[1:] == self.ends[:-1]) & (self.counts[1:] == self.counts[:-1])
        first = np.concatenate(([True], ~joins))
        last = np.concatenate((~joins, [True]))
        return WorkingTime(self.starts[first], self.ends[last], self.counts[first])

    def intersect(self, other: WorkingTime) -> WorkingTime:
        """Return when both work, with the smaller count."""
        first = other.ends.searchsorted(self.starts, "right")
        many = np.maximum(other.starts.searchsorted(self.ends) - first, 0)
        mine = np.repeat(np.arange(many.size), many)
        # of each window of mine, one after the other, those of theirs that it meets
        theirs = np.arange(mine.size) + np.repeat(first - np.cumsum(many) + many, many)
        return WorkingTime(
            np.maximum(self.starts[mine], other.starts[theirs]),
            np.minimum(self.ends[mine], other.ends[theirs]),
            np.minimum(self.counts[mine], other.counts[theirs]),
        ).merged()

    def same_windows(self, other: WorkingTime) -> bool:
        """Tell whether both have the same windows, whatever the counts."""
        return np.array_equal(self.starts, other.starts) and np.array_equal(self.ends, other.ends)
