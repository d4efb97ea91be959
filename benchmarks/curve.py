"""The way of one solve: who found what when, thinned out to what a figure can show."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.cell import Event
    from solvers.options import ProgressEvent

__all__ = ["Recorder"]

_STEP = 0.02
"""Of two improvements of a level within so many seconds, or 1 % of the time, the later is kept."""


class Recorder:
    """Take notice of progress; usable as `solvers.options.Progress`, from any thread.

    Parameters
    ----------
    unit
        User's units in one integer unit of the first level.
    first
        That level as text.
    """

    def __init__(self, first: str, unit: float) -> None:
        self.first, self.unit = first, unit
        self._events: list[Event] = []
        self._last: dict[str, tuple[int, float]] = {}
        """Row of a level's last event, and when the first that it stands for came."""
        self._lock = Lock()
        self.first_plan: float | None = None

    def __call__(self, event: ProgressEvent, /) -> None:
        """Take notice."""
        if event.objective is not None:
            self.add(event.seconds, event.stage, str(event.objective), event.value, event.bound)

    def add(
        self, seconds: float, who: str, level: str, value: float | None, bound: float | None
    ) -> None:
        """Take notice of a value and bound in the problem's integer units."""
        unit = self.unit if level == self.first else 1
        row = (
            round(seconds, 3),
            who,
            level,
            None if value is None else value * unit,
            None if bound is None else bound * unit,
        )
        with self._lock:
            if value is not None and self.first_plan is None:
                self.first_plan = row[0]
            at, since = self._last.get(level, (-1, 0.0))
            if at >= 0 and self._replaces(self._events[at], row, since):
                self._events[at] = row
            else:
                self._last[level] = (len(self._events), row[0])
                self._events.append(row)

    @staticmethod
    def _replaces(old: Event, new: Event, since: float) -> bool:
        is_close = new[0] - since < max(_STEP, 0.01 * new[0])
        return is_close and (old[3] is None) == (new[3] is None)

    @property
    def events(self) -> tuple[Event, ...]:
        """Return what was recorded so far, in order of time."""
        with self._lock:
            return tuple(sorted(self._events, key=lambda event: event[0]))
