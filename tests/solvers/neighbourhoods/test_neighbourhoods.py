"""Large neighbourhoods only ever make a plan better, and on small problems make it best."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.schedule import Objective
from solvers.dispatch import dispatch
from solvers.neighbourhoods import engine
from solvers.neighbourhoods.balance import Balance
from solvers.neighbourhoods.part import Solved, Task, solve_part
from tests.solvers.cpsat.exchanging import exchange_for, result, turn_of
from tests.solvers.cpsat.overtaking import WANTED, plans, waiting_problem
from tests.solvers.problems import random_problem, setup_problem
from tests.solvers.proof.everything_brute import best_plan
from tests.solvers.proof.everything_tiny import everything_problem, random_level

if TYPE_CHECKING:
    from solvers.cpsat.recorder import Flag
    from solvers.cpsat.run import Budget

OBJECTIVES = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)


@pytest.mark.parametrize("seed", range(40))
def test_it_finds_what_trying_everything_finds(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    problem = everything_problem(seed, 4, horizon=13)
    exchange = exchange_for(problem, (random_level(seed),))
    if exchange.best is None:
        engine.run(problem, turn_of(exchange))
        assert exchange.best is None
        return
    engine.run(problem, turn_of(exchange, effort=200_000))
    best = best_plan(problem, exchange.wanted[0])
    assert best is not None
    assert exchange.measure(result(exchange)) == exchange.measure(best)
    assert not caplog.records


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_never_becomes_worse(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    problem = random_problem(seed, 25)
    exchange = exchange_for(problem, OBJECTIVES, is_planned=False)
    first = dispatch(problem, "lpt")
    exchange.offer(first, "first")
    engine.run(problem, turn_of(exchange, effort=600_000, seed=seed))
    assert exchange.measure(result(exchange)) <= exchange.measure(first)
    assert not caplog.records


@pytest.mark.parametrize("seed", range(12))
def test_what_is_far_from_the_free_may_stay_where_it_is(
    seed: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "_MOST_MOVABLE", 8)
    problem = random_problem(seed, 30) if seed % 2 else everything_problem(seed, 9, horizon=40)
    exchange = exchange_for(problem, OBJECTIVES)
    first = exchange.best
    if first is None:
        return
    engine.run(problem, turn_of(exchange, effort=200_000, seed=seed))
    assert exchange.measure(result(exchange)) <= exchange.measure(first)
    assert not caplog.records


@pytest.mark.parametrize("objective", [Objective.MAKESPAN, Objective.TARDINESS])
def test_no_more_operations_move_than_a_part_may_have(
    objective: Objective, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_MOST_MOVABLE", 10)
    tasks: list[Task] = []

    def note(task: Task, *_: object) -> Solved:
        tasks.append(task)
        return Solved(is_searched=True, work=0.01)  # so they grow beyond a part

    monkeypatch.setattr(engine, "solve_part", note)
    problem = random_problem(3, 60)
    exchange = exchange_for(problem, (objective,))
    engine.run(problem, turn_of(exchange, effort=3_000_000))
    assert len(tasks) > 100
    for task in tasks:
        assert task.movable is not None
        assert task.movable.size == 10
        assert 1 <= len(task.free) <= 10
        assert set(task.free) <= set(task.movable.tolist())


def test_levels_that_are_proved_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    levels: list[int] = []

    def note(task: Task, level: int, *_: object) -> Solved:
        del task
        levels.append(level)
        return Solved(work=0.1)

    monkeypatch.setattr(engine, "solve_part", note)
    problem = random_problem(3, 20)
    exchange = exchange_for(problem, OBJECTIVES)
    exchange.prove(1, exchange.values[1], "bounds")
    engine.run(problem, turn_of(exchange, effort=30_000_000))
    assert set(levels) == {0, 2}


def test_the_same_seed_and_effort_give_the_same_plan() -> None:
    problem = random_problem(2, 20)
    plans = []
    for _ in range(2):
        exchange = exchange_for(problem, OBJECTIVES)
        engine.run(problem, turn_of(exchange, effort=500_000, seed=5))
        plans.append(result(exchange))
    assert plans[0].start.tolist() == plans[1].start.tolist()
    assert plans[0].mode.tolist() == plans[1].mode.tolist()


def test_without_a_plan_there_is_nothing_to_improve() -> None:
    problem = setup_problem()
    exchange = exchange_for(problem, OBJECTIVES, is_planned=False)
    engine.run(problem, turn_of(exchange))
    assert exchange.best is None


def test_a_bound_is_filed_under_the_levels_it_was_proved_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = waiting_problem()
    busy, waiting = plans(problem)
    exchange = exchange_for(problem, WANTED, is_planned=False)
    exchange.offer(busy, "first")
    proved: list[tuple[int, tuple[int, ...]]] = []

    def overtaken(task: Task, index: int, budget: Budget, stop: Flag) -> Solved:
        del index
        solved = solve_part(replace(task, free=(0, 1, 2)), 2, budget, stop)
        exchange.offer(waiting, "other")
        exchange.end()
        return solved

    def prove(index: int, bound: int, who: str, given: tuple[int, ...] = ()) -> None:
        del bound, who
        proved.append((index, given))

    monkeypatch.setattr(engine, "solve_part", overtaken)
    monkeypatch.setattr(Balance, "next", lambda *_: 2)
    monkeypatch.setattr(exchange, "prove", prove)
    engine.run(problem, turn_of(exchange))
    assert exchange.values[:2] == (4, 11)
    assert proved == [(2, (20, 9))]
