"""Improve the best plan by large neighbourhoods: free a few operations, keep the order of the rest.

After Shaw (1998), doi:10.1007/3-540-49481-2_30. CP-SAT plans what is free anew, the plan as it is
for hint and limit; how many operations that are follows the time this takes.
"""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from models.schedule import Objective
from solvers.cpsat.run import Budget, Effort
from solvers.neighbourhoods.balance import Balance
from solvers.neighbourhoods.choice import Choice
from solvers.neighbourhoods.part import Task, solve_part
from solvers.neighbourhoods.shapes import SHAPES
from solvers.neighbourhoods.view import PlanView
from solvers.portfolio.exchange import EFFORT_PER_SECOND

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.portfolio.exchange import Turn

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["applies", "run"]

_NAME = "neighbourhoods"

_WORK = 1.0
"""Deterministic seconds for one neighbourhood."""

_SECONDS = 5.0
"""Of the clock, for one that hangs or on a busy machine."""

_MOST_MOVABLE = 300
"""Of larger plans only so many operations that start one after the other may move at all: the
model of a part is built in Python, which takes as long for each of them as for one that is free."""

_WORK_PER_OPERATION = 0.0005
"""Deterministic seconds that stand for building the model, for each operation in it."""


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether there is an order to change: CP-SAT knows every rule and objective."""
    return bool(levels) and problem.num_operations > 1


def run(problem: Problem, turn: Turn) -> None:
    """Improve the best plan of the exchange until the turn is over."""
    plan = turn.exchange.best
    if plan is not None:
        _Search(problem, turn, plan).run()


class _Search:
    """One turn; it is itself the flag that tells the model's builder to stop."""

    def __init__(self, problem: Problem, turn: Turn, plan: Schedule) -> None:
        self.problem, self.turn, self.exchange = problem, turn, turn.exchange
        self.wanted = self.exchange.wanted
        self.random = np.random.default_rng(turn.seed)
        names = [name for name in SHAPES if name != "critical chain" or self._has_maximum()]
        count = problem.num_operations
        self.choices = [Choice(names, count) for _ in self.wanted]
        self.balance = Balance(len(self.wanted))
        self.effort = turn.effort
        self._view = PlanView(problem, plan)

    def _has_maximum(self) -> bool:
        return bool(self.wanted[0].objectives & {Objective.MAKESPAN, Objective.MAX_LATENESS})

    def is_set(self) -> bool:
        """Tell whether nobody waits for it any more."""
        return self.turn.is_over()

    def run(self) -> None:
        """Go from neighbourhood to neighbourhood."""
        while not self.is_set() and (self.effort is None or self.effort > 0):
            indices = range(len(self.wanted))
            open_levels = [index for index in indices if not self.exchange.is_proved(index)]
            if not open_levels:
                return
            self._round(open_levels)

    def _round(self, open_levels: list[int]) -> None:
        """Free some operations and plan them anew by one level, those above kept."""
        view, level = self._current_view(), self.balance.next(open_levels)
        choice = self.choices[level]
        name, size = choice.next(self.random)
        free, movable = self._within_reach(view, SHAPES[name](view, size, self.random))
        task = Task(self.problem, view.plan, self.wanted, tuple(free), movable)
        solved = solve_part(task, level, self._budget(), self)
        gain = 0.0
        if solved.plan is not None:
            gain = float(self.exchange.offer(solved.plan, _NAME))
        if solved.bound is not None:  # everything was free
            self.exchange.prove(level, solved.bound, _NAME, given=solved.above)
        count = self.problem.num_operations if movable is None else movable.size
        work = solved.work + float(count) * _WORK_PER_OPERATION
        choice.learn(
            name, len(free), gain, work, solved.work / _WORK if solved.is_searched else None
        )
        self.balance.learn(level, work, is_better=bool(gain))
        if self.effort is not None:
            self.effort -= round(work * EFFORT_PER_SECOND)

    def _budget(self) -> Budget:
        """Return the limits of one neighbourhood."""
        seconds = inf  # the clock decides nothing where only the effort counts
        if self.turn.effort is None:
            seconds = min(_SECONDS, self.turn.until - monotonic())
        return Budget(Effort.PART, 1, int(self.random.integers(0, 2**31)), seconds, _WORK)

    def _within_reach(self, view: PlanView, free: list[int]) -> tuple[list[int], Ints | None]:
        """Return what is free and near each other, and what may move, ``None`` for everything.

        What starts about when the free operations do may move. Chains and orders may stretch
        over all of a plan; then a part of them is free.
        """
        most, count = _MOST_MOVABLE, self.problem.num_operations
        if count <= most:
            return free, None
        places = sorted(view.place[op] for op in free)
        # what comes later moves with what is free, what comes before does not
        lead = most // 10
        first = places[0]
        if places[-1] - first >= most - lead:
            first = places[int(self.random.integers(0, len(places)))]
        since = min(max(0, first - lead), count - most)
        chosen = set(view.by_start[since : since + most])
        return [op for op in free if op in chosen], np.array(sorted(chosen), dtype=np.int64)

    def _current_view(self) -> PlanView:
        best = self.exchange.best
        if best is not None and self._view.plan is not best:
            self._view = PlanView(self.problem, best)
        return self._view
