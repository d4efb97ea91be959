"""Infinite-capacity passes: hand-derived plans and exactness on mixed plants."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.errors import InvalidProblem
from models.measures import completion_times
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Status
from solvers.flat_calendar import FlatCalendar
from solvers.timing import infinite_alap, infinite_asap
from tests.solvers.problems import (
    chain_problem,
    crew_problem,
    overlap_problem,
    pool_problem,
    random_problem,
)

if TYPE_CHECKING:
    from models.problem import Problem

SEEDS = range(25)


def test_s01_asap_begins_with_the_first_shift_of_the_first_day() -> None:
    plan = infinite_asap(chain_problem())
    # A 8-12, B 13-17 and 32-34, C 34-36 and 37-38
    assert plan.start.tolist() == [8, 13, 34]
    assert plan.end.tolist() == [12, 34, 38]


def test_s02_alap_ends_when_it_is_due_and_walks_back() -> None:
    plan = infinite_alap(chain_problem(due=40))
    # C 37-40; B before the noon break: 32-36 and two hours of the day before, from 15;
    # A 13-15 and 10-12
    assert plan.start.tolist() == [10, 15, 37]
    assert plan.end.tolist() == [15, 36, 40]


@pytest.mark.parametrize("seed", SEEDS)
def test_s03_alap_starts_nothing_before_asap_and_is_no_later_for_anybody(seed: int) -> None:
    problem = random_problem(seed, 20)
    asap, alap = infinite_asap(problem), infinite_alap(problem)
    assert (alap.start >= asap.start).all()
    promised = np.maximum(problem.demand_due, completion_times(problem, asap))
    in_reach = promised <= problem.horizon
    assert (completion_times(problem, alap) <= promised)[in_reach].all()


def test_alap_of_a_late_chain_is_asap() -> None:
    # due at 20, but the work takes until 38 whatever happens
    assert infinite_alap(chain_problem(due=20)).start.tolist() == [8, 13, 34]


def test_alap_lets_what_feeds_a_late_order_come_just_in_time() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    long, short, last = (builder.operation([ModeSpec(work)]) for work in (20, 3, 5))
    builder.precede(long, last)
    builder.precede(short, last)
    builder.demand(10, [last])
    # the last cannot start before 20, so the short one need not end before 20
    assert infinite_alap(builder.build()).start.tolist() == [0, 17, 20]


def test_overlapping_phases_start_early_but_do_not_end_first() -> None:
    plan = infinite_asap(overlap_problem())
    assert list(zip(plan.start.tolist(), plan.end.tolist(), strict=True)) == [
        (0, 10),
        (8, 10),
        (10, 13),
    ]


def test_overlapping_phases_walk_back_both_ways() -> None:
    problem = overlap_problem().replace(demand_due=np.array([20]))
    # C 17-20; B 15-17; A must end by 17 and have worked 4 by 15: the end binds, 7-17
    assert infinite_alap(problem).start.tolist() == [7, 15, 17]
    slow = problem.replace(mode_duration=np.array([10, 9, 3]))
    # B 8-17; A must have worked 4 by 8: 4-14
    assert infinite_alap(slow).start.tolist() == [4, 8, 17]


def test_an_operation_nobody_waits_for_ends_with_the_plan() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    served, alone, other = (builder.operation([ModeSpec(work)]) for work in (4, 6, 8))
    builder.demand(30, [served])
    builder.demand(20, [other])
    # the last due date is 30
    assert infinite_alap(builder.build()).start.tolist() == [26, 24, 12]
    assert alone == 1


def test_a_demand_with_a_lag_is_met_that_much_earlier() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    a, b, c = (builder.operation([ModeSpec(4)]) for _ in range(3))
    builder.precede(a, b, lags=5)
    builder.precede(b, c, lags=1)
    builder.demand(50, [(c, 6)])
    # C ends by 44, starts at 40; B ends by 39, at 35; A ends by 30, at 26
    assert infinite_alap(builder.build()).start.tolist() == [26, 35, 40]
    assert infinite_asap(builder.build()).start.tolist() == [0, 9, 14]


def test_capacity_and_crews_are_ignored() -> None:
    assert infinite_asap(pool_problem()).start.tolist() == [0, 0, 0, 0]
    plan = infinite_asap(crew_problem())
    assert plan.start.tolist() == [8, 8, 8]
    assert plan.unit.tolist() == [-1, -1, -1]


def test_work_without_length_takes_its_turn() -> None:
    builder = ProblemBuilder(horizon=48)
    day = builder.calendar(WorkingTime.of([(8, 12), (32, 36)]))
    a, b, c = (builder.operation([ModeSpec(work, calendar=day)]) for work in (4, 0, 1))
    builder.precede(a, b)
    builder.precede(b, c)
    builder.demand(36, [c])
    # A ends with the shift; B starts, and ends, with the next one
    assert infinite_asap(builder.build()).start.tolist() == [8, 32, 32]
    # C 35-36; B at 35; A by 35: 32-35 and the last hour of the day before
    assert infinite_alap(builder.build()).start.tolist() == [11, 35, 35]


@pytest.mark.parametrize("seed", SEEDS)
def test_both_plans_break_no_rule_but_capacity(seed: int) -> None:
    problem = random_problem(seed, 30)
    for plan in (infinite_asap(problem), infinite_alap(problem)):
        assert plan.status is Status.FEASIBLE
        assert check_schedule(problem, plan, capacity=False) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_operation_of_the_asap_plan_can_start_any_earlier(seed: int) -> None:
    problem = random_problem(seed)
    plan = infinite_asap(problem)
    for op in np.flatnonzero(problem.op_fixed_start < 0).tolist():
        calendar, work, whole = _calendar(problem, int(plan.mode[op]))
        start = calendar.latest(int(plan.start[op]) - 1, problem.horizon, work, interruptible=whole)
        if start < max(0, calendar.starts[0]):
            continue
        earlier = plan.start.copy(), plan.end.copy()
        earlier[0][op], earlier[1][op] = start, calendar.worked(start, work)
        moved = replace(plan, start=earlier[0], end=earlier[1])
        assert check_schedule(problem, moved, capacity=False), problem.op_names[op]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_operation_of_the_alap_plan_can_start_any_later(seed: int) -> None:
    problem = random_problem(seed)
    plan, asap = infinite_alap(problem), infinite_asap(problem)
    promised = np.maximum(problem.demand_due, completion_times(problem, asap))
    last = max(promised.max(), asap.end.max())
    for op in np.flatnonzero(problem.op_fixed_start < 0).tolist():
        calendar, work, whole = _calendar(problem, int(plan.mode[op]))
        start, end = calendar.earliest(int(plan.start[op]) + 1, work, interruptible=whole)
        if start < 0 or end > min(last, problem.horizon):
            continue
        later = plan.start.copy(), plan.end.copy()
        later[0][op], later[1][op] = start, end
        moved = replace(plan, start=later[0], end=later[1])
        is_late = (completion_times(problem, moved) > promised).any()
        assert is_late or check_schedule(problem, moved, capacity=False), problem.op_names[op]


def _calendar(problem: Problem, mode: int) -> tuple[FlatCalendar, int, bool]:
    calendar = FlatCalendar(problem.calendars[int(problem.mode_calendar[mode])])
    return calendar, int(problem.mode_duration[mode]), bool(problem.mode_interruptible[mode])


@pytest.mark.parametrize("seed", range(5))
def test_shifting_all_dates_shifts_both_plans(seed: int) -> None:
    problem, days = random_problem(seed), 48
    shifted = problem.replace(
        horizon=problem.horizon + days,
        window_start=problem.window_start + days,
        window_end=problem.window_end + days,
        op_release=problem.op_release + days,
        op_fixed_start=np.where(problem.op_fixed_start < 0, -1, problem.op_fixed_start + days),
        demand_due=problem.demand_due + days,
        demand_release=problem.demand_release + days,
    )
    for plan in (infinite_asap, infinite_alap):
        assert (plan(shifted).start == plan(problem).start + days).all()


def test_a_circle_of_precedences_is_refused_by_name() -> None:
    builder = ProblemBuilder(horizon=10)
    builder.calendar(WorkingTime.always(0, 10))
    first, a, b, c = (builder.operation([ModeSpec(1)], name) for name in ("FIRST", "A", "B", "C"))
    builder.precede(first, a)
    builder.precede(a, b)
    builder.precede(b, c, Precedence.END_END)
    builder.precede(c, a)
    with pytest.raises(InvalidProblem, match=r"in a circle: A > B > C > A"):
        infinite_asap(builder.build())


def test_work_beyond_the_horizon_is_infeasible_with_a_fact() -> None:
    problem = chain_problem().replace(mode_duration=np.array([4, 80, 3]))
    # ten days have 80 hours, and four of them are gone
    plan = infinite_asap(problem)
    assert plan.status is Status.INFEASIBLE
    assert plan.facts == (
        "B cannot start before tick 12 and works 80 ticks: it does not fit before the horizon"
        " at tick 240",
    )
    assert plan.start.size == 0


def test_whole_work_longer_than_every_window_is_infeasible_with_a_fact() -> None:
    problem = chain_problem().replace(mode_interruptible=np.array([True, False, True]))
    assert infinite_alap(problem).facts == (
        "B works 6 ticks without a break, but the longest window of its calendar has 4 ticks",
    )


def test_work_pinned_before_its_predecessor_ends_is_infeasible_with_a_fact() -> None:
    problem = chain_problem().replace(op_fixed_start=np.array([-1, 10, -1]))
    assert infinite_asap(problem).facts == (
        "B is pinned to start at tick 10, but what it waits for is not there before tick 12",
    )


def test_pinned_work_stays_and_everything_moves_around_it() -> None:
    problem = chain_problem().replace(op_fixed_start=np.array([-1, 33, -1]))
    # B 33-36 and 37-40; then C 40-41 and on the third day 56-58
    assert infinite_asap(problem).start.tolist() == [8, 33, 40]
    # A must end by 33: 32-33 and three hours of the first afternoon
    assert infinite_alap(problem).start.tolist() == [14, 33, 40]


def test_the_pinned_mode_is_planned() -> None:
    builder = ProblemBuilder(horizon=50)
    builder.calendar(WorkingTime.always(0, 50))
    a = builder.operation([ModeSpec(4), ModeSpec(9)])
    b, c = builder.operation([ModeSpec(2)]), builder.operation([ModeSpec(2)])
    builder.precede(a, b)
    builder.precede(b, c)
    builder.fix(a, start=1, mode=1)
    assert infinite_asap(builder.build()).start.tolist() == [1, 10, 12]
