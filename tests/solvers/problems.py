"""Problems the tests of all solvers share: tiny named ones and a generator of mixed plants.

A day has 24 ticks (``tick_seconds`` 3600), so that numbers can be derived by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder

DAY = 24


def daily(shifts: list[tuple[int, int]], days: int, *, skip: int = 0) -> WorkingTime:
    """Return the same hours on each day; every `skip`-th day is closed if `skip` is positive."""
    return WorkingTime.of(
        [
            (day * DAY + start, day * DAY + end)
            for day in range(days)
            if not skip or day % skip != skip - 1
            for start, end in shifts
        ]
    )


def one_machine(*durations: int, horizon: int = 100) -> ProblemBuilder:
    """Return a builder of one machine that is always there and operations of so many ticks."""
    builder = ProblemBuilder(horizon=horizon)
    always = builder.calendar(WorkingTime.always(0, horizon))
    machine = builder.resource(calendar=always)
    for duration in durations:
        builder.operation([ModeSpec(duration, machine, always)])
    return builder


def chain_problem(due: int = 40) -> Problem:
    """Return three operations of 4, 6 and 3 hours, one after the other, on 08-12 and 13-17.

    ASAP: A 8-12; B 13-17 and 32-34 (08:00 of the second day is tick 32); C 34-36 and 37-38.
    """
    builder = ProblemBuilder(horizon=10 * DAY, tick_seconds=3600)
    day = builder.calendar(daily([(8, 12), (13, 17)], 10))
    machine = builder.resource("M", calendar=day)
    a, b, c = (
        builder.operation([ModeSpec(hours, machine, day)], name, order=0)
        for hours, name in ((4, "A"), (6, "B"), (3, "C"))
    )
    builder.precede(a, b)
    builder.precede(b, c)
    builder.demand(due, [c], "D", weight=2, flow=1)
    builder.add_flow(a, start=-1)
    return builder.build()


def setup_problem() -> Problem:
    """Return four operations of 2 ticks, states 0 1 0 1, one machine that starts in state 0.

    Setups 0 to 1 take 3 ticks, 1 to 0 take 5. Two by two the changeovers sum to 3.
    """
    builder = ProblemBuilder(horizon=200, tick_seconds=3600)
    always = builder.calendar(WorkingTime.always(0, 200))
    matrix = builder.setup_matrix([[0, 3], [5, 0]])
    machine = builder.resource("M", calendar=always, setup=matrix, initial_state=0)
    operations = [
        builder.operation([ModeSpec(2, machine, always, state=state)]) for state in (0, 1, 0, 1)
    ]
    for index, operation in enumerate(operations):
        builder.demand(4 * (index + 1), [operation], weight=index + 1)
    return builder.build()


def pool_problem() -> Problem:
    """Return four operations of 5, 4, 3 and 2 ticks on a pool of two machines; optimum 7."""
    builder = ProblemBuilder(horizon=100, tick_seconds=3600)
    always = builder.calendar(WorkingTime.always(0, 100))
    pool = builder.resource("POOL", capacity=2, calendar=always)
    for length in (5, 4, 3, 2):
        operation = builder.operation([ModeSpec(length, pool, always)])
        builder.demand(length, [operation])
    return builder.build()


def overlap_problem() -> Problem:
    """Return A (10 ticks), B (2) that overlaps A after 4 worked ticks, C after B.

    A runs 0-10. B may start at 4 but must not end before 10: it runs 8-10; C (3) runs 10-13.
    """
    builder = ProblemBuilder(horizon=100, tick_seconds=3600)
    always = builder.calendar(WorkingTime.always(0, 100))
    machines = [builder.resource(name, calendar=always) for name in ("M", "N", "O")]
    a, b, c = (
        builder.operation([ModeSpec(length, machine, always)], name, order=0)
        for length, machine, name in zip((10, 2, 3), machines, "ABC", strict=True)
    )
    builder.precede(a, b, Precedence.WORK_START, 4)
    builder.precede(a, b, Precedence.END_END)
    builder.precede(b, c)
    builder.demand(12, [c])
    return builder.build()


def crew_problem() -> Problem:
    """Return three operations of 4 hours on three machines that share one crew of two.

    Machines work round the clock, the crew 08-16 with one person less on the first day, so
    one operation runs on day 0 at a time (8-12, 12-16) and the third on day 1 (32-36).
    """
    builder = ProblemBuilder(horizon=5 * DAY, tick_seconds=3600)
    always = builder.calendar(WorkingTime.always(0, 5 * DAY))
    crew_time = builder.calendar(daily([(8, 16)], 5))
    crew = builder.resource("CREW", capacity=2, calendar=crew_time, profile=[(8, 16, 1)])
    for name in "ABC":
        machine = builder.resource(name, calendar=always)
        operation = builder.operation([ModeSpec(4, machine, crew_time, uses=((crew, 1),))], name)
        builder.demand(30, [operation])
    return builder.build()


def random_problem(
    seed: int, operations: int = 12, *, tightness: float = 1.0, pinned: bool = True
) -> Problem:
    """Return a plant that mixes every feature of `Problem`; feasible, with a generous horizon.

    Parameters
    ----------
    seed
        Same arguments, same problem.
    operations
        Number of operations.
    tightness
        Due dates are divided by it; larger means later plans.
    pinned
        Whether one operation may be pinned.
    """
    return _Plant(np.random.default_rng(seed), operations, tightness, pinned).build()


@dataclass
class _Plant:
    """One random plant in the making."""

    rng: np.random.Generator
    num_operations: int
    tightness: float
    pinned: bool
    ends: list[int] = field(default_factory=list)
    """Last operations of the orders that no other order consumes yet."""

    def build(self) -> Problem:
        self.days = 30 + 3 * self.num_operations
        self.builder = ProblemBuilder(horizon=self.days * DAY, tick_seconds=3600)
        self._calendars()
        self._resources()
        count = 0
        while count < self.num_operations:
            length = min(int(self.rng.integers(1, 5)), self.num_operations - count)
            self._order(length)
            count += length
        self._demands()
        if self.pinned and self.rng.random() < 0.5:
            self._pin()
        return self.builder.build()

    def _calendars(self) -> None:
        self.times = [
            daily([(8, 12), (13, 17)], self.days, skip=7),
            daily([(6, 22)], self.days, skip=7),
            WorkingTime.always(0, self.days * DAY),
        ]
        self.calendars = [self.builder.calendar(time) for time in self.times]
        # a crew of 2 or more, half of it absent every third day in the morning
        self.crew_size = 2 + 2 * (self.num_operations // 200)
        half = self.crew_size // 2
        rows = [
            (day * DAY + start, day * DAY + end, half if day % 3 == 1 and start == 6 else 2 * half)
            for day in range(self.days)
            for start, end in ((6, 12), (12, 20))
        ]
        self.crew_time = WorkingTime.of(rows)
        self.crew_calendar = self.builder.calendar(self.crew_time)
        self.with_crew = {
            (index, units): self.builder.calendar(time.intersect(self.crew_time.at_least(units)))
            for index, time in enumerate(self.times)
            for units in (1, 2)
        }

    def _resources(self) -> None:
        rng, builder = self.rng, self.builder
        matrix = rng.integers(1, 5, size=(3, 3))
        np.fill_diagonal(matrix, 0)
        setup = builder.setup_matrix(matrix.tolist())
        self.machines: list[tuple[int, int, bool]] = []
        for index in range(3 + self.num_operations // 20):
            calendar = int(rng.integers(0, 3))
            has_setup = index % 3 == 1
            machine = builder.resource(
                f"M{index}",
                capacity=int(rng.integers(2, 4)) if index % 3 == 2 else 1,
                calendar=self.calendars[calendar],
                setup=setup if has_setup else -1,
                initial_state=int(rng.integers(-1, 3)) if has_setup else -1,
            )
            self.machines.append((machine, calendar, has_setup))
        profile = [
            (int(start), int(end), int(count))
            for start, end, count in zip(
                self.crew_time.starts, self.crew_time.ends, self.crew_time.counts, strict=True
            )
            if count < self.crew_size
        ]
        self.crew = builder.resource(
            "CREW", capacity=self.crew_size, calendar=self.crew_calendar, profile=profile
        )
        self.tool = builder.resource(
            "TOOL", capacity=self.crew_size // 2, calendar=self.calendars[2]
        )

    def _mode(self, duration: int) -> ModeSpec:
        rng = self.rng
        if rng.random() < 0.1:
            return ModeSpec(duration, -1, self.calendars[int(rng.integers(0, 3))])
        machine, calendar, has_setup = self.machines[int(rng.integers(0, len(self.machines)))]
        calendar_index, uses = self.calendars[calendar], []
        if rng.random() < 0.25:
            units = int(rng.integers(1, 3)) if duration <= 4 else 1
            uses.append((self.crew, units))
            calendar_index = self.with_crew[calendar, units]
        if rng.random() < 0.15:
            uses.append((self.tool, 1))
        return ModeSpec(
            duration,
            machine,
            calendar_index,
            setup=int(rng.integers(0, duration + 1)),
            state=int(rng.integers(-1, 3)) if has_setup else -1,
            uses=tuple(uses),
        )

    def _order(self, length: int) -> None:
        rng, builder = self.rng, self.builder
        order, before = -1, -1
        for phase in range(length):
            interruptible = bool(rng.random() < 0.85)
            # every intersection of calendars has windows of 4 ticks
            longest = 10 if interruptible else 4
            duration = 0 if rng.random() < 0.04 else int(rng.integers(1, longest + 1))
            modes = [self._mode(duration)]
            while len(modes) < 3 and rng.random() < 0.3:
                modes.append(self._mode(int(rng.integers(1, longest + 1))))
            operation = builder.operation(
                modes,
                order=order,
                interruptible=interruptible,
                release=int(rng.integers(0, 3 * DAY)) if rng.random() < 0.2 else 0,
            )
            if phase == 0:
                order = self._num_orders
                self._num_orders += 1
                builder.add_flow(operation, start=-int(rng.integers(0, 4)))
                self._consume(operation)
            else:
                self._tie(before, operation, [mode.duration for mode in self._last_modes])
            before, self._last_modes = operation, modes
        self.ends.append(before)

    _num_orders: int = 0
    _last_modes: list[ModeSpec] = field(default_factory=list)

    def _consume(self, operation: int) -> None:
        """Let a new order consume what up to two earlier orders make."""
        for _ in range(2):
            if len(self.ends) > 1 and self.rng.random() < 0.35:
                child = self.ends.pop(int(self.rng.integers(0, len(self.ends))))
                lag = int(self.rng.integers(0, 6)) if self.rng.random() < 0.3 else 0
                self.builder.precede(child, operation, Precedence.END_START, lag)

    def _tie(self, pred: int, succ: int, durations: list[int]) -> None:
        """Let a phase follow the one before it: after its end, after a wait, or overlapping."""
        kind = self.rng.random()
        if kind < 0.3:
            share = float(self.rng.random())
            self.builder.precede(
                pred, succ, Precedence.WORK_START, [int(share * length) for length in durations]
            )
            self.builder.precede(pred, succ, Precedence.END_END)
        else:
            lag = int(self.rng.integers(1, 10)) if kind < 0.45 else 0
            self.builder.precede(pred, succ, Precedence.END_START, lag)

    def _demands(self) -> None:
        rng = self.rng
        ends = [int(end) for end in rng.permutation(self.ends)]
        horizon = max(2 * DAY, self.num_operations * DAY // (2 * len(self.machines)))
        while ends:
            served: list[int | tuple[int, int]] = [ends.pop()]
            if ends and rng.random() < 0.25:
                served.append((ends.pop(), int(rng.integers(0, 5))))
            self.builder.demand(
                int(rng.integers(DAY, DAY + horizon) / self.tightness),
                served,
                weight=int(rng.integers(0, 6)),
                release=int(rng.integers(0, 2 * DAY)) if rng.random() < 0.15 else 0,
                flow=int(rng.integers(4, 8)),
            )

    def _pin(self) -> None:
        """Pin an operation without predecessors where its calendar works, past any setup."""
        problem = self.builder.build()
        free = sorted(set(range(self.num_operations)) - set(problem.succ.tolist()))
        operation = free[int(self.rng.integers(0, len(free)))]
        mode = int(problem.mode_ptr[operation])
        calendar = problem.calendars[int(problem.mode_calendar[mode])]
        work = calendar.to_work(max(DAY, int(problem.op_release[operation])))
        while not self._fits(problem, mode, calendar.to_wall_start(work)):
            work += 1
        start = calendar.to_wall_start(work)
        self.builder.fix(operation, start=start, mode=0)

    @staticmethod
    def _fits(problem: Problem, mode: int, start: int) -> bool:
        """Tell whether pinned work finds its further resources and, if need be, one window."""
        calendar = problem.calendars[int(problem.mode_calendar[mode])]
        work = int(problem.mode_duration[mode])
        end = calendar.to_wall_end(calendar.to_work(start) + work) if work else start
        if not problem.mode_interruptible[mode] and end - start != work:
            return False
        for row in np.flatnonzero(problem.use_mode == mode):
            low = problem.profile_capacity < problem.use_units[row]
            short = (
                (problem.profile_resource == problem.use_resource[row])
                & low
                & (problem.profile_start < end)
                & (problem.profile_end > start)
            )
            if short.any():
                return False
        return True
