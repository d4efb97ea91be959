"""Job shops for the tests of searches: random ones with everything allowed, and brute force."""

from __future__ import annotations

from itertools import pairwise, permutations, product
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime
from models.level import Level, Objective
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.dispatch import best_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.problem import Problem

MAKESPAN = Level.of(Objective.MAKESPAN)
MAX_LATENESS = Level.of(Objective.MAX_LATENESS)

# Fisher and Thompson (1963): a job per row, pairs of machine and time; the optimum is 55
FT06 = (
    ((2, 1), (0, 3), (1, 6), (3, 7), (5, 3), (4, 6)),
    ((1, 8), (2, 5), (4, 10), (5, 10), (0, 10), (3, 4)),
    ((2, 5), (3, 4), (5, 8), (0, 9), (1, 1), (4, 7)),
    ((1, 5), (0, 5), (2, 5), (3, 3), (4, 8), (5, 9)),
    ((2, 9), (1, 3), (4, 5), (5, 4), (0, 3), (3, 1)),
    ((1, 3), (3, 3), (5, 9), (0, 10), (4, 4), (2, 1)),
)


def job_shop(
    jobs: Iterable[Sequence[tuple[int, int]]],
    windows: Sequence[tuple[int, int]] = ((0, 500),),
    dues: Sequence[int] = (),
) -> Problem:
    """Return a job shop of jobs as in `FT06`, one due date per job if there are any."""
    builder = ProblemBuilder(horizon=windows[-1][1])
    calendar = builder.calendar(WorkingTime.of(list(windows)))
    machines: dict[int, int] = {}
    for job, steps in enumerate(jobs):
        ops = []
        for machine, time in steps:
            if machine not in machines:
                machines[machine] = builder.resource(f"M{machine}", calendar=calendar)
            ops.append(builder.operation([ModeSpec(time, machines[machine], calendar)], order=job))
            if len(ops) > 1:
                builder.precede(ops[-2], ops[-1])
        if dues:
            builder.demand(dues[job], [ops[-1]])
    return builder.build()


def random_jobs(seed: int, num_jobs: int, num_machines: int) -> list[list[tuple[int, int]]]:
    """Return jobs that visit every machine once, in random order, for 1 to 9 ticks."""
    random = np.random.default_rng(seed)
    return [
        [
            (int(machine), int(random.integers(1, 10)))
            for machine in random.permutation(num_machines)
        ]
        for _ in range(num_jobs)
    ]


def random_shop(seed: int, size: int, num_machines: int = 2) -> Problem:
    """Return a job shop with any precedences, lags, releases and due dates.

    Some work has no machine or no length, and a machine may come back in one chain.
    """
    random = np.random.default_rng(seed)
    builder = ProblemBuilder(horizon=40 * size + 100)
    calendar = builder.calendar(WorkingTime.of([(3, 40 * size + 100)]))
    machines = [builder.resource(calendar=calendar) for _ in range(num_machines)]
    ops = []
    for op in range(size):
        machine = [-1, *machines][random.integers(0, num_machines + 1) if op % 3 == 0 else -1]
        machine = machines[random.integers(0, num_machines)] if op % 3 else machine
        mode = ModeSpec(int(random.integers(0, 8)), machine, calendar)
        ops.append(builder.operation([mode], release=int(random.integers(0, 12))))
    for succ in range(1, size):
        for pred in random.choice(succ, int(random.integers(0, min(succ, 2) + 1)), replace=False):
            builder.precede(int(pred), succ, lags=int(random.choice([0, 0, 3])))
    for _ in range(max(1, size // 3)):
        served = [(int(op), int(random.integers(0, 4))) for op in random.choice(size, 2)]
        builder.demand(int(random.integers(5, 30)), served)
    return builder.build()


def turn_of(problem: Problem, level: Level, effort: int, seed: int = 0) -> Turn:
    """Return a turn with so much effort that starts from a dispatched plan."""
    options = SolveOptions(objectives=(level,), deterministic_limit=1.0)
    exchange = Exchange(problem, options, monotonic())
    exchange.offer(best_dispatch(problem, (level,)), "dispatch")
    return Turn(exchange, until=0.0, seed=seed, effort=effort)


def brute_force(problem: Problem, tail: Sequence[int]) -> int:
    """Return the least largest end plus tail over all orders on the machines, in one window."""
    size, opening = problem.num_operations, int(problem.window_start[0])
    held = [
        op for op in range(size) if problem.mode_duration[op] and problem.mode_resource[op] >= 0
    ]
    groups = [
        [op for op in held if problem.mode_resource[op] == machine]
        for machine in range(problem.num_resources)
    ]
    return min(
        _length(problem, orders, tail, opening)
        for orders in product(*(permutations(group) for group in groups))
    )


def _length(
    problem: Problem, orders: Sequence[Sequence[int]], tail: Sequence[int], opening: int
) -> int:
    duration = problem.mode_duration.tolist()
    edges = list(
        zip(problem.pred.tolist(), problem.succ.tolist(), problem.lags.tolist(), strict=True)
    )
    edges += [(a, b, 0) for order in orders for a, b in pairwise(order)]
    start = [max(0, release - opening) for release in problem.op_release.tolist()]
    for _ in range(len(start) + 1):
        before = list(start)
        for pred, succ, lag in edges:
            start[succ] = max(start[succ], start[pred] + duration[pred] + lag)
        if start == before:
            return max(s + d + t for s, d, t in zip(start, duration, tail, strict=True))
    return 10**9  # a circle
