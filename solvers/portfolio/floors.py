"""Bounds by earliest times alone: what can be told at once, before any kernel is compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.cpsat.floors import floors
from solvers.cpsat.windows import Network, propagate

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from solvers.portfolio.exchange import Turn

__all__ = ["applies", "run"]

_NAME = "floors"

_MOST_OPERATIONS = 3_000
"""Beyond this many it takes seconds in Python, and compiling does not take much longer."""


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether it is done in a moment."""
    return bool(levels) and 0 < problem.num_operations <= _MOST_OPERATIONS


def run(problem: Problem, turn: Turn) -> None:
    """Hand in what each level cannot fall below as no operation ends before its earliest end."""
    exchange = turn.exchange
    if exchange.best is None:
        return  # where there is no plan, earliest times may be beyond every tick
    windows = propagate(problem, Network(problem), [problem.horizon] * problem.num_operations)
    for index, lowest in floors(problem, windows, exchange.wanted):
        exchange.prove(index, lowest, _NAME)
