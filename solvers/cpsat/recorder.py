"""A CP-SAT model that knows, for each of its variables, its value in a given schedule.

Every variable is created together with the rule that reads its value from a schedule. So the
hint is complete by construction, and it is feasible as soon as the schedule is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Protocol

import numpy as np
from ortools.sat.python import cp_model

from solvers.cpsat.sequences import state_sequences
from solvers.cpsat.session_groups import sessions_of, working_ticks

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

__all__ = ["Flag", "Known", "ModelTooLarge", "Recorder", "Rule"]


class Flag(Protocol):
    """Whatever tells that building is not wanted any more, for example an event."""

    def is_set(self) -> bool:
        """Tell it."""


class ModelTooLarge(Exception):  # noqa: N818 - never leaves the package
    """The model cannot be built in the time that is left, or is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Known:
    """A schedule as lists, and the values of the variables created so far."""

    mode: list[int]
    start: list[int]
    end: list[int]
    values: list[int]
    tours: dict[int, list[int]]
    """Operations with a state in the order they run, for each resource with setups."""
    changeover: list[int]
    work: list[int]
    """Ticks each operation works: as long as its session."""
    sessions: list[list[int]]
    """Operations that share one, ascending; also those alone in theirs."""


Rule = Callable[[Known], int]
"""Read the value of one variable; variables created before it are in ``known.values``."""

GroupRule = Callable[[Known], None]
"""Set the values of several variables in ``known.values``."""


class Recorder:
    """Create variables and remember how to hint them.

    Parameters
    ----------
    problem
        What the schedules are of.
    deadline
        Moment of the monotonic clock after which building gives up.
    stop
        Set from outside, it makes building give up.
    """

    def __init__(
        self, problem: Problem, deadline: float = float("inf"), stop: Flag | None = None
    ) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.deadline, self._stop = deadline, stop
        self._rules: list[GroupRule] = []
        self._num_created = 0
        self._bounds: dict[tuple[int, int], cp_model.IntVar] = {}

    @property
    def num_literals(self) -> int:
        """Return how many bound literals there are."""
        return len(self._bounds)

    def check_time(self) -> None:
        """Give up when there is no time left.

        Raises
        ------
        ModelTooLarge
            After the deadline, or when told to stop.
        """
        if monotonic() > self.deadline or (self._stop is not None and self._stop.is_set()):
            raise ModelTooLarge

    def integer(self, low: int, high: int, name: str, rule: Rule) -> cp_model.IntVar:
        """Create an integer variable in ``[low, high]``."""
        self._num_created += 1
        variable = self.model.new_int_var(low, high, name)
        self._rules.append(_single(variable.index, rule))
        return variable

    def integer_in(self, domain: cp_model.Domain, name: str, rule: Rule) -> cp_model.IntVar:
        """Create an integer variable with holes in its domain."""
        self._num_created += 1
        variable = self.model.new_int_var_from_domain(domain, name)
        self._rules.append(_single(variable.index, rule))
        return variable

    def boolean(self, name: str, rule: Rule | None = None) -> cp_model.IntVar:
        """Create a Boolean; without a rule, a group rule or 0 gives its value."""
        self._num_created += 1
        variable = self.model.new_bool_var(name)
        if rule is not None:
            self._rules.append(_single(variable.index, rule))
        return variable

    def group(self, rule: GroupRule) -> None:
        """Remember a rule that sets the values of several variables."""
        self._rules.append(rule)

    def at_least(self, variable: cp_model.IntVar, threshold: int) -> cp_model.IntVar:
        r"""Return the literal :math:`[variable \ge threshold]`, the same at every call."""
        key = (variable.index, threshold)
        literal = self._bounds.get(key)
        if literal is None:
            model = self.model
            self._num_created += 1
            literal = model.new_bool_var(f"{variable.name}>={threshold}")
            model.add(variable >= threshold).only_enforce_if(literal)
            model.add(variable < threshold).only_enforce_if(~literal)
            self._bounds[key] = literal
        return literal

    def values_of(self, schedule: Schedule) -> list[int]:
        """Return the value of every variable in a schedule."""
        known = Known(
            schedule.mode.tolist(),
            schedule.start.tolist(),
            schedule.end.tolist(),
            self._constants(),
            state_sequences(self.problem, schedule),
            schedule.changeover.tolist(),
            working_ticks(self.problem, schedule),
            sessions_of(self.problem, schedule),
        )
        values = known.values
        for rule in self._rules:
            rule(known)
        for (base, threshold), literal in self._bounds.items():
            values[literal.index] = int(values[base] >= threshold)
        return values

    def _constants(self) -> list[int]:
        """Return 0 for each variable, and the value of those OR-Tools made for constants."""
        variables = self.model.proto.variables
        values = [0] * len(variables)
        if len(values) > self._num_created:
            for index, variable in enumerate(variables):
                domain = list(variable.domain)
                if domain[0] == domain[-1]:
                    values[index] = domain[0]
        return values

    def hint(self, schedule: Schedule) -> None:
        """Hint every variable with its value in a schedule."""
        values = self.values_of(schedule)
        hint = self.model.proto.solution_hint
        hint.vars.clear()
        hint.values.clear()
        hint.vars.extend(np.arange(len(values)).tolist())
        hint.values.extend(values)


def _single(index: int, rule: Rule) -> GroupRule:
    def set_value(known: Known) -> None:
        known.values[index] = rule(known)

    return set_value
