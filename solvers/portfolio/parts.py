"""Plan what has nothing to do with each other one part after the other.

A part of a few operations is often proved in less time than the whole takes to be looked at
once; what a part proves counts for the whole.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from models.measures import level_results
from solvers.portfolio.components import combined_results, components, merge, part_problem
from solvers.portfolio.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.level import Level
    from models.problem import Problem
    from models.schedule import LevelResult, Schedule
    from solvers.options import ProgressEvent
    from solvers.portfolio.exchange import Turn

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["applies", "run"]

_NAME = "parts"

_OFFER_SHARE = 0.05
"""Part of the time that goes into merging and handing in before the last time."""


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether there may be parts; finding out costs as much as the first look at them."""
    return bool(levels) and problem.num_operations > 1


def run(problem: Problem, turn: Turn) -> None:
    """Improve each part of the best plan, the smallest first: what they leave goes to the rest."""
    parts = components(problem)[::-1]
    if len(parts) > 1 and turn.exchange.best is not None:
        _Parts(problem, turn, parts).run()


class _Parts:
    """One turn: parts that were searched, and those the others have not heard of."""

    def __init__(self, problem: Problem, turn: Turn, rows: list[Ints]) -> None:
        self.problem, self.turn, self.exchange = problem, turn, turn.exchange
        self.rows = rows
        self.searched: list[_Part] = []
        self.better: list[_Part] = []
        # with an effort, when something is handed in must not depend on the clock
        self.next_offer = monotonic() if turn.effort is None else inf

    def run(self) -> None:
        """Search every part; hand in now and then what has become better."""
        sizes = np.array([ops.size for ops in self.rows], dtype=np.float64)
        for number, ops in enumerate(self.rows):
            best = self.exchange.best
            if best is None or self.turn.is_over():
                break
            part = _Part(self.problem, ops, self.turn, is_first=number == 0)
            if part.improve(best, float(sizes[number] / sizes[number:].sum())):
                self.better.append(part)
            self.searched.append(part)
            if monotonic() >= self.next_offer:
                self._offer()
        self._offer()
        if len(self.searched) == len(self.rows):
            self._prove()

    def _offer(self) -> None:
        """Hand in the best plan of all with the parts that are better than they are there."""
        best, begun = self.exchange.best, monotonic()
        if not self.better or best is None:
            return
        plans = [(part.ops, part.plan) for part in self.better if part.is_better_than_in(best)]
        self.better.clear()
        if plans:
            everything = np.arange(self.problem.num_operations, dtype=np.int64)
            self.exchange.offer(merge(self.problem, [(everything, best), *plans], _NAME), _NAME)
            now = monotonic()
            self.next_offer = max(self.next_offer, now + (now - begun) / _OFFER_SHARE)

    def _prove(self) -> None:
        """Hand in what the bounds of all parts say of the whole."""
        merged = merge(self.problem, [(part.ops, part.plan) for part in self.searched], _NAME)
        known = [part.plan.levels for part in self.searched]
        results = combined_results(self.problem, merged, self.exchange.wanted, known)
        for index, result in enumerate(results):
            if result.bound is not None:
                above = tuple(row.value for row in results[:index])
                self.exchange.prove(index, result.bound, _NAME, given=above)


class _Part:
    """A part and its best plan."""

    plan: Schedule

    def __init__(self, problem: Problem, ops: Ints, turn: Turn, *, is_first: bool) -> None:
        self.ops, self.turn = ops, turn
        self.problem = part_problem(problem, ops, is_first=is_first)
        self.mode_shift = problem.mode_ptr[:-1][ops] - self.problem.mode_ptr[:-1]

    def improve(self, best: Schedule, share: float) -> bool:
        """Search with a share of what is left of the turn; tell whether there is a better plan.

        Parameters
        ----------
        best
            Plan of the whole to begin with.
        """
        from solvers.portfolio.portfolio import search  # here: the portfolio knows its searches

        outer, now = self.turn.exchange.options, monotonic()
        limit, seconds = outer.deterministic_limit, self.turn.exchange.deadline - now
        options = replace(
            outer,
            time_limit=max(0.0, share * (self.turn.until - now) if limit is None else seconds),
            deterministic_limit=None if limit is None else share * limit,
            workers=1,
            progress=_nobody,
        )
        exchange = Exchange(self.problem, options, now, outer=self.turn)
        first = self._cut(best)
        exchange.offer(first, first.provenance)
        before = exchange.values
        search(self.problem, exchange)
        self.plan = exchange.close() or first
        return exchange.values < before

    def is_better_than_in(self, best: Schedule) -> bool:
        """Tell whether its plan is better than this part of a plan of the whole."""
        return _values(self.plan.levels) < _values(self._cut(best).levels)

    def _cut(self, best: Schedule) -> Schedule:
        """Return this part of a plan of the whole."""
        plan = replace(
            best,
            mode=best.mode[self.ops] - self.mode_shift,
            **{
                name: getattr(best, name)[self.ops]
                for name in ("unit", "start", "end", "changeover")
            },
        )
        levels = level_results(self.problem, plan, self.turn.exchange.wanted)
        return replace(plan, levels=levels)


def _values(levels: Sequence[LevelResult]) -> tuple[int, ...]:
    return tuple(level.value for level in levels)


def _nobody(event: ProgressEvent, /) -> None:
    """Take no notice: values of a part say nothing to a user."""
    del event
