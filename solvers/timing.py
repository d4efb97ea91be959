"""Infinite capacity: exact forward and backward passes over precedences and calendars.

Both ignore machines, further resources and changeovers; every operation runs in its pinned or
its first mode. Both are exact: no schedule of these modes, at whatever capacity, starts an
operation before `infinite_asap`; none starts one after `infinite_alap` and meets the same dates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.measures import level_results
from models.problem import Precedence
from models.schedule import Schedule, Status
from solvers.facts import cannot_run, infeasible, pinned_too_early
from solvers.flat import FlatProblem
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["infinite_alap", "infinite_asap", "latest_starts"]

_END_START, _END_END = int(Precedence.END_START), int(Precedence.END_END)


def infinite_asap(problem: Problem) -> Schedule:
    """Start every operation as soon as its release and its predecessors allow.

    Returns
    -------
    Schedule
        Feasible but for capacity; infeasible, with facts, if an operation fits nowhere before
        the horizon or is pinned before it can start.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """
    flat = FlatProblem(problem)
    mode = [modes[0] for modes in flat.modes]
    start, _, fact = _forward(flat, mode)
    if fact:
        return infeasible(fact, "infinite-asap")
    return _schedule(flat, mode, start, "infinite-asap")


def infinite_alap(problem: Problem) -> Schedule:
    r"""Start every operation as late as its demands and its successors allow, but not before now.

    A demand must be met by :math:`\max(d_j, C_j)`, the later of its due date and its completion
    in the ASAP pass: what is late cannot be met earlier, so it is met then, and everything that
    feeds it comes just in time. Operations that no demand waits for end by the last due date or
    the end of the ASAP plan, whichever is later.

    No start lies before the ASAP start: the ASAP plan keeps all these bounds, and of two plans
    that keep them the later start of every operation keeps them too, because every bound on a
    start (calendar and edges) grows with the starts it depends on.

    Returns
    -------
    Schedule
        As `infinite_asap`.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """
    flat = FlatProblem(problem)
    mode = [modes[0] for modes in flat.modes]
    soonest, end, fact = _forward(flat, mode)
    if fact:
        return infeasible(fact, "infinite-alap")
    deadline = _deadlines(problem, end)
    start = latest_starts(flat, mode, deadline)
    return _schedule(
        flat, mode, [max(pair) for pair in zip(start, soonest, strict=True)], "infinite-alap"
    )


def latest_starts(flat: FlatProblem, mode: list[int], deadline: list[int]) -> list[int]:
    """Return the last tick from which every operation lets all that follows meet its deadline.

    Parameters
    ----------
    flat
        What to plan.
    mode
        (N,): the mode each operation runs in.
    deadline
        (N,): tick by which it must have ended.

    Returns
    -------
    list of int
        (N,): ticks; before the first window of its calendar, even negative, where there is no
        such tick: then it tells how much is missing. The pinned start of pinned operations.
    """
    start, end = [0] * flat.num_operations, [0] * flat.num_operations
    for op in reversed(flat.topological_order()):
        own, calendar = mode[op], flat.calendar[mode[op]]
        last_start = last_end = deadline[op]
        for edge in flat.outgoing[op]:
            lag = edge.lag(own)
            if edge.kind == _END_START:
                last_end = min(last_end, start[edge.succ] - lag)
            elif edge.kind == _END_END:
                last_end = min(last_end, end[edge.succ] - lag)
            else:
                last_start = min(
                    last_start, calendar.latest(start[edge.succ], start[edge.succ], lag)
                )
        duration = flat.duration[own]
        latest = calendar.latest(
            last_start, last_end, duration, interruptible=flat.interruptible[own]
        )
        start[op] = latest if flat.fixed_start[op] < 0 else flat.fixed_start[op]
        begins_late = calendar.starts and latest < calendar.starts[0]
        end[op] = latest + duration if begins_late else calendar.worked(start[op], duration)
    return start


def _forward(flat: FlatProblem, mode: list[int]) -> tuple[list[int], list[int], str]:
    """Return the earliest start and end of each operation, or a fact that forbids any."""
    start, end = [0] * flat.num_operations, [0] * flat.num_operations
    for op in flat.topological_order():
        tick = flat.first_tick(mode[op], flat.ready(op, start, end, mode))
        pin = flat.fixed_start[op]
        if pin >= 0:
            start[op], end[op] = pin, flat.end_of_pinned(mode[op], pin)
            if tick < 0 or tick > pin:
                return start, end, pinned_too_early(flat, op, tick)
        else:
            start[op], end[op] = flat.earliest(mode[op], tick) if tick >= 0 else (-1, -1)
        if end[op] < 0:
            return start, end, cannot_run(flat, op, max(tick, 0))
    return start, end, ""


def _deadlines(problem: Problem, soonest_end: list[int]) -> list[int]:
    """Return by when each operation must end: for its demands as far as ASAP meets them."""
    end = np.array(soonest_end, dtype=np.int64)
    completion = problem.demand_release.copy()
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    np.maximum.at(completion, demand, end[problem.demand_op] + problem.demand_lag)
    wanted = np.maximum(problem.demand_due, completion)
    last = min(problem.horizon, int(max(wanted.max(initial=0), end.max(initial=0))))
    deadline = np.full(problem.num_operations, last, dtype=np.int64)
    np.minimum.at(deadline, problem.demand_op, wanted[demand] - problem.demand_lag)
    ticks: list[int] = deadline.tolist()
    return ticks


def _schedule(flat: FlatProblem, mode: list[int], start: list[int], provenance: str) -> Schedule:
    end = [flat.calendar[m].worked(s, flat.duration[m]) for m, s in zip(mode, start, strict=True)]
    schedule = Schedule(
        mode=np.array(mode, dtype=np.int64),
        unit=np.full(len(mode), -1, dtype=np.int64),
        start=np.array(start, dtype=np.int64),
        end=np.array(end, dtype=np.int64),
        changeover=np.zeros(len(mode), dtype=np.int64),
        status=Status.FEASIBLE,
        provenance=provenance,
    )
    levels = level_results(flat.problem, schedule, SolveOptions().objectives)
    return replace(schedule, levels=levels)
