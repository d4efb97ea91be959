"""How the time of a turn goes to the levels, and to proving or improving each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.portfolio.exchange import Turn

__all__ = ["Part", "level_share", "whole"]

_SHARES = (60, 30, 10)
"""Of the levels that are left; each level after the third as the third."""

_WORK_PER_SECOND = 1_000_000
"""Effort of a `Turn` that stands for a deterministic second."""


@dataclass(slots=True)
class Part:
    """A part of a turn.

    Parameters
    ----------
    until
        Moment of the monotonic clock at which it ends; infinite where only the work counts.
    work
        Deterministic seconds that are left, ``None`` where only the clock counts.
    work_each
        Deterministic limit of every single run, ``None`` for none.
    """

    until: float
    work: float | None = None
    work_each: float | None = None

    @property
    def is_timed(self) -> bool:
        """Tell whether the clock counts."""
        return self.until < inf

    def part(self, share: float) -> Part:
        """Return a share of what is left."""
        now = monotonic()
        until = now + share * (self.until - now) if self.is_timed else inf
        return replace(self, until=until, work=None if self.work is None else share * self.work)

    def spend(self, work: float) -> None:
        """Take off what a run took."""
        if self.work is not None:
            self.work -= work

    def is_spent(self) -> bool:
        """Tell whether nothing is left."""
        return monotonic() > self.until or (self.work is not None and self.work <= 0)

    @property
    def limit(self) -> float | None:
        """Return the deterministic limit of the next run."""
        return self.work_each if self.work is None else self.work


def whole(turn: Turn) -> Part:
    """Return all of a turn."""
    if turn.effort is not None:
        return Part(inf, turn.effort / _WORK_PER_SECOND)
    limit = turn.exchange.options.deterministic_limit
    return Part(turn.until if limit is None else inf, work_each=limit)


def level_share(index: int, count: int) -> float:
    """Return which part of what is left a level gets; what it leaves flows on."""
    shares = [_SHARES[min(level, len(_SHARES) - 1)] for level in range(index, count)]
    return shares[0] / sum(shares)
