"""CP-SAT as one of several searches: what it takes over, hands over and how it ends."""

from __future__ import annotations

import logging
from dataclasses import replace
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from models.calendar import WorkingTime
from models.errors import SolverFault
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective, Status
from solvers.cpsat import engine
from solvers.cpsat.run import Answer, News
from solvers.cpsat.workbench import Workbench
from solvers.dispatch import dispatch
from solvers.portfolio.exchange import Turn
from tests.solvers.cpsat.exchanging import FAR, exchange_for, result, turn_of
from tests.solvers.problems import random_problem, setup_problem
from tests.solvers.proof.everything_brute import best_plan
from tests.solvers.proof.everything_tiny import everything_problem, random_level

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel

    from solvers.cpsat.model import ScheduleModel
    from solvers.cpsat.run import Budget, IsEnough

OBJECTIVES = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)


@pytest.mark.parametrize("seed", range(40))
def test_it_proves_what_trying_everything_finds(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    problem = everything_problem(seed, 3, horizon=14)
    exchange = exchange_for(problem, (random_level(seed),), is_planned=bool(seed % 2))
    (level,) = exchange.wanted
    verdict = engine.run(problem, turn_of(exchange))
    best = best_plan(problem, level)
    assert not caplog.records
    if best is None:
        assert verdict.status is Status.INFEASIBLE
        assert exchange.close() is None
        return
    assert verdict.status is Status.OPTIMAL
    plan = result(exchange)
    assert plan.status is Status.OPTIMAL
    assert exchange.measure(plan) == exchange.measure(best)


def test_levels_are_proved_one_given_the_others(caplog: pytest.LogCaptureFixture) -> None:
    problem = random_problem(3, 8)
    exchange = exchange_for(problem, OBJECTIVES)
    first = exchange.values
    assert engine.run(problem, turn_of(exchange)).status is Status.OPTIMAL
    plan = result(exchange)
    assert not caplog.records
    assert exchange.measure(plan) <= first
    assert [level.bound for level in plan.levels] == [level.value for level in plan.levels]


def test_the_same_seed_and_effort_give_the_same_plan() -> None:
    problem = random_problem(5, 12)
    plans = []
    for _ in range(2):
        exchange = exchange_for(problem, OBJECTIVES)
        engine.run(problem, turn_of(exchange, effort=200_000, seed=7))
        plans.append(result(exchange))
    assert plans[0].start.tolist() == plans[1].start.tolist()
    assert plans[0].mode.tolist() == plans[1].mode.tolist()


def test_work_that_fits_nowhere_is_infeasible_and_named() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.of([(0, 8), (24, 32)]))
    for name in ("P", "Q", "R"):
        builder.operation([ModeSpec(6)], name)
    builder.precede(0, 1)
    builder.deadline(1, 20)
    problem = builder.build()
    exchange = exchange_for(problem, (Objective.MAKESPAN,), is_planned=False)
    verdict = engine.run(problem, turn_of(exchange))
    # P 0-6, Q 6-8 and 24-28
    assert verdict.status is Status.INFEASIBLE
    assert verdict.facts[-1] == (
        "Q finds no working time until its deadline at tick 20, even if it were alone"
    )


def test_a_turn_that_is_over_builds_nothing() -> None:
    problem = setup_problem()
    exchange = exchange_for(problem, OBJECTIVES)
    before = exchange.best
    exchange.options.stop.set()
    assert engine.run(problem, turn_of(exchange)).status is Status.FEASIBLE
    assert exchange.best is before


def test_a_model_that_is_not_ready_in_time_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    released = Event()

    def deaf(*arguments: object, **options: object) -> Answer:
        del arguments, options
        released.wait()
        return Answer("UNKNOWN", [], None, 10**9)

    monkeypatch.setattr(engine, "watched", deaf)
    problem = setup_problem()
    exchange = exchange_for(problem, OBJECTIVES)
    turn = Turn(exchange, monotonic() + 0.2)
    with caplog.at_level(logging.WARNING, "solvers.cpsat.engine"):
        verdict = engine.run(problem, turn)
    assert verdict.status is Status.FEASIBLE
    assert caplog.messages == ["a model for CP-SAT was not ready in time and is left behind"]
    released.set()
    assert exchange.bound(0) != 10**9


def test_plans_of_others_that_are_far_better_are_taken_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = random_problem(8, 10)
    proved = exchange_for(problem, (Objective.TARDINESS,))
    engine.run(problem, turn_of(proved))
    better = result(proved)
    exchange = exchange_for(problem, (Objective.TARDINESS,), is_planned=False)
    rules = [dispatch(problem, rule) for rule in ("lpt", "fifo", "slack")]
    worse = max(rules, key=exchange.measure)
    assert exchange.measure(worse) > exchange.measure(better)
    exchange.offer(worse, "worse")
    limits: list[int] = []

    def watched(model: CpModel, budget: Budget, is_enough: IsEnough) -> Answer:
        del budget
        limits.append(list(model.proto.objective.domain)[-1])
        exchange.offer(better, "other")
        # the first run is overtaken, the second has nothing to fear
        assert is_enough(News()) == (len(limits) == 1)
        return Answer("UNKNOWN", [], None, None)

    monkeypatch.setattr(engine, "watched", watched)
    monkeypatch.setattr(engine, "_SETTLED_SECONDS", 0.0)
    engine.run(problem, Turn(exchange, monotonic() + FAR))
    # again after being overtaken; a solver that gives up at once is not asked again
    assert limits == [*exchange.measure(worse), *exchange.measure(better)]


def test_levels_are_gone_through_again_while_one_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    vain, brief = (Answer("UNKNOWN", [], None, None, work=share) for share in (1.0, 0.1))
    # tardiness is at its floor; flow cost takes its part to prove and to improve in vain, the
    # makespan gives up before its time: what it leaves goes to flow cost again
    answers = [(1, vain), (1, vain), (2, brief), (1, vain), (1, vain)]

    def noted(self: Workbench, index: int, *, until: float) -> ScheduleModel | None:
        asked.append(index)
        return model(self, index, until=until)

    def watched(model: CpModel, budget: Budget, is_enough: IsEnough) -> Answer:
        del model, is_enough
        assert budget.work is not None
        answer = answers[len(asked) - 1][1]
        return replace(answer, work=answer.work * budget.work)

    model = Workbench.model
    monkeypatch.setattr(Workbench, "model", noted)
    monkeypatch.setattr(engine, "watched", watched)
    exchange = exchange_for(random_problem(3, 8), OBJECTIVES)
    assert engine.run(exchange.problem, turn_of(exchange)).status is Status.FEASIBLE
    assert asked == [index for index, _ in answers]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer("INFEASIBLE", [], None, None), "CP-SAT says INFEASIBLE, but a checked plan exists"),
        (Answer("UNKNOWN", [], None, 10**9), "CP-SAT proves makespan 1000000000, but a plan has"),
    ],
)
def test_answers_that_contradict_the_best_plan_are_faults(
    monkeypatch: pytest.MonkeyPatch, answer: Answer, message: str
) -> None:
    monkeypatch.setattr(engine, "watched", lambda *_: answer)
    problem = setup_problem()
    exchange = exchange_for(problem, (Objective.MAKESPAN,))
    before = exchange.best
    with pytest.raises(SolverFault, match=message):
        engine.run(problem, turn_of(exchange))
    assert exchange.best is before
    assert exchange.bound(0) != 10**9


def test_a_refused_model_is_said_to_be_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "watched", lambda *_: Answer("MODEL_INVALID", [], None, None))
    problem = setup_problem()
    verdict = engine.run(problem, turn_of(exchange_for(problem, OBJECTIVES)))
    assert verdict.status is Status.REJECTED
    assert verdict.facts[0].startswith("CP-SAT refuses the model")
