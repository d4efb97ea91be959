"""What the general decoder has placed so far: taking and giving back, with a log to undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.decoder_clock import earliest
from solvers.search.decoder_facts import (
    CALENDAR,
    COUNT,
    DURATION,
    HOLD_FIRST,
    HOLD_LAST,
    HOLD_WINDOWS,
    HORIZON,
    LENGTHS,
    LOG,
    LOG_END,
    MAY_PAUSE,
    QUEUE,
    RESOURCE,
    SEQUENCES,
    SESSION,
    hold_row,
    mode_row,
)
from solvers.search.jit import inner, outlined
from solvers.search.timelines import next_free, next_free_in, reserve, reserve_in

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["fit", "free_from", "queue", "sequence_in", "session", "take", "undo", "write"]

# what memory begins with: numbers of sessions, of passed and of deferred operations; length of
# the log, whether it is kept, whether it was too short; place in the list; whether pinned work has
# been placed
SESSIONS, NUM_LATE, DEFERRED, LOGGED, IS_LOGGING, IS_BROKEN, PASSED, HAS_BEGUN = range(8)

# of each operation: next member of its session, -1 after the last; edges it waits for, -1 once it
# is placed for good; entry of a heap of ranks that were passed; tick before which its work must
# not be done; place in the list
NEXT, WAITING, LATE, PUT_OFF, RANK = range(5)
QUEUE_WIDTH = 5

# of each session: machine, family, start, end, working ticks, fill, the first of its members
WHERE, KIND_OF, BEGUN, ENDED, WORK, FILLED, MEMBER = range(7)
SESSION_WIDTH = 7

LOG_WIDTH = 4
_HELD, _SEQUENCED = -1, -2
"""First number of an entry of the log, if it is no place in memory."""


@inner
def queue(facts: Ints, op: int) -> int:
    """Return where in memory the queue entries of an operation begin."""
    return facts[QUEUE] + QUEUE_WIDTH * op


@inner
def session(facts: Ints, row: int) -> int:
    """Return where in memory a session begins."""
    return facts[SESSION] + SESSION_WIDTH * row


@inner
def write(facts: Ints, memory: Ints, index: int, value: int) -> None:
    """Change a place in memory, so that it can be undone."""
    if memory[IS_LOGGING]:
        _note(facts, memory, index, (memory[index], index, index))
    memory[index] = value


@outlined
def _note(facts: Ints, memory: Ints, what: int, more: tuple[int, int, int]) -> None:
    """Write an entry of the log."""
    at = facts[LOG] + LOG_WIDTH * memory[LOGGED]
    if at == facts[LOG_END]:
        memory[IS_BROKEN] = 1
        return
    memory[at] = what
    memory[at + 1] = more[0]
    memory[at + 2] = more[1]
    memory[at + 3] = more[2]
    memory[LOGGED] += 1


@outlined
def free_from(facts: Ints, memory: Ints, row: int, stretch: tuple[int, int], length: int) -> int:
    """Return the start of a stretch if a hold is free in it, else what to try next, or -1."""
    at = hold_row(facts, row)
    resource, units, calendar = facts[at + RESOURCE], facts[at + COUNT], facts[at + HOLD_WINDOWS]
    if calendar < 0:
        return next_free(facts, memory, (resource, units), stretch, length)
    return next_free_in(facts, memory, (resource, units, calendar), stretch, length)


@outlined
def take(facts: Ints, memory: Ints, row: int, start: int, end: int) -> None:
    """Take what a hold says in a stretch; give it back if the end is before the start."""
    if memory[IS_LOGGING]:
        _note(facts, memory, _HELD, (row, start, end))
    _take(facts, memory, row, start, end)


@outlined
def _take(facts: Ints, memory: Ints, row: int, start: int, end: int) -> None:
    at = hold_row(facts, row)
    resource, units, calendar = facts[at + RESOURCE], facts[at + COUNT], facts[at + HOLD_WINDOWS]
    if end < start:
        start, end, units = end, start, -units
    if calendar < 0:
        reserve(facts, memory, (resource, units), start, end)
    else:
        reserve_in(facts, memory, (resource, units, calendar), start, end)


@outlined
def undo(facts: Ints, memory: Ints, mark: int) -> None:
    """Take back all that was done since the log had a length."""
    while memory[LOGGED] > mark:
        memory[LOGGED] -= 1
        at = facts[LOG] + LOG_WIDTH * memory[LOGGED]
        what, first, second, third = memory[at], memory[at + 1], memory[at + 2], memory[at + 3]
        if what == _HELD:
            _take(facts, memory, first, third, second)
        elif what == _SEQUENCED:
            _unsequence(facts, memory, first, second, third)
        else:
            memory[what] = first


@inner
def sequence_in(facts: Ints, memory: Ints, machine: int, position: int, at: int) -> None:
    """Make room at a position of the sequence of a machine that begins at a place."""
    length = memory[facts[LENGTHS] + machine]
    first = facts[SEQUENCES] + at
    for index in range(first + length, first + position, -1):
        memory[index] = memory[index - 1]
    memory[facts[LENGTHS] + machine] = length + 1
    if memory[IS_LOGGING]:
        _note(facts, memory, _SEQUENCED, (machine, position, at))


@inner
def _unsequence(facts: Ints, memory: Ints, machine: int, position: int, at: int) -> None:
    length = memory[facts[LENGTHS] + machine] - 1
    first = facts[SEQUENCES] + at
    for index in range(first + position, first + length):
        memory[index] = memory[index + 1]
    memory[facts[LENGTHS] + machine] = length


@outlined
def fit(facts: Ints, memory: Ints, mode: int, tick: int, until: int) -> tuple[int, int]:
    """Return the first start and end at which all that a mode holds is free, or (-1, -1).

    Parameters
    ----------
    facts, memory, mode
        What is to run, and what is taken.
    tick, until
        It starts at this tick at the earliest, and holds what it holds until the other.
    """
    about = mode_row(facts, mode)
    calendar, duration = facts[about + CALENDAR], facts[about + DURATION]
    may_pause = facts[about + MAY_PAUSE] != 0
    while until <= facts[HORIZON]:
        start, end = earliest(facts, calendar, tick, duration, may_pause)
        if start < 0 or end > facts[HORIZON]:
            break
        tick, end = start, max(end, until)
        for row in range(facts[about + HOLD_FIRST], facts[about + HOLD_LAST]):
            tick = free_from(facts, memory, row, (start, end), duration)
            if tick != start:
                break
        if tick == start:
            return start, end
        if tick < 0:
            break
    return -1, -1
