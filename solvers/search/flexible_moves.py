r"""Which move helps a critical operation of a flexible job shop: another place or machine.

With v out of its machine, let :math:`r_v` be when it could start and :math:`q_v` what must follow
its end, by precedences alone. On a machine, L are the operations that finish after :math:`r_v`
and R those with more than :math:`q_v` from their start on. To insert v after all of R \\ L and
before all of L \\ R closes no cycle, and the best insertion is among these (Mastrolilli and
Gambardella 2000, section 4, doi:10.1002/(SICI)1099-1425(200001/02)3:1<3::AID-JOS32>3.0.CO;2-Y).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.dice import draw
from solvers.search.flexible_state import insert, lift
from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    from solvers.search.disjunctive import Disjunctive
    from solvers.search.flexible_state import Plan

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["ESTIMATE", "MODE", "NEVER", "OP", "PLACE", "TIES", "Moves", "critical_path", "weigh"]

ESTIMATE, TIES, OP, MODE, PLACE = range(5)

NEVER = np.iinfo(np.int64).max // 2
"""Estimate while no move is known."""


class Moves(NamedTuple):
    """What is tabu, the best move so far, and scratch."""

    until: Ints
    """(M,): up to this step an operation may not be put somewhere in a mode ..."""
    now: Ints
    """(2,): the step, and the estimate below which it may all the same."""
    free: Ints
    """(5,): `ESTIMATE`, `TIES` and so on of the best move that is allowed."""
    tabu: Ints
    """(5,): one of those that are not, all of them alike."""
    path: Ints
    """(N,): a critical path, its last operation first."""
    old: Ints
    """(N,): scratch."""


@inner
def critical_path(shop: Disjunctive, plan: Plan, longest: int, path: Ints) -> int:
    """Draw one longest path, from its end to its start; return how many operations it has."""
    count, chosen = 0, -1
    for op in range(plan.finish.size):
        if plan.finish[op] + shop.tail[op] == longest:
            count += 1
            if draw(plan.random, count) == 0:
                chosen = op
    length = 0
    while chosen >= 0:
        path[length] = chosen
        length += 1
        op, start = chosen, plan.finish[chosen] - plan.duration[chosen]
        count, chosen = 0, -1
        before = plan.before[op]
        if before >= 0 and plan.finish[before] == start:
            count, chosen = 1, before
        for edge in range(shop.pred_ptr[op], shop.pred_ptr[op + 1]):
            if plan.finish[shop.pred[edge]] + shop.pred_lag[edge] == start:
                count += 1
                if draw(plan.random, count) == 0:
                    chosen = shop.pred[edge]
    return length


@outlined
def weigh(shop: Disjunctive, plan: Plan, moves: Moves, op: int) -> int:
    """Weigh all moves of an operation; return how many, those left out included."""
    ready, after = _ready(shop, plan, op), _after(shop, plan, op)
    machine = plan.machine[op]
    place = plan.place[op] if machine >= 0 else 0
    lift(plan, op)
    changed = _advance(shop, plan, moves.old, machine, place)
    weighed = 0
    for mode in range(shop.mode_first[op], shop.mode_last[op]):
        stay = place if mode == plan.mode[op] else -1
        weighed += _weigh_mode(shop, plan, moves, (op, mode, ready, after, stay))
    _restore(plan, moves.old, machine, place, changed)
    insert(plan, op, place)
    return weighed


@inner
def _ready(shop: Disjunctive, plan: Plan, op: int) -> int:
    """Return when precedences let an operation start."""
    ready = shop.release[op]
    for edge in range(shop.pred_ptr[op], shop.pred_ptr[op + 1]):
        ready = max(ready, plan.finish[shop.pred[edge]] + shop.pred_lag[edge])
    return ready


@inner
def _after(shop: Disjunctive, plan: Plan, op: int) -> int:
    """Return what must follow the end of an operation by precedences."""
    after = shop.tail[op]
    for edge in range(shop.succ_ptr[op], shop.succ_ptr[op + 1]):
        after = max(after, plan.rest[shop.succ[edge]] + shop.succ_lag[edge])
    return after


@inner
def _advance(shop: Disjunctive, plan: Plan, old: Ints, machine: int, place: int) -> tuple[int, int]:
    """Let a machine do without an operation that was lifted from a place of it.

    Only the times of its own operations change, as if those elsewhere kept theirs: they stay upper
    limits of the longest paths. Return how many have changed after and before the place.
    """
    if machine < 0:
        return 0, 0
    begin, count = plan.begin[machine], 0
    later = place
    while later < plan.size[machine]:
        op = plan.sequence[begin + later]
        start = _ready(shop, plan, op)
        if later > 0:
            start = max(start, plan.finish[plan.sequence[begin + later - 1]])
        if start + plan.duration[op] == plan.finish[op]:
            break
        old[count] = plan.finish[op]
        plan.finish[op] = start + plan.duration[op]
        count, later = count + 1, later + 1
    earlier = place - 1
    while earlier >= 0:
        op = plan.sequence[begin + earlier]
        rest = _after(shop, plan, op)
        if earlier + 1 < plan.size[machine]:
            rest = max(rest, plan.rest[plan.sequence[begin + earlier + 1]])
        if rest + plan.duration[op] == plan.rest[op]:
            break
        old[count] = plan.rest[op]
        plan.rest[op] = rest + plan.duration[op]
        count, earlier = count + 1, earlier - 1
    return later - place, place - 1 - earlier


@inner
def _restore(plan: Plan, old: Ints, machine: int, place: int, changed: tuple[int, int]) -> None:
    """Undo `_advance`."""
    if machine < 0:
        return
    begin = plan.begin[machine]
    for index in range(changed[0]):
        plan.finish[plan.sequence[begin + place + index]] = old[index]
    for index in range(changed[1]):
        plan.rest[plan.sequence[begin + place - 1 - index]] = old[changed[0] + index]


@inner
def _weigh_mode(
    shop: Disjunctive, plan: Plan, moves: Moves, what: tuple[int, int, int, int, int]
) -> int:
    """Weigh all insertions of an operation in one mode; return how many.

    Parameters
    ----------
    what
        Operation, mode, when it is ready, what is after it, the place it is at already or -1.
    """
    op, mode, ready, after, stay = what
    duration, machine = shop.mode_duration[mode], shop.mode_machine[mode]
    begin, size = 0, 0
    if machine >= 0:
        begin, size = plan.begin[machine], plan.size[machine]
    late = _first_late(plan, begin, size, ready)
    urgent = _num_urgent(plan, begin, size, after)
    weighed = 0
    for place in range(min(late, urgent), max(late, urgent) + 1):
        if place == stay:
            continue
        weighed += 1
        start, rest = ready, after
        if place > 0:
            start = max(start, plan.finish[plan.sequence[begin + place - 1]])
        if place < size:
            rest = max(rest, plan.rest[plan.sequence[begin + place]])
        _consider(plan, moves, (op, mode, place), start + duration + rest)
    return weighed


@inner
def _first_late(plan: Plan, begin: int, size: int, ready: int) -> int:
    """Return the first place whose operation finishes after an operation is ready: L begins."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        if plan.finish[plan.sequence[begin + middle]] > ready:
            high = middle
        else:
            low = middle + 1
    return low


@inner
def _num_urgent(plan: Plan, begin: int, size: int, after: int) -> int:
    """Return how many operations have more ahead of them than is after one: R ends."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        if plan.rest[plan.sequence[begin + middle]] > after:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def _consider(plan: Plan, moves: Moves, move: tuple[int, int, int], estimate: int) -> None:
    """Keep a move if it is the best so far; among equals, each is as likely."""
    op, mode, place = move
    is_tabu = moves.until[mode] > moves.now[0] and estimate >= moves.now[1]
    pick = moves.tabu if is_tabu else moves.free
    value = 0 if is_tabu else estimate
    if value > pick[ESTIMATE]:
        return
    if value < pick[ESTIMATE]:
        pick[ESTIMATE], pick[TIES] = value, 0
    pick[TIES] += 1
    if draw(plan.random, pick[TIES]) == 0:
        pick[OP], pick[MODE], pick[PLACE] = op, mode, place
