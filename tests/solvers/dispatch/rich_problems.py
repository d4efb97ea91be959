"""Random plants with every shop-floor rule that the dispatcher's shop knows.

A day has 24 ticks. Crews work two shifts with fewer people in the second and stay away on some
days, tools are rare, pools run operations on several machines at once, changeovers have a crew
and hours of their own, ovens run families together.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from tests.solvers.problems import DAY, daily


@dataclass(frozen=True, slots=True)
class Rules:
    """Which rules a plant has."""

    crews: bool = True
    setups: bool = True
    elastic: bool = True
    sessions: bool = True
    pinned: bool = True
    patient: bool = False
    """Whether some sessions wait for ever until they are full enough."""
    waits: bool = False
    """Whether there are maximum waits, leads and deadlines, which a dispatcher may fail to keep."""


def rich_problem(seed: int, operations: int = 14, rules: Rules = Rules()) -> Problem:
    """Return a plant; the same arguments give the same problem."""
    return _Plant(np.random.default_rng(seed), operations, rules).build()


@dataclass
class _Plant:
    rng: np.random.Generator
    num_operations: int
    rules: Rules
    last: list[int] = field(default_factory=list)

    def build(self) -> Problem:
        self.days = 20 + 4 * self.num_operations
        self.builder = ProblemBuilder(horizon=self.days * DAY, tick_seconds=3600)
        self._times()
        self._crews()
        self._machines()
        count = 0
        while count < self.num_operations:
            length = min(int(self.rng.integers(1, 4)), self.num_operations - count)
            self._order(length)
            count += length
        for end in self.last:
            self.builder.demand(int(self.rng.integers(DAY, 6 * DAY)), [end], weight=2)
        if self.rules.pinned and self.rng.random() < 0.4:
            self._pin()
        return self.builder.build()

    def _times(self) -> None:
        self.always = self.builder.calendar(WorkingTime.always(0, self.days * DAY))
        self.day = self.builder.calendar(daily([(8, 12), (13, 17)], self.days, skip=7))
        self.long = self.builder.calendar(daily([(6, 22)], self.days, skip=7))

    def _crews(self) -> None:
        """Three people from 6 to 14, two from 14 to 22, one of them away every third morning."""
        self.people = WorkingTime.of(
            [
                (day * DAY + start, day * DAY + end, count - (day % 3 == 1 and start == 6))
                for day in range(self.days)
                if day % 7 != 6
                for start, end, count in ((6, 14, 3), (14, 22, 2), (22, 23, 1))
            ]
        )
        calendar = self.builder.calendar(self.people.at_least(1))
        profile = [
            (int(start), int(end), int(count))
            for start, end, count in zip(
                self.people.starts, self.people.ends, self.people.counts, strict=True
            )
            if count < 3
        ]
        self.crew = self.builder.resource("CREW", capacity=3, calendar=calendar, profile=profile)
        self.tool = self.builder.resource("TOOL", capacity=2, calendar=self.long)

    def _machines(self) -> None:
        rng, builder = self.rng, self.builder
        matrix = rng.integers(1, 4, size=(3, 3))
        np.fill_diagonal(matrix, 0)
        setup = builder.setup_matrix(matrix.tolist())
        self.pool = builder.resource("POOL", capacity=4, calendar=self.long)
        self.changed = builder.resource(
            "CHANGED",
            calendar=self.long,
            setup=setup if self.rules.setups else -1,
            initial_state=int(rng.integers(-1, 3)) if self.rules.setups else -1,
            setup_calendar=self.day,
        )
        if self.rules.setups and rng.random() < 0.7:
            builder.setup_crew(self.changed, self.crew, int(rng.integers(1, 3)))
        patience = -1 if self.rules.patient and rng.random() < 0.5 else int(rng.integers(0, 20))
        self.ovens = [
            builder.resource(
                f"OVEN{index}",
                calendar=calendar,
                session=(100, 60, patience) if self.rules.sessions else (0, 0, -1),
            )
            for index, calendar in enumerate((self.long, self.always))
        ]

    def _mode(self, duration: int) -> ModeSpec:
        rng = self.rng
        kind = int(rng.integers(0, 8))
        if kind < 3 and self.rules.sessions:
            return self._oven(duration)
        if kind < 5:
            return self._changed(duration)
        if kind == 5:
            return ModeSpec(duration, -1, self.day)
        calendar, uses = self._attended(self.long)
        return ModeSpec(
            duration, self.pool, calendar, uses=uses, units=int(rng.integers(1, 4)),
            interruptible=duration > 4 or bool(rng.random() < 0.7),
        )  # fmt: skip

    def _oven(self, duration: int) -> ModeSpec:
        rng = self.rng
        index, family = int(rng.integers(0, 2)), int(rng.integers(-1, 2))
        uses: list[tuple[int, int]] = [(self.tool, 1)] if rng.random() < 0.3 else []
        # a family has one calendar on a machine
        return ModeSpec(
            duration, self.ovens[index], (self.long, self.day)[index], uses=tuple(uses),
            family=family, fill=int(rng.integers(1, 8)) * 10 if family >= 0 else 0,
            interruptible=duration > 4 or bool(rng.random() < 0.8),
        )  # fmt: skip

    def _changed(self, duration: int) -> ModeSpec:
        rng = self.rng
        calendar, uses = self._attended(self.long)
        return ModeSpec(
            duration, self.changed, calendar, uses=uses,
            state=int(rng.integers(-1, 3)) if self.rules.setups else -1,
            preparation=int(rng.integers(0, 3)) if self.rules.setups else 0,
        )  # fmt: skip

    def _attended(self, machine: int) -> tuple[int, tuple[tuple[int, int, int], ...]]:
        """Return the calendar of work on a machine, and what else it holds in which windows."""
        rng, builder = self.rng, self.builder
        calendar, uses = machine, []
        if self.rules.crews and rng.random() < 0.6:
            units = int(rng.integers(1, 3))
            there = builder.calendar_windows(machine).intersect(self.people.at_least(units))
            calendar = builder.calendar(there)
            uses.append((self.crew, units, calendar))
        if rng.random() < 0.3:
            uses.append((self.tool, 1, self.long))
        return calendar, tuple(uses)

    def _order(self, length: int) -> None:
        rng, builder = self.rng, self.builder
        before, durations = -1, [0]
        for phase in range(length):
            # every calendar has windows of 4 ticks
            duration = 0 if rng.random() < 0.05 else int(rng.integers(1, 11))
            modes = [self._mode(duration)]
            if rng.random() < 0.3:
                modes.append(self._mode(int(rng.integers(1, 11))))
            overlaps = before >= 0 and bool(rng.random() < 0.4)
            operation = builder.operation(
                modes,
                order=-1 if phase == 0 else self._order_of_last,
                release=int(rng.integers(0, 3 * DAY)) if rng.random() < 0.3 else 0,
                elastic=overlaps and self.rules.elastic,
            )
            if phase == 0:
                self._order_of_last = len(self.last)
            elif overlaps:
                self._overlap(before, operation, durations, [mode.duration for mode in modes])
            else:
                lag = int(rng.integers(0, 3))
                builder.precede(before, operation, Precedence.END_START, lag)
                if self.rules.waits and rng.random() < 0.3:
                    most = lag + int(rng.integers(0, DAY))
                    builder.precede(before, operation, Precedence.MAX_WAIT, most)
            if self.rules.waits and rng.random() < 0.05:
                builder.deadline(operation, int(rng.integers(4, 20)) * DAY)
            before, durations = operation, [mode.duration for mode in modes]
        self.last.append(before)

    _order_of_last: int = 0

    def _overlap(self, pred: int, succ: int, before: list[int], after: list[int]) -> None:
        """Let a phase start when half of the one before it is worked, and end after it."""
        halves = [duration // 2 for duration in before]
        self.builder.precede(pred, succ, Precedence.WORK_START, halves)
        self.builder.precede(pred, succ, Precedence.END_END, int(self.rng.integers(0, 3)))
        if self.rules.waits and self.rng.random() < 0.5:
            quarters = [duration // 4 for duration in after]
            whole = [3 * duration // 4 for duration in before]
            self.builder.precede(pred, succ, Precedence.WORK_WORK, whole, quarters)

    def _pin(self) -> None:
        """Pin an operation without predecessors on the third day at 8, where all is at work."""
        problem = self.builder.build()
        free = sorted(set(range(self.num_operations)) - set(problem.succ.tolist()))
        operation = free[int(self.rng.integers(0, len(free)))]
        self.builder.fix(operation, start=3 * DAY + 8, mode=0)
