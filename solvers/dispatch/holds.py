"""What a mode takes of the shop: units of resources, for how long and in which windows."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

from models.calendar.working_time import WorkingTime
from solvers.flat_calendar import FlatCalendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solvers.dispatch.timeline import Timeline
    from solvers.flat import FlatProblem

__all__ = ["Hold", "Taken", "Times", "Windowed", "fit_together", "mode_holds", "setup_holds"]


class Times(Protocol):
    """Free units over time; a `Timeline` or a part of one."""

    def next_free(self, start: int, end: int, units: int, length: int) -> int:
        """Return `start` if the units are free until `end`, else the next tick worth trying."""

    def reserve(self, start: int, end: int, units: int) -> None:
        """Take units from `start` to `end`; give them back if negative."""


Hold = tuple[Times, int]
"""Where units are taken, and how many."""


class Taken(NamedTuple):
    """Units held from one tick to another."""

    times: Times
    units: int
    start: int
    end: int


class Windowed:
    """A timeline in which a hold counts only inside the windows of a calendar.

    Who holds units from `start` to `end` takes them in every window in between, and leaves them
    to others outside.
    """

    __slots__ = ("calendar", "timeline")

    def __init__(self, timeline: Timeline, calendar: FlatCalendar) -> None:
        self.timeline = timeline
        self.calendar = calendar

    def next_free(self, start: int, end: int, units: int, length: int) -> int:
        """Return `start` if the units are free in all windows until `end`, else what to try next.

        Parameters
        ----------
        start, end
            Ticks; a stretch without length holds nothing.
        units
            How many are needed.
        length
            Work takes at least so many ticks, all of them in windows: shorter gaps are passed over.

        Returns
        -------
        int
            The first tick worth trying; -1 if no gap is long enough.
        """
        blocked = self._blocked(start, end, units)
        return start if blocked < 0 else self._gap(blocked, units, length)

    def reserve(self, start: int, end: int, units: int) -> None:
        """Take units in every window from `start` to `end`; give them back if negative."""
        starts, ends = self.calendar.starts, self.calendar.ends
        for window in range(self._window(start), len(starts)):
            if starts[window] >= end:
                return
            self.timeline.reserve(max(start, starts[window]), min(end, ends[window]), units)

    def _window(self, tick: int) -> int:
        """Return the window a tick is in, or else the next."""
        window = bisect_right(self.calendar.starts, tick) - 1
        return window if window >= 0 and tick < self.calendar.ends[window] else window + 1

    def _blocked(self, start: int, end: int, units: int) -> int:
        """Return the first tick of a window from `start` to `end` with too few units, or -1."""
        starts, ends = self.calendar.starts, self.calendar.ends
        times, free = self.timeline.times, self.timeline.free
        for window in range(self._window(start), len(starts)):
            if starts[window] >= end:
                break
            begin, until = max(start, starts[window]), min(end, ends[window])
            step = bisect_right(times, begin) - 1
            while step < len(times) and times[step] < until:
                if free[step] < units:
                    return max(begin, times[step])
                step += 1
        return -1

    def _gap(self, tick: int, units: int, length: int) -> int:
        """Return the first tick of a window after `tick` from which on units stay free.

        A gap is measured in ticks of windows and goes on over what lies between them.
        """
        starts, ends = self.calendar.starts, self.calendar.ends
        times, free = self.timeline.times, self.timeline.free
        begin, worked = -1, 0
        for window in range(self._window(tick), len(starts)):
            now = max(tick, starts[window])
            step = bisect_right(times, now) - 1
            while now < ends[window]:
                last = step + 1 == len(times)
                until = ends[window] if last else min(ends[window], times[step + 1])
                if free[step] < units:
                    begin, worked = -1, 0
                elif begin < 0:
                    begin, worked = now, until - now
                else:
                    worked += until - now
                if begin >= 0 and worked >= length:
                    return begin
                now, step = until, step + 1
        return -1


def fit_together(rows: Sequence[Taken]) -> bool:
    """Tell whether all of some holds are free, together; nothing is taken."""
    taken: list[Taken] = []
    for row in rows:
        if row.times.next_free(row.start, row.end, row.units, 0) != row.start:
            break
        row.times.reserve(row.start, row.end, row.units)
        taken.append(row)
    for row in taken:
        row.times.reserve(row.start, row.end, -row.units)
    return len(taken) == len(rows)


def mode_holds(flat: FlatProblem, timelines: Sequence[Timeline]) -> list[list[Hold]]:
    """Return what each mode holds from start to end; its main resource first, if it has one."""
    problem, views = flat.problem, _Views(flat, timelines)
    holds: list[list[Hold]] = []
    units: list[int] = problem.mode_units.tolist()
    columns = (problem.use_resource, problem.use_units, problem.use_calendar)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    pointer: list[int] = problem.use_ptr.tolist()
    for mode, resource in enumerate(flat.resource):
        own: list[Hold] = [(timelines[resource], units[mode])] if resource >= 0 else []
        by_resource: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for use, count, calendar in rows[pointer[mode] : pointer[mode + 1]]:
            if use == resource:  # held all the time as it is
                own[0] = (own[0][0], own[0][1] + count)
            else:
                by_resource[use].append((calendar, count))
        for use, parts in by_resource.items():
            own += views.holds(use, parts)
        holds.append(own)
    return holds


def setup_holds(flat: FlatProblem, timelines: Sequence[Timeline]) -> dict[int, list[Hold]]:
    """Return what changeovers hold besides their machine, by machine."""
    problem, views = flat.problem, _Views(flat, timelines)
    crews: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for machine, resource, units in zip(
        problem.crew_machine.tolist(),
        problem.crew_resource.tolist(),
        problem.crew_units.tolist(),
        strict=True,
    ):
        calendar = int(problem.resource_setup_calendar[machine])
        crews[machine][resource].append((calendar, units))
    holds = {
        machine: [hold for crew, parts in rows.items() for hold in views.holds(crew, parts)]
        for machine, rows in crews.items()
    }
    # others may use the machine, or it may be away, while it would change
    for machine in {*problem.use_resource.tolist(), *problem.profile_resource.tolist()}:
        if problem.resource_setup[machine] >= 0:
            holds.setdefault(machine, []).append((timelines[machine], 1))
    return holds


class _Views:
    """Timelines as the holds of modes see them, each made once."""

    def __init__(self, flat: FlatProblem, timelines: Sequence[Timeline]) -> None:
        self.timelines = timelines
        self.calendars = flat.problem.calendars
        self.flat_calendars = flat.calendars
        self.resource_calendar: list[int] = flat.problem.resource_calendar.tolist()
        self.made: dict[tuple[int, int], Times] = {}

    def holds(self, resource: int, parts: Iterable[tuple[int, int]]) -> list[Hold]:
        """Return the holds of units of one resource, each in a calendar; they do not overlap."""
        units: dict[int, int] = defaultdict(int)
        for calendar, count in parts:
            units[calendar] += count
        if len(units) == 1:
            return [(self._view(resource, calendar), n) for calendar, n in units.items()]
        timeline = self.timelines[resource]
        return [
            (Windowed(timeline, FlatCalendar(WorkingTime.of(windows))), count)
            for count, windows in _by_units(
                [(self.calendars[calendar], n) for calendar, n in units.items()]
            ).items()
        ]

    def _view(self, resource: int, calendar: int) -> Times:
        """Return the whole timeline if the hold counts whenever the resource works."""
        key = (resource, calendar)
        if key not in self.made:
            own = self.resource_calendar[resource]
            whole = calendar == own or self.calendars[calendar].same_windows(self.calendars[own])
            timeline = self.timelines[resource]
            self.made[key] = (
                timeline if whole else Windowed(timeline, self.flat_calendars[calendar])
            )
        return self.made[key]


def _by_units(parts: Sequence[tuple[WorkingTime, int]]) -> dict[int, list[tuple[int, int]]]:
    """Return the windows in which so many units are held in all, by that number."""
    steps: dict[int, int] = defaultdict(int)
    for times, units in parts:
        for start, end in zip(times.starts.tolist(), times.ends.tolist(), strict=True):
            steps[start] += units
            steps[end] -= units
    windows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    held, ticks = 0, sorted(steps)
    for tick, until in pairwise(ticks):
        held += steps[tick]
        if held:
            windows[held].append((tick, until))
    return windows
