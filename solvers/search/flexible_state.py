"""What the tabu search of flexible job shops knows of a plan, and how a move changes it.

A plan is a mode for each operation and a sequence on each machine. Its graph has an arc for each
precedence and between neighbours on a machine; the longest path into an operation gives when it
can finish, the longest path out of it what must follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.dice import dice_of
from solvers.search.jit import inner, lean, outlined

if TYPE_CHECKING:
    from solvers.search.disjunctive import Disjunctive

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = [
    "Plan",
    "insert",
    "lift",
    "load",
    "move",
    "new_plan",
    "set_finish",
    "set_rest",
    "span",
]


class Plan(NamedTuple):
    """Arrays that kernels change; N operations, K machines, P places in all sequences."""

    mode: Ints
    """(N,): row of the mode table."""
    machine: Ints
    """(N,): its machine, -1 where capacity is infinite."""
    duration: Ints
    """(N,): its duration, ticks."""
    begin: Ints
    """(K,): first row of `sequence` that belongs to a machine."""
    size: Ints
    """(K,): how many operations it has."""
    sequence: Ints
    """(P,): operations of machine k, in order, from row ``begin[k]`` on."""
    place: Ints
    """(N,): index of an operation in the sequence of its machine."""
    before: Ints
    """(N,): what precedes an operation on its machine, -1 if nothing does ..."""
    after: Ints
    """(N,): ... and what follows."""
    order: Ints
    """(N,): all operations, each after all that precede it."""
    position: Ints
    """(N,): where an operation is in `order`."""
    finish: Ints
    """(N,): longest path to the end of an operation, release included: its earliest end."""
    rest: Ints
    """(N,): longest path from the start of an operation on, its duration and tails included."""
    mark: Ints
    """(N,): scratch, all 0 between uses."""
    spare: Ints
    """(N,): scratch."""
    random: Words
    """(1,): state of the random numbers, never 0."""


def new_plan(shop: Disjunctive, seed: int) -> Plan:
    """Return a plan without sequences; `load` fills it."""
    num_ops = shop.release.size
    rows = np.arange(shop.mode_machine.size)
    owner = np.searchsorted(shop.mode_ptr, rows, side="right") - 1
    used = (rows >= shop.mode_first[owner]) & (rows < shop.mode_last[owner])
    pairs = np.unique(np.stack([shop.mode_machine[used], owner[used]]), axis=1)
    room = np.bincount(pairs[0][pairs[0] >= 0], minlength=shop.num_machines)
    begin = np.concatenate([[0], np.cumsum(room)]).astype(np.int64)
    columns = [np.zeros(num_ops, dtype=np.int64) for _ in range(12)]
    return Plan(
        mode=columns[0],
        machine=columns[1],
        duration=columns[2],
        begin=np.ascontiguousarray(begin[:-1]),
        size=np.zeros(shop.num_machines, dtype=np.int64),
        sequence=np.zeros(max(1, int(begin[-1])), dtype=np.int64),
        place=columns[3],
        before=columns[4],
        after=columns[5],
        order=columns[6],
        position=columns[7],
        finish=columns[8],
        rest=columns[9],
        mark=columns[10],
        spare=columns[11],
        random=dice_of(seed),
    )


@lean
def load(shop: Disjunctive, plan: Plan, mode: Ints, order: Ints) -> int:
    """Take over modes and an order that keeps all precedences; return the makespan.

    Parameters
    ----------
    mode, order
        (N,): what `Plan.mode` and `Plan.order` shall be; sequences follow the order.
    """
    for machine in range(plan.size.size):
        plan.size[machine] = 0
    for index in range(order.size):
        op = order[index]
        plan.order[index] = op
        plan.position[op] = index
        plan.mode[op] = mode[op]
        plan.duration[op] = shop.mode_duration[mode[op]]
        machine = shop.mode_machine[mode[op]]
        plan.machine[op] = machine
        plan.before[op] = plan.after[op] = -1
        if machine >= 0:
            insert(plan, op, plan.size[machine])
    set_finish(shop, plan, 0)
    set_rest(shop, plan, order.size - 1)
    return span(shop, plan)


@outlined
def set_finish(shop: Disjunctive, plan: Plan, first: int) -> None:
    """Compute the earliest ends of all operations from a position of the order on."""
    for index in range(first, plan.order.size):
        op = plan.order[index]
        start = shop.release[op]
        for edge in range(shop.pred_ptr[op], shop.pred_ptr[op + 1]):
            start = max(start, plan.finish[shop.pred[edge]] + shop.pred_lag[edge])
        if plan.before[op] >= 0:
            start = max(start, plan.finish[plan.before[op]])
        plan.finish[op] = start + plan.duration[op]


@outlined
def set_rest(shop: Disjunctive, plan: Plan, last: int) -> None:
    """Compute what must follow the starts of all operations up to a position of the order."""
    for index in range(last, -1, -1):
        op = plan.order[index]
        rest = shop.tail[op]
        for edge in range(shop.succ_ptr[op], shop.succ_ptr[op + 1]):
            rest = max(rest, plan.rest[shop.succ[edge]] + shop.succ_lag[edge])
        if plan.after[op] >= 0:
            rest = max(rest, plan.rest[plan.after[op]])
        plan.rest[op] = rest + plan.duration[op]


@inner
def span(shop: Disjunctive, plan: Plan) -> int:
    """Return the longest path: the last end, tails included."""
    last = plan.finish[0] + shop.tail[0]
    for op in range(1, plan.finish.size):
        last = max(last, plan.finish[op] + shop.tail[op])
    return last


@inner
def lift(plan: Plan, op: int) -> None:
    """Take an operation out of the sequence of its machine, if it has one."""
    machine = plan.machine[op]
    if machine < 0:
        return
    before, after = plan.before[op], plan.after[op]
    if before >= 0:
        plan.after[before] = after
    if after >= 0:
        plan.before[after] = before
    plan.size[machine] -= 1
    begin = plan.begin[machine]
    for index in range(plan.place[op], plan.size[machine]):
        moved = plan.sequence[begin + index + 1]
        plan.sequence[begin + index] = moved
        plan.place[moved] = index
    plan.before[op] = plan.after[op] = -1


@inner
def insert(plan: Plan, op: int, place: int) -> None:
    """Put an operation into the sequence of its machine; it must not be in any."""
    machine = plan.machine[op]
    if machine < 0:
        return
    begin = plan.begin[machine]
    for index in range(plan.size[machine], place, -1):
        moved = plan.sequence[begin + index - 1]
        plan.sequence[begin + index] = moved
        plan.place[moved] = index
    plan.sequence[begin + place] = op
    plan.place[op] = place
    plan.size[machine] += 1
    before = plan.sequence[begin + place - 1] if place > 0 else -1
    after = plan.sequence[begin + place + 1] if place + 1 < plan.size[machine] else -1
    plan.before[op], plan.after[op] = before, after
    if before >= 0:
        plan.after[before] = op
    if after >= 0:
        plan.before[after] = op


@outlined
def move(shop: Disjunctive, plan: Plan, op: int, mode: int, place: int) -> bool:
    """Move an operation to a mode and a place in its machine's sequence; recompute all times.

    Parameters
    ----------
    place
        Index in the sequence without the operation.

    Returns
    -------
    bool
        False if that closes a cycle; then nothing is changed.
    """
    old_mode, old_place = plan.mode[op], plan.place[op]
    lift(plan, op)
    _set_mode(shop, plan, op, mode)
    insert(plan, op, place)
    first = last = plan.position[op]
    if plan.before[op] >= 0 and plan.position[plan.before[op]] > first:
        last = plan.position[plan.before[op]]
        is_open = _put_later(shop, plan, op, last)
    elif plan.after[op] >= 0 and plan.position[plan.after[op]] < last:
        first = plan.position[plan.after[op]]
        is_open = _put_earlier(shop, plan, op, first)
    else:
        is_open = True
    if not is_open:
        lift(plan, op)
        _set_mode(shop, plan, op, old_mode)
        insert(plan, op, old_place)
        return False
    set_finish(shop, plan, first)
    set_rest(shop, plan, last)
    return True


@inner
def _put_later(shop: Disjunctive, plan: Plan, op: int, last: int) -> bool:
    """Let an operation, and what it precedes, follow the one at a position of the order."""
    first = plan.position[op]
    plan.mark[op] = 1
    for index in range(first + 1, last + 1):
        other = plan.order[index]
        mark = plan.mark[plan.before[other]] if plan.before[other] >= 0 else 0
        for edge in range(shop.pred_ptr[other], shop.pred_ptr[other + 1]):
            mark |= plan.mark[shop.pred[edge]]
        plan.mark[other] = mark
    is_open = plan.mark[plan.order[last]] == 0
    _split(plan, first, last, 1 - plan.mark[op], is_open)
    return is_open


@inner
def _put_earlier(shop: Disjunctive, plan: Plan, op: int, first: int) -> bool:
    """Let an operation, and what precedes it, go before the one at a position of the order."""
    last = plan.position[op]
    plan.mark[op] = 1
    for index in range(last - 1, first - 1, -1):
        other = plan.order[index]
        mark = plan.mark[plan.after[other]] if plan.after[other] >= 0 else 0
        for edge in range(shop.succ_ptr[other], shop.succ_ptr[other + 1]):
            mark |= plan.mark[shop.succ[edge]]
        plan.mark[other] = mark
    is_open = plan.mark[plan.order[first]] == 0
    _split(plan, first, last, plan.mark[op], is_open)
    return is_open


@inner
def _split(plan: Plan, first: int, last: int, leading: int, is_open: bool) -> None:
    """Sort a stretch of the order by mark, `leading` first, if it is open; clear the marks."""
    count, write = 0, first
    for index in range(first, last + 1):
        op = plan.order[index]
        if is_open and plan.mark[op] == leading:
            plan.order[write] = op
            plan.position[op] = write
            write += 1
        else:
            plan.spare[count] = op
            count += 1
        plan.mark[op] = 0
    if is_open:
        for index in range(count):
            plan.order[write + index] = plan.spare[index]
            plan.position[plan.spare[index]] = write + index


@inner
def _set_mode(shop: Disjunctive, plan: Plan, op: int, mode: int) -> None:
    plan.mode[op] = mode
    plan.machine[op] = shop.mode_machine[mode]
    plan.duration[op] = shop.mode_duration[mode]
