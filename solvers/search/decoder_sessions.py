"""Sessions in the general decoder: who runs together on a machine, and who may still join.

The kernels of `solvers.dispatch.sessions`: the machine is held once for a session, further
resources by each member, until it ends; a longer member lets all others end later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.decoder_clock import earliest, worked
from solvers.search.decoder_facts import (
    CALENDAR,
    DEADLINE,
    DURATION,
    END,
    FAMILY,
    FILL,
    HOLD_FIRST,
    HOLD_LAST,
    HORIZON,
    MACHINE,
    MAY_PAUSE,
    MODE,
    MOST,
    OUT_FIRST,
    OUT_LAST,
    OWNER,
    START,
    SUCCS,
    machine_row,
    mode_row,
    op_row,
    place,
)
from solvers.search.decoder_held import (
    BEGUN,
    ENDED,
    FILLED,
    IS_LOGGING,
    KIND_OF,
    LOGGED,
    MEMBER,
    NEXT,
    SESSIONS,
    WHERE,
    WORK,
    fit,
    free_from,
    queue,
    session,
    take,
    undo,
    write,
)
from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["enter", "find_session", "join", "last_start", "session_at"]

_NEVER = 2**62


@inner
def is_of(facts: Ints, memory: Ints, row: int, mode: int) -> bool:
    """Tell whether a session is on the machine of a mode, and of its family."""
    is_here = memory[session(facts, row) + WHERE] == facts[mode_row(facts, mode) + MACHINE]
    return (
        is_here and memory[session(facts, row) + KIND_OF] == facts[mode_row(facts, mode) + FAMILY]
    )


@inner
def session_at(facts: Ints, memory: Ints, mode: int, start: int) -> int:
    """Return the session that a mode joins if it starts at a tick, -1 if there is none."""
    for row in range(memory[SESSIONS]):
        if memory[session(facts, row) + BEGUN] == start and is_of(facts, memory, row, mode):
            return row
    return -1


@inner
def _next_session(facts: Ints, memory: Ints, mode: int, tick: int) -> int:
    """Return the first session a mode could join that starts at a tick or later, or -1."""
    found, first = -1, _NEVER
    for row in range(memory[SESSIONS]):
        if tick <= memory[session(facts, row) + BEGUN] < first and is_of(facts, memory, row, mode):
            found, first = row, memory[session(facts, row) + BEGUN]
    return found


@inner
def last_start(facts: Ints, memory: Ints, family: int) -> int:
    """Return when the last session of a family starts, on any machine; -1 if none."""
    last = -1
    for row in range(memory[SESSIONS]):
        if memory[session(facts, row) + KIND_OF] == family:
            last = max(last, memory[session(facts, row) + BEGUN])
    return last


@outlined
def find_session(facts: Ints, memory: Ints, mode: int, tick: int, until: int) -> tuple[int, int]:
    """Return start and end of the first session at a tick or later, new or joined; or (-1, -1)."""
    start, end = fit(facts, memory, mode, tick, until)
    row = _next_session(facts, memory, mode, tick)
    while row >= 0 and (start < 0 or memory[session(facts, row) + BEGUN] <= start):
        mark, was_logging = memory[LOGGED], memory[IS_LOGGING]
        memory[IS_LOGGING] = 1
        joint = join(facts, memory, mode, row, False)
        undo(facts, memory, mark)
        memory[IS_LOGGING] = was_logging
        if joint >= max(until, 0):
            return memory[session(facts, row) + BEGUN], joint
        row = _next_session(facts, memory, mode, memory[session(facts, row) + BEGUN] + 1)
    while (
        start >= 0 and session_at(facts, memory, mode, start) >= 0
    ):  # two at one tick would be one
        start, end = fit(facts, memory, mode, start + 1, until)
    return start, end


@outlined
def _joint_end(facts: Ints, memory: Ints, row: int, mode: int) -> int:
    """Return when a session ends, with one more member if a mode is given; -1 if it may not."""
    may_pause, member = True, memory[session(facts, row) + MEMBER]
    calendar = facts[mode_row(facts, memory[place(member) + MODE]) + CALENDAR]
    while member >= 0:
        may_pause &= facts[mode_row(facts, memory[place(member) + MODE]) + MAY_PAUSE] != 0
        member = memory[queue(facts, member) + NEXT]
    start, work = memory[session(facts, row) + BEGUN], memory[session(facts, row) + WORK]
    if mode >= 0:
        work = max(work, facts[mode_row(facts, mode) + DURATION])
        may_pause &= facts[mode_row(facts, mode) + MAY_PAUSE] != 0
    end = worked(facts, calendar, start, work)
    return end if end <= facts[HORIZON] and (may_pause or end - start == work) else -1


@outlined
def join(facts: Ints, memory: Ints, mode: int, row: int, is_pinned: bool) -> int:
    """Take all that a mode needs to join a session; return when that ends then, -1 if it cannot.

    What was taken is in the log, even if it cannot. What follows members must have no place yet;
    for pinned ones that is checked later. A session that waits for its only, elastic member is
    closed.
    """
    start, before = memory[session(facts, row) + BEGUN], memory[session(facts, row) + ENDED]
    if (
        memory[session(facts, row) + FILLED] + facts[mode_row(facts, mode) + FILL]
        > facts[machine_row(facts, facts[mode_row(facts, mode) + MACHINE]) + MOST]
    ):
        return -1
    if not (is_pinned or _starts_at(facts, mode, start)):
        return -1
    end = _joint_end(facts, memory, row, mode)
    if end < 0 or _joint_end(facts, memory, row, -1) != before:
        return -1
    if end > before and not _prolongs(facts, memory, row, (mode, end), is_pinned):
        return -1
    first = facts[mode_row(facts, mode) + HOLD_FIRST] + 1
    if not _take_if_free(
        facts, memory, (first, facts[mode_row(facts, mode) + HOLD_LAST]), start, end
    ):
        return -1
    return end


@outlined
def _starts_at(facts: Ints, mode: int, tick: int) -> bool:
    """Tell whether a mode can start at a tick, and ends before the horizon."""
    duration, may_pause = (
        facts[mode_row(facts, mode) + DURATION],
        facts[mode_row(facts, mode) + MAY_PAUSE] != 0,
    )
    start, end = earliest(facts, facts[mode_row(facts, mode) + CALENDAR], tick, duration, may_pause)
    return start == tick and end <= facts[HORIZON]


@outlined
def _prolongs(facts: Ints, memory: Ints, row: int, by: tuple[int, int], is_pinned: bool) -> bool:
    """Take what a session needs to end later; tell whether it could."""
    (mode, end), before, member = (
        by,
        memory[session(facts, row) + ENDED],
        memory[session(facts, row) + MEMBER],
    )
    machine = facts[mode_row(facts, mode) + HOLD_FIRST]
    is_free = _take_if_free(facts, memory, (machine, machine + 1), before, end)
    while is_free and member >= 0:
        if not is_pinned and _is_settled(
            facts, memory, member, end, facts[mode_row(facts, mode) + OWNER]
        ):
            return False
        own = memory[place(member) + MODE]
        others = (
            facts[mode_row(facts, own) + HOLD_FIRST] + 1,
            facts[mode_row(facts, own) + HOLD_LAST],
        )
        is_free = _take_if_free(facts, memory, others, before, end)
        member = memory[queue(facts, member) + NEXT]
    return is_free


@outlined
def _is_settled(facts: Ints, memory: Ints, op: int, end: int, joining: int) -> bool:
    """Tell whether an operation may not end as late any more, for one that joins."""
    if 0 <= facts[op_row(facts, op) + DEADLINE] < end:
        return True
    for row in range(facts[op_row(facts, op) + OUT_FIRST], facts[op_row(facts, op) + OUT_LAST]):
        if (
            memory[place(facts[facts[SUCCS] + row]) + START] >= 0
            or facts[facts[SUCCS] + row] == joining
        ):
            return True
    return False


@outlined
def _take_if_free(facts: Ints, memory: Ints, rows: tuple[int, int], start: int, end: int) -> bool:
    """Take what some holds say as long as it is free; tell whether all was."""
    for row in range(rows[0], rows[1]):
        if free_from(facts, memory, row, (start, end), 0) != start:
            return False
        take(facts, memory, row, start, end)
    return True


@outlined
def enter(facts: Ints, memory: Ints, op: int, is_pinned: bool) -> bool:
    """Let an operation with mode, start and end open or join its session; tell whether it can."""
    mode, start = memory[place(op) + MODE], memory[place(op) + START]
    row = session_at(facts, memory, mode, start)
    if row < 0:
        _open(facts, memory, op)
        return True
    end = join(facts, memory, mode, row, is_pinned)
    if end < 0:
        return False
    at = session(facts, row)
    member = memory[at + MEMBER]
    write(facts, memory, queue(facts, op) + NEXT, member)
    while member >= 0:
        write(facts, memory, place(member) + END, end)
        member = memory[queue(facts, member) + NEXT]
    write(facts, memory, place(op) + END, end)
    write(facts, memory, at + ENDED, end)
    write(facts, memory, at + WORK, max(memory[at + WORK], facts[mode_row(facts, mode) + DURATION]))
    write(facts, memory, at + FILLED, memory[at + FILLED] + facts[mode_row(facts, mode) + FILL])
    write(facts, memory, at + MEMBER, op)
    return True


@outlined
def _open(facts: Ints, memory: Ints, op: int) -> None:
    mode, row = memory[place(op) + MODE], memory[SESSIONS]
    start, end = memory[place(op) + START], memory[place(op) + END]
    for hold in range(
        facts[mode_row(facts, mode) + HOLD_FIRST], facts[mode_row(facts, mode) + HOLD_LAST]
    ):
        take(facts, memory, hold, start, end)
    at, about = session(facts, row), mode_row(facts, mode)
    write(facts, memory, at + WHERE, facts[about + MACHINE])
    write(facts, memory, at + KIND_OF, facts[about + FAMILY])
    write(facts, memory, at + BEGUN, start)
    write(facts, memory, at + ENDED, end)
    write(facts, memory, at + WORK, facts[about + DURATION])
    write(facts, memory, at + FILLED, facts[about + FILL])
    write(facts, memory, at + MEMBER, op)
    write(facts, memory, queue(facts, op) + NEXT, -1)
    write(facts, memory, SESSIONS, row + 1)
