"""Who completes what, which operations wait for which, and what a completion costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.level import Objective
from models.measures import of_class
from models.problem import Precedence
from solvers.bounds.market import DEAR, coordinates
from solvers.search.jit import lean

if TYPE_CHECKING:
    from models.level import Level
    from solvers.bounds.deadlines import Relaxation
    from solvers.bounds.market import Market
    from solvers.bounds.passes import Deadlines
    from solvers.search.arrays import Arrays

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["ADDITIVE", "Orders", "Rates", "orders_of", "own_dues", "rates_of", "single_ends"]

ADDITIVE = frozenset({Objective.TARDINESS, Objective.LATE, Objective.FLOW})
"""Objectives that are sums over demands and operations."""

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_END_END = int(Precedence.END_END)


class Rates(NamedTuple):
    """What a level costs, as far as its terms are `ADDITIVE`."""

    tardiness: Ints
    """(D,): per tick of lateness."""
    late: Ints
    """(D,): for being late."""
    delivery: Ints
    """(D,): per tick of ``max(due, completion)``."""
    start: Ints
    """(N,): per tick of a later start."""
    end: Ints
    """(N,): per tick of a later end."""


class Orders(NamedTuple):
    """Demands with what they own; those past the last demand own one operation each.

    Rows are operations, those of owner j from ``ptr[j]`` on, predecessors first. At most one
    operation of the same owner is seen to wait for each, so an owner's operations are a tree.
    """

    ptr: Ints
    """(D' + 1,)."""
    op: Ints
    next_row: Ints
    """Place within the owner of the one that waits, -1 for none."""
    by_end: Ints
    """1 if that one waits with its end, 0 if with its start."""
    is_last: Ints
    """1 if the owner is not complete before the operation is ready."""
    ready: Table
    """(M, 2): working ticks after which its operation is ready, and ticks that then pass."""
    last: Ints
    """(M,): latest start, work coordinate; -1 if the mode is impossible."""
    cost: Table
    """(D', K + 2): of completing after the grid's tick before and by this one, at least."""


def rates_of(relaxation: Relaxation, level: Level) -> Rates:
    """Return the rates of a resolved level."""
    problem = relaxation.problem
    demands, count = problem.num_demands, problem.num_operations
    tardiness, late, delivery = (np.zeros(demands, dtype=np.int64) for _ in range(3))
    start, end = (np.zeros(count, dtype=np.int64) for _ in range(2))
    for term in level.terms:
        chosen = of_class(problem, term.demand_class)
        if term.objective is Objective.TARDINESS:
            tardiness += np.where(chosen, term.weight * problem.demand_weight, 0)
        elif term.objective is Objective.LATE:
            late += np.where(chosen, term.weight, 0)
        elif term.objective is Objective.FLOW:
            delivery += term.weight * problem.flow_demand
            start += term.weight * problem.flow_start
            end += term.weight * problem.flow_end
    return Rates(tardiness, late, delivery, start, end)


def orders_of(relaxation: Relaxation, rates: Rates, market: Market, always: Deadlines) -> Orders:
    """Return who owns what.

    Parameters
    ----------
    always
        Latest times that every plan keeps.
    """
    problem, arrays = relaxation.problem, relaxation.arrays
    count, demands = problem.num_operations, problem.num_demands
    owner, after, edge = (np.full(count, -1, dtype=np.int64) for _ in range(3))
    urgency = rates.tardiness + rates.late + np.maximum(0, rates.delivery)
    _find_owners(arrays, relaxation.heads.order, urgency, owner)
    _tie(arrays, relaxation.heads.outlasts, owner, (after, edge))
    group, loose = owner.copy(), np.flatnonzero(owner < 0)
    group[loose] = demands + np.arange(loose.size)
    sizes = np.bincount(group, minlength=demands + loose.size)
    ptr = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    place = np.empty(count, dtype=np.int64)
    place[relaxation.heads.order] = np.arange(count)
    op = np.lexsort((place, group)).astype(np.int64)
    row = np.empty(count, dtype=np.int64)
    row[op] = np.arange(count) - ptr[group[op]]
    lag = _link_lags(relaxation, owner)
    cost = np.zeros((sizes.size, market.grid.size + 1), dtype=np.int64)
    cost[:demands] = _costs(relaxation, rates, market.grid, always)
    kind = np.where(edge >= 0, np.append(problem.kind, -1)[edge], -1)
    return Orders(
        ptr=ptr,
        op=op,
        next_row=np.where(after[op] >= 0, row[after[op]], -1),
        by_end=(kind[op] == _END_END).astype(np.int64),
        is_last=((after[op] < 0) & (lag[op] >= 0)).astype(np.int64),
        ready=_ready(relaxation, edge, kind, lag),
        last=coordinates(problem, always.mode_start),
        cost=cost,
    )


@lean
def _find_owners(arrays: Arrays, order: Ints, urgency: Ints, owner: Ints) -> None:
    """Fill the most urgent demand an operation completes, else the owner of one after it."""
    for place in range(order.size - 1, -1, -1):
        op = order[place]
        for row in range(arrays.serves_ptr[op], arrays.serves_ptr[op + 1]):
            demand = arrays.serves[row]
            if owner[op] < 0 or urgency[demand] > urgency[owner[op]]:
                owner[op] = demand
        if owner[op] >= 0:
            continue
        for row in range(arrays.out_ptr[op], arrays.out_ptr[op + 1]):
            other = owner[arrays.succ[arrays.out_edge[row]]]
            if other >= 0 and (owner[op] < 0 or urgency[other] > urgency[owner[op]]):
                owner[op] = other


@lean
def _tie(arrays: Arrays, outlasts: Bools, owner: Ints, ties: tuple[Ints, Ints]) -> None:
    """Fill which operation of its owner waits for each, and the edge: that which says most."""
    for op in range(arrays.num_operations):
        most = 0
        for row in range(arrays.out_ptr[op], arrays.out_ptr[op + 1]):
            edge = arrays.out_edge[row]
            succ, kind, worth = arrays.succ[edge], arrays.kind[edge], 0
            if owner[op] < 0 or owner[succ] != owner[op]:
                continue
            if kind == _END_START:
                worth = 4
            elif kind == _WORK_START:
                worth = 2
            elif kind == _END_END and not outlasts[succ]:
                mode, first = arrays.mode_first[op], arrays.mode_first[succ]
                is_shorter = arrays.duration[first] < arrays.duration[mode]
                worth = 3 if is_shorter else 1
            if worth > most:
                most = worth
                ties[0][op], ties[1][op] = succ, edge


def _link_lags(relaxation: Relaxation, owner: Ints) -> Ints:
    """Return the ticks between the end of an operation and its owner's completion; -1 for none."""
    problem = relaxation.problem
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    mine = owner[problem.demand_op] == demand
    lag = np.full(owner.size, -1, dtype=np.int64)
    np.maximum.at(lag, problem.demand_op[mine], problem.demand_lag[mine])
    return lag


def _ready(relaxation: Relaxation, edge: Ints, kind: Ints, link: Ints) -> Table:
    """Return when the operation of each mode is ready for what waits for it; shape (M, 2)."""
    problem, op = relaxation.problem, relaxation.problem.mode_op
    modes = np.arange(problem.num_modes)
    has_edge = edge[op] >= 0
    position = (
        np.where(has_edge, relaxation.arrays.lag_first[edge[op]] + modes, 0)
        if problem.pred.size
        else modes
    )
    lag = np.where(has_edge, problem.lags[position], 0) if problem.lags.size else 0 * modes
    by_work = kind[op] == _WORK_START
    work = np.where(by_work, lag, problem.mode_duration)
    passes = np.where(has_edge, np.where(by_work, 0, lag), np.maximum(0, link[op]))
    return np.column_stack((work, passes)).astype(np.int64)


def _costs(relaxation: Relaxation, rates: Rates, grid: Ints, always: Deadlines) -> Table:
    """Return what demands cost at least that complete in each bucket; shape (D, K + 2)."""
    problem, due = relaxation.problem, relaxation.problem.demand_due[:, None]
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    latest = problem.demand_release.copy()
    np.maximum.at(latest, demand, always.end[problem.demand_op] + problem.demand_lag)
    soonest = relaxation.completion()[:, None]
    after = np.concatenate(([np.iinfo(np.int64).min], grid))[None, :] + 1
    until = np.concatenate((grid, [DEAR]))[None, :]
    least, most = np.maximum(after, soonest), np.minimum(until, latest[:, None])
    late = np.maximum(0, least - due)
    delivery = rates.delivery[:, None]
    cost = (
        rates.tardiness[:, None] * late
        + rates.late[:, None] * (late > 0)
        + delivery * np.maximum(due, np.where(delivery >= 0, least, most))
    )
    return np.where(least <= most, cost, DEAR)


def single_ends(orders: Orders, rates: Rates) -> tuple[Ints, Ints]:
    """Return the owners whose completion one operation alone decides, and those operations.

    Only those that a later completion does not make cheaper.
    """
    owner = np.repeat(np.arange(orders.ptr.size - 1), np.diff(orders.ptr))
    rows = np.flatnonzero(orders.is_last)
    ends = np.bincount(owner[rows], minlength=orders.ptr.size - 1)
    rising = np.zeros(orders.ptr.size - 1, dtype=np.bool_)
    rising[: rates.late.size] = rates.tardiness + rates.delivery >= 0
    rows = rows[(ends == 1)[owner[rows]] & rising[owner[rows]]]
    return owner[rows], orders.op[rows]


def own_dues(relaxation: Relaxation, rates: Rates, orders: Orders) -> tuple[Ints, Ints, Ints, Ints]:
    """Return what operations pay for their owner's completion; each shape (N,).

    That is the tick after which their work ends late, the cost of each tick after it, that of
    being late at all, and what is paid in any case.
    """
    problem, count = relaxation.problem, relaxation.problem.num_operations
    demand, op = single_ends(orders, rates)
    due, late_at_once = (
        problem.demand_due[demand],
        np.maximum(0, problem.demand_release[demand] - problem.demand_due[demand]),
    )
    last_mode = relaxation.arrays.mode_first[op]
    passes = orders.ready[last_mode, 1]
    rate = (rates.tardiness + rates.delivery)[demand]
    columns = [np.zeros(count, dtype=np.int64) for _ in range(4)]
    columns[0][:] = DEAR
    columns[0][op] = due + late_at_once - passes
    columns[1][op] = rate
    columns[2][op] = np.where(late_at_once > 0, 0, rates.late[demand])
    columns[3][op] = (
        rate * late_at_once
        + rates.delivery[demand] * due
        + np.where(late_at_once > 0, rates.late[demand], 0)
    )
    return columns[0], columns[1], columns[2], columns[3]
