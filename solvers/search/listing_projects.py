"""Search for short plans of projects with scarce resources: a genetic algorithm, ever larger.

A population that no longer gets better is given up for a larger one, in which its best lives on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.schedule import Schedule, Status
from solvers.search.dice import dice_of
from solvers.search.listing_genes import adopt, evolve, pool_of, scatter
from solvers.search.listing_order import start_order
from solvers.search.listing_project import project_of
from solvers.search.listing_serial import bench_of
from solvers.units import assign_units

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from solvers.portfolio.exchange import Turn

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["applies", "run"]

_NAME = "project genetics"

_CHUNK = 100_000
"""Operations placed between two looks at the turn; some 100 ms."""

_PASSES = 3
"""How often each operation of a child is placed."""

_FIRST_SIZE, _LARGEST_SIZE = 200, 3_200

_PATIENCE = 400
"""Children for each member of a population without a shorter plan, and it is given up."""


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether the first level is the makespan of a project: no calendars, choices or setups.

    Parameters
    ----------
    levels
        Resolved, most important first.
    """
    return project_of(problem, levels) is not None


def run(problem: Problem, turn: Turn) -> None:
    """Search until the turn is over; better plans go to its exchange.

    Parameters
    ----------
    problem
        One to which this `applies`, with the levels of the exchange.
    """
    _Searcher(problem, turn).run()


class _Searcher:
    """A population, and what the search still may do."""

    def __init__(self, problem: Problem, turn: Turn) -> None:
        project = project_of(problem, turn.exchange.wanted)
        if project is None:
            message = "expected a project: ask `applies` first"
            raise ValueError(message)
        self.problem, self.turn, self.project = problem, turn, project
        best = turn.exchange.best
        latest = problem.horizon if best is None else int(best.end.max())
        # a list is worth decoding only if it could become as short as what there is
        self.length = 2 * (latest // project.unit) + int(project.duration.max()) + 1
        self.bench = bench_of(project, self.length)
        self.dice = dice_of(turn.seed)
        self.left = turn.effort
        self.shortest = latest // project.unit + (best is None)
        self.version = -1

    def run(self) -> None:
        """Search until the turn is over."""
        size, elite = _FIRST_SIZE, None
        while not self._is_over():
            elite = self._run_population(size, elite)
            size = min(2 * size, _LARGEST_SIZE)

    def _run_population(self, size: int, elite: Ints | None) -> Ints:
        """Let a population get better as long as it does; return the list of its best."""
        pool = self.pool = pool_of(self.project, size, 2 * self.length)
        patience, idle = _PATIENCE * size, 0
        scatter(self.project, self.bench, pool, self.dice, 0)
        self._count(size)
        if elite is not None:
            self._adopt(elite)
        while idle < patience and not self._is_over():
            self._look_around()
            before, children = int(pool.best[-1]), self._children()
            evolve(self.project, self.bench, pool, self.dice, children)
            self._count(children)
            idle = 0 if pool.best[-1] < before else idle + children
            self._offer()
        return pool.order[int(pool.span.argmin())].copy()

    def _children(self) -> int:
        most = _CHUNK if self.left is None else min(_CHUNK, self.left)
        return max(1, most // (_PASSES * self.problem.num_operations))

    def _count(self, children: int) -> None:
        if self.left is not None:
            self.left -= children * _PASSES * self.problem.num_operations

    def _is_over(self) -> bool:
        is_spent = self.left is not None and self.left <= 0
        # what others proved: levels below are for other searches
        is_proved = self.turn.exchange.is_proved(0)
        return is_spent or is_proved or self.turn.is_over()

    def _look_around(self) -> None:
        """Take in the best plan of all searches if it is another's."""
        exchange = self.turn.exchange
        if exchange.version == self.version:
            return
        self.version, best = exchange.version, exchange.best
        if best is not None and best.provenance != _NAME:
            self._adopt(start_order(self.problem, best))

    def _adopt(self, order: Ints) -> None:
        """Let a list take the place of the worst."""
        self.bench.order[:] = order
        adopt(self.project, self.bench, self.pool, int(self.pool.span.argmax()))
        self._count(1)

    def _offer(self) -> None:
        *starts, length = self.pool.best.tolist()
        if length >= self.shortest:
            return
        self.shortest = length
        problem = self.problem
        start = np.array(starts, dtype=np.int64) * self.project.unit
        end = start + problem.mode_duration
        mode = np.arange(problem.num_modes, dtype=np.int64)
        schedule = Schedule(
            mode=mode,
            unit=assign_units(problem, mode, start, end),
            start=start,
            end=end,
            changeover=np.zeros_like(start),
            status=Status.FEASIBLE,
        )
        self.turn.exchange.offer(schedule, _NAME)
