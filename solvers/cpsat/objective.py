r"""The levels of the objective as linear expressions; formulas in `models.measures`.

Auxiliary variables (tardiness, makespan, ...) are bounded from below only: minimising pulls
them down to the measure. With a negative coefficient, which pulls up, they are exact. Weights of
terms are positive, so a sum of terms is the sum of their expressions.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.level import Level, Objective
from models.measures import of_class
from models.problem import Precedence
from solvers.cpsat.nearness import moved_terms, shift_terms
from solvers.cpsat.overtime import overtime_terms
from solvers.cpsat.sums import weighted_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python import cp_model

    from models.level import Term
    from solvers.cpsat.recorder import Known, Rule
    from solvers.cpsat.variables import Variables

    Link = tuple[int, int]

__all__ = ["Levels"]


class Levels:
    """Expressions of the levels; their variables are made when first asked for."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self.problem, self.model = variables.problem, variables.model
        self._terms: dict[tuple[Objective, int], cp_model.LinearExprT] = {}
        self._tardiness: dict[int, cp_model.LinearExprT] = {}
        pointer: list[int] = self.problem.demand_ptr.tolist()
        links = list(
            zip(self.problem.demand_op.tolist(), self.problem.demand_lag.tolist(), strict=True)
        )
        self._links: list[list[Link]] = [links[begin:end] for begin, end in pairwise(pointer)]

    def expression(self, objective: Level | Objective) -> cp_model.LinearExprT:
        """Return a resolved level to be minimised."""
        terms = Level.of(objective).terms
        return weighted_sum([(self._term(term), term.weight) for term in terms])

    def _term(self, term: Term) -> cp_model.LinearExprT:
        """Return one measure; what is needed again is the same expression."""
        key = (term.objective, term.demand_class)
        if key not in self._terms:
            self._terms[key] = self._build(term)
        return self._terms[key]

    def _build(self, term: Term) -> cp_model.LinearExprT:
        demands: list[int] = np.flatnonzero(of_class(self.problem, term.demand_class)).tolist()
        builders: dict[Objective, Callable[[], cp_model.LinearExprT]] = {
            Objective.TARDINESS: lambda: self._weighted_tardiness(demands),
            Objective.LATE: lambda: self._num_late(demands),
            Objective.MAX_LATENESS: lambda: self._max_lateness(demands, str(term)),
            Objective.FLOW: self._flow_cost,
            Objective.SETUP: lambda: weighted_sum(self.variables.changeovers),
            Objective.MAKESPAN: self._makespan,
            Objective.SETUP_COST: self._setup_cost,
            Objective.OVERTIME: lambda: weighted_sum(overtime_terms(self.variables)),
            Objective.MOVED: lambda: weighted_sum(moved_terms(self.variables)),
            Objective.SHIFT: lambda: weighted_sum(shift_terms(self.variables)),
        }
        return builders[term.objective]()

    def _weighted_tardiness(self, demands: list[int]) -> cp_model.LinearExprT:
        weights: list[int] = self.problem.demand_weight.tolist()
        rows = [(demand, weights[demand]) for demand in demands if weights[demand]]
        return weighted_sum([(self._tardiness_of(demand), weight) for demand, weight in rows])

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

    def _num_late(self, demands: list[int]) -> cp_model.LinearExprT:
        terms: list[tuple[cp_model.LinearExprT, int]] = []
        for demand in demands:
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
        return weighted_sum(terms)

    def _max_lateness(self, demands: list[int], name: str) -> cp_model.LinearExprT:
        dues: list[int] = self.problem.demand_due.tolist()
        releases: list[int] = self.problem.demand_release.tolist()
        floor = max([0, *(releases[demand] - dues[demand] for demand in demands)])
        rows = [
            (op, lag, dues[demand])
            for demand in demands
            for op, lag in self._late_links(demand, dues[demand] + floor)
        ]
        if not rows:
            return floor
        latest_end = self.variables.windows.latest_end
        latest = max(latest_end[op] + lag - due for op, lag, due in rows)

        def rule(known: Known) -> int:
            return max([floor, *(known.end[op] + lag - due for op, lag, due in rows)])

        variable = self.variables.recorder.integer(floor, latest, name, rule)
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
        return weighted_sum(terms)

    def _setup_cost(self) -> cp_model.LinearExprT:
        costs: list[int] = self.problem.resource_setup_cost.tolist()
        return weighted_sum(
            [
                (literal, ticks * costs[resource])
                for resource, rows in self.variables.changeovers_of.items()
                for literal, ticks in rows
                if costs[resource]
            ]
        )

    def _makespan(self) -> cp_model.LinearExprT:
        problem, windows = self.problem, self.variables.windows
        ordering = np.isin(problem.kind, (Precedence.END_START, Precedence.END_END))
        ends_later = problem.pred[ordering]
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


def _latest(links: list[Link], due: int, floor: int) -> Rule:
    return lambda known: max([floor, *(known.end[op] + lag - due for op, lag in links)])


def _is_late(links: list[Link], due: int) -> Rule:
    return lambda known: int(any(known.end[op] + lag > due for op, lag in links))
