"""How the time of a turn goes to the levels, and to proving or improving each."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from solvers.portfolio.exchange import EFFORT_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solvers.portfolio.exchange import Turn

__all__ = ["Part", "level_share", "whole"]

_SHARES = (60, 30, 10)
"""Of the levels that are left; each level after the third as the third."""


@dataclass(slots=True)
class Part:
    """A part of a turn.

    Parameters
    ----------
    until
        Moment of the monotonic clock at which it ends; infinite where only the work counts.
    work
        Deterministic seconds that are left, ``None`` where only the clock counts.
    spent
        Deterministic seconds that are gone.
    """

    until: float
    work: float | None = None
    spent: float = 0.0

    @property
    def is_timed(self) -> bool:
        """Tell whether the clock counts."""
        return self.until < inf

    def part(self, share: float) -> Part:
        """Return a share of what is left."""
        now = monotonic()
        until = now + share * (self.until - now) if self.is_timed else inf
        return Part(until, None if self.work is None else share * self.work)

    def spend(self, work: float) -> None:
        """Take off what a run took."""
        self.spent += work
        if self.work is not None:
            self.work -= work

    @property
    def left(self) -> float:
        """Return the seconds that are left, of the clock or of work, whichever count."""
        return self.until - monotonic() if self.work is None else self.work

    def is_spent(self) -> bool:
        """Tell whether nothing is left."""
        return self.left <= 0


def whole(turn: Turn) -> Part:
    """Return all of a turn."""
    if turn.effort is not None:
        return Part(inf, turn.effort / EFFORT_PER_SECOND)
    return Part(turn.until)


def level_share(levels: Sequence[int]) -> float:
    """Return which part of what is left the first of some levels gets.

    Parameters
    ----------
    levels
        Indices of those that are left, ascending; what the first leaves flows on.
    """
    shares = [_SHARES[min(level, len(_SHARES) - 1)] for level in levels]
    return shares[0] / sum(shares)
