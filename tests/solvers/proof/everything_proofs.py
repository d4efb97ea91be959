"""CP-SAT against trying everything: one instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.level_scale import resolved
from models.measures import objective_value
from models.problem_verify import check_schedule
from models.schedule import Schedule, Status
from solvers.cpsat import engine
from solvers.options import SolveOptions
from solvers.solve import solve
from tests.solvers.cpsat.exchanging import exchange_for, turn_of
from tests.solvers.proof.everything_brute import best_plan
from tests.solvers.proof.everything_tiny import everything_problem, random_level

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Level

__all__ = ["options_for", "proven", "proves_the_optimum"]

_SIZES = ((3, 16), (3, 16), (3, 16), (4, 13), (4, 13), (4, 13), (4, 13), (5, 12), (5, 12), (6, 11))
"""Operations and ticks."""


def options_for(level: Level) -> SolveOptions:
    """Return options under which the answer is the same on every machine."""
    # an instance takes far less than 10 deterministic seconds; the wall limit only guards
    return SolveOptions(objectives=(level,), workers=1, deterministic_limit=10.0, time_limit=120.0)


def proves_the_optimum(seed: int) -> bool:
    """Check that solver and brute force agree on an instance; tell whether it has a plan.

    Every other instance goes through the whole solver, with its dispatched plan as hint and limit;
    the rest to CP-SAT alone.
    """
    operations, horizon = _SIZES[seed % len(_SIZES)]
    problem = everything_problem(seed, operations, horizon=horizon)
    level = resolved(problem, random_level(seed))
    options = options_for(level)
    plan = solve(problem, options) if seed % 2 else proven(problem, options)
    if plan.status is Status.INFEASIBLE:
        assert best_plan(problem, level) is None, seed
        return False
    assert plan.status is Status.OPTIMAL, seed
    assert check_schedule(problem, plan) == [], seed
    value = objective_value(problem, plan, level)
    # it finds nothing better, and something as good by itself
    best = best_plan(problem, level, value)
    assert best is not None, seed
    assert objective_value(problem, best, level) == value, seed
    return True


def proven(problem: Problem, options: SolveOptions) -> Schedule:
    """Return what CP-SAT finds and proves without a plan to start from."""
    exchange = exchange_for(problem, options.levels, is_planned=False)
    verdict = engine.run(problem, turn_of(exchange))
    plan = exchange.close()
    return plan or Schedule.none(verdict.status, "cp-sat", verdict.facts)
