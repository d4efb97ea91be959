"""Changeovers: how long each is, since when it holds the machine, and its crew with it.

A changeover comes right before its operation and advances in the setup calendar of the machine.
Where that is the machine's own working time, it begins so many ticks before the start; otherwise
its begin is counted in the setup calendar and converted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solvers.cpsat.coordinates import Coordinate
from solvers.cpsat.intervals import Span, add_span
from solvers.cpsat.setup_pairs import add_pairs
from solvers.cpsat.setups import Arc, Machine, add_tour
from solvers.cpsat.sums import weighted_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python import cp_model

    from solvers.cpsat.intervals import Intervals
    from solvers.cpsat.recorder import Known
    from solvers.cpsat.variables import Variables

__all__ = ["Changeovers"]


@dataclass(frozen=True, slots=True)
class _Changeover:
    """The changeover of one mode.

    Parameters
    ----------
    moment
        Its begin, in coordinates of the setup calendar.
    ticks
        How long it is.
    most
        How long it is at most.
    """

    moment: Coordinate
    ticks: cp_model.LinearExprT
    most: int


class Changeovers:
    """The changeovers of one machine, and intervals that begin with them.

    Parameters
    ----------
    resource
        A resource with setups.
    modes
        Those that run on it.
    """

    def __init__(
        self, variables: Variables, intervals: Intervals, resource: int, modes: list[int]
    ) -> None:
        self.variables, self.intervals = variables, intervals
        self.problem, self.model = variables.problem, variables.model
        axis = int(self.problem.resource_calendar[resource])
        clock = int(self.problem.resource_setup_calendar[resource])
        if self.problem.calendars[axis].same_windows(self.problem.calendars[clock]):
            clock = axis
        self.machine = Machine(resource, axis, clock)
        states = self.problem.mode_state
        stateful = [mode for mode in modes if states[mode] >= 0]
        self.is_toured = len(stateful) == len(modes)
        """Every operation on the machine is in the tour, which lets none overlap."""
        self._entering: dict[int, list[Arc]] = defaultdict(list)
        arcs = add_tour(variables, intervals, self.machine, stateful) if stateful else []
        add_pairs(variables, intervals, self.machine, stateful, arcs)
        for arc in arcs:
            if arc.setup:
                self._entering[arc.after].append(arc)
                variables.charge(resource, arc.literal, arc.setup)
        for mode in modes:
            self._charge(mode)
        self._changeovers: dict[int, _Changeover | None] = {}
        self._literals: dict[int, cp_model.IntVar | None] = {}

    def _charge(self, mode: int) -> None:
        rows = [(arc.literal, arc.setup) for arc in self._entering[mode]]
        self.variables.transitions[mode] = rows
        preparation, present = self._preparation(mode), self.variables.present[mode]
        if preparation:
            literal = 1 if present is None else present
            self.variables.charge(self.machine.resource, literal, preparation)

    def _preparation(self, mode: int) -> int:
        return int(self.problem.mode_preparation[mode])

    def held(self, mode: int, axis: int) -> cp_model.IntervalVar:
        """Return the interval from the begin of the changeover to the end of the operation."""
        variables, intervals = self.variables, self.intervals
        operation, present = variables.track_of[mode].operation, variables.present[mode]
        changeover = self._changeover(mode)
        if changeover is None:
            return intervals.interval(mode, axis, present)
        first, _, earliest_end, _ = intervals.bounds(mode, axis)

        def size(known: Known) -> int:
            end = intervals.along(known.end[operation], axis)
            return end - intervals.along(self._setup_start(mode, known), axis)

        is_own = axis == self.machine.axis
        least = min(1, earliest_end - first) if is_own and variables.duration[mode] else 0
        most = intervals.bounds(mode, axis).latest_end
        if is_own and self.machine.clock == axis:
            most = intervals.longest(mode, axis) + changeover.most
        name = f"held[{variables.name(operation)}={mode}]@{axis}"
        begin, end = self._begin(mode, changeover, axis), intervals.end(mode, axis)
        is_taken = self._is_taken(mode)
        span = Span(name, begin, end, present, size, is_taken, least, most)
        return add_span(variables, span, is_point=is_own)

    def crew(self, mode: int, axis: int) -> cp_model.IntervalVar | None:
        """Return the interval of the changeover alone; ``None`` if there never is one."""
        changeover, variables = self._changeover(mode), self.variables
        if changeover is None:
            return None
        operation, intervals = variables.track_of[mode].operation, self.intervals
        start, literal = intervals.start(mode, axis), self._literal(mode)
        name = f"crew[{variables.name(operation)}={mode}]@{axis}"
        if axis == self.machine.clock:
            begin, ticks = changeover.moment.variable, changeover.ticks
            if literal is None:
                return self.model.new_interval_var(begin, ticks, start, name)
            return self.model.new_optional_interval_var(begin, ticks, start, literal, name)

        def size(known: Known) -> int:
            begin = intervals.along(self._setup_start(mode, known), axis)
            return intervals.along(known.start[operation], axis) - begin

        def holds(known: Known) -> bool:
            return known.mode[operation] == mode and known.changeover[operation] > 0

        begins = variables.coordinates.image(changeover.moment, axis)
        most = intervals.bounds(mode, axis).latest_start
        return add_span(variables, Span(name, begins, start, literal, size, holds, 0, most))

    def _is_taken(self, mode: int) -> Callable[[Known], bool]:
        operation = self.variables.track_of[mode].operation
        return lambda known: known.mode[operation] == mode

    def _setup_start(self, mode: int, known: Known) -> int:
        """Return the tick since when the machine is held in a schedule."""
        operation = self.variables.track_of[mode].operation
        start, ticks = known.start[operation], known.changeover[operation]
        if not ticks:
            return start
        clock = self.problem.calendars[self.machine.clock]
        return clock.to_wall_start(clock.to_work(start) - ticks)

    def _changeover(self, mode: int) -> _Changeover | None:
        """Return the changeover of a mode, ``None`` if it never has one."""
        if mode not in self._changeovers:
            needs_one = self._entering[mode] or self._preparation(mode)
            self._changeovers[mode] = self._make(mode) if needs_one else None
        return self._changeovers[mode]

    def _make(self, mode: int) -> _Changeover | None:
        variables, clock = self.variables, self.machine.clock
        operation = variables.track_of[mode].operation
        name = f"{variables.name(operation)}={mode}"
        first, last, _, _ = self.intervals.bounds(mode, clock)
        most = self._preparation(mode) + max((a.setup for a in self._entering[mode]), default=0)
        is_taken = self._is_taken(mode)
        total = self.problem.calendars[clock].total
        ticks = self._ticks(mode, name, most)
        is_own = clock == self.machine.axis
        low, high = (max(0, first - most), last) if is_own else (0, min(last, total - 1))
        if low > high:  # the setup calendar never opens
            literal = self._literal(mode)
            self.model.add_bool_or([] if literal is None else [~literal])
            return None

        def begin(known: Known) -> int:
            if not is_taken(known) or not (is_own or known.changeover[operation]):
                return low
            start = self.intervals.along(known.start[operation], clock)
            return start - known.changeover[operation]

        begin_var = variables.recorder.integer(low, high, f"begin[{name}]", begin)
        start = self.intervals.start(mode, clock)
        tie = self.model.add(weighted_sum([(begin_var, 1), (ticks, 1), (start, -1)]) == 0)
        condition = variables.present[mode] if is_own else self._literal(mode)
        if condition is not None:
            tie.only_enforce_if(condition)
        moment = Coordinate(begin_var, 0, clock, low, high, is_end=False)
        return _Changeover(moment, ticks, most)

    def _ticks(self, mode: int, name: str, most: int) -> cp_model.LinearExprT:
        """Return how long the changeover of a mode is; anything where the mode is not taken."""
        entering, preparation = self._entering[mode], self._preparation(mode)
        if not entering:
            return preparation
        operation, is_taken = self.variables.track_of[mode].operation, self._is_taken(mode)

        def changeover(known: Known) -> int:
            return known.changeover[operation] if is_taken(known) else preparation

        ticks = self.variables.recorder.integer(0, most, f"changeover[{name}]", changeover)
        transitions = ((arc.literal, -arc.setup) for arc in entering)
        self.model.add(weighted_sum([(ticks, 1), *transitions]) == preparation)
        return ticks

    def _literal(self, mode: int) -> cp_model.IntVar | None:
        """Return the literal that a mode has a changeover, ``None`` for always."""
        if self._preparation(mode):
            return self.variables.present[mode]
        if mode not in self._literals:
            literals = [arc.literal for arc in self._entering[mode]]
            is_single = len(literals) == 1
            self._literals[mode] = literals[0] if is_single else self._any(mode, literals)
        return self._literals[mode]

    def _any(self, mode: int, literals: list[cp_model.IntVar]) -> cp_model.IntVar:
        operation = self.variables.track_of[mode].operation
        is_taken = self._is_taken(mode)

        def exists(known: Known) -> int:
            return int(is_taken(known) and known.changeover[operation] > 0)

        name = f"changes[{self.variables.name(operation)}={mode}]"
        literal = self.variables.recorder.boolean(name, exists)
        self.model.add(sum(literals) == literal)
        return literal

    def _begin(self, mode: int, changeover: _Changeover, axis: int) -> cp_model.LinearExprT:
        """Return since when the machine is held, along an axis."""
        variables, moment, clock = self.variables, changeover.moment, self.machine.clock
        if axis == clock == self.machine.axis:
            return moment.variable
        image = variables.coordinates.image(moment, axis)
        present, literal = variables.present[mode], self._literal(mode)
        if literal is present:
            return image
        first, last, _, _ = self.intervals.bounds(mode, axis)
        low = self.intervals.along(0, axis)
        is_taken = self._is_taken(mode)

        def begin(known: Known) -> int:
            if not is_taken(known):
                return first
            return self.intervals.along(self._setup_start(mode, known), axis)

        name = f"since[{variables.name(variables.track_of[mode].operation)}={mode}]@{axis}"
        variable = variables.recorder.integer(min(low, first), last, name, begin)
        start = self.intervals.start(mode, axis)
        if literal is not None:
            self.model.add(variable == image).only_enforce_if(literal)
            without = [~literal] if present is None else [~literal, present]
            self.model.add(variable == start).only_enforce_if(*without)
        return variable
