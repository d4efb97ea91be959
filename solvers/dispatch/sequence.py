"""A machine with sequence-dependent setups: what runs on it, in which order."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.flat_calendar import FlatCalendar

    Fit = Callable[[int], tuple[int, int]]

__all__ = ["Sequence", "Slot"]


class Slot(NamedTuple):
    """A place in a sequence; all -1 if there is none."""

    start: int
    end: int
    position: int
    changeover: int


NO_SLOT = Slot(-1, -1, -1, -1)


class Sequence:
    """Operations on one machine in the order they run, with the changeover before each.

    An operation may be put between two others if both its own changeover and that of the next
    operation with a state, which may change by it, find room in the machine's working time.
    """

    __slots__ = (
        "calendar",
        "changeovers",
        "ends",
        "initial_state",
        "ops",
        "starts",
        "states",
        "times",
    )

    def __init__(self, calendar: FlatCalendar, times: list[list[int]], initial_state: int) -> None:
        self.calendar = calendar
        self.times = times
        self.initial_state = initial_state
        self.ops: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.states: list[int] = []
        self.changeovers: list[int] = []

    def find(self, tick: int, state: int, duration: int, fit: Fit) -> Slot:
        """Return the first place for an operation at `tick` or later.

        Parameters
        ----------
        tick
            Earliest start.
        state
            State it needs, -1 if any.
        duration
            Working ticks; it holds the machine at least so long.
        fit
            Gives start and end of the operation from a tick on, -1 if it fits no more.
        """
        starts, ends, count = self.starts, self.ends, len(self.ops)
        for position in range(bisect_left(starts, tick + duration), count + 1):
            free = ends[position - 1] if position else 0
            if position < count and max(tick, free) + duration > starts[position]:
                continue
            changeover = self.changeover(self.state_before(position), state)
            first = self._first_start(free, changeover)
            if first < 0:
                return NO_SLOT
            low = max(tick, first)
            if position < count and low + duration > starts[position]:
                continue
            start, end = fit(low)
            if start < 0:
                return NO_SLOT
            if start == end and self._has_moment(position, start):
                return self.find(start + 1, state, duration, fit)
            if self._leaves_room(position, end, state):
                return Slot(start, end, position, changeover)
        return NO_SLOT

    def insert(self, op: int, slot: Slot, state: int) -> None:
        """Put an operation where `find` said, and correct the changeover after it."""
        position = slot.position
        for column, value in (
            (self.ops, op),
            (self.starts, slot.start),
            (self.ends, slot.end),
            (self.states, state),
            (self.changeovers, slot.changeover),
        ):
            column.insert(position, value)
        after = self._stated_from(position + 1)
        if state >= 0 and after < len(self.ops):
            self.changeovers[after] = self.changeover(state, self.states[after])

    def snapshot(self) -> tuple[list[int], ...]:
        """Return what runs in which order now, for `restore`."""
        return tuple(column.copy() for column in self._columns())

    def restore(self, saved: tuple[list[int], ...]) -> None:
        """Take out every operation put in since a snapshot; it may be restored again."""
        for column, values in zip(self._columns(), saved, strict=True):
            column[:] = values

    def _columns(self) -> tuple[list[int], ...]:
        return self.ops, self.starts, self.ends, self.states, self.changeovers

    def changeover(self, before: int, after: int) -> int:
        """Return the ticks of setup from one state to another, 0 where either is none."""
        return self.times[before][after] if before >= 0 and after >= 0 else 0

    def state_before(self, position: int) -> int:
        """Return the state the machine is in before a position."""
        while position:
            position -= 1
            if self.states[position] >= 0:
                return self.states[position]
        return self.initial_state

    def state_at(self, tick: int) -> int:
        """Return the state the machine is in at a tick."""
        return self.state_before(bisect_left(self.starts, tick))

    def _stated_from(self, position: int) -> int:
        while position < len(self.ops) and self.states[position] < 0:
            position += 1
        return position

    def _first_start(self, free: int, changeover: int) -> int:
        """Return the first start on a machine that is free from a tick on, -1 if none."""
        return self.calendar.begin(self.calendar.to_work(free) + changeover) if changeover else free

    def _has_moment(self, position: int, tick: int) -> bool:
        """Tell whether an operation without length is at a tick already.

        Two at once would leave open which runs first, and so where the changeover belongs.
        """
        return any(
            0 <= other < len(self.ops) and self.starts[other] == self.ends[other] == tick
            for other in (position - 1, position)
        )

    def _leaves_room(self, position: int, end: int, state: int) -> bool:
        """Tell whether what follows keeps its start if an operation ends before it at `end`."""
        if position == len(self.ops):
            return True
        if end > self.starts[position]:
            return False
        after = self._stated_from(position)
        if after == len(self.ops):
            return True
        due = self.changeover(state, self.states[after]) if state >= 0 else self.changeovers[after]
        if not due:
            return True
        free = end if after == position else self.ends[after - 1]
        work = self.calendar.to_work
        return work(self.starts[after]) - work(free) >= due
