r"""Moves on a longest path of a job shop, and how long the plan would about be after them.

A *block* is a longest stretch of a longest path on one machine. No plan is shorter unless an
operation of some block moves before its first or behind its last operation (Brucker, Jurisch and
Sievers 1994). Tried are all moves to either end of a block, and those of its first and last
operation into it: the neighbourhood N7 of Zhang, Li, Guan and Rao (2007,
doi:10.1016/j.cor.2005.12.002), which contains N6 of Balas and Vazacopoulos (1998,
doi:10.1287/mnsc.44.2.262).

What a move needs of the operations on the path is copied to one small table first: hundreds of
moves are judged for one that is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.dice import dice_of, draw
from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    from solvers.search.tabu_graph import Graph, State

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = [
    "OP",
    "SLOT",
    "Path",
    "find_path",
    "length_after",
    "length_before",
    "path_of",
]

_NOTHING = -(2**61)

# columns of Path.row
OP, _READY, _DURATION, _REST, _BEFORE_END, _BEHIND_AFTER = 0, 1, 2, 3, 4, 5
_END, _AFTER, _POSITION = 6, 7, 8
_SUCC_POSITION, _SUCC_NEED, _PRED_POSITION, _PRED_NEED, SLOT, _SCRATCH = 9, 10, 11, 12, 13, 14
_COLUMNS = 15


class Path(NamedTuple):
    """One longest path, cut into blocks."""

    row: Table
    """(N, 15): operation, first to last, and what moves need of it if it is not alone in its
    block."""
    block: Ints
    """(N + 1,): where in `row` each block begins."""
    random: Words
    """(1,): state of the random numbers, not 0."""


def path_of(size: int, seed: int) -> Path:
    """Return room for a path of a graph, and random numbers of its own."""
    row = np.zeros((size, _COLUMNS), dtype=np.int64)
    return Path(row, np.zeros(size + 1, dtype=np.int64), dice_of(seed))


@inner
def _last_of_path(graph: Graph, state: State, random: Words, length: int) -> np.uint32:
    """Return an operation that a longest path ends with, at random."""
    found, many = graph.sink[0], 0
    for index in range(graph.sink.size):
        op = graph.sink[index]
        if state.end[op] + graph.tail[op] == length:
            many += 1
            if many == 1 or draw(random, many) == 0:
                found = op
    return found


@inner
def _cause_in_job(graph: Graph, state: State, random: Words, op: np.uint32, head: int) -> np.uint32:
    """Return a predecessor that lets an operation start no earlier, N if none does."""
    found, many = np.uint32(graph.size), 0
    if state.end[graph.pred[op]] + graph.pred_lag[op] == head:
        found, many = graph.pred[op], 1
    if not graph.is_chain:
        for row in range(graph.pred_ptr[op], graph.pred_ptr[op + 1]):
            if state.end[graph.pred_more[row]] + graph.pred_more_lag[row] == head:
                many += 1
                if many == 1 or draw(random, many) == 0:
                    found = graph.pred_more[row]
    return found


@outlined
def find_path(graph: Graph, state: State, path: Path, length: int) -> int:
    """Find a longest path, at random among several, and its blocks; return how many."""
    none, count, blocks = np.uint32(graph.size), 0, 0
    row, block, random = path.row, path.block, path.random
    op = _last_of_path(graph, state, random, length)
    block[0] = 0
    while op != none:
        row[count, OP] = op
        count += 1
        head = state.end[op] - graph.duration[op]
        if head <= graph.release[op]:
            break
        on_machine = state.before[op] if state.end[state.before[op]] == head else none
        in_job = _cause_in_job(graph, state, random, op, head)
        if on_machine == none or (in_job != none and draw(random, 2) == 0):
            blocks += 1
            block[blocks] = count
            op = in_job
        else:
            op = on_machine
    blocks += 1
    block[blocks] = count
    _turn_around(row, block, count, blocks)
    for index in range(blocks):
        if block[index + 1] > block[index] + 1:
            for place in range(block[index], block[index + 1]):
                _look_up(graph, state, row, place)
    return blocks


@inner
def _turn_around(row: Table, block: Ints, count: int, blocks: int) -> None:
    """Reverse a path that was found from the last to the first."""
    for index in range(count // 2):
        other = count - 1 - index
        row[index, OP], row[other, OP] = row[other, OP], row[index, OP]
    for index in range(blocks // 2 + 1):
        left, right = block[index], block[blocks - index]
        block[index], block[blocks - index] = count - right, count - left


@inner
def _look_up(graph: Graph, state: State, row: Table, index: int) -> None:
    """Fill a row of a path."""
    op = np.uint32(row[index, OP])
    row[index, _READY] = state.ready[op]
    row[index, _DURATION] = graph.duration[op]
    row[index, _REST] = state.rest[op]
    row[index, _BEFORE_END] = state.end[state.before[op]]
    row[index, _BEHIND_AFTER] = state.after[state.behind[op]]
    row[index, _END] = state.end[op]
    row[index, _AFTER] = state.after[op]
    row[index, _POSITION] = state.position[op]
    row[index, SLOT] = state.slot[op]
    row[index, _SUCC_POSITION], row[index, _SUCC_NEED] = _succ_limits(graph, state, op)
    row[index, _PRED_POSITION], row[index, _PRED_NEED] = _pred_limits(graph, state, op)


@inner
def _succ_limits(graph: Graph, state: State, op: np.uint32) -> tuple[int, int]:
    """Return what tells that no successor of an operation leads to some other: see `_is_apart`.

    A successor on the same machine could be the other itself, so all of it counts.
    """
    succ = graph.succ[op]
    if succ == graph.size:
        return graph.size, _NOTHING
    same = graph.machine[succ] == graph.machine[op]
    position = state.position[succ]
    need = state.after[succ] - (0 if same else graph.duration[succ])
    if not graph.is_chain:
        for row in range(graph.succ_ptr[op], graph.succ_ptr[op + 1]):
            succ = graph.succ_more[row]
            same = graph.machine[succ] == graph.machine[op]
            position = min(position, state.position[succ])
            need = max(need, state.after[succ] - (0 if same else graph.duration[succ]))
    return position, need


@inner
def _pred_limits(graph: Graph, state: State, op: np.uint32) -> tuple[int, int]:
    pred = graph.pred[op]
    if pred == graph.size:
        return -1, _NOTHING
    same = graph.machine[pred] == graph.machine[op]
    position = state.position[pred]
    need = state.end[pred] - (0 if same else graph.duration[pred])
    if not graph.is_chain:
        for row in range(graph.pred_ptr[op], graph.pred_ptr[op + 1]):
            pred = graph.pred_more[row]
            same = graph.machine[pred] == graph.machine[op]
            position = max(position, state.position[pred])
            need = max(need, state.end[pred] - (0 if same else graph.duration[pred]))
    return position, need


@outlined
def length_after(row: Table, first: int, last: int, limit: int) -> int:
    """Return about the length if the first operation of a stretch of a block moves behind it.

    Exact for the longest path through the stretch, as if heads and tails elsewhere stayed:
    Balas and Vazacopoulos (1998), section 2.3, after Taillard (1994).

    Parameters
    ----------
    row
        Of `Path`.
    first, last
        Rows of the first operation of the stretch and the last.
    limit
        Lengths from this on are not told apart. It is returned, too, if a successor s of the first
        operation might lead to the last one, v. None does if s comes later in the topological
        order, or if less follows s than v and what follows it: proposition 2.2 of the same paper,
        here for work without length as well.
    """
    is_apart = (
        row[first, _SUCC_POSITION] > row[last, _POSITION]
        or row[first, _SUCC_NEED] < row[last, _AFTER]
    )
    if not is_apart:
        return limit
    end = row[first, _BEFORE_END]
    for index in range(first + 1, last + 1):
        end = max(row[index, _READY], end) + row[index, _DURATION]
        row[index, _SCRATCH] = end
    after = max(row[first, _REST], row[last, _BEHIND_AFTER]) + row[first, _DURATION]
    longest = max(row[first, _READY], end) + after
    for index in range(last, first, -1):
        if longest >= limit:
            return limit
        after = max(row[index, _REST], after)
        longest = max(longest, row[index, _SCRATCH] + after)
        after += row[index, _DURATION]
    return min(longest, limit)


@outlined
def length_before(row: Table, first: int, last: int, limit: int) -> int:
    """Return about the length if the last operation of a stretch moves before it."""
    is_apart = (
        row[last, _PRED_POSITION] < row[first, _POSITION]
        or row[last, _PRED_NEED] < row[first, _END]
    )
    if not is_apart:
        return limit
    begin = max(row[last, _READY], row[first, _BEFORE_END])
    end = begin + row[last, _DURATION]
    for index in range(first, last):
        end = max(row[index, _READY], end) + row[index, _DURATION]
        row[index, _SCRATCH] = end
    after, longest = row[last, _BEHIND_AFTER], _NOTHING
    for index in range(last - 1, first - 1, -1):
        after = max(row[index, _REST], after)
        longest = max(longest, row[index, _SCRATCH] + after)
        if longest >= limit:
            return limit
        after += row[index, _DURATION]
    after = max(row[last, _REST], after) + row[last, _DURATION]
    return min(limit, max(longest, begin + after))
