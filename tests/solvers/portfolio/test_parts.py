"""Parts that share nothing are planned one by one, and what they prove adds up."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from models.calendar import WorkingTime
from models.level_scale import resolve
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Objective, Status
from solvers.dispatch import sequence_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from solvers.portfolio.parts import applies, run
from tests.solvers.problems import setup_problem

if TYPE_CHECKING:
    from models.problem import Problem

TARDINESS, MAKESPAN = Objective.TARDINESS, Objective.MAKESPAN


def two_halls(jobs: int = 4) -> Problem:
    """Return machines of two halls; hall h has orders of h + 1, 2 (h + 1), ... ticks, all due at 0.

    The shortest first is best: with 1, 2, 3, 4 ticks 1 + 3 + 6 + 10 = 20 of tardiness, with
    2, 4, 6, 8 twice that: 60 in all. The makespan is that of the second hall, 20.
    """
    builder = ProblemBuilder(horizon=200)
    always = builder.calendar(WorkingTime.always(0, 200))
    for hall in range(2):
        machine = builder.resource(f"M{hall}", calendar=always)
        for length in range(1, jobs + 1):
            operation = builder.operation([ModeSpec(length * (hall + 1), machine, always)])
            builder.demand(0, [operation])
    return builder.build()


def started(problem: Problem) -> Exchange:
    """Return an exchange with the plan that takes the longest first."""
    wanted = resolve(problem, (TARDINESS, MAKESPAN))
    options = replace(
        SolveOptions(workers=1, deterministic_limit=2.0, time_limit=600.0), objectives=wanted
    )
    exchange = Exchange(problem, options, monotonic())
    order = list(range(problem.num_operations))[::-1]
    exchange.offer(sequence_dispatch(problem, order), "dispatch")
    return exchange


def test_two_halls_are_proved_apart() -> None:
    problem = two_halls()
    exchange = started(problem)
    assert applies(problem, exchange.wanted)
    run(problem, Turn(exchange, monotonic() + 600, effort=2_000_000))
    assert exchange.values == (60, 20)
    plan = exchange.close()
    assert plan is not None
    assert check_schedule(problem, plan) == []
    assert (plan.status, [level.bound for level in plan.levels]) == (Status.OPTIMAL, [60, 20])


def test_one_machine_is_no_case_for_it() -> None:
    problem = setup_problem()
    assert not applies(problem, resolve(problem, (MAKESPAN,)))


def test_a_turn_that_is_over_changes_nothing() -> None:
    problem = two_halls()
    exchange = started(problem)
    before = exchange.values
    exchange.end()
    run(problem, Turn(exchange, monotonic() + 600, effort=2_000_000))
    assert exchange.values == before
