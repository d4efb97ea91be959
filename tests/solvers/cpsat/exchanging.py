"""An exchange for one search alone, and what came of it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from models.level_scale import resolve
from models.problem_verify import check_schedule
from solvers.dispatch import best_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.level import Level
    from models.problem import Problem
    from models.schedule import Objective, Schedule

__all__ = ["exchange_for", "result", "turn_of"]

FAR = 600.0
"""Seconds that no test takes: the effort ends it."""


def exchange_for(
    problem: Problem, objectives: Sequence[Level | Objective], *, is_planned: bool = True
) -> Exchange:
    """Return an exchange that holds a dispatched plan if there is one, and if it shall."""
    levels = resolve(problem, objectives)
    options = SolveOptions(objectives=levels, workers=1, time_limit=FAR)
    exchange = Exchange(problem, options, monotonic())
    first = best_dispatch(problem, levels) if is_planned else None
    if first is not None and first.is_plan:
        exchange.offer(first, first.provenance)
    return exchange


def turn_of(exchange: Exchange, *, effort: int | None = 10_000_000, seed: int = 0) -> Turn:
    """Return a turn that ends by its effort."""
    return Turn(exchange, monotonic() + FAR, seed, effort)


def result(exchange: Exchange) -> Schedule:
    """Return the best plan, checked again."""
    plan = exchange.close()
    assert plan is not None
    assert check_schedule(exchange.problem, plan) == []
    return plan
