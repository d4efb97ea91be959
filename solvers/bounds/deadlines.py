"""Bounds of makespan and largest lateness: the first value that relaxed machines can keep.

A value is refuted by working back from it (destructive bounds, Klein & Scholl 1999,
doi:10.1016/S0377-2217(97)00372-X): if all ended in time, some machine would have too little room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.level import Objective
from models.measures import of_class
from solvers.bounds.axes import axes_of, joined
from solvers.bounds.passes import NEVER, Deadlines, heads_of
from solvers.bounds.preemptive import can_keep, room_for
from solvers.search.arrays import arrays_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.level import Term
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Relaxation"]


class Relaxation:
    """A problem as relaxations see it.

    Attributes
    ----------
    heads : Heads
        Earliest times.
    last : ndarray of shape (N,), int64
        Tick by which each operation must have ended in every plan.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.arrays = arrays_of(problem)
        self.heads = heads_of(problem, self.arrays)
        self.last = np.where(problem.op_deadline < 0, problem.horizon, problem.op_deadline)
        np.minimum(self.last, problem.horizon, out=self.last)

    @property
    def is_possible(self) -> bool:
        """Tell whether every operation has room for itself; if not, there is no plan."""
        return self.heads.is_possible

    def deadlines(self, end: Ints) -> Deadlines:
        """Return room for latest times that begin from deadlines; those are copied."""
        count = self.problem.num_operations
        return Deadlines(
            np.zeros(count, dtype=np.int64),
            np.zeros(count, dtype=np.int64),
            np.minimum(end, self.last),
            np.full(self.problem.num_modes, -1, dtype=np.int64),
        )

    def completion(self) -> Ints:
        """Return when each demand can be complete at the earliest; shape (D,)."""
        problem = self.problem
        completion = problem.demand_release.copy()
        demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
        np.maximum.at(completion, demand, self.heads.end[problem.demand_op] + problem.demand_lag)
        return completion

    def refuted(self, term: Term, lowest: int, stop: Callable[[], bool]) -> Iterator[int]:
        """Yield better and better bounds of a makespan or largest lateness.

        Parameters
        ----------
        term
            What is bounded; its weight does not matter.
        lowest
            A bound that is known.
        stop
            Asked between refutations.
        """
        axes = joined(axes_of(self.problem, self.heads))
        room = room_for(axes)
        low, high = lowest, self._highest(term)
        step = max(1, (high - low) // 256)
        while low < high and not stop():  # values below `low` are refuted
            middle = min(low + step, high) - 1 if step else (low + high) // 2
            deadlines = self.deadlines(self._ends(term, middle))
            if can_keep(self.arrays, self.heads, axes, deadlines, room) >= 0:
                low = middle + 1
                step *= 2  # far from it: leap
                yield low
            else:
                high, step = middle, 0

    def _highest(self, term: Term) -> int:
        """Return a value that no plan exceeds, whose refutation would mean that there is none."""
        if term.objective is Objective.MAKESPAN:
            return self.problem.horizon
        latest = self.problem.horizon + int(self.problem.demand_lag.max(initial=0))
        latest = max(latest, int(self.problem.demand_release.max(initial=0)))
        return max(0, latest - int(self.problem.demand_due.min(initial=0)))

    def _ends(self, term: Term, value: int) -> Ints:
        """Return by when each operation must have ended to keep a value; shape (N,)."""
        problem = self.problem
        if term.objective is Objective.MAKESPAN:
            return np.full(problem.num_operations, value, dtype=np.int64)
        ends = np.full(problem.num_operations, NEVER, dtype=np.int64)
        demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
        chosen = of_class(problem, term.demand_class)[demand]
        limit = problem.demand_due[demand] + value - problem.demand_lag
        np.minimum.at(ends, problem.demand_op[chosen], limit[chosen])
        return ends
