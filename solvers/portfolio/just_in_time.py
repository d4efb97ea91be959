"""Move work to the right: same order, same completion where it counts, less work in progress.

Local search places everything as soon as it can, which is what due dates want; material that
waits half finished costs money. Whatever the order on the machines leaves room for is put off,
the last operation first, as long as no level above the flow cost is spoilt.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.measures import completion_times
from models.problem import Precedence
from models.schedule import Objective
from solvers.flat import FlatProblem
from solvers.units import assign_units, unit_sets

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.portfolio.exchange import Turn

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["applies", "run", "shifted_right"]

_NAME = "just-in-time"
_ROUNDS = 3
"""Work that waited for others to move can move in the next round; more rarely help."""


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether some level asks for little work in progress."""
    is_asked = any(Objective.FLOW in level.objectives for level in levels)
    return is_asked and bool((problem.flow_start + problem.flow_end < 0).any())


def run(problem: Problem, turn: Turn) -> None:
    """Shift the best plan to the right until nothing moves."""
    exchange = turn.exchange
    for _ in range(_ROUNDS):
        best = exchange.best
        if best is None or turn.is_over():
            return
        if not exchange.offer(shifted_right(problem, best, exchange.wanted), _NAME):
            return


def shifted_right(problem: Problem, schedule: Schedule, levels: tuple[Level, ...]) -> Schedule:
    """Return a plan with the same modes and orders that starts as late as it may.

    Nothing completes later than it does or is due, whichever is later; the makespan stays where
    a level above the flow cost counts it. What is pinned stays, and so does what shares a
    session, is tied by a longest wait or holds a resource that counts by a calendar of its own
    in a way that units cannot show.
    """
    return _Right(problem, schedule, levels).run()


class _Right:
    """One pass over the operations from the last start to the first."""

    def __init__(self, problem: Problem, schedule: Schedule, levels: tuple[Level, ...]) -> None:
        self.problem = problem
        self.schedule = schedule
        self.flat = FlatProblem(problem)
        self.mode: list[int] = schedule.mode.tolist()
        self.start: list[int] = schedule.start.tolist()
        self.end: list[int] = schedule.end.tolist()
        self.changeover: list[int] = schedule.changeover.tolist()
        self.last_end = self._last_ends(levels)
        self.stays = self._stays()
        self.followers = self._followers()

    def _last_ends(self, levels: tuple[Level, ...]) -> list[int]:
        """Return when each operation has to end so that no demand and no deadline is spoilt."""
        problem = self.problem
        last = np.full(problem.num_operations, problem.horizon, dtype=np.int64)
        is_dated = problem.op_deadline >= 0
        last[is_dated] = problem.op_deadline[is_dated]
        if _counts_makespan(levels):
            np.minimum(last, self.schedule.end.max(initial=0), out=last)
        promised = np.maximum(completion_times(problem, self.schedule), problem.demand_due)
        demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
        np.minimum.at(last, problem.demand_op, promised[demand] - problem.demand_lag)
        return last.tolist()

    def _stays(self) -> list[bool]:
        problem, mode = self.problem, self.schedule.mode
        stays = (problem.op_fixed_start >= 0) | problem.op_elastic
        machine = problem.mode_resource[mode]
        is_special = problem.session_most > 0
        is_special[problem.crew_machine] = True
        is_special[problem.profile_resource] = True
        # machine of some work and tool of other: neither chain of owners knows the other
        is_special[np.intersect1d(problem.use_resource, machine)] = True
        stays |= np.append(is_special, False)[machine]  # the last is for -1, no machine
        tied = problem.kind == Precedence.MAX_WAIT
        stays[problem.pred[tied]] = True
        stays[problem.succ[tied]] = True
        bound = is_special | self._overlapping_uses()
        used = np.zeros(problem.num_modes, dtype=np.bool_)
        used[problem.use_mode[bound[problem.use_resource]]] = True
        result: list[bool] = (stays | used[mode]).tolist()
        return result

    def _overlapping_uses(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return further resources that count by calendars: held in breaks by more than there are.

        Where a crew is free while work pauses, who follows whom on one person is not told by
        starts and ends.
        """
        problem = self.problem
        busy = np.zeros(problem.num_resources, dtype=np.bool_)
        rows: dict[int, list[tuple[int, int]]] = {}
        for op, mode in enumerate(self.mode):
            for resource, units in self.flat.uses[mode]:
                rows.setdefault(resource, []).append((self.start[op], units))
                rows[resource].append((self.end[op], -units))
        for resource, steps in rows.items():
            level = 0
            for _, units in sorted(steps):
                level += units
                busy[resource] |= level > problem.resource_capacity[resource]
        return busy

    def _followers(self) -> list[list[int]]:
        """Return which operations take over a unit from each."""
        followers: list[list[int]] = [[] for _ in self.mode]
        order = np.lexsort((self.schedule.end, self.schedule.start)).tolist()
        self._chain_machines(order, followers)
        self._chain_uses(order, followers)
        return followers

    def _chain_machines(self, order: list[int], followers: list[list[int]]) -> None:
        sets, last = unit_sets(self.problem, self.schedule), dict[tuple[int, int], int]()
        for op in order:
            machine = self.flat.resource[self.mode[op]]
            for unit in sets[op]:
                before = last.get((machine, unit))
                if before is not None:
                    followers[before].append(op)
                last[machine, unit] = op

    def _chain_uses(self, order: list[int], followers: list[list[int]]) -> None:
        """Give each further resource to whoever starts next, unit by unit."""
        capacity = self.problem.resource_capacity
        free: dict[int, list[tuple[int, int]]] = {}
        for op in order:
            for resource, units in self.flat.uses[self.mode[op]]:
                rows = free.setdefault(resource, [(-1, -1)] * int(capacity[resource]))
                rows.sort()
                # of those free by then the last: who is free longest can move furthest
                able = [row for row in rows if row[0] <= self.start[op]][-units:]
                for row in able:
                    if row[1] >= 0:
                        followers[row[1]].append(op)
                    rows.remove(row)
                    rows.append((self.end[op], op))

    def run(self) -> Schedule:
        """Shift everything once."""
        for op in sorted(range(len(self.mode)), key=lambda op: (-self.start[op], -self.end[op])):
            if not self.stays[op] and self._may_wait(op):
                self._shift(op)
        start, end = (np.array(column, dtype=np.int64) for column in (self.start, self.end))
        unit = assign_units(self.problem, self.schedule.mode, start, end)
        return replace(self.schedule, unit=unit, start=start, end=end)

    def _may_wait(self, op: int) -> bool:
        return int(self.problem.flow_start[op]) + int(self.problem.flow_end[op]) <= 0

    def _shift(self, op: int) -> None:
        """Let an operation start at the last tick that all who come after it allow."""
        mode, flat = self.mode[op], self.flat
        last_start, last_end = flat.horizon, min(self.last_end[op], flat.horizon)
        for follower in self.followers[op]:
            last_end = min(last_end, self._held_from(follower, flat.resource[mode]))
        for edge in flat.outgoing[op]:
            lag, succ = edge.lag(mode), edge.succ
            if edge.kind == Precedence.END_START:
                last_end = min(last_end, self.start[succ] - lag)
            elif edge.kind == Precedence.END_END:
                last_end = min(last_end, self.end[succ] - lag)
            elif edge.kind == Precedence.WORK_START:
                last_start = min(
                    last_start,
                    self.flat.calendar[mode].latest(self.start[succ], self.start[succ], lag),
                )
            else:  # work beside work moves only as far as before
                last_start = min(last_start, self.start[op])
        calendar, duration = flat.calendar[mode], flat.duration[mode]
        start = calendar.latest(
            last_start, last_end, duration, interruptible=flat.interruptible[mode]
        )
        if start <= self.start[op]:
            return
        found, end = calendar.earliest(start, duration, interruptible=flat.interruptible[mode])
        if found == start and end <= last_end:
            self.start[op], self.end[op] = start, end

    def _held_from(self, op: int, machine: int) -> int:
        """Return when an operation begins to hold what it takes over: with its changeover."""
        change, resource = self.changeover[op], self.flat.resource[self.mode[op]]
        if not change or resource != machine:
            return self.start[op]
        times = self.flat.calendars[int(self.problem.resource_setup_calendar[resource])]
        return times.begin(times.to_work(self.start[op]) - change)


def _counts_makespan(levels: tuple[Level, ...]) -> bool:
    for level in levels:
        if Objective.MAKESPAN in level.objectives:
            return True
        if Objective.FLOW in level.objectives:
            return False
    return False
