"""Infinite capacity: exact forward and backward passes over precedences and calendars.

Both ignore machines, further resources, changeovers and sessions; every operation runs in its
pinned mode, or as `solvers.forward` chooses. Both are exact: no schedule of these modes, at
whatever capacity, starts an operation before `infinite_asap`; none starts one after
`infinite_alap` and meets the same dates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.measures import level_results
from models.schedule import Schedule, Status
from solvers.backward import latest_starts
from solvers.facts import Impossible, infeasible
from solvers.flat import FlatProblem
from solvers.forward import Timing, earliest_times
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["infinite_alap", "infinite_asap", "latest_starts"]


def infinite_asap(problem: Problem) -> Schedule:
    """Start every operation as soon as its release and its predecessors allow.

    Returns
    -------
    Schedule
        Feasible but for capacity; infeasible, with facts, if an operation fits nowhere before
        the horizon or its deadline, never starts soon enough after another, or is pinned before
        it can start. Without a solution, with the same facts, where other modes might do.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """
    flat = FlatProblem(problem)
    try:
        soonest = earliest_times(flat)
    except Impossible as reason:
        return _failed(reason, "infinite-asap")
    return _schedule(flat, soonest, "infinite-asap")


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
    try:
        soonest = earliest_times(flat)
    except Impossible as reason:
        return _failed(reason, "infinite-alap")
    latest = latest_starts(flat, soonest.mode, _deadlines(problem, soonest.end))
    start = [max(pair) for pair in zip(latest, soonest.start, strict=True)]
    return _schedule(flat, _ended(flat, soonest.mode, start), "infinite-alap")


def _failed(reason: Impossible, provenance: str) -> Schedule:
    answer = infeasible(reason.fact, provenance)
    return answer if reason.is_proof else replace(answer, status=Status.NO_SOLUTION)


def _ended(flat: FlatProblem, mode: list[int], start: list[int]) -> Timing:
    """Return when operations end that start at some ticks, the elastic ones as they may."""
    end = [flat.calendar[m].worked(s, flat.duration[m]) for m, s in zip(mode, start, strict=True)]
    if any(flat.elastic):
        for op in flat.topological_order():
            if flat.elastic[op]:
                end[op] = max(end[op], flat.ready(op, start, end, mode)[1])
    return Timing(mode, start, end)


def _deadlines(problem: Problem, soonest_end: list[int]) -> list[int]:
    """Return by when each operation must end: hard, and for demands as far as ASAP meets them."""
    end = np.array(soonest_end, dtype=np.int64)
    completion = problem.demand_release.copy()
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    np.maximum.at(completion, demand, end[problem.demand_op] + problem.demand_lag)
    wanted = np.maximum(problem.demand_due, completion)
    last = min(problem.horizon, int(max(wanted.max(initial=0), end.max(initial=0))))
    deadline = np.full(problem.num_operations, last, dtype=np.int64)
    np.minimum.at(deadline, problem.demand_op, wanted[demand] - problem.demand_lag)
    hard = problem.op_deadline
    ticks: list[int] = np.where(hard < 0, deadline, np.minimum(deadline, hard)).tolist()
    return ticks


def _schedule(flat: FlatProblem, timing: Timing, provenance: str) -> Schedule:
    mode, start, end = (np.array(column, dtype=np.int64) for column in timing)
    schedule = Schedule(
        mode=mode,
        unit=np.full(mode.size, -1, dtype=np.int64),
        start=start,
        end=end,
        changeover=np.zeros(mode.size, dtype=np.int64),
        status=Status.FEASIBLE,
        provenance=provenance,
    )
    levels = level_results(flat.problem, schedule, SolveOptions().objectives)
    return replace(schedule, levels=levels)
