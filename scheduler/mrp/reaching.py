"""Working time that is compiled as far as walks over it turn out to go."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.calendar import WorkingTime

__all__ = ["ReachingCalendar"]


class ReachingCalendar:
    """Windows of working time from tick 0 on one way, as far as asked so far.

    Material planning asks once per phase and order, mostly for different calendars: plain lists
    and `bisect` beat NumPy calls on single numbers by an order of magnitude.

    Parameters
    ----------
    compile_to
        Returns the working time between tick 0 and a tick, which is negative on the way back.
    reach
        Ticks that are compiled at first; doubled whenever a walk runs out of them.
    farthest
        Ticks at which that stops; beyond them all time counts as working.
    """

    _way: ClassVar[int] = 1

    def __init__(
        self, compile_to: Callable[[int], WorkingTime], *, reach: int, farthest: int
    ) -> None:
        self._compile_to = compile_to
        self._farthest = farthest
        self._load(min(reach, farthest))

    def _work_before(self, tick: int) -> int:
        window = bisect_right(self._starts, tick) - 1
        if window < 0:
            return 0
        return self._passed[window] + min(tick, self._ends[window]) - self._starts[window]

    def _extend(self) -> bool:
        """Compile twice as far; return whether that was possible."""
        if self._reach >= self._farthest:
            return False
        self._load(min(2 * self._reach, self._farthest))
        return True

    def _load(self, reach: int) -> None:
        self._reach = reach
        working = self._compile_to(self._way * reach).at_least(1)
        self._starts: list[int] = working.starts.tolist()
        self._ends: list[int] = working.ends.tolist()
        self._passed: list[int] = working.cumulative[:-1].tolist()
        self._total = int(working.cumulative[-1])
