"""Move one operation of a plan: to another place in the order, another mode, other lanes.

Sequences follow the order of all operations, which is changed between the old and the new place
only: what must follow the operation goes behind it, what must precede it before it. [1]_

References
----------
.. [1] D. J. Pearce, P. H. J. Kelly (2006), A dynamic topological sort algorithm for directed
   acyclic graphs, ACM Journal of Experimental Algorithmics 11.
   https://doi.org/10.1145/1187436.1210590
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solvers.search.dice import draw
from solvers.search.graph_cost import account, take_back_costs
from solvers.search.graph_net import (
    EDGES,
    EDGES_END,
    NEED_RESOURCE,
    NEEDS,
    NEEDS_END,
    NODES,
    NODES_END,
    OUTS,
    OUTS_END,
    PRED,
)
from solvers.search.graph_state import (
    BEFORE,
    END,
    HEAD,
    LANE,
    LAST,
    LOW,
    MODE,
    MOVED,
    NEXT,
    OLD_MODE,
    OWNER,
    READY,
    SECTION,
    STAMP,
    START,
    link,
    mark,
    unlink,
)
from solvers.search.graph_times import mark_next, propagate, take_back_times
from solvers.search.jit import outlined

if TYPE_CHECKING:
    import numpy as np

    from solvers.search.graph_cost import Rates
    from solvers.search.graph_net import Net
    from solvers.search.graph_state import State

    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["Wish", "move", "spot", "take_back"]

_LONGEST = 20_000
"""Operations of the order that one move may reorder."""

_TRIED = 4
"""Lanes of a resource that are looked at for one hold."""


class Wish(NamedTuple):
    """A move."""

    op: int
    """What is moved ..."""
    other: int
    """... beside which other operation in the order ..."""
    is_after: bool
    """... behind it, or before it ..."""
    mode: int
    """... to run in which mode ..."""
    lane: int
    """... on which lane of its main resource; -1 for the one it is on, or any ..."""
    spreads: bool
    """... and whether its other lanes are chosen anew."""


@outlined
def move(net: Net, rates: Rates, state: State, wish: Wish, limit: tuple[float, Words]) -> bool:
    """Make a move, with all that follows from it; tell whether it was made.

    One that would let an operation precede itself is not made, nor is one that goes too far, or
    costs more than the limit. With it come the random numbers by which lanes are chosen.
    """
    op = wish.op
    state.tally[MOVED], state.tally[OLD_MODE] = op, state.op[op, MODE]
    _lift(net, state, op)
    if not _reorder(net, state, wish):
        _put_back(net, state, op)
        return False
    state.op[op, MODE] = wish.mode
    _insert(net, state, wish, limit[1])
    _mark_changes(net, state, op)
    if propagate(net, rates, state, state.tally[LOW], limit[0]):
        account(net, rates, state)
        return True
    _take_back_plan(net, state)
    return False


@outlined
def take_back(net: Net, state: State) -> None:
    """Undo the last move that was made."""
    take_back_costs(state)
    _take_back_plan(net, state)


@outlined
def _take_back_plan(net: Net, state: State) -> None:
    take_back_times(state)
    op = state.tally[MOVED]
    for node in range(net.op[op, NODES], net.op[op, NODES_END]):
        if state.node[node, LANE] < 0:
            break
        unlink(state, node)
    _restore_order(state)
    state.op[op, MODE] = state.tally[OLD_MODE]
    _put_back(net, state, op)


@outlined
def _lift(net: Net, state: State, op: int) -> None:
    """Take an operation off its lanes; log where it was."""
    first = net.op[op, NODES]
    for node in range(first, net.op[op, NODES_END]):
        state.node_log[node - first, 0] = state.node[node, LANE]
        state.node_log[node - first, 1] = state.node[node, BEFORE]
        if state.node[node, LANE] >= 0:
            unlink(state, node)


@outlined
def _put_back(net: Net, state: State, op: int) -> None:
    """Put an operation on the lanes where it was; what was around it is there again."""
    first = net.op[op, NODES]
    for node in range(first, net.op[op, NODES_END]):
        lane = state.node_log[node - first, 0]
        if lane >= 0:
            link(state, node, lane, state.node_log[node - first, 1])


@outlined
def _mark_changes(net: Net, state: State, op: int) -> None:
    """Mark the moved operation and all whose predecessors it changes."""
    mark(state, op)
    first = net.op[op, NODES]
    for node in range(first, net.op[op, NODES_END]):
        lane, before = state.node_log[node - first, 0], state.node_log[node - first, 1]
        if lane >= 0:
            after = state.lane[lane, HEAD] if before < 0 else state.node[before, NEXT]
            if after >= 0:
                mark(state, state.node[after, OWNER])
        if state.node[node, LANE] >= 0 and state.node[node, NEXT] >= 0:
            mark(state, state.node[state.node[node, NEXT], OWNER])
    if state.op[op, MODE] != state.tally[OLD_MODE]:  # lags may be other ones
        mark_next(net, state, op)


@outlined
def _reorder(net: Net, state: State, wish: Wish) -> bool:
    """Bring an operation to its new place in the order; log what was there.

    Returns
    -------
    bool
        False if it is impossible; then nothing has changed.
    """
    place, target = state.position[wish.op], state.position[wish.other]
    if target > place:
        last = target if wish.is_after else target - 1
        first, state.tally[LOW] = place, place
    else:
        last = place
        first = target + 1 if wish.is_after and target < place else target
        state.tally[LOW] = first
    state.tally[SECTION] = last - first + 1
    if last - first >= _LONGEST:
        return False
    for index in range(last - first + 1):
        state.section[index] = state.order[first + index]
    state.tally[STAMP] += 1
    if target > place:
        _move_behind(net, state, wish.op, last)
        is_possible = not wish.is_after or state.stamp[wish.other] != state.tally[STAMP]
    else:
        _move_ahead(net, state, wish.op, first)
        is_possible = wish.is_after or state.stamp[wish.other] != state.tally[STAMP]
    if not is_possible:
        _restore_order(state)
    return is_possible


@outlined
def _restore_order(state: State) -> None:
    first = state.tally[LOW]
    for index in range(state.tally[SECTION]):
        op = state.section[index]
        state.order[first + index] = op
        state.position[op] = first + index


@outlined
def _move_behind(net: Net, state: State, op: int, last: int) -> None:
    """Bring an operation, and behind it what must follow it, to `last` in the order."""
    place, aside, stamp = state.position[op], 0, state.tally[STAMP]
    _stamp_followers(net, state, op)
    free = place
    for position in range(place + 1, last + 1):
        other = state.order[position]
        if state.stamp[other] == stamp:
            _stamp_followers(net, state, other)
            state.aside[aside] = other
            aside += 1
        else:
            state.order[free] = other
            state.position[other] = free
            free += 1
    state.order[free] = op
    state.position[op] = free
    for index in range(aside):
        other = state.aside[index]
        state.order[free + 1 + index] = other
        state.position[other] = free + 1 + index


@outlined
def _move_ahead(net: Net, state: State, op: int, first: int) -> None:
    """Bring an operation, and before it what must precede it, to `first` in the order."""
    place, aside, stamp = state.position[op], 0, state.tally[STAMP]
    _stamp_leaders(net, state, op)
    free = place
    for position in range(place - 1, first - 1, -1):
        other = state.order[position]
        if state.stamp[other] == stamp:
            _stamp_leaders(net, state, other)
            state.aside[aside] = other
            aside += 1
        else:
            state.order[free] = other
            state.position[other] = free
            free -= 1
    state.order[free] = op
    state.position[op] = free
    for index in range(aside):
        other = state.aside[index]
        state.order[free - 1 - index] = other
        state.position[other] = free - 1 - index


@outlined
def _stamp_followers(net: Net, state: State, op: int) -> None:
    stamp = state.tally[STAMP]
    for row in range(net.op[op, OUTS], net.op[op, OUTS_END]):
        state.stamp[net.out[row]] = stamp
    for node in range(net.op[op, NODES], net.op[op, NODES_END]):
        if state.node[node, LANE] < 0:
            break
        after = state.node[node, NEXT]
        if after >= 0:
            state.stamp[state.node[after, OWNER]] = stamp


@outlined
def _stamp_leaders(net: Net, state: State, op: int) -> None:
    stamp = state.tally[STAMP]
    for row in range(net.op[op, EDGES], net.op[op, EDGES_END]):
        state.stamp[net.edge[row, PRED]] = stamp
    for node in range(net.op[op, NODES], net.op[op, NODES_END]):
        if state.node[node, LANE] < 0:
            break
        before = state.node[node, BEFORE]
        if before >= 0:
            state.stamp[state.node[before, OWNER]] = stamp


@outlined
def _insert(net: Net, state: State, wish: Wish, dice: Words) -> None:
    """Put an operation on lanes for all that its mode needs, at its place in the order."""
    op, first = wish.op, net.op[wish.op, NODES]
    begin, end = net.mode[wish.mode, NEEDS], net.mode[wish.mode, NEEDS_END]
    for row in range(begin, end):
        resource, node = net.need[row, NEED_RESOURCE], first + row - begin
        lane = state.node_log[node - first, 0]
        if row == begin and wish.lane >= 0:
            lane = wish.lane
        elif wish.spreads:
            lane = -1
        is_there = net.lane_first[resource] <= lane < net.lane_first[resource + 1]
        if not is_there or _is_held(state, first, node, lane):
            lane = _lane_for(net, state, op, node, resource, dice)
        hint = state.node_log[node - first, 1] if lane == state.node_log[node - first, 0] else -2
        link(state, node, lane, spot(state, lane, state.position[op], hint))


@outlined
def _is_held(state: State, first: int, node: int, lane: int) -> bool:
    """Tell whether an operation has put an earlier node on a lane."""
    is_held = False
    for other in range(first, node):
        is_held |= state.node[other, LANE] == lane
    return is_held


@outlined
def _lane_for(net: Net, state: State, op: int, node: int, resource: int, dice: Words) -> int:
    """Return one of several lanes of a resource that serves an operation well."""
    begin, count = net.lane_first[resource], net.lane_first[resource + 1] - net.lane_first[resource]
    if count == 1:
        return begin
    lane, best, least, tried = begin + draw(dice, count), -1, 0, 0
    for _ in range(count):
        if not _is_held(state, net.op[op, NODES], node, lane):
            waste = _waste(state, op, lane)
            if best < 0 or waste < least:
                best, least = lane, waste
            tried += 1
            if tried == _TRIED:
                break
        lane = lane + 1 if lane + 1 < begin + count else begin
    return best


@outlined
def _waste(state: State, op: int, lane: int) -> int:
    """Return roughly how badly an operation fits on a lane at its place in the order."""
    ready = state.op[op, READY]
    before = spot(state, lane, state.position[op], -2)
    after = state.lane[lane, HEAD] if before < 0 else state.node[before, NEXT]
    free = state.op[state.node[before, OWNER], END] if before >= 0 else 0
    end = max(ready, free) + state.op[op, END] - state.op[op, START]
    waste = max(0, free - ready) << 10
    if after >= 0:
        waste += max(0, end - state.op[state.node[after, OWNER], START]) << 10
    return waste + max(0, ready - free)


@outlined
def spot(state: State, lane: int, position: int, hint: int) -> int:
    """Return the last node of a lane before a position of the order, -1 if none is.

    It is looked for from `hint` on, which is such a node, -1 for the front, or -2 for unknown.
    """
    node = hint
    if hint == -2:
        head, node = state.lane[lane, HEAD], state.lane[lane, LAST]
        if head < 0:
            return -1
        ahead = position - state.position[state.node[head, OWNER]]
        if state.position[state.node[node, OWNER]] - position > ahead:
            node = -1
    while node >= 0 and state.position[state.node[node, OWNER]] > position:
        node = state.node[node, BEFORE]
    after = state.lane[lane, HEAD] if node < 0 else state.node[node, NEXT]
    while after >= 0 and state.position[state.node[after, OWNER]] < position:
        node, after = after, state.node[after, NEXT]
    return node
