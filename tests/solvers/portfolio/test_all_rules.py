"""Rules in Python are tried one after the other where compiled ones cannot take their place."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from models.level_scale import resolve
from models.schedule import Objective
from solvers.dispatch import RULES, dispatch
from solvers.options import SolveOptions
from solvers.portfolio.all_rules import applies, run
from solvers.portfolio.exchange import Exchange, Turn
from tests.solvers.problems import random_problem

if TYPE_CHECKING:
    from models.problem import Problem


def started(problem: Problem) -> Exchange:
    """Return an exchange with the plan of the worst rule."""
    wanted = resolve(problem, (Objective.TARDINESS,))
    options = replace(SolveOptions(objectives=wanted), time_limit=3600.0)
    exchange = Exchange(problem, options, monotonic())
    plans = [dispatch(problem, rule, objectives=wanted) for rule in RULES]
    worst = max(plans, key=lambda plan: plan.levels[0].value)
    exchange.offer(worst, worst.provenance)
    return exchange


@pytest.mark.parametrize(
    ("is_there", "effort", "is_tried"),
    [
        (False, None, True),
        (True, None, False),
        # on every machine alike
        (False, 1_000, False),
        (True, 1_000, False),
    ],
)
def test_they_are_tried_while_compiled_ones_are_not_there(
    monkeypatch: pytest.MonkeyPatch, effort: int | None, *, is_there: bool, is_tried: bool
) -> None:
    monkeypatch.setattr("solvers.search.jit.is_compiled", lambda _: is_there)
    problem = random_problem(7, 60, tightness=3.0)
    exchange = started(problem)
    before = exchange.values
    assert applies(problem, exchange.wanted)
    run(problem, Turn(exchange, monotonic() + 3600, effort=effort))
    assert (exchange.values < before) is is_tried


def test_a_turn_that_is_over_tries_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solvers.search.jit.is_compiled", lambda _: False)
    problem = random_problem(7, 60, tightness=3.0)
    exchange = started(problem)
    before = exchange.values
    run(problem, Turn(exchange, until=0.0))
    assert exchange.values == before
