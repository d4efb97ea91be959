"""Bounds that need no search: nothing ends before its earliest end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from models.level import Level, Objective
from models.measures import of_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.level import Term
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Earliest", "floor", "floors"]


class Earliest(Protocol):
    """Who knows the earliest times of each operation, in ticks."""

    @property
    def earliest_start(self) -> Sequence[int] | Ints:
        """Return the earliest starts; shape (N,)."""

    @property
    def earliest_end(self) -> Sequence[int] | Ints:
        """Return the earliest ends; shape (N,)."""


def floor(problem: Problem, windows: Earliest, objective: Level | Objective) -> int | None:
    """Return what a level cannot fall below, ``None`` where nothing simple is known.

    Every operation takes its earliest end, as if all capacity were infinite and each could
    take its fastest mode. Only the earliest times count: the latest may be cut for speed.

    Parameters
    ----------
    objective
        A resolved level, see `models.level_scale`.
    """
    total = 0
    for term in Level.of(objective).terms:
        lowest = _term_floor(problem, windows, term)
        if lowest is None:
            return None
        total += term.weight * lowest
    return total


def floors(
    problem: Problem, windows: Earliest, levels: Sequence[Level]
) -> Iterator[tuple[int, int]]:
    """Yield the index of each level of which something is known, and what it cannot fall below."""
    for index, level in enumerate(levels):
        lowest = floor(problem, windows, level)
        if lowest is not None:
            yield index, lowest


def _term_floor(problem: Problem, windows: Earliest, term: Term) -> int | None:
    match term.objective:
        case Objective.FLOW | Objective.COST:
            return None
        case Objective.SETUP:
            return _least(problem, problem.mode_preparation)
        case Objective.SETUP_COST:
            # the last entry is for resource -1
            rate = np.append(problem.resource_setup_cost, 0)[problem.mode_resource]
            return _least(problem, problem.mode_preparation * rate)
        case Objective.OVERTIME:
            return 0
        case Objective.MOVED | Objective.SHIFT:
            return _moves(problem, windows, term.objective)
        case Objective.MAKESPAN:
            return int(max(windows.earliest_end, default=0))
        case Objective.TARDINESS | Objective.LATE | Objective.MAX_LATENESS:
            return _lateness(problem, windows, term)


def _least(problem: Problem, amount: Ints) -> int:
    """Return the sum over operations of what the cheapest of its modes takes; amounts are (M,)."""
    if not amount.any():
        return 0
    return int(np.minimum.reduceat(amount, problem.mode_ptr[:-1]).sum())


def _moves(problem: Problem, windows: Earliest, objective: Objective) -> int:
    """Return how many starts, or by how much, must come later than in the previous plan."""
    before = problem.op_previous_start
    later = np.maximum(0, np.array(windows.earliest_start, dtype=np.int64) - before)[before >= 0]
    return int((later > 0).sum() if objective is Objective.MOVED else later.sum())


def _lateness(problem: Problem, windows: Earliest, term: Term) -> int:
    end = np.array(windows.earliest_end, dtype=np.int64)
    completion = problem.demand_release.copy()
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    np.maximum.at(completion, demand, end[problem.demand_op] + problem.demand_lag)
    chosen = of_class(problem, term.demand_class)
    late = np.maximum(0, completion - problem.demand_due)[chosen]
    if term.objective is Objective.TARDINESS:
        return int(problem.demand_weight[chosen] @ late)
    if term.objective is Objective.LATE:
        return int((late > 0).sum())
    return int(late.max(initial=0))
