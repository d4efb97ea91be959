"""Load libraries and compiled code before the clock starts, for a search that is about to run.

Kernels are compiled once per installation: what that takes is told apart from what a plan takes.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from models.level_scale import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from models.schedule import Objective

__all__ = ["warm_up"]

_LONGEST = 300.0
"""Seconds for compiling."""

_EFFORT = 20_000


def warm_up(problem: Problem, objectives: Sequence[Objective]) -> float:
    """Let every search that fits a problem work at it for a moment; return the seconds it took."""
    from solvers.dispatch import best_dispatch
    from solvers.options import SolveOptions
    from solvers.portfolio.compiling import compiled
    from solvers.portfolio.exchange import Exchange, Turn
    from solvers.portfolio.searches import SEARCHES

    began = monotonic()
    options = SolveOptions(objectives=tuple(objectives), time_limit=_LONGEST, workers=1)
    wanted = resolve(problem, options.levels)
    first = best_dispatch(problem, wanted)
    for name, search in SEARCHES.items():
        engine = search.load()
        if not first.is_plan or not engine.applies(problem, wanted):
            continue
        if search.is_compiled:  # otherwise others would stand in for it in the first cell
            compiled(name, lambda: monotonic() > began + _LONGEST)
        resolved = SolveOptions(objectives=wanted, time_limit=_LONGEST, workers=1)
        exchange = Exchange(problem, resolved, monotonic())
        exchange.offer(first, first.provenance)
        turn = Turn(exchange, until=exchange.deadline, seed=0, effort=_EFFORT)
        if not turn.is_over():
            engine.run(problem, turn)
    return monotonic() - began
