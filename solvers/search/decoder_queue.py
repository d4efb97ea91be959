"""What waits for what in the general decoder: who is placed for good, and who may go on then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.decoder_facts import HEAD, OUT_FIRST, OUT_LAST, PIN, SUCCS, op_row
from solvers.search.decoder_held import (
    LATE,
    MEMBER,
    NEXT,
    NUM_LATE,
    PASSED,
    RANK,
    WAITING,
    queue,
    session,
)
from solvers.search.jit import outlined

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["pop_late", "release", "release_members"]


@outlined
def release(facts: Ints, memory: Ints, op: int) -> None:
    """Remember that an operation is placed; let those go on that waited only for it."""
    head = facts[op_row(facts, op) + HEAD]
    memory[queue(facts, op) + WAITING] = -1
    for row in range(facts[op_row(facts, op) + OUT_FIRST], facts[op_row(facts, op) + OUT_LAST]):
        later = facts[op_row(facts, facts[facts[SUCCS] + row]) + HEAD]
        if later != head:
            at = queue(facts, later)
            memory[at + WAITING] -= 1
            if memory[at + WAITING] == 0 and memory[at + RANK] < memory[PASSED]:
                _push(facts, memory, memory[at + RANK])


@outlined
def _push(facts: Ints, memory: Ints, rank: int) -> None:
    """Put a rank into the heap."""
    row = memory[NUM_LATE]
    memory[NUM_LATE] = row + 1
    while row > 0 and memory[queue(facts, (row - 1) >> 1) + LATE] > rank:
        memory[queue(facts, row) + LATE] = memory[queue(facts, (row - 1) >> 1) + LATE]
        row = (row - 1) >> 1
    memory[queue(facts, row) + LATE] = rank


@outlined
def pop_late(facts: Ints, memory: Ints) -> int:
    """Take the lowest rank out of the heap."""
    lowest, last = memory[queue(facts, 0) + LATE], memory[NUM_LATE] - 1
    memory[NUM_LATE] = last
    rank, row = memory[queue(facts, last) + LATE], 0
    while 2 * row + 1 < last:
        child = 2 * row + 1
        if (
            child + 1 < last
            and memory[queue(facts, child + 1) + LATE] < memory[queue(facts, child) + LATE]
        ):
            child += 1
        if memory[queue(facts, child) + LATE] >= rank:
            break
        memory[queue(facts, row) + LATE] = memory[queue(facts, child) + LATE]
        row = child
    memory[queue(facts, row) + LATE] = rank
    return lowest


@outlined
def release_members(facts: Ints, memory: Ints, row: int) -> None:
    """Remember that those who have joined a session are placed."""
    member = memory[session(facts, row) + MEMBER]
    while member >= 0:
        if memory[queue(facts, member) + WAITING] == 0 and facts[op_row(facts, member) + PIN] < 0:
            release(facts, memory, member)
        member = memory[queue(facts, member) + NEXT]
