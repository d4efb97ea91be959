"""Machines in another order: hand-made numbers, and what must hold for any order of any plant."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Level, Objective, Schedule
from solvers.dispatch import best_dispatch, dispatch, sequence_dispatch
from solvers.portfolio.just_in_time import shifted_right
from solvers.resequence import (
    CircularOrderError,
    OrderNotKeptError,
    Why,
    lanes_by_key,
    lanes_by_rule,
    lanes_of,
    resequence,
    restart,
)
from tests.solvers.problems import one_machine, random_problem, setup_problem

LEVELS = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)
M = (0, 0)
"""The only unit of the first resource."""


def two_machines() -> ProblemBuilder:
    """Return orders X and Y of two phases each: X on M then N, Y on N then M; 4 ticks each."""
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machines = [builder.resource(name, calendar=always) for name in "MN"]
    for order, route in enumerate(((0, 1), (1, 0))):
        first, second = (
            builder.operation(
                [ModeSpec(4, machines[machine], always)], f"{'XY'[order]}{number}", order=order
            )
            for number, machine in enumerate(route, start=1)
        )
        builder.precede(first, second)
    return builder


def starts(schedule: Schedule) -> list[int]:
    found: list[int] = schedule.start.tolist()
    return found


def test_two_phases_change_places_and_all_that_follows_stays() -> None:
    problem = one_machine(3, 3, 5).build()
    plan = sequence_dispatch(problem, [0, 1, 2])
    assert starts(plan) == [0, 3, 6]
    assert starts(resequence(problem, plan, {M: [1, 0, 2]})) == [3, 0, 6]


def test_a_longer_phase_in_front_moves_all_that_follows() -> None:
    problem = one_machine(3, 4, 5).build()
    plan = sequence_dispatch(problem, [0, 1, 2])
    # 2 runs 0-5, 0 runs 5-8, 1 runs 8-12
    assert starts(resequence(problem, plan, {M: [2, 0, 1]})) == [5, 8, 0]


def test_work_put_off_on_purpose_stays_put_off() -> None:
    problem = one_machine(3, 3, 5).build()
    released = problem.replace(op_release=np.array([0, 0, 50]))
    plan = sequence_dispatch(released, [0, 1, 2])
    # nothing in the problem keeps the last one: it was put off to 50, and is not moved
    assert starts(resequence(problem, plan, {M: [1, 0, 2]})) == [3, 0, 50]


def test_what_takes_the_place_of_work_put_off_starts_where_that_did() -> None:
    problem = one_machine(3, 3, 5).build()
    released = problem.replace(op_release=np.array([20, 30, 50]))
    plan = sequence_dispatch(released, [0, 1, 2])
    assert starts(resequence(problem, plan, {M: [1, 0, 2]})) == [23, 20, 50]


def test_what_follows_a_phase_on_another_machine_moves_with_it() -> None:
    builder = two_machines()
    problem = builder.build()
    plan = sequence_dispatch(problem, [0, 2, 1, 3])
    # M: X1 0-4, Y2 4-8; N: Y1 0-4, X2 4-8
    assert starts(plan) == [0, 4, 0, 4]
    # M: Y2 first, 4-8, then X1 8-12; X2 follows it
    assert starts(resequence(problem, plan, {M: [3, 0]})) == [8, 12, 0, 4]


def test_changeovers_follow_the_new_order() -> None:
    problem = setup_problem()
    plan = sequence_dispatch(problem, [0, 1, 2, 3])
    # states 0 1 0 1: 0-2, setup 3, 5-7, setup 5, 12-14, setup 3, 17-19
    assert starts(plan) == [0, 5, 12, 17]
    again = resequence(problem, plan, {M: [0, 2, 1, 3]})
    # states 0 0 1 1: 0-2, 2-4, setup 3, 7-9, 9-11
    assert starts(again) == [0, 7, 2, 9]
    assert again.changeover.tolist() == [0, 3, 0, 0]


def test_pinned_work_stays_and_the_others_run_around_it() -> None:
    builder = one_machine(3, 3, 4)
    builder.fix(2, start=4)
    problem = builder.build()
    plan = sequence_dispatch(problem, [0, 1, 2])
    # 0 runs 0-3, the pinned one 4-8, 1 after it
    assert starts(plan) == [0, 8, 4]
    assert starts(resequence(problem, plan, {M: [1, 0]})) == [8, 0, 4]


def test_pinned_work_that_is_named_keeps_its_place_in_the_order() -> None:
    builder = one_machine(3, 3, 4)
    builder.fix(2, start=4)
    problem = builder.build()
    plan = sequence_dispatch(problem, [0, 1, 2])
    assert starts(resequence(problem, plan, {M: [2, 1, 0]})) == [11, 8, 4]
    with pytest.raises(OrderNotKeptError):
        resequence(problem, plan, {M: [0, 1, 2]})  # 6 ticks of work do not fit before tick 4


def test_a_phase_before_its_own_predecessor_is_refused() -> None:
    builder = one_machine(3, 3, 4)
    builder.precede(0, 2)
    problem = builder.build()
    plan = sequence_dispatch(problem, [0, 1, 2])
    with pytest.raises(CircularOrderError) as caught:
        resequence(problem, plan, {M: [2, 0, 1]})
    assert [(step.before, step.after, step.why) for step in caught.value.steps] == [
        (2, 0, Why.WANTED),
        (0, 2, Why.PRECEDENCE),
    ]


def test_an_order_that_runs_in_a_circle_over_machines_is_refused() -> None:
    problem = two_machines().build()
    plan = sequence_dispatch(problem, [0, 1, 2, 3])
    # M: X1 0-4, Y2; N: X2 4-8, Y1 8-12
    assert starts(plan) == [0, 4, 0, 4] or starts(plan) == [0, 4, 8, 12]
    wanted = sequence_dispatch(problem.replace(op_release=np.array([0, 0, 8, 0])), [0, 1, 2, 3])
    assert starts(wanted) == [0, 4, 8, 12]
    with pytest.raises(CircularOrderError) as caught:
        resequence(problem, wanted, {M: [3, 0]})
    # Y2 before X1 as wanted, X1 before X2, X2 before Y1 on N as kept, Y1 before Y2
    assert [(step.before, step.after, step.why) for step in caught.value.steps] == [
        (3, 0, Why.WANTED),
        (0, 1, Why.PRECEDENCE),
        (1, 2, Why.KEPT),
        (2, 3, Why.PRECEDENCE),
    ]


def test_a_crew_that_both_need_follows_the_new_order() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    crew = builder.resource("CREW", calendar=always)
    machines = [builder.resource(name, calendar=always) for name in "MN"]
    for machine in (0, 0, 1):
        builder.operation([ModeSpec(4, machines[machine], always, uses=((crew, 1),))])
    problem = builder.build()
    plan = sequence_dispatch(problem, [0, 2, 1])
    # the crew is with 0, 2 and 1 in turn
    assert starts(plan) == [0, 8, 4]
    again = resequence(problem, plan, {(1, 0): [1, 0]})
    assert check_schedule(problem, again) == []
    assert again.start[1] < again.start[0]
    assert again.start[2] == 4


def test_a_unit_of_a_pool_is_a_machine_of_its_own() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    pool = builder.resource("POOL", capacity=2, calendar=always)
    for length in (3, 4, 5):
        builder.operation([ModeSpec(length, pool, always)])
    problem = builder.build()
    plan = sequence_dispatch(problem, [0, 1, 2])
    assert lanes_of(problem, plan) == {(0, 0): [0, 2], (0, 1): [1]}
    again = resequence(problem, plan, {(0, 0): [2], (0, 1): [0, 1]})
    assert again.unit.tolist() == [1, 1, 0]
    assert starts(again) == [0, 3, 0]


def test_sessions_change_places_as_a_whole() -> None:
    builder = ProblemBuilder(horizon=200)
    always = builder.calendar(WorkingTime.always(0, 200))
    oven = builder.resource("OVEN", calendar=always, session=(10, 0, -1))
    for family in (0, 0, 1, 1):
        builder.operation([ModeSpec(6, oven, always, family=family, fill=5)])
    problem = builder.build()
    plan = sequence_dispatch(problem, [0, 1, 2, 3])
    assert starts(plan) == [0, 0, 6, 6]
    assert starts(resequence(problem, plan, {M: [2, 3, 0, 1]})) == [6, 6, 0, 0]


@pytest.mark.parametrize(
    ("rule", "order"), [("spt", [1, 2, 0]), ("lpt", [0, 2, 1]), ("edd", [2, 0, 1])]
)
def test_a_rule_orders_a_machine(rule: str, order: list[int]) -> None:
    builder = one_machine(5, 2, 3)
    for op, due in ((0, 40), (1, 50), (2, 30)):
        builder.demand(due, [op])
    problem = builder.build()
    plan = sequence_dispatch(problem, [0, 1, 2])
    assert lanes_by_rule(problem, plan, {M: [0, 1, 2]}, rule, held={M: 0}) == {M: order}


def test_locked_positions_stay_first_whatever_the_rule() -> None:
    problem = one_machine(5, 2, 3).build()
    plan = sequence_dispatch(problem, [0, 1, 2])
    assert lanes_by_rule(problem, plan, {M: [0, 1, 2]}, "spt", held={M: 1}) == {M: [0, 1, 2]}
    by_key = lanes_by_key(problem, plan, {M: [0, 1, 2]}, [3, 2, 1], {M: 1})
    assert by_key == {M: [0, 2, 1]}


def test_a_key_puts_nothing_before_what_it_must_follow() -> None:
    builder = one_machine(5, 2, 3)
    builder.precede(0, 2)
    problem = builder.build()
    plan = sequence_dispatch(problem, [0, 1, 2])
    assert lanes_by_key(problem, plan, {M: [0, 1, 2]}, [3, 2, 1], {M: 0}) == {M: [1, 0, 2]}


def test_an_order_that_starts_later_leaves_all_others_where_they_are() -> None:
    problem = two_machines().build()
    plan = sequence_dispatch(problem, [0, 2, 1, 3])
    again = restart(problem, plan, {0: 20, 1: 20})
    assert starts(again) == [20, 24, 0, 4]


def test_an_order_that_starts_earlier_takes_gaps_alone() -> None:
    problem = one_machine(3, 3, 4).build()
    plan = sequence_dispatch(problem.replace(op_release=np.array([0, 10, 30])), [0, 1, 2])
    assert starts(plan) == [0, 10, 30]
    # from tick 5 on: 5-9 is free
    assert starts(restart(problem, plan, {2: 5})) == [0, 10, 5]
    # from tick 8 on it would meet the second, so it runs behind it
    assert starts(restart(problem, plan, {2: 8})) == [0, 10, 13]


PLANTS = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def plan_of(problem: Problem) -> Schedule | None:
    plan = best_dispatch(problem)
    return plan if plan.is_plan else None


def movable(problem: Problem, plan: Schedule) -> dict[tuple[int, int], list[int]]:
    """Return lanes without pinned work, and without resources that some hold several units of."""
    return {
        lane: [op for op in ops if problem.op_fixed_start[op] < 0]
        for lane, ops in lanes_of(problem, plan).items()
        if (problem.mode_units[problem.mode_resource == lane[0]] == 1).all()
    }


@PLANTS
@given(seed=st.integers(0, 10_000))
def test_the_own_order_of_a_plan_changes_nothing(seed: int) -> None:
    problem = random_problem(seed)
    plan = plan_of(problem)
    if plan is None:
        return
    again = resequence(problem, plan, movable(problem, plan), objectives=LEVELS)
    for name in ("mode", "unit", "start", "end", "changeover"):
        assert np.array_equal(getattr(again, name), getattr(plan, name)), name


@PLANTS
@given(seed=st.integers(0, 10_000), data=st.data())
def test_an_order_that_is_accepted_is_kept_and_breaks_no_rule(
    seed: int, data: st.DataObject
) -> None:
    problem = random_problem(seed)
    plan = plan_of(problem)
    if plan is None:
        return
    if data.draw(st.booleans()):
        plan = shifted_right(problem, plan, tuple(map(Level.of, LEVELS)))
    old = movable(problem, plan)
    lane = data.draw(st.sampled_from(sorted(old)))
    lanes = {lane: data.draw(st.permutations(old[lane]))}
    try:
        again = resequence(problem, plan, lanes, objectives=LEVELS)
    except (CircularOrderError, OrderNotKeptError):
        return
    assert check_schedule(problem, again) == []
    for before, after in pairwise(lanes[lane]):
        assert again.start[before] <= again.start[after]
        assert again.end[before] <= again.start[after]
    # what begins before anything that changes places follows none of it
    places = zip(old[lane], lanes[lane], strict=True)
    first = min((int(plan.start[one]) for one, other in places if one != other), default=0)
    earlier = plan.start < first
    assert np.array_equal(again.start[earlier], plan.start[earlier])


@PLANTS
@given(seed=st.integers(0, 10_000), rule=st.sampled_from(["edd", "spt", "atc", "setup-avoiding"]))
def test_the_order_of_a_rule_can_always_run(seed: int, rule: str) -> None:
    problem = random_problem(seed)
    plan = plan_of(problem)
    if plan is None:
        return
    lanes = movable(problem, plan)
    lane = max(lanes, key=lambda row: len(lanes[row]))
    told = {row: ops for row, ops in lanes.items() if row[0] == lane[0]}
    held = dict.fromkeys(told, 0)
    try:
        found = lanes_by_rule(problem, plan, told, rule, held=held)
    except OrderNotKeptError:
        return
    assert sorted(op for ops in found.values() for op in ops) == sorted(
        op for ops in told.values() for op in ops
    )
    assert check_schedule(problem, resequence(problem, plan, found)) == []


@PLANTS
@given(seed=st.integers(0, 10_000), data=st.data())
def test_an_order_that_starts_elsewhen_breaks_no_rule_and_moves_no_other(
    seed: int, data: st.DataObject
) -> None:
    problem = random_problem(seed)
    plan = plan_of(problem)
    if plan is None:
        return
    order = data.draw(st.integers(0, int(problem.op_order.max())))
    ops = np.flatnonzero((problem.op_order == order) & (problem.op_fixed_start < 0)).tolist()
    tick = data.draw(st.integers(0, 200))
    if not ops:
        return
    try:
        again = restart(problem, plan, dict.fromkeys(ops, tick))
    except OrderNotKeptError:
        return
    assert check_schedule(problem, again) == []
    assert (again.start[ops] >= tick).all()
    followers, queue = set(ops), list(ops)
    for op in queue:
        for succ in problem.succ[problem.pred == op].tolist():
            if succ not in followers:
                followers.add(succ)
                queue.append(succ)
    others = [op for op in range(problem.num_operations) if op not in followers]
    assert np.array_equal(again.start[others], plan.start[others])


def test_a_longest_wait_is_kept_in_another_order() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machines = [builder.resource(name, calendar=always) for name in "MN"]
    first = builder.operation([ModeSpec(3, machines[0], always)], order=0)
    second = builder.operation([ModeSpec(3, machines[1], always)], order=0)
    builder.precede(first, second)
    builder.precede(first, second, Precedence.MAX_WAIT, 2)
    builder.operation([ModeSpec(8, machines[1], always)], order=1)
    problem = builder.build()
    plan = dispatch(problem, "fifo")
    assert check_schedule(problem, plan) == []
    lane = (1, 0)
    turned = lanes_of(problem, plan)[lane][::-1]
    again = resequence(problem, plan, {lane: turned})
    assert check_schedule(problem, again) == []
    assert again.start[turned[0]] < again.start[turned[1]]
