r"""Capacity: never more units in use than a resource has.

What is held counts in the windows of a calendar only. Where all that a resource is held for
counts in the same calendar, its use is counted along that calendar: whatever holds it pauses with
it, so two operations that overlap in its closed time overlap in its working time too. Where
calendars differ there is one such constraint for every set of them that is open at some tick,
over what counts in them, along the time in which all of them are open.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from solvers.cpsat.coordinates import WALL
from solvers.cpsat.holds import Holds
from solvers.cpsat.stretches import open_together

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.holds import Hold
    from solvers.cpsat.intervals import Intervals
    from solvers.cpsat.sessions import Sessions
    from solvers.cpsat.variables import Variables

    Row = tuple[cp_model.IntervalVar, int]

__all__ = ["add_capacities"]


def add_capacities(variables: Variables, intervals: Intervals, sessions: Sessions) -> None:
    """Limit the use of every resource: machines, pools, crews and tools."""
    holds = Holds(variables, intervals, sessions)
    for resource in holds.resources():
        variables.recorder.check_time()
        _Resource(variables, intervals, resource).add(holds)


class _Resource:
    """One resource in the making."""

    def __init__(self, variables: Variables, intervals: Intervals, resource: int) -> None:
        self.variables, self.intervals, self.resource = variables, intervals, resource
        self.problem, self.model = variables.problem, variables.model
        self.coordinates = variables.coordinates
        self.calendar = int(self.problem.resource_calendar[resource])
        self.capacity = int(self.problem.resource_capacity[resource])

    def add(self, holds: Holds) -> None:
        """Limit its use by all that hold it."""
        rows, main = holds.of(self.resource), holds.main[self.resource]
        changeovers = holds.changeovers_on(self.resource)
        is_toured = changeovers is not None and changeovers.is_toured
        if is_toured and len(rows) == len(main) and not self._missing(self.calendar):
            self._part(main)
            return
        by_calendar: dict[int, list[Hold]] = defaultdict(list)
        for hold in rows:
            by_calendar[self._counted(hold.calendar)].append(hold)
        if len(by_calendar) == 1:
            axis, rows = by_calendar.popitem()
            self._limit(axis, rows, missing=self._missing(axis))
        elif by_calendar:
            self._limit_each(by_calendar)
        if self._needs_names(main):
            self._limit(WALL, holds.of_main(self.resource), missing=[])

    def _part(self, modes: list[int]) -> None:
        """Let nothing overlap where the tour leaves room for changeovers."""
        if len(modes) > 1:
            present = self.variables.present
            self.model.add_no_overlap(
                [self.intervals.interval(mode, self.calendar, present[mode]) for mode in modes]
            )

    def _counted(self, calendar: int) -> int:
        """Return the part of a calendar in which the resource works."""
        coordinates = self.coordinates
        if coordinates.includes(calendar, self.calendar):
            return self.calendar
        if coordinates.includes(self.calendar, calendar):
            return calendar
        own, other = coordinates.calendars[self.calendar], coordinates.calendars[calendar]
        return coordinates.register(own.intersect(other))

    def _limit_each(self, by_calendar: dict[int, list[Hold]]) -> None:
        """Limit the use wherever some calendars are open and the others are not."""
        calendars = {index: self.coordinates.calendars[index] for index in by_calendar}
        for together in open_together(calendars):
            holds = [hold for index in together for hold in by_calendar[index]]
            axis, *others = together
            if others:
                common = calendars[axis]
                for other in others:
                    common = common.intersect(calendars[other])
                axis = self.coordinates.register(common)
            missing = self._missing(axis)
            if missing or self._can_exceed(holds):
                self._limit(axis, holds, missing=missing)

    def _can_exceed(self, holds: list[Hold]) -> bool:
        """Tell whether holds, all at once, may ask for more than the capacity."""
        by_mode: dict[int, int] = defaultdict(int)
        by_operation: dict[int, int] = defaultdict(int)
        for hold in holds:
            by_mode[hold.mode] += hold.units
        for mode, units in by_mode.items():
            operation = self.variables.track_of[mode].operation
            by_operation[operation] = max(by_operation[operation], units)
        return sum(by_operation.values()) > self.capacity

    def _limit(self, axis: int, holds: list[Hold], *, missing: list[tuple[int, int, int]]) -> None:
        r""":math:`\sum_{i: start_i \le t < end_i} units_i \le capacity(t)` along an axis."""
        rows = self._intervals_of(axis, holds)
        if len(rows) < 2 and not missing and all(units <= self.capacity for _, units in rows):
            return
        for interval, units in rows:
            if units > self.capacity:
                self.model.add_bool_or([~literal for literal in interval.presence_literals()])
        for start, end, units in missing:
            name = f"off[{self.resource}]"
            interval = self.model.new_fixed_size_interval_var(start, end - start, name)
            rows.append((interval, units))
        if all(2 * units > self.capacity for _, units in rows):
            self.model.add_no_overlap([interval for interval, _ in rows])
            return
        intervals, demands = zip(*rows, strict=True)
        self.model.add_cumulative(intervals, demands, self.capacity)

    def _intervals_of(self, axis: int, holds: list[Hold]) -> list[Row]:
        """Return intervals; one for all modes of an operation if they hold the same."""
        variables, intervals = self.variables, self.intervals
        plain = [
            hold
            for hold in holds
            if hold.make is None and intervals.fixed_size(hold.mode, axis) != 0
        ]
        rows: list[Row] = []
        for group in self._groups(plain):
            operation = variables.track_of[group[0].mode].operation
            modes = {hold.mode for hold in group}
            if len(group) == len(modes) == len(variables.windows.possible[operation]):
                rows.append((intervals.interval(group[0].mode, axis, None), group[0].units))
            else:
                for hold in group:
                    interval = intervals.interval(hold.mode, axis, variables.present[hold.mode])
                    rows.append((interval, hold.units))
        for hold in holds:
            made = None if hold.make is None else hold.make(axis)
            if made is not None:
                rows.append((made, hold.units))
        return rows

    def _groups(self, holds: list[Hold]) -> list[list[Hold]]:
        """Return holds of the same length, calendar and units, by operation."""
        groups: dict[tuple[int, int, int, int], list[Hold]] = defaultdict(list)
        for hold in holds:
            track, duration = self.variables.track_of[hold.mode], self.variables.duration
            key = (track.operation, track.calendar, duration[hold.mode], hold.units)
            groups[key].append(hold)
        return list(groups.values())

    def _missing(self, axis: int) -> list[tuple[int, int, int]]:
        """Return stretches of an axis, start and end, with the units that are missing there."""
        problem = self.problem
        rows: list[tuple[int, int, int]] = []
        for row in np.flatnonzero(problem.profile_resource == self.resource).tolist():
            since, until = int(problem.profile_start[row]), int(problem.profile_end[row])
            missing = self.capacity - int(problem.profile_capacity[row])
            start, end = (self.coordinates.along(tick, axis) for tick in (since, until))
            if end > start and missing > 0:
                rows.append((start, end, missing))
        return rows

    def _needs_names(self, modes: list[int]) -> bool:
        """Tell whether operations could overlap where the resource is closed, and only there.

        One starts there because it is pinned, the other waits there for its predecessors. No
        two may hold the same unit even then.
        """
        variables, working = self.variables, self.coordinates.calendars[self.calendar]
        operations = {variables.track_of[mode].operation for mode in modes}
        if not any(variables.has_late_end(operation) for operation in operations):
            return False
        pins = [variables.pin[operation] for operation in operations]
        return any(pin >= 0 and working.to_work(pin + 1) == working.to_work(pin) for pin in pins)
