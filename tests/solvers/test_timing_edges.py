"""Infinite-capacity passes over all kinds of precedence, against brute force and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.measures import completion_times
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Status
from solvers.timing import infinite_alap, infinite_asap
from tests.solvers.edge_problems import brute_force, edge_plant, tiny_problem
from tests.solvers.problems import DAY, daily

SEEDS = range(100)


def _ends_of_elastic_bind(problem: Problem) -> bool:
    """Tell whether an elastic operation has a maximum wait: the case that is not exact."""
    waits = problem.pred[problem.kind == Precedence.MAX_WAIT]
    return bool(problem.op_elastic[waits].any())


@pytest.mark.parametrize("seed", SEEDS)
def test_no_schedule_starts_anything_before_the_asap_plan(seed: int) -> None:
    problem = tiny_problem(seed)
    plan, schedules = infinite_asap(problem), list(brute_force(problem))
    if not plan.is_plan:
        assert plan.facts
        if not schedules:
            return
        assert plan.status is Status.NO_SOLUTION
        assert _ends_of_elastic_bind(problem)
        return
    assert check_schedule(problem, plan, capacity=False) == []
    least = np.min([schedule.start for schedule in schedules], axis=0)
    if not _ends_of_elastic_bind(problem):
        assert plan.start.tolist() == least.tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_schedule_that_keeps_its_dates_starts_anything_after_the_alap_plan(seed: int) -> None:
    problem = tiny_problem(seed)
    asap, plan = infinite_asap(problem), infinite_alap(problem)
    assert plan.is_plan == asap.is_plan
    if not plan.is_plan:
        return
    assert check_schedule(problem, plan, capacity=False) == []
    promised = np.maximum(problem.demand_due, completion_times(problem, asap))
    last = min(problem.horizon, int(max(promised.max(), asap.end.max())))
    kept = [
        schedule.start
        for schedule in brute_force(problem)
        if (completion_times(problem, schedule) <= promised).all() and schedule.end.max() <= last
    ]
    assert plan.start.tolist() == np.max(kept, axis=0).tolist()


@pytest.mark.parametrize("seed", range(40))
def test_with_a_choice_of_modes_infeasible_means_that_there_is_no_schedule(seed: int) -> None:
    problem = tiny_problem(seed, modes=2)
    plan = infinite_asap(problem)
    if plan.is_plan:
        assert check_schedule(problem, plan, capacity=False) == []
    elif plan.status is Status.INFEASIBLE:
        assert next(brute_force(problem), None) is None


@pytest.mark.parametrize("seed", range(60))
def test_plans_of_larger_plants_break_no_rule_but_capacity(seed: int) -> None:
    problem = edge_plant(seed, 30)
    asap, alap = infinite_asap(problem), infinite_alap(problem)
    assert asap.is_plan, asap.facts
    for plan in (asap, alap):
        assert check_schedule(problem, plan, capacity=False) == []
    assert (alap.start >= asap.start).all()


def _overlap(kind: Precedence, lag: int, work: int = 100, *, elastic: bool = True) -> Problem:
    """Return P with setup 30 and 100 pieces of 3 minutes, then S; a third operation after both."""
    builder = ProblemBuilder(horizon=1000)
    always = builder.calendar(WorkingTime.always(0, 1000))
    machines = [builder.resource(name, calendar=always) for name in "MNO"]
    builder.operation([ModeSpec(330, machines[0], always, setup=30)], "P", order=0)
    builder.operation([ModeSpec(work, machines[1], always)], "S", order=0, elastic=elastic)
    builder.operation([ModeSpec(10, machines[2], always)], "AFTER", order=0)
    builder.precede(0, 1, kind, lag)
    builder.precede(0, 1, Precedence.END_END)
    builder.precede(1, 2)
    builder.demand(500, [2])
    return builder.build()


def test_S14_overlap_types_start_the_successor_at_330_0_90_45_105() -> None:
    cases = (
        (Precedence.END_START, 0, 330),  # none: 30 + 100 x 3
        (Precedence.WORK_START, 0, 0),  # total
        (Precedence.WORK_START, 30 + 20 * 3, 90),  # 20 pieces
        (Precedence.WORK_START, 45, 45),  # 45 minutes
        (Precedence.WORK_START, 30 + 25 * 3, 105),  # 25 percent
    )
    for kind, lag, start in cases:
        assert infinite_asap(_overlap(kind, lag)).start[1] == start


def test_S15_a_fast_successor_that_starves_is_idle() -> None:
    plan = infinite_asap(_overlap(Precedence.WORK_START, 90))
    # it starts at 90 with 100 minutes of work, but cannot end before P at 330: 140 idle
    assert (plan.start[1], plan.end[1]) == (90, 330)
    assert plan.end[1] - plan.start[1] - 100 == 140
    assert plan.start[2] == 330
    # who is not elastic starts later instead
    assert infinite_asap(_overlap(Precedence.WORK_START, 90, elastic=False)).start[1] == 230


def test_an_elastic_successor_walks_back_with_its_own_work_only() -> None:
    # due at 500: AFTER 490; S works 100 until 490 at the latest, from 390; P must end by 490 and
    # have worked 90 by 390: from 160
    plan = infinite_alap(_overlap(Precedence.WORK_START, 90))
    assert plan.start.tolist() == [160, 390, 490]
    # with 300 minutes S must start at 190, and P have worked 90 by then
    slow = infinite_alap(_overlap(Precedence.WORK_START, 90, work=300))
    assert slow.start.tolist() == [100, 190, 490]
    assert slow.end.tolist() == [430, 490, 500]


def test_a_lead_is_worked_before_the_predecessor_has_worked_its_lag() -> None:
    builder = ProblemBuilder(horizon=4 * DAY, tick_seconds=3600)
    day = builder.calendar(daily([(8, 12), (13, 17)], 4))
    always = builder.calendar(WorkingTime.always(0, 4 * DAY))
    builder.operation([ModeSpec(20, calendar=always)])
    # in the first mode 2 hours of setup may be worked ahead, in the second one none
    builder.operation([ModeSpec(5, calendar=day), ModeSpec(5, calendar=day)])
    builder.operation([ModeSpec(1, calendar=always)])
    builder.precede(0, 1, Precedence.WORK_WORK, 14, [2, 0])
    builder.precede(1, 2)
    problem = builder.build()
    # 14 hours are worked at 14; two working hours before that: 11-12 and 13-14
    assert infinite_asap(problem).start.tolist() == [0, 11, 17]
    second = problem.replace(op_fixed_mode=np.array([-1, 2, -1]))
    assert infinite_asap(second).start.tolist() == [0, 14, 34]


def _pair(wait: int, *, pin: int = -1, lag: int = 0) -> Problem:
    """Return P of 3 hours on 06-22, S of 4 on 08-12 and 13-17, and T of 1, one after the other."""
    builder = ProblemBuilder(horizon=4 * DAY, tick_seconds=3600)
    long = builder.calendar(daily([(6, 22)], 4))
    day = builder.calendar(daily([(8, 12), (13, 17)], 4))
    for name, work, calendar in (("P", 3, long), ("S", 4, day), ("T", 1, day)):
        builder.operation([ModeSpec(work, calendar=calendar)], name, order=0, release=11)
    builder.precede(0, 1, lags=lag)
    builder.precede(0, 1, Precedence.MAX_WAIT, wait)
    builder.precede(1, 2)
    if pin >= 0:
        builder.fix(0, start=pin)
    return builder.build()


def test_without_a_wait_the_predecessor_ends_when_the_successor_can_start() -> None:
    # P could end at 14, and S starts then
    assert infinite_asap(_pair(0)).start.tolist() == [11, 14, 32 + 1]
    # with a lag of 4, S is possible from 18, so on the next day at 32; P must end at 28: 20 is
    # the last hour of the day, so it works 20-22 and 30-31, ends at 31, and S starts at 35
    plan = infinite_asap(_pair(4, lag=4))
    assert plan.start.tolist() == [20, 35, 40]
    assert plan.end.tolist() == [31, 40, 41]


def test_a_pair_that_no_common_window_holds_is_infeasible_with_a_fact() -> None:
    builder = ProblemBuilder(horizon=4 * DAY, tick_seconds=3600)
    early, late = builder.calendar(daily([(6, 9)], 4)), builder.calendar(daily([(12, 15)], 4))
    for name, calendar in (("MELT", early), ("CAST", late), ("COOL", late)):
        builder.operation([ModeSpec(2, calendar=calendar)], name)
    builder.precede(0, 1)
    builder.precede(0, 1, Precedence.MAX_WAIT, 2)
    builder.precede(1, 2)
    plan = infinite_asap(builder.build())
    assert plan.status is Status.INFEASIBLE
    assert plan.facts == (
        "CAST must start at most 2 ticks after MELT, but there is no such time before the horizon"
        " at tick 96",
    )


def test_a_wait_shorter_than_what_lies_between_is_infeasible_at_once() -> None:
    builder = ProblemBuilder(horizon=10**9)
    builder.calendar(WorkingTime.always(0, 10**9))
    for name, work in (("A", 2), ("B", 3), ("C", 1)):
        builder.operation([ModeSpec(work)], name)
    builder.precede(0, 1, lags=4)
    builder.precede(1, 2)
    builder.precede(0, 2)
    builder.precede(0, 2, Precedence.MAX_WAIT, 6)
    # a lag of 4 and the 3 ticks of B are 7
    assert infinite_asap(builder.build()).facts == (
        "C must start at most 6 ticks after A, but there is no such time before the horizon"
        " at tick 1000000000",
    )


def test_a_wait_after_pinned_work_is_infeasible_with_its_tick() -> None:
    # P is pinned to 19 and ends at 22; S starts at 32
    assert infinite_asap(_pair(9, pin=19)).facts == (
        "S must start at most 9 ticks after P, which is pinned to start at tick 19, but not before"
        " tick 32",
    )
    assert infinite_asap(_pair(10, pin=19)).start.tolist() == [19, 32, 37]


def test_a_successor_starts_soon_after_a_predecessor_with_an_early_deadline() -> None:
    problem = _pair(2).replace(op_deadline=np.array([15, -1, -1]))
    # P ends by 15, from 12; S must start by 17, and 16 is the last working tick by then; T may
    # end with the ASAP plan, at 34
    assert infinite_asap(problem).start.tolist() == [11, 14, 33]
    loose = problem.replace(op_release=np.array([11, 11, 40]))
    # T at 40: without the wait S would start at 35
    assert infinite_alap(loose).start.tolist() == [12, 16, 40]


def test_a_deadline_is_kept_by_the_plan_that_starts_late() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    for work in (5, 4, 3):
        builder.operation([ModeSpec(work)])
    builder.precede(0, 1)
    builder.precede(1, 2)
    builder.demand(60, [2])
    builder.deadline(1, 20)
    # the last one is due at 60, but the second must end by 20
    assert infinite_alap(builder.build()).start.tolist() == [11, 16, 57]
    assert infinite_asap(builder.build()).start.tolist() == [0, 5, 9]


def test_a_deadline_that_no_capacity_meets_is_infeasible_with_operation_and_tick() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    for name, work in (("A", 5), ("B", 4), ("C", 3)):
        builder.operation([ModeSpec(work)], name)
    builder.precede(0, 1)
    builder.precede(1, 2)
    builder.deadline(2, 11)
    for plan in (infinite_asap, infinite_alap):
        answer = plan(builder.build())
        assert answer.status is Status.INFEASIBLE
        assert answer.facts == (
            "C must end by its deadline at tick 11, but does not end before tick 12",
        )


def test_an_operation_too_long_for_its_first_machine_takes_the_next() -> None:
    builder = ProblemBuilder(horizon=4 * DAY, tick_seconds=3600)
    day = builder.calendar(daily([(8, 12), (13, 17)], 4))
    always = builder.calendar(WorkingTime.always(0, 4 * DAY))
    modes = [ModeSpec(6, calendar=day), ModeSpec(9, calendar=always)]
    builder.operation(modes, interruptible=False)
    builder.operation([ModeSpec(2, calendar=day)])
    builder.operation([ModeSpec(2, calendar=day)])
    builder.precede(0, 1)
    builder.precede(1, 2)
    plan = infinite_asap(builder.build())
    # no window of the first holds 6 hours; the second works 0-9
    assert plan.mode.tolist() == [1, 2, 3]
    assert plan.start.tolist() == [0, 9, 11]


def test_a_deadline_makes_an_operation_take_another_mode() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    for _ in range(3):
        builder.operation([ModeSpec(20), ModeSpec(6)])
    builder.precede(0, 1)
    builder.precede(1, 2)
    builder.deadline(1, 15)
    plan = infinite_asap(builder.build())
    # 20 and 6 are too much, so every one takes the mode that ends first
    assert plan.end.tolist() == [6, 12, 18]


def test_tied_operations_take_modes_that_can_meet() -> None:
    builder = ProblemBuilder(horizon=4 * DAY, tick_seconds=3600)
    early, late = builder.calendar(daily([(6, 9)], 4)), builder.calendar(daily([(12, 15)], 4))
    builder.operation([ModeSpec(2, calendar=early), ModeSpec(3, calendar=late)])
    builder.operation([ModeSpec(1, calendar=late)])
    builder.operation([ModeSpec(1, calendar=early)])
    builder.precede(0, 1)
    builder.precede(0, 1, Precedence.MAX_WAIT)
    builder.precede(1, 2)
    plan = infinite_asap(builder.build())
    # early and late never touch; late, three hours end with the day: two hours, and one tomorrow
    assert plan.mode.tolist() == [1, 2, 3]
    assert plan.start.tolist() == [13, 37, 54]
    assert plan.end.tolist() == [37, 38, 55]


def test_pinned_work_in_a_break_may_end_late_enough() -> None:
    builder = ProblemBuilder(horizon=20)
    always = builder.calendar(WorkingTime.always(0, 20))
    broken = builder.calendar(WorkingTime.of([(0, 4), (6, 20)]))
    for calendar in (always, always, broken):
        builder.operation([ModeSpec(3, calendar=calendar)])
    builder.precede(0, 1)
    builder.precede(1, 2, Precedence.WORK_START)
    builder.precede(1, 2, Precedence.END_END, 3)
    builder.fix(2, start=5)
    # it works 6-9; the one before ends at 6
    assert infinite_asap(builder.build()).end.tolist() == [3, 6, 9]


def test_nobody_shares_a_session_at_infinite_capacity() -> None:
    builder = ProblemBuilder(horizon=50)
    always = builder.calendar(WorkingTime.always(0, 50))
    oven = builder.resource("OVEN", calendar=always, session=(10, 0, -1))
    for work in (3, 5, 7):
        builder.operation([ModeSpec(work, oven, always, family=0, fill=4)])
    problem = builder.build()
    plan = infinite_asap(problem)
    assert plan.end.tolist() == [3, 5, 7]
    assert check_schedule(problem, plan, capacity=False) == []
