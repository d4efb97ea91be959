"""Operations as intervals along the working time of what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solvers.cpsat.coordinates import WALL, Coordinate
from solvers.cpsat.windows import end_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ortools.sat.python import cp_model

    from solvers.cpsat.recorder import Known
    from solvers.cpsat.variables import Variables

__all__ = ["Bounds", "Intervals"]


class Bounds(NamedTuple):
    """Between which positions of an axis a mode lies."""

    earliest_start: int
    latest_start: int
    earliest_end: int
    latest_end: int


class Intervals:
    """Make intervals of modes along an axis: a calendar, or wall-clock time.

    An operation that works in the axis itself is one interval of fixed size. Otherwise start
    and end are converted and the size, which includes the pauses that the axis does not make,
    is derived.
    """

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self.problem, self.coordinates = variables.problem, variables.coordinates
        self._intervals: dict[tuple[int, int, bool], cp_model.IntervalVar] = {}

    def axis(self, resource: int, modes: Iterable[int]) -> int:
        """Return along what the use of a resource by some modes is counted.

        Its own working time; wall-clock time should a mode work while the resource does not.
        """
        axis = int(self.problem.resource_calendar[resource])
        target = self.problem.calendars[axis]
        for index in {self.variables.calendar[mode] for mode in modes}:
            source = self.problem.calendars[index]
            along = target.to_work(source.ends) - target.to_work(source.starts)
            if index != axis and (along != source.ends - source.starts).any():
                return WALL
        return axis

    def along(self, tick: int, axis: int) -> int:
        """Return the position of a tick on an axis."""
        return tick if axis == WALL else self.problem.calendars[axis].to_work(tick)

    def start(self, mode: int, axis: int) -> cp_model.LinearExprT:
        """Return where a mode starts on an axis."""
        pinned = self._pin(mode)
        if pinned is not None:
            return self.along(pinned, axis)
        return self.coordinates.image(self.variables.start_moment(mode), axis)

    def end(self, mode: int, axis: int) -> cp_model.LinearExprT:
        """Return where a mode ends on an axis, if it is taken."""
        size = self.fixed_size(mode, axis)
        if size is not None:
            return self.start(mode, axis) + size
        return self.coordinates.image(self.variables.end_moment(mode), axis)

    def bounds(self, mode: int, axis: int) -> Bounds:
        """Return the earliest and latest start and end of a mode on an axis."""
        windows, duration = self.variables.windows, self.variables.duration[mode]
        calendar = self.problem.calendars[self.variables.calendar[mode]]
        earliest, latest = windows.earliest[mode], windows.latest[mode]
        pinned = self._pin(mode)
        if pinned is not None:
            place = self.along(pinned, axis)
            end = place + (self.fixed_size(mode, axis) or 0)
            return Bounds(place, place, end, end)
        return Bounds(
            self.along(calendar.to_wall_start(earliest), axis),
            self.along(calendar.to_wall_start(latest), axis),
            self.along(end_of(calendar, earliest, duration), axis),
            self.along(end_of(calendar, latest, duration), axis),
        )

    def fixed_size(self, mode: int, axis: int) -> int | None:
        """Return how long a mode is on an axis, ``None`` if that depends on its start."""
        windows, duration = self.variables.windows, self.variables.duration[mode]
        if duration == 0:
            return 0
        pinned = self._pin(mode)
        if pinned is not None:
            calendar = self.problem.calendars[self.variables.calendar[mode]]
            end = end_of(calendar, windows.earliest[mode], duration)
            return self.along(end, axis) - self.along(pinned, axis)
        track = self.variables.track_of[mode]
        first, last = windows.earliest[mode] + duration, windows.latest[mode] + duration
        moment = Coordinate(track.start, duration, track.calendar, first, last, is_end=True)
        before = self.coordinates.flat_offset(self.variables.start_moment(mode), axis)
        after = self.coordinates.flat_offset(moment, axis)
        return None if before is None or after is None else duration + after - before

    def _pin(self, mode: int) -> int | None:
        """Return where a mode is pinned, possibly in closed time."""
        pinned = self.variables.pin[self.variables.track_of[mode].operation]
        return pinned if pinned >= 0 else None

    def interval(self, mode: int, axis: int, *, always: bool = False) -> cp_model.IntervalVar:
        """Return the interval of a mode; `always` for one that stands for all its operation's."""
        key = (mode, axis, always)
        if key not in self._intervals:
            self._intervals[key] = self._make(mode, axis, always=always)
        return self._intervals[key]

    def _make(self, mode: int, axis: int, *, always: bool) -> cp_model.IntervalVar:
        variables, model = self.variables, self.variables.model
        literal = None if always else variables.present[mode]
        name = f"{variables.name(variables.track_of[mode].operation)}={mode}@{axis}"
        start, size = self.start(mode, axis), self.fixed_size(mode, axis)
        if size is not None:
            if literal is None:
                return model.new_fixed_size_interval_var(start, size, name)
            return model.new_optional_fixed_size_interval_var(start, size, literal, name)
        end = self.end(mode, axis)
        length = self._length(mode, axis, name)
        if literal is None:
            return model.new_interval_var(start, length, end, name)
        return model.new_optional_interval_var(start, length, end, literal, name)

    def longest(self, mode: int, axis: int) -> int:
        """Return how long a mode is on an axis at most."""
        bounds = self.bounds(mode, axis)
        return max(self.variables.duration[mode], bounds.latest_end - bounds.earliest_start)

    def _length(self, mode: int, axis: int, name: str) -> cp_model.IntVar:
        """Return the size of an interval that pauses where its axis does not."""
        variables = self.variables
        operation, duration = variables.track_of[mode].operation, variables.duration[mode]

        def rule(known: Known) -> int:
            if known.mode[operation] != mode and variables.present[mode] is not None:
                return duration
            end, start = known.end[operation], known.start[operation]
            return self.along(end, axis) - self.along(start, axis)

        return variables.recorder.integer(duration, self.longest(mode, axis), f"size[{name}]", rule)
