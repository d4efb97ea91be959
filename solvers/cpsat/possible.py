"""Whether a problem has a plan at all."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from solvers.cpsat.blocked import blocked_operations
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.recorder import ModelTooLarge
from solvers.cpsat.run import Budget, Effort, watched
from solvers.cpsat.windows import Network, propagate

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["is_refuted"]


def is_refuted(problem: Problem, *, work: float, deadline: float) -> bool:
    """Tell whether it is proved that a problem has no plan, whatever a plan is worth.

    Parameters
    ----------
    work
        Deterministic seconds to spend: 1 is about a second.
    deadline
        Moment of the monotonic clock until which to build and to solve.
    """
    windows = propagate(problem, Network(problem), [problem.horizon] * problem.num_operations)
    if blocked_operations(problem, windows):
        return True
    try:
        model = ScheduleModel(problem, windows, deadline=deadline)
    except ModelTooLarge:
        return False
    budget = Budget(Effort.PROVE, 1, 0, deadline - monotonic(), work)
    answer = watched(model.model, budget, lambda _: monotonic() > deadline)
    return answer.status == "INFEASIBLE"
