"""How hot annealing is when: cycles from hot to cold, the first ones hotter than the others.

A plan cooled down once is as much luck as search, so several short cycles beat a long one; those
that begin with the best plan so far, warm enough to change it a lot, beat those that forget it.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from solvers.portfolio.exchange import Turn

__all__ = ["Cooling"]

_MOVES = 2_000
"""Moves for each operation in a cycle."""

_HOT_SHARE = 0.3
"""Part of a turn in which cycles begin hot."""

_HOT, _COLD = 0.4, 0.02
"""Temperatures as parts of a typical worsening, in the first cycles ..."""

_WARM = 0.1, 0.3
"""... and the range in which the other cycles begin."""

_WORK_PER_EFFORT = 16
"""Operations timed again for a unit of effort: both as many as take a microsecond."""


class Cooling:
    """Counts what a turn has used and says how hot it should be.

    Parameters
    ----------
    turn
        By its effort if it has one, otherwise by the clock.
    num_operations
        Of the problem.
    random
        Decides how warm cycles begin.
    """

    def __init__(self, turn: Turn, num_operations: int, random: np.random.Generator) -> None:
        self._effort = turn.effort
        self._begun, self._until = monotonic(), turn.until
        self._moves_of_cycle = _MOVES * num_operations
        self._random = random
        self._work = 0
        self._first = 0.0
        self._begin(0.0)

    def count(self, moves: int, work: int) -> None:
        """Take notice of moves made, and of work done: operations timed again, roughly."""
        self._moves += moves
        self._work += work

    @property
    def is_over(self) -> bool:
        """Tell whether the effort is used up; without effort the turn says so."""
        return self._effort is not None and self._used() >= 1.0

    def begins_cycle(self) -> bool:
        """Tell whether a cycle is over, and begin the next."""
        if self._moves < self._moves_of_cycle:
            return False
        self._begin(self._used())
        return True

    def temperature(self, typical: float) -> float:
        """Return the temperature now.

        Parameters
        ----------
        typical
            By how much a move worsens the plan that worsens it.
        """
        part = self._moves / self._moves_of_cycle
        left = 1.0 - self._cycle_began  # the last cycle has to be cold in time
        if left > 0.0:
            part = max(part, (self._used() - self._cycle_began) / left)
        cooled: float = (_COLD / self._first) ** min(part, 1.0)
        return typical * self._first * cooled

    def _begin(self, used: float) -> None:
        self._cycle_began, self._moves = used, 0
        self._first = _HOT if used < _HOT_SHARE else float(self._random.uniform(*_WARM))

    def _used(self) -> float:
        """Return which part of the turn is over."""
        if self._effort is not None:
            return self._work / max(1, self._effort * _WORK_PER_EFFORT)
        now = monotonic()
        return (now - self._begun) / max(1e-3, self._until - self._begun)
