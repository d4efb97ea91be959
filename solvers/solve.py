"""Solve a problem: the one entry of the solvers.

Infinite capacity needs two passes over the precedences. Finite capacity begins with the best
plan of several dispatching rules, so that there is always an answer, and lets a portfolio of
searches improve it.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from models.errors import SchedulingError, SolverFault
from models.level_scale import resolve
from models.measures import level_results
from models.plan import Mode
from models.problem_verify import check_schedule
from models.schedule import Objective, Schedule, Status
from solvers.dispatch import best_dispatch, dispatch
from solvers.portfolio.exchange import EFFORT_PER_SECOND, Exchange, Turn
from solvers.portfolio.portfolio import search
from solvers.previous import NEAR_PREVIOUS, near_previous
from solvers.timing import infinite_alap, infinite_asap

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from solvers.cpsat.engine import Verdict
    from solvers.options import SolveOptions

__all__ = ["solve"]

_STABLE = frozenset({Objective.MOVED, Objective.SHIFT})
"""What asks for a plan near the previous one."""

_DISPATCH_SHARE = 0.2
"""Of the time limit for further rules: they come best first, and searches want the rest."""

_MANY_OPERATIONS = 300
"""Beyond this many all rules in Python take seconds, and compiled ones no longer than to load."""


def solve(problem: Problem, options: SolveOptions) -> Schedule:
    """Return the best schedule found, checked against every rule of the problem.

    Parameters
    ----------
    problem
        What to plan; not changed.
    options
        Mode, objective levels, limits, seed, where to report progress, how to be stopped.

    Returns
    -------
    Schedule
        With `Status.OPTIMAL` if every level is proved, `Status.FEASIBLE` otherwise; without
        arrays if there is no plan, and with facts where they are known.

    Raises
    ------
    KeyError
        If there is no such dispatching rule.
    SolverFault
        If a solver returned a schedule that breaks a rule, or solvers contradict each other.
    """
    started = monotonic()
    wanted = resolve(problem, options.levels, delay_cost=options.delay_cost)
    options = replace(options, objectives=wanted)
    if options.mode is Mode.ASAP:
        schedule = _infinite(problem, infinite_asap(problem), options)
    elif options.mode is Mode.ALAP:
        schedule = _infinite(problem, infinite_alap(problem), options)
    else:
        schedule = _finite(problem, options, started)
    return replace(schedule, seconds=monotonic() - started)


def _infinite(problem: Problem, schedule: Schedule, options: SolveOptions) -> Schedule:
    if not schedule.is_plan:
        return schedule
    faults = check_schedule(problem, schedule, capacity=False)
    if faults:
        raise SolverFault((f"{schedule.provenance} breaks rules", *faults))
    return replace(schedule, levels=level_results(problem, schedule, options.levels))


def _finite(problem: Problem, options: SolveOptions, started: float) -> Schedule:
    share = _DISPATCH_SHARE if options.deterministic_limit is None else 1.0
    first = _first_plan(problem, options, started + share * options.time_limit)
    exchange = Exchange(problem, options, started)
    if first.is_plan and not exchange.offer(first, first.provenance):
        raise SolverFault((f"{first.provenance} breaks rules", *exchange.faults))
    is_done = bool(options.rule) or not options.objectives or not problem.num_operations
    if is_done or exchange.is_over():
        return exchange.close() or first
    if not first.is_plan:
        verdict = _search_first_plan(problem, exchange)
        if exchange.best is None:
            return Schedule.none(verdict.status, "cp-sat", first.facts or verdict.facts)
    search(problem, exchange)
    return exchange.close() or first


def _first_plan(problem: Problem, options: SolveOptions, deadline: float) -> Schedule:
    """Return a plan that needs no search, by rules or near the previous plan.

    Of small problems the best of all rules; large ones get the other rules when they have a plan.
    """
    levels, patience = options.levels, options.patience
    if options.rule == NEAR_PREVIOUS:
        plans = near_previous(problem, levels) or (dispatch(problem, objectives=levels),)
        return min(plans, key=_quality)
    if options.rule:
        return dispatch(problem, options.rule, patience=patience, objectives=levels)
    is_large = problem.num_operations > _MANY_OPERATIONS
    is_timed = options.deterministic_limit is None
    first = _compiled_plan(problem, levels, is_timed=is_timed) if is_large else None
    if first is None:
        one = monotonic() if is_large else deadline
        first = best_dispatch(problem, levels, patience=patience, stop=options.stop, deadline=one)
    if is_large and not first.is_plan and first.status is not Status.INFEASIBLE:
        first = best_dispatch(
            problem, levels, patience=patience, stop=options.stop, deadline=deadline
        )
    if any(level.objectives & _STABLE for level in levels):
        return min((first, *near_previous(problem, levels)), key=_quality)
    return first


def _compiled_plan(
    problem: Problem, levels: tuple[Level, ...], *, is_timed: bool
) -> Schedule | None:
    """Return the plan of the first rule, if compiled rules are there already and know all.

    Where the clock does not count they are compiled first: what was planned on this machine
    before must not decide the plan.
    """
    from solvers.search.jit import is_compiled  # here: Numba loads slowly
    from solvers.search.rules import applies, fast_dispatch

    if (is_timed and not is_compiled("rules")) or not applies(problem, levels):
        return None
    return fast_dispatch(problem, objectives=levels, until=monotonic())


def _quality(schedule: Schedule) -> tuple[bool, tuple[int, ...]]:
    return not schedule.is_plan, tuple(level.value for level in schedule.levels)


class _UntilPlanned(Turn):
    """A turn that ends with the first plan: from there on all searches can work."""

    def is_over(self) -> bool:
        """Tell whether there is a plan, or no time left to find one."""
        return self.exchange.best is not None or super().is_over()


def _search_first_plan(problem: Problem, exchange: Exchange) -> Verdict:
    """Let CP-SAT look for a plan where dispatching found none, or prove that there is none."""
    from solvers.cpsat.engine import Verdict, run  # here: OR-Tools costs a second to import

    options, limit = exchange.options, exchange.options.deterministic_limit
    effort = None if limit is None else int(EFFORT_PER_SECOND * limit)
    turn = _UntilPlanned(exchange, exchange.deadline, options.seed, effort)
    try:
        return run(problem, turn, workers=options.workers)
    except SchedulingError as fault:
        if not exchange.blame("cp-sat", fault):
            raise
        return Verdict(Status.FEASIBLE)
