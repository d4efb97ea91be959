r"""Tabu search for job shops: the best move on a longest path that does not restore what was.

After Zhang, Li, Guan and Rao (2007, doi:10.1016/j.cor.2005.12.002) and Peng, Lü and Cheng (2015,
doi:10.1016/j.cor.2014.08.006): neighbourhood N7, moves judged by approximate lengths, a tabu list
of what stood where. A move is tabu if it puts on a stretch of a machine the very operations, in
the order, that a move took from there not long ago, unless it seems to lead to the best plan yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.dice import draw
from solvers.search.jit import inner, lean, outlined
from solvers.search.tabu_graph import length, move_after, move_before, set_order
from solvers.search.tabu_moves import OP, SLOT, find_path, length_after, length_before

if TYPE_CHECKING:
    from solvers.search.tabu_graph import Graph, State
    from solvers.search.tabu_moves import Path, Table

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Ops = np.ndarray[tuple[int], np.dtype[np.uint32]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["BEST", "MOVES", "Search", "begin_search", "continue_search", "search_of"]

_MUCH = 2**61
_LONGEST = 256
"""Operations of a stretch that the tabu list remembers; longer ones count as changed for good."""

# rows of Search.tally
MOVES, _LENGTH, BEST, _SINCE = 0, 1, 2, 3
# rows of Search.move
_ESTIMATE, _SOURCE, _TARGET, _MANY, _TABU = 0, 1, 2, 3, 4
# columns of Search.held
_BEGIN, _END, _UNTIL = 0, 1, 2


class Search(NamedTuple):
    """What a tabu search remembers; operations uint32, all else int64."""

    best: Ops
    """(N,): topological order of the best plan since `begin_search`."""
    tally: Ints
    """(4,): moves made, length now, best length, moves since it was found."""
    held: Table
    """(T, 3): the tabu list: first slot of a stretch, one past the last, and until which move it
    is tabu. A new row takes the place of the oldest."""
    stood: Table
    """(T, L): operations that stood there."""
    move: Ints
    """(5,): the move of this iteration."""
    tenure: Ints
    """(2,): iterations for which something is tabu, at least and at most."""


def search_of(graph: Graph) -> Search:
    """Return room for a search; `begin_search` starts it."""
    num_machines = max(1, int((np.diff(graph.machine_ptr) > 0).sum()))
    per_machine = graph.machine_ptr[-1] // num_machines
    # Zhang et al. (2007), section 3.4
    least = 10 + per_machine // num_machines
    most = least * 7 // 5 if per_machine <= 2 * num_machines else least * 3 // 2
    return Search(
        best=np.zeros(graph.size, dtype=np.uint32),
        tally=np.zeros(4, dtype=np.int64),
        held=np.zeros((int(most) + 1, 3), dtype=np.int64),
        stood=np.zeros((int(most) + 1, _LONGEST), dtype=np.int64),
        move=np.zeros(5, dtype=np.int64),
        tenure=np.array([least, most], dtype=np.int64),
    )


@lean
def begin_search(graph: Graph, state: State, search: Search, order: Ops) -> None:
    """Start from the plan of a topological order, with nothing tabu."""
    set_order(graph, state, order)
    found = length(graph, state)
    for entry in range(search.held.shape[0]):
        search.held[entry, _UNTIL] = 0
    search.tally[MOVES] = search.tally[_SINCE] = 0
    search.tally[_LENGTH] = search.tally[BEST] = found
    _remember(search.best, state.order)


@inner
def _remember(best: Ops, order: Ops) -> None:
    for index in range(order.size):
        best[index] = order[index]


@lean
def continue_search(graph: Graph, state: State, path: Path, search: Search, limits: Ints) -> bool:
    """Make moves; tell whether there is any reason to go on.

    Parameters
    ----------
    limits
        Iterations at most; iterations without a better plan after which to stop; length at which
        to stop.
    """
    tally, move = search.tally, search.move
    for _ in range(limits[0]):
        if tally[_SINCE] >= limits[1] or tally[BEST] <= limits[2]:
            return False
        blocks = find_path(graph, state, path, tally[_LENGTH])
        is_first_free, is_last_free = _free_ends(graph, path, blocks)
        move[_ESTIMATE], move[_SOURCE], move[_MANY], move[_TABU] = _MUCH, -1, 0, 0
        for block in range(blocks):
            first, last = path.block[block], path.block[block + 1] - 1
            if last > first and not (block == blocks - 1 and is_last_free):
                _try_end(path.row, state.sequence, search, path.random, first, last)
            is_swap = last == first + 1 and not (block == blocks - 1 and is_last_free)
            if last > first and not is_swap and not (block == 0 and is_first_free):
                _try_front(path.row, state.sequence, search, path.random, first, last)
        if move[_SOURCE] < 0:
            return False
        _make(graph, state, path, search)
        tally[MOVES] += 1
        tally[_SINCE] += 1
        tally[_LENGTH] = length(graph, state)
        if tally[_LENGTH] < tally[BEST]:
            tally[BEST], tally[_SINCE] = tally[_LENGTH], 0
            _remember(search.best, state.order)
    return tally[_SINCE] < limits[1] and tally[BEST] > limits[2]


@inner
def _free_ends(graph: Graph, path: Path, blocks: int) -> tuple[bool, bool]:
    """Tell whether other first and last operations would not shorten the path.

    So it is if none of the first block could start before its first operation, and if none of the
    last block has a shorter tail than its last.
    """
    begin = path.block[blocks - 1]
    last = path.block[blocks] - 1
    release, tail = graph.release[path.row[0, OP]], graph.tail[path.row[last, OP]]
    is_first_free = is_last_free = True
    for index in range(path.block[1]):
        is_first_free = is_first_free and graph.release[path.row[index, OP]] >= release
    for index in range(begin, last):
        is_last_free = is_last_free and graph.tail[path.row[index, OP]] >= tail
    return is_first_free, is_last_free


@outlined
def _try_end(
    row: Table, sequence: Ops, search: Search, random: Words, first: int, last: int
) -> None:
    """Try what changes the last operation of a block."""
    for index in range(first, last):
        limit = search.move[_ESTIMATE] + 1
        found = length_after(row, index, last, limit)
        if found < limit:
            _compare(row, sequence, search, random, index, last, found)
    for index in range(first + 1, last - 1):
        limit = search.move[_ESTIMATE] + 1
        found = length_before(row, index, last, limit)
        if found < limit:
            _compare(row, sequence, search, random, last, index, found)


@outlined
def _try_front(
    row: Table, sequence: Ops, search: Search, random: Words, first: int, last: int
) -> None:
    """Try what changes the first operation of a block."""
    for index in range(first + 1, last + 1):
        limit = search.move[_ESTIMATE] + 1
        found = length_before(row, first, index, limit)
        if found < limit:
            _compare(row, sequence, search, random, index, first, found)
    for index in range(first + 2, last):
        limit = search.move[_ESTIMATE] + 1
        found = length_after(row, first, index, limit)
        if found < limit:
            _compare(row, sequence, search, random, first, index, found)


@outlined
def _compare(
    row: Table,
    sequence: Ops,
    search: Search,
    random: Words,
    source: int,
    target: int,
    found: int,
) -> None:
    """Keep a move if it is the best so far, at random among equals; a tabu one if all are.

    Moved is the operation of row `source`: behind the one of row `target` if that is later, else
    before it.
    """
    move, tally = search.move, search.tally
    is_tabu = found >= tally[BEST] and _restores(
        row, sequence, search.held, search.stood, tally[MOVES], source, target
    )
    if is_tabu:
        if move[_ESTIMATE] < _MUCH:
            return
        move[_TABU] += 1
        if draw(random, move[_TABU]) > 0:
            return
    else:
        if found < move[_ESTIMATE]:
            move[_ESTIMATE], move[_MANY] = found, 0
        move[_MANY] += 1
        if draw(random, move[_MANY]) > 0:
            return
    move[_SOURCE], move[_TARGET] = source, target


@outlined
def _restores(
    row: Table,
    sequence: Ops,
    held: Table,
    stood: Table,
    moves: int,
    source: int,
    target: int,
) -> bool:
    """Tell whether a move puts back what is tabu on some stretch that it changes."""
    low, high = row[min(source, target), SLOT], row[max(source, target), SLOT]
    for entry in range(held.shape[0]):
        if held[entry, _UNTIL] <= moves or held[entry, _BEGIN] > high or held[entry, _END] <= low:
            continue
        slot, begin, end = held[entry, _BEGIN], held[entry, _BEGIN], held[entry, _END]
        while slot < end:
            other = sequence[slot]
            if low <= slot <= high:
                if source < target:
                    other = sequence[slot + 1] if slot < high else sequence[low]
                else:
                    other = sequence[slot - 1] if slot > low else sequence[high]
            if stood[entry, slot - begin] != other:
                break
            slot += 1
        if slot == end:
            return True
    return False


@inner
def _make(graph: Graph, state: State, path: Path, search: Search) -> None:
    """Make the chosen move, and what stands there now tabu for a while."""
    source, target = search.move[_SOURCE], search.move[_TARGET]
    first, size, moves = min(source, target), abs(source - target) + 1, search.tally[MOVES]
    if size <= _LONGEST:
        entry = moves % search.held.shape[0]
        least, most = search.tenure[0], search.tenure[1]
        begin = path.row[first, SLOT]
        search.held[entry, _BEGIN], search.held[entry, _END] = begin, begin + size
        wait = least + draw(path.random, most - least + 1)
        search.held[entry, _UNTIL] = moves + wait + 1
        for index in range(size):
            search.stood[entry, index] = path.row[first + index, OP]
    op, other = np.uint32(path.row[source, OP]), np.uint32(path.row[target, OP])
    if source < target:
        move_after(graph, state, op, other)
    else:
        move_before(graph, state, op, other)
