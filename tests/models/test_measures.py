"""Objectives recomputed from a schedule, on numbers derived by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.measures import completion_times, level_results, levels, objective_value
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Level, LevelResult, Objective, Schedule, Status, Term

if TYPE_CHECKING:
    from models.problem import Problem


@pytest.fixture
def problem() -> Problem:
    """Three operations; D0 waits for A and B + 2, D1 for C, D2 for stock that comes at 9."""
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    a, b, c = (builder.operation([ModeSpec(5, calendar=always)], name) for name in "ABC")
    builder.demand(8, [a, (b, 2)], weight=3, flow=1)
    builder.demand(20, [c], weight=5, flow=2)
    builder.demand(7, [], weight=1, release=9)
    builder.add_flow(a, start=-2)
    builder.add_flow(b, end=3)
    return builder.build()


@pytest.fixture
def schedule() -> Schedule:
    """A 0-5, B 5-10 after 4 ticks of changeover, C 10-15 after 1."""
    return Schedule(
        mode=np.arange(3),
        unit=np.full(3, -1),
        start=np.array([0, 5, 10]),
        end=np.array([5, 10, 15]),
        changeover=np.array([0, 4, 1]),
        status=Status.FEASIBLE,
    )


@pytest.mark.parametrize(
    ("objective", "value"),
    [
        (Objective.TARDINESS, 3 * 4 + 5 * 0 + 1 * 2),  # complete at 12, 15, 9; due at 8, 20, 7
        (Objective.LATE, 2),
        (Objective.MAX_LATENESS, 4),
        (Objective.FLOW, -2 * 0 + 3 * 10 + 1 * 12 + 2 * 20),  # D1 is delivered when it is due
        (Objective.SETUP, 5),
        (Objective.MAKESPAN, 15),
    ],
)
def test_each_objective_has_the_value_derived_by_hand(
    problem: Problem, schedule: Schedule, objective: Objective, value: int
) -> None:
    assert objective_value(problem, schedule, objective) == value


def test_a_demand_completes_with_its_last_operation_its_lag_and_its_release(
    problem: Problem, schedule: Schedule
) -> None:
    # A ends at 5, B at 10 with a lag of 2; C at 15; the third has stock at 9 alone
    assert completion_times(problem, schedule).tolist() == [12, 15, 9]


def test_levels_keep_the_order_asked_for(problem: Problem, schedule: Schedule) -> None:
    wanted = (Objective.MAKESPAN, Objective.LATE)
    assert levels(problem, schedule, wanted) == (15, 2)
    assert level_results(problem, schedule, wanted) == (
        LevelResult(Level.of(Objective.MAKESPAN), 15),
        LevelResult(Level.of(Objective.LATE), 2),
    )


def test_nothing_to_do_costs_nothing() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    empty = Schedule(nothing, nothing, nothing, nothing, nothing, Status.FEASIBLE)
    problem = ProblemBuilder(horizon=10).build()
    assert levels(problem, empty, tuple(Objective)) == (0,) * len(Objective)


def test_an_early_plan_has_no_negative_lateness(problem: Problem, schedule: Schedule) -> None:
    easy = problem.replace(demand_due=np.array([50, 60, 70]))
    assert objective_value(easy, schedule, Objective.MAX_LATENESS) == 0
    assert objective_value(easy, schedule, Objective.TARDINESS) == 0


@pytest.fixture
def shop() -> Problem:
    """Two machines, shifts 0-8 and 12-20, overtime 4-8 and 12-14 on the first at 5 and 3 a tick.

    A (6 ticks) and B (2) run on it or, B only, on the second; C (4) belongs to nobody. A was at 0
    on the first machine, B at 14 on the second, C is new.
    """
    builder = ProblemBuilder(horizon=40, cost_unit=0.5)
    day = builder.calendar(WorkingTime.of([(0, 8), (12, 20)]))
    setup = builder.setup_matrix([[0, 1], [1, 0]])
    first, second = (
        builder.resource(name, calendar=day, setup=setup, setup_cost=cost)
        for name, cost in (("M", 7), ("N", 2))
    )
    builder.overtime(first, 4, 8, 5)
    builder.overtime(first, 10, 14, 3)
    builder.overtime(second, 0, 20, 0)
    a = builder.operation([ModeSpec(6, first, day)], "A")
    b = builder.operation([ModeSpec(2, first, day), ModeSpec(2, second, day)], "B")
    builder.operation([ModeSpec(4, calendar=day)], "C")
    builder.previous(a, start=0)
    builder.previous(b, start=14, mode=1)
    for operation, chosen, weight in ((a, 1, 3), (b, 0, 2)):
        builder.demand(10, [operation], weight=weight, priority=chosen)
    return builder.build()


@pytest.fixture
def run() -> Schedule:
    """A 6-8 and 12-16 after 2 ticks of changeover, B 14-16 on N after 3, C 0-4."""
    return Schedule(
        mode=np.array([0, 2, 3]),
        unit=np.array([0, 0, -1]),
        start=np.array([6, 14, 0]),
        end=np.array([16, 16, 4]),
        changeover=np.array([2, 3, 0]),
        status=Status.FEASIBLE,
    )


@pytest.mark.parametrize(
    ("objective", "value"),
    [
        (Objective.SETUP_COST, 2 * 7 + 3 * 2),
        (Objective.OVERTIME, 2 * 5 + 2 * 3),  # A works 6-8 and 12-14 of the stretches
        (Objective.MOVED, 1),  # A started at 0; B is where it was
        (Objective.SHIFT, 6),
    ],
)
def test_each_cost_and_change_has_the_value_derived_by_hand(
    shop: Problem, run: Schedule, objective: Objective, value: int
) -> None:
    assert objective_value(shop, run, objective) == value


def test_an_operation_at_its_old_start_on_another_machine_is_moved_but_not_shifted(
    shop: Problem, run: Schedule
) -> None:
    elsewhere = replace(run, mode=np.array([0, 1, 3]))
    assert objective_value(shop, elsewhere, Objective.MOVED) == 2
    assert objective_value(shop, elsewhere, Objective.SHIFT) == 6
    # if nobody knows on which machine it was, it is not
    unknown = shop.replace(op_previous_mode=np.full(3, -1))
    assert objective_value(unknown, elsewhere, Objective.MOVED) == 1


def test_waiting_at_the_end_is_no_overtime(shop: Problem, run: Schedule) -> None:
    # A, elastic, ends late; it worked no longer
    late = replace(run, end=np.array([20, 16, 4]))
    assert objective_value(shop, late, Objective.OVERTIME) == 16


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (Term(Objective.TARDINESS), 3 * 6 + 2 * 6),
        (Term(Objective.TARDINESS, 1, 1), 3 * 6),
        (Term(Objective.TARDINESS, 10, 0), 10 * 2 * 6),
        (Term(Objective.TARDINESS, 1, 7), 0),
        (Term(Objective.LATE, 1, 0), 1),
        (Term(Objective.MAX_LATENESS, 1, 1), 6),
    ],
)
def test_a_term_of_one_class_looks_at_its_demands_alone(
    shop: Problem, run: Schedule, term: Term, value: int
) -> None:
    assert objective_value(shop, run, Level((term,))) == value


def test_a_sum_weighs_its_terms_per_unit_that_reports_show(shop: Problem, run: Schedule) -> None:
    # 2 demands are late at 5 each; setups cost 20 x 0.5: integers of 0.5, so 10 and 1
    level = Level((Term(Objective.LATE, 5), Term(Objective.SETUP_COST)))
    assert objective_value(shop, run, level) == 10 * 2 + 20


def test_cost_adds_lateness_setups_and_overtime(shop: Problem, run: Schedule) -> None:
    # 30 weighted days late at 100 a day; setup and overtime 20 + 16 of 0.5: integers of 0.5
    assert objective_value(shop, run, Objective.COST) == 30 * 200 + 20 + 16
    (result,) = level_results(shop, run, [Objective.COST])
    assert str(result.objective) == "cost"
    assert result.value * result.objective.unit == pytest.approx(30 * 100 + 18)
