"""Objectives recomputed from a schedule, on numbers derived by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.measures import completion_times, level_results, levels, objective_value
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Level, LevelResult, Objective, Schedule, Status

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
