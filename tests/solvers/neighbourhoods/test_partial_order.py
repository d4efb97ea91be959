"""The order of what is not free is kept, its times are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.measures import makespan
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Objective, Schedule
from solvers.cpsat import engine
from solvers.dispatch import best_dispatch, dispatch
from solvers.neighbourhoods.partial_order import chains, ordered
from tests.solvers.cpsat.exchanging import exchange_for, result, turn_of
from tests.solvers.problems import crew_problem, pool_problem, random_problem
from tests.solvers.proof.everything_tiny import everything_problem

if TYPE_CHECKING:
    from models.problem import Problem

MAKESPAN = (Objective.MAKESPAN,)


def one_machine(durations: list[int]) -> Problem:
    """Return operations without any order on one machine that always works."""
    builder = ProblemBuilder(horizon=100)
    machine = builder.resource("M", calendar=builder.calendar(WorkingTime.always(0, 100)))
    for duration in durations:
        builder.operation([ModeSpec(duration, machine)])
    return builder.build()


def masked(problem: Problem, *free: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    mask = np.zeros(problem.num_operations, dtype=np.bool_)
    mask[list(free)] = True
    return mask


def plan_of(problem: Problem, starts: list[int]) -> Schedule:
    """Return a plan in first modes at given starts, without pauses."""
    start = np.array(starts, dtype=np.int64)
    first = dispatch(problem, "fifo")
    return Schedule(
        mode=first.mode,
        unit=first.unit,
        start=start,
        end=start + problem.mode_duration[first.mode],
        changeover=first.changeover,
        status=first.status,
    )


def test_neighbours_that_are_not_free_follow_each_other() -> None:
    problem = one_machine([3, 2, 4, 1])
    plan = plan_of(problem, [5, 0, 20, 10])
    assert check_schedule(problem, plan) == []
    derived = ordered(problem, plan, masked(problem, 0))
    # by start 1, 0, 3, 2, and 0 is free
    assert list(zip(derived.pred.tolist(), derived.succ.tolist(), strict=True)) == [(1, 3), (3, 2)]
    assert derived.op_fixed_mode.tolist() == [-1, 1, 2, 3]


def test_the_rest_moves_up_when_what_was_before_it_leaves() -> None:
    builder = ProblemBuilder(horizon=100)
    calendar = builder.calendar(WorkingTime.always(0, 100))
    first, second = (builder.resource(name, calendar=calendar) for name in "MN")
    builder.operation([ModeSpec(10, first), ModeSpec(10, second)], "moves")
    for name in "ABC":
        builder.operation([ModeSpec(10, first)], name)
    problem = builder.build()
    plan = plan_of(problem, [0, 10, 20, 30])
    derived = ordered(problem, plan, masked(problem, 0))
    exchange = exchange_for(derived, MAKESPAN)
    engine.run(derived, turn_of(exchange))
    best = result(exchange)
    # fixed times would leave 40: with the first on N, A, B and C run 0-10-20-30
    assert makespan(problem, best) == 30
    assert best.start[1:].tolist() == [0, 10, 20]
    assert check_schedule(problem, best) == []


def test_each_unit_of_a_pool_has_a_chain() -> None:
    builder = ProblemBuilder(horizon=100)
    pool = builder.resource("P", capacity=2, calendar=builder.calendar(WorkingTime.always(0, 100)))
    for units in (1, 1, 2, 1):
        builder.operation([ModeSpec(5, pool, units=units)])
    problem = builder.build()
    plan = plan_of(problem, [0, 2, 7, 12])
    # both units pass to the one that holds two, and one of them on
    rows = sorted(sorted(row) for row in chains(problem, plan, range(4)))
    assert rows == [[0, 2, 3], [1, 2]]


@pytest.mark.parametrize("problem", [pool_problem(), crew_problem(), random_problem(3, 12)])
def test_with_everything_free_nothing_is_asked(problem: Problem) -> None:
    plan = best_dispatch(problem, MAKESPAN)
    derived = ordered(problem, plan, np.ones(problem.num_operations, dtype=np.bool_))
    assert derived.pred.size == problem.pred.size
    assert derived.op_fixed_mode.tolist() == problem.op_fixed_mode.tolist()


@pytest.mark.parametrize("seed", range(60))
def test_plans_keep_all_rules_and_the_plan_is_one_of_them(seed: int) -> None:
    problem = everything_problem(seed, 5, horizon=16)
    plan = best_dispatch(problem, MAKESPAN)
    if not plan.is_plan:
        return
    free = np.random.default_rng(seed).random(problem.num_operations) < 0.4
    derived = ordered(problem, plan, free)
    assert check_schedule(derived, plan) == []
    exchange = exchange_for(derived, MAKESPAN)
    engine.run(derived, turn_of(exchange))
    best = result(exchange)
    assert check_schedule(problem, best) == []
    assert makespan(problem, best) <= makespan(problem, plan)
