"""Times of a plan of the graph search: everything starts as early as its sequences allow.

What a move changes is computed again in the order of the plan, so each operation at most once, and
only while something changes; what was there before is logged, so a move can be taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.search.clock import begin, done, earliest, earliest_ending, to_work, worked
from solvers.search.graph_cost import shift_cost
from solvers.search.graph_net import (
    CALENDAR,
    DEADLINE,
    DURATION,
    EDGES,
    EDGES_END,
    ELASTIC,
    INITIAL,
    IS_INTERRUPTIBLE,
    KIND,
    LAG,
    LEAD,
    MATRIX,
    MOST,
    NEED_CALENDAR,
    NEEDS,
    NODES,
    NODES_END,
    OUTS,
    OUTS_END,
    PIN,
    PRED,
    PREPARATION,
    RELEASE,
    SETUP_CALENDAR,
    STATE,
    STATES,
)
from solvers.search.graph_state import (
    AFTER,
    BEFORE,
    BROKEN,
    CAUSE,
    CHANGE,
    END,
    LANE,
    LAST_WORD,
    LOGGED,
    MODE,
    MOVED,
    NEXT,
    OWNER,
    READY,
    RETIMED,
    START,
    away_until,
    mark,
)
from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    from solvers.search.graph_cost import Rates
    from solvers.search.graph_net import Net
    from solvers.search.graph_state import State

__all__ = ["mark_next", "propagate", "retime", "take_back_times"]

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_END_END, _WORK_WORK = int(Precedence.END_END), int(Precedence.WORK_WORK)
_MAX_WAIT = int(Precedence.MAX_WAIT)


@inner
def mark_next(net: Net, state: State, op: int) -> None:
    """Let everything be timed again that depends on the times of an operation."""
    for row in range(net.op[op, OUTS], net.op[op, OUTS_END]):
        mark(state, net.out[row])
    for node in range(net.op[op, NODES], net.op[op, NODES_END]):
        if state.node[node, LANE] < 0:
            break
        after = state.node[node, NEXT]
        if after >= 0:
            mark(state, state.node[after, OWNER])


@outlined
def propagate(net: Net, rates: Rates, state: State, first: int, limit: float) -> bool:
    """Time again what is marked, and whatever follows from it.

    Parameters
    ----------
    net, rates, state
        The problem; what a plan costs; a plan, whose log is written from its first row on.
    first
        No position below it is marked.
    limit
        By how much demands may become more expensive on the way before it is given up.

    Returns
    -------
    bool
        False if it was given up; then some times are wrong, and are to be taken back.
    """
    logged, retimed, word, delta = 0, 0, first >> 5, 0.0
    while word <= state.tally[LAST_WORD] and delta <= limit:
        bits = state.dirty[word]
        if bits == 0:
            word += 1
            continue
        state.dirty[word] = bits & (bits - 1)
        op = state.order[(word << 5) + _lowest(bits)]
        retimed += 1
        state.log[logged, 0] = op
        for column in range(MODE):
            state.log[logged, 1 + column] = state.op[op, column]
        retime(net, state, op)
        moves = False  # whether what depends on it has to move
        for column in (START, END, AFTER):
            moves |= state.op[op, column] != state.log[logged, 1 + column]
        if moves:
            mark_next(net, state, op)
        moves |= op == state.tally[MOVED]  # in another mode it may cost something else
        for column in (CHANGE, CAUSE, BROKEN, READY):
            moves |= state.op[op, column] != state.log[logged, 1 + column]
        if state.op[op, END] != state.log[logged, 1 + END]:
            delta += shift_cost(net, rates, state, op, state.log[logged, 1 + END])
        logged += 1 if moves else 0
    state.tally[LOGGED] = logged
    state.tally[RETIMED] += retimed
    for clean in range(word, state.tally[LAST_WORD] + 1):
        state.dirty[clean] = 0
    state.tally[LAST_WORD] = 0
    return delta <= limit


@inner
def _lowest(bits: int) -> int:
    """Return the number of the lowest bit that is set, of 32."""
    low, number = bits & -bits, 0
    if low > 0xFFFF:
        low, number = low >> 16, 16
    if low > 0xFF:
        low, number = low >> 8, number + 8
    if low > 0xF:
        low, number = low >> 4, number + 4
    return number + (low >> 1) - (1 if low == 8 else 0)  # 1 2 4 8: 0 1 2 3


@outlined
def take_back_times(state: State) -> None:
    """Write back what the last `propagate` has changed."""
    for row in range(state.tally[LOGGED]):
        op = state.log[row, 0]
        for column in range(MODE):
            state.op[op, column] = state.log[row, 1 + column]
    state.tally[LOGGED] = 0


@inner
def retime(net: Net, state: State, op: int) -> None:
    """Compute the first seven columns of an operation from those of its predecessors."""
    start, cause, ended, ended_cause = _after_edges(net, state, op)
    state.op[op, READY] = start
    start, cause = _after_lanes(net, state, op, start, cause)
    mode, change = state.op[op, MODE], 0
    state.op[op, AFTER] = -1
    if net.mode[mode, MATRIX] >= 0:
        change, first = _after_setup(net, state, op)
        if first > start:
            start, cause = first, -2 - net.op[op, NODES]
    is_elastic, broken = net.op[op, ELASTIC] != 0, 0
    if net.op[op, PIN] >= 0:
        start, end, broken = _pinned(net, state, op, start, change)
    else:
        if ended > start and not is_elastic:
            first = _start_ending(net, mode, ended)
            if first > start:
                start, cause = first, ended_cause
        start, end = _fit(net, state, op, (start, ended if is_elastic else 0, change))
    if ended > end:
        if not is_elastic:
            broken += ended - end
        end = ended if is_elastic else end
    if is_elastic and end == ended > 0:
        cause = ended_cause
    broken += max(0, end - net.horizon)
    if net.op[op, DEADLINE] >= 0:
        broken += max(0, end - net.op[op, DEADLINE])
    state.op[op, START], state.op[op, END], state.op[op, CHANGE] = start, end, change
    state.op[op, CAUSE], state.op[op, BROKEN] = cause, min(broken, MOST)


@inner
def _after_edges(net: Net, state: State, op: int) -> tuple[int, int, int, int]:
    """Return before which ticks edges let an operation neither start nor end, and which edges."""
    start, cause, ended, ended_cause = net.op[op, RELEASE], -1, 0, -1
    for row in range(net.op[op, EDGES], net.op[op, EDGES_END]):
        pred, kind = net.edge[row, PRED], net.edge[row, KIND]
        lag = net.lags[net.edge[row, LAG] + state.op[pred, MODE]]
        if kind == _END_START:
            tick = state.op[pred, END] + lag
        elif kind == _END_END:
            tick = state.op[pred, END] + lag
            if tick > ended:
                ended, ended_cause = tick, row
            continue
        else:
            tick = _worked(net, state, row, lag)
            if kind == _WORK_WORK:
                tick = _led(net, state, op, row, tick)
        if tick > start:
            start, cause = tick, row
    return start, cause, ended, ended_cause


@outlined
def _worked(net: Net, state: State, row: int, lag: int) -> int:
    """Return when the predecessor of an edge has worked its lag."""
    pred = net.edge[row, PRED]
    calendar = net.mode[state.op[pred, MODE], CALENDAR]
    tick = worked(net.clock, calendar, state.op[pred, START], lag)
    return tick if tick >= 0 else net.horizon + 1


@outlined
def _led(net: Net, state: State, op: int, row: int, tick: int) -> int:
    """Return the earliest start of work that may have worked its lead only at a tick."""
    mode = state.op[op, MODE]
    lead, calendar = net.leads[net.edge[row, LEAD] + mode], net.mode[mode, CALENDAR]
    work = to_work(net.clock, calendar, tick) - lead
    bound = done(net.clock, calendar, work) if work > 0 else 0
    return max(bound, tick) if lead == 0 or tick > net.horizon else bound


@inner
def _after_lanes(net: Net, state: State, op: int, start: int, cause: int) -> tuple[int, int]:
    """Return when all lanes of an operation are free, but no earlier than `start`, and why."""
    for node in range(net.op[op, NODES], net.op[op, NODES_END]):
        if state.node[node, LANE] < 0:
            break
        before = state.node[node, BEFORE]
        if before >= 0:
            tick = state.op[state.node[before, OWNER], END]
            if tick > start:
                start, cause = tick, -2 - node
    return start, cause


@inner
def _after_setup(net: Net, state: State, op: int) -> tuple[int, int]:
    """Write the state after an operation; return its changeover and when that can be done."""
    mode, before = state.op[op, MODE], state.node[net.op[op, NODES], BEFORE]
    had, free = net.mode[mode, INITIAL], 0
    if before >= 0:
        other = state.node[before, OWNER]
        had, free = state.op[other, AFTER], state.op[other, END]
    wanted, change = net.mode[mode, STATE], net.mode[mode, PREPARATION]
    if had >= 0 and wanted >= 0:
        row = net.mode[mode, MATRIX] + had * net.mode[mode, STATES]
        change += net.changes[row + wanted]
    state.op[op, AFTER] = wanted if wanted >= 0 else had
    if change == 0:
        return 0, 0
    return change, _changed(net, mode, free, change)


@outlined
def _changed(net: Net, mode: int, free: int, change: int) -> int:
    """Return when a changeover is done on a machine that is free from a tick on."""
    tick = worked(net.clock, net.mode[mode, SETUP_CALENDAR], free, change)
    return tick if tick >= 0 else net.horizon + 1


@outlined
def _start_ending(net: Net, mode: int, ended: int) -> int:
    """Return from when on work does not end before a tick."""
    calendar, length = net.mode[mode, CALENDAR], net.mode[mode, DURATION]
    is_interruptible = net.mode[mode, IS_INTERRUPTIBLE] != 0
    tick = earliest_ending(net.clock, calendar, ended, length, is_interruptible)
    return tick if tick >= 0 else net.horizon + 1


@inner
def _fit(net: Net, state: State, op: int, bounds: tuple[int, int, int]) -> tuple[int, int]:
    """Return start and end of an operation in its calendar, while its lanes are there.

    `bounds` are its earliest start, its earliest end, and its changeover. What fits nowhere is put
    behind the horizon.
    """
    start, ended, change = bounds
    mode = state.op[op, MODE]
    calendar, length = net.mode[mode, CALENDAR], net.mode[mode, DURATION]
    is_interruptible = net.mode[mode, IS_INTERRUPTIBLE] != 0
    while True:
        tick, end = earliest(net.clock, calendar, start, length, is_interruptible)
        if tick < 0:
            tick = max(start, net.horizon + 1)
            return tick, tick + length
        end = max(end, ended)
        until = _away_until(net, state, op, (tick, end, change)) if net.has_away else -1
        if until < 0:
            return tick, end
        start = _changed(net, mode, until, change) if change > 0 else until


@outlined
def _away_until(net: Net, state: State, op: int, hold: tuple[int, int, int]) -> int:
    """Return when a stretch is over that keeps a lane from an operation, -1 if none does.

    `hold` is its start, its end, and its changeover, which holds its machine as well.
    """
    start, end, change = hold
    mode, first = state.op[op, MODE], net.op[op, NODES]
    row = net.mode[mode, NEEDS] - first
    since = start
    if change > 0:
        calendar = net.mode[mode, SETUP_CALENDAR]
        since = max(0, to_work(net.clock, calendar, start) - change)
        since = begin(net.clock, calendar, since)
    for node in range(first, net.op[op, NODES_END]):
        lane = state.node[node, LANE]
        if lane < 0:
            break
        calendar = net.need[row + node, NEED_CALENDAR]
        until = away_until(net, lane, calendar, since if node == first else start, end)
        if until >= 0:
            return until
    return -1


@outlined
def _pinned(net: Net, state: State, op: int, start: int, change: int) -> tuple[int, int, int]:
    """Return start and end of a pinned operation, and by how many ticks it breaks rules."""
    mode, pin = state.op[op, MODE], net.op[op, PIN]
    length = net.mode[mode, DURATION]
    end, broken = worked(net.clock, net.mode[mode, CALENDAR], pin, length), max(0, start - pin)
    if end < 0:
        end = net.horizon + 1 + length
    if end - pin != length and net.mode[mode, IS_INTERRUPTIBLE] == 0:
        broken += end - pin - length
    if net.has_away and _away_until(net, state, op, (pin, end, change)) >= 0:
        broken += 1
    return pin, end, broken
