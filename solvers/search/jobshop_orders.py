"""Topological orders of a job shop to start from, and a limit that no order can beat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.search.dice import draw
from solvers.search.jit import inner, kernel
from solvers.search.precedence import topological
from solvers.search.tabu_graph import length, set_order, state_of

if TYPE_CHECKING:
    from solvers.search.disjunctive import Disjunctive
    from solvers.search.tabu_graph import Graph, State

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Ops = np.ndarray[tuple[int], np.dtype[np.uint32]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["length_bound", "order_by_start", "precedence_order", "random_order", "without_machines"]


def precedence_order(shop: Disjunctive) -> Ops | None:
    """Return the operations, predecessors first; ``None`` if precedences run in a circle."""
    order = topological(shop.pred_ptr, shop.succ_ptr, shop.succ)
    return order.astype(np.uint32) if order.size == shop.release.size else None


def order_by_start(starts: Ints, ends: Ints, precedence: Ops) -> Ops:
    """Return a topological order of a plan.

    Parameters
    ----------
    starts, ends
        In any coordinate that grows with time; shape (N,).
    precedence
        A topological order of the precedences, which alone say what of two operations without
        length at one moment is first.
    """
    rank = np.empty(precedence.size, dtype=np.int64)
    rank[precedence] = np.arange(precedence.size)
    return np.lexsort((rank, ends, starts)).astype(np.uint32)


def without_machines(graph: Graph, precedence: Ops) -> State:
    """Return heads and tails as if every machine ran everything at once."""
    free = graph._replace(machine=np.full_like(graph.machine, -1))
    state = state_of(free)
    set_order(free, state, precedence)
    return state


def length_bound(graph: Graph, relaxed: State) -> int:
    r"""Return a length that no plan is below: of a chain, or of all work on a machine.

    A machine works :math:`\sum d` ticks after the least head of its operations and before their
    least tail (Carlier and Pinson 1989).
    """
    bound = int(length(graph, relaxed))
    duration = graph.duration[:-1]
    head, tail = relaxed.end[:-1] - duration, relaxed.after[:-1] - duration
    for machine in np.unique(graph.machine[graph.machine >= 0]):
        ops = graph.machine == machine
        bound = max(bound, int(head[ops].min() + duration[ops].sum() + tail[ops].min()))
    return bound


@inner
def _release(graph: Graph, waiting: Ints, order: Ops, op: np.uint32, count: int) -> int:
    """Append to an order what waits for an operation alone; return its new size."""
    succ = graph.succ[op]
    row = graph.succ_ptr[op]
    while succ != graph.size:
        waiting[succ] -= 1
        if waiting[succ] == 0:
            order[count] = succ
            count += 1
        succ = graph.succ_more[row] if row < graph.succ_ptr[op + 1] else graph.size
        row += 1
    return count


@kernel
def random_order(graph: Graph, order: Ops, random: Words) -> None:
    """Fill a topological order, each time with any operation whose predecessors are in it."""
    waiting = np.zeros(graph.size, dtype=np.int64)
    count = 0
    for op in range(graph.size):
        more = graph.pred_ptr[op + 1] - graph.pred_ptr[op]
        waiting[op] = more + 1 if graph.pred[op] != graph.size else 0
        if waiting[op] == 0:
            order[count] = op
            count += 1
    for index in range(graph.size):
        other = index + draw(random, count - index)
        op = order[other]
        order[other], order[index] = order[index], op
        count = _release(graph, waiting, order, op, count)
