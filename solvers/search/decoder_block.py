"""Operations that maximum waits tie, placed all at once in the general decoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.search.decoder_facts import (
    BLOCK_FIRST,
    BLOCK_LAST,
    END,
    FAMILY,
    HORIZON,
    IN_FIRST,
    IN_LAST,
    KIND,
    MACHINE,
    MEMBERS,
    MODE,
    OWNER,
    PIN,
    PRED,
    START,
    edge_row,
    lag_of,
    mode_row,
    op_row,
    place,
)
from solvers.search.decoder_gather import invite, may_start, patience_ends
from solvers.search.decoder_held import IS_BROKEN, IS_LOGGING, LOGGED, PUT_OFF, queue, undo
from solvers.search.decoder_place import best_mode, earliest_start, find, put, settle
from solvers.search.decoder_queue import release, release_members
from solvers.search.decoder_sessions import session_at
from solvers.search.jit import outlined

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["place_block"]

_MAX_WAIT = int(Precedence.MAX_WAIT)

_MOST_TRIES = 300
"""How often a block is placed anew at most."""


@outlined
def place_block(facts: Ints, memory: Ints, wanted: Ints, op: int) -> bool:
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
        op = facts[facts[MEMBERS] + index]
        release(facts, memory, op)
        if facts[mode_row(facts, memory[place(op) + MODE]) + FAMILY] >= 0:
            row = session_at(facts, memory, memory[place(op) + MODE], memory[place(op) + START])
            release_members(facts, memory, row)
    return True


@outlined
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
            if spot[0] < 0 or not _put_tied(facts, memory, wanted, spot, tick):
                return -1
        if memory[place(op) + START] > tick:
            return 0 if _put_off(facts, memory, op) else -1
    return 1


@outlined
def _put_tied(
    facts: Ints, memory: Ints, wanted: Ints, spot: tuple[int, int, int, int, int], last: int
) -> bool:
    """Run an operation of a block; if it opens a session, one that may start if possible."""
    mark, mode, start = memory[LOGGED], spot[0], spot[1]
    if not _put_with_others(facts, memory, wanted, spot):
        return False
    if facts[mode_row(facts, mode) + FAMILY] < 0:
        return True
    if may_start(facts, memory, session_at(facts, memory, mode, start)):
        return True
    op = facts[mode_row(facts, mode) + OWNER]
    tick = patience_ends(facts, memory, op, facts[mode_row(facts, mode) + MACHINE])
    if tick <= start or tick > last:
        return True  # others may join later
    undo(facts, memory, mark)
    later = find(facts, memory, mode, tick, earliest_start(facts, memory, op, mode)[1])
    if 0 <= later[0] <= last:
        spot = (mode, later[0], later[1], later[2], later[3])
    return _put_with_others(facts, memory, wanted, spot)


@outlined
def _put_with_others(
    facts: Ints, memory: Ints, wanted: Ints, spot: tuple[int, int, int, int, int]
) -> bool:
    """Run an operation; if it opens a session, let others join at once."""
    is_shared = facts[mode_row(facts, spot[0]) + FAMILY] >= 0
    opens = is_shared and session_at(facts, memory, spot[0], spot[1]) < 0
    if not put(facts, memory, facts[mode_row(facts, spot[0]) + OWNER], spot):
        return False
    if opens:
        invite(facts, memory, wanted, session_at(facts, memory, spot[0], spot[1]))
    return True


@outlined
def _last_start(facts: Ints, memory: Ints, op: int) -> int:
    """Return by which tick maximum waits let an operation start."""
    last = facts[HORIZON]
    for row in range(facts[op_row(facts, op) + IN_FIRST], facts[op_row(facts, op) + IN_LAST]):
        if facts[edge_row(facts, row) + KIND] == _MAX_WAIT:
            end = memory[place(facts[edge_row(facts, row) + PRED]) + END]
            last = min(last, end + lag_of(facts, memory, row))
    return last


@outlined
def _put_off(facts: Ints, memory: Ints, op: int) -> bool:
    """Let the predecessor be done later after which an operation starts too late, if it may."""
    start = memory[place(op) + START]
    for row in range(facts[op_row(facts, op) + IN_FIRST], facts[op_row(facts, op) + IN_LAST]):
        pred, lag = facts[edge_row(facts, row) + PRED], lag_of(facts, memory, row)
        if (
            facts[edge_row(facts, row) + KIND] == _MAX_WAIT
            and start > memory[place(pred) + END] + lag
        ):
            memory[queue(facts, pred) + PUT_OFF] = start - lag
            return facts[op_row(facts, pred) + PIN] < 0
    return True
