"""Hand out what relaxations prove, the cheap first; every bound holds whatever the other levels."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from models.level import Level, Objective, Term
from solvers.bounds.auction import Auction
from solvers.bounds.deadlines import Relaxation
from solvers.bounds.market import market_of
from solvers.bounds.orders import ADDITIVE
from solvers.bounds.setups import least_changeovers
from solvers.cpsat.floors import floor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.problem import Problem
    from solvers.bounds.market import Market
    from solvers.portfolio.exchange import Turn

__all__ = ["applies", "lower_bounds", "run"]

_MOST_OPERATIONS = 200_000
"""Beyond this many prices take too long to settle."""

_STAGES = ((120, 0.15), (120, 0.4), (160, 1.0), (320, 1.0), (640, 1.0))
"""Rounds of stages, and the part of the buckets; each begins with the best prices so far."""

_EFFORT_PER_LOOK = 5_000
"""Between two looks at whether to stop there are some milliseconds."""

_LARGEST = (Objective.MAKESPAN, Objective.MAX_LATENESS)


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether there is anything to bound: every rule may be relaxed."""
    return bool(levels) and problem.num_operations > 0


def run(problem: Problem, turn: Turn) -> None:
    """Hand bounds of all levels to the exchange until no better ones are found."""
    exchange, looks = turn.exchange, count()

    def stop() -> bool:
        is_spent = turn.effort is not None and next(looks) * _EFFORT_PER_LOOK > turn.effort
        return is_spent or turn.is_over()

    def known() -> tuple[int, ...]:
        return exchange.values

    for index, bound, name in lower_bounds(problem, exchange.wanted, stop=stop, known=known):
        exchange.prove(index, bound, f"bounds: {name}")


def lower_bounds(
    problem: Problem,
    levels: tuple[Level, ...],
    *,
    stop: Callable[[], bool],
    known: Callable[[], tuple[int, ...]] = tuple,
) -> Iterator[tuple[int, int, str]]:
    """Yield better and better bounds.

    Parameters
    ----------
    levels
        Resolved, see `models.level_scale`.
    stop
        Asked several times a second; ``True`` ends it.
    known
        Levels of the best plan so far, empty without one; they only steer.

    Yields
    ------
    tuple[int, int, str]
        Index of a level, a value no plan is below, and how it is known. Nothing for a problem
        that has no plan for a simple reason.
    """
    relaxation = Relaxation(problem)
    if not relaxation.is_possible:
        return
    book = _Book(relaxation, levels)
    yield from book.news("earliest ends")
    for term in sorted({replace(t, weight=1) for level in levels for t in level.terms}, key=str):
        if term.objective in _LARGEST:
            for value in relaxation.refuted(term, book.floors[term] or 0, stop):
                book.floors[term] = value
                yield from book.news("machines")
    if problem.num_operations <= _MOST_OPERATIONS and not stop():
        yield from _priced(relaxation, book, stop, known)


def _priced(
    relaxation: Relaxation,
    book: _Book,
    stop: Callable[[], bool],
    known: Callable[[], tuple[int, ...]],
) -> Iterator[tuple[int, int, str]]:
    """Let prices settle for all levels that are sums, a longer stage each time."""
    indices = [i for i, level in enumerate(book.levels) if level.objectives & ADDITIVE]
    auctions: dict[int, Auction] = {}
    parts = 0.0
    for rounds, share in _STAGES:
        markets: dict[bool, Market] = {}
        for index in indices:
            values = known()
            if values and book.is_reached(index, values[index]):
                continue  # it is as good as it can be
            if stop():
                return
            level, before = book.levels[index], auctions.get(index)
            is_even = Objective.FLOW in level.objectives
            if before is None or share != parts:
                if is_even not in markets:
                    markets[is_even] = market_of(relaxation, share, is_even=is_even)
                auctions[index] = Auction(relaxation, level, markets[is_even], before)
            target = partial(book.target, index, known)
            for value in auctions[index].stage(rounds, target, stop):
                book.sums[index] = value
                yield from book.news("prices")
        parts = share


class _Book:
    """The best bounds so far."""

    def __init__(self, relaxation: Relaxation, levels: tuple[Level, ...]) -> None:
        self.levels = levels
        self.sums: dict[int, int] = {}
        self.told: list[int | None] = [None] * len(levels)
        terms = {replace(term, weight=1) for level in levels for term in level.terms}
        self.floors: dict[Term, int | None] = {term: _floor(relaxation, term) for term in terms}

    def bound(self, index: int) -> int | None:
        """Return the bound of a level."""
        whole = self._sum(index, frozenset())
        if index not in self.sums:
            return whole
        rest = self._sum(index, ADDITIVE)
        if rest is None:
            return None
        priced = rest + self.sums[index]
        return priced if whole is None else max(priced, whole)

    def is_reached(self, index: int, value: int) -> bool:
        """Tell whether a value is no better than the bound of its level."""
        bound = self.bound(index)
        return bound is not None and bound >= value

    def _sum(self, index: int, without: frozenset[Objective]) -> int | None:
        """Return the sum of the bounds of single terms; ``None`` if one has none."""
        total = 0
        for term in self.levels[index].terms:
            if term.objective in without:
                continue
            lowest = self.floors[replace(term, weight=1)]
            if lowest is None:
                return None
            total += term.weight * lowest
        return total

    def target(self, index: int, known: Callable[[], tuple[int, ...]]) -> int | None:
        """Return how much the terms that are sums take of a level of the best plan, about."""
        values, rest = known(), self._sum(index, ADDITIVE)
        return values[index] - rest if values and rest is not None else None

    def news(self, name: str) -> Iterator[tuple[int, int, str]]:
        """Yield the levels whose bound has become better."""
        for index in range(len(self.levels)):
            bound, before = self.bound(index), self.told[index]
            if bound is not None and (before is None or bound > before):
                self.told[index] = bound
                yield index, bound, name


def _floor(relaxation: Relaxation, term: Term) -> int | None:
    """Return the bound of a term that needs no machine, and of changeovers."""
    problem = relaxation.problem
    lowest = floor(problem, relaxation.heads, Level((term,)))
    if lowest is None or term.objective not in (Objective.SETUP, Objective.SETUP_COST):
        return lowest
    ticks = least_changeovers(problem, relaxation.heads)
    rate = problem.resource_setup_cost if term.objective is Objective.SETUP_COST else 1
    return lowest + int((ticks * rate).sum())
