"""Bounds against the optimum that trying everything finds."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from models.level_scale import resolved
from models.measures import objective_value
from solvers.bounds import lower_bounds
from tests.solvers.proof.everything_brute import best_plan
from tests.solvers.proof.everything_tiny import everything_problem

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem

__all__ = ["SIZES", "best_bound", "judged"]

_LOOKS = 150
"""How often a bound may ask whether to stop: some twice in a round of prices."""

SIZES = ((3, 16), (3, 16), (4, 13), (4, 13), (5, 12), (6, 11))
"""Operations and ticks."""


def best_bound(problem: Problem, level: Level) -> int | None:
    """Return the best bound of a level alone; each is better than the one before."""
    last, looks = None, count()
    for index, bound, name in lower_bounds(problem, (level,), stop=lambda: next(looks) > _LOOKS):
        assert index == 0
        assert name
        assert last is None or bound > last
        last = bound
    return last


def judged(seed: int, level: Level) -> tuple[int, int] | None:
    """Return bound and optimum of a tiny problem with all rules mixed; ``None`` without either."""
    operations, horizon = SIZES[seed % len(SIZES)]
    problem = everything_problem(seed, operations, horizon=horizon)
    level = resolved(problem, level)
    bound, best = best_bound(problem, level), best_plan(problem, level)
    if best is None or bound is None:
        return None
    value = objective_value(problem, best, level)
    assert bound <= value, (seed, str(level), bound, value)
    return bound, value
