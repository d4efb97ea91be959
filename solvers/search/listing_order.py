"""Lists of operations in which every one comes after all its predecessors."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

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
    ranks = rank.tolist()
    order = np.argsort(problem.pred, kind="stable")
    ends = np.concatenate(([0], np.cumsum(np.bincount(problem.pred, minlength=wanted.size))))
    after = problem.succ[order].tolist()
    rows = list(pairwise(ends.tolist()))
    waiting = np.bincount(problem.succ, minlength=wanted.size).tolist()
    heap = [(ranks[op], op) for op, count in enumerate(waiting) if not count]
    heapify(heap)
    listed = []
    while heap:
        _, op = heappop(heap)
        listed.append(op)
        first, last = rows[op]
        for later in after[first:last]:
            waiting[later] -= 1
            if not waiting[later]:
                heappush(heap, (ranks[later], later))
    return np.array(listed, dtype=np.int64)
