"""Plan what has nothing to do with each other one part after the other.

A part of a few operations is often proved in less time than the whole takes to be looked at
once; what a part proves counts for the whole.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from models.measures import level_results
from solvers.portfolio.components import combined_results, components, merge, part_problem
from solvers.portfolio.exchange import Exchange

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.options import ProgressEvent
    from solvers.portfolio.exchange import Turn

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["applies", "run"]

_NAME = "parts"


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether the problem falls into parts."""
    return bool(levels) and len(components(problem)) > 1


def run(problem: Problem, turn: Turn) -> None:
    """Improve each part of the best plan, the smallest first: what they leave goes to the rest."""
    best = turn.exchange.best
    if best is None:
        return
    parts = components(problem)[::-1]
    answers = [
        _Part(problem, ops, best, turn, is_first=number == 0) for number, ops in enumerate(parts)
    ]
    sizes = np.array([ops.size for ops in parts], dtype=np.float64)
    for number, part in enumerate(answers):
        if turn.is_over():
            break
        part.improve(float(sizes[number] / sizes[number:].sum()))
    merged = merge(problem, [(part.ops, part.plan) for part in answers], _NAME)
    turn.exchange.offer(merged, _NAME)
    _prove(problem, merged, turn, answers)


def _prove(problem: Problem, merged: Schedule, turn: Turn, parts: list[_Part]) -> None:
    """Hand in what the bounds of all parts say of the whole."""
    exchange = turn.exchange
    known = [part.plan.levels for part in parts]
    results = combined_results(problem, merged, exchange.wanted, known)
    for index, result in enumerate(results):
        if result.bound is not None:
            above = tuple(row.value for row in results[:index])
            exchange.prove(index, result.bound, _NAME, given=above)


class _Part:
    """A part and its best plan."""

    def __init__(
        self, problem: Problem, ops: Ints, best: Schedule, turn: Turn, *, is_first: bool
    ) -> None:
        self.ops, self.turn = ops, turn
        self.problem = part_problem(problem, ops, is_first=is_first)
        first = problem.mode_ptr[:-1][ops] - self.problem.mode_ptr[:-1]
        plan = replace(
            best,
            mode=best.mode[ops] - first,
            **{name: getattr(best, name)[ops] for name in ("unit", "start", "end", "changeover")},
        )
        wanted = turn.exchange.wanted
        self.plan = replace(plan, levels=level_results(self.problem, plan, wanted))

    def improve(self, share: float) -> None:
        """Search for a better plan with a share of what is left of the turn."""
        from solvers.portfolio.portfolio import search  # here: the portfolio knows its searches

        outer, now = self.turn.exchange.options, monotonic()
        limit = outer.deterministic_limit
        options = replace(
            outer,
            time_limit=max(0.0, share * (self.turn.until - now)),
            deterministic_limit=None if limit is None else share * limit,
            workers=1,
            progress=_nobody,
        )
        exchange = Exchange(self.problem, options, now)
        exchange.offer(self.plan, self.plan.provenance)
        search(self.problem, exchange)
        self.plan = exchange.close() or self.plan


def _nobody(event: ProgressEvent, /) -> None:
    """Take no notice: values of a part say nothing to a user."""
    del event
