"""Bounds that need no search: nothing ends before its earliest end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.schedule import Objective

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.cpsat.windows import Windows

__all__ = ["floor"]


def floor(problem: Problem, windows: Windows, objective: Objective) -> int | None:
    """Return what a level cannot fall below, ``None`` where nothing simple is known.

    Every operation takes its earliest end, as if all capacity were infinite and each could
    take its fastest mode.
    """
    if objective is Objective.FLOW:
        return None
    if objective is Objective.SETUP:
        return 0
    end = np.array(windows.earliest_end, dtype=np.int64)
    if objective is Objective.MAKESPAN:
        return int(end.max(initial=0))
    completion = problem.demand_release.copy()
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    np.maximum.at(completion, demand, end[problem.demand_op] + problem.demand_lag)
    late = np.maximum(0, completion - problem.demand_due)
    if objective is Objective.TARDINESS:
        return int(problem.demand_weight @ late)
    if objective is Objective.LATE:
        return int((late > 0).sum())
    return int(late.max(initial=0))
