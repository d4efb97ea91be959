"""The general decoder: every rule of a problem, operation by operation in the order of a list.

Each takes the first gap in which all it needs is free: the serial scheme of
`solvers.dispatch.generate`, compiled. What it gives up on is said with `advance`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.search.decoder_facts import (
    BLOCK_FIRST,
    BLOCK_LAST,
    END,
    FAMILY,
    HEAD,
    HORIZON,
    IN_FIRST,
    IN_LAST,
    KIND,
    LAG_FIRST,
    MEMBERS,
    MODE,
    NUM_OPS,
    NUM_PINNED,
    OUT_FIRST,
    OUT_LAST,
    PIN,
    PINNED,
    PRED,
    START,
    SUCCS,
    edge_row,
    mode_row,
    number,
    op_row,
    place,
)
from solvers.search.decoder_gather import (
    gather,
    waits_rightly,
)
from solvers.search.decoder_held import (
    DEFERRED,
    HAS_BEGUN,
    IS_BROKEN,
    IS_LOGGING,
    LATE,
    LOGGED,
    MEMBER,
    NEXT,
    NUM_LATE,
    PASSED,
    PUT_OFF,
    RANK,
    WAITING,
    queue,
    session,
    undo,
)
from solvers.search.decoder_place import (
    best_mode,
    pin,
    put,
    settle,
)
from solvers.search.decoder_sessions import (
    session_at,
)
from solvers.search.jit import inner, lean, merged, outlined

if TYPE_CHECKING:
    import numpy as np

    from solvers.search.decoder_facts import Listing

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["advance"]

_MAX_WAIT = int(Precedence.MAX_WAIT)

_MOST_TRIES = 300
"""How often a block is placed anew at most."""


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
            op = listing.order[_pop(facts, memory)]
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


@merged
def _is_round_over(memory: Ints, index: int, size: int) -> bool:
    return memory[NUM_LATE] == 0 and index == size


@merged
def _is_whole(facts: Ints, memory: Ints) -> bool:
    """Tell whether all has been placed, and no session started that should have waited."""
    for op in range(facts[NUM_OPS]):
        if memory[queue(facts, facts[op_row(facts, op) + HEAD]) + WAITING] >= 0:
            return False
    return memory[IS_BROKEN] == 0 and waits_rightly(facts, memory)


@merged
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


@merged
def _handle(facts: Ints, memory: Ints, wanted: Ints, op: int, is_last: bool) -> int:
    """Place an operation, with all that are placed with it.

    Returns
    -------
    int
        1; 0 if it had better wait for others of its family; -1 if it has no place.
    """
    about = op_row(facts, op)
    if facts[about + BLOCK_FIRST] < facts[about + BLOCK_LAST]:
        return 1 if _place_block(facts, memory, wanted, op) else -1
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
    _release(facts, memory, op)
    return 1


@merged
def _gather(
    facts: Ints, memory: Ints, wanted: Ints, spot: tuple[int, int, int, int, int], is_last: bool
) -> int:
    """Open or join a session; 0 if the operation had better wait."""
    row = gather(facts, memory, wanted, spot, is_last)
    if row < 0:
        memory[DEFERRED] += 1
        return -1 if is_last else 0
    member = memory[session(facts, row) + MEMBER]
    while member >= 0:
        if memory[queue(facts, member) + WAITING] == 0 and facts[op_row(facts, member) + PIN] < 0:
            _release(facts, memory, member)
        member = memory[queue(facts, member) + NEXT]
    return 1


@outlined
def _release(facts: Ints, memory: Ints, op: int) -> None:
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


@merged
def _push(facts: Ints, memory: Ints, rank: int) -> None:
    """Put a rank into the heap."""
    row = memory[NUM_LATE]
    memory[NUM_LATE] = row + 1
    while row > 0 and memory[queue(facts, (row - 1) >> 1) + LATE] > rank:
        memory[queue(facts, row) + LATE] = memory[queue(facts, (row - 1) >> 1) + LATE]
        row = (row - 1) >> 1
    memory[queue(facts, row) + LATE] = rank


@merged
def _pop(facts: Ints, memory: Ints) -> int:
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


@merged
def _place_block(facts: Ints, memory: Ints, wanted: Ints, op: int) -> bool:
    """Place all that maximum waits tie to an operation; tell whether they are kept.

    Where one starts too long after its predecessor, the work of that is put off until it is done
    late enough, and all are placed anew.
    """
    first, last = facts[op_row(facts, op) + BLOCK_FIRST], facts[op_row(facts, op) + BLOCK_LAST]
    for index in range(first, last):
        memory[queue(facts, facts[facts[MEMBERS] + index]) + PUT_OFF] = 0
    mark, memory[IS_LOGGING], answer = memory[LOGGED], 1, 0
    for _ in range(_MOST_TRIES):
        answer = _attempt(facts, memory, wanted, first, last)
        if answer > 0:
            break
        undo(facts, memory, mark)
        if answer < 0 or memory[IS_BROKEN]:
            break
    memory[IS_LOGGING], memory[LOGGED] = 0, mark
    if answer <= 0:
        return False
    for index in range(first, last):
        _release(facts, memory, facts[facts[MEMBERS] + index])
    return True


@merged
def _attempt(facts: Ints, memory: Ints, wanted: Ints, first: int, last: int) -> int:
    """Place a block until one starts too late, whose predecessor is put off.

    Returns
    -------
    int
        1; 0 if one starts too late; -1 if that cannot be helped.
    """
    for index in range(first, last):
        op = facts[facts[MEMBERS] + index]
        tick = _last_start(facts, memory, op)
        if facts[op_row(facts, op) + PIN] >= 0:
            if not settle(facts, memory, op):
                return -1
        else:
            spot = best_mode(facts, memory, op, wanted[op], tick)
            if spot[0] < 0 or not put(facts, memory, op, spot):
                return -1
        if memory[place(op) + START] > tick:
            return 0 if _put_off(facts, memory, op) else -1
    return 1


@merged
def _last_start(facts: Ints, memory: Ints, op: int) -> int:
    """Return by which tick maximum waits let an operation start."""
    last = facts[HORIZON]
    for row in range(facts[op_row(facts, op) + IN_FIRST], facts[op_row(facts, op) + IN_LAST]):
        if facts[edge_row(facts, row) + KIND] == _MAX_WAIT:
            last = min(
                last,
                memory[place(facts[edge_row(facts, row) + PRED]) + END] + _lag(facts, memory, row),
            )
    return last


@inner
def _lag(facts: Ints, memory: Ints, row: int) -> int:
    """Return the lag of an edge in the mode that its predecessor has."""
    mode = memory[place(facts[edge_row(facts, row) + PRED]) + MODE]
    return number(facts, facts[edge_row(facts, row) + LAG_FIRST] + mode)


@merged
def _put_off(facts: Ints, memory: Ints, op: int) -> bool:
    """Let the predecessor be done later after which an operation starts too late, if it may."""
    start = memory[place(op) + START]
    for row in range(facts[op_row(facts, op) + IN_FIRST], facts[op_row(facts, op) + IN_LAST]):
        pred, lag = facts[edge_row(facts, row) + PRED], _lag(facts, memory, row)
        if (
            facts[edge_row(facts, row) + KIND] == _MAX_WAIT
            and start > memory[place(pred) + END] + lag
        ):
            memory[queue(facts, pred) + PUT_OFF] = start - lag
            return facts[op_row(facts, pred) + PIN] < 0
    return True
