"""Tiny random problems in which every rule of `Problem` may meet every other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.level import BY_CLASS, Level, Objective, Term
from models.problem import Precedence
from models.problem_builder import ModeSpec
from tests.solvers.cpsat.rich_tiny import RichPlant

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["everything_problem", "random_level"]

_CLASSES = 2
_NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class EverythingPlant(RichPlant):
    """A `RichPlant` with more edges, modes without a machine, and money for everything."""

    def build(self) -> Problem:
        self._resources()
        for op in range(self.num_operations):
            self._operation(op)
        for succ in range(1, self.num_operations):
            for pred in range(succ):
                if self.chance(0.7 / succ):
                    self._tie(pred, succ)
        for op in range(self.num_operations):
            self._dates(op)
        self._demands()
        return self._priced(self.builder.build())

    def _operation(self, op: int) -> None:
        modes = [self._any_mode() for _ in range(1 + self.chance(0.3))]
        self.modes.append(modes)
        self.builder.operation(
            modes,
            _NAMES[op],
            release=self.pick(0, 5) if self.chance(0.25) else 0,
            elastic=self.chance(0.35),
            rank=self.pick(0, 3),
            flow=(self.pick(-2, 3), self.pick(-2, 3)),
        )

    def _resources(self) -> None:
        super()._resources()
        # an oven's families work in a part of its time, the same for all
        self.times = [
            self._shifts(machine.time) if machine.kind == "oven" and self.chance(0.2) else None
            for machine in self.machines
        ]

        for machine in self.machines:
            if machine.kind.startswith("setup") and self.chance(0.3):
                self.builder.setup_crew(machine.resource, self.tool)

    def _any_mode(self) -> ModeSpec:
        index, builder = self.pick(0, 2), self.builder
        machine, family_time = self.machines[index], self.times[index]
        if self.chance(0.08):
            calendar = builder.calendar(self._time())
            mode = ModeSpec(self.pick(0, 4), -1, calendar, interruptible=self.chance(0.7))
        else:
            mode = self._mode(machine)
        if family_time is not None and mode.family >= 0:
            mode = replace(mode, calendar=builder.calendar(family_time))
        return self._with_machine(mode) if self.chance(0.1) and mode.family < 0 else mode

    def _with_machine(self, mode: ModeSpec) -> ModeSpec:
        """Let a mode hold a machine beside its own, too."""
        builder, other = self.builder, self.machines[self.pick(0, 2)].resource
        if other == mode.resource:
            return mode
        there = builder.enough(other, 1)
        time = builder.calendar_windows(mode.calendar).intersect(builder.calendar_windows(there))
        calendar = builder.calendar(time)
        counts = calendar if self.chance(0.5) else there
        return replace(mode, calendar=calendar, uses=(*mode.uses, (other, 1, counts)))

    def _tie(self, pred: int, succ: int) -> None:
        """Let one follow another as `RichPlant` does, or by its end alone, or without a wait."""
        builder, kind = self.builder, self.rng.random()
        if kind < 0.7:
            self._precede(pred, succ)
        elif kind < 0.8:
            builder.precede(pred, succ, Precedence.END_END, self.pick(0, 3))
        else:
            builder.precede(pred, succ)
        has_start = any(
            (pred, succ) == edge[:2] and edge[2] not in (Precedence.END_END, Precedence.MAX_WAIT)
            for edge in self._edges()
        )
        if has_start and self.chance(0.2):
            lags = [self.pick(0, 3) for _ in self.modes[pred]]
            builder.precede(pred, succ, Precedence.MAX_WAIT, lags)

    def _edges(self) -> list[tuple[int, int, int]]:
        problem = self.builder.build()
        return list(
            zip(problem.pred.tolist(), problem.succ.tolist(), problem.kind.tolist(), strict=True)
        )

    def _dates(self, op: int) -> None:
        builder, modes = self.builder, len(self.modes[op])
        if self.chance(0.2):
            builder.deadline(op, self.pick(self.horizon // 2, self.horizon + 1))
        if self.chance(0.08):
            start = self.pick(0, self.horizon - 3)
            builder.fix(op, start=start, mode=self.pick(-1, modes))
        if self.chance(0.5):
            start = self.pick(0, self.horizon - 2)
            builder.previous(op, start=start, mode=self.pick(-1, modes))

    def _demands(self) -> None:
        if self.chance(0.1):
            dates = self.pick(0, self.horizon), self.pick(0, self.horizon)
            self.builder.demand(dates[0], weight=2, release=dates[1], flow=1)
        for op in range(self.num_operations):
            if self.chance(0.75):
                links = [(op, self.pick(0, 3) if self.chance(0.3) else 0)]
                if op and self.chance(0.25):
                    links.append((self.pick(0, op), 0))
                self.builder.demand(
                    self.pick(2, self.horizon),
                    links,
                    weight=self.pick(0, 5),
                    release=self.pick(0, self.horizon) if self.chance(0.15) else 0,
                    flow=self.pick(-2, 4),
                    priority=self.pick(0, _CLASSES),
                )

    def _priced(self, problem: Problem) -> Problem:
        """Return the problem with prices of changeovers and of work at some times."""
        count, rows = problem.num_resources, self.pick(0, 4)
        start = self.rng.integers(0, self.horizon - 1, size=rows)
        problem = self._with_absence(problem) if self.chance(0.3) else problem
        return problem.replace(
            resource_setup_cost=self.rng.integers(0, 4, size=count),
            overtime_resource=self.rng.integers(0, count, size=rows),
            overtime_start=start,
            overtime_end=start + self.rng.integers(1, self.horizon // 2, size=rows),
            overtime_cost=self.rng.integers(0, 4, size=rows),
            weight_unit=0.5,
            flow_unit=0.25,
            cost_unit=0.125,
        )

    def _with_absence(self, problem: Problem) -> Problem:
        """Return the problem with one more stretch in which units are away, at work or not."""
        resource = self.pick(0, problem.num_resources)
        if (problem.profile_resource == resource).any():  # stretches do not overlap
            return problem
        start = self.pick(0, self.horizon - 2)
        units = self.pick(0, int(problem.resource_capacity[resource]))
        row = (resource, start, start + self.pick(1, 4), units)
        names = ("profile_resource", "profile_start", "profile_end", "profile_capacity")
        return problem.replace(
            **{
                name: np.append(getattr(problem, name), value)
                for name, value in zip(names, row, strict=True)
            }
        )


def everything_problem(seed: int, operations: int = 4, *, horizon: int = 12) -> Problem:
    """Return a problem that mixes all rules; it may have no plan."""
    return EverythingPlant(seed, operations, horizon).build()


def random_level(seed: int) -> Level:
    """Return an objective alone, every third time a sum of two or three of them."""
    rng = np.random.default_rng(seed)
    count = 1 if seed % 3 else int(rng.integers(2, 4))
    chosen = rng.choice(np.arange(len(Objective)), size=count, replace=False)
    terms = []
    for objective in (list(Objective)[index] for index in chosen):
        in_class = objective in BY_CLASS and rng.random() < 0.3
        weight = int(rng.integers(1, 4)) if count > 1 else 1
        terms.append(Term(objective, weight, int(rng.integers(0, _CLASSES)) if in_class else -1))
    return Level(tuple(terms))
