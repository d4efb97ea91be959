"""How hot annealing is when: a few cycles, each longer than the one before, from hot to cold."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.portfolio.exchange import Turn

__all__ = ["Cooling"]

_CYCLE_ENDS = (0.1, 0.35, 1.0)
"""Parts of the turn; a short cycle first, so that something good is there early."""

_HOTTEST, _COLDEST = 4.0, 0.1
"""Temperature at the beginning and end of a cycle, as parts of a typical worsening."""

_WORK_PER_EFFORT = 16
"""Operations timed again for a unit of effort: both as many as take a microsecond."""


class Cooling:
    """Counts what a turn has used and says how hot it should be.

    Parameters
    ----------
    turn
        By its effort if it has one, otherwise by the clock.
    """

    def __init__(self, turn: Turn) -> None:
        self._effort = turn.effort
        self._begun, self._until = monotonic(), turn.until
        self._work = 0
        self._cycle = -1

    def count(self, work: int) -> None:
        """Take notice of work done: operations timed again, roughly."""
        self._work += work

    @property
    def is_over(self) -> bool:
        """Tell whether the effort is used up; without effort the turn says so."""
        return self._effort is not None and self._used() >= 1.0

    def begins_cycle(self) -> bool:
        """Tell whether a new cycle has begun since this was asked last."""
        number = sum(self._used() >= end for end in _CYCLE_ENDS[:-1])
        is_new = number != self._cycle
        self._cycle = number
        return is_new

    def temperature(self, typical: float) -> float:
        """Return the temperature now.

        Parameters
        ----------
        typical
            By how much a move worsens the plan that worsens it.
        """
        begins = _CYCLE_ENDS[self._cycle - 1] if self._cycle > 0 else 0.0
        part = (self._used() - begins) / (_CYCLE_ENDS[self._cycle] - begins)
        cooled: float = (_COLDEST / _HOTTEST) ** min(max(part, 0.0), 1.0)
        return typical * _HOTTEST * cooled

    def _used(self) -> float:
        """Return which part of the turn is over."""
        if self._effort is not None:
            return self._work / max(1, self._effort * _WORK_PER_EFFORT)
        now = monotonic()
        return (now - self._begun) / max(1e-3, self._until - self._begun)
