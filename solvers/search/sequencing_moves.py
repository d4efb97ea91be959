"""Which move to try next: something on the critical path of what is late.

Every operation knows what determines its start. From what is late the chain of these causes leads
back to a release or to nothing; only moves that break a link of it can help. [1]_

References
----------
.. [1] Y. Mati, S. Dauzère-Pérès, C. Lahlou (2011), A general approach for optimizing regular
   criteria in the job-shop scheduling problem, European Journal of Operational Research 212.
   https://doi.org/10.1016/j.ejor.2011.01.046
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.dice import draw
from solvers.search.graph_cost import worst_lateness
from solvers.search.graph_moves import Wish, spot
from solvers.search.graph_net import (
    DUE,
    LATER,
    LINKS,
    LINKS_END,
    MODES,
    MODES_END,
    NEED_RESOURCE,
    NEEDS,
    NEEDS_END,
    PRED,
    STATE,
    WHO,
)
from solvers.search.graph_state import (
    BEFORE,
    CAUSE,
    CHANGE,
    END,
    HEAD,
    LAST,
    LINKED,
    MODE,
    NEXT,
    OWNER,
    PATH,
    READY,
    START,
    USES,
)
from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    import numpy as np

    from solvers.search.graph_cost import Rates
    from solvers.search.graph_net import Net
    from solvers.search.graph_state import State

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["find_late", "propose"]

_AT_RANDOM = 5
"""Percent of the moves that begin at any operation instead of at a late one."""

_DRAWN = 2
"""Late demands that are drawn; the most expensive of them is taken."""

_JUMP_BITS = 6
"""Operations that one is moved past beside the next are below a random power of 2 below this one.

Mostly few, so that moves are cheap, and sometimes many: in a long queue what is urgent gets ahead
at once or not at all, as every step on the way costs somebody else something."""

_ELSEWHERE = 30
"""Percent of the moves of an operation with other modes or lanes that try one of them."""

_JOIN = 40
"""Percent of the moves at a changeover that bring operations of one state together."""

_USES = 8
"""Moves that are taken from one path, as long as none of them is made."""

_LOOKED_AT = 40
"""Operations of a lane that are looked at for one of the same state, or a place in time."""


@outlined
def find_late(net: Net, rates: Rates, state: State, window: tuple[float, float]) -> int:
    """List the demands whose lateness costs something; return how many entries there are.

    Looked at are those that are complete within a window: its first and its last tick.
    Where the largest lateness of groups costs more than that of any demand by itself, those that
    have it are listed alone: making others earlier gains next to nothing.
    """
    count, of_groups = 0, 0.0
    for group in range(rates.lateness.size):
        of_groups += rates.lateness[group]
    for demand in range(state.completion.size):
        completion = state.completion[demand]
        is_late = completion > net.demand[demand, DUE]
        is_late &= window[0] <= completion <= window[1]
        cost = rates.tardy[demand] + rates.late[demand] + rates.delivery[demand]
        if is_late and cost > of_groups:
            state.late[count] = demand
            count += 1
    if count == 0:
        for group in range(rates.lateness.size):
            if rates.lateness[group] > 0.0:
                count = _list_worst(net, rates, state, group, count)
    return count


@outlined
def _list_worst(net: Net, rates: Rates, state: State, group: int, count: int) -> int:
    """List also the latest demands of a group; return how many entries there are now."""
    worst = max(1, worst_lateness(net, rates, state, group))
    for demand in range(state.completion.size):
        lateness = state.completion[demand] - net.demand[demand, DUE]
        if rates.group[group, demand] != 0 and lateness >= worst and count < state.late.size:
            state.late[count] = demand
            count += 1
    return count


@outlined
def propose(net: Net, rates: Rates, state: State, late: int, dice: Words) -> Wish:
    """Return a move that may help; one that changes nothing if none was found.

    `late` is how many late demands are listed.
    """
    if state.tally[USES] == 0:
        _follow_path(net, state, _late_op(net, rates, state, late, dice))
    state.tally[USES] -= 1
    node, op = -1, state.path[draw(dice, state.tally[PATH])]
    if state.tally[LINKED] > 0:
        node = state.linked[draw(dice, state.tally[LINKED])]
    if node < 0 or (_has_choice(net, op) and draw(dice, 100) < _ELSEWHERE):
        return _elsewhere(net, state, op, dice)
    second = state.node[node, OWNER]
    first = state.node[state.node[node, BEFORE], OWNER]
    if state.op[second, CHANGE] > 0 and draw(dice, 100) < _JOIN:
        return _join(net, state, node, dice)
    if _has_choice(net, second) and draw(dice, 100) < _ELSEWHERE:
        return _elsewhere(net, state, second, dice)
    if _has_choice(net, first) and draw(dice, 100) < _ELSEWHERE:
        return _elsewhere(net, state, first, dice)
    return _jump(state, node, dice)


@outlined
def _late_op(net: Net, rates: Rates, state: State, late: int, dice: Words) -> int:
    """Return an operation that ends too late, or any."""
    if draw(dice, 100) < _AT_RANDOM or (late == 0 and rates.makespan == 0.0):
        return draw(dice, state.order.size)
    if late == 0:
        return _last_op(net, state)
    chosen, most = -1, -1.0
    for _ in range(_DRAWN):
        demand = state.late[draw(dice, late)]
        lateness = max(0, state.completion[demand] - net.demand[demand, DUE])
        cost = (rates.tardy[demand] + rates.delivery[demand]) * lateness + rates.late[demand]
        if cost > most:
            chosen, most = demand, cost
    for row in range(net.demand[chosen, LINKS], net.demand[chosen, LINKS_END]):
        op = net.link[row, WHO]
        if state.op[op, END] + net.link[row, LATER] == state.completion[chosen]:
            return op
    return draw(dice, state.order.size)


@outlined
def _last_op(net: Net, state: State) -> int:
    """Return the operation that ends last."""
    last = net.sinks[0]
    for index in range(1, net.sinks.size):
        if state.op[net.sinks[index], END] > state.op[last, END]:
            last = net.sinks[index]
    return last


@outlined
def _follow_path(net: Net, state: State, last: int) -> None:
    """List the critical path to an operation, and the links between neighbours on a lane on it."""
    op, steps, links = last, 0, 0
    while op >= 0:
        state.path[steps] = op
        steps += 1
        cause = state.op[op, CAUSE]
        if cause >= 0:
            op = net.edge[cause, PRED]
        elif cause == -1 or state.node[-2 - cause, BEFORE] < 0:
            op = -1
        else:
            state.linked[links] = -2 - cause
            links += 1
            op = state.node[state.node[-2 - cause, BEFORE], OWNER]
    state.tally[PATH], state.tally[LINKED], state.tally[USES] = steps, links, _USES


@outlined
def _has_choice(net: Net, op: int) -> bool:
    """Tell whether an operation may run in another mode or on another lane."""
    first = net.op[op, MODES]
    if net.op[op, MODES_END] - first > 1:
        return True
    row = net.mode[first, NEEDS]
    if row == net.mode[first, NEEDS_END]:
        return False
    resource = net.need[row, NEED_RESOURCE]
    return net.lane_first[resource + 1] - net.lane_first[resource] > 1


@inner
def _wish(op: int, other: int, is_after: bool, mode: int, lane: int, spreads: bool) -> Wish:
    """Return a move; numbers of a function are wide, so all moves are of one type."""
    return Wish(op, other, is_after, mode, lane, spreads)


@outlined
def _jump(state: State, node: int, dice: Words) -> Wish:
    """Return a move of one of two neighbours on a lane past the other, and maybe further."""
    before, steps = state.node[node, BEFORE], 0
    if draw(dice, 2) == 0:
        steps = draw(dice, 1 << draw(dice, _JUMP_BITS))
    if draw(dice, 2) == 0:
        op, target = state.node[node, OWNER], before
        while steps > 0 and state.node[target, BEFORE] >= 0:
            target, steps = state.node[target, BEFORE], steps - 1
        return _wish(op, state.node[target, OWNER], False, state.op[op, MODE], -1, False)
    op, target = state.node[before, OWNER], node
    while steps > 0 and state.node[target, NEXT] >= 0:
        target, steps = state.node[target, NEXT], steps - 1
    return _wish(op, state.node[target, OWNER], True, state.op[op, MODE], -1, False)


@outlined
def _join(net: Net, state: State, node: int, dice: Words) -> Wish:
    """Return a move that brings an operation next to one of the same state on its machine."""
    op = state.node[node, OWNER]
    wanted = net.mode[state.op[op, MODE], STATE]
    column = NEXT if draw(dice, 2) == 0 else BEFORE
    other = node
    for _ in range(_LOOKED_AT):
        other = state.node[other, column]
        if other < 0:
            break
        partner = state.node[other, OWNER]
        if net.mode[state.op[partner, MODE], STATE] == wanted:
            if column == NEXT and draw(dice, 2) == 0:
                return _wish(partner, op, True, state.op[partner, MODE], -1, False)
            return _wish(op, partner, column == BEFORE, state.op[op, MODE], -1, False)
    return _jump(state, node, dice)


@outlined
def _elsewhere(net: Net, state: State, op: int, dice: Words) -> Wish:
    """Return a move of an operation to any of its modes and lanes, about when it is ready."""
    mode = net.op[op, MODES] + draw(dice, net.op[op, MODES_END] - net.op[op, MODES])
    row = net.mode[mode, NEEDS]
    if row == net.mode[mode, NEEDS_END]:
        return _wish(op, op, False, mode, -1, True)
    resource = net.need[row, NEED_RESOURCE]
    first = net.lane_first[resource]
    count = net.lane_first[resource + 1] - first
    lane = first + draw(dice, count)
    node = spot(state, lane, state.position[op], -2)
    ready = state.op[op, READY]
    for _ in range(_LOOKED_AT):
        if node < 0 or state.op[state.node[node, OWNER], START] < ready:
            break
        node = state.node[node, BEFORE]
    after = state.lane[lane, HEAD] if node < 0 else state.node[node, NEXT]
    for _ in range(draw(dice, 3)):
        if after >= 0:
            after = state.node[after, NEXT]
    if after >= 0:
        return _wish(op, state.node[after, OWNER], False, mode, lane, True)
    last = state.lane[lane, LAST]
    return _wish(op, op if last < 0 else state.node[last, OWNER], last >= 0, mode, lane, True)
