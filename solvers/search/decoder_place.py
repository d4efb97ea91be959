"""One operation at a time in the general decoder: where it fits first, and putting it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.decoder_clock import earliest_ending, worked
from solvers.search.decoder_facts import (
    CALENDAR,
    CHANGE,
    DEADLINE,
    DURATION,
    ELASTIC,
    END,
    FAMILY,
    HOLD_FIRST,
    HOLD_LAST,
    HORIZON,
    MACHINE,
    MAY_PAUSE,
    MODE,
    MODE_FIRST,
    MODE_LAST,
    OWNER,
    PIN,
    SETUP,
    START,
    machine_row,
    mode_row,
    op_row,
    place,
)
from solvers.search.decoder_held import PUT_OFF, fit, free_from, queue, take, write
from solvers.search.decoder_ready import ready
from solvers.search.decoder_sequence import find_slot, put_in_sequence, stretches
from solvers.search.decoder_sessions import enter, find_session, session_at
from solvers.search.jit import outlined

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["best_mode", "earliest_start", "find", "pin", "put", "settle"]

_NO_LIMIT = 2**62


@outlined
def earliest_start(facts: Ints, memory: Ints, op: int, mode: int) -> tuple[int, int]:
    """Return the earliest start, -1 for never, and until when an elastic operation waits."""
    low, until = ready(facts, memory, op, mode)
    if low >= 0 and memory[queue(facts, op) + PUT_OFF] > 0:
        tick = earliest_ending(
            facts,
            facts[mode_row(facts, mode) + CALENDAR],
            memory[queue(facts, op) + PUT_OFF],
            facts[mode_row(facts, mode) + DURATION],
            facts[mode_row(facts, mode) + MAY_PAUSE] != 0,
        )
        low = max(low, tick) if tick >= 0 else -1
    return low, until if facts[op_row(facts, op) + ELASTIC] else 0


@outlined
def find(facts: Ints, memory: Ints, mode: int, low: int, until: int) -> tuple[int, int, int, int]:
    """Return start, end, changeover and position of the first place of a mode from a tick on.

    The start is -1 if there is none, or it is past the deadline; the position -1 where there is
    no sequence. Until the other tick an elastic operation waits at its end.
    """
    machine = facts[mode_row(facts, mode) + MACHINE]
    change, position = 0, -1
    if facts[mode_row(facts, mode) + FAMILY] >= 0:
        start, end = find_session(facts, memory, mode, low, until)
    elif machine >= 0 and facts[machine_row(facts, machine) + SETUP] >= 0:
        work = (facts[mode_row(facts, mode) + DURATION], until, position)
        start, end, change, position = find_slot(facts, memory, mode, low, work)
    else:
        start, end = fit(facts, memory, mode, low, until)
    deadline = facts[op_row(facts, facts[mode_row(facts, mode) + OWNER]) + DEADLINE]
    if 0 <= deadline < end:
        start = -1
    return start, end, change, position


@outlined
def best_mode(
    facts: Ints, memory: Ints, op: int, wanted: int, last: int
) -> tuple[int, int, int, int, int]:
    """Return the mode that ends first, with start, end, changeover and position; mode -1 if none.

    Parameters
    ----------
    facts, memory, op
        What is to run; all its predecessors have been placed.
    wanted
        The mode to take, -1 for any.
    last
        If some mode starts by this tick, others do not count; else the one that starts first.
    """
    best = (-1, -1, -1, 0, -1)
    found = (_NO_LIMIT, _NO_LIMIT, _NO_LIMIT)
    first, end_of_modes = (
        facts[op_row(facts, op) + MODE_FIRST],
        facts[op_row(facts, op) + MODE_LAST],
    )
    if wanted >= 0 and first <= wanted < end_of_modes:
        first, end_of_modes = wanted, wanted + 1
    for mode in range(first, end_of_modes):
        low, until = earliest_start(facts, memory, op, mode)
        if low >= 0:
            start, end, change, position = find(facts, memory, mode, low, until)
            value = (max(0, start - last), end, change)
            if start >= 0 and value < found:
                best, found = (mode, start, end, change, position), value
    return best


@outlined
def put(facts: Ints, memory: Ints, op: int, spot: tuple[int, int, int, int, int]) -> bool:
    """Run an operation where `best_mode` said; tell whether it can, as it always should."""
    mode, start, end, change, position = spot
    write(facts, memory, place(op) + MODE, mode)
    write(facts, memory, place(op) + START, start)
    write(facts, memory, place(op) + END, end)
    write(facts, memory, place(op) + CHANGE, change)
    if facts[mode_row(facts, mode) + FAMILY] >= 0:
        return enter(facts, memory, op, facts[op_row(facts, op) + PIN] >= 0)
    for row in range(
        facts[mode_row(facts, mode) + HOLD_FIRST], facts[mode_row(facts, mode) + HOLD_LAST]
    ):
        take(facts, memory, row, start, end)
    if position >= 0:
        put_in_sequence(facts, memory, op, position)
    return True


@outlined
def pin(facts: Ints, memory: Ints, op: int, wanted: int) -> bool:
    """Take what a pinned operation holds, before anybody else can; tell whether it is free."""
    start = facts[op_row(facts, op) + PIN]
    first, last = facts[op_row(facts, op) + MODE_FIRST], facts[op_row(facts, op) + MODE_LAST]
    if wanted >= 0:
        first, last = wanted, wanted + 1
    for mode in range(first, last):
        duration = facts[mode_row(facts, mode) + DURATION]
        end = worked(facts, facts[mode_row(facts, mode) + CALENDAR], start, duration)
        is_broken = end - start != duration and facts[mode_row(facts, mode) + MAY_PAUSE] == 0
        if end < 0 or end > facts[HORIZON] or is_broken:
            continue
        machine = facts[mode_row(facts, mode) + MACHINE]
        change, position = 0, -1
        if not (
            _is_joined(facts, memory, mode, start) or _is_free(facts, memory, mode, start, end)
        ):
            continue
        if machine >= 0 and facts[machine_row(facts, machine) + SETUP] >= 0:
            slot = find_slot(facts, memory, mode, start, (change, change, end - start))
            if slot[0] != start:
                continue
            change, position = slot[2], slot[3]
        return put(facts, memory, op, (mode, start, end, change, position))
    return False


@outlined
def _is_joined(facts: Ints, memory: Ints, mode: int, start: int) -> bool:
    return (
        facts[mode_row(facts, mode) + FAMILY] >= 0 and session_at(facts, memory, mode, start) >= 0
    )


@outlined
def _is_free(facts: Ints, memory: Ints, mode: int, start: int, end: int) -> bool:
    for row in range(
        facts[mode_row(facts, mode) + HOLD_FIRST], facts[mode_row(facts, mode) + HOLD_LAST]
    ):
        if free_from(facts, memory, row, (start, end), 0) != start:
            return False
    return True


@outlined
def settle(facts: Ints, memory: Ints, op: int) -> bool:
    """Tell whether pinned work starts no sooner than its predecessors let it.

    An elastic one waits for them at its end, if all it holds is free.
    """
    mode, start, end = memory[place(op) + MODE], memory[place(op) + START], memory[place(op) + END]
    low, until = ready(facts, memory, op, mode)
    if low < 0 or low > start or 0 <= facts[op_row(facts, op) + DEADLINE] < max(end, until):
        return False
    if until <= end:
        return True
    if (
        not facts[op_row(facts, op) + ELASTIC]
        or until > facts[HORIZON]
        or facts[mode_row(facts, mode) + FAMILY] >= 0
    ):
        return False
    return _is_free(facts, memory, mode, end, until) and _stretch(facts, memory, op, until)


@outlined
def _stretch(facts: Ints, memory: Ints, op: int, end: int) -> bool:
    mode, before = memory[place(op) + MODE], memory[place(op) + END]
    machine = facts[mode_row(facts, mode) + MACHINE]
    if (
        machine >= 0
        and facts[machine_row(facts, machine) + SETUP] >= 0
        and not stretches(facts, memory, op, end)
    ):
        return False
    for row in range(
        facts[mode_row(facts, mode) + HOLD_FIRST], facts[mode_row(facts, mode) + HOLD_LAST]
    ):
        take(facts, memory, row, before, end)
    write(facts, memory, place(op) + END, end)
    return True
