"""A schedule as plain lists, with what its sessions and changeovers make of each operation."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from solvers.flat import FlatProblem

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.flat_calendar import FlatCalendar

__all__ = ["TimedSchedule"]


class TimedSchedule:
    """Where and when each operation runs; shape (N,) but for the flat problem.

    Parameters
    ----------
    problem, schedule
        What was planned, and a plan of it.

    Attributes
    ----------
    is_infinite
        Whether the plan ignores capacity: nobody holds a machine, nobody shares a session.
    members
        Who is in an operation's session, itself included; nobody if it cannot share one.
    duration, interruptible
        Working ticks, and whether they may pause, as its session has it.
    before
        The operation before it on a machine with setups; -1 for none.
    """

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.problem = problem
        self.flat = FlatProblem(problem)
        self.mode: list[int] = schedule.mode.tolist()
        self.start: list[int] = schedule.start.tolist()
        self.end: list[int] = schedule.end.tolist()
        self.setup: list[int] = problem.mode_setup[schedule.mode].tolist()
        self.changeover: list[int] = schedule.changeover.tolist()
        self.machine: list[int] = problem.mode_resource[schedule.mode].tolist()
        self.family: list[int] = problem.mode_family[schedule.mode].tolist()
        on_machine = problem.mode_resource[schedule.mode] >= 0
        self.is_infinite = bool(((schedule.unit < 0) & on_machine).any())
        self.members = self._sessions(problem)
        self.calendar = [self.flat.calendar[mode] for mode in self.mode]
        self.duration = [self.flat.duration[mode] for mode in self.mode]
        self.interruptible = [self.flat.interruptible[mode] for mode in self.mode]
        for op, members in enumerate(self.members):
            if len(members) > 1:
                self.duration[op] = max(self.flat.duration[self.mode[row]] for row in members)
                self.interruptible[op] = all(
                    self.flat.interruptible[self.mode[row]] for row in members
                )
        calendars = self.flat.calendars
        self.setup_calendar = [calendars[row] for row in problem.resource_setup_calendar.tolist()]
        self.resource_calendar = [calendars[row] for row in problem.resource_calendar.tolist()]
        self.crews = self._crews(problem)
        self.uses = self._uses(problem)
        self.before = self._sequences(problem)

    @staticmethod
    def _crews(problem: Problem) -> list[list[tuple[int, int]]]:
        """Return what changeovers on each resource hold: resource and units."""
        crews: list[list[tuple[int, int]]] = [[] for _ in range(problem.num_resources)]
        for machine, resource, units in zip(
            problem.crew_machine.tolist(),
            problem.crew_resource.tolist(),
            problem.crew_units.tolist(),
            strict=True,
        ):
            crews[machine].append((resource, units))
        return crews

    def _uses(self, problem: Problem) -> list[list[tuple[int, int, FlatCalendar]]]:
        """Return the further resources of each mode: resource, units, and when they count."""
        uses: list[list[tuple[int, int, FlatCalendar]]] = [[] for _ in range(problem.num_modes)]
        for mode, resource, units, calendar in zip(
            problem.use_mode.tolist(),
            problem.use_resource.tolist(),
            problem.use_units.tolist(),
            problem.use_calendar.tolist(),
            strict=True,
        ):
            uses[mode].append((resource, units, self.flat.calendars[calendar]))
        return uses

    def _sessions(self, problem: Problem) -> list[tuple[int, ...]]:
        found: list[tuple[int, ...]] = [()] * len(self.mode)
        if self.is_infinite:
            return found
        most: list[int] = problem.session_most.tolist()
        groups: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for op, (machine, family) in enumerate(zip(self.machine, self.family, strict=True)):
            if machine >= 0 and family >= 0 and most[machine] > 0:
                groups[machine, family, self.start[op]].append(op)
        for members in groups.values():
            for op in members:
                found[op] = tuple(members)
        return found

    def _sequences(self, problem: Problem) -> list[int]:
        """Return whose state each operation finds on a machine with setups; -1 for nobody's."""
        before = [-1] * len(self.mode)
        rows = [
            (machine, self.start[op], self.end[op], -self.changeover[op], op)
            for op, machine in enumerate(self.machine)
            if machine >= 0 and problem.resource_setup[machine] >= 0
        ]
        for first, second in pairwise(sorted(rows)):
            if first[0] == second[0]:
                before[second[-1]] = first[-1]
        return before

    def longest_member(self, op: int) -> int:
        """Return who of its session works longest; itself if it shares none."""
        rows = self.members[op] or (op,)
        return max(rows, key=lambda row: (self.flat.duration[self.mode[row]], -row))

    def earliest(self, op: int, tick: int) -> int:
        """Return when an operation may start from a tick on, ignoring capacity; -1 if never."""
        start, _ = self.calendar[op].earliest(
            tick, self.duration[op], interruptible=self.interruptible[op]
        )
        return start

    def earliest_ending(self, op: int, tick: int) -> int:
        """Return when it may start if it must not end before a tick; -1 if never."""
        begin = self.calendar[op].earliest_ending(
            tick, self.duration[op], interruptible=self.interruptible[op]
        )
        return self.earliest(op, begin) if begin >= 0 else -1

    def worked(self, op: int, ticks: int) -> int:
        """Return when it has worked some ticks; -1 if never."""
        return self.calendar[op].worked(self.start[op], ticks)

    def waits_at_end(self, op: int) -> bool:
        """Tell whether it ends later than its work, for the phase that it overlaps with."""
        return self.flat.elastic[op] and self.end[op] > self.worked(op, self.duration[op])

    def hold_begin(self, op: int) -> int:
        """Return from when it holds its machine: its changeover comes before it."""
        if not self.changeover[op]:
            return self.start[op]
        calendar = self.setup_calendar[self.machine[op]]
        return calendar.begin(calendar.to_work(self.start[op]) - self.changeover[op])
