r"""A job shop with one mode each as a disjunctive graph: heads, tails, moves on a machine.

A plan is an order of the operations on every machine. The head of an operation is its earliest
start, its tail what must follow its end; both are longest paths. A topological order of the graph
is kept, so that a move computes anew only the heads behind it and the tails before it.

Operations are unsigned: of a signed index Numba asks every time whether it counts from the end,
and heads take twice as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from solvers.search.jit import inner, lean, outlined

if TYPE_CHECKING:
    from solvers.search.disjunctive import Disjunctive

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Ops = np.ndarray[tuple[int], np.dtype[np.uint32]]

__all__ = [
    "Graph",
    "State",
    "graph_of",
    "length",
    "move_after",
    "move_before",
    "set_order",
    "state_of",
]

_NEVER = -(2**61)
"""End of the operation that is not there."""


class Graph(NamedTuple):
    """What no move changes; operations uint32, all else int64, times in ticks of work.

    Operation N is not there: it ends and begins nothing. The first predecessor and successor of an
    operation have arrays of their own, because most have no other.
    """

    size: int
    """N."""
    is_chain: int
    """1 if no operation has more than one predecessor or successor."""
    duration: Ints
    """(N + 1,)."""
    machine: Ints
    """(N,): -1 for nobody's capacity."""
    release: Ints
    tail: Ints
    pred: Ops
    """(N,): first predecessor, N for none."""
    pred_lag: Ints
    pred_ptr: Ints
    """(N + 1,): rows of all but the first in `pred_more`."""
    pred_more: Ops
    pred_more_lag: Ints
    succ: Ops
    succ_lag: Ints
    succ_ptr: Ints
    succ_more: Ops
    succ_more_lag: Ints
    sink: Ops
    """Operations that can be the last of a longest path."""
    machine_ptr: Ints
    """(R + 1,): slots of each machine in a sequence of all."""


class State(NamedTuple):
    """One plan and its longest paths; operations uint32, all else int64."""

    order: Ops
    """(N,): topological."""
    position: Ints
    """(N + 1,): of an operation in `order`."""
    before: Ops
    """(N + 1,): operation right before it on its machine, N for none."""
    behind: Ops
    """(N + 1,): operation right after it."""
    slot: Ints
    """(N,): place in `sequence`."""
    sequence: Ops
    """(N,): operations of one machine after the other, each in its order."""
    ready: Ints
    """(N,): head but for the machine."""
    end: Ints
    """(N + 1,): head plus duration."""
    rest: Ints
    """(N,): tail but for the machine."""
    after: Ints
    """(N + 1,): duration plus tail."""
    mark: Ints
    """(N + 1,): stamp of the last move that had to shift it."""
    buffer: Ops
    """(N,): scratch."""
    filled: Ints
    """(R,): scratch."""
    stamp: Ints
    """(1,): number of the last move."""


def graph_of(arrays: Disjunctive) -> Graph:
    """Return the graph of a job shop in which each operation has its first allowed mode."""
    size = arrays.release.size
    mode = arrays.mode_first
    duration = arrays.mode_duration[mode]
    pred, pred_lag, pred_ptr, pred_more, pred_more_lag = _first_and_more(
        arrays.pred_ptr, arrays.pred, arrays.pred_lag
    )
    succ, succ_lag, succ_ptr, succ_more, succ_more_lag = _first_and_more(
        arrays.succ_ptr, arrays.succ, arrays.succ_lag
    )
    owner = np.repeat(np.arange(size), np.diff(arrays.succ_ptr))
    following = np.full(size, _NEVER)
    behind = arrays.succ_lag + duration[arrays.succ] + arrays.tail[arrays.succ]
    np.maximum.at(following, owner, behind)
    return Graph(
        size=size,
        is_chain=int(not pred_more.size and not succ_more.size),
        duration=np.append(duration, 0),
        machine=arrays.mode_machine[mode],
        release=arrays.release,
        tail=arrays.tail,
        pred=pred,
        pred_lag=pred_lag,
        pred_ptr=pred_ptr,
        pred_more=pred_more,
        pred_more_lag=pred_more_lag,
        succ=succ,
        succ_lag=succ_lag,
        succ_ptr=succ_ptr,
        succ_more=succ_more,
        succ_more_lag=succ_more_lag,
        sink=np.flatnonzero(arrays.tail > following).astype(np.uint32),
        machine_ptr=np.searchsorted(
            np.sort(arrays.mode_machine[mode]), np.arange(arrays.num_machines + 1)
        )
        - int((arrays.mode_machine[mode] < 0).sum()),
    )


def _first_and_more(pointer: Ints, other: Ints, lag: Ints) -> tuple[Ops, Ints, Ints, Ops, Ints]:
    """Split edges by operation into the first and the others."""
    size = pointer.size - 1
    count = np.diff(pointer)
    first = np.append(other, size)[np.where(count > 0, pointer[:-1], other.size)]
    first_lag = np.append(lag, 0)[np.where(count > 0, pointer[:-1], lag.size)]
    is_more = np.ones(other.size, dtype=np.bool_)
    is_more[pointer[:-1][count > 0]] = False
    rows = np.concatenate(([0], np.cumsum(np.maximum(count - 1, 0)))).astype(np.int64)
    return first.astype(np.uint32), first_lag, rows, other[is_more].astype(np.uint32), lag[is_more]


def state_of(graph: Graph) -> State:
    """Return room for a plan; `set_order` fills it."""
    size = graph.size
    rows = dict.fromkeys(("position", "before", "behind", "end", "after", "mark"), size + 1)
    rows |= {"stamp": 1, "filled": graph.machine_ptr.size}
    ops = ("order", "before", "behind", "sequence", "buffer")
    arrays: dict[str, Any] = {
        name: np.zeros(rows.get(name, size), dtype=np.uint32 if name in ops else np.int64)
        for name in State._fields
    }
    state = State(**arrays)
    state.end[size] = state.after[size] = _NEVER
    state.position[size] = -1
    return state


@lean
def set_order(graph: Graph, state: State, order: Ops) -> None:
    """Take over a plan: on each machine the operations as they follow in a topological order."""
    none = graph.size
    for machine in range(graph.machine_ptr.size):
        state.filled[machine] = graph.machine_ptr[machine]
    for index in range(none):
        op = order[index]
        _place(state, op, index)
        state.before[op] = state.behind[op] = none
        machine = graph.machine[op]
        if machine >= 0:
            slot = state.filled[machine]
            _seat(state, op, slot)
            if slot > graph.machine_ptr[machine]:
                pred = state.sequence[slot - 1]
                state.before[op], state.behind[pred] = pred, op
            state.filled[machine] = slot + 1
    state.before[none] = state.behind[none] = none
    set_heads(graph, state, 0)
    set_tails(graph, state, none - 1)


@inner
def set_heads(graph: Graph, state: State, first: int) -> None:
    """Compute heads from a position of the topological order on."""
    for index in range(first, graph.size):
        op = state.order[index]
        ready = max(graph.release[op], state.end[graph.pred[op]] + graph.pred_lag[op])
        if not graph.is_chain:
            for row in range(graph.pred_ptr[op], graph.pred_ptr[op + 1]):
                ready = max(ready, state.end[graph.pred_more[row]] + graph.pred_more_lag[row])
        state.ready[op] = ready
        state.end[op] = max(ready, state.end[state.before[op]]) + graph.duration[op]


@inner
def set_tails(graph: Graph, state: State, last: int) -> None:
    """Compute tails from a position of the topological order back."""
    for index in range(last, -1, -1):
        op = state.order[index]
        rest = max(graph.tail[op], state.after[graph.succ[op]] + graph.succ_lag[op])
        if not graph.is_chain:
            for row in range(graph.succ_ptr[op], graph.succ_ptr[op + 1]):
                rest = max(rest, state.after[graph.succ_more[row]] + graph.succ_more_lag[row])
        state.rest[op] = rest
        state.after[op] = max(rest, state.after[state.behind[op]]) + graph.duration[op]


@lean
def length(graph: Graph, state: State) -> int:
    """Return the largest end plus tail: what is minimised."""
    found = _NEVER
    for index in range(graph.sink.size):
        op = graph.sink[index]
        found = max(found, state.end[op] + graph.tail[op])
    return found


@inner
def _unlink(state: State, op: np.uint32) -> None:
    left, right = state.before[op], state.behind[op]
    state.behind[left] = right
    state.before[right] = left


@inner
def _has_marked_pred(graph: Graph, state: State, op: np.uint32, stamp: int) -> bool:
    if state.mark[graph.pred[op]] == stamp or state.mark[state.before[op]] == stamp:
        return True
    if not graph.is_chain:
        for row in range(graph.pred_ptr[op], graph.pred_ptr[op + 1]):
            if state.mark[graph.pred_more[row]] == stamp:
                return True
    return False


@inner
def _has_marked_succ(graph: Graph, state: State, op: np.uint32, stamp: int) -> bool:
    if state.mark[graph.succ[op]] == stamp or state.mark[state.behind[op]] == stamp:
        return True
    if not graph.is_chain:
        for row in range(graph.succ_ptr[op], graph.succ_ptr[op + 1]):
            if state.mark[graph.succ_more[row]] == stamp:
                return True
    return False


@inner
def _place(state: State, op: np.uint32, index: int) -> None:
    state.order[index] = op
    state.position[op] = index


@inner
def _seat(state: State, op: np.uint32, slot: int) -> None:
    state.sequence[slot] = op
    state.slot[op] = slot


@outlined
def move_after(graph: Graph, state: State, op: np.uint32, target: np.uint32) -> None:
    """Move an operation right behind a later one of its machine, that it need not precede.

    Operations between them in the topological order that follow the moved one are shifted behind
    it; heads and tails are those of the new plan.
    """
    first, last = state.position[op], state.position[target]
    seat = state.slot[target]
    for slot in range(state.slot[op], seat):
        _seat(state, state.sequence[slot + 1], slot)
    _seat(state, op, seat)
    _unlink(state, op)
    right = state.behind[target]
    state.behind[target], state.before[op] = op, target
    state.behind[op], state.before[right] = right, op
    none = graph.size
    state.behind[none] = state.before[none] = none
    state.stamp[0] += 1
    stamp = state.stamp[0]
    state.mark[op] = stamp
    free, held = first, 0
    for index in range(first + 1, last + 1):
        other = state.order[index]
        if _has_marked_pred(graph, state, other, stamp):
            state.mark[other] = stamp
            state.buffer[held] = other
            held += 1
        else:
            _place(state, other, free)
            free += 1
    _place(state, op, free)
    for index in range(held):
        _place(state, state.buffer[index], free + 1 + index)
    set_heads(graph, state, first)
    set_tails(graph, state, last)


@outlined
def move_before(graph: Graph, state: State, op: np.uint32, target: np.uint32) -> None:
    """Move an operation right before an earlier one of its machine; else as `move_after`."""
    first, last = state.position[target], state.position[op]
    seat = state.slot[target]
    for slot in range(state.slot[op], seat, -1):
        _seat(state, state.sequence[slot - 1], slot)
    _seat(state, op, seat)
    _unlink(state, op)
    left = state.before[target]
    state.before[target], state.behind[op] = op, target
    state.before[op], state.behind[left] = left, op
    none = graph.size
    state.behind[none] = state.before[none] = none
    state.stamp[0] += 1
    stamp = state.stamp[0]
    state.mark[op] = stamp
    free, held = last, 0
    for index in range(last - 1, first - 1, -1):
        other = state.order[index]
        if _has_marked_succ(graph, state, other, stamp):
            state.mark[other] = stamp
            state.buffer[held] = other
            held += 1
        else:
            _place(state, other, free)
            free -= 1
    _place(state, op, free)
    for index in range(held):
        _place(state, state.buffer[index], free - 1 - index)
    set_heads(graph, state, first)
    set_tails(graph, state, last)
