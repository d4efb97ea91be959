"""What becomes of answers of CP-SAT that say little, or something wrong."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from models.errors import SolverFault
from models.schedule import Objective, Status
from solvers.cpsat import engine, workbench
from solvers.cpsat.limits import limits
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.recorder import ModelTooLarge
from solvers.cpsat.run import Answer
from solvers.cpsat.windows import Network, propagate
from tests.solvers.cpsat.exchanging import exchange_for, turn_of
from tests.solvers.problems import pool_problem

if TYPE_CHECKING:
    from solvers.portfolio.exchange import Exchange

OBJECTIVES = (Objective.TARDINESS,)


def after(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> Exchange:
    """Return the exchange of a dispatched plan after CP-SAT's turn, with one answer to all."""
    monkeypatch.setattr(engine, "watched", lambda *_: answer)
    exchange = exchange_for(pool_problem(), OBJECTIVES)
    engine.run(exchange.problem, turn_of(exchange, effort=1))
    return exchange


def tampered_values(shift: int) -> tuple[list[int], int]:
    """Return the values of the dispatched plan, all starts moved, and its true tardiness."""
    exchange = exchange_for(pool_problem(), OBJECTIVES)
    plan, (tardiness,) = exchange.best, exchange.values
    assert plan is not None
    problem = exchange.problem
    cut = limits(problem, plan, exchange.wanted, tardiness)
    model = ScheduleModel(problem, propagate(problem, Network(problem), cut.deadlines))
    model.minimize(Objective.TARDINESS)
    values = model.recorder.values_of(plan)
    for tracks in model.variables.tracks:
        for track in tracks:
            values[track.start.index] += shift
    return values, tardiness


def test_no_answer_leaves_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = after(monkeypatch, Answer("UNKNOWN", [], None, None, work=1.0))
    plan = exchange.close()
    assert plan is not None
    assert plan.status is Status.FEASIBLE
    assert plan.provenance.startswith("dispatch:")


def test_a_bound_without_a_plan_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert after(monkeypatch, Answer("UNKNOWN", [], None, 2, work=1.0)).bound(0) == 2


def test_a_worse_plan_than_the_one_reported_is_a_fault_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values, reported = tampered_values(1)
    answer = Answer("FEASIBLE", values, reported, 0)
    with pytest.raises(SolverFault, match=rf"reports tardiness {reported}, but the plan has"):
        after(monkeypatch, answer)


def test_a_plan_that_breaks_a_rule_is_never_the_result(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    values, reported = tampered_values(-1)
    with caplog.at_level(logging.ERROR):
        plan = after(monkeypatch, Answer("FEASIBLE", values, reported, 0, work=1.0)).close()
    assert plan is not None
    assert plan.provenance.startswith("dispatch:")
    assert "cp-sat offered a plan that breaks rules" in caplog.text
    assert "before its release 0" in caplog.text


def test_a_model_too_large_for_the_time_leaves_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[None] = []

    def too_large(*arguments: object, **options: object) -> None:
        del arguments, options
        tried.append(None)
        raise ModelTooLarge

    monkeypatch.setattr(workbench, "ScheduleModel", too_large)
    exchange = exchange_for(pool_problem(), OBJECTIVES)
    before = exchange.best
    assert engine.run(exchange.problem, turn_of(exchange)).status is Status.FEASIBLE
    assert exchange.best is before
    assert tried  # and again nearer to the plan, until there is no nearer
