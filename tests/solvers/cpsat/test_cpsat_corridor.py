from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective
from solvers.cpsat import corridor, engine, workbench
from solvers.cpsat.corridor import num_steps, within_corridor
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.recorder import ModelTooLarge
from solvers.cpsat.windows import Network, Windows, propagate
from solvers.dispatch import best_dispatch
from tests.solvers.cpsat.exchanging import exchange_for, result, turn_of
from tests.solvers.problems import crew_problem, random_problem

if TYPE_CHECKING:
    from threading import Event

    from models.problem import Problem
    from solvers.portfolio.exchange import Exchange


OBJECTIVES = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)


def _improved(problem: Problem) -> Exchange:
    """Let CP-SAT alone improve a dispatched plan."""
    exchange = exchange_for(problem, OBJECTIVES)
    engine.run(problem, turn_of(exchange, effort=600_000))
    return exchange


def test_steps_are_the_windows_a_start_can_lie_in_beyond_its_first() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.of([(0, 8), (20, 28), (40, 48), (60, 68), (80, 88)]))
    machine = builder.resource("M")
    for _ in range(3):
        builder.operation([ModeSpec(6, machine)])
    problem = builder.build()
    plan = best_dispatch(problem, (Objective.MAKESPAN,))
    windows = propagate(problem, Network(problem), [88] * 3)
    # starts 0, 6 and 24 (8 ticks a window); each may start until 82: five windows
    assert plan.start.tolist() == [0, 6, 24]
    assert num_steps(problem, windows, plan, 100) == 3 * 4
    # 15 ticks: 0-15, 0-21 and 9-39 reach 1, 2 and 1 windows; 20 is one step for the second, and
    # closed time from 9 to 20 counts as the window to come
    assert num_steps(problem, windows, plan, 15) == 1 + 1 + 1


def test_each_further_resource_counts_the_steps_once_more() -> None:
    problem = crew_problem()  # one use a mode: a crew
    plan = best_dispatch(problem, (Objective.MAKESPAN,))
    windows = propagate(problem, Network(problem), [problem.horizon] * 3)
    none = np.zeros(0, dtype=np.int64)
    alone = problem.replace(use_mode=none, use_resource=none, use_units=none, use_calendar=none)
    steps = num_steps(problem, windows, plan, problem.horizon)
    assert steps == 2 * num_steps(alone, windows, plan, problem.horizon) > 0


def test_a_model_that_takes_too_long_to_build_is_built_nearer_to_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = random_problem(3, 12)
    tried: list[Windows] = []

    def built(
        of: Problem, windows: Windows, *, deadline: float, stop: Event | None
    ) -> ScheduleModel:
        tried.append(windows)
        if len(tried) < 8:
            raise ModelTooLarge
        return ScheduleModel(of, windows, deadline=deadline, stop=stop)

    monkeypatch.setattr(workbench, "ScheduleModel", built)
    monkeypatch.setattr(corridor, "_NARROWEST_TICKS", 6)
    _improved(problem)
    narrow, wide = tried[7], tried[0]
    assert sum(narrow.latest_start) < sum(wide.latest_start)


@pytest.mark.parametrize("seed", range(6))
def test_a_corridor_holds_the_plan_and_few_steps(seed: int) -> None:
    problem = random_problem(seed, 12)
    plan = best_dispatch(problem, (Objective.TARDINESS,))
    windows = propagate(problem, Network(problem), [problem.horizon] * 12)
    assert within_corridor(problem, windows, plan) is windows
    narrow = within_corridor(problem, windows, plan, most_steps=20)
    assert narrow is not windows
    for op, mode in enumerate(plan.mode.tolist()):
        assert mode in narrow.possible[op]
        assert narrow.earliest_start[op] <= plan.start[op] <= narrow.latest_start[op]
        assert narrow.earliest_end[op] <= plan.end[op] <= narrow.latest_end[op]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_proved_within_a_corridor(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(seed + 50, 12, tightness=2.0)
    first = exchange_for(problem, OBJECTIVES).values
    open_bound = _improved(problem).bound(0)
    monkeypatch.setattr(corridor, "_NARROWEST_TICKS", 6)
    monkeypatch.setattr(workbench, "MOST_STEPS", 0)
    exchange = _improved(problem)
    bound = exchange.bound(0)
    assert exchange.measure(result(exchange)) <= first
    assert bound is not None
    assert open_bound is not None
    assert bound <= open_bound
