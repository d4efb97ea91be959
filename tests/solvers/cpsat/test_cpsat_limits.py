from dataclasses import replace

import numpy as np

from models.calendar import WorkingTime
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective, Schedule
from solvers.cpsat.limits import limits


def three_orders() -> Problem:
    """Return operations of 5, 4 and 3 ticks; the first two are due at 6 and 8, weights 3, 1."""
    builder = ProblemBuilder(horizon=1000)
    builder.calendar(WorkingTime.always(0, 1000))
    machine = builder.resource("M")
    rows = [builder.operation([ModeSpec(length, machine)]) for length in (5, 4, 3)]
    builder.demand(6, [rows[0]], weight=3)
    builder.demand(8, [(rows[1], 2)], weight=1)
    return builder.build()


def test_lateness_that_costs_more_than_the_whole_plan_is_cut_off(tiny_schedule: Schedule) -> None:
    cut = limits(three_orders(), tiny_schedule, (Objective.TARDINESS,), 10)
    # 10 // 3 ticks after 6; 10 ticks after 8, less a lag of 2. The third serves nobody: the plan
    # ends at 20, all work one after the other takes 12 more
    assert cut.deadlines == [9, 16, 32]
    assert cut.is_exact


def test_makespan_limits_every_end(tiny_schedule: Schedule) -> None:
    assert limits(three_orders(), tiny_schedule, (Objective.MAKESPAN,), 12).deadlines == [12] * 3


def test_maximum_lateness_limits_the_ends_demands_wait_for(tiny_schedule: Schedule) -> None:
    cut = limits(three_orders(), tiny_schedule, (Objective.MAX_LATENESS,), 4)
    assert cut.deadlines == [10, 10, 32]


def test_setup_time_limits_nothing_but_the_horizon(tiny_schedule: Schedule) -> None:
    cut = limits(three_orders(), tiny_schedule, (Objective.SETUP,), 0)
    assert cut.deadlines == [32] * 3
    assert cut.is_exact


def test_without_a_plan_all_of_the_calendar_is_open() -> None:
    assert limits(three_orders(), None, (Objective.MAKESPAN,), 0).deadlines == [1000] * 3


def test_a_large_problem_is_cut_and_says_so(tiny_schedule: Schedule) -> None:
    count = 200
    builder = ProblemBuilder(horizon=10_000)
    builder.calendar(WorkingTime.always(0, 10_000))
    machine = builder.resource("M")
    for _ in range(count):
        builder.operation([ModeSpec(5, machine)])
    problem = builder.build()
    end = 5 * np.arange(1, count + 1, dtype=np.int64)
    mode, zeros = np.arange(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    plan = replace(tiny_schedule, mode=mode, unit=zeros, start=end - 5, end=end, changeover=zeros)
    cut = limits(problem, plan, (Objective.TARDINESS,), 0)
    # the plan ends at 1000; a quarter more
    assert cut.deadlines == [1250] * count
    assert not cut.is_exact
    # with makespan first nothing better lies beyond the plan
    assert limits(problem, plan, (Objective.MAKESPAN,), 1000).is_exact
