"""The first plan: who makes it, how often it is checked, and what happens where rules find none."""

from __future__ import annotations

import logging
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.errors import SolverFault
from models.problem_verify import check_schedule
from models.schedule import Schedule, Status
from solvers.cpsat.engine import Verdict
from solvers.dispatch import best_dispatch
from solvers.options import SolveOptions
from solvers.solve import solve
from tests.solvers.problems import random_problem

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.portfolio.exchange import Exchange, Turn

QUICK = SolveOptions(workers=1, deterministic_limit=0.5, time_limit=600.0)


@pytest.fixture
def helpless(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let no dispatching rule find a plan; return a list that grows when they are asked."""
    asked: list[str] = []

    def fail(*_: object, **__: object) -> Schedule:
        asked.append("rules")
        return Schedule.none(Status.NO_SOLUTION, "dispatch", ("in another order, maybe",))

    monkeypatch.setattr("solvers.solve.best_dispatch", fail)
    return asked


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let nobody search beside CP-SAT; return who made the plans that would be improved."""
    first: list[str] = []

    def note(problem: Problem, exchange: Exchange) -> None:
        del problem
        assert exchange.best is not None
        first.append(exchange.best.provenance)

    monkeypatch.setattr("solvers.solve.search", note)
    return first


@pytest.mark.parametrize("limit", [5.0, None])
def test_where_rules_fail_all_searches_improve_the_first_plan_of_cp_sat(
    helpless: list[str], searched: list[str], limit: float | None
) -> None:
    problem = random_problem(5, 6)
    # hours: the search for a first plan has to end with it
    schedule = solve(problem, replace(QUICK, deterministic_limit=limit, time_limit=36_000.0))
    assert helpless == ["rules"]
    assert searched == ["cp-sat"]
    assert schedule.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert check_schedule(problem, schedule) == []


def test_a_fault_of_cp_sat_after_the_first_plan_does_not_cost_it(
    helpless: list[str],
    searched: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(problem: Problem, turn: Turn, *, workers: int) -> Verdict:
        del workers
        turn.exchange.prove(0, 10**6, "cp-sat")
        turn.exchange.offer(best_dispatch(problem), "cp-sat")
        raise SolverFault(("it says there is no plan",))

    monkeypatch.setattr("solvers.cpsat.engine.run", fail)
    with caplog.at_level(logging.ERROR):
        schedule = solve(random_problem(5, 12), QUICK)
    assert helpless == ["rules"]
    assert searched == ["cp-sat"]
    assert schedule.status is Status.FEASIBLE
    assert schedule.levels[0].bound is None
    assert "cp-sat contradicts a checked plan: it says there is no plan" in caplog.text


@pytest.mark.usefixtures("helpless", "searched")
def test_a_fault_of_cp_sat_without_a_plan_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Verdict:
        raise SolverFault(("no words for this",))

    monkeypatch.setattr("solvers.cpsat.engine.run", fail)
    with pytest.raises(SolverFault, match="no words for this"):
        solve(random_problem(5, 12), QUICK)


@pytest.mark.usefixtures("helpless")
def test_a_proof_that_there_is_no_plan_keeps_what_rules_know_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "solvers.cpsat.engine.run", lambda *_, **__: Verdict(Status.INFEASIBLE, ("windows",))
    )
    schedule = solve(random_problem(5, 12), QUICK)
    assert (schedule.status, schedule.provenance) == (Status.INFEASIBLE, "cp-sat")
    assert schedule.facts == ("in another order, maybe",)


def test_the_first_plan_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def check(problem: Problem, schedule: Schedule, *, capacity: bool = True) -> list[str]:
        checked.append(schedule.provenance)
        return check_schedule(problem, schedule, capacity=capacity)

    for module in ("solvers.solve", "solvers.portfolio.exchange"):
        monkeypatch.setattr(f"{module}.check_schedule", check)
    solve(random_problem(3), SolveOptions(rule="edd"))
    assert checked == ["dispatch:edd"]


def test_what_was_compiled_before_decides_no_first_plan_where_the_clock_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = random_problem(4, 310)
    stop = Event()
    stop.set()
    plans = []
    for is_there in ({"rules"}, set[str]()):
        monkeypatch.setattr("solvers.search.jit.is_compiled", is_there.__contains__)
        plans.append(solve(problem, replace(QUICK, stop=stop)))
    assert plans[0].provenance == plans[1].provenance
    assert np.array_equal(plans[0].start, plans[1].start)
