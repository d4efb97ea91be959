"""What fails, errs or dawdles costs the solve one search, never the plan."""

from __future__ import annotations

import logging
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import pytest

from models.errors import SolverFault
from solvers.dispatch import sequence_dispatch
from solvers.portfolio import portfolio
from solvers.portfolio.portfolio import search
from solvers.portfolio.table import LOCAL_SEARCH, Step
from solvers.search import jit
from tests.solvers.portfolio.fakes import Fake, started

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.portfolio.exchange import Turn


def test_who_contradicts_a_checked_plan_is_logged_and_no_longer_believed(
    fakes: dict[str, Fake], caplog: pytest.LogCaptureFixture
) -> None:
    def lie(_: Problem, turn: Turn) -> None:
        turn.exchange.prove(0, 18, "first")
        raise SolverFault(("it says there is no plan",))

    fakes["first"].act = lie
    problem, exchange = started()
    with caplog.at_level(logging.ERROR):
        search(problem, exchange)
    assert exchange.bound(0) is None
    assert exchange.close() is not None
    assert "first contradicts a checked plan: it says there is no plan" in caplog.text
    assert fakes["again"].turns


def test_a_search_that_does_not_return_is_left_behind(
    fakes: dict[str, Fake], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, stop = Event(), Event()
    monkeypatch.setattr(portfolio, "_BRIEF_PATIENCE", 0.05)

    def hang(_: Problem, turn: Turn) -> None:
        del turn
        stop.set()
        release.wait(600)

    fakes["second"].act = hang
    problem, exchange = started(stop=stop)
    with caplog.at_level(logging.WARNING):
        search(problem, exchange)
    release.set()
    assert "not waiting for second to end: the plan is good without" in caplog.text
    assert exchange.close() is not None


@pytest.mark.parametrize("workers", [1, 2])
def test_whatever_fails_costs_the_solve_one_search_not_the_plan(
    fakes: dict[str, Fake], caplog: pytest.LogCaptureFixture, workers: int
) -> None:
    stop = Event()

    def fail(_: Problem, turn: Turn) -> None:
        turn.exchange.prove(0, 18, "first")
        message = "min() of nothing"
        raise ValueError(message)

    def end(_: Problem, turn: Turn) -> None:
        if len(fakes["second"].turns) == 2 or turn.exchange.options.workers == 2:
            stop.set()

    fakes["first"].act, fakes["second"].act = fail, end
    problem, exchange = started(workers=workers, stop=stop)
    search(problem, exchange)
    assert "first failed" in caplog.text
    assert "min() of nothing" in caplog.text
    assert len(fakes["first"].turns) == 1  # not in the second round of one worker either
    plan = exchange.close()
    assert plan is not None
    assert plan.levels[0].bound is None


@pytest.mark.parametrize(
    ("fault", "is_thrown_away"),
    [(ValueError("invalid literal for int(): 'arbage'"), True), (MemoryError(), False)],
)
def test_the_code_of_a_compiled_search_that_fails_is_compiled_again_unless_memory_is_short(
    fakes: dict[str, Fake],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    *,
    is_thrown_away: bool,
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(jit, "forget_compiled", lambda: "the cache")
    fakes["first"].act, fakes["first"].is_compiled = fail, True
    problem, exchange = started(deterministic_limit=1.0)
    search(problem, exchange)
    assert "first failed" in caplog.text
    assert ("compiled code in the cache was thrown away" in caplog.text) is is_thrown_away


@pytest.mark.usefixtures("caplog")
def test_a_local_search_that_cannot_be_told_costs_the_solve_only_itself(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        message = "no folder for compiled code"
        raise OSError(message)

    lanes = ((Step(LOCAL_SEARCH), Step("first")), (Step(LOCAL_SEARCH), Step("second")))
    monkeypatch.setattr(portfolio, "lanes_for", lambda *_: lanes)
    monkeypatch.setattr(portfolio, "local_search", fail)
    problem, exchange = started()
    search(problem, exchange)
    assert len(fakes["first"].turns) == len(fakes["second"].turns) == 1


@pytest.mark.usefixtures("caplog")
def test_who_contradicts_a_plan_that_breaks_rules_is_still_believed(
    fakes: dict[str, Fake],
) -> None:
    def contradict(_: Problem, turn: Turn) -> None:
        turn.exchange.prove(0, 11, "first")
        plan = sequence_dispatch(turn.exchange.problem, [0, 2, 1, 3])
        turn.exchange.offer(replace(plan, start=plan.start + 1), "liar", (12,))
        raise SolverFault(("it cannot end so early",))

    fakes["first"].act = contradict
    # before it begins, none of its time is there to check a second plan at once
    problem, exchange = started(begins_in=3600.0, workers=1, deterministic_limit=1.0)
    search(problem, exchange)
    assert exchange.bound(0) == 11
    assert exchange.values == (19,)


@pytest.mark.usefixtures("caplog")
@pytest.mark.parametrize("comes_back", [True, False])
def test_a_search_that_is_late_does_not_cost_the_last_step(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch, *, comes_back: bool
) -> None:
    release = Event()
    monkeypatch.setattr(portfolio, "_PATIENCE", 600.0 if comes_back else 0.05)

    def dawdle(_: Problem, turn: Turn) -> None:
        while not turn.exchange.is_over():
            turn.exchange.wait(0.01)
        if not comes_back:
            release.wait(600)

    fakes["second"].act = dawdle
    problem, exchange = started(time_limit=0.3)
    fakes["just-in-time"].act = lambda _, turn: late.append(turn.is_over())
    late: list[bool] = []
    search(problem, exchange)
    release.set()
    assert late == [False]
