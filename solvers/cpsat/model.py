"""Wire variables, constraints and objective of one problem into a CP-SAT model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.level import Level
from solvers.cpsat.alike import add_kinds, kinds, relabelled
from solvers.cpsat.capacity import add_capacities
from solvers.cpsat.fill_rules import add_fill_rules
from solvers.cpsat.intervals import Intervals
from solvers.cpsat.late_ends import add_late_ends
from solvers.cpsat.objective import Levels
from solvers.cpsat.precedence import add_precedences
from solvers.cpsat.recorder import Recorder
from solvers.cpsat.sessions import Sessions
from solvers.cpsat.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python import cp_model

    from models.level import Objective
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.cpsat.recorder import Flag
    from solvers.cpsat.windows import Windows

__all__ = ["ScheduleModel"]

_FAR = 2**62
"""Less than the objective ever is, negated."""


class ScheduleModel:
    """The model of a problem within windows; levels are added as they are reached.

    Parameters
    ----------
    problem
        What to plan.
    windows
        Every operation needs at least one possible mode.
    deadline
        Moment of the monotonic clock after which building gives up with `ModelTooLarge`.
    stop
        Set from outside, it makes building give up in the same way.
    """

    def __init__(
        self,
        problem: Problem,
        windows: Windows,
        *,
        deadline: float = float("inf"),
        stop: Flag | None = None,
    ) -> None:
        self.problem = problem
        self.recorder = Recorder(problem, deadline, stop)
        self.variables = Variables(problem, windows, self.recorder)
        self.levels = Levels(self.variables)
        sessions = Sessions(self.variables)
        add_late_ends(self.variables)
        sessions.tie_ends()
        add_precedences(self.variables)
        intervals = Intervals(self.variables)
        add_capacities(self.variables, intervals, sessions)
        add_fill_rules(self.variables, intervals, sessions)
        self._kinds = kinds(problem, windows)
        add_kinds(self.variables, self._kinds)
        self._expressions: dict[Level, cp_model.LinearExprT] = {}

    @property
    def model(self) -> cp_model.CpModel:
        """Return the CP-SAT model."""
        return self.recorder.model

    def minimize(self, objective: Level | Objective) -> None:
        """Make a level the objective."""
        self.model.minimize(self._expression(objective))

    def keep(self, objective: Level | Objective, value: int) -> None:
        """Forbid a level to become worse than `value`."""
        expression = self._expression(objective)
        if not isinstance(expression, int):
            self.model.add(expression <= value)

    def limit(self, value: int) -> None:
        """Look for no plan whose objective, set before, is worse than `value`."""
        objective = self.model.proto.objective
        if len(objective.vars):
            offset = round(float(objective.offset))
            objective.domain.clear()
            objective.domain.extend([-_FAR, value - offset])

    def hint(self, schedule: Schedule) -> None:
        """Hint every variable with its value in a schedule."""
        self.recorder.hint(relabelled(schedule, self._kinds))

    def _expression(self, objective: Level | Objective) -> cp_model.LinearExprT:
        level = Level.of(objective)
        if level not in self._expressions:
            self._expressions[level] = self.levels.expression(level)
        return self._expressions[level]

    def chosen_modes(self, values: Sequence[int]) -> list[int]:
        """Return the mode of every operation in a solution."""
        present = self.variables.present
        chosen: list[int] = []
        for modes in self.variables.windows.possible:
            literals = [(mode, present[mode]) for mode in modes]
            chosen.append(next(mode for mode, lit in literals if lit is None or values[lit.index]))
        return chosen
