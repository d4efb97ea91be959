"""Random problems that mix the five kinds of precedence, elastic work, deadlines and modes.

Edges lead from a lower to a higher row, so that rows are in topological order.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Schedule, Status
from tests.solvers.problems import DAY, daily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem

_TINY_HORIZON = 10


def tiny_problem(
    seed: int, *, operations: int = 3, modes: int = 1, lonely: bool = False
) -> Problem:
    """Return a few operations in ten ticks; about half of them have a plan at all.

    Parameters
    ----------
    seed
        Same arguments, same problem.
    operations
        How many.
    modes
        How many each has at most.
    lonely
        Whether they need no machine at all; otherwise two machines and a crew.
    """
    rng = np.random.default_rng(seed)
    builder = ProblemBuilder(horizon=_TINY_HORIZON)
    calendars = [builder.calendar(_windows(rng)) for _ in range(3)]
    always = builder.calendar(WorkingTime.always(0, _TINY_HORIZON))
    calendars.append(always)
    machines = [-1] if lonely else [builder.resource(calendar=always) for _ in range(2)]
    for op in range(operations):
        builder.operation(
            [
                ModeSpec(
                    int(rng.integers(0, 4)),
                    int(rng.choice(machines)),
                    int(rng.choice(calendars)),
                    interruptible=bool(rng.random() < 0.7),
                )
                for _ in range(int(rng.integers(1, modes + 1)))
            ],
            release=int(rng.integers(0, 3)) if rng.random() < 0.3 else 0,
            elastic=bool(op and rng.random() < 0.35),
        )
        if rng.random() < 0.2:
            builder.deadline(op, int(rng.integers(5, _TINY_HORIZON + 1)))
        for pred in range(op):
            if rng.random() < (0.9 if pred == op - 1 else 0.3):
                _tie(rng, builder, pred, op, longest=3)
    if rng.random() < 0.2:
        builder.fix(int(rng.integers(0, operations)), start=int(rng.integers(1, 8)), mode=0)
    builder.demand(int(rng.integers(4, 12)), [operations - 1], release=int(rng.integers(0, 3)))
    return builder.build()


def _windows(rng: np.random.Generator) -> WorkingTime:
    """Return two windows with a break of one to three ticks."""
    start, noon = int(rng.integers(0, 3)), int(rng.integers(4, 6))
    return WorkingTime.of([(start, noon), (noon + int(rng.integers(1, 4)), _TINY_HORIZON)])


def _tie(
    rng: np.random.Generator, builder: ProblemBuilder, pred: int, succ: int, *, longest: int
) -> None:
    """Let one operation follow another, in one of the ways phases do."""

    def lags(operation: int, most: int) -> list[int]:
        return [int(rng.integers(0, most + 1)) for _ in range(builder.num_modes(operation))]

    kind = rng.random()
    if kind < 0.4:
        builder.precede(pred, succ, Precedence.END_START, lags(pred, 1))
    elif kind < 0.65:
        builder.precede(pred, succ, Precedence.WORK_START, lags(pred, longest))
        builder.precede(pred, succ, Precedence.END_END, lags(pred, 1))
    else:
        builder.precede(pred, succ, Precedence.WORK_WORK, lags(pred, longest), lags(succ, longest))
        if rng.random() < 0.6:
            builder.precede(pred, succ, Precedence.END_END)
    if rng.random() < 0.35:
        builder.precede(pred, succ, Precedence.MAX_WAIT, [1 + lag for lag in lags(pred, longest)])


def brute_force(problem: Problem, *, capacity: bool = False) -> Iterator[Schedule]:
    """Go through every schedule of a tiny problem; the checker alone says what is one.

    Without changeovers and sessions; `capacity` as for `check_schedule`.
    """
    choices = [_placings(problem, op) for op in range(problem.num_operations)]
    in_turn = problem.kind == Precedence.END_START
    pairs = list(zip(problem.pred[in_turn].tolist(), problem.succ[in_turn].tolist(), strict=True))
    for placings in product(*choices):
        if any(placings[succ][1] < placings[pred][2] for pred, succ in pairs):
            continue  # to save time; the checker would say no
        mode, start, end = (
            np.array(column, dtype=np.int64) for column in zip(*placings, strict=True)
        )
        for op in np.flatnonzero(problem.op_elastic).tolist():
            for edge in np.flatnonzero((problem.succ == op) & (problem.kind == Precedence.END_END)):
                pred = problem.pred[edge]
                lag = problem.lags[problem.lag_ptr[edge] + mode[pred] - problem.mode_ptr[pred]]
                end[op] = max(end[op], end[pred] + lag)
        unit = np.where(problem.mode_resource[mode] >= 0, 0, -1)
        schedule = Schedule(mode, unit, start, end, np.zeros_like(mode), Status.FEASIBLE)
        if not check_schedule(problem, schedule, capacity=capacity):
            yield schedule


def _placings(problem: Problem, op: int) -> list[tuple[int, int, int]]:
    """Return every mode, start and end of work of an operation, tick by tick."""
    placings = []
    for mode in range(int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1])):
        calendar = problem.calendars[int(problem.mode_calendar[mode])]
        open_ticks = [
            tick
            for start, end in zip(calendar.starts.tolist(), calendar.ends.tolist(), strict=True)
            for tick in range(start, end)
        ]
        work, pin = int(problem.mode_duration[mode]), int(problem.op_fixed_start[op])
        for start in range(problem.horizon) if pin < 0 else [pin]:
            ahead = [tick for tick in open_ticks if tick >= start]
            if len(ahead) >= work and (pin >= 0 or start in ahead):
                placings.append((mode, start, ahead[work - 1] + 1 if work else start))
    return placings


def edge_plant(seed: int, operations: int = 20, *, waits: float = 0.25) -> Problem:
    """Return a plant of chains tied in every way, with a generous horizon.

    Parameters
    ----------
    seed, operations
        Same arguments, same problem; how many operations.
    waits
        Share of phases that must start soon after the one before.
    """
    rng = np.random.default_rng(seed)
    days = 40 + 3 * operations
    builder = ProblemBuilder(horizon=days * DAY, tick_seconds=3600)
    calendars = [
        builder.calendar(time)
        for time in (
            daily([(6, 22)], days, skip=7),
            daily([(8, 12), (13, 17)], days, skip=7),
            WorkingTime.always(0, days * DAY),
        )
    ]
    machines = [
        (builder.resource(capacity=1 + index % 2, calendar=calendar), calendar)
        for index, calendar in enumerate([*calendars, *calendars])
    ]
    tool = builder.resource("TOOL", calendar=calendars[2])
    first, num_orders = 0, 0
    while first < operations:
        last = min(operations, first + int(rng.integers(1, 6)))
        for op in range(first, last):
            builder.operation(
                [_mode(rng, machines, tool) for _ in range(int(rng.integers(1, 4)))],
                order=num_orders,
                elastic=bool(op > first and rng.random() < 0.4),
                release=int(rng.integers(0, 2 * DAY)) if rng.random() < 0.2 else 0,
                rank=int(rng.integers(0, 9)),
            )
            if op > first:
                _follow(rng, builder, op, waits)
        if rng.random() < 0.3:
            builder.deadline(last - 1, int(rng.integers(4 * DAY, days * DAY // 2)))
        builder.demand(int(rng.integers(DAY, 8 * DAY)), [last - 1], weight=int(rng.integers(1, 5)))
        first, num_orders = last, num_orders + 1
    return builder.build()


def _mode(rng: np.random.Generator, machines: list[tuple[int, int]], tool: int) -> ModeSpec:
    machine, calendar = machines[int(rng.integers(0, len(machines)))]
    interruptible = bool(rng.random() < 0.8)
    return ModeSpec(
        0 if rng.random() < 0.05 else int(rng.integers(1, 11 if interruptible else 5)),
        machine,
        calendar,
        uses=((tool, 1),) if rng.random() < 0.15 else (),
        interruptible=interruptible,
    )


def _follow(rng: np.random.Generator, builder: ProblemBuilder, op: int, waits: float) -> None:
    """Tie an operation to the one before, and some to the one before that."""
    _tie_loosely(rng, builder, op - 1, op)
    if rng.random() < waits:
        builder.precede(op - 1, op, Precedence.MAX_WAIT, int(rng.choice([0, 2, 16, 48])))


def _tie_loosely(rng: np.random.Generator, builder: ProblemBuilder, pred: int, succ: int) -> None:
    kind = rng.random()
    if kind < 0.4:
        builder.precede(pred, succ)
    elif kind < 0.7:
        builder.precede(pred, succ, Precedence.WORK_START, int(rng.integers(0, 5)))
        builder.precede(pred, succ, Precedence.END_END)
    else:
        builder.precede(
            pred, succ, Precedence.WORK_WORK, int(rng.integers(0, 5)), int(rng.integers(0, 5))
        )
        builder.precede(pred, succ, Precedence.END_END)
