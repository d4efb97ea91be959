"""How urgent every operation is, compiled: what `solvers.dispatch.urgency` tells, in a moment.

For problems without maximum waits, which would have to be settled in blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.errors import InvalidProblem
from models.problem import Precedence
from solvers.search.clock import begin, latest, to_work, worked
from solvers.search.jit import inner, lean
from solvers.search.precedence import topological
from solvers.search.rules_kernel import Pressure

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.search.clock import Clock
    from solvers.search.simulate_shop import Shop

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["pressure_of"]

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_END_END, _MAX_WAIT = int(Precedence.END_END), int(Precedence.MAX_WAIT)


def pressure_of(problem: Problem, shop: Shop) -> tuple[Pressure, Ints]:
    """Carry due dates, deadlines and weights backward through phases and child orders.

    Returns
    -------
    tuple
        How urgent operations are; and of each the one that has the date it is due for, (N,).

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """
    count = problem.num_operations
    order = topological(shop.in_ptr, shop.out_ptr, shop.succ[shop.out_edge])
    if order.size < count:
        message = "precedences run in a circle"
        raise InvalidProblem(message)
    mode = _shortest(problem, shop)
    wanted, weight = _wanted(problem)
    due, latest, end = wanted.copy(), np.zeros_like(wanted), np.zeros_like(wanted)
    goal = np.arange(count)
    carry_back(shop, order, due, weight, goal)
    latest_starts(shop, order, mode, wanted, latest, end)
    work = problem.mode_duration[mode]
    pressure = Pressure(
        due=due.astype(np.float64),
        latest=latest.astype(np.float64),
        weight=weight.astype(np.float64),
        work=work.astype(np.float64),
        must=_must(problem, shop, order, mode).astype(np.float64),
        worth=np.zeros(count),  # depends on the rule
        span=max(1.0, _stretch(problem, shop) * float(work.mean() if count else 0.0)),
        setup=_mean_setup(problem),
    )
    return pressure, goal


def _shortest(problem: Problem, shop: Shop) -> Ints:
    """Return the shortest mode of each operation, of equals the first."""
    rows = np.arange(problem.num_modes)
    owner = problem.mode_op
    allowed = (rows >= shop.mode_first[owner]) & (rows < shop.mode_last[owner])
    rows = rows[allowed]
    order = rows[np.lexsort((rows, problem.mode_duration[rows], owner[rows]))]
    first = np.flatnonzero(np.diff(owner[order], prepend=-1))
    return order[first].astype(np.int64)


def _wanted(problem: Problem) -> tuple[Ints, Ints]:
    """Return by when each operation should end, and the weight of that, by its own demands."""
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    wanted = np.full(problem.num_operations, problem.horizon, dtype=np.int64)
    np.minimum.at(wanted, problem.demand_op, problem.demand_due[demand] - problem.demand_lag)
    weight = np.zeros(problem.num_operations, dtype=np.int64)
    np.maximum.at(weight, problem.demand_op, problem.demand_weight[demand])
    is_hard = problem.op_deadline >= 0
    wanted[is_hard] = np.minimum(wanted, problem.op_deadline)[is_hard]
    weight[is_hard] = problem.demand_weight.max(initial=1)
    return wanted, weight


def _must(problem: Problem, shop: Shop, order: Ints, mode: Ints) -> Ints:
    """Return the latest starts that hard deadlines leave; the horizon where there is none."""
    must = np.full(problem.num_operations, problem.horizon, dtype=np.int64)
    is_hard = problem.op_deadline >= 0
    if not is_hard.any():
        return must
    ends = np.where(is_hard, problem.op_deadline, problem.horizon)
    due, serves = ends.copy(), is_hard.astype(np.int64)
    carry_back(shop, order, due, serves, np.zeros_like(must))
    start = np.zeros_like(must)
    latest_starts(shop, order, mode, ends, start, np.zeros_like(must))
    return np.where(serves > 0, start, must)


def _stretch(problem: Problem, shop: Shop) -> float:
    """Return how much longer than its work an operation is in wall time, on average."""
    totals = shop.clock.total[problem.mode_calendar[shop.mode_first]]
    totals = totals[totals > 0]
    return float((problem.horizon / totals).mean()) if totals.size else 1.0


def _mean_setup(problem: Problem) -> float:
    times = problem.setup_times[problem.setup_times > 0]
    return max(1.0, float(times.mean())) if times.size else 1.0


@lean
def carry_back(shop: Shop, order: Ints, due: Ints, weight: Ints, goal: Ints) -> None:
    """Let every operation be as urgent and as heavy as whatever follows it.

    Its goal becomes that of the one whose date it takes over.
    """
    for place in range(order.size - 1, -1, -1):
        op = order[place]
        for row in range(shop.out_ptr[op], shop.out_ptr[op + 1]):
            succ = shop.succ[shop.out_edge[row]]
            if due[succ] < due[op]:
                due[op], goal[op] = due[succ], goal[succ]
            weight[op] = max(weight[op], weight[succ])


@lean
def latest_starts(
    shop: Shop, order: Ints, mode: Ints, deadline: Ints, start: Ints, end: Ints
) -> None:
    """Write from when on, at the latest, every operation lets all that follows meet its deadline.

    As `solvers.backward.latest_starts`: also before the first window, to tell how much is missing.
    """
    clock = shop.clock
    for place in range(order.size - 1, -1, -1):
        op = order[place]
        own = mode[op]
        last_start = last_end = deadline[op]
        for row in range(shop.out_ptr[op], shop.out_ptr[op + 1]):
            edge = shop.out_edge[row]
            kind, succ = shop.kind[edge], shop.succ[edge]
            lag = shop.lags[shop.lag_first[edge] + own]
            if kind == _END_START:
                last_end = min(last_end, start[succ] - lag)
            elif kind == _END_END:
                last_end = min(last_end, end[succ] - lag)
            elif kind != _MAX_WAIT:
                tick = _worked_by(shop, edge, mode[succ], start[succ])
                last_start = min(
                    last_start, _latest(clock, shop.calendar[own], (tick, tick), lag, True)
                )
        if shop.fixed_start[op] >= 0:
            start[op] = shop.fixed_start[op]
        else:
            start[op] = _latest(
                clock,
                shop.calendar[own],
                (last_start, last_end),
                shop.duration[own],
                shop.interruptible[own],
            )
        end[op] = last_end
        if not shop.elastic[op]:
            end[op] = _work_end(shop, op, own, start[op])


@inner
def _work_end(shop: Shop, op: int, mode: int, start: int) -> int:
    clock, calendar = shop.clock, shop.calendar[mode]
    first = clock.first[calendar]
    is_empty = first == clock.first[calendar + 1]
    if shop.fixed_start[op] < 0 and (is_empty or start < clock.start[first]):
        return start + shop.duration[mode]
    return worked(clock, calendar, start, shop.duration[mode])


@inner
def _worked_by(shop: Shop, edge: int, mode: int, start: int) -> int:
    """Return by which tick a predecessor must have worked its lag."""
    if shop.kind[edge] == _WORK_START:
        return start
    clock, calendar = shop.clock, shop.calendar[mode]
    lead = shop.leads[shop.lead_first[edge] + mode]
    work = _to_work_before(clock, calendar, start) + lead
    is_over = work >= clock.total[calendar]
    tick = shop.horizon if is_over else _begin_before(clock, calendar, work)
    return tick if lead else min(tick, start)


@inner
def _latest(
    clock: Clock, calendar: int, last: tuple[int, int], duration: int, is_interruptible: bool
) -> int:
    """Return the last start by two limits, of start and end; before all windows if need be."""
    last_start, last_end = last
    found = latest(clock, calendar, last_start, last_end, (duration, is_interruptible))
    first = clock.first[calendar]
    if found >= 0 or first == clock.first[calendar + 1]:
        return found if found >= 0 else min(last_start, last_end - duration)
    if duration == 0:
        return min(last_start, last_end)
    opens = clock.start[first]
    start = min(last_start, opens + _to_work_before(clock, calendar, last_end) - duration)
    return start if start < opens else opens - duration


@inner
def _to_work_before(clock: Clock, calendar: int, tick: int) -> int:
    """Return the work before a tick, negative before the first window as if it never paused."""
    first = clock.first[calendar]
    if first < clock.first[calendar + 1] and tick < clock.start[first]:
        return tick - clock.start[first]
    return to_work(clock, calendar, tick)


@inner
def _begin_before(clock: Clock, calendar: int, work: int) -> int:
    """Return the tick at which work begins at a coordinate, which may be negative."""
    if work < 0 and clock.first[calendar] < clock.first[calendar + 1]:
        return clock.start[clock.first[calendar]] + work
    return begin(clock, calendar, work)
