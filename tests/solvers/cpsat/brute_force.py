"""Find optima by trying everything, tick by tick, sharing nothing with the solvers.

For regular objectives (tardiness, late, maximum lateness, setups, makespan) some order of the
operations, each placed at its first possible tick in that order, is optimal: sort an optimal
plan by start and place its operations again in that order, and none comes later. So trying
every order and every mode suffices, but for one case: work without duration on a machine with
setups may run at the tick at which other work there starts, and here it must wait. Flow cost may
gain from waiting; there, every start tick is tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import permutations, product
from typing import TYPE_CHECKING

from models.schedule import Objective

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.problem import Problem

__all__ = ["best_regular", "best_timed"]

END_START, WORK_START = 0, 1


@dataclass(frozen=True, slots=True)
class Placed:
    mode: int
    start: int
    end: int
    changeover: int = 0
    setup_start: int = 0


Plan = dict[int, Placed]


class Ticks:
    """A problem as tables with one entry per tick."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.horizon = problem.horizon
        self.works = [
            self._is_working(int(a), int(b))
            for a, b in zip(problem.calendar_ptr[:-1], problem.calendar_ptr[1:], strict=True)
        ]
        self.window = [
            self._window_numbers(int(a), int(b))
            for a, b in zip(problem.calendar_ptr[:-1], problem.calendar_ptr[1:], strict=True)
        ]
        self.available = [
            [int(problem.resource_capacity[r])] * self.horizon for r in range(problem.num_resources)
        ]
        for row in range(problem.profile_resource.size):
            units = self.available[int(problem.profile_resource[row])]
            for tick in range(int(problem.profile_start[row]), int(problem.profile_end[row])):
                if tick < self.horizon:
                    units[tick] = int(problem.profile_capacity[row])

    def _is_working(self, first: int, last: int) -> list[bool]:
        table = [False] * self.horizon
        for row in range(first, last):
            begin, end = self.problem.window_start[row], self.problem.window_end[row]
            for tick in range(int(begin), min(int(end), self.horizon)):
                table[tick] = True
        return table

    def _window_numbers(self, first: int, last: int) -> list[int]:
        table = [-1] * self.horizon
        for row in range(first, last):
            begin, end = self.problem.window_start[row], self.problem.window_end[row]
            for tick in range(int(begin), min(int(end), self.horizon)):
                table[tick] = row
        return table

    @cached_property
    def uses(self) -> list[list[tuple[int, int, int]]]:
        """Return resource, units and calendar of all that each mode holds."""
        problem = self.problem
        uses: list[list[tuple[int, int, int]]] = [[] for _ in range(problem.num_modes)]
        for mode in range(problem.num_modes):
            machine = int(problem.mode_resource[mode])
            if machine >= 0:
                calendar = int(problem.resource_calendar[machine])
                uses[mode].append((machine, int(problem.mode_units[mode]), calendar))
        columns = (problem.use_resource, problem.use_units, problem.use_calendar)
        rows = zip(problem.use_mode.tolist(), *(c.tolist() for c in columns), strict=True)
        for mode, resource, units, calendar in rows:
            uses[mode].append((resource, units, calendar))
        return uses

    def work_end(self, calendar: int, start: int, work: int) -> int | None:
        """Return the tick after the last of `work` working ticks from `start` on."""
        tick = start
        while work > 0:
            if tick >= self.horizon:
                return None
            work -= self.works[calendar][tick]
            tick += 1
        return tick

    def run(self, mode: int, start: int) -> Placed | None:
        """Return a mode at a start, if work can go on there."""
        problem = self.problem
        calendar, duration = int(problem.mode_calendar[mode]), int(problem.mode_duration[mode])
        op = int(problem.mode_op[mode])
        pinned = int(problem.op_fixed_start[op])
        if pinned >= 0:
            if start != pinned:
                return None
        elif not self.works[calendar][start]:
            return None
        end = self.work_end(calendar, start, duration)
        if end is None or start < problem.op_release[op]:
            return None
        if not problem.mode_interruptible[mode] and duration:
            window = self.window[calendar]
            if window[start] < 0 or window[start] != window[end - 1] or end - start != duration:
                return None
        return Placed(mode, start, end)

    def precedences_hold(self, plan: Plan, op: int) -> bool:
        """Tell whether an operation waits for its placed predecessors."""
        problem = self.problem
        for edge in range(problem.pred.size):
            pred = int(problem.pred[edge])
            if int(problem.succ[edge]) != op or pred not in plan:
                continue
            before, row = plan[pred], plan[op]
            position = before.mode - int(problem.mode_ptr[pred])
            lag = int(problem.lags[int(problem.lag_ptr[edge]) + position])
            kind = int(problem.kind[edge])
            if kind == WORK_START:
                calendar = int(problem.mode_calendar[before.mode])
                worked = self.work_end(calendar, before.start, lag)
                if worked is None or row.start < worked:
                    return False
            elif (row.start if kind == END_START else row.end) < before.end + lag:
                return False
        return True

    def capacity_holds(self, plan: Plan, op: int) -> bool:
        """Tell whether all that `op` holds is there, tick by tick."""
        row = plan[op]
        for resource, *_ in self.uses[row.mode]:
            calendar = int(self.problem.resource_calendar[resource])
            for tick in range(row.start, row.end):
                if not self.works[calendar][tick]:
                    continue
                held = sum(
                    units
                    for other in plan.values()
                    if other.start <= tick < other.end
                    for used, units, counts in self.uses[other.mode]
                    if used == resource and self.works[counts][tick]
                )
                if held > self.available[resource][tick]:
                    return False
        return True

    def machine_of(self, mode: int) -> int:
        """Return the machine with setups a mode runs on, -1 if it is on none."""
        machine = int(self.problem.mode_resource[mode])
        return machine if machine >= 0 and self.problem.resource_setup[machine] >= 0 else -1

    def changeover(self, machine: int, before: Sequence[Placed], mode: int) -> int:
        """Return the changeover after a sequence on a machine."""
        problem = self.problem
        wanted = int(problem.mode_state[mode])
        state = int(problem.resource_initial_state[machine])
        for row in before:
            own = int(problem.mode_state[row.mode])
            state = own if own >= 0 else state
        if wanted < 0 or state < 0:
            return 0
        return int(problem.setup_times[int(problem.resource_setup[machine]), state, wanted])

    def room(self, machine: int, since: int, until: int) -> int:
        """Return the machine's working ticks between two ticks."""
        calendar = int(self.problem.resource_calendar[machine])
        return sum(self.works[calendar][since:until])

    def measure(self, plan: Plan, objectives: Sequence[Objective]) -> tuple[int, ...]:
        """Return the levels of a complete plan."""
        problem = self.problem
        completion = []
        for demand in range(problem.num_demands):
            links = range(int(problem.demand_ptr[demand]), int(problem.demand_ptr[demand + 1]))
            ends = [plan[int(problem.demand_op[k])].end + int(problem.demand_lag[k]) for k in links]
            completion.append(max([int(problem.demand_release[demand]), *ends]))
        due: list[int] = problem.demand_due.tolist()
        late = [c - d for c, d in zip(completion, due, strict=True)]
        weights: list[int] = problem.demand_weight.tolist()
        flow = sum(
            int(problem.flow_start[op]) * row.start + int(problem.flow_end[op]) * row.end
            for op, row in plan.items()
        )
        costs: list[int] = problem.flow_demand.tolist()
        flow += sum(f * max(c, d) for f, c, d in zip(costs, completion, due, strict=True))
        table = {
            Objective.TARDINESS: sum(w * max(0, x) for w, x in zip(weights, late, strict=True)),
            Objective.LATE: sum(x > 0 for x in late),
            Objective.MAX_LATENESS: max([0, *late]),
            Objective.FLOW: flow,
            Objective.SETUP: sum(row.changeover for row in plan.values()),
            Objective.MAKESPAN: max(row.end for row in plan.values()),
        }
        return tuple(table[objective] for objective in objectives)


def best_regular(problem: Problem, objectives: Sequence[Objective]) -> tuple[int, ...] | None:
    """Return the best levels over all orders and modes, ``None`` if there is no plan."""
    ticks = Ticks(problem)
    best: tuple[int, ...] | None = None
    for order in permutations(range(problem.num_operations)):
        if not _is_topological(problem, order):
            continue
        for choice in _mode_choices(problem):
            plan = _decode(ticks, order, choice)
            plan = plan and _with_changeovers(ticks, plan)
            if plan is not None:
                value = ticks.measure(plan, objectives)
                best = value if best is None else min(best, value)
    return best


def best_timed(problem: Problem, objectives: Sequence[Objective]) -> tuple[int, ...] | None:
    """Return the best levels over all starts and modes, ``None`` if there is no plan."""
    ticks = Ticks(problem)
    best: tuple[int, ...] | None = None
    for choice in _mode_choices(problem):
        for plan in _timed_plans(ticks, choice, 0, {}):
            complete = _with_changeovers(ticks, plan)
            if complete is not None:
                value = ticks.measure(complete, objectives)
                best = value if best is None else min(best, value)
    return best


def _mode_choices(problem: Problem) -> Iterator[tuple[int, ...]]:
    modes = [
        [
            mode
            for mode in range(int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1]))
            if int(problem.op_fixed_mode[op]) in (-1, mode)
        ]
        for op in range(problem.num_operations)
    ]
    return product(*modes)


def _is_topological(problem: Problem, order: Sequence[int]) -> bool:
    place = {op: position for position, op in enumerate(order)}
    pairs = zip(problem.pred.tolist(), problem.succ.tolist(), strict=True)
    return all(place[pred] < place[succ] for pred, succ in pairs)


def _decode(ticks: Ticks, order: Sequence[int], choice: Sequence[int]) -> Plan | None:
    """Place operations in an order, each at its first possible tick; machines only append."""
    plan: Plan = {}
    for op in order:
        for start in range(ticks.horizon):
            row = ticks.run(choice[op], start)
            if row is None:
                continue
            row = _appended(ticks, plan, row)
            if row is None:
                continue
            plan[op] = row
            if ticks.precedences_hold(plan, op) and ticks.capacity_holds(plan, op):
                break
            del plan[op]
        else:
            return None
    return plan


def _appended(ticks: Ticks, plan: Plan, row: Placed) -> Placed | None:
    """Return a row with its changeover, if it comes after all others on its machine."""
    machine = ticks.machine_of(row.mode)
    if machine < 0:
        return row
    before = [other for other in plan.values() if ticks.machine_of(other.mode) == machine]
    free = max((other.end for other in before), default=0)
    changeover = ticks.changeover(machine, before, row.mode)
    if row.start < free or ticks.room(machine, free, row.start) < changeover:
        return None
    return Placed(row.mode, row.start, row.end, changeover)


def _timed_plans(ticks: Ticks, choice: Sequence[int], op: int, plan: Plan) -> Iterator[Plan]:
    """Yield every plan that holds all rules but those of setups."""
    if op == len(choice):
        yield plan
        return
    for start in range(ticks.horizon):
        row = ticks.run(choice[op], start)
        if row is None:
            continue
        plan[op] = row
        if ticks.precedences_hold(plan, op) and ticks.capacity_holds(plan, op):
            yield from _timed_plans(ticks, choice, op + 1, plan)
        del plan[op]


def _with_changeovers(ticks: Ticks, plan: Plan) -> Plan | None:
    """Return a plan with its changeovers, ``None`` if one does not fit."""
    complete: Plan = {}
    for op, row in sorted(plan.items(), key=lambda item: (item[1].start, item[1].end, item[0])):
        appended = _appended(ticks, complete, row)
        if appended is None:
            return None
        complete[op] = appended
    return complete
