"""Lists of operations in which every one comes after all its predecessors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.search.precedence import by_key

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["by_rank", "start_order"]


def start_order(problem: Problem, schedule: Schedule) -> Ints:
    """Return the operations of a plan by start, predecessors first.

    Of operations that start together on a machine the shorter goes first, of those without
    length the one with a changeover: that is the order in which the machine runs them.
    """
    return by_rank(problem, np.lexsort((-schedule.changeover, schedule.end, schedule.start)))


def by_rank(problem: Problem, wanted: Ints) -> Ints:
    """Return a list as it is, but for operations that wait until their predecessors are listed.

    Parameters
    ----------
    problem
        Its edges must not run in a circle.
    wanted
        (N,): every operation once.
    """
    rank = np.empty(wanted.size, dtype=np.int64)
    rank[wanted] = np.arange(wanted.size)
    if (rank[problem.pred] < rank[problem.succ]).all():
        return wanted.astype(np.int64)
    order = np.argsort(problem.pred, kind="stable")
    pred_ptr, succ_ptr = (_pointer(ends, wanted.size) for ends in (problem.succ, problem.pred))
    return by_key(pred_ptr, succ_ptr, problem.succ[order], rank)


def _pointer(owner: Ints, size: int) -> Ints:
    return np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=size))))
