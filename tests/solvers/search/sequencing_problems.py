"""Random problems that the sequencing search represents, and how tests run it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime
from models.level_scale import resolve
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from tests.solvers.proof.everything_tiny import everything_problem

if TYPE_CHECKING:
    from models.schedule import Schedule

__all__ = ["everything_representable", "exact_problem", "plant", "turn_from"]

DEFAULT = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)


def everything_representable(seed: int, operations: int) -> Problem:
    """Return a problem of all rules but sessions, setup crews and longest waits."""
    problem = everything_problem(seed, operations, horizon=12 * operations)
    none, kept = np.zeros(0, dtype=np.int64), problem.kind != Precedence.MAX_WAIT
    lags = [problem.lags[a:b] for a, b in zip(problem.lag_ptr, problem.lag_ptr[1:], strict=False)]
    lags = [row for row, is_kept in zip(lags, kept, strict=True) if is_kept]
    return problem.replace(
        mode_family=np.full_like(problem.mode_family, -1),
        crew_machine=none,
        crew_resource=none,
        crew_units=none,
        pred=problem.pred[kept],
        succ=problem.succ[kept],
        kind=problem.kind[kept],
        lags=np.concatenate([none, *lags]),
        lag_ptr=np.cumsum([0, *map(len, lags)]),
        lead_ptr=np.concatenate((problem.lead_ptr[:-1][kept], problem.lead_ptr[-1:])),
    )


def exact_problem(seed: int) -> Problem:
    """Return four operations whose best plan lanes can express: without crews that take breaks."""
    rng, horizon = np.random.default_rng(seed), 24
    builder = ProblemBuilder(horizon=horizon)
    always = WorkingTime.always(0, horizon)
    shifts = WorkingTime.of([(tick, tick + 5) for tick in range(int(rng.integers(0, 3)), 20, 7)])
    times = [builder.calendar(shifts if rng.random() < 0.5 else always) for _ in range(3)]
    matrix = rng.integers(0, 4, size=(3, 3)) * (1 - np.eye(3, dtype=np.int64))
    setup = builder.setup_matrix(matrix.tolist())
    state = int(rng.integers(-1, 3))
    machines = [
        builder.resource("S", calendar=times[0], setup=setup, initial_state=state),
        builder.resource("M", calendar=times[1]),
        builder.resource("POOL", capacity=2, calendar=times[2]),
    ]
    for op in range(4):
        modes = [
            ModeSpec(
                int(rng.integers(1, 4)),
                machines[kind],
                times[kind],
                state=int(rng.integers(-1, 3)) if kind == 0 else -1,
                units=int(rng.integers(1, 3)) if kind == 2 else 1,
                interruptible=bool(rng.random() < 0.7),
            )
            for kind in rng.choice((0, 0, 1, 2), size=int(rng.integers(1, 3))).tolist()
        ]
        builder.operation(modes, "ABCD"[op], release=int(rng.integers(0, 4)))
        builder.demand(int(rng.integers(2, 9)), [op], weight=int(rng.integers(1, 5)))
        if op and rng.random() < 0.5:
            kinds = (Precedence.END_START, Precedence.END_END, Precedence.WORK_START)
            builder.precede(int(rng.integers(0, op)), op, kinds[int(rng.integers(0, 3))])
    return builder.build()


def plant(seed: int, orders: int = 8, *, crew: int = 2) -> Problem:
    """Return a plant with shifts, setups, a pool, alternatives, absences and a crew."""
    rng, horizon = np.random.default_rng(seed), 60 * orders
    builder = ProblemBuilder(horizon=horizon)
    day = builder.calendar(WorkingTime.of([(t, t + 8) for t in range(0, horizon - 8, 24)]))
    long = builder.calendar(WorkingTime.of([(t, t + 16) for t in range(0, horizon - 16, 24)]))
    matrix = builder.setup_matrix([[0, 2, 3], [1, 0, 2], [4, 2, 0]])
    machines = [
        builder.resource("CUT", calendar=long, profile=[(24, 40, 0)]),
        builder.resource("PAINT", calendar=long, setup=matrix, initial_state=1),
        builder.resource("POOL", capacity=3, calendar=long, profile=[(10, 60, 2)]),
        builder.resource("PACK", calendar=day),
    ]
    people = builder.resource("CREW", capacity=crew, calendar=long)
    for order in range(orders):
        before = -1
        for kind in rng.permutation(4)[: int(rng.integers(2, 5))].tolist():
            calendar = day if kind == 3 else long
            modes = [
                ModeSpec(
                    int(rng.integers(2, 9)),
                    machines[kind],
                    calendar,
                    state=int(rng.integers(0, 3)) if kind == 1 else -1,
                    uses=((people, int(rng.integers(1, crew + 1))),) if kind == 0 else (),
                    units=int(rng.integers(1, 3)) if kind == 2 else 1,
                )
            ]
            if kind == 3:
                modes.append(ModeSpec(modes[0].duration + 2, machines[2], long))
            op = builder.operation(modes, order=order, flow=(-1, 1))
            if before >= 0:
                builder.precede(before, op)
            before = op
        due = int(rng.integers(20, 12 * orders))
        builder.demand(due, [before], weight=int(rng.integers(1, 5)), flow=1)
    return builder.build()


def turn_from(
    problem: Problem,
    start: Schedule,
    effort: int,
    *,
    seed: int = 0,
    objectives: tuple[Objective, ...] = DEFAULT,
) -> Turn:
    """Return a turn of an exchange that has a first plan."""
    options = SolveOptions(objectives=resolve(problem, objectives), deterministic_limit=1.0)
    exchange = Exchange(problem, options, monotonic())
    exchange.offer(start, "first")
    return Turn(exchange, monotonic(), seed, effort)
