"""The append decoder: operations in the order of a list, each behind all before it.

Each takes the first working time at which its machine is free for good. What is found is an
earliest schedule for the sequences the list gives to machines (a semi-active one). Gaps are for
`solvers.search.decoder_general`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.decoder_clock import earliest, worked
from solvers.search.decoder_facts import (
    CALENDAR,
    CHANGE,
    COUNT,
    DEADLINE,
    DURATION,
    ELASTIC,
    END,
    HOLD_FIRST,
    HOLD_LAST,
    HORIZON,
    INITIAL_STATE,
    LANE_FIRST,
    LANE_LAST,
    LEFT,
    MACHINE,
    MAY_PAUSE,
    MODE,
    MODE_FIRST,
    MODE_LAST,
    NUM_MACHINES,
    PIN,
    PREPARATION,
    RESOURCE,
    SETUP,
    SETUP_CALENDAR,
    START,
    STATE,
    UNITS,
    Listing,
    hold_row,
    machine_row,
    mode_row,
    op_row,
    place,
    setup_of,
)
from solvers.search.decoder_ready import ready
from solvers.search.jit import inner, lean

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["append", "empty"]

_LEFT_STATE, _MOMENT = range(2)
"""What is remembered of a machine with setups: the state it was left in, and the tick at which
its last operation ran if that had no length."""


@lean
def empty(facts: Ints, memory: Ints) -> None:
    """Forget all that was placed."""
    for index in range(memory.size):
        memory[index] = 0
    for machine in range(facts[NUM_MACHINES]):
        at = facts[LEFT] + 2 * machine
        memory[at + _LEFT_STATE] = facts[machine_row(facts, machine) + INITIAL_STATE]
        memory[at + _MOMENT] = -1


@lean
def append(facts: Ints, memory: Ints, listing: Listing, first: int, last: int) -> int:
    """Place a part of a list; all before it has been placed.

    Parameters
    ----------
    facts, memory
        The problem, and what has been placed so far.
    listing
        What to place.
    first, last
        Positions in its order, from the first to the one before the last.

    Returns
    -------
    int
        `last`, or the position of the first operation that has no place: it would end after the
        horizon or its deadline, or start after its pin.
    """
    for index in range(first, last):
        op = listing.order[index]
        mode = listing.mode[op]
        if mode < 0:
            mode = _quickest(facts, memory, op)
        if mode < 0:
            return index
        start, end, changeover = _find(facts, memory, op, mode)
        if start < 0:
            return index
        memory[place(op) + MODE] = mode
        memory[place(op) + START] = start
        memory[place(op) + END] = end
        memory[place(op) + CHANGE] = changeover
        _take(facts, memory, mode, start, end)
    return last


@inner
def _quickest(facts: Ints, memory: Ints, op: int) -> int:
    """Return the mode in which an operation ends first, of equals the lower changeover; or -1."""
    best, best_end, best_change = -1, 0, 0
    for mode in range(facts[op_row(facts, op) + MODE_FIRST], facts[op_row(facts, op) + MODE_LAST]):
        start, end, change = _find(facts, memory, op, mode)
        if start >= 0 and (
            best < 0 or end < best_end or (end == best_end and change < best_change)
        ):
            best, best_end, best_change = mode, end, change
    return best


@inner
def _find(facts: Ints, memory: Ints, op: int, mode: int) -> tuple[int, int, int]:
    """Return start, end and changeover of an operation in a mode, or (-1, -1, -1)."""
    low, until = ready(facts, memory, op, mode)
    if low < 0:
        return -1, -1, -1
    low, change = _free_from(facts, memory, mode, low)
    if low < 0:
        return -1, -1, -1
    start, end = _span(facts, op, mode, low)
    machine = facts[mode_row(facts, mode) + MACHINE]
    if 0 <= start == end and machine >= 0 and memory[facts[LEFT] + 2 * machine + _MOMENT] == start:
        start, end = _span(facts, op, mode, start + 1)  # which of the two runs first would be open
    if start >= 0 and end < until:
        if facts[op_row(facts, op) + ELASTIC] == 0:  # pinned work: all other starts late enough
            return -1, -1, -1
        end = until
    deadline = facts[op_row(facts, op) + DEADLINE]
    if start < 0 or end > facts[HORIZON] or (deadline >= 0 and end > deadline):
        return -1, -1, -1
    return start, end, change


@inner
def _span(facts: Ints, op: int, mode: int, low: int) -> tuple[int, int]:
    """Return the first start from a tick on, or the pinned one, and the end; or (-1, -1)."""
    clock, calendar = facts, facts[mode_row(facts, mode) + CALENDAR]
    duration, may_pause = (
        facts[mode_row(facts, mode) + DURATION],
        facts[mode_row(facts, mode) + MAY_PAUSE] != 0,
    )
    pin = facts[op_row(facts, op) + PIN]
    if pin < 0:
        return earliest(clock, calendar, low, duration, may_pause)
    end = worked(clock, calendar, pin, duration)
    if low > pin or end < 0 or (end - pin != duration and not may_pause):
        return -1, -1
    return pin, end


@inner
def _free_from(facts: Ints, memory: Ints, mode: int, low: int) -> tuple[int, int]:
    """Return from which tick on all a mode holds is free, and the changeover; -1 for never."""
    machine, change = facts[mode_row(facts, mode) + MACHINE], 0
    if machine >= 0:
        free = memory[
            facts[machine_row(facts, machine) + LANE_FIRST]
            + facts[mode_row(facts, mode) + UNITS]
            - 1
        ]
        if facts[machine_row(facts, machine) + SETUP] >= 0:
            free, change = _changed(facts, memory, mode, free)
        low = max(low, free) if free >= 0 else -1
    for row in range(
        facts[mode_row(facts, mode) + HOLD_FIRST], facts[mode_row(facts, mode) + HOLD_LAST]
    ):
        first = facts[machine_row(facts, facts[hold_row(facts, row) + RESOURCE]) + LANE_FIRST]
        low = max(low, memory[first + facts[hold_row(facts, row) + COUNT] - 1]) if low >= 0 else -1
    return low, change


@inner
def _changed(facts: Ints, memory: Ints, mode: int, free: int) -> tuple[int, int]:
    """Return when the changeover of a machine free from a tick on is done, and how long it is."""
    machine = facts[mode_row(facts, mode) + MACHINE]
    before, after = (
        memory[facts[LEFT] + 2 * machine + _LEFT_STATE],
        facts[mode_row(facts, mode) + STATE],
    )
    change = facts[mode_row(facts, mode) + PREPARATION] + setup_of(facts, machine, before, after)
    calendar = facts[machine_row(facts, machine) + SETUP_CALENDAR]
    return worked(facts, calendar, free, change), change


@inner
def _take(facts: Ints, memory: Ints, mode: int, start: int, end: int) -> None:
    """Let an operation hold its units until its end."""
    machine = facts[mode_row(facts, mode) + MACHINE]
    if machine >= 0:
        if facts[machine_row(facts, machine) + SETUP] >= 0:
            memory[facts[LEFT] + 2 * machine + _MOMENT] = start if start == end else -1
            if facts[mode_row(facts, mode) + STATE] >= 0:
                memory[facts[LEFT] + 2 * machine + _LEFT_STATE] = facts[
                    mode_row(facts, mode) + STATE
                ]
        _take_lanes(facts, memory, (machine, facts[mode_row(facts, mode) + UNITS]), start, end)
    for row in range(
        facts[mode_row(facts, mode) + HOLD_FIRST], facts[mode_row(facts, mode) + HOLD_LAST]
    ):
        what = (facts[hold_row(facts, row) + RESOURCE], facts[hold_row(facts, row) + COUNT])
        _take_lanes(facts, memory, what, start, end)


@inner
def _take_lanes(facts: Ints, memory: Ints, what: tuple[int, int], start: int, end: int) -> None:
    """Give up the latest of the units free at `start`; those free later move down."""
    first, last = (
        facts[machine_row(facts, what[0]) + LANE_FIRST],
        facts[machine_row(facts, what[0]) + LANE_LAST],
    )
    if last - first == 1:
        memory[first] = end
        return
    if end == start:
        return
    after = first
    while after < last and memory[after] <= start:
        after += 1
    into = after - what[1]
    while after < last and memory[after] < end:
        memory[into] = memory[after]
        into += 1
        after += 1
    for lane in range(into, after):
        memory[lane] = end
