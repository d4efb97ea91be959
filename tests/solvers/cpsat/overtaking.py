"""Two plans: the better one is worse in a level between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.calendar import WorkingTime
from models.measures import levels
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Level, Objective
from solvers.dispatch import sequence_dispatch

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

__all__ = ["WANTED", "plans", "waiting_problem"]

WANTED = tuple(map(Level.of, (Objective.TARDINESS, Objective.MAKESPAN, Objective.FLOW)))


def waiting_problem() -> Problem:
    """Return A (4 ticks, due 4), B (2, from 2 on, due 4, weight 10) and C (3) on one machine."""
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M", calendar=always)
    for length, release, due, weight in ((4, 0, 4, 1), (2, 2, 4, 10), (3, 0, 100, 1)):
        operation = builder.operation([ModeSpec(length, machine, always)], release=release)
        builder.demand(due, [operation], weight=weight, flow=1)
    return builder.build()


def plans(problem: Problem) -> tuple[Schedule, Schedule]:
    """Return A B C, which ends at 9 with B 2 late, and B A C, which waits and ends at 11."""
    busy, waiting = (sequence_dispatch(problem, order) for order in ([0, 1, 2], [1, 0, 2]))
    for plan in (busy, waiting):
        assert check_schedule(problem, plan) == []
    assert levels(problem, busy, WANTED)[:2] == (20, 9)
    assert levels(problem, waiting, WANTED)[:2] == (4, 11)
    return busy, waiting
