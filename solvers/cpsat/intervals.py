"""Operations as intervals along the working time of what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solvers.cpsat.coordinates import Coordinate

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python import cp_model

    from solvers.cpsat.recorder import Known
    from solvers.cpsat.variables import Variables

    Literal = cp_model.IntVar | None

__all__ = ["Bounds", "Intervals", "Span", "add_span"]


class Bounds(NamedTuple):
    """Between which positions of an axis a mode lies."""

    earliest_start: int
    latest_start: int
    earliest_end: int
    latest_end: int


class Span(NamedTuple):
    """What is held between two positions of an axis, if a literal is true.

    Parameters
    ----------
    literal
        ``None`` for always.
    size
        Tells how long it is in a schedule, if the literal is true there.
    holds
        Tells whether the literal is true in a schedule.
    least, most
        Bounds of the size.
    """

    name: str
    start: cp_model.LinearExprT
    end: cp_model.LinearExprT
    literal: Literal
    size: Callable[[Known], int]
    holds: Callable[[Known], bool]
    least: int
    most: int


def add_span(variables: Variables, span: Span, *, is_point: bool = False) -> cp_model.IntervalVar:
    """Return the interval of a span; absent, not empty, where no tick of the axis is in it.

    Parameters
    ----------
    is_point
        Keep it where it is empty, so that nothing else may go on around it.
    """
    model, recorder = variables.model, variables.recorder
    literal, least = span.literal, span.least
    most = max(span.most, 1)

    def length(known: Known) -> int:
        return span.size(known) if span.holds(known) else max(least, 1)

    if not least and not is_point:
        held = recorder.boolean(
            f"held[{span.name}]", lambda known: int(span.holds(known) and span.size(known) > 0)
        )
        model.add(span.end >= span.start + 1).only_enforce_if(held)
        empty = model.add(span.end <= span.start)
        empty.only_enforce_if(*([~held] if literal is None else [~held, literal]))
        if literal is not None:
            model.add_implication(held, literal)
        size = recorder.integer(1, most, f"size[{span.name}]", lambda known: max(1, length(known)))
        return model.new_optional_interval_var(span.start, size, span.end, held, span.name)
    size = recorder.integer(least, most, f"size[{span.name}]", length)
    if literal is None:
        return model.new_interval_var(span.start, size, span.end, span.name)
    return model.new_optional_interval_var(span.start, size, span.end, literal, span.name)


class Intervals:
    """Make intervals of modes along an axis: a calendar, or wall-clock time.

    An operation that works in the axis itself is one interval of fixed size. Otherwise start
    and end are converted and the size, which includes the pauses that the axis does not make,
    is derived.
    """

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self.problem, self.coordinates = variables.problem, variables.coordinates
        self._intervals: dict[tuple[int, int, int], cp_model.IntervalVar] = {}

    def along(self, tick: int, axis: int) -> int:
        """Return the position of a tick on an axis."""
        return self.coordinates.along(tick, axis)

    def start(self, mode: int, axis: int) -> cp_model.LinearExprT:
        """Return where a mode starts on an axis."""
        return self.variables.start_place(mode, axis)

    def end(self, mode: int, axis: int) -> cp_model.LinearExprT:
        """Return where a mode ends on an axis, if it is taken."""
        size = self.fixed_size(mode, axis)
        if size is not None:
            return self.start(mode, axis) + size
        return self.variables.end_place(mode, axis)

    def bounds(self, mode: int, axis: int) -> Bounds:
        """Return the earliest and latest start and end of a mode on an axis."""
        variables = self.variables
        operation = variables.track_of[mode].operation
        starts, ends = variables.start_ticks(mode), variables.done_ticks(mode)
        if not variables.ends_with_work(operation):
            ends = ends[0], max(ends[0], variables.windows.latest_end[operation])
        return Bounds(
            self.along(starts[0], axis),
            self.along(starts[1], axis),
            self.along(ends[0], axis),
            self.along(ends[1], axis),
        )

    def fixed_size(self, mode: int, axis: int) -> int | None:
        """Return how long a mode is on an axis, ``None`` if that depends on its start."""
        variables = self.variables
        windows, duration, track = variables.windows, variables.duration[mode], variables.track_of
        if variables.is_moment(mode):
            return 0
        if mode in variables.stretch or variables.has_late_end(track[mode].operation):
            return None
        if variables.pin[track[mode].operation] >= 0:
            (start, _), (end, _) = variables.start_ticks(mode), variables.done_ticks(mode)
            return self.along(end, axis) - self.along(start, axis)
        first, last = windows.earliest[mode] + duration, windows.latest[mode] + duration
        row = track[mode]
        moment = Coordinate(row.start, duration, row.calendar, first, last, is_end=True)
        before = self.coordinates.flat_offset(variables.start_moment(mode), axis)
        after = self.coordinates.flat_offset(moment, axis)
        return None if before is None or after is None else duration + after - before

    def interval(self, mode: int, axis: int, literal: Literal) -> cp_model.IntervalVar:
        """Return the interval of a mode, there if a literal is true; ``None`` for always."""
        key = (mode, axis, -1 if literal is None else literal.index)
        if key not in self._intervals:
            self._intervals[key] = self._make(mode, axis, literal)
        return self._intervals[key]

    def _make(self, mode: int, axis: int, literal: Literal) -> cp_model.IntervalVar:
        variables, model = self.variables, self.variables.model
        name = f"{variables.name(variables.track_of[mode].operation)}={mode}@{axis}"
        start, size = self.start(mode, axis), self.fixed_size(mode, axis)
        if size is None:
            return add_span(variables, self.span(mode, axis, literal, name))
        if literal is None:
            return model.new_fixed_size_interval_var(start, size, name)
        return model.new_optional_fixed_size_interval_var(start, size, literal, name)

    def longest(self, mode: int, axis: int) -> int:
        """Return how long a mode is on an axis at most."""
        bounds = self.bounds(mode, axis)
        return max(self.variables.duration[mode], bounds.latest_end - bounds.earliest_start)

    def span(self, mode: int, axis: int, literal: Literal, name: str) -> Span:
        """Return what a mode holds along an axis, pauses that the axis does not make included."""
        variables, track = self.variables, self.variables.track_of[mode]

        def size(known: Known) -> int:
            end, start = known.end[track.operation], known.start[track.operation]
            return self.along(end, axis) - self.along(start, axis)

        def holds(known: Known) -> bool:
            return literal is None or bool(known.values[literal.index])

        is_inside = self.coordinates.includes(axis, track.calendar)
        least = variables.duration[mode] if is_inside else 0
        start, end, most = self.start(mode, axis), self.end(mode, axis), self.longest(mode, axis)
        return Span(name, start, end, literal, size, holds, least, most)
