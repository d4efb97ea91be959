"""Working time for the decoders: the kernels of `solvers.search.clock` on their array of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.decoder_facts import (
    BY_TICK,
    BY_WORK,
    CALENDARS,
    CLOSES,
    FIRST,
    LAST,
    LONGEST,
    OPENS,
    PASSED_WORK,
    REACH,
    SHIFT,
    TABLE,
    TOTAL,
    WINDOWS,
)
from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = [
    "begin_of",
    "calendar_row",
    "done",
    "earliest",
    "earliest_ending",
    "to_work",
    "window_at",
    "window_row",
    "worked",
]


@inner
def calendar_row(facts: Ints, calendar: int) -> int:
    """Return where what is known of a calendar begins."""
    return facts[CALENDARS] + 8 * calendar


@inner
def window_row(facts: Ints, row: int) -> int:
    """Return where what is known of a window begins: when it opens and closes, work before it."""
    return facts[WINDOWS] + 4 * row


@inner
def window_at(facts: Ints, calendar: int, tick: int) -> int:
    """Return the last window that opens at or before a tick; the one before all if none does."""
    about, stretch = calendar_row(facts, calendar), max(0, min(tick >> facts[SHIFT], facts[REACH]))
    row = facts[facts[BY_TICK] + facts[about + TABLE] + stretch]
    while row + 1 < facts[about + LAST] and facts[window_row(facts, row + 1) + OPENS] <= tick:
        row += 1
    return row


@inner
def _work_in(facts: Ints, row: int, tick: int) -> int:
    """Return the work before a tick that is in a window, or after it."""
    window = window_row(facts, row)
    return facts[window + PASSED_WORK] - facts[window + OPENS] + min(tick, facts[window + CLOSES])


@inner
def _tick_in(facts: Ints, calendar: int, work: int, least: int) -> int:
    """Return the tick of some work in the last window with less than `least` before it."""
    about, stretch = calendar_row(facts, calendar), min(least >> facts[SHIFT], facts[REACH])
    row = facts[facts[BY_WORK] + facts[about + TABLE] + stretch]
    while row + 1 < facts[about + LAST] and facts[window_row(facts, row + 1) + PASSED_WORK] < least:
        row += 1
    window = window_row(facts, row)
    return facts[window + OPENS] + work - facts[window + PASSED_WORK]


@outlined
def to_work(facts: Ints, calendar: int, tick: int) -> int:
    """Return the working time before a tick that is not negative."""
    row = window_at(facts, calendar, tick)
    return _work_in(facts, row, tick) if row >= facts[calendar_row(facts, calendar) + FIRST] else 0


@outlined
def done(facts: Ints, calendar: int, work: int) -> int:
    """Return the tick at which so much work is done, -1 if there is not as much."""
    about = calendar_row(facts, calendar)
    if facts[about + FIRST] == facts[about + LAST] or work > facts[about + TOTAL]:
        return -1
    return _tick_in(facts, calendar, work, work)


@outlined
def begin_of(facts: Ints, calendar: int, work: int) -> int:
    """Return the tick at which work begins at a coordinate of 0 or more, -1 if none is left."""
    if work >= facts[calendar_row(facts, calendar) + TOTAL]:
        return -1
    return _tick_in(facts, calendar, work, work + 1)


@outlined
def worked(facts: Ints, calendar: int, tick: int, work: int) -> int:
    """Return when `work` ticks from a tick on are worked, -1 if never; `tick` for none."""
    return done(facts, calendar, to_work(facts, calendar, tick) + work) if work else tick


@outlined
def earliest(
    facts: Ints, calendar: int, tick: int, duration: int, may_pause: bool
) -> tuple[int, int]:
    """Return start and end of work that starts at `tick` at the earliest, or (-1, -1)."""
    about, row = calendar_row(facts, calendar), window_at(facts, calendar, tick)
    if row < facts[about + FIRST] or tick >= facts[window_row(facts, row) + CLOSES]:
        row += 1
        if row >= facts[about + LAST]:
            return -1, -1
        tick = facts[window_row(facts, row) + OPENS]
    if tick + duration <= facts[window_row(facts, row) + CLOSES]:
        return tick, tick + duration
    if may_pause:
        end = done(facts, calendar, _work_in(facts, row, tick) + duration)
        return (tick, end) if end >= 0 else (-1, -1)
    if duration <= facts[about + LONGEST]:
        for later in range(row + 1, facts[about + LAST]):
            tick = facts[window_row(facts, later) + OPENS]
            if tick + duration <= facts[window_row(facts, later) + CLOSES]:
                return tick, tick + duration
    return -1, -1


@outlined
def earliest_ending(facts: Ints, calendar: int, tick: int, duration: int, may_pause: bool) -> int:
    """Return the first tick from which on work does not end before `tick`, -1 if none is."""
    if duration == 0 or not may_pause:
        return max(tick - duration, 0)
    work = to_work(facts, calendar, tick)
    if done(facts, calendar, work) < tick:
        work += 1
    return begin_of(facts, calendar, max(work - duration, 0))
