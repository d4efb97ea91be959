"""Dispatching with leads, elastic work, maximum waits, deadlines and the planner's list."""

from __future__ import annotations

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Status
from solvers.dispatch import RULES, best_dispatch, dispatch, sequence_dispatch
from solvers.dispatch.urgency import urgency_of
from solvers.flat import FlatProblem
from solvers.timing import infinite_alap, infinite_asap
from tests.solvers.edge_problems import brute_force, edge_plant, tiny_problem

RULE_NAMES = list(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_plans_of_plants_tied_in_every_way_break_no_rule(rule: str) -> None:
    first = 20 * RULE_NAMES.index(rule)
    planned = 0
    for seed in range(first, first + 20):
        problem = edge_plant(seed, 8 + seed % 25)
        plan = dispatch(problem, rule)
        if plan.is_plan:
            assert check_schedule(problem, plan) == [], seed
            planned += 1
        else:
            assert plan.facts, seed
            assert plan.status is Status.NO_SOLUTION or not infinite_asap(problem).is_plan
    assert planned >= 18  # some have waits that nobody can keep


@pytest.mark.parametrize("seed", range(40))
def test_any_sequence_of_a_tied_plant_decodes_to_a_plan(seed: int) -> None:
    problem = edge_plant(seed, 25, waits=0.4)
    order = np.random.default_rng(seed).permutation(25).tolist()
    plan = sequence_dispatch(problem, order)
    if plan.is_plan:
        assert check_schedule(problem, plan) == []
    else:
        assert plan.facts


@pytest.mark.parametrize("seed", range(60))
def test_without_machines_the_plan_is_the_asap_plan(seed: int) -> None:
    problem = tiny_problem(seed, operations=4, lonely=True)
    soonest, plan = infinite_asap(problem), dispatch(problem, RULE_NAMES[seed % len(RULES)])
    assert plan.status is soonest.status
    assert plan.start.tolist() == soonest.start.tolist()
    assert plan.end.tolist() == soonest.end.tolist()


@pytest.mark.parametrize("seed", range(60))
def test_infeasible_means_that_there_is_no_schedule(seed: int) -> None:
    problem = tiny_problem(seed, modes=2)
    plan = dispatch(problem, RULE_NAMES[seed % len(RULES)])
    if plan.is_plan:
        assert check_schedule(problem, plan) == []
    elif plan.status is Status.INFEASIBLE:
        assert next(brute_force(problem, capacity=True), None) is None


def _shop(*machines: str, horizon: int = 1000) -> tuple[ProblemBuilder, list[int], int]:
    """Return a builder with machines that work round the clock."""
    builder = ProblemBuilder(horizon=horizon)
    always = builder.calendar(WorkingTime.always(0, horizon))
    return builder, [builder.resource(name, calendar=always) for name in machines], always


def _overlap(kind: Precedence, lag: int) -> Problem:
    """Return P with setup 30 and 100 pieces of 3 minutes, S of 100 minutes, and what follows."""
    builder, machines, always = _shop("M", "N", "O")
    for name, machine, work in zip(("P", "S", "AFTER"), machines, (330, 100, 10), strict=True):
        mode = ModeSpec(work, machine, always)
        builder.operation([mode], name, order=0, elastic=name == "S")
    builder.precede(0, 1, kind, lag)
    builder.precede(0, 1, Precedence.END_END)
    builder.precede(1, 2)
    builder.demand(500, [2])
    return builder.build()


def test_S14_overlap_types_start_the_successor_at_330_0_90_45_105_on_machines() -> None:
    cases = (
        (Precedence.END_START, 0, 330),  # none: 30 + 100 x 3
        (Precedence.WORK_START, 0, 0),  # total
        (Precedence.WORK_START, 30 + 20 * 3, 90),  # 20 pieces
        (Precedence.WORK_START, 45, 45),  # 45 minutes
        (Precedence.WORK_START, 30 + 25 * 3, 105),  # 25 percent
    )
    for kind, lag, start in cases:
        problem = _overlap(kind, lag)
        plan = dispatch(problem)
        assert plan.start[1] == start
        assert check_schedule(problem, plan) == []


def test_S15_a_starving_successor_keeps_its_machine_idle() -> None:
    builder, machines, always = _shop("M", "N")
    for name, machine, work in (("P", 0, 330), ("S", 1, 100), ("OTHER", 1, 20)):
        builder.operation([ModeSpec(work, machines[machine], always)], name, elastic=name == "S")
    builder.precede(0, 1, Precedence.WORK_START, 90)
    builder.precede(0, 1, Precedence.END_END)
    builder.release(2, 91)
    builder.demand(0, [1], weight=9)
    plan = dispatch(builder.build())
    # S starts at 90 and holds N until P ends at 330, 140 more than its work; OTHER comes after
    assert (plan.start[1], plan.end[1]) == (90, 330)
    assert plan.end[1] - plan.start[1] - 100 == 140
    assert plan.start[2] == 330


def test_pinned_elastic_work_keeps_its_machine_until_its_predecessor_ends() -> None:
    builder, machines, always = _shop("M", "N")
    for name, machine, work in (("P", 0, 30), ("S", 1, 5), ("OTHER", 1, 8)):
        builder.operation([ModeSpec(work, machines[machine], always)], name, elastic=name == "S")
    builder.precede(0, 1, Precedence.WORK_START, 4)
    builder.precede(0, 1, Precedence.END_END)
    builder.fix(1, start=10)
    builder.release(2, 9)
    plan = dispatch(builder.build())
    assert (plan.start[1], plan.end[1]) == (10, 30)
    assert plan.start[2] == 30


def _tied(wait: int = 0) -> tuple[ProblemBuilder, list[int], int]:
    """Return P of 3 on M and S of 4 on N, which must start soon after P."""
    builder, machines, always = _shop("M", "N", "O", horizon=100)
    for name, machine, work in (("P", 0, 3), ("S", 1, 4)):
        builder.operation([ModeSpec(work, machines[machine], always)], name)
    builder.precede(0, 1)
    builder.precede(0, 1, Precedence.MAX_WAIT, wait)
    return builder, machines, always


def test_a_predecessor_waits_until_the_machine_of_its_successor_is_free() -> None:
    for wait, start in ((0, 17), (2, 15), (50, 0)):
        builder, machines, always = _tied(wait)
        busy = builder.operation([ModeSpec(17, machines[1], always)], "BUSY")
        builder.fix(busy, start=3)
        problem = builder.build()
        plan = dispatch(problem)
        # N is busy from 3 to 20, when S starts; P ends at most `wait` ticks before
        assert plan.start.tolist() == [start, 20, 3]
        assert check_schedule(problem, plan) == []


def test_a_chain_without_waits_moves_as_a_whole() -> None:
    builder, machines, always = _tied()
    last = builder.operation([ModeSpec(2, machines[2], always)], "LAST")
    builder.precede(1, last)
    builder.precede(1, last, Precedence.MAX_WAIT)
    busy = builder.operation([ModeSpec(30, machines[2], always)], "BUSY")
    builder.fix(busy, start=1)
    # O is free from 31: S runs 27-31 and P 24-27
    assert dispatch(builder.build()).start.tolist() == [24, 27, 31, 1]


def test_what_follows_pinned_work_without_a_wait_goes_before_heavier_work() -> None:
    builder, machines, always = _tied()
    builder.fix(0, start=4)
    heavy = builder.operation([ModeSpec(9, machines[1], always)], "HEAVY")
    builder.demand(0, [heavy], weight=99)
    # P is pinned and ends at 7; HEAVY would hold N from 0 to 9
    assert dispatch(builder.build()).start.tolist() == [4, 7, 11]


def test_what_precedes_pinned_work_without_a_wait_ends_when_it_starts() -> None:
    builder, machines, always = _tied()
    builder.fix(1, start=20)
    other = builder.operation([ModeSpec(6, machines[0], always)], "OTHER")
    builder.demand(0, [other], weight=99)
    # P must end at 20; OTHER has room before
    assert dispatch(builder.build()).start.tolist() == [17, 20, 0]


def test_a_wait_that_pinned_work_prevents_is_a_fact_but_no_proof() -> None:
    builder, machines, always = _tied(2)
    builder.fix(0, start=4)
    busy = builder.operation([ModeSpec(9, machines[1], always)], "BUSY")
    builder.fix(busy, start=5)
    plan = dispatch(builder.build())
    # P ends at 7, N is busy until 14
    assert plan.status is Status.NO_SOLUTION
    assert plan.facts == (
        "S must start at most 2 ticks after P, which is pinned to start at tick 4, but not before"
        " tick 14",
    )


def test_tied_operations_take_the_modes_that_meet() -> None:
    builder = ProblemBuilder(horizon=96)
    early = builder.calendar(WorkingTime.of([(d + 6, d + 9) for d in range(0, 96, 24)]))
    late = builder.calendar(WorkingTime.of([(d + 12, d + 15) for d in range(0, 96, 24)]))
    one, two = builder.resource("ONE", calendar=early), builder.resource("TWO", calendar=late)
    modes = [ModeSpec(2, one, early), ModeSpec(2, two, late)]
    builder.operation(modes)
    builder.operation([ModeSpec(1, two, late)])
    builder.operation([ModeSpec(1, two, late)])
    builder.precede(0, 1)
    builder.precede(0, 1, Precedence.MAX_WAIT)
    # on ONE the first would end at 8, but nobody takes over there
    plan = dispatch(builder.build(), "lpt")
    assert plan.mode.tolist() == [1, 2, 3]
    assert plan.start.tolist() == [12, 14, 36]


def _deadlines(deadline: int) -> Problem:
    """Return three operations of 5 ticks on one machine; the lightest has the deadline."""
    builder, machines, always = _shop("M", horizon=100)
    for name, weight in (("HEAVY", 9), ("MIDDLE", 5), ("LIGHT", 1)):
        op = builder.operation([ModeSpec(5, machines[0], always)], name)
        builder.demand(0, [op], weight=weight)
    builder.deadline(2, deadline)
    return builder.build()


def test_a_deadline_goes_before_weights() -> None:
    plan = best_dispatch(_deadlines(9))
    # HEAVY and MIDDLE are late already, but LIGHT must end by 9: it goes first
    assert plan.start.tolist() == [5, 10, 0]
    assert check_schedule(_deadlines(9), plan) == []


def test_with_room_before_the_deadline_weights_decide() -> None:
    assert best_dispatch(_deadlines(15)).start.tolist() == [0, 5, 10]


def test_a_plan_that_misses_a_deadline_is_none() -> None:
    problem = _deadlines(12)
    plan = dispatch(problem, "fifo")
    # in the order of rows LIGHT would end at 15
    assert plan.status is Status.NO_SOLUTION
    assert plan.facts == (
        "LIGHT must end by its deadline at tick 12, but at finite capacity no way was found to end"
        " it before tick 15",
    )
    assert dispatch(problem, "deadline").is_plan


def test_deadlines_that_exclude_each_other_are_no_proof() -> None:
    problem = _deadlines(9).replace(op_deadline=np.array([9, -1, 9]))
    plan = best_dispatch(problem)
    assert plan.status is Status.NO_SOLUTION
    assert plan.facts


def test_a_deadline_before_the_work_can_be_done_is_a_proof() -> None:
    plan = best_dispatch(_deadlines(4))
    assert plan.status is Status.INFEASIBLE
    assert plan.facts == (
        "LIGHT must end by its deadline at tick 4, but does not end before tick 5",
    )


def _listed(*ranks: int) -> Problem:
    """Return operations of 5 ticks on one machine; the heaviest is the last."""
    builder, machines, always = _shop("M")
    for weight, rank in enumerate(ranks):
        op = builder.operation([ModeSpec(5, machines[0], always)], rank=rank)
        builder.demand(0, [op], weight=weight)
    return builder.build()


def test_S09_order_classes_run_in_the_order_of_the_list() -> None:
    # planned, launched, executive, not started, started, compiled into ranks
    plan = dispatch(_listed(4, 3, 2, 1, 0), "list")
    assert plan.start.tolist() == [20, 15, 10, 5, 0]


def test_S10_a_custom_list_is_followed_and_equals_go_by_row() -> None:
    assert dispatch(_listed(1, 1, 0, 1), "list").start.tolist() == [5, 10, 0, 15]
    # without a list, by row
    assert dispatch(_listed(0, 0, 0, 0), "list").start.tolist() == [0, 5, 10, 15]


def test_who_is_earlier_in_the_list_is_never_delayed_by_who_is_later() -> None:
    builder, machines, always = _shop("M")
    for rank, release, work in ((0, 3, 10), (1, 0, 5), (2, 0, 2)):
        builder.operation([ModeSpec(work, machines[0], always)], rank=rank, release=release)
    # the first is there at 3; the second does not fit before it, the third does
    assert dispatch(builder.build(), "list").start.tolist() == [3, 13, 0]
    # going through time, the machine would take whoever is there
    assert dispatch(builder.build(), "fifo").start.tolist() == [7, 0, 5]


def test_best_dispatch_tries_the_list_if_there_is_one() -> None:
    problem = _listed(2, 0, 1)
    names = {dispatch(problem, rule).provenance for rule in RULES}
    assert "dispatch:list" in names
    best = best_dispatch(problem)
    assert best.is_plan
    assert best.levels[0].value <= dispatch(problem, "list").levels[0].value


def test_an_operation_whose_first_mode_has_no_common_shift_takes_the_second() -> None:
    builder, machines, always = _shop("M", "N", horizon=100)
    never = builder.calendar(WorkingTime.of([]))
    for due in (30, 20, 10):
        modes = [ModeSpec(4, machines[0], never), ModeSpec(6, machines[1], always)]
        builder.demand(due, [builder.operation(modes)])
    problem = builder.build()
    for plan in (best_dispatch(problem), infinite_asap(problem), infinite_alap(problem)):
        assert plan.mode.tolist() == [1, 3, 5]
    assert dispatch(problem, "edd").start.tolist() == [12, 6, 0]


def test_urgency_counts_deadlines_like_due_dates() -> None:
    urgency = urgency_of(FlatProblem(_deadlines(12)))
    assert urgency.due == [0, 0, 0]
    assert urgency.must == [100, 100, 7]  # the horizon, but for who has a deadline
    assert urgency.weight == [9, 5, 9]
    assert urgency.place == [0, 1, 2]
    loose = _deadlines(12).replace(demand_due=np.array([50, 60, 70]))
    assert urgency_of(FlatProblem(loose)).latest == [45, 55, 7]
