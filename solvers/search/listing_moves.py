"""Moves of operations within a list: predecessors stay in front, or come along."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.decoder_facts import (
    HEAD,
    IN_FIRST,
    IN_LAST,
    MACHINE,
    MODE_FIRST,
    MODE_LAST,
    PIN,
    PRED,
    Listing,
    edge_row,
    mode_row,
    op_row,
)
from solvers.search.dice import draw
from solvers.search.jit import inner, outlined
from solvers.search.listing_value import DUE, FIRST_LINK, LAST_LINK

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.search.listing_value import Worth

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["Draft", "draft_of", "propose", "take_back"]

FIRST, LAST, MOVED, OLD_MODE = range(4)
"""What a move has changed: positions, and an operation with the mode it had, -1 for none."""

_TRIES = 8
"""Demands looked at for one that is late, operations for one that ends late."""

_FAR = 400
"""Positions looked at for another operation on the same machine."""


class Draft(NamedTuple):
    """A list being changed, and how to take the last move back."""

    listing: Listing
    position: Ints
    """(N,): where each operation is in the order."""
    kept: Ints
    """(N,): the order of what the last move has changed, as it was."""
    mark: Ints
    """(N + 1,): number of the last move an operation was marked in; the last entry counts."""
    change: Ints
    """(4,): what the last move has changed."""
    mode: Ints
    """(N,): mode of each operation in the plan of the list as it was."""
    completion: Ints
    """(D,): when each demand is complete in it."""
    end: Ints
    """(N,): when each operation ends in it."""


def draft_of(problem: Problem, order: Ints, mode: Ints) -> Draft:
    """Return a list to be changed."""
    ops = problem.num_operations
    position = np.empty(ops, dtype=np.int64)
    position[order] = np.arange(ops)
    return Draft(
        listing=Listing(order.copy(), mode.copy()),
        position=position,
        kept=np.zeros(ops, dtype=np.int64),
        mark=np.zeros(ops + 1, dtype=np.int64),
        change=np.array([ops, ops, -1, -1], dtype=np.int64),
        mode=mode.copy(),
        completion=np.zeros(problem.num_demands, dtype=np.int64),
        end=np.zeros(ops, dtype=np.int64),
    )


@outlined
def propose(worth: Worth, facts: Ints, draft: Draft, dice: Words) -> int:
    """Change the list; return the first position from which on it is decoded otherwise.

    That is the length of the list if nothing could be changed.
    """
    op, size = _choose(worth, facts, draft, dice), draft.listing.order.size
    draft.change[FIRST], draft.change[LAST], draft.change[MOVED] = size, size, -1
    first = size
    if _has_choice(facts, op) and draw(dice, 3) == 0:
        _change_mode(facts, draft, dice, op)
        head = facts[op_row(facts, op) + HEAD]
        first = min(draft.position[op], draft.position[head])
        if draw(dice, 2):
            return first
    op = facts[op_row(facts, op) + HEAD]  # those that are tied go where the first of them is
    here = draft.position[op]
    there = _target(facts, draft, dice, op)
    if there < here:
        _move_ahead(facts, draft, here, there)
    elif there > here:
        _move_back(facts, draft, here, there)
    return min(first, draft.change[FIRST])


@outlined
def _choose(worth: Worth, facts: Ints, draft: Draft, dice: Words) -> int:
    """Return an operation: of a late demand, of those that end late, or any."""
    how, size = draw(dice, 4), draft.listing.order.size
    if how < 2 and draft.completion.size:
        for _ in range(_TRIES):
            demand = draw(dice, draft.completion.size)
            first, last = worth.demand[demand, FIRST_LINK], worth.demand[demand, LAST_LINK]
            if last > first and draft.completion[demand] > worth.demand[demand, DUE]:
                row = first + draw(dice, last - first)
                return _walk_up(facts, dice, worth.link[row, 0])
    op = draw(dice, size)
    if how == 2:
        for _ in range(_TRIES):
            other = draw(dice, size)
            op = other if draft.end[other] > draft.end[op] else op
        return _walk_up(facts, dice, op)
    return op


@inner
def _walk_up(facts: Ints, dice: Words, op: int) -> int:
    """Return an operation or one of its predecessors."""
    while draw(dice, 3):
        about = op_row(facts, op)
        first, last = facts[about + IN_FIRST], facts[about + IN_LAST]
        if first == last:
            break
        op = facts[edge_row(facts, first + draw(dice, last - first)) + PRED]
    return op


@inner
def _has_choice(facts: Ints, op: int) -> bool:
    about = op_row(facts, op)
    return facts[about + PIN] < 0 and facts[about + MODE_LAST] - facts[about + MODE_FIRST] > 1


@outlined
def _change_mode(facts: Ints, draft: Draft, dice: Words, op: int) -> None:
    """Give an operation another mode, or the one that ends first."""
    about, modes = op_row(facts, op), draft.listing.mode
    first, last = facts[about + MODE_FIRST], facts[about + MODE_LAST]
    draft.change[MOVED], draft.change[OLD_MODE] = op, modes[op]
    other = first + draw(dice, last - first)
    modes[op] = -1 if other == modes[op] else other


@outlined
def _target(facts: Ints, draft: Draft, dice: Words, op: int) -> int:
    """Return a position to move to: mostly that of another operation on the same machine."""
    order, here = draft.listing.order, draft.position[op]
    step, left = 1 if draw(dice, 3) == 0 else -1, 1
    while draw(dice, 3) == 0:
        left += 1
    machine = facts[mode_row(facts, draft.mode[op]) + MACHINE]
    if machine < 0 or draw(dice, 8) == 0:
        left = 1 + draw(dice, 2 * left * left)
        return max(0, min(here + step * left, order.size - 1))
    there = here
    for _ in range(_FAR):
        if there + step < 0 or there + step >= order.size:
            break
        there += step
        left -= facts[mode_row(facts, draft.mode[order[there]]) + MACHINE] == machine
        if left == 0:
            break
    return there


@inner
def _begin_move(draft: Draft, first: int, last: int) -> int:
    """Keep the order of what a move changes; return its number."""
    draft.change[FIRST], draft.change[LAST] = first, last
    for index in range(first, last + 1):
        draft.kept[index] = draft.listing.order[index]
    draft.mark[draft.listing.order.size] += 1
    return draft.mark[draft.listing.order.size]


@inner
def _put_at(draft: Draft, index: int, op: int) -> None:
    draft.listing.order[index] = op
    draft.position[op] = index


@outlined
def _move_ahead(facts: Ints, draft: Draft, here: int, there: int) -> None:
    """Move an operation to an earlier position, its predecessors in between before it."""
    order = draft.listing.order
    number, into = _begin_move(draft, there, here), here
    draft.mark[order[here]] = number
    for index in range(here, there - 1, -1):
        op = draft.kept[index]
        if draft.mark[op] == number:
            _mark_predecessors(facts, draft, op, number)
        else:
            _put_at(draft, into, op)
            into -= 1
    for index in range(here, there - 1, -1):
        if draft.mark[draft.kept[index]] == number:
            _put_at(draft, into, draft.kept[index])
            into -= 1


@inner
def _mark_predecessors(facts: Ints, draft: Draft, op: int, number: int) -> None:
    about = op_row(facts, op)
    for row in range(facts[about + IN_FIRST], facts[about + IN_LAST]):
        draft.mark[facts[edge_row(facts, row) + PRED]] = number


@outlined
def _move_back(facts: Ints, draft: Draft, here: int, there: int) -> None:
    """Move an operation to a later position, its successors in between after it."""
    order = draft.listing.order
    number, into = _begin_move(draft, here, there), here
    draft.mark[order[here]] = number
    for index in range(here, there + 1):
        op = draft.kept[index]
        if draft.mark[op] == number or _follows_marked(facts, draft, op, number):
            draft.mark[op] = number
        else:
            _put_at(draft, into, op)
            into += 1
    for index in range(here, there + 1):
        if draft.mark[draft.kept[index]] == number:
            _put_at(draft, into, draft.kept[index])
            into += 1


@inner
def _follows_marked(facts: Ints, draft: Draft, op: int, number: int) -> bool:
    about = op_row(facts, op)
    for row in range(facts[about + IN_FIRST], facts[about + IN_LAST]):
        if draft.mark[facts[edge_row(facts, row) + PRED]] == number:
            return True
    return False


@outlined
def take_back(draft: Draft) -> None:
    """Let the list be as it was before the last move."""
    if draft.change[MOVED] >= 0:
        draft.listing.mode[draft.change[MOVED]] = draft.change[OLD_MODE]
    size = draft.listing.order.size
    for index in range(draft.change[FIRST], min(draft.change[LAST] + 1, size)):
        _put_at(draft, index, draft.kept[index])
