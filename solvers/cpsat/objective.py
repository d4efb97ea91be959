r"""The levels of the objective as linear expressions; formulas in `models.measures`.

Auxiliary variables (tardiness, makespan, ...) are bounded from below only: minimising pulls
them down to the measure. With a negative coefficient, which pulls up, they are exact.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from models.problem import Precedence
from models.schedule import Objective

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.cpsat.recorder import Known, Rule
    from solvers.cpsat.variables import Variables

    Link = tuple[int, int]

__all__ = ["Levels"]


class Levels:
    """Expressions of the levels; their variables are made when first asked for."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self.problem, self.model = variables.problem, variables.model
        self._tardiness: dict[int, cp_model.LinearExprT] = {}
        pointer: list[int] = self.problem.demand_ptr.tolist()
        links = list(
            zip(self.problem.demand_op.tolist(), self.problem.demand_lag.tolist(), strict=True)
        )
        self._links: list[list[Link]] = [links[begin:end] for begin, end in pairwise(pointer)]

    def expression(self, objective: Objective) -> cp_model.LinearExprT:
        """Return a level to be minimised."""
        builders = {
            Objective.TARDINESS: self._weighted_tardiness,
            Objective.LATE: self._num_late,
            Objective.MAX_LATENESS: self._max_lateness,
            Objective.FLOW: self._flow_cost,
            Objective.SETUP: self._setup_time,
            Objective.MAKESPAN: self._makespan,
        }
        return builders[objective]()

    def _weighted_tardiness(self) -> cp_model.LinearExprT:
        weights: list[int] = self.problem.demand_weight.tolist()
        rows = [(demand, weight) for demand, weight in enumerate(weights) if weight]
        return _sum((self._tardiness_of(demand), weight) for demand, weight in rows)

    def _tardiness_of(self, demand: int, *, exact: bool = False) -> cp_model.LinearExprT:
        r"""Return :math:`\max(0, C_j - d_j)`."""
        if demand in self._tardiness:
            return self._tardiness[demand]
        self.variables.recorder.check_time()
        due = int(self.problem.demand_due[demand])
        floor = max(0, int(self.problem.demand_release[demand]) - due)
        links = self._late_links(demand, due + floor)
        if not links:
            self._tardiness[demand] = floor
            return floor
        latest = max(self.variables.windows.latest_end[op] + lag for op, lag in links) - due
        rule = _latest(self._links[demand], due, floor)
        name = f"tardiness[{self._name(demand)}]"
        variable = self.variables.recorder.integer(floor, latest, name, rule)
        ends = [self.variables.wall_end(op) + (lag - due) for op, lag in links]
        if exact or self.problem.flow_demand[demand] < 0:
            self.model.add_max_equality(variable, [*ends, floor])
        else:
            for end in ends:
                self.model.add(variable >= end)
        self._tardiness[demand] = variable
        return variable

    def _late_links(self, demand: int, moment: int) -> list[Link]:
        """Return what can complete a demand after a moment."""
        latest_end = self.variables.windows.latest_end
        return [(op, lag) for op, lag in self._links[demand] if latest_end[op] + lag > moment]

    def _num_late(self) -> cp_model.LinearExprT:
        terms: list[tuple[cp_model.LinearExprT, int]] = []
        for demand in range(self.problem.num_demands):
            due = int(self.problem.demand_due[demand])
            if self.problem.demand_release[demand] > due:
                terms.append((1, 1))
                continue
            links = self._late_links(demand, due)
            if not links:
                continue
            rule = _is_late(links, due)
            late = self.variables.recorder.boolean(f"late[{self._name(demand)}]", rule)
            for op, lag in links:
                end = self.variables.wall_end(op)
                self.model.add(end + lag <= due).only_enforce_if(~late)
            terms.append((late, 1))
        return _sum(terms)

    def _max_lateness(self) -> cp_model.LinearExprT:
        dues: list[int] = self.problem.demand_due.tolist()
        releases: list[int] = self.problem.demand_release.tolist()
        pairs = zip(releases, dues, strict=True)
        floor = max([0, *(release - due for release, due in pairs)])
        rows = [
            (op, lag, due)
            for demand, due in enumerate(dues)
            for op, lag in self._late_links(demand, due + floor)
        ]
        if not rows:
            return floor
        latest_end = self.variables.windows.latest_end
        latest = max(latest_end[op] + lag - due for op, lag, due in rows)

        def rule(known: Known) -> int:
            return max([floor, *(known.end[op] + lag - due for op, lag, due in rows)])

        variable = self.variables.recorder.integer(floor, latest, "max-lateness", rule)
        for op, lag, due in rows:
            self.model.add(variable >= self.variables.wall_end(op) + (lag - due))
        return variable

    def _flow_cost(self) -> cp_model.LinearExprT:
        problem, variables = self.problem, self.variables
        terms: list[tuple[cp_model.LinearExprT, int]] = []
        for operation in np.flatnonzero(problem.flow_start).tolist():
            variables.recorder.check_time()
            terms.append((variables.wall_start(operation), int(problem.flow_start[operation])))
        for operation in np.flatnonzero(problem.flow_end).tolist():
            variables.recorder.check_time()
            terms.append((variables.wall_end(operation), int(problem.flow_end[operation])))
        for demand in np.flatnonzero(problem.flow_demand).tolist():
            cost, due = int(problem.flow_demand[demand]), int(problem.demand_due[demand])
            terms.append((self._tardiness_of(demand, exact=cost < 0), cost))
            terms.append((due, cost))
        return _sum(terms)

    def _setup_time(self) -> cp_model.LinearExprT:
        return _sum(self.variables.changeovers)

    def _makespan(self) -> cp_model.LinearExprT:
        problem, windows = self.problem, self.variables.windows
        ends_later = problem.pred[problem.kind != Precedence.WORK_START]
        last = np.setdiff1d(np.arange(problem.num_operations), ends_later).tolist()
        if not last:
            return 0
        low = max(windows.earliest_end[operation] for operation in last)
        high = max(windows.latest_end[operation] for operation in last)
        variable = self.variables.recorder.integer(
            low, high, "makespan", lambda known: max(known.end[operation] for operation in last)
        )
        for operation in last:
            if windows.latest_end[operation] > low:
                self.variables.recorder.check_time()
                self.model.add(variable >= self.variables.wall_end(operation))
        return variable

    def _name(self, demand: int) -> str:
        names = self.problem.demand_names
        return names[demand] if names else str(demand)


def _sum(terms: Iterable[tuple[cp_model.LinearExprT, int]]) -> cp_model.LinearExprT:
    """Return a weighted sum of expressions and constants."""
    rows = list(terms)
    constant = sum(value * weight for value, weight in rows if isinstance(value, int))
    moving = [(value, weight) for value, weight in rows if not isinstance(value, int)]
    if not moving:
        return constant
    expressions, weights = zip(*moving, strict=True)
    return cp_model.LinearExpr.weighted_sum(expressions, weights) + constant


def _latest(links: list[Link], due: int, floor: int) -> Rule:
    return lambda known: max([floor, *(known.end[op] + lag - due for op, lag in links)])


def _is_late(links: list[Link], due: int) -> Rule:
    return lambda known: int(any(known.end[op] + lag > due for op, lag in links))
