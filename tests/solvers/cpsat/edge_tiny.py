"""Tiny random problems with edges of all kinds, deadlines and money, and their optima.

The brute force tries every start in every mode. It drops early what plainly cannot be, and lets
`check_schedule` and `models.measures` judge the rest; with the solvers it shares nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime
from models.measures import levels as measure
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Level, Objective, Schedule, Status, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["LEVELS", "best_plan", "edge_problem"]

LEVELS: tuple[tuple[Level, ...], ...] = tuple(
    tuple(Level.of(level) for level in row)
    for row in (
        (Objective.TARDINESS, Objective.MAKESPAN),
        (Objective.COST, Objective.MAKESPAN),
        (Objective.MOVED, Objective.SHIFT),
        (Objective.FLOW, Objective.OVERTIME),
        (Level((Term(Objective.TARDINESS, 1, 0),)), Level((Term(Objective.TARDINESS, 1, 1),))),
        (Objective.SETUP_COST, Objective.LATE),
        (Level((Term(Objective.LATE, 5), Term(Objective.SETUP_COST))), Objective.SETUP),
        (Objective.OVERTIME, Objective.MAX_LATENESS),
        (Level((Term(Objective.COST), Term(Objective.MOVED, 2))),),
        (Level((Term(Objective.LATE, 1, 1),)), Level((Term(Objective.MAX_LATENESS, 1, 0),))),
        (Objective.SHIFT, Objective.MAKESPAN),
        (Level((Term(Objective.MAKESPAN, 2), Term(Objective.SHIFT))),),
    )
)
"""Every objective, alone, by class, and in sums."""


@dataclass(frozen=True, slots=True)
class Place:
    """A mode at a start; `end` is when its work is done."""

    mode: int
    start: int
    end: int


class EdgePlant:
    """One random problem in the making; the seed decides everything."""

    def __init__(self, seed: int, operations: int, horizon: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.num_operations, self.horizon = operations, horizon
        self.builder = ProblemBuilder(
            horizon=horizon, weight_unit=0.5, flow_unit=0.3, cost_unit=0.07
        )

    def build(self) -> Problem:
        self._machines()
        lengths = [self._operation(op) for op in range(self.num_operations)]
        for succ in range(1, self.num_operations):
            for pred in range(succ):
                if self.rng.random() < 0.9 / succ:
                    self._precede(pred, succ, lengths)
        for op in range(self.num_operations):
            self._dates(op)
        return self.builder.build()

    def _is(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def _number(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def _shifts(self) -> WorkingTime:
        windows, tick = [], self._number(0, 1)
        while tick < self.horizon:
            end = min(tick + self._number(2, 7), self.horizon)
            windows.append((tick, end))
            tick = end + self._number(1, 3)
        return WorkingTime.of(windows)

    def _machines(self) -> None:
        builder = self.builder
        always = WorkingTime.always(0, self.horizon)
        self.times = [always, self._shifts(), self._shifts()]
        matrix = self.rng.integers(0, 3, size=(2, 2))
        np.fill_diagonal(matrix, 0)
        setup = builder.setup_matrix(matrix.tolist())
        work = self.times[1]
        changes = work.intersect(self._shifts()) if self._is(0.5) else work
        self.machines = [
            (-1, always, False),
            (
                builder.resource("POOL", capacity=2, calendar=builder.calendar(always)),
                always,
                False,
            ),
            (
                builder.resource(
                    "MACHINE",
                    calendar=builder.calendar(work),
                    setup=setup,
                    setup_calendar=builder.calendar(changes),
                    setup_cost=self._number(0, 3),
                    initial_state=self._number(-1, 1),
                ),
                work,
                True,
            ),
        ]
        for machine in (1, 2):
            start = self._number(0, self.horizon - 2)
            end = self._number(start + 1, self.horizon)
            builder.overtime(self.machines[machine][0], start, end, self._number(1, 4))

    def _mode(self) -> ModeSpec:
        machine, time, has_setup = self.machines[self._number(0, 2)]
        if not has_setup:
            time = self.times[self._number(0, 2)]
        return ModeSpec(
            0 if self._is(0.08) else self._number(1, 4),
            machine,
            self.builder.calendar(time),
            state=self._number(-1, 1) if has_setup else -1,
            preparation=self._number(0, 1) if has_setup else 0,
            interruptible=self._is(0.8),
        )

    def _operation(self, op: int) -> list[int]:
        modes = [self._mode() for _ in range(1 + self._is(0.25))]
        builder = self.builder
        builder.operation(
            modes,
            "ABCD"[op],
            elastic=op > 0 and self._is(0.3),
            release=self._number(0, 3) if self._is(0.2) else 0,
            flow=(self._number(-2, 2), self._number(-1, 2)),
        )
        if self._is(0.6):
            mode = self._number(-1, len(modes) - 1)
            builder.previous(op, start=self._number(0, self.horizon - 3), mode=mode)
        return [mode.duration for mode in modes]

    def _precede(self, pred: int, succ: int, lengths: list[list[int]]) -> None:
        builder = self.builder
        lags = [self._number(0, length) for length in lengths[pred]]
        kind = self._number(0, 2)
        if kind == 0:
            lags = [self._number(0, 2) if self._is(0.4) else 0 for _ in lags]
            builder.precede(pred, succ, Precedence.END_START, lags)
        elif kind == 1:
            builder.precede(pred, succ, Precedence.WORK_START, lags)
        else:
            leads = [self._number(0, length) for length in lengths[succ]]
            builder.precede(pred, succ, Precedence.WORK_WORK, lags, leads)
        if kind and self._is(0.6):
            builder.precede(pred, succ, Precedence.END_END, self._number(0, 2))
        if self._is(0.4):
            slack = [lag + self._number(0, 2) if kind == 0 else self._number(0, 2) for lag in lags]
            builder.precede(pred, succ, Precedence.MAX_WAIT, slack)

    def _dates(self, op: int) -> None:
        builder = self.builder
        if self._is(0.25):
            builder.deadline(op, self._number(self.horizon // 2, self.horizon))
        if self._is(0.1):
            builder.fix(op, start=self._number(0, self.horizon // 2))
        if self._is(0.8):
            builder.demand(
                self._number(2, self.horizon),
                [(op, self._number(0, 1))],
                weight=self._number(0, 3),
                flow=self._number(-1, 2),
                priority=self._number(0, 1),
            )


def edge_problem(seed: int, operations: int = 3, *, horizon: int = 15) -> Problem:
    """Return a problem; it may have no plan."""
    return EdgePlant(seed, operations, horizon).build()


def best_plan(problem: Problem, levels: Sequence[Level]) -> tuple[int, ...] | None:
    """Return the best values of resolved levels over all plans, ``None`` if there is no plan."""
    trial = _Trial(problem)
    best: tuple[int, ...] | None = None
    for places in trial.complete([]):
        schedule = trial.schedule(places)
        value = measure(problem, schedule, levels)
        if (best is None or value < best) and not check_schedule(problem, schedule):
            best = value
    return best


class _Trial:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.edges = [
            (pred, succ, Precedence(kind), problem.lags[begin:end].tolist())
            for pred, succ, kind, begin, end in zip(
                problem.pred.tolist(),
                problem.succ.tolist(),
                problem.kind.tolist(),
                problem.lag_ptr[:-1].tolist(),
                problem.lag_ptr[1:].tolist(),
                strict=True,
            )
        ]

    @cached_property
    def places(self) -> list[list[Place]]:
        """Return where each operation can run if it were alone."""
        return [list(self._places(op)) for op in range(self.problem.num_operations)]

    def _places(self, op: int) -> Iterator[Place]:
        problem = self.problem
        pinned, fixed = int(problem.op_fixed_start[op]), int(problem.op_fixed_mode[op])
        for mode in range(int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1])):
            calendar = problem.calendars[int(problem.mode_calendar[mode])]
            duration = int(problem.mode_duration[mode])
            starts = range(int(problem.op_release[op]), problem.horizon)
            for start in [pinned] if pinned >= 0 else starts:
                done = calendar.to_work(start) + duration
                if fixed in (-1, mode) and done <= calendar.total:
                    end = calendar.to_wall_end(done) if duration else start
                    works = calendar.to_work(start + 1) > calendar.to_work(start)
                    if (works or pinned >= 0) and end <= self._latest(op):
                        yield Place(mode, start, end)

    def _latest(self, op: int) -> int:
        deadline = int(self.problem.op_deadline[op])
        return self.problem.horizon if deadline < 0 else deadline

    def complete(self, places: list[Place]) -> Iterator[list[Place]]:
        """Yield all ways to go on that are not plainly wrong."""
        op = len(places)
        if op == self.problem.num_operations:
            yield places
            return
        for place in self.places[op]:
            rows = [*places, place]
            if all(self._may_hold(edge, rows) for edge in self.edges if max(edge[:2]) == op):
                yield from self.complete(rows)

    def _may_hold(self, edge: tuple[int, int, Precedence, list[int]], rows: list[Place]) -> bool:
        pred, succ, kind, lags = edge
        first, second, elastic = rows[pred], rows[succ], self.problem.op_elastic
        lag = lags[first.mode - int(self.problem.mode_ptr[pred])]
        if kind is Precedence.END_START:
            return second.start >= first.end + lag
        if kind is Precedence.WORK_START:
            return second.start >= first.start
        if kind is Precedence.END_END:
            return bool(elastic[succ]) or second.end >= first.end + lag
        if kind is Precedence.MAX_WAIT:
            return bool(elastic[pred]) or second.start <= first.end + lag
        return True

    def schedule(self, places: list[Place]) -> Schedule:
        """Return a plan as arrays; predecessors have lower rows."""
        problem = self.problem
        start = np.array([place.start for place in places], dtype=np.int64)
        end = [place.end for place in places]
        for pred, succ, kind, lags in sorted(self.edges, key=lambda edge: edge[1]):
            if kind is Precedence.END_END and problem.op_elastic[succ]:
                lag = lags[places[pred].mode - int(problem.mode_ptr[pred])]
                end[succ] = max(end[succ], end[pred] + lag)
        ends = np.array(end, dtype=np.int64)
        mode = np.array([place.mode for place in places], dtype=np.int64)
        return Schedule(
            mode=mode,
            unit=self._units(mode, start, ends),
            start=start,
            end=ends,
            changeover=self._changeovers(mode, start, ends),
            status=Status.FEASIBLE,
        )

    def _units(self, mode: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Return the lowest free unit for one after the other, by start."""
        problem = self.problem
        units = np.full(mode.size, -1, dtype=np.int64)
        for op in np.lexsort((end, start)).tolist():
            machine = int(problem.mode_resource[mode[op]])
            if machine >= 0:
                taken = {
                    int(units[other])
                    for other in range(mode.size)
                    if units[other] >= 0
                    and problem.mode_resource[mode[other]] == machine
                    and start[other] < end[op]
                    and start[op] < end[other]
                }
                count = int(problem.resource_capacity[machine])
                units[op] = next((unit for unit in range(count) if unit not in taken), 0)
        return units

    def _changeovers(self, mode: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        problem = self.problem
        result = np.zeros(mode.size, dtype=np.int64)
        machine, state = 1, int(problem.resource_initial_state[1])
        for op in np.lexsort((end, start)).tolist():
            if problem.mode_resource[mode[op]] != machine:
                continue
            result[op] = problem.mode_preparation[mode[op]]
            wanted = int(problem.mode_state[mode[op]])
            if wanted >= 0:
                result[op] += problem.setup_times[0, state, wanted] if state >= 0 else 0
                state = wanted
        return result
