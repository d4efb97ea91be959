"""Tiny random problems that mix every rule, small enough to try all plans."""

from __future__ import annotations

import numpy as np

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder


class TinyPlant:
    """One random problem in the making; the seed decides everything."""

    def __init__(self, seed: int, operations: int, horizon: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.num_operations, self.horizon = operations, horizon
        self.builder = ProblemBuilder(horizon=horizon)

    def build(self, *, flow: bool = False) -> Problem:
        self._resources()
        durations = [self._operation(op) for op in range(self.num_operations)]
        for succ in range(1, self.num_operations):
            if self.rng.random() < 0.5:
                self._precede(int(self.rng.integers(0, succ)), succ, durations)
        self._demands(flow=flow)
        if flow:
            for op in range(self.num_operations):
                self.builder.add_flow(
                    op, start=int(self.rng.integers(-3, 2)), end=int(self.rng.integers(-1, 3))
                )
        if self.rng.random() < 0.25:
            self._pin()
        return self.builder.build()

    def _shifts(self) -> WorkingTime:
        windows, tick = [], int(self.rng.integers(0, 3))
        while tick < self.horizon:
            end = min(tick + int(self.rng.integers(2, 7)), self.horizon)
            windows.append((tick, end))
            tick = end + int(self.rng.integers(1, 4))
        return WorkingTime.of(windows)

    def _resources(self) -> None:
        rng, builder = self.rng, self.builder
        always = WorkingTime.always(0, self.horizon)
        times = [self._shifts(), self._shifts() if rng.random() < 0.5 else always]
        self.crew_time = self._shifts() if rng.random() < 0.7 else always
        crew = builder.calendar(self.crew_time)
        self.crew = builder.resource("CREW", capacity=2, calendar=crew, profile=self._absences())
        self.tool = builder.resource("TOOL", calendar=builder.calendar(always))
        size = 3
        matrix = rng.integers(0, 4, size=(size, size))
        np.fill_diagonal(matrix, 0)
        setup = builder.setup_matrix(matrix.tolist())
        self.machines: list[tuple[int, WorkingTime, bool]] = [(-1, times[0], False)]
        for index in range(3):
            time, has_setup = times[int(rng.integers(0, 2))], index > 0
            machine = builder.resource(
                f"M{index}",
                capacity=1 if has_setup or rng.random() < 0.5 else 2,
                calendar=builder.calendar(time),
                setup=setup if has_setup else -1,
                initial_state=int(rng.integers(-1, size)) if has_setup else -1,
            )
            self.machines.append((machine, time, has_setup))

    def _absences(self) -> list[tuple[int, int, int]]:
        if self.rng.random() < 0.5:
            return []
        start = int(self.rng.integers(0, 8))
        return [(start, start + int(self.rng.integers(1, 10)), int(self.rng.integers(0, 2)))]

    def _mode(self) -> ModeSpec:
        rng, builder = self.rng, self.builder
        pick = 0 if rng.random() < 0.08 else 1 + min(int(rng.integers(0, 4)), 2)
        machine, time, has_setup = self.machines[pick]
        uses: list[tuple[int, int] | tuple[int, int, int]] = []
        if rng.random() < 0.3:
            # counts while it is absent too: nothing that needs it may go on then
            uses.append((self.crew, int(rng.integers(1, 3)), builder.calendar(self.crew_time)))
            time = time.intersect(self.crew_time)
        if rng.random() < 0.2:
            uses.append((self.tool, 1))
        duration = 0 if rng.random() < 0.05 else int(rng.integers(1, 6))
        state = int(rng.integers(-1, 3)) if has_setup else -1
        calendar = builder.calendar(time)
        return ModeSpec(duration, machine, calendar, state=state, uses=tuple(uses))

    def _operation(self, op: int) -> list[int]:
        modes = [self._mode()]
        if self.rng.random() < 0.3:
            modes.append(self._mode())
        self.builder.operation(
            modes,
            "ABCDE"[op],
            interruptible=bool(self.rng.random() < 0.8),
            release=int(self.rng.integers(0, 8)) if self.rng.random() < 0.3 else 0,
        )
        return [mode.duration for mode in modes]

    def _precede(self, pred: int, succ: int, durations: list[list[int]]) -> None:
        rng = self.rng
        if rng.random() < 0.4:
            lags = [int(rng.integers(0, length + 1)) for length in durations[pred]]
            self.builder.precede(pred, succ, Precedence.WORK_START, lags)
            if rng.random() < 0.7:
                self.builder.precede(pred, succ, Precedence.END_END, int(rng.integers(0, 3)))
        else:
            lag = int(rng.integers(1, 4)) if rng.random() < 0.4 else 0
            self.builder.precede(pred, succ, Precedence.END_START, lag)

    def _demands(self, *, flow: bool) -> None:
        rng = self.rng
        for op in range(self.num_operations):
            if rng.random() < 0.8:
                links: list[int | tuple[int, int]] = [(op, int(rng.integers(0, 3)))]
                if op and rng.random() < 0.2:
                    links.append(op - 1)
                self.builder.demand(
                    int(rng.integers(2, 20)),
                    links,
                    weight=int(rng.integers(0, 5)),
                    release=int(rng.integers(0, 12)) if rng.random() < 0.2 else 0,
                    flow=int(rng.integers(-1, 3)) if flow else 0,
                )

    def _pin(self) -> None:
        op = int(self.rng.integers(0, self.num_operations))
        self.builder.fix(op, start=int(self.rng.integers(0, 12)), mode=0)


def tiny_problem(seed: int, operations: int = 4, *, horizon: int = 60) -> Problem:
    """Return a problem without flow cost; it may have no plan."""
    return TinyPlant(seed, operations, horizon).build()


def tiny_flow_problem(seed: int, operations: int = 3, *, horizon: int = 24) -> Problem:
    """Return a problem whose flow cost may reward waiting; it may have no plan."""
    return TinyPlant(seed, operations, horizon).build(flow=True)
