"""Tiny random problems that mix all that resources can ask for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder

__all__ = ["rich_problem"]


@dataclass(frozen=True, slots=True)
class _Machine:
    resource: int
    time: WorkingTime
    kind: str


class RichPlant:
    """One random problem in the making; the seed decides everything."""

    def __init__(self, seed: int, operations: int, horizon: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.num_operations, self.horizon = operations, horizon
        self.builder = ProblemBuilder(horizon=horizon)
        self.always = WorkingTime.always(0, horizon)
        self.modes: list[list[ModeSpec]] = []

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def pick(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high))

    def build(self) -> Problem:
        self._resources()
        for op in range(self.num_operations):
            self._operation(op)
        for succ in range(1, self.num_operations):
            if self.chance(0.5):
                self._precede(self.pick(0, succ), succ)
        for op in range(self.num_operations):
            if self.chance(0.8):
                lag = self.pick(0, 3)
                self.builder.demand(self.pick(2, self.horizon), [(op, lag)], weight=self.pick(1, 5))
        if self.chance(0.2):
            op = self.pick(0, self.num_operations)
            self.builder.fix(op, start=self.pick(0, self.horizon - 4), mode=0)
        if self.chance(0.2):
            op = self.pick(0, self.num_operations)
            self.builder.deadline(op, self.pick(6, self.horizon))
        return self.builder.build()

    def _shifts(self, within: WorkingTime) -> WorkingTime:
        windows, tick = [], self.pick(0, 3)
        while tick < self.horizon:
            end = min(tick + self.pick(2, 8), self.horizon)
            windows.append((tick, end))
            tick = end + self.pick(1, 3)
        return WorkingTime.of(windows).intersect(within)

    def _time(self) -> WorkingTime:
        return self._shifts(self.always) if self.chance(0.6) else self.always

    def _absences(self, units: int) -> list[tuple[int, int, int]]:
        if self.chance(0.5):
            return []
        start = self.pick(0, self.horizon - 3)
        return [(start, start + self.pick(1, 6), self.pick(0, units))]

    def _resources(self) -> None:
        builder = self.builder
        crew_time = self._time()
        self.crew_time = crew_time
        crew_calendar = builder.calendar(crew_time)
        self.crew = builder.resource(
            "CREW", capacity=2, calendar=crew_calendar, profile=self._absences(2)
        )
        count = self.pick(1, 3)
        self.tool = builder.resource(
            "TOOL",
            capacity=count,
            calendar=builder.calendar(self.always),
            profile=self._absences(count),
        )
        kinds = [str(kind) for kind in self.rng.choice(["setup", "pool", "oven", "plain"], size=2)]
        self.machines = [self._machine(kind) for kind in kinds]
        if self.chance(0.2):
            self.machines[0] = self._machine("oven")
        if self.chance(0.4) and self.machines[0].kind == "oven":
            self.machines[1] = self._machine("oven")

    def _machine(self, kind: str) -> _Machine:
        builder, time = self.builder, self._time()
        calendar = builder.calendar(time)
        if kind == "pool":
            return _Machine(builder.resource("POOL", capacity=3, calendar=calendar), time, kind)
        if kind == "oven":
            session = (10, self.pick(0, 10), self.pick(-1, 4))
            return _Machine(
                builder.resource("OVEN", calendar=calendar, session=session), time, kind
            )
        if kind == "plain":
            resource = builder.resource("M", calendar=calendar, profile=self._absences(1))
            return _Machine(resource, time, kind)
        matrix = self.rng.integers(0, 4, size=(3, 3))
        np.fill_diagonal(matrix, 0)
        setup_time = self._shifts(time) if self.chance(0.5) else time
        resource = builder.resource(
            "S",
            calendar=calendar,
            setup=builder.setup_matrix(matrix.tolist()),
            initial_state=self.pick(-1, 3),
            setup_calendar=builder.calendar(setup_time),
            profile=self._absences(1) if self.chance(0.3) else [],
        )
        if self.chance(0.5):
            builder.setup_crew(resource, self.crew, self.pick(1, 3))
        return _Machine(resource, time, "setup-own" if setup_time is time else "setup")

    def _mode(self, machine: _Machine) -> ModeSpec:
        builder, time = self.builder, machine.time
        uses: list[tuple[int, int] | tuple[int, int, int]] = []
        is_oven, is_setup = machine.kind == "oven", machine.kind.startswith("setup")
        tool_units = 1
        if self.chance(0.4):
            uses.append((self.tool, tool_units))
            time = time.intersect(builder.calendar_windows(builder.enough(self.tool, 1)))
        if self.chance(0.4) and not is_oven:
            units = self.pick(1, 3)
            time = time.intersect(builder.calendar_windows(builder.enough(self.crew, units)))
            uses.append((self.crew, units, builder.calendar(time)))
        elif self.chance(0.2):
            # held through its breaks too
            uses.append((self.crew, 1, builder.enough(self.crew, 1)))
            time = time.intersect(builder.calendar_windows(builder.enough(self.crew, 1)))
        if is_oven:  # members of a family share a calendar
            time, uses = machine.time, [use for use in uses if use[0] == self.crew]
            uses = [(self.crew, 1, builder.calendar(self.crew_time))] if uses else []
        has_length = machine.kind == "setup" or self.chance(0.93)
        return ModeSpec(
            self.pick(1, 5) if has_length else 0,
            machine.resource,
            builder.calendar(time),
            state=self.pick(-1, 3) if is_setup else -1,
            uses=tuple(uses),
            preparation=self.pick(0, 3) if is_setup and self.chance(0.5) else 0,
            units=self.pick(1, 3) if machine.kind == "pool" else 1,
            family=min(self.pick(-1, 4), 1) if is_oven else -1,
            fill=self.pick(1, 7) if is_oven else 0,
            interruptible=self.chance(0.8),
        )

    def _operation(self, op: int) -> None:
        modes = [self._mode(self.machines[self.pick(0, 2)])]
        if self.chance(0.3):
            modes.append(self._mode(self.machines[self.pick(0, 2)]))
        self.modes.append(modes)
        self.builder.operation(
            modes,
            "ABCDE"[op],
            release=self.pick(0, 5) if self.chance(0.3) else 0,
            elastic=self.chance(0.3),
        )

    def _precede(self, pred: int, succ: int) -> None:
        builder, kind = self.builder, self.rng.random()
        if kind < 0.5:
            lags = [self.pick(0, mode.duration + 1) for mode in self.modes[pred]]
            builder.precede(pred, succ, Precedence.WORK_START, lags)
            if self.chance(0.8):
                lags = [self.pick(0, 3) for _ in self.modes[pred]]
                builder.precede(pred, succ, Precedence.END_END, lags)
            return
        if kind < 0.7:
            leads = [self.pick(0, mode.duration + 1) for mode in self.modes[succ]]
            lags = [self.pick(0, mode.duration + 1) for mode in self.modes[pred]]
            builder.precede(pred, succ, Precedence.WORK_WORK, lags, leads)
            return
        lag = self.pick(0, 3)
        builder.precede(pred, succ, Precedence.END_START, lag)
        if self.chance(0.3):
            builder.precede(pred, succ, Precedence.MAX_WAIT, lag + self.pick(0, 4))


def rich_problem(seed: int, operations: int = 3, *, horizon: int = 16) -> Problem:
    """Return a problem that mixes what resources can ask for; it may have no plan."""
    return RichPlant(seed, operations, horizon).build()
