"""What every mode, session and changeover holds of every resource."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.cpsat.changeovers import Changeovers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ortools.sat.python import cp_model

    from solvers.cpsat.intervals import Intervals
    from solvers.cpsat.sessions import Sessions
    from solvers.cpsat.variables import Variables

    Literal = cp_model.IntVar | None

__all__ = ["Hold", "Holds"]


@dataclass(frozen=True, slots=True)
class Hold:
    """Units of a resource that a mode holds, in the windows of a calendar.

    Parameters
    ----------
    make
        Returns its interval along an axis, ``None`` where it is nothing; without it the interval
        is that of the mode, from start to end.
    """

    mode: int
    units: int
    calendar: int
    make: Callable[[int], cp_model.IntervalVar | None] | None = None


class _Use(NamedTuple):
    mode: int
    resource: int
    units: int
    calendar: int


class Holds:
    """Holds by resource, of possible modes only."""

    def __init__(self, variables: Variables, intervals: Intervals, sessions: Sessions) -> None:
        self.variables, self.intervals, self.sessions = variables, intervals, sessions
        self.problem = variables.problem
        self.main: dict[int, list[int]] = defaultdict(list)
        """The modes that run on each resource."""
        self._uses: dict[int, list[_Use]] = defaultdict(list)
        self._changeovers: dict[int, Changeovers] = {}
        main: list[int] = self.problem.mode_resource.tolist()
        for mode in (mode for modes in variables.windows.possible for mode in modes):
            if main[mode] >= 0:
                self.main[main[mode]].append(mode)
        for use in self._rows():
            if use.mode in variables.track_of:
                self._uses[use.resource].append(use)

    def _rows(self) -> Iterable[_Use]:
        problem = self.problem
        columns = (problem.use_mode, problem.use_resource, problem.use_units, problem.use_calendar)
        return map(_Use._make, zip(*(column.tolist() for column in columns), strict=True))

    def resources(self) -> list[int]:
        """Return whatever is held, crews of changeovers after the machines they serve."""
        crews = set(self.problem.crew_resource.tolist())
        return sorted({*self.main, *self._uses, *crews}, key=lambda row: (row in crews, row))

    def of(self, resource: int) -> list[Hold]:
        """Return all holds of a resource."""
        return [
            *self.of_main(resource),
            *(Hold(use.mode, use.units, use.calendar) for use in self._uses[resource]),
            *self._of_crew(resource),
        ]

    def of_main(self, resource: int) -> list[Hold]:
        """Return what modes hold of their main resource; of a session only the leader does."""
        calendar, modes = int(self.problem.resource_calendar[resource]), self.main[resource]
        units: list[int] = self.problem.mode_units.tolist()
        changeovers = self.changeovers_on(resource)
        if changeovers is not None:
            held, states = changeovers.held, self.problem.mode_state
            modes = sorted(modes, key=lambda mode: bool(states[mode] >= 0))
            return [Hold(mode, units[mode], calendar, _along(held, mode)) for mode in modes]
        leads = self.sessions.leads
        return [
            Hold(mode, units[mode], calendar, self._session(mode) if mode in leads else None)
            for mode in modes
        ]

    def changeovers_on(self, resource: int) -> Changeovers | None:
        """Return the changeovers of a machine, ``None`` where there are none."""
        if self.problem.resource_setup[resource] < 0 or not self.main[resource]:
            return None
        if resource not in self._changeovers:
            modes = self.main[resource]
            row = Changeovers(self.variables, self.intervals, resource, modes)
            self._changeovers[resource] = row
        return self._changeovers[resource]

    def _session(self, mode: int) -> Callable[[int], cp_model.IntervalVar | None]:
        literal = self.sessions.leads[mode]
        is_empty = self.variables.is_moment(mode)
        return lambda axis: None if is_empty else self.intervals.interval(mode, axis, literal)

    def _of_crew(self, resource: int) -> Iterable[Hold]:
        """Yield what changeovers hold of their crew."""
        for row in np.flatnonzero(self.problem.crew_resource == resource).tolist():
            machine = int(self.problem.crew_machine[row])
            calendar = int(self.problem.resource_setup_calendar[machine])
            changeovers = self.changeovers_on(machine)
            if changeovers is not None:
                for mode in self.main[machine]:
                    units = int(self.problem.crew_units[row])
                    yield Hold(mode, units, calendar, _along(changeovers.crew, mode))


def _along(
    make: Callable[[int, int], cp_model.IntervalVar | None], mode: int
) -> Callable[[int], cp_model.IntervalVar | None]:
    return lambda axis: make(mode, axis)
