"""How many units of a resource are free from when to when: steps in the memory of a decoder.

The kernels of `solvers.dispatch.timeline` and of `Windowed` in `solvers.dispatch.holds`: a step
function of each resource, and holds that count in the windows of a calendar only. A step is two
numbers, when it begins and how many units are free until the next begins, the last for ever; the
first begins at 0. Steps of equal height are merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.decoder_clock import calendar_row, window_at, window_row
from solvers.search.decoder_facts import (
    CLOSES,
    FIRST,
    LAST,
    OPENS,
    SIZES,
    STEP_FIRST,
    machine_row,
)
from solvers.search.jit import inner, lean, outlined

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["next_free", "next_free_in", "reserve", "reserve_in", "take_away"]

_FREE = 1
"""Where the free units of a step are, behind the tick at which it begins."""


@inner
def _steps(facts: Ints, memory: Ints, resource: int) -> tuple[int, int]:
    """Return where the steps of a resource begin and end."""
    first = facts[machine_row(facts, resource) + STEP_FIRST]
    return first, first + 2 * memory[facts[SIZES] + resource]


@inner
def _step_at(memory: Ints, rows: tuple[int, int], tick: int) -> int:
    """Return the step that a tick is in."""
    low, high = rows
    while high - low > 2:
        middle = low + ((high - low) >> 2 << 1)
        if memory[middle] <= tick:
            low = middle
        else:
            high = middle
    return low


@outlined
def next_free(
    facts: Ints, memory: Ints, hold: tuple[int, int], stretch: tuple[int, int], length: int
) -> int:
    """Return the start of a stretch if units are free in it, else the next tick worth trying.

    Parameters
    ----------
    facts, memory
        What is free.
    hold
        Resource, and how many units are needed.
    stretch
        Start and end; one without length must not lie within a busy one.
    length
        Work takes at least so long: shorter gaps are passed over.

    Returns
    -------
    int
        -1 if the resource never has as many units.
    """
    (resource, units), (start, end) = hold, stretch
    rows = _steps(facts, memory, resource)
    row = _step_at(memory, rows, start)
    is_moment = start == end and memory[row] == start and row > rows[0]
    if is_moment and memory[row - 2 + _FREE] >= units:
        return start
    busy = row
    while busy < rows[1] and (memory[busy] < end or busy == row):
        if memory[busy + _FREE] < units:
            return _gap(memory, busy, rows[1], units, length)
        busy += 2
    return start


@inner
def _gap(memory: Ints, row: int, last: int, units: int, length: int) -> int:
    """Return the start of the first long enough gap after a busy step, -1 if there is none."""
    while row < last:
        while row < last and memory[row + _FREE] < units:
            row += 2
        if row == last:
            return -1
        begin = memory[row]
        while memory[row + _FREE] >= units:
            row += 2
            if row == last or memory[row] - begin >= length:
                return begin
    return -1


@outlined
def reserve(facts: Ints, memory: Ints, hold: tuple[int, int], start: int, end: int) -> None:
    """Take the units of a hold in a stretch, or give them back if negative."""
    if start >= end:
        return
    resource, units = hold
    rows = _steps(facts, memory, resource)
    size = (rows[1] - rows[0]) >> 1
    first = _step_at(memory, rows, start)
    size, first = _split(memory, rows[0], size, first, start)
    last = first
    while last + 2 < rows[0] + 2 * size and memory[last + 2] <= end:
        last += 2
    size, last = _split(memory, rows[0], size, last, end)
    for row in range(first, last, 2):
        memory[row + _FREE] -= units
    size = _merge(memory, rows[0], size, last)
    if first > rows[0]:
        size = _merge(memory, rows[0], size, first)
    memory[facts[SIZES] + resource] = size


@lean
def take_away(facts: Ints, memory: Ints, hold: tuple[int, int], start: int, end: int) -> None:
    """Take units in a stretch, for Python."""
    reserve(facts, memory, hold, start, end)


@inner
def _split(memory: Ints, begin: int, size: int, row: int, tick: int) -> tuple[int, int]:
    """Let a step begin at a tick that is in a step; return how many there are, and where it is."""
    if memory[row] == tick:
        return size, row
    for later in range(begin + 2 * size + 1, row + 3, -1):
        memory[later] = memory[later - 2]
    memory[row + 2] = tick
    memory[row + 2 + _FREE] = memory[row + _FREE]
    return size + 1, row + 2


@inner
def _merge(memory: Ints, begin: int, size: int, row: int) -> int:
    """Remove a step as high as the one before it; return how many there are."""
    if memory[row + _FREE] != memory[row - 2 + _FREE]:
        return size
    for later in range(row, begin + 2 * size - 2):
        memory[later] = memory[later + 2]
    return size - 1


@inner
def _window_from(facts: Ints, calendar: int, tick: int) -> int:
    """Return the window a tick is in, or else the next."""
    row = window_at(facts, calendar, tick)
    is_before = row < facts[calendar_row(facts, calendar) + FIRST]
    return row + 1 if is_before or tick >= facts[window_row(facts, row) + CLOSES] else row


@outlined
def next_free_in(
    facts: Ints, memory: Ints, hold: tuple[int, int, int], stretch: tuple[int, int], length: int
) -> int:
    """Return what `next_free` does for units that count in the windows of a calendar only.

    Parameters
    ----------
    facts, memory
        What is free.
    hold
        Resource, units and calendar.
    stretch, length
        Start and end; ticks of windows that the work takes at least.
    """
    (resource, units, calendar), (start, end) = hold, stretch
    window, last = _window_from(facts, calendar, start), facts[calendar_row(facts, calendar) + LAST]
    rows = _steps(facts, memory, resource)
    while window < last and facts[window_row(facts, window) + OPENS] < end:
        begin = max(start, facts[window_row(facts, window) + OPENS])
        until = min(end, facts[window_row(facts, window) + CLOSES])
        row = _step_at(memory, rows, begin)
        while row < rows[1] and memory[row] < until:
            if memory[row + _FREE] < units:
                tick = max(begin, memory[row])
                return _gap_in(facts, memory, (rows[0], rows[1], units, calendar), tick, length)
            row += 2
        window += 1
    return start


@inner
def _gap_in(
    facts: Ints, memory: Ints, hold: tuple[int, int, int, int], tick: int, length: int
) -> int:
    """Return the first tick of a window after `tick` from which on units stay free, or -1."""
    first, last, units, calendar = hold
    begin, missing = -1, length
    for row in range(
        _window_from(facts, calendar, tick), facts[calendar_row(facts, calendar) + LAST]
    ):
        window = window_row(facts, row)
        now = max(tick, facts[window + OPENS])
        step = _step_at(memory, (first, last), now)
        while now < facts[window + CLOSES]:
            until = facts[window + CLOSES]
            if step + 2 < last:
                until = min(until, memory[step + 2])
            if memory[step + _FREE] < units:
                begin, missing = -1, length
            else:
                begin, missing = (begin if begin >= 0 else now), missing - (until - now)
                if missing <= 0:
                    return begin
            now, step = until, step + 2
    return -1


@outlined
def reserve_in(facts: Ints, memory: Ints, hold: tuple[int, int, int], start: int, end: int) -> None:
    """Take the units of a hold in every window of its calendar, or give them back."""
    resource, units, calendar = hold
    row, last = _window_from(facts, calendar, start), facts[calendar_row(facts, calendar) + LAST]
    while row < last and facts[window_row(facts, row) + OPENS] < end:
        window = window_row(facts, row)
        begin, until = max(start, facts[window + OPENS]), min(end, facts[window + CLOSES])
        reserve(facts, memory, (resource, units), begin, until)
        row += 1
