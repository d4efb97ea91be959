"""Plan some operations of a plan anew: the part of the problem to solve, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.measures import levels
from solvers.cpsat.corridor import within_corridor
from solvers.cpsat.extract import extract
from solvers.cpsat.limits import limits
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.recorder import ModelTooLarge
from solvers.cpsat.run import watched
from solvers.cpsat.windows import Network, propagate
from solvers.neighbourhoods.partial_order import ordered
from solvers.portfolio.rolling import accept, window_problem

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.cpsat.recorder import Flag
    from solvers.cpsat.run import Budget
    from solvers.portfolio.rolling import Window

    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Solved", "Task", "solve_part"]

_MOST_STEPS = 3_000
"""How many calendar windows operations may reach together: more make presolve too long."""


@dataclass(frozen=True, eq=False)
class Task:
    """What to plan anew.

    Parameters
    ----------
    problem, plan, wanted
        The whole, a plan that keeps all its rules, and resolved levels.
    free
        Operations that may change modes and places in the order.
    movable
        Those that may move at all, ascending, the free among them; ``None`` for all.
    """

    problem: Problem
    plan: Schedule
    wanted: tuple[Level, ...]
    free: tuple[int, ...]
    movable: Ints | None = None


@dataclass(frozen=True, slots=True)
class Solved:
    """What became of it.

    Parameters
    ----------
    plan
        A better plan of the whole, ``None`` if none was found.
    is_searched
        Whether there is none that is better still.
    work
        Deterministic seconds it took.
    bound
        Proved limit of the level for the whole, if all was free ...
    above
        ... while the levels above are no worse than this.
    """

    plan: Schedule | None = None
    is_searched: bool = False
    work: float = 0.0
    bound: int | None = None
    above: tuple[int, ...] = ()


def solve_part(task: Task, index: int, budget: Budget, stop: Flag) -> Solved:
    """Minimise a level with most of the plan's order fixed, the levels above kept.

    Parameters
    ----------
    index
        Of the level.
    budget
        For the solver alone.
    stop
        Tells that it is not wanted any more.
    """
    try:
        return _Part(task, stop).solve(index, budget)
    except ModelTooLarge:
        return Solved()


class _Part:
    """A problem in which few operations are free, and its model."""

    def __init__(self, task: Task, stop: Flag) -> None:
        self.task, self.stop = task, stop
        problem, plan = task.problem, task.plan
        free: Bools = np.zeros(problem.num_operations, dtype=np.bool_)
        free[list(task.free)] = True
        self.is_all = bool(free.all())
        self.window: Window | None = None
        if task.movable is not None:
            self.window = window_problem(problem, plan, task.movable)
            problem, plan = self.window.problem, self.window.start
            is_free, free = free, np.zeros(problem.num_operations, dtype=np.bool_)
            free[self.window.rows] = is_free[self.window.ops]
        self.problem, self.plan = ordered(problem, plan, free), plan
        self.values = levels(self.problem, plan, task.wanted)

    def solve(self, index: int, budget: Budget) -> Solved:
        problem, wanted, stop = self.problem, self.task.wanted, self.stop
        cut = limits(problem, self.plan, wanted, self.values[0])
        windows = propagate(problem, Network(problem), cut.deadlines)
        near = within_corridor(problem, windows, self.plan, most_steps=_MOST_STEPS)
        model = ScheduleModel(problem, near, stop=stop)
        for above in range(index):
            model.keep(wanted[above], self.values[above])
        model.minimize(wanted[index])
        model.limit(self.values[index])
        model.hint(self.plan)
        answer = watched(model.model, budget, lambda _: stop.is_set())
        is_exact = self.is_all and cut.is_exact and near is windows
        bound = answer.bound if is_exact else None
        plan = self._better(extract(problem, model, answer.values)) if answer.values else None
        is_searched = answer.status == "OPTIMAL"
        return Solved(plan, is_searched, answer.work, bound, self.values[:index])

    def _better(self, found: Schedule) -> Schedule | None:
        """Return the plan of the whole, ``None`` if it is not better than the one there was."""
        if levels(self.problem, found, self.task.wanted) >= self.values:
            return None
        return found if self.window is None else accept(self.window, found)
