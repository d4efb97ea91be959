"""Dispatching: a feasible plan in well under a second, by a priority rule or a given order."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

import numpy as np

from models.measures import level_results
from models.schedule import Schedule, Status
from solvers.dispatch.chronological import Chronological
from solvers.dispatch.generate import Impossible, serial
from solvers.dispatch.loosely import fill_loosely, has_many_ties
from solvers.dispatch.patient import Patience, Patient
from solvers.dispatch.refill import fill_again
from solvers.dispatch.rules import DEADLINE_RULE, DEFAULT_RULE, LIST_RULE, PATIENT_RULE, RULES
from solvers.dispatch.urgency import urgency_of
from solvers.facts import ends_too_late, infeasible
from solvers.flat import FlatProblem
from solvers.options import SolveOptions
from solvers.timing import infinite_asap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Event

    from models.level import Level, Objective
    from models.problem import Problem
    from solvers.dispatch.shop import Shop

__all__ = ["best_dispatch", "dispatch", "rules_for", "sequence_dispatch"]

_DEFAULT_OBJECTIVES = SolveOptions().objectives


def dispatch(
    problem: Problem,
    rule: str = DEFAULT_RULE,
    *,
    patience: Patience | None = None,
    objectives: Sequence[Level | Objective] = _DEFAULT_OBJECTIVES,
    until: float = inf,
) -> Schedule:
    """Plan by one priority rule.

    Parameters
    ----------
    problem
        What to plan.
    rule
        A key of `RULES`.
    patience
        For the rule that lets machines wait, when they do; others ignore it.
    objectives
        What the levels of the schedule measure.
    until
        Where a first try breaks longest waits or the fill of sessions, no other begins after
        `time.monotonic` passes it.

    Returns
    -------
    Schedule
        Feasible; or infeasible with facts; or, where pinned work could not be reached in time, a
        deadline was missed or a maximum wait not kept this way although another way may exist,
        without a solution, but with facts.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    KeyError
        If there is no such rule.
    """
    chosen = RULES[rule]

    def fill(flat: FlatProblem) -> Shop:
        urgency = urgency_of(flat)
        if chosen.is_list:
            return serial(flat, urgency.place, urgency.latest)
        if rule == PATIENT_RULE:
            return Patient(flat, urgency, chosen, patience or Patience()).run()
        return Chronological(flat, urgency, chosen).run()

    return _planned(problem, fill, f"dispatch:{rule}", objectives, until=until)


def best_dispatch(
    problem: Problem,
    objectives: Sequence[Level | Objective] = _DEFAULT_OBJECTIVES,
    *,
    patience: Patience | None = None,
    stop: Event | None = None,
    deadline: float | None = None,
) -> Schedule:
    """Return the lexicographically best of the plans all rules make.

    The rule for deadlines is the first if there are any, and left out if not; so is the planner's
    list, but last. Machines wait for low setups only if `patience` is given.

    Parameters
    ----------
    problem
        What to plan.
    objectives
        Levels, most important first.
    patience
        As for `dispatch`.
    stop, deadline
        No rule begins after `stop` is set or `time.monotonic` passes `deadline`; the first always
        runs.
    """
    begun, (first, *others) = perf_counter(), rules_for(problem, patience)
    until = inf if deadline is None else deadline
    best = dispatch(problem, first, objectives=objectives, until=until)
    for rule in others:
        is_over = (stop is not None and stop.is_set()) or monotonic() > until
        if is_over or best.status is Status.INFEASIBLE:
            break
        plan = dispatch(problem, rule, patience=patience, objectives=objectives, until=until)
        best = min(best, plan, key=_quality)
    return replace(best, seconds=perf_counter() - begun)


def rules_for(problem: Problem, patience: Patience | None) -> list[str]:
    """Return the names of the rules worth trying, the most promising first; see `best_dispatch`."""
    rules = [rule for rule in RULES if rule not in (DEADLINE_RULE, LIST_RULE, PATIENT_RULE)]
    if (problem.op_deadline >= 0).any():
        rules.insert(0, DEADLINE_RULE)
    if np.unique(problem.op_rank).size > 1:
        rules.append(LIST_RULE)
    if patience is not None:
        rules.append(PATIENT_RULE)
    return rules


def sequence_dispatch(
    problem: Problem,
    order_of_ops: Sequence[int],
    modes: Sequence[int] | None = None,
    *,
    objectives: Sequence[Level | Objective] = _DEFAULT_OBJECTIVES,
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
    objectives: Sequence[Level | Objective],
    *,
    until: float = inf,
) -> Schedule:
    begun = perf_counter()
    try:
        flat = FlatProblem(problem)
        way = fill_loosely if has_many_ties(flat) else fill_again
        schedule = way(flat, fill, until).schedule(provenance)
        _check_deadlines(flat, schedule)
    except Impossible as reason:
        answer = _failed(problem, reason, provenance)
        return replace(answer, seconds=perf_counter() - begun)
    levels = level_results(problem, schedule, objectives)
    return replace(schedule, levels=levels, seconds=perf_counter() - begun)


def _check_deadlines(flat: FlatProblem, schedule: Schedule) -> None:
    deadline = flat.problem.op_deadline
    missed = np.flatnonzero((deadline >= 0) & (schedule.end > deadline)).tolist()
    if missed:
        first = min(missed, key=flat.deadline.__getitem__)
        raise Impossible(ends_too_late(flat, first, int(schedule.end[first])), is_proof=False)


def _failed(problem: Problem, reason: Impossible, provenance: str) -> Schedule:
    """Return an infeasible schedule if there is a proof, else one without a solution."""
    answer = infeasible(reason.fact, provenance)
    if reason.is_proof:
        return answer
    soonest = infinite_asap(problem)
    if soonest.status is Status.INFEASIBLE:
        return replace(soonest, provenance=provenance)
    return replace(answer, status=Status.NO_SOLUTION)


def _quality(schedule: Schedule) -> tuple[bool, bool, tuple[int, ...]]:
    levels = tuple(level.value for level in schedule.levels)
    return not schedule.is_plan, schedule.status is Status.NO_SOLUTION, levels
