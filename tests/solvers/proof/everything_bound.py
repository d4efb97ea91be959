"""A value that no plan goes below which has the places chosen so far.

Part of `tests.solvers.proof.everything_brute`; shares nothing with the solvers. Chosen places end
when their own work is done or later; a demand counts once all its operations are placed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.measures import of_class
from models.schedule import Objective

if TYPE_CHECKING:
    from models.level import Level, Term
    from tests.solvers.proof.everything_options import Options, Place

__all__ = ["Bound", "Known"]

_PEAKS = (Objective.MAKESPAN, Objective.MAX_LATENESS)


class Known(NamedTuple):
    """Of the places chosen so far: what adds up, and the largest of each peak."""

    total: int
    peaks: tuple[int, ...]


class Bound:
    """Bounds of one level while operations are placed in a fixed order."""

    def __init__(self, options: Options, level: Level, order: list[int]) -> None:
        self.problem, self.options, self.terms = options.problem, options, level.terms
        self.peaks = [term for term in level.terms if term.objective in _PEAKS]
        self.own = [[self._own(op, place) for place in options.places[op]] for op in order]
        self.order = order
        self.due_at: list[list[int]] = [[] for _ in order]
        idle: list[int] = []
        for demand in range(self.problem.num_demands):
            ops = [op for op, _ in self._links(demand)]
            if ops:
                self.due_at[max(map(order.index, ops))].append(demand)
            else:
                idle.append(demand)
        self.before = Known(0, (0,) * len(self.peaks))
        for demand in idle:
            self.before = self._with(demand, self.before, [])
        rest = [
            min(self.own[depth], default=0)
            + sum(self._cost(demand, self._released(demand), is_final=False) for demand in demands)
            for depth, demands in enumerate(self.due_at)
        ]
        self.rest = [sum(rest[depth + 1 :]) for depth in range(len(order))]

    def _links(self, demand: int) -> list[tuple[int, int]]:
        rows = slice(*self.problem.demand_ptr[demand : demand + 2].tolist())
        pairs = zip(self.problem.demand_op[rows], self.problem.demand_lag[rows], strict=True)
        return [(int(op), int(lag)) for op, lag in pairs]

    def _released(self, demand: int) -> int:
        return int(self.problem.demand_release[demand])

    def after(self, depth: int, index: int, known: Known, chosen: list[Place]) -> Known:
        """Return what is known once the operation at a depth has its place."""
        end = chosen[self.order[depth]].end
        peaks = tuple(
            max(peak, end) if term.objective is Objective.MAKESPAN else peak
            for term, peak in zip(self.peaks, known.peaks, strict=True)
        )
        known = Known(known.total + self.own[depth][index], peaks)
        for demand in self.due_at[depth]:
            known = self._with(demand, known, chosen)
        return known

    def least(self, depth: int, known: Known) -> int:
        """Return the bound after the operation at a depth."""
        peaks = sum(term.weight * peak for term, peak in zip(self.peaks, known.peaks, strict=True))
        return known.total + self.rest[depth] + peaks

    def _with(self, demand: int, known: Known, chosen: list[Place]) -> Known:
        links = self._links(demand)
        completion = max([self._released(demand), *(chosen[op].end + lag for op, lag in links)])
        is_final = all(chosen[op].is_final for op, _ in links)
        late = max(0, completion - int(self.problem.demand_due[demand]))
        peaks = tuple(
            max(peak, late)
            if term.objective is Objective.MAX_LATENESS and self._counts(demand, term)
            else peak
            for term, peak in zip(self.peaks, known.peaks, strict=True)
        )
        return Known(known.total + self._cost(demand, completion, is_final=is_final), peaks)

    def _counts(self, demand: int, term: Term) -> bool:
        return bool(of_class(self.problem, term.demand_class)[demand])

    def _cost(self, demand: int, completion: int, *, is_final: bool) -> int:
        """Return what a demand adds at least if it is complete then, or later if not final."""
        problem, total = self.problem, 0
        late = max(0, completion - int(problem.demand_due[demand]))
        for term in self.terms:
            if term.objective is Objective.FLOW:
                rate = int(problem.flow_demand[demand])
                if rate < 0 and not is_final:
                    ends = [problem.horizon + lag for _, lag in self._links(demand)]
                    completion = max([completion, *ends])
                total += term.weight * rate * max(int(problem.demand_due[demand]), completion)
            elif term.objective is Objective.TARDINESS and self._counts(demand, term):
                total += term.weight * int(problem.demand_weight[demand]) * late
            elif term.objective is Objective.LATE and self._counts(demand, term):
                total += term.weight * (late > 0)
        return total

    def _own(self, op: int, place: Place) -> int:
        return sum(term.weight * self._term(term.objective, op, place) for term in self.terms)

    def _term(self, objective: Objective, op: int, place: Place) -> int:
        problem, mode = self.problem, place.mode
        before = int(problem.op_previous_start[op])
        if objective is Objective.FLOW:
            rate = int(problem.flow_end[op])
            end = place.end if place.is_final or rate >= 0 else problem.horizon
            return int(problem.flow_start[op]) * place.start + rate * end
        if objective is Objective.SETUP:
            return int(problem.mode_preparation[mode])
        if objective is Objective.SETUP_COST:
            machine = int(problem.mode_resource[mode])
            rate = int(problem.resource_setup_cost[machine]) if machine >= 0 else 0
            return rate * int(problem.mode_preparation[mode])
        if objective is Objective.OVERTIME:
            return self._overtime(place)
        if objective is Objective.SHIFT and before >= 0:
            return abs(place.start - before)
        return int(objective is Objective.MOVED and before >= 0 and place.start != before)

    def _overtime(self, place: Place) -> int:
        problem, machine = self.problem, int(self.problem.mode_resource[place.mode])
        is_open = self.options.is_open[problem.mode_calendar[place.mode]]
        worked = [tick for tick in range(place.start, place.end) if is_open[tick]]
        total = 0
        for row in np.flatnonzero(problem.overtime_resource == machine).tolist():
            begin, end = int(problem.overtime_start[row]), int(problem.overtime_end[row])
            total += int(problem.overtime_cost[row]) * sum(begin <= t < end for t in worked)
        return total
