"""A machine with sequence-dependent setups: what runs on it, in which order."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from solvers.dispatch.holds import Hold
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
    operation with a state, which may change by it, find room in the calendar of the changeovers,
    and what they hold (the setup crew) is free. The sequence takes it for them.

    Parameters
    ----------
    calendar
        When changeovers advance.
    times
        Ticks from one state to another, row = before.
    initial_state
        At tick 0; -1 if the first changeover is free.
    crew
        What changeovers hold besides the machine.
    """

    __slots__ = (
        "calendar",
        "changeovers",
        "crew",
        "ends",
        "initial_state",
        "ops",
        "preparations",
        "starts",
        "states",
        "times",
    )

    def __init__(
        self,
        calendar: FlatCalendar,
        times: list[list[int]],
        initial_state: int,
        crew: Iterable[Hold] = (),
    ) -> None:
        self.calendar = calendar
        self.times = times
        self.initial_state = initial_state
        self.crew = list(crew)
        self.ops: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.states: list[int] = []
        self.preparations: list[int] = []
        self.changeovers: list[int] = []

    def find(self, tick: int, state: int, duration: int, fit: Fit, *, preparation: int = 0) -> Slot:
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
        preparation
            Ticks of changeover it needs whatever the state before.
        """
        starts, ends, count = self.starts, self.ends, len(self.ops)
        for position in range(bisect_left(starts, tick + duration), count + 1):
            free = ends[position - 1] if position else 0
            if position < count and max(tick, free) + duration > starts[position]:
                continue
            changeover = preparation + self.changeover(self.state_before(position), state)
            first = self._first_start(free, changeover)
            if first < 0:
                return NO_SLOT
            low = max(tick, first)
            if position < count and low + duration > starts[position]:
                continue
            start, end = self._fit_with_crew(low, changeover, fit) if self.crew else fit(low)
            if start < 0:
                if not self.crew:
                    return NO_SLOT
                continue  # another changeover may be short enough for the crew
            if start == end and self._has_moment(position, start):
                return self.find(start + 1, state, duration, fit, preparation=preparation)
            if self._leaves_room(position, end, state):
                return Slot(start, end, position, changeover)
        return NO_SLOT

    def insert(self, op: int, slot: Slot, state: int, *, preparation: int = 0) -> None:
        """Put an operation where `find` said, and correct the changeover after it."""
        position = slot.position
        for column, value in (
            (self.ops, op),
            (self.starts, slot.start),
            (self.ends, slot.end),
            (self.states, state),
            (self.preparations, preparation),
            (self.changeovers, slot.changeover),
        ):
            column.insert(position, value)
        self._take(self.begin(slot.start, slot.changeover), slot.start)
        after = self._stated_from(position + 1)
        if state >= 0 and after < len(self.ops):
            start, before = self.starts[after], self.changeovers[after]
            due = self.preparations[after] + self.changeover(state, self.states[after])
            self.changeovers[after] = due
            self._take(self.begin(start, due), self.begin(start, before))

    def stretch(self, op: int, end: int) -> bool:
        """Let an operation end later if what follows keeps its start; tell whether it does."""
        position = self.ops.index(op)
        if not self._leaves_room(position + 1, end, -1):
            return False
        self.ends[position] = end
        return True

    def snapshot(self) -> tuple[list[int], ...]:
        """Return what runs in which order now, for `restore`."""
        return tuple(column.copy() for column in self._columns())

    def restore(self, saved: tuple[list[int], ...]) -> None:
        """Take out every operation put in since a snapshot; it may be restored again.

        What the crew's timelines say must be restored with it.
        """
        for column, values in zip(self._columns(), saved, strict=True):
            column[:] = values

    def _columns(self) -> tuple[list[int], ...]:
        return (
            self.ops, self.starts, self.ends, self.states, self.preparations, self.changeovers,
        )  # fmt: skip

    def changeover(self, before: int, after: int) -> int:
        """Return the ticks of setup from one state to another, 0 where either is none."""
        return self.times[before][after] if before >= 0 and after >= 0 else 0

    def begin(self, start: int, changeover: int) -> int:
        """Return the tick at which a changeover begins that is done when work starts."""
        if not changeover:
            return start
        return self.calendar.begin(self.calendar.to_work(start) - changeover)

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
        return self.calendar.worked(free, changeover)

    def _fit_with_crew(self, tick: int, changeover: int, fit: Fit) -> tuple[int, int]:
        """Return start and end from a tick on at which the crew is free for the changeover."""
        while True:
            start, end = fit(tick)
            if start < 0 or not changeover:
                return start, end
            begin = self.begin(start, changeover)
            ticks = [t.next_free(begin, start, units, changeover) for t, units in self.crew]
            if max(ticks) == begin == min(ticks):
                return start, end
            tick = self._first_start(max(ticks), changeover) if min(ticks) >= 0 else -1
            if tick < 0:
                return -1, -1

    def _take(self, start: int, end: int) -> None:
        """Let the crew work on a changeover from `start`, or no more if `start` is after `end`."""
        for times, units in self.crew:
            if start < end:
                times.reserve(start, end, units)
            else:
                times.reserve(end, start, -units)

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
        if after != position and not self._has_room(position, end, self.changeovers[position]):
            return False
        if after == len(self.ops):
            return True
        due = self.changeovers[after]
        if state >= 0:
            due = self.preparations[after] + self.changeover(state, self.states[after])
        return self._has_room(after, end if after == position else self.ends[after - 1], due)

    def _has_room(self, position: int, free: int, changeover: int) -> bool:
        """Tell whether an operation keeps its start with a changeover after `free`."""
        if not changeover:
            return True
        start, work = self.starts[position], self.calendar.to_work
        if work(start) - work(free) < changeover:
            return False
        # the crew is there for the changeover as it was, so it must be free for the rest of it
        begin = self.begin(start, changeover)
        until = self.begin(start, self.changeovers[position])
        return begin >= until or all(
            times.next_free(begin, until, units, 0) == begin for times, units in self.crew
        )
