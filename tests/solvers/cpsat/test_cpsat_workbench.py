"""The model on the bench holds the plan that lies on it, whichever lay there before."""

from __future__ import annotations

from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from models.calendar import WorkingTime
from models.measures import levels
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Level, Objective
from solvers.cpsat.run import Budget, Effort, watched
from solvers.cpsat.workbench import Workbench
from solvers.dispatch import sequence_dispatch

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.cpsat.model import ScheduleModel

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


def log_of(model: ScheduleModel) -> str:
    """Return what the solver writes about a model."""
    log: list[str] = []
    budget = Budget(Effort.PROVE, 1, 0, 60.0, 5.0)
    assert watched(model.model, budget, lambda _: False, on_log=log.append).status == "OPTIMAL"
    return "".join(log)


@pytest.mark.parametrize("is_cheap", [True, False])
def test_a_plan_that_is_worse_in_a_level_between_is_not_forbidden(*, is_cheap: bool) -> None:
    problem = waiting_problem()
    busy, waiting = plans(problem)
    bench = Workbench(problem, WANTED, Event())
    bench.place(busy, levels(problem, busy, WANTED), until=monotonic() + 60)
    assert bench.model(2, until=monotonic() + 60) is not None
    # little time is left to build again for narrower windows alone
    left = 1e6 if is_cheap else 0.0
    values = levels(problem, waiting, WANTED)
    bench.place(waiting, values, until=monotonic() + left)
    model = bench.model(2, until=monotonic() + 60)
    assert model is not None
    said = "The solution hint is complete and is feasible. Its objective value is"
    assert f"{said} {values[2]}." in log_of(model)


def test_a_model_is_kept_while_plans_only_become_better() -> None:
    problem = waiting_problem()
    _, waiting = plans(problem)
    bench = Workbench(problem, WANTED, Event())
    values = levels(problem, waiting, WANTED)
    bench.place(waiting, values, until=monotonic() + 60)
    first = bench.model(1, until=monotonic() + 60)
    bench.place(waiting, values, until=monotonic() + 60)
    assert bench.model(2, until=monotonic() + 60) is first
