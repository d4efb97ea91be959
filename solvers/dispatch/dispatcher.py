"""Dispatching: a feasible plan in well under a second, by a priority rule or a given order."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

import numpy as np

from models.measures import level_results
from models.schedule import Objective, Schedule, Status
from solvers.dispatch.chronological import Chronological
from solvers.dispatch.generate import Impossible, serial
from solvers.dispatch.rules import DEFAULT_RULE, RULES
from solvers.dispatch.urgency import urgency_of
from solvers.facts import infeasible
from solvers.flat import FlatProblem
from solvers.options import SolveOptions
from solvers.timing import infinite_asap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Event

    from models.problem import Problem
    from solvers.dispatch.shop import Shop

__all__ = ["best_dispatch", "dispatch", "sequence_dispatch"]

_DEFAULT_OBJECTIVES = SolveOptions().objectives


def dispatch(
    problem: Problem,
    rule: str = DEFAULT_RULE,
    *,
    objectives: Sequence[Objective] = _DEFAULT_OBJECTIVES,
) -> Schedule:
    """Plan by one priority rule.

    Parameters
    ----------
    problem
        What to plan.
    rule
        A key of `RULES`.
    objectives
        What the levels of the schedule measure.

    Returns
    -------
    Schedule
        Feasible; or infeasible with facts; or, where pinned work could not be reached in time
        this way although another way may exist, without a solution.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    KeyError
        If there is no such rule.
    """
    chosen = RULES[rule]

    def fill(flat: FlatProblem) -> Shop:
        return Chronological(flat, urgency_of(flat), chosen).run()

    return _planned(problem, fill, f"dispatch:{rule}", objectives)


def best_dispatch(
    problem: Problem,
    objectives: Sequence[Objective] = _DEFAULT_OBJECTIVES,
    *,
    stop: Event | None = None,
    deadline: float | None = None,
) -> Schedule:
    """Return the lexicographically best of the plans all rules make.

    Parameters
    ----------
    problem
        What to plan.
    objectives
        Levels, most important first.
    stop, deadline
        No rule begins after `stop` is set or `time.monotonic` passes `deadline`; the first, the
        default rule, always runs.
    """
    begun, best = perf_counter(), dispatch(problem, DEFAULT_RULE, objectives=objectives)
    for rule in RULES:
        if (stop is not None and stop.is_set()) or (
            deadline is not None and monotonic() > deadline
        ):
            break
        if rule != DEFAULT_RULE:
            best = min(best, dispatch(problem, rule, objectives=objectives), key=_quality)
    return replace(best, seconds=perf_counter() - begun)


def sequence_dispatch(
    problem: Problem,
    order_of_ops: Sequence[int],
    modes: Sequence[int] | None = None,
    *,
    objectives: Sequence[Objective] = _DEFAULT_OBJECTIVES,
) -> Schedule:
    """Execute a sequence at finite capacity: what a shop does that follows a list.

    Operations are placed one by one in the given order, each in the first gap where all it
    needs is free; one whose predecessors come later in the list waits for them.

    Parameters
    ----------
    problem
        What to plan.
    order_of_ops
        (N,): every operation once, what goes first first.
    modes
        (N,): row of the mode table for each operation; default: the one that ends first. A
        pinned mode stays.
    """
    if modes is not None:
        free = problem.op_fixed_mode < 0
        wanted = np.asarray(modes, dtype=np.int64)
        problem = problem.replace(op_fixed_mode=np.where(free, wanted, problem.op_fixed_mode))
    rank = [0] * problem.num_operations
    for position, op in enumerate(order_of_ops):
        rank[op] = position

    def fill(flat: FlatProblem) -> Shop:
        return serial(flat, rank, urgency_of(flat).latest)

    return _planned(problem, fill, "dispatch:sequence", objectives)


def _planned(
    problem: Problem,
    fill: Callable[[FlatProblem], Shop],
    provenance: str,
    objectives: Sequence[Objective],
) -> Schedule:
    begun = perf_counter()
    try:
        schedule = fill(FlatProblem(problem)).schedule(provenance)
    except Impossible as reason:
        answer = _failed(problem, reason, provenance)
        return replace(answer, seconds=perf_counter() - begun)
    levels = level_results(problem, schedule, objectives)
    return replace(schedule, levels=levels, seconds=perf_counter() - begun)


def _failed(problem: Problem, reason: Impossible, provenance: str) -> Schedule:
    """Return an infeasible schedule if there is a proof, else one without a solution."""
    answer = infeasible(reason.fact, provenance)
    if reason.is_proof:
        return answer
    if problem.num_modes == problem.num_operations:  # then the ASAP pass is a lower bound
        soonest = infinite_asap(problem)
        if not soonest.is_plan:
            return replace(soonest, provenance=provenance)
    return replace(answer, status=Status.NO_SOLUTION)


def _quality(schedule: Schedule) -> tuple[bool, tuple[int, ...]]:
    return not schedule.is_plan, tuple(level.value for level in schedule.levels)
