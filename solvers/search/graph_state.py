"""A plan of the graph search: what its kernels change, and how a schedule becomes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.clock import begin, to_work
from solvers.search.graph_net import (
    AWAY_END,
    AWAY_START,
    EDGES,
    EDGES_END,
    NARROW,
    NEED_CALENDAR,
    NEED_RESOURCE,
    NEEDS,
    NEEDS_END,
    NODES,
    NODES_END,
    OUTS,
    OUTS_END,
    PRED,
    SETUP_CALENDAR,
)
from solvers.search.jit import inner, lean, outlined

if TYPE_CHECKING:
    from models.schedule import Schedule
    from solvers.search.graph_net import Net

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Narrow = np.ndarray[tuple[int], np.dtype[np.int32]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int32]]
    Wide = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

__all__ = ["State", "copy_plan", "link", "load", "mark", "new_state", "unlink"]

START, END, CHANGE, AFTER, CAUSE, BROKEN, READY, MODE = range(8)
"""Columns of `State.op`. All but the last follow from modes and sequences by `graph_times`.

AFTER is the state its machine is in afterwards. CAUSE is what determines its start: a row of
`Net.edge`, ``-2 - node`` if it is what precedes that node on its lane, -1 if neither. BROKEN is
by how many ticks rules are broken, READY when its predecessors by edges let it start."""

LANE, BEFORE, NEXT, OWNER = range(4)
"""Columns of `State.node`: a hold of an operation in the sequence of a lane; -1 for none."""

HEAD, LAST = range(2)
"""Columns of `State.lane`: its first and last node, -1 if it is empty."""

STAMP, LOGGED, LATE_LOGGED, LAST_WORD, RETIMED, MOVED, OLD_MODE, LOW, SECTION = range(9)
PATH, LINKED, USES = range(9, 12)
"""Entries of `State.tally`: the last mark, rows of logs, last dirty word, operations timed so far,
the operation moved last, its mode before, which part of the order has changed;
operations and links on the path of `sequencing_moves`, and how often it may be used again."""

COST, WORST, OLD_COST, OLD_WORST = range(4)
"""Entries of `State.total`: all of the cost, and what makespan and largest lateness are of it."""


class State(NamedTuple):
    """A plan; N operations, H nodes, K lanes, D demands."""

    op: Table
    """(N, 8)"""
    node: Table
    """(H, 4): nodes of an operation are neighbours."""
    lane: Table
    """(K, 2)"""
    order: Narrow
    """(N,): all operations; each follows what precedes it by an edge or on a lane."""
    position: Narrow
    """(N,): where each operation is in `order`."""
    own: Floats
    """(N,): what each operation costs by itself."""
    completion: Ints
    """(D,)"""
    total: Floats
    """(4,): costs."""
    tally: Ints
    """(12,): numbers of the last move."""
    dirty: Ints
    """Bits by position, 32 in each: operations to be timed again."""
    stamp: Ints
    """(N,): marks of operations, by the current STAMP."""
    demand_stamp: Ints
    """(D,): likewise."""
    log: Table
    """(N, 8): operation and its first seven columns before the last move."""
    own_log: Floats
    """(N,): their own costs."""
    late_log: Wide
    """(D, 2): demand and its completion before the last move."""
    node_log: Table
    """Lane and predecessor of each node of the moved operation, before the move."""
    path: Narrow
    """(N,): operations of a critical path."""
    linked: Narrow
    """(N,): nodes whose lanes are links of it."""
    late: Narrow
    """(D,): demands that were late when somebody looked."""
    section: Narrow
    """(N,): operations that the last move has reordered, as they were."""
    aside: Narrow
    """(N,): scratch."""


def new_state(net: Net) -> State:
    """Return an empty plan."""
    count, demands = net.op.shape[0], net.demand.shape[0]
    sizes = net.op[:, NODES_END] - net.op[:, NODES]
    node = np.full((int(sizes.sum()), 4), -1, dtype=NARROW)
    node[:, OWNER] = np.repeat(np.arange(count), sizes)
    return State(
        op=_table(count, 8),
        node=node,
        lane=np.full((net.away_first.size - 1, 2), -1, dtype=NARROW),
        order=_narrow(count),
        position=_narrow(count),
        own=np.zeros(count, dtype=np.float64),
        completion=_zeros(demands),
        total=np.zeros(4, dtype=np.float64),
        tally=_zeros(12),
        dirty=_zeros((count >> 5) + 1),
        stamp=_zeros(count),
        demand_stamp=_zeros(demands),
        log=_table(count, 8),
        own_log=np.zeros(count, dtype=np.float64),
        late_log=np.zeros((demands, 2), dtype=np.int64),
        node_log=_table(int(sizes.max(initial=1)), 2),
        path=_narrow(count),
        linked=_narrow(count),
        late=_narrow(demands),
        section=_narrow(count),
        aside=_narrow(count),
    )


def _zeros(size: int) -> Ints:
    return np.zeros(size, dtype=np.int64)


def _narrow(size: int) -> Narrow:
    return np.zeros(size, dtype=NARROW)


def _table(rows: int, columns: int) -> Table:
    return np.zeros((rows, columns), dtype=NARROW)


@inner
def link(state: State, node: int, lane: int, before: int) -> None:
    """Put a node on a lane after another one of it, -1 for first."""
    after = state.lane[lane, HEAD] if before < 0 else state.node[before, NEXT]
    state.node[node, LANE] = lane
    state.node[node, BEFORE] = before
    state.node[node, NEXT] = after
    if before < 0:
        state.lane[lane, HEAD] = node
    else:
        state.node[before, NEXT] = node
    if after < 0:
        state.lane[lane, LAST] = node
    else:
        state.node[after, BEFORE] = node


@inner
def unlink(state: State, node: int) -> None:
    """Take a node off its lane."""
    lane, before, after = state.node[node, LANE], state.node[node, BEFORE], state.node[node, NEXT]
    if before < 0:
        state.lane[lane, HEAD] = after
    else:
        state.node[before, NEXT] = after
    if after < 0:
        state.lane[lane, LAST] = before
    else:
        state.node[after, BEFORE] = before
    state.node[node, LANE] = -1


def load(net: Net, state: State, schedule: Schedule) -> None:
    """Take modes and sequences from a schedule; all operations are marked to be timed.

    Operations go by their starts, but after what precedes them by an edge. Each takes lanes that
    are free when it starts, or else those that are free soonest.
    """
    sooner = np.zeros_like(schedule.start)
    level = np.zeros_like(schedule.start)
    _start_after_predecessors(net, schedule.start, (sooner, level), state)
    state.order[:] = np.lexsort((level, sooner))
    state.position[state.order] = np.arange(state.order.size)
    state.op[:, MODE] = schedule.mode
    state.stamp[:] = 0  # was scratch
    lanes = state.lane.shape[0]
    free, user = _zeros(lanes), np.full(lanes, -1, dtype=np.int64)
    _colour(net, state, (schedule.start, schedule.end, schedule.changeover), (free, user))


@lean
def _start_after_predecessors(net: Net, start: Ints, keys: tuple[Ints, Ints], state: State) -> None:
    """Write keys by which operations follow their predecessors: a tick, then a rank."""
    sooner, level = keys
    # not by `precedence.topological`: its kernel in here as well costs a second of compiling
    waiting, ready, known = state.stamp, state.aside, 0
    for op in range(start.size):
        waiting[op] = net.op[op, EDGES_END] - net.op[op, EDGES]
        if waiting[op] == 0:
            ready[known] = op
            known += 1
    index = 0
    while index < known:
        op = ready[index]
        level[op] = index
        index += 1
        sooner[op] = start[op]
        for row in range(net.op[op, EDGES], net.op[op, EDGES_END]):
            sooner[op] = max(sooner[op], sooner[net.edge[row, PRED]])
        for row in range(net.op[op, OUTS], net.op[op, OUTS_END]):
            after = net.out[row]
            waiting[after] -= 1
            if waiting[after] == 0:
                ready[known] = after
                known += 1


@lean
def _colour(
    net: Net, state: State, times: tuple[Ints, Ints, Ints], lanes: tuple[Ints, Ints]
) -> None:
    """Give every operation lanes, those that are away most where they serve as well; link them.

    `times` are starts, ends and changeovers, `lanes` until when and for whom each lane is taken.
    """
    start, end, changeover = times
    free, user = lanes
    for index in range(state.order.size):
        op = state.order[index]
        mode, since = state.op[op, MODE], start[op]
        if changeover[op] > 0:
            clock, calendar = net.clock, net.mode[mode, SETUP_CALENDAR]
            since = begin(clock, calendar, max(0, to_work(clock, calendar, since) - changeover[op]))
        node = net.op[op, NODES]
        for row in range(net.mode[mode, NEEDS], net.mode[mode, NEEDS_END]):
            lane = _free_lane(net, free, user, op, row, (since, end[op]))
            state.node[node, LANE] = lane
            free[lane], user[lane] = end[op], op
            node += 1
    sequence(net, state)


@inner
def _free_lane(net: Net, free: Ints, user: Ints, op: int, row: int, ticks: tuple[int, int]) -> int:
    """Return a lane for one need of an operation, none of those it has already."""
    resource, calendar = net.need[row, NEED_RESOURCE], net.need[row, NEED_CALENDAR]
    chosen, soonest = -1, 0
    for lane in range(net.lane_first[resource + 1] - 1, net.lane_first[resource] - 1, -1):
        if user[lane] == op:
            continue
        if free[lane] <= ticks[0] and away_until(net, lane, calendar, ticks[0], ticks[1]) < 0:
            return lane
        if chosen < 0 or free[lane] < soonest:
            chosen, soonest = lane, free[lane]
    return chosen


@outlined
def away_until(net: Net, lane: int, calendar: int, start: int, end: int) -> int:
    """Return when the first stretch is over that keeps a lane from a hold, -1 if none does.

    Holds count in the windows of a calendar only.
    """
    for row in range(net.away_first[lane], net.away_first[lane + 1]):
        since, until = max(start, net.away[row, AWAY_START]), min(end, net.away[row, AWAY_END])
        if since < until and to_work(net.clock, calendar, until) > to_work(
            net.clock, calendar, since
        ):
            return net.away[row, AWAY_END]
    return -1


@inner
def mark(state: State, op: int) -> None:
    """Let an operation be timed again."""
    position = state.position[op]
    word = position >> 5
    state.dirty[word] |= 1 << (position & 31)
    state.tally[LAST_WORD] = max(state.tally[LAST_WORD], word)


@outlined
def sequence(net: Net, state: State) -> None:
    """Make the sequences of all lanes from the order, the modes and the lane of each node.

    All operations are marked to be timed.
    """
    for lane in range(state.lane.shape[0]):
        state.lane[lane, HEAD] = state.lane[lane, LAST] = -1
    for op in range(state.order.size):
        held = net.mode[state.op[op, MODE], NEEDS_END] - net.mode[state.op[op, MODE], NEEDS]
        for node in range(net.op[op, NODES] + held, net.op[op, NODES_END]):
            state.node[node, LANE] = -1
    for index in range(state.order.size):
        op = state.order[index]
        for node in range(net.op[op, NODES], net.op[op, NODES_END]):
            lane = state.node[node, LANE]
            if lane < 0:
                break
            link(state, node, lane, state.lane[lane, LAST])
    for op in range(state.order.size):
        mark(state, op)


@outlined
def copy_plan(source: State, target: State) -> None:
    """Copy what makes a plan, and its times."""
    _copy_rows(source.op, target.op)
    _copy_rows(source.node, target.node)
    _copy_rows(source.lane, target.lane)
    for op in range(source.order.size):
        target.order[op] = source.order[op]
        target.position[op] = source.position[op]
        target.own[op] = source.own[op]
    for demand in range(source.completion.size):
        target.completion[demand] = source.completion[demand]
    for entry in range(source.total.size):
        target.total[entry] = source.total[entry]


@outlined
def _copy_rows(source: Table, target: Table) -> None:
    for row in range(source.shape[0]):
        for column in range(source.shape[1]):
            target[row, column] = source[row, column]
