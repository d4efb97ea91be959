"""Working time in kernels: what `solvers.flat_calendar.FlatCalendar` answers, in constant time.

A table says for every stretch of ``2 ** shift`` ticks, and for every stretch of as much work, which
window it begins in; from there few windows are looked at.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = [
    "Clock",
    "begin",
    "clock_of",
    "done",
    "earliest",
    "earliest_ending",
    "latest",
    "to_work",
    "worked",
]


class Clock(NamedTuple):
    """Calendars as flat arrays; all int64.

    Windows of calendar c are rows ``first[c]`` to ``first[c + 1]``, working from ``start`` to
    ``end`` after ``passed`` ticks of work. Row ``table[c] + (tick >> shift)`` of `by_tick` is the
    last window that starts at or before that stretch of ticks, or ``first[c] - 1``; `by_work`
    likewise for the last window with less work before it, or ``first[c]``.
    """

    first: Ints
    start: Ints
    end: Ints
    passed: Ints
    total: Ints
    """(C,): working ticks of each calendar."""
    longest: Ints
    """(C,): length of the longest window."""
    table: Ints
    by_tick: Ints
    by_work: Ints
    shift: int
    reach: int
    """Last stretch the tables know; later ticks are looked up there."""


def clock_of(problem: Problem) -> Clock:
    """Return the calendars of a problem for kernels."""
    first = problem.calendar_ptr
    start, end = problem.window_start, problem.window_end
    passed, total, longest = np.zeros_like(start), [], []
    for begins, ends in pairwise(first.tolist()):
        lengths = end[begins:ends] - start[begins:ends]
        passed[begins:ends] = np.cumsum(lengths) - lengths
        total.append(int(lengths.sum()))
        longest.append(int(lengths.max(initial=0)))
    shift = _shift(problem)
    reach = problem.horizon >> shift
    ticks = np.arange(reach + 1, dtype=np.int64) << shift
    by_tick, by_work = [], []
    for begins, ends in pairwise(first.tolist()):
        by_tick.append(np.searchsorted(start[begins:ends], ticks, side="right") - 1 + begins)
        before = np.searchsorted(passed[begins:ends], ticks, side="left") - 1
        by_work.append(np.maximum(before, 0) + begins)
    none = [np.zeros(0, dtype=np.int64)]
    return Clock(
        first=first,
        start=start,
        end=end,
        passed=passed,
        total=np.array(total, dtype=np.int64),
        longest=np.array(longest, dtype=np.int64),
        table=np.arange(len(total), dtype=np.int64) * (reach + 1),
        by_tick=np.concatenate(by_tick or none).astype(np.int64),
        by_work=np.concatenate(by_work or none).astype(np.int64),
        shift=shift,
        reach=reach,
    )


def _shift(problem: Problem) -> int:
    """Return how long a stretch is: about half as long as windows are apart."""
    most = int(np.diff(problem.calendar_ptr).max(initial=1))
    apart = max(1, problem.horizon // max(1, 2 * most))
    return max(0, min(int(apart).bit_length() - 1, 40))


@inner
def _window(clock: Clock, calendar: int, tick: int) -> int:
    """Return the last window that starts at or before a tick; ``first - 1`` if none does."""
    stretch = max(0, min(tick >> clock.shift, clock.reach))
    row = clock.by_tick[clock.table[calendar] + stretch]
    last = clock.first[calendar + 1] - 1
    while row < last and clock.start[row + 1] <= tick:
        row += 1
    while tick < 0 and row >= clock.first[calendar] and clock.start[row] > tick:
        row -= 1  # work under way may have begun before the plan
    return row


@inner
def _window_of_work(clock: Clock, calendar: int, work: int) -> int:
    """Return the last window with less than `work` before it, the first for no work."""
    row = clock.by_work[clock.table[calendar] + min(work >> clock.shift, clock.reach)]
    last = clock.first[calendar + 1] - 1
    while row < last and clock.passed[row + 1] < work:
        row += 1
    return row


@outlined
def to_work(clock: Clock, calendar: int, tick: int) -> int:
    """Return the working time before a tick that is not negative."""
    row = _window(clock, calendar, tick)
    if row < clock.first[calendar]:
        return 0
    return clock.passed[row] + min(tick, clock.end[row]) - clock.start[row]


@outlined
def done(clock: Clock, calendar: int, work: int) -> int:
    """Return the tick at which so much work is done, -1 if there is not as much."""
    if work > clock.total[calendar] or clock.first[calendar] == clock.first[calendar + 1]:
        return -1
    row = _window_of_work(clock, calendar, work)
    return clock.start[row] + work - clock.passed[row]


@outlined
def begin(clock: Clock, calendar: int, work: int) -> int:
    """Return the tick at which work begins at a coordinate of 0 or more, -1 if none is left."""
    if work >= clock.total[calendar]:
        return -1
    row = _window_of_work(clock, calendar, work + 1)
    return clock.start[row] + work - clock.passed[row]


@outlined
def worked(clock: Clock, calendar: int, tick: int, work: int) -> int:
    """Return when `work` ticks from a tick on are worked, -1 if never; `tick` for none."""
    if work == 0:
        return tick
    return done(clock, calendar, to_work(clock, calendar, tick) + work)


@outlined
def earliest(
    clock: Clock, calendar: int, tick: int, duration: int, is_interruptible: bool
) -> tuple[int, int]:
    """Return start and end of work that starts at `tick` at the earliest, or (-1, -1)."""
    row = _window(clock, calendar, tick)
    last = clock.first[calendar + 1] - 1
    if row < clock.first[calendar] or tick >= clock.end[row]:
        row += 1
        if row > last:
            return -1, -1
        tick = clock.start[row]
    if tick + duration <= clock.end[row]:
        return tick, tick + duration
    if is_interruptible:
        end = done(clock, calendar, clock.passed[row] + tick - clock.start[row] + duration)
        return (tick, end) if end >= 0 else (-1, -1)
    if duration > clock.longest[calendar]:
        return -1, -1
    for later in range(row + 1, last + 1):
        if clock.start[later] + duration <= clock.end[later]:
            return clock.start[later], clock.start[later] + duration
    return -1, -1


@outlined
def earliest_ending(
    clock: Clock, calendar: int, tick: int, duration: int, is_interruptible: bool
) -> int:
    """Return the first tick from which on work does not end before `tick`, -1 if none is."""
    if duration == 0 or not is_interruptible:
        return max(tick - duration, 0)
    work = to_work(clock, calendar, tick)
    if done(clock, calendar, work) < tick:
        work += 1
    return begin(clock, calendar, max(work - duration, 0))


@outlined
def latest(
    clock: Clock, calendar: int, last_start: int, last_end: int, work: tuple[int, bool]
) -> int:
    """Return the last working tick by `last_start` from which work ends by `last_end`.

    Parameters
    ----------
    clock, calendar
        When it advances.
    last_start, last_end
        Ticks; limits.
    work
        Duration, and whether it is interruptible.

    Returns
    -------
    int
        -1 if there is none.
    """
    duration, is_interruptible = work
    if last_start < 0 or last_end < 0:
        return -1
    left = to_work(clock, calendar, last_end) - duration
    if duration == 0:
        return _working_until(clock, calendar, min(last_start, last_end))
    if left < 0:
        return -1
    start = min(_working_until(clock, calendar, last_start), begin(clock, calendar, left))
    if is_interruptible or start < 0:
        return start
    start = min(last_start, last_end - duration)
    if start < 0:
        return -1
    row = _window(clock, calendar, start)
    while row >= clock.first[calendar]:
        fits = min(start, clock.end[row] - duration)
        if fits >= clock.start[row]:
            return fits
        row -= 1
    return -1


@inner
def _working_until(clock: Clock, calendar: int, tick: int) -> int:
    """Return the last working tick at or before `tick`, -1 if there is none."""
    row = _window(clock, calendar, tick)
    if row < clock.first[calendar]:
        return -1
    return min(tick, clock.end[row] - 1)
