"""Try every plan of a tiny problem, and let `check_schedule` say which are plans.

Shares nothing with the solvers. What it leaves out early breaks a rule for sure; what remains is
measured, and checked if it is good enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, permutations, product
from typing import TYPE_CHECKING

import numpy as np

from models.measures import makespan, weighted_tardiness
from models.problem import Precedence
from models.problem_verify import check_schedule
from models.schedule import Objective, Schedule, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem

__all__ = ["best_plan"]

MEASURES = {Objective.MAKESPAN: makespan, Objective.TARDINESS: weighted_tardiness}


@dataclass(frozen=True, slots=True)
class Placed:
    mode: int
    start: int
    end: int
    """At least; a session or an elastic operation may end later."""
    is_final: bool


def best_plan(problem: Problem, objective: Objective, at_most: int) -> Schedule | None:
    """Return a plan of least value, ``None`` if all are worse than `at_most` or there is none."""
    search = _Search(problem, objective, at_most)
    for plan in search.placements([]):
        search.try_plan(plan)
    return search.best


class _Search:
    def __init__(self, problem: Problem, objective: Objective, at_most: int) -> None:
        self.problem, self.objective, self.at_most = problem, objective, at_most
        self.best: Schedule | None = None
        self.edges = [
            [edge for edge in range(problem.pred.size) if problem.succ[edge] == op]
            for op in range(problem.num_operations)
        ]
        self.options = [list(self._options(op)) for op in range(problem.num_operations)]

    def _options(self, op: int) -> Iterator[Placed]:
        """Yield every mode and start that an operation could have alone."""
        problem = self.problem
        pinned, fixed = int(problem.op_fixed_start[op]), int(problem.op_fixed_mode[op])
        deadline = int(problem.op_deadline[op])
        latest = problem.horizon if deadline < 0 else min(deadline, problem.horizon)
        for mode in range(int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1])):
            if fixed not in (-1, mode):
                continue
            for start in range(max(0, int(problem.op_release[op])), problem.horizon):
                end = self.work_end(mode, start, int(problem.mode_duration[mode]))
                is_open = self.works(mode, start) if pinned < 0 else start == pinned
                if is_open and end is not None and end <= latest:
                    is_final = problem.mode_family[mode] < 0 and not problem.op_elastic[op]
                    yield Placed(mode, start, end, bool(is_final))

    def works(self, mode: int, tick: int) -> bool:
        calendar = self.problem.calendars[self.problem.mode_calendar[mode]]
        return bool(calendar.to_work(tick + 1) > calendar.to_work(tick))

    def work_end(self, mode: int, start: int, work: int) -> int | None:
        tick = start
        while work > 0:
            if tick >= self.problem.horizon:
                return None
            work -= self.works(mode, tick)
            tick += 1
        return tick

    def placements(self, plan: list[Placed]) -> Iterator[list[Placed]]:
        """Yield every way to place the operations that are left."""
        op = len(plan)
        if op == self.problem.num_operations:
            yield plan
            return
        for row in self.options[op]:
            if self._may_follow(plan, op, row) and self._bound([*plan, row]) <= self.at_most:
                yield from self.placements([*plan, row])

    def _bound(self, plan: list[Placed]) -> int:
        problem = self.problem
        if self.objective is Objective.MAKESPAN:
            return max(row.end for row in plan)
        completion = problem.demand_release.copy()
        for demand in range(problem.num_demands):
            for link in range(int(problem.demand_ptr[demand]), int(problem.demand_ptr[demand + 1])):
                op = int(problem.demand_op[link])
                if op < len(plan):
                    end = plan[op].end + int(problem.demand_lag[link])
                    completion[demand] = max(int(completion[demand]), end)
        late = np.maximum(0, completion - problem.demand_due)
        return int(problem.demand_weight @ late)

    def _may_follow(self, plan: list[Placed], op: int, row: Placed) -> bool:
        for edge in self.edges[op]:
            pred = plan[int(self.problem.pred[edge])]
            lag, kind = self._lag(plan, edge), int(self.problem.kind[edge])
            if kind == Precedence.END_START and row.start < pred.end + lag:
                return False
            if kind == Precedence.MAX_WAIT and pred.is_final and row.start > pred.end + lag:
                return False
            if kind == Precedence.END_END and row.is_final and row.end < pred.end + lag:
                return False
            if kind == Precedence.WORK_START:
                worked = self.work_end(pred.mode, pred.start, lag)
                if worked is None or row.start < worked:
                    return False
        return not any(self._collide(other, row) for other in plan)

    def _collide(self, first: Placed, second: Placed) -> bool:
        """Tell whether two run on one machine at once, and not in a session."""
        problem = self.problem
        machine = int(problem.mode_resource[first.mode])
        if machine < 0 or machine != problem.mode_resource[second.mode]:
            return False
        if problem.resource_capacity[machine] > 1 or problem.session_most[machine] > 0:
            return False
        takes_time = first.start < first.end and second.start < second.end
        return takes_time and first.start < second.end and second.start < first.end

    def _lag(self, plan: list[Placed], edge: int) -> int:
        pred = int(self.problem.pred[edge])
        position = plan[pred].mode - int(self.problem.mode_ptr[pred])
        return int(self.problem.lags[int(self.problem.lag_ptr[edge]) + position])

    def try_plan(self, plan: list[Placed]) -> None:
        """Keep a plan if it is better than what is known and breaks no rule."""
        mode = np.array([row.mode for row in plan], dtype=np.int64)
        start = np.array([row.start for row in plan], dtype=np.int64)
        ends = self._ends(plan)
        if ends is None:
            return
        end = np.array(ends, dtype=np.int64)
        none = np.zeros_like(start)
        bare = Schedule(mode, none, start, end, none, Status.FEASIBLE)
        value = MEASURES[self.objective](self.problem, bare)
        if value > self.at_most or (self.best is not None and value == self.at_most):
            return
        unit = self._units(bare)
        for changeover in self._changeovers(bare):
            full = Schedule(mode, unit, start, end, changeover, Status.FEASIBLE)
            if not check_schedule(self.problem, full):
                self.best, self.at_most = full, value
                return

    def _ends(self, plan: list[Placed]) -> list[int] | None:
        """Return when each operation ends: sessions together, elastic ones with predecessors."""
        problem = self.problem
        ends: list[int] = []
        for op, row in enumerate(plan):
            machine, family = problem.mode_resource[row.mode], problem.mode_family[row.mode]
            members = [
                other.mode
                for other in plan
                if family >= 0
                and other.start == row.start
                and problem.mode_resource[other.mode] == machine
                and problem.mode_family[other.mode] == family
            ]
            work = max(int(problem.mode_duration[mode]) for mode in [row.mode, *members])
            end = self.work_end(row.mode, row.start, work)
            if end is None:
                return None
            for edge in self.edges[op] if problem.op_elastic[op] else []:
                if problem.kind[edge] == Precedence.END_END:
                    end = max(end, ends[int(problem.pred[edge])] + self._lag(plan, edge))
            ends.append(end)
        return ends

    def _units(self, plan: Schedule) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the lowest unit of each; any where a pool is overloaded."""
        problem = self.problem
        unit = np.full(plan.mode.size, -1, dtype=np.int64)
        taken: dict[int, list[tuple[int, set[int]]]] = {}
        for op in sorted(range(plan.mode.size), key=lambda op: (plan.start[op], plan.end[op])):
            mode = int(plan.mode[op])
            machine = int(problem.mode_resource[mode])
            if machine < 0:
                continue
            busy = taken.setdefault(machine, [])
            held = {u for end, units in busy if end > plan.start[op] for u in units}
            free = [u for u in range(int(problem.resource_capacity[machine])) if u not in held]
            units = set(free[: int(problem.mode_units[mode])]) or {0}
            if plan.end[op] > plan.start[op]:
                busy.append((int(plan.end[op]), units))
            unit[op] = min(units)
        return unit

    def _changeovers(self, plan: Schedule) -> Iterator[np.ndarray[tuple[int], np.dtype[np.int64]]]:
        """Yield the changeovers for every order of operations without length at one tick."""
        machines = [
            machine
            for machine in range(self.problem.num_resources)
            if self.problem.resource_setup[machine] >= 0
        ]
        for orders in product(*(list(self._orders(plan, machine)) for machine in machines)):
            changeover = np.zeros_like(plan.start)
            for machine, order in zip(machines, orders, strict=True):
                self._fill_changeovers(plan, machine, order, changeover)
            yield changeover

    def _orders(self, plan: Schedule, machine: int) -> Iterator[list[int]]:
        ops = [
            op
            for op in range(plan.mode.size)
            if self.problem.mode_resource[plan.mode[op]] == machine
        ]

        def place(op: int) -> tuple[int, int]:
            return int(plan.start[op]), int(plan.end[op])

        ties = [list(rows) for _, rows in groupby(sorted(ops, key=place), key=place)]
        for orders in product(*(permutations(tie) for tie in ties)):
            yield [op for order in orders for op in order]

    def _fill_changeovers(
        self,
        plan: Schedule,
        machine: int,
        order: list[int],
        changeover: np.ndarray[tuple[int], np.dtype[np.int64]],
    ) -> None:
        problem = self.problem
        matrix = problem.setup_times[problem.resource_setup[machine]]
        state = int(problem.resource_initial_state[machine])
        for op in order:
            mode = int(plan.mode[op])
            wanted = int(problem.mode_state[mode])
            due = int(problem.mode_preparation[mode])
            if state >= 0 and wanted >= 0:
                due += int(matrix[state, wanted])
            changeover[op] = due
            state = wanted if wanted >= 0 else state
