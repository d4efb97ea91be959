"""Hand out what relaxations prove, the cheap first; every bound holds whatever the other levels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.level import Level, Objective, Term
from solvers.bounds.deadlines import Relaxation
from solvers.cpsat.floors import floor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.problem import Problem
    from solvers.portfolio.exchange import Turn

__all__ = ["lower_bounds", "run"]

_LARGEST = (Objective.MAKESPAN, Objective.MAX_LATENESS)


def run(problem: Problem, turn: Turn) -> None:
    """Hand bounds of all levels to the exchange until no better ones are found."""
    exchange = turn.exchange
    for index, bound, name in lower_bounds(problem, exchange.wanted, stop=turn.is_over):
        exchange.prove(index, bound, f"bounds: {name}")


def lower_bounds(
    problem: Problem, levels: tuple[Level, ...], *, stop: Callable[[], bool]
) -> Iterator[tuple[int, int, str]]:
    """Yield better and better bounds.

    Parameters
    ----------
    levels
        Resolved, see `models.level_scale`.
    stop
        Asked several times a second; ``True`` ends it.

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


class _Book:
    """The best bounds so far."""

    def __init__(self, relaxation: Relaxation, levels: tuple[Level, ...]) -> None:
        self.levels = levels
        self.told: list[int | None] = [None] * len(levels)
        terms = {replace(term, weight=1) for level in levels for term in level.terms}
        self.floors: dict[Term, int | None] = {
            term: floor(relaxation.problem, relaxation.heads, Level((term,))) for term in terms
        }

    def bound(self, index: int) -> int | None:
        """Return the bound of a level."""
        total = 0
        for term in self.levels[index].terms:
            lowest = self.floors[replace(term, weight=1)]
            if lowest is None:
                return None
            total += term.weight * lowest
        return total

    def news(self, name: str) -> Iterator[tuple[int, int, str]]:
        """Yield the levels whose bound has become better."""
        for index in range(len(self.levels)):
            bound, before = self.bound(index), self.told[index]
            if bound is not None and (before is None or bound > before):
                self.told[index] = bound
                yield index, bound, name
