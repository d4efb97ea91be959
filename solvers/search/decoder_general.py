"""The general decoder: every rule of a problem, operation by operation in the order of a list.

Each takes the first gap in which all it needs is free: the serial scheme of
`solvers.dispatch.generate`, compiled. What it gives up on is said with `advance`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.decoder_block import place_block
from solvers.search.decoder_facts import (
    BLOCK_FIRST,
    BLOCK_LAST,
    FAMILY,
    HEAD,
    HORIZON,
    IN_FIRST,
    IN_LAST,
    NUM_OPS,
    NUM_PINNED,
    PIN,
    PINNED,
    PRED,
    START,
    edge_row,
    mode_row,
    op_row,
    place,
)
from solvers.search.decoder_gather import gather, waits_rightly
from solvers.search.decoder_held import (
    DEFERRED,
    HAS_BEGUN,
    IS_BROKEN,
    NEXT,
    NUM_LATE,
    PASSED,
    RANK,
    WAITING,
    queue,
)
from solvers.search.decoder_place import best_mode, pin, put, settle
from solvers.search.decoder_queue import pop_late, release, release_members
from solvers.search.decoder_sessions import session_at
from solvers.search.jit import lean, outlined

if TYPE_CHECKING:
    import numpy as np

    from solvers.search.decoder_facts import Listing

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["advance"]


@lean
def advance(facts: Ints, memory: Ints, listing: Listing, first: int, last: int) -> int:
    """Place a part of a list; all before it has been placed.

    Operations whose predecessors come later in the list are placed as soon as those are; some
    wait for others of their family, at most until the list ends.

    Parameters
    ----------
    facts, memory
        Of `floor_facts`; a `free_memory`, or what has been placed so far.
    listing
        What to place.
    first, last
        Positions in its order, from the first to the one before the last.

    Returns
    -------
    int
        `last`; -1 if there is no place: what pinned work holds is not free; an operation fits
        nowhere before the horizon or its deadline, or after a pinned one's start; a maximum wait
        is broken however often those it ties are placed anew, each as early as it can; or a
        session should have waited.
    """
    size, index, placed, is_stuck = listing.order.size, first, 0, False
    for place_in_list in range(size):
        memory[queue(facts, listing.order[place_in_list]) + RANK] = place_in_list
    if memory[HAS_BEGUN] == 0 and not _begin(facts, memory, listing):
        return -1
    while memory[NUM_LATE] > 0 or index < last:
        if memory[NUM_LATE] > 0:
            op = listing.order[pop_late(facts, memory)]
        else:
            op, index = listing.order[index], index + 1
            memory[PASSED] = max(memory[PASSED], index)
        if memory[queue(facts, op) + WAITING] == 0 and facts[op_row(facts, op) + HEAD] == op:
            answer = _handle(facts, memory, listing.mode, op, is_stuck)
            if answer < 0:
                return -1
            placed, is_stuck = placed + answer, is_stuck and answer == 0
        if memory[DEFERRED] and _is_round_over(memory, index, size):
            # once more over the list, for those that wait for others; at last not any more
            memory[DEFERRED], index, placed, is_stuck = 0, 0, 0, placed == 0
    return last if last < size or _is_whole(facts, memory) else -1


@outlined
def _is_round_over(memory: Ints, index: int, size: int) -> bool:
    return memory[NUM_LATE] == 0 and index == size


@outlined
def _is_whole(facts: Ints, memory: Ints) -> bool:
    """Tell whether all has been placed, and no session started that should have waited."""
    for op in range(facts[NUM_OPS]):
        if memory[queue(facts, facts[op_row(facts, op) + HEAD]) + WAITING] >= 0:
            return False
    return memory[IS_BROKEN] == 0 and waits_rightly(facts, memory)


@outlined
def _begin(facts: Ints, memory: Ints, listing: Listing) -> bool:
    """Take what pinned work holds; tell whether it is free."""
    for op in range(facts[NUM_OPS]):
        memory[place(op) + START] = -1
        memory[queue(facts, op) + NEXT] = -1
        about = op_row(facts, op)
        for row in range(facts[about + IN_FIRST], facts[about + IN_LAST]):
            pred = facts[edge_row(facts, row) + PRED]
            if facts[op_row(facts, pred) + HEAD] != facts[about + HEAD]:
                memory[queue(facts, facts[about + HEAD]) + WAITING] += 1
    memory[HAS_BEGUN], is_free = 1, True
    for index in range(facts[NUM_PINNED]):
        op = facts[facts[PINNED] + index]
        is_free = is_free and pin(facts, memory, op, listing.mode[op])
    return is_free


@outlined
def _handle(facts: Ints, memory: Ints, wanted: Ints, op: int, is_last: bool) -> int:
    """Place an operation, with all that are placed with it.

    Returns
    -------
    int
        1; 0 if it had better wait for others of its family; -1 if it has no place.
    """
    about = op_row(facts, op)
    if facts[about + BLOCK_FIRST] < facts[about + BLOCK_LAST]:
        return 1 if place_block(facts, memory, wanted, op) else -1
    if facts[about + PIN] >= 0:
        if not settle(facts, memory, op):
            return -1
    else:
        spot = best_mode(facts, memory, op, wanted[op], facts[HORIZON])
        if spot[0] < 0:
            return -1
        is_shared = facts[mode_row(facts, spot[0]) + FAMILY] >= 0
        if is_shared and session_at(facts, memory, spot[0], spot[1]) < 0:
            return _gather(facts, memory, wanted, spot, is_last)
        if not put(facts, memory, op, spot):
            return -1
    release(facts, memory, op)
    return 1


@outlined
def _gather(
    facts: Ints, memory: Ints, wanted: Ints, spot: tuple[int, int, int, int, int], is_last: bool
) -> int:
    """Open or join a session; 0 if the operation had better wait."""
    row = gather(facts, memory, wanted, spot, is_last)
    if row < 0:
        memory[DEFERRED] += 1
        return -1 if is_last else 0
    release_members(facts, memory, row)
    return 1
