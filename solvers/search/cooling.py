"""How hot annealing is when: cycles from hot to cold, each longer than the one before.

The slower a plan is cooled, the better it ends; but whoever breaks off wants a good plan early. So
the first cycles are short, and the last takes what is left of the turn.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.portfolio.exchange import Turn

__all__ = ["Cooling"]

_SHORTEST, _LONGER = 2_000, 50
"""Moves for each operation in the first cycle, and how many times as many in each next one ..."""

_LONGEST = 100_000
"""... up to so many: beyond, another cycle finds more than a slower one."""

_HOT, _COLD = 0.8, 0.02
"""Temperatures between which a cycle cools, as parts of a typical worsening."""

_HURRIED, _WARM, _COOL = 2_000, 0.4, 0.1
"""With fewer moves than that for each operation in a turn, heat would undo more of a good plan than
time is left to mend, and the plan still gets better where it is warm: temperatures then."""

_WHOLE = 3.0
"""A cycle takes all that is left of the turn unless that is more than so many times its length."""

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
    """

    def __init__(self, turn: Turn, num_operations: int) -> None:
        self._effort = turn.effort
        self._begun, self._until = monotonic(), turn.until
        self._num_operations = num_operations
        self._planned = _SHORTEST * num_operations
        self._all_moves, self._moves, self._work = 0, 0, 0
        self._cycle_began = 0.0

    def count(self, moves: int, work: int) -> None:
        """Take notice of moves made, and of work done: operations timed again, roughly."""
        self._all_moves += moves
        self._moves += moves
        self._work += work

    @property
    def is_over(self) -> bool:
        """Tell whether the effort is used up; without effort the turn says so."""
        return self._effort is not None and self._used() >= 1.0

    def begins_cycle(self) -> bool:
        """Tell whether a cycle is over, and begin the next."""
        if self._part() < 1.0:
            return False
        self._cycle_began, self._moves = self._used(), 0
        self._planned = min(_LONGER * self._planned, _LONGEST * self._num_operations)
        return True

    def temperature(self, typical: float) -> float:
        """Return the temperature now.

        Parameters
        ----------
        typical
            By how much a move worsens the plan that worsens it.
        """
        is_hurried = self._all_moves < self._used() * _HURRIED * self._num_operations
        hot, cold = (_WARM, _COOL) if is_hurried else (_HOT, _COLD)
        cooled: float = (cold / hot) ** min(self._part(), 1.0)
        return typical * hot * cooled

    def _part(self) -> float:
        """Return which part of the cycle is over."""
        used = self._used()
        left = 1.0 - self._cycle_began
        moves_left = self._all_moves / max(used, 1e-9) * left
        if left <= 0.0 or moves_left <= _WHOLE * self._planned:
            return (used - self._cycle_began) / max(left, 1e-9)
        return self._moves / self._planned

    def _used(self) -> float:
        """Return which part of the turn is over."""
        if self._effort is not None:
            return self._work / max(1, self._effort * _WORK_PER_EFFORT)
        now = monotonic()
        return (now - self._begun) / max(1e-3, self._until - self._begun)
