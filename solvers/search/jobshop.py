"""Search for job shops in which every operation has one machine: tabu search and path relinking.

Elites come closer to each other until nothing new is between them; then the best of them and the
best plan of all other searches start afresh among new ones. Only then: two searches with different
seeds find more if they do not follow each other all the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.search.disjunctive import disjunctive_of, level_value, schedule_of, starts_of
from solvers.search.jobshop_orders import (
    length_bound,
    order_by_start,
    precedence_order,
    random_order,
    without_machines,
)
from solvers.search.relinking import Elite, Elites, merge
from solvers.search.tabu import BEST, MOVES, begin_search, continue_search, search_of
from solvers.search.tabu_graph import graph_of, length, set_order, state_of
from solvers.search.tabu_moves import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.level import Level
    from models.problem import Problem
    from solvers.portfolio.exchange import Turn
    from solvers.search.disjunctive import Disjunctive

    Ops = np.ndarray[tuple[int], np.dtype[np.uint32]]

__all__ = ["applies", "run"]

_NAME = "job-shop tabu search"

_MUCH = 2**61
_NUM_ELITES = 20
_APART = 100
"""Elites differ in one of so many operations at least."""
_FAILURES = 60
"""Children in a row that are no elites; then all but the best start afresh."""
_PATIENCE = 12_500
"""Moves without a better plan after which tabu search stops: Peng et al. (2015), table 2."""
_NUM_CHILDREN = 2
_CHILD_MOVES = 500
"""Moves that show which of the children is worth a whole tabu search."""
_CHUNK = 100_000
"""Effort between two looks at the turn: a tenth of a second."""
_RANDOM_SIZE = 5_000
"""Operations up to which tabu search soon makes a good plan of a random one."""
_LARGE_SHARE = 960
"""Of 1,024 operations of a larger plan, how many keep the order of the best."""


def applies(problem: Problem, levels: Sequence[Level]) -> bool:
    """Tell whether the first level can be searched for: a job shop without a choice of modes."""
    return bool(levels) and _arrays_of(problem, levels[0]) is not None


def run(problem: Problem, turn: Turn) -> None:
    """Search from the best plan on until the turn is over or the best length is proved.

    Levels after the first do not matter to it.
    """
    arrays = _arrays_of(problem, turn.exchange.wanted[0])
    precedence = None if arrays is None else precedence_order(arrays)
    if arrays is not None and precedence is not None:
        _Run(problem, turn, arrays, precedence).search()


def _arrays_of(problem: Problem, level: Level) -> Disjunctive | None:
    arrays = disjunctive_of(problem, level)
    if arrays is None or (arrays.mode_last > arrays.mode_first + 1).any():
        return None
    return arrays


class _Run:
    """One run: its graph, its elites, what it has spent."""

    def __init__(self, problem: Problem, turn: Turn, arrays: Disjunctive, precedence: Ops) -> None:
        self.problem, self.turn, self.exchange = problem, turn, turn.exchange
        self.modes, self.precedence = arrays.mode_first, precedence
        self.graph = graph_of(arrays)
        self.state, self.scratch = state_of(self.graph), state_of(self.graph)
        self.path = path_of(self.graph.size, turn.seed)
        self.tabu = search_of(self.graph)
        self.random = np.random.default_rng(turn.seed)
        size = self.graph.size
        self.elites = Elites(_NUM_ELITES, self.graph.machine, max(1, size // _APART))
        self.cost = 1 + size // 250
        self.patience = min(_PATIENCE, 100 * size)
        self.spent = 0
        self.failures = self.explored = 0
        self.seen = -1
        self.best = _MUCH
        self.bound = length_bound(self.graph, without_machines(self.graph, precedence))

    def search(self) -> None:
        """Do everything."""
        limit = level_value(self.problem, self.exchange.wanted[0], self.bound)
        if limit is not None:  # else no plan ends before the calendar does: others tell so
            self.exchange.prove(0, limit, "job-shop bound")
        while not self.is_over():
            if not self.explored and self.exchange.version != self.seen:
                self.adopt()
            elif self.explored < _NUM_ELITES or len(self.elites.members) < 2:
                self.explore()
            else:
                self.relink()

    def is_over(self) -> bool:
        """Tell whether to return: told to, effort spent, or nothing can be better."""
        effort = self.turn.effort
        is_spent = effort is not None and self.spent >= effort
        # what others proved counts too: levels below are for other searches
        is_proved = self.best <= self.bound or self.exchange.is_proved(0)
        return is_spent or is_proved or self.turn.is_over()

    def adopt(self) -> None:
        """Go on from the best plan of all if it is not our own."""
        self.seen = self.exchange.version
        plan = self.exchange.best
        if plan is None:
            return
        starts = starts_of(self.problem, plan)
        ends = starts + self.problem.mode_duration[self.modes]
        order = order_by_start(starts, ends, self.precedence)
        set_order(self.graph, self.scratch, order)
        if length(self.graph, self.scratch) < self.best:
            self.offer(order)  # without gaps it may be better than it was
            self.elites.add(self.improve(order, self.patience))

    def explore(self) -> None:
        """Add a plan that has little to do with the others."""
        self.explored += 1
        order = np.empty_like(self.precedence)
        random_order(self.graph, order, self.path.random)
        if self.graph.size > _RANDOM_SIZE and self.elites.members:
            child = np.empty_like(order)
            merge(self.elites.members[0].order, order, _LARGE_SHARE, child, self.path.random)
            order = child
        self.elites.add(self.improve(order, self.patience))

    def relink(self) -> None:
        """Look between two elites; start afresh from the best if nothing new is there."""
        one, other = self.random.choice(len(self.elites.members), 2, replace=False)
        child = min(
            (self.child(int(one), int(other)) for _ in range(_NUM_CHILDREN)),
            key=lambda elite: elite.length,
        )
        if self.elites.add(self.improve(child.order, self.patience)):
            self.failures = 0
        else:
            self.failures += 1
        if self.failures >= _FAILURES:
            self.failures = self.explored = 0
            self.elites.keep_best()

    def child(self, one: int, other: int) -> Elite:
        """Return a plan between two elites after a short search."""
        order = np.empty_like(self.precedence)
        share = int(self.random.integers(256, 769))
        members = self.elites.members
        merge(members[one].order, members[other].order, share, order, self.path.random)
        return self.improve(order, _CHILD_MOVES, _CHILD_MOVES)

    def improve(self, order: Ops, patience: int, most: int = _MUCH) -> Elite:
        """Run a tabu search of so many moves at most; return the best plan it comes to."""
        begin_search(self.graph, self.state, self.tabu, order)
        made, goes_on = 0, True
        while goes_on and made < most and not self.is_over():
            moves = min(most - made, max(1, _CHUNK // self.cost))
            limits = np.array([moves, patience, self.bound], dtype=np.int64)
            goes_on = continue_search(self.graph, self.state, self.path, self.tabu, limits)
            self.spent += int(self.tabu.tally[MOVES] - made) * self.cost
            made = int(self.tabu.tally[MOVES])
            if self.tabu.tally[BEST] < self.best:
                self.offer(self.tabu.best)
        self.spent += self.cost
        set_order(self.graph, self.scratch, self.tabu.best)
        ends = self.scratch.end[:-1]
        starts = ends - self.graph.duration[:-1]
        return Elite(int(self.tabu.tally[BEST]), order_by_start(starts, ends, self.precedence))

    def offer(self, order: Ops) -> None:
        """Hand in the plan of a topological order, the best of this run."""
        set_order(self.graph, self.scratch, order)
        self.best = int(length(self.graph, self.scratch))
        starts = self.scratch.end[:-1] - self.graph.duration[:-1]
        plan = schedule_of(self.problem, self.modes, starts)
        if plan is not None and self.exchange.offer(plan, _NAME):
            self.seen = self.exchange.version
