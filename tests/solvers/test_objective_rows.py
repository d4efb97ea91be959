"""Rows of the feature table about objectives: trade-off, choice, determinism, strict classes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level import EVERY_CLASS, Level, Objective, Term
from models.measures import objective_value
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Schedule, Status
from solvers.options import SolveOptions
from solvers.solve import solve
from tests.solvers.cpsat.edge_tiny import edge_problem

if TYPE_CHECKING:
    from models.problem import Problem

TARDINESS = Objective.TARDINESS


def optimum(problem: Problem, *levels: Level | Objective, delay_cost: float = 100.0) -> Schedule:
    """Return a proven best plan; the wall limit only guards the suite."""
    options = SolveOptions(
        objectives=levels, delay_cost=delay_cost, workers=1, deterministic_limit=10.0,
        time_limit=120.0,
    )  # fmt: skip
    schedule = solve(problem, options)
    assert schedule.status is Status.OPTIMAL
    assert check_schedule(problem, schedule) == []
    return schedule


def colours() -> Problem:
    """Return four operations of 4 ticks, colours A B A B, due at 4, 8, 12, 16; a change takes 2.

    A tick of a change costs 10, a tick late is a weighted day. ABAB: starts 0, 6, 12, 18, three
    changes cost 60, late 0 + 2 + 4 + 6 = 12. AABB: 0-4, 4-8, 10-14, 14-18: one change, 20; the
    second B ends at 18, 2 late, the first at 14, 6 late: 8. Two changes cannot do better: ABBA 0-4,
    6-10, 10-14, 16-20 has 2 + 0 + 8 = 10.
    """
    builder = ProblemBuilder(horizon=200)
    builder.calendar(WorkingTime.always(0, 200))
    setup = builder.setup_matrix([[0, 2], [2, 0]])
    machine = builder.resource("M", setup=setup, initial_state=0, setup_cost=10)
    for index, state in enumerate((0, 1, 0, 1)):
        operation = builder.operation([ModeSpec(4, machine, state=state)])
        builder.demand(4 * (index + 1), [operation])
    return builder.build()


def urgent_colour() -> Problem:
    """Return operations of 4 ticks in colours A B A B where only the first B is urgent.

    AABB, one change: the first B ends at 14, 8 late. ABBA, two changes: it ends at 10, 4 late. BAAB
    or BBAA, from state A two changes: it ends at 6, in time. A change takes 2 ticks and costs 20.
    """
    builder = ProblemBuilder(horizon=200)
    builder.calendar(WorkingTime.always(0, 200))
    setup = builder.setup_matrix([[0, 2], [2, 0]])
    machine = builder.resource("M", setup=setup, initial_state=0, setup_cost=10)
    for state, due in ((0, 30), (1, 6), (0, 30), (1, 30)):
        operation = builder.operation([ModeSpec(4, machine, state=state)])
        builder.demand(due, [operation])
    return builder.build()


def test_S18_a_higher_daily_cost_of_delay_never_increases_the_delay() -> None:
    problem = urgent_colour()
    delays, setups = [], []
    for delay_cost in (1.0, 2.0, 3.0, 10.0, 100.0):
        plan = optimum(problem, Objective.COST, delay_cost=delay_cost)
        delays.append(objective_value(problem, plan, TARDINESS))
        setups.append(objective_value(problem, plan, Objective.SETUP_COST))
    # one change more costs 20 and saves 8 ticks: worth it from 2.5 a tick on
    assert delays == [8, 8, 0, 0, 0]
    assert setups == [20, 20, 40, 40, 40]


@pytest.mark.parametrize("seed", range(12))
def test_S18_holds_whatever_the_shop(seed: int) -> None:
    problem = edge_problem(seed + 500)
    if solve(problem, SolveOptions(workers=1, deterministic_limit=5.0)).status is not (
        Status.OPTIMAL
    ):
        return
    delays = [
        objective_value(problem, optimum(problem, Objective.COST, delay_cost=cost), TARDINESS)
        for cost in (0.0, 0.1, 1.0, 10.0)
    ]
    assert all(later <= earlier for earlier, later in pairwise(delays))


def test_S17_changes_of_colour_are_few_where_they_cost_more_than_lateness() -> None:
    # 20 for the change and 8 late beats any other order
    plan = optimum(colours(), Objective.COST, delay_cost=1.0)
    assert plan.start.tolist() == [0, 10, 4, 14]
    assert [level.value for level in plan.levels] == [20 + 8]


def test_S25_objectives_give_different_feasible_plans() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machine, other = builder.resource("M"), builder.resource("N")
    long = builder.operation([ModeSpec(6, machine)], "LONG")
    short = builder.operation([ModeSpec(2, machine)], "SHORT")
    after = builder.operation([ModeSpec(5, other)], "AFTER")
    builder.precede(long, after)
    builder.demand(2, [short], weight=1)
    builder.demand(20, [after], weight=1, flow=2)
    for operation in (long, short):
        builder.add_flow(operation, start=-1)
    problem = builder.build()
    # LONG first: AFTER ends at 11, SHORT at 8
    fastest = optimum(problem, Objective.MAKESPAN)
    assert fastest.start[[0, 2]].tolist() == [0, 6]
    # SHORT first is in time, AFTER ends at 13 and may until 20
    timely = optimum(problem, TARDINESS, Objective.MAKESPAN)
    assert timely.start.tolist() == [2, 0, 8]
    # as late as possible: delivered at 20, so AFTER starts at 15 at the latest, LONG at 9; SHORT
    # gains by waiting for the end of the calendar
    lazy = optimum(problem, Objective.FLOW)
    assert lazy.start[:2].tolist() == [9, 98]


def test_S27_two_runs_are_identical() -> None:
    levels = (Objective.COST, Objective.MOVED, Objective.SHIFT)
    for seed in (1, 2, 3, 5):
        problem = edge_problem(seed)
        options = SolveOptions(objectives=levels, workers=1, deterministic_limit=1.0, seed=seed)
        first, second = solve(problem, options), solve(problem, options)
        for name in ("mode", "unit", "start", "end", "changeover"):
            assert np.array_equal(getattr(first, name), getattr(second, name))
        assert first.levels == second.levels
        assert first.status is second.status


def ranked() -> Problem:
    """Return A of class 1, weight 1, and B and C of class 2, weight 50; all due at 4, 4 long."""
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M")
    for name, chosen, weight in (("A", 1, 1), ("B", 2, 50), ("C", 2, 50)):
        operation = builder.operation([ModeSpec(4, machine)], name)
        builder.demand(4, [operation], weight=weight, priority=chosen)
    return builder.build()


def test_a_lower_class_goes_first_whatever_that_costs_the_others() -> None:
    problem = ranked()
    plan = optimum(problem, Level((Term(TARDINESS, 1, EVERY_CLASS),)))
    assert plan.start[0] == 0
    # B and C end at 8 and 12: 50 x 4 + 50 x 8
    assert [(str(level.objective), level.value) for level in plan.levels] == [
        ("tardiness[1]", 0),
        ("tardiness[2]", 600),
    ]


def test_without_classes_the_weights_decide() -> None:
    # A comes last, 8 late at 1; B and C end at 4 and 8: 50 x 4
    plan = optimum(ranked(), TARDINESS)
    assert plan.start[0] == 8
    assert plan.levels[0].value == 208


def moved_machine() -> Problem:
    """Return A, B and C of 4 ticks that ran at 0, 4 and 8; now A cannot start before 2."""
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M")
    for index, name in enumerate("ABC"):
        operation = builder.operation([ModeSpec(4, machine)], name, release=2 if not index else 0)
        builder.previous(operation, start=4 * index)
        builder.demand(4 * (index + 1), [operation])
    return builder.build()


def test_few_operations_move_where_the_plan_is_to_stay() -> None:
    # A alone moves, behind the others
    plan = optimum(moved_machine(), Objective.MOVED, TARDINESS)
    assert plan.start.tolist() == [12, 4, 8]
    assert [level.value for level in plan.levels] == [1, 12]


def test_starts_move_little_where_that_counts() -> None:
    # all wait for 2 ticks: 6. A behind would be 12; B first at 0, then A at 4: 4 + 4
    plan = optimum(moved_machine(), Objective.SHIFT)
    assert plan.start.tolist() == [2, 6, 10]
    assert plan.levels[0].value == 6


def test_overtime_is_avoided_where_it_costs_more_than_lateness() -> None:
    # three times 4 ticks, all due at 8; from 4 to 12 a tick costs 4
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M")
    builder.overtime(machine, 4, 12, 4)
    for _ in range(3):
        builder.demand(8, [builder.operation([ModeSpec(4, machine)])])
    problem = builder.build()
    # at 1 a tick late 0-4, 12-16 and 16-20, 8 and 12 late; 4-8 would cost 16 instead of 12
    plan = optimum(problem, Objective.COST, delay_cost=1.0)
    assert sorted(plan.start.tolist()) == [0, 12, 16]
    assert plan.levels[0].value == 8 + 12
    # at 5 a tick late 8 ticks of overtime and 4 late: 32 + 20; 0, 4 and 12 would cost 16 + 40
    plan = optimum(problem, Objective.COST, delay_cost=5.0)
    assert sorted(plan.start.tolist()) == [0, 4, 8]
    assert plan.levels[0].value == 32 + 20
