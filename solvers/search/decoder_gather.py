"""Who opens a session together in the general decoder, and who had better wait for its family.

A session may start if it is full enough, if a member has waited for as long as the machine's
patience, or if nobody of the family can start later. Who joins is told by the list: the first of
the family that can be there, as long as there is room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.search.decoder_clock import worked
from solvers.search.decoder_facts import (
    BLOCK_FIRST,
    BLOCK_LAST,
    CALENDAR,
    DEADLINE,
    END,
    FAMILIES,
    FAMILY,
    IN_FIRST,
    IN_LAST,
    KIND,
    LEAST,
    MACHINE,
    MEMBERS,
    MODE,
    MODE_FIRST,
    MODE_LAST,
    MOST,
    OPEN,
    OWNER,
    PATIENCE,
    PIN,
    PRED,
    RELEASE,
    START,
    edge_row,
    lag_of,
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
    RANK,
    SESSIONS,
    WAITING,
    WHERE,
    queue,
    session,
    undo,
)
from solvers.search.decoder_place import earliest_start, find, put
from solvers.search.decoder_sessions import last_start, session_at
from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["gather", "invite", "may_gather", "may_start", "patience_ends", "waits_rightly"]

_END_START, _END_END = int(Precedence.END_START), int(Precedence.END_END)
_MAX_WAIT = int(Precedence.MAX_WAIT)

_MOST_RIVALS = 64
"""How many of a family are tried for one session."""

_MOST_TICKS = 24
"""How many starts are tried for one session."""

_NEVER = 2**62


@inner
def may_gather(facts: Ints, memory: Ints, op: int) -> bool:
    """Tell whether an operation without a place may wait for others to share a session."""
    if memory[queue(facts, op) + WAITING] != 0 or facts[op_row(facts, op) + PIN] >= 0:
        return False
    if facts[op_row(facts, op) + BLOCK_FIRST] < facts[op_row(facts, op) + BLOCK_LAST]:
        return False
    for mode in range(facts[op_row(facts, op) + MODE_FIRST], facts[op_row(facts, op) + MODE_LAST]):
        if facts[mode_row(facts, mode) + FAMILY] >= 0:
            return True
    return False


@outlined
def gather(
    facts: Ints, memory: Ints, wanted: Ints, spot: tuple[int, int, int, int, int], is_last: bool
) -> int:
    """Let an operation open or join the first session that may start.

    Parameters
    ----------
    facts, memory, wanted
        The problem, what has been placed, and the mode of each operation or -1.
    spot
        Of `best_mode`: mode and where it would be alone.
    is_last
        The session starts however full, as nobody else comes.

    Returns
    -------
    int
        Its row; -1 if the operation had better wait.
    """
    mode, tick = spot[0], spot[1]
    op = facts[mode_row(facts, mode) + OWNER]
    until = earliest_start(facts, memory, op, mode)[1]
    for _ in range(_MOST_TICKS):
        start, end, change, position = find(facts, memory, mode, tick, until)
        if start < 0:
            return -1
        row = session_at(facts, memory, mode, start)
        mark, memory[IS_LOGGING] = memory[LOGGED], 1
        is_put = put(facts, memory, op, (mode, start, end, change, position))
        if is_put and row < 0:
            row = session_at(facts, memory, mode, start)
            invite(facts, memory, wanted, row)
            is_put = is_last or may_start(facts, memory, row)
        memory[IS_LOGGING] = 0
        if is_put:
            memory[LOGGED] = mark
            return row
        undo(facts, memory, mark)
        tick = _next_tick(facts, memory, op, mode, start)
        if tick < 0:
            return -1
    return -1


@outlined
def invite(facts: Ints, memory: Ints, wanted: Ints, row: int) -> None:
    """Let others of the family join a new session, by their place in the list."""
    at = session(facts, row)
    family, machine, rank = memory[at + KIND_OF], memory[at + WHERE], -1
    for _ in range(_MOST_RIVALS):
        if memory[session(facts, row) + FILLED] >= facts[machine_row(facts, machine) + MOST]:
            break
        rival = _next_rival(facts, memory, family, rank)
        if rival < 0:
            break
        rank = memory[queue(facts, rival) + RANK]
        mode = _mode_for(facts, memory, rival, wanted[rival], row)
        if mode >= 0:
            _let_join(facts, memory, rival, mode, row)


@outlined
def _next_rival(facts: Ints, memory: Ints, family: int, rank: int) -> int:
    """Return the next of a family, by the list, that could be placed now; -1 if none is left."""
    found, first = -1, _NEVER
    for index in range(facts[facts[FAMILIES] + family], facts[facts[FAMILIES] + family + 1]):
        op = facts[facts[MEMBERS] + index]
        at, is_placed = memory[queue(facts, op) + RANK], memory[place(op) + START] >= 0
        if rank < at < first and not is_placed and may_gather(facts, memory, op):
            found, first = op, at
    return found


@outlined
def _mode_for(facts: Ints, memory: Ints, op: int, wanted: int, row: int) -> int:
    """Return in which mode an operation can be in a session, -1 for none."""
    tick = memory[session(facts, row) + BEGUN]
    for mode in range(facts[op_row(facts, op) + MODE_FIRST], facts[op_row(facts, op) + MODE_LAST]):
        is_like = facts[mode_row(facts, mode) + MACHINE] == memory[session(facts, row) + WHERE]
        is_like &= facts[mode_row(facts, mode) + FAMILY] == memory[session(facts, row) + KIND_OF]
        if is_like and (wanted < 0 or wanted == mode):
            low, until = earliest_start(facts, memory, op, mode)
            if 0 <= low <= tick and until <= memory[session(facts, row) + ENDED]:
                return mode
    return -1


@outlined
def _let_join(facts: Ints, memory: Ints, op: int, mode: int, row: int) -> None:
    """Let an operation join a session if it can."""
    mark, at = memory[LOGGED], session(facts, row)
    start, end = memory[at + BEGUN], memory[at + ENDED]
    is_put = put(facts, memory, op, (mode, start, end, 0, -1))
    if not is_put or 0 <= facts[op_row(facts, op) + DEADLINE] < memory[place(op) + END]:
        undo(facts, memory, mark)


@outlined
def may_start(facts: Ints, memory: Ints, row: int) -> bool:
    """Tell whether a session may start with those who are in it."""
    machine, start = memory[session(facts, row) + WHERE], memory[session(facts, row) + BEGUN]
    if memory[session(facts, row) + FILLED] >= facts[machine_row(facts, machine) + LEAST]:
        return True
    if _has_waited(facts, memory, row):
        return True
    family = memory[session(facts, row) + KIND_OF]
    for index in range(facts[facts[FAMILIES] + family], facts[facts[FAMILIES] + family + 1]):
        if memory[place(facts[facts[MEMBERS] + index]) + START] < 0:
            return False
    return last_start(facts, memory, family) <= start


@outlined
def _has_waited(facts: Ints, memory: Ints, row: int) -> bool:
    """Tell whether a member has been ready for the whole patience of the machine."""
    member = memory[session(facts, row) + MEMBER]
    while member >= 0:
        until = patience_ends(facts, memory, member, memory[session(facts, row) + WHERE])
        if 0 <= until <= memory[session(facts, row) + BEGUN]:
            return True
        member = memory[queue(facts, member) + NEXT]
    return False


@outlined
def patience_ends(facts: Ints, memory: Ints, op: int, machine: int) -> int:
    """Return from when on an operation may start in a session however full, -1 for never."""
    patience = facts[machine_row(facts, machine) + PATIENCE]
    if patience < 0:
        return -1
    ready = _ready_since(facts, memory, op)
    return worked(facts, facts[machine_row(facts, machine) + OPEN], ready, patience)


@outlined
def _ready_since(facts: Ints, memory: Ints, op: int) -> int:
    """Return since when an operation waits for a session only."""
    since = facts[op_row(facts, op) + RELEASE]
    for row in range(facts[op_row(facts, op) + IN_FIRST], facts[op_row(facts, op) + IN_LAST]):
        pred, kind = facts[edge_row(facts, row) + PRED], facts[edge_row(facts, row) + KIND]
        lag = lag_of(facts, memory, row)
        if kind == _END_START:
            since = max(since, memory[place(pred) + END] + lag)
        elif kind not in (_END_END, _MAX_WAIT):
            calendar = facts[mode_row(facts, memory[place(pred) + MODE]) + CALENDAR]
            since = max(since, worked(facts, calendar, memory[place(pred) + START], lag))
    return since


@outlined
def _next_tick(facts: Ints, memory: Ints, op: int, mode: int, tick: int) -> int:
    """Return when a session that may not start at a tick may do better, -1 if never."""
    family, machine = facts[mode_row(facts, mode) + FAMILY], facts[mode_row(facts, mode) + MACHINE]
    following = _after(tick, last_start(facts, memory, family), _NEVER)
    following = _after(tick, patience_ends(facts, memory, op, machine), following)
    for index in range(facts[facts[FAMILIES] + family], facts[facts[FAMILIES] + family + 1]):
        rival = facts[facts[MEMBERS] + index]
        if memory[place(rival) + START] < 0 and may_gather(facts, memory, rival):
            following = _after(tick, _ready_since(facts, memory, rival), following)
    return following if following < _NEVER else -1


@inner
def _after(tick: int, candidate: int, following: int) -> int:
    """Return the lower of two ticks, the first only if it is after another."""
    return candidate if tick < candidate < following else following


@outlined
def waits_rightly(facts: Ints, memory: Ints) -> bool:
    """Tell whether no session started that should have waited for more of its family."""
    for row in range(memory[SESSIONS]):
        at = session(facts, row)
        about = machine_row(facts, memory[at + WHERE])
        is_full = memory[at + FILLED] >= facts[about + LEAST]
        is_last = memory[at + BEGUN] >= last_start(facts, memory, memory[at + KIND_OF])
        if not (is_full or is_last or _has_waited(facts, memory, row)):
            return False
    return True
